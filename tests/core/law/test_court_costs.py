"""Court fees and interest for delay, with the norm examples X21, X22 and X23."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from weimei.core.errors import DomainError
from weimei.core.law.court_costs import (
    FeeAtRisk,
    SmallClaimsRoute,
    cn_court_fees,
    court_fee,
    delay_interest,
    fee_at_risk,
    halved,
    is_court_fee_verified,
    payment_order_fee,
    preservation_fee,
    small_claims_route,
    wage_fen,
)

CLAIMS = st.integers(0, 3_000_000_000)


@pytest.mark.parametrize(
    ("claim_fen", "fee_fen", "half_fen"),
    [
        (8_800_00, 50_00, 25_00),
        (24_000_00, 400_00, 200_00),
        (59_400_00, 1_285_00, 642_50),
        (120_000_00, 2_700_00, 1_350_00),
        (19_800_00, 295_00, 147_50),
        (79_200_00, 1_780_00, 890_00),
    ],
)
def test_x21_the_court_fee_and_its_half(claim_fen: int, fee_fen: int, half_fen: int):
    assert court_fee(claim_fen) == fee_fen
    assert halved(fee_fen) == half_fen


@pytest.mark.parametrize(
    ("claim_fen", "fee_fen"),
    [
        (0, 50_00),
        (10_000_00, 50_00),
        (10_000_19, 50_00),  # 0.475 fen more
        (10_000_20, 50_01),  # half a fen goes up
        (100_000_00, 2_300_00),
        (200_000_00, 4_300_00),
        (500_000_00, 8_800_00),
        (1_000_000_00, 13_800_00),
        (2_000_000_00, 22_800_00),
        (5_000_000_00, 46_800_00),
        (10_000_000_00, 81_800_00),
        (20_000_000_00, 141_800_00),
        (30_000_000_00, 191_800_00),
    ],
)
def test_each_bracket_charges_its_own_part(claim_fen: int, fee_fen: int):
    assert court_fee(claim_fen) == fee_fen


def test_brackets_above_a_million_yuan_are_marked_unverified():
    assert is_court_fee_verified(1_000_000_00)
    assert not is_court_fee_verified(1_000_000_01)


def test_x21_a_failed_treble_head_costs_its_share_of_the_fee():
    risk = fee_at_risk(with_fen=79_200_00, without_fen=19_800_00)

    assert risk == FeeAtRisk(full_fen=1_485_00, halved_fen=742_50)


def test_x22_the_doubled_part_after_judgment():
    assert delay_interest(12_800_00, 100) == 224_00
    assert delay_interest(12_800_00, 0) == 0


def test_x23_a_payment_order_costs_a_third_of_the_table():
    assert payment_order_fee(24_000_00) == 133_33


@pytest.mark.parametrize(
    ("value_fen", "fee_fen"),
    [
        (1_000_00, 30_00),
        (24_000_00, 260_00),
        (100_000_00, 1_020_00),
        (896_000_00, 5_000_00),
        (895_998_00, 4_999_99),
        (9_000_000_00, 5_000_00),
    ],
)
def test_preservation_costs_at_most_5000_yuan(value_fen: int, fee_fen: int):
    assert preservation_fee(value_fen) == fee_fen


@given(CLAIMS)
def test_the_fee_is_the_table_done_with_fractions(claim_fen: int):
    steps = [(100_000_00, 250), (200_000_00, 200), (500_000_00, 150), (1_000_000_00, 100), (2_000_000_00, 90)]
    steps += [(5_000_000_00, 80), (10_000_000_00, 70), (20_000_000_00, 60), (10**15, 50)]
    exact, lower = Fraction(50_00), 10_000_00
    for upper, rate in steps:
        exact += Fraction(max(0, min(claim_fen, upper) - lower) * rate, 10_000)
        lower = upper

    assert court_fee(claim_fen) == int(exact + Fraction(1, 2))


@given(CLAIMS, CLAIMS)
def test_asking_for_more_never_costs_less(first: int, second: int):
    less, more = sorted((first, second))

    assert court_fee(less) <= court_fee(more)
    assert preservation_fee(less) <= preservation_fee(more) <= 5_000_00
    risk = fee_at_risk(with_fen=more, without_fen=less)
    assert 0 <= risk.halved_fen <= risk.full_fen
    assert payment_order_fee(more) <= halved(court_fee(more)) <= court_fee(more)


@given(CLAIMS, st.integers(0, 2000), st.integers(0, 2000))
def test_interest_for_delay_grows_with_the_days(principal_fen: int, days: int, more: int):
    assert delay_interest(principal_fen, days) <= delay_interest(principal_fen, days + more)
    exact = Fraction(principal_fen * 175 * days, 1_000_000)
    assert abs(delay_interest(principal_fen, days) - exact) <= Fraction(1, 2)


def test_sums_and_days_below_zero_are_refused():
    for wrong in (
        lambda: court_fee(-1),
        lambda: preservation_fee(-1),
        lambda: delay_interest(-1, 5),
        lambda: delay_interest(5, -1),
        lambda: fee_at_risk(with_fen=1, without_fen=2),
        lambda: small_claims_route(-1, None),
    ):
        with pytest.raises(DomainError):
            wrong()


@pytest.mark.parametrize(
    ("amount_fen", "route"),
    [
        (60_000_00, SmallClaimsRoute.MANDATORY),
        (60_000_01, SmallClaimsRoute.BY_AGREEMENT),
        (240_000_00, SmallClaimsRoute.BY_AGREEMENT),
        (240_000_01, SmallClaimsRoute.ORDINARY),
    ],
)
def test_the_small_claims_route_follows_the_average_wage(amount_fen: int, route: SmallClaimsRoute):
    assert small_claims_route(amount_fen, 120_000_00) is route


def test_no_wage_figure_is_verified_so_the_route_stays_unknown():
    assert wage_fen("浙江") is None
    assert small_claims_route(1_00, wage_fen("浙江")) is SmallClaimsRoute.UNKNOWN
    assert cn_court_fees().wages.verification == "UNVERIFIED"
    assert cn_court_fees().wages.rows == ()
