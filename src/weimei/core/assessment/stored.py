"""Stored value with or without bonus credit (spc-prepaid-2025 arts 18(2), 19; 2.9 items 7, 8)."""

from __future__ import annotations

from weimei.core.findings import Column, Step, Why
from weimei.core.law.statutes.cn import prepaid
from weimei.core.money import ratio_half_up

from .sessions import UNKNOWN_LIST, list_options, packs_on_basis, unpriced
from .values import NO_WHY, UNTRACED, Ctx, Part, Three, Val, choose

Option = tuple[int, bool, tuple[Why, ...]]
Reading = tuple[int, bool, str, tuple[str, ...]]
"""What comes back, whether it is the default, a code, the norms."""


def stored_value(part: Part, column: Column, ctx: Ctx) -> Three:
    """What comes back of a card with money or credit on it, in one column."""
    line = part.line
    if part.paid is None:
        return unpriced(part)
    options: list[tuple[Val, bool]] = []
    for face, is_face_default, face_why in _face_options(part):
        listed = _list_value(part, column, ctx, face)
        for back, is_default, code, refs in _readings(part, column, ctx, face):
            for at_list, is_list_default, list_why in listed:
                left = back if at_list is None else min(back, max(0, part.paid + line.opening_balance - at_list))
                why = (*face_why, Why(code, refs, (f"lines.{line.id}.used_value",)), *list_why)
                counted = max(at_list or 0, face) if column == "consumer" else face - bonus_of(part)
                value = _val(part, face, left, code, refs, why, ctx, counted)
                options.append((value, is_face_default and is_default and is_list_default))
    return choose(options)


def bonus_of(part: Part) -> int:
    """All credit given on top of the payments, of one top-up or of several."""
    return int(part.line.bonus) or sum(pack.bonus for pack in part.line.packs)


def _face_options(part: Part) -> list[Option]:
    """The credit used, at the prices charged to the card."""
    line = part.line
    path = (f"lines.{line.id}.used_value",)
    whole = (part.paid or 0) + bonus_of(part) + line.opening_balance
    if line.used_value is not None:
        return [(line.used_value, True, NO_WHY)]
    if line.balance is not None:
        return [(max(0, whole - line.balance), True, (Why("balance.stated", (), (f"lines.{line.id}.balance",)),))]
    if part.visits and all(visit.value is not None for visit in part.visits):
        sound = sum(visit.value or 0 for visit in part.visits if not visit.disputed)
        booked = sum(visit.value or 0 for visit in part.visits)
        if booked == sound:
            return [(sound, True, NO_WHY)]
        return [
            (sound, True, (Why("used.consumer", ("civil-procedure-spc:91",), path, {"used": sound}),)),
            (booked, False, (Why("used.merchant", ("spc-prepaid-2025:25",), path, {"used": booked}),)),
        ]
    why = Why("used.unknown", ("civil-procedure-spc:91",), path, {"most": whole})
    return [(0, False, (why,)), (whole, False, (why,))]


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


def _readings(part: Part, column: Column, ctx: Ctx, face: int) -> list[Reading]:
    line = part.line
    paid, bonus, older = part.paid or 0, int(line.bonus), int(line.opening_balance)
    if ctx.bonus_first and bonus_of(part):
        back = max(0, paid + older - max(0, face - bonus_of(part)))
        return [(back, True, "credit.bonus_first", ("spc-prepaid-2025:18(2)", "cpl-2013:16"))]
    if column == "consumer":
        used = ctx.law.rule("credit_used", "consumer")(face_used=face)
        refs: tuple[str, ...] = ("spc-prepaid-2025:19",)
        if used > paid + older:
            refs = (*refs, "spc-prepaid-2025:20")
        return [(max(0, paid + older - used), True, "credit.face", refs)]
    if line.packs and any(pack.bonus for pack in line.packs):
        return _top_ups(part, face)
    if not bonus:
        return [(max(0, paid + older - face), True, "credit.no_bonus", ("spc-prepaid-2025:18(1)",))]
    if older:
        return _older_credit(part, ctx, face)
    by_share = prepaid.value_by_paid_share(paid=paid, bonus=bonus, face_used=face)
    if ctx.law.has("credit_used", column):
        by_share = ctx.law.rule("credit_used", column)(paid=paid, bonus=bonus, face_used=face)
    from_paid = line.used_value_paid
    if from_paid is not None and line.bonus_kind == "credit" and from_paid < by_share:
        return [(paid - from_paid, True, "credit.split_account", ("spc-prepaid-2025:18(2)", "model:pack_order"))]
    if line.bonus_kind == "services":
        kept = from_paid if from_paid is not None else face
        return [
            (max(0, paid - by_share), False, "credit.share", ("spc-prepaid-2025:18(2)", "open:13")),
            (max(0, paid - kept), False, "credit.as_gift", ("spc-prepaid-2025:21", "open:13")),
        ]
    return [(max(0, paid - by_share), True, "credit.share", ("spc-prepaid-2025:18(2)",))]


def _top_ups(part: Part, face: int) -> list[Reading]:
    """Several top-ups with their own bonus: the ratio of each in the order of use, pooled ratio beside it."""
    packs = packs_on_basis(part)
    paid = sum(pack.price for pack in packs)
    bonus = sum(pack.bonus for pack in packs)
    left, value = face, 0
    for pack in packs:
        whole = pack.price + pack.bonus
        taken = min(left, whole)
        value += ratio_half_up(taken * pack.price, whole) if whole else 0
        left -= taken
    value += left
    refs = ("spc-prepaid-2025:18(2)", "civil-code:560", "open:32")
    pooled = ratio_half_up(face * paid, paid + bonus)
    return [
        (max(0, (part.paid or 0) - value), True, "credit.top_ups_in_order", refs),
        (max(0, (part.paid or 0) - pooled), False, "credit.top_ups_pooled", refs),
    ]


def _older_credit(part: Part, ctx: Ctx, face: int) -> list[Reading]:
    """Older credit of unknown make-up before the top-up (item 7, X38): three ways, default only where records are withheld."""
    line = part.line
    paid, bonus, older = part.paid or 0, int(line.bonus), int(line.opening_balance)
    whole = paid + bonus
    first = _older_first(part, face)
    pooled = ratio_half_up((older + paid) * (older + whole - face), older + whole)
    scaled = ratio_half_up(paid * (older + whole - face), whole)
    refs = ("spc-prepaid-2025:18(2)", "open:32")
    return [
        (max(0, first), ctx.withheld, "credit.older_first", refs),
        (max(0, pooled), False, "credit.older_pooled", refs),
        (max(0, scaled), False, "credit.older_scaled", refs),
    ]


def _older_first(part: Part, face: int) -> int:
    """Reading A: the older credit, taken as paid in, is spent first."""
    line = part.line
    paid, older = part.paid or 0, int(line.opening_balance)
    return older + paid - min(face, older) - ratio_half_up(paid * max(0, face - older), paid + int(line.bonus))


def _beside_older(part: Part, face: int) -> dict[str, int | str]:
    return {"beside_older_first_fen": max(0, _older_first(part, face))}


def _val(
    part: Part,
    face: int,
    back: int,
    code: str,
    refs: tuple[str, ...],
    why: tuple[Why, ...],
    ctx: Ctx,
    counted: int,
) -> Val:
    line = part.line
    credit = (part.paid or 0) + line.opening_balance
    value = max(0, credit - back)
    extra = max(0, face - credit - bonus_of(part))
    over = max(0, counted - credit)
    if not ctx.trace:
        return Val(back, value, value, why, UNTRACED, extra, over)
    beside = _beside_older(part, face) if code.startswith("credit.older") else {}
    worked = Step(
        code,
        value,
        (*refs, "model:rounding"),
        (f"lines.{line.id}.used_value",),
        {
            "face_fen": face,
            "paid_fen": part.paid or 0,
            "bonus_fen": bonus_of(part),
            "older_fen": int(line.opening_balance),
            **beside,
            "line": line.name or line.id,
        },
    )
    args: dict[str, int | str] = {"line": line.name or line.id}
    step = Step("principal.line", back, ("spc-prepaid-2025:15",), (), args, (part.step, worked))
    return Val(back, value, value, why, step, extra, over)
