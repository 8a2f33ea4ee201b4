"""Dated numbers: the month-by-month table against the change points, the edges, and what an operator confirms."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from weimei.core.errors import DomainError
from weimei.core.law import parameters
from weimei.core.law.instruments import Verification, instrument_ids
from weimei.core.law.parameters import Confirmation, deposit_1y, lending_1y, local_rules, lpr_1y, parameter
from weimei.core.law.texts import article

# Publication day and rate of each month, hundredths of a percent. None: nothing was published or found.
MONTHS: dict[int, list[tuple[int, int] | None]] = {
    2019: [None] * 7 + [(20, 425), (20, 420), (21, 420), (20, 415), (20, 415)],
    2020: [(20, 415), (20, 405), (20, 405), (20, 385), (20, 385), (22, 385), (20, 385), (20, 385), (21, 385), (20, 385),
           (20, 385), (21, 385)],
    2021: [(20, 385), (20, 385), (22, 385), (20, 385), (20, 385), (21, 385), (20, 385), (20, 385), (22, 385), (20, 385),
           (22, 385), (20, 380)],
    2022: [(20, 370), (21, 370), (21, 370), (20, 370), (20, 370), (20, 370), (20, 370), (22, 365), (20, 365), (20, 365),
           (21, 365), (20, 365)],
    2023: [(20, 365), (20, 365), (20, 365), (20, 365), (22, 365), (20, 355), (20, 355), (21, 345), (20, 345), (20, 345),
           (20, 345), (20, 345)],
    2024: [(22, 345), (20, 345), (20, 345), (22, 345), (20, 345), (20, 345), (22, 335), (20, 335), (20, 335), (21, 310),
           (20, 310), (20, 310)],
    2025: [(20, 310), (20, 310), (20, 310), (21, 310), (20, 300), (20, 300), (21, 300), (20, 300), (22, 300), (20, 300),
           (20, 300), (22, 300)],
    2026: [(20, 300), (24, 300), (20, 300), (20, 300), (20, 300), (22, 300), (20, 300), (20, 300), (20, 300)],
}  # fmt: skip
PUBLISHED = [
    (date(year, month, entry[0]), entry[1])
    for year, entries in MONTHS.items()
    for month, entry in enumerate(entries, start=1)
    if entry is not None
]
OPERATOR = "王芳"


def a_confirmation(**changes: object) -> Confirmation:
    facts: dict[str, object] = {
        "parameter": "cn.lpr_1y", "value": 300, "first_day": date(2026, 10, 20), "last_day": date(2026, 11, 19),
        "confirmed_by": OPERATOR, "confirmed_on": date(2026, 11, 22),
    }  # fmt: skip
    return Confirmation(**{**facts, **changes})  # type: ignore[arg-type]


def rate_bp(on: date) -> int | None:
    rate = lpr_1y(on)
    return None if rate is None else rate.rate_bp


@pytest.mark.parametrize(("day", "published"), PUBLISHED, ids=[str(day) for day, _ in PUBLISHED])
def test_every_published_month_holds_from_its_day_until_the_next(day: date, published: int) -> None:
    before = [rate for earlier, rate in PUBLISHED if earlier < day]

    assert rate_bp(day) == published
    assert rate_bp(day - timedelta(days=1)) == (before[-1] if before else None)


def test_the_month_table_covers_every_month_from_the_first_publication_to_september_2026() -> None:
    assert len(PUBLISHED) == 5 + 6 * 12 + 9


@given(st.dates(date(2019, 8, 20), date(2026, 10, 19)))
def test_a_verified_day_takes_the_last_publication_on_or_before_it(day: date) -> None:
    rate = lpr_1y(day)

    assert rate is not None
    assert rate.rate_bp == max((d, r) for d, r in PUBLISHED if d <= day)[1]
    assert rate.from_ <= day
    assert rate.to is not None
    assert day <= rate.to
    assert not rate.is_unverified


def test_a_contract_of_the_change_day_takes_the_new_rate() -> None:
    assert rate_bp(date(2025, 5, 19)) == 310
    assert rate_bp(date(2025, 5, 20)) == 300


@pytest.mark.parametrize("day", [date(2026, 10, 20), date(2026, 11, 22), date(2030, 1, 1)])
def test_from_20_october_2026_the_rate_is_carried_forward_as_unverified(day: date) -> None:
    rate = lpr_1y(day)

    assert rate is not None
    assert (rate.rate_bp, rate.verification, rate.is_unverified) == (300, Verification.UNVERIFIED, True)


def test_the_day_before_is_still_verified() -> None:
    rate = lpr_1y(date(2026, 10, 19))

    assert rate is not None
    assert not rate.is_unverified
    assert "2026年9月20日" in rate.source_zh


def test_before_the_first_publication_the_rate_is_unknown_and_never_zero() -> None:
    assert lpr_1y(date(2019, 8, 19)) is None
    assert deposit_1y(date(2014, 11, 21)) is None
    assert lending_1y(date(2015, 10, 23)) is None


def test_the_old_lending_benchmark_stands_in_until_the_first_publication_as_unverified() -> None:
    old = lending_1y(date(2019, 8, 19))

    assert old is not None
    assert (old.rate_bp, old.is_unverified) == (435, True)
    assert lending_1y(date(2019, 8, 20)) is None


@pytest.mark.parametrize(
    ("first_day", "expected"),
    [
        (date(2014, 11, 22), 275), (date(2015, 3, 1), 250), (date(2015, 5, 11), 225), (date(2015, 6, 28), 200),
        (date(2015, 8, 26), 175), (date(2015, 10, 24), 150),
    ],
)  # fmt: skip
def test_the_deposit_benchmark_changes_on_its_day(first_day: date, expected: int) -> None:
    on, before = deposit_1y(first_day), deposit_1y(first_day - timedelta(days=1))

    assert on is not None
    assert on.rate_bp == expected
    assert before is None or before.rate_bp == expected + 25


@pytest.mark.parametrize(
    ("day", "verification"),
    [(date(2015, 10, 24), Verification.SECONDARY), (date(2020, 12, 31), Verification.SECONDARY),
     (date(2021, 1, 1), Verification.UNVERIFIED), (date(2026, 11, 22), Verification.UNVERIFIED)],
)  # fmt: skip
def test_that_the_deposit_benchmark_never_changed_after_2020_is_unverified(
    day: date, verification: Verification
) -> None:
    rate = deposit_1y(day)

    assert rate is not None
    assert (rate.percent, rate.verification) == ("1.50", verification)


def test_an_operator_confirms_the_deposit_benchmark_by_name_and_date() -> None:
    read = a_confirmation(parameter="cn.deposit_1y", value=150, first_day=date(2026, 6, 1), last_day=date(2026, 6, 30))
    rate, next_day = deposit_1y(date(2026, 6, 18), [read]), deposit_1y(date(2026, 7, 1), [read])

    assert rate is not None
    assert (rate.percent, rate.verification, rate.is_unverified) == ("1.50", Verification.CONFIRMED, False)
    assert rate.confirmation == read
    assert next_day is not None
    assert next_day.is_unverified


def test_every_series_of_rates_can_be_confirmed() -> None:
    assert set(parameters.CONFIRMABLE) == {key for key in parameters.parameter_ids() if key.startswith("cn.")}


def test_an_operator_confirms_the_carried_rate_by_name_and_date() -> None:
    rate = lpr_1y(date(2026, 11, 1), [a_confirmation()])

    assert rate is not None
    assert (rate.rate_bp, rate.verification, rate.is_unverified) == (300, Verification.CONFIRMED, False)
    assert OPERATOR in rate.source_zh
    assert "2026-11-22" in rate.source_en


def test_an_operator_who_read_another_value_replaces_the_carried_one() -> None:
    rate = lpr_1y(date(2026, 11, 1), [a_confirmation(value=290)])

    assert rate is not None
    assert rate.percent == "2.90"


def test_a_confirmation_covers_its_own_days_only() -> None:
    for outside in (date(2026, 11, 20), date(2027, 1, 1)):
        rate = lpr_1y(outside, [a_confirmation()])
        assert rate is not None
        assert rate.is_unverified


def test_a_confirmation_never_touches_a_published_rate_or_another_parameter() -> None:
    early = a_confirmation(value=1, first_day=date(2020, 1, 1))
    other = a_confirmation(value=1, parameter="cn.lending_1y")

    assert lpr_1y(date(2025, 1, 1), [early]) == lpr_1y(date(2025, 1, 1))
    assert lpr_1y(date(2026, 11, 1), [other]) == lpr_1y(date(2026, 11, 1))


def test_the_latest_of_several_confirmations_wins_in_any_order() -> None:
    first = a_confirmation(value=310)
    second = a_confirmation(value=300, confirmed_on=date(2026, 11, 23), confirmed_by="李明")

    found = {lpr_1y(date(2026, 11, 1), order) for order in ((first, second), (second, first))}

    assert {rate.rate_bp for rate in found if rate} == {300}
    assert len(found) == 1


@pytest.mark.parametrize(
    "changes",
    [
        {"confirmed_by": " "}, {"value": -1}, {"last_day": date(2026, 11, 23)},
        {"first_day": date(2026, 11, 21), "last_day": date(2026, 11, 20)},
    ],
)  # fmt: skip
def test_a_confirmation_without_a_name_or_of_days_to_come_is_refused(changes: dict[str, object]) -> None:
    with pytest.raises(DomainError) as refused:
        a_confirmation(**changes)

    assert refused.value.code == "law.confirmation_refused"


@pytest.mark.parametrize(
    ("parameter_id", "expected", "unit"),
    [
        ("cpl-2013.increase_multiple", 3, "times"), ("cpl-2013.increase_min_fen", 50_000, "fen"),
        ("drug-law.increase_price_multiple", 10, "times"), ("drug-law.increase_loss_multiple", 3, "times"),
        ("drug-law.increase_min_fen", 100_000, "fen"), ("civil-code.deposit_cap_bp", 2_000, "bp"),
        ("spc-contract-2023.excess_test_bp", 3_000, "bp"), ("court.delay_interest", 175, "per_million_per_day"),
        ("court.small_claim_share", 5_000, "bp"), ("court.small_claim_agreed_share", 20_000, "bp"),
        ("limit.cooling_off", 7, "days"), ("limit.refund_delay", 15, "days"), ("limit.rescission", 1, "years"),
        ("limit.avoidance_fraud", 1, "years"), ("limit.avoidance_cap", 5, "years"),
        ("limit.avoidance_mistake", 90, "days"),
        ("limit.limitation", 3, "years"), ("limit.limitation_cap", 20, "years"),
        ("limit.platform_transaction_records", 3, "years"), ("limit.livestream_video", 3, "years"),
        ("model.day_count_basis", 365, "days_in_year"), ("model.day_count_basis_alternative", 360, "days_in_year"),
        ("model.short_move_m", 1_000, "m"), ("cn.lpr_1y", 300, "bp"), ("cn.deposit_1y", 150, "bp"),
    ],
)  # fmt: skip
def test_the_numbers_of_the_rules_in_2026(parameter_id: str, expected: int, unit: str) -> None:
    found = parameter(parameter_id, date(2026, 6, 1))

    assert found is not None
    assert (found.value, found.unit) == (expected, unit)


def test_a_number_holds_from_its_first_day_and_not_before() -> None:
    assert parameter("limit.cooling_off", date(2025, 4, 30)) is None
    assert parameter("limit.cooling_off", date(2025, 5, 1)) is not None


def test_our_own_choices_say_that_they_are_ours() -> None:
    for parameter_id in parameters.parameter_ids():
        for version in parameters.versions(parameter_id):
            if parameter_id.startswith("model."):
                assert (version.flag, version.verification) == ("MODEL", Verification.MODEL)


def test_an_unknown_parameter_names_the_nearest() -> None:
    with pytest.raises(DomainError, match=r"cn\.lpr_1y"):
        parameter("cn.lpr1y", date(2026, 1, 1))


def test_every_number_names_a_source_and_versions_never_overlap() -> None:
    for parameter_id in parameters.parameter_ids():
        rows = parameters.versions(parameter_id)
        assert all(row.source_zh and row.source_en and row.name_zh and row.name_en for row in rows)
        assert all(row.norm.partition(":")[0] in instrument_ids() for row in rows)
        for older, newer in pairwise(rows):
            assert older.to is not None
            assert older.to < newer.from_


def test_local_rules_count_from_their_day_and_are_unverified_in_currency() -> None:
    assert {r.place for r in local_rules(date(2026, 11, 22))} == {"beijing", "zhejiang", "shandong", "shanghai"}
    assert local_rules(date(2022, 5, 31), "beijing") == ()
    assert len(local_rules(date(2022, 6, 1), "beijing")) == 8
    assert all(r.verification is Verification.UNVERIFIED for r in local_rules(date(2026, 11, 22)))


def test_zhejiang_caps_stand_in_fen() -> None:
    caps = {r.effect: r.value for r in local_rules(date(2026, 1, 1), "zhejiang") if r.unit == "fen"}

    assert caps == {
        "cap_named_company": 500_000, "cap_named_other": 200_000,
        "cap_bearer_company": 100_000, "cap_bearer_other": 50_000,
    }  # fmt: skip


def test_every_local_rule_stands_on_a_restated_article() -> None:
    assert all(article(rule.norm).interaction.value == "FLOOR" for rule in parameters.all_local_rules())


def test_a_place_that_was_not_read_is_named_and_computes_nothing() -> None:
    assert [place.place for place in parameters.unread_places()] == ["jiangsu"]
    assert local_rules(date(2026, 1, 1), "jiangsu") == ()
