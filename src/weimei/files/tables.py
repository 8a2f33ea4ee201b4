"""Tables of matters, read and written in chunks with flat memory: JSON Lines (also .gz), Parquet, and CSV to read.

JSON Lines: one row a line, UTF-8. Parquet: one string column `matter` that holds the JSON of a row; a table without it is
read column by column as the keys of a matter (nested columns as nested keys, null as left out). `RowWriter` writes the rows
that it is given, as lines or as one string column.
"""

from __future__ import annotations

import gzip
import json
import zlib
from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from types import TracebackType
from typing import Any, BinaryIO, Self

from weimei.files.atomic import open_whole
from weimei.files.problems import FileProblem, Remark
from weimei.files.source import FILE_BYTES_MAX, check_ordinary

COLUMN = "matter"
_BLOCK = 1 << 18
Rows = list[tuple[int, bytes]]


def table_kind(path: str | Path) -> str:
    """The kind of a table by the ending of its name: jsonl, jsonl.gz, parquet or csv."""
    name = Path(path).name.lower()
    for kind in ("jsonl", "jsonl.gz", "parquet", "csv"):
        if name.endswith(f".{kind}"):
            return kind
    if name.endswith((".xlsx", ".xls", ".et", ".numbers")):
        raise FileProblem.of(Remark(code="table.workbook", file=str(path)))
    raise FileProblem.of(Remark(code="table.kind", file=str(path)))


def read_rows(path: str | Path, chunk: int = 1000, *, after: int = 0) -> Iterator[Rows]:
    """Rows with their numbers (from 1), at most `chunk` at a time, those after the row `after` only.

    In JSON Lines the number is that of the line; empty lines are passed over. A line longer than a matter may be is given cut
    off one byte after the limit, so that its reader refuses it by its size. In CSV it is the number that a spreadsheet shows;
    the row comes packed (`sheet.packed`), and `decode_row` unpacks it.
    """
    kind = table_kind(path)
    check_ordinary(path)
    rows = _parquet_rows(path, chunk) if kind == "parquet" else _sheet(path) if kind == "csv" else _lines(path, kind)
    batch: Rows = []
    for row in rows:
        if row[0] <= after:
            continue
        batch.append(row)
        if len(batch) >= chunk:
            yield batch
            batch = []
    if batch:
        yield batch


def _lines(path: str | Path, kind: str) -> Iterator[tuple[int, bytes]]:
    try:
        with gzip.open(path, "rb") if kind == "jsonl.gz" else Path(path).open("rb") as stream:
            for number, line in enumerate(_split(stream), 1):
                text = line.strip(b" \t\r")
                if number == 1:
                    text = text.removeprefix(b"\xef\xbb\xbf")
                if text:
                    yield number, text
    except FileNotFoundError:
        raise FileProblem.of(Remark(code="file.missing", file=str(path))) from None
    except IsADirectoryError:
        raise FileProblem.of(Remark(code="file.directory", file=str(path))) from None
    except PermissionError:
        raise FileProblem.of(Remark(code="file.denied", file=str(path))) from None
    except (OSError, EOFError, zlib.error) as error:
        raise _unreadable(path, kind, error) from None


def _sheet(path: str | Path) -> Iterator[tuple[int, bytes]]:
    from weimei.files.sheet_reading import sheet_rows

    try:
        yield from sheet_rows(path)
    except FileNotFoundError:
        raise FileProblem.of(Remark(code="file.missing", file=str(path))) from None
    except PermissionError:
        raise FileProblem.of(Remark(code="file.denied", file=str(path))) from None
    except OSError as error:
        raise _unreadable(path, "csv", error) from None


def _split(stream: Any) -> Iterator[bytes]:
    """Lines of a stream; of one that is too long, the beginning."""
    rest = b""
    while block := stream.read(_BLOCK):
        pieces = block.split(b"\n")
        if len(pieces) == 1:
            if len(rest) <= FILE_BYTES_MAX:
                rest += block
            continue
        yield (rest + pieces[0])[: FILE_BYTES_MAX + 1]
        yield from pieces[1:-1]
        rest = pieces[-1]
    if rest:
        yield rest[: FILE_BYTES_MAX + 1]


def _parquet_rows(path: str | Path, chunk: int) -> Iterator[tuple[int, bytes]]:
    import pyarrow
    import pyarrow.parquet

    try:
        with pyarrow.parquet.ParquetFile(path, buffer_size=_BLOCK, pre_buffer=False) as table:
            names = table.schema_arrow.names
            columns = [COLUMN] if COLUMN in names else names
            number = 0
            for batch in table.iter_batches(batch_size=chunk, columns=columns, use_threads=False):
                for value in batch.column(0).to_pylist() if columns == [COLUMN] else batch.to_pylist():
                    number += 1
                    yield number, _row_bytes(value)
    except FileNotFoundError:
        raise FileProblem.of(Remark(code="file.missing", file=str(path))) from None
    except PermissionError:
        raise FileProblem.of(Remark(code="file.denied", file=str(path))) from None
    except (OSError, pyarrow.ArrowException, UnicodeDecodeError) as error:
        raise _unreadable(path, "parquet", error) from None


def _row_bytes(value: Any) -> bytes:
    if isinstance(value, str):
        return value.encode("utf-8")
    if isinstance(value, bytes):
        return value
    return json.dumps(_without_nulls(value), ensure_ascii=False, default=_as_written).encode("utf-8")


def _without_nulls(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _without_nulls(inner) for key, inner in value.items() if inner is not None}
    if isinstance(value, list):
        return [_without_nulls(inner) for inner in value]
    return value


def _as_written(value: object) -> str:
    """Dates and decimals of columns as they are written in files."""
    match value:
        case datetime():
            return value.strftime("%Y-%m-%dT%H:%M:%S")
        case date():
            return value.isoformat()
        case Decimal():
            return format(value, "f")
        case bytes():
            return value.decode("utf-8", "replace")
        case _:
            return str(value)


def _unreadable(path: str | Path, kind: str, error: Exception) -> FileProblem:
    detail = str(error).splitlines()[0] if str(error) else type(error).__name__
    return FileProblem.of(Remark(code="table.unreadable", file=str(path), args={"detail": detail, "kind": kind}))


class RowWriter:
    """Writes rows to a table that takes its name only when all is written. Use as a context manager.

    A row is one line of JSON without line feeds. Memory stays flat: Parquet row groups are closed every `group` rows.
    """

    def __init__(
        self, path: str | Path, *, inputs: Iterable[str | Path] = (), column: str = COLUMN, group: int = 10_000
    ) -> None:
        self.path = path
        self.kind = table_kind(path)
        if self.kind == "csv":
            raise FileProblem.of(Remark(code="table.kind", file=str(path)))
        self.count = 0
        self._inputs = tuple(inputs)
        self._column = column
        self._group = group
        self._waiting: list[bytes] = []
        self._stack = ExitStack()
        self._stream: BinaryIO | None = None
        self._parquet: Any = None

    def __enter__(self) -> Self:
        stream = self._stack.enter_context(open_whole(self.path, inputs=self._inputs))
        if self.kind == "jsonl.gz":
            zipped: Any = gzip.GzipFile(filename="", fileobj=stream, mode="wb", compresslevel=6, mtime=0)
            stream = self._stack.enter_context(zipped)
        self._stream = stream
        if self.kind == "parquet":
            import pyarrow
            import pyarrow.parquet

            schema = pyarrow.schema([(self._column, pyarrow.large_string())])
            self._parquet = self._stack.enter_context(pyarrow.parquet.ParquetWriter(stream, schema, compression="zstd"))
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        try:
            if kind is None:
                self._flush()
        except BaseException as failure:
            self._stack.__exit__(type(failure), failure, failure.__traceback__)
            raise
        self._stack.__exit__(kind, error, trace)

    def write(self, rows: Iterable[bytes]) -> None:
        """Add rows in their order."""
        if self.kind != "parquet":
            lines = list(rows)
            self.count += len(lines)
            if lines and self._stream is not None:
                self._stream.write(b"\n".join(lines) + b"\n")
            return
        for row in rows:
            self.count += 1
            self._waiting.append(row)
            if len(self._waiting) >= self._group:
                self._flush()

    def _flush(self) -> None:
        if not self._waiting:
            return
        import pyarrow

        texts = pyarrow.array([row.decode("utf-8") for row in self._waiting], pyarrow.large_string())
        self._parquet.write_table(pyarrow.table({self._column: texts}))
        self._waiting.clear()
