"""Where each yuan of every line went, at each end of the elected range: what a plan needs for coupons and points."""

from __future__ import annotations

from weimei.core.findings import Column
from weimei.core.money import largest_remainder

from .columns import part_value, union
from .coupons import unspent
from .judge import Court
from .outcome import LineEnd, Part
from .values import UNBOUNDED, Val
from .values import Part as Priced


def lines_of(found: Court, columns: tuple[Column, ...], *, has_default: bool) -> tuple[Part, ...]:
    """Every line in the first column of the cause set, and beside it at the ends of the range of all its columns."""
    column = _valued(found, columns[0] if columns else "merchant")
    values: list[Val] = []
    for part in found.parts:
        three = part_value(part, column, found.ctx)
        values.append((three.likely if has_default else None) or three.low)
    backs = [value.back for value in values]
    over = sum(value.over for value in values)
    if over or column == "consumer":
        over -= unspent(found.parts, values, with_open=False) if column == "consumer" else 0
        backs = _evened(backs, [part.paid or 0 for part in found.parts], over)
    reduced = any(part.price != part.gross for part in found.parts)
    ends = _ends_of(found, columns, has_default=has_default) if reduced else [(None, None, None)] * len(found.parts)
    rows = []
    for part, back, (low, likely, high) in zip(found.parts, backs, ends, strict=True):
        older = part.line.opening_balance
        paid = (part.paid or 0) + older
        rows.append(
            Part(
                line=part.line.id,
                name=part.line.name,
                paid=paid,
                value=max(0, paid - back),
                back=back,
                price=None if low is None or part.price is None else part.price + older,
                low=low,
                likely=likely,
                high=high,
            )
        )
    return tuple(rows)


def _evened(backs: list[int], paid: list[int], over: int) -> list[int]:
    """What goes back on each line once the lines bear each other's overrun, or (`over` below 0) coupons left bear their use."""
    rooms = backs if over > 0 else [max(0, most - back) for most, back in zip(paid, backs, strict=True)]
    moved = min(abs(over), sum(rooms))
    if not moved:
        return backs
    sign = -1 if over > 0 else 1
    return [back + sign * part for back, part in zip(backs, largest_remainder(moved, rooms), strict=True)]


Ends = tuple[LineEnd | None, LineEnd | None, LineEnd | None]


def _ends_of(found: Court, columns: tuple[Column, ...], *, has_default: bool) -> list[Ends]:
    """Each line at the low end, the default and the high end; the default and the high end only where they differ."""
    causes = found.causes
    default = causes.default if columns == causes.columns else None
    columns = columns or ("merchant",)
    in_scope = found.scope.verdict != "out"
    _, low_in, high_in = union([(column, found.column(column, in_scope=in_scope)) for column in columns], default)
    likely_in = _valued(found, (default if len(columns) > 1 else columns[0]) or high_in)
    low_in, high_in = _valued(found, low_in), _valued(found, high_in)
    ends: list[Ends] = []
    for part in found.parts:
        low = _end(part, part_value(part, low_in, found.ctx).low)
        high = _end(part, part_value(part, high_in, found.ctx).high)
        middle = part_value(part, likely_in, found.ctx).likely if has_default else None
        likely = None if middle is None else _end(part, middle)
        ends.append((low, None if likely == low else likely, None if high == low else high))
    return ends


def _valued(found: Court, column: Column) -> Column:
    """Outside the prepaid rules her own exit counts use at the price paid."""
    return "neutral" if found.scope.verdict == "out" and column == "consumer" else column


def _end(part: Priced, value: Val) -> LineEnd | None:
    if part.price is None or part.paid is None:
        return None
    counted = value.list if value.over < UNBOUNDED else max(value.list, part.paid + part.others)
    return LineEnd(back=value.back, used=value.disc, counted=max(counted, value.disc))
