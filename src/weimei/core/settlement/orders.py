"""What was bought as settlement sees it: who put how much money into which line.

An account is one source of money: the buyer, one coupon, one points layer, one coupon inside a payment. Every account
is spread over the lines so that its parts add up; nothing else about the purchase is needed to take it apart again.
"""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from weimei.core.assessment.bargain import PricedLine, gross_of, has_own_price, list_total, priced_lines
from weimei.core.assessment.matter import Matter
from weimei.core.assessment.reductions import (
    Account,
    paid_shares,
    reduced_by,
    reductions_of,
    shares_of,
    spread,
)
from weimei.core.money import largest_remainder


class Value(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, gc=False):
    """Base of the values of a settlement: frozen, named fields only."""


class OrderRow(Value, frozen=True, kw_only=True):
    """A line, or one pack of a line: `price` before layers, `units` of equal price.

    `shares`: what each account of the order put in, in the order of the accounts. `points`: the whole points among
    them.
    """

    line: str
    pack: str = ""
    price: int
    units: int
    shares: tuple[int, ...]
    points: tuple[int, ...] = ()


class Order(Value, frozen=True, kw_only=True):
    """A purchase taken apart: the accounts (the buyer's first) and the rows in the order of lines, then packs.

    `guessed`: lines whose price was not stated and was taken from the payments or from units.
    """

    accounts: tuple[Account, ...]
    rows: tuple[OrderRow, ...]
    guessed: tuple[str, ...] = ()

    @property
    def paid(self) -> int:
        """The buyer's own money in this order, loan principal included."""
        return self.accounts[0].amount


class _Row(msgspec.Struct, gc=False):
    """A row while the order is being put together."""

    line: str
    pack: str
    price: int
    units: int


def order_of(matter: Matter) -> Order:
    """The purchase as accounts and rows. Lines, packs, layers and legs are taken by date, then id, never as filed.

    Prices, reductions and what was paid for each line are those of the assessment (`reductions`, `bargain`), so that
    what is owed and who gets it rest on one basis. Within a line its packs share like their prices.
    """
    lines = priced_lines(matter)
    prices, guessed = _prices(matter, lines)
    reductions = reductions_of(matter)
    columns, net = shares_of(reductions, [line.id for line in lines], prices)
    paid = sum(leg.amount for leg in matter.legs) if matter.legs else sum(net)
    columns.insert(0, paid_shares(lines, paid, net) if lines else [])
    accounts = [Account(id="buyer", kind="buyer", funder="buyer", amount=paid), *reductions]
    rows: list[_Row] = []
    spreads: list[list[int]] = [[] for _ in columns]
    for i, (line, price) in enumerate(zip(lines, prices, strict=True)):
        own = _rows(line, price)
        rows += own
        for place, share in enumerate(_over_rows(own, [column[i] for column in columns])):
            spreads[place] += share
    return Order(accounts=tuple(accounts), rows=_finished(rows, accounts, spreads), guessed=guessed)


def _over_rows(rows: Sequence[_Row], sums: Sequence[int]) -> list[list[int]]:
    """Each account's share of a line over the rows of the line: reductions like the prices, the buyer's like what they leave."""
    if len(rows) == 1:
        return [[sum_] for sum_ in sums]
    prices, units = [row.price for row in rows], [row.units for row in rows]
    others = [spread(sum_, prices, units) for sum_ in sums[1:]]
    net = [max(0, price - sum(column[k] for column in others)) for k, price in enumerate(prices)]
    return [spread(sums[0], net, prices), *others]


def _finished(
    rows: Sequence[_Row], accounts: Sequence[Account], columns: Sequence[Sequence[int]]
) -> tuple[OrderRow, ...]:
    """The rows with every account's share, and whole points spread like the money that they stood for."""
    points: list[list[int]] = []
    if any(account.points for account in accounts):
        points = [
            spread(account.points or 0, column, [1] * len(rows))
            for account, column in zip(accounts, columns, strict=True)
        ]
    return tuple(
        OrderRow(
            line=row.line,
            pack=row.pack,
            price=row.price,
            units=row.units,
            shares=tuple([column[i] for column in columns]),
            points=tuple([column[i] for column in points]),
        )
        for i, row in enumerate(rows)
    )


def _rows(line: PricedLine, price: int) -> list[_Row]:
    """A line as one row, or, bought in several packs of units, as one row a pack, the first one used first."""
    counted = line.plan == "sessions"
    free = line.free_units if counted and line.free_in_bargain != "no" else 0
    packs = sorted(line.packs, key=lambda pack: (pack.on or "9999", pack.id)) if counted and len(line.packs) > 1 else ()
    if packs and all(pack.units > 0 for pack in packs):
        shares = spread(price, [pack.price for pack in packs], [pack.units for pack in packs])
        rows = [_Row(line.id, pack.id, share, pack.units) for pack, share in zip(packs, shares, strict=True)]
        rows[-1].units += free
        return rows
    bought = line.units or sum(pack.units for pack in line.packs) if counted else 1
    return [_Row(line.id, "", price, max(1, (bought or 1) + free))]


def _prices(matter: Matter, lines: Sequence[PricedLine]) -> tuple[list[int], tuple[str, ...]]:
    """The contract price of each line as the assessment has it; what it cannot know is shared out and named as guessed."""
    found = gross_of(matter, lines)
    stated = {line.id for line in lines if has_own_price(line)}
    guessed: list[str] = []
    for bundle in matter.bundles:
        members = [line for line in lines if line.bundle == bundle.id]
        stated.update(line.id for line in members)
        if any(line.price is None for line in members) and any(list_total(line) is None for line in members):
            guessed += [line.id for line in members]
    guessed += [line.id for line in lines if line.id not in stated]
    unknown = [i for i, price in enumerate(found) if price is None]
    if unknown:
        whole = sum(leg.amount for leg in matter.legs) + reduced_by(matter)
        left = max(0, whole - sum(price for price in found if price is not None))
        listed = [list_total(lines[i]) for i in unknown]
        units = [(lines[i].units or 1) + lines[i].free_units for i in unknown]
        weights = units if None in listed else [price or 0 for price in listed]
        for i, share in zip(unknown, spread(left, weights, [1] * len(unknown)), strict=True):
            found[i] = share
    return [price or 0 for price in found], tuple(guessed)


def unit_shares(order: Order, line: str, account: int = 0) -> list[int]:
    """What one account put into each unit of a line, in the order in which units are used."""
    parts: list[int] = []
    for row in order.rows:
        if row.line == line:
            parts += largest_remainder(row.shares[account], [1] * row.units)
    return parts
