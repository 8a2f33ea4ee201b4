"""The neutral tree of a report: what every renderer shows, in one language, in one order.

Sums that a picture needs are whole minor units; everything else is finished text. User text in it is already cleaned of
control characters; a renderer still escapes for its own medium.
"""

from __future__ import annotations

from typing import Literal

import msgspec

from weimei.core.law.instruments import Lang

Tone = Literal[
    "plain", "muted", "grey", "primary", "success", "warning", "error", "info", "open", "model", "unverified"
]
"""What a state means, never its colour alone: open a person must decide, model our reading, unverified a value to be checked."""
Glyph = Literal["check", "cross", "scales", "clock", "dot", "minus", "plus", "lock", "info", "none"]
RowKind = Literal["plain", "minus", "sub", "total", "note"]


class Node(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, gc=False):
    """Base of the tree: named fields, omitted at their defaults."""


class Tag(Node, frozen=True, kw_only=True):
    """A state: a glyph and a word; the tone only repeats the word."""

    text: str
    tone: Tone = "grey"
    glyph: Glyph = "none"


class Paragraph(Node, frozen=True, kw_only=True, tag="paragraph"):
    """One idea. A tone other than plain or muted sets it apart as a note."""

    text: str
    tone: Tone = "plain"
    tags: tuple[Tag, ...] = ()
    source: str = ""


class Hero(Node, frozen=True, kw_only=True, tag="hero"):
    """The one sum of the report, or the open range in its place. `parts`: sign, whole, decimals of one sum."""

    label: str
    figure: str
    parts: tuple[str, str, str] | None = None
    tags: tuple[Tag, ...] = ()
    note: str = ""


class Legend(Node, frozen=True, kw_only=True):
    """One named end of a bar."""

    name: str
    figure: str
    place: int


class Bar(Node, frozen=True, kw_only=True, tag="bar"):
    """Low, likely, high against what was paid (`whole`, the full length), in minor units. `label` reads all of it."""

    low: int
    high: int
    whole: int
    likely: int | None = None
    label: str
    legend: tuple[Legend, ...] = ()


class Row(Node, frozen=True, kw_only=True):
    """One line of a working, its source at the right. `node`: path to give to `weimei explain`.

    `note`: how its base came about and which reading was taken.
    """

    label: str
    note: str = ""
    figure: str = ""
    kind: RowKind = "plain"
    source: str = ""
    tags: tuple[Tag, ...] = ()
    node: str = ""


class Ledger(Node, frozen=True, kw_only=True, tag="ledger"):
    """A working: lines of sums that add up."""

    caption: str
    unit: str
    rows: tuple[Row, ...]


class Item(Node, frozen=True, kw_only=True):
    """One entry of a list: what, a second line about it, its source. `how`: what to write into the file, names and values of it."""

    text: str
    detail: str = ""
    how: str = ""
    figure: str = ""
    source: str = ""
    tags: tuple[Tag, ...] = ()


class Listing(Node, frozen=True, kw_only=True, tag="listing"):
    """A list under a small heading. `dense`: short lines that are read at one glance."""

    label: str = ""
    items: tuple[Item, ...]
    dense: bool = False


class Card(Node, frozen=True, kw_only=True):
    """One ground or one plan beside others: `chosen` marks the one that the sum above follows."""

    id: str
    title: str
    figure: str = ""
    bar: Bar | None = None
    tags: tuple[Tag, ...] = ()
    lead: str = ""
    lists: tuple[Listing, ...] = ()
    source: str = ""
    chosen: bool = False


class Cards(Node, frozen=True, kw_only=True, tag="cards"):
    """Grounds or plans side by side."""

    cards: tuple[Card, ...]


class Column(Node, frozen=True, kw_only=True):
    """One column of a table. `width`: its share of the line, a small whole number."""

    title: str
    is_sum: bool = False
    width: int = 1


class Cell(Node, frozen=True, kw_only=True):
    """One cell: text, a state, or both."""

    text: str = ""
    tag: Tag | None = None


class Table(Node, frozen=True, kw_only=True, tag="table"):
    """A table; the first cell of a row names it."""

    caption: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]


class Piece(Node, frozen=True, kw_only=True):
    """One piece of a stacked bar, in minor units."""

    name: str
    amount: int
    figure: str
    tone: Tone = "primary"


class Stack(Node, frozen=True, kw_only=True):
    """One stacked bar: where each yuan of one line went."""

    name: str
    total: int
    figure: str
    pieces: tuple[Piece, ...]


class Stacks(Node, frozen=True, kw_only=True, tag="stacks"):
    """Stacked bars on one scale, with the same data as words. `label` says the finding."""

    caption: str
    label: str
    whole: int
    rows: tuple[Stack, ...]


class Branch(Node, frozen=True, kw_only=True):
    """One numbered node of a derivation: rule, figure, source, facts read, figures used, and what it was made from.

    `note`: which reading was taken and what the other one gives.
    """

    number: str
    path: str
    label: str
    figure: str
    note: str = ""
    source: str = ""
    facts: str = ""
    tags: tuple[Tag, ...] = ()
    children: tuple[Branch, ...] = ()


class Trail(Node, frozen=True, kw_only=True, tag="trail"):
    """A derivation. `same_as`: the path of an equal one that is printed already."""

    caption: str
    path: str
    root: Branch | None = None
    same_as: str = ""


class Fold(Node, frozen=True, kw_only=True, tag="fold"):
    """Blocks that are folded where the medium can fold."""

    title: str
    blocks: tuple[Block, ...]


Block = Paragraph | Hero | Bar | Ledger | Listing | Cards | Table | Stacks | Trail | Fold
Place = Literal["main", "side", "wide", "half", "appendix"]


class Section(Node, frozen=True, kw_only=True):
    """A titled part. `place` on a wide page: main or side column, the whole width, half of it, or after the rest (appendix)."""

    id: str
    title: str
    blocks: tuple[Block, ...]
    place: Place = "wide"
    aside: str = ""


class Document(Node, frozen=True, kw_only=True):
    """A whole report. `draft`: why it is one, printed on every page; empty when it is none. `footer`: what we promise not."""

    kind: Literal["assessment", "explanation", "comparison"]
    lang: Lang
    title: str
    subtitle: str = ""
    lead: str = ""
    draft: str = ""
    draft_mark: str = ""
    as_of: str
    facts: tuple[tuple[str, str], ...] = ()
    sections: tuple[Section, ...]
    footer: tuple[str, ...] = ()
    words: dict[str, str] = {}
    """Words that a renderer needs for itself: page, contents, source."""
