"""Step 1 of the order of evaluation: split the bargain into parts and put every price on one basis (2.0, 2.6)."""

from __future__ import annotations

from collections.abc import Sequence
from operator import attrgetter

from weimei.core.facts import Layer, Line, Redemption
from weimei.core.findings import Step
from weimei.core.money import largest_remainder

from .matter import Matter
from .values import UNTRACED, Part

_id = attrgetter("id")


def parts_of(matter: Matter, *, trace: bool = True) -> list[Part]:
    """The lines that cost money, in the order of their ids, with price and payment on one basis. Gifts are left out."""
    lines = [line for line in matter.lines if line.plan != "gift"]
    if len(lines) > 1:
        lines.sort(key=lambda line: line.id)
    gross = _gross(matter, lines)
    own, others, reimbursed = _layer_shares(matter.layers, lines, gross)
    visits = _visits(matter.redemptions)
    prices = [None if g is None else max(0, g - own[i] - others[i]) for i, g in enumerate(gross)]
    paid = _paid(matter, lines, prices)
    return [
        Part(
            line=line,
            price=prices[i],
            paid=paid[i],
            gross=gross[i],
            others=others[i],
            reimbursed=reimbursed[i],
            visits=visits.get(line.id, ()),
            step=_price_step(line, prices[i], paid[i], gross[i], own[i] + others[i]) if trace else UNTRACED,
        )
        for i, line in enumerate(lines)
    ]


def total_paid(matter: Matter) -> int | None:
    """All that the consumer paid or became liable for, gross of what others kept of it on the way; None if not known."""
    if matter.legs:
        return sum(leg.amount for leg in matter.legs)
    parts = parts_of(matter, trace=False)
    if any(part.paid is None for part in parts):
        return None
    return sum(part.paid for part in parts if part.paid is not None)


def _gross(matter: Matter, lines: Sequence[Line]) -> list[int | None]:
    """The contract price of each line before layers: its own, its share of a bundle, or what is left of the payments."""
    gross: list[int | None] = [line.price if line.price is not None else _price_by_packs(line) for line in lines]
    for bundle in matter.bundles:
        members = [i for i, line in enumerate(lines) if line.bundle == bundle.id]
        if not members:
            continue
        weights = _bundle_weights([lines[i] for i in members])
        for i, share in zip(members, largest_remainder(bundle.price, weights), strict=True):
            gross[i] = share
    unknown = [i for i, price in enumerate(gross) if price is None]
    if len(unknown) == 1 and matter.legs:
        whole = sum(leg.amount for leg in matter.legs) + sum(layer.amount for layer in matter.layers)
        left = whole - sum(price for price in gross if price is not None)
        gross[unknown[0]] = max(0, left)
    return gross


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
    listed = [_list_total(line) for line in lines]
    if all(amount is not None for amount in listed):
        return [amount or 0 for amount in listed]
    return [(line.units or 1) + line.free_units for line in lines]


def _list_total(line: Line) -> int | None:
    if line.list_price.amount is None:
        return None
    return line.list_price.amount * (line.units or 1) if line.plan == "sessions" else line.list_price.amount


def _layer_shares(
    layers: Sequence[Layer], lines: Sequence[Line], gross: Sequence[int | None]
) -> tuple[list[int], list[int], list[str]]:
    """Each line's share of merchant-funded and of other layers, pro rata to the prices, and whether others paid it in cash."""
    count = len(lines)
    own, others = [0] * count, [0] * count
    reimbursed = ["unknown"] * count
    if count == 1 and gross[0]:
        name = lines[0].id
        for layer in sorted(layers, key=_id) if len(layers) > 1 else layers:
            if layer.lines and name not in layer.lines:
                continue
            if layer.funder == "merchant" and layer.kind != "points":
                own[0] += layer.amount
            else:
                others[0] += layer.amount
                reimbursed[0] = layer.reimbursed
        return own, others, reimbursed
    left = [price or 0 for price in gross]
    for layer in sorted(layers, key=lambda layer: (not layer.lines, layer.id)):
        members = [i for i in range(count) if (not layer.lines or lines[i].id in layer.lines) and gross[i] is not None]
        weights = [left[i] for i in members] if not layer.lines else [gross[i] or 0 for i in members]
        if not members or not sum(weights):
            continue
        target = own if layer.funder == "merchant" and layer.kind != "points" else others
        shares = largest_remainder(layer.amount, weights)
        for i, share in zip(members, shares, strict=True):
            target[i] += share
            if target is others:
                reimbursed[i] = layer.reimbursed
            if layer.lines:
                left[i] = max(0, left[i] - share)
    return own, others, reimbursed


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
    """What was paid for each line: its price, or its share of the payments where less than the whole price was paid."""
    if not matter.legs:
        return list(prices)
    paid = sum(leg.amount for leg in matter.legs)
    if any(price is None for price in prices):
        return [paid] if len(lines) == 1 else list(prices)
    known = [price or 0 for price in prices]
    if paid >= sum(known) or not sum(known):
        return list(prices) if len(lines) > 1 or paid == sum(known) else [paid]
    shares: list[int | None] = [*largest_remainder(paid, known)]
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
