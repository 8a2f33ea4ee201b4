"""The charge that the terms put on leaving, from its base to the sum (2.9 item 4 step 5)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

import msgspec

from weimei.core.findings import Step
from weimei.core.money import ratio_half_up
from weimei.core.policy.clauses import ExitFormula, ExitRight, FeeFixed, FeePercent, PenaltyPercent, Tiers

from .terms import Held, Terms
from .values import Ctx, Part, Val

Own = Mapping[str, Val]
"""The reading of each line by itself, for terms that concern one line."""
NO_LINES: Own = {}


class Charge(msgspec.Struct, gc=False):
    """The sum of one charge and how it came about: `code` names the base, `most` is what is left to return."""

    amount: int
    held: Held | None = None
    code: str = ""
    base: int = 0
    basis_points: int = 0
    fixed: int = 0
    most: int = 0
    is_base_said: bool = True
    paid: int = 0
    left: tuple[int, int] | None = None
    """Sessions left and in all, where the base is their share of the price paid."""


NO_CHARGE = Charge(0)


def charge(parts: Sequence[Part], sums: Val, terms: Terms, ctx: Ctx, own: Own = NO_LINES) -> Charge:
    """The largest charge that the terms put on leaving, never above what is left to return; 0 where none survives.

    A right to leave that the contract gives free of charge leaves no room for another (step 3).
    """
    if any(is_free_right(held) for held in terms.charges):
        return NO_CHARGE
    most = NO_CHARGE
    for held in terms.charges:
        found = _one_charge(held, parts, sums, ctx, own)
        if found.amount > most.amount:
            most = found
    return most


def is_free_right(held: Held) -> bool:
    """Whether a term lets the consumer leave the whole contract at any time, free of charge."""
    clause = held.clause
    is_free = isinstance(clause, ExitRight) and not clause.basis_points and not clause.amount
    return is_free and clause.line is None and held.proved == "yes"


def _one_charge(held: Held, parts: Sequence[Part], sums: Val, ctx: Ctx, own: Own) -> Charge:
    clause = held.clause
    covered = [part for part in parts if clause.line in (None, part.line.id)]
    paid, back, disc = sum(part.paid or 0 for part in covered), sums.back, sums.disc
    if clause.line is not None:
        alone = own.get(clause.line)
        back, disc = (0, 0) if alone is None else (min(back, alone.back), alone.disc)
    unused = max(0, paid - disc)

    def worked(code: str, base: int, basis_points: int | None, fixed: int = 0, is_base_said: bool = True) -> Charge:
        share = basis_points or 0
        amount = int(ctx.law.rule("charge", "consumer")(base=base, basis_points=share, fixed=fixed, most=back))
        left = left_of(covered, disc) if base == unused else None
        return Charge(amount, held, code, base, share, fixed, back, is_base_said, paid, left)

    match clause:
        case (
            PenaltyPercent(basis_points=None)
            | FeePercent(basis_points=None)
            | FeeFixed(amount=None)
            | ExitFormula(keeps_basis_points=None)
        ):
            return Charge(back, held, "charge.not_named", back, 10_000, 0, back)
        case PenaltyPercent(basis_points=bp, base=base) | FeePercent(basis_points=bp, base=base):
            return (
                worked("charge.of_price", paid, bp)
                if base == "price"
                else worked("charge.of_unused", unused, bp, is_base_said=base is not None)
            )
        case FeeFixed(amount=amount):
            return worked("charge.fixed", 0, 0, int(amount or 0))
        case ExitFormula(keeps_basis_points=bp):
            return worked("charge.of_rest", back, bp)
        case ExitRight(basis_points=bp, amount=amount, base=base):
            code = "charge.of_price" if base == "price" else "charge.of_unused"
            code = "charge.fixed" if not bp else f"{code}_and_fixed" if amount else code
            return worked(code, paid if base == "price" else unused, bp, int(amount), base is not None or not bp)
        case Tiers(base=base):
            return worked("charge.by_steps", unused if base == "unused" else paid, 10_000 - tier_refund_bp(clause, ctx))
        case _:
            return NO_CHARGE


def left_of(parts: Sequence[Part], disc: int) -> tuple[int, int] | None:
    """Sessions left and in all of the one course concerned, with its free ones where these share in the price; else None.

    `disc`: worth of the use at the price paid. Only a share that gives the same rest to the fen is named.
    """
    if len(parts) != 1:
        return None
    line, paid = parts[0].line, parts[0].paid or 0
    bought, used = line.units, line.used
    if bought is None or used is None:
        return None
    for units in (bought + line.free_units, bought):
        left = units - used
        if 0 < left < units and ratio_half_up(paid * left, units) == paid - disc:
            return left, units
    return None


def _of_base(found: Charge) -> dict[str, int | str]:
    """How the base came about: what was paid less what was used, in sessions where that is the same; and the sum on the price
    where the terms do not say on what they charge (civil-code 498).
    """
    args: dict[str, int | str] = {"paid_fen": found.paid, "used_fen": found.paid - found.base}
    if found.left is not None:
        args |= {"left_units": found.left[0], "units": found.left[1]}
    if not found.is_base_said:
        args["at_price_fen"] = ratio_half_up(found.paid * found.basis_points, 10_000) + found.fixed
    return args


def charge_step(found: Charge) -> Step:
    """How the sum of a charge came about: its base times its share, rounded once, then what is left to return as its limit."""
    refs: tuple[str, ...] = ("civil-code:585",)
    if not found.is_base_said:
        refs = (*refs, "civil-code:498")
    if found.basis_points and found.code != "charge.not_named":
        refs = (*refs, "model:rounding")
    facts = (f"terms.{found.held.key}",) if found.held is not None else ()
    args: dict[str, int | str] = {}
    if found.basis_points:
        args = {"base_fen": found.base, "share_bp": found.basis_points}
        if found.code.startswith("charge.of_unused"):
            args |= _of_base(found)
    if found.fixed:
        args["fixed_fen"] = found.fixed
    raw = ratio_half_up(found.base * found.basis_points, 10_000) + found.fixed
    step = Step(found.code, raw, refs, facts, args)
    if raw == found.amount:
        return step
    limit: dict[str, int | str] = {"charge_fen": raw, "most_fen": found.most}
    return Step("charge.limited", found.amount, ("civil-code:585",), facts, limit, (step,))


def tier_refund_bp(clause: Tiers, ctx: Ctx) -> int:
    """The share that the steps give back on the day of the request, in hundredths of a percent; none left: nothing."""
    request = ctx.matter.request
    told = request.arrived_on or request.asked_on
    asked = told.first if told is not None else ctx.at
    if clause.counted == "before_appointment":
        if clause.appointment_on is None:
            return clause.tiers[0].refund_basis_points if clause.tiers else 0
        left = (date.fromisoformat(clause.appointment_on) - asked).days
        return next((tier.refund_basis_points for tier in clause.tiers if left >= tier.days), 0)
    paid_on = next((leg.paid_on for leg in ctx.matter.legs if leg.paid_on), ctx.matter.contract.formed_on)
    if paid_on is None:
        return clause.tiers[0].refund_basis_points if clause.tiers else 0
    passed = (asked - paid_on.first).days
    return next((tier.refund_basis_points for tier in clause.tiers if passed <= tier.days), 0)
