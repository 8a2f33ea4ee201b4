"""plan and settle: from the sum that is owed to who gets it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from weimei.core.assessment.matter import Matter
from weimei.core.assessment.outcome import Assessment
from weimei.core.errors import DomainError
from weimei.core.findings import Column, Step, Why
from weimei.core.settlement.layers import funder_shares, layer_notes, unwind_parts
from weimei.core.settlement.legs import (
    LegState,
    leg_shares,
    legs_of,
    rail_asks,
    rail_notes,
    rail_state,
    returned_until,
    split,
)
from weimei.core.settlement.lending import LenderShare, Loan, lender_share, loans_of
from weimei.core.settlement.orders import Order, order_of
from weimei.core.settlement.plans import Alternative, End, FunderShare, LegShare, LineBack, Plan, RailAsk
from weimei.core.settlement.splitting import share_of_last, spread_within
from weimei.core.settlement.unwinding import Unwound, broken_layers, resettle


def plan(
    matter: Matter,
    *,
    principal: int,
    cause: Column,
    at: date,
    parts: Iterable[LineBack] = (),
    end: End = "likely",
    beside: dict[str, int] | None = None,
    keep_thresholds: bool = True,
    order: Order | None = None,
) -> Plan:
    """Who is paid back how much of `principal` through which channel, on the day `at`.

    `principal` is net of what came back before. `parts` say on which lines it goes back, for the layers.
    `keep_thresholds` no: layers whose threshold the rest no longer reaches are taken back whole (consumer's cause;
    the principal must then be the re-settled one). Source: 2.6; invariants 1, 3, 5, 16-18.
    """
    if principal < 0:
        raise DomainError(
            "settlement.principal", "A refund cannot be negative.", facts=("principal",), remedy="Give 0 or more."
        )
    order = order or order_of(matter)
    legs, notes = legs_of(matter, at)
    returned = sum(leg.returned for leg in legs) if legs else min(order.paid, returned_until(matter, at))
    loans = {loan.leg: loan for loan in loans_of(matter, {leg.id: leg.returned for leg in legs})}
    money = split(principal, legs, loans)
    shares = leg_shares(legs, money, matter.currency)
    requests = rail_asks(legs, shares)
    unwound, broken, alternatives = _unwound(order, parts, principal, cause, keep_thresholds=keep_thresholds)
    carried = principal - money.beyond if legs else min(principal, order.paid - returned)
    funders = funder_shares(unwound, buyer_back=carried, returned=returned, rails=_rail_coupons(legs, requests))
    to_lenders = sum(money.to_lender)
    lenders = _lenders(matter, legs, loans, shares, cause, returned + carried)
    alternatives += _loan_alternative(principal, lenders)
    said = (*_plan_notes(order, legs, money.beyond), *rail_notes(legs, shares), *_loan_notes(lenders))
    return Plan(
        end=end,
        cause=cause,
        at=at.isoformat(),
        currency=matter.currency,
        principal=principal,
        paid=order.paid,
        returned=returned,
        kept=order.paid - returned - carried,
        to_buyer=principal - to_lenders,
        to_lenders=to_lenders,
        beyond=money.beyond,
        beside=beside or {},
        funders=funders,
        legs=shares,
        lenders=lenders,
        requests=requests,
        alternatives=tuple(alternatives),
        notes=(*notes, *said, *layer_notes(funders, broken, keeps=keep_thresholds)),
        steps=_steps(principal, to_lenders, money.beyond, loans, shares, funders, lenders, requests),
    )


def _unwound(
    order: Order, parts: Iterable[LineBack], principal: int, cause: Column, *, keep_thresholds: bool
) -> tuple[Unwound, tuple[str, ...], list[Alternative]]:
    """The layers after the refund, the thresholds that it breaks, and both readings of them in the consumer's own exit."""
    unwound = unwind_parts(order, {part.line: part for part in parts}, principal=principal)
    if all(account.threshold is None for account in order.accounts):
        return unwound, (), []
    broken = broken_layers(order, unwound.kept_prices)
    if not broken:
        return unwound, (), []
    other = resettle(unwound, broken)
    readings = _threshold_readings(unwound.to_buyer, other.to_buyer, broken) if cause == "consumer" else []
    return unwound if keep_thresholds else other, broken, readings


def settle(matter: Matter, assessment: Assessment, at: date) -> tuple[Plan, ...]:
    """The plans of an assessment: the likely end first (the low one where there is no default), then the other ends
    that differ.

    Principal is that of the elected ground after the cap by the claim. Interest and expenses stand beside, paid to
    the buyer.
    """
    heads = assessment.sum
    spread = heads.principal
    ends: list[tuple[End, int]] = [("low", spread.low), ("high", spread.high)]
    if spread.likely is not None:
        ends.insert(0, ("likely", spread.likely))
    order = order_of(matter)
    columns = _columns(assessment)
    plans: list[Plan] = []
    for end, principal in ends:
        if any(earlier.principal == principal for earlier in plans):
            continue
        beside = {
            name: (head.low if end == "low" else head.high if end == "high" or head.likely is None else head.likely)
            for name, head in (("interest", heads.interest), ("expenses", heads.expenses))
            if head is not None
        }
        cause = _cause_of(end, columns, likely_is_low=spread.likely == spread.low)
        parts = _parts(matter, order, assessment, principal)
        plans.append(
            plan(matter, principal=principal, cause=cause, at=at, parts=parts, end=end, beside=beside, order=order)
        )
    return tuple(plans)


def _columns(assessment: Assessment) -> tuple[Column, ...]:
    for ground in assessment.grounds:
        if ground.id == assessment.elected and ground.columns:
            return ground.columns
    return assessment.cause


def _cause_of(end: End, columns: Sequence[Column], *, likely_is_low: bool) -> Column:
    """The column that an end of the range stands for: the consumer's at the low end, the merchant's at the high one."""
    if not columns:
        return "neutral"
    worst_first = [column for column in ("consumer", "neutral", "merchant") if column in columns]
    low = end == "low" or (end == "likely" and likely_is_low)
    chosen: Column = worst_first[0] if low else worst_first[-1]  # type: ignore[assignment]
    return chosen


def _parts(matter: Matter, order: Order, assessment: Assessment, principal: int) -> list[LineBack]:
    """The principal over the lines as assessed; at another end of the range in the shares of what was to go back."""
    found = sorted(assessment.parts, key=lambda part: part.line)
    backs = [part.back for part in found]
    if sum(backs) != principal:
        backs = spread_within(principal, backs, [max(part.paid, 0) for part in found])
    if len(order.accounts) == 1:
        return [LineBack(line=part.line, back=back) for part, back in zip(found, backs, strict=True)]
    unused = _unused(matter)
    result = []
    for part, back in zip(found, backs, strict=True):
        rows = [row for row in order.rows if row.line == part.line]
        count = unused.get(part.line)
        if count is not None and len(rows) == 1:
            # More than the unused share (a promise, deceit about the whole): layers follow the money
            # instead of the units.
            worth = share_of_last(rows[0].shares[0], rows[0].units, min(count, rows[0].units))
            count = None if back > worth + rows[0].units else min(count, rows[0].units)
        result.append(LineBack(line=part.line, back=back, units=count if len(rows) == 1 else None))
    return result


def _unused(matter: Matter) -> dict[str, int]:
    """Units not used of each course, where both sides say the same or the redemptions alone speak."""
    visits: dict[str, int] = {}
    contested: set[str] = set()
    for visit in matter.redemptions:
        visits[visit.line] = visits.get(visit.line, 0) + visit.units
        if visit.disputed:
            contested.add(visit.line)
    unused: dict[str, int] = {}
    for line in matter.lines:
        if line.plan != "sessions" or line.units is None:
            continue
        total = line.units + (line.free_units if line.free_in_bargain != "no" else 0)
        used = line.used
        if line.used_by_merchant is not None and line.used_by_merchant != used:
            continue
        if used is None and line.id in visits and line.id not in contested:
            used = visits[line.id]
        if used is not None:
            unused[line.id] = max(0, total - used)
    return unused


def _rail_coupons(legs: Sequence[LegState], requests: Sequence[RailAsk]) -> dict[str, int]:
    """How much of each rail's coupon is off after the plan, with what earlier refunds had taken."""
    now = {ask.leg: ask.coupon for ask in requests}
    return {leg.id: rail_state(leg).coupon_back + now.get(leg.id, 0) for leg in legs if leg.coupon}


def _lenders(
    matter: Matter,
    legs: Sequence[LegState],
    loans: dict[str, Loan],
    shares: Sequence[LegShare],
    cause: Column,
    refunded: int,
) -> tuple[LenderShare, ...]:
    if not loans:
        return ()
    claimed = any(loss.kind == "financing_fee" for loss in matter.losses)
    paid = sum(leg.amount for leg in legs)
    return tuple(
        lender_share(
            loans[share.id], to_lender=share.to_lender, refunded=refunded, paid=paid, cause=cause, claimed=claimed
        )
        for share in shares
        if share.id in loans
    )


def _threshold_readings(pro_rata: int, resettled: int, broken: Sequence[str]) -> list[Alternative]:
    """Both readings of a threshold broken by the consumer's own exit, in the buyer's money of what goes back."""
    refs = ("return7-2017:17", "model:threshold")
    args: dict[str, int | str] = {"layers": ", ".join(broken), "lost_fen": pro_rata - resettled}
    return [
        Alternative(code="settlement.alternative.threshold_resettled", to_buyer=resettled, refs=refs, args=args),
        Alternative(code="settlement.alternative.threshold_pro_rata", to_buyer=pro_rata, refs=refs, args=args),
    ]


def _loan_alternative(principal: int, lenders: Sequence[LenderShare]) -> list[Alternative]:
    """Everything to the buyer, who keeps paying the lender (2.6)."""
    owed = sum(lender.owed_if_all_to_buyer for lender in lenders)
    if not owed:
        return []
    args: dict[str, int | str] = {"owed_fen": owed, "fees_fen": sum(lender.fees_if_all_to_buyer for lender in lenders)}
    return [
        Alternative(
            code="settlement.alternative.all_to_buyer",
            to_buyer=principal,
            refs=("model:lender_first", "open:15"),
            args=args,
        )
    ]


def _plan_notes(order: Order, legs: Sequence[LegState], beyond: int) -> tuple[Why, ...]:
    notes: list[Why] = []
    if not legs:
        notes.append(Why("settlement.channel_unknown", ("model:direct_transfer",), ("legs",), {}))
    elif beyond:
        notes.append(
            Why("settlement.beyond_legs", ("model:direct_transfer",), ("legs", "returned"), {"amount_fen": beyond})
        )
    if order.guessed:
        notes.append(
            Why(
                "settlement.price_guessed",
                ("model:bundle_shares",),
                tuple(f"lines.{n}.price" for n in order.guessed),
                {},
            )
        )
    return tuple(notes)


def _loan_notes(lenders: Sequence[LenderShare]) -> tuple[Why, ...]:
    notes: list[Why] = []
    for lender in lenders:
        facts = (f"legs.{lender.leg}.loan",)
        if not lender.known:
            args: dict[str, int | str] = {"leg": lender.leg, "low_fen": 0, "high_fen": lender.to_lender}
            notes.append(Why("settlement.loan_terms_unknown", ("open:15",), facts, args))
        if lender.still_owed:
            args = {"leg": lender.leg, "owed_fen": lender.still_owed, "fees_fen": lender.fees_ahead}
            notes.append(Why("settlement.buyer_still_owes", ("model:lender_first", "open:15"), facts, args))
        elif lender.to_lender:
            notes.append(Why("settlement.lender_paid_off", ("model:lender_first",), facts, {"leg": lender.leg}))
        if lender.fee_claim is not None:
            claim = lender.fee_claim
            args = {
                "leg": lender.leg,
                "share_fen": claim.share,
                "whole_fen": claim.whole,
                "claimed": int(claim.claimed),
            }
            notes.append(Why("settlement.fee_loss_open", ("spc-prepaid-2025:15(2)", "open:15"), facts, args))
    return tuple(notes)


def _steps(
    principal: int,
    to_lenders: int,
    beyond: int,
    loans: dict[str, Loan],
    shares: Sequence[LegShare],
    funders: Sequence[FunderShare],
    lenders: Sequence[LenderShare],
    requests: Sequence[RailAsk],
) -> tuple[Step, ...]:
    """The derivation: principal, lenders, buyer, each leg and its request, each layer, and the check that all adds
    up.
    """
    leg_steps = tuple([share.step for share in shares])
    steps = [Step("settlement.principal", principal, ("spc-prepaid-2025:15",), (), {"beyond_fen": beyond}, leg_steps)]
    for lender in lenders:
        steps.append(lender.step)
        if lender.fee_claim is not None:
            steps.append(lender.fee_claim.step)
    steps.append(
        Step(
            "settlement.to_buyer",
            principal - to_lenders,
            ("model:lender_first",) if loans else (),
            (),
            {"lenders_fen": to_lenders},
        )
    )
    steps += [
        Step(
            "settlement.ask",
            ask.ask,
            ("model:rail_rules",),
            (f"legs.{ask.leg}",),
            {"leg": ask.leg, "own_fen": ask.own, "coupon_fen": ask.coupon, "lost_if_plain_fen": ask.lost_if_plain},
        )
        for ask in requests
    ]
    steps += [share.foreign.step for share in shares if share.foreign is not None]
    steps += [funder.step for funder in funders]
    if shares:
        steps.append(_check(loans, shares, lenders))
    return tuple(steps)


def _check(loans: dict[str, Loan], shares: Sequence[LegShare], lenders: Sequence[LenderShare]) -> Step:
    """What the buyer bore in the end is the value that she keeps (X16): own money - refund + what she still owes."""
    owed_before = sum(lender.outstanding for lender in lenders)
    own = sum(share.paid - share.returned_before for share in shares) - owed_before
    back = sum(share.to_buyer for share in shares)
    owed = sum(lender.still_owed for lender in lenders)
    kept = sum(share.kept for share in shares)
    if own - back + owed != kept:
        raise DomainError(
            "settlement.check",
            f"The plan leaves {own - back + owed} minor units with the seller, the payments say {kept}. Nothing was planned.",
            facts=tuple(f"legs.{leg}" for leg in loans) or ("legs",),
            remedy="Rebuild the plan from the assessment.",
        )
    args: dict[str, int | str] = {"own_fen": own, "back_fen": back, "owed_fen": owed}
    return Step("settlement.check", kept, (), ("legs",), args)
