"""assess(matter, at): the whole answer, and `amounts(matter, at)`: the same sums without their derivation."""

from __future__ import annotations

from datetime import date

import msgspec

from weimei.core.findings import Column, Spread
from weimei.core.law.parameters import Confirmation

from .grounds import candidates, event_grounds, may_leave
from .heads import Range, capped, capped_increase
from .increases import increases_of
from .judge import Court, court
from .line_ends import lines_of
from .marks import marks_of
from .matter import Matter
from .outcome import ENGINE, Assessment, Ground, Heads
from .proofs import proofs_of


class Elected(msgspec.Struct, gc=False):
    """The ground taken as the default and its heads before the cap."""

    id: str
    heads: Heads
    columns: tuple[Column, ...]
    due: bool


def assess(matter: Matter, at: date, confirmations: tuple[Confirmation, ...] = ()) -> Assessment:
    """Judge one matter on one day, on every ground, with every derivation.

    `at` is the day of the assessment; `confirmations`: values that an operator vouches for by name and date.
    Time is never read from a clock. Amounts are whole minor units of `matter.currency`.
    Raises DomainError where two rules collide or a date lies outside the calendar; a refusal is a finding, not an error.
    """
    found = court(matter, at, confirmations=confirmations)
    first = candidates(found)
    elected = elect(found, first)
    grounds = [*first, *event_grounds(found)]
    heads, was_capped = capped(elected.heads, found.ctx)
    base = heads.principal
    unused = found.column("merchant", in_scope=found.scope.verdict != "out").low.back
    increases = increases_of(found.parts, found.ctx, unused, base.high) if found.ctx.kinds else ()
    increases = tuple(capped_increase(one, found.ctx) for one in increases)
    out, route = _beside(found)
    marks, draft = marks_of(found, heads, elected.columns, increases)
    return Assessment(
        engine=ENGINE,
        matter_id=matter.id,
        title=matter.title,
        currency=matter.currency,
        as_of=at.isoformat(),
        paid=_paid(found),
        claimed=matter.request.claimed,
        returned=found.off,
        scope=found.scope,
        cause=elected.columns,
        elected=elected.id,
        due=elected.due,
        sum=heads,
        capped_by_claim=was_capped,
        grounds=tuple(grounds),
        out_of_scope=out,
        out_of_scope_route=route,
        increases=increases,
        terms=found.terms.report,
        extra_due=_extra(found, elected.columns),
        parts=lines_of(found, elected.columns, has_default=base.likely is not None),
        unpriced=tuple(p.line.id for p in found.parts if p.paid is None and p.line.balance is None),
        proofs=proofs_of(found, grounds),
        marks=marks,
        is_draft=draft,
    )


def amounts(matter: Matter, at: date, *, is_ready: bool = False) -> Heads:
    """The heads of the elected ground, capped, without derivations: what bulk runs and the ranking of missing facts need.

    `is_ready`: the matter, or that of which it is a completion, comes from `judge.ready` for this day.
    """
    found = court(matter, at, trace=False, is_ready=is_ready)
    return capped(elect(found, candidates(found)).heads, found.ctx)[0]


def elect(found: Court, grounds: list[Ground]) -> Elected:
    """Step 18: the cause set as a whole is the base; a proved better ground goes before it; nothing ended leaves what is due.

    `due`: whether the money is owed as things stand, or only if the merchant agrees or a court ends the contract. While it is
    not, what is due goes first: the refund without reason, or the promises, whichever is more (step 5). While its days run she
    need only ask (`ask_by`), as she must on every ground; then it goes before what nobody owes yet, and before less.
    """
    causes = found.causes
    columns = causes.columns
    base = found.set_heads(columns, causes.default, in_scope=found.scope.verdict != "out")
    silent = not any(f.columns for f in causes.findings) and causes.why.code == "cause.unknown"
    due = may_leave(found)[0] if columns == ("consumer",) else found.ctx.end.ended or not silent
    best, key = Elected("cause:" + "+".join(columns), base, columns, due), _key(base)
    promises = []
    for one in grounds:
        if one.heads is None or not one.due or (one.proved != "yes" and one.ask_by is None):
            continue
        kind = one.id.removeprefix("out:")
        if one.ask_by is not None:
            better = _key(one.heads) > key or not best.due
        elif kind in GOES_BEFORE:
            better = _key(one.heads) >= key or not best.due
        elif kind == "work_contract":
            better = columns == ("consumer",)
        elif kind == "deposit_double":
            better = one.limb == "law" and _key(one.heads) > key
        else:
            better = False
            promises += [one] if one.id.startswith("promise:") else []
        if better:
            best, key = Elected(one.id, one.heads, one.columns or columns, True), _key(one.heads)
    if promises and not due:
        promised = _promised(found, promises, columns)
        if promised.heads.principal.high and (not best.due or _key(promised.heads) > key):
            best = promised
    return best


def _promised(found: Court, grounds: list[Ground], columns: tuple[Column, ...]) -> Elected:
    """What all promises together pay while the contract stands, under the name of the one that pays most."""
    most = max(grounds, key=lambda one: _key(one.heads) if one.heads is not None else -1)
    heads = most.heads
    if heads is None or len(grounds) > 1:
        principal = found.principal(found.promised())
        heads = Heads(principal=principal, total=principal)
    return Elected(most.id, heads, most.columns or columns, due=True)


GOES_BEFORE = frozenset({"cooling_off", "void", "fraud"})


def _key(heads: Heads) -> int:
    """What a ground is surely worth: its default, or its low end where there is none."""
    return heads.principal.likely if heads.principal.likely is not None else heads.principal.low


def _beside(found: Court) -> tuple[Spread | None, str]:
    """The figure if the prepaid interpretation does not govern, beside every in-scope one."""
    if found.scope.verdict == "out":
        return None, ""
    causes = found.causes
    range_: Range = found.cause_set(causes.columns, causes.default, in_scope=False)
    return found.principal(range_), "out:" + "+".join(causes.columns)


def _paid(found: Court) -> int | None:
    if found.matter.legs:
        return sum(leg.amount for leg in found.matter.legs)
    paid = [part.paid for part in found.parts]
    return None if any(p is None for p in paid) else sum(p for p in paid if p is not None)


def _extra(found: Court, columns: tuple[Column, ...]) -> int:
    """What was used on credit beyond what was paid, at the discounted price: an ordinary debt (art 20)."""
    column = columns[0] if columns else "merchant"
    return found.column(column, in_scope=found.scope.verdict != "out").low.extra


__all__ = ["amounts", "assess"]
