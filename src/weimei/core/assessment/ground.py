"""One ground, made from its heads and its argument."""

from __future__ import annotations

from typing import Literal

from weimei.core.findings import Column, Verdict, Why

from .arguments import argument
from .heads import Range
from .judge import Court
from .outcome import Ground, Heads

Proved = Literal["yes", "no", "unknown"]
Limb = Literal["law", "model", "open"]


def ground(
    court: Court,
    id_: str,
    verdict: Verdict,
    found: Range | Heads | None,
    reasons: tuple[Why, ...],
    *,
    in_scope: bool = True,
    columns: tuple[Column, ...] = (),
    due: bool = True,
    proved: Proved = "unknown",
    limb: Limb = "law",
) -> Ground:
    """One ground with its heads and its argument."""
    heads = court.heads(found) if isinstance(found, Range) else found
    if not court.ctx.trace:
        return Ground(
            id=id_, verdict=verdict, in_scope=in_scope, columns=columns, due=due, proved=proved, limb=limb, heads=heads
        )
    sides = argument(id_)
    return Ground(
        id=id_,
        verdict=verdict,
        in_scope=in_scope,
        columns=columns,
        due=due,
        proved=proved,
        limb=limb,
        refs=tuple(dict.fromkeys(ref for why in reasons for ref in why.refs)),
        reasons=reasons,
        heads=heads,
        rests_on=sides.rests_on,
        defeated_by=sides.defeated_by,
        answer=sides.answer,
    )
