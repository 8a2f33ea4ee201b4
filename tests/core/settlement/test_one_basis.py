"""What is owed and who gets it rest on one basis: from a matter to its sum and on to its plans."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.settlement.purchases import DAY, a_layer, a_leg, a_line, a_matter, fen
from weimei.core.assessment.assess import amounts, assess
from weimei.core.assessment.bargain import parts_of
from weimei.core.assessment.matter import Matter
from weimei.core.assessment.missing import unknowns
from weimei.core.assessment.outcome import Assessment
from weimei.core.facts import (
    Contract,
    Deposit,
    Event,
    Layer,
    Leg,
    Line,
    ListPrice,
    LoanTerms,
    Pack,
    Request,
    Returned,
    Term,
    When,
)
from weimei.core.settlement import FunderShare, Plan, order_of, settle

CLOSED: dict[str, Any] = {
    "contract": Contract(formed_on=When("2026-06-18"), medical_aesthetics="yes", purpose="consumption"),
    "events": (Event(kind="closed", id="e", on=When("2026-08-01"), proved="yes"),),
    "request": Request(reason="merchant", arrived_on=When("2026-09-01")),
}
OWN_WISH: dict[str, Any] = CLOSED | {
    "events": (Event(kind="change_of_mind", id="e", on=When("2026-08-01"), proved="yes"),),
    "request": Request(reason="personal", arrived_on=When("2026-09-01"), merchant_agrees="yes"),
}
AT_LIST = ListPrice(amount=fen("1000"), shown="yes", sales="yes")
NO_LIST = ListPrice(shown="no")


def judged(matter: Matter) -> Assessment:
    return assess(matter, DAY)


def sums(matter: Matter) -> tuple[int, int | None, int]:
    found = judged(matter).sum.principal
    return found.low, found.likely, found.high


def plans(matter: Matter) -> dict[str, Plan]:
    return {one.end: one for one in settle(matter, judged(matter), DAY)}


def funders(found: Plan) -> dict[str, FunderShare]:
    return {share.id: share for share in found.funders}


def refunded(found: Plan) -> dict[str, int]:
    return {share.id: share.refunded for share in found.funders}


def ten_half_used(**more: Any) -> Line:
    return a_line("a", "10000", units=10, used=5, **more)


COUPON_OF_THE_RAIL = [a_leg("p", "9000", "wechat_pay", coupon=fen("1000"))]
THE_SAME_AS_A_LAYER: dict[str, Any] = {"layers": [a_layer("c", "1000", "platform")]}


def test_a_rails_coupon_lowers_the_price_of_a_used_session_x24():
    as_rail = a_matter([ten_half_used()], COUPON_OF_THE_RAIL, **CLOSED)
    as_layer = a_matter([ten_half_used()], [a_leg("p", "9000", "wechat_pay")], **THE_SAME_AS_A_LAYER, **CLOSED)

    assert sums(as_rail) == sums(as_layer) == (fen("4500"),) * 3
    plan = plans(as_rail)["likely"]
    assert refunded(plan) == {"buyer": fen("4500"), "p": fen("500")}
    assert (plan.requests[0].ask, plan.requests[0].own) == (fen("5000"), fen("4500"))


@pytest.mark.parametrize(("answer", "back"), [("yes", "5000"), ("no", "4000")])
def test_whether_the_rail_paid_its_coupon_to_the_seller_is_asked_and_closes_the_range_x24(answer: Any, back: str):
    def paid(told: Any) -> Matter:
        leg = a_leg("p", "9000", "wechat_pay", coupon=fen("1000"), coupon_reimbursed=told)
        return a_matter([ten_half_used(list_price=AT_LIST)], [leg], **OWN_WISH)

    assert sums(paid("unknown")) == (fen("4000"), None, fen("5000"))
    assert "legs.p.coupon_reimbursed" in {one.fact for one in unknowns(paid("unknown"))}
    assert sums(paid(answer)) == (fen(back),) * 3


def test_a_rails_coupon_is_shared_by_two_treatments():
    lines = [a_line("a", "6000", performed="all"), a_line("b", "4000", performed="none")]

    assert sums(a_matter(lines, COUPON_OF_THE_RAIL, **CLOSED)) == (fen("3600"),) * 3


def test_a_rails_coupon_lowers_the_price_of_a_day_of_access():
    """6,800 by the contract, 6,400 paid, 99 of 365 days left: 6,400 * 99 / 365 = 1,735.89."""
    term = Term(start=When("2026-01-01"), end=When("2026-12-31"))
    line = a_line("a", "6800", plan="term", term=term)
    ended = CLOSED | {
        "events": (Event(kind="relocated", id="e", on=When("2026-09-01"), proved="yes"),),
        "request": Request(reason="merchant", arrived_on=When("2026-09-23")),
    }
    as_rail = a_matter([line], [a_leg("p", "6400", "wechat_pay", coupon=fen("400"))], **ended)

    assert sums(as_rail)[1] == fen("1735.89")


@pytest.mark.parametrize("cause", [CLOSED, OWN_WISH])
@pytest.mark.parametrize("funder", ["platform", "merchant"])
def test_a_card_with_bonus_and_a_coupon_counts_her_own_money_over_the_whole_face(cause: dict[str, Any], funder: str):
    """10,000 with 5,000 on top, 9,000 paid, 6,000 used: 6,000 * 9,000 / 15,000 = 3,600 used of her money."""
    card = a_line("a", "10000", plan="stored_value", bonus=fen("5000"), used_value=fen("6000"))
    matter = a_matter([card], [a_leg("p", "9000")], layers=[a_layer("c", "1000", funder, reimbursed="no")], **cause)

    # Her own exit: what was used counts at its face (art 19), 9,000 - 6,000.
    assert sums(matter) == ((fen("5400") if cause is CLOSED else fen("3000")),) * 3


def test_a_card_used_up_leaves_no_debt_whatever_its_coupon():
    card = a_line("a", "10000", plan="stored_value", bonus=fen("5000"), used_value=fen("15000"))
    found = judged(a_matter([card], [a_leg("p", "9000")], layers=[a_layer("c", "1000", "platform")], **CLOSED))

    assert (found.extra_due, found.sum.principal.high) == (0, 0)


def test_a_card_bought_with_a_coupon_alone_is_a_discount():
    card = a_line("a", "10000", plan="stored_value", used_value=fen("5000"))
    by_balance = a_line("a", "10000", plan="stored_value", balance=fen("5000"))
    for line in (card, by_balance):
        matter = a_matter([line], [a_leg("p", "8000")], layers=[a_layer("c", "2000", "merchant")], **CLOSED)
        assert sums(matter) == (fen("4000"),) * 3


def test_top_ups_with_bonus_and_a_coupon_share_it_by_what_they_cost():
    """Two top-ups of 1,000, 500 on top of the first, coupon 200: 900 buy 1,500, then 900 buy 1,000; 1,500 used is 900."""
    packs = (
        Pack(id="1", price=fen("1000"), bonus=fen("500"), on=When("2026-01-01")),
        Pack(id="2", price=fen("1000"), on=When("2026-02-01")),
    )
    card = Line(id="a", plan="stored_value", packs=packs, used_value=fen("1500"))
    matter = a_matter([card], [a_leg("p", "1800")], layers=[a_layer("c", "200", "platform")], **CLOSED)

    assert sums(matter)[1] == fen("900")


@pytest.mark.parametrize(("bound", "back"), [("c", "4800"), ("p", "4000"), ("", "3800"), ("cp", "5000")])
def test_each_foreign_funder_counts_only_if_it_paid_the_seller(bound: str, back: str):
    """List 1,000 proved, five used, 8,800 paid: 8,800 - 5,000, and what was paid to the seller in cash on top."""
    for coupon, points in (("c", "p"), ("z", "a"), ("a", "z")):
        layers = [
            a_layer(coupon, "1000", "platform", reimbursed="yes" if "c" in bound else "no"),
            a_layer(points, "200", "platform", "points", points=20_000, reimbursed="yes" if "p" in bound else "no"),
        ]
        matter = a_matter([ten_half_used(list_price=AT_LIST)], [a_leg("g", "8800")], layers=layers, **OWN_WISH)
        assert sums(matter) == (fen(back),) * 3


def test_points_of_the_seller_itself_are_reimbursed_by_nobody():
    layers = [a_layer("p", "200", "merchant", "points", points=20_000)]
    matter = a_matter([ten_half_used(list_price=AT_LIST)], [a_leg("g", "9800")], layers=layers, **OWN_WISH)

    assert sums(matter) == (fen("4800"),) * 3


def test_a_coupon_of_one_item_makes_it_bear_less_of_the_next_coupon():
    """Two items of 100, 50 off the second, then 50 off both: 33.33 of it on the first, 16.67 on the second, whose price is 33.33."""
    lines = [a_line("0", "100", performed="all"), a_line("1", "100", performed="none")]
    for named in (("0", "1"), ()):
        layers = [a_layer("c0", "50", "platform", lines=("1",)), a_layer("c1", "50", "platform", lines=named)]
        assert sums(a_matter(lines, [a_leg("g", "100")], layers=layers, **CLOSED)) == (fen("33.33"),) * 3


def test_what_was_paid_above_the_prices_is_not_lost():
    lines = [a_line("a", "6000", performed="none"), a_line("b", "5000", performed="all")]
    whole = judged(a_matter(lines, [a_leg("g", "12000")], **CLOSED))
    deposit = Deposit(amount=fen("1000"), counted_in_price="no")
    beside = [a_line("a", "6000", performed="none", deposit=deposit), lines[1]]

    assert [part.paid for part in whole.parts] == [fen("6545.45"), fen("5454.55")]
    assert whole.sum.principal.likely == fen("7000")  # 12,000 less the 5,000 that was done
    assert [part.paid for part in judged(a_matter(beside, [a_leg("g", "12000")], **CLOSED)).parts] == [
        fen("7000"),
        fen("5000"),
    ]


def coupons_and_points() -> Matter:
    """X14 in her own exit: the first and the third item done, the second back."""
    lines = [
        a_line("1", "3000", performed="all", list_price=NO_LIST),
        a_line("2", "2000", performed="none", list_price=NO_LIST),
        a_line("3", "1000", performed="all", list_price=NO_LIST),
    ]
    layers = [
        a_layer("shop", "600", threshold=fen("5000")),
        a_layer("mall", "300", "platform", still_valid="yes"),
        a_layer("points", "60", "platform", "points", points=6000),
    ]
    return a_matter(lines, [a_leg("cash", "5040", "alipay")], layers=layers, **OWN_WISH)


def test_a_broken_threshold_gives_the_shop_its_whole_coupon_back_at_the_low_end_x14():
    found = plans(coupons_and_points())
    low, high = found["low"], found["high"]

    assert (low.principal, high.principal) == (fen("1280"), fen("1680"))
    assert refunded(low) == {"buyer": fen("1280"), "shop": fen("600"), "mall": fen("100"), "points": fen("20")}
    assert sum(refunded(low).values()) == sum(refunded(high).values()) == fen("2000")  # the price of the second item
    assert (funders(low)["shop"].kept, funders(low)["points"].points_refunded) == (0, 2000)
    assert "settlement.threshold_broken" in {note.code for note in low.notes}
    assert "settlement.threshold_kept" in {note.code for note in high.notes}
    for one in (low, high):
        assert [other.to_buyer for other in one.alternatives] == [fen("1280"), fen("1680")]


@pytest.mark.parametrize(("reimbursed", "kept"), [("yes", "1000"), ("no", "500")])
def test_a_coupon_paid_in_cash_is_not_paid_out_twice_x24(reimbursed: str, kept: str):
    """The clinic had 10,000, may keep 5,000 at list prices: 5,000 to her is all that goes back."""
    layers = [a_layer("c", "1000", "platform", reimbursed=reimbursed)]
    matter = a_matter([ten_half_used(list_price=AT_LIST)], [a_leg("g", "9000")], layers=layers, **OWN_WISH)
    plan = plans(matter)["likely"]

    assert plan.principal == (fen("5000") if reimbursed == "yes" else fen("4000"))
    assert funders(plan)["c"].kept == fen(kept)


def test_of_a_coupon_paid_in_cash_the_rest_goes_to_its_funder():
    """One of ten used at 1,300: 9,000 + 3,000 - 1,300 is 10,700; she gets her 9,000, the funder 1,700."""
    line = a_line("a", "12000", units=10, used=1, list_price=ListPrice(amount=fen("1300"), shown="yes", sales="yes"))
    layers = [a_layer("c", "3000", "platform", reimbursed="yes")]
    plan = plans(a_matter([line], [a_leg("g", "9000")], layers=layers, **OWN_WISH))["likely"]

    assert refunded(plan) == {"buyer": fen("9000"), "c": fen("1700")}
    assert funders(plan)["c"].in_kind == "to_funder"


def test_free_sessions_as_a_gift_take_fewer_coupons_back():
    """Eight and four free, six used: half of the coupon where the four are in the price, two eighths where they are a gift."""
    line = a_line("a", "9600", units=8, free_units=4, used=6)
    found = plans(a_matter([line], [a_leg("g", "8640")], layers=[a_layer("c", "960", "platform")], **CLOSED))

    assert refunded(found["likely"]) == {"buyer": fen("4320"), "c": fen("480")}
    assert refunded(found["low"]) == {"buyer": fen("2160"), "c": fen("240")}


def test_what_came_back_before_takes_no_coupon_from_the_sessions_that_stay():
    matter = a_matter(
        [ten_half_used()],
        [a_leg("g", "9000")],
        returned=[Returned(id="r", amount=fen("1000"))],
        **THE_SAME_AS_A_LAYER,
        **CLOSED,
    )
    plan = plans(matter)["likely"]

    assert (plan.principal, refunded(plan)) == (fen("3500"), {"buyer": fen("4500"), "c": fen("500")})


RAILS = ["wechat_pay", "alipay", "bank", "loan"]
ANSWERS = st.sampled_from(["yes", "no", "unknown"])


@st.composite
def courses_and_treatments(draw: st.DrawFn) -> list[Line]:
    lines = []
    for i in range(draw(st.integers(1, 3))):
        price = draw(st.integers(1, 90_000))
        listed = ListPrice(
            amount=draw(st.none() | st.integers(0, 30_000)),  # type: ignore[arg-type]
            shown=draw(ANSWERS), sales=draw(ANSWERS),
        )  # fmt: skip
        if draw(st.booleans()):
            done = draw(st.sampled_from(["none", "all"]))
            lines.append(Line(id=f"L{i}", plan="single", price=price, performed=done, list_price=listed))  # type: ignore[arg-type]
            continue
        units, free = draw(st.integers(1, 9)), draw(st.sampled_from([0, 0, 2]))
        lines.append(
            Line(
                id=f"L{i}", plan="sessions", price=price, units=units, free_units=free,  # type: ignore[arg-type]
                used=draw(st.integers(0, units + free)), list_price=listed,
            )
        )  # fmt: skip
    return lines


@st.composite
def orders_with_reductions(draw: st.DrawFn) -> Matter:
    """Any order that fits together: prices less coupons of shop, platform and rail make what was paid, or more than it."""
    lines = draw(courses_and_treatments())
    left = sum(line.price or 0 for line in lines)
    layers, legs = [], []
    for i in range(draw(st.integers(0, 3))):
        kind = draw(st.sampled_from(["coupon", "points"]))
        named = tuple(draw(st.sets(st.sampled_from([line.id for line in lines]), max_size=2)))
        room = min([left, *[(line.price or 0) // 4 for line in lines]])
        amount = draw(st.integers(0, room))
        left -= amount
        layers.append(
            Layer(
                id=f"Y{i}", kind=kind, funder=draw(st.sampled_from(["merchant", "platform"])), amount=amount,  # type: ignore[arg-type]
                lines=named, reimbursed=draw(ANSWERS), points=amount if kind == "points" else None,
                threshold=draw(st.none() | st.integers(1, sum(line.price or 0 for line in lines))),  # type: ignore[arg-type]
            )
        )  # fmt: skip
    for i in range(draw(st.integers(1, 3))):
        rail = draw(st.sampled_from(RAILS))
        amount = draw(st.integers(0, left)) if i or draw(st.booleans()) else left
        left -= amount
        coupon = draw(st.integers(0, min(left, amount))) if rail in ("wechat_pay", "alipay") else 0
        left -= coupon
        loan = LoanTerms(instalments=6, paid=draw(st.integers(0, 6))) if rail == "loan" else None
        legs.append(Leg(id=f"G{i}", rail=rail, amount=amount, coupon=coupon, loan=loan))  # type: ignore[arg-type]
    back = draw(st.sampled_from(legs))
    returned = [Returned(id="B", amount=draw(st.integers(0, back.amount)), leg=back.id)] if draw(st.booleans()) else []  # type: ignore[arg-type]
    return a_matter(lines, legs, layers=layers, returned=returned, **draw(st.sampled_from([CLOSED, OWN_WISH])))


@settings(max_examples=300, deadline=None)
@given(orders_with_reductions())
def test_sum_and_plan_rest_on_one_basis_and_every_plan_adds_up(matter: Matter):
    order, found = order_of(matter), judged(matter)
    for part in parts_of(matter):
        rows = [row for row in order.rows if row.line == part.line.id]
        assert part.paid == sum(row.shares[0] for row in rows)
        assert part.gross == sum(row.price for row in rows)
        assert part.others == sum(
            share for row in rows for share, account in zip(row.shares, order.accounts, strict=True)
            if account.funder not in ("buyer", "merchant")
        )  # fmt: skip
    assert sum(part.paid for part in found.parts) == sum(leg.amount for leg in matter.legs)
    principal = found.sum.principal
    assert (principal.low, principal.likely, principal.high) == (
        (heads := amounts(matter, DAY).principal).low,
        heads.likely,
        heads.high,
    )
    for plan in settle(matter, found, DAY):
        for share in plan.funders:
            assert share.paid == share.kept + share.refunded
            assert share.points == share.points_kept + share.points_refunded
            assert min(share.kept, share.refunded, share.points_kept, share.points_refunded) >= 0
        for leg in plan.legs:
            assert leg.paid == leg.returned_before + leg.refund + leg.kept
            assert min(leg.refund, leg.kept) >= 0
        assert plan.principal == plan.to_buyer + plan.to_lenders
        assert sum(share.paid for share in plan.funders) == sum(
            share for row in order.rows for share in row.shares
        )  # fmt: skip


@settings(max_examples=200, deadline=None)
@given(orders_with_reductions())
def test_without_list_prices_all_funders_together_get_back_the_price_of_what_was_not_used(matter: Matter):
    """A discount that falls with its threshold only moves between the buyer and the shop (2.6; invariant 6)."""
    lines = [
        Line(id=one.id, plan="single", price=one.price, performed="none" if i % 2 else "all", list_price=NO_LIST)
        for i, one in enumerate(matter.lines)
    ]
    legs = [a_leg("g", "0"), Leg(id="h", rail="bank", amount=_due(matter))]  # type: ignore[arg-type]
    whole = a_matter(
        lines, legs, layers=matter.layers, contract=matter.contract, events=matter.events, request=matter.request
    )
    unused = sum(line.price or 0 for line in lines if line.performed == "none")
    for plan in settle(whole, judged(whole), DAY):
        if plan.to_buyer:
            assert sum(share.refunded for share in plan.funders) == unused


def _due(matter: Matter) -> int:
    return sum(line.price or 0 for line in matter.lines) - sum(layer.amount for layer in matter.layers)
