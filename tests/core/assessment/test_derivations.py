"""The figures that a derivation shows to a reader are those of the matter: counts, prices, days, what stands beside."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from msgspec.structs import replace

from weimei.core.assessment.assess import assess
from weimei.core.assessment.matter import Matter, Readings
from weimei.core.assessment.outcome import Assessment
from weimei.core.facts import (
    Contract,
    Event,
    Layer,
    Leg,
    Line,
    ListPrice,
    Loss,
    Pack,
    Place,
    Records,
    Request,
    Term,
    When,
)
from weimei.core.findings import Step
from weimei.core.money import Fen
from weimei.core.policy.clauses import (
    Clause,
    Expiry,
    NoRefund,
    OtherTerm,
    StaffSwapReserved,
    TransferFee,
    TransferOrDeferralOnly,
    TransferWait,
)
from weimei.core.policy.policies import Policy

AT = date(2026, 11, 22)
SHOWN = ListPrice(amount=Fen(150_000), shown="yes", sales="yes")
COURSE = Line(id="L1", plan="sessions", name="光子嫩肤", price=Fen(1_000_000), units=10, used=4, list_price=SHOWN)
YEAR = Term(start=When("2026-03-01"), end=When("2027-02-28"), unlimited="yes")


def judged(line: Line, kind: Any = "closed", proved: Any = "yes", **more: Any) -> Assessment:
    contract = more.pop("contract", Contract(formed_on=When("2026-03-01")))
    events = more.pop("events", (Event(kind=kind, id="E", proved=proved),))
    return assess(Matter(id="m", contract=contract, lines=(line,), events=events, **more), AT)


def walk(step: Step) -> Iterator[Step]:
    yield step
    for part in step.parts:
        yield from walk(part)


def args(found: Assessment, code: str, end: str = "low") -> dict[str, Any]:
    """What a step of the principal's derivation says of itself."""
    return dict(next(step for step in walk(found.sum.principal.steps[end]) if step.code == code).args)


def test_use_at_the_price_paid_names_count_units_and_price():
    assert args(judged(COURSE), "value.discount") == {
        "used": 4,
        "units": 10,
        "price_fen": 1_000_000,
        "line": "光子嫩肤",
    }
    unnamed = args(judged(replace(COURSE, name="", free_units=2, free_in_bargain="yes")), "value.discount")
    assert (unnamed["units"], unnamed["line"]) == (12, "L1")


def test_use_at_the_list_price_names_it_and_the_price_paid():
    own = args(judged(COURSE, "change_of_mind"), "value.list")

    assert own == {"used": 4, "list_fen": 150_000, "discount_fen": 400_000, "line": "光子嫩肤"}


def test_a_list_price_that_eats_up_all_names_art_20():
    def refs(used: int) -> tuple[str, ...]:
        found = judged(replace(COURSE, used=used), "change_of_mind").sum.principal.steps["low"]
        return next(step.refs for step in walk(found) if step.code == "value.list")

    assert refs(6) == ("spc-prepaid-2025:19",)
    assert refs(7) == ("spc-prepaid-2025:19", "spc-prepaid-2025:20")


def test_a_list_price_only_feared_is_not_given_a_figure():
    feared = judged(replace(COURSE, list_price=ListPrice()), "change_of_mind")

    assert args(feared, "value.list_unknown")["list_fen"] == 0
    assert feared.sum.principal.low == 0


def test_packs_show_every_order_beside():
    packs = (Pack(id="P1", price=Fen(400_000), units=4, on=When("2026-03-01")), Pack(id="P2", price=Fen(270_000), units=3, on=When("2026-04-01")))  # fmt: skip
    line = replace(COURSE, price=None, units=7, used=5, packs=packs)

    shown = args(judged(line), "packs.oldest")
    assert (shown["used"], shown["units"]) == (5, 7)
    assert [shown[f"beside_{name}_fen"] for name in ("oldest", "pooled", "newest")] == [180_000, 191_429, 200_000]
    free = args(judged(replace(line, free_units=2, free_in_bargain="yes")), "packs.oldest")
    assert free["units"] == 9


def test_a_swapped_unit_shows_what_it_was_worth():
    swapped = Event(kind="product_swapped", id="E", proved="yes", line="L1", units=2, worth=Fen(40_000))

    assert args(judged(COURSE, events=(swapped,)), "taint.worth") == {
        "worth_fen": 40_000,
        "units": 2,
        "value_fen": 80_000,
    }


def test_a_period_shows_its_days_and_the_letter_only_where_dates_are_missing():
    year = Line(id="L1", plan="term", name="年卡", price=Fen(365_000), term=YEAR)
    request = Request(arrived_on=When("2026-09-01"))
    shown = args(judged(year, "relocated", request=request), "principal.term")

    assert shown == {
        "price_fen": 365_000,
        "left_days": 180,
        "total_days": 365,
        "start_on": "2026-03-01",
        "end_on": "2027-02-28",
        "served_on": "2026-09-01",
        "line": "年卡",
    }
    months = replace(year, name="", term=Term(months=12, unlimited="yes"))
    by_length = args(judged(months, "relocated", request=request), "principal.term")
    assert (by_length["beside_literal_fen"], by_length["line"]) == (181_000, "L1")
    literal = judged(months, "relocated", request=request, readings=Readings(term_count="literal"))
    assert "beside_literal_fen" not in args(literal, "principal.term")
    both = replace(months, term=Term(months=12, end=When("2027-02-28"), unlimited="yes"))
    assert "beside_literal_fen" not in args(judged(both, "relocated", request=request), "principal.term")


def test_credit_shows_face_price_bonus_and_older_credit():
    card = Line(id="K", plan="stored_value", price=Fen(300_000), bonus=Fen(150_000), opening_balance=Fen(60_000), used_value=Fen(40_000))  # fmt: skip
    shown = args(judged(card, records=Records(withheld="yes")), "credit.older_first", "likely")

    assert shown == {
        "face_fen": 40_000,
        "paid_fen": 300_000,
        "bonus_fen": 150_000,
        "older_fen": 60_000,
        "line": "K",
        "beside_older_first_fen": 320_000,
    }


def test_interest_shows_rate_days_year_and_span():
    line = replace(COURSE, used=0)
    leg = Leg(id="P1", rail="alipay", amount=Fen(1_000_000), paid_on=When("2026-03-01"))
    found = judged(line, legs=(leg,), request=Request(arrived_on=When("2026-09-23"), repaid_on=When("2026-11-22")))
    assert found.sum.interest is not None

    assert found.sum.interest.steps["high"].args == {
        "principal_fen": 1_000_000,
        "rate_bp": 300,
        "days": 60,
        "basis": 365,
        "from_on": "2026-09-23",
        "until_on": "2026-11-22",
        "beside_from_payment_fen": 21_863,
    }


def test_expenses_show_the_loss_and_what_a_share_off_all_would_give():
    loss = Loss(id="S", by="consumer", amount=Fen(80_000), kind="travel", proved="yes")
    found = judged(COURSE, losses=(loss,), request=Request(own_fault_basis_points=3000)).sum
    assert found.expenses is not None

    assert found.expenses.steps["high"].args == {
        "loss_fen": 56_000,
        "share_bp": 3000,
        "beside_share_off_all_fen": 56_000 + 420_000,
    }


def test_a_price_after_coupons_says_so():
    coupon = Layer(id="C", kind="coupon", funder="merchant", amount=Fen(100_000))
    leg = Leg(id="P1", rail="alipay", amount=Fen(900_000))
    whole = args(judged(COURSE, layers=(coupon,), legs=(leg,)), "paid.after_layers")
    part = args(judged(COURSE, legs=(replace(leg, amount=Fen(500_000)),)), "paid.in_part")

    assert (whole["gross_fen"], whole["off_fen"], whole["price_fen"]) == (1_000_000, 100_000, 900_000)
    assert (part["gross_fen"], part["off_fen"], part["price_fen"]) == (1_000_000, 0, 1_000_000)
    assert args(judged(COURSE), "paid.price")["off_fen"] == 0


def test_reasons_of_the_column_are_told_only_where_it_is_open():
    one, two = judged(COURSE), judged(COURSE, "pregnancy")

    assert not any(
        why.code.startswith("column.") for why in one.sum.principal.high_why if len(one.sum.principal.high_why) > 1
    )
    assert {why.code for why in two.sum.principal.low_why} >= {"column.consumer"}
    assert {why.code for why in two.sum.principal.high_why} >= {"column.neutral"}


def test_contested_scope_says_first_why():
    procedures = tuple(Line(id=name, plan="single", price=Fen(100), performed="none") for name in ("S", "T"))
    matter = Matter(id="m", lines=procedures, contract=Contract(formed_on=When("2026-03-01"), medical_aesthetics="yes"))

    assert [why.code for why in assess(matter, AT).scope.reasons] == ["scope.several_singles", "scope.medical"]
    plain = replace(matter, contract=Contract(formed_on=When("2026-03-01"), medical_aesthetics="no"))
    assert [why.code for why in assess(plain, AT).scope.reasons] == ["scope.several_singles"]


def test_made_to_order_work_says_whether_profit_is_claimed():
    work = Line(id="W", plan="programme", price=Fen(800_000), performed="part", performed_value=Fen(200_000))
    contract = Contract(formed_on=When("2026-03-01"), nature="work")
    profit = Loss(id="S", by="merchant", amount=Fen(100_000), kind="profit", proved="yes")
    feared = replace(profit, kind="materials", proved="unknown")

    def low_code(loss: Loss) -> str:
        found = judged(work, "change_of_mind", contract=contract, losses=(loss,))
        return found.sum.principal.steps["low"].code

    assert low_code(profit) == "work.with_profit"
    assert low_code(feared) == "work.done_unknown"


def test_an_increase_shows_its_base_multiple_and_least():
    deceit = Event(kind="false_claim", id="E", proved="yes", line="L1", units=2)
    increase = judged(COURSE, events=(deceit,)).increases[0]
    assert increase.amount is not None

    assert increase.amount.steps["low"].args == {
        "base_fen": 200_000,
        "multiple": 3,
        "least_fen": 50_000,
        "beside_unused_base_fen": 1_800_000,
    }
    assert [why.code for why in increase.reasons] == ["increase.base_whole"]
    assert increase.fee_at_risk is not None
    assert increase.fee_at_risk > 0


def test_a_contract_older_than_the_interpretation_is_marked_and_no_other():
    def codes(day: str) -> list[str]:
        found = judged(COURSE, contract=Contract(formed_on=When(day), medical_aesthetics="no"))
        return [why.code for why in found.scope.reasons]

    assert codes("2025-04-30") == ["scope.prepaid", "scope.older_contract"]
    assert codes("2025-05-01") == ["scope.prepaid"]


def test_a_part_without_price_or_balance_is_named():
    bare = Line(id="L1", plan="sessions", units=10, used=4)

    assert judged(bare).unpriced == ("L1",)
    assert judged(replace(bare, balance=Fen(100))).unpriced == ()
    assert judged(COURSE).unpriced == ()


def test_what_stands_beside_is_marked_by_its_name():
    year = Line(id="L1", plan="term", price=Fen(365_000), term=Term(months=12, unlimited="yes"))
    found = judged(year, "relocated", request=Request(arrived_on=When("2026-09-01")))

    assert {"literal_fen": 181_000} in [mark.alternatives for mark in found.marks]


def test_a_local_rule_is_a_reason_of_every_end():
    lapsed = replace(COURSE, lapsed_on=When("2026-10-01"), lapse="stayed_away", list_price=ListPrice(shown="no"))
    contract = Contract(formed_on=When("2026-03-01"), place=Place(province="CN-ZJ"))
    terms = (Policy(id="P", by="merchant", clauses=(Expiry(standard_form="yes", flagged="yes", invoked="yes"),)),)
    for line in (lapsed, replace(lapsed, used_by_merchant=6), replace(lapsed, used=None)):
        principal = judged(line, "change_of_mind", contract=contract, policies=terms).sum.principal
        whys = [principal.low_why, principal.high_why] + ([] if principal.likely is None else [principal.likely_why])
        assert all("lapse.local_rule" in [why.code for why in one] for one in whys)


def test_a_spoilt_procedure_says_so_at_both_ends():
    done = Line(id="S", plan="single", price=Fen(600_000), performed="all")
    principal = judged(done, "injury").sum.principal

    assert [(why.code, why.args) for why in principal.low_why if why.code.startswith("taint.")] == [
        ("taint.full_value", {"units": 1})
    ]
    assert [(why.code, why.args) for why in principal.high_why if why.code.startswith("taint.")] == [
        ("taint.no_value", {"units": 1})
    ]


def test_a_void_term_names_its_head_of_art_9():
    clauses: list[tuple[Clause, dict[str, Any]]] = [
        (NoRefund(), {"head": 1}),
        (TransferOrDeferralOnly(), {"head": 1}),
        (TransferFee(), {"head": 2}),
        (TransferWait(), {"head": 2}),
        (StaffSwapReserved(), {"head": 4}),
        (OtherTerm(head=3), {"head": 3}),
    ]
    for clause, head in clauses:
        terms = judged(COURSE, policies=(Policy(id="P", by="merchant", clauses=(clause,)),)).terms
        assert [(term.state, term.why.args) for term in terms] == [("fallen", head)]
    other = judged(COURSE, policies=(Policy(id="P", by="merchant", clauses=(OtherTerm(),)),)).terms[0]
    assert (other.state, other.why.args) == ("open", {})
