"""Small values that the sum is done with, before it becomes an assessment."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

import msgspec
from msgspec.structs import replace

from weimei.core.errors import DomainError
from weimei.core.facts import Line, Redemption
from weimei.core.findings import Column, Step, Why
from weimei.core.law.parameters import Confirmation
from weimei.core.law.registry import Law

from .matter import Matter

NO_WHY: tuple[Why, ...] = ()
UNTRACED = Step("untraced", 0)
"""Stands in for every derivation when only the amounts are wanted."""
UNKNOWN_LIST = -1
"""A list price of which only its existence is feared: it may be as high as eats up everything."""
UNBOUNDED = 10**15
"""`Val.over` of use at a list price that nobody knows: more than any contract. It is compared with, never shown."""


class Part(msgspec.Struct, kw_only=True, gc=False):
    """One line with its money on one basis (2.0): `price` and `paid` both without coupons and points that others funded.

    `price`: what the line costs the consumer by the contract; `paid`: what she paid or owes a lender for it so far.
    `gross`: before layers. `others`: the share of reductions that platform, host, bank or a rail funded; of it `others_paid`
    was paid to the merchant in cash, `others_open` may have been. None: not known. `visits`: the line's redemptions.
    """

    line: Line
    price: int | None
    paid: int | None
    gross: int | None
    others: int = 0
    others_paid: int = 0
    others_open: int = 0
    visits: tuple[Redemption, ...] = ()
    tainted: int = 0
    taint_worth: int | None = None
    taint_default: str = "none"
    taint_refs: tuple[str, ...] = ()
    all_tainted: bool = False
    step: Step = UNTRACED


class Val(msgspec.Struct, gc=False):
    """One reading of one part in one column: `back` to return, `disc` and `list` value of what was used.

    `over`: by how much the value counted exceeds what was paid for the part; over the whole contract it comes off the others
    (art 15 takes the whole price less the whole value). `extra`: use on credit at the discounted price (art 20).
    """

    back: int
    disc: int
    list: int
    why: tuple[Why, ...] = NO_WHY
    step: Step = UNTRACED
    extra: int = 0
    over: int = 0


class Three(msgspec.Struct, gc=False):
    """The readings that matter: the one with the least to return, the default if there is one, the one with the most.

    `readings`: all of them, where which is the least is decided only over the whole contract (coupons paid to the merchant).
    """

    low: Val
    likely: Val | None
    high: Val
    readings: tuple[Val, ...] = ()


class End(msgspec.Struct, gc=False):
    """When the contract ended, as far as known: `first` to `last` possible day, by what, and whether it has ended at all."""

    first: date | None
    last: date | None
    by: str
    ended: bool
    proved: bool
    facts: tuple[str, ...] = ()


class Rate(msgspec.Struct, gc=False):
    """A yearly rate in hundredths of a percent, where it comes from, and whether its value is not yet confirmed, or by whom."""

    bp: int
    ref: str
    unverified: bool
    confirmed: Confirmation | None = None


class Ctx(msgspec.Struct, kw_only=True, gc=False):
    """What every computation of one matter shares. `trace`: build derivations and reasons, or amounts alone."""

    matter: Matter
    law: Law
    at: date
    end: End
    trace: bool = True
    withheld: bool = False
    bonus_first: bool = False
    recalculation: dict[str | None, int] = {}
    at_paid: dict[str | None, str] = {}
    """Terms by which what was used counts at the price paid, by the line that they concern; None: every line."""
    kinds: frozenset[str] = frozenset()
    proved_kinds: frozenset[str] = frozenset()
    confirmations: tuple[Confirmation, ...] = ()
    known: dict[Any, Three] = msgspec.field(default_factory=dict)
    rates: dict[Column, list[Rate]] = msgspec.field(default_factory=dict)


def no_reading() -> DomainError:
    """A sum without any reading: the engine is at fault, not the matter."""
    return DomainError("assessment.no_reading", "A sum needs at least one reading.")


def with_why(three: Three, why: Why) -> Three:
    """The same readings, each with one more reason."""
    low = replace(three.low, why=(*three.low.why, why))
    high = low if three.high is three.low else replace(three.high, why=(*three.high.why, why))
    if three.likely is None or three.likely is three.low:
        return Three(low, None if three.likely is None else low, high)
    return Three(low, high if three.likely is three.high else replace(three.likely, why=(*three.likely.why, why)), high)


def spanned(low: Val, likely: Val | None, high: Val) -> Three:
    """A range of readings each worked out by itself: the one with the least to return is its low end, the most its high end."""
    given = (low, high) if likely is None else (low, likely, high)
    least, most = min(given, key=lambda value: value.back), max(given, key=lambda value: value.back)
    return Three(low if low.back == least.back else least, likely, high if high.back == most.back else most)


def added(values: Sequence[Val], ctx: Ctx) -> Val:
    """One reading of every part added up; what exceeds one part comes off the others (art 15)."""
    parts, over = sum(value.back for value in values), sum(value.over for value in values)
    back = max(0, parts - over)
    step = UNTRACED
    if ctx.trace:
        args: dict[str, int | str] = {"over_fen": min(over, parts)} if over else {}
        code = "principal.sum_over" if over else "principal.sum"
        step = Step(code, back, ("spc-prepaid-2025:15",), (), args, tuple(value.step for value in values))
    why = tuple(why for value in values for why in value.why)
    return Val(back, sum(v.disc for v in values), sum(v.list for v in values), why, step, sum(v.extra for v in values))


def choose(options: Iterable[tuple[Val, bool]]) -> Three:
    """Least, default and most of several readings. Several defaults survive only if they agree on the sum."""
    low = high = likely = None
    split = False
    for value, is_default in options:
        if low is None or (value.back, -value.over) < (low.back, -low.over):
            low = value
        if high is None or (value.back, -value.over) > (high.back, -high.over):
            high = value
        if is_default:
            if likely is not None and (likely.back, likely.over) != (value.back, value.over):
                split = True
            likely = likely or value
    if low is None or high is None:
        raise no_reading()
    if (low.back, low.over) == (high.back, high.over):
        return Three(low, likely or low, high)
    return Three(low, None if split else likely, high)


COLUMN_RULE: dict[Column, str] = {
    "merchant": "spc-prepaid-2025:18",
    "neutral": "spc-prepaid-2025:18",
    "consumer": "spc-prepaid-2025:19",
}
