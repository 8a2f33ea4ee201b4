"""A report on a terminal: sums right-aligned, bars of block characters, no colour unless asked for."""

from __future__ import annotations

from collections.abc import Sequence
from typing import assert_never

from weimei.reports.terminal import (
    BAND,
    EMPTY,
    FILLS,
    GLYPHS,
    SURE,
    TICK,
    Line,
    columns_of,
    drawn,
    pad,
    share,
    visible,
    width,
    wrap,
)
from weimei.reports.tree import (
    Bar,
    Block,
    Branch,
    Card,
    Cards,
    Document,
    Fold,
    Hero,
    Item,
    Ledger,
    Listing,
    Paragraph,
    Row,
    Section,
    Stacks,
    Table,
    Tag,
    Trail,
)

NARROW = 72
WIDTH_LEAST, WIDTH_MOST = 40, 120


def to_text(document: Document, *, width: int = 100, color: bool = False, full: bool = False) -> str:
    """The report as lines of text. `full`: with every derivation and norm, which otherwise only `weimei explain` shows."""
    page = _Page(document, max(WIDTH_LEAST, min(width, WIDTH_MOST)))
    page.head()
    for section in document.sections:
        if section.place != "appendix" or full:
            page.section(section)
    page.foot(is_full=full)
    return "\n".join(drawn(line, color=color) for line in page.lines) + "\n"


class _Page:
    """Lines as they grow; `indent` columns are left free at the left."""

    def __init__(self, document: Document, columns: int) -> None:
        self.document = document
        self.columns = columns
        self.lines: list[Line] = []
        self.indent = 0

    @property
    def room(self) -> int:
        return self.columns - self.indent

    def put(self, *pieces: tuple[str, str]) -> None:
        self.lines.append([(" " * self.indent, ""), *((visible(text), style) for text, style in pieces)])

    def blank(self) -> None:
        if self.lines and self.lines[-1]:
            self.lines.append([])

    def words(self, text: str, style: str = "plain", *, hang: int = 0) -> None:
        """A wrapped paragraph; later lines hang in by `hang`."""
        for place, line in enumerate(wrap(text, self.room - hang)):
            self.put((" " * (hang if place else 0) + line, style))

    def head(self) -> None:
        document = self.document
        if document.draft_mark:
            self.draft_mark()
            self.words(document.draft, "warning")
            self.blank()
        self.words(document.title, "title")
        if document.subtitle:
            self.words(document.subtitle, "muted")
        if document.lead:
            self.words(document.lead, "bold")
        self.pairs(document.facts)

    def pairs(self, facts: Sequence[tuple[str, str]]) -> None:
        """Names with their values, as many on a line as fit."""
        line = ""
        for name, value in facts:
            pair = f"{name} {value}"
            if line and width(line) + 3 + width(pair) > self.room:
                self.words(line, "muted")
                line = ""
            line = f"{line}   {pair}" if line else pair
        if line:
            self.words(line, "muted")

    def foot(self, *, is_full: bool) -> None:
        self.blank()
        self.put(("─" * self.room, "muted"))
        hint = self.document.words.get("trail_note_text", "")
        if hint and not is_full:
            self.words(hint, "muted")
        for line in self.document.footer:
            self.words(line, "muted")
        if self.document.draft_mark:
            self.draft_mark()

    def draft_mark(self) -> None:
        mark = self.document.draft_mark
        self.put((f"【{mark}】" if self.document.lang == "zh" else f"[{mark}]", "warning"))

    def section(self, section: Section) -> None:
        self.blank()
        lines = wrap(section.title, self.room - 6)
        aside = f" {section.aside} ──" if section.aside else ""
        last = f"── {lines[-1]} "
        if width(last) + width(aside) + 2 > self.room:
            aside = ""
        for line in lines[:-1]:
            self.put((f"── {line}", "title"))
        rule = "─" * max(0, self.room - width(last) - width(aside))
        self.put((last, "title"), (rule, "muted"), (aside, "muted"))
        if section.aside and not aside:
            self.words(section.aside, "muted")
        for block in section.blocks:
            self.block(block)

    def block(self, block: Block) -> None:
        match block:
            case Paragraph():
                self.paragraph(block)
            case Hero():
                self.words(block.label, "muted")
                self.words(block.figure, "hero")
                if block.note:
                    self.words(block.note, "muted")
                for tag in block.tags:
                    self.words(_tag_text(tag), tag.tone)
            case Bar():
                self.bar(block, self.room)
            case Ledger():
                self.ledger(block)
            case Listing():
                self.listing(block)
            case Cards():
                self.cards(block)
            case Table():
                self.table(block)
            case Stacks():
                self.stacks(block)
            case Trail():
                self.trail(block)
            case Fold():
                self.blank()
                self.words(block.title, "bold")
                self.indented(block.blocks)
            case _:
                assert_never(block)

    def indented(self, blocks: Sequence[Block], by: int = 2) -> None:
        self.indent += by
        for block in blocks:
            self.block(block)
        self.indent -= by

    def paragraph(self, block: Paragraph) -> None:
        style = block.tone
        text = block.text + "".join(f" {_tag_text(tag)}" for tag in block.tags)
        text += _bracketed(block.source, self.document)
        self.words(text, style)

    def bar(self, bar: Bar, columns: int) -> None:
        """Up to low dark, to high light, the rest dotted; the likely sum is a tick. Named ends stand below."""
        cells = max(10, min(columns, 72))
        low, high = share(bar.low, bar.whole, cells), share(bar.high, bar.whole, cells)
        tick = None if bar.likely is None else min(cells - 1, share(bar.likely, bar.whole, cells))
        pieces: list[tuple[str, str]] = []
        for place in range(cells):
            if place == tick:
                pieces.append((TICK, "bold"))
            elif place < low:
                pieces.append((SURE, "primary"))
            elif place < high:
                pieces.append((BAND, "band"))
            else:
                pieces.append((EMPTY, "muted"))
        self.put(*pieces)
        if bar.legend:
            self.words("   ".join(f"{end.name} {end.figure}" for end in bar.legend), "plain")

    def ledger(self, ledger: Ledger) -> None:
        self.blank()
        caption = ledger.caption + (
            f"（{ledger.unit}）"
            if ledger.unit and self.document.lang == "zh"
            else f" ({ledger.unit})"
            if ledger.unit
            else ""
        )
        self.words(caption, "bold")
        sums = max((width(row.figure) for row in ledger.rows), default=0)
        beside = self.room >= NARROW and any(row.source for row in ledger.rows)
        source = min(34, max((width(row.source) for row in ledger.rows), default=0)) if beside else 0
        label = self.room - sums - 2 - (source + 3 if beside else 0)
        for place, row in enumerate(ledger.rows):
            self.row(row, label, sums, source, is_first=place == 0)

    def row(self, row: Row, label: int, sums: int, source: int, *, is_first: bool) -> None:
        if row.kind in ("sub", "total") and not is_first:
            self.put((" " * (label + 2) + ("═" if row.kind == "total" else "─") * sums, "muted"))
        text = row.label + "".join(f" {_tag_text(tag)}" for tag in row.tags)
        left = wrap(text, label)
        right = wrap(row.source, source) if source and row.source else []
        style = "bold" if row.kind == "total" else "plain"
        for place in range(max(len(left), len(right))):
            shown = row.figure if place == len(left) - 1 else ""
            self.put(
                (pad(left[place] if place < len(left) else "", label + 2), style),
                (pad(shown, sums, right=True), style),
                (f"   {right[place]}" if place < len(right) else "", "muted"),
            )
        self.indent += 2
        for line in filter(None, (row.note, "" if source else row.source)):
            self.words(line, "muted")
        self.indent -= 2

    def listing(self, listing: Listing) -> None:
        if listing.label:
            self.words(listing.label, "muted")
        for item in listing.items:
            self.item(item)

    def run(self, listing: Listing) -> None:
        """A short list as one paragraph."""
        zh = self.document.lang == "zh"
        parts = [
            item.text.rstrip("。.")
            + "".join(f" {_tag_text(tag)}" for tag in item.tags)
            + _bracketed(item.source, self.document)
            for item in listing.items
        ]
        self.words(f"{listing.label}{'：' if zh else ': '}{('；' if zh else '; ').join(parts)}", "muted", hang=2)

    def item(self, item: Item) -> None:
        text = item.text + "".join(f" {_tag_text(tag)}" for tag in item.tags)
        figure = item.figure
        room = self.room - (width(figure) + 2 if figure else 0)
        for place, line in enumerate(wrap(f"• {text}", room - 2)):
            shown = f"  {line}" if place else line
            self.put(
                (pad(shown, room) if figure and not place else shown, "plain"),
                (f"  {figure}" if figure and not place else "", "bold"),
            )
        self.indent += 2
        for line in filter(None, (item.detail + _bracketed(item.source, self.document), item.how)):
            self.words(line, "muted")
        self.indent -= 2

    def cards(self, cards: Cards) -> None:
        for card in cards.cards:
            self.blank()
            self.card(card)

    def card(self, card: Card) -> None:
        mark = "▶ " if card.chosen else ""
        room = self.room - width(card.figure) - 1
        lines = wrap(mark + card.title, room)
        self.put((pad(lines[0], room + 1), "bold"), (card.figure, "bold"))
        for line in lines[1:]:
            self.put((line, "bold"))
        self.indent += 2
        if card.bar is not None:
            self.bar(card.bar, self.room)
        if card.tags:
            self.words("  ".join(_tag_text(tag) for tag in card.tags), "plain")
        if card.lead:
            self.words(card.lead)
        for listing in card.lists:
            self.run(listing)
        if card.source:
            self.words(
                f"{self.document.words.get('source', '')}{self.document.words.get('colon', ' ')}{card.source}", "muted"
            )
        self.indent -= 2

    def table(self, table: Table) -> None:
        least = [
            min(
                max([width(column.title), *(width(_cell_text(row[place])) for row in table.rows)]),
                12 if column.is_sum else 8,
            )
            for place, column in enumerate(table.columns)
        ]
        sums = {place for place, column in enumerate(table.columns) if column.is_sum}
        for place in sums:
            least[place] = max(
                [width(table.columns[place].title), *(width(_cell_text(row[place])) for row in table.rows)]
            )
        if self.room < NARROW or sum(least) + 2 * len(least) > self.room:
            self.stacked(table)
            return
        widths = columns_of([0 if column.is_sum else column.width for column in table.columns], self.room, 2, least)
        self.table_line([column.title for column in table.columns], widths, sums, "muted")
        for row in table.rows:
            self.table_line([_cell_text(cell) for cell in row], widths, sums, "plain")

    def table_line(self, cells: Sequence[str], widths: Sequence[int], sums: set[int], style: str) -> None:
        wrapped = [wrap(cell, size) for cell, size in zip(cells, widths, strict=True)]
        for place in range(max(map(len, wrapped))):
            pieces = [
                (pad(lines[place] if place < len(lines) else "", size, right=column in sums) + "  ", style)
                for column, (lines, size) in enumerate(zip(wrapped, widths, strict=True))
            ]
            self.put(*pieces)

    def stacked(self, table: Table) -> None:
        """A narrow page: each row as a small list."""
        for row in table.rows:
            self.words(f"• {_cell_text(row[0])}", hang=2)
            self.indent += 2
            for column, cell in zip(table.columns[1:], row[1:], strict=True):
                if _cell_text(cell) not in ("", "–"):
                    self.words(f"{column.title} {_cell_text(cell)}", hang=2)
            self.indent -= 2

    def stacks(self, stacks: Stacks) -> None:
        self.blank()
        self.words(stacks.caption, "bold")
        for stack in stacks.rows:
            self.words(f"{stack.name}  {stack.figure}")
            cells = max(1, share(stack.total, stacks.whole, max(10, min(self.room, 72))))
            pieces: list[tuple[str, str]] = []
            done = filled = 0
            for piece in stack.pieces:
                done += piece.amount
                end = share(done, stack.total, cells)
                char, style = FILLS.get(piece.tone, (EMPTY, "plain"))
                pieces.append((char * (end - filled), style))
                filled = end
            self.put(*pieces)
            colon = self.document.words.get("colon", " ")
            keys = [f"{FILLS.get(p.tone, (EMPTY, ''))[0]} {p.name}{colon}{p.figure}" for p in stack.pieces]
            joined = "   ".join(keys)
            for line in [joined] if width(joined) <= self.room else keys:
                self.words(line, hang=2)

    def trail(self, trail: Trail) -> None:
        self.words(f"{trail.caption}  {trail.path}", "bold")
        self.indent += 2
        if trail.root is not None:
            self.branch(trail.root)
        else:
            self.words(self.document.words["trail_same"].replace("{other}", trail.same_as), "muted")
        self.indent -= 2

    def branch(self, branch: Branch) -> None:
        figure = branch.figure
        room = self.room - width(figure) - 2
        text = f"{branch.number} {branch.label}" + "".join(f" {_tag_text(tag)}" for tag in branch.tags)
        for place, line in enumerate(wrap(text, room)):
            self.put((pad(line, room), "plain"), (f"  {figure}" if not place else "", "bold"))
        self.indent += 2
        for line in filter(None, (branch.source, branch.note)):
            self.words(line, "muted")
        if branch.facts:
            self.words(self.document.words["facts_read"].replace("{facts}", branch.facts), "muted")
        for child in branch.children:
            self.branch(child)
        self.indent -= 2


def _tag_text(tag: Tag) -> str:
    glyph = GLYPHS[tag.glyph]
    return f"[{glyph} {tag.text}]" if glyph else f"[{tag.text}]"


def _cell_text(cell: object) -> str:
    text: str = getattr(cell, "text", "")
    tag: Tag | None = getattr(cell, "tag", None)
    return " ".join(
        part for part in (text, f"{GLYPHS[tag.glyph]} {tag.text}".strip() if tag is not None else "") if part
    )


def _bracketed(text: str, document: Document) -> str:
    return "" if not text else f"（{text}）" if document.lang == "zh" else f" ({text})"
