"""What others paid the merchant bears use at list prices in the buyer's own exit: on its own part, then over all (2.6, X24)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from operator import itemgetter

from weimei.core.findings import Column, Step, Why
from weimei.core.money import ratio_half_up

from .values import UNBOUNDED, UNTRACED, Ctx, Part, Three, Val, added, choose, spanned

FRONT_MAX = 512
"""Choices of readings that are carried from part to part at most; beyond it every second one is left out."""


def settled(part: Part, column: Column, options: Iterable[tuple[Val, bool]]) -> Three:
    """The readings of one part of any plan, each with whether it is the default; in her own exit coupons bear use first."""
    if column != "consumer":
        return choose(options)
    found = [pair for value, is_default in options for pair in _with_coupons(part, value, is_default)]
    three = choose(found)
    three.readings = tuple(value for value, _ in found) if len(found) > 1 else ()
    return three


def _with_coupons(part: Part, value: Val, is_default: bool) -> list[tuple[Val, bool]]:
    """One reading at list prices, with reductions that somebody else funded (2.6, X24).

    A list price that is not known may also lie hardly above the price paid: then the coupon bears most.
    """
    if not part.others or part.paid is None or not _is_at_list(part, value):
        return [(value, is_default)]
    if value.over >= UNBOUNDED:
        coupon = part.others_paid + part.others_open
        least = Val(value.back, value.disc, value.disc + 1, value.why, value.step, value.extra)
        return [(value, is_default), *([(_with_coupon(part, least, coupon), False)] if coupon else [])]
    sure = _with_coupon(part, value, part.others_paid) if part.others_paid else value
    if not part.others_open:
        return [(sure, is_default)]
    return [(sure, False), (_with_coupon(part, value, part.others_paid + part.others_open), False)]


def _is_at_list(part: Part, value: Val) -> bool:
    """Whether a reading counts use above the price paid for it, be it at a list price that nobody knows.

    The face of a card is above the price paid wherever a coupon lowered it, also where rounding makes the two equal.
    """
    is_face = part.line.plan == "stored_value" and bool(part.others) and value.list == value.disc > 0
    return value.list > value.disc or value.over >= UNBOUNDED or is_face


def _credit(part: Part) -> int:
    """What use is held against: what was paid for the part, and the older credit of a card."""
    return (part.paid or 0) + (part.line.opening_balance if part.line.plan == "stored_value" else 0)


def _with_coupon(part: Part, value: Val, coupon: int) -> Val:
    """One reading where the merchant also received `coupon` in cash: it bears part of the use."""
    paid = _credit(part)
    back = min(paid, max(0, paid + coupon - value.list))
    path = ("layers",)
    args: dict[str, int | str] = {"coupon_fen": coupon}
    why = Why("coupon.reimbursed", ("model:platform_coupon", "open:14"), path, args)
    step = Step("principal.with_coupon", back, ("model:platform_coupon",), path, args, (value.step,))
    over = max(0, value.list - coupon - paid)
    return Val(back, value.disc, value.list, (*value.why, why), step, value.extra, over)


def with_unspent(threes: Sequence[Three], parts: Sequence[Part], ctx: Ctx) -> Three:
    """The whole contract in her own exit: min(P, max(0, P + S - V_list)), S being what funders paid the merchant in cash.

    Each part bears its own coupon already. Which readings give the least and the most is decided over all parts, as a coupon
    that one part leaves bears another one. Where it is not known whether the merchant was paid, the high end says yes.
    """
    readings = [_readings(part, three) for part, three in zip(parts, threes, strict=True)]
    low = _raised(_least(parts, readings), parts, ctx, with_open=False)
    high = _raised(_most(parts, readings), parts, ctx, with_open=True)
    if low.back == high.back:
        return Three(low, low, low)
    defaults = [three.likely for three in threes if three.likely is not None]
    if len(defaults) < len(threes):
        return spanned(low, None, high)
    likely = _raised(defaults, parts, ctx, with_open=False)
    if _raised(defaults, parts, ctx, with_open=True).back != likely.back:
        return spanned(low, None, high)
    return spanned(low, likely, high)


def _readings(part: Part, three: Three) -> tuple[Val, ...]:
    """Every reading of a part, the low end first; beside a list price that nobody knows one hardly above the price paid."""
    given = three.readings or (three.low, *(() if three.likely is None else (three.likely,)), three.high)
    found = (three.low, *(value for value in given if value is not three.low))
    feared = next((value for value in found if value.over >= UNBOUNDED), None)
    if feared is None:
        return found
    paid, at_list = part.paid or 0, feared.disc + 1
    over = max(0, at_list - paid)
    return (*found, Val(max(0, paid - at_list), feared.disc, at_list, feared.why, feared.step, feared.extra, over))


def _left_and_short(part: Part, value: Val, *, with_open: bool) -> tuple[int, int]:
    """What one reading leaves of the coupons paid to the merchant, and its use at list prices that none has borne yet.

    A part at list prices has used up its own coupon first; one at the price paid leaves the share of its unused rest.
    """
    coupon = part.others_paid + (part.others_open if with_open else 0)
    if _is_at_list(part, value):
        kept = _credit(part) - value.back + value.over
        return max(0, coupon - value.list + kept) if value.over < UNBOUNDED else 0, kept
    if not coupon or not part.price:
        return 0, 0
    return coupon - ratio_half_up(coupon * min(value.disc, part.price), part.price), 0


def unspent(parts: Sequence[Part], values: Sequence[Val], *, with_open: bool) -> int:
    """What is left of the coupons that were paid to the merchant, as far as use at list prices is not covered (minor units)."""
    pairs = [_left_and_short(part, value, with_open=with_open) for part, value in zip(parts, values, strict=True)]
    return min(sum(left for left, _ in pairs), sum(short for _, short in pairs))


Bounds = tuple[int, int]
"""What a reading adds to the sum if the coupons left decide it, and if the use not yet borne does: the smaller total counts."""


def _bounds(part: Part, value: Val, *, with_open: bool) -> Bounds:
    left, short = _left_and_short(part, value, with_open=with_open)
    return value.back - value.over + left, value.back - value.over + short


def _least(parts: Sequence[Part], readings: Sequence[tuple[Val, ...]]) -> list[Val]:
    """One reading of every part, together with the least to return: the smaller of two totals is least where one of them is."""
    sides: list[tuple[int, list[Val]]] = []
    for side in (0, 1):
        total, chosen = 0, []
        for part, found in zip(parts, readings, strict=True):
            bound, place = min((_bounds(part, value, with_open=False)[side], at) for at, value in enumerate(found))
            total += bound
            chosen.append(found[place])
        sides.append((total, chosen))
    return min(sides, key=itemgetter(0))[1]


def _most(parts: Sequence[Part], readings: Sequence[tuple[Val, ...]]) -> list[Val]:
    """One reading of every part, together with the most to return: of all choices those that no other beats on both totals."""
    front: list[tuple[Bounds, tuple[Val, ...]]] = [((0, 0), ())]
    for part, found in zip(parts, readings, strict=True):
        bounds = [(_bounds(part, value, with_open=True), value) for value in found]
        grown = [((x + a, y + b), (*chosen, value)) for (x, y), chosen in front for (a, b), value in bounds]
        grown.sort(key=lambda one: one[0], reverse=True)
        front, best = [], None
        for one in grown:
            if best is None or one[0][1] > best:
                front.append(one)
                best = one[0][1]
        if len(front) > FRONT_MAX:
            front = [*front[:-1:2], front[-1]]
    return list(max(front, key=lambda one: min(one[0]))[1])


def _raised(values: Sequence[Val], parts: Sequence[Part], ctx: Ctx, *, with_open: bool) -> Val:
    """One reading of every part added up, and what their coupons leave on top of it."""
    sums = added(values, ctx)
    coupon = unspent(parts, values, with_open=with_open)
    back = max(0, sum(value.back for value in values) - sum(value.over for value in values) + coupon)
    if back <= sums.back:
        return sums
    path, args = ("layers",), {"coupon_fen": coupon}
    why = Why("coupon.reimbursed", ("model:platform_coupon", "open:14"), path, {**args})
    step = UNTRACED
    if ctx.trace:
        step = Step("principal.with_coupon", back, ("model:platform_coupon",), path, {**args}, (sums.step,))
    return Val(back, sums.disc, sums.list, (*sums.why, why), step, sums.extra, sums.over)
