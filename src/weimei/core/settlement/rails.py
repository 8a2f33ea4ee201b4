"""What each payment rail puts back into the payer's pocket when the merchant asks for a refund. Small simulators, no
network.

A rail knows its own order: the payer's own money and, on some rails, a coupon of the rail. The merchant asks for a
part of the order's sum; the rail decides how much of it is money. The rules of paying out for WeChat Pay and Alipay
are reference sum 4; windows, limits and the rest are as found and not confirmed by us.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import Literal, assert_never

from weimei.core.errors import DomainError
from weimei.core.money import Rounding, ratio_half_up
from weimei.core.settlement.orders import Value

CouponRule = Literal["pro_rata", "own_first", "own_only"]
State = Literal["READ", "UNVERIFIED"]


class RailRule(Value, frozen=True, kw_only=True):
    """How one rail refunds, from `since` to `until` (None: open).

    `coupon`: pro_rata, money and coupon in the shares of the payment, money rounded by `rounding` per request and the
    last request taking what is left; own_first, the payer's money before the coupon; own_only, money alone.
    `window_days`: last day after the payment on which the rail takes a refund (None: not known or set by the
    merchant's contract). `partials`: how many partial refunds an order allows. `payout`, `limits`: how far each was
    confirmed.
    """

    rail: str
    coupon: CouponRule
    rounding: Rounding = Rounding.FEN_HALF_UP
    window_days: int | None = None
    partials: int | None = None
    payout: State = "UNVERIFIED"
    limits: State = "UNVERIFIED"
    since: date | None = None
    until: date | None = None
    source: str = ""


RULES: tuple[RailRule, ...] = (
    RailRule(
        rail="wechat_pay",
        coupon="pro_rata",
        window_days=365,
        partials=50,
        payout="READ",
        source="reference sum 4; pay.weixin.qq.com, refunds, as of 2025-06-27 (rounding, window and limit)",
    ),
    RailRule(
        rail="alipay",
        coupon="own_first",
        payout="READ",
        source="reference sum 4; window set by the merchant's contract",
    ),
    RailRule(rail="douyin_pay", coupon="pro_rata", source="assumed like WeChat Pay"),
    RailRule(rail="card", coupon="own_only", source="assumed: the captured sum is the limit"),
    RailRule(rail="foreign_card", coupon="own_only", source="assumed: the captured sum is the limit"),
    RailRule(rail="bank", coupon="own_only", source="assumed: a new transfer to the payer's account"),
    RailRule(rail="gift_card", coupon="own_only", source="2.6: to the same instrument"),
    RailRule(rail="balance", coupon="own_only", source="2.6: to the same instrument"),
    RailRule(rail="cash", coupon="own_only", source="a transfer to the buyer's account or cash against receipt"),
    RailRule(rail="loan", coupon="own_only", source="2.6: lender first"),
    RailRule(rail="unknown", coupon="own_only", source="2.6: to the same instrument, whichever it was"),
)
_BY_RAIL: dict[str, tuple[RailRule, ...]] = {
    rule.rail: tuple(r for r in RULES if r.rail == rule.rail) for rule in RULES
}


class RailOrder(Value, frozen=True, kw_only=True):
    """One payment as its rail knows it: the order's sum is own + coupon. `own_back`, `coupon_back`: given back so far.

    `partials_left`, `last_day`: what is left of the rail's limits, None where there is none or it is not known.
    """

    id: str
    rail: str
    own: int
    coupon: int = 0
    own_back: int = 0
    coupon_back: int = 0
    partials_left: int | None = None
    last_day: date | None = None

    @property
    def own_left(self) -> int:
        """The payer's own money that can still go back."""
        return self.own - self.own_back

    @property
    def coupon_left(self) -> int:
        """The coupon that can still go back; none on a rail that only knows money."""
        return 0 if rule_of(self.rail).coupon == "own_only" else self.coupon - self.coupon_back

    @property
    def left(self) -> int:
        """The most that can still be asked for: exactly the rest is allowed."""
        return self.own_left + self.coupon_left


class Payout(Value, frozen=True, kw_only=True):
    """What one request pays: money to the payer, and the part of the coupon that is taken off with it."""

    own: int
    coupon: int


NOTHING = Payout(own=0, coupon=0)


def rule_of(rail: str, on: date | None = None) -> RailRule:
    """The rule of a rail on a day (None: the newest)."""
    rules = _BY_RAIL.get(rail, ())
    if len(rules) == 1 and rules[0].since is None and rules[0].until is None:
        return rules[0]
    for rule in reversed(rules):
        if on is None or ((rule.since is None or rule.since <= on) and (rule.until is None or on <= rule.until)):
            return rule
    raise DomainError(
        "settlement.rail",
        f"No refund rule is known for the rail {rail!r}.",
        facts=("legs",),
        remedy="Name one of: " + ", ".join(_BY_RAIL),
    )


def rail_order(
    *,
    leg: str,
    rail: str,
    own: int,
    coupon: int,
    returned: int = 0,
    requests_before: int = 0,
    last_day: date | None = None,
) -> RailOrder:
    """A payment after `returned` of the payer's own money came back. What that took off the coupon follows the rail's
    rule.
    """
    rule = rule_of(rail)
    fresh = RailOrder(id=leg, rail=rail, own=own, coupon=coupon)
    gone = ask_for(fresh, returned) - returned if returned else 0
    left = None if rule.partials is None else max(0, rule.partials - requests_before)
    return RailOrder(
        id=leg,
        rail=rail,
        own=own,
        coupon=coupon,
        own_back=returned,
        coupon_back=gone,
        partials_left=left,
        last_day=last_day,
    )


def pay(order: RailOrder, ask: int) -> Payout:
    """What the rail pays for a request of `ask` minor units of its order's sum.

    WeChat Pay, order 10.00 with a coupon of 3.00: 9.00 pays 6.30. Alipay, 80.00 and a coupon of 20.00: 60.00 pays
    60.00, then 40.00 pays 20.00 and the coupon. Never more than what is left (invariants 1 and 17).

    >>> pay(RailOrder(id="p", rail="wechat_pay", own=700, coupon=300), 900)
    Payout(own=630, coupon=270)
    """
    if not 0 <= ask <= order.left:
        raise DomainError(
            "settlement.ask",
            f"A request of {ask} minor units on payment {order.id} is more than the {order.left} that are left on it.",
            facts=(f"legs.{order.id}",),
            remedy="Ask for at most what is left.",
        )
    match rule_of(order.rail).coupon:
        case "own_first" | "own_only":
            own = min(ask, order.own_left)
        case "pro_rata":
            whole = order.own + order.coupon
            share = ratio_half_up(ask * order.own, whole) if whole else 0
            own = min(order.own_left, max(share, ask - order.coupon_left))
        case never:
            assert_never(never)
    return Payout(own=own, coupon=ask - own)


def ask_for(order: RailOrder, cash: int) -> int:
    """The request that puts `cash` minor units of money into the payer's pocket. Asking for the cash itself can lose.

    All of the money that is left: all of the order that is left, so that the coupon goes back too (reference sum 4, the
    whole order). Else the smallest that pays the cash.

    >>> ask_for(RailOrder(id="p", rail="wechat_pay", own=700, coupon=300), 630)
    900
    """
    if not 0 <= cash <= order.own_left:
        raise DomainError(
            "settlement.ask",
            f"Payment {order.id} can give back {order.own_left} minor units of the payer's money, not {cash}.",
            facts=(f"legs.{order.id}",),
            remedy="Ask for at most what is left.",
        )
    if cash == 0:
        return 0
    if cash == order.own_left:
        return order.left
    if rule_of(order.rail).coupon != "pro_rata" or not order.coupon:
        return cash
    # Half up: round(ask * own / whole) >= cash  <=>  ask >= (2 * cash - 1) * whole / (2 * own); or the coupon
    # runs out first.
    by_share = -(-(2 * cash - 1) * (order.own + order.coupon) // (2 * order.own))
    return max(cash, min(by_share, cash + order.coupon_left))


def after(order: RailOrder, payout: Payout) -> RailOrder:
    """The payment after one more refund."""
    left = None if order.partials_left is None else order.partials_left - 1
    return RailOrder(
        id=order.id,
        rail=order.rail,
        own=order.own,
        coupon=order.coupon,
        own_back=order.own_back + payout.own,
        coupon_back=order.coupon_back + payout.coupon,
        partials_left=left,
        last_day=order.last_day,
    )


def last_refund_day(rail: str, paid_on: date) -> date | None:
    """The last day on which the rail takes a refund of a payment of that day, where a window is known."""
    days = rule_of(rail, paid_on).window_days
    return None if days is None else paid_on + timedelta(days=days)
