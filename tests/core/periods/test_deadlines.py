"""A time limit with a start date becomes a last day, a safe day and its extensions."""

from __future__ import annotations

from datetime import date
from typing import Any

import msgspec
import pytest

from weimei.core.errors import DomainError
from weimei.core.periods import Bound, CountingRule, Extension, TimeLimit, Unit, Words, cn_calendar, compute

CALENDAR = cn_calendar()
WORDS = Words(zh="期限", en="limit")
BASE = TimeLimit(
    id="a_limit", event=WORDS, start_event="start", start=WORDS, value=7, unit=Unit.DAYS, bound=Bound.CONSUMER,
    counting=CountingRule.CIVIL_203, counting_basis="law", norms=("a-law:1",), in_force_from=date(2020, 1, 1),
    verification="READ", effect=WORDS,
)  # fmt: skip


def a_limit(**changes: Any) -> TimeLimit:
    return msgspec.structs.replace(BASE, **changes)


def test_the_buyer_plans_with_the_safe_day_and_waits_for_others_until_the_legal_one():
    buyers = compute(a_limit(), date(2026, 9, 24), CALENDAR)
    clinics = compute(a_limit(bound=Bound.MERCHANT), date(2026, 9, 24), CALENDAR)

    assert buyers.safe_on == date(2026, 10, 1)
    assert clinics.safe_on == date(2026, 10, 8)
    assert buyers.days_left(date(2026, 9, 30)) == 1
    assert buyers.days_left(date(2026, 10, 1)) == 0
    assert buyers.days_left(date(2026, 10, 2)) == -1


def test_a_limit_is_over_on_the_day_after_the_legal_one():
    due = compute(a_limit(), date(2026, 9, 24), CALENDAR)

    assert not due.is_over(date(2026, 10, 8))
    assert due.is_over(date(2026, 10, 9))


def test_a_due_names_the_norms_of_the_limit_and_of_the_counting():
    due = compute(a_limit(), date(2026, 9, 24), CALENDAR)

    assert due.rules[0] == "a-law:1"
    assert "civil-code:203" in due.rules


def test_extensions_add_up_one_after_the_other_and_one_without_a_number_adds_no_day():
    longer = (Extension(value=60, condition=WORDS), Extension(condition=WORDS), Extension(value=30, condition=WORDS))
    limit = a_limit(value=90, counting=CountingRule.PLAIN, extensions=longer)

    due = compute(limit, date(2026, 1, 1), CALENDAR)

    assert due.raw == date(2026, 4, 1)
    assert [end.raw for end in due.extended] == [date(2026, 5, 31), date(2026, 6, 30)]


def test_days_of_an_appraisal_are_left_out():
    assert compute(a_limit(), date(2026, 11, 2), CALENDAR, not_counted=10).raw == date(2026, 11, 19)
    with pytest.raises(DomainError) as refused:
        compute(a_limit(), date(2026, 11, 2), CALENDAR, not_counted=-1)
    assert refused.value.code == "periods.not_counted"


@pytest.mark.parametrize(
    ("unit", "value", "last_day"),
    [
        (Unit.DAYS, 30, date(2026, 10, 2)),
        (Unit.WORKING_DAYS, 7, date(2026, 10, 22)),
        (Unit.MONTHS, 1, date(2026, 10, 1)),
    ],
)
def test_a_notice_due_before_an_event_counts_backwards_and_is_not_extended(unit: Unit, value: int, last_day: date):
    limit = a_limit(unit=unit, value=value, direction="before", bound=Bound.MERCHANT)

    due = compute(limit, date(2026, 11, 1), CALENDAR)

    assert (due.raw, due.legal) == (last_day, last_day)


def test_a_permanent_duty_never_ends():
    due = compute(a_limit(unit=Unit.PERMANENT, value=None), date(2026, 1, 1), CALENDAR)

    assert (due.raw, due.legal, due.safe_on, due.days_left(date(2099, 1, 1))) == (None, None, None, None)
    assert not due.is_over(date(2099, 1, 1))


def test_a_due_is_provisional_when_one_of_its_extensions_is():
    limit = a_limit(value=30, extensions=(Extension(value=30, condition=WORDS),))

    assert compute(limit, date(2026, 11, 20), CALENDAR).is_provisional
    assert not compute(limit, date(2026, 6, 1), CALENDAR).is_provisional
