"""Where a clause stands: its line, and the number that the seller gave it."""

import re
from typing import Final

_CN: Final = "一二三四五六七八九十百零〇"
_LABEL: Final = re.compile(
    rf"第[{_CN}0-9０-９]{{1,5}}[条款项章节]|[（(][{_CN}0-9０-９]{{1,3}}[）)]|[{_CN}]{{1,3}}[、.．]|[①-⑳]"
    r"|[0-9]{1,2}(?:\.[0-9]{1,2})+(?=[ \t\u3000、])|[0-9０-９]{1,3}(?:[.．](?![0-9０-９])|[、)）])"
)


class Lines:
    """Line numbers of positions asked for in reading order, in one pass over the text."""

    def __init__(self, text: str) -> None:
        self._text, self._at, self._line = text, 0, 1

    def number(self, position: int) -> int:
        """The line, from 1, on which the position stands."""
        if position < self._at:
            return self._line - self._text.count("\n", position, self._at)
        self._line += self._text.count("\n", self._at, position)
        self._at = position
        return self._line


_CIRCLED: Final = "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳"


class Labels:
    """The seller's own numbers, asked for in reading order. Further sentences on the line of a number go under it."""

    def __init__(self, text: str) -> None:
        self._text, self._line, self._label = text, 0, ""

    def at(self, position: int, line: int) -> str:
        """The number under which the sentence that opens at this position stands, as written, or nothing.

        >>> Labels("三、概不退款").at(0, 1)
        '三、'
        """
        for before in (position - 1, position - 2):
            if before >= 0 and self._text[before] in _CIRCLED:
                position = before
        found = _LABEL.match(self._text, position)
        if found is not None:
            self._label = found.group()
        elif line != self._line:
            self._label = ""
        self._line = line
        return self._label
