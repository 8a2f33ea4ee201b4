"""The clocks of a matter and the channels open on a day: which facts start them, and what nobody mentioned (law reference 3.4)."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from msgspec.structs import replace

from weimei.core.assessment.matter import Matter
from weimei.core.assessment.next_steps import deadlines_of, known_on, situation_of, steps_of
from weimei.core.facts import Contract, Event, Leg, Line, Party, Records, Request, When
from weimei.core.facts.request import Step
from weimei.core.money import Fen

AT = date(2026, 11, 22)
LINES = (Line(id="L1", plan="sessions", price=Fen(880_000), units=10, used=4),)


def matter(**facts: Any) -> Matter:
    return Matter(id="m", lines=LINES, **facts)


def paid(*days: str) -> tuple[Leg, ...]:
    return tuple(Leg(id=f"P{n}", rail="alipay", amount=Fen(1), paid_on=When(day)) for n, day in enumerate(days))


def event(kind: Any, on: str | None = None, known: str | None = None, proved: Any = "yes") -> Event:
    return Event(kind=kind, on=When(on) if on else None, known_on=When(known) if known else None, proved=proved)


def clocks(found: Matter, at: date = AT) -> dict[str, tuple[str, str | None, bool]]:
    """Each clock by its id: first day, last day by the letter, whether it is over."""
    return {one.id: (one.starts_on, one.ends_on, one.passed) for one in deadlines_of(found, at)}


# --- clocks --------------------------------------------------------------------------------------------------------------


def test_without_facts_no_clock_runs():
    assert deadlines_of(matter(), AT) == ()


def test_the_seven_days_run_from_every_payment_day_once():
    found = [
        one
        for one in deadlines_of(matter(legs=paid("2026-07-01", "2026-08-03", "2026-07-01")), AT)
        if one.id == "cooling_off"
    ]

    assert [(one.starts_on, one.ends_on) for one in found] == [
        ("2026-07-01", "2026-07-08"),
        ("2026-08-03", "2026-08-10"),
    ]
    assert all(one.passed for one in found)


def test_before_the_interpretation_was_in_force_there_are_no_seven_days():
    legs = paid("2025-04-20")

    assert "cooling_off" not in clocks(matter(legs=legs), date(2025, 4, 30))
    assert "cooling_off" in clocks(matter(legs=legs), date(2025, 5, 1))


def test_fifteen_days_run_from_the_demand_that_arrived_else_from_the_one_sent():
    request = Request(asked_on=When("2026-09-01"), arrived_on=When("2026-09-03"))

    assert clocks(matter(request=request))["refund_delay"] == ("2026-09-03", "2026-09-18", True)
    assert clocks(matter(request=replace(request, arrived_on=None)))["refund_delay"][0] == "2026-09-01"
    assert "refund_delay" not in clocks(matter())


def test_a_demand_known_by_its_month_counts_from_the_last_day():
    request = Request(arrived_on=When("2026-09"))

    assert clocks(matter(request=request))["refund_delay"][0] == "2026-09-30"


def test_a_demand_older_than_the_rule_on_delay_is_counted_under_it():
    assert clocks(matter(request=Request(asked_on=When("2015-03-01"))))["refund_delay"] == (
        "2015-03-01",
        "2015-03-16",
        True,
    )


def test_knowing_starts_a_year_to_rescind_and_three_to_sue_and_to_complain():
    found = clocks(matter(events=(event("closed", "2026-08-20", "2026-08-24"),)))

    assert found["rescission"] == ("2026-08-24", "2027-08-24", False)
    assert found["limitation"] == ("2026-08-24", "2029-08-24", False)
    assert found["market_complaint_window"] == ("2026-08-24", "2029-08-24", False)
    assert "avoidance_fraud" not in found


def test_each_cause_has_a_clock_of_its_own():
    closed, deceit = event("closed", "2025-06-01"), event("false_claim", "2025-03-01", "2025-11-24")
    found = deadlines_of(matter(events=(closed, deceit)), AT)
    ends = {(one.id, one.ends_on): one.passed for one in found}

    assert ends["avoidance_fraud", "2026-11-24"] is False
    assert ends["rescission", "2026-06-01"] is True
    assert ends["rescission", "2026-11-24"] is False


def test_her_own_wish_starts_no_year_to_rescind():
    assert "rescission" not in clocks(matter(events=(event("change_of_mind", "2026-08-01"),)))


def test_a_demand_that_arrived_in_time_starts_the_three_years_anew():
    closed = event("closed", "2023-05-01")
    asked = Request(arrived_on=When("2025-09-01"))

    assert clocks(matter(events=(closed,)))["limitation"] == ("2023-05-01", "2026-05-06", True)
    assert clocks(matter(events=(closed,), request=asked))["limitation"] == ("2025-09-01", "2028-09-01", False)


@pytest.mark.parametrize("kind", ["false_claim", "product_swapped", "service_swapped"])
def test_deceit_starts_a_year_to_avoid_the_contract(kind: str):
    assert clocks(matter(events=(event(kind, "2026-08-24"),)))["avoidance_fraud"][1] == "2027-08-24"
    assert "avoidance_fraud" in clocks(matter(events=(event(kind, "2026-08-24", proved="unknown"),)))
    refuted = (event(kind, "2026-08-24", proved="no"), event("closed", "2026-08-24"))
    assert "avoidance_fraud" not in clocks(matter(events=refuted))


def test_older_facts_are_counted_under_the_laws_of_today():
    found = clocks(matter(events=(event("false_claim", "2020-06-01"),)))

    assert found["limitation"] == ("2020-06-01", "2023-06-01", True)
    assert found["rescission"] == ("2020-06-01", "2021-06-01", True)
    assert found["avoidance_fraud"][2]
    assert found["market_complaint_window"][2]


def test_evidence_may_be_deleted_three_years_after_the_stream_or_the_first_payment():
    streamed = Contract(formed_on=When("2026-07-01"), livestream="yes")

    assert clocks(matter(contract=streamed))["livestream_video"][:2] == ("2026-07-01", "2029-07-01")
    assert "livestream_video" not in clocks(matter(contract=replace(streamed, livestream="unknown")))
    records = clocks(matter(legs=paid("2026-08-03", "2026-07-01")))
    assert records["platform_transaction_records"][0] == "2026-07-01"
    assert "livestream_video" not in records


def test_the_clock_that_ends_first_stands_first():
    found = deadlines_of(
        matter(
            legs=paid("2026-11-20"),
            events=(event("closed", "2026-08-20"),),
            request=Request(arrived_on=When("2026-11-21")),
        ),
        AT,
    )
    ends = [one.act_by or "9999" for one in found]

    assert ends == sorted(ends)
    assert [one.id for one in found][:2] == ["cooling_off", "refund_delay"]
    assert not any(one.passed for one in found)


# --- when she knew ---------------------------------------------------------------------------------------------------------


def test_knowing_is_the_earliest_day_stated_else_the_earliest_event():
    first, second = event("closed", "2026-05-01", "2026-08-01"), event("relocated", "2026-04-01", "2026-07-01")

    assert known_on(matter(events=(first, second))) == date(2026, 7, 1)
    assert known_on(matter(events=(replace(first, known_on=None), replace(second, known_on=None)))) == date(2026, 4, 1)
    assert known_on(matter(events=(first, replace(second, proved="no")))) == date(2026, 8, 1)
    assert known_on(
        matter(events=(replace(first, known_on=None), replace(second, known_on=None, proved="no")))
    ) == date(2026, 5, 1)
    assert known_on(matter(events=(event("closed"),))) is None
    assert known_on(matter()) is None


# --- channels ----------------------------------------------------------------------------------------------------------------


def channel(found: Matter, name: str, at: date = AT) -> Any:
    return next(one for one in steps_of(found, at) if one.channel == name)


def test_a_notice_that_arrived_is_a_step_taken_with_its_fifteen_days():
    merchant = channel(matter(request=Request(asked_on=When("2026-09-01"), arrived_on=When("2026-09-03"))), "merchant")

    assert merchant.state == "done"
    assert [(due.id, due.starts_on) for due in merchant.due] == [("refund_delay", "2026-09-03")]


def test_a_notice_only_sent_starts_no_fifteen_days():
    assert channel(matter(request=Request(asked_on=When("2026-09-01"))), "merchant").due == ()
    assert channel(matter(), "merchant").state == "now"


def test_a_step_on_file_goes_before_the_day_of_the_demand():
    request = Request(arrived_on=When("2026-09-03"), steps=(Step(deed="notice_arrived", on=When("2026-09-10")),))

    assert channel(matter(request=request), "merchant").due[0].starts_on == "2026-09-10"


def test_records_asked_for_start_the_platforms_time_to_answer():
    records = Records(requested_on=When("2026-11-20"))
    platform = Party(id="pf", role="platform")

    assert [due.starts_on for due in channel(matter(records=records, parties=(platform,)), "platform").due] == [
        "2026-11-20"
    ]
    assert channel(matter(parties=(platform,)), "platform").due == ()


def test_a_demand_of_yesterday_waits_before_12315_and_the_court_are_asked():
    fresh = matter(request=Request(arrived_on=When("2026-11-21")), parties=(Party(id="pf", role="platform"),))
    old = replace(fresh, request=Request(arrived_on=When("2026-09-01")))

    assert channel(fresh, "court").state != "now"
    later = channel(fresh, "market_complaint")
    assert (later.state, channel(old, "market_complaint").state) == ("open", "now")
    assert later.suggested_from is not None
    assert later.suggested_from > AT.isoformat()


# --- what decides which channels fit ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "field"),
    [
        ("injury", "injury"),
        ("quality_complaint", "quality"),
        ("service_swapped", "quality"),
        ("not_lead_physician", "quality"),
        ("unlicensed", "out_of_licence"),
        ("not_a_doctor", "out_of_licence"),
        ("fake_drug", "fake_product"),
        ("product_swapped", "fake_product"),
        ("device_unregistered", "fake_product"),
        ("absconded", "run_away"),
    ],
)
def test_what_happened_opens_its_channels_unless_it_was_refuted(kind: str, field: str):
    assert getattr(situation_of(matter()), field) == "unknown"
    for proved, answer in (("yes", "yes"), ("unknown", "yes"), ("no", "no")):
        assert getattr(situation_of(matter(events=(event(kind, proved=proved),))), field) == answer
    assert getattr(situation_of(matter(events=(event("change_of_mind"),))), field) == "unknown"


def test_one_refuted_claim_does_not_close_what_another_opens():
    both = (event("unlicensed", proved="no"), event("not_a_doctor", proved="unknown"))

    assert situation_of(matter(events=both)).out_of_licence == "yes"


def test_platform_goods_and_stream_are_taken_as_told():
    told = situation_of(
        matter(parties=(Party(id="pf", role="platform"),), contract=Contract(nature="goods", livestream="yes"))
    )

    assert (told.on_platform, told.goods, told.livestream) == ("yes", "yes", "yes")
    silent = situation_of(matter(parties=(Party(id="c", role="clinic"),)))
    assert (silent.on_platform, silent.goods, silent.livestream) == ("unknown", "no", "unknown")
