"""Rows of named values on a terminal: a table where the columns fit, else one entry below the other."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from weimei.reports.terminal import pad, width, wrap

GAP = 2
PROSE = 40
"""A column with a text longer than this is prose: it gets lines of its own instead of a narrow column."""
NARROWEST = 14
"""A column that may be broken keeps at least so much; below that the rows are shown as entries."""


def laid_out(
    heads: Sequence[str], rows: Sequence[Sequence[str]], columns: int, *, unbroken: Collection[int] = ()
) -> list[str]:
    """Lines of at most `columns`. `unbroken`: places of columns that are never broken, such as ids and dates.

    >>> laid_out(["id", "name"], [["a", "Civil Code"]], 40)
    ['id  name', '──────────────', 'a   Civil Code']
    """
    natural = [max(width(row[place]) for row in (heads, *rows)) for place in range(len(heads))]
    sizes = _sizes(natural, columns, set(unbroken))
    if sizes is None or any(size > PROSE for place, size in enumerate(natural) if place not in unbroken):
        return entries(heads, rows, columns)
    lines = _table_row(heads, sizes)
    lines.append("─" * (sum(sizes) + GAP * (len(sizes) - 1)))
    for row in rows:
        lines += _table_row(row, sizes)
    return lines


def _sizes(natural: Sequence[int], columns: int, unbroken: Collection[int]) -> list[int] | None:
    """Widths that fit: what each column needs, the widest breakable one narrowed first; None where nothing fits."""
    sizes = list(natural)
    over = sum(sizes) + GAP * (len(sizes) - 1) - columns
    while over > 0:
        found = [(size, -place) for place, size in enumerate(sizes) if place not in unbroken and size > NARROWEST]
        if not found:
            return None
        sizes[-max(found)[1]] -= 1
        over -= 1
    return sizes


def _table_row(cells: Sequence[str], sizes: Sequence[int]) -> list[str]:
    wrapped = [wrap(cell, size) for cell, size in zip(cells, sizes, strict=True)]
    return [
        (" " * GAP)
        .join(pad(lines[place] if place < len(lines) else "", size) for lines, size in zip(wrapped, sizes, strict=True))
        .rstrip()
        for place in range(max(map(len, wrapped)))
    ]


def entries(heads: Sequence[str], rows: Sequence[Sequence[str]], columns: int) -> list[str]:
    """Each row as an entry: its first two values at the head, short values on one line, prose on lines of its own.

    What is prose in one row is prose in all, so that all entries read alike.
    """
    long = {place for place in range(len(heads)) if any(_is_prose(row[place]) for row in rows)}
    lines: list[str] = []
    for row in rows:
        if lines:
            lines.append("")
        named = len(row) > 1 and 1 not in long and bool(row[1])
        lines += wrap(f"{row[0]}  {row[1]}" if named else row[0], columns)
        rest = [place for place in range(1 + named, len(row)) if row[place]]
        short = [f"{heads[place]} {row[place]}" for place in rest if place not in long]
        lines += [f"  {line}" for line in _run(short, columns - 2)]
        for place in rest:
            if place in long:
                lines += _prose(heads[place], row[place], columns)
    return lines


def _is_prose(value: str) -> bool:
    return width(value) > PROSE or "\n" in value


def _run(parts: Sequence[str], columns: int) -> list[str]:
    """Short values beside one another, as many on a line as fit."""
    lines: list[str] = []
    for part in parts:
        if lines and width(lines[-1]) + 3 + width(part) <= columns:
            lines[-1] = f"{lines[-1]}   {part}"
        else:
            lines += wrap(part, columns)
    return lines


def _prose(head: str, value: str, columns: int) -> list[str]:
    found: list[str] = []
    for number, part in enumerate(value.split("\n")):
        found += wrap(part if number else f"{head} {part}", columns - 2)
    return [f"  {line}" for line in found]
