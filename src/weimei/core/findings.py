"""What one rule says of the facts: outcome, amount, source, reason. Every number carries how it came about.

A `Step` is one line of a derivation: a code that the reports turn into words, the number, the norms it rests on, the
facts it read, the figures it used, and the steps that it was made from. Steps are built while the sum is done (a few
dozen small values) and turned into words only when asked.
"""

from __future__ import annotations

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

    low <= likely <= high, in minor units; `low_why`, `high_why` name what yields each end. `steps`: derivations of
    "low", "likely", "high", the same object where two coincide.
    """

    low: int
    high: int
    likely: int | None = None
    low_why: tuple[Why, ...] = ()
    high_why: tuple[Why, ...] = ()
    likely_why: tuple[Why, ...] = ()
    steps: dict[str, Step] = {}

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
    return Spread(
        low=step.value,
        high=step.value,
        likely=step.value,
        low_why=why,
        high_why=why,
        likely_why=why,
        steps={"low": step, "likely": step, "high": step},
    )
