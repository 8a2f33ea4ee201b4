"""Terms that refuse: no refund, only a transfer, lapse. Void or without effect under spc-prepaid-2025 art 9 as far as they go."""

from __future__ import annotations

from typing import Literal

from weimei.core.money import Fen
from weimei.core.policy.clauses.base import ClauseStruct


class NoRefund(ClauseStruct, frozen=True, kw_only=True):
    """No money back: at all, once opened, midway, for special prices, or on a change of staff."""

    scope: Literal["all", "opened", "midway", "special_price", "staff_change"] = "all"


class NoTermination(ClauseStruct, frozen=True, kw_only=True):
    """The contract may not be ended."""


class TransferOrDeferralOnly(ClauseStruct, frozen=True, kw_only=True):
    """Only a transfer, a deferral or other services, no money."""


class Expiry(ClauseStruct, frozen=True, kw_only=True):
    """Unused units or balance lapse."""

    months: int | None = None


class TransferFee(ClauseStruct, frozen=True, kw_only=True):
    """A fee for passing the contract on."""

    amount: Fen | None = None


class TransferWait(ClauseStruct, frozen=True, kw_only=True):
    """A waiting time before the contract may be passed on."""

    months: int | None = None


class GiftsNotRefundable(ClauseStruct, frozen=True, kw_only=True):
    """Gifts are not refunded. Binds nobody beyond art 21."""
