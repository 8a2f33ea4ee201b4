"""A plan: who is paid back how much through which channel. Values only; nothing has moved yet."""

from __future__ import annotations

from typing import Literal

import msgspec

from weimei.core.assessment.reductions import AccountKind, Funder
from weimei.core.findings import Column, Step, Why
from weimei.core.settlement.conversion import ForeignView
from weimei.core.settlement.lending import LenderShare
from weimei.core.settlement.orders import Value

End = Literal["likely", "low", "high"]
Route = Literal["original", "direct", "lender", "lender_and_direct", "none"]
"""original: back over the rail that paid. direct: a transfer to the buyer's own account. lender: to the lender."""
InKind = Literal["money", "price_reduction", "reissue", "lapsed", "to_funder", "rail", "unknown"]
"""What becomes of the returned share of a layer: price_reduction, nobody is paid; reissue, given again in kind;
lapsed, no longer valid; to_funder, the merchant owes it to whoever had paid it in cash; rail, as the rail's own rule
has it."""


class LineBack(Value, frozen=True, kw_only=True):
    """What goes back on one line: `back` of the buyer's money, and with it of every layer the share of the last `units`, or
    `share` (a part, of a whole) where that is known otherwise, else the share of the money.

    `in_cash`: layers, by id, of which another sum goes back, since the merchant had received them in cash.
    """

    line: str
    back: int
    units: int | None = None
    share: tuple[int, int] | None = None
    in_cash: dict[str, int] = msgspec.field(default_factory=dict)


class FunderShare(Value, frozen=True, kw_only=True):
    """One source of money: paid = kept + refunded, in minor units, and in whole points where it was points.

    `refunded` of the buyer contains `returned_before`. `in_kind`: what becomes of a layer's returned share.
    """

    id: str
    kind: AccountKind
    funder: Funder
    paid: int
    kept: int
    refunded: int
    returned_before: int = 0
    points: int = 0
    points_kept: int = 0
    points_refunded: int = 0
    in_kind: InKind = "money"
    step: Step


class RailAsk(Value, frozen=True, kw_only=True):
    """How the refund of one leg is asked from its rail so that nothing is lost.

    `ask`: the sum to ask for, as the rail counts the order. `own`: money that it pays. `coupon`: taken off the rail's
    coupon. `lost_if_plain`: what would be missing if the money itself were typed in as the sum. `last_day`: ISO,
    where known.
    """

    leg: str
    ask: int
    own: int
    coupon: int = 0
    lost_if_plain: int = 0
    last_day: str | None = None
    window: Literal["open", "unknown"] = "unknown"


class LegShare(Value, frozen=True, kw_only=True):
    """One payment: paid = returned_before + refund + kept, never below zero. refund = to_lender + to_buyer."""

    id: str
    rail: str
    paid: int
    returned_before: int
    refund: int
    to_lender: int
    to_buyer: int
    kept: int
    route: Route
    window: Literal["open", "closed", "unknown"] = "unknown"
    foreign: ForeignView | None = None
    step: Step


class Alternative(Value, frozen=True, kw_only=True):
    """Another reading of the split, shown beside the plan: what the buyer would get, in minor units, and what it
    rests on.
    """

    code: str
    to_buyer: int
    refs: tuple[str, ...] = ()
    args: dict[str, int | str] = msgspec.field(default_factory=dict)


class Plan(Value, frozen=True, kw_only=True):
    """Who gets `principal` back. Nothing moves by it.

    principal = to_buyer + to_lenders; to_buyer contains `beyond`, what no leg can carry (more than is left on all of
    them, or no legs known). `beside`: other heads, paid straight to the buyer. `requests` stand in the order in which
    to ask.
    """

    end: End = "likely"
    cause: Column
    at: str
    currency: str
    principal: int
    paid: int
    returned: int
    kept: int
    to_buyer: int
    to_lenders: int
    beyond: int = 0
    beside: dict[str, int] = msgspec.field(default_factory=dict)
    funders: tuple[FunderShare, ...]
    legs: tuple[LegShare, ...]
    lenders: tuple[LenderShare, ...] = ()
    requests: tuple[RailAsk, ...] = ()
    alternatives: tuple[Alternative, ...] = ()
    notes: tuple[Why, ...] = ()
    steps: tuple[Step, ...] = ()

    def by_funder(self) -> dict[str, tuple[int, int, int]]:
        """(paid, kept, refunded) summed by who funded it."""
        sums: dict[str, tuple[int, int, int]] = {}
        for share in self.funders:
            paid, kept, refunded = sums.get(share.funder, (0, 0, 0))
            sums[share.funder] = (paid + share.paid, kept + share.kept, refunded + share.refunded)
        return sums
