"""The order of evaluation (law reference 2.10), steps 1 to 7: from a matter to its parts, terms, causes and columns."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

import msgspec

from weimei.core.facts import Event
from weimei.core.findings import Column, Spread, Step, Why
from weimei.core.law.dated import number
from weimei.core.law.parameters import Confirmation
from weimei.core.law.registry import Law
from weimei.core.periods.calendars import cn_calendar
from weimei.core.periods.counting import Unit, civil_deadline

from .bargain import parts_of
from .causes import Causes, causes_of
from .columns import column_sum, part_value, union
from .endings import end_of
from .happened import Later, happened_by
from .heads import Covered, Range, heads_of, principal_of, returned_before_end, with_grants
from .matter import Matter, in_order
from .one_off import out_sum
from .other_norms import heads_outside, spread_outside
from .outcome import Heads, ScopeFinding
from .promises import Grant, grants_of, missed
from .scope import scope_of
from .terms import Terms, sort_terms
from .values import NO_WHY, UNTRACED, Ctx, Part, Three, Val

TAINTS: dict[str, tuple[str, ...]] = {
    "injury": ("civil-code:563",),
    "product_swapped": ("civil-code:577",),
    "service_swapped": ("civil-code:577",),
    "product_misused": ("doctor-law:29", "device-reg-2021:55"),
    "device_unregistered": ("device-reg-2021:55",),
    "fake_drug": ("drug-law:98",),
    "not_lead_physician": ("ma-service:11",),
    "false_claim": ("civil-code:157", "spc-contract-2023:24"),
}


class Court(msgspec.Struct, gc=False):
    """One matter being judged: its parts, terms, causes and promises, and the sum of each column, worked out once.

    `matter`: as far as it had happened by the day; `later`: what was left out of it.
    """

    matter: Matter
    parts: list[Part]
    terms: Terms
    ctx: Ctx
    causes: Causes
    scope: ScopeFinding
    grants: tuple[Grant, ...]
    off: int
    losses: int
    sums: dict[tuple[bool, Column], Three]
    judged: dict[Any, Heads]
    later: tuple[Later, ...] = ()

    def column(self, column: Column, *, in_scope: bool) -> Three:
        """The principal of the whole contract in one column, in or out of scope."""
        key = (in_scope, column)
        found = self.sums.get(key)
        if found is None:
            work = column_sum if in_scope else out_sum
            found = self.sums[key] = work(self.parts, column, self.ctx, self.terms)
        return found

    def cause_set(self, columns: tuple[Column, ...], default: Column | None, *, in_scope: bool) -> Range:
        """The union of the columns of a cause set, raised to what proved promises pay."""
        three, low, high = union([(column, self.column(column, in_scope=in_scope)) for column in columns], default)
        if self.grants:
            paid = sum(part.paid or 0 for part in self.parts)
            three = with_grants(three, self.grants, lambda grant: self._covered(grant, three, low, high, default), paid)
        likely = default if len(columns) > 1 else columns[0]
        return Range(three, low, high, likely, columns, "in" if in_scope else "out")

    def promised(self) -> Range:
        """What the proved promises pay by themselves, the contract standing: each part once, the better promise (step 5)."""
        step = Step("principal.not_ended", 0, ("spc-contract-2023:53",), ("request",)) if self.ctx.trace else UNTRACED
        none = Val(0, 0, 0, NO_WHY, step)
        paid = sum(part.paid or 0 for part in self.parts)
        three = with_grants(Three(none, none, none), self.grants, lambda grant: (0, 0, 0), paid)
        return Range(three, "merchant", "merchant", "merchant", ("merchant",))

    def _covered(self, grant: Grant, three: Three, low: Column, high: Column, default: Column | None) -> Covered:
        """What the statute gives for the parts that a promise covers: low, default, high."""
        line = grant.held.clause.line
        if line is None or len(self.parts) == 1:
            return three.low.back, None if three.likely is None else three.likely.back, three.high.back
        part = next((part for part in self.parts if part.line.id == line), None)
        if part is None:
            return 0, 0, 0
        least, most = part_value(part, low, self.ctx), part_value(part, high, self.ctx)
        middle = part_value(part, default or low, self.ctx).likely
        return least.low.back, None if middle is None else middle.back, most.high.back

    def set_heads(self, columns: tuple[Column, ...], default: Column | None, *, in_scope: bool) -> Heads:
        key = (columns, default, in_scope)
        heads = self.judged.get(key)
        if heads is None:
            heads = self.judged[key] = self.heads(self.cause_set(columns, default, in_scope=in_scope))
        return heads

    def heads(self, found: Range) -> Heads:
        """All heads of one candidate."""
        principal = principal_of(found, self.ctx, off=self.off)
        heads = heads_of(found, principal, self.ctx, self.terms, losses=self.losses)
        return heads_outside(heads) if self._is_outside(found) else heads

    def _is_outside(self, found: Range) -> bool:
        return self.ctx.trace and (found.regime != "in" or self.scope.verdict == "out")

    def principal(self, found: Range) -> Spread:
        """The principal of one candidate alone."""
        principal = principal_of(found, self.ctx, off=self.off)
        return spread_outside(principal) if self._is_outside(found) else principal


def court(
    matter: Matter,
    at: date,
    *,
    trace: bool = True,
    confirmations: tuple[Confirmation, ...] = (),
    is_ready: bool = False,
) -> Court:
    """Steps 1 to 7: basis, terms, end, scope, causes, promises. `is_ready`: the matter comes from `ready`."""
    matter, later = (matter, ()) if is_ready else ready(matter, at)
    terms = sort_terms(matter, trace=trace)
    parts = parts_of(matter, trace=trace)
    kinds = frozenset(event.kind for event in matter.events if event.proved != "no")
    withheld = matter.records.withheld == "yes" or any(
        e.kind == "records_withheld" and e.proved == "yes" for e in matter.events
    )
    ctx = Ctx(
        matter=matter,
        law=Law.on(at),
        at=at,
        end=end_of(matter, at),
        trace=trace,
        withheld=withheld,
        kinds=kinds,
        proved_kinds=frozenset(event.kind for event in matter.events if event.proved == "yes"),
        confirmations=confirmations,
        recalculation=named_unit_prices(terms) if terms.recalculation else {},
        at_paid={held.clause.line: held.key for held in terms.at_paid if held.proved == "yes"} if terms.at_paid else {},
        bonus_first=any(h.proved == "yes" and getattr(h.clause, "order", "") == "bonus_first" for h in terms.order),
    )
    for event in matter.events:
        if event.kind in TAINTS and (
            event.proved == "yes" or (event.proved == "unknown" and event.kind != "false_claim")
        ):
            _taint(event, parts)
    grants = grants_of(parts, terms, ctx)
    causes = causes_of(matter, terms.kinds, lambda event: _is_dead(event, ctx))
    if grants and missed(terms) and causes.columns != ("merchant",):
        why = Why("cause.guarantee_missed", ("civil-code:577", "model:guarantee_breach"), ("promises",))
        causes = Causes(("merchant",), "merchant", causes.findings, why)
    return Court(
        matter,
        parts,
        terms,
        ctx,
        causes,
        scope_of(parts, ctx),
        grants,
        returned_before_end(ctx),
        _losses(matter, ctx) if matter.losses else 0,
        {},
        {},
        later,
    )


def ready(matter: Matter, at: date) -> tuple[Matter, tuple[Later, ...]]:
    """The matter as far as it had happened by the day, in canonical order, and what was left out of it."""
    matter, later = happened_by(matter, at)
    return in_order(matter), later


def named_unit_prices(terms: Terms) -> dict[str | None, int]:
    """The unit price that a recalculation clause names, by the line that it concerns; None: every line (item 4 step 4)."""
    found: dict[str | None, int] = {}
    for held in terms.recalculation:
        price = getattr(held.clause, "unit_price", None)
        if price is not None:
            found.setdefault(held.clause.line, int(price))
    return found


def _is_dead(event: Event, ctx: Ctx) -> bool:
    """A ground of rescission dies one year after the consumer knew of it (civil-code 564)."""
    if event.known_on is None or not ctx.law.has("rescission_alive"):
        return False
    end = ctx.end
    day = end.first if end.first is not None and end.by != "as_of" else ctx.at
    limit = civil_deadline(event.known_on.last, number("limit.rescission", ctx.at), Unit.YEARS, cn_calendar())
    return not ctx.law.rule("rescission_alive")(at=day, lapses_after=limit.legal)


def _losses(matter: Matter, ctx: Ctx) -> int:
    """The consumer's proved losses, less her own share of fault; injury money stays apart (items 13, 15)."""
    proved = sum(
        one.amount for one in matter.losses if one.by == "consumer" and one.proved == "yes" and one.kind != "injury"
    )
    share = matter.request.own_fault_basis_points
    return (
        int(ctx.law.rule("loss_share")(loss=proved, own_fault_bp=share))
        if proved and ctx.law.has("loss_share")
        else proved
    )


def _taint(event: Event, parts: Sequence[Part]) -> None:
    """Mark the units that an event spoils (2.9 items 9, 11, 13). Without units only an undivided part is marked."""
    touched = [part for part in parts if event.line == part.line.id or (event.line is None and len(parts) == 1)]
    for part in touched:
        undivided = part.line.plan in ("single", "programme")
        if event.units is None and not undivided:
            continue
        known_worth = part.taint_worth is not None or not part.tainted
        part.tainted += event.units or 1
        part.all_tainted = part.all_tainted or undivided
        worth = event.worth if event.proved == "yes" and known_worth else None
        part.taint_worth = None if worth is None else max(worth, part.taint_worth or 0)
        part.taint_refs = TAINTS[event.kind]
        if event.proved != "yes":
            part.taint_default = "open"
            continue
        promised = event.lead_promised == "yes" or event.named_in_contract == "yes"
        if event.kind == "not_lead_physician" and not promised and event.lead_promised != "unknown":
            part.taint_default = "price"
        elif event.kind == "not_lead_physician" and not promised:
            part.taint_default = "open"
