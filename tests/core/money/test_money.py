"""Money is exact: parts add up, rounding has a name, and what a person wrote is what is kept."""

from __future__ import annotations

import sys
from fractions import Fraction
from math import floor
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from weimei.core.errors import DomainError
from weimei.core.money import (
    ZERO,
    Fen,
    Money,
    Rounding,
    currency_digits,
    format_amount,
    largest_remainder,
    parse_amount,
    ratio_half_up,
    round_half_up,
    round_to,
    rounded_ratio,
    share_of_units,
    yuan,
)
from weimei.core.money.amounts import AMOUNT_MAX

TOOLS = Path(__file__).resolve().parents[3] / "tools"
sums = st.integers(-(10**12), 10**12)
owed = st.integers(0, 10**12)
weights = st.lists(st.integers(0, 10**9), min_size=1, max_size=8).filter(any)
wholes = st.integers(1, 10**6)


def code_of(error: pytest.ExceptionInfo[DomainError]) -> str:
    return error.value.code


def half_up(exact: Fraction) -> int:
    """The textbook way: the nearest whole number, a half goes away from zero."""
    nearest = floor(abs(exact) + Fraction(1, 2))
    return nearest if exact >= 0 else -nearest


# --- spreading ----------------------------------------------------------------------------------------------------


@given(owed, weights)
def test_the_parts_of_a_sum_add_up_to_it(total, shares):
    assert sum(largest_remainder(total, shares)) == total


@given(owed, weights)
def test_no_part_is_a_whole_fen_away_from_its_exact_share(total, shares):
    exact = [Fraction(total * share, sum(shares)) for share in shares]

    assert all(abs(part - one) < 1 for part, one in zip(largest_remainder(total, shares), exact, strict=True))


@given(owed, weights)
@example(1, [1, 1])
def test_the_fen_left_over_goes_to_the_largest_remainders_and_to_the_earlier_among_equals(total, shares):
    exact = [Fraction(total * share, sum(shares)) for share in shares]
    order = sorted(range(len(shares)), key=lambda at: (floor(exact[at]) - exact[at], at))
    left = total - sum(floor(one) for one in exact)

    raised = [at for at, part in enumerate(largest_remainder(total, shares)) if part > floor(exact[at])]
    assert raised == sorted(order[:left])


def test_nothing_is_spread_over_nothing():
    assert largest_remainder(0, [0, 0]) == [0, 0]
    assert largest_remainder(0, [0, 3]) == [0, 0]
    assert largest_remainder(0, []) == []


@pytest.mark.parametrize(("total", "shares"), [(1, [0, 0]), (1, []), (-1, [1]), (-1, [0]), (5, [2, -1]), (0, [-1, 1])])
def test_a_sum_that_cannot_be_spread_is_an_error(total, shares):
    with pytest.raises(DomainError) as error:
        largest_remainder(total, shares)
    assert code_of(error) == "money.split"


@given(owed, st.integers(1, 60), st.data())
def test_used_and_unused_units_add_up_to_the_price_whichever_were_used(price, units, data):
    prices = share_of_units(price, units)
    used = data.draw(st.sets(st.integers(0, units - 1)))

    assert len(prices) == units
    assert sum(prices[at] for at in used) + sum(prices[at] for at in range(units) if at not in used) == price
    assert prices == sorted(prices, reverse=True)
    assert prices[0] - prices[-1] <= 1


@pytest.mark.parametrize("units", [0, -1])
def test_a_price_is_not_shared_over_no_units(units):
    with pytest.raises(DomainError) as error:
        share_of_units(100, units)
    assert code_of(error) == "money.split"


# --- rounding -----------------------------------------------------------------------------------------------------


@given(sums, wholes)
@example(1, 2)
@example(-1, 2)
@example(0, 1)
def test_a_half_goes_away_from_zero(over, under):
    expected = half_up(Fraction(over, under))

    assert ratio_half_up(over, under) == expected
    assert round_half_up(Fraction(over, under)) == expected
    assert rounded_ratio(over, under, Rounding.FEN_HALF_UP) == expected


@given(sums)
def test_a_whole_number_is_round_already(amount):
    assert round_half_up(amount) == amount
    assert round_to(amount, Rounding.FEN_HALF_UP) == amount
    assert round_to(amount, Rounding.FEN_DOWN) == amount
    assert round_to(amount, Rounding.FEN_HALF_EVEN) == amount


@given(sums, wholes)
@example(-1, 1)
@example(-5, 2)
@example(5, 2)
@example(3, 2)
@example(0, 3)
def test_each_named_way_is_what_its_name_says(over, under):
    exact = Fraction(over, under)

    assert rounded_ratio(over, under, Rounding.FEN_DOWN) == int(exact)
    assert rounded_ratio(over, under, Rounding.FEN_HALF_EVEN) == round(exact)
    assert rounded_ratio(over, under, Rounding.YUAN_HALF_UP) == 100 * half_up(exact / 100)
    assert rounded_ratio(over, under, Rounding.YUAN_TENTH) == 10 * half_up(exact / 10)


@pytest.mark.parametrize(
    ("how", "expected"),
    [
        (Rounding.FEN_HALF_UP, 171_055), (Rounding.FEN_DOWN, 171_055), (Rounding.FEN_HALF_EVEN, 171_055),
        (Rounding.YUAN_HALF_UP, 171_100), (Rounding.YUAN_TENTH, 171_060),
    ],
)  # fmt: skip
def test_an_award_is_rounded_the_way_that_is_named(how, expected):
    assert round_to(171_055, how) == expected


@pytest.mark.parametrize("how", Rounding)
@pytest.mark.parametrize("whole", [0, -3])
def test_a_share_of_nothing_is_an_error_in_every_way(how, whole):
    with pytest.raises(DomainError) as error:
        rounded_ratio(5, whole, how)
    assert code_of(error) == "money.ratio"


# --- writing and reading ------------------------------------------------------------------------------------------


@given(sums, st.integers(0, 4))
@example(-5, 2)
@example(0, 0)
def test_an_amount_that_is_written_is_read_back(minor, digits):
    assert parse_amount(format_amount(minor, digits), digits) == minor


@given(sums, st.integers(0, 4))
def test_an_amount_is_written_as_its_exact_value_with_all_its_decimals(minor, digits):
    text = format_amount(minor, digits)

    assert Fraction(text) == Fraction(minor, 10**digits)
    assert len(text.partition(".")[2]) == digits


@pytest.mark.parametrize(
    ("text", "minor"),
    [("8800", 880_000), ("0.5", 50), ("12.30", 1_230), ("12.300", 1_230), ("-0.01", -1), ("0", 0), ("9999999999999.99", 999_999_999_999_999)],
)  # fmt: skip
def test_an_amount_is_read_as_people_write_it(text, minor):
    assert parse_amount(text) == minor


@pytest.mark.parametrize(
    ("minor", "text"), [(0, "0.00"), (-1, "-0.01"), (1, "0.01"), (-1_205, "-12.05"), (300, "3.00")]
)
def test_an_amount_is_written_in_yuan_unless_told_otherwise(minor, text):
    assert format_amount(minor) == text


def test_a_currency_without_small_coins_has_no_decimals_to_read():
    assert parse_amount("300", 0) == 300
    assert parse_amount("300.0", 0) == 300


@given(sums, st.integers(0, 3), st.integers(1, 9))
def test_too_many_decimals_are_refused_and_never_rounded(minor, digits, last):
    text = format_amount(minor, digits)

    with pytest.raises(DomainError) as error:
        parse_amount(f"{text}{'' if digits else '.'}{last}", digits)
    assert code_of(error) == "money.decimals"


@pytest.mark.parametrize(
    "text", ["", "8,800", "1e3", "¥5", ".5", "5.", "--1", "+1", " 1", "１２", "1\n", "9" * 14, "nan"]
)
def test_what_is_no_amount_is_refused(text):
    with pytest.raises(DomainError) as error:
        parse_amount(text)
    assert code_of(error) == "money.amount"


def test_the_longest_amount_that_can_be_read_stays_below_the_most_that_is_kept():
    assert AMOUNT_MAX == 10**15
    assert parse_amount("9" * 13 + ".99") == AMOUNT_MAX - 1


# --- currencies ---------------------------------------------------------------------------------------------------


def test_the_decimals_of_every_currency_are_those_the_tool_makes(monkeypatch):
    monkeypatch.syspath_prepend(str(TOOLS))
    sys.modules.pop("make_currencies", None)
    from make_currencies import table

    made = table()
    assert {code: currency_digits(code) for code in made} == made
    assert {code: made[code] for code in ("CNY", "HKD", "JPY", "KRW", "KWD")} == {
        "CNY": 2, "HKD": 2, "JPY": 0, "KRW": 0, "KWD": 3,
    }  # fmt: skip


@pytest.mark.parametrize("currency", ["RMB", "cny", "", "XYZ"])
def test_an_unknown_currency_is_an_error(currency):
    with pytest.raises(DomainError) as error:
        currency_digits(currency)
    assert code_of(error) == "money.currency_unknown"


@given(sums, sums)
def test_amounts_of_one_currency_add_and_subtract(a, b):
    assert Money(a, "HKD") + Money(b, "HKD") == Money(a + b, "HKD")
    assert Money(a, "HKD") - Money(b, "HKD") == Money(a - b, "HKD")


def test_amounts_of_two_currencies_do_not_mix():
    for mix in (Money.__add__, Money.__sub__):
        with pytest.raises(DomainError) as error:
            mix(Money(1), Money(1, "HKD"))
        assert code_of(error) == "money.currency"


def test_an_amount_is_shown_with_the_decimals_of_its_currency():
    assert str(yuan("666.67")) == "666.67 CNY"
    assert str(Money(300, "JPY")) == "300 JPY"
    assert str(Money(-1_234, "KWD")) == "-1.234 KWD"


def test_nothing_is_zero_fen():
    assert ZERO == 0
    assert Fen(5) + ZERO == 5
