"""Day counting by each text's own rule, with the norm examples X1, X8, X9, X9v, X19 and X35."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from weimei.core.errors import DomainError
from weimei.core.periods import (
    CountingRule,
    HolidaySpan,
    Unit,
    Verification,
    YearTable,
    add_days,
    add_months,
    add_years,
    civil_days,
    civil_deadline,
    cn_calendar,
    count,
    days_between,
    literal_term_end,
    make_calendar,
    months_term,
    plain_deadline,
    procedure_deadline,
    remaining_days,
    roll_public_holidays,
    roll_rest_days,
    samr_deadline,
    term_days,
    term_end,
)

CALENDAR = cn_calendar()
DAYS = st.dates(date(2018, 1, 1), date(2040, 12, 31))
LENGTHS = st.integers(0, 400)


def test_x1_interest_runs_82_days_from_the_notice_to_the_repayment():
    assert days_between(date(2026, 9, 1), date(2026, 11, 22)) == 82


def test_x19_the_price_was_held_for_265_days():
    assert days_between(date(2026, 3, 2), date(2026, 11, 22)) == 265


def test_x8a_98_of_365_days_are_left_after_the_day_of_rescission():
    start, end = date(2026, 3, 1), date(2027, 2, 28)

    assert term_days(start, end) == 365
    assert remaining_days(start=start, end=end, last_day=date(2026, 11, 22)) == 98


def test_x8b_136_days_are_left_after_the_last_day_served():
    assert remaining_days(start=date(2026, 3, 1), end=date(2027, 2, 28), last_day=date(2026, 10, 15)) == 136


def test_x32_120_days_are_left_when_the_clinic_closes_after_october():
    assert remaining_days(start=date(2026, 3, 1), end=date(2027, 2, 28), last_day=date(2026, 10, 31)) == 120


def test_x9_the_seven_days_of_a_payment_on_11_november_end_on_the_18th():
    deadline = civil_days(date(2026, 11, 11), 7, CALENDAR)

    assert (deadline.raw, deadline.legal, deadline.is_provisional) == (date(2026, 11, 18), date(2026, 11, 18), False)
    assert "civil-code:203" in deadline.rules


def test_x9v_a_last_day_on_national_day_moves_behind_the_holiday_and_the_safe_day_stays():
    deadline = civil_days(date(2026, 9, 24), 7, CALENDAR)

    assert deadline.raw == date(2026, 10, 1)
    assert deadline.legal == date(2026, 10, 8)


@pytest.mark.parametrize(
    ("paid_on", "raw", "legal"),
    [
        (date(2026, 9, 23), date(2026, 9, 30), date(2026, 9, 30)),  # the day before the holiday
        (date(2026, 9, 30), date(2026, 10, 7), date(2026, 10, 8)),  # its last day
        (date(2026, 10, 1), date(2026, 10, 8), date(2026, 10, 8)),  # the day after it
        (date(2026, 9, 13), date(2026, 9, 20), date(2026, 9, 20)),  # a Sunday that is worked
        (
            date(2026, 9, 12),
            date(2026, 9, 19),
            date(2026, 9, 20),
        ),  # the Saturday before it rolls onto the Sunday worked
        (date(2026, 11, 14), date(2026, 11, 21), date(2026, 11, 23)),  # a common Saturday
    ],
)
def test_the_civil_code_moves_a_last_day_on_a_rest_day_to_the_next_workday(paid_on: date, raw: date, legal: date):
    deadline = civil_days(paid_on, 7, CALENDAR)

    assert (deadline.raw, deadline.legal) == (raw, legal)


@pytest.mark.parametrize(
    ("start", "raw", "civil", "samr"),
    [
        # a common Saturday: only the civil code moves it
        (date(2026, 11, 14), date(2026, 11, 21), date(2026, 11, 23), date(2026, 11, 21)),
        # a public holiday: both move it
        (date(2026, 9, 24), date(2026, 10, 1), date(2026, 10, 8), date(2026, 10, 8)),
        # Tomb-sweeping 2024 ends on a Saturday, and the Sunday is worked: both end there
        (date(2024, 3, 28), date(2024, 4, 4), date(2024, 4, 7), date(2024, 4, 7)),
    ],
)
def test_the_complaint_rules_move_a_last_day_on_public_holidays_alone(start: date, raw: date, civil: date, samr: date):
    assert civil_deadline(start, 7, Unit.DAYS, CALENDAR).legal == civil
    assert procedure_deadline(start, 7, Unit.DAYS, CALENDAR).legal == civil
    assert samr_deadline(start, 7, Unit.DAYS, CALENDAR).legal == samr
    assert samr_deadline(start, 7, Unit.DAYS, CALENDAR).raw == raw


def test_a_holiday_that_ends_before_a_common_weekend_gives_two_different_days():
    thursday, friday, saturday, monday = (date(2024, 5, day) for day in (9, 10, 11, 13))
    feast = HolidaySpan(name="feast", first=thursday, last=friday)
    table = YearTable(
        year=2024, verification=Verification.OFFICIAL, source="made up", holidays=(feast,), makeup_workdays=()
    )
    calendar = make_calendar("CN", (table,))

    assert roll_public_holidays(thursday, calendar) == saturday
    assert roll_rest_days(thursday, calendar) == monday


def test_each_rule_names_its_own_text():
    start = date(2026, 11, 11)

    assert samr_deadline(start, 7, Unit.DAYS, CALENDAR).rules == ("samr-121-2026:45",)
    assert "civil-procedure:85" in procedure_deadline(start, 7, Unit.DAYS, CALENDAR).rules
    assert "civil-code:203" not in plain_deadline(start, 7, Unit.DAYS, CALENDAR).rules


@pytest.mark.parametrize(
    ("start", "months", "end"),
    [
        (date(2026, 1, 31), 1, date(2026, 2, 28)),
        (date(2028, 1, 31), 1, date(2028, 2, 29)),
        (date(2026, 1, 30), 1, date(2026, 2, 28)),
        (date(2026, 1, 28), 1, date(2026, 2, 28)),
        (date(2026, 2, 28), 1, date(2026, 3, 28)),
        (date(2026, 12, 15), 1, date(2027, 1, 15)),
        (date(2026, 12, 31), 12, date(2027, 12, 31)),
        (date(2026, 3, 15), -3, date(2025, 12, 15)),
    ],
)
def test_months_end_on_the_corresponding_day_or_the_last_of_the_month(start: date, months: int, end: date):
    assert add_months(start, months) == end


def test_years_end_on_the_corresponding_day_and_a_leap_day_on_28_february():
    assert add_years(date(2026, 11, 22), 3) == date(2029, 11, 22)
    assert add_years(date(2024, 2, 29), 1) == date(2025, 2, 28)
    assert add_years(date(2024, 2, 29), 4) == date(2028, 2, 29)


def test_x35_24_months_from_activation_end_the_day_before_the_corresponding_day():
    term = months_term(date(2026, 3, 10), 24)

    assert term.last == date(2028, 3, 9)
    assert term.days == 731
    assert remaining_days(start=term.first, end=term.last, last_day=date(2026, 9, 30)) == 526


def test_x35_by_the_letter_the_term_ends_one_day_later_and_one_more_day_is_left():
    term = months_term(date(2026, 3, 10), 24)

    assert term.literal_last == date(2028, 3, 10)
    assert term.literal_days == 731
    assert days_between(date(2026, 9, 30), term.literal_last) == 527


@pytest.mark.parametrize(
    ("start", "months", "last"),
    [
        (date(2026, 3, 1), 12, date(2027, 2, 28)),
        (date(2026, 1, 31), 1, date(2026, 2, 28)),  # February has no 31st: its last day under both readings
        (date(2026, 1, 1), 1, date(2026, 1, 31)),
        (date(2024, 2, 29), 12, date(2025, 2, 28)),
        (date(2024, 2, 29), 48, date(2028, 2, 28)),
    ],
)
def test_a_term_of_months_ends_the_day_before_the_corresponding_day(start: date, months: int, last: date):
    assert term_end(start, months) == last


def test_a_card_rescinded_before_its_start_has_every_day_left_and_after_its_end_none():
    start, end = date(2026, 3, 1), date(2027, 2, 28)

    assert remaining_days(start=start, end=end, last_day=date(2026, 2, 1)) == 365
    assert remaining_days(start=start, end=end, last_day=date(2026, 2, 28)) == 365
    assert remaining_days(start=start, end=end, last_day=date(2026, 3, 1)) == 364
    assert remaining_days(start=start, end=end, last_day=date(2027, 2, 27)) == 1
    assert remaining_days(start=start, end=end, last_day=end) == 0
    assert remaining_days(start=start, end=end, last_day=date(2027, 5, 1)) == 0


@pytest.mark.parametrize(
    ("start", "days", "is_provisional"),
    [
        (date(2026, 12, 18), 7, False),  # 25 December
        (date(2026, 12, 19), 7, True),  # 26 December, a Saturday that rolls
        (date(2026, 12, 25), 7, True),  # 1 January 2027
        (date(2019, 12, 24), 7, True),  # 31 December 2019
        (date(2019, 12, 26), 7, False),  # 2 January 2020
    ],
)
def test_a_last_day_outside_the_settled_years_is_provisional(start: date, days: int, is_provisional: bool):
    assert civil_days(start, days, CALENDAR).is_provisional is is_provisional
    assert civil_deadline(start, days, Unit.DAYS, CALENDAR).is_provisional is is_provisional


def test_plain_days_need_no_calendar_and_are_never_provisional_but_workdays_are():
    assert not plain_deadline(date(2030, 1, 1), 30, Unit.YEARS, CALENDAR).is_provisional
    assert plain_deadline(date(2027, 1, 1), 5, Unit.WORKING_DAYS, CALENDAR).is_provisional
    assert not plain_deadline(date(2026, 1, 1), 5, Unit.WORKING_DAYS, CALENDAR).is_provisional


def test_a_limit_that_leads_out_of_the_calendar_is_refused():
    for lead_out in (lambda: add_days(date(9999, 12, 30), 7), lambda: add_years(date(9990, 1, 1), 20)):
        with pytest.raises(DomainError) as refused:
            lead_out()
        assert refused.value.code == "periods.out_of_calendar"


def test_a_permanent_duty_has_no_last_day():
    with pytest.raises(DomainError) as refused:
        count(date(2026, 1, 1), 1, Unit.PERMANENT, CALENDAR, CountingRule.PLAIN)
    assert refused.value.code == "periods.permanent"


@given(DAYS, LENGTHS, st.sampled_from(list(CountingRule)))
def test_the_legal_day_is_never_before_the_safe_day_and_longer_limits_end_no_earlier(
    start: date, days: int, rule: CountingRule
):
    shorter = count(start, days, Unit.DAYS, CALENDAR, rule)
    longer = count(start, days + 1, Unit.DAYS, CALENDAR, rule)

    assert shorter.raw <= shorter.legal
    assert shorter.raw < longer.raw
    assert shorter.legal <= longer.legal


@given(DAYS, LENGTHS)
def test_only_rest_days_lie_between_the_safe_and_the_legal_day(start: date, days: int):
    deadline = civil_days(start, days, CALENDAR)

    between = range((deadline.legal - deadline.raw).days)
    assert all(CALENDAR.is_rest_day(deadline.raw + timedelta(days=i)) for i in between)
    assert CALENDAR.is_workday(deadline.legal)


@given(DAYS, LENGTHS)
def test_the_short_way_in_days_is_the_civil_rule(start: date, days: int):
    assert civil_days(start, days, CALENDAR) == civil_deadline(start, days, Unit.DAYS, CALENDAR)


@given(DAYS, LENGTHS)
def test_the_complaint_rule_never_extends_further_than_the_civil_code(start: date, days: int):
    civil = civil_deadline(start, days, Unit.DAYS, CALENDAR)
    samr = samr_deadline(start, days, Unit.DAYS, CALENDAR)

    assert samr.raw == civil.raw
    assert samr.legal <= civil.legal
    assert not CALENDAR.is_public_holiday(samr.legal)


@given(DAYS, st.integers(1, 120))
def test_a_term_and_its_literal_reading_end_at_most_one_day_apart(start: date, months: int):
    term = months_term(start, months)

    assert term.last == literal_term_end(start, months) - timedelta(days=(term.literal_last != term.last))
    assert term.days == term_days(term.first, term.last)
    assert term.literal_days == (term.literal_last - start).days
    next_start = term.last + timedelta(days=1)
    assert next_start.day in (start.day, 1)


@given(DAYS, st.integers(0, 800), st.integers(-100, 900))
def test_used_and_remaining_days_make_up_the_term(start: date, length: int, used: int):
    end = start + timedelta(days=length)
    last_day = start + timedelta(days=used - 1)

    left = remaining_days(start=start, end=end, last_day=last_day)

    assert 0 <= left <= term_days(start, end)
    if 0 <= used <= length + 1:
        assert used + left == term_days(start, end)


@given(DAYS, st.integers(-60, 240), st.integers(-60, 240))
def test_months_are_counted_from_the_start_whatever_the_way(start: date, first: int, second: int):
    end = add_months(start, first + second)

    assert (end.year * 12 + end.month) - (start.year * 12 + start.month) == first + second
    if start.day <= 28:
        assert add_months(add_months(start, first), second) == end


def test_workdays_count_by_the_calendar_under_every_rule():
    start = date(2026, 9, 30)

    for rule in CountingRule:
        assert count(start, 7, Unit.WORKING_DAYS, CALENDAR, rule).legal == date(2026, 10, 15)
