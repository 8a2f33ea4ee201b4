"""What was bought as settlement sees it: who put how much money into which line.

An account is one source of money: the buyer, one coupon, one points layer, one coupon inside a payment. Every account
is spread over the lines so that its parts add up; nothing else about the purchase is needed to take it apart again.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

import msgspec

from weimei.core.assessment.matter import Matter
from weimei.core.money import largest_remainder
from weimei.core.settlement.splitting import spread

AccountKind = Literal["buyer", "coupon", "points", "red_packet", "discount", "rail_coupon"]
Funder = Literal["buyer", "merchant", "platform", "host", "bank", "rail"]


class Value(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, gc=False):
    """Base of the values of a settlement: frozen, named fields only."""


class Account(Value, frozen=True, kw_only=True):
    """One source of the money of an order, in minor units. `lines` empty: the whole order.

    `id` is that of the layer, or of the leg whose rail gave the coupon, or "buyer". `threshold`: the order sum for
    which a layer was granted. `points`: how many whole points stood for `amount`.
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
    """A row while the order is being put together. `net`: what no layer has covered yet."""

    line: str
    pack: str
    price: int
    units: int
    net: int


def order_of(matter: Matter) -> Order:
    """The purchase as accounts and rows. Lines, packs, layers and legs are taken by date, then id, never as filed.

    Layers of named lines come off first, whole-order layers then in shares of what is left of the prices, each by
    largest remainder, so no line goes below zero: order 100.00 with a coupon of 10.00, item of 10.00 with its own
    coupon of 2.00: the item's net price is 10 - 2 - 10 * 8/98 = 7.18. Source: `model:layer_order`, reference sum 5.
    """
    rows, guessed = _rows(matter)
    accounts: list[Account] = []
    columns: list[list[int]] = []
    for layer in sorted(matter.layers, key=lambda layer: (not layer.lines, layer.id)):
        accounts.append(
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
        )
        columns.append(_cover(rows, layer.amount, layer.lines))
    paid = 0
    for leg in sorted(matter.legs, key=lambda leg: (leg.paid_on or "9999", leg.id)):
        paid += leg.amount
        if leg.coupon:
            accounts.append(Account(id=leg.id, kind="rail_coupon", funder="rail", amount=leg.coupon))
            columns.append(_cover(rows, leg.coupon, ()))
    net = [row.net for row in rows]
    if not matter.legs:
        paid = sum(net)
    accounts.insert(0, Account(id="buyer", kind="buyer", funder="buyer", amount=paid))
    columns.insert(0, spread(paid, net, [row.price for row in rows]))
    return Order(accounts=tuple(accounts), rows=_finished(rows, accounts, columns), guessed=guessed)


def _cover(rows: Sequence[_Row], amount: int, lines: Sequence[str]) -> list[int]:
    """Spread one layer over the rows that it may cover, in shares of what is not covered yet, and take it off them."""
    if len(rows) == 1:
        rows[0].net = max(0, rows[0].net - amount)
        return [amount]
    places = [i for i, row in enumerate(rows) if row.line in lines] if lines else []
    places = places or list(range(len(rows)))
    shares = spread(amount, [rows[i].net for i in places], [rows[i].price for i in places])
    column = [0] * len(rows)
    for i, share in zip(places, shares, strict=True):
        column[i] = share
        rows[i].net = max(0, rows[i].net - share)
    return column


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


def _rows(matter: Matter) -> tuple[list[_Row], tuple[str, ...]]:
    """Lines that cost money, by id, with the price of each; a line bought in several packs gives one row a pack."""
    lines = sorted((line for line in matter.lines if line.plan != "gift"), key=lambda line: line.id)
    prices, guessed = _prices(matter, [line.id for line in lines])
    rows: list[_Row] = []
    for line, price in zip(lines, prices, strict=True):
        free = line.free_units if line.free_in_bargain != "no" else 0
        counted = line.plan == "sessions"
        packs = (
            sorted(line.packs, key=lambda pack: (pack.on or "9999", pack.id)) if counted and len(line.packs) > 1 else ()
        )
        if packs and all(pack.units > 0 for pack in packs):
            shares = spread(price, [pack.price for pack in packs], [pack.units for pack in packs])
            for pack, share in zip(packs, shares, strict=True):
                rows.append(_Row(line.id, pack.id, share, pack.units, share))
            rows[-1].units += free
        else:
            bought = line.units or sum(pack.units for pack in line.packs) if counted else 1
            rows.append(_Row(line.id, "", price, max(1, (bought or 1) + (free if counted else 0)), price))
    return rows, guessed


def _prices(matter: Matter, order: Sequence[str]) -> tuple[list[int], tuple[str, ...]]:
    """The contract price of each line: stated, by its packs or its price a unit, its share of a bundle, or what is
    left.

    A bundle is spread by the itemised contract prices if every part has one, else by list prices (2.6), else by units.
    """
    lines = {line.id: line for line in matter.lines}
    known: dict[str, int] = {}
    listed: dict[str, int] = {}
    for line in lines.values():
        if line.price is not None:
            known[line.id] = line.price
        elif line.packs:
            known[line.id] = sum(pack.price for pack in line.packs)
        elif line.unit_price is not None and line.units is not None:
            known[line.id] = line.unit_price * line.units
        if line.list_price.amount is not None:
            listed[line.id] = line.list_price.amount * ((line.units or 1) if line.plan == "sessions" else 1)
    if not matter.bundles and len(known) == len(lines):
        return [known[name] for name in order], ()
    units = {line.id: (line.units or 1) + line.free_units for line in lines.values()}
    guessed: list[str] = []
    for bundle in matter.bundles:
        members = [name for name in order if lines[name].bundle == bundle.id]
        itemised = all(lines[name].price is not None for name in members)
        if not itemised and any(name not in listed for name in members):
            guessed += members
        table = known if itemised else listed if all(name in listed for name in members) else units
        shares = spread(bundle.price, [table[n] for n in members], [1] * len(members))
        known.update(zip(members, shares, strict=True))
    unknown = [name for name in order if name not in known]
    if unknown:
        guessed += unknown
        whole = sum(leg.amount + leg.coupon for leg in matter.legs) + sum(layer.amount for layer in matter.layers)
        left = max(0, whole - sum(known[name] for name in order if name in known))
        table = listed if all(name in listed for name in unknown) else units
        known.update(zip(unknown, spread(left, [table[n] for n in unknown], [1] * len(unknown)), strict=True))
    return [known[name] for name in order], tuple(guessed)


def unit_shares(order: Order, line: str, account: int = 0) -> list[int]:
    """What one account put into each unit of a line, in the order in which units are used."""
    parts: list[int] = []
    for row in order.rows:
        if row.line == line:
            parts += largest_remainder(row.shares[account], [1] * row.units)
    return parts
