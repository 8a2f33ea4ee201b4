"""What the merchant may keep when the consumer leaves for her own reasons: charges, proved loss, deposits (2.9 items 4, 14)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import msgspec

from weimei.core.findings import Step, Why
from weimei.core.law.dated import number
from weimei.core.policy.clauses import ExitFormula, ExitRight, FeeFixed, FeePercent, PenaltyPercent, Tiers

from .terms import Held, Terms
from .values import UNTRACED, Ctx, Part, Val


class Losses(msgspec.Struct, gc=False):
    """The merchant's own losses: `proved`, and `feared` with those that may still be proved. Staff commission never counts."""

    proved: int
    feared: int


class Kept(msgspec.Struct, gc=False):
    """What is kept of one reading: the least, the default or none, the most, with reasons."""

    low: Val
    likely: Val | None
    high: Val


def merchant_losses(ctx: Ctx) -> Losses:
    """Sums that the merchant claims, without commissions to staff and streamers (art 15 para 3, section 6 item 20)."""
    proved = feared = 0
    for loss in ctx.matter.losses:
        if loss.by == "merchant" and loss.kind != "commission" and loss.proved != "no":
            feared += loss.amount
            proved += loss.amount if loss.proved == "yes" else 0
    return Losses(proved, feared)


def charge(parts: Sequence[Part], sums: Val, terms: Terms, ctx: Ctx) -> tuple[int, Held | None]:
    """The largest charge that the terms put on leaving, never above what is left to return; 0 where none survives."""
    most, chosen = 0, None
    for held in terms.charges:
        sum_ = _one_charge(held, parts, sums, ctx)
        if sum_ > most:
            most, chosen = sum_, held
    return most, chosen


def _one_charge(held: Held, parts: Sequence[Part], sums: Val, ctx: Ctx) -> int:
    clause = held.clause
    back = sums.back
    paid = sum(part.paid or 0 for part in parts if clause.line in (None, part.line.id))
    unused = max(0, sum(part.paid or 0 for part in parts) - sums.disc) if clause.line is None else min(paid, back)
    rule = ctx.law.rule("charge", "consumer")
    match clause:
        case (
            PenaltyPercent(basis_points=None)
            | FeePercent(basis_points=None)
            | FeeFixed(amount=None)
            | ExitFormula(keeps_basis_points=None)
        ):
            return back
        case PenaltyPercent(basis_points=bp, base=base) | FeePercent(basis_points=bp, base=base):
            return int(rule(base=paid if base == "price" else unused, basis_points=bp, fixed=0, most=back))
        case FeeFixed(amount=amount):
            return min(int(amount or 0), back)
        case ExitFormula(keeps_basis_points=bp):
            return int(rule(base=back, basis_points=bp, fixed=0, most=back))
        case ExitRight(basis_points=bp, amount=amount, base=base):
            return int(rule(base=paid if base == "price" else unused, basis_points=bp, fixed=amount, most=back))
        case Tiers():
            kept = 10_000 - tier_refund_bp(clause, ctx)
            return int(rule(base=paid, basis_points=kept, fixed=0, most=back))
        case _:
            return 0


def tier_refund_bp(clause: Tiers, ctx: Ctx) -> int:
    """The share that the steps give back on the day of the request, in hundredths of a percent; none left: nothing."""
    request = ctx.matter.request
    told = request.arrived_on or request.asked_on
    asked = told.first if told is not None else ctx.at
    if clause.counted == "before_appointment":
        if clause.appointment_on is None:
            return clause.tiers[0].refund_basis_points if clause.tiers else 0
        left = (date.fromisoformat(clause.appointment_on) - asked).days
        return next((tier.refund_basis_points for tier in clause.tiers if left >= tier.days), 0)
    paid_on = next((leg.paid_on for leg in ctx.matter.legs if leg.paid_on), ctx.matter.contract.formed_on)
    if paid_on is None:
        return clause.tiers[0].refund_basis_points if clause.tiers else 0
    passed = (asked - paid_on.first).days
    return next((tier.refund_basis_points for tier in clause.tiers if passed <= tier.days), 0)


def keep(parts: Sequence[Part], sums: Val, terms: Terms, ctx: Ctx) -> Kept:
    """Item 4 step 5 on one reading of column C."""
    losses = merchant_losses(ctx) if ctx.matter.losses else NO_LOSS
    amount, held = charge(parts, sums, terms, ctx) if terms.charges else (0, None)
    net = ctx.law.rule("merchant_loss_net", "consumer")
    if held is None:
        if not losses.feared:
            return Kept(sums, sums, sums)
        loss = min(net(loss=losses.feared, at_list=sums.list, at_discount=sums.disc), sums.back)
        lowered = less(sums, loss, "exit.loss", ("spc-prepaid-2025:15", "open:27"), ("losses",), ctx)
        return Kept(lowered, sums, sums)
    refs = ("civil-code:585", "spc-contract-2023:64", "open:31")
    facts = (f"terms.{held.key}",)
    loss = net(loss=losses.proved, at_list=sums.list, at_discount=sums.disc)
    beside = _other_cuts(sums, amount, loss, ctx) if losses.proved and ctx.trace else None
    charged = less(sums, amount, "exit.charge", refs, facts, ctx, beside)
    if ctx.matter.request.cut_asked == "no":
        return Kept(charged, charged, charged)
    if not losses.proved:
        return Kept(charged, None, sums)
    return Kept(charged, less(sums, min(amount, loss), "exit.charge_cut", refs, (*facts, "losses"), ctx, beside), sums)


def _other_cuts(sums: Val, amount: int, loss: int, ctx: Ctx) -> dict[str, int | str]:
    """Beside the middle figure: the charge cut to 130 % of the loss, and a charge below the loss raised to it (585, 65)."""
    test = ctx.law.rule("charge_test", "consumer")
    test_bp = 10_000 + number("spc-contract-2023.excess_test_bp", ctx.at)
    at_test = test(charge=amount, loss_net=loss, test_bp=test_bp)
    beside: dict[str, int | str] = {"beside_at_test_fen": max(0, sums.back - at_test)}
    if loss > amount:
        beside["beside_raised_fen"] = max(0, sums.back - loss)
    return beside


NO_LOSS = Losses(0, 0)


def less(
    sums: Val,
    amount: int,
    code: str,
    refs: tuple[str, ...],
    facts: tuple[str, ...],
    ctx: Ctx,
    beside: dict[str, int | str] | None = None,
) -> Val:
    """One reading less a sum, never below nothing. `beside`: figures that another reading gives, named beside_…"""
    if not amount:
        return sums
    back = max(0, sums.back - amount)
    step = UNTRACED
    if ctx.trace:
        step = Step(
            code, back, refs, facts, {"less_fen": amount, "before_fen": sums.back, **(beside or {})}, (sums.step,)
        )
    why = Why(code, refs, facts, {"less_fen": amount})
    return Val(back, sums.disc, sums.list, (*sums.why, why), step, sums.extra, sums.over)


def forfeited(parts: Sequence[Part], ctx: Ctx) -> tuple[int, tuple[str, ...]]:
    """A 定金 lost where the price is not fully paid: at most a fifth of it (X11); nothing once it became price."""
    total = 0
    facts: list[str] = []
    for part in parts:
        deposit = part.line.deposit
        if deposit is None or not ctx.law.rule("deposit_penalises")(name=deposit.name):
            continue
        full = part.paid is not None and (part.price is None or part.paid >= part.price)
        if full and deposit.counted_in_price != "no":
            continue
        counted = ctx.law.rule("deposit_counted")(
            deposit=deposit.amount, price=part.price, share_bp=number("civil-code.deposit_cap_bp", ctx.at)
        )
        total += ctx.law.rule("deposit_share")(counted=counted, default_share=deposit.default_share)
        facts.append(f"lines.{part.line.id}.deposit")
    return total, tuple(facts)


def price_of_leaving(parts: Sequence[Part], ctx: Ctx) -> tuple[int, tuple[str, ...]]:
    """A deposit that the paper makes the price of leaving: a charge up to a fifth of the price (item 14)."""
    total = 0
    facts: list[str] = []
    for part in parts:
        deposit = part.line.deposit
        if deposit is not None and deposit.price_of_leaving == "yes":
            total += ctx.law.rule("deposit_counted")(
                deposit=deposit.amount, price=part.price, share_bp=number("civil-code.deposit_cap_bp", ctx.at)
            )
            facts.append(f"lines.{part.line.id}.deposit")
    return total, tuple(facts)
