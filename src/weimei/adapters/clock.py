"""The clock. Nothing else in the product reads it: every other function is given the day or the moment."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone

CHINA_TIME = timezone(timedelta(hours=8), "Asia/Shanghai")
"""Civil time in China: eight hours ahead of UTC the whole year since 1992, so no time-zone data is needed."""


def now() -> datetime:
    """This moment, in UTC."""
    return datetime.now(UTC)


def day_in_china(moment: datetime) -> date:
    """The calendar day in China at an aware moment.

    >>> day_in_china(datetime(2026, 5, 20, 16, 0, tzinfo=UTC)), day_in_china(datetime(2026, 5, 20, 15, 59, tzinfo=UTC))
    (datetime.date(2026, 5, 21), datetime.date(2026, 5, 20))
    """
    if moment.tzinfo is None:
        raise ValueError(f"{moment} has no time zone; give an aware moment.")
    return moment.astimezone(CHINA_TIME).date()


def today() -> date:
    """Today in China, whatever the machine's own time zone is."""
    return day_in_china(now())
