"""Terms that price what was used. They count only where they give the consumer more than arts 18-19 (FLOOR)."""

from __future__ import annotations

from typing import Literal

from weimei.core.money import Fen
from weimei.core.policy.clauses.base import ClauseStruct


class ListPriceRecalculation(ClauseStruct, frozen=True, kw_only=True):
    """Used units are recalculated at a unit price. The price it names counts as shown in the contract (2.9 item 4 step 4)."""

    unit_price: Fen | None = None


class SpendingOrder(ClauseStruct, frozen=True, kw_only=True):
    """Which money is spent first: `paid_in_first` is worse than art 18(2) and ignored, `bonus_first` is better and applied."""

    order: Literal["paid_in_first", "bonus_first", "free_units_last"]
