"""Taking a broken bundle apart."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from core.settlement.purchases import (
    a_layer,
    a_leg,
    a_line,
    a_matter,
    a_package,
    coupons_and_points,
    fen,
    purchases,
    shuffled,
)
from weimei.core.assessment.matter import Matter
from weimei.core.errors import DomainError
from weimei.core.facts import Bundle, Line, Pack, When
from weimei.core.money import largest_remainder
from weimei.core.settlement import Order, order_of, threshold_range, unit_shares, unwind, unwind_last
from weimei.core.settlement.splitting import share_of_last, spread_within


def refunded(order: Order, units: dict[str, list[int]]) -> dict[str, int]:
    return {pot.account.id: pot.refunded for pot in unwind(order, units).pots}


def test_coupons_and_points_go_back_in_shares_of_the_prices_x14():
    order = order_of(coupons_and_points())

    assert refunded(order, {"2": [0]}) == {
        "buyer": fen("1680"),
        "shop": fen("200"),
        "mall": fen("100"),
        "points": fen("20"),
    }
    assert {pot.account.id: pot.points_refunded for pot in unwind(order, {"2": [0]}).pots}["points"] == 2000


def test_a_broken_threshold_gives_the_range_of_x14():
    both = threshold_range(order_of(coupons_and_points()), {"2": [0]})

    assert (both.low, both.high) == (fen("1280"), fen("1680"))
    assert both.broken == ("shop",)
    # The rest costs 4,000 - 200 - 40 = 3,760 once the shop's coupon has fallen, and the shop has its 600 back.
    kept = {pot.account.id: pot.kept for pot in both.resettled.pots}
    assert kept == {"buyer": fen("3760"), "shop": 0, "mall": fen("200"), "points": fen("40")}
    assert sum(kept.values()) == fen("4000")


def test_a_threshold_still_reached_costs_nothing():
    both = threshold_range(order_of(coupons_and_points()), {"3": [0]})

    assert both.low == both.high == fen("840")
    assert both.broken == ()


def test_the_whole_order_back_breaks_no_threshold():
    both = threshold_range(order_of(coupons_and_points()), {"1": [0], "2": [0], "3": [0]})

    assert both.low == both.high == fen("5040")


def test_a_lost_threshold_never_makes_the_buyer_pay():
    matter = a_matter(
        [a_line("1", "100"), a_line("2", "3")], [a_leg("g", "53")], layers=[a_layer("shop", "50", threshold=fen("101"))]
    )
    both = threshold_range(order_of(matter), {"2": [0]})

    assert both.low == 0
    assert sum(pot.refunded for pot in both.resettled.pots) == fen("3")


def test_a_package_is_spread_by_list_prices_x15():
    order = order_of(a_package())

    assert [row.shares[0] for row in order.rows] == [fen("4323.53"), fen("2882.35"), fen("2594.12")]
    assert unit_shares(order, "B") == [fen("576.47")] * 5
    assert unit_shares(order, "C") == [fen("864.71"), fen("864.71"), fen("864.70")]
    assert unwind_last(order, {"B": 2, "C": 3}).to_buyer == fen("3747.06")


def test_an_itemised_contract_price_goes_before_the_list_price():
    lines = [a_line("A", "300", listed="600", bundle="b"), a_line("B", "700", listed="600", bundle="b")]
    order = order_of(a_matter(lines, [a_leg("g", "900")], bundles=[Bundle(id="b", price=fen("900"))]))

    assert [row.shares[0] for row in order.rows] == [fen("270"), fen("630")]


def test_a_bundle_without_any_prices_is_spread_by_units_and_says_so():
    lines = [a_line("A", units=2, bundle="b"), a_line("B", units=4, bundle="b")]
    order = order_of(a_matter(lines, [a_leg("g", "900")], bundles=[Bundle(id="b", price=fen("900"))]))

    assert [row.shares[0] for row in order.rows] == [fen("300"), fen("600")]
    assert order.guessed == ("A", "B")


def test_item_coupons_come_off_before_the_coupon_of_the_whole_order():
    """Reference sum 5: 10 - 2 - (8/98) * 10 = 7.18."""
    matter = a_matter(
        [a_line("A", "10"), a_line("rest", "90")], [a_leg("w", "88", "wechat_pay")],
        layers=[a_layer("an order coupon", "10"), a_layer("own", "2", lines=("A",))],
    )  # fmt: skip

    assert refunded(order_of(matter), {"A": [0]})["buyer"] == fen("7.18")


def test_a_hundred_over_three_equal_items_gives_the_cent_to_the_first():
    matter = a_matter([a_line(n, "100") for n in "abc"], [a_leg("g", "200")], layers=[a_layer("c", "100")])

    assert [row.shares[1] for row in order_of(matter).rows] == [3334, 3333, 3333]


def test_packs_are_used_up_by_date_and_each_unit_costs_what_its_pack_cost():
    packs = (
        Pack(id="b", price=fen("4500"), on=When("2026-03-01"), units=30),
        Pack(id="a", price=fen("4000"), on=When("2026-01-01"), units=20),
    )
    line = Line(id="c", plan="sessions", units=50, packs=packs)
    order = order_of(a_matter([line], [a_leg("g", "8500")]))

    assert unwind_last(order, {"c": 25}).to_buyer == fen("3750")  # X37, oldest first
    assert unwind_last(order, {"c": 50}).to_buyer == fen("8500")


def test_the_one_line_without_a_price_is_what_the_payments_leave():
    matter = a_matter([a_line("A", "10"), a_line("B")], [a_leg("w", "60", "wechat_pay", coupon=fen("5"))])
    order = order_of(matter)

    assert [row.price for row in order.rows] == [fen("10"), fen("55")]
    assert order.guessed == ("B",)


def test_a_price_paid_in_part_is_spread_like_the_prices():
    matter = a_matter([a_line("A", "300"), a_line("B", "100")], [a_leg("first", "200")])

    assert [row.shares[0] for row in order_of(matter).rows] == [fen("150"), fen("50")]


@pytest.mark.parametrize("units", [{"A": [1]}, {"B": [-1]}, {"nobody": [0]}])
def test_a_unit_that_was_never_bought_cannot_go_back(units: dict[str, list[int]]):
    with pytest.raises(DomainError, match="cannot go back"):
        unwind(order_of(a_package()), units)


@pytest.mark.parametrize("counts", [{"A": 2}, {"B": -1}, {"nobody": 1}])
def test_more_units_than_were_bought_cannot_go_back(counts: dict[str, int]):
    with pytest.raises(DomainError, match="back"):
        unwind_last(order_of(a_package()), counts)


def units_of(order: Order) -> dict[str, int]:
    bought: dict[str, int] = {}
    for row in order.rows:
        bought[row.line] = bought.get(row.line, 0) + row.units
    return bought


@st.composite
def subsets(draw: st.DrawFn, matter: Matter) -> dict[str, set[int]]:
    return {line: draw(st.sets(st.integers(0, units - 1))) for line, units in units_of(order_of(matter)).items()}


@given(st.data(), purchases())
def test_every_subset_of_units_adds_up_for_every_funder(data: st.DataObject, matter: Matter):
    order = order_of(matter)
    units = data.draw(subsets(matter))
    rest = {line: set(range(count)) - units[line] for line, count in units_of(order).items()}
    one, other = unwind(order, units), unwind(order, rest)
    for pot, opposite, account in zip(one.pots, other.pots, order.accounts, strict=True):
        assert pot.kept >= 0
        assert pot.refunded >= 0
        assert pot.kept + pot.refunded == pot.paid == account.amount
        assert pot.kept == opposite.refunded
        assert pot.points_kept + pot.points_refunded == (account.points or 0)
        assert pot.points_kept == opposite.points_refunded
    both = threshold_range(order, units)
    for pot in both.resettled.pots:
        assert pot.kept >= 0
        assert pot.refunded >= 0
        assert pot.kept + pot.refunded == pot.paid
        assert pot.points_kept + pot.points_refunded == (pot.account.points or 0)
    assert sum(pot.refunded for pot in both.resettled.pots) == sum(pot.refunded for pot in one.pots)
    assert both.low <= both.high


@given(st.data(), purchases())
def test_the_last_units_are_the_same_by_count_as_by_place(data: st.DataObject, matter: Matter):
    order = order_of(matter)
    bought = units_of(order)
    counts = {line: data.draw(st.integers(0, units)) for line, units in bought.items()}
    places = {line: set(range(bought[line] - count, bought[line])) for line, count in counts.items()}

    assert unwind_last(order, counts) == unwind(order, places)


@given(st.data(), purchases())
def test_the_order_in_the_file_does_not_matter(data: st.DataObject, matter: Matter):
    assert order_of(data.draw(st.composite(shuffled)(matter))) == order_of(matter)


def naive_shares(matter: Matter) -> dict[str, dict[str, Fraction]]:
    """The split once more, from the text, in exact fractions: item layers first, then whole-order ones in shares of the rest."""
    rest = {line.id: Fraction(line.price or 0) for line in matter.lines}
    shares: dict[str, dict[str, Fraction]] = {}
    for layer in sorted(matter.layers, key=lambda y: (0 if y.lines else 1, y.id)):
        covered = {name: rest[name] for name in rest if not layer.lines or name in layer.lines}
        whole = sum(covered.values())
        shares[layer.id] = {
            name: layer.amount * part / whole if whole else Fraction(0) for name, part in covered.items()
        }
        for name, part in shares[layer.id].items():
            rest[name] -= part
    shares["buyer"] = rest
    return shares


@given(st.data())
def test_the_split_is_the_naive_one_to_less_than_a_cent_a_layer(data: st.DataObject):
    lines = [a_line(f"L{i}", str(data.draw(st.integers(100, 9000)))) for i in range(data.draw(st.integers(1, 4)))]
    layers = []
    for i in range(data.draw(st.integers(0, 3))):
        names = data.draw(st.sets(st.sampled_from([line.id for line in lines])))
        layers.append(a_layer(f"Y{i}", str(data.draw(st.integers(0, 25))), lines=tuple(names)))
    total = sum(line.price or 0 for line in lines) - sum(layer.amount for layer in layers)
    matter = a_matter(lines, [a_leg("g", "0")], layers=layers)
    matter = replace(matter, legs=(replace(matter.legs[0], amount=total),))
    order = order_of(matter)
    expected = naive_shares(matter)
    for place, account in enumerate(order.accounts):
        for row in order.rows:
            exact = expected[account.id].get(row.line, Fraction(0))
            assert abs(row.shares[place] - exact) < 1 + len(layers)
    for row in order.rows:
        assert sum(row.shares) == row.price


@given(st.integers(0, 10**6), st.integers(1, 30), st.data())
def test_the_last_units_cost_what_the_list_of_units_says(total: int, units: int, data: st.DataObject):
    count = data.draw(st.integers(0, units))

    assert share_of_last(total, units, count) == sum(largest_remainder(total, [1] * units)[units - count :])


@given(st.lists(st.tuples(st.integers(0, 5000), st.integers(0, 5000)), min_size=1, max_size=5), st.integers(0, 30_000))
def test_a_sum_spread_within_caps_is_placed_whole_and_above_no_cap(pots: list[tuple[int, int]], total: int):
    weights, caps = [w for w, _ in pots], [c for _, c in pots]
    parts = spread_within(total, weights, caps)

    assert sum(parts) == min(total, sum(caps))
    assert all(0 <= part <= cap for part, cap in zip(parts, caps, strict=True))
    # Whoever is not full has at least its share of what was spread: nobody loses by another's cap.
    if total <= sum(caps) and sum(weights):
        for part, cap, weight in zip(parts, caps, weights, strict=True):
            assert part == cap or part >= total * weight // sum(weights)


def test_free_units_of_the_same_kind_share_the_price_unless_they_are_no_part_of_the_bargain():
    inside = order_of(a_matter([a_line("c", "8800", units=10, free_units=2)], [a_leg("g", "8800")]))
    apart = order_of(
        a_matter([a_line("c", "8800", units=10, free_units=2, free_in_bargain="no")], [a_leg("g", "8800")])
    )

    # X25 gives 4,400.00 for half of it; here each unit has a whole price, and the first four carry a cent more.
    assert unwind_last(inside, {"c": 6}).to_buyer == fen("4399.98")
    assert unwind_last(apart, {"c": 4}).to_buyer == fen("3520")


def test_free_units_come_after_the_last_pack_and_share_its_price():
    packs = (Pack(id="a", price=fen("40"), units=2), Pack(id="b", price=fen("60"), units=2))
    line = Line(id="c", plan="sessions", units=4, free_units=1, packs=packs)

    assert unit_shares(order_of(a_matter([line], [a_leg("g", "100")])), "c") == [2000, 2000, 2000, 2000, 2000]


def test_a_single_treatment_is_one_unit_whatever_was_counted():
    order = order_of(a_matter([Line(id="c", plan="single", price=100, units=30)], [a_leg("g", "1")]))

    assert order.rows[0].units == 1


def test_one_pack_is_no_reason_to_split_the_line():
    line = Line(id="c", plan="sessions", packs=(Pack(id="a", price=fen("40"), units=4),))
    row = order_of(a_matter([line], [a_leg("g", "40")])).rows[0]

    assert (row.pack, row.units, row.price) == ("", 4, fen("40"))


def test_a_price_by_the_unit_makes_the_price_of_the_course():
    line = Line(id="c", plan="sessions", units=4, unit_price=fen("25"))

    assert order_of(a_matter([line], [a_leg("g", "50")])).rows[0].price == fen("100")


def test_lines_without_prices_share_what_payments_and_layers_leave():
    lines = [a_line("A", "10"), a_line("B", listed="30"), a_line("C", listed="10")]
    order = order_of(a_matter(lines, [a_leg("g", "40")], layers=[a_layer("y", "10")]))

    assert [row.price for row in order.rows] == [fen("10"), fen("30"), fen("10")]


def test_gifts_carry_no_money():
    order = order_of(a_matter([a_line("c", "10"), a_line("g", "10", plan="gift")], [a_leg("g", "10")]))

    assert [row.line for row in order.rows] == ["c"]


def test_points_of_a_broken_threshold_go_back_with_their_money():
    layers = [a_layer("p", "20", "platform", "points", points=100, threshold=fen("150"))]
    both = threshold_range(
        order_of(a_matter([a_line("1", "100"), a_line("2", "100")], [a_leg("g", "180")], layers=layers)), {"2": [0]}
    )
    pot = both.resettled.pots[1]

    assert (both.low, both.high) == (fen("80"), fen("90"))
    assert (pot.refunded, pot.points_refunded, pot.points_kept) == (fen("20"), 100, 0)


def test_a_threshold_of_one_item_looks_at_that_item_alone():
    layers = [a_layer("y", "10", threshold=fen("100"), lines=("1",))]
    order = order_of(a_matter([a_line("1", "100", units=2), a_line("2", "500")], [a_leg("g", "590")], layers=layers))

    assert threshold_range(order, {"2": [0]}).broken == ()
    assert threshold_range(order, {"1": [1]}).broken == ("y",)


def test_a_threshold_just_reached_is_not_broken():
    layers = [a_layer("y", "10", threshold=fen("100"))]
    order = order_of(a_matter([a_line("1", "100"), a_line("2", "50")], [a_leg("g", "140")], layers=layers))

    assert threshold_range(order, {"2": [0]}).broken == ()


def test_the_step_of_a_threshold_says_what_is_lost():
    step = threshold_range(order_of(coupons_and_points()), {"2": [0]}).step

    assert (step.value, step.facts) == (fen("1280"), ("layers.shop",))
    assert step.args == {"pro_rata_fen": fen("1680"), "lost_fen": fen("400"), "kept_price_fen": fen("4000")}
