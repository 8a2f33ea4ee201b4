"""The small values that facts are made of."""

from __future__ import annotations

import calendar
import re
from datetime import date
from typing import Literal

import msgspec

from weimei.core.errors import DomainError

Answer = Literal["yes", "no", "unknown"]
"""A fact that can be so, not so, or not known. "yes" and "no" mean: shown, or to be shown, on the balance of proof."""

_WHEN = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2})(?:[T ]\d{2}:\d{2}(?::\d{2})?)?)?)?", re.ASCII)


class FactStruct(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True, gc=False):
    """Base of every value of a matter file: frozen, named fields only, unknown keys refused."""


class When(str):
    """A day as exactly as it is known: 2026-05-20, 2026-05, 2026, or a day with a time of day (local time of the place).

    >>> When.parse("2024-02").last
    datetime.date(2024, 2, 29)
    """

    __slots__ = ()

    @classmethod
    def parse(cls, text: str) -> When:
        """Read a date; refuse one that the calendar does not have."""
        found = _WHEN.fullmatch(text)
        if found is not None:
            try:
                date(int(found[1]), int(found[2] or 1), int(found[3] or 1))
                return cls(text)
            except ValueError:
                pass
        raise DomainError(
            "facts.date",
            f"{text!r} is not a date of the calendar.",
            remedy="Write year, month and day, such as 2026-05-20; a month (2026-05) or a year will do where no more is known.",
            zh=f"日历上没有“{text}”这一天。写年月日，比如2026-05-20；只记得月份写2026-05，只记得年份写2026。",
        )

    @property
    def first(self) -> date:
        """The earliest day that it can mean."""
        return date.fromisoformat(self[:10] if len(self) >= 10 else self + "-01" if len(self) == 7 else self + "-01-01")

    @property
    def last(self) -> date:
        """The latest day that it can mean."""
        if len(self) >= 10:
            return date.fromisoformat(self[:10])
        year, month = int(self[:4]), int(self[5:7]) if len(self) == 7 else 12
        return date(year, month, calendar.monthrange(year, month)[1])

    @property
    def is_exact(self) -> bool:
        """Whether the day is known, not only the month or the year."""
        return len(self) >= 10
