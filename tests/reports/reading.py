"""What stands in a document: every text of its tree, and every figure in it, in order."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import msgspec

from weimei.reports.tree import Document

_FIGURE = re.compile(r"(?:− ?)?¥?\d[\d,]*\.\d{2}%?")
NAMES_OF_NODES = (
    "id", "node", "path", "same_as", "type", "place", "kind", "tone", "glyph", "lang", "as_of", "words", "how",
)  # fmt: skip
"""Names of nodes, and `how` a fact is written: keys, values and ids as they stand in the file."""


def texts(value: Any, skip: tuple[str, ...] = NAMES_OF_NODES) -> Iterator[str]:
    """Every text that people see."""
    match value:
        case str():
            yield value
        case tuple() | list():
            for each in value:
                yield from texts(each, skip)
        case msgspec.Struct():
            for name in value.__struct_fields__:
                if name not in skip:
                    yield from texts(getattr(value, name), skip)
        case _:
            return


def figures(document: Document) -> list[str]:
    """Sums, rates and places of bars in the order in which they stand."""
    return [figure for text in texts(document) for figure in _FIGURE.findall(text)]
