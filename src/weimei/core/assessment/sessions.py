"""Value of what was used of a course of n sessions, reading by reading (spc-prepaid-2025 arts 18-19; 2.9 items 5, 7, 8)."""

from __future__ import annotations

from msgspec.structs import replace

from weimei.core.facts import Line, ListPrice
from weimei.core.findings import Column, Step, Why
from weimei.core.money import Fen, ratio_half_up

from .coupons import settled
from .values import NO_WHY, UNBOUNDED, UNKNOWN_LIST, UNTRACED, Ctx, Part, Three, Val, choose

Option = tuple[int, bool, tuple[Why, ...]]
ListOption = tuple[int | None, bool, tuple[Why, ...]]


def used_options(part: Part, ctx: Ctx, units: int | None) -> list[Option]:
    """How many units were used: (count, whether the default, why), by the burden of proof (2.9 item 10) and art 25."""
    line = part.line
    path = f"lines.{line.id}.used"
    claimed = line.used
    if claimed is None and part.visits:
        claimed = sum(visit.units for visit in part.visits if not visit.disputed)
    merchant = line.used_by_merchant
    if merchant is None and part.visits and claimed is not None:
        booked = sum(visit.units for visit in part.visits)
        merchant = booked if booked > claimed else None
    if claimed is not None and (merchant is None or merchant == claimed):
        return [(claimed, True, NO_WHY)]
    if claimed is not None and merchant is not None:
        if ctx.withheld:
            return [
                (claimed, True, (Why("used.adverse_inference", ("spc-prepaid-2025:25",), (path, "records.withheld")),))
            ]
        return [
            (claimed, True, (Why("used.consumer", ("civil-procedure-spc:91",), (path,), {"used": claimed}),)),
            (merchant, False, (Why("used.merchant", ("spc-prepaid-2025:25",), (path,), {"used": merchant}),)),
        ]
    most = units if units is not None else 0
    if merchant is not None:
        most = min(most, merchant) if units is not None else merchant
    why = Why("used.unknown", ("civil-procedure-spc:91",), (path,), {"most": most})
    return [(0, False, (why,)), (most, False, (why,))]


def list_options(listed: ListPrice, path: str, ctx: Ctx) -> list[ListOption]:
    """The price that counts for what was used in the consumer's own exit: (amount or None for the paid price, default, why).

    Never below the price paid in the end (`value_at_list`). Source: art 19, 2.9 item 5.
    """
    undisclosed = Why("list.undisclosed", ("spc-prepaid-2025:19", "civil-procedure-spc:91"), (path,))
    if listed.shown == "no" and listed.sales != "yes":
        return [(None, True, (undisclosed,))]
    if listed.amount is None:
        feared = Why("list.unknown", ("spc-prepaid-2025:19",), (path,))
        return [(None, False, (undisclosed,)), (UNKNOWN_LIST, False, (feared,))]
    amount = int(listed.amount)
    at_list = Why("list.shown", ("spc-prepaid-2025:19",), (path,), {"list_fen": amount})
    if listed.shown != "yes" and listed.sales != "yes":
        return [(None, False, (undisclosed,)), (amount, False, (at_list,))]
    unchallenged = listed.attacked == "no" or (listed.attacked == "unknown" and listed.market is None)
    if listed.sales == "yes" or unchallenged:
        return [(amount, True, (at_list,))]
    attacked = listed.attacked == "yes" and listed.sales == "no"
    if listed.market is None:
        why = Why("list.attacked_no_market", ("spc-prepaid-2025:19(2)", "open:5"), (path,))
        return [(amount, False, (at_list,)), (None, False, (why,))]
    clamped = ctx.law.rule("list_price_attacked", "consumer")(list_price=amount, market=int(listed.market))
    why = Why(
        "list.market", ("spc-prepaid-2025:19(2)",), (path,), {"market_fen": int(listed.market), "list_fen": amount}
    )
    return [(amount, not attacked, (at_list,)), (clamped, attacked, (why,))]


def named_price(line: Line, ctx: Ctx) -> ListPrice:
    """The list price of a line; a recalculation clause names one where nothing else does, and it counts as shown (item 4)."""
    if line.list_price.amount is None and ctx.recalculation:
        named = ctx.recalculation.get(line.id, ctx.recalculation.get(None))
        if named is not None:
            return replace(line.list_price, amount=Fen(named), shown="yes")
    return line.list_price


def sessions(part: Part, column: Column, ctx: Ctx) -> Three:
    """What comes back of a course, in one column: every open reading, the least, the default and the most."""
    line = part.line
    if part.paid is None or part.price is None:
        return unpriced(part)
    units = None if line.units is None else line.units + line.free_units
    if units is None or line.used_value is not None:
        return _by_value(part, column, ctx)
    if units == 0:
        return _unknown(part, "units.none")
    if column != "consumer" and not line.free_units and not (part.tainted and column == "merchant"):
        counts = used_options(part, ctx, units)
        if len(counts) == 1 and counts[0][1]:
            used, _, why = counts[0]
            only = _value(part, column, ctx, used, used, True, None, why)
            return Three(only, only, only)
    listed = (
        list_options(named_price(line, ctx), f"lines.{line.id}.list_price", ctx) if column == "consumer" else [NO_LIST]
    )
    options = []
    for used, is_used_default, used_why in used_options(part, ctx, units):
        for bargain, is_bargain_default, bargain_why in standing_of_free(part, column):
            for amount, is_list_default, list_why in listed:
                for sound, is_sound_default, sound_why in sound_units(part, column, used):
                    why = used_why + bargain_why + list_why + sound_why
                    value = _value(part, column, ctx, used, sound, bargain, amount, why)
                    if part.taint_worth is not None and sound == used and sound_why:
                        value = _at_worth(part, ctx, used, bargain, value)
                    is_default = is_used_default and is_bargain_default and is_list_default and is_sound_default
                    options.append((value, is_default))
    return settled(part, column, options)


NO_LIST: ListOption = (None, True, NO_WHY)


def standing_of_free(part: Part, column: Column) -> list[tuple[bool, bool, tuple[Why, ...]]]:
    """Free units of the same kind: part of what the price bought, or a gift (item 8)."""
    line = part.line
    if not line.free_units:
        return [(True, True, NO_WHY)]
    path = (f"lines.{line.id}.free_in_bargain",)
    inside = Why("free.in_bargain", ("spc-prepaid-2025:18(1)", "open:26"), path)
    gift = Why("free.gift", ("spc-prepaid-2025:21", "open:26"), path)
    if line.free_in_bargain == "yes":
        return [(True, True, (inside,))]
    if line.free_in_bargain == "no":
        return [(False, True, (gift,))]
    if column == "consumer":
        return [(True, False, (inside, Why("free.no_default", ("open:38",), path))), (False, False, (gift,))]
    return [(True, True, (inside,)), (False, False, (gift,))]


def sound_units(part: Part, column: Column, used: int) -> list[tuple[int, bool, tuple[Why, ...]]]:
    """How many of the used units count at their price: tainted ones by default do not, in the merchant's column."""
    tainted = used if part.all_tainted else min(part.tainted, used)
    if not tainted or column != "merchant":
        return [(used, True, NO_WHY)]
    path = (f"lines.{part.line.id}.used", "events")
    none = Why("taint.no_value", (*part.taint_refs, "open:33"), path, {"units": tainted})
    full = Why("taint.full_value", (*part.taint_refs, "open:33"), path, {"units": tainted})
    default = part.taint_default
    return [(used - tainted, default == "none", (none,)), (used, default == "price", (full,))]


def _value(
    part: Part, column: Column, ctx: Ctx, used: int, sound: int, bargain: bool, listed: int | None, why: tuple[Why, ...]
) -> Val:
    line = part.line
    price, paid = part.price or 0, part.paid or 0
    bought = line.units or 0
    units = bought + line.free_units if bargain else bought
    counted = sound if bargain else min(max(0, sound - (line.free_used or 0)), bought)
    back = ratio_half_up(paid * units - price * counted, units) if paid * units > price * counted else 0
    disc = paid - back if back else ratio_half_up(price * counted, units)
    extra = max(0, disc - paid)
    if column != "consumer" or listed is None or (listed != UNKNOWN_LIST and listed * counted <= disc):
        step = _step_discount(part, column, counted, units, disc, back) if ctx.trace else UNTRACED
        return Val(back, disc, disc, why, step, extra, extra)
    return at_list_price(part, ctx, counted, listed, disc, why)


def at_list_price(part: Part, ctx: Ctx, counted: int, listed: int, disc: int, why: tuple[Why, ...]) -> Val:
    """Units at the price before discount, of which only the existence may be feared (`UNKNOWN_LIST`); `disc` at the price paid."""
    paid = part.paid or 0
    if listed == UNKNOWN_LIST:
        at_list = max(disc, paid) if counted else disc
    else:
        at_list = ctx.law.rule("value_used", "consumer")(list_price=listed, used=counted, at_discount=disc)
    left = paid - at_list if paid > at_list else 0
    step = _step_list(part, counted, listed, at_list, left, disc) if ctx.trace else UNTRACED
    over = UNBOUNDED if listed == UNKNOWN_LIST and counted else max(0, at_list - paid)
    return Val(left, disc, at_list, why, step, max(0, disc - paid), over)


def _at_worth(part: Part, ctx: Ctx, used: int, bargain: bool, at_price: Val) -> Val:
    """Swapped units at the market price of what was really given, where that is less than their own price (item 11)."""
    tainted = used if part.all_tainted else min(part.tainted, used)
    bare = _value(part, "merchant", ctx, used, used - tainted, bargain, None, at_price.why)
    value = min(at_price.disc - bare.disc, (part.taint_worth or 0) * tainted)
    back = max(0, bare.back - value)
    args: dict[str, int | str] = {"worth_fen": part.taint_worth or 0, "units": tainted, "value_fen": value}
    step = Step("taint.worth", back, part.taint_refs, ("events",), args, (bare.step,)) if ctx.trace else UNTRACED
    return Val(back, bare.disc + value, bare.list + value, at_price.why, step, at_price.extra, at_price.over)


def _step_discount(part: Part, column: Column, counted: int, units: int, disc: int, back: int) -> Step:
    line = part.line
    refs = ("spc-prepaid-2025:18(1)",) if column != "consumer" else ("spc-prepaid-2025:19", "civil-procedure-spc:91")
    value = Step(
        "value.discount",
        disc,
        (*refs, "model:rounding"),
        (f"lines.{line.id}.used",),
        {"used": counted, "units": units, "price_fen": part.price or 0, "line": line.name or line.id},
    )
    return step_back(part, back, value)


def _step_list(part: Part, counted: int, listed: int, at_list: int, left: int, disc: int) -> Step:
    line = part.line
    refs = (
        ("spc-prepaid-2025:19", "spc-prepaid-2025:20")
        if at_list > (part.paid or 0) >= disc
        else ("spc-prepaid-2025:19",)
    )
    code = "value.list_unknown" if listed == UNKNOWN_LIST else "value.list"
    value = Step(
        code,
        at_list,
        refs,
        (f"lines.{line.id}.used", f"lines.{line.id}.list_price"),
        {"used": counted, "list_fen": max(0, listed), "discount_fen": disc, "line": line.name or line.id},
    )
    return step_back(part, left, value)


def step_back(part: Part, back: int, value: Step) -> Step:
    return Step(
        "principal.line",
        back,
        ("spc-prepaid-2025:15",),
        (),
        {"line": part.line.name or part.line.id},
        (part.step, value),
    )


def _by_value(part: Part, column: Column, ctx: Ctx) -> Three:
    """A course of which only the value used is known, or the price of one unit and the count."""
    line = part.line
    paid = part.paid or 0
    value = line.used_value
    if value is None and line.balance is not None:
        value = max(0, paid - line.balance)  # type: ignore[assignment]
    if value is not None:
        return settled(part, column, [(_stated(part, column, ctx, value, line.used_list_value, NO_WHY), True)])
    counts = used_options(part, ctx, None)
    is_told = any(used or is_default for used, is_default, _ in counts)
    if not is_told or (line.unit_price is None and any(used for used, _, _ in counts)):
        return _unknown(part, "used_value.unknown", {"most_fen": paid})
    listed = [NO_LIST]
    if column == "consumer" and line.used_list_value is None:
        listed = list_options(named_price(line, ctx), f"lines.{line.id}.list_price", ctx)
    options = []
    for used, is_used_default, why in counts:
        disc = used * (line.unit_price or 0)
        for amount, is_list_default, list_why in listed:
            if amount is not None and (amount == UNKNOWN_LIST or amount * used > disc):
                found = at_list_price(part, ctx, used, amount, disc, (*why, *list_why))
            else:
                found = _stated(part, column, ctx, disc, line.used_list_value, (*why, *list_why))
            options.append((found, is_used_default and is_list_default))
    return settled(part, column, options)


def _stated(part: Part, column: Column, ctx: Ctx, value: int, listed: int | None, why: tuple[Why, ...]) -> Val:
    """What was used by its value at the price paid; in the consumer's own exit by its value before discount, if that is stated."""
    line, paid = part.line, part.paid or 0
    at_list = value if column != "consumer" or listed is None else max(value, listed)
    left = paid - at_list if paid > at_list else 0
    step = UNTRACED
    if ctx.trace:
        path, args = f"lines.{line.id}.used_value", {"line": line.name or line.id}
        step = step_back(part, left, Step("value.stated", at_list, ("spc-prepaid-2025:18(1)",), (path,), {**args}))
    return Val(left, value, at_list, why, step, max(0, value - paid), max(0, at_list - paid))


def _unknown(part: Part, code: str, args: dict[str, int | str] | None = None) -> Three:
    """Nothing is known of the use: from nothing to everything."""
    paid = part.paid or 0
    why = (Why(code, ("civil-procedure-spc:91",), (f"lines.{part.line.id}.used",), args or {}),)
    low = Val(0, paid, paid, why, Step("principal.use_unknown", 0, ("spc-prepaid-2025:15",), (), {}, (part.step,)))
    high = Val(paid, 0, 0, why, Step("principal.use_unknown", paid, ("spc-prepaid-2025:15",), (), {}, (part.step,)))
    return choose([(low, False), (high, False)])


def unpriced(part: Part) -> Three:
    """The price is not known: the stated balance if there is one, else no sum."""
    line = part.line
    balance = line.balance
    if balance is not None:
        step = Step("principal.balance_stated", balance, ("spc-prepaid-2025:15",), (f"lines.{line.id}.balance",), {})
        only = Val(balance, 0, 0, (Why("balance.stated", (), (f"lines.{line.id}.balance",)),), step)
        return Three(only, only, only)
    only = Val(0, 0, 0, (Why("price.unknown", ("spc-prepaid-2025:2",), (f"lines.{line.id}.price",)),), part.step)
    return Three(only, None, only)
