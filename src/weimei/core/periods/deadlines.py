"""A time limit as dated data, and its last day for one start date."""

from __future__ import annotations

from datetime import date
from enum import Enum
from typing import Literal

import msgspec

from weimei.core.errors import DomainError
from weimei.core.periods.calendars import Calendar
from weimei.core.periods.counting import RULES, CountingRule, Deadline, Unit, add_days, count


class Words(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One text for people in Chinese and English."""

    zh: str
    en: str


class Bound(Enum):
    """Who must act within the limit."""

    CONSUMER = "consumer"
    MERCHANT = "merchant"
    PLATFORM = "platform"
    AUTHORITY = "authority"
    MEDIATOR = "mediator"
    COURT = "court"
    GUARDIAN = "guardian"


class Extension(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A lengthening that somebody may grant, in the limit's own unit. No value: the text names no number."""

    value: int | None = None
    condition: Words


class TimeLimit(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One version of a time limit.

    `in_force_from`, `in_force_to`: first and last day on which this version is chosen; no end while it stands.
    `counting_basis` law: the counting rule is the one our reference reads in the text; model: taken by analogy.
    `verification`: how far value and article were checked; UNVERIFIED and MODEL must be shown as such.
    """

    id: str
    event: Words
    start_event: str
    start: Words
    value: int | None = None
    unit: Unit
    direction: Literal["after", "before"] = "after"
    bound: Bound
    counting: CountingRule
    counting_basis: Literal["law", "model"]
    norms: tuple[str, ...]
    in_force_from: date
    in_force_to: date | None = None
    extensions: tuple[Extension, ...] = ()
    not_counted: Words | None = None
    verification: Literal["READ", "READ-PART", "UNVERIFIED", "MODEL"]
    effect: Words

    def is_in_force(self, on: date) -> bool:
        """Whether this version is the one for that day."""
        return self.in_force_from <= on and (self.in_force_to is None or on <= self.in_force_to)


class Due(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """A time limit applied to its start date.

    `raw`, `legal` as in `Deadline`; None when the duty is permanent. `extended`: the last day after each further
    extension, the longest last. `rules`: the limit's norms, then those of the counting.
    """

    limit_id: str
    start: date
    raw: date | None
    legal: date | None
    is_provisional: bool
    extended: tuple[Deadline, ...]
    bound: Bound
    rules: tuple[str, ...]
    verification: str

    @property
    def safe_on(self) -> date | None:
        """The day to plan with: the unextended one for what the consumer must do, else the legal one."""
        return self.raw if self.bound is Bound.CONSUMER else self.legal

    def is_over(self, at: date) -> bool:
        """Whether the last legal day has gone by, extensions not granted."""
        return self.legal is not None and at > self.legal

    def days_left(self, at: date) -> int | None:
        """Days from `at` to the day to plan with; 0 on that day, negative after it; None when there is no end."""
        safe_on = self.safe_on
        return None if safe_on is None else safe_on.toordinal() - at.toordinal()


def compute(limit: TimeLimit, start: date, calendar: Calendar, *, not_counted: int = 0) -> Due:
    """The last day of a limit that started on `start`, the start day not counted.

    `not_counted`: units that the text leaves out (an appraisal that took so many days), in the limit's own unit.
    A limit that runs backwards gives the last day on which the notice is still in time; it is not extended.
    """
    if not_counted < 0:
        raise DomainError("periods.not_counted", f"{not_counted} days cannot be left out.", remedy="Give 0 or more.")
    if limit.unit is Unit.PERMANENT or limit.value is None:
        return _due(limit, start, None, ())
    if limit.direction == "before":
        return _due(limit, start, _notice_day(limit, limit.value, start, calendar), ())
    value = limit.value + not_counted
    deadline = count(start, value, limit.unit, calendar, limit.counting)
    extended = []
    for extension in limit.extensions:
        if extension.value is not None:
            value += extension.value
            extended.append(count(start, value, limit.unit, calendar, limit.counting))
    return _due(limit, start, deadline, tuple(extended))


def _notice_day(limit: TimeLimit, value: int, start: date, calendar: Calendar) -> Deadline:
    if limit.unit is Unit.WORKING_DAYS:
        day = calendar.add_workdays(start, -value)
        return Deadline(
            raw=day, legal=day, is_provisional=calendar.is_provisional(day), rules=RULES[CountingRule.PLAIN]
        )
    if limit.unit is Unit.DAYS:
        day = add_days(start, -value)
        return Deadline(raw=day, legal=day, is_provisional=False, rules=RULES[CountingRule.PLAIN])
    return count(start, -value, limit.unit, calendar, CountingRule.PLAIN)


def _due(limit: TimeLimit, start: date, deadline: Deadline | None, extended: tuple[Deadline, ...]) -> Due:
    provisional = any(day.is_provisional for day in extended)
    return Due(
        limit_id=limit.id,
        start=start,
        raw=deadline.raw if deadline else None,
        legal=deadline.legal if deadline else None,
        is_provisional=bool(deadline and deadline.is_provisional) or provisional,
        extended=extended,
        bound=limit.bound,
        rules=limit.norms + (deadline.rules if deadline else ()),
        verification=limit.verification,
    )
