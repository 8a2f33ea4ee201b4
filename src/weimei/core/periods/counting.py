"""Counting days: civil-code 201-204, civil-procedure 85 and, kept apart, samr-121-2026 45.

Civil law and procedure extend a last day that falls on a rest day (法定休假日, read to take in weekends,
`model:rest_days`). The complaint rules of the market regulator extend it only on a public holiday (法定节假日).
The unextended day is always kept: it is the safe one to act by.
"""

from __future__ import annotations

from calendar import monthrange
from datetime import date, timedelta
from enum import Enum
from typing import assert_never

import msgspec

from weimei.core.errors import DomainError
from weimei.core.periods.calendars import Calendar


class Unit(Enum):
    """What a time limit counts. A permanent duty has no last day."""

    DAYS = "days"
    WORKING_DAYS = "working_days"
    MONTHS = "months"
    YEARS = "years"
    PERMANENT = "permanent"


class CountingRule(Enum):
    """Which text moves the last day: rest days (civil code, procedure), public holidays only, or nothing."""

    CIVIL_203 = "civil_203"
    PROCEDURE_85 = "procedure_85"
    SAMR_45 = "samr_45"
    PLAIN = "plain"


RULES: dict[CountingRule, tuple[str, ...]] = {
    CountingRule.CIVIL_203: ("civil-code:201", "civil-code:202", "civil-code:203", "model:rest_days"),
    CountingRule.PROCEDURE_85: ("civil-procedure:85", "model:rest_days"),
    CountingRule.SAMR_45: ("samr-121-2026:45",),
    CountingRule.PLAIN: ("civil-code:201", "civil-code:202"),
}
"""The texts behind each way of counting, as ids. Plain counting borrows start and end day and extends nothing."""
CIVIL_RULES = RULES[CountingRule.CIVIL_203]


class Deadline(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """The last day of a time limit; it runs to 24:00 or to the close of business.

    `raw`: not extended, the safe day to act by. `legal`: extended as the rule says, never before `raw`.
    `is_provisional`: a day was judged by weekends alone, since its year has no settled holiday table.
    """

    raw: date
    legal: date
    is_provisional: bool
    rules: tuple[str, ...]


class Term(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """A term of service of whole months, first and last day both served (`model:day_count_inclusive`).

    `literal_last`, `literal_days`: the reading of civil-code 201-202 by the letter, start day not counted, which ends
    one day later; shown beside the first as the alternative.
    """

    first: date
    last: date
    days: int
    literal_last: date
    literal_days: int


def _out_of_calendar(start: date, count: int) -> DomainError:
    return DomainError(
        "periods.out_of_calendar",
        f"{count} units from {start} lead out of the years 1 to 9999.",
        facts=(start.isoformat(),),
        remedy="Check the date and the length of the term.",
    )


def add_days(start: date, days: int) -> date:
    """The day `days` after the start, which is not counted (civil-code 201).

    >>> add_days(date(2026, 11, 11), 7)
    datetime.date(2026, 11, 18)
    """
    try:
        return date.fromordinal(start.toordinal() + days)
    except (ValueError, OverflowError):
        raise _out_of_calendar(start, days) from None


def add_months(start: date, months: int) -> date:
    """The corresponding day `months` later, or the last day of that month when it has none (civil-code 202).

    >>> add_months(date(2026, 1, 31), 1)
    datetime.date(2026, 2, 28)
    """
    year, month0 = divmod(start.year * 12 + start.month - 1 + months, 12)
    try:
        if start.day <= 28:
            return date(year, month0 + 1, start.day)
        return date(year, month0 + 1, min(start.day, monthrange(year, month0 + 1)[1]))
    except (ValueError, OverflowError):
        raise _out_of_calendar(start, months) from None


def add_years(start: date, years: int) -> date:
    """The corresponding day `years` later; 29 February gives 28 February in a common year (civil-code 202)."""
    return add_months(start, 12 * years)


def days_between(t0: date, t1: date) -> int:
    """Days from t0 to t1: the start day is out, the last day is in. Negative when t1 comes first.

    >>> days_between(date(2026, 9, 1), date(2026, 11, 22))
    82
    """
    return t1.toordinal() - t0.toordinal()


def term_days(start: date, end: date) -> int:
    """Days of a term, first and last both counted (`model:day_count_inclusive`); 0 when it ends before it starts.

    >>> term_days(date(2026, 3, 1), date(2027, 2, 28))
    365
    """
    return max(0, end.toordinal() - start.toordinal() + 1)


def remaining_days(*, start: date, end: date, last_day: date) -> int:
    """Days of the term left after `last_day`, which is the day of rescission or the last day served.

    Between 0 and the whole term: rescinded before the start, everything is left (spc-prepaid-2025 22).

    >>> remaining_days(start=date(2026, 3, 1), end=date(2027, 2, 28), last_day=date(2026, 11, 22))
    98
    """
    return max(0, min(end.toordinal() - last_day.toordinal(), term_days(start, end)))


def literal_term_end(start: date, months: int) -> date:
    """Last day by the letter of civil-code 201-202: the corresponding day itself, the start day not being counted."""
    return add_months(start, months)


def term_end(start: date, months: int) -> date:
    """Last day of a term whose first day counts: the day before the corresponding one (`model:day_count_inclusive`).

    When the last month has no corresponding day, its last day is the end under both readings (civil-code 202).

    >>> term_end(date(2026, 3, 10), 24)
    datetime.date(2028, 3, 9)
    >>> term_end(date(2026, 1, 31), 1)
    datetime.date(2026, 2, 28)
    """
    corresponding = add_months(start, months)
    if corresponding.day != start.day:
        return corresponding
    return add_days(corresponding, -1)


def months_term(start: date, months: int) -> Term:
    """The term of so many months from its first day, with the literal reading beside it (X35)."""
    last = term_end(start, months)
    literal_last = literal_term_end(start, months)
    return Term(
        first=start,
        last=last,
        days=term_days(start, last),
        literal_last=literal_last,
        literal_days=days_between(start, literal_last),
    )


def roll_rest_days(day: date, calendar: Calendar) -> date:
    """The day itself, or the first day after it that is no rest day (civil-code 203, civil-procedure 85)."""
    ordinal = day.toordinal()
    if not calendar.is_rest_ordinal(ordinal):
        return day
    while calendar.is_rest_ordinal(ordinal):
        ordinal += 1
    return date.fromordinal(ordinal)


def roll_public_holidays(day: date, calendar: Calendar) -> date:
    """The day itself, or the first day after the public holiday, be it a weekend (samr-121-2026 45)."""
    rolled = day
    while calendar.is_public_holiday(rolled):
        rolled += timedelta(days=1)
    return rolled


def last_day(start: date, value: int, unit: Unit, calendar: Calendar) -> date:
    """The unextended last day of a limit: the start day is not counted."""
    match unit:
        case Unit.DAYS:
            return add_days(start, value)
        case Unit.WORKING_DAYS:
            return calendar.add_workdays(start, value)
        case Unit.MONTHS:
            return add_months(start, value)
        case Unit.YEARS:
            return add_years(start, value)
        case Unit.PERMANENT:
            raise DomainError("periods.permanent", "A permanent duty has no last day.", remedy="Do not ask for one.")
        case _:
            assert_never(unit)


def _deadline(start: date, raw: date, legal: date, *, unit: Unit, calendar: Calendar, rule: CountingRule) -> Deadline:
    settled = calendar.is_settled(raw) and calendar.is_settled(legal)
    if unit is Unit.WORKING_DAYS:
        settled = settled and calendar.is_settled(add_days(start, 1))
    return Deadline(raw=raw, legal=legal, is_provisional=not settled, rules=RULES[rule])


def civil_deadline(start: date, value: int, unit: Unit, calendar: Calendar) -> Deadline:
    """Last day under civil-code 201-203: start day out, a last day on a rest day moves to the first day after it."""
    raw = last_day(start, value, unit, calendar)
    legal = roll_rest_days(raw, calendar)
    return _deadline(start, raw, legal, unit=unit, calendar=calendar, rule=CountingRule.CIVIL_203)


def civil_days(start: date, days: int, calendar: Calendar) -> Deadline:
    """`civil_deadline` in days: the short way for the seven-day refund of spc-prepaid-2025 14 (X9)."""
    ordinal = start.toordinal() + days
    raw = legal = add_days(start, days)
    if ordinal in calendar.holiday_ordinals or ordinal % 7 in (6, 0):
        legal = roll_rest_days(raw, calendar)
        ordinal = legal.toordinal()
    provisional = start.toordinal() + days < calendar.settled_first or ordinal > calendar.settled_last
    return Deadline(raw=raw, legal=legal, is_provisional=provisional, rules=CIVIL_RULES)


def procedure_deadline(start: date, value: int, unit: Unit, calendar: Calendar) -> Deadline:
    """Last day under civil-procedure 85: as civil-code 203. Time on the road is left out and left to the caller."""
    raw = last_day(start, value, unit, calendar)
    legal = roll_rest_days(raw, calendar)
    return _deadline(start, raw, legal, unit=unit, calendar=calendar, rule=CountingRule.PROCEDURE_85)


def samr_deadline(start: date, value: int, unit: Unit, calendar: Calendar) -> Deadline:
    """Last day under samr-121-2026 45: start day out, only a public holiday moves the last day, a weekend does not."""
    raw = last_day(start, value, unit, calendar)
    legal = roll_public_holidays(raw, calendar)
    return _deadline(start, raw, legal, unit=unit, calendar=calendar, rule=CountingRule.SAMR_45)


def plain_deadline(start: date, value: int, unit: Unit, calendar: Calendar) -> Deadline:
    """Last day without any extension. The calendar matters for working days alone."""
    raw = last_day(start, value, unit, calendar)
    provisional = False
    if unit is Unit.WORKING_DAYS:
        provisional = not (calendar.is_settled(raw) and calendar.is_settled(add_days(start, 1)))
    return Deadline(raw=raw, legal=raw, is_provisional=provisional, rules=RULES[CountingRule.PLAIN])


def count(start: date, value: int, unit: Unit, calendar: Calendar, rule: CountingRule) -> Deadline:
    """The last day of a limit by the named rule."""
    match rule:
        case CountingRule.CIVIL_203:
            return civil_deadline(start, value, unit, calendar)
        case CountingRule.PROCEDURE_85:
            return procedure_deadline(start, value, unit, calendar)
        case CountingRule.SAMR_45:
            return samr_deadline(start, value, unit, calendar)
        case CountingRule.PLAIN:
            return plain_deadline(start, value, unit, calendar)
        case _:
            assert_never(rule)
