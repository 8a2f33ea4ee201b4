"""What others paid the merchant on parts that were not used bears use at list prices on the other parts (2.6, X24)."""

from __future__ import annotations

from collections.abc import Sequence

from weimei.core.findings import Step, Why
from weimei.core.money import ratio_half_up

from .sessions import UNBOUNDED
from .values import UNTRACED, Ctx, Part, Three, Val


def with_unspent(found: Three, threes: Sequence[Three], parts: Sequence[Part], ctx: Ctx) -> Three:
    """The whole contract in her own exit: min(P, max(0, P + S - V_list)), S being what funders paid the merchant in cash.

    Each part bears its own coupon already. Where it is not known whether the merchant was paid, the high end says yes.
    """
    low = _raised(found.low, [three.low for three in threes], parts, ctx, with_open=False)
    is_open = any(part.others_open for part in parts)
    high = low
    if is_open or found.high is not found.low:
        high = _raised(found.high, [three.high for three in threes], parts, ctx, with_open=True)
        least = [_hardly_above(part, three) for part, three in zip(parts, threes, strict=True)]
        high = _raised(high, least, parts, ctx, with_open=True)
    if found.likely is None or found.likely is found.low:
        is_settled = found.likely is not None and low.back == high.back
        return Three(low, low if is_settled else None, high)
    defaults = [three.likely or three.low for three in threes]
    likely = _raised(found.likely, defaults, parts, ctx, with_open=False)
    if is_open and _raised(found.likely, defaults, parts, ctx, with_open=True).back != likely.back:
        return Three(low, None, high)
    return Three(low, likely, high)


def _hardly_above(part: Part, three: Three) -> Val:
    """A part whose list price is not known, at one hardly above the price paid, where coupons of other parts bear most."""
    value = three.high
    if three.low.over < UNBOUNDED or value.list > value.disc:
        return value
    paid, at_list = part.paid or 0, value.disc + 1
    return Val(max(0, paid - at_list), value.disc, at_list, value.why, value.step, value.extra, max(0, at_list - paid))


def unspent(parts: Sequence[Part], values: Sequence[Val], *, with_open: bool) -> int:
    """What is left of the coupons that were paid to the merchant, as far as use at list prices is not covered (minor units).

    A part at list prices has used up its own coupon first; one at the price paid leaves the share of its unused rest.
    """
    left = short = 0
    for part, value in zip(parts, values, strict=True):
        coupon = part.others_paid + (part.others_open if with_open else 0)
        if value.list > value.disc:
            kept = (part.paid or 0) - value.back + value.over
            short += kept
            left += max(0, coupon - value.list + kept) if value.over < UNBOUNDED else 0
        elif coupon and part.price:
            left += coupon - ratio_half_up(coupon * min(value.disc, part.price), part.price)
    return min(left, short)


def _raised(sums: Val, values: Sequence[Val], parts: Sequence[Part], ctx: Ctx, *, with_open: bool) -> Val:
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
