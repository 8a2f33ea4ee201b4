"""Stored value with or without bonus credit (spc-prepaid-2025 arts 18(2), 19; 2.9 items 7, 8)."""

from __future__ import annotations

from fractions import Fraction

from weimei.core.findings import Column, Step, Why
from weimei.core.law.statutes.cn import prepaid
from weimei.core.money import Fen, ratio_half_up

from .coupons import settled
from .packs import packs_on_basis
from .sessions import list_options, unpriced
from .values import NO_WHY, UNKNOWN_LIST, UNTRACED, Ctx, Part, Three, Val

Option = tuple[int, bool, tuple[Why, ...]]
Reading = tuple[int, bool, str, tuple[str, ...]]
"""The value of what was used, whether it is the default, a code, the norms."""


def stored_value(part: Part, column: Column, ctx: Ctx) -> Three:
    """What comes back of a card with money or credit on it, in one column."""
    if part.paid is None:
        return unpriced(part)
    options: list[tuple[Val, bool]] = []
    for face, is_face_default, face_why in _face_options(part, ctx):
        listed = _list_value(part, column, ctx, face)
        for value, is_default, code, refs in _readings(part, column, ctx, face):
            for at_list, is_list_default, list_why in listed:
                counted = value if at_list is None else max(value, at_list)
                why = (*face_why, Why(code, refs, (f"lines.{part.line.id}.used_value",)), *list_why)
                found = _val(part, column, face, counted, code, refs, why, ctx)
                options.append((found, is_face_default and is_default and is_list_default))
    return settled(part, column, options)


def bonus_of(part: Part) -> int:
    """All credit given on top of the payments, of one top-up or of several."""
    return int(part.line.bonus) or sum(pack.bonus for pack in part.line.packs)


def _face_options(part: Part, ctx: Ctx) -> list[Option]:
    """The credit used, at the prices charged to the card; more booked than the buyer says opens both (2.9 item 10)."""
    line = part.line
    path = (f"lines.{line.id}.used_value",)
    whole = (part.paid or 0) + _reduction(part) + bonus_of(part) + line.opening_balance
    valued = bool(part.visits) and all(visit.value is not None for visit in part.visits)
    booked = sum(visit.value or 0 for visit in part.visits) if valued else None
    said = line.used_value
    if said is None and line.balance is not None:
        return [(max(0, whole - line.balance), True, (Why("balance.stated", (), (f"lines.{line.id}.balance",)),))]
    if said is None and valued:
        said = Fen(sum(visit.value or 0 for visit in part.visits if not visit.disputed))
    if said is None:
        why = Why("used_value.unknown", ("civil-procedure-spc:91",), path, {"most_fen": whole})
        return [(0, False, (why,)), (whole, False, (why,))]
    if booked is None or booked <= said:
        return [(said, True, NO_WHY)]
    if ctx.withheld:
        return [(said, True, (Why("used.adverse_inference", ("spc-prepaid-2025:25",), (*path, "records.withheld")),))]
    return [
        (said, True, (Why("used_value.consumer", ("civil-procedure-spc:91",), path, {"used_fen": int(said)}),)),
        (booked, False, (Why("used_value.merchant", ("spc-prepaid-2025:25",), path, {"used_fen": booked}),)),
    ]


def _list_value(part: Part, column: Column, ctx: Ctx, face: int) -> list[tuple[int | None, bool, tuple[Why, ...]]]:
    """The same use before a member discount, in the consumer's own exit; without one the face value is the list value."""
    line = part.line
    if column != "consumer":
        return [(None, True, NO_WHY)]
    value = line.used_list_value
    if value is None and part.visits and all(visit.list_value is not None for visit in part.visits):
        value = sum(visit.list_value or 0 for visit in part.visits)  # type: ignore[assignment]
    if value is None or value <= face:
        return [(None, True, NO_WHY)]
    path = f"lines.{line.id}.used_list_value"
    found = list_options(line.list_price, path, ctx) if line.list_price.amount is not None else None
    if found is None:
        return [(int(value), True, (Why("list.shown", ("spc-prepaid-2025:19",), (path,), {"list_fen": int(value)}),))]
    return [(None if amount is None or amount == UNKNOWN_LIST else int(value), d, why) for amount, d, why in found]


def _reduction(part: Part) -> int:
    """Coupons and points on the card's price: credit that her money did not buy, as bonus credit is (2.0, art 18)."""
    return 0 if part.price is None or part.gross is None else max(0, part.gross - part.price)


def _basis(part: Part) -> tuple[int, int, int]:
    """Price by the contract, credit on top of it and older credit: the ratio rests on the contract, not on what was paid so far.

    The face of a card is what it cost before coupons, and the bonus. What her own money did not buy of it, bonus or coupon,
    stands on one side of the ratio: 10,000 with 5,000 on top, 9,000 paid and a coupon of 1,000 is 9,000 in 15,000.
    """
    price = part.price if part.price is not None else part.paid or 0
    return price, int(part.line.bonus) + _reduction(part), int(part.line.opening_balance)


def _on_basis(part: Part, face: int) -> int:
    """Credit that money bought, without the share of the coupons and points that lowered the price."""
    off = _reduction(part)
    return ratio_half_up(face * (part.price or 0), (part.price or 0) + off) if off else face


def _at_discount(part: Part, face: int) -> int:
    """Credit used at the price really paid for it, older credit first: what an ordinary debt is measured by (art 20)."""
    price, bonus, older = _basis(part)
    if part.line.packs and any(pack.bonus for pack in part.line.packs):
        return _top_ups(part, face)[0][0]
    if not bonus:
        return face
    beyond = max(0, face - older)
    return min(face, older) + prepaid.value_by_paid_share(paid=price, bonus=bonus, face_used=beyond)


def _readings(part: Part, column: Column, ctx: Ctx, face: int) -> list[Reading]:
    """The value of the credit used, reading by reading, before it is held against what was paid."""
    line = part.line
    price, bonus, older = _basis(part)
    if ctx.bonus_first and bonus_of(part):
        value = _on_basis(part, max(0, face - bonus_of(part)))
        return [(value, True, "credit.bonus_first", ("spc-prepaid-2025:18(2)", "cpl-2013:16"))]
    if column == "consumer":
        used = ctx.law.rule("credit_used", "consumer")(face_used=face)
        refs: tuple[str, ...] = ("spc-prepaid-2025:19",)
        if used > (part.paid or 0) + older:
            refs = (*refs, "spc-prepaid-2025:20")
        return [(used, True, "credit.face", refs)]
    if line.packs and any(pack.bonus for pack in line.packs):
        return _top_ups(part, face)
    if not bonus:
        return [(face, True, "credit.no_bonus", ("spc-prepaid-2025:18(1)",))]
    if older:
        return _older_credit(part, ctx, face)
    by_share = prepaid.value_by_paid_share(paid=price, bonus=bonus, face_used=face)
    if ctx.law.has("credit_used", column):
        by_share = ctx.law.rule("credit_used", column)(paid=price, bonus=bonus, face_used=face)
    from_paid = None if line.used_value_paid is None else _on_basis(part, line.used_value_paid)
    if from_paid is not None and line.bonus_kind == "credit" and from_paid < by_share:
        return [(from_paid, True, "credit.split_account", ("spc-prepaid-2025:18(2)", "model:pack_order"))]
    if line.bonus_kind == "services" and line.bonus:
        kept = from_paid if from_paid is not None else _on_basis(part, face)
        return [
            (by_share, False, "credit.share", ("spc-prepaid-2025:18(2)", "open:13")),
            (kept, False, "credit.as_gift", ("spc-prepaid-2025:21", "open:13")),
            (face, False, "credit.as_gift_taken_off", ("spc-prepaid-2025:21", "open:13")),
        ]
    if _reduction(part):
        limbs = ("spc-prepaid-2025:18(1)", *(("spc-prepaid-2025:18(2)",) if line.bonus else ()), "model:basis")
        return [(by_share, True, "credit.net", limbs)]
    return [(by_share, True, "credit.share", ("spc-prepaid-2025:18(2)",))]


def _top_ups(part: Part, face: int) -> list[Reading]:
    """Several top-ups with their own bonus: the ratio of each in the order of use, pooled ratio beside it."""
    packs = packs_on_basis(part)
    price = sum(pack.price for pack in packs)
    full = {pack.id: pack.price for pack in part.line.packs}
    bonus = sum(full[pack.id] - pack.price + pack.bonus for pack in packs)
    left, exact = face, Fraction()
    for pack in packs:
        whole = full[pack.id] + pack.bonus
        taken = min(left, whole)
        exact += Fraction(taken * pack.price, whole) if whole else 0
        left -= taken
    value = ratio_half_up(exact.numerator, exact.denominator)
    refs = ("spc-prepaid-2025:18(2)", "civil-code:560", "open:32")
    pooled = ratio_half_up(face * price, price + bonus) if price + bonus else face
    return [(value + left, True, "credit.top_ups_in_order", refs), (pooled, False, "credit.top_ups_pooled", refs)]


def _older_credit(part: Part, ctx: Ctx, face: int) -> list[Reading]:
    """Older credit of unknown make-up before the top-up (item 7, X38): three ways, default only where records are withheld."""
    price, bonus, older = _basis(part)
    whole = price + bonus
    pooled = older + price - ratio_half_up((older + price) * (older + whole - face), older + whole)
    scaled = older + price - ratio_half_up(price * (older + whole - face), whole)
    refs = ("spc-prepaid-2025:18(2)", "open:32")
    return [
        (_at_discount(part, face), ctx.withheld, "credit.older_first", refs),
        (pooled, False, "credit.older_pooled", refs),
        (scaled, False, "credit.older_scaled", refs),
    ]


def _val(
    part: Part,
    column: Column,
    face: int,
    value: int,
    code: str,
    refs: tuple[str, ...],
    why: tuple[Why, ...],
    ctx: Ctx,
) -> Val:
    """One reading held against what was paid and the older credit."""
    line = part.line
    credit = (part.paid or 0) + line.opening_balance
    back, over = max(0, credit - value), max(0, value - credit)
    disc = min(value, _at_discount(part, face)) if column == "consumer" else value
    extra = max(0, disc - credit)
    if not ctx.trace:
        return Val(back, disc, value, why, UNTRACED, extra, over)
    price, _, older = _basis(part)
    args: dict[str, int | str] = {
        "face_fen": face,
        "paid_fen": price,
        "bonus_fen": bonus_of(part),
        "older_fen": older,
        "line": line.name or line.id,
    }
    if code == "credit.net":
        args["whole_fen"] = price + _basis(part)[1]
    if code.startswith("credit.older"):
        args["beside_older_first_fen"] = max(0, credit - _at_discount(part, face))
    worked = Step(code, value, (*refs, "model:rounding"), (f"lines.{line.id}.used_value",), args)
    step = Step(
        "principal.line", back, ("spc-prepaid-2025:15",), (), {"line": line.name or line.id}, (part.step, worked)
    )
    return Val(back, disc, value, why, step, extra, over)
