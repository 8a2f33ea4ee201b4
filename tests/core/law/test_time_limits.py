"""The dated table of time limits: versions by date, one day each side, and every row computed once."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from weimei.core.errors import DomainError
from weimei.core.law.time_limits import (
    cn_time_limits,
    due,
    find_time_limit,
    first_evidence_expiry,
    read_time_limits,
    time_limit,
)
from weimei.core.periods import CountingRule, TimeLimit, Unit, cn_calendar, compute

CALENDAR = cn_calendar()
EVERY_VERSION = [version for versions in cn_time_limits().values() for version in versions]
NAMES = [f"{version.id}-{version.in_force_from}" for version in EVERY_VERSION]


@pytest.mark.parametrize(
    ("limit_id", "start", "raw", "legal"),
    [
        ("cooling_off", date(2026, 11, 11), date(2026, 11, 18), date(2026, 11, 18)),
        ("cooling_off", date(2026, 9, 24), date(2026, 10, 1), date(2026, 10, 8)),
        ("goods_return", date(2026, 11, 11), date(2026, 11, 18), date(2026, 11, 18)),
        ("goods_refund", date(2026, 11, 11), date(2026, 11, 18), date(2026, 11, 18)),
        ("refund_delay", date(2026, 11, 10), date(2026, 11, 25), date(2026, 11, 25)),
        ("market_accept", date(2026, 9, 30), date(2026, 10, 15), date(2026, 10, 15)),
        ("market_mediation_end", date(2026, 8, 2), date(2026, 10, 1), date(2026, 10, 8)),
        ("market_mediation_end", date(2026, 9, 22), date(2026, 11, 21), date(2026, 11, 21)),  # a Saturday stays
        ("market_termination_notice", date(2026, 11, 20), date(2026, 12, 1), date(2026, 12, 1)),
        ("market_complaint_window", date(2023, 10, 1), date(2026, 10, 1), date(2026, 10, 8)),
        ("market_violation_check", date(2026, 11, 2), date(2026, 11, 23), date(2026, 11, 23)),
        ("report_check", date(2026, 11, 2), date(2026, 11, 23), date(2026, 11, 23)),
        ("report_decision", date(2026, 6, 1), date(2026, 8, 30), date(2026, 8, 30)),
        ("department_reply", date(2026, 11, 2), date(2026, 11, 11), date(2026, 11, 11)),
        ("health_mediation_accept", date(2026, 11, 2), date(2026, 11, 9), date(2026, 11, 9)),
        ("health_mediation_end", date(2026, 9, 1), date(2026, 10, 19), date(2026, 10, 19)),
        ("mediation_committee_end", date(2026, 9, 1), date(2026, 10, 19), date(2026, 10, 19)),
        ("mediation_confirmation", date(2026, 9, 5), date(2026, 10, 5), date(2026, 10, 8)),
        ("health_case_opening", date(2026, 11, 2), date(2026, 11, 11), date(2026, 11, 11)),
        ("health_decision", date(2026, 6, 1), date(2026, 8, 30), date(2026, 8, 30)),
        ("limitation", date(2023, 9, 2), date(2026, 9, 2), date(2026, 9, 2)),
        ("limitation_cap", date(2006, 9, 2), date(2026, 9, 2), date(2026, 9, 2)),
        ("rescission", date(2025, 11, 22), date(2026, 11, 22), date(2026, 11, 23)),  # a Sunday
        ("avoidance_fraud", date(2025, 11, 22), date(2026, 11, 22), date(2026, 11, 23)),
        ("avoidance_cap", date(2021, 11, 22), date(2026, 11, 22), date(2026, 11, 23)),
        ("avoidance_mistake", date(2026, 6, 1), date(2026, 8, 30), date(2026, 8, 31)),
        ("ratification", date(2026, 9, 5), date(2026, 10, 5), date(2026, 10, 8)),
        ("closing_notice", date(2026, 12, 1), date(2026, 11, 1), date(2026, 11, 1)),
        ("platform_rule_notice", date(2026, 12, 1), date(2026, 11, 24), date(2026, 11, 24)),
        ("platform_rule_notice_major", date(2026, 12, 1), date(2026, 11, 16), date(2026, 11, 16)),
        ("platform_transaction_records", date(2026, 5, 10), date(2029, 5, 10), date(2029, 5, 10)),
        ("livestream_video", date(2026, 5, 10), date(2029, 5, 10), date(2029, 5, 10)),
        ("outpatient_record", date(2026, 5, 10), date(2041, 5, 10), date(2041, 5, 10)),
        ("inpatient_record", date(2026, 5, 10), date(2056, 5, 10), date(2056, 5, 10)),
        ("drug_retest", date(2026, 11, 2), date(2026, 11, 9), date(2026, 11, 9)),
        ("device_retest", date(2026, 11, 2), date(2026, 11, 11), date(2026, 11, 11)),
        ("payment_order_objection", date(2026, 9, 20), date(2026, 10, 5), date(2026, 10, 8)),
        ("small_claims_trial", date(2026, 8, 31), date(2026, 10, 31), date(2026, 11, 2)),
    ],
)
def test_last_days_of_the_table(limit_id: str, start: date, raw: date, legal: date):
    end = due(limit_id, start, CALENDAR, on=date(2026, 11, 22))

    assert (end.raw, end.legal) == (raw, legal)
    assert end.is_over(legal + timedelta(days=1))
    assert not end.is_over(legal)


@pytest.mark.parametrize(
    ("limit_id", "received_on", "value", "unit", "norm"),
    [
        ("market_mediation_end", date(2020, 1, 1), 45, Unit.WORKING_DAYS, "samr-20-2019"),
        ("market_mediation_end", date(2024, 6, 30), 45, Unit.WORKING_DAYS, "samr-20-2019"),
        ("market_mediation_end", date(2024, 7, 1), 60, Unit.DAYS, "cpl-reg-2024:46"),
        ("market_mediation_end", date(2026, 4, 14), 60, Unit.DAYS, "cpl-reg-2024:46"),
        ("market_mediation_end", date(2026, 4, 15), 60, Unit.DAYS, "samr-121-2026:23(5)"),
        ("market_accept", date(2024, 6, 30), 7, Unit.WORKING_DAYS, "cpl-2013:46"),
        ("market_accept", date(2024, 7, 1), 7, Unit.WORKING_DAYS, "cpl-reg-2024:46"),
        ("market_accept", date(2026, 4, 15), 7, Unit.WORKING_DAYS, "samr-121-2026:15"),
    ],
)
def test_a_complaint_follows_the_version_of_the_day_it_was_received(
    limit_id: str, received_on: date, value: int, unit: Unit, norm: str
):
    version = time_limit(limit_id, on=received_on)

    assert (version.value, version.unit, version.norms[0]) == (value, unit, norm)


def test_only_the_complaint_rules_of_2026_count_by_their_own_article():
    assert time_limit("market_mediation_end", on=date(2026, 4, 14)).counting is CountingRule.PLAIN
    assert time_limit("market_mediation_end", on=date(2026, 4, 15)).counting is CountingRule.SAMR_45


@pytest.mark.parametrize("version", EVERY_VERSION, ids=NAMES)
def test_each_version_starts_and_ends_on_its_own_days(version: TimeLimit):
    assert time_limit(version.id, on=version.in_force_from) is version
    assert find_time_limit(version.id, on=version.in_force_from - timedelta(days=1)) is not version
    if version.in_force_to is not None:
        assert time_limit(version.id, on=version.in_force_to) is version
        assert find_time_limit(version.id, on=version.in_force_to + timedelta(days=1)) is not version


@pytest.mark.parametrize("version", EVERY_VERSION, ids=NAMES)
def test_each_version_gives_a_day_and_speaks_both_languages(version: TimeLimit):
    end = compute(version, date(2026, 3, 2), CALENDAR)

    assert (end.raw is None) is (version.unit is Unit.PERMANENT)
    assert end.rules[: len(version.norms)] == version.norms
    for words in (version.event, version.start, version.effect):
        assert words.zh.strip()
        assert words.en.isascii()
        assert "您" not in words.zh


def test_a_limit_before_its_first_version_is_refused_and_a_slip_is_named():
    assert find_time_limit("market_complaint_window", on=date(2026, 4, 14)) is None
    with pytest.raises(DomainError) as too_early:
        time_limit("market_complaint_window", on=date(2026, 4, 14))
    assert too_early.value.code == "law.time_limit_not_in_force"

    with pytest.raises(DomainError) as slip:
        time_limit("coolingoff", on=date(2026, 4, 14))
    assert slip.value.code == "law.time_limit_unknown"
    assert "cooling_off" in slip.value.remedy


def test_two_versions_of_one_limit_may_not_overlap():
    row = """[[limit]]
id = "a"
event = { zh = "x", en = "x" }
start_event = "s"
start = { zh = "x", en = "x" }
value = 1
unit = "days"
bound = "court"
counting = "plain"
counting_basis = "law"
norms = []
in_force_from = %s
verification = "READ"
effect = { zh = "x", en = "x" }
"""
    with pytest.raises(DomainError) as refused:
        read_time_limits(row % "2020-01-01" + row % "2021-01-01")
    assert refused.value.code == "law.time_limit_versions"


def test_the_first_evidence_to_go_is_the_earlier_of_stream_and_transaction_plus_three_years():
    def expiry(stream: date | None, completed: date | None) -> tuple[str, date | None] | None:
        end = first_evidence_expiry(CALENDAR, stream_ended_on=stream, completed_on=completed, on=date(2026, 11, 22))
        return (end.limit_id, end.raw) if end else None

    assert expiry(date(2026, 5, 10), date(2026, 9, 1)) == ("livestream_video", date(2029, 5, 10))
    assert expiry(date(2026, 9, 2), date(2026, 9, 1)) == ("platform_transaction_records", date(2029, 9, 1))
    assert expiry(None, date(2026, 9, 1)) == ("platform_transaction_records", date(2029, 9, 1))
    assert expiry(None, None) is None


def test_limits_without_a_number_in_the_law_are_marked_as_our_model():
    assert time_limit("platform_records_reply", on=date(2026, 11, 22)).verification == "MODEL"
