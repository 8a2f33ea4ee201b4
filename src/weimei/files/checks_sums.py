"""Sums and counts that contradict each other."""

from __future__ import annotations

import re

from weimei.core.assessment.matter import Matter
from weimei.core.errors import DomainError
from weimei.core.facts import Bundle, Line, Redemption
from weimei.core.money import parse_amount
from weimei.files.findings import Index, Say
from weimei.files.scalars import Wrong, is_positive_decimal, read_currency
from weimei.files.tree import Path

_SHA256 = re.compile(r"[0-9a-fA-F]{64}")


def check_used(matter: Matter, index: Index, say: Say) -> None:
    """No more is used than was bought. Credit may be overdrawn (worked example X20), units cannot."""
    for place, line in enumerate(matter.lines):
        visits = index.visits.get(line.id)
        if line.plan == "sessions":
            _units(place, line, visits or [], say)
        if line.packs:
            _packs(place, line, visits or [], say)
        if line.used_value_paid is not None and line.used_value is not None and line.used_value_paid > line.used_value:
            say.problem(
                "sum.used_paid", ("lines", place, "used_value_paid"), index.amount(line.used_value_paid),
                used=index.amount(line.used_value),
            )  # fmt: skip
        if line.balance is not None or line.performed_value is not None:
            _rest(place, line, index, say)


def _units(place: int, line: Line, visits: list[Redemption], say: Say) -> None:
    bought = line.units
    if bought is None and line.packs:
        bought = sum(pack.units for pack in line.packs) or None
    if bought is not None:
        bought += line.free_units
        for name, used in (("used", line.used), ("used_by_merchant", line.used_by_merchant)):
            if used is not None and used > bought:
                say.problem("count.used", ("lines", place, name), str(used), line=line.id, bought=str(bought))
    if not visits:
        return
    seen = sum(visit.units for visit in visits if not visit.disputed)
    if bought is not None and seen > bought:
        say.problem("count.visits", ("redemptions",), str(seen), line=line.id, bought=str(bought))
    elif line.used is not None and seen > line.used:
        say.notice("count.visits_differ", ("lines", place, "used"), str(line.used), line=line.id, seen=str(seen))


def check_unit_prices(matter: Matter, index: Index, say: Say) -> None:
    """The price of a unit and the price of all say the same, else the price of all counts."""
    for place, line in enumerate(matter.lines):
        if line.unit_price is None or line.units is None or line.price is None or line.bundle is not None:
            continue
        product = line.unit_price * line.units
        if product != line.price:
            say.notice(
                "line.unit_price", ("lines", place, "unit_price"), index.amount(line.unit_price), line=line.id,
                units=str(line.units), product=index.amount(product), price=index.amount(line.price),
            )  # fmt: skip


def _packs(place: int, line: Line, visits: list[Redemption], say: Say) -> None:
    seen: dict[str, int] = {}
    for visit in visits:
        if visit.pack is not None and not visit.disputed:
            seen[visit.pack] = seen.get(visit.pack, 0) + visit.units
    for at, pack in enumerate(line.packs):
        path: Path = ("lines", place, "packs", at)
        if pack.used is not None and pack.used > pack.units:
            say.problem("count.used", (*path, "used"), str(pack.used), line=pack.id, bought=str(pack.units))
        if pack.units and seen.get(pack.id, 0) > pack.units:
            say.problem("count.visits", path, str(seen[pack.id]), line=pack.id, bought=str(pack.units))


def _rest(place: int, line: Line, index: Index, say: Say) -> None:
    """What is left on a card, or the price of what was done, against the price."""
    price = line.price if line.price is not None else sum(pack.price for pack in line.packs) if line.packs else None
    if price is None:
        return
    face = price + (line.bonus or sum(pack.bonus for pack in line.packs)) + line.opening_balance
    if line.balance is not None and line.plan == "stored_value":
        if line.balance > face:
            say.problem("sum.balance", ("lines", place, "balance"), index.amount(line.balance), face=index.amount(face))
        elif line.used_value is not None and line.used_value <= face and line.used_value + line.balance != face:
            say.notice(
                "sum.balance_differs", ("lines", place, "balance"), index.amount(line.balance),
                rest=index.amount(face - line.used_value),
            )  # fmt: skip
    if line.performed_value is not None and line.performed_value > price:
        say.problem(
            "sum.performed",
            ("lines", place, "performed_value"),
            index.amount(line.performed_value),
            price=index.amount(price),
        )


def check_bundles(matter: Matter, index: Index, say: Say) -> None:
    """Where every part of a bundle has its price, they make up the price of the bundle."""
    if not matter.bundles:
        return
    by_bundle: dict[str, list[Line]] = {}
    for line in matter.lines:
        if line.bundle is not None:
            by_bundle.setdefault(line.bundle, []).append(line)
    for place, bundle in enumerate(matter.bundles):
        parts = by_bundle.get(bundle.id, [])
        if not parts:
            say.problem("bundle.empty", ("bundles", place, "id"), bundle.id)
            continue
        prices = [line.price for line in parts if line.price is not None]
        if sum(prices) > bundle.price or (len(prices) == len(parts) and sum(prices) != bundle.price):
            say.problem(
                "bundle.sum", ("bundles", place, "price"), index.amount(bundle.price), sum=index.amount(sum(prices))
            )
        elif bundle.price and len(prices) < len(parts):
            _weights(place, bundle, parts, matter, index, say)


def _weights(place: int, bundle: Bundle, parts: list[Line], matter: Matter, index: Index, say: Say) -> None:
    """List prices share a bundle's price; all of them nought share nothing."""
    listed = [line.list_price.amount for line in parts]
    if None in listed:
        return
    if not any(listed):
        say.problem("bundle.no_weights", ("bundles", place, "price"), bundle.id, price=index.amount(bundle.price))
        return
    for line in parts:
        if line.list_price.amount == 0:
            at = matter.lines.index(line)
            say.notice("bundle.weight_zero", ("lines", at, "list_price", "amount"), "0", line=line.id)


def _whole_price(matter: Matter) -> int | None:
    """Price of the whole bargain before layers, if every part of it is known. A sum on top of the price counts too."""
    whole: int = sum(bundle.price for bundle in matter.bundles)
    for line in matter.lines:
        if line.deposit is not None and line.deposit.counted_in_price != "yes":
            whole += line.deposit.amount
        if line.bundle is not None or line.plan == "gift":
            continue
        if line.price is not None:
            whole += line.price
        elif line.packs:
            whole += sum(pack.price for pack in line.packs)
        else:
            return None
    return whole


def check_paid(matter: Matter, index: Index, say: Say) -> None:
    """No more is paid than the prices less the reductions; less may be, and is worth a look."""
    whole = _whole_price(matter)
    if whole is None:
        return
    reduced = sum(layer.amount for layer in matter.layers)
    if reduced > whole:
        say.problem("sum.layers", ("layers",), index.amount(reduced), price=index.amount(whole))
        return
    if not matter.legs:
        return
    paid = sum(leg.amount for leg in matter.legs)
    due = whole - reduced
    if paid > due:
        say.problem(
            "sum.legs", ("legs",), index.amount(paid), price=index.amount(whole), layers=index.amount(reduced),
            due=index.amount(due),
        )  # fmt: skip
        return
    coupons = sum(leg.coupon for leg in matter.legs)
    with_rail_coupons = paid + coupons
    if with_rail_coupons > due:
        say.problem("sum.coupons", ("legs",), index.amount(paid), coupons=index.amount(coupons), due=index.amount(due))
        return
    if with_rail_coupons < due and not any(line.deposit is not None for line in matter.lines):
        left = index.amount(due - with_rail_coupons)
        say.notice("sum.legs_less", ("legs",), index.amount(paid), due=index.amount(due), open=left)


def check_legs(matter: Matter, index: Index, say: Say) -> None:
    """A foreign bill has its currency, a loan no more instalments paid than agreed, a rate is a number."""
    for place, leg in enumerate(matter.legs):
        loan = leg.loan
        if loan is not None and loan.paid > loan.instalments:
            say.problem("loan.paid", ("legs", place, "loan", "paid"), str(loan.paid), instalments=str(loan.instalments))
        if leg.rate_at_refund is not None and not is_positive_decimal(leg.rate_at_refund):
            say.problem("leg.rate", ("legs", place, "rate_at_refund"), leg.rate_at_refund)
        if leg.billed_currency is None:
            if leg.billed is not None:
                say.problem("leg.billed_currency", ("legs", place, "billed"), leg.billed)
            continue
        digits = read_currency(leg.billed_currency)
        if isinstance(digits, Wrong):
            say.problem(
                "currency.unknown", ("legs", place, "billed_currency"), leg.billed_currency, nearest=digits.nearest
            )
        elif leg.billed is not None:
            _billed(place, leg.billed, digits, say)


def _billed(place: int, billed: str, digits: int, say: Say) -> None:
    path: Path = ("legs", place, "billed")
    try:
        minor = parse_amount(billed, digits)
    except DomainError as error:
        code = "amount.decimals" if error.code == "money.decimals" else "amount.form"
        say.problem(code, path, billed, digits=str(digits), sample="8800" if not digits else "8800." + "0" * digits)
        return
    if minor < 0:
        say.problem("amount.negative", path, billed)


def check_returned(matter: Matter, index: Index, say: Say) -> None:
    """More cannot have come back through a payment than was paid by it."""
    if not matter.returned:
        return
    back: dict[str, int] = {}
    places: dict[str, int] = {}
    for place, one in enumerate(matter.returned):
        if one.leg is not None:
            places.setdefault(one.leg, place)
            back[one.leg] = back.get(one.leg, 0) + one.amount
    for leg in matter.legs:
        if back.get(leg.id, 0) > leg.amount:
            say.problem(
                "sum.returned", ("returned", places[leg.id], "amount"), index.amount(back[leg.id]), leg=leg.id,
                paid=index.amount(leg.amount),
            )  # fmt: skip


def check_parts(matter: Matter, index: Index, say: Say) -> None:
    """A deposit is no more than the price; an event touches no more units than were bought; a digest is a digest."""
    for place, line in enumerate(matter.lines):
        deposit = line.deposit
        if deposit is not None and line.price is not None and deposit.amount > line.price:
            say.problem(
                "sum.deposit",
                ("lines", place, "deposit", "amount"),
                index.amount(deposit.amount),
                price=index.amount(line.price),
            )
    for place, event in enumerate(matter.events):
        if event.units is None or event.line is None:
            continue
        touched = index.lines.get(event.line)
        if touched is not None and touched.units is not None and event.units > touched.units + touched.free_units:
            bought = str(touched.units + touched.free_units)
            say.problem("count.event", ("events", place, "units"), str(event.units), line=touched.id, bought=bought)
    for place, exhibit in enumerate(matter.evidence):
        if exhibit.sha256 is not None and not _SHA256.fullmatch(exhibit.sha256):
            say.problem("evidence.digest", ("evidence", place, "sha256"), exhibit.sha256)


SUM_CHECKS = (check_used, check_unit_prices, check_bundles, check_paid, check_legs, check_returned, check_parts)
