"""Who gets the money back: lenders, payments, coupons, cards."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.settlement.purchases import (
    DAY,
    a_layer,
    a_leg,
    a_line,
    a_matter,
    coupons_and_points,
    fen,
    instalments,
    purchases,
    shuffled,
)
from weimei.core.assessment.matter import Matter
from weimei.core.errors import DomainError
from weimei.core.facts import Leg, LoanTerms, Loss, Returned, When
from weimei.core.findings import Column
from weimei.core.settlement import FunderShare, LegShare, LineBack, Plan, exact_rate, foreign_view, plan


def planned(matter: Matter, principal: str | int, cause: Column = "merchant", at: date = DAY, **more: Any) -> Plan:
    sum_back = fen(principal) if isinstance(principal, str) else principal
    return plan(matter, principal=sum_back, cause=cause, at=at, **more)


def funder(found: Plan, name: str) -> FunderShare:
    return next(share for share in found.funders if share.id == name)


def leg(found: Plan, name: str) -> LegShare:
    return next(share for share in found.legs if share.id == name)


def codes(found: Plan) -> set[str]:
    return {note.code for note in found.notes}


def args_of(found: Plan, code: str) -> dict[str, int | str]:
    return next(note.args for note in found.notes if note.code == code)


def test_the_lender_is_paid_before_the_buyer_x16():
    found = planned(instalments(), "18000")

    assert (found.to_lenders, found.to_buyer) == (fen("11666.65"), fen("6333.35"))
    assert found.kept == fen("6000")
    assert (leg(found, "loan").to_lender, leg(found, "loan").to_buyer, leg(found, "down").to_buyer) == (
        fen("11666.65"), fen("3333.35"), fen("3000"),
    )  # fmt: skip
    assert (leg(found, "loan").route, leg(found, "down").route) == ("lender_and_direct", "original")
    assert found.lenders[0].still_owed == 0
    assert found.lenders[0].fees_ahead == 0


def test_what_the_buyer_bore_is_the_value_that_she_received_x16():
    check = next(step for step in planned(instalments(), "18000").steps if step.code == "settlement.check")

    assert check.value == fen("6000")
    assert check.args == {"own_fen": fen("12333.35"), "back_fen": fen("6333.35"), "owed_fen": 0}


def test_the_fees_are_a_claim_of_a_share_or_of_all_x16():
    claim = planned(instalments(), "18000").lenders[0].fee_claim

    assert claim is not None
    assert (claim.share, claim.whole, claim.claimed) == (fen("450"), fen("600"), False)


def test_interest_of_the_loan_is_a_cost_like_the_fees_and_what_is_due_is_still_to_be_paid():
    terms = LoanTerms(
        instalments=12, paid=5, monthly_fee=fen("120"), instalment_principal=fen("1666.67"),
        interest_paid=fen("300"), interest_due=fen("60"),
    )  # fmt: skip
    legs = [a_leg("down", "4000"), a_leg("loan", "20000", "loan", loan=terms)]
    found = planned(a_matter([a_line("course", "24000", units=4)], legs), "18000")
    lender = found.lenders[0]

    # The refund pays principal: 600 of fees, 300 of interest paid and 60 due are a claim of three quarters, or of all.
    assert lender.fee_claim is not None
    assert (lender.fee_claim.share, lender.fee_claim.whole) == (fen("720"), fen("960"))
    assert (lender.to_lender, lender.still_owed, lender.interest_due) == (fen("11666.65"), 0, fen("60"))
    assert args_of(found, "settlement.loan_interest_due") == {"leg": "loan", "interest_fen": fen("60")}


@pytest.mark.parametrize("cause", ["neutral", "consumer"])
def test_without_the_merchants_cause_fees_are_no_claim(cause: Column):
    assert planned(instalments(), "18000", cause).lenders[0].fee_claim is None


def test_a_financing_fee_already_filed_as_a_loss_is_not_counted_twice():
    matter = instalments(losses=[Loss(id="f", by="consumer", amount=fen("600"), kind="financing_fee")])

    claim = planned(matter, "18000").lenders[0].fee_claim
    assert claim is not None
    assert claim.claimed


def test_the_other_reading_gives_all_to_the_buyer_who_keeps_paying_x16():
    other = planned(instalments(), "18000").alternatives[0]

    assert (other.code, other.to_buyer) == ("settlement.alternative.all_to_buyer", fen("18000"))
    assert other.args == {"owed_fen": fen("11666.65"), "fees_fen": fen("840")}


def test_a_refund_below_the_open_loan_goes_to_the_lender_whole_and_the_buyer_still_owes_the_rest():
    found = planned(instalments(), "9000")

    assert (found.to_lenders, found.to_buyer) == (fen("9000"), 0)
    assert (found.lenders[0].still_owed, found.lenders[0].fees_ahead) == (fen("2666.65"), fen("840"))
    assert args_of(found, "settlement.buyer_still_owes") == {
        "leg": "loan",
        "owed_fen": fen("2666.65"),
        "fees_fen": fen("840"),
    }
    assert leg(found, "down").refund == 0


def test_a_loan_paid_back_in_full_gives_its_share_to_the_buyer():
    found = planned(instalments(paid=12), "18000")

    assert (found.to_lenders, leg(found, "loan").to_buyer, leg(found, "down").to_buyer) == (
        0,
        fen("15000"),
        fen("3000"),
    )
    assert leg(found, "loan").route == "direct"
    assert found.alternatives == ()


def test_equal_instalments_are_worked_out_to_the_cent_and_the_last_takes_the_rest():
    terms = LoanTerms(instalments=12, paid=3)
    found = planned(a_matter([a_line("course", "9800", units=10)], [a_leg("loan", "9800", "loan", loan=terms)]), "9800")
    (worked,) = found.lenders[0].step.parts

    assert (found.to_lenders, found.to_buyer) == (fen("7349.99"), fen("2450.01"))
    assert (worked.code, worked.value) == ("settlement.instalments", fen("2450.01"))
    assert worked.args["each_fen"] == fen("816.67")


def test_several_lenders_share_in_what_is_open():
    terms = LoanTerms(instalments=10, paid=0)
    matter = a_matter(
        [a_line("course", "9000", units=3)],
        [a_leg("a", "6000", "loan", loan=terms), a_leg("b", "3000", "loan", loan=terms)],
    )
    found = planned(matter, "3000")

    assert [lender.to_lender for lender in found.lenders] == [fen("2000"), fen("1000")]
    assert [lender.still_owed for lender in found.lenders] == [fen("4000"), fen("2000")]


def test_the_last_instalment_takes_what_rounding_left():
    terms = LoanTerms(instalments=12, paid=11)
    found = planned(a_matter([a_line("c", "20000")], [a_leg("l", "20000", "loan", loan=terms)]), "20000")

    assert found.to_lenders == fen("1666.63")


def test_a_loan_without_terms_counts_as_open_and_says_between_what_it_lies():
    found = planned(a_matter([a_line("c", "5000")], [a_leg("l", "5000", "loan")]), "3000")

    assert (found.to_lenders, found.lenders[0].known) == (fen("3000"), False)
    assert args_of(found, "settlement.loan_terms_unknown") == {"leg": "l", "low_fen": 0, "high_fen": fen("3000")}


def test_money_that_came_back_on_the_loan_counts_as_paid_to_the_lender():
    matter = instalments(returned=[Returned(id="r", amount=fen("1666.65"), leg="loan")])

    assert planned(matter, "18000").lenders[0].outstanding == fen("10000")


def test_a_foreign_card_is_seen_at_both_rates_x17():
    card = a_leg("visa", "9988", "foreign_card", billed="1389.25", billed_currency="USD", rate_at_refund="7.0520")
    foreign = leg(planned(a_matter([a_line("c", "9988", units=5)], [card]), "5992.80"), "visa").foreign

    assert foreign is not None
    assert (foreign.at_payment, foreign.at_refund, foreign.difference) == (83355, 84980, 1625)


def test_without_a_rate_of_the_day_only_the_payment_is_shown():
    card = a_leg("visa", "9988", "foreign_card", billed="1389.25", billed_currency="USD")
    foreign = leg(planned(a_matter([a_line("c", "9988")], [card]), "9988"), "visa").foreign

    assert foreign is not None
    assert (foreign.at_payment, foreign.at_refund, foreign.difference) == (138925, None, None)


def test_a_yen_card_has_no_decimals():
    view = foreign_view(
        leg="jcb",
        refund=fen("500"),
        paid=fen("1000"),
        billed="20500",
        currency="JPY",
        contract_currency="CNY",
        rate_at_refund="0.0487",
    )

    assert (view.at_payment, view.at_refund) == (10250, 10267)


@pytest.mark.parametrize("text", ["", "0", "0.00", "-7", "7,05", "1e3", "七"])
def test_what_is_no_rate_is_refused(text: str):
    with pytest.raises(DomainError) as error:
        exact_rate(text)
    assert error.value.code == "settlement.rate"


def test_a_platform_coupon_goes_back_in_kind_with_the_unused_half_x24():
    matter = a_matter(
        [a_line("c", "10000", units=10)], [a_leg("g", "9000")],
        layers=[a_layer("mall", "1000", "platform", still_valid="yes")],
    )  # fmt: skip
    found = planned(matter, "4500", parts=[LineBack(line="c", back=fen("4500"), units=5)])

    assert (funder(found, "buyer").kept, funder(found, "buyer").refunded) == (fen("4500"), fen("4500"))
    assert (funder(found, "mall").kept, funder(found, "mall").refunded) == (fen("500"), fen("500"))
    assert funder(found, "mall").in_kind == "reissue"
    assert found.by_funder()["platform"] == (fen("1000"), fen("500"), fen("500"))


@pytest.mark.parametrize(
    ("layer", "in_kind"),
    [
        (a_layer("y", "10"), "price_reduction"),
        (a_layer("y", "10", "host", "red_packet", still_valid="no"), "lapsed"),
        (a_layer("y", "10", "bank", reimbursed="yes", still_valid="no"), "to_funder"),
        (a_layer("y", "10", "platform"), "unknown"),
        (a_layer("y", "10", "platform", "points", points=7), "reissue"),
    ],
)
def test_what_becomes_of_each_layer(layer: Any, in_kind: str):
    found = planned(a_matter([a_line("c", "100")], [a_leg("g", "90")], layers=[layer]), "90")

    assert funder(found, "y").in_kind == in_kind
    assert (f"settlement.layer_{in_kind}" in codes(found)) == (in_kind != "price_reduction")


def test_the_commission_of_the_platform_never_lowers_the_refund_x27():
    found = planned(
        a_matter([a_line("c", "10000")], [a_leg("g", "10000", "douyin_pay", passed_on=fen("9400"))]), "10000"
    )

    assert (leg(found, "g").refund, leg(found, "g").kept) == (fen("10000"), 0)


def test_points_and_coupons_of_the_second_item_x14():
    parts = [LineBack(line="2", back=fen("1680"), units=1)]
    found = planned(coupons_and_points(), "1680", parts=parts)

    assert [funder(found, name).refunded for name in ("buyer", "shop", "mall", "points")] == [
        168000,
        20000,
        10000,
        2000,
    ]
    assert funder(found, "points").points_refunded == 2000
    assert args_of(found, "settlement.layer_reissue")["funder"] == "platform"
    assert "settlement.threshold_kept" in codes(found)
    assert found.alternatives == ()


def test_in_her_own_exit_both_readings_of_the_threshold_are_shown_x14():
    parts = [LineBack(line="2", back=fen("1680"), units=1)]
    found = planned(coupons_and_points(), "1680", "consumer", parts=parts)

    assert [(other.code.rsplit(".", 1)[1], other.to_buyer) for other in found.alternatives] == [
        ("threshold_resettled", fen("1280")), ("threshold_pro_rata", fen("1680")),
    ]  # fmt: skip
    low = planned(coupons_and_points(), "1280", "consumer", parts=parts, keep_thresholds=False)
    assert [funder(low, name).kept for name in ("buyer", "shop", "mall", "points")] == [376000, 0, 20000, 4000]
    assert [other.to_buyer for other in low.alternatives] == [fen("1280"), fen("1680")]
    assert "settlement.threshold_broken" in codes(low)


def test_without_units_a_layer_goes_back_in_the_share_of_the_money():
    matter = a_matter(
        [a_line("c", "100", units=3)], [a_leg("g", "90")], layers=[a_layer("y", "10", "platform", "points", points=99)]
    )
    found = planned(matter, "30")

    assert (funder(found, "y").refunded, funder(found, "y").points_refunded) == (333, 33)


def test_the_refund_goes_back_over_each_channel_in_the_shares_of_what_it_paid():
    legs = [
        a_leg("a", "10", paid_on=When("2026-09-02")),
        a_leg("b", "10", paid_on=When("2026-09-01")),
        a_leg("c", "10"),
    ]
    found = planned(a_matter([a_line("x", "30")], legs), "10")

    assert [(share.id, share.refund) for share in found.legs] == [("b", 334), ("a", 333), ("c", 333)]


def test_a_leg_never_gives_back_more_than_it_has_left():
    matter = a_matter(
        [a_line("x", "30")], [a_leg("a", "10"), a_leg("b", "20")], returned=[Returned(id="r", amount=fen("9"), leg="a")]
    )
    found = planned(matter, "12")

    # Together 21 of 30 come back: 7 of the first, which has given 9 already, 14 of the second, which gives 12.
    assert [(share.refund, share.kept) for share in found.legs] == [(0, fen("1")), (fen("12"), fen("8"))]
    assert [share.refund for share in planned(matter, "20.50").legs] == [fen("0.83"), fen("19.67")]
    assert funder(found, "buyer").refunded == fen("21")


def test_what_came_back_on_the_down_payment_counts_into_its_share_x16():
    found = planned(instalments(returned=[Returned(id="r", amount=fen("1000"), leg="down")]), "17000")

    assert (leg(found, "down").refund, leg(found, "loan").refund) == (fen("2000"), fen("15000"))
    assert (found.to_lenders, found.to_buyer, found.kept) == (fen("11666.65"), fen("5333.35"), fen("6000"))


def test_exactly_what_is_left_can_be_paid_and_a_cent_more_has_no_leg():
    matter = a_matter([a_line("x", "30")], [a_leg("a", "30")], returned=[Returned(id="r", amount=fen("9"), leg="a")])

    assert (planned(matter, "21").beyond, planned(matter, "21").kept) == (0, 0)
    more = planned(matter, "21.01")
    assert (more.beyond, leg(more, "a").refund, more.to_buyer) == (1, fen("21"), fen("21.01"))
    assert args_of(more, "settlement.beyond_legs") == {"amount_fen": 1}


def test_money_that_came_back_on_no_known_leg_is_counted_once_on_all():
    matter = a_matter(
        [a_line("x", "30")], [a_leg("a", "10"), a_leg("b", "20")], returned=[Returned(id="r", amount=fen("9"))]
    )
    found = planned(matter, "21")

    assert [share.returned_before for share in found.legs] == [fen("3"), fen("6")]
    assert (found.beyond, found.kept) == (0, 0)
    assert args_of(found, "settlement.returned_spread") == {"amount_fen": fen("9")}


def test_more_back_on_a_leg_than_it_paid_is_taken_off_the_others():
    matter = a_matter(
        [a_line("x", "30")],
        [a_leg("a", "10"), a_leg("b", "20")],
        returned=[Returned(id="r", amount=fen("12"), leg="a")],
    )

    assert [share.returned_before for share in planned(matter, "1").legs] == [fen("10"), fen("2")]


def test_money_that_comes_back_later_has_not_come_back_yet():
    late = Returned(id="r", amount=fen("9"), leg="a", on=When("2026-11-23"))
    matter = a_matter([a_line("x", "30")], [a_leg("a", "30")], returned=[late])

    assert planned(matter, "30").returned == 0
    assert planned(matter, "21", at=date(2026, 11, 23)).returned == fen("9")


def test_without_known_payments_the_buyer_is_paid_directly():
    found = planned(a_matter([a_line("x", "30")]), "20")

    assert (found.paid, found.kept, found.beyond, found.legs) == (fen("30"), fen("10"), fen("20"), ())
    assert "settlement.channel_unknown" in codes(found)


def test_wechat_is_asked_for_the_sum_that_pays_the_refund():
    matter = a_matter([a_line("x", "10")], [a_leg("w", "7", "wechat_pay", coupon=fen("3"), paid_on=When("2026-05-01"))])
    found = planned(matter, "6.30")
    ask = found.requests[0]

    assert (ask.ask, ask.own, ask.coupon, ask.lost_if_plain) == (fen("9"), fen("6.30"), fen("2.70"), fen("1.89"))
    assert (ask.window, ask.last_day) == ("open", "2027-05-01")
    assert (funder(found, "w").kept, funder(found, "w").refunded, funder(found, "w").in_kind) == (30, 270, "rail")


def test_alipay_is_asked_for_the_money_itself():
    found = planned(a_matter([a_line("x", "100")], [a_leg("a", "80", "alipay", coupon=fen("20"))]), "60")

    assert (found.requests[0].ask, found.requests[0].coupon, found.requests[0].lost_if_plain) == (fen("60"), 0, 0)
    assert funder(found, "a").kept == fen("20")


def test_the_whole_order_is_asked_back_with_its_coupon_r4():
    found = planned(a_matter([a_line("x", "100")], [a_leg("a", "80", "alipay", coupon=fen("20"))]), "80")

    assert (found.requests[0].ask, found.requests[0].own, found.requests[0].coupon) == (
        fen("100"),
        fen("80"),
        fen("20"),
    )
    assert (funder(found, "a").kept, funder(found, "buyer").kept) == (0, 0)


def test_earlier_refunds_took_their_part_of_the_rails_coupon():
    matter = a_matter(
        [a_line("x", "10")],
        [a_leg("w", "7", "wechat_pay", coupon=fen("3"))],
        returned=[Returned(id="r", amount=fen("6.30"), leg="w")],
    )
    found = planned(matter, "0.70")

    assert (found.requests[0].ask, found.requests[0].coupon) == (fen("1"), 30)
    assert (funder(found, "w").kept, funder(found, "w").refunded) == (0, fen("3"))


@pytest.mark.parametrize(
    ("paid_on", "at", "window"),
    [
        ("2025-11-22", date(2026, 11, 22), "open"),
        ("2025-11-21", date(2026, 11, 22), "closed"),
        ("2025-11", date(2026, 11, 22), "unknown"),
        ("2025-11", date(2026, 12, 1), "closed"),
    ],
)
def test_wechats_year_ends_with_its_last_day(paid_on: str, at: date, window: str):
    found = planned(a_matter([a_line("x", "7")], [a_leg("w", "7", "wechat_pay", paid_on=When(paid_on))]), "7", at=at)

    assert leg(found, "w").window == window
    assert (leg(found, "w").route, len(found.requests)) == (("direct", 0) if window == "closed" else ("original", 1))
    assert ("settlement.window_closed" in codes(found)) == (window == "closed")


def test_the_rail_whose_window_ends_first_is_asked_first():
    legs = [
        a_leg("bank", "5", "bank", paid_on=When("2026-01-01")),
        a_leg("late", "5", "wechat_pay", paid_on=When("2026-08-01")),
        a_leg("soon", "5", "wechat_pay", paid_on=When("2026-03-01")),
    ]

    assert [ask.leg for ask in planned(a_matter([a_line("x", "15")], legs), "15").requests] == ["soon", "late", "bank"]


def test_values_of_the_rails_that_nobody_confirmed_are_marked():
    found = planned(a_matter([a_line("x", "7")], [a_leg("a", "7", "alipay")]), "7")

    assert args_of(found, "settlement.rail_unverified") == {"leg": "a", "rail": "alipay"}


def test_a_rail_that_takes_no_further_refund_is_named():
    returned = [Returned(id=f"r{i:02}", amount=1, leg="w") for i in range(50)]
    found = planned(a_matter([a_line("x", "7")], [a_leg("w", "7", "wechat_pay")], returned=returned), "1")

    assert args_of(found, "settlement.partials_used_up") == {"leg": "w", "rail": "wechat_pay", "limit": 50}


def test_cash_comes_back_directly():
    assert leg(planned(a_matter([a_line("x", "7")], [a_leg("c", "7", "cash")]), "7"), "c").route == "direct"


def test_a_negative_refund_is_no_plan():
    with pytest.raises(DomainError) as error:
        planned(instalments(), -1)
    assert error.value.code == "settlement.principal"


def test_money_filed_on_a_leg_that_does_not_exist_is_spread_like_money_on_none():
    matter = a_matter(
        [a_line("x", "30")], [a_leg("a", "10"), a_leg("b", "20")], returned=[Returned(id="r", amount=fen("9"), leg="z")]
    )

    assert [share.returned_before for share in planned(matter, "1").legs] == [fen("3"), fen("6")]


def test_without_known_payments_earlier_returns_still_count():
    found = planned(a_matter([a_line("x", "30")], returned=[Returned(id="r", amount=fen("9"))]), "20")

    assert (found.returned, found.kept, funder(found, "buyer").refunded) == (fen("9"), fen("1"), fen("29"))


def test_a_card_billed_in_an_unnamed_currency_gives_no_view():
    card = a_leg("visa", "9988", "foreign_card", billed="1389.25")

    assert leg(planned(a_matter([a_line("c", "9988")], [card]), "1"), "visa").foreign is None


def test_every_number_of_the_plan_has_its_derivation():
    matter = instalments(
        layers=[a_layer("pt", "60", "platform", "points", points=600), a_layer("mall", "40", "platform")]
    )
    found = planned(matter, "18000", parts=[LineBack(line="course", back=fen("18000"), units=3)])
    steps = {step.code: step for step in found.steps if step.code != "settlement.layer"}

    assert set(steps) == {
        "settlement.principal", "settlement.lender", "settlement.fee_loss", "settlement.to_buyer", "settlement.ask",
        "settlement.buyer", "settlement.check",
    }  # fmt: skip
    assert steps["settlement.principal"].parts == tuple(share.step for share in found.legs)
    assert steps["settlement.buyer"].args == {"paid_fen": fen("24000"), "returned_fen": 0, "kept_fen": fen("6000")}
    assert steps["settlement.to_buyer"].value == fen("6333.35")
    assert steps["settlement.ask"].args == {
        "leg": "down",
        "own_fen": fen("3000"),
        "coupon_fen": 0,
        "lost_if_plain_fen": 0,
    }
    assert leg(found, "down").step.args == {
        "leg": "down", "rail": "wechat_pay", "paid_fen": fen("4000"), "returned_fen": 0, "kept_fen": fen("1000"),
    }  # fmt: skip
    layers = {str(step.args["layer"]): step for step in found.steps if step.code == "settlement.layer"}
    assert (layers["mall"].value, layers["mall"].refs, layers["mall"].facts) == (
        fen("30"),
        ("model:layer_pro_rata", "open:14"),
        ("layers.mall",),
    )
    assert layers["pt"].refs == ("return7-2017:15", "model:points_in_kind")
    assert (layers["pt"].args["points"], layers["pt"].args["points_paid"]) == (450, 600)


def test_the_coupon_of_a_rail_names_its_payment():
    matter = a_matter([a_line("x", "10")], [a_leg("w", "7", "wechat_pay", coupon=fen("3"))])

    assert funder(planned(matter, "7"), "w").step.facts == ("legs.w.coupon",)


CAUSES = st.sampled_from(["merchant", "neutral", "consumer"])


def assert_adds_up(found: Plan, matter: Matter) -> None:
    captured = {leg.id: leg.amount for leg in matter.legs}
    for share in found.legs:
        assert share.paid == captured[share.id] == share.returned_before + share.refund + share.kept
        assert share.refund == share.to_lender + share.to_buyer
        assert min(share.returned_before, share.to_lender, share.to_buyer, share.kept) >= 0
    for part in found.funders:
        assert part.paid == part.kept + part.refunded
        assert part.points == part.points_kept + part.points_refunded
        assert min(part.kept, part.refunded, part.points_kept, part.points_refunded) >= 0
    assert found.principal == found.to_buyer + found.to_lenders
    if found.legs:
        assert found.principal - found.beyond == sum(share.refund for share in found.legs)
        assert found.kept == sum(share.kept for share in found.legs)
    for lender in found.lenders:
        assert lender.outstanding == lender.to_lender + lender.still_owed
        assert lender.still_owed >= 0
    for ask in found.requests:
        assert ask.own == leg(found, ask.leg).refund
        assert ask.lost_if_plain >= 0


@given(st.data(), purchases(), CAUSES, st.booleans())
def test_every_plan_adds_up(data: st.DataObject, matter: Matter, cause: Column, keep: bool):
    principal = data.draw(st.integers(0, 300_000))
    parts = [
        LineBack(line=line.id, back=data.draw(st.integers(0, 90_000)), units=data.draw(st.none() | st.integers(0, line.units or 1)))
        for line in matter.lines
        if data.draw(st.booleans())
    ]  # fmt: skip
    found = planned(matter, principal, cause, parts=parts, keep_thresholds=keep)

    assert_adds_up(found, matter)
    # The lender comes first: the buyer gets nothing over the legs while a lender is still open.
    if any(lender.still_owed for lender in found.lenders):
        assert sum(share.to_buyer for share in found.legs) == 0


@given(st.data(), purchases(), CAUSES)
def test_the_order_in_the_file_does_not_matter(data: st.DataObject, matter: Matter, cause: Column):
    principal = data.draw(st.integers(0, 300_000))

    assert planned(data.draw(st.composite(shuffled)(matter)), principal, cause) == planned(matter, principal, cause)


@given(st.data(), purchases())
def test_a_larger_refund_never_pays_the_lender_less(data: st.DataObject, matter: Matter):
    less, more = sorted(data.draw(st.tuples(st.integers(0, 300_000), st.integers(0, 300_000))))

    assert planned(matter, less).to_lenders <= planned(matter, more).to_lenders
    assert planned(matter, less).to_buyer <= planned(matter, more).to_buyer


def naive_split(principal: int, legs: list[Leg], open_sums: dict[str, int]) -> dict[str, int]:
    """The lenders' part once more, from the text: pay open principal in shares of it, floor first, cents to the largest rests."""
    whole = sum(open_sums.values())
    pot = min(principal, whole, sum(leg.amount for leg in legs))
    given_out = {name: pot * part // whole if whole else 0 for name, part in open_sums.items()}
    order = sorted(open_sums, key=lambda name: (-((pot * open_sums[name]) % whole if whole else 0), name))
    for name in order[: pot - sum(given_out.values())]:
        given_out[name] += 1
    return given_out


@given(
    st.lists(st.tuples(st.integers(1, 90_000), st.integers(1, 12), st.integers(0, 12)), min_size=1, max_size=4),
    st.integers(0, 400_000),
)
def test_lenders_get_what_the_naive_split_says(loans: list[tuple[int, int, int]], principal: int):
    legs, open_sums = [], {}
    for i, (amount, instalments_, paid) in enumerate(loans):
        terms = LoanTerms(
            instalments=instalments_, paid=min(paid, instalments_), instalment_principal=amount // instalments_
        )
        legs.append(Leg(id=f"G{i}", rail="loan", amount=amount, loan=terms))
        open_sums[f"G{i}"] = 0 if paid >= instalments_ else amount - amount // instalments_ * paid
    found = planned(a_matter([a_line("c")], legs), principal)

    assert {lender.leg: lender.to_lender for lender in found.lenders} == naive_split(principal, legs, open_sums)
