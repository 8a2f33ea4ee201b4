"""Which channel is open on a day, what shuts it, and what it would shut."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from weimei.core.law.channels import ChannelId, Deed, cn_channels
from weimei.core.law.planner import NextStep, Situation, StepState, closers, plan
from weimei.core.law.registry import Law
from weimei.core.law.time_limits import time_limit
from weimei.core.periods import cn_calendar

CALENDAR = cn_calendar()
AT = date(2026, 11, 20)
HURT = Situation(injury="yes")
ANSWERS = st.sampled_from(["yes", "no", "unknown"])
DAYS = st.dates(date(2019, 1, 1), date(2030, 12, 31))
SITUATIONS = st.builds(
    Situation,
    injury=ANSWERS, quality=ANSWERS, out_of_licence=ANSWERS, fake_product=ANSWERS, livestream=ANSWERS,
    on_platform=ANSWERS, run_away=ANSWERS, sum_undisputed=ANSWERS, arbitration_agreement=ANSWERS, goods=ANSWERS,
    known_on=st.none() | DAYS, harmed_on=st.none() | DAYS,
)  # fmt: skip
DEEDS = st.dictionaries(st.sampled_from(list(Deed)), DAYS)


def steps(
    deeds: dict[Deed, date] | None = None, situation: Situation | None = None, at: date = AT
) -> dict[ChannelId, NextStep]:
    return {step.channel: step for step in plan(deeds or {}, situation or Situation(), at, CALENDAR)}


def state(channel: ChannelId, deeds: dict[Deed, date], situation: Situation | None = None, at: date = AT) -> StepState:
    return steps(deeds, situation, at)[channel].state


def reason_ids(step: NextStep) -> list[str]:
    return [reason.id for reason in step.reasons]


def caution_ids(step: NextStep) -> list[str]:
    return [caution.id for caution in step.cautions]


@pytest.mark.parametrize(
    "deed",
    [Deed.ASSOCIATION_ACCEPTED, Deed.HEALTH_ACCEPTED, Deed.COURT_FILED, Deed.ARBITRATION_FILED, Deed.PAYMENT_ORDER_ACCEPTED,
     Deed.PAYMENT_ORDER_SERVED],
)  # fmt: skip
def test_12315_refuses_from_the_day_another_office_has_taken_the_dispute(deed: Deed):
    taken_on = date(2026, 11, 10)

    assert state(ChannelId.MARKET_COMPLAINT, {deed: taken_on}, at=taken_on - timedelta(days=1)) is StepState.OPEN
    closed = steps({deed: taken_on}, at=taken_on)[ChannelId.MARKET_COMPLAINT]
    assert closed.state is StepState.CLOSED
    assert closed.reasons[0].norms == ("samr-121-2026:16(2)",)
    assert closed.reasons[0].verification == "READ"
    assert (closed.needs, closed.documents, closed.dues) == ((), (), ())


@pytest.mark.parametrize(
    "deed", [Deed.PLATFORM_COMPLAINT, Deed.ASSOCIATION_FILED, Deed.HEALTH_REPORT_FILED, Deed.PAYMENT_ORDER_FILED]
)
def test_a_platform_complaint_a_report_or_a_mere_request_does_not_bar_12315(deed: Deed):
    assert state(ChannelId.MARKET_COMPLAINT, {deed: date(2026, 11, 10)}) is StepState.OPEN


def test_the_mediation_committee_barred_12315_until_14_april_2026_and_bars_it_no_longer():
    deeds = {Deed.MEDIATION_COMMITTEE_ACCEPTED: date(2026, 4, 1)}

    last_day = steps(deeds, at=date(2026, 4, 14))[ChannelId.MARKET_COMPLAINT]
    assert last_day.state is StepState.CLOSED
    assert reason_ids(last_day) == ["market_refuses_handled_2019"]
    assert state(ChannelId.MARKET_COMPLAINT, deeds, at=date(2026, 4, 15)) is StepState.OPEN


def test_an_accepted_complaint_stays_done_when_a_suit_follows_and_a_waiting_one_is_shut():
    suit = {Deed.COURT_FILED: date(2026, 11, 10)}

    accepted = {Deed.COMPLAINT_12315_ACCEPTED: date(2026, 11, 1), **suit}
    waiting = {Deed.COMPLAINT_12315_FILED: date(2026, 11, 9), **suit}
    assert state(ChannelId.MARKET_COMPLAINT, accepted) is StepState.DONE
    assert state(ChannelId.MARKET_COMPLAINT, waiting) is StepState.CLOSED


def test_the_report_to_the_market_regulator_is_another_track_and_never_shut():
    everything = {deed: date(2026, 11, 1) for deed in Deed if deed is not Deed.REPORT_12315_FILED}

    assert state(ChannelId.MARKET_REPORT, everything) is StepState.OPEN


def test_mediation_committee_and_health_department_shut_each_other():
    day = date(2026, 11, 10)

    by_health = steps({Deed.HEALTH_ACCEPTED: day}, HURT)[ChannelId.MEDIATION_COMMITTEE]
    by_committee = steps({Deed.MEDIATION_COMMITTEE_ACCEPTED: day}, HURT)[ChannelId.HEALTH_MEDIATION]

    assert (by_health.state, by_health.reasons[0].norms) == (StepState.CLOSED, ("med-dispute-reg:31",))
    assert (by_committee.state, by_committee.reasons[0].norms) == (StepState.CLOSED, ("med-dispute-reg:40",))


def test_a_suit_shuts_both_medical_mediations():
    after_suit = steps({Deed.COURT_FILED: AT}, HURT)

    assert after_suit[ChannelId.MEDIATION_COMMITTEE].state is StepState.CLOSED
    assert after_suit[ChannelId.HEALTH_MEDIATION].state is StepState.CLOSED
    assert after_suit[ChannelId.COURT].state is StepState.DONE


def test_a_payment_order_that_a_court_has_taken_shuts_every_mediation_as_a_suit_does():
    asked = {Deed.PAYMENT_ORDER_FILED: date(2026, 11, 2)}
    taken = {**asked, Deed.PAYMENT_ORDER_ACCEPTED: date(2026, 11, 6)}

    for channel in (ChannelId.MARKET_COMPLAINT, ChannelId.MEDIATION_COMMITTEE, ChannelId.HEALTH_MEDIATION):
        assert state(channel, asked, HURT) is StepState.OPEN
        assert state(channel, taken, HURT) is StepState.CLOSED
    assert state(ChannelId.MEDIATION_COMMITTEE, taken) is StepState.CLOSED, (
        "shut, not only waiting for a medical dispute"
    )
    assert state(ChannelId.MARKET_COMPLAINT, {Deed.PAYMENT_ORDER_SERVED: date(2026, 3, 2)}, at=date(2026, 4, 1)) is (
        StepState.CLOSED
    )


def test_a_payment_order_says_beforehand_what_it_would_shut():
    ahead = steps({}, Situation(injury="yes", sum_undisputed="yes"))

    assert ahead[ChannelId.PAYMENT_ORDER].would_close == (
        ChannelId.MARKET_COMPLAINT,
        ChannelId.MEDIATION_COMMITTEE,
        ChannelId.HEALTH_MEDIATION,
    )
    assert "closes_others" in caution_ids(ahead[ChannelId.PAYMENT_ORDER])


def test_each_step_tells_what_it_would_shut():
    ahead = steps({}, HURT)

    assert ahead[ChannelId.CONSUMERS_ASSOCIATION].would_close == (ChannelId.MARKET_COMPLAINT,)
    assert ahead[ChannelId.HEALTH_MEDIATION].would_close == (ChannelId.MARKET_COMPLAINT, ChannelId.MEDIATION_COMMITTEE)
    assert ahead[ChannelId.MEDIATION_COMMITTEE].would_close == (ChannelId.HEALTH_MEDIATION,)
    assert ahead[ChannelId.MARKET_COMPLAINT].would_close == ()
    assert ChannelId.MARKET_COMPLAINT in ahead[ChannelId.COURT].would_close
    assert "closes_others" in caution_ids(ahead[ChannelId.CONSUMERS_ASSOCIATION])
    assert "closes_others" not in caution_ids(ahead[ChannelId.MARKET_COMPLAINT])


def test_what_is_shut_already_is_not_named_again():
    ahead = steps({Deed.ASSOCIATION_ACCEPTED: date(2026, 11, 1)}, HURT)

    assert ahead[ChannelId.HEALTH_MEDIATION].would_close == (ChannelId.MEDIATION_COMMITTEE,)


def test_the_complaint_window_shuts_on_the_day_after_three_years():
    known = Situation(known_on=date(2023, 11, 20))

    assert state(ChannelId.MARKET_COMPLAINT, {}, known, at=date(2026, 11, 20)) is StepState.OPEN
    late = steps({}, known, at=date(2026, 11, 21))[ChannelId.MARKET_COMPLAINT]
    assert late.state is StepState.CLOSED
    assert reason_ids(late) == ["complaint_window_passed"]


def test_a_refused_complaint_is_shut_and_leads_to_court():
    after = steps(
        {Deed.NOTICE_ARRIVED: date(2026, 9, 1), Deed.COMPLAINT_12315_FILED: date(2026, 10, 1),
         Deed.COMPLAINT_12315_REFUSED: date(2026, 10, 12)},
    )  # fmt: skip

    assert after[ChannelId.MARKET_COMPLAINT].state is StepState.CLOSED
    assert after[ChannelId.COURT].suggested_from == AT


@pytest.mark.parametrize(
    ("channel", "situation", "expected"),
    [
        (ChannelId.PLATFORM, Situation(on_platform="no"), StepState.CLOSED),
        (ChannelId.PLATFORM, Situation(on_platform="no", livestream="yes"), StepState.OPEN),
        (ChannelId.PLATFORM, Situation(), StepState.OPEN),
        (ChannelId.HEALTH_REPORT, Situation(), StepState.LATER),
        (ChannelId.HEALTH_REPORT, Situation(out_of_licence="yes"), StepState.OPEN),
        (ChannelId.HEALTH_REPORT, Situation(injury="yes"), StepState.OPEN),
        (ChannelId.PRODUCT_REPORT, Situation(), StepState.LATER),
        (ChannelId.PRODUCT_REPORT, Situation(fake_product="yes"), StepState.OPEN),
        (ChannelId.POLICE, Situation(), StepState.LATER),
        (ChannelId.POLICE, Situation(out_of_licence="yes"), StepState.LATER),
        (ChannelId.POLICE, Situation(injury="yes", out_of_licence="yes"), StepState.OPEN),
        (ChannelId.POLICE, Situation(run_away="yes"), StepState.OPEN),
        (ChannelId.MEDIATION_COMMITTEE, Situation(), StepState.LATER),
        (ChannelId.MEDIATION_COMMITTEE, Situation(injury="no"), StepState.LATER),
        (ChannelId.MEDIATION_COMMITTEE, Situation(injury="no", quality="no"), StepState.CLOSED),
        (ChannelId.MEDIATION_COMMITTEE, Situation(quality="yes"), StepState.OPEN),
        (ChannelId.PAYMENT_ORDER, Situation(), StepState.LATER),
        (ChannelId.PAYMENT_ORDER, Situation(sum_undisputed="yes"), StepState.OPEN),
        (ChannelId.PAYMENT_ORDER, Situation(sum_undisputed="no"), StepState.CLOSED),
        (ChannelId.PAYMENT_ORDER, Situation(sum_undisputed="yes", run_away="yes"), StepState.CLOSED),
        (ChannelId.ARBITRATION, Situation(), StepState.LATER),
        (ChannelId.ARBITRATION, Situation(arbitration_agreement="yes"), StepState.OPEN),
        (ChannelId.ARBITRATION, Situation(arbitration_agreement="no"), StepState.CLOSED),
        (ChannelId.ONLINE_COURT, Situation(), StepState.LATER),
        (ChannelId.ONLINE_COURT, Situation(goods="no"), StepState.CLOSED),
        (ChannelId.ONLINE_COURT, Situation(goods="yes"), StepState.LATER),
        (ChannelId.ONLINE_COURT, Situation(goods="yes", livestream="yes"), StepState.LATER),
        (ChannelId.ONLINE_COURT, Situation(goods="yes", on_platform="no"), StepState.CLOSED),
        (ChannelId.ONLINE_COURT, Situation(goods="yes", on_platform="yes"), StepState.OPEN),
        (ChannelId.ONLINE_COURT, Situation(on_platform="yes"), StepState.LATER),
        (ChannelId.ONLINE_COURT, Situation(goods="no", on_platform="yes"), StepState.CLOSED),
    ],
)
def test_the_facts_decide_whether_a_channel_fits(channel: ChannelId, situation: Situation, expected: StepState):
    assert state(channel, {}, situation) is expected


def test_the_first_thing_suggested_is_the_notice_to_the_merchant():
    ahead = steps()

    assert [step.channel for step in ahead.values() if step.suggested_from] == [ChannelId.MERCHANT]
    assert "send_notice_first" in caution_ids(ahead[ChannelId.MARKET_COMPLAINT])
    assert "send_notice_first" not in caution_ids(ahead[ChannelId.MERCHANT])


def test_after_the_notice_the_platform_comes_at_once_and_12315_after_the_fifteen_days():
    after = steps({Deed.NOTICE_SENT: date(2026, 11, 9), Deed.NOTICE_ARRIVED: date(2026, 11, 10)})

    assert [(due.limit_id, due.legal) for due in after[ChannelId.MERCHANT].dues] == [
        ("refund_delay", date(2026, 11, 25))
    ]
    assert after[ChannelId.PLATFORM].suggested_from == AT
    assert after[ChannelId.MARKET_REPORT].suggested_from == AT
    assert after[ChannelId.MARKET_COMPLAINT].suggested_from == date(2026, 11, 26)
    assert after[ChannelId.MARKET_COMPLAINT].earliest_on == AT
    assert after[ChannelId.COURT].suggested_from is None


def test_the_sixteenth_day_is_deliberate_delay_and_opens_12315_be_it_a_holiday():
    """Notice of 16 September 2026: the fifteen days end on 1 October, the first day of the holidays; no text moves them."""
    notice, sixteenth = date(2026, 9, 16), date(2026, 10, 2)

    after = steps({Deed.NOTICE_ARRIVED: notice}, at=date(2026, 9, 20))

    assert [(due.limit_id, due.raw, due.legal) for due in after[ChannelId.MERCHANT].dues] == [
        ("refund_delay", date(2026, 10, 1), date(2026, 10, 1))
    ]
    assert after[ChannelId.MARKET_COMPLAINT].suggested_from == sixteenth
    is_deliberate = Law.on(sixteenth).rule("deliberate_delay")
    limit = time_limit("refund_delay", on=notice).value
    assert is_deliberate(days_since_request=(sixteenth - notice).days, limit=limit)
    assert not is_deliberate(days_since_request=(sixteenth - notice).days - 1, limit=limit)


def test_a_decision_of_the_platform_ends_the_waiting():
    after = steps({Deed.NOTICE_ARRIVED: date(2026, 11, 10), Deed.PLATFORM_DECIDED: date(2026, 11, 18)})

    assert after[ChannelId.MARKET_COMPLAINT].suggested_from == AT


def test_court_is_suggested_for_the_day_after_the_mediation_must_end():
    filed = {Deed.NOTICE_ARRIVED: date(2026, 9, 1), Deed.COMPLAINT_12315_FILED: date(2026, 9, 20)}

    running = steps({**filed, Deed.COMPLAINT_12315_ACCEPTED: date(2026, 9, 25)})
    assert running[ChannelId.MARKET_COMPLAINT].dues[0].legal == date(2026, 11, 24)
    assert running[ChannelId.COURT].suggested_from == date(2026, 11, 25)
    assert running[ChannelId.COURT].state is StepState.OPEN
    ended = steps({**filed, Deed.MEDIATION_12315_ENDED: date(2026, 11, 16)})
    assert ended[ChannelId.COURT].suggested_from == AT


def test_where_12315_is_shut_court_is_not_put_off_for_it():
    after = steps({Deed.NOTICE_ARRIVED: date(2026, 9, 1), Deed.ASSOCIATION_ACCEPTED: date(2026, 10, 1)})

    assert after[ChannelId.COURT].suggested_from == AT


def test_a_merchant_who_ran_away_is_not_waited_for():
    after = steps({}, Situation(run_away="yes"))

    for channel in (ChannelId.POLICE, ChannelId.PLATFORM, ChannelId.MARKET_COMPLAINT, ChannelId.COURT):
        assert after[channel].suggested_from == AT
    assert "small_claims_out" in caution_ids(after[ChannelId.COURT])


def test_a_complaint_filed_before_15_april_2026_keeps_the_older_counting():
    deeds = {Deed.COMPLAINT_12315_FILED: date(2026, 4, 14), Deed.COMPLAINT_12315_ACCEPTED: date(2026, 4, 21)}

    older = steps(deeds, at=date(2026, 5, 6))[ChannelId.MARKET_COMPLAINT].dues[0]
    newer = steps({**deeds, Deed.COMPLAINT_12315_FILED: date(2026, 4, 15)}, at=date(2026, 5, 6))

    assert older.raw == older.legal == date(2026, 6, 20)
    assert newer[ChannelId.MARKET_COMPLAINT].dues[0].legal == date(2026, 6, 22)  # the Dragon Boat holiday moves it


def test_an_arrived_notice_starts_limitation_anew_but_only_while_it_runs():
    known = Situation(known_on=date(2023, 6, 1))

    in_time = steps({Deed.NOTICE_ARRIVED: date(2026, 6, 1)}, known)[ChannelId.COURT].dues[0]
    too_late = steps({Deed.NOTICE_ARRIVED: date(2026, 6, 2)}, known)[ChannelId.COURT]

    assert in_time.raw == date(2029, 6, 1)
    assert in_time.is_provisional
    assert too_late.dues[0].raw == date(2026, 6, 1)
    assert "limitation_over" in caution_ids(too_late)
    assert too_late.state is StepState.OPEN


def test_the_list_of_the_internet_courts_holds_from_november_2025():
    bought = Situation(goods="yes", on_platform="yes")

    before = steps({}, bought, at=date(2025, 10, 31))[ChannelId.ONLINE_COURT]
    assert (before.state, reason_ids(before)) == (StepState.LATER, ["internet_court_list_not_yet"])
    assert before.earliest_on is None
    assert state(ChannelId.ONLINE_COURT, {}, bought, at=date(2025, 11, 1)) is StepState.OPEN


def test_a_merchant_who_admits_the_debt_in_time_starts_limitation_anew():
    known = Situation(known_on=date(2023, 6, 1))

    admitted = steps({Deed.DEBT_ACKNOWLEDGED: date(2026, 6, 1)}, known)[ChannelId.COURT]
    too_late = steps({Deed.DEBT_ACKNOWLEDGED: date(2026, 6, 2)}, known)[ChannelId.COURT]

    assert (admitted.dues[0].limit_id, admitted.dues[0].raw) == ("limitation", date(2029, 6, 1))
    assert "limitation_over" not in caution_ids(admitted)
    assert too_late.dues[0].raw == date(2026, 6, 1)
    assert "limitation_over" in caution_ids(too_late)


def test_twenty_years_after_the_harm_no_demand_helps():
    old = Situation(known_on=date(2026, 1, 5), harmed_on=date(2007, 3, 1))
    demanded = {Deed.NOTICE_ARRIVED: date(2026, 11, 10)}

    court = steps(demanded, old)[ChannelId.COURT]

    assert (court.dues[0].limit_id, court.dues[0].raw) == ("limitation_cap", date(2027, 3, 1))
    near = caution_ids(steps(demanded, old, at=date(2027, 1, 4))[ChannelId.COURT])
    assert "limitation_cap_near" in near
    assert "limitation_near" not in near, "that one says that a demand starts the three years anew"
    assert "limitation_over" in caution_ids(steps(demanded, old, at=date(2027, 3, 2))[ChannelId.COURT])


def test_a_harm_of_last_year_leaves_the_three_years_as_they_are():
    recent = Situation(known_on=date(2026, 1, 5), harmed_on=date(2025, 12, 1))

    assert steps({}, recent)[ChannelId.COURT].dues[0].raw == date(2029, 1, 5)


def test_who_has_not_found_out_yet_has_the_twenty_years_alone():
    assert steps({}, Situation(harmed_on=date(2020, 5, 4)))[ChannelId.COURT].dues[0].limit_id == "limitation_cap"


@pytest.mark.parametrize(("known_on", "is_near"), [(date(2024, 2, 18), True), (date(2024, 2, 19), False)])
def test_limitation_is_pointed_out_ninety_days_before_its_safe_day(known_on: date, is_near: bool):
    court = steps({}, Situation(known_on=known_on))[ChannelId.COURT]

    assert ("limitation_near" in caution_ids(court)) is is_near
    assert court.suggested_from == (AT if is_near else None)


def test_papers_that_the_facts_rule_out_are_left_out():
    def papers(situation: Situation) -> set[str]:
        return {document.id for document in steps({}, situation)[ChannelId.COURT].documents}

    assert {"stream_record", "injury_records", "product_evidence"} <= papers(Situation())
    quiet = Situation(livestream="no", injury="no", quality="no", fake_product="no")
    assert papers(Situation()) - papers(quiet) == {"stream_record", "injury_records", "product_evidence"}


@pytest.mark.parametrize(
    ("deed", "channel", "limit_id"),
    [
        (Deed.RECORDS_REQUESTED, ChannelId.PLATFORM, "platform_records_reply"),
        (Deed.COMPLAINT_12315_FILED, ChannelId.MARKET_COMPLAINT, "market_accept"),
        (Deed.COMPLAINT_12315_ACCEPTED, ChannelId.MARKET_COMPLAINT, "market_mediation_end"),
        (Deed.MEDIATION_12315_ENDED, ChannelId.MARKET_COMPLAINT, "market_termination_notice"),
        (Deed.REPORT_12315_FILED, ChannelId.MARKET_REPORT, "report_check"),
        (Deed.HEALTH_REPORT_FILED, ChannelId.HEALTH_REPORT, "health_case_opening"),
        (Deed.PRODUCT_REPORT_FILED, ChannelId.PRODUCT_REPORT, "report_check"),
        (Deed.MEDIATION_COMMITTEE_ACCEPTED, ChannelId.MEDIATION_COMMITTEE, "mediation_committee_end"),
        (Deed.MEDIATION_AGREED, ChannelId.MEDIATION_COMMITTEE, "mediation_confirmation"),
        (Deed.HEALTH_FILED, ChannelId.HEALTH_MEDIATION, "health_mediation_accept"),
        (Deed.HEALTH_ACCEPTED, ChannelId.HEALTH_MEDIATION, "health_mediation_end"),
        (Deed.PAYMENT_ORDER_FILED, ChannelId.PAYMENT_ORDER, "payment_order_acceptance"),
        (Deed.PAYMENT_ORDER_ACCEPTED, ChannelId.PAYMENT_ORDER, "payment_order_issue"),
        (Deed.PAYMENT_ORDER_SERVED, ChannelId.PAYMENT_ORDER, "payment_order_objection"),
        (Deed.COURT_FILED, ChannelId.COURT, "small_claims_trial"),
    ],
)
def test_each_deed_starts_its_clock(deed: Deed, channel: ChannelId, limit_id: str):
    dues = steps({deed: date(2026, 11, 10)}, HURT)[channel].dues

    assert [(due.limit_id, due.start) for due in dues] == [(limit_id, date(2026, 11, 10))]


@given(DEEDS, SITUATIONS, DAYS)
def test_what_a_constraint_shuts_is_never_shown_open(deeds: dict[Deed, date], situation: Situation, at: date):
    past = {deed: on for deed, on in deeds.items() if on <= at}
    constraints = cn_channels().constraints_on(at)

    for step in plan(deeds, situation, at, CALENDAR):
        if closers(step.channel, past, constraints):
            assert step.state in (StepState.CLOSED, StepState.DONE)
            assert step.suggested_from is None
            assert step.earliest_on is None


@given(DEEDS, SITUATIONS, DAYS)
def test_taking_an_open_step_shuts_exactly_what_it_said(deeds: dict[Deed, date], situation: Situation, at: date):
    before = {step.channel: step for step in plan(deeds, situation, at, CALENDAR)}
    book = cn_channels()

    for step in before.values():
        accepted = book.channel_of(step.channel).accepted
        if step.state is not StepState.OPEN or not accepted:
            continue
        after = {one.channel: one for one in plan({**deeds, accepted[0]: at}, situation, at, CALENDAR)}
        shut = tuple(
            channel
            for channel in ChannelId
            if channel is not step.channel
            and before[channel].state in (StepState.OPEN, StepState.LATER)
            and after[channel].state is StepState.CLOSED
        )
        assert shut == step.would_close
        assert after[step.channel].state is StepState.DONE


@given(DEEDS, SITUATIONS, DAYS)
def test_every_channel_is_told_with_a_reason_and_days_that_make_sense(
    deeds: dict[Deed, date], situation: Situation, at: date
):
    told = plan(deeds, situation, at, CALENDAR)

    assert [step.channel for step in told] == list(ChannelId)
    for step in told:
        assert step.reasons
        assert (step.earliest_on is not None) is (step.state is StepState.OPEN)
        assert step.suggested_from is None or step.suggested_from >= at
        assert all(
            due.start <= at for due in step.dues if due.limit_id not in ("market_complaint_window", "limitation")
        )


@given(DEEDS, SITUATIONS, DAYS)
def test_a_deed_of_a_later_day_changes_nothing(deeds: dict[Deed, date], situation: Situation, at: date):
    past = {deed: on for deed, on in deeds.items() if on <= at}

    assert plan(deeds, situation, at, CALENDAR) == plan(past, situation, at, CALENDAR)
