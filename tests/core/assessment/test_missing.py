"""What is not known yet: which facts are asked for, how they may turn out, and by how much each moves the sum."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from msgspec.structs import replace

from weimei.core.assessment.assess import assess
from weimei.core.assessment.matter import Matter
from weimei.core.assessment.missing import rank_missing, unknowns
from weimei.core.facts import (
    Contract,
    Deposit,
    Event,
    Layer,
    Leg,
    Line,
    ListPrice,
    Loss,
    Pack,
    Records,
    Redemption,
    Request,
    Term,
    When,
)
from weimei.core.money import Fen
from weimei.core.policy.clauses import CashbackOnCondition, Clause, FeeFixed, NoRefund, PenaltyPercent, ResultGuarantee
from weimei.core.policy.policies import Policy, Promise

AT = date(2026, 11, 22)
SETTLED = ListPrice(shown="no", sales="no")
COURSE = Line(id="L1", plan="sessions", price=Fen(1_000_000), units=10, used=4, list_price=SETTLED)
CARD = Line(id="L1", plan="stored_value", price=Fen(1_000_000), used_value=Fen(0))
YEAR = Term(start=When("2026-03-01"), end=When("2027-02-28"), unlimited="yes")


def matter(line: Line = COURSE, **more: Any) -> Matter:
    """A matter of which everything that is asked for is known, but for what a test leaves open."""
    request = more.pop("request", Request(merchant_agrees="no"))
    contract = more.pop(
        "contract", Contract(formed_on=When("2026-03-02"), prior_same_service="yes", medical_aesthetics="no")
    )
    return Matter(id="m", contract=contract, lines=(line,), request=request, **more)


def open_facts(found: Matter) -> list[str]:
    return [unknown.fact for unknown in unknowns(found)]


def ways(found: Matter, fact: str) -> tuple[Matter, ...]:
    """The matters in which a fact is known."""
    return next(unknown.filled for unknown in unknowns(found) if unknown.fact == fact)


def test_of_a_settled_matter_nothing_is_asked():
    assert open_facts(matter()) == []
    assert rank_missing(matter(), AT) == ()


# --- what was used -------------------------------------------------------------------------------------------------------


def test_a_course_of_which_nobody_counted_the_visits_is_asked_for_none_and_all():
    silent = matter(replace(COURSE, used=None, free_units=2, free_in_bargain="yes"))

    assert [way.lines[0].used for way in ways(silent, "lines.L1.used")] == [0, 12]


@pytest.mark.parametrize(
    "known",
    [
        {"used_by_merchant": 3},
        {"used_value": Fen(1)},
        {"balance": Fen(1)},
        {"plan": "programme", "performed": "all"},
    ],
)
def test_a_course_whose_use_somebody_told_is_not_asked_for_it(known: dict[str, Any]):
    assert "lines.L1.used" not in open_facts(matter(replace(COURSE, used=None, **known)))


def test_a_course_without_both_counts_is_asked_for_both_and_no_one_of_them_settles_it():
    """Of a course of two at least: all of it used and none, then so many units that the use counts for nothing."""
    bare = matter(replace(COURSE, used=None, units=None))

    assert [way.lines[0].used for way in ways(bare, "lines.L1.used")] == [0, 2]
    assert [way.lines[0].units for way in ways(bare, "lines.L1.units")] == [2, 4_000_001]
    rows = rank_missing(bare, AT)
    assert [(row.fact, row.given) for row in rows] == [
        ("lines.L1.units", ("lines.L1.used",)),
        ("lines.L1.used", ()),
    ]
    assert {(row.swing, row.low_if, row.high_if) for row in rows} == {(1_000_000, 0, 1_000_000)}


def test_a_course_whose_use_alone_is_known_is_asked_for_its_units_from_all_used_up():
    counted = matter(replace(COURSE, units=None, used=4))

    assert [way.lines[0].units for way in ways(counted, "lines.L1.units")] == [4, 8_000_001]
    assert [(row.fact, row.given) for row in rank_missing(counted, AT)] == [("lines.L1.units", ())]
    assert open_facts(matter(replace(COURSE, units=None, used=4, unit_price=Fen(100)))) == []
    assert open_facts(matter(replace(COURSE, units=None, used_value=Fen(1)))) == []
    assert open_facts(matter(replace(COURSE, units=None, balance=Fen(1)))) == []


def test_a_list_price_that_waits_for_both_counts_comes_after_them():
    feared = matter(
        replace(COURSE, used=None, units=None, list_price=ListPrice()),
        events=(Event(kind="relocated", proved="unknown"),),
    )

    found = {row.fact: row.given for row in rank_missing(feared, AT) if row.fact.startswith("lines")}

    assert list(found) == ["lines.L1.units", "lines.L1.used", "lines.L1.list_price.amount"]
    assert set(found["lines.L1.list_price.amount"]) == {"lines.L1.units", "lines.L1.used"}


def test_nothing_is_tried_together_where_one_fact_settles_it_every_way():
    programme = matter(Line(id="L1", plan="programme", price=Fen(1_280_000), list_price=SETTLED))

    assert [(row.fact, row.given) for row in rank_missing(programme, AT)] == [("lines.L1.performed", ())]


def test_a_price_that_nobody_stated_goes_first_and_what_waits_for_it_follows():
    found = rank_missing(matter(Line(id="L1", plan="programme")), AT)

    assert [(row.fact, row.given, row.is_unbounded) for row in found] == [
        ("lines.L1.price", (), True),
        ("lines.L1.performed", ("lines.L1.price",), True),
    ]
    assert {(row.swing, row.of_principal, row.low_if, row.high_if) for row in found} == {(0, 0, 0, 0)}


def test_a_price_is_not_asked_where_the_payments_or_a_balance_tell_the_sum():
    nameless = Line(id="L1", plan="single", performed="none")
    cash = (Leg(id="p1", rail="cash", amount=Fen(1)),)

    assert open_facts(matter(nameless)) == ["lines.L1.price"]
    assert open_facts(matter(nameless, legs=cash)) == []
    assert open_facts(matter(replace(nameless, balance=Fen(1)))) == []
    two = replace(matter(nameless, legs=cash), lines=(nameless, replace(nameless, id="L2")))
    assert open_facts(two) == ["lines.L1.price", "lines.L2.price"]


def test_a_course_with_visits_on_file_is_not_asked_for_its_use():
    visit = Redemption(id="R1", line="L1", on=When("2026-04-01"))

    assert "lines.L1.used" not in open_facts(matter(replace(COURSE, used=None), redemptions=(visit,)))
    other = replace(visit, line="L2")
    assert "lines.L1.used" in open_facts(matter(replace(COURSE, used=None), redemptions=(other,)))


def test_two_counts_are_asked_for_the_right_one_unless_the_records_are_kept_back():
    two = replace(COURSE, used=4, used_by_merchant=7)

    found = [(way.lines[0].used, way.lines[0].used_by_merchant) for way in ways(matter(two), "lines.L1.used")]
    assert found == [(4, None), (7, None)]
    assert open_facts(matter(replace(two, used_by_merchant=4))) == []
    assert open_facts(matter(two, records=Records(withheld="yes"))) == []
    kept_back = Event(kind="records_withheld", proved="yes")
    assert open_facts(matter(two, events=(kept_back,))) == []
    assert "lines.L1.used" in open_facts(matter(two, events=(replace(kept_back, proved="no"),)))
    assert "lines.L1.used" in open_facts(matter(two, events=(Event(kind="closed", proved="yes"),)))


def test_a_card_is_asked_for_what_was_spent_up_to_all_credit_on_it():
    card = replace(CARD, used_value=None, bonus=Fen(300_000), opening_balance=Fen(50_000))

    assert [way.lines[0].used_value for way in ways(matter(card), "lines.L1.used_value")] == [0, 1_350_000]
    packs = (Pack(id="P1", price=Fen(1_000_000), bonus=Fen(200_000)),)
    topped = replace(CARD, used_value=None, packs=packs)
    assert [way.lines[0].used_value for way in ways(matter(topped), "lines.L1.used_value")] == [0, 1_200_000]


def test_a_card_whose_balance_or_price_or_visits_answer_for_it_is_not_asked():
    card = replace(CARD, used_value=None)
    visit = Redemption(id="R1", line="L1", on=When("2026-04-01"), value=Fen(100))

    assert open_facts(matter(card)) == ["lines.L1.used_value"]
    assert open_facts(matter(replace(card, balance=Fen(1)))) == []
    assert open_facts(matter(replace(card, price=None))) == ["lines.L1.price"]
    assert open_facts(matter(card, redemptions=(visit,))) == []


def test_a_procedure_is_asked_whether_it_was_done():
    single = Line(id="L1", plan="single", price=Fen(980_000))

    assert [way.lines[0].performed for way in ways(matter(single), "lines.L1.performed")] == ["none", "all"]
    assert open_facts(matter(replace(single, performed="part", list_price=ListPrice(shown="no")))) == []
    assert open_facts(matter(replace(single, performed_value=Fen(1)))) == []
    assert open_facts(matter(replace(single, balance=Fen(1)))) == []
    assert open_facts(matter(replace(COURSE, performed="unknown"))) == []


@pytest.mark.parametrize("plan", ["single", "programme"])
@pytest.mark.parametrize("performed", ["all", "part", "unknown"])
def test_a_procedure_that_may_have_been_done_is_asked_for_its_price_before_the_discount(plan, performed):
    done = Line(id="L1", plan=plan, price=Fen(100_000), performed=performed)

    assert "lines.L1.list_price.amount" in open_facts(matter(done))
    told = replace(done, list_price=ListPrice(amount=Fen(150_000)))
    assert "lines.L1.list_price.shown" in open_facts(matter(told))
    assert "lines.L1.list_price.amount" not in open_facts(matter(replace(done, performed="none")))
    assert "lines.L1.list_price.amount" not in open_facts(matter(replace(done, performed_value=Fen(30_000))))


def test_free_units_are_asked_for_their_standing():
    free = replace(COURSE, free_units=2)

    assert [way.lines[0].free_in_bargain for way in ways(matter(free), "lines.L1.free_in_bargain")] == ["yes", "no"]
    assert open_facts(matter(replace(free, free_in_bargain="no"))) == []
    assert open_facts(matter(replace(COURSE, free_in_bargain="unknown"))) == []


# --- list price ----------------------------------------------------------------------------------------------------------


def test_a_course_without_a_list_price_is_asked_from_none_shown_to_one_that_eats_up_all():
    never_said = matter(replace(COURSE, list_price=ListPrice()))

    listed = [way.lines[0].list_price for way in ways(never_said, "lines.L1.list_price.amount")]
    assert [(one.amount, one.shown) for one in listed] == [(None, "no"), (1_000_000, "yes")]


def test_a_list_price_that_was_never_shown_is_no_question():
    assert open_facts(matter(replace(COURSE, list_price=ListPrice(shown="no")))) == []
    assert open_facts(matter(replace(COURSE, price=None, list_price=ListPrice()))) == ["lines.L1.price"]
    assert open_facts(matter(replace(CARD, list_price=ListPrice()))) == []


def test_a_stated_list_price_is_asked_whether_it_was_shown():
    stated = replace(COURSE, list_price=ListPrice(amount=Fen(150_000)))

    listed = [way.lines[0].list_price.shown for way in ways(matter(stated), "lines.L1.list_price.shown")]
    assert listed == ["no", "yes"]
    assert open_facts(matter(replace(stated, list_price=ListPrice(amount=Fen(150_000), sales="yes")))) == []
    year = Line(id="L1", plan="term", price=Fen(1_000_000), term=YEAR, list_price=ListPrice(amount=Fen(2_000_000)))
    assert open_facts(matter(year)) == ["lines.L1.list_price.shown"]


def test_an_attacked_list_price_is_asked_for_sales_at_it():
    shown = ListPrice(amount=Fen(150_000), shown="yes")

    assert open_facts(matter(replace(COURSE, list_price=shown))) == []
    attacked = replace(COURSE, list_price=replace(shown, attacked="yes"))
    assert [way.lines[0].list_price.sales for way in ways(matter(attacked), "lines.L1.list_price.sales")] == [
        "yes",
        "no",
    ]
    by_market = replace(COURSE, list_price=replace(shown, market=Fen(120_000)))
    assert open_facts(matter(by_market)) == ["lines.L1.list_price.sales"]
    assert open_facts(matter(replace(attacked, list_price=replace(shown, attacked="yes", sales="no")))) == []


# --- periods and lapse -----------------------------------------------------------------------------------------------------


def test_a_period_from_activation_is_asked_whether_it_has_begun():
    year = Line(id="L1", plan="term", price=Fen(1_000_000), term=replace(YEAR, from_activation=True))

    assert [
        way.lines[0].term.activated for way in ways(matter(year), "lines.L1.term.activated") if way.lines[0].term
    ] == [
        "yes",
        "no",
    ]
    assert open_facts(matter(replace(year, term=YEAR))) == []
    assert open_facts(matter(replace(year, term=replace(YEAR, from_activation=True, activated="no")))) == []
    begun = replace(YEAR, from_activation=True, activated_on=When("2026-03-05"))
    assert open_facts(matter(replace(year, term=begun))) == []
    assert open_facts(matter(year, records=Records(withheld="yes"))) == []


def test_units_past_their_day_are_asked_why_they_stayed_unused():
    lapsed = replace(COURSE, lapsed_on=When("2026-09-30"))

    assert [way.lines[0].lapse for way in ways(matter(lapsed), "lines.L1.lapse")] == ["merchant", "stayed_away"]
    assert open_facts(matter(replace(lapsed, lapse="extended"))) == []


# --- what happened ---------------------------------------------------------------------------------------------------------


def test_an_event_is_asked_for_its_proof():
    found = matter(events=(Event(kind="closed", id="E1"),))

    assert [way.events[0].proved for way in ways(found, "events.closed.proved")] == ["yes", "no"]
    assert open_facts(matter(events=(Event(kind="closed", proved="no"),))) == []


def test_a_proved_change_of_staff_is_asked_what_the_table_of_item_1_asks():
    change = Event(kind="staff_changed", proved="yes")
    asked = ["repeated", "equal_substitute", "nobody_offered", "accepted"]

    assert open_facts(matter(events=(change,))) == [f"events.staff_changed.{name}" for name in asked]
    assert open_facts(matter(events=(replace(change, repeated="no", nobody_offered="no"),))) == [
        "events.staff_changed.equal_substitute",
        "events.staff_changed.accepted",
    ]
    assert open_facts(matter(events=(replace(change, accepted="yes"),))) == []
    assert open_facts(matter(events=(replace(change, proved="no"),))) == []
    assert open_facts(matter(events=(Event(kind="closed", proved="yes"),))) == []
    ways_of = ways(matter(events=(change,)), "events.staff_changed.repeated")
    assert [way.events[0].repeated for way in ways_of] == ["yes", "no"]


@pytest.mark.parametrize("kind", ["false_claim", "product_swapped", "service_swapped"])
def test_deceit_is_asked_how_far_it_reaches(kind: Any):
    deceit = Event(kind=kind, proved="yes")

    assert [way.events[0].reach for way in ways(matter(events=(deceit,)), f"events.{kind}.reach")] == ["whole", "part"]
    assert open_facts(matter(events=(replace(deceit, units=2),))) == []
    assert open_facts(matter(events=(replace(deceit, reach="part"),))) == []
    assert open_facts(matter(events=(Event(kind="closed", proved="yes"),))) == []


def test_a_coupon_of_another_funder_is_asked_whether_it_was_paid_to_the_merchant():
    coupon = Layer(id="C1", kind="coupon", funder="platform", amount=Fen(100))

    assert [way.layers[0].reimbursed for way in ways(matter(layers=(coupon,)), "layers.C1.reimbursed")] == ["yes", "no"]
    assert open_facts(matter(layers=(replace(coupon, funder="merchant"),))) == []
    assert open_facts(matter(layers=(replace(coupon, reimbursed="no"),))) == []


def test_a_loss_is_asked_for_its_proof():
    loss = Loss(id="S1", by="merchant", amount=Fen(100))

    assert [way.losses[0].proved for way in ways(matter(losses=(loss,)), "losses.S1.proved")] == ["yes", "no"]
    assert open_facts(matter(losses=(replace(loss, proved="no"),))) == []


# --- promises and terms ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("clause", [ResultGuarantee(remedy="full_refund"), CashbackOnCondition(amount=Fen(100))])
def test_a_promise_is_asked_for_its_proof_first_and_then_whether_its_condition_is_met(clause: Clause):
    promise = Promise(id="W1", by="host", clause=clause)

    assert open_facts(matter(promises=(promise,))) == ["promises.W1.proved"]
    proved = matter(promises=(replace(promise, proved="yes"),))
    assert open_facts(proved) == ["promises.W1.met"]
    assert [way.promises[0].clause.met for way in ways(proved, "promises.W1.met")] == ["yes", "no"]  # type: ignore[union-attr]
    settled = replace(promise, proved="yes", clause=replace(clause, met="no"))
    assert open_facts(matter(promises=(settled,))) == []


def terms(*clauses: Clause) -> tuple[Policy, ...]:
    return (Policy(id="T1", by="merchant", clauses=clauses),)


def test_a_charge_is_asked_whether_it_was_flagged():
    charge = PenaltyPercent(basis_points=3000)
    found = matter(policies=terms(NoRefund(), charge, FeeFixed(amount=Fen(100), standard_form="no")))

    assert open_facts(found) == ["policies.T1.2.flagged"]
    flagged = [way.policies[0].clauses for way in ways(found, "policies.T1.2.flagged")]
    assert [[clause.flagged for clause in clauses] for clauses in flagged] == [
        ["unknown", "yes", "unknown"],
        ["unknown", "no", "unknown"],
    ]
    assert open_facts(matter(policies=terms(replace(charge, flagged="yes")))) == []


# --- the demand ----------------------------------------------------------------------------------------------------------------


def test_a_demand_without_proof_of_arrival_is_asked_for_it():
    sent = Request(asked_on=When("2026-09-01"), merchant_agrees="no")

    assert [way.request.arrived_on for way in ways(matter(request=sent), "request.arrived_on")] == ["2026-09-01"]
    assert open_facts(matter(request=replace(sent, arrived_on=When("2026-09-02")))) == []
    assert open_facts(matter(request=replace(sent, pleading_served_on=When("2026-09-02")))) == []
    assert open_facts(matter(request=replace(sent, asked_on=None))) == []


def test_the_rest_of_the_whole():
    unknown = matter(
        contract=Contract(formed_on=When("2026-03-02")),
        request=Request(),
        records=Records(requested_on=When("2026-06-01")),
    )

    assert open_facts(unknown) == ["contract.prior_same_service", "request.merchant_agrees", "records.withheld"]
    assert [way.contract.prior_same_service for way in ways(unknown, "contract.prior_same_service")] == ["yes", "no"]
    assert [way.request.merchant_agrees for way in ways(unknown, "request.merchant_agrees")] == ["yes"]
    assert [way.records.withheld for way in ways(unknown, "records.withheld")] == ["yes", "no"]
    assert "records.withheld" not in open_facts(matter(records=Records()))
    assert "records.withheld" not in open_facts(matter(records=Records(requested_on=When("2026-06-01"), withheld="no")))


# --- by how much -----------------------------------------------------------------------------------------------------------------


def own_exit(**more: Any) -> Matter:
    paid = Leg(id="P1", rail="alipay", amount=Fen(1_000_000), paid_on=When("2026-03-02"))
    return matter(legs=(paid,), events=(Event(kind="change_of_mind", proved="yes"),), **more)


def test_the_widest_move_comes_first():
    # 10 for 10,000, 4 used, a list price never named: 6,000 if none was shown, nothing if it eats up everything (art 19, item 5).
    # A disputed fifth unit alone moves 1,000; with the feared list price open, the high end by 1,000.
    rows = rank_missing(own_exit(line=replace(COURSE, used_by_merchant=5, list_price=ListPrice())), AT)

    assert [(row.fact, row.swing, row.low_if, row.high_if) for row in rows] == [
        ("lines.L1.list_price.amount", 600_000, 0, 600_000),
        ("lines.L1.used", 100_000, 0, 600_000),
    ]


def test_a_use_that_nobody_told_moves_the_sum_from_nothing_to_all():
    row = rank_missing(own_exit(line=replace(COURSE, used=None)), AT)[0]

    assert (row.fact, row.swing, row.low_if, row.high_if) == ("lines.L1.used", 1_000_000, 0, 1_000_000)
    assert row.question == "ask.used"


def test_of_two_counts_the_row_shows_both_sums():
    row = rank_missing(own_exit(line=replace(COURSE, used_by_merchant=7)), AT)[0]

    assert (row.swing, row.low_if, row.high_if) == (300_000, 300_000, 600_000)


def test_what_moves_nothing_is_left_out():
    coupon_only = own_exit(layers=(Layer(id="C1", kind="coupon", funder="platform", amount=Fen(1000)),))

    assert rank_missing(coupon_only, AT) == ()
    assert open_facts(coupon_only) == ["layers.C1.reimbursed"]


def test_equal_moves_stand_by_name():
    lines = (replace(COURSE, id="L2", used=None), replace(COURSE, id="L1", used=None))
    rows = rank_missing(replace(own_exit(), lines=lines, legs=()), AT)

    assert [row.fact for row in rows] == ["lines.L1.used", "lines.L2.used"]
    assert rows[0].swing == rows[1].swing == 1_000_000


def test_a_fact_known_makes_the_sum_lie_in_its_row():
    silent = own_exit(line=replace(COURSE, used=None))
    row = rank_missing(silent, AT)[0]

    for way in ways(silent, row.fact):
        total = assess(way, AT).sum.total
        assert row.low_if <= total.low <= total.high <= row.high_if


def test_the_price_is_asked_for_where_nothing_but_a_deposit_is_known():
    surgery = Line(
        id="S", plan="single", performed="none", deposit=Deposit(amount=Fen(900_000), name="定金"), list_price=SETTLED
    )
    paid = (Leg(id="p", rail="bank", kind="deposit", amount=Fen(900_000), paid_on=When("2026-03-02")),)
    own = Request(reason="personal", merchant_agrees="yes", arrived_on=When("2026-06-01"))
    told = matter(surgery, legs=paid, request=own)
    (price,) = [one for one in rank_missing(told, AT) if one.fact == "lines.S.price"]
    assert (price.of_principal, price.low_if, price.high_if) == (720_000, 0, 720_000)
    balance = Leg(id="b", rail="bank", kind="balance", amount=Fen(2_100_000), paid_on=When("2026-03-03"))
    assert "lines.S.price" not in open_facts(matter(surgery, legs=(*paid, balance), request=own))
    assert "lines.S.price" not in open_facts(matter(replace(surgery, price=Fen(3_000_000)), legs=paid, request=own))
