"""The terms of a published case as typed clauses."""

from __future__ import annotations

from typing import Any

from weimei.core.money import Fen
from weimei.core.policy import clauses as c

Facts = dict[str, Any]


def _fen(value: int | None) -> Fen | None:
    return None if value is None else Fen(value)


def clause_of(t: Facts) -> c.Clause | None:
    """One term of a case as a typed clause; what changes no sum is left to the report of terms."""
    common: dict[str, Any] = {"standard_form": t.get("standard_form") or "unknown"}
    percent = None if t.get("percent") is None else round(t["percent"] * 100)
    match t.get("term"):
        case "no_refund":
            return c.NoRefund(scope=t.get("scope") or "all", **common)
        case "no_termination":
            return c.NoTermination(**common)
        case "transfer_or_deferral_only":
            return c.TransferOrDeferralOnly(**common)
        case "penalty_percent":
            return c.PenaltyPercent(basis_points=percent, base=t.get("base"), **common)
        case "fee_percent":
            return c.FeePercent(basis_points=percent, base=t.get("base"), **common)
        case "fee_fixed":
            return c.FeeFixed(amount=_fen(t.get("amount_fen")), **common)
        case "exit_formula":
            keeps = t.get("keeps_percent")
            return c.ExitFormula(keeps_basis_points=None if keeps is None else round(keeps * 100), **common)
        case "list_price_recalculation":
            return c.ListPriceRecalculation(unit_price=_fen(t.get("unit_fen")), **common)
        case "expiry":
            return c.Expiry(**common)
        case "transfer_fee":
            return c.TransferFee(amount=_fen(t.get("amount_fen")), **common)
        case "transfer_wait":
            return c.TransferWait(months=t.get("months"), **common)
        case "gifts_not_refundable":
            return c.GiftsNotRefundable(**common)
        case "paid_in_spent_first":
            return c.SpendingOrder(order="paid_in_first", **common)
        case _:
            return _promised(t, common)


def _promised(t: Facts, common: dict[str, Any]) -> c.Clause | None:
    match t.get("term"):
        case "refund_any_time":
            return c.RefundAnyTime(**common)
        case "unspent_refundable":
            return c.UnspentRefundable(at=t.get("at") or "any_time", **common)
        case "result_guarantee":
            target = t.get("target_percent")
            return c.ResultGuarantee(
                remedy=t.get("remedy"),
                met=t.get("met") or "unknown",
                target_units=t.get("target_units"),
                reached_units=t.get("reached_units"),
                unit_price=_fen(t.get("unit_fen")),
                target_basis_points=None if target is None else round(target * 100),
                **common,
            )
        case "cashback_on_condition":
            return c.CashbackOnCondition(
                amount=Fen(t["amount_fen"]),
                count=t.get("count"),
                met=t.get("met") or "unknown",
                ambiguous=t.get("ambiguous") or "no",
                **common,
            )
        case "staff_swap_reserved":
            return c.StaffSwapReserved(**common)
        case "branch_bound":
            return c.BranchBound(**common)
        case _:
            return None
