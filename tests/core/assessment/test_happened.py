"""Time is an input: an assessment as of a day does not know what happens later; plans may lie ahead."""

from __future__ import annotations

from datetime import date, timedelta

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from core.assessment.strategies import AT, matters
from weimei import engine
from weimei.core.assessment.assess import assess
from weimei.core.assessment.happened import happened_by
from weimei.core.assessment.matter import Matter
from weimei.core.assessment.missing import rank_missing
from weimei.core.assessment.next_steps import deadlines_of, steps_of
from weimei.core.assessment.outcome import Assessment
from weimei.core.errors import DomainError
from weimei.core.facts import (
    Contract,
    Event,
    Exhibit,
    Leg,
    Line,
    ListPrice,
    Pack,
    Records,
    Redemption,
    Request,
    Returned,
    Term,
    When,
)
from weimei.core.facts.request import Step
from weimei.core.money import Fen
from weimei.core.policy.clauses import ResultGuarantee
from weimei.core.policy.policies import Promise

EARLY = date(2026, 8, 1)
BEFORE, AFTER = When("2026-07-20"), When("2026-09-20")


def a_course(used: int | None = 4, **more: object) -> Matter:
    """Ten sessions for 10,000.00, list price 1,500.00 each, bought on 10 May 2026."""
    line = Line(
        id="L1", plan="sessions", price=Fen(1_000_000), units=10, used=used,
        list_price=ListPrice(amount=Fen(150_000), shown="yes", sales="yes"),
    )  # fmt: skip
    fields = {
        "contract": Contract(formed_on=When("2026-05-10")),
        "lines": (line,),
        "events": (Event(kind="change_of_mind", proved="yes"),),
    }
    return Matter(id="m", **(fields | more))


def principal(matter: Matter, at: date = EARLY) -> tuple[int, int | None, int]:
    spread = assess(matter, at).sum.principal
    return spread.low, spread.likely, spread.high


def named(found: Assessment) -> list[str]:
    """What the marks say was left out because it lies after the day."""
    return [mark.ref for mark in found.marks if mark.kind == "later"]


def test_a_clinic_that_closes_in_september_has_not_closed_in_august():
    closed = Event(kind="closed", proved="yes", on=AFTER)
    matter = a_course(events=(Event(kind="change_of_mind", proved="yes"), closed))

    assert principal(matter) == (400_000, 400_000, 400_000)
    assert principal(matter, AT) == (600_000, 600_000, 600_000)
    assert named(assess(matter, EARLY)) == ["events.closed"]
    assert named(assess(matter, AT)) == []


def test_on_its_own_day_an_event_has_happened():
    matter = a_course(events=(Event(kind="closed", proved="yes", on=AFTER),))

    assert assess(matter, AFTER.first - timedelta(1)).cause == ("merchant", "consumer")
    assert assess(matter, AFTER.first).cause == ("merchant",)


def test_a_month_that_has_begun_is_given_the_benefit_of_the_doubt():
    september = a_course(events=(Event(kind="closed", proved="yes", on=When("2026-09")),))

    assert assess(september, date(2026, 8, 31)).cause == ("merchant", "consumer")
    assert assess(september, date(2026, 9, 1)).cause == ("merchant",)


def test_a_visit_yet_to_come_is_not_used_and_is_taken_out_of_the_count():
    visits = (
        Redemption(id="v1", line="L1", on=BEFORE, units=3),
        Redemption(id="v2", line="L1", on=AFTER, units=1),
    )

    assert principal(a_course(used=None, redemptions=visits)) == (550_000, 550_000, 550_000)
    assert principal(a_course(used=4, redemptions=visits)) == (550_000, 550_000, 550_000)
    assert principal(a_course(used=4, redemptions=visits), AT) == (400_000, 400_000, 400_000)


def test_where_every_visit_lies_ahead_nothing_was_used():
    visit = Redemption(id="v1", line="L1", on=AFTER, units=3)
    card = Line(id="L2", plan="stored_value", price=Fen(500_000))
    paid = Redemption(id="v2", line="L2", on=AFTER, value=Fen(100_000))
    peel = Line(id="L3", plan="single", price=Fen(80_000), performed="all")
    done = Redemption(id="v3", line="L3", on=AFTER)

    assert principal(a_course(used=None, redemptions=(visit,))) == (1_000_000, 1_000_000, 1_000_000)
    other = a_course(lines=(card, peel), redemptions=(paid, done), events=(Event(kind="closed", proved="yes"),))
    assert principal(other) == (580_000, 580_000, 580_000)
    assert principal(other, AT) == (400_000, 400_000, 400_000)


def test_a_payment_yet_to_come_has_not_been_paid():
    legs = (
        Leg(id="p1", rail="alipay", amount=Fen(300_000), paid_on=BEFORE),
        Leg(id="p2", rail="alipay", amount=Fen(700_000), paid_on=AFTER),
    )
    matter = a_course(used=0, legs=legs)

    assert assess(matter, EARLY).paid == 300_000
    assert principal(matter) == (300_000, 300_000, 300_000)
    assert principal(matter, AT) == (1_000_000, 1_000_000, 1_000_000)
    assert assess(matter, date(2026, 6, 1)).paid == 0


def test_a_price_that_only_the_payments_tell_is_not_lowered_by_the_day():
    line = Line(id="L1", plan="sessions", units=10, used=2, list_price=ListPrice(shown="no"))
    legs = (
        Leg(id="p1", rail="alipay", amount=Fen(300_000), paid_on=BEFORE),
        Leg(id="p2", rail="alipay", amount=Fen(700_000), paid_on=AFTER),
    )

    assert principal(a_course(lines=(line,), legs=legs)) == (100_000, 100_000, 100_000)


def test_a_pack_bought_later_is_not_part_of_the_bargain_yet():
    packs = (
        Pack(id="k1", price=Fen(400_000), units=20, on=When("2026-05-10")),
        Pack(id="k2", price=Fen(450_000), units=30, on=AFTER),
    )
    line = Line(id="L1", plan="sessions", price=Fen(850_000), units=50, packs=packs, used=10)
    matter = a_course(lines=(line,), events=(Event(kind="closed", proved="yes"),))

    assert principal(matter) == (200_000, 200_000, 200_000)
    assert principal(matter, AT) == (650_000, 650_000, 700_000)


def test_a_notice_not_yet_arrived_ends_nothing_and_bears_no_interest():
    matter = a_course(
        events=(Event(kind="closed", proved="yes", on=BEFORE),), request=Request(asked_on=AFTER, arrived_on=AFTER)
    )
    early, late = assess(matter, EARLY), assess(matter, AT)

    assert early.sum.interest is None
    assert late.sum.interest is not None
    assert late.sum.interest.high > 0
    assert named(early) == ["request.asked_on", "request.arrived_on"]
    assert not any(step.channel == "negotiation" and step.state == "done" for step in steps_of(matter, EARLY))
    assert not any(due.id == "refund_delay" for due in deadlines_of(matter, EARLY))
    assert any(due.id == "refund_delay" for due in deadlines_of(matter, AT))


def test_money_that_comes_back_later_is_still_owed():
    matter = a_course(returned=(Returned(id="z", amount=Fen(100_000), on=AFTER),))

    assert principal(matter) == (400_000, 400_000, 400_000)
    assert assess(matter, EARLY).returned == 0
    assert principal(matter, AT) == (300_000, 300_000, 300_000)


def test_a_promise_an_exhibit_and_a_refusal_of_records_wait_for_their_day():
    promise = Promise(
        id="W1", by="clinic", proved="yes", on=AFTER, clause=ResultGuarantee(remedy="full_refund", met="no")
    )
    paper = Exhibit(id="e1", kind="order", on=AFTER)
    matter = a_course(promises=(promise,), evidence=(paper,), records=Records(requested_on=AFTER, withheld="yes"))
    early = assess(matter, EARLY)

    assert principal(matter) == (400_000, 400_000, 400_000)
    assert principal(matter, AT) == (1_000_000, 1_000_000, 1_000_000)
    assert sorted(named(early)) == ["evidence.e1", "promises.W1", "records.requested_on"]
    assert not any(proof.has for proof in early.proofs)


def test_plans_may_lie_ahead():
    term = Term(start=When("2026-05-10"), end=When("2027-05-09"), unlimited="yes")
    card = Line(id="L1", plan="term", price=Fen(365_000), term=term, lapsed_on=When("2027-06-01"))
    request = Request(arrived_on=BEFORE, grace_until=When("2026-08-15"), repaid_on=When("2026-10-01"))
    found = assess(a_course(lines=(card,), request=request), EARLY)

    assert named(found) == []
    assert found.sum.principal.low == 365_000 * 267 // 365
    assert found.sum.interest is not None
    assert found.sum.interest.high > 0


def test_a_year_card_not_yet_activated_or_stopped_stands_as_on_the_day():
    term = Term(months=12, from_activation=True, activated="yes", activated_on=AFTER, unlimited="yes")
    begun = Term(start=When("2026-05-10"), end=When("2027-05-09"), unlimited="yes", stopped_on=AFTER)
    moved = (Event(kind="relocated", proved="yes"),)

    waiting = a_course(lines=(Line(id="L1", plan="term", price=Fen(365_000), term=term),), events=moved)
    running = a_course(lines=(Line(id="L1", plan="term", price=Fen(365_000), term=begun),), events=moved)

    assert principal(waiting) == (365_000, 365_000, 365_000)
    assert principal(running) == (281_000, 281_000, 281_000)


def test_steps_taken_later_are_not_taken():
    step = Step(deed="complaint_12315_filed", on=AFTER)
    matter = a_course(request=Request(steps=(step,)))
    state = {at: {one.channel: one.state for one in steps_of(matter, at)} for at in (EARLY, AT)}

    assert state[EARLY] != state[AT]
    assert state[EARLY] == {one.channel: one.state for one in steps_of(a_course(), EARLY)}


def test_there_is_nothing_to_judge_before_the_contract():
    with pytest.raises(DomainError) as refused:
        assess(a_course(), date(2026, 5, 9))

    assert refused.value.code == "assessment.before_the_contract"
    assert "2026-05-10" in refused.value.text("zh")
    assert assess(a_course(), date(2026, 5, 10)).as_of == "2026-05-10"


def test_what_is_not_known_is_asked_only_of_what_has_happened():
    later = a_course(events=(Event(kind="closed", proved="unknown", on=AFTER),))

    assert not any(row.fact.startswith("events.") for row in rank_missing(later, EARLY))
    assert any(row.fact == "events.closed.proved" for row in rank_missing(later, AT))


@given(matters(last_formed=date(2026, 3, 1)), st.integers(0, 260))
def test_what_happens_later_changes_no_assessment_of_today(matter, days):
    """Everything dated after the day, taken out of the file by hand or left in: the same answer, but for the note."""
    day = date(2026, 3, 1) + timedelta(days)
    known, later = happened_by(matter, day)

    def without_note(found: Assessment) -> bytes:
        marks = tuple(mark for mark in found.marks if mark.kind != "later")
        return msgspec.json.encode(replace(found, marks=marks), enc_hook=int)

    assert without_note(assess(matter, day)) == without_note(assess(known, day))
    assert happened_by(known, day) == (known, ())
    assert not any(fact.endswith(("events", "returned")) for fact, _ in later)


def test_a_plan_gives_nothing_back_of_a_payment_yet_to_come():
    legs = (
        Leg(id="p1", rail="alipay", amount=Fen(300_000), paid_on=BEFORE),
        Leg(id="p2", rail="wechat_pay", amount=Fen(700_000), paid_on=AFTER),
    )
    matter = a_course(used=0, legs=legs)
    plan = engine.plan(matter, engine.assess(matter, as_of=EARLY))[0]

    assert (plan.principal, plan.paid) == (300_000, 300_000)
    assert {leg.id: leg.refund for leg in plan.legs if leg.refund} == {"p1": 300_000}


def test_a_day_later_in_the_same_ten_days_is_later_and_the_day_itself_is_not():
    def told(day: str) -> int:
        return len(happened_by(a_course(events=(Event(kind="closed", proved="yes", on=When(day)),)), EARLY)[0].events)

    assert (told("2026-08-09"), told("2026-08-01"), told("2026-08")) == (0, 1, 1)


def test_the_visits_before_the_day_are_never_taken_back():
    visits = [Redemption(id=f"V{n}", line="L1", on=day) for n, day in enumerate((BEFORE, BEFORE, AFTER, AFTER))]
    found, _ = happened_by(a_course(used=3, redemptions=tuple(visits)), EARLY)

    assert found.lines[0].used == 2
