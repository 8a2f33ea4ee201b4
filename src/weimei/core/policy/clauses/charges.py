"""Terms that keep part of the unused rest when the consumer leaves (2.9 item 4, steps 1-3 and 5)."""

from __future__ import annotations

from typing import Literal

from weimei.core.facts.values import FactStruct
from weimei.core.money import ZERO, Fen
from weimei.core.policy.clauses.base import ClauseStruct

ChargeBase = Literal["price", "unused"]
UsedAt = Literal["paid", "list"]


class ChargeStruct(ClauseStruct, frozen=True, kw_only=True):
    """What terms of leaving have in common: `used_at`, how the same term prices what was used.

    paid: at the price paid, more than art 19 gives, so it counts (FLOOR). list: at the price before discount, which is art 19
    itself and adds nothing. None: not said, as the law has it.
    """

    used_at: UsedAt | None = None


class PenaltyPercent(ChargeStruct, frozen=True, kw_only=True):
    """A penalty as a percentage, in hundredths of a percent (3000 = 30 %). `basis_points` None: percent unknown.

    `base` None: not said; the smaller sum counts (spc-prepaid-2025 art 8).
    """

    basis_points: int | None = None
    base: ChargeBase | None = None


class FeePercent(ChargeStruct, frozen=True, kw_only=True):
    """A handling, planning or opening fee as a percentage; fields as of a penalty."""

    basis_points: int | None = None
    base: ChargeBase | None = None


class FeeFixed(ChargeStruct, frozen=True, kw_only=True):
    """A fixed sum for leaving."""

    amount: Fen | None = None


class ExitFormula(ChargeStruct, frozen=True, kw_only=True):
    """A formula by which the merchant keeps a share of the rest; the share in hundredths of a percent."""

    keeps_basis_points: int | None = None


class ExitRight(ChargeStruct, frozen=True, kw_only=True):
    """The contract lets the consumer leave at any time: free of charge, or against a charge (section 6 item 37)."""

    basis_points: int = 0
    amount: Fen = ZERO
    base: ChargeBase | None = None


class Tier(FactStruct, frozen=True, kw_only=True):
    """Refund of `refund_basis_points` of the base while at least `days` lie before the appointment or at most after payment."""

    days: int
    refund_basis_points: int


class Tiers(ClauseStruct, frozen=True, kw_only=True):
    """Refund in steps over time, counted back from the appointment or on from the payment. Tried in the order given.

    `base`: what the steps give back a share of: the price, or the part not used.
    """

    counted: Literal["before_appointment", "after_payment"] = "after_payment"
    appointment_on: str | None = None
    tiers: tuple[Tier, ...] = ()
    base: ChargeBase = "price"
