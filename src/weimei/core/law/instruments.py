"""The instruments that the engine cites: title, number, days in force, and how far each text was read.

Data: instruments.toml, one table each. A table is parsed when somebody asks for it, so that citing three
laws does not cost the reading of sixty.
"""

from __future__ import annotations

import tomllib
from datetime import date
from difflib import get_close_matches
from enum import Enum
from functools import cache
from importlib.resources import files
from typing import Any, Literal

import msgspec

from weimei.core.errors import DomainError

Lang = Literal["zh", "en"]


class Verification(Enum):
    """How far a text or a value was checked. UNVERIFIED makes what rests on it a draft until somebody confirms it."""

    READ_A = "READ-A"
    READ_B = "READ-B"
    READ_C = "READ-C"
    READ_PART = "READ-PART"
    SECONDARY = "SECONDARY"
    MODEL = "MODEL"
    CONFIRMED = "CONFIRMED"
    UNVERIFIED = "UNVERIFIED"

    def words(self, lang: Lang) -> str:
        """The state in words for people."""
        return _WORDS[self][0 if lang == "zh" else 1]


_WORDS: dict[Verification, tuple[str, str]] = {
    Verification.READ_A: ("已读正文 A", "text read (A)"),
    Verification.READ_B: ("已读正文 B", "text read (B)"),
    Verification.READ_C: ("已读正文 C", "text read (C)"),
    Verification.READ_PART: ("只读到部分", "read in part"),
    Verification.SECONDARY: ("二手来源", "secondary"),
    Verification.MODEL: ("我们的假设", "our assumption"),
    Verification.CONFIRMED: ("经办人确认", "confirmed by an operator"),
    Verification.UNVERIFIED: ("待核实", "UNVERIFIED"),
}

Kind = Literal["law", "regulation", "interpretation", "rule", "guidance", "policy", "local", "case", "group"]


class Instrument(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One law, interpretation, rule or group of cases.

    `in_force_from`, `in_force_to`: first and last day in force; no end while it stands. `unverified` names the single
    fields that are from memory (number, in_force_from, article_numbers, other_articles, currency, text).
    `read_*`: what exactly was read. `unit_*`: what its parts are called. `notes_*`: version traps.
    """

    id: str
    kind: Kind
    title_zh: str
    title_en: str
    short_zh: str
    short_en: str
    number: str
    status_zh: str
    status_en: str
    verification: Verification
    read_zh: str
    read_en: str
    source_zh: str
    in_force_from: date | None = None
    in_force_to: date | None = None
    unverified: tuple[str, ...] = ()
    repeals: str | None = None
    repealed_by: str | None = None
    part_of: str | None = None
    unit_zh: str = "条"
    unit_en: str = "art"
    notes_zh: tuple[str, ...] = ()
    notes_en: tuple[str, ...] = ()

    @property
    def is_unverified(self) -> bool:
        """Whether the text as a whole was never checked."""
        return self.verification is Verification.UNVERIFIED

    def is_in_force(self, on: date) -> bool | None:
        """Whether it binds on that day; None where its dates are not known."""
        if self.in_force_from is None:
            return None
        return self.in_force_from <= on and (self.in_force_to is None or on <= self.in_force_to)


def read_package_text(name: str) -> str:
    """The text of a data file of this room, by its path below `core/law`."""
    return files("weimei.core.law").joinpath(name).read_text(encoding="utf-8")


@cache
def _tables() -> dict[str, str]:
    """The raw TOML of each instrument, by id, in the order of the file."""
    _, *parts = read_package_text("instruments.toml").split("\n[")
    found = {}
    for part in parts:
        name, _, body = part.partition("]\n")
        found[name] = body
    return found


def instrument_ids() -> tuple[str, ...]:
    """Every instrument id, in the order of the reference."""
    return tuple(_tables())


@cache
def instrument(instrument_id: str) -> Instrument:
    """One instrument; an unknown id is an error that names the nearest ones."""
    body = _tables().get(instrument_id)
    if body is None:
        near = get_close_matches(instrument_id, _tables(), n=3, cutoff=0.4)
        raise DomainError(
            "law.unknown_instrument",
            f"There is no instrument {instrument_id}.",
            facts=(instrument_id,),
            remedy=f"Did you mean {' or '.join(near)}?" if near else "List them with `weimei norms`.",
        )
    table: dict[str, Any] = tomllib.loads(body)
    return msgspec.convert({**table, "id": instrument_id}, type=Instrument)


def instruments() -> tuple[Instrument, ...]:
    """Every instrument, in the order of the reference."""
    return tuple(instrument(i) for i in _tables())
