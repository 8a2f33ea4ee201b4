"""The interview: what a person types, what the matter says afterwards, and which question is left out as it would move nothing."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from msgspec.structs import replace

from weimei.core.assessment import interview
from weimei.core.assessment.interview import (
    HELP,
    QUESTIONS,
    DoubtError,
    Question,
    answer,
    left,
    next_question,
    start,
    told_already,
)
from weimei.core.assessment.matter import Matter
from weimei.core.errors import DomainError
from weimei.core.facts import Event, Leg, Line, Term, When
from weimei.core.money import Fen
from weimei.core.policy.clauses import NoRefund, PenaltyPercent, RefundAnyTime, ResultGuarantee

AT = date(2026, 11, 22)
BY_ID = {question.id: question for question in QUESTIONS}
HAPPENED_ITEMS = BY_ID["happened"].options


def told(*pairs: tuple[str, str], matter: Matter | None = None) -> Matter:
    """A matter after some answers, by the id of the question."""
    matter = matter or start("m")
    for id_, text in pairs:
        matter = answer(matter, BY_ID[id_], text, AT, is_sure=True)
    return matter


def asked_in(matter: Matter, *, at: date = AT) -> list[str]:
    """Every question that would be put if all were skipped."""
    asked: set[str] = set()
    found = []
    while (question := next_question(matter, at, frozenset(asked))) is not None:
        asked.add(question.id)
        found.append(question.id)
    return found


def refused(id_: str, text: str, matter: Matter | None = None) -> str:
    """The code with which an answer is refused."""
    with pytest.raises(DomainError) as caught:
        told((id_, text), matter=matter)
    return caught.value.code


COURSE = told(("plan", "sessions"), ("paid", "8800"))


# --- reading what is typed ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "plan"),
    [("1", "sessions"), ("2", "stored_value"), ("5", "programme"), ("５", "programme"), ("term", "term")],
)
def test_a_choice_is_the_number_of_its_line_or_the_word_itself(typed: str, plan: str):
    assert told(("plan", typed)).lines[0].plan == plan


@pytest.mark.parametrize("typed", ["0", "6", "-1", "x1", "10", "一"])
def test_no_other_number_is_a_choice(typed: str):
    assert refused("plan", typed) == "interview.choice"


@pytest.mark.parametrize(
    ("typed", "fen"),
    [
        ("8800", 880_000),
        ("¥8,800.50", 880_050),
        ("8，800元", 880_000),
        ("８８００．５", 880_050),
        (" 0.01 ", 1),
        ("8800。5", 880_050),
        ("￥12800", 1_280_000),
        ("12800块", 1_280_000),
        ("12800块钱", 1_280_000),
        ("1.28万", 1_280_000),
        ("１．２８万元", 1_280_000),
        ("0.123456万", 123_456),
        ("1万", 1_000_000),
        ("12,800.50元整", 1_280_050),
        ("人民币12800", 1_280_000),
    ],
)
def test_a_sum_is_read_as_people_write_it(typed: str, fen: int):
    assert told(("paid", typed)).legs[0].amount == fen


@pytest.mark.parametrize(
    "typed", ["12,80", "1,2,3", "1.2345678万", "1万2", "12800美元", "万", "元", "1e4", "99999999999999万", "8800.555"]
)
def test_no_other_sum_is_taken_for_another_one(typed: str):
    assert refused("paid", typed) in ("interview.amount", "money.decimals")


def test_a_sum_below_zero_is_asked_again_and_zero_pays_for_nothing():
    assert refused("paid", "-1") == "interview.negative"
    assert refused("paid", "-0.01") == "interview.negative"
    assert refused("paid", "0") == "interview.nothing_paid"
    assert told(("plan", "2"), ("bonus", "0")).lines[0].bonus == 0


@pytest.mark.parametrize(("typed", "count"), [("0", 0), ("10", 10), ("１２", 12), ("10次", 10), ("10000", 10_000)])
def test_a_count_is_a_whole_number(typed: str, count: int):
    assert told(("used", typed), matter=COURSE).lines[0].used == count


@pytest.mark.parametrize("typed", ["1.5", "-1", "ten", "次", "十"])
def test_no_other_count_is_taken(typed: str):
    assert refused("used", typed) == "interview.count"


@pytest.mark.parametrize("typed", ["10001", "1000000", "99999999999"])
def test_a_count_that_no_file_takes_is_refused_at_the_question(typed: str):
    assert refused("used", typed) == "interview.count_large"


@pytest.mark.parametrize(
    ("typed", "basis_points"), [("30", 3000), ("30%", 3000), ("３０％", 3000), ("0.5", 50), ("0", 0)]
)
def test_a_percentage_is_kept_in_hundredths(typed: str, basis_points: int):
    matter = told(("terms", "percent"), ("percent", typed))

    clause = matter.policies[0].clauses[0]
    assert isinstance(clause, PenaltyPercent)
    assert (clause.basis_points, clause.base, clause.standard_form) == (basis_points, None, "yes")


@pytest.mark.parametrize(
    ("typed", "day"),
    [
        ("2026-05-20", "2026-05-20"),
        ("2026年5月20日", "2026-05-20"),
        ("2026/5/2", "2026-05-02"),
        ("2026.12.1", "2026-12-01"),
        ("2026年5月", "2026-05"),
        ("2026年", "2026"),
        ("1900", "1900"),
        ("2200", "2200"),
    ],
)
def test_a_day_is_read_as_people_write_it(typed: str, day: str):
    assert told(("paid_on", typed)).contract.formed_on == day


@pytest.mark.parametrize("typed", ["1899", "2201", "8800"])
def test_a_sum_typed_for_a_day_is_no_year(typed: str):
    assert refused("paid_on", typed) == "interview.year"


@pytest.mark.parametrize("typed", ["", "  ", "不知道", "说不清", "unknown", "UNKNOWN", "skip"])
def test_not_knowing_changes_nothing(typed: str):
    assert told(("paid", typed), matter=COURSE) == COURSE


@pytest.mark.parametrize("question", QUESTIONS, ids=lambda question: question.id)
def test_asking_for_help_answers_no_question(question: Question):
    for word in HELP:
        assert refused(question.id, word, COURSE) == "interview.help"


@pytest.mark.parametrize("typed", ["", "不知道"])
def test_how_it_was_sold_is_the_one_question_without_which_there_is_no_sum(typed: str):
    assert refused("plan", typed) == "interview.needed"


def test_a_course_of_which_nothing_more_was_said_holds_nothing_more():
    matter = told(("what", "水光针"), ("plan", "1"), ("paid", "6400"), ("happened", "change_of_mind"))

    assert matter.lines == (Line(id="L1", plan="sessions", name="水光针", price=Fen(640_000)),)
    assert matter.legs == (Leg(id="p1", rail="unknown", amount=Fen(640_000)),)
    assert matter.events == (Event(kind="change_of_mind"),)
    assert matter.policies == matter.promises == ()


@pytest.mark.parametrize(
    ("typed", "rail"), [("1", "wechat_pay"), ("2", "alipay"), ("5", "loan"), ("8", "unknown"), ("", "unknown")]
)
def test_how_it_was_paid_is_what_she_says_and_else_unknown(typed: str, rail: str):
    assert told(("rail", typed), matter=COURSE).legs[0].rail == rail


def test_a_name_is_kept_as_written_up_to_two_hundred_letters():
    assert told(("what", "光子嫩肤")).lines[0].name == "光子嫩肤"
    assert len(told(("what", "嫩" * 201)).lines[0].name) == 200


# --- what an answer does -----------------------------------------------------------------------------------------------


def test_a_matter_starts_as_one_treatment_of_which_nothing_is_known():
    matter = start("mine")

    assert (matter.id, matter.lines[0].plan, matter.contract.medical_aesthetics) == ("mine", "programme", "yes")


def test_what_was_paid_is_the_price_and_one_payment_on_the_day_of_the_order():
    matter = told(("paid", "8800"), ("paid_on", "2026-05-20"))

    assert matter.lines[0].price == 880_000
    assert [(leg.amount, leg.paid_on) for leg in matter.legs] == [(880_000, "2026-05-20")]
    assert matter.contract.formed_on == "2026-05-20"


def test_the_day_alone_makes_no_payment():
    matter = told(("paid_on", "2026-05-20"))

    assert matter.legs == ()
    assert matter.contract.formed_on == "2026-05-20"


def test_a_sum_put_right_keeps_the_day_and_the_rest_of_the_payment():
    matter = told(("paid", "8800"), ("paid_on", "2026-05-20"), ("paid", "9800"))

    assert [(leg.amount, leg.paid_on) for leg in matter.legs] == [(980_000, "2026-05-20")]


@pytest.mark.parametrize(
    ("id_", "typed", "field", "value"),
    [
        ("units", "10", "units", 10),
        ("free_units", "2", "free_units", 2),
        ("used", "3", "used", 3),
        ("bonus", "500", "bonus", 50_000),
        ("used_value", "1200", "used_value", 120_000),
        ("performed", "all", "performed", "all"),
        ("performed", "2", "performed", "part"),
    ],
)
def test_answers_about_the_purchase_go_to_its_line(id_: str, typed: str, field: str, value: Any):
    assert getattr(told((id_, typed)).lines[0], field) == value


def test_answers_about_a_period_add_up():
    matter = told(("term_start", "2026-03-01"), ("term_months", "12"), ("unlimited", "yes"))

    assert matter.lines[0].term == Term(start=When("2026-03-01"), months=12, unlimited="yes")


def test_a_livestream_and_an_earlier_treatment_go_to_the_contract():
    contract = told(("livestream", "1"), ("prior_same_service", "no")).contract

    assert (contract.livestream, contract.prior_same_service) == ("yes", "no")


def test_the_list_price_is_shown_first_and_then_has_its_sum():
    listed = told(("list_shown", "yes"), ("list_amount", "1280")).lines[0].list_price

    assert (listed.shown, listed.amount) == ("yes", 128_000)


REASONS = {"nothing": "unknown", "health_change": "health", "change_of_mind": "personal", "false_claim": "fraud"}


@pytest.mark.parametrize("kind", HAPPENED_ITEMS)
def test_what_happened_is_an_event_with_the_reason_that_goes_with_it(kind: str):
    matter = told(("happened", kind))

    assert matter.request.reason == REASONS.get(kind, "merchant")
    found = [(event.kind, event.proved) for event in matter.events]
    if kind == "nothing":
        assert found == []
    else:
        assert found == [(kind, "unknown")]


def test_more_about_what_happened_goes_to_that_event():
    matter = told(
        ("happened", "staff_changed"), ("happened_on", "2026-08-20"), ("staff_named", "yes"), ("staff_repeated", "no"), ("can_prove", "yes")
    )  # fmt: skip

    event = matter.events[0]
    assert (event.on, event.named_in_contract, event.repeated, event.proved) == ("2026-08-20", "yes", "no", "yes")


def test_a_demand_has_the_day_it_was_made_and_the_day_it_arrived():
    sent = told(("asked_on", "2026-09-01"))

    assert (sent.request.asked_on, sent.request.arrived_on) == ("2026-09-01", None)
    assert told(("arrived", "2026-09-03"), matter=sent).request.arrived_on == "2026-09-03"
    assert told(("arrived", "同一天"), matter=sent).request.arrived_on == "2026-09-01"


def test_a_printed_term_becomes_the_merchants_clause():
    assert told(("terms", "no_refund")).policies[0].clauses == (NoRefund(standard_form="yes"),)
    assert told(("terms", "none")).policies == ()
    assert told(("terms", "percent")).policies[0].by == "merchant"


@pytest.mark.parametrize("by", ["host", "clinic"])
def test_a_promise_is_his_who_made_it(by: str):
    free = told(("promise", f"{by}_refund_any_time"))
    result = told(("promise", f"{by}_result"), ("promise_recorded", "yes"), ("result_met", "no"))

    assert [(p.by, p.clause) for p in free.promises] == [(by, RefundAnyTime())]
    assert result.promises[0].proved == "yes"
    assert result.promises[0].clause == ResultGuarantee(remedy="full_refund", met="no")
    assert told(("promise", "none")).promises == ()


@pytest.mark.parametrize(("typed", "base"), [("1", "price"), ("2", "unused"), ("3", None), ("", None)])
def test_a_percentage_is_of_what_the_term_says(typed: str, base: str | None):
    matter = told(("terms", "percent"), ("percent", "30"), ("percent_base", typed), ("flagged", "2"))

    clause = matter.policies[0].clauses[0]
    assert isinstance(clause, PenaltyPercent)
    assert (clause.basis_points, clause.base, clause.flagged) == (3000, base, "no")


# --- what contradicts what was said before ------------------------------------------------------------------------------

SOLD = told(("units", "10"), ("free_units", "2"), ("paid_on", "2026-05-20"), matter=COURSE)
CARD = told(("plan", "stored_value"), ("paid", "15000"), ("bonus", "800"))


@pytest.mark.parametrize(
    ("matter", "id_", "typed", "code"),
    [
        (SOLD, "used", "13", "interview.used_more"),
        (told(("used", "12"), matter=SOLD), "free_units", "1", "interview.used_more"),
        (SOLD, "units", "0", "interview.no_units"),
        (SOLD, "asked_on", "1980-01-01", "interview.day_order"),
        (SOLD, "asked_on", "2026-05-19", "interview.day_order"),
        (told(("asked_on", "2026-09-01"), matter=SOLD), "arrived", "2026-08-31", "interview.day_order"),
        (told(("terms", "percent")), "percent", "100.01", "interview.percent_large"),
    ],
)
def test_what_cannot_be_is_refused_at_the_question(matter: Matter, id_: str, typed: str, code: str):
    assert refused(id_, typed, matter) == code


@pytest.mark.parametrize(("id_", "typed"), [("used", "12"), ("asked_on", "2026-05-20"), ("asked_on", "2026-05")])
def test_what_just_fits_is_taken(id_: str, typed: str):
    assert told((id_, typed), matter=SOLD) != SOLD


@pytest.mark.parametrize(
    ("matter", "id_", "typed"),
    [
        (CARD, "used_value", "20000"),
        (told(("used", "3"), ("list_shown", "yes"), matter=SOLD), "list_amount", "2"),
        (told(("list_shown", "yes"), matter=SOLD), "list_amount", "8801"),
        (SOLD, "asked_on", "2026-11-23"),
        (COURSE, "paid_on", "2027-01-01"),
        (told(("happened", "closed"), matter=SOLD), "happened_on", "2026-12"),
    ],
)
def test_what_looks_like_a_slip_is_asked_back_once(matter: Matter, id_: str, typed: str):
    with pytest.raises(DoubtError):
        answer(matter, BY_ID[id_], typed, AT)
    assert answer(matter, BY_ID[id_], typed, AT, is_sure=True) != matter


@pytest.mark.parametrize(
    ("matter", "id_", "typed"),
    [
        (CARD, "used_value", "15800"),
        (told(("list_shown", "yes"), matter=SOLD), "list_amount", "880"),
        (told(("list_shown", "yes"), matter=SOLD), "list_amount", "8800"),
        (SOLD, "asked_on", "2026-11-22"),
    ],
)
def test_an_ordinary_answer_is_not_asked_back(matter: Matter, id_: str, typed: str):
    assert answer(matter, BY_ID[id_], typed, AT) != matter


# --- going on with what was said before ---------------------------------------------------------------------------------


def test_going_on_asks_only_for_what_is_not_told():
    matter = told(
        ("what", "水光针"),
        ("rail", "2"),
        ("used", "3"),
        ("happened", "relocated"),
        ("happened_on", "2026-08"),
        matter=SOLD,
    )
    asked = told_already(matter)

    question = next_question(matter, AT, asked)
    assert question is not None
    assert question.id == "livestream"
    assert {"what", "plan", "paid", "rail", "paid_on", "units", "free_units", "used", "happened_on"} <= asked
    assert {"can_prove", "asked_on", "promise"}.isdisjoint(asked)


def test_every_answer_is_told_once_it_is_given():
    given = {
        "what": "水光针", "plan": "1", "paid": "8800", "rail": "1", "paid_on": "2026-05-20", "livestream": "1", "units": "10",
        "free_units": "2", "used": "3", "happened": "staff_changed", "happened_on": "2026-08", "staff_named": "1",
        "staff_repeated": "2", "can_prove": "2", "asked_on": "2026-09-01", "arrived": "同一天", "prior_same_service": "2",
        "list_shown": "1", "list_amount": "1280", "terms": "percent", "percent": "30", "percent_base": "1", "flagged": "2",
        "promise": "host_result", "promise_recorded": "1", "result_met": "2",
    }  # fmt: skip
    matter = start("m")
    for id_, text in given.items():
        assert id_ == "plan" or id_ not in told_already(matter)
        matter = told((id_, text), matter=matter)
        assert id_ in told_already(matter)


@pytest.mark.parametrize(
    "matter",
    [
        replace(COURSE, lines=(*COURSE.lines, Line(id="L2", plan="gift"))),
        replace(COURSE, legs=(*COURSE.legs, Leg(id="p2", rail="card", amount=Fen(1)))),
        replace(COURSE, lines=(Line(id="L1", plan="goods"),)),
    ],
)
def test_a_file_that_says_more_than_the_questions_is_left_alone(matter: Matter):
    with pytest.raises(DomainError, match="muddle"):
        told_already(matter)


def test_the_number_of_questions_left_falls_to_nothing():
    asked: frozenset[str] = frozenset()
    while (question := next_question(COURSE, AT, asked)) is not None:
        before = left(COURSE, AT, asked)
        asked |= {question.id}
        assert left(COURSE, AT, asked) == before - 1
    assert left(COURSE, AT, asked) == 0


# --- which questions are put --------------------------------------------------------------------------------------------

FIRST = ["what", "plan", "paid", "rail", "paid_on", "livestream"]


@pytest.mark.parametrize(
    ("plan", "own"),
    [
        ("sessions", ["units", "free_units", "used"]),
        ("stored_value", ["bonus", "used_value"]),
        ("term", ["term_start", "term_months", "unlimited"]),
        ("single", ["performed"]),
        ("programme", ["performed"]),
    ],
)
def test_each_plan_has_its_own_questions_after_the_first_six(plan: str, own: list[str]):
    asked = asked_in(told(("plan", plan), ("paid", "8800")))

    assert asked[: len(FIRST) + len(own) + 1] == [*FIRST, *own, "happened"]


def test_without_an_event_nobody_asks_when_it_was_or_how_to_prove_it():
    assert {"happened_on", "can_prove", "staff_named", "staff_repeated"}.isdisjoint(asked_in(start("m")))


@pytest.mark.parametrize("kind", [one for one in HAPPENED_ITEMS if one != "nothing"])
def test_an_event_is_asked_for_its_day_and_proof_unless_it_is_her_own_wish(kind: str):
    asked = asked_in(told(("happened", kind)))

    assert ("happened_on" in asked) == (kind != "change_of_mind")
    assert ("can_prove" in asked) == (kind != "change_of_mind")
    assert ("staff_named" in asked) == (kind == "staff_changed")
    assert ("staff_repeated" in asked) == (kind == "staff_changed")


def test_of_several_events_the_first_is_asked_about():
    two = (Event(kind="staff_changed"), Event(kind="closed"))

    assert "staff_named" in asked_in(replace(COURSE, events=two))
    assert "staff_named" not in asked_in(replace(COURSE, events=two[::-1]))


def test_arrival_is_asked_only_of_a_demand_that_was_made():
    assert "arrived" not in asked_in(start("m"))
    assert "arrived" in asked_in(told(("asked_on", "2026-09-01")))


@pytest.mark.parametrize(("paid_on", "is_asked"), [("2026-11-12", True), ("2026-11-11", False), ("2026-11-22", True)])
def test_an_earlier_treatment_matters_only_while_the_seven_days_may_be_met(paid_on: str, is_asked: bool):
    matter = told(("paid", "8800"), ("paid_on", paid_on))

    assert ("prior_same_service" in asked_in(matter)) == is_asked


def test_the_day_of_the_demand_goes_before_today_for_the_seven_days():
    matter = told(("paid", "8800"), ("paid_on", "2026-03-01"), ("asked_on", "2026-03-05"))

    assert "prior_same_service" in asked_in(matter)
    assert "prior_same_service" not in asked_in(told(("paid_on", "2026-11-20")))


def test_list_price_and_charges_matter_only_where_her_own_exit_is_in_play():
    own = told(("happened", "change_of_mind"), ("used", "3"), matter=COURSE)
    moved = told(("happened", "relocated"), ("can_prove", "yes"), ("used", "3"), matter=COURSE)

    assert {"list_shown", "terms"} <= set(asked_in(own))
    assert {"list_shown", "terms"}.isdisjoint(asked_in(moved))


def test_a_list_price_matters_only_for_a_course_of_which_something_was_used():
    assert "list_shown" not in asked_in(told(("used", "0"), matter=COURSE))
    assert "list_shown" in asked_in(told(("used", "1"), matter=COURSE))
    assert "list_shown" in asked_in(COURSE)
    assert "list_shown" not in asked_in(told(("plan", "stored_value")))


def test_a_list_price_is_asked_for_once_it_was_shown():
    assert "list_amount" not in asked_in(COURSE)
    assert "list_amount" not in asked_in(told(("list_shown", "no"), matter=COURSE))
    assert "list_amount" in asked_in(told(("list_shown", "yes"), matter=COURSE))


def test_the_percentage_is_asked_only_of_a_penalty():
    assert {"percent", "percent_base"}.isdisjoint(asked_in(told(("terms", "no_refund"))))
    assert {"percent", "percent_base"} <= set(asked_in(told(("terms", "percent"))))


def test_whether_a_term_was_pointed_out_is_asked_of_every_term_and_of_nothing_else():
    assert "flagged" in asked_in(told(("terms", "no_refund")))
    assert "flagged" in asked_in(told(("terms", "percent")))
    assert "flagged" not in asked_in(told(("terms", "none")))


def test_how_it_was_paid_is_asked_once_something_was():
    assert "rail" not in asked_in(start("m"))
    assert "rail" in asked_in(COURSE)


def test_a_promise_is_asked_for_its_record_and_a_result_for_whether_it_came():
    assert {"promise_recorded", "result_met"}.isdisjoint(asked_in(start("m")))
    free = asked_in(told(("promise", "host_refund_any_time")))
    assert ("promise_recorded" in free, "result_met" in free) == (True, False)
    assert {"promise_recorded", "result_met"} <= set(asked_in(told(("promise", "host_result"))))


def test_a_question_is_put_once_and_there_is_an_end():
    asked = asked_in(COURSE)

    assert len(asked) == len(set(asked))
    assert next_question(COURSE, AT, frozenset(BY_ID)) is None
    first = next_question(COURSE, AT, frozenset())
    assert isinstance(first, Question)
    assert first.id == "what"


def test_other_parts_of_the_matter_stay_as_they_are():
    second = Line(id="L2", plan="gift")
    matter = told(("happened", "staff_changed"), matter=replace(COURSE, lines=(*COURSE.lines, second)))
    matter = told(
        ("used", "4"), ("staff_named", "yes"), matter=replace(matter, events=(*matter.events, *matter.events))
    )

    assert matter.lines[1] == second
    assert (matter.lines[0].plan, matter.lines[0].used) == ("sessions", 4)
    assert [event.named_in_contract for event in matter.events] == ["yes", "unknown"]


def test_the_last_answer_of_a_yes_no_question_is_that_she_does_not_know():
    assert interview.YES_NO[-1] == "unknown"
    assert told(("livestream", "3")).contract.livestream == "unknown"


def test_a_payment_by_another_rail_is_kept_when_the_sum_is_told_again():
    card = replace(COURSE, legs=(Leg(id="c1", rail="card", amount=Fen(1)),))

    assert [(leg.id, leg.rail, leg.amount) for leg in told(("paid", "9900"), matter=card).legs] == [
        ("c1", "card", 990_000)
    ]
