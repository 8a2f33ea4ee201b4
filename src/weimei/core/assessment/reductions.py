"""What makes a price smaller without being the buyer's money: coupons, points and coupons inside a payment, as one list.

The assessment and the plan both take the list and its shares from here, so that what is owed and who gets it rest on
one basis (2.0, 2.6).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

import msgspec

from weimei.core.facts import Leg, Line
from weimei.core.money import largest_remainder

from .matter import Matter

AccountKind = Literal["buyer", "coupon", "points", "red_packet", "discount", "rail_coupon"]
Funder = Literal["buyer", "merchant", "platform", "host", "bank", "rail"]


class Account(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, gc=False):
    """One source of the money of an order, in minor units: the buyer or a reduction. `lines` empty: the whole order.

    `id`: of the layer, of the payment whose rail gave the coupon, or "buyer". `reimbursed`: whether its funder paid it to the
    merchant in cash. `threshold`: order sum for which it was granted. `points`: whole points that stood for it.
    """

    id: str
    kind: AccountKind
    funder: Funder
    amount: int
    lines: tuple[str, ...] = ()
    threshold: int | None = None
    points: int | None = None
    reimbursed: str = "unknown"
    still_valid: str = "unknown"

    @property
    def is_own(self) -> bool:
        """Whether the merchant bears it: then nobody reimburses it, be it a coupon or the merchant's own points."""
        return self.funder == "merchant"


def legs_in_order(matter: Matter) -> list[Leg]:
    """The payments by date, then id; those without a date last."""
    return sorted(matter.legs, key=lambda leg: (leg.paid_on or "9999", leg.id))


def reductions_of(matter: Matter) -> list[Account]:
    """Layers of named lines, then those of the whole order, each by id; then the rails' coupons in the order of the payments."""
    found = []
    if matter.layers:
        found = [
            Account(
                id=layer.id,
                kind=layer.kind,
                funder=layer.funder,
                amount=layer.amount,
                lines=layer.lines,
                threshold=layer.threshold,
                points=layer.points,
                reimbursed=layer.reimbursed,
                still_valid=layer.still_valid,
            )
            for layer in sorted(matter.layers, key=lambda layer: (not layer.lines, layer.id))
        ]
    for leg in matter.legs:
        if leg.coupon:
            break
    else:
        return found
    for leg in legs_in_order(matter):
        if leg.coupon:
            found.append(
                Account(
                    id=leg.id, kind="rail_coupon", funder="rail", amount=leg.coupon, reimbursed=leg.coupon_reimbursed
                )
            )
    return found


def reduced_by(matter: Matter) -> int:
    """All reductions of the order together."""
    return sum(layer.amount for layer in matter.layers) + sum(leg.coupon for leg in matter.legs)


def shares_of(
    reductions: Sequence[Account], names: Sequence[str], prices: Sequence[int | None]
) -> tuple[list[list[int]], list[int]]:
    """The share of each reduction in each line, and what is left of each price.

    One reduction after the other, each in shares of what is left of the prices it may cover, by largest remainder: order
    100.00 with a coupon of 10.00, item of 10.00 with its own coupon of 2.00: 10 - 2 - 10 * 8/98 = 7.18. A line without a
    known price, or that no reduction names, carries none. Source: `model:layer_order`, reference sum 5.
    """
    left = [price or 0 for price in prices]
    columns: list[list[int]] = []
    if len(names) == 1 and prices[0] is not None:
        for one in reductions:
            share = one.amount if not one.lines or names[0] in one.lines else 0
            columns.append([share])
            left[0] = max(0, left[0] - share)
        return columns, left
    for one in reductions:
        places = [i for i, name in enumerate(names) if prices[i] is not None and (not one.lines or name in one.lines)]
        column = [0] * len(names)
        shares = spread(one.amount, [left[i] for i in places], [prices[i] or 0 for i in places])
        for i, share in zip(places, shares, strict=True):
            column[i] = share
            left[i] = max(0, left[i] - share)
        columns.append(column)
    return columns, left


def paid_shares(lines: Sequence[Line], paid: int, prices: Sequence[int]) -> list[int]:
    """What was paid for each line: `paid` in shares of the prices; what is above them all first on deposits beside a price.

    P is what was paid (2.0): no minor unit of it is left out, also where it is more than the prices say.
    """
    over = paid - sum(prices)
    if len(prices) == 1:
        return [paid]
    if over <= 0:
        return list(prices) if not over else spread(paid, prices, [1] * len(prices))
    shares = list(prices)
    for i, line in enumerate(lines):
        if line.deposit is not None and line.deposit.counted_in_price != "yes":
            beside = min(over, int(line.deposit.amount))
            shares[i] += beside
            over -= beside
    rest = spread(over, prices, [1] * len(prices)) if over else [0] * len(prices)
    return [share + part for share, part in zip(shares, rest, strict=True)]


def spread(total: int, weights: Sequence[int], fallback: Sequence[int]) -> list[int]:
    """`total` by largest remainder over `weights`, or over `fallback` where they are all zero, or equally at the last.

    >>> spread(100, [0, 0], [3, 1])
    [75, 25]
    >>> spread(3, [0, 0], [0, 0])
    [2, 1]
    """
    if len(weights) == 1:
        return [total]
    for chosen in (weights, fallback):
        if any(chosen):
            return largest_remainder(total, chosen)
    return largest_remainder(total, [1] * len(weights)) if weights else []
