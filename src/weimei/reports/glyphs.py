"""Which characters our font can draw, read from its character map (OpenType `cmap`, formats 4 and 12)."""

from __future__ import annotations

import struct
from bisect import bisect_right
from functools import cache
from pathlib import Path

STAND_IN = "□"
"""Printed for a character that the font has no glyph for; the report says which ones it stands for."""
Range = tuple[int, int]


@cache
def covered(font: str) -> tuple[Range, ...]:
    """Ranges of code points with a glyph, first and last included, in order."""
    data = Path(font).read_bytes()
    tables = struct.unpack_from(">H", data, 4)[0]
    at = next(
        offset
        for tag, _, offset, _ in (struct.unpack_from(">4sIII", data, 12 + 16 * n) for n in range(tables))
        if tag == b"cmap"
    )
    found: set[Range] = set()
    for number in range(struct.unpack_from(">H", data, at + 2)[0]):
        start = at + struct.unpack_from(">HHI", data, at + 4 + 8 * number)[2]
        kind = struct.unpack_from(">H", data, start)[0]
        if kind == 12:
            found.update(_format12(data, start))
        elif kind == 4:
            found.update(_format4(data, start))
    return _joined(sorted(found))


def _format12(data: bytes, start: int) -> list[Range]:
    groups = struct.unpack_from(">I", data, start + 12)[0]
    found = (struct.unpack_from(">II", data, start + 16 + 12 * number) for number in range(groups))
    return [(first, last) for first, last in found]


def _format4(data: bytes, start: int) -> list[Range]:
    segments = struct.unpack_from(">H", data, start + 6)[0] // 2
    ends = struct.unpack_from(f">{segments}H", data, start + 14)
    firsts = struct.unpack_from(f">{segments}H", data, start + 16 + 2 * segments)
    return [(first, last) for first, last in zip(firsts, ends, strict=True) if first != 0xFFFF]


def _joined(ranges: list[Range]) -> tuple[Range, ...]:
    joined: list[Range] = []
    for first, last in ranges:
        if joined and first <= joined[-1][1] + 1:
            joined[-1] = (joined[-1][0], max(joined[-1][1], last))
        else:
            joined.append((first, last))
    return tuple(joined)


def drawn(text: str, font: str) -> tuple[str, str]:
    """The text with a stand-in for every character without a glyph, and those characters, each once, in order of place."""
    ranges = covered(font)
    firsts = [first for first, _ in ranges]
    missing: dict[str, None] = {}
    for char in dict.fromkeys(text):
        place = bisect_right(firsts, ord(char)) - 1
        if ord(char) >= 0x20 and (place < 0 or ord(char) > ranges[place][1]):
            missing[char] = None
    if not missing:
        return text, ""
    return text.translate({ord(char): STAND_IN for char in missing}), "".join(missing)
