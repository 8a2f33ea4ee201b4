"""What the rails pay, and the requests that lose nothing."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from itertools import permutations, product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.settlement.purchases import DAY, fen
from weimei.core.errors import DomainError
from weimei.core.settlement import (
    RULES,
    Ask,
    Payout,
    RailOrder,
    after,
    ask_for,
    best_requests,
    pay,
    rail_order,
    rule_of,
    simulate,
)
from weimei.core.settlement.rails import last_refund_day

RAILS = ["wechat_pay", "alipay", "douyin_pay", "card", "foreign_card", "bank", "gift_card", "balance", "cash", "loan", "unknown"]  # fmt: skip


def wechat(own: str = "7", coupon: str = "3", name: str = "w", **more: object) -> RailOrder:
    return RailOrder(id=name, rail="wechat_pay", own=fen(own), coupon=fen(coupon), **more)  # type: ignore[arg-type]


def alipay(own: str = "80", coupon: str = "20", name: str = "a", **more: object) -> RailOrder:
    return RailOrder(id=name, rail="alipay", own=fen(own), coupon=fen(coupon), **more)  # type: ignore[arg-type]


def test_wechat_pays_money_and_coupon_in_their_shares():
    assert pay(wechat(), fen("9")) == Payout(own=fen("6.30"), coupon=fen("2.70"))
    assert pay(wechat(), fen("10")) == Payout(own=fen("7"), coupon=fen("3"))


def test_typing_in_the_money_itself_loses_at_wechat():
    assert pay(wechat(), fen("6.30")).own == fen("4.41")
    assert ask_for(wechat(), fen("6.30")) == fen("9")


def test_wechat_rounds_half_a_cent_up_and_the_last_request_takes_the_rest():
    order = RailOrder(id="w", rail="wechat_pay", own=1, coupon=1)

    assert pay(order, 1) == Payout(own=1, coupon=0)
    assert pay(after(order, pay(order, 1)), 1) == Payout(own=0, coupon=1)


def test_alipay_pays_own_money_before_the_coupon():
    first = pay(alipay(), fen("60"))
    second = pay(after(alipay(), first), fen("40"))

    assert first == Payout(own=fen("60"), coupon=0)
    assert second == Payout(own=fen("20"), coupon=fen("20"))


def test_the_same_two_requests_pay_otherwise_at_wechat():
    order = wechat("80", "20")
    first = pay(order, fen("60"))

    assert (first, pay(after(order, first), fen("40"))) == (Payout(own=4800, coupon=1200), Payout(own=3200, coupon=800))


def test_a_card_gives_back_what_was_captured_and_no_coupon():
    order = RailOrder(id="c", rail="card", own=fen("50"), coupon=fen("5"))

    assert order.left == fen("50")
    assert pay(order, fen("50")) == Payout(own=fen("50"), coupon=0)


@pytest.mark.parametrize("ask", [-1, fen("10.01")])
def test_no_rail_pays_more_than_is_left(ask: int):
    with pytest.raises(DomainError) as error:
        pay(wechat(), ask)
    assert error.value.code == "settlement.ask"


def test_more_of_the_payers_money_than_is_left_cannot_be_asked_for():
    with pytest.raises(DomainError) as error:
        ask_for(rail_order(leg="w", rail="wechat_pay", own=700, coupon=300, returned=630), 71)
    assert error.value.code == "settlement.ask"


def test_an_unknown_rail_is_named():
    with pytest.raises(DomainError, match="pigeon"):
        rule_of("pigeon")


def test_what_came_back_before_has_taken_its_part_of_the_coupon():
    again = rail_order(leg="w", rail="wechat_pay", own=700, coupon=300, returned=630, requests_before=1)

    assert (again.own_left, again.coupon_left, again.partials_left) == (70, 30, 49)
    assert ask_for(again, 70) == 100


def test_every_value_that_was_not_confirmed_says_so():
    assert {rule.rail for rule in RULES} == set(RAILS)
    assert {rule.limits for rule in RULES} == {"UNVERIFIED"}
    assert {rule.rail for rule in RULES if rule.payout == "READ"} == {"wechat_pay", "alipay"}


def test_wechat_refunds_for_a_year():
    assert last_refund_day("wechat_pay", date(2026, 5, 1)) == date(2027, 5, 1)
    assert last_refund_day("alipay", date(2026, 5, 1)) is None


orders = st.builds(
    lambda rail, own, coupon, returned: rail_order(leg="o", rail=rail, own=own, coupon=coupon, returned=min(returned, own)),
    st.sampled_from(RAILS), st.integers(0, 400), st.integers(0, 400), st.integers(0, 400),
)  # fmt: skip


@pytest.mark.parametrize(
    ("order", "cash", "ask"),
    [
        (alipay(), "80", "100"),
        (wechat("0.01", "9.99"), "0.01", "10"),
        (wechat("1", "99"), "1", "100"),
        (rail_order(leg="a", rail="alipay", own=8000, coupon=2000, returned=6000), "20", "40"),
    ],
)
def test_a_whole_order_is_asked_for_whole_so_that_the_coupon_goes_back_too(order: RailOrder, cash: str, ask: str):
    assert ask_for(order, fen(cash)) == fen(ask)
    assert pay(order, fen(ask)) == Payout(own=fen(cash), coupon=order.coupon_left)


def test_only_what_was_wholly_tried_is_called_exhaustive():
    rails = [wechat(), alipay()]
    asks = [Ask(id="1", amount=100, order="w"), Ask(id="2", amount=100, order="a")]
    twice = [*asks, Ask(id="3", amount=50, order="w")]

    assert best_requests(rails, asks).proof == "exhaustive"
    assert best_requests(rails, twice, may_merge=False).proof == "exhaustive"
    assert best_requests(rails, twice).proof == "orders"  # the first two could be joined and the third not
    assert best_requests(rails, [Ask(id="1", amount=100)]).proof == "orders"  # it could be split between the payments


@given(orders, st.data())
def test_a_request_is_paid_whole_and_never_from_more_than_is_left(order: RailOrder, data: st.DataObject):
    ask = data.draw(st.integers(0, order.left))
    paid = pay(order, ask)

    assert paid.own + paid.coupon == ask
    assert 0 <= paid.own <= order.own_left
    assert 0 <= paid.coupon <= order.coupon_left


@given(orders)
def test_asking_for_all_that_is_left_pays_all_of_it(order: RailOrder):
    assert pay(order, order.left) == Payout(own=order.own_left, coupon=order.coupon_left)


@given(orders, st.data())
def test_the_request_named_pays_the_money_to_the_cent_and_a_smaller_one_pays_less(
    order: RailOrder, data: st.DataObject
):
    cash = data.draw(st.integers(0, order.own_left))
    ask = ask_for(order, cash)

    assert pay(order, ask).own == cash
    if cash and cash == order.own_left:
        assert ask == order.left
    else:
        assert ask == 0 or pay(order, ask - 1).own < cash


@given(st.integers(1, 10**9), st.integers(0, 10**9), st.data())
def test_the_pro_rata_rail_is_within_half_a_cent_of_the_exact_share(own: int, coupon: int, data: st.DataObject):
    ask = data.draw(st.integers(0, own + coupon))
    paid = pay(RailOrder(id="w", rail="wechat_pay", own=own, coupon=coupon), ask).own

    assert abs(paid - Fraction(ask * own, own + coupon)) <= Fraction(1, 2)


def test_money_is_asked_from_the_rail_that_pays_money_for_money():
    plan = best_requests([wechat("70", "30"), alipay("80", "20")], [Ask(id="item", amount=fen("100"))])

    assert [(request.order, request.ask, request.own) for request in plan.requests] == [
        ("a", 8000, 8000),
        ("w", 2000, 1400),
    ]
    assert (plan.own, plan.worst, plan.proof) == (9400, 7000, "orders")


def test_one_request_is_better_than_several_when_the_rail_allows_one_more():
    order = wechat("70", "30", partials_left=1)
    plan = best_requests([order], [Ask(id="x", amount=3000, order="w"), Ask(id="y", amount=4000, order="w")])

    assert [(request.ask, request.own) for request in plan.requests] == [(7000, 4900)]
    apart = best_requests(
        [order], [Ask(id="x", amount=3000, order="w"), Ask(id="y", amount=4000, order="w")], may_merge=False
    )
    assert [(request.ask, request.refused) for request in apart.requests] == [(4000, False), (3000, True)]
    assert (apart.own, apart.worst) == (2800, 2100)


def test_a_rail_whose_window_is_closed_pays_nothing_and_is_not_chosen():
    closed, still = alipay(last_day=date(2026, 11, 21)), wechat("80", "20", last_day=DAY)

    assert [request.refused for request in simulate([closed], [("a", 100)], on=DAY)] == [True]
    assert [
        request.order for request in best_requests([closed, still], [Ask(id="i", amount=5000)], on=DAY).requests
    ] == ["w"]


def test_of_equal_requests_the_window_that_ends_first_is_asked_first():
    late, soon = alipay(name="late", last_day=date(2027, 3, 1)), alipay(name="soon", last_day=date(2026, 12, 1))
    asks = [Ask(id="1", amount=100, order="late"), Ask(id="2", amount=100, order="soon")]

    assert [request.order for request in best_requests([late, soon], asks).requests] == ["soon", "late"]


def test_nothing_asked_is_nothing_paid():
    plan = best_requests([wechat()], [])

    assert (plan.requests, plan.own, plan.worst) == ((), 0, 0)


def brute_force(rails: list[RailOrder], asks: list[Ask]) -> int:
    """The most money over every order of the asks, each taken from the payments in every order, cent by cent filled up."""
    best = 0
    for filling, sequence in product(permutations(rails), permutations(asks)):
        left = {order.id: order for order in rails}
        money = 0
        for ask in sequence:
            wanted = ask.amount
            for order in filling:
                if ask.order not in (None, order.id):
                    continue
                state = left[order.id]
                part = min(wanted, state.left)
                if part and state.partials_left != 0:
                    paid = pay(state, part)
                    left[order.id], money, wanted = after(state, paid), money + paid.own, wanted - part
        best = max(best, money)
    return best


@st.composite
def few_rails(draw: st.DrawFn) -> list[RailOrder]:
    return [
        RailOrder(
            id=name, rail=draw(st.sampled_from(["wechat_pay", "alipay", "card", "douyin_pay"])), own=draw(st.integers(0, 40)),
            coupon=draw(st.integers(0, 40)), partials_left=draw(st.sampled_from([None, None, 1, 2])),
        )
        for name in "pqr"[: draw(st.integers(1, 3))]
    ]  # fmt: skip


@given(few_rails(), st.data())
def test_no_order_of_bound_requests_pays_more(rails: list[RailOrder], data: st.DataObject):
    asks = [
        Ask(
            id=str(i),
            amount=data.draw(st.integers(0, 30)),
            order=data.draw(st.sampled_from([order.id for order in rails])),
        )
        for i in range(data.draw(st.integers(0, 4)))
    ]
    plan = best_requests(rails, asks)

    assert plan.proof == ("exhaustive" if len({ask.order for ask in asks}) == len(asks) else "orders")
    assert plan.own >= brute_force(rails, asks)
    assert plan.worst is not None
    assert plan.worst <= plan.own


@given(few_rails(), st.data())
def test_no_order_of_free_requests_pays_more(rails: list[RailOrder], data: st.DataObject):
    rails = [RailOrder(id=o.id, rail=o.rail, own=o.own, coupon=o.coupon) for o in rails]
    asks = [Ask(id=str(i), amount=data.draw(st.integers(0, 40))) for i in range(data.draw(st.integers(1, 3)))]

    assert best_requests(rails, asks).own >= brute_force(rails, asks)


@given(few_rails(), st.integers(0, 60))
def test_the_greedy_split_of_one_sum_is_within_half_a_cent_a_rail_of_every_split(rails: list[RailOrder], gross: int):
    rails = [RailOrder(id=o.id, rail=o.rail, own=o.own, coupon=o.coupon) for o in rails]
    gross = min(gross, sum(order.left for order in rails))
    found = best_requests(rails, [Ask(id="all", amount=gross)]).own
    best = 0
    for head in product(*[range(order.left + 1) for order in rails[:-1]]):
        last = gross - sum(head)
        if 0 <= last <= rails[-1].left:
            best = max(best, sum(pay(order, part).own for order, part in zip(rails, [*head, last], strict=True)))

    assert best - found <= len(rails) // 2


def test_many_requests_take_the_greedy_order_and_one_request_a_payment():
    rails = [wechat("70", "30"), alipay("80", "20")]
    asks = [Ask(id=str(i), amount=1000) for i in range(9)] + [Ask(id="bound", amount=500, order="w")]
    plan = best_requests(rails, asks)

    assert plan.proof == "greedy"
    assert {request.order: request.ask for request in plan.requests} == {"a": 8000, "w": 1500}
    assert plan.own == 8000 + 1050


def test_a_dated_rule_holds_from_its_first_to_its_last_day(monkeypatch: pytest.MonkeyPatch):
    from weimei.core.settlement import rails

    old = rails.RailRule(rail="card", coupon="own_only", window_days=90, until=date(2026, 6, 30))
    new = rails.RailRule(rail="card", coupon="own_only", window_days=180, since=date(2026, 7, 1))
    monkeypatch.setitem(rails._BY_RAIL, "card", (old, new))

    assert [rule_of("card", day) for day in (date(2026, 6, 30), date(2026, 7, 1), None)] == [old, new, new]
    monkeypatch.setitem(rails._BY_RAIL, "card", (old,))
    with pytest.raises(DomainError):
        rule_of("card", date(2026, 7, 1))
