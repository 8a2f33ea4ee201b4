"""Time limits of mainland China as dated data (parameters/cn/time_limits.toml), read once and chosen by date."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from datetime import date
from difflib import get_close_matches
from functools import cache
from importlib.resources import files
from itertools import pairwise
from types import MappingProxyType

import msgspec

from weimei.core.errors import DomainError
from weimei.core.periods import Calendar, Due, TimeLimit, compute


class _LimitFile(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    limit: tuple[TimeLimit, ...]


def read_time_limits(text: str) -> Mapping[str, tuple[TimeLimit, ...]]:
    """Versions of each limit, oldest first, from TOML text. Refuses versions of one id that overlap."""
    versions: dict[str, list[TimeLimit]] = {}
    for limit in msgspec.convert(tomllib.loads(text), type=_LimitFile).limit:
        versions.setdefault(limit.id, []).append(limit)
    for same in versions.values():
        same.sort(key=lambda limit: limit.in_force_from)
        for older, newer in pairwise(same):
            if older.in_force_to is None or older.in_force_to >= newer.in_force_from:
                raise DomainError(
                    "law.time_limit_versions",
                    f"Two versions of the time limit {newer.id} are in force on {newer.in_force_from}.",
                    remedy="End the older version on the day before the newer one starts.",
                )
    return MappingProxyType({key: tuple(same) for key, same in versions.items()})


@cache
def cn_time_limits() -> Mapping[str, tuple[TimeLimit, ...]]:
    """Every time limit of mainland China by id, oldest version first."""
    source = files("weimei.core.law") / "parameters" / "cn" / "time_limits.toml"
    return read_time_limits(source.read_text(encoding="utf-8"))


def time_limit(limit_id: str, *, on: date) -> TimeLimit:
    """The version of a limit for the day `on`: as a rule the day it starts, for a complaint the day it was received.

    For an instrument that also takes older facts (spc-prepaid-2025 27, read `model:time`) the day of judging.
    """
    limits = cn_time_limits()
    versions = limits.get(limit_id)
    if versions is None:
        near = get_close_matches(limit_id, limits, n=1)
        raise DomainError(
            "law.time_limit_unknown",
            f"There is no time limit {limit_id}.",
            facts=(limit_id,),
            remedy=f"Did you mean {near[0]}?" if near else "The ids stand in parameters/cn/time_limits.toml.",
        )
    for version in versions:
        if version.is_in_force(on):
            return version
    raise DomainError(
        "law.time_limit_not_in_force",
        f"The time limit {limit_id} has no version in force on {on}; the first one starts {versions[0].in_force_from}.",
        facts=(limit_id, on.isoformat()),
        remedy="Check the date, or ask somebody who knows the older law.",
    )


def find_time_limit(limit_id: str, *, on: date) -> TimeLimit | None:
    """As `time_limit`, but None when the law of that day knew no such limit."""
    for version in cn_time_limits().get(limit_id, ()):
        if version.is_in_force(on):
            return version
    return None


def due(limit_id: str, start: date, calendar: Calendar, *, on: date, not_counted: int = 0) -> Due:
    """The last day of the limit `limit_id` that started on `start`, in the version for the day `on`."""
    return compute(time_limit(limit_id, on=on), start, calendar, not_counted=not_counted)


def first_evidence_expiry(
    calendar: Calendar, *, stream_ended_on: date | None, completed_on: date | None, on: date
) -> Due | None:
    """The first day on which a platform may have deleted its records: video of the stream or transaction records.

    None when neither date is known. Platforms may delete earlier in practice: ask for preservation at once.
    """
    starts = (("livestream_video", stream_ended_on), ("platform_transaction_records", completed_on))
    ends = []
    for limit_id, start in starts:
        limit = find_time_limit(limit_id, on=on)
        if limit is not None and start is not None:
            ends.append(compute(limit, start, calendar))
    return min(ends, key=lambda end: (end.raw or date.max, end.limit_id), default=None)
