"""Step 1 of the order of evaluation: split the bargain into parts and put every price on one basis (2.0, 2.6)."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from weimei.core.facts import Line, Redemption
from weimei.core.findings import Step

from .matter import Matter
from .reductions import paid_shares, reduced_by, reductions_of, shares_of, spread
from .values import UNTRACED, Part

PricedLine = Line
"""A line that costs money, for those who need not know the facts."""


def priced_lines(matter: Matter) -> list[Line]:
    """The lines that cost money, in the order of their ids. Gifts are left out."""
    lines = [line for line in matter.lines if line.plan != "gift"]
    if len(lines) > 1:
        lines.sort(key=lambda line: line.id)
    return lines


def parts_of(matter: Matter, *, trace: bool = True) -> list[Part]:
    """The lines that cost money, in the order of their ids, with price and payment on one basis. Gifts are left out."""
    lines = priced_lines(matter)
    gross = gross_of(matter, lines)
    off = _reduced(matter, lines, gross)
    visits = _visits(matter.redemptions)
    prices = [None if g is None else max(0, g - one.own - one.others) for g, one in zip(gross, off, strict=True)]
    paid = _paid(matter, lines, prices)
    return [
        Part(
            line=line,
            price=prices[i],
            paid=paid[i],
            gross=gross[i],
            others=off[i].others,
            others_paid=off[i].paid,
            others_open=off[i].open,
            visits=visits.get(line.id, ()),
            step=_price_step(line, prices[i], paid[i], gross[i], off[i].own + off[i].others) if trace else UNTRACED,
        )
        for i, line in enumerate(lines)
    ]


def gross_of(matter: Matter, lines: Sequence[Line]) -> list[int | None]:
    """The contract price of each line before reductions: its own, its share of a bundle, or what is left of the payments."""
    gross: list[int | None] = [line.price if line.price is not None else _price_by_packs(line) for line in lines]
    for bundle in matter.bundles:
        members = [i for i, line in enumerate(lines) if line.bundle == bundle.id]
        weights = _bundle_weights([lines[i] for i in members])
        for i, share in zip(members, spread(bundle.price, weights, [1] * len(members)), strict=True):
            gross[i] = share
    unknown = [i for i, price in enumerate(gross) if price is None]
    if len(unknown) == 1 and matter.legs:
        whole = sum(leg.amount for leg in matter.legs) + reduced_by(matter)
        left = whole - sum(price for price in gross if price is not None)
        gross[unknown[0]] = max(0, left)
    return gross


def has_own_price(line: Line) -> bool:
    """Whether the line says itself what it costs: by its price, its packs, or the price of a unit."""
    return line.price is not None or _price_by_packs(line) is not None


def _price_by_packs(line: Line) -> int | None:
    if line.packs:
        return sum(pack.price for pack in line.packs)
    if line.unit_price is not None and line.units is not None:
        return line.unit_price * line.units
    return None


def _bundle_weights(lines: Sequence[Line]) -> list[int]:
    """Itemised contract prices if every part has one, else list prices, else the same for every unit."""
    if all(line.price is not None for line in lines):
        return [line.price or 0 for line in lines]
    listed = [list_total(line) for line in lines]
    if all(amount is not None for amount in listed):
        return [amount or 0 for amount in listed]
    return [(line.units or 1) + line.free_units for line in lines]


def list_total(line: Line) -> int | None:
    """The whole line at its price before discount, if that is known."""
    if line.list_price.amount is None:
        return None
    return line.list_price.amount * (line.units or 1) if line.plan == "sessions" else line.list_price.amount


class _Off(msgspec.Struct, gc=False):
    """What comes off one line: the merchant's own reductions, those of others, and of these what was paid to the merchant
    in cash and what may have been.
    """

    own: int = 0
    others: int = 0
    paid: int = 0
    open: int = 0


_NOTHING_OFF = _Off()


def _reduced(matter: Matter, lines: Sequence[Line], gross: Sequence[int | None]) -> list[_Off]:
    """What comes off each line, by who bears it. Each reduction says for itself whether it was reimbursed."""
    reductions = reductions_of(matter)
    if not reductions:
        return [_NOTHING_OFF] * len(lines)
    off = [_Off() for _ in lines]
    columns, _ = shares_of(reductions, [line.id for line in lines], gross)
    for one, column in zip(reductions, columns, strict=True):
        for here, share in zip(off, column, strict=True):
            if one.is_own:
                here.own += share
                continue
            here.others += share
            if one.reimbursed == "yes":
                here.paid += share
            elif one.reimbursed == "unknown":
                here.open += share
    return off


def _when(visit: Redemption) -> tuple[str, str]:
    return visit.on or "", visit.id


def _visits(redemptions: Sequence[Redemption]) -> dict[str, tuple[Redemption, ...]]:
    if not redemptions:
        return {}
    if len({visit.line for visit in redemptions}) == 1:
        return {redemptions[0].line: tuple(sorted(redemptions, key=_when))}
    found: dict[str, list[Redemption]] = {}
    for visit in redemptions:
        found.setdefault(visit.line, []).append(visit)
    return {line: tuple(sorted(visits, key=lambda v: (v.on or "", v.id))) for line, visits in found.items()}


def _paid(matter: Matter, lines: Sequence[Line], prices: Sequence[int | None]) -> list[int | None]:
    """What was paid for each line: its price, or its share of the payments where these are less or more than the prices."""
    if not matter.legs:
        return list(prices)
    paid = sum([leg.amount for leg in matter.legs])
    if any(price is None for price in prices):
        return [paid] if len(lines) == 1 else list(prices)
    shares: list[int | None] = [*paid_shares(lines, paid, [price or 0 for price in prices])]
    return shares


def _price_step(line: Line, price: int | None, paid: int | None, gross: int | None, off: int) -> Step:
    """How the money of one line came about."""
    facts = (f"lines.{line.id}.price",)
    if price is None or paid is None or gross is None:
        return Step("paid.unknown", paid or 0, ("spc-prepaid-2025:2",), facts, {"line": line.name or line.id})
    args: dict[str, int | str] = {"line": line.name or line.id, "gross_fen": gross, "off_fen": off, "price_fen": price}
    if paid != price:
        return Step("paid.in_part", paid, ("spc-prepaid-2025:15", "model:contract_price_basis"), facts, args)
    if off:
        return Step("paid.after_layers", paid, ("spc-prepaid-2025:15", "model:basis"), (*facts, "layers"), args)
    return Step("paid.price", paid, ("spc-prepaid-2025:15",), facts, args)
