"""Terms and promises that give the consumer more. They bind the seller for their own component (2.9 item 3)."""

from __future__ import annotations

from typing import Literal

from weimei.core.facts.values import Answer
from weimei.core.money import Fen
from weimei.core.policy.clauses.base import ClauseStruct


class ResultGuarantee(ClauseStruct, frozen=True, kw_only=True):
    """A promised result. `remedy` None: no remedy was named. `met`: whether the result came, on proof."""

    remedy: Literal["full_refund", "pro_rata", "redo", "until_result"] | None = None
    met: Answer = "unknown"
    target_units: int | None = None
    reached_units: int | None = None
    unit_price: Fen | None = None
    target_basis_points: int | None = None
    use_deducted: bool = False
    redo_refused: Answer = "unknown"


class CashbackOnCondition(ClauseStruct, frozen=True, kw_only=True):
    """Money back on a condition such as thirty visits. `per_step`: promised for each step. `blocked`: the merchant prevented it."""

    amount: Fen
    count: int | None = None
    reached: int | None = None
    met: Answer = "unknown"
    ambiguous: Answer = "no"
    per_step: bool = False
    blocked: Answer = "unknown"
    blocked_in_bad_faith: Answer = "unknown"


class RefundAnyTime(ClauseStruct, frozen=True, kw_only=True):
    """随时退: refund at any time, the unspent part without charge, whatever the cause. `amount`: the promise's own sum."""

    amount: Fen | None = None
    on_expiry: bool = False


class UnspentRefundable(ClauseStruct, frozen=True, kw_only=True):
    """The unspent part is refundable, at any time or at the end of the term."""

    at: Literal["any_time", "term_end"] = "any_time"


class CoolingOff(ClauseStruct, frozen=True, kw_only=True):
    """More days without reason than the law gives, or none of its exceptions (`used_allowed`).

    `untouched_only`: the days beyond those of the law are for a course of which nothing was used.
    """

    days: int
    used_allowed: bool = False
    untouched_only: bool = False


class InterestRate(ClauseStruct, frozen=True, kw_only=True):
    """Agreed interest on a refund, in hundredths of a percent a year (300 = 3.00 %)."""

    basis_points: int
