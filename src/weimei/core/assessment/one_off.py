"""The out-of-scope route (2.1 table): contract and consumer law for a one-off purchase, also shown beside in-scope sums."""

from __future__ import annotations

from collections.abc import Sequence

from weimei.core.findings import Column, Step, Why

from .columns import combine, gifts_off, part_value
from .exits import charge, forfeited, less, merchant_losses, price_of_leaving
from .terms import Terms
from .values import UNTRACED, Ctx, Part, Three, Val


def out_sum(parts: Sequence[Part], column: Column, ctx: Ctx, terms: Terms) -> Three:
    """The undelivered part at the price paid; in the consumer's own exit between the agreed charge and the proved loss."""
    valued: Column = "merchant" if column == "merchant" else "neutral"
    found = gifts_off(combine([part_value(part, valued, ctx) for part in parts], ctx), column, ctx)
    if column != "consumer":
        return found
    if _voucher_lapsed(parts, ctx):
        found = _lapsed_voucher(found, ctx, terms)
    return _own_exit(found, parts, ctx, terms)


def _own_exit(found: Three, parts: Sequence[Part], ctx: Ctx, terms: Terms) -> Three:
    """Civil-code 580 para 2, 584-588, 591: low the price less a valid charge, high the price less the merchant's proved loss."""
    losses = merchant_losses(ctx)
    amount, held = charge(parts, found.low, terms, ctx) if terms.charges else (0, None)
    lost, lost_facts = forfeited(parts, ctx)
    leaving, leaving_facts = price_of_leaving(parts, ctx)
    if not (losses.feared or held or lost or leaving):
        return found
    low, high, likely = found.low, found.high, found.likely
    if losses.proved:
        refs = ("civil-code:584", "civil-code:591")
        high = less(high, losses.proved, "exit.loss", refs, ("losses",), ctx)
        likely = None if likely is None else less(likely, losses.proved, "exit.loss", refs, ("losses",), ctx)
    if losses.feared > losses.proved or losses.proved:
        low = less(low, losses.feared, "exit.loss", ("civil-code:584",), ("losses",), ctx)
    if held is not None:
        charged = less(
            found.low, amount, "exit.charge", ("civil-code:585", "civil-code:497"), (f"terms.{held.key}",), ctx
        )
        low = charged if charged.back < low.back else low
        likely = None
    if lost or leaving:
        code, facts = (
            ("deposit.forfeited", lost_facts) if lost >= leaving else ("deposit.price_of_leaving", leaving_facts)
        )
        deposit_refs = ("civil-code:586", "civil-code:587", "spc-contract-2023:68")
        taken = less(found.low, max(lost, leaving), code, deposit_refs, facts, ctx)
        if lost and not losses.feared and held is None:
            return Three(taken, taken, taken)
        low, likely = (taken if taken.back < low.back else low), None
    return Three(low, low if low.back == high.back else likely, high if high.back >= low.back else low)


def _voucher_lapsed(parts: Sequence[Part], ctx: Ctx) -> bool:
    return any(
        (part.line.lapsed_on is not None and part.line.lapsed_on.first < (ctx.end.last or ctx.at))
        or "term_expired" in ctx.kinds
        for part in parts
        if part.line.plan == "single" and part.line.performed == "none"
    )


def _lapsed_voucher(found: Three, ctx: Ctx, terms: Terms) -> Three:
    """A voucher past its date, unused: nothing if the clause is valid, the whole price otherwise; the default is the price."""
    if not terms.expiry:
        return found
    step = (
        Step("voucher.lapsed", 0, ("civil-code:496", "civil-code:497"), ("terms",), {}, (found.low.step,))
        if ctx.trace
        else UNTRACED
    )
    why = Why("voucher.lapsed", ("civil-code:496", "civil-code:497"), ("terms",))
    return Three(Val(0, found.low.disc, found.low.list, (why,), step), found.likely, found.high)
