"""What others paid the merchant, over the whole contract: the ends are the least and the most of every choice of readings."""

from __future__ import annotations

import itertools
from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from weimei.core.assessment.coupons import settled, unspent, with_unspent
from weimei.core.assessment.matter import Matter
from weimei.core.assessment.values import Ctx, End, Part, Three, Val
from weimei.core.facts import Line
from weimei.core.law.registry import Law

AT = date(2026, 11, 22)
CTX = Ctx(matter=Matter(id="m", lines=()), law=Law.on(AT), at=AT, end=End(AT, AT, "asked", True, True), trace=False)


@st.composite
def settled_parts(draw: st.DrawFn) -> tuple[Part, Three]:
    """A part paid in full, with a coupon that its funder paid to the merchant, valued at the price paid and at list prices."""
    paid, coupon = draw(st.integers(1, 900)), draw(st.integers(0, 300))
    line = Line(id="L", plan=draw(st.sampled_from(("sessions", "term", "single", "programme"))))
    part = Part(line=line, price=paid, paid=paid, gross=paid + coupon, others=coupon, others_paid=coupon)
    used = draw(st.integers(0, paid))
    counted = [used, *(max(used, value) for value in draw(st.lists(st.integers(0, 2_000), max_size=2)))]
    values = [Val(max(0, paid - value), used, value, over=max(0, value - paid)) for value in counted]
    return part, settled(part, "consumer", [(value, False) for value in values])


@given(st.lists(settled_parts(), min_size=2, max_size=4))
def test_the_ends_of_a_contract_are_the_least_and_the_most_of_every_choice_of_readings(drawn):
    parts, threes = [part for part, _ in drawn], [three for _, three in drawn]
    sums = []
    for chosen in itertools.product(*(three.readings or (three.low,) for three in threes)):
        left = unspent(parts, chosen, with_open=False)
        sums.append(max(0, sum(value.back - value.over for value in chosen) + left))

    found = with_unspent(threes, parts, CTX)

    assert (found.low.back, found.high.back) == (min(sums), max(sums))
