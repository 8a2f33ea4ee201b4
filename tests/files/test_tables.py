"""Tables come in and go out in chunks, whole or not at all."""

from __future__ import annotations

import gzip
import json
import tracemalloc
from datetime import date
from decimal import Decimal
from pathlib import Path

import pyarrow
import pyarrow.parquet
import pytest

from weimei.files import FileProblem, RowWriter, decode_row, read_rows
from weimei.files.source import FILE_BYTES_MAX
from weimei.files.tables import table_kind

KINDS = ["jsonl", "jsonl.gz", "parquet"]
ROWS = [json.dumps({"id": f"m{n}", "title": "中文"}, ensure_ascii=False).encode() for n in range(2500)]


def written(path: Path, rows: list[bytes] = ROWS) -> Path:
    with RowWriter(path, group=700) as writer:
        for start in range(0, len(rows), 999):
            writer.write(rows[start : start + 999])
    assert writer.count == len(rows)
    return path


@pytest.mark.parametrize("kind", KINDS)
def test_what_was_written_is_read_back_with_its_numbers(kind: str, tmp_path: Path) -> None:
    chunks = list(read_rows(written(tmp_path / f"t.{kind}"), 1000))

    assert [len(chunk) for chunk in chunks] == [1000, 1000, 500]
    assert [row for chunk in chunks for row in chunk] == list(enumerate(ROWS, 1))


@pytest.mark.parametrize("kind", KINDS)
def test_reading_can_go_on_after_a_row(kind: str, tmp_path: Path) -> None:
    chunks = list(read_rows(written(tmp_path / f"t.{kind}"), 1000, after=2400))

    assert chunks == [[(n + 1, ROWS[n]) for n in range(2400, 2500)]]


@pytest.mark.parametrize("kind", KINDS)
def test_an_empty_table_has_no_rows(kind: str, tmp_path: Path) -> None:
    assert list(read_rows(written(tmp_path / f"t.{kind}", []))) == []


@pytest.mark.parametrize("kind", KINDS)
def test_the_same_rows_give_the_same_bytes(kind: str, tmp_path: Path) -> None:
    one, two = written(tmp_path / f"a.{kind}"), written(tmp_path / f"b.{kind}")

    assert one.read_bytes() == two.read_bytes()


@pytest.mark.parametrize("kind", KINDS)
def test_after_an_error_nothing_is_left_and_the_old_table_stands(kind: str, tmp_path: Path) -> None:
    path = written(tmp_path / f"t.{kind}")
    before = path.read_bytes()
    with pytest.raises(ZeroDivisionError), RowWriter(path) as writer:
        writer.write(ROWS[n // (5 - n)] for n in range(10))

    assert path.read_bytes() == before
    assert list(tmp_path.iterdir()) == [path]


def test_lines_are_counted_as_an_editor_counts_them(tmp_path: Path) -> None:
    path = tmp_path / "t.jsonl"
    path.write_bytes(b'\xef\xbb\xbf{"a":1}\r\n\n  \n{"b":2}')

    assert list(read_rows(path)) == [[(1, b'{"a":1}'), (4, b'{"b":2}')]]


def test_a_line_without_end_is_cut_off_and_the_next_is_read(tmp_path: Path) -> None:
    path = tmp_path / "t.jsonl"
    path.write_bytes(b"x" * 9_000_000 + b"\n" + b'{"id":"m"}\n')
    tracemalloc.start()
    (first, second) = next(read_rows(path))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()

    assert (first[0], len(first[1])) == (1, FILE_BYTES_MAX + 1)
    assert second == (2, b'{"id":"m"}')
    assert peak < 12_000_000
    with pytest.raises(FileProblem, match="too large"):
        decode_row(first[1])


@pytest.mark.parametrize("kind", ["jsonl", "jsonl.gz"])
def test_memory_does_not_grow_with_the_table(kind: str, tmp_path: Path) -> None:
    def peak(rows: int) -> int:
        path = written(tmp_path / f"t{rows}.{kind}", [ROWS[0]] * rows)
        tracemalloc.start()
        count = sum(len(chunk) for chunk in read_rows(path, 500))
        most = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        assert count == rows
        return most

    peak(100)
    small, large = peak(20_000), peak(100_000)
    assert large < small * 1.2 + 200_000


def test_a_table_with_columns_is_read_by_its_columns(tmp_path: Path) -> None:
    path = tmp_path / "t.parquet"
    rows = [
        {"id": "m1", "contract": {"formed_on": date(2026, 5, 20), "livestream": True},
         "lines": [{"id": "L1", "plan": "sessions", "price": Decimal("8800.00"), "units": 10, "name": None}]},
        {"id": "m2", "contract": {"formed_on": None, "livestream": None},
         "lines": [{"id": "L1", "plan": "single", "price": None, "units": None, "name": "a"}]},
    ]  # fmt: skip
    pyarrow.parquet.write_table(pyarrow.Table.from_pylist(rows), path)
    ((_, first), (_, second)) = next(read_rows(path))

    assert decode_row(first).lines[0].price == 880000
    assert decode_row(first).contract.formed_on == "2026-05-20"
    assert decode_row(second).contract.formed_on is None


@pytest.mark.parametrize(
    ("name", "data", "code"),
    [
        ("t.ods", b"a", "table.kind"),
        ("t.parquet", b"PAR1 nonsense", "table.unreadable"),
        ("t.jsonl.gz", b"nonsense", "table.unreadable"),
        ("t.jsonl.gz", gzip.compress(b"x" * 1000, mtime=0)[:20], "table.unreadable"),
        ("missing.jsonl", None, "file.missing"),
        ("missing.parquet", None, "file.missing"),
    ],
)
def test_what_is_no_table_is_told(name: str, data: bytes | None, code: str, tmp_path: Path) -> None:
    path = tmp_path / name
    if data is not None:
        path.write_bytes(data)
    with pytest.raises(FileProblem) as caught:
        list(read_rows(path))

    assert caught.value.problems[0].code == code


def test_the_kind_is_told_by_the_ending() -> None:
    assert [table_kind(f"A.{kind}") for kind in KINDS] == KINDS


def test_the_input_is_never_overwritten(tmp_path: Path) -> None:
    path = written(tmp_path / "t.jsonl")
    with pytest.raises(FileProblem) as caught, RowWriter(path, inputs=[path]):
        pass

    assert caught.value.problems[0].code == "write.is_input"
