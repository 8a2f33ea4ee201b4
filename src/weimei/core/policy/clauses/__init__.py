"""Kinds of terms, each a frozen value with the tag `clause` in files.

They are grouped by what a term does, since that decides how the law meets it (2.9 item 4 of the law reference):
grants give the consumer more, charges keep part of the unused rest, bars refuse a refund, valuations price what was used.
"""

from weimei.core.policy.clauses.bars import (
    Expiry,
    GiftsNotRefundable,
    NoRefund,
    NoTermination,
    TransferFee,
    TransferOrDeferralOnly,
    TransferWait,
)
from weimei.core.policy.clauses.base import ClauseStruct
from weimei.core.policy.clauses.charges import (
    ChargeStruct,
    ExitFormula,
    ExitRight,
    FeeFixed,
    FeePercent,
    PenaltyPercent,
    Tier,
    Tiers,
)
from weimei.core.policy.clauses.grants import (
    CashbackOnCondition,
    CoolingOff,
    InterestRate,
    RefundAnyTime,
    ResultGuarantee,
    UnspentRefundable,
)
from weimei.core.policy.clauses.others import BranchBound, OtherTerm, StaffSwapReserved
from weimei.core.policy.clauses.valuations import ListPriceRecalculation, SpendingOrder

Charge = PenaltyPercent | FeePercent | FeeFixed | ExitFormula | ExitRight
Bar = NoRefund | NoTermination | TransferOrDeferralOnly
Grant = ResultGuarantee | CashbackOnCondition | RefundAnyTime | UnspentRefundable | CoolingOff | InterestRate
Clause = (
    NoRefund
    | NoTermination
    | TransferOrDeferralOnly
    | Expiry
    | TransferFee
    | TransferWait
    | GiftsNotRefundable
    | PenaltyPercent
    | FeePercent
    | FeeFixed
    | ExitFormula
    | ExitRight
    | Tiers
    | ListPriceRecalculation
    | SpendingOrder
    | ResultGuarantee
    | CashbackOnCondition
    | RefundAnyTime
    | UnspentRefundable
    | CoolingOff
    | InterestRate
    | StaffSwapReserved
    | BranchBound
    | OtherTerm
)

__all__ = [
    "Bar",
    "BranchBound",
    "CashbackOnCondition",
    "Charge",
    "ChargeStruct",
    "Clause",
    "ClauseStruct",
    "CoolingOff",
    "ExitFormula",
    "ExitRight",
    "Expiry",
    "FeeFixed",
    "FeePercent",
    "GiftsNotRefundable",
    "Grant",
    "InterestRate",
    "ListPriceRecalculation",
    "NoRefund",
    "NoTermination",
    "OtherTerm",
    "PenaltyPercent",
    "RefundAnyTime",
    "ResultGuarantee",
    "SpendingOrder",
    "StaffSwapReserved",
    "Tier",
    "Tiers",
    "TransferFee",
    "TransferOrDeferralOnly",
    "TransferWait",
    "UnspentRefundable",
]
