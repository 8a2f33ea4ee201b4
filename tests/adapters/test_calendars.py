"""The dated holiday table against the library that it was made from."""

from __future__ import annotations

import runpy
from datetime import date, timedelta
from pathlib import Path

import pytest

from weimei.adapters.calendars import is_library_workday, library_calendar, library_year, library_years
from weimei.core.errors import DomainError
from weimei.core.periods import cn_calendar

MAKE_CALENDAR = Path(__file__).parent.parent.parent / "tools" / "make_calendar.py"


def test_the_table_and_the_library_agree_on_every_day():
    ours = cn_calendar()
    theirs = library_calendar(ours.years[0].year, ours.years[-1].year)
    day = date(ours.years[0].year, 1, 1)
    compared = 0

    while day.year <= ours.years[-1].year:
        assert ours.is_workday(day) is is_library_workday(day) is theirs.is_workday(day), day
        assert ours.is_public_holiday(day) is theirs.is_public_holiday(day), day
        day += timedelta(days=1)
        compared += 1

    assert compared == 7 * 365 + 2


def test_the_table_covers_every_year_that_the_library_knows_from_its_first_year_on():
    assert cn_calendar().years[-1].year == library_years()[-1], "the library knows a newer year: make the table again"


def test_the_tool_would_write_the_table_as_it_stands():
    tool = runpy.run_path(str(MAKE_CALENDAR))
    years = cn_calendar().years

    assert tool["table_text"](years[0].year, years[-1].year) == tool["TARGET"].read_text(encoding="utf-8")


def test_a_year_that_the_library_does_not_know_is_refused():
    with pytest.raises(DomainError) as refused:
        library_year(library_years()[-1] + 1)
    assert refused.value.code == "calendars.year_not_covered"
