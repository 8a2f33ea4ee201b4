from datetime import UTC, datetime

import pytest

from weimei.adapters import clock


def test_the_day_in_china_begins_eight_hours_before_the_day_in_utc():
    assert clock.day_in_china(datetime(2026, 12, 31, 16, 0, tzinfo=UTC)).isoformat() == "2027-01-01"
    assert clock.day_in_china(datetime(2026, 12, 31, 15, 59, 59, tzinfo=UTC)).isoformat() == "2026-12-31"


def test_a_moment_without_a_time_zone_is_refused():
    with pytest.raises(ValueError, match="no time zone"):
        clock.day_in_china(datetime(2026, 5, 20))  # noqa: DTZ001


def test_today_is_the_day_in_china_of_this_moment(monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: datetime(2026, 11, 11, 20, 0, tzinfo=UTC))

    assert clock.today().isoformat() == "2026-11-12"


def test_now_is_an_aware_moment_in_utc():
    assert clock.now().tzinfo is UTC
