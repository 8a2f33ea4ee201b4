"""Rest days, make-up workdays and years without a table."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from weimei.core.errors import DomainError
from weimei.core.periods import (
    HolidaySpan,
    Verification,
    YearTable,
    cn_calendar,
    make_calendar,
    spans_of,
)

CALENDAR = cn_calendar()
DAYS = st.dates(date(2015, 1, 1), date(2035, 12, 31))


def a_year(year: int, *, off: tuple[date, date] | None = None, worked: tuple[date, ...] = ()) -> YearTable:
    spans = (HolidaySpan(name="feast", first=off[0], last=off[1]),) if off else ()
    return YearTable(
        year=year, verification=Verification.OFFICIAL, source="made up", holidays=spans, makeup_workdays=worked
    )


@pytest.mark.parametrize(
    ("day", "is_workday"),
    [
        (date(2026, 9, 30), True),  # the Wednesday before the National Day holiday
        (date(2026, 10, 1), False),
        (date(2026, 10, 7), False),
        (date(2026, 10, 8), True),
        (date(2026, 9, 20), True),  # a Sunday worked in exchange
        (date(2026, 10, 10), True),  # a Saturday worked in exchange
        (date(2026, 10, 11), False),  # the Sunday after it is a common one
        (date(2026, 2, 14), True),
        (date(2026, 2, 15), False),
        (date(2026, 2, 23), False),
        (date(2026, 2, 24), True),
        (date(2020, 2, 2), False),  # the prolonged Spring Festival of 2020
        (date(2020, 2, 3), True),
    ],
)
def test_a_workday_is_a_weekday_off_no_holiday_or_a_weekend_day_worked_in_exchange(day: date, is_workday: bool):
    assert CALENDAR.is_workday(day) is is_workday
    assert CALENDAR.is_rest_day(day) is not is_workday


def test_a_common_weekend_is_a_rest_day_but_no_public_holiday():
    saturday = date(2026, 11, 21)

    assert CALENDAR.is_rest_day(saturday)
    assert not CALENDAR.is_public_holiday(saturday)


def test_a_weekend_inside_a_holiday_is_a_public_holiday():
    assert CALENDAR.is_public_holiday(date(2026, 10, 3))


def test_the_table_covers_2020_to_2026_and_says_how_far_each_year_is_checked():
    assert [table.year for table in CALENDAR.years] == list(range(2020, 2027))
    assert CALENDAR.verification(2026) is Verification.SECONDARY
    assert CALENDAR.verification(2027) is Verification.PROVISIONAL
    assert CALENDAR.verification(2019) is Verification.PROVISIONAL


@pytest.mark.parametrize(
    ("day", "is_provisional"),
    [
        (date(2019, 12, 31), True),
        (date(2020, 1, 1), False),
        (date(2025, 12, 31), False),
        (date(2026, 12, 25), False),
        (date(2026, 12, 26), True),  # the notice for 2027 may still move the last days of December
        (date(2027, 1, 1), True),
    ],
)
def test_a_day_is_provisional_outside_the_table_and_at_its_open_end(day: date, is_provisional: bool):
    assert CALENDAR.is_provisional(day) is is_provisional
    assert CALENDAR.is_settled(day) is not is_provisional


def test_a_year_without_a_table_knows_weekends_only():
    assert CALENDAR.is_workday(date(2027, 10, 1))
    assert CALENDAR.is_rest_day(date(2027, 10, 2))


@given(DAYS, st.integers(-40, 40))
def test_the_nth_workday_has_n_workdays_up_to_it(day: date, count: int):
    end = CALENDAR.add_workdays(day, count)

    step = 1 if count > 0 else -1
    passed = [day + timedelta(days=step * i) for i in range(1, abs((end - day).days) + 1)]
    assert sum(CALENDAR.is_workday(one) for one in passed) == abs(count)
    assert count == 0 or CALENDAR.is_workday(end)


def test_seven_workdays_after_the_eve_of_national_day_skip_the_holiday_and_count_the_saturday_worked():
    # 8, 9, 10 (Saturday worked), 12, 13, 14, 15 October
    assert CALENDAR.add_workdays(date(2026, 9, 30), 7) == date(2026, 10, 15)


def test_a_calendar_without_tables_is_all_provisional():
    empty = make_calendar("CN", ())

    assert empty.is_provisional(date(2026, 5, 1))
    assert empty.is_workday(date(2026, 5, 1))


def test_year_tables_may_come_in_any_order():
    assert make_calendar("CN", reversed(CALENDAR.years)) == CALENDAR


@pytest.mark.parametrize(
    ("tables", "code"),
    [
        ((a_year(2024), a_year(2026)), "periods.calendar_years"),
        ((a_year(2024), a_year(2024)), "periods.calendar_years"),
        ((a_year(2024, off=(date(2024, 12, 31), date(2025, 1, 1))),), "periods.holiday_span"),
        ((a_year(2024, off=(date(2024, 5, 2), date(2024, 5, 1))),), "periods.holiday_span"),
        ((a_year(2024, worked=(date(2024, 5, 3),)),), "periods.makeup_workday"),  # a Friday
        ((a_year(2024, worked=(date(2023, 5, 6),)),), "periods.makeup_workday"),  # a Saturday of another year
        (
            (a_year(2024, off=(date(2024, 5, 1), date(2024, 5, 5)), worked=(date(2024, 5, 4),)),),
            "periods.makeup_workday",
        ),
    ],
)
def test_a_broken_table_is_refused(tables: tuple[YearTable, ...], code: str):
    with pytest.raises(DomainError) as refused:
        make_calendar("CN", tables)

    assert refused.value.code == code
    assert refused.value.remedy


def test_neighbouring_days_of_one_name_and_year_become_one_span():
    days = [
        (date(2022, 12, 31), "new_year"),
        (date(2023, 1, 1), "new_year"),
        (date(2023, 1, 2), "new_year"),
        (date(2023, 1, 3), "other"),
        (date(2023, 1, 5), "other"),
    ]

    spans = spans_of(days)

    assert [(span.name, span.first.isoformat(), span.last.isoformat()) for span in spans] == [
        ("new_year", "2022-12-31", "2022-12-31"),
        ("new_year", "2023-01-01", "2023-01-02"),
        ("other", "2023-01-03", "2023-01-03"),
        ("other", "2023-01-05", "2023-01-05"),
    ]
