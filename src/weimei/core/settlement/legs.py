"""The refund over the payments: lenders' open principal first, the rest back over each channel in the shares of what
it paid.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Literal

from weimei.core.assessment.matter import Matter
from weimei.core.assessment.reductions import legs_in_order, spread
from weimei.core.findings import Step, Why
from weimei.core.money import largest_remainder
from weimei.core.settlement.conversion import ForeignView, foreign_view
from weimei.core.settlement.lending import Loan
from weimei.core.settlement.orders import Value
from weimei.core.settlement.plans import LegShare, RailAsk, Route
from weimei.core.settlement.rails import RailOrder, ask_for, last_refund_day, pay, rail_order, rule_of
from weimei.core.settlement.splitting import spread_after, spread_within

SPLIT_REFS = ("return7-2017:14", "model:split_over_legs")


class LegState(Value, frozen=True, kw_only=True):
    """A payment on the day of the plan. `returned`: what came back on it, in `requests` refunds; the rest it can
    still give.
    """

    id: str
    rail: str
    amount: int
    coupon: int
    returned: int
    requests: int
    window: Literal["open", "closed", "unknown"]
    last_day: date | None
    billed: str | None = None
    billed_currency: str | None = None
    rate_at_refund: str | None = None

    @property
    def room(self) -> int:
        """The most that it can still give back."""
        return self.amount - self.returned


def returned_until(matter: Matter, at: date) -> int:
    """All that came back up to the day; a sum without a day counts as having come back."""
    return sum(back.amount for back in matter.returned if back.on is None or back.on.first <= at)


class Split(Value, frozen=True, kw_only=True):
    """The refund of each leg, in their order, and the lender's part of it. `beyond`: what no leg can carry."""

    refunds: tuple[int, ...]
    to_lender: tuple[int, ...]
    beyond: int


def legs_of(matter: Matter, at: date) -> tuple[tuple[LegState, ...], tuple[Why, ...]]:
    """The payments by date, then id, with what came back on each up to the day of the plan.

    Money that came back on no named leg, or above what its leg held, is taken as having come back in the shares of the
    payments (`model:returned_spread`), so that nothing is paid twice (invariants 1 and 18).
    """
    filed = legs_in_order(matter)
    notes: list[Why] = []
    returned = {leg.id: 0 for leg in filed}
    requests = dict(returned)
    loose = 0
    for back in sorted(matter.returned, key=lambda back: (back.on or "", back.id)):
        if back.on is not None and back.on.first > at:
            continue
        if back.leg is None or back.leg not in returned:
            loose += back.amount
        else:
            returned[back.leg] += back.amount
            requests[back.leg] += 1
    for leg in filed:
        if returned[leg.id] > leg.amount:
            loose += returned[leg.id] - leg.amount
            returned[leg.id] = leg.amount
    if loose and filed:
        notes.append(
            Why("settlement.returned_spread", ("model:returned_spread",), ("returned",), {"amount_fen": loose})
        )
        room = [leg.amount - returned[leg.id] for leg in filed]
        for leg, share in zip(filed, spread_within(loose, [leg.amount for leg in filed], room), strict=True):
            returned[leg.id] += share
    states = []
    for leg in filed:
        window: Literal["open", "closed", "unknown"] = "unknown"
        last = None
        if leg.paid_on is not None:
            last = last_refund_day(leg.rail, leg.paid_on.first)
            latest = last if last is None or leg.paid_on.is_exact else last_refund_day(leg.rail, leg.paid_on.last)
            if last is not None and latest is not None:
                window = "open" if at <= last else "closed" if at > latest else "unknown"
        states.append(
            LegState(
                id=leg.id,
                rail=leg.rail,
                amount=leg.amount,
                coupon=leg.coupon,
                returned=returned[leg.id],
                requests=requests[leg.id],
                window=window,
                last_day=last,
                billed=leg.billed,
                billed_currency=leg.billed_currency,
                rate_at_refund=leg.rate_at_refund,
            )
        )
    return tuple(states), tuple(notes)


def split(principal: int, legs: Sequence[LegState], loans: Mapping[str, Loan]) -> Split:
    """`principal` over the legs.

    First each lender's outstanding principal, several lenders in the shares of what is outstanding (2.6). Then the
    rest in the shares of what each leg paid, with what came back on it before counted in, a loan leg's share less what
    its lender got, never more than a leg can still give. X16: 18,000.00 on 4,000.00 down and a loan of 20,000.00 with
    11,666.65 open: lender 11,666.65, buyer 6,333.35; with 1,000.00 back on the down payment before, 2,000.00 more on it.
    """
    room = [leg.room for leg in legs]
    possible = min(principal, sum(room))
    amounts = [leg.amount for leg in legs]
    shares = spread_after(possible, amounts, amounts, [leg.returned for leg in legs])
    if not loans:
        return Split(refunds=tuple(shares), to_lender=(0,) * len(legs), beyond=principal - possible)
    open_sums = [min(leg.room, loans[leg.id].outstanding) if leg.id in loans else 0 for leg in legs]
    first = min(possible, sum(open_sums))
    to_lender = largest_remainder(first, open_sums) if first else [0] * len(legs)
    rest = spread(possible - first, [max(0, share - lent) for share, lent in zip(shares, to_lender, strict=True)], room)
    refunds = tuple(lent + part for lent, part in zip(to_lender, rest, strict=True))
    return Split(refunds=refunds, to_lender=tuple(to_lender), beyond=principal - possible)


def leg_shares(legs: Sequence[LegState], parts: Split, currency: str) -> tuple[LegShare, ...]:
    """Every leg with what it paid, gives back and keeps."""
    return tuple(
        _leg_share(leg, refund, lent, currency)
        for leg, refund, lent in zip(legs, parts.refunds, parts.to_lender, strict=True)
    )


def _leg_share(leg: LegState, refund: int, lent: int, currency: str) -> LegShare:
    kept = leg.room - refund
    args: dict[str, int | str] = {
        "leg": leg.id,
        "rail": leg.rail,
        "paid_fen": leg.amount,
        "returned_fen": leg.returned,
        "kept_fen": kept,
    }
    step = Step("settlement.leg", refund, SPLIT_REFS, (f"legs.{leg.id}.amount",), args)
    foreign: ForeignView | None = None
    if leg.billed is not None and leg.billed_currency is not None:
        foreign = foreign_view(
            leg=leg.id,
            refund=refund,
            paid=leg.amount,
            billed=leg.billed,
            currency=leg.billed_currency,
            contract_currency=currency,
            rate_at_refund=leg.rate_at_refund,
        )
    return LegShare(
        id=leg.id,
        rail=leg.rail,
        paid=leg.amount,
        returned_before=leg.returned,
        refund=refund,
        to_lender=lent,
        to_buyer=refund - lent,
        kept=kept,
        route=_route(leg, refund, lent),
        window=leg.window,
        foreign=foreign,
        step=step,
    )


def _route(leg: LegState, refund: int, lent: int) -> Route:
    """Back over the channel that paid; instalments that the lender has already got, cash and closed windows go
    straight to her.
    """
    if refund == 0:
        return "none"
    if leg.rail == "loan":
        return "lender" if lent == refund else "lender_and_direct" if lent else "direct"
    if leg.rail == "cash" or leg.window == "closed":
        return "direct"
    return "original"


def rail_state(leg: LegState) -> RailOrder:
    """The payment as its rail knows it on the day of the plan."""
    return rail_order(
        leg=leg.id,
        rail=leg.rail,
        own=leg.amount,
        coupon=leg.coupon,
        returned=leg.returned,
        requests_before=leg.requests,
        last_day=leg.last_day,
    )


def rail_asks(legs: Sequence[LegState], shares: Sequence[LegShare]) -> tuple[RailAsk, ...]:
    """One request for each leg that goes back over its own rail, in the order in which to send them: first window to
    end first.

    One request a leg pays its share exactly (`ask_for`), uses one of the rail's limited refunds and rounds once.
    """
    asks: list[tuple[tuple[date, int], RailAsk]] = []
    for place, (leg, share) in enumerate(zip(legs, shares, strict=True)):
        if share.route != "original":
            continue
        last_day = None if leg.last_day is None else leg.last_day.isoformat()
        window: Literal["open", "unknown"] = "open" if leg.window == "open" else "unknown"
        if not leg.coupon:
            ask = RailAsk(leg=leg.id, ask=share.refund, own=share.refund, last_day=last_day, window=window)
        else:
            state = rail_state(leg)
            wanted = ask_for(state, share.refund)
            paid = pay(state, wanted)
            ask = RailAsk(
                leg=leg.id,
                ask=wanted,
                own=paid.own,
                coupon=paid.coupon,
                last_day=last_day,
                window=window,
                lost_if_plain=share.refund - pay(state, share.refund).own,
            )
        asks.append(((leg.last_day or date.max, place), ask))
    asks.sort(key=lambda item: item[0])
    return tuple(ask for _, ask in asks)


def rail_notes(legs: Sequence[LegState], shares: Sequence[LegShare]) -> tuple[Why, ...]:
    """What must be said about the rails: windows that are closed, limits that are reached, values not confirmed."""
    notes: list[Why] = []
    for leg, share in zip(legs, shares, strict=True):
        if not share.refund or leg.rail == "loan":
            continue
        facts = (f"legs.{leg.id}.paid_on",)
        if leg.window == "closed" and leg.last_day is not None:
            args: dict[str, int | str] = {"leg": leg.id, "rail": leg.rail, "last_on": leg.last_day.isoformat()}
            notes.append(Why("settlement.window_closed", ("model:direct_transfer",), facts, args))
        elif share.route == "original":
            rule = rule_of(leg.rail)
            if rule.partials is not None and leg.requests >= rule.partials:
                notes.append(
                    Why(
                        "settlement.partials_used_up",
                        (),
                        facts,
                        {"leg": leg.id, "rail": leg.rail, "limit": rule.partials},
                    )
                )
            if rule.limits == "UNVERIFIED":
                notes.append(
                    Why("settlement.rail_unverified", (f"rail:{leg.rail}",), facts, {"leg": leg.id, "rail": leg.rail})
                )
    return tuple(notes)
