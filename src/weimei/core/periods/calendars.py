"""Business-day calendars: public holidays and make-up workdays (调休上班) as dated data, one table a year.

A year without a table is provisional: weekends only. The holidays are the days off that the yearly notice of the State
Council names, weekends and shifted days (调休) inside a holiday included.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable
from datetime import date, timedelta
from enum import Enum
from functools import cache
from importlib.resources import files

import msgspec

from weimei.core.errors import DomainError

SETTLED_UNTIL = (12, 25)
"""Month and day up to which a year stands firm while the next one has no table.

The notice for a year may give away days at the end of the year before (30 December 2018 was off for 2019).
"""


class Verification(Enum):
    """How far a year's table is checked: against the notice, against second-hand tables only, or no table at all."""

    OFFICIAL = "official"
    SECONDARY = "secondary"
    PROVISIONAL = "provisional"


class HolidaySpan(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Days off under one name, first and last both included."""

    name: str
    first: date
    last: date


class YearTable(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The days off and the weekend days worked of one year, with the source that was read."""

    year: int
    verification: Verification
    source: str
    holidays: tuple[HolidaySpan, ...]
    makeup_workdays: tuple[date, ...]


class Calendar(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Rest days and workdays of a country. Make it with `make_calendar`, which fills the sets from the year tables.

    Sets and bounds hold `date.toordinal()` numbers, so that a question costs well under a microsecond.
    """

    country: str
    years: tuple[YearTable, ...]
    settled_first: int
    settled_last: int
    holiday_ordinals: frozenset[int]
    makeup_ordinals: frozenset[int]

    def is_rest_ordinal(self, ordinal: int) -> bool:
        """The question of `is_rest_day` for an ordinal number. Ordinal 1 is a Monday: 6 is Saturday, 0 Sunday."""
        if ordinal in self.holiday_ordinals:
            return True
        return ordinal % 7 in (6, 0) and ordinal not in self.makeup_ordinals

    def is_rest_day(self, day: date) -> bool:
        """A public holiday or a weekend day that is not worked. Reading `model:rest_days` of civil-code 203."""
        return self.is_rest_ordinal(day.toordinal())

    def is_workday(self, day: date) -> bool:
        """A weekday that is no holiday, or a weekend day worked in exchange."""
        return not self.is_rest_ordinal(day.toordinal())

    def is_public_holiday(self, day: date) -> bool:
        """A day inside a holiday of the yearly notice. A common weekend is none (samr-121-2026 45)."""
        return day.toordinal() in self.holiday_ordinals

    def is_settled(self, day: date) -> bool:
        """Whether the day is covered by a table that no later notice can change."""
        return self.settled_first <= day.toordinal() <= self.settled_last

    def is_provisional(self, day: date) -> bool:
        """Whether the answer rests on weekends alone, or may still be changed by a notice not yet in the table."""
        return not self.settled_first <= day.toordinal() <= self.settled_last

    def verification(self, year: int) -> Verification:
        """How far the table of a year is checked; without a table, provisional."""
        for table in self.years:
            if table.year == year:
                return table.verification
        return Verification.PROVISIONAL

    def add_workdays(self, day: date, count: int) -> date:
        """The `count`-th workday after `day`, which is not counted; before it when negative; 0 is the day itself.

        Cost grows with the count: meant for limits of days and weeks.
        """
        step = 1 if count > 0 else -1
        left = abs(count)
        ordinal = day.toordinal()
        while left:
            ordinal += step
            if not self.is_rest_ordinal(ordinal):
                left -= 1
        return date.fromordinal(ordinal)


def make_calendar(country: str, tables: Iterable[YearTable]) -> Calendar:
    """A calendar from year tables in any order. Refuses a day outside its year, a year given twice, and gaps."""
    years = tuple(sorted(tables, key=lambda table: table.year))
    numbers = [table.year for table in years]
    if numbers and numbers != list(range(numbers[0], numbers[-1] + 1)):
        raise DomainError(
            "periods.calendar_years",
            f"The holiday tables cover the years {numbers}: one is missing or given twice.",
            remedy="Give one table for each year, without a gap.",
        )
    holidays: set[int] = set()
    makeup: set[int] = set()
    for table in years:
        for span in table.holidays:
            _check_span(table, span)
            holidays.update(range(span.first.toordinal(), span.last.toordinal() + 1))
        for day in table.makeup_workdays:
            _check_makeup(table, day, holidays)
            makeup.add(day.toordinal())
    return Calendar(
        country=country,
        years=years,
        settled_first=date(numbers[0], 1, 1).toordinal() if numbers else 1,
        settled_last=date(numbers[-1], *SETTLED_UNTIL).toordinal() if numbers else 0,
        holiday_ordinals=frozenset(holidays),
        makeup_ordinals=frozenset(makeup),
    )


def _check_span(table: YearTable, span: HolidaySpan) -> None:
    if span.first > span.last or span.first.year != table.year or span.last.year != table.year:
        raise DomainError(
            "periods.holiday_span",
            f"The holiday {span.name} from {span.first} to {span.last} does not lie inside {table.year}.",
            remedy="Split a holiday at the turn of the year; the first day comes before the last.",
        )


def _check_makeup(table: YearTable, day: date, holidays: set[int]) -> None:
    if day.year != table.year or day.weekday() < 5 or day.toordinal() in holidays:
        raise DomainError(
            "periods.makeup_workday",
            f"{day} cannot be a make-up workday of {table.year}.",
            remedy="A make-up workday is a Saturday or Sunday of that year outside its holidays.",
        )


def spans_of(days: Iterable[tuple[date, str]]) -> tuple[HolidaySpan, ...]:
    """Days with their holiday's name as spans: neighbours of one name and one year become one span."""
    spans: list[HolidaySpan] = []
    for day, name in sorted(days):
        last = spans[-1] if spans else None
        if last and last.name == name and last.last + timedelta(days=1) == day and last.last.year == day.year:
            spans[-1] = HolidaySpan(name=name, first=last.first, last=day)
        else:
            spans.append(HolidaySpan(name=name, first=day, last=day))
    return tuple(spans)


class _TableFile(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    country: str
    year: tuple[YearTable, ...]


def read_calendar(text: str) -> Calendar:
    """A calendar from the TOML text of a table file."""
    table_file = msgspec.convert(tomllib.loads(text), type=_TableFile)
    return make_calendar(table_file.country, table_file.year)


@cache
def cn_calendar() -> Calendar:
    """The calendar of mainland China from the dated table of this package, read once."""
    source = files("weimei.core.periods") / "data" / "cn_holidays.toml"
    return read_calendar(source.read_text(encoding="utf-8"))
