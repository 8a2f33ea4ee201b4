"""Text on a terminal: how wide it is, where it may break, and how it is coloured.

Widths are those of rich (a test compares them); rich itself takes longer to import than a whole report may take to print.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache
from unicodedata import combining, east_asian_width

Piece = tuple[str, str]
"""Text and the name of its style."""
Line = list[Piece]

STYLES = {
    "bold": "1",
    "muted": "2",
    "primary": "36",
    "success": "32",
    "warning": "33",
    "error": "31",
    "info": "34",
    "open": "35",
    "model": "2",
    "unverified": "33",
    "grey": "2",
    "title": "1;36",
    "hero": "1",
    "band": "36;2",
    "plain": "",
}
GLYPHS = {
    "check": "✓",
    "cross": "✗",
    "scales": "◇",
    "clock": "◔",
    "dot": "•",
    "minus": "−",
    "plus": "+",
    "lock": "▪",
    "info": "i",
    "none": "",
}
SURE, BAND, EMPTY, TICK = "█", "▒", "·", "┃"
FILLS = {
    "primary": (SURE, "primary"),
    "muted": (BAND, "muted"),
    "warning": ("░", "warning"),
    "open": ("▚", "open"),
    "info": ("▞", "info"),
}
_TOKEN = re.compile(r"\s+|[!-~¥–−…£€]+|.", re.DOTALL)
_NOT_FIRST = frozenset("，。；：！？、）》〕”’…,.;:!?)]}%")
_NOT_LAST = frozenset("（《〔“‘([{¥")
_CONTROL = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069]")


@lru_cache(maxsize=8192)
def width(text: str) -> int:
    """How many columns a text takes; Chinese characters and full-width marks take two.

    >>> width("应退本金"), width("¥5,280.00")
    (8, 9)
    """
    if text.isascii():
        return len(text)
    return sum(0 if combining(c) else 2 if east_asian_width(c) in "WF" else 1 for c in text)


def visible(text: str) -> str:
    """Text without anything that a terminal would act on."""
    return _CONTROL.sub("", text) if not text.isprintable() else text


@lru_cache(maxsize=4096)
def _tokens(text: str) -> tuple[str, ...]:
    """Pieces between which a line may break: words, single Chinese characters with the marks that cling to them."""
    found: list[str] = []
    for token in _TOKEN.findall(visible(text)):
        clings = (
            found
            and not token.isspace()
            and not found[-1].isspace()
            and (token[0] in _NOT_FIRST or found[-1][-1] in _NOT_LAST)
        )
        if clings:
            found[-1] += token
        else:
            found.append(" " if token.isspace() else token)
    return tuple(found)


def wrap(text: str, columns: int) -> list[str]:
    """Lines of at most `columns`; a word longer than a line is cut.

    >>> wrap("已做的按折后价扣。", 10)
    ['已做的按折', '后价扣。']
    """
    columns = max(columns, 8)
    if width(text) <= columns:
        return [visible(text)]
    lines: list[str] = []
    line, used = "", 0
    for token in _tokens(text):
        size = width(token)
        if used + size > columns and line:
            lines.append(line.rstrip())
            line, used = "", 0
        if not line and token == " ":
            continue
        rest = token
        while width(rest) > columns:
            cut = _fitting(rest, columns)
            lines.append(rest[:cut])
            rest = rest[cut:]
        line += rest
        used += width(rest)
    if line:
        lines.append(line.rstrip())
    return lines or [""]


def _fitting(token: str, columns: int) -> int:
    used = 0
    for place, char in enumerate(token):
        used += width(char)
        if used > columns:
            return max(1, place)
    return len(token)


def pad(text: str, columns: int, *, right: bool = False) -> str:
    """Text filled up with spaces, at its left for sums."""
    space = " " * max(0, columns - width(text))
    return space + text if right else text + space


def drawn(line: Iterable[Piece], *, color: bool) -> str:
    """One line as the terminal gets it."""
    if not color:
        return "".join(text for text, _ in line).rstrip()
    parts = []
    for text, style in line:
        code = STYLES.get(style, "")
        parts.append(f"\x1b[{code}m{text}\x1b[0m" if code and text.strip() else text)
    return "".join(parts).rstrip()


def columns_of(weights: Sequence[int], space: int, gap: int, least: Sequence[int]) -> list[int]:
    """Widths of the columns of a table: each at least what it needs, the rest by weight."""
    room = space - gap * (len(weights) - 1)
    widths = list(least)
    left = room - sum(widths)
    if left <= 0:
        return widths
    total = sum(weights)
    shares = [left * weight // total for weight in weights]
    shares[0] += left - sum(shares)
    return [w + s for w, s in zip(widths, shares, strict=True)]


def share(amount: int, whole: int, cells: int) -> int:
    """How many of `cells` a sum fills, of a whole that fills all of them.

    >>> share(368000, 880000, 72)
    30
    """
    return 0 if whole <= 0 else min(cells, (2 * amount * cells + whole) // (2 * whole))
