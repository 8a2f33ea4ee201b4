"""Several packs of units in one course: which pack was used, free units, list price (2.9 items 5, 7, 8)."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from msgspec.structs import replace

from weimei.core.facts import Pack
from weimei.core.findings import Column, Step, Why
from weimei.core.money import Fen, largest_remainder, ratio_half_up

from .coupons import settled
from .sessions import (
    NO_LIST,
    at_list_price,
    list_options,
    named_price,
    sound_units,
    standing_of_free,
    step_back,
    used_options,
)
from .values import NO_WHY, UNKNOWN_LIST, UNTRACED, Ctx, Part, Three, Val

Order = tuple[int, bool, str]
"""The value of the units used, whether this order is the default, its code."""


def is_packed(part: Part) -> bool:
    """Whether a course with a known price was bought in packs of units."""
    return bool(part.line.packs) and part.paid is not None and any(pack.units for pack in part.line.packs)


def packs_of_units(part: Part, column: Column, ctx: Ctx) -> Three:
    """What comes back of a course bought in packs: by marks made at the visits, else oldest first; pooled, newest first beside."""
    line = part.line
    counts = used_options(part, ctx, sum(pack.units for pack in line.packs) + line.free_units)
    if all(pack.used is not None for pack in line.packs):
        counts = [(sum(pack.used or 0 for pack in line.packs), True, NO_WHY)]
    listed = (
        list_options(named_price(line, ctx), f"lines.{line.id}.list_price", ctx) if column == "consumer" else [NO_LIST]
    )
    options: list[tuple[Val, bool]] = []
    for used, is_used_default, used_why in counts:
        for bargain, is_bargain_default, bargain_why in standing_of_free(part, column):
            for sound, is_sound_default, sound_why in sound_units(part, column, used):
                why = used_why + bargain_why + sound_why
                is_default = is_used_default and is_bargain_default and is_sound_default
                at_worth = part.taint_worth is not None and bool(sound_why) and sound == used
                counted, found = _readings(part, used, sound, bargain, at_worth)
                for disc, is_order_default, code in found:
                    reason = Why(code, ("civil-code:560", "open:32"), (f"lines.{line.id}.packs",))
                    for amount, is_list_default, list_why in listed:
                        value = _val(part, ctx, counted, amount, disc, code, found, (*why, reason, *list_why))
                        options.append((value, is_default and is_order_default and is_list_default))
    return settled(part, column, options)


def _readings(part: Part, used: int, sound: int, bargain: bool, at_worth: bool) -> tuple[int, list[Order]]:
    """How many units count, and their value at the price paid in every order of the packs.

    `at_worth`: tainted units count at the market price of what was really given, where that is less (item 11).
    """
    packs = packs_on_basis(part)
    if bargain:
        counted, packs = sound, with_free_units(packs, part.line.free_units)
    else:
        counted = min(max(0, sound - (part.line.free_used or 0)), sum(pack.units for pack in packs))
    found = orders(part, packs, counted)
    if not at_worth:
        return counted, found
    tainted = used if part.all_tainted else min(part.tainted, used)
    worth = (part.taint_worth or 0) * tainted
    bare = orders(part, packs, max(0, counted - tainted))
    least = {code: value for value, _, code in bare}
    return counted, [(min(value, least.get(code, bare[0][0]) + worth), default, code) for value, default, code in found]


def _val(
    part: Part,
    ctx: Ctx,
    counted: int,
    listed: int | None,
    disc: int,
    code: str,
    found: list[Order],
    why: tuple[Why, ...],
) -> Val:
    """One reading held against what was paid; at the price before discount where that is known or feared and higher."""
    line, paid = part.line, part.paid or 0
    if listed is not None and (listed == UNKNOWN_LIST or listed * counted > disc):
        return at_list_price(part, ctx, counted, listed, disc, why)
    back, over = max(0, paid - disc), max(0, disc - paid)
    step = UNTRACED
    if ctx.trace:
        beside: dict[str, int | str] = {f"beside_{name[6:]}_fen": max(0, paid - value) for value, _, name in found}
        units = sum(pack.units for pack in line.packs) + line.free_units
        args: dict[str, int | str] = {"used": counted, "units": units, "line": line.name or line.id, **beside}
        refs = ("spc-prepaid-2025:18(1)", "civil-code:560", "model:pack_order")
        step = step_back(part, back, Step(code, disc, refs, (f"lines.{line.id}.packs",), args))
    return Val(back, disc, disc, why, step, over, over)


def packs_on_basis(part: Part) -> list[Pack]:
    """The packs in order of date and id, their prices without the coupons and points that the price is without (2.0)."""
    packs = sorted(part.line.packs, key=lambda pack: (pack.on or "", pack.id))
    gross = sum(pack.price for pack in packs)
    if part.price is None or part.price >= gross:
        return packs
    shares = largest_remainder(part.price, [pack.price for pack in packs])
    return [replace(pack, price=Fen(share)) for pack, share in zip(packs, shares, strict=True)]


def with_free_units(packs: list[Pack], free: int) -> list[Pack]:
    """Free units in the bargain, shared over the packs by their size: ten and two free, twice, makes twelve and twelve (item 8)."""
    if not free:
        return packs
    shares = largest_remainder(free, [pack.units for pack in packs])
    return [replace(pack, units=pack.units + share) for pack, share in zip(packs, shares, strict=True)]


def orders(part: Part, packs: Sequence[Pack], used: int) -> list[Order]:
    """The value of the units used at the price of their pack: as marked, the rest oldest first, at one average, newest first."""
    marked = [_marked(part, pack) for pack in packs]
    fixed = sum(marked)
    at_marks = _worth(packs, marked)
    if fixed and used <= fixed:
        return [(_rounded(at_marks * Fraction(used, fixed)), True, "packs.marked")]
    room = [max(0, pack.units - n) for pack, n in zip(packs, marked, strict=True)]
    rest = used - fixed

    def spent(places: Sequence[int]) -> int:
        left, value = rest, at_marks
        for place in places:
            taken = min(left, room[place])
            value += Fraction(packs[place].price * taken, packs[place].units) if taken else 0
            left -= taken
        return _rounded(value)

    units, places = sum(room), range(len(packs))
    share = Fraction(min(rest, units), units) if units else Fraction()
    pooled = _rounded(at_marks + _worth(packs, room) * share)
    return [
        (spent(places), True, "packs.oldest"),
        (pooled, False, "packs.pooled"),
        (spent(places[::-1]), False, "packs.newest"),
    ]


def _marked(part: Part, pack: Pack) -> int:
    """Units of a pack that were marked at the visits and are not contested (civil-code 560 by analogy)."""
    if pack.used is not None:
        return pack.used
    return min(pack.units, sum(visit.units for visit in part.visits if visit.pack == pack.id and not visit.disputed))


def _worth(packs: Sequence[Pack], taken: Sequence[int]) -> Fraction:
    """So many units of each pack at its own price, not rounded."""
    return sum((Fraction(pack.price * n, pack.units) for pack, n in zip(packs, taken, strict=True) if n), Fraction())


def _rounded(value: Fraction) -> int:
    return ratio_half_up(value.numerator, value.denominator)
