"""A typed clause as the Chinese sentence that a seller would write, so that typed terms and texts meet one linter."""

from __future__ import annotations

from weimei.core.money import format_amount
from weimei.core.policy.clauses import (
    BranchBound,
    CashbackOnCondition,
    ChargeStruct,
    Clause,
    CoolingOff,
    ExitFormula,
    ExitRight,
    Expiry,
    FeeFixed,
    FeePercent,
    GiftsNotRefundable,
    InterestRate,
    ListPriceRecalculation,
    NoRefund,
    NoTermination,
    OtherTerm,
    PenaltyPercent,
    RefundAnyTime,
    ResultGuarantee,
    SpendingOrder,
    StaffSwapReserved,
    Tiers,
    TransferFee,
    TransferOrDeferralOnly,
    TransferWait,
    UnspentRefundable,
)

_NO_REFUND = {
    "all": "付款后概不退款",
    "opened": "项目开通后概不退款",
    "midway": "中途不做的，余款不退",
    "special_price": "特价项目概不退款",
    "staff_change": "操作人员更换的，不予退款",
}
_USED = {"paid": "已使用的按实付单价扣除", "list": "已使用的按原价扣除"}
_BASE = {"price": "总价", "unused": "未使用金额", None: "金额"}


def phrase(clause: Clause) -> str:
    """The clause's own text, or the sentence that says the same. Empty where the typed fields say too little."""
    if clause.text:
        return clause.text
    match clause:
        case NoRefund(scope=scope):
            return _NO_REFUND[scope]
        case NoTermination():
            return "合同签订后不得解除"
        case TransferOrDeferralOnly():
            return "不退款，只能转让他人或者延期使用"
        case Expiry(months=months):
            return f"购买后{months}个月内未使用的，过期作废" if months else "过期未使用的次数作废，不予退款"
        case TransferFee(amount=amount):
            return f"转让须收取手续费{format_amount(amount)}元" if amount is not None else "转让须收取手续费"
        case TransferWait(months=months):
            return f"购买满{months}个月后方可转让" if months else "购买一段时间后方可转让"
        case GiftsNotRefundable():
            return "赠送项目不退不换"
        case SpendingOrder(order="paid_in_first"):
            return "先扣除本金，赠送金额最后使用"
        case SpendingOrder(order="bonus_first"):
            return "先扣除赠送金额，后扣除本金"
        case SpendingOrder():
            return "赠送次数最后使用"
        case ListPriceRecalculation(unit_price=price):
            return (
                f"退款时已使用的按单次原价{format_amount(price)}元扣除"
                if price is not None
                else "退款时已使用的按原价扣除"
            )
        case _:
            return _charge(clause) or _grant(clause)


def _charge(clause: Clause) -> str:
    """A charge for leaving, after how the same term prices what was used."""
    said = _leaving(clause)
    used_at = clause.used_at if isinstance(clause, ChargeStruct) else None
    return f"{_USED[used_at]}，{said}" if said and used_at else said


def _leaving(clause: Clause) -> str:
    match clause:
        case PenaltyPercent(basis_points=bp, base=base):
            return f"个人原因退款的，扣除{_BASE[base]}的{_percent(bp)}作为违约金"
        case FeePercent(basis_points=bp, base=base):
            return f"退款时扣除{_BASE[base]}的{_percent(bp)}作为手续费"
        case FeeFixed(amount=amount):
            return f"退款收取手续费{format_amount(amount)}元" if amount is not None else "退款收取手续费"
        case ExitFormula(keeps_basis_points=bp):
            return f"退款时余款的{_percent(bp)}归本店所有"
        case ExitRight(basis_points=0, amount=0):
            return "可以随时退出，不收费用"
        case ExitRight(basis_points=bp, amount=amount, base=base):
            return (
                f"可以随时退出，收取{_BASE[base]}的{_percent(bp)}"
                if bp
                else f"可以随时退出，收取{format_amount(amount)}元"
            )
        case Tiers(tiers=tiers, base=base):
            of = f"{_BASE[base]}的" if base == "unused" else ""
            return "，".join(f"{tier.days}天内退{of}{_percent(tier.refund_basis_points)}" for tier in tiers)
        case _:
            return ""


def _grant(clause: Clause) -> str:
    match clause:
        case RefundAnyTime():
            return "随时可退，未使用部分全额退还"
        case UnspentRefundable(at="term_end"):
            return "到期后未使用部分全额退还"
        case UnspentRefundable():
            return "未使用部分可以全额退还"
        case CoolingOff(days=days, untouched_only=True):
            return f"付款后{days}天内没做过的，可以无理由全额退款"
        case CoolingOff(days=days):
            return f"付款后{days}天内可以无理由全额退款"
        case ResultGuarantee(remedy="full_refund"):
            return "没有达到约定效果的，全额退款"
        case ResultGuarantee():
            return "没有达到约定效果的，免费再做"
        case CashbackOnCondition(amount=amount, count=count):
            return f"到店满{count or 1}次，返还{format_amount(amount)}元"
        case InterestRate(basis_points=bp):
            return f"退款按年利率{_percent(bp)}计息"
        case StaffSwapReserved(equal_only=True):
            return "经通知可以更换同等资质的操作人员"
        case StaffSwapReserved():
            return "本店有权更换操作人员，顾客不得以此要求退款"
        case BranchBound():
            return "仅限购买门店使用"
        case OtherTerm():
            return ""
        case _:
            return ""


def _percent(basis_points: int | None) -> str:
    if basis_points is None:
        return "一定比例"
    whole, rest = divmod(basis_points, 100)
    return f"{whole}%" if not rest else f"{whole}.{rest:02d}".rstrip("0") + "%"
