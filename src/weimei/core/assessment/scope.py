"""Step 2, the scope gate: prepaid and repeated, or one-off (spc-prepaid-2025 arts 1, 26, 27)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from weimei.core.findings import Why

from .interest import formed_span
from .outcome import ScopeFinding
from .values import Ctx, Part

SINCE = date(2025, 5, 1)
CONTINUOUS = frozenset({"stored_value", "term", "programme"})


def scope_of(parts: Sequence[Part], ctx: Ctx) -> ScopeFinding:
    """In, out, or contested: then both routes are shown."""
    contract = ctx.matter.contract
    facts = ("lines", "contract.paid_before")
    if not ctx.law.has("scope"):
        return ScopeFinding(verdict="out", reasons=(Why("scope.not_in_force", ("spc-prepaid-2025:27",), ("as_of",)),))
    if contract.nature == "goods" or all(part.line.plan == "goods" for part in parts):
        return ScopeFinding(verdict="out", reasons=(Why("scope.goods", ("cpl-2013:25",), ("contract.nature",)),))
    if contract.card == "multi_purpose" and not ctx.law.rule("scope_of_card")(single_purpose=False):
        return ScopeFinding(
            verdict="out", reasons=(Why("scope.multi_purpose", ("spc-prepaid-2025:26",), ("contract.card",)),)
        )
    singles = [part for part in parts if part.line.plan == "single"]
    counted = sum(_deliveries(part) for part in parts if part.line.plan == "sessions")
    continuous = any(part.line.plan in CONTINUOUS for part in parts)
    rule = ctx.law.rule("scope")
    if not rule(
        paid_before=contract.paid_before != "no", planned_deliveries=counted + len(singles), continuous=continuous
    ):
        return ScopeFinding(verdict="out", reasons=(Why("scope.one_off", ("spc-prepaid-2025:1",), facts),))
    found = _reading(ctx, facts)
    if found.verdict == "in" and not continuous and counted < 2 and len(singles) > 1:
        several = Why("scope.several_singles", ("spc-prepaid-2025:1", "open:2"), facts)
        return ScopeFinding(verdict="contested", reasons=(several, *found.reasons[1:]))
    return found


def _deliveries(part: Part) -> int:
    line = part.line
    if line.packs:
        return sum(pack.units for pack in line.packs)
    return 2 if line.units is None else line.units + line.free_units


def _reading(ctx: Ctx, facts: tuple[str, ...]) -> ScopeFinding:
    """Prepaid and repeated: in, unless the reading of the open questions 1 and 12 says otherwise."""
    reasons = [Why("scope.prepaid", ("spc-prepaid-2025:1",), facts)]
    span = formed_span(ctx)
    if span is not None and span[0] < SINCE:
        old = Why("scope.older_contract", ("spc-prepaid-2025:27", "open:12"), (span[2],))
        if ctx.matter.readings.time_reach == "new_only" and span[1] < SINCE:
            return ScopeFinding(verdict="out", reasons=(old,))
        reasons.append(old)
    contract = ctx.matter.contract
    if contract.medical_aesthetics == "yes" or contract.purpose != "unknown":
        medical = Why("scope.medical", ("spc-prepaid-2025:1", "open:1"), ("contract.medical_aesthetics",))
        if ctx.matter.readings.scope_medical == "out" and contract.medical_aesthetics == "yes":
            return ScopeFinding(verdict="out", reasons=(medical,))
        if contract.purpose == "therapeutic":
            return ScopeFinding(verdict="contested", reasons=(*reasons, medical))
        if contract.medical_aesthetics == "yes":
            reasons.append(medical)
    return ScopeFinding(verdict="in", reasons=tuple(reasons))
