"""Holiday library → dated table: the calendar of mainland China as the library chinesecalendar knows it.

The product computes with the table of `core/periods/data`; this adapter makes that table (tools/make_calendar.py) and
lets a test compare the two day by day.
"""

from __future__ import annotations

from datetime import date

from chinese_calendar import constants  # type: ignore[import-untyped]

from weimei.core.errors import DomainError
from weimei.core.periods import Calendar, Verification, YearTable, make_calendar, spans_of

NAMES = {
    "New Year's Day": "new_year",
    "Spring Festival": "spring_festival",
    "Tomb-sweeping Day": "tomb_sweeping",
    "Labour Day": "labour_day",
    "Dragon Boat Festival": "dragon_boat",
    "Mid-autumn Festival": "mid_autumn",
    "National Day": "national_day",
    "Anti-Fascist 70th Day": "victory_day",
}
"""The library's English names and ours."""
SOURCE = "library chinesecalendar, after the yearly notices of the State Council; the notice itself not read"


def library_years() -> range:
    """The years that the library covers, from its first holiday to its last."""
    return range(min(constants.holidays).year, max(constants.holidays).year + 1)


def library_year(year: int) -> YearTable:
    """One year of the library as a table of ours."""
    if year not in library_years():
        raise DomainError(
            "calendars.year_not_covered",
            f"The holiday library does not know {year}.",
            remedy="Update the library once the State Council has published the notice for that year.",
        )
    days = ((day, NAMES[name]) for day, name in constants.holidays.items() if day.year == year)
    return YearTable(
        year=year,
        verification=Verification.SECONDARY,
        source=SOURCE,
        holidays=spans_of(days),
        makeup_workdays=tuple(sorted(day for day in constants.workdays if day.year == year)),
    )


def library_calendar(first_year: int, last_year: int) -> Calendar:
    """The calendar of those years, first and last included, from the library."""
    return make_calendar("CN", (library_year(year) for year in range(first_year, last_year + 1)))


def is_library_workday(day: date) -> bool:
    """The library's own answer, for the comparison."""
    if day in constants.workdays:
        return True
    return day not in constants.holidays and day.weekday() < 5
