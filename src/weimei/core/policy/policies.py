"""Versions of terms, frozen at purchase, and promises."""

from __future__ import annotations

from typing import Literal

from weimei.core.facts.values import Answer, FactStruct, When
from weimei.core.policy.clauses import Clause


class Policy(FactStruct, frozen=True, kw_only=True):
    """One version of somebody's terms. The version accepted at the purchase governs (platform-rules-2026 arts 14-15)."""

    id: str
    by: Literal["merchant", "platform", "host", "lender"]
    version: str = ""
    title: str = ""
    accepted_on: When | None = None
    in_force_from: When | None = None
    in_force_to: When | None = None
    clauses: tuple[Clause, ...] = ()


class Promise(FactStruct, frozen=True, kw_only=True):
    """What was promised, by whom and when in the stream, in which words. `proved`: the words are on record.

    A promise made in publicity binds (cpl-reg-2024 art 12); it is a clause like any other.
    """

    id: str
    by: Literal["host", "clinic", "platform", "staff", "advertisement"]
    clause: Clause
    words: str = ""
    on: When | None = None
    stream_at: str = ""
    proved: Answer = "unknown"
    evidence: tuple[str, ...] = ()
