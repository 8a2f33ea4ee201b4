"""The central formulas once more, naively, with fractions, straight from the reference (2.2 and 2.9 items 4 to 8).

Nothing here knows how the engine works: a small honest matter goes in, one sum or two ends come out.
"""

from __future__ import annotations

from datetime import date, timedelta
from fractions import Fraction
from math import floor
from typing import Any, Literal

from hypothesis import assume, example, given
from hypothesis import strategies as st

from core.assessment.strategies import fen
from weimei.core.assessment.assess import assess
from weimei.core.assessment.matter import Matter
from weimei.core.assessment.outcome import Assessment
from weimei.core.facts import (
    Bundle,
    Contract,
    Event,
    Layer,
    Leg,
    Line,
    ListPrice,
    Loss,
    Pack,
    Records,
    Request,
    Returned,
    Term,
    When,
)
from weimei.core.money import Fen
from weimei.core.policy.clauses import Clause, ExitFormula, FeeFixed, FeePercent, PenaltyPercent, RefundAnyTime
from weimei.core.policy.policies import Policy, Promise

AT = date(2026, 11, 22)
FORMED = date(2026, 3, 2)
COLUMNS: dict[str, Event] = {
    "merchant": Event(kind="closed", id="E1", proved="yes"),
    "neutral": Event(kind="force_majeure", id="E1", proved="yes"),
    "consumer": Event(kind="change_of_mind", id="E1", proved="yes"),
}
columns = st.sampled_from(sorted(COLUMNS))
NEVER_SHOWN = ListPrice(shown="no", sales="no")


def half_up(value: Fraction | int) -> int:
    """Once per output line, halves up (2.0)."""
    return floor(Fraction(value) + Fraction(1, 2))


def is_nearest(is_: int | None, exact: Fraction | int) -> bool:
    """The nearest fen. Of exact halves the sum may fall either way: the value used is rounded, what comes back is the rest."""
    return is_ is not None and abs(is_ - Fraction(exact)) <= Fraction(1, 2)


def assert_ends(found: Assessment, low: Fraction | int, likely: Fraction | int | None, high: Fraction | int) -> None:
    """Each end at the nearest fen; no default where none is expected, unless nothing is left open."""
    principal = found.sum.principal
    assert is_nearest(principal.low, low), f"low {principal.low}, expected {low}"
    assert is_nearest(principal.high, high), f"high {principal.high}, expected {high}"
    if likely is not None:
        assert is_nearest(principal.likely, likely), f"default {principal.likely}, expected {likely}"
    elif principal.low != principal.high:
        assert principal.likely is None, f"default {principal.likely}, expected none"


def never_negative(value: Fraction | int) -> Fraction:
    return max(Fraction(0), Fraction(value))


def judged(line: Line, column: str, *, at: date = AT, arrived: date | None = None, **more: Any) -> Assessment:
    contract = Contract(
        formed_on=When(FORMED.isoformat()), medical_aesthetics="no", paid_before="yes", purpose="unknown"
    )
    request = more.pop("request", Request(arrived_on=None if arrived is None else When(arrived.isoformat())))
    lines = (line, *more.pop("gifts", ()))
    matter = Matter(
        id="naive",
        contract=contract,
        lines=lines,
        events=(COLUMNS[column], *more.pop("events", ())),
        request=request,
        **more,
    )
    return assess(matter, at)


# --- a course of n sessions: arts 15, 18, 19, 20 and items 5 and 8 ---------------------------------------------------

units_ = st.sampled_from((2, 3, 4, 5, 6, 7, 10, 12, 24, 30))


@given(price=fen(), units=units_, used=st.data(), column=st.sampled_from(("merchant", "neutral")))
def test_not_the_buyers_doing_counts_use_at_the_price_paid(price, units, used, column):
    q = used.draw(st.integers(0, units))
    found = judged(Line(id="L1", plan="sessions", price=price, units=units, used=q), column)

    back = price - q * Fraction(price, units)
    assert_ends(found, back, back, back)


def effective(listed: ListPrice, d: Fraction) -> tuple[list[Fraction], bool]:
    """Item 5: the price before discount that counts, and whether that is settled. Several values: each is a reading."""
    if listed.amount is None or (listed.shown != "yes" and listed.sales != "yes"):
        return [d], listed.amount is None or listed.shown == "no"
    l = Fraction(int(listed.amount))
    if listed.sales == "yes" or listed.attacked != "yes":
        return [l], True
    if listed.market is None:
        return [l, d], False
    return [min(max(Fraction(int(listed.market)), d), l)], True


@st.composite
def list_prices_above(draw: st.DrawFn, each: int) -> ListPrice:
    amount = draw(st.none() | st.integers(each + 1, each * 3 + 1))
    if amount is None:
        return NEVER_SHOWN
    return ListPrice(
        amount=Fen(amount),
        shown=draw(st.sampled_from(("yes", "no"))),
        sales=draw(st.sampled_from(("yes", "no"))),
        attacked=draw(st.sampled_from(("yes", "no"))),
        market=draw(st.none() | st.integers(1, each * 4).map(Fen)),
    )


@given(price=fen(), units=units_, data=st.data())
def test_the_buyers_own_wish_counts_use_at_the_price_before_discount(price, units, data):
    listed = data.draw(list_prices_above(-(-price // units)))
    q = data.draw(st.integers(0, units))
    found = judged(Line(id="L1", plan="sessions", price=price, units=units, used=q, list_price=listed), "consumer")

    prices, settled = effective(listed, Fraction(price, units))
    sums = [never_negative(price - q * l) for l in prices]
    if listed.shown == "yes" and listed.sales == "no" and listed.attacked == "yes" and listed.market is not None:
        assert is_nearest(found.sum.principal.high, max(sums)), (
            "the market price counts (X34), or the court may take it (X5)"
        )
        return
    assert_ends(found, min(sums), sums[0] if settled else None, max(sums))


Standing = Literal["yes", "no", "unknown"]


def with_free_units(
    p: int, b: int, g: int, q: int, listed: int | None, standing: Standing, column: str
) -> tuple[Fraction, Fraction | None, Fraction]:
    """The table of item 8. `listed`: a proved price of one unit before discount."""
    l = Fraction(listed) if listed is not None and column == "consumer" else None
    bargain = never_negative(p - q * (l if l is not None else Fraction(p, b + g)))
    gift = never_negative(p - min(q, b) * (l if l is not None else Fraction(p, b)))
    if standing == "yes":
        return bargain, bargain, bargain
    if standing == "no":
        return gift, gift, gift
    low, high = min(bargain, gift), max(bargain, gift)
    return low, None if column == "consumer" else bargain, high


@given(price=fen(1000), b=st.integers(2, 20), g=st.integers(1, 10), standing=st.sampled_from(("yes", "no", "unknown")), column=columns, data=st.data())  # fmt: skip
@example(price=Fen(960_000), b=8, g=4, standing="unknown", column="consumer", data=None)
def test_free_units_of_the_same_kind_follow_the_table(price, b, g, standing, column, data):
    q = 6 if data is None else data.draw(st.integers(0, b + g))
    listed = None if data is None else data.draw(st.none() | st.integers(-(-price // b), 3 * price))
    shown = NEVER_SHOWN if listed is None else ListPrice(amount=Fen(listed), shown="yes", sales="yes")
    line = Line(
        id="L1", plan="sessions", price=price, units=b, free_units=g, free_in_bargain=standing, used=q, list_price=shown
    )

    assert_ends(judged(line, column), *with_free_units(price, b, g, q, listed, standing, column))


# --- credit with a bonus, older credit, several top-ups: art 18(2), 20, items 7 ---------------------------------------


@given(p=fen(), column=columns, data=st.data())
def test_bonus_credit_counts_in_the_ratio_paid(p, column, data):
    bonus = data.draw(st.integers(0, 2 * p))
    f = data.draw(st.integers(0, p + bonus))
    found = judged(Line(id="L1", plan="stored_value", price=p, bonus=Fen(bonus), used_value=Fen(f)), column)

    v = Fraction(f) if column == "consumer" else Fraction(p, p + bonus) * f
    back = never_negative(p - v)
    assert_ends(found, back, back, back)
    assert found.extra_due == 0, "nobody has used more than the face of the card"


@given(p=fen(), over=fen(1, 100_000), column=columns)
def test_use_on_credit_leaves_an_ordinary_debt_at_the_price_paid(p, over, column):
    found = judged(Line(id="L1", plan="stored_value", price=p, used_value=Fen(p + over)), column)

    assert_ends(found, 0, 0, 0)
    assert found.extra_due == over


@given(o=fen(1, 500_000), p=fen(1, 500_000), withheld=st.sampled_from(("yes", "no")), column=columns, data=st.data())
@example(o=Fen(60_000), p=Fen(300_000), withheld="no", column="merchant", data=None)
def test_older_credit_is_read_in_three_ways(o, p, withheld, column, data):
    bonus = 150_000 if data is None else data.draw(st.integers(1, 2 * p))
    f = 40_000 if data is None else data.draw(st.integers(0, o + p + bonus))
    line = Line(id="L1", plan="stored_value", price=p, bonus=Fen(bonus), opening_balance=o, used_value=Fen(f))
    records = Records(requested_on=When("2026-06-01"), withheld=withheld)
    found = judged(line, column, records=records)

    if column == "consumer":
        back = never_negative(o + p - f)
        assert_ends(found, back, back, back)
        return
    k = Fraction(p, p + bonus)
    oldest = never_negative(o + p - (min(f, o) + k * max(0, f - o)))
    pooled = never_negative((o + p) * (1 - Fraction(f, o + p + bonus)))
    scaled = never_negative(k * (o + p + bonus - f))
    three = (oldest, pooled, scaled)
    assert_ends(found, min(three), oldest if withheld == "yes" else None, max(three))


@given(sums=st.lists(st.tuples(fen(1, 500_000), fen(0, 300_000)), min_size=2, max_size=3), column=st.sampled_from(("merchant", "neutral")), data=st.data())  # fmt: skip
def test_several_top_ups_are_spent_oldest_first(sums, column, data):
    packs = tuple(Pack(id=f"P{n}", price=p, bonus=b, on=When(f"2026-03-{n + 10}")) for n, (p, b) in enumerate(sums))
    paid, face = sum(p for p, _ in sums), sum(p + b for p, b in sums)
    f = data.draw(st.integers(0, face))
    found = judged(Line(id="L1", plan="stored_value", price=Fen(paid), packs=packs, used_value=Fen(f)), column)

    left, v = Fraction(f), Fraction(0)
    for p, b in sums:
        part = min(left, Fraction(p + b))
        v, left = v + part * Fraction(p, p + b), left - part
    in_order = paid - v
    pooled = paid - Fraction(paid, face) * f
    principal = found.sum.principal
    assert is_nearest(principal.likely, in_order)
    assert principal.low <= min(in_order, pooled) + Fraction(1, 2), "newest first may give less still"
    assert principal.high >= max(in_order, pooled) - Fraction(1, 2), "newest first may give more still"


@given(sums=st.lists(st.tuples(fen(1, 500_000), st.integers(1, 12)), min_size=2, max_size=3), column=columns, free=st.integers(0, 3), standing=st.sampled_from(("yes", "no")), data=st.data())  # fmt: skip
@example(sums=[(Fen(400_000), 20), (Fen(450_000), 30)], column="merchant", free=0, standing="yes", data=None)
def test_several_packs_are_used_oldest_first(sums, column, free, standing, data):
    """Each pack brings as many free units in proportion (`free` to every bought one); no price before discount was shown."""
    packs = tuple(Pack(id=f"P{n}", price=p, units=u, on=When(f"2026-03-{n + 10}")) for n, (p, u) in enumerate(sums))
    paid, units = sum(p for p, _ in sums), sum(u for _, u in sums)
    q = 25 if data is None else data.draw(st.integers(0, units * (1 + free)))
    line = Line(
        id="L1", plan="sessions", price=Fen(paid), units=units, packs=packs, used=q,
        free_units=free * units, free_in_bargain=standing, list_price=NEVER_SHOWN,
    )  # fmt: skip
    found = judged(line, column)
    in_the_price = standing == "yes" or not free
    sizes = [(p, u * (1 + free) if in_the_price else u) for p, u in sums]
    counted = q if in_the_price else min(q, units)

    def back(order: list[tuple[Fen, int]]) -> Fraction:
        left, v = counted, Fraction(0)
        for p, u in order:
            part = min(left, u)
            v, left = v + part * Fraction(p, u), left - part
        return paid - v

    pooled = paid - counted * Fraction(paid, sum(u for _, u in sizes))
    readings = (back(sizes), pooled, back(sizes[::-1]))
    assert_ends(found, min(readings), readings[0], max(readings))


@given(sums=st.lists(st.tuples(fen(1, 500_000), st.integers(1, 12)), min_size=2, max_size=3), listed=st.integers(0, 300_000), data=st.data())  # fmt: skip
def test_packs_count_at_the_list_price_in_the_buyers_own_exit(sums, listed, data):
    packs = tuple(Pack(id=f"P{n}", price=p, units=u, on=When(f"2026-03-{n + 10}")) for n, (p, u) in enumerate(sums))
    paid, units = sum(p for p, _ in sums), sum(u for _, u in sums)
    each = max(-(-p // u) for p, u in sums) + listed
    q = data.draw(st.integers(0, units))
    shown = ListPrice(amount=Fen(each), shown="yes", sales="yes")
    found = judged(
        Line(id="L1", plan="sessions", price=Fen(paid), units=units, packs=packs, used=q, list_price=shown), "consumer"
    )

    back = never_negative(paid - q * each)
    assert_ends(found, back, back, back)


# --- access for a period: art 22 and item 6 ---------------------------------------------------------------------------


@given(p=fen(), start=st.integers(0, 60), length=st.integers(1, 800), told=st.integers(-10, 900), stopped=st.none() | st.integers(0, 900), column=columns)  # fmt: skip
@example(p=Fen(680_000), start=0, length=365, told=266, stopped=None, column="consumer")
def test_a_period_of_access_returns_its_remaining_days(p, start, length, told, stopped, column):
    first = FORMED + timedelta(start)
    last = first + timedelta(length - 1)
    ended = max(FORMED, first + timedelta(told))
    assume(ended <= AT)
    stop = None if stopped is None else first + timedelta(stopped)
    term = Term(
        start=When(first.isoformat()),
        end=When(last.isoformat()),
        unlimited="yes",
        stopped_on=None if stop is None else When(stop.isoformat()),
    )
    found = judged(Line(id="L1", plan="term", price=p, term=term), column, arrived=ended)

    remaining = (last - ended).days
    if stop is not None and stop <= ended:
        remaining = (last - stop).days + 1
    remaining = max(0, min(length, remaining))
    back = Fraction(p * remaining, length)
    assert_ends(found, back, back, back)


@given(p=fen(), listed=st.integers(0, 10_000_000), months=st.sampled_from((1, 12, 24)), told=st.integers(0, 200))
@example(p=Fen(360_000), listed=500_000, months=24, told=200)
def test_a_period_that_is_not_unlimited_may_count_at_its_list_price(p, listed, months, told):
    begun = date(2026, 3, 10)
    last = date(2026 + (2 + months) // 12, (2 + months) % 12 + 1, 10) - timedelta(1)
    ended = begun + timedelta(told)
    term = Term(
        months=months, from_activation=True, activated="yes", activated_on=When(begun.isoformat()), unlimited="no"
    )
    shown = ListPrice(amount=Fen(p + listed), shown="yes", sales="yes")
    found = judged(Line(id="L1", plan="term", price=p, term=term, list_price=shown), "consumer", arrived=ended)

    total = (last - begun).days + 1
    remaining = max(0, (last - ended).days)
    low, high = never_negative(p - (p + listed) * Fraction(total - remaining, total)), Fraction(p * remaining, total)
    assert is_nearest(found.sum.principal.low, low)
    assert is_nearest(found.sum.principal.high, high)


@given(p=fen(), column=columns, activated=st.sampled_from(("no", "unknown")))
def test_a_term_that_was_not_shown_to_have_begun_comes_back_whole(p, column, activated):
    term = Term(months=12, from_activation=True, activated=activated, unlimited="yes")
    found = judged(Line(id="L1", plan="term", price=p, term=term), column, arrived=date(2026, 9, 1))

    if activated == "no":
        assert_ends(found, p, p, p)
    else:
        assert (found.sum.principal.likely, found.sum.principal.high) == (
            p,
            p,
        )  # his record could still lower it (item 10)


# --- leaving against a charge: item 4 ----------------------------------------------------------------------------------


def charge_of(clause: Clause, *, price: int, v_disc: Fraction, r_c: Fraction) -> Fraction:
    """F of step 5, never above R_C."""
    unused = price - v_disc
    match clause:
        case PenaltyPercent() | FeePercent():
            if clause.basis_points is None:
                return r_c
            share = Fraction(clause.basis_points, 10_000)
            charge = share * (
                price if clause.base == "price" else unused if clause.base == "unused" else min(price, unused)
            )
        case FeeFixed():
            charge = Fraction(int(clause.amount or 0))
        case ExitFormula():
            charge = r_c if clause.keeps_basis_points is None else Fraction(clause.keeps_basis_points, 10_000) * r_c
        case _:
            raise AssertionError(clause)
    return min(charge, r_c)


how = {"standard_form": st.sampled_from(("yes", "no", "unknown")), "flagged": st.sampled_from(("yes", "unknown")), "invoked": st.just("yes")}  # fmt: skip
percent = st.none() | st.integers(100, 10_000)
charges = st.one_of(
    st.builds(PenaltyPercent, basis_points=percent, base=st.sampled_from((None, "price", "unused")), **how),
    st.builds(FeePercent, basis_points=percent, base=st.sampled_from((None, "price", "unused")), **how),
    st.builds(FeeFixed, amount=fen(1, 2_000_000), **how),
    st.builds(ExitFormula, keeps_basis_points=percent, **how),
)


@given(price=fen(10_000), units=units_, clauses=st.lists(charges, max_size=2), loss=st.none() | fen(1, 1_000_000), asked=st.sampled_from(("yes", "no")), column=columns, data=st.data())  # fmt: skip
def test_leaving_costs_what_the_six_steps_say(price, units, clauses, loss, asked, column, data):
    q = data.draw(st.integers(0, units))
    listed = data.draw(st.none() | st.integers(-(-price // units), price))
    shown = NEVER_SHOWN if listed is None else ListPrice(amount=Fen(listed), shown="yes", sales="yes")
    line = Line(id="L1", plan="sessions", price=price, units=units, used=q, list_price=shown)
    found = judged(
        line,
        column,
        policies=(Policy(id="T1", by="merchant", clauses=tuple(clauses)),) if clauses else (),
        losses=(Loss(id="S1", by="merchant", amount=loss, kind="materials", proved="yes"),) if loss else (),
        request=Request(cut_asked=asked),
    )

    v_disc = q * Fraction(price, units)
    if column != "consumer":
        assert_ends(
            found, price - v_disc, price - v_disc, price - v_disc
        )  # a penalty needs the payer's breach (step 3)
        return
    v_list = v_disc if listed is None else Fraction(q * listed)
    r_c = never_negative(price - v_list)
    l_net = never_negative((loss or 0) - (v_list - v_disc))
    if not clauses:
        expected: tuple[Fraction, Fraction | None, Fraction] = (never_negative(r_c - l_net), r_c, r_c)
    else:
        f = max(charge_of(one, price=price, v_disc=v_disc, r_c=r_c) for one in clauses)
        expected = (
            (r_c - f, r_c - f, r_c - f) if asked == "no" else (r_c - f, r_c - min(f, l_net) if loss else None, r_c)
        )
    principal = found.sum.principal
    for is_, should in zip((principal.low, principal.likely, principal.high), expected, strict=True):
        if should is None:
            assert is_ is None or principal.low == principal.high
        else:
            assert is_ is not None, f"the default should be {should}"
            assert abs(is_ - should) <= 1, "use and charge are two lines, each rounded by itself"


@given(price=fen(), units=units_, data=st.data())
def test_refund_at_any_time_beats_the_list_price_and_bears_no_charge(price, units, data):
    q = data.draw(st.integers(0, units))
    listed = data.draw(st.integers(-(-price // units), 2 * price))
    line = Line(
        id="L1", plan="sessions", price=price, units=units, used=q, list_price=ListPrice(amount=Fen(listed), shown="yes", sales="yes")
    )  # fmt: skip
    promise = Promise(id="W1", by="host", clause=RefundAnyTime(), proved="yes")
    found = judged(line, "consumer", promises=(promise,), arrived=date(2026, 9, 1))

    back = price - q * Fraction(price, units)
    assert_ends(found, back, back, back)


# --- coupons and bundles: 2.6 (X15, X24) -----------------------------------------------------------------------------


@given(cash=fen(1000, 5_000_000), units=units_, reimbursed=st.sampled_from(("yes", "no", "unknown")), column=columns, data=st.data())  # fmt: skip
@example(cash=Fen(900_000), units=10, reimbursed="unknown", column="consumer", data=None)
def test_a_platform_coupon_is_no_money_of_the_buyers(cash, units, reimbursed, column, data):
    s = 100_000 if data is None else data.draw(st.integers(1, 2 * cash))
    q = 5 if data is None else data.draw(st.integers(0, units))
    l = 100_000 if data is None else data.draw(st.integers((cash + s) // units + 2, 2 * (cash + s)))
    shown = ListPrice(amount=Fen(l), shown="yes", sales="yes")
    line = Line(id="L1", plan="sessions", price=Fen(cash + s), units=units, used=q, list_price=shown)
    coupon = Layer(id="C1", kind="coupon", funder="platform", amount=Fen(s), reimbursed=reimbursed)
    found = judged(line, column, layers=(coupon,))

    if column != "consumer":
        back = cash - q * Fraction(cash, units)
        assert_ends(found, back, back, back)
        return
    paid_out = min(cash, max(0, cash + s - q * l))
    kept_back = max(0, cash - q * l)
    readings = {"yes": (paid_out,), "no": (kept_back,), "unknown": (kept_back, paid_out)}[reimbursed]
    assert_ends(found, min(readings), readings[0] if len(readings) == 1 else None, max(readings))


@given(a=fen(100, 2_000_000), l=fen(100, 500_000), n=st.integers(2, 10), off=st.integers(1, 99), done=st.booleans(), column=columns, data=st.data())  # fmt: skip
def test_a_bundle_is_shared_by_list_prices_and_settled_as_a_whole(a, l, n, off, done, column, data):
    q = data.draw(st.integers(0, n))
    whole = a + n * l
    price = max(1, whole * off // 100)
    first = Line(
        id="L1",
        plan="single",
        bundle="B1",
        performed="all" if done else "none",
        list_price=ListPrice(amount=a, shown="yes", sales="yes"),
    )
    course = Line(
        id="L2", plan="sessions", bundle="B1", units=n, used=q, list_price=ListPrice(amount=l, shown="yes", sales="yes")
    )
    found = judged(first, column, gifts=(course,), bundles=(Bundle(id="B1", price=Fen(price)),))

    if column == "consumer":
        back = never_negative(price - (a if done else 0) - q * l)
        tolerance = Fraction(0)
    else:
        back = price - Fraction(price, whole) * (a if done else 0) - q * l * Fraction(price, whole)
        tolerance = Fraction(3, 2)  # the shares of the parts are whole fen by largest remainder
    for end in (found.sum.principal.low, found.sum.principal.likely, found.sum.principal.high):
        assert end is not None
        assert abs(end - back) <= tolerance


# --- gifts of another kind: art 21, item 8 -----------------------------------------------------------------------------


@given(price=fen(), q=st.integers(0, 10), value=fen(1, 500_000), state=st.sampled_from(("all", "none")), column=columns)
def test_a_gift_service_of_another_kind(price, q, value, state, column):
    line = Line(id="L1", plan="sessions", price=price, units=10, used=q, list_price=NEVER_SHOWN)
    gift = Line(id="L2", plan="gift", performed=state, gift_value=value)
    found = judged(line, column, gifts=(gift,))

    r = price - q * Fraction(price, 10)
    if state == "none":
        assert_ends(found, r, r, r + value if column == "merchant" else r)
    else:
        assert_ends(found, r - min(value, r), r if column != "consumer" else None, r)


# --- interest: arts 16 and 17, part payments by civil-code 561 ---------------------------------------------------------

RATES_2026_03 = {"merchant": Fraction(300, 10_000), "consumer": Fraction(150, 10_000)}
"""One-year LPR of the quote of February 2026 and the deposit benchmark since 2015-10-24 (3.1, 3.2)."""


@given(price=fen(), late=st.integers(0, 200), basis=st.sampled_from((365, 360)), column=columns)
@example(price=Fen(528_000), late=60, basis=365, column="merchant")
def test_interest_runs_from_the_notice_at_the_rate_of_the_cause(price, late, basis, column):
    from weimei.core.assessment.matter import Readings

    line = Line(id="L1", plan="sessions", price=price, units=10, used=0)
    arrived = AT - timedelta(late)
    found = judged(line, column, arrived=arrived, readings=Readings(day_count=basis))

    def interest(rate: Fraction) -> int:
        return half_up(price * rate * Fraction(late, basis))

    both = sorted(interest(rate) for rate in RATES_2026_03.values())
    rate = RATES_2026_03.get(column)
    expected = (both[0], both[1]) if rate is None else (interest(rate), interest(rate))
    assert found.sum.interest is not None
    assert (found.sum.interest.low, found.sum.interest.high) == expected


@given(price=fen(10_000), before=st.integers(1, 100), after=st.integers(0, 90), data=st.data())
@example(price=Fen(528_000), before=60, after=30, data=None)
def test_a_part_payment_covers_interest_first(price, before, after, data):
    amount = 300_000 if data is None else data.draw(st.integers(1, price))
    paid_on = AT - timedelta(after)
    back = Returned(id="Z1", amount=Fen(amount), on=When(paid_on.isoformat()))
    found = judged(
        Line(id="L1", plan="sessions", price=price, units=10, used=0),
        "merchant",
        arrived=paid_on - timedelta(before),
        returned=(back,),
    )

    rate = RATES_2026_03["merchant"]
    first = half_up(price * rate * Fraction(before, 365))
    on_interest = min(amount, first)
    left = price - (amount - on_interest)
    second = half_up(left * rate * Fraction(after, 365))
    assert found.sum.interest is not None
    assert (found.sum.principal.high, found.sum.interest.high) == (left, first - on_interest + second)


# --- seven days: art 14 -------------------------------------------------------------------------------------------------


@given(price=fen(), after=st.integers(0, 40), prior=st.sampled_from(("yes", "no", "unknown")), data=st.data())
def test_seven_days_give_the_principal_back(price, after, prior, data):
    q = data.draw(st.integers(0, 10))
    listed = data.draw(st.integers(-(-price // 10), 2 * price))
    paid_on = date(2026, 7, 1)
    arrived = paid_on + timedelta(after)
    assume(after <= 7 or after > 20)  # between, rest days may move the last day (civil-code 203)
    matter = Matter(
        id="naive",
        contract=Contract(formed_on=When("2026-07-01"), prior_same_service=prior, paid_before="yes"),
        lines=(
            Line(id="L1", plan="sessions", price=price, units=10, used=q, list_price=ListPrice(amount=Fen(listed), shown="yes", sales="yes")),
        ),
        legs=(Leg(id="P1", rail="wechat_pay", amount=price, paid_on=When("2026-07-01")),),
        request=Request(asked_on=When(arrived.isoformat()), arrived_on=When(arrived.isoformat()), reason="personal"),
    )  # fmt: skip
    ground = next((g for g in assess(matter, AT).grounds if g.id == "cooling_off"), None)

    if after > 7 or prior == "yes":
        assert ground is None or ground.verdict == "does_not"
        return
    assert ground is not None
    assert ground.heads is not None
    principal = ground.heads.principal
    assert is_nearest(principal.low, price if q == 0 else never_negative(price - q * listed))
    assert is_nearest(principal.high, price if q == 0 else price - q * Fraction(price, 10))
