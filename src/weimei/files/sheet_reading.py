"""A spreadsheet saved as CSV, read row by row in flat memory: UTF-8 with or without its mark, or GBK as Chinese Excel saves it.

The number of a row is the one that the spreadsheet shows: cells with line feeds in them count as one row. Where quotation
marks do not fit, that row alone is bad, and reading goes on with the next line.
"""

from __future__ import annotations

import codecs
import csv
import re
from collections import deque
from collections.abc import Iterator
from pathlib import Path
from typing import TextIO

from weimei.files.problems import FileProblem, Remark
from weimei.files.sheet import broken, keys_of, packed

LINE_MAX = 100_000
LINES_MAX = 200
"""Lines that one row may take; more mean that a quotation mark was left open."""
_BLOCK = 1 << 18
_SEPARATORS = (",", "\t", ";")
_WIDE = re.compile("[\u2e80-\uffef]")
"""Chinese in UTF-8: three bytes that GBK text hardly ever happens to hold."""


class _TooLongError(Exception):
    """More than one row of a sheet can be."""


class _Feed:
    """Lines of a file for the reader of rows; those of the row being read can be given back."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream
        self._waiting: deque[str] = deque()
        self._taken: list[str] = []
        self._size = 0

    def __iter__(self) -> _Feed:
        return self

    def __next__(self) -> str:
        line = self._waiting.popleft() if self._waiting else self._stream.readline(LINE_MAX)
        if not line:
            raise StopIteration
        self._taken.append(line)
        self._size += len(line)
        if self._size > LINE_MAX or len(line) == LINE_MAX or len(self._taken) > LINES_MAX:
            while len(line) == LINE_MAX and line[-1] not in "\r\n":
                line = self._stream.readline(LINE_MAX)
            raise _TooLongError
        return line

    def begin(self) -> None:
        """A new row begins here."""
        self._taken.clear()
        self._size = 0

    def give_back(self) -> None:
        """The first line of the row was bad; the others are read again as rows of their own."""
        self._waiting.extendleft(reversed(self._taken[1:]))

    def separator(self) -> str:
        """What stands between the cells of the first line: a comma, else a tab or a semicolon."""
        first = self._stream.readline(LINE_MAX)
        if first:
            self._waiting.append(first)
        return max(_SEPARATORS, key=first.count)


def sheet_rows(path: str | Path) -> Iterator[tuple[int, bytes]]:
    """Every row under the header with its number. Empty rows are passed over. Raises FileProblem for a header that does not do."""
    encoding = encoding_of(path)
    with Path(path).open(encoding=encoding, newline="") as stream:
        keys: list[str] | None = None
        for number, cells in _records(_Feed(stream)):
            if isinstance(cells, str):
                if keys is None:
                    raise FileProblem.of(Remark(code=cells, file=str(path), line=number))
                yield number, broken(cells)
            elif not any(cell.strip() for cell in cells):
                continue
            elif keys is None:
                keys = keys_of(cells, str(path), number)
            else:
                yield number, packed(keys, cells)
    if keys is None:
        raise FileProblem.of(Remark(code="sheet.no_header", file=str(path)))


def _records(feed: _Feed) -> Iterator[tuple[int, list[str] | str]]:
    """Rows with their numbers; for one that cannot be read, why."""
    separator = feed.separator()
    reader = csv.reader(feed, delimiter=separator, strict=True)
    number = 0
    while True:
        feed.begin()
        number += 1
        try:
            yield number, next(reader)
        except StopIteration:
            return
        except (csv.Error, _TooLongError) as problem:
            feed.give_back()
            reader = csv.reader(feed, delimiter=separator, strict=True)
            yield number, "sheet.long" if isinstance(problem, _TooLongError) else "sheet.quote"


def encoding_of(path: str | Path) -> str:
    """UTF-8 or GBK, by reading the file through once. UTF-16 and a mixture are refused."""
    utf8 = codecs.getincrementaldecoder("utf-8-sig")("strict")
    gbk = codecs.getincrementaldecoder("gb18030")("strict")
    is_utf8, has_utf8, is_gbk, first = True, False, True, True
    with Path(path).open("rb") as stream:
        while block := stream.read(_BLOCK):
            if first and block[:2] in (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE):
                raise FileProblem.of(Remark(code="file.utf16", file=str(path)))
            first = False
            if is_utf8:
                try:
                    has_utf8 = _WIDE.search(utf8.decode(block)) is not None or has_utf8
                except UnicodeDecodeError as error:
                    is_utf8 = False
                    has_utf8 = has_utf8 or _WIDE.search(block[: error.start].decode("utf-8", "ignore")) is not None
            if is_gbk:
                try:
                    gbk.decode(block)
                except UnicodeDecodeError:
                    is_gbk = False
            if not is_utf8 and (has_utf8 or not is_gbk):
                raise FileProblem.of(Remark(code="sheet.encoding", file=str(path)))
    for decoder, name, holds in ((utf8, "utf-8-sig", is_utf8), (gbk, "gb18030", is_gbk)):
        try:
            if holds:
                decoder.decode(b"", final=True)
                return name
        except UnicodeDecodeError:
            continue
    raise FileProblem.of(Remark(code="sheet.encoding", file=str(path)))
