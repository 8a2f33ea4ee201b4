"""A spreadsheet saved as CSV, read row by row in flat memory: UTF-8 with or without its mark, or GBK as Chinese Excel saves it.

The number of a row is the one that the spreadsheet shows: cells with line feeds in them count as one row. Where quotation
marks do not fit, that row alone is bad, and reading goes on with the next line. A row that is too long is passed over whole:
text inside a closed quotation is never taken for rows.
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
"""Lines that one row may take; more is no register, or a quotation mark was left open."""
_KEPT_MAX = 1 << 22
"""Letters of one line that are looked at."""
_BLOCK = 1 << 18
_SEPARATORS = (",", "\t", ";")
_WIDE = re.compile("[\u2e80-\uffef]")
"""Chinese in UTF-8: three bytes that GBK text hardly ever happens to hold."""


class _TooLongError(Exception):
    """More than one row of a sheet can be."""


def _open_after(line: str, *, is_open: bool, separator: str) -> bool | None:
    """Whether a quotation mark is open at the end of a line; None where one closes in the middle of a cell.

    >>> [_open_after(line, is_open=False, separator=",") for line in ('a,"b', 'a,"b""c"', 'a,"b"c')]
    [True, False, None]
    """
    at = 0
    if not is_open and line.startswith('"'):
        at, is_open = 1, True
    while True:
        if not is_open:
            at = line.find(f'{separator}"', at) + 2
            if at == 1:
                return False
            is_open = True
        at = line.find('"', at) + 1
        if not at:
            return True
        after = line[at : at + 1]
        if after == '"':
            at += 1
        elif after in ("", separator, "\r", "\n"):
            is_open = False
        else:
            return None


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
        line = self._waiting.popleft() if self._waiting else self._line()
        if not line:
            raise StopIteration
        self._taken.append(line)
        self._size += len(line)
        if self._size > LINE_MAX or len(self._taken) > LINES_MAX:
            raise _TooLongError
        return line

    def _line(self) -> str:
        """A line with its end. Of one beyond all measure the rest is left out."""
        line = self._stream.readline(_KEPT_MAX)
        rest = line if len(line) == _KEPT_MAX else ""
        while rest and rest[-1] not in "\r\n":
            rest = self._stream.readline(_KEPT_MAX)
        return f"{line}\n" if len(line) == _KEPT_MAX else line

    def begin(self) -> None:
        """A new row begins here."""
        self._taken.clear()
        self._size = 0

    def give_back(self) -> None:
        """The first line of the row was bad; the others are read again as rows of their own."""
        self._waiting.extendleft(reversed(self._taken[1:]))

    def skip(self, separator: str) -> bool:
        """Pass over the whole row that was begun. False, with nothing passed over, where its quotation marks never close."""
        place = self._stream.tell()
        is_open: bool | None = False
        for line in self._taken:
            is_open = _open_after(line, is_open=is_open is True, separator=separator)
            if is_open is None:
                return False
        waiting = len(self._waiting)
        while is_open:
            line = self._waiting[-waiting] if waiting else self._line()
            waiting = max(0, waiting - 1)
            is_open = _open_after(line, is_open=True, separator=separator) if line else None
        if is_open is None:
            self._stream.seek(place)
            return False
        self._waiting = deque(list(self._waiting)[len(self._waiting) - waiting :])
        return True

    def separator(self) -> str:
        """What stands between the cells of the first line: a comma, else a tab or a semicolon."""
        first = self._line()
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
            why = "sheet.quote"
            if isinstance(problem, _TooLongError):
                why = "sheet.cell_long" if feed.skip(separator) else "sheet.long"
            if why != "sheet.cell_long":
                feed.give_back()
            reader = csv.reader(feed, delimiter=separator, strict=True)
            yield number, why


def _is_unmarked_utf16(block: bytes) -> bool:
    """Whether text has a NUL in place of every other byte of its separators, as UTF-16 and UTF-32 write them."""
    head = block[:4096]
    return (
        head.count(0) > 2
        and head.count(0) * 20 > len(head)
        and any(mark in head for sep in (b",", b"\t", b";", b"\n") for mark in (sep + b"\0", b"\0" + sep))
    )


def encoding_of(path: str | Path) -> str:
    """UTF-8 or GBK, by reading the file through once. UTF-16 and a mixture are refused."""
    utf8 = codecs.getincrementaldecoder("utf-8-sig")("strict")
    gbk = codecs.getincrementaldecoder("gb18030")("strict")
    is_utf8, has_utf8, is_gbk, first = True, False, True, True
    with Path(path).open("rb") as stream:
        while block := stream.read(_BLOCK):
            if first and (block[:2] in (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE) or _is_unmarked_utf16(block)):
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
