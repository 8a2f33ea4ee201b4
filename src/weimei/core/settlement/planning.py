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
from weimei.core.settlement.line_shares import parts_back
from weimei.core.settlement.orders import Order, order_of
from weimei.core.settlement.plans import Alternative, End, FunderShare, LegShare, LineBack, Plan, RailAsk
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
    lost: dict[str, int] | None = None,
    order: Order | None = None,
) -> Plan:
    """Who is paid back how much of `principal` through which channel, on the day `at`.

    `principal` is net of what came back before. `parts` say on which lines it goes back, for the layers.
    `keep_thresholds` no: layers whose threshold the rest no longer reaches are taken back whole (consumer's cause;
    the principal must then be the re-settled one, the parts those of the unused lines); `lost`: what the principal was
    lowered by for each of them, where that is known. Source: 2.6; invariants 1, 3, 5, 16-18.
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
    unwound, broken, alternatives = _unwound(order, parts, principal, cause, keep_thresholds=keep_thresholds, lost=lost)
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
    order: Order,
    parts: Iterable[LineBack],
    principal: int,
    cause: Column,
    *,
    keep_thresholds: bool,
    lost: dict[str, int] | None,
) -> tuple[Unwound, tuple[str, ...], list[Alternative]]:
    """The layers after the refund, the thresholds that it breaks, and both readings of them in the consumer's own exit."""
    unwound = unwind_parts(order, {part.line: part for part in parts}, principal=principal)
    if all(account.threshold is None for account in order.accounts):
        return unwound, (), []
    broken = broken_layers(order, unwound.kept_prices) if lost is None else tuple(sorted(lost))
    if not broken:
        return unwound, (), []
    other = resettle(unwound, broken, lost)
    readings = []
    if cause == "consumer":
        moved = sum(b.refunded - a.refunded for a, b in zip(unwound.pots[1:], other.pots[1:], strict=True))
        low, high = (max(0, principal - moved), principal) if keep_thresholds else (principal, principal + moved)
        readings = _threshold_readings(high, low, broken)
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
        lost = _lost(assessment, end) if order.accounts[1:] else {}
        plans.append(
            plan(
                matter,
                principal=principal,
                cause=_cause_of(end, columns, likely_is_low=spread.likely == spread.low),
                at=at,
                parts=parts_back(matter, order, assessment, principal, end),
                end=end,
                beside=beside,
                keep_thresholds=not lost,
                lost=lost or None,
                order=order,
            )
        )
    return tuple(plans)


def _lost(assessment: Assessment, end: End) -> dict[str, int]:
    """What the assessment took off at this end for discounts whose threshold the refund breaks, by layer (2.6, X14)."""
    spread = assessment.sum.principal
    whys = spread.low_why if end == "low" else spread.high_why if end == "high" else spread.likely_why
    return {
        why.facts[0].split(".")[1]: int(why.args["less_fen"]) for why in whys if why.code == "coupon.threshold_lost"
    }


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
        if lender.interest_due:
            args = {"leg": lender.leg, "interest_fen": lender.interest_due}
            notes.append(Why("settlement.loan_interest_due", ("model:lender_first", "open:15"), facts, args))
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
