"""Taking a broken bundle apart: for any units given back, what each source of money keeps in and gets out.

For every subset of units and every account: paid = kept + refunded. Where a threshold discount is lost, what all
accounts get out together stays the same: what the buyer loses goes back to whoever had granted the discount.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from weimei.core.assessment.reductions import Account
from weimei.core.errors import DomainError
from weimei.core.findings import Step
from weimei.core.settlement.orders import Order, Value
from weimei.core.settlement.splitting import share_of_last


class Pot(Value, frozen=True, kw_only=True):
    """One account after units went back: paid = kept + refunded, in minor units; the same in whole points."""

    account: Account
    kept: int
    refunded: int
    points_kept: int = 0
    points_refunded: int = 0

    @property
    def paid(self) -> int:
        """What the account had put in."""
        return self.account.amount


class Unwound(Value, frozen=True, kw_only=True):
    """An order after units went back. `pots` in the order of its accounts, the buyer's first.

    `kept_prices`: contract price of the units that stay, by line. `withdrawn`: layers whose threshold the rest no
    longer reaches and which were taken back whole.
    """

    pots: tuple[Pot, ...]
    kept_prices: dict[str, int]
    withdrawn: tuple[str, ...] = ()

    @property
    def to_buyer(self) -> int:
        """The buyer's own money that goes back."""
        return self.pots[0].refunded


class ThresholdRange(Value, frozen=True, kw_only=True):
    """Both readings of a partial refund that breaks the threshold of a discount (2.6; by analogy return7-2017 art 17).

    `resettled`: the discount falls for what stays. `pro_rata`: it stays in shares. `broken`: the layers in question.
    """

    resettled: Unwound
    pro_rata: Unwound
    broken: tuple[str, ...]
    step: Step

    @property
    def low(self) -> int:
        """The least that the buyer gets back."""
        return self.resettled.to_buyer

    @property
    def high(self) -> int:
        """The most that the buyer gets back."""
        return self.pro_rata.to_buyer


def unwind(order: Order, units: Mapping[str, Collection[int]]) -> Unwound:
    """Give back any units of any lines: for each line the places of its units, 0 the one used first.

    Shares are pro rata, each unit with its own whole number of minor units. Units of a line bought in packs count
    through the packs in their order.
    """
    _check_units(order, units)
    width = len(order.accounts)
    refunded, points = [0] * width, [0] * width
    prices: dict[str, int] = {}
    start: dict[str, int] = {}
    for row in order.rows:
        first = start.get(row.line, 0)
        start[row.line] = first + row.units
        places = [place - first for place in set(units.get(row.line, ())) if first <= place < first + row.units]
        for i, share in enumerate(row.shares):
            refunded[i] += _of_places(share, row.units, places)
        for i, share in enumerate(row.points):
            points[i] += _of_places(share, row.units, places)
        prices[row.line] = prices.get(row.line, 0) + row.price - _of_places(row.price, row.units, places)
    return _unwound(order, refunded, points, prices)


def unwind_last(order: Order, counts: Mapping[str, int]) -> Unwound:
    """Give back the last `counts` units of each line, those not used yet. As `unwind`, without a list of units."""
    width = len(order.accounts)
    refunded, points = [0] * width, [0] * width
    prices: dict[str, int] = {}
    left = dict(counts)
    for row in reversed(order.rows):
        wanted = left.get(row.line, 0)
        if wanted < 0:
            raise DomainError(
                "settlement.units", f"{wanted} units of line {row.line} cannot go back.", facts=(f"lines.{row.line}",)
            )
        count = min(row.units, wanted)
        left[row.line] = wanted - count
        for i, share in enumerate(row.shares):
            refunded[i] += share_of_last(share, row.units, count)
        for i, share in enumerate(row.points):
            points[i] += share_of_last(share, row.units, count)
        prices[row.line] = prices.get(row.line, 0) + row.price - share_of_last(row.price, row.units, count)
    over = sorted(line for line, count in left.items() if count)
    if over:
        raise DomainError(
            "settlement.units",
            f"More units of line {over[0]} are to go back than were bought.",
            facts=tuple(f"lines.{line}" for line in over),
            remedy="Give at most the units bought, or the id of a line of this purchase.",
        )
    return _unwound(order, refunded, points, prices)


def threshold_range(order: Order, units: Mapping[str, Collection[int]]) -> ThresholdRange:
    """Both readings for a consumer's own partial refund that breaks a threshold; the same twice where none is broken.

    X14: lists 3,000 / 2,000 / 1,000, merchant coupon 600 from 5,000, second item back: 1,280.00 and 1,680.00.
    """
    pro_rata = unwind(order, units)
    broken = broken_layers(order, pro_rata.kept_prices)
    resettled = resettle(pro_rata, broken)
    step = Step(
        "settlement.threshold",
        resettled.to_buyer,
        ("return7-2017:17", "model:threshold"),
        tuple(f"layers.{name}" for name in broken),
        {
            "pro_rata_fen": pro_rata.to_buyer,
            "lost_fen": pro_rata.to_buyer - resettled.to_buyer,
            "kept_price_fen": sum(pro_rata.kept_prices.values()),
        },
    )
    return ThresholdRange(resettled=resettled, pro_rata=pro_rata, broken=broken, step=step)


def broken_layers(order: Order, kept_prices: Mapping[str, int]) -> tuple[str, ...]:
    """Layers whose threshold the prices of what stays no longer reach. Nothing stays: nothing is broken, all goes
    back.
    """
    broken: list[str] = []
    for account in order.accounts:
        if account.threshold is None:
            continue
        scope = account.lines or tuple(kept_prices)
        kept = sum(kept_prices.get(line, 0) for line in set(scope))
        if 0 < kept < account.threshold:
            broken.append(account.id)
    return tuple(broken)


def resettle(pro_rata: Unwound, broken: Sequence[str], lost: Mapping[str, int] | None = None) -> Unwound:
    """Take broken layers back whole; the buyer pays what they had covered of the units that stay, never below zero.

    `lost`: what the refund was already lowered by for each layer; then as much goes back to it.
    """
    pots = list(pro_rata.pots)
    withdrawn: list[str] = []
    buyer = pots[0]
    back = buyer.refunded
    for i, pot in enumerate(pots):
        if i == 0 or pot.account.kind == "rail_coupon" or pot.account.id not in broken:
            continue
        moved = min(pot.kept, back if lost is None else lost.get(pot.account.id, 0))
        back = max(0, back - moved)
        points = pot.points_kept * moved // pot.kept if pot.kept else pot.points_kept
        pots[i] = Pot(
            account=pot.account,
            kept=pot.kept - moved,
            refunded=pot.refunded + moved,
            points_kept=pot.points_kept - points,
            points_refunded=pot.points_refunded + points,
        )
        withdrawn.append(pot.account.id)
    pots[0] = Pot(account=buyer.account, kept=buyer.paid - back, refunded=back)
    return Unwound(pots=tuple(pots), kept_prices=pro_rata.kept_prices, withdrawn=tuple(withdrawn))


def _of_places(total: int, units: int, places: Collection[int]) -> int:
    """The price of the units at `places`; the first ones carry the minor units left over."""
    each, left = divmod(total, units)
    return each * len(places) + sum(1 for place in places if place < left)


def _check_units(order: Order, units: Mapping[str, Collection[int]]) -> None:
    bought: dict[str, int] = {}
    for row in order.rows:
        bought[row.line] = bought.get(row.line, 0) + row.units
    for line, places in units.items():
        if any(not 0 <= place < bought.get(line, 0) for place in places):
            raise DomainError(
                "settlement.units",
                f"Line {line} has {bought.get(line, 0)} units; a unit beyond them cannot go back.",
                facts=(f"lines.{line}",),
                remedy="Count units from 0 and give only those bought.",
            )


def _unwound(order: Order, refunded: Sequence[int], points: Sequence[int], prices: dict[str, int]) -> Unwound:
    pots = tuple(
        Pot(
            account=account,
            kept=account.amount - refunded[i],
            refunded=refunded[i],
            points_kept=(account.points or 0) - points[i],
            points_refunded=points[i],
        )
        for i, account in enumerate(order.accounts)
    )
    return Unwound(pots=pots, kept_prices=prices)
