"""Whether an answer fits what was answered before: told at the question, not when the file is read.

What cannot be is refused. What may be so, yet looks like a slip, is a `DoubtError`: asked back once and taken the second time.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from weimei.core.errors import DomainError
from weimei.core.facts import When
from weimei.core.money import format_amount

from .matter import Matter


class DoubtError(DomainError):
    """The answer may be right; the person is asked once whether it is."""


def check(question_id: str, matter: Matter, at: date) -> None:
    """Raises DomainError for an answer that contradicts others, DoubtError for one that is worth a second look.

    `matter` holds the answer already; `at` is the day on which the sum is made.
    """
    for one in _CHECKS.get(question_id, ()):
        one(matter, at)


def _used(matter: Matter, at: date) -> None:
    """No more visits than were bought and given."""
    line = matter.lines[0]
    if line.units == 0:
        raise DomainError(
            "interview.no_units",
            "Nothing was bought with 0 sessions.",
            remedy="Type how many were bought, or nothing to skip.",
            zh="买了0次就是没有买。写买了几次，或者直接回车跳过。",
        )
    if line.units is None or line.used is None or line.used <= (all_ := line.units + line.free_units):
        return
    raise DomainError(
        "interview.used_more",
        f"There are only {all_} in all ({line.units} bought, {line.free_units} free), and {line.used} would be done.",
        remedy="Check it. With < you go back and put the number of sessions right.",
        zh=f"一共只有{all_}次（买{line.units}次，送{line.free_units}次），可写的是做了{line.used}次，请核对。"
        "次数写错了，输入 < 回去改。",
    )


def _card(matter: Matter, at: date) -> None:
    """Credit can be overdrawn, but seldom is."""
    line = matter.lines[0]
    if line.price is None or line.used_value is None or line.used_value <= (all_ := line.price + line.bonus):
        return
    face, used = format_amount(all_), format_amount(line.used_value)
    raise DoubtError(
        "interview.card_overdrawn",
        f"The card held only {face} ({format_amount(line.price)} paid, {format_amount(line.bonus)} on top); {used} is more.",
        remedy="If it is so, type it again.",
        zh=f"卡里一共只有{face}元（付{format_amount(line.price)}，送{format_amount(line.bonus)}），{used}元比它多。"
        "请核对；确实是这样，就再写一遍。",
    )


def _list_price(matter: Matter, at: date) -> None:
    """A single price below what one visit cost in the package, or above the whole package."""
    line = matter.lines[0]
    shown = line.list_price.amount
    if shown is None or line.price is None:
        return
    if line.units and shown * line.units < line.price:
        each = format_amount(line.price // line.units)
        raise DoubtError(
            "interview.list_price_low",
            f"You paid about {each} for each session; a single price of {format_amount(shown)} is below that.",
            remedy="If it is so, type it again.",
            zh=f"你平均每次付了大约{each}元，单次原价{format_amount(shown)}元比它还低。请核对；确实是这样，就再写一遍。",
        )
    if shown > line.price:
        raise DoubtError(
            "interview.list_price_high",
            f"A single price of {format_amount(shown)} is more than the {format_amount(line.price)} paid in all.",
            remedy="If it is so, type it again.",
            zh=f"单次原价{format_amount(shown)}元，比一共付的{format_amount(line.price)}元还多。请核对；确实是这样，就再写一遍。",
        )


def _asked(matter: Matter, at: date) -> None:
    _not_before(
        matter.request.asked_on, matter.contract.formed_on, ("提出退款", "The request"), ("付款", "the payment")
    )


def _arrived(matter: Matter, at: date) -> None:
    request = matter.request
    _not_before(request.arrived_on, request.asked_on, ("对方收到", "Its arrival"), ("提出退款", "the request"))


def _not_before(later: When | None, earlier: When | None, what: tuple[str, str], than: tuple[str, str]) -> None:
    if later is None or earlier is None or later.last >= earlier.first:
        return
    raise DomainError(
        "interview.day_order",
        f"{what[1]} on {later} would be before {than[1]} on {earlier}.",
        remedy="Type the day again. With < you go back and put the other one right.",
        zh=f"{than[0]}是{earlier}，{what[0]}不会在它之前（{later}）。请核对；前面写错了，输入 < 回去改。",
    )


def _future(of: Callable[[Matter], When | None]) -> Callable[[Matter, date], None]:
    """A day that is still to come counts only from then on."""

    def look(matter: Matter, at: date) -> None:
        day = of(matter)
        if day is None or day.first <= at:
            return
        raise DoubtError(
            "interview.future",
            f"{day} is after {at}, the day for which the sum is made.",
            remedy="If it is so, type it again.",
            zh=f"{day}还没到：现在是按{at}算的。请核对；确实是这样，就再写一遍。",
        )

    return look


def _event_day(matter: Matter) -> When | None:
    return matter.events[0].on if matter.events else None


_CHECKS: dict[str, tuple[Callable[[Matter, date], None], ...]] = {
    "units": (_used,),
    "free_units": (_used,),
    "used": (_used,),
    "paid": (_card,),
    "bonus": (_card,),
    "used_value": (_card,),
    "list_amount": (_list_price,),
    "paid_on": (_asked, _future(lambda matter: matter.contract.formed_on)),
    "happened_on": (_future(_event_day),),
    "asked_on": (_asked, _future(lambda matter: matter.request.asked_on)),
    "arrived": (_arrived, _future(lambda matter: matter.request.arrived_on)),
}
