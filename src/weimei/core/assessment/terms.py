"""Step 4 of the order of evaluation: sort each term once, and say what fell and why (2.9 items 3, 4, 6, 7, 8)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import get_args

import msgspec

from weimei.core.findings import Why
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
from weimei.core.policy.policies import Policy

from .matter import Matter
from .outcome import Term

CHARGES = (PenaltyPercent, FeePercent, FeeFixed, ExitFormula, ExitRight, Tiers)
GRANTS = (ResultGuarantee, CashbackOnCondition, RefundAnyTime, UnspentRefundable)


class Held(msgspec.Struct, gc=False):
    """One clause with where it stands: `source` merchant, platform, host … or promise:<id>; `proved` for promises."""

    clause: Clause
    source: str
    key: str
    proved: str


class Terms(msgspec.Struct, gc=False):
    """All terms of a matter, each in its class."""

    charges: tuple[Held, ...]
    grants: tuple[Held, ...]
    expiry: tuple[Held, ...]
    order: tuple[Held, ...]
    cooling_off: tuple[Held, ...]
    interest: tuple[Held, ...]
    recalculation: tuple[Held, ...]
    at_paid: tuple[Held, ...]
    kinds: frozenset[str]
    report: tuple[Term, ...]


NOTHING = Terms((), (), (), (), (), (), (), (), frozenset(), ())


def held_terms(matter: Matter) -> list[Held]:
    """Clauses of the versions accepted at the purchase, and promises, in the order of their ids."""
    held = [
        Held(clause, policy.by, clause.id or f"{policy.id}.{number}", "yes")
        for policy in sorted(_accepted(matter), key=lambda p: p.id)
        for number, clause in enumerate(_ordered(policy.clauses), 1)
    ]
    promises = sorted(matter.promises, key=lambda p: p.id)
    return held + [Held(p.clause, f"promise:{p.id}", p.id, p.proved) for p in promises]


def _ordered(clauses: tuple[Clause, ...]) -> Sequence[Clause]:
    """Clauses by id, then kind, then content: their order in the file decides nothing."""
    return (
        sorted(clauses, key=lambda c: (c.id, str(type(c).__struct_config__.tag), repr(c)))
        if len(clauses) > 1
        else clauses
    )


def _accepted(matter: Matter) -> list[Policy]:
    """Of several versions of one party's terms, those in force when the contract was formed; without dates, all accepted ones."""
    formed = matter.contract.formed_on
    if formed is None:
        return list(matter.policies)
    day = formed.first
    return [policy for policy in matter.policies if _covers(policy, day)]


def _covers(policy: Policy, day: date) -> bool:
    begins = policy.in_force_from
    ends = policy.in_force_to
    return (begins is None or begins.first <= day) and (ends is None or day <= ends.last)


def sort_terms(matter: Matter, *, trace: bool = True) -> Terms:
    """Put each term into its class; report what fell."""
    if not matter.policies and not matter.promises:
        return NOTHING
    held = held_terms(matter)
    found: dict[str, list[Held]] = {}
    kinds = []
    for one in held:
        kind = type(one.clause)
        name, anyway = CLASSES.get(kind, ("", False))
        if name and (anyway or _in_contract(one.clause) or _is_free_exit(one.clause)):
            found.setdefault(name, []).append(one)
        if prices_at_paid(one.clause):
            found.setdefault("at_paid", []).append(one)
        kinds.append(TAGS[kind])
    get = found.get
    return Terms(
        tuple(get("charges", ())),
        tuple(get("grants", ())),
        tuple(get("expiry", ())),
        tuple(get("order", ())),
        tuple(get("cooling_off", ())),
        tuple(get("interest", ())),
        tuple(get("recalculation", ())),
        tuple(get("at_paid", ())),
        frozenset(kinds),
        tuple([_report(h) for h in held]) if trace else (),
    )


CLASSES = {
    **dict.fromkeys(CHARGES, ("charges", False)),
    **dict.fromkeys(GRANTS, ("grants", True)),
    Expiry: ("expiry", False),
    SpendingOrder: ("order", False),
    CoolingOff: ("cooling_off", True),
    InterestRate: ("interest", False),
    ListPriceRecalculation: ("recalculation", False),
}
TAGS = {k: str(k.__struct_config__.tag) for k in get_args(Clause)}


def _in_contract(clause: Clause) -> bool:
    """Invoked, and not an unflagged standard term (civil-code 496; unknown flagging stays in)."""
    if clause.invoked == "no":
        return False
    return not (clause.flagged == "no" and clause.standard_form != "no")


def _is_free_exit(clause: Clause) -> bool:
    """A right to leave free of charge gives the consumer more: it binds its drafter whether flagged, invoked or not."""
    return isinstance(clause, ExitRight) and not clause.basis_points and not clause.amount


def prices_at_paid(clause: Clause) -> bool:
    """Whether a term of leaving prices what was used at the price paid: more than art 19 gives, so it binds its drafter
    whether flagged, invoked or not, whatever becomes of the charge in the same term (art 19 last para; 2.10 (ii)).
    """
    return isinstance(clause, ChargeStruct) and clause.used_at == "paid"


def _report(held: Held) -> Term:
    state, why = _fate(held.clause)
    kind = TAGS[type(held.clause)]
    if held.source.startswith("promise:") and held.proved == "no":
        state, why = "no_effect", Why("term.promise_unproved", ("cpl-reg-2024:12",))
    return Term(id=held.key, source=held.source, kind=kind, state=state, why=why, text=held.clause.text)  # type: ignore[arg-type]


def _fate(clause: Clause) -> tuple[str, Why]:
    """What becomes of a term before any sum is done. Charges and grants get their effect with the sum."""
    if _is_free_exit(clause):
        return "better_for_you", Why("term.exit_free", ("spc-prepaid-2025:13",))
    if prices_at_paid(clause):
        if _in_contract(clause):
            return "open", Why("term.charge_used_at_paid", ("spc-prepaid-2025:19", "civil-code:585", "open:37"))
        return "better_for_you", Why("term.used_at_paid", ("spc-prepaid-2025:19", "civil-code:496"))
    if clause.invoked == "no":
        return "no_effect", Why("term.not_invoked", ())
    if not _in_contract(clause) and not isinstance(clause, GRANTS):
        return "fallen", Why("term.not_flagged", ("civil-code:496", "spc-contract-2023:10"))
    match clause:
        case NoRefund() | NoTermination():
            return "fallen", Why("term.bars_refund", ("spc-prepaid-2025:9", "civil-code:497"), args={"head": 1})
        case TransferOrDeferralOnly():
            return "fallen", Why("term.bars_money", ("spc-prepaid-2025:9", "civil-code:497"), args={"head": 1})
        case TransferFee() | TransferWait():
            return "fallen", Why("term.limits_transfer", ("spc-prepaid-2025:9",), args={"head": 2})
        case Expiry():
            return "open", Why("term.expiry", ("spc-prepaid-2025:9", "spc-prepaid-2025:22", "open:23"))
        case GiftsNotRefundable():
            return "no_effect", Why("term.gifts", ("spc-prepaid-2025:21",))
        case PenaltyPercent() | FeePercent() | FeeFixed() | ExitFormula() | Tiers():
            return "open", Why("term.charge", ("civil-code:585", "spc-contract-2023:65", "spc-prepaid-2025:9"))
        case ExitRight():
            return "open", Why("term.exit_charge", ("civil-code:585", "open:37"))
        case ListPriceRecalculation():
            return "open", Why("term.recalculation", ("spc-prepaid-2025:18", "spc-prepaid-2025:19"))
        case SpendingOrder(order="bonus_first"):
            return "better_for_you", Why("term.bonus_first", ("spc-prepaid-2025:18",))
        case SpendingOrder():
            return "fallen", Why("term.paid_in_first", ("spc-prepaid-2025:18(2)",))
        case ResultGuarantee() | CashbackOnCondition() | RefundAnyTime() | UnspentRefundable() | CoolingOff():
            return "better_for_you", Why("term.promise", ("cpl-2013:16", "cpl-reg-2024:12"))
        case InterestRate():
            return "applied", Why("term.interest", ("spc-prepaid-2025:16",))
        case StaffSwapReserved(equal_only=True):
            return "open", Why("term.staff_swap_equal", ("spc-prepaid-2025:9", "civil-code:509"))
        case StaffSwapReserved():
            return "fallen", Why("term.staff_swap", ("spc-prepaid-2025:9",), args={"head": 4})
        case BranchBound():
            return "applied", Why("term.branch", ("civil-code:509",))
        case OtherTerm(head=None):
            return "open", Why("term.other", ("civil-code:497",))
        case OtherTerm(head=head):
            return "fallen", Why("term.head", ("spc-prepaid-2025:9",), args={"head": head or 7})
