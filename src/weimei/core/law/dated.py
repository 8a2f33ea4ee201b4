"""Dated numbers by name, for rules: one dictionary access after the first look-up of a day."""

from __future__ import annotations

from datetime import date
from functools import lru_cache

from weimei.core.errors import DomainError
from weimei.core.law.parameters import parameter


@lru_cache(maxsize=8192)
def number(parameter_id: str, day: date) -> int:
    """The value of a dated parameter on a day, in its unit (fen, hundredths of a percent, times, days, years)."""
    found = parameter(parameter_id, day)
    if found is None or found.value is None:
        raise DomainError(
            "law.parameter_silent",
            f"{parameter_id} has no value on {day}.",
            facts=(parameter_id,),
            remedy="Choose a later day, or add the dated value with its source.",
        )
    return found.value
