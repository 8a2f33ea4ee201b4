"""From an assessment to its plans."""

from __future__ import annotations

from typing import Any

from core.settlement.purchases import DAY, a_layer, a_leg, a_line, a_matter, coupons_and_points, fen, instalments
from weimei.core.assessment.outcome import Assessment, Ground, Heads, Part, ScopeFinding
from weimei.core.facts import Redemption
from weimei.core.findings import Column, Spread
from weimei.core.settlement import FunderShare, Plan, settle


def a_spread(low: str, high: str | None = None, likely: str | None = None) -> Spread:
    high = low if high is None else high
    return Spread(
        low=fen(low), high=fen(high), likely=fen(low) if low == high else None if likely is None else fen(likely)
    )


def an_assessment(
    principal: Spread, *, columns: tuple[Column, ...] = ("merchant",), parts: tuple[Part, ...] = (), **heads: Any
) -> Assessment:
    return Assessment(
        engine="test", matter_id="m", currency="CNY", as_of=DAY.isoformat(), paid=None,
        scope=ScopeFinding(verdict="in", reasons=()), cause=("neutral",), elected="closed", due=True,
        sum=Heads(principal=principal, total=principal, **heads),
        grounds=tuple(Ground(id=n, verdict="applies", columns=c) for n, c in (("other", ("consumer",)), ("closed", columns))),
        parts=parts,
    )  # fmt: skip


def a_part(line: str, paid: str, back: str) -> Part:
    return Part(line=line, name=line, paid=fen(paid), value=fen(paid) - fen(back), back=fen(back))


def layer(found: Plan, name: str) -> FunderShare:
    return next(share for share in found.funders if share.id == name)


def test_one_sum_gives_one_plan_x16():
    found = settle(instalments(), an_assessment(a_spread("18000"), parts=(a_part("course", "24000", "18000"),)), DAY)

    assert [(each.end, each.principal, each.cause) for each in found] == [("likely", fen("18000"), "merchant")]
    assert (found[0].to_lenders, found[0].to_buyer) == (fen("11666.65"), fen("6333.35"))


def test_the_likely_end_comes_first_then_the_others_that_differ():
    matter = a_matter([a_line("c", "9600", units=24)], [a_leg("g", "9600")])
    spread = a_spread("5100", "6000", likely="6000")
    found = settle(
        matter, an_assessment(spread, columns=("merchant", "consumer"), parts=(a_part("c", "9600", "6000"),)), DAY
    )

    assert [(each.end, each.principal, each.cause) for each in found] == [
        ("likely", fen("6000"), "merchant"), ("low", fen("5100"), "consumer"),
    ]  # fmt: skip


def test_without_a_default_the_low_end_comes_first():
    matter = a_matter([a_line("c", "100")], [a_leg("g", "100")])
    found = settle(
        matter,
        an_assessment(a_spread("40", "70"), columns=("neutral", "consumer"), parts=(a_part("c", "100", "40"),)),
        DAY,
    )

    assert [(each.end, each.cause) for each in found] == [("low", "consumer"), ("high", "neutral")]


def test_a_default_at_the_low_end_is_in_the_consumers_column():
    matter = a_matter([a_line("c", "100")], [a_leg("g", "100")])
    found = settle(matter, an_assessment(a_spread("40", "70", likely="40"), columns=("merchant", "consumer")), DAY)

    assert [(each.end, each.cause) for each in found] == [("likely", "consumer"), ("high", "merchant")]


def test_a_ground_without_columns_takes_the_causes_of_the_matter():
    matter = a_matter([a_line("c", "100")], [a_leg("g", "100")])

    assert settle(matter, an_assessment(a_spread("100"), columns=()), DAY)[0].cause == "neutral"


def test_interest_and_expenses_stand_beside_the_principal():
    matter = a_matter([a_line("c", "100")], [a_leg("g", "100")])
    assessed = an_assessment(
        a_spread("60", "100", likely="100"), interest=a_spread("1", "2", likely="2"), expenses=a_spread("3")
    )
    found = settle(matter, assessed, DAY)

    assert [each.beside for each in found] == [{"interest": 200, "expenses": 300}, {"interest": 100, "expenses": 300}]
    assert sum(share.refund for share in found[0].legs) == fen("100")


def test_unused_sessions_take_their_coupons_back_with_them():
    matter = a_matter(
        [a_line("c", "10000", units=10, used=4)], [a_leg("g", "9000")], layers=[a_layer("mall", "1000", "platform")]
    )
    # Her own exit at list prices: 2,600 of the money, but six of ten sessions and their coupon are unused.
    found = settle(
        matter, an_assessment(a_spread("2600"), columns=("consumer",), parts=(a_part("c", "9000", "2600"),)), DAY
    )

    assert layer(found[0], "mall").refunded == fen("600")


def test_redemptions_count_where_no_side_says_how_many_were_used():
    visits = tuple(Redemption(id=f"v{i}", line="c") for i in range(4))
    matter = a_matter(
        [a_line("c", "10000", units=10)],
        [a_leg("g", "9000")],
        layers=[a_layer("mall", "1000", "platform")],
        redemptions=visits,
    )
    found = settle(
        matter, an_assessment(a_spread("2600"), columns=("consumer",), parts=(a_part("c", "9000", "2600"),)), DAY
    )

    assert layer(found[0], "mall").refunded == fen("600")


def test_contested_use_lets_the_coupon_follow_the_money():
    for line in (a_line("c", "10000", units=10, used=4, used_by_merchant=7), a_line("c", "10000", units=10)):
        visits = (Redemption(id="v", line="c", disputed=True),)
        matter = a_matter(
            [line], [a_leg("g", "9000")], layers=[a_layer("mall", "1000", "platform")], redemptions=visits
        )
        found = settle(matter, an_assessment(a_spread("2700"), parts=(a_part("c", "9000", "2700"),)), DAY)

        assert layer(found[0], "mall").refunded == fen("300")


def test_a_promise_of_the_whole_price_gives_the_whole_coupon_back():
    matter = a_matter(
        [a_line("c", "10000", units=10, used=4)], [a_leg("g", "9000")], layers=[a_layer("mall", "1000", "platform")]
    )
    found = settle(matter, an_assessment(a_spread("9000"), parts=(a_part("c", "9000", "9000"),)), DAY)

    assert layer(found[0], "mall").refunded == fen("1000")


def test_a_claim_below_the_assessed_lines_is_spread_over_them():
    parts = (a_part("1", "2520", "0"), a_part("2", "1680", "1680"), a_part("3", "840", "840"))
    found = settle(coupons_and_points(), an_assessment(a_spread("1260"), parts=parts), DAY)

    # Half of what was to go back: half of the two items' coupons too.
    assert layer(found[0], "shop").refunded == fen("150")


def test_without_parts_the_layers_follow_the_whole_sum():
    found = settle(coupons_and_points(), an_assessment(a_spread("2520")), DAY)

    assert layer(found[0], "shop").refunded == fen("300")
