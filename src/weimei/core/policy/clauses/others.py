"""Terms that change no sum by themselves but decide a cause or fall under art 9."""

from __future__ import annotations

from typing import Literal

from weimei.core.policy.clauses.base import ClauseStruct


class StaffSwapReserved(ClauseStruct, frozen=True, kw_only=True):
    """The merchant may put in other staff. Holds at most for an equal substitute with notice (art 9(4))."""

    equal_only: bool = False


class BranchBound(ClauseStruct, frozen=True, kw_only=True):
    """Valid in one named branch only: the place is a term of the contract."""


class OtherTerm(ClauseStruct, frozen=True, kw_only=True):
    """Any other term, by the head of spc-prepaid-2025 art 9 that it may fall under (None: none)."""

    head: Literal[1, 2, 3, 4, 5, 6, 7] | None = None
