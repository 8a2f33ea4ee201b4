"""The out-of-scope route (2.1 table): contract and consumer law for a one-off purchase, also shown beside in-scope sums."""

from __future__ import annotations

from collections.abc import Sequence

from weimei.core.findings import Column, Step, Why

from .charges import NO_CHARGE, charge, charge_step
from .columns import combine, gifts_off, lapsed_by, part_value
from .exits import forfeited, less, merchant_losses, price_of_leaving
from .terms import Terms
from .values import UNTRACED, Ctx, Part, Three, Val


def out_sum(parts: Sequence[Part], column: Column, ctx: Ctx, terms: Terms) -> Three:
    """The undelivered part at the price paid; in the consumer's own exit between the agreed charge and the proved loss."""
    valued: Column = "merchant" if column == "merchant" else "neutral"
    found = gifts_off(combine([part_value(part, valued, ctx) for part in parts], ctx), column, ctx)
    if column != "consumer":
        return found
    if terms.expiry and _voucher_lapsed(parts, ctx, terms):
        found = _lapsed_voucher(found, ctx)
    return _own_exit(found, parts, ctx, terms)


def _own_exit(found: Three, parts: Sequence[Part], ctx: Ctx, terms: Terms) -> Three:
    """Civil-code 580 para 2, 584-588, 591: low the price less a valid charge, high the price less the merchant's proved loss."""
    losses = merchant_losses(ctx)
    agreed = NO_CHARGE
    if terms.charges:
        own = {part.line.id: part_value(part, "neutral", ctx).low for part in parts}
        agreed = charge(parts, found.low, terms, ctx, own)
    lost, leaving = forfeited(parts, ctx), price_of_leaving(parts, ctx)
    if not (losses.feared or agreed.held or lost.most or leaving.most):
        return found
    low, high, likely = found.low, found.high, found.likely
    if losses.proved:
        refs = ("civil-code:584", "civil-code:591")
        high = less(high, losses.proved, "exit.loss", refs, ("losses",), ctx)
        likely = None if likely is None else less(likely, losses.proved, "exit.loss", refs, ("losses",), ctx)
    if losses.feared > losses.proved or losses.proved:
        low = less(low, losses.feared, "exit.loss", ("civil-code:584",), ("losses",), ctx)
    if agreed.held is not None:
        refs, facts = ("civil-code:585", "civil-code:497"), (f"terms.{agreed.held.key}",)
        step = charge_step(agreed) if ctx.trace else None
        charged = less(found.low, agreed.amount, "exit.charge", refs, facts, ctx, taken=step)
        low = charged if charged.back < low.back else low
        high = charged if losses.proved and charged.back > high.back else high
        likely = None
    if lost.most or leaving.most:
        code, kept = ("deposit.forfeited", lost) if lost.most >= leaving.most else ("deposit.price_of_leaving", leaving)
        deposit_refs = ("civil-code:586", "civil-code:587", "spc-contract-2023:68")
        taken = less(found.low, kept.most, code, deposit_refs, kept.facts, ctx, taken=kept.most_step)
        if lost.most and not losses.feared and agreed.held is None:
            most = less(found.low, kept.least, code, deposit_refs, kept.facts, ctx, taken=kept.least_step)
            return Three(taken, None, most) if taken.back != most.back else Three(taken, taken, taken)
        low, likely = (taken if taken.back < low.back else low), None
    return Three(low, low if low.back == high.back else likely, high if high.back >= low.back else low)


def _voucher_lapsed(parts: Sequence[Part], ctx: Ctx, terms: Terms) -> bool:
    return any(
        part.line.plan == "single" and part.line.performed == "none" and lapsed_by(part.line, ctx, terms) is not None
        for part in parts
    )


def _lapsed_voucher(found: Three, ctx: Ctx) -> Three:
    """A voucher past its date, unused: nothing if the clause is valid, the whole price otherwise; the default is the price."""
    step = (
        Step("voucher.lapsed", 0, ("civil-code:496", "civil-code:497"), ("terms",), {}, (found.low.step,))
        if ctx.trace
        else UNTRACED
    )
    why = Why("voucher.lapsed", ("civil-code:496", "civil-code:497"), ("terms",))
    return Three(Val(0, found.low.disc, found.low.list, (why,), step), found.likely, found.high)
