"""Rows of a table say what files say, are refused with the same words, and are read quickly."""

from __future__ import annotations

import json
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from files.shaped import matters
from weimei.core.assessment.matter import Matter
from weimei.files import FileProblem, decode_row, encode_matter_row, load_matter, parse_matter, rows
from weimei.files.load import tree
from weimei.files.reading import Reader

TEN = load_matter(Path(__file__).parent / "data" / "ten-sessions.yaml")
ROW = encode_matter_row(TEN)


def test_a_row_is_one_line_and_gives_the_matter_back() -> None:
    assert b"\n" not in ROW
    assert decode_row(ROW) == TEN


def test_the_typical_row_takes_the_quick_way(monkeypatch: pytest.MonkeyPatch) -> None:
    def slow(*_: object) -> Matter:
        raise AssertionError("the slow way was taken")

    monkeypatch.setattr(rows, "_slow", slow)

    assert decode_row(ROW) == TEN
    assert decode_row(json.dumps(json.loads(ROW), ensure_ascii=False, indent=None).encode()) == TEN


@given(matters())
def test_both_ways_read_alike(matter: Matter) -> None:
    row = encode_matter_row(matter)
    reader = Reader("row.json")
    slow = reader.read(tree(row, "row.json"), Matter)
    assert slow == matter
    with suppress(rows._SlowError, ValueError):  # then the slow way is taken instead
        assert rows._quick(row) == slow


@given(matters(), st.data())
def test_the_quick_way_never_takes_what_the_slow_way_refuses(matter: Matter, data: st.DataObject) -> None:
    text = encode_matter_row(matter).decode()
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, min(len(text), start + 4)))
    put = data.draw(
        st.sampled_from(["", "0", "-", ".5", '"', "null", "true", "\u0085", "\\b", "1e2", ",", "{}", '"id":"x",', " "])
    )
    mutated = (text[:start] + put + text[end:]).encode()
    try:
        quick: Matter | None = rows._quick(mutated)
    except Exception:  # noqa: BLE001  # whatever stops the quick way, the slow way decides
        quick = None
    if quick is not None:
        reader = Reader("row.json")
        assert reader.read(tree(mutated, "row.json"), Matter) == quick


@pytest.mark.parametrize(
    ("written", "fen"),
    [
        ("8800", 880000),
        ("8800.5", 880050),
        ('"8800.50"', 880050),
        ("88.10", 8810),
        ("9007199254740.93", 900719925474093),
    ],
)
def test_sums_are_exact_as_numbers_and_as_texts(written: str, fen: int) -> None:
    row = f'{{"id":"m","lines":[{{"id":"L1","plan":"sessions","price":{written}}}]}}'.encode()

    assert decode_row(row).lines[0].price == fen


def _minimal(**more: Any) -> bytes:
    row = {"id": "m", "lines": [{"id": "L1", "plan": "sessions", **more.pop("line", {})}], **more}
    return json.dumps(row, ensure_ascii=False).encode()


def _terms(fee: dict[str, Any]) -> bytes:
    return _minimal(policies=[{"id": "t", "by": "merchant", "clauses": [{"clause": "fee_percent", **fee}]}])


@pytest.mark.parametrize(
    ("row", "code", "path"),
    [
        (b'{"id":"m","lines":[{"id":"L1","plan":"sessions"}],"id":"n"}', "key.duplicate", ""),
        (b'{"id":"m","lines":[{"id":"L1","plan":"sessions","price":1,"price":2}]}', "key.duplicate", ""),
        (_minimal(line={"price": 88.005}), "amount.decimals", "lines[0].price"),
        (_minimal(line={"price": -1}), "amount.negative", "lines[0].price"),
        (_minimal(line={"price": 1e30}), "amount.exponent", "lines[0].price"),
        (_minimal(line={"units": -1}), "whole.negative", "lines[0].units"),
        (_minimal(line={"units": 10**9}), "whole.range", "lines[0].units"),
        (_minimal(line={"units": 1.5}), "whole.form", "lines[0].units"),
        (_minimal(titel="x"), "key.unknown", "titel"),
        (_minimal(currency="cny"), "currency.unknown", "currency"),
        (_minimal(currency="JPY", line={"price": "1.5"}), "amount.decimals", "lines[0].price"),
        (_minimal(title="a\u0000b"), "text.control", "title"),
        (_minimal(title="a\u0085b"), "file.control", ""),
        (_minimal(contract={"formed_on": "2026-13-01"}), "day.calendar", "contract.formed_on"),
        (_terms({"basis_points": 30}), "key.unknown", "policies[0].clauses[0].basis_points"),
        (_terms({"percent": 101}), "percent.range", "policies[0].clauses[0].percent"),
        (b"[]", "shape.mapping", ""),
        (b"", "file.empty", ""),
        (b"\xff", "file.encoding", ""),
        (b"{" * 5000, "json.key", ""),
        (b'{"a":' * 3000, "tree.depth", ""),
        (b" " * 2_000_001, "file.size", ""),
    ],
)  # fmt: skip
def test_a_bad_row_is_told_by_its_number_and_field(row: bytes, code: str, path: str) -> None:
    with pytest.raises(FileProblem) as caught:
        decode_row(row, "in.parquet", 41)

    found = caught.value.problems[0]
    assert (found.code, found.path, found.file, found.line) == (code, path, "in.parquet", 41)


@pytest.mark.parametrize(
    "row",
    [
        _minimal(contract={"livestream": True}),
        _minimal(contract={"livestream": "是"}),
        _minimal(line={"units": "10"}),
        _minimal(line={"units": "不知道", "price": "unknown"}),
        _minimal(title=None, parties=[{"id": "c", "role": "clinic", "registry_no": 913301}]),
        _minimal(title="x" * 19_999),
        _minimal(currency="KWD", line={"price": "1.234"}),
        b'{"lines":[{"id":"L1","plan":"sessions"}],"id":"m","title":"\\u4e2d"}',
    ],
)
def test_a_row_may_say_all_that_a_file_may(row: bytes) -> None:
    assert decode_row(row) == parse_matter(row, "m.json")
