"""Outside the prepaid interpretation the same arithmetic rests on consumer and contract law (2.1 table)."""

from __future__ import annotations

from functools import lru_cache

from msgspec.structs import replace

from weimei.core.findings import Spread, Step, Why

from .outcome import Heads

OUTSIDE = {
    "spc-prepaid-2025:16": "cpl-2013:53",
    "spc-prepaid-2025:18": "penalty-consumer:10",
    "spc-prepaid-2025:18(1)": "penalty-consumer:10",
    "spc-prepaid-2025:18(2)": "penalty-consumer:10",
    "spc-prepaid-2025:19": "civil-code:580",
    "spc-prepaid-2025:21": "civil-code:509",
    "spc-prepaid-2025:22": "penalty-consumer:10",
    "spc-prepaid-2025:25": "civil-procedure-spc:112",
}


def heads_outside(heads: Heads) -> Heads:
    """All heads of a ground on the norms of the out-of-scope route."""
    principal = spread_outside(heads.principal)
    return Heads(
        principal=principal,
        interest=None if heads.interest is None else spread_outside(heads.interest),
        expenses=None if heads.expenses is None else spread_outside(heads.expenses),
        total=spread_outside(heads.total) if heads.total.own_steps else heads.total,
    )


def spread_outside(spread: Spread) -> Spread:
    """One sum on the norms of the out-of-scope route; a step that several ends share stays one."""
    known: dict[int, Step] = {}
    return replace(
        spread,
        own_why={end: _whys(whys) for end, whys in spread.own_why.items()},
        own_steps={end: _step(step, known) for end, step in spread.own_steps.items()},
    )


def _whys(whys: tuple[Why, ...]) -> tuple[Why, ...]:
    return tuple(replace(why, refs=_norms(why.refs)) for why in whys)


def _step(step: Step, known: dict[int, Step]) -> Step:
    found = known.get(id(step))
    if found is None:
        parts = tuple(_step(part, known) for part in step.parts)
        found = known[id(step)] = replace(step, refs=_norms(step.refs), parts=parts)
    return found


@lru_cache(1024)
def _norms(refs: tuple[str, ...]) -> tuple[str, ...]:
    if not any(ref.startswith("spc-prepaid-2025") for ref in refs):
        return refs
    named = (OUTSIDE.get(ref, "cpl-2013:53") if ref.startswith("spc-prepaid-2025") else ref for ref in refs)
    return tuple(dict.fromkeys(named))
