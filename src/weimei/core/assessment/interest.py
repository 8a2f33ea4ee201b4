"""Step 15: interest by cause and start, and part payments after the end (arts 16-17; civil-code 561)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Literal

import msgspec

from weimei.core.facts import Returned
from weimei.core.findings import Column, Spread, Step, Why, spread_of
from weimei.core.law import parameters
from weimei.core.law.statutes.cn import prepaid
from weimei.core.policy.clauses import InterestRate

from .terms import Terms
from .values import UNTRACED, Ctx, Rate

Regime = Literal["in", "out", "void"]


class Accrual(msgspec.Struct, gc=False):
    """One end of a range on the day: interest still owed, principal left after part payments, derivation."""

    amount: int
    left: int
    why: Why
    step: Step


class Basis(msgspec.Struct, gc=False):
    """From when to when interest runs, at which rates (lowest first), by which norms; `floor` 0 where one column bears none."""

    begin: date
    until: date
    rates: list[Rate]
    refs: tuple[str, ...]
    facts: tuple[str, ...]
    bears_none: bool = False


def formed_span(ctx: Ctx) -> tuple[date, date, str] | None:
    """The day the contract was formed: the order in the stream, else the signing, else the first payment."""
    contract = ctx.matter.contract
    order = contract.formed_on if ctx.matter.readings.formation == "order" else contract.signed_on
    found = order or contract.formed_on or contract.signed_on
    if found is not None:
        return found.first, found.last, "contract.formed_on"
    paid = [leg.paid_on for leg in ctx.matter.legs if leg.paid_on is not None]
    if paid:
        earliest = min(paid)
        return earliest.first, earliest.last, "legs.paid_on"
    return None


def rates(column: Column, terms: Terms, ctx: Ctx) -> list[Rate]:
    """The rates that may apply in a column, worked out once a matter."""
    known = ctx.rates.get(column)
    if known is None:
        known = ctx.rates[column] = _rates(column, terms, ctx)
    return known


def _rates(column: Column, terms: Terms, ctx: Ctx) -> list[Rate]:
    """The rates that may apply in a column, lowest first: agreed, LPR, deposit; both where the law is silent (neutral).

    An agreed rate goes before the law's (art 16); of several the one that gives the consumer most. A standard term that gives
    less than the law may fall under art 9: both are shown (section 6 item 18).
    """
    clauses = [h.clause for h in terms.interest if h.proved == "yes"]
    agreed = max((c for c in clauses if isinstance(c, InterestRate)), key=lambda c: c.basis_points, default=None)
    if agreed is None:
        return _statutory(column, ctx)
    bp = agreed.basis_points
    others = [] if agreed.standard_form == "no" else [one for one in _statutory(column, ctx) if one.bp > bp]
    return [Rate(bp, "open:18" if others else "spc-prepaid-2025:16", False), *others]


def _statutory(column: Column, ctx: Ctx) -> list[Rate]:
    """The rates of the law on the day of the contract, lowest first."""
    span = formed_span(ctx)
    if span is None:
        return []
    kinds = (
        ("deposit_1y",) if column == "consumer" else ("lpr_1y",) if column == "merchant" else ("deposit_1y", "lpr_1y")
    )
    found: dict[tuple[int, str], Rate] = {}
    for kind in kinds:
        published = parameters.lpr_1y if kind == "lpr_1y" else parameters.deposit_1y
        for day in span[:1] if span[0] == span[1] else span[:2]:
            rate = published(day, ctx.confirmations)
            if rate is not None:
                key = rate.rate_bp, kind
                is_open = rate.is_unverified or (key in found and found[key].unverified)
                found[key] = Rate(rate.rate_bp, f"param:{kind}", is_open, rate.confirmation)
    return [found[key] for key in sorted(found)]


def basis_of(columns: Sequence[Column], regime: Regime, terms: Terms, ctx: Ctx) -> Basis | None:
    """The basis of interest for a cause set: in scope arts 16-17, out of scope cpl-2013 art 53, void spc-contract-2023 art 25."""
    request = ctx.matter.request
    until = request.repaid_on.first if request.repaid_on is not None else ctx.at
    if regime == "in" and not (columns == ("merchant",) and ctx.matter.readings.interest_start == "payment"):
        if ctx.end.last is None or not ctx.end.proved:
            return None
        found = {(rate.bp, rate.ref): rate for column in columns for rate in rates(column, terms, ctx)}
        refs: tuple[str, ...] = ("spc-prepaid-2025:16", "spc-prepaid-2025:17")
        return Basis(ctx.end.last, until, [found[key] for key in sorted(found)], refs, ctx.end.facts) if found else None
    if "merchant" not in columns:
        return None
    paid = _last_paid(ctx)
    lpr = rates("merchant", terms, ctx)
    if paid is None or not lpr:
        return None
    refs = ("cpl-2013:53", "open:7")
    if regime == "void":
        refs = ("spc-contract-2023:25", "civil-code:157", "model:occupation_cost_from_receipt")
    return Basis(paid, until, lpr, refs, ("legs.paid_on",), len(columns) > 1)


def _last_paid(ctx: Ctx) -> date | None:
    """The day from which all of the money was in the merchant's hands."""
    days = [leg.paid_on.last for leg in ctx.matter.legs if leg.paid_on is not None]
    if days:
        return max(days)
    formed = ctx.matter.contract.formed_on
    return None if formed is None else formed.last


def accrue(principal: int, rate: Rate, basis: Basis, ctx: Ctx) -> Accrual:
    """Interest on one principal to the day; part payments cover interest first, then principal (civil-code 561)."""
    year = ctx.matter.readings.day_count
    left, owed, cursor = principal, 0, basis.begin
    for payment in payments_after(basis.until, ctx):
        day = payment.on.first if payment.on else basis.begin
        owed += prepaid.interest(principal=left, rate_bp=rate.bp, days=(day - cursor).days, basis=year)
        _, on_interest, on_principal = ctx.law.rule("part_payment")(payment=payment.amount, costs=0, interest=owed)
        owed, left, cursor = owed - on_interest, max(0, left - on_principal), day
    owed += prepaid.interest(principal=left, rate_bp=rate.bp, days=(basis.until - cursor).days, basis=year)
    if not ctx.trace:
        return Accrual(owed, left, _UNSAID, UNTRACED)
    args: dict[str, int | str] = {
        "principal_fen": left,
        "rate_bp": rate.bp,
        "days": max(0, (basis.until - cursor).days),
        "basis": year,
        "from_on": cursor.isoformat(),
        "until_on": basis.until.isoformat(),
    }
    if basis.refs[0] == "spc-prepaid-2025:16" and rate.ref == "param:lpr_1y" and (paid := _last_paid(ctx)) is not None:
        days = (basis.until - paid).days
        args["beside_from_payment_fen"] = prepaid.interest(principal=left, rate_bp=rate.bp, days=days, basis=year)
    refs = (*basis.refs, f"model:day_count_{year}", rate.ref)
    step = Step("interest", owed, refs, basis.facts, args)
    return Accrual(owed, left, Why("interest.rate", (rate.ref, *basis.refs), basis.facts, args), step)


_UNSAID = Why("untraced")


def payments_after(until: date, ctx: Ctx) -> list[Returned]:
    """What came back after the contract ended and by the day; earlier and undated sums came off before (item 2)."""
    end = ctx.end.last if ctx.end.proved else None
    if end is None:
        return []
    return [r for r in ctx.matter.returned if r.on is not None and end < r.on.first <= until]


def with_interest(
    principal: Spread, columns: Sequence[Column], likely_column: Column | None, regime: Regime, terms: Terms, ctx: Ctx
) -> tuple[Spread, Spread | None]:
    """The principal left after later payments and the interest on it, at each end. None: no start or no rate is known."""
    basis = basis_of(tuple(columns), regime, terms, ctx)
    request = ctx.matter.request
    until = request.repaid_on.first if request.repaid_on is not None else ctx.at
    paid_later = payments_after(until, ctx) if ctx.matter.returned else []
    if basis is None:
        return _less_paid(principal, sum(one.amount for one in paid_later), ctx), None
    low = accrue(principal.low, basis.rates[0], basis, ctx)
    one = principal.low == principal.high and len(basis.rates) == 1
    high = low if one else accrue(principal.high, basis.rates[-1], basis, ctx)
    likely = low if one else _likely(principal, likely_column, basis, terms, ctx, regime)
    if basis.bears_none:
        low = Accrual(0, low.left, low.why, Step("interest.none", 0, basis.refs, basis.facts))
    interest = Spread(low.amount, high.amount, None if likely is None else likely.amount)
    if ctx.trace:
        steps = {"low": low.step, "high": high.step} | ({} if likely is None else {"likely": likely.step})
        low_why, high_why = (low.why,), (high.why,)
        likely_why = () if likely is None else low_why if likely is low else (likely.why,)
        interest = spread_of(low.amount, interest.likely, high.amount, (low_why, likely_why, high_why), steps)
    return (_after(principal, low, likely, high, ctx) if paid_later else principal), interest


def _less_paid(principal: Spread, paid: int, ctx: Ctx) -> Spread:
    """Without interest every later payment covers principal."""
    if not paid:
        return principal
    low, high = max(0, principal.low - paid), max(0, principal.high - paid)
    likely = low if low == high else None if principal.likely is None else max(0, principal.likely - paid)
    steps = {
        name: Step("principal.less_paid", max(0, step.value - paid), ("civil-code:561",), ("returned",), {}, (step,))
        for name, step in principal.steps.items()
    }
    if likely is not None and steps:
        steps.setdefault("likely", steps["low"])
    return spread_of(low, likely, high, (principal.low_why, principal.likely_why, principal.high_why), steps)


def _likely(
    principal: Spread, column: Column | None, basis: Basis, terms: Terms, ctx: Ctx, regime: Regime
) -> Accrual | None:
    if principal.likely is None or column is None:
        return None
    own = rates(column, terms, ctx) if regime == "in" else basis.rates
    return accrue(principal.likely, own[0], basis, ctx) if len(own) == 1 else None


def _after(principal: Spread, low: Accrual, likely: Accrual | None, high: Accrual, ctx: Ctx) -> Spread:
    """The principal that part payments left."""
    ends = {"low": low, "high": high} | ({} if likely is None else {"likely": likely})
    steps = {
        name: Step("principal.less_paid", end.left, ("civil-code:561",), ("returned",), {}, (principal.steps[name],))
        for name, end in ends.items()
        if name in principal.steps
    }
    left = low.left if low.left == high.left else None if likely is None else likely.left
    if left is not None and steps:
        steps.setdefault("likely", steps["low"])
    return spread_of(low.left, left, high.left, (principal.low_why, principal.likely_why, principal.high_why), steps)
