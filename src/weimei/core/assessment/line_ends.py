"""Where each yuan of every line went, at each end of the elected range: what a plan needs for coupons and points."""

from __future__ import annotations

from weimei.core.findings import Column
from weimei.core.money import largest_remainder

from .columns import part_value
from .judge import Court
from .outcome import LineEnd, Part
from .sessions import UNBOUNDED
from .values import Part as Priced
from .values import Val


def lines_of(found: Court, columns: tuple[Column, ...], *, has_default: bool) -> tuple[Part, ...]:
    """Every line in the first column of the cause set, and beside it at the ends of the range of all its columns."""
    column = _valued(found, columns[0] if columns else "merchant")
    values: list[Val] = []
    for part in found.parts:
        three = part_value(part, column, found.ctx)
        values.append((three.likely if has_default else None) or three.low)
    backs = [value.back for value in values]
    over = min(sum(value.over for value in values), sum(backs))
    if over:
        backs = [back - off for back, off in zip(backs, largest_remainder(over, backs), strict=True)]
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


Ends = tuple[LineEnd | None, LineEnd | None, LineEnd | None]


def _ends_of(found: Court, columns: tuple[Column, ...], *, has_default: bool) -> list[Ends]:
    """Each line at the low end, the default and the high end; the default and the high end only where they differ."""
    causes = found.causes
    default = causes.default if columns == causes.columns else None
    whole = found.cause_set(columns or ("merchant",), default, in_scope=found.scope.verdict != "out")
    low_in, high_in = _valued(found, whole.low), _valued(found, whole.high)
    likely_in = _valued(found, whole.likely or whole.high)
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
