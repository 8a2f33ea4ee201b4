"""What one rule says of the facts: outcome, amount, source, reason. Every number carries how it came about.

A `Step` is one line of a derivation: a code that the reports turn into words, the number, the norms it rests on, the
facts it read, the figures it used, and the steps that it was made from. Steps are built while the sum is done (a few
dozen small values) and turned into words only when asked.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

import msgspec

Unit = Literal["fen", "days", "units", "bp", "date", "none"]
Column = Literal["merchant", "neutral", "consumer"]
Verdict = Literal["applies", "does_not", "person"]


class Step(msgspec.Struct, frozen=True, gc=False, omit_defaults=True):
    """One number and where it comes from.

    `value` in `unit` (fen unless said; bp: hundredths of a percent; date: day of the proleptic calendar, `date.toordinal`).
    `refs`: norms `spc-prepaid-2025:18`, readings `model:day_count_365`, open questions `open:5`. `facts`: paths into the
    matter, `lines.L1.used`. `args`: named figures for the sentence; a name ending in _fen is money, _bp a rate, _on a date
    (ISO), anything else is printed as it is.
    """

    code: str
    value: int
    refs: tuple[str, ...] = ()
    facts: tuple[str, ...] = ()
    args: dict[str, int | str] = {}
    parts: tuple[Step, ...] = ()
    unit: Unit = "fen"


class Why(msgspec.Struct, frozen=True, gc=False, omit_defaults=True):
    """The reading that yields one end of a range: a code for the sentence, the norm and the fact."""

    code: str
    refs: tuple[str, ...] = ()
    facts: tuple[str, ...] = ()
    args: dict[str, int | str] = {}


class Spread(msgspec.Struct, frozen=True, gc=False, omit_defaults=True):
    """A sum that the law leaves between two ends. `likely` only where the law reference names a default, never a midpoint.

    low <= likely <= high, in minor units. `own_why` and `own_steps` hold what yields each end and its derivation, each once:
    what is not given for "high" is that of "low", what is not given for "likely" is that of the end with the same sum. Read
    them by `low_why`, `likely_why`, `high_why` and `steps`; make them with `spread_of`.
    """

    low: int
    high: int
    likely: int | None = None
    own_why: dict[str, tuple[Why, ...]] = msgspec.field(default_factory=dict, name="why")
    own_steps: dict[str, Step] = msgspec.field(default_factory=dict, name="steps")

    @property
    def low_why(self) -> tuple[Why, ...]:
        """What yields the low end."""
        return self.own_why.get("low", ())

    @property
    def high_why(self) -> tuple[Why, ...]:
        """What yields the high end."""
        return self.own_why.get("high", self.low_why)

    @property
    def likely_why(self) -> tuple[Why, ...]:
        """What makes the likely sum likely; empty where there is none."""
        if self.likely is None:
            return ()
        return self.own_why.get("likely", self.low_why if self.likely == self.low else self.high_why)

    @property
    def steps(self) -> dict[str, Step]:
        """The derivations of "low", "likely" (where there is one) and "high"; empty where none was asked for."""
        own = self.own_steps
        if not own:
            return {}
        low = own["low"]
        high = own.get("high", low)
        if self.likely is None:
            return {"low": low, "high": high}
        return {"low": low, "likely": own.get("likely", low if self.likely == self.low else high), "high": high}

    @property
    def is_exact(self) -> bool:
        """Whether the law leaves one sum only."""
        return self.low == self.high

    @property
    def is_open(self) -> bool:
        """Whether a person must decide between the ends."""
        return self.likely is None and self.low != self.high


def exactly(step: Step, *why: Why) -> Spread:
    """A spread of one sum."""
    return Spread(step.value, step.value, step.value, {"low": why} if why else {}, {"low": step})


Whys = tuple[Why, ...]


def spread_of(
    low: int, likely: int | None, high: int, whys: tuple[Whys, Whys, Whys], steps: Mapping[str, Step]
) -> Spread:
    """A spread whose reasons (of low, likely, high) and derivations are kept once where ends share them."""
    own_why: dict[str, Whys] = {}
    own_steps: dict[str, Step] = {}
    low_why, likely_why, high_why = whys
    if low_why:
        own_why["low"] = low_why
    if high_why is not low_why and high_why != low_why:
        own_why["high"] = high_why
    if likely is not None and likely_why:
        shared = low_why if likely == low else high_why
        if likely_why is not shared and likely_why != shared:
            own_why["likely"] = likely_why
    if steps:
        first, last = steps["low"], steps["high"]
        own_steps["low"] = first
        if last is not first:
            own_steps["high"] = last
        middle = None if likely is None else steps.get("likely")
        if middle is not None and middle is not (first if likely == low else last):
            own_steps["likely"] = middle
    return Spread(low, high, likely, own_why, own_steps)
