"""A sum that rests on a rate which nobody has confirmed is a draft, until a person vouches for the rate by name and date."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from weimei.core.assessment.assess import assess
from weimei.core.assessment.matter import Matter
from weimei.core.facts import Contract, Event, Leg, Line, Request, Returned, When
from weimei.core.law.parameters import Confirmation
from weimei.core.money import Fen

AT = date(2026, 11, 22)
OWN_WISH, CLOSED = Event(kind="change_of_mind", proved="yes"), Event(kind="closed", on=When("2026-08-01"), proved="yes")


def matter(event: Event = OWN_WISH, formed: str = "2026-06-18", **facts: Any) -> Matter:
    """Ten sessions for 8,800 yuan, four used; the consumer's notice arrived on 1 September."""
    return Matter(
        id="m",
        contract=Contract(formed_on=When(formed)),
        lines=(Line(id="L1", plan="sessions", price=Fen(880_000), units=10, used=4),),
        legs=(Leg(id="P1", rail="alipay", amount=Fen(880_000), paid_on=When(formed)),),
        events=(event,),
        **{"request": Request(asked_on=When("2026-09-01"), arrived_on=When("2026-09-01")), **facts},
    )


def confirmed(parameter: str, value: int, first: str, last: str) -> Confirmation:
    return Confirmation(
        parameter=parameter, value=value, first_day=date.fromisoformat(first), last_day=date.fromisoformat(last),
        confirmed_by="王律师", confirmed_on=AT,
    )  # fmt: skip


def open_rates(found: Matter, *confirmations: Confirmation) -> tuple[bool, list[str]]:
    judged = assess(found, AT, confirmations)
    assert judged.sum.interest is not None
    return judged.is_draft, [mark.ref for mark in judged.marks if mark.kind == "unverified"]


def test_interest_at_the_deposit_benchmark_is_a_draft_until_a_person_vouches_for_it():
    june = confirmed("cn.deposit_1y", 150, "2026-06-01", "2026-06-30")

    assert open_rates(matter()) == (True, ["param:deposit_1y"])
    assert open_rates(matter(), june) == (False, [])


def test_a_confirmation_of_the_loan_rate_or_of_other_days_does_not_help_the_deposit_rate():
    other_rate = confirmed("cn.lpr_1y", 300, "2026-06-01", "2026-06-30")
    other_days = confirmed("cn.deposit_1y", 150, "2026-07-01", "2026-07-31")

    assert open_rates(matter(), other_rate, other_days) == (True, ["param:deposit_1y"])


def test_a_confirmed_value_other_than_ours_is_counted_with():
    ours = assess(matter(), AT).sum.interest
    read = assess(matter(), AT, (confirmed("cn.deposit_1y", 300, "2026-06-01", "2026-06-30"),)).sum.interest

    assert ours is not None
    assert read is not None
    assert read.high == pytest.approx(2 * ours.high, abs=1)


def test_the_merchants_cause_rests_on_the_published_loan_rate_alone():
    assert open_rates(matter(CLOSED)) == (False, [])


def test_with_both_causes_open_the_range_rests_on_both_rates():
    either = Event(kind="closed", on=When("2026-08-01"), proved="unknown")

    assert open_rates(matter(either, formed="2026-11-01", request=LATE)) == (True, ["param:deposit_1y", "param:lpr_1y"])


LATE = Request(asked_on=When("2026-11-10"), arrived_on=When("2026-11-10"))


def test_when_all_came_back_there_is_no_interest_and_nothing_is_a_draft():
    back = (Returned(id="R1", amount=Fen(880_000), on=When("2026-08-20")),)

    assert open_rates(matter(returned=back)) == (False, [])


def test_the_assessment_says_who_vouched_for_a_value_and_when():
    marks = assess(matter(), AT, (confirmed("cn.deposit_1y", 150, "2026-06-01", "2026-06-30"),)).marks

    told = [(mark.ref, mark.args["name"], mark.args["confirmed_on"]) for mark in marks if mark.kind == "confirmed"]
    assert told == [("param:deposit_1y", "王律师", "2026-11-22")]
    assert not any(mark.kind == "confirmed" for mark in assess(matter(), AT).marks)
