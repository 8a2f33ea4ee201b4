"""What a promise pays by itself (2.9 item 3): a guarantee, cash-back, refund at any time. The better sum is owed."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from weimei.core.findings import Step, Why
from weimei.core.money import ratio_half_up
from weimei.core.policy.clauses import CashbackOnCondition, RefundAnyTime, ResultGuarantee, UnspentRefundable

from .columns import part_value
from .terms import Held, Terms
from .values import UNTRACED, Ctx, Part

REFS = ("civil-code:509", "civil-code:577", "cpl-2013:16", "cpl-reg-2024:12")


class Grant(msgspec.Struct, gc=False):
    """G of one promise: `low`, `likely`, `high`; `due` unconditionally; `conditional` what it would pay once shown."""

    held: Held
    low: int
    likely: int | None
    high: int
    proved: str
    conditional: int
    why: Why
    step: Step = UNTRACED
    whole_price: bool = False


NO_GRANTS: tuple[Grant, ...] = ()


def grants_of(parts: Sequence[Part], terms: Terms, ctx: Ctx) -> tuple[Grant, ...]:
    """Every promise that pays something, or would once its condition is shown."""
    if not terms.grants:
        return NO_GRANTS
    found = (grant(held, parts, ctx) for held in terms.grants)
    return tuple(one for one in found if one is not None)


def missed(terms: Terms) -> bool:
    """Whether a result that was guaranteed did not come, on proof: a breach of the merchant (item 3, MODEL)."""
    return any(
        isinstance(h.clause, ResultGuarantee) and h.clause.met == "no" and h.proved == "yes" for h in terms.grants
    )


def grant(held: Held, parts: Sequence[Part], ctx: Ctx) -> Grant | None:
    """G of one promise."""
    clause = held.clause
    covered = [part for part in parts if clause.line in (None, part.line.id)]
    price = sum(part.paid or 0 for part in covered)
    match clause:
        case ResultGuarantee():
            return _guarantee(held, clause, price, covered, ctx)
        case CashbackOnCondition():
            return _cashback(held, clause, price, ctx)
        case RefundAnyTime(amount=amount, on_expiry=on_expiry):
            if on_expiry and "term_expired" not in ctx.kinds:
                return None
            return _unspent(held, covered, ctx, amount)
        case UnspentRefundable(at="term_end"):
            return _unspent(held, covered, ctx, None) if _term_over(covered, ctx) else None
        case UnspentRefundable():
            return _unspent(held, covered, ctx, None)
        case _:
            return None


def _term_over(parts: Sequence[Part], ctx: Ctx) -> bool:
    terms = [part.line.term for part in parts if part.line.term is not None]
    day = ctx.end.last or ctx.at
    return "term_expired" in ctx.kinds or any(term.end is not None and term.end.last < day for term in terms)


def _guarantee(held: Held, clause: ResultGuarantee, price: int, covered: Sequence[Part], ctx: Ctx) -> Grant | None:
    low, likely, high, code = _guaranteed(clause, price)
    if clause.remedy == "full_refund" and clause.use_deducted:
        low, likely, high = _unused(covered, ctx)
    refs = (*REFS, "open:30") if clause.remedy == "full_refund" else (*REFS, "civil-code:582")
    facts = (f"promises.{held.key}",)
    args: dict[str, int | str] = {"price_fen": price, "amount_fen": high}
    if clause.target_units is not None and clause.reached_units is not None:
        args |= {"target": clause.target_units, "reached": clause.reached_units}
    step = Step(f"grant.{code}", likely if likely is not None else low, refs, facts, args) if ctx.trace else UNTRACED
    if clause.met == "yes":
        return None
    shown = clause.met == "no" and held.proved == "yes"
    if not shown:
        why = Why("grant.conditional", ("civil-procedure-spc:91",), facts, args)
        return Grant(held, 0, 0, 0, "unknown" if "no" not in (held.proved,) else "no", high, why, step)
    return Grant(
        held, low, likely, high, "yes", high, Why(f"grant.{code}", refs, facts, args), step, low == price == high
    )


def _unused(parts: Sequence[Part], ctx: Ctx) -> tuple[int, int | None, int]:
    """The price of the parts less what was used of them at the price paid: low, default, high."""
    threes = [part_value(part, "neutral", ctx) for part in parts]
    defaults = [three.likely.back for three in threes if three.likely is not None]
    likely = sum(defaults) if len(defaults) == len(threes) else None
    return sum(three.low.back for three in threes), likely, sum(three.high.back for three in threes)


def _guaranteed(clause: ResultGuarantee, price: int) -> tuple[int, int | None, int, str]:
    """Low, default and high of a guarantee that was not met."""
    match clause.remedy:
        case "full_refund":
            return price, price, price, "full_refund"
        case "pro_rata":
            missing = _missing_sum(clause, price)
            return (
                (missing, missing, missing, "pro_rata") if missing is not None else (0, None, price, "pro_rata_unknown")
            )
        case "redo" | "until_result":
            failed = clause.redo_refused == "yes"
            return (0, None, price, "redo_refused") if failed else (0, 0, 0, "redo")
        case None:
            return 0, None, price, "no_remedy"


def _missing_sum(clause: ResultGuarantee, price: int) -> int | None:
    if clause.target_units is None or clause.reached_units is None or clause.target_units <= 0:
        return None
    missing = max(0, clause.target_units - clause.reached_units)
    if clause.unit_price is not None:
        return min(price, missing * clause.unit_price)
    return ratio_half_up(price * missing, clause.target_units)


def _cashback(held: Held, clause: CashbackOnCondition, price: int, ctx: Ctx) -> Grant | None:
    facts = (f"promises.{held.key}",)
    amount = min(int(clause.amount), price) if price else int(clause.amount)
    args: dict[str, int | str] = {"amount_fen": amount, "count": clause.count or 0, "reached": clause.reached or 0}
    stopped = clause.blocked == "yes" or (clause.blocked == "unknown" and bool(ctx.kinds & STOPPED))
    withheld = ctx.withheld and clause.met == "unknown"
    if clause.met == "yes" or clause.ambiguous == "yes" or withheld:
        code = (
            "grant.cashback"
            if clause.met == "yes"
            else "grant.cashback_ambiguous"
            if not withheld
            else "grant.cashback_withheld"
        )
        refs = (
            (*REFS, "civil-code:498")
            if clause.ambiguous == "yes"
            else (*REFS, "spc-prepaid-2025:25")
            if withheld
            else REFS
        )
        step = Step(code, amount, refs, facts, args)
        return Grant(held, amount, amount, amount, held.proved, amount, Why(code, refs, facts, args), step)
    if stopped:
        low = amount if clause.blocked_in_bad_faith == "yes" else 0
        step = Step("grant.cashback_blocked", amount, BLOCKED, facts, args)
        why = Why("grant.cashback_blocked", BLOCKED, facts, args)
        return Grant(held, low, amount if low else None, amount, held.proved, amount, why, step)
    if clause.per_step and clause.count and clause.reached is not None:
        part = ratio_half_up(amount * min(clause.reached, clause.count), clause.count)
        step = Step("grant.cashback_steps", part, REFS, facts, args)
        return Grant(held, part, part, part, held.proved, part, Why("grant.cashback_steps", REFS, facts, args), step)
    if clause.met == "no":
        return None
    why = Why("grant.conditional", ("civil-procedure-spc:91",), facts, args)
    return Grant(held, 0, 0, 0, "unknown", amount, why, Step("grant.conditional", amount, REFS, facts, args))


BLOCKED = ("civil-code:159", "civil-code:584")
STOPPED = frozenset({"closed", "service_stopped", "absconded", "booking_refused", "relocated"})


def _unspent(held: Held, parts: Sequence[Part], ctx: Ctx, own_sum: int | None) -> Grant | None:
    """The unspent part without a charge, use at the price paid (P - V_18), or the promise's own sum; due on request."""
    facts = (f"promises.{held.key}", "request.asked_on")
    refs = (*REFS, "spc-prepaid-2025:13") if ctx.law.has("scope") else REFS
    if own_sum is not None:
        low = high = min(int(own_sum), sum(part.paid or 0 for part in parts))
        likely: int | None = low
        steps: tuple[Step, ...] = ()
    else:
        low, likely, high = _unused(parts, ctx)
        threes = [part_value(part, "neutral", ctx) for part in parts]
        steps = tuple((three.likely or three.low).step for three in threes)
    step = (
        Step("grant.unspent", likely if likely is not None else low, refs, facts, {}, steps) if ctx.trace else UNTRACED
    )
    why = Why("grant.unspent", refs, facts, {"amount_fen": high})
    if held.proved != "yes":
        return Grant(held, 0, 0, 0, held.proved, high, Why("grant.conditional", ("cpl-reg-2024:12",), facts), step)
    return Grant(held, low, likely, high, "yes", high, why, step)
