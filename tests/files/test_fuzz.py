"""Whatever stands in a file, the answer is a matter or a `FileProblem`, within a second, and nothing is written."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from files.shaped import SECOND, written
from weimei.core.assessment.matter import Matter
from weimei.files import FileProblem, PolicyFile, decode_row, dump_matter, parse_matter, parse_policy
from weimei.files.shapes import record_of

BASE = (Path(__file__).parent / "data" / "ten-sessions.yaml").read_bytes()
PIECES = [
    b"&a ", b"*a", b"!!int ", b"<<: ", b"\t", b"\n", b"  ", b"- ", b": ", b"{", b"}", b"[", b"]", b'"', b"'", b"|\n", b">\n", b"#",
    b"---\n", b"...\n", b"%YAML 1.1\n", b"? ", b"\x00", b"\xff", b"\xef\xbb\xbf", b"\xe2\x80\xa8", b"\xc2\x85", b"-1",
    b"99999999999999999999", b"~", b"yes", b"2026-99-99", b"0x1F", b"1e999", b".inf", b"\\ud800", b"\\", b",", b"\r",
    "：".encode(), "中".encode(),
]  # fmt: skip


def answer(data: bytes, name: str) -> None:
    """Read in every way there is; let nothing but a `FileProblem` through."""
    for read in (parse_matter, parse_policy):
        started = time.process_time()
        value, found = tried(read, data, name)
        assert time.process_time() - started < SECOND
        if isinstance(value, Matter):
            assert parse_matter(dump_matter(value).encode(), "again.yaml") == value
        if found is not None:
            assert 1 <= len(found.problems) <= 20
            assert found.text("zh")
            assert found.text("en")
    _, found = tried(decode_row, data, "t.jsonl", 3)
    assert found is None or all(one.line == 3 for one in found.problems)


def tried(read: Callable[..., object], *args: object) -> tuple[object, FileProblem | None]:
    """What was read, or the problem; any other error goes through."""
    try:
        return read(*args), None
    except FileProblem as problem:
        return None, problem


@given(st.binary(max_size=200), st.sampled_from(["x.yaml", "x.json", "x"]))
def test_any_bytes(data: bytes, name: str) -> None:
    answer(data, name)


@given(
    st.text(st.sampled_from("ab01 :-[]{},&*!|>'\"%@`#?\n\t~<=.\\："), max_size=60),
    st.sampled_from(["x.yaml", "x.json"]),
)
def test_any_text_that_looks_like_a_file(text: str, name: str) -> None:
    answer(text.encode(), name)


@given(
    st.lists(st.tuples(st.integers(0, len(BASE)), st.integers(0, 12), st.sampled_from(PIECES)), min_size=1, max_size=4)
)
def test_a_good_file_gone_wrong(changes: list[tuple[int, int, bytes]]) -> None:
    data = BASE
    for at, gone, put in changes:
        data = data[:at] + put + data[at + gone :]
    answer(data, "x.yaml")


@given(st.one_of(written(record_of(Matter)), written(record_of(PolicyFile))))
def test_any_structure_under_the_right_keys(value: Any) -> None:
    answer(json.dumps(value).encode("utf-8", "surrogatepass"), "x.json")
    answer(yaml.safe_dump(value, allow_unicode=True).encode("utf-8", "surrogatepass"), "x.yaml")


@pytest.mark.parametrize(
    "data",
    [
        b"lines: " + b"[" * 31 + b"]" * 31,
        b"id: " + b"a" * 1_900_000,
        b"id: " + b"\xe4\xb8\xad" * 600_000,
        b"id: |\n" + b" a\n" * 600_000,
        b"".join(b"k%d: 1\n" % n for n in range(19_000)),
        b"lines:\n" + b"- {id: L, plan: sessions, bundle: b}\n" * 4_900,
        b"id: m\nlines: [{id: L1, plan: sessions}]\nredemptions:\n"
        + b"".join(b"- {id: r%d, line: LX}\n" % n for n in range(6_000)),
        b'"' + b"\\n" * 900_000 + b'"',
        b"? " * 30 + b"a",
        b"# " + b"x" * 1_900_000 + b"\n",
        b"\n" * 1_900_000 + b"a",
        b" " * 1_900_000 + b"a: b",
        b'{"id": "' + b"\\u4e2d" * 300_000 + b'"}',
        b"{" + b"".join(b'"k%d":1,' % n for n in range(19_000)) + b'"z":1}',
        b"[" + b"1," * 19_000 + b"1]",
        b"a:\n" * 30_000,
        b"- - - - - - - - a\n" * 20_000,
    ],
    ids=range(17),
)
def test_large_and_odd_files_are_answered_within_a_second(data: bytes) -> None:
    answer(data, "x.yaml")
    answer(data, "x")
