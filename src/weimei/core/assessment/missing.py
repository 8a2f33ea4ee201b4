"""What is not known yet, and how far learning it could move the sum: each unknown is filled in both ways and judged again."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

from msgspec.structs import replace

from weimei.core.facts import Event, Layer, Line, Loss
from weimei.core.money import Fen
from weimei.core.policy.clauses import CashbackOnCondition, Expiry, ResultGuarantee

from .assess import amounts
from .bargain import parts_of
from .exits import is_price_open
from .judge import named_unit_prices, ready
from .matter import Matter
from .outcome import Heads, Missing
from .terms import CHARGES, sort_terms
from .together import Unknown, moved, only_together
from .undivided import UNDIVIDED

COURSE_LEAST = 2
"""A course has at least two sessions; a single one is another plan, outside the rules on prepayment (2.1)."""


def rank_missing(matter: Matter, at: date) -> tuple[Missing, ...]:
    """Every unknown fact that could move the sum, the widest move first; by name among equals.

    The sum is the total, interest and losses included. `swing`: by how much the fact, once known, takes away from the width of
    the range or moves an end of it, whichever is more, in the way it may turn out that does most; `of_principal` the same of
    the principal alone. `low_if`, `high_if`: the lowest low and the highest high of the total over those ways.
    """
    matter, _ = ready(matter, at)
    base = amounts(matter, at, is_ready=True)
    facts = list(unknowns(matter))
    rows = []
    is_explained = base.total.is_exact
    for unknown in facts:
        if unknown.is_unbounded:
            rows.append(_unbounded(unknown, ()))
            continue
        found = [amounts(filled, at, is_ready=True) for filled in unknown.filled]
        row = _row(unknown, (), [(base, one) for one in found])
        is_explained = is_explained or (row.swing > 0 and all(one.total.is_exact for one in found))
        if row.swing:
            rows.append(row)
    rows += _only_together(matter, at, base, facts, rows, is_explained)
    return tuple(sorted(rows, key=_rank))


def _rank(row: Missing) -> tuple[bool, int, int, str]:
    """What no figure can do without first, then the widest move; two facts that need each other side by side, by name."""
    needs = len(row.given) if row.is_unbounded else max(1, len(row.given))
    return not row.is_unbounded, -row.swing, needs, row.fact


def _only_together(
    matter: Matter, at: date, base: Heads, facts: list[Unknown], rows: list[Missing], is_explained: bool
) -> Iterator[Missing]:
    """Facts of one line that move the sum only once others are known, where no fact alone explains how wide it is."""
    loud = frozenset(row.fact for row in rows)
    unbounded = {one.owner for one in facts if one.is_unbounded}
    several = {
        one.owner
        for one in facts
        if one.owner.startswith("lines.") and any(other.owner == one.owner and other is not one for other in facts)
    }
    owners = sorted(unbounded if is_explained else unbounded | several)
    for joint in only_together(matter, base, loud, owners, unknowns, lambda filled: amounts(filled, at, is_ready=True)):
        if joint.is_unbounded:
            yield _unbounded(joint.unknown, joint.given)
        else:
            yield _row(joint.unknown, joint.given, joint.moves)


def _row(unknown: Unknown, given: tuple[str, ...], moves: Sequence[tuple[Heads, Heads]]) -> Missing:
    """A fact with the widest of its moves, each from one sum to another, and where the total lies after them."""
    return Missing(
        fact=unknown.fact,
        swing=max(moved(before.total, after.total) for before, after in moves),
        of_principal=max(moved(before.principal, after.principal) for before, after in moves),
        low_if=min(after.total.low for _, after in moves),
        high_if=max(after.total.high for _, after in moves),
        question=unknown.question,
        given=given,
    )


def _unbounded(unknown: Unknown, given: tuple[str, ...]) -> Missing:
    """A fact without which no figure can be named."""
    return Missing(
        fact=unknown.fact, swing=0, low_if=0, high_if=0, question=unknown.question, given=given, is_unbounded=True
    )


def unknowns(matter: Matter) -> Iterator[Unknown]:
    """Every fact of a matter that a rule reads and that is not known, with its completions."""
    parts = parts_of(matter, trace=False)
    prices = {part.line.id: part.paid for part in parts}
    priceless = {p.line.id for p in parts if p.line.deposit is not None and is_price_open(p, p.line.deposit)}
    named = named_unit_prices(sort_terms(matter, trace=False)) if matter.policies else {}
    everything = _trial_price(matter) + sum(layer.amount for layer in matter.layers)
    visited = {visit.line for visit in matter.redemptions}
    for place, line in enumerate(matter.lines):
        if line.id in priceless:
            filled = tuple(_put(matter, "lines", place, one) for one in _deposit_priced(line, prices[line.id] or 0))
            yield Unknown(f"lines.{line.id}.price", "ask.price", filled)
        elif prices.get(line.id, 0) is None and line.balance is None:
            stated = _put(matter, "lines", place, replace(line, price=Fen(_trial_price(matter))))
            yield Unknown(f"lines.{line.id}.price", "ask.price", (stated,), is_unbounded=True)
        found = (
            *_of_line(line, prices.get(line.id), line.id in visited, _withheld(matter)),
            *_list_price(line, prices.get(line.id), everything),
            *_of_lapse(line, matter),
        )
        for unknown in found:
            if unknown[0] == "list_price.amount" and (None in named or line.id in named):
                continue  # a recalculation clause names it (item 4 step 4)
            filled = tuple(_put(matter, "lines", place, one) for one in unknown[2])
            yield Unknown(f"lines.{line.id}.{unknown[0]}", f"ask.{unknown[1]}", filled)
    for place, event in enumerate(matter.events):
        for name, events in _of_event(event):
            filled = tuple(_put(matter, "events", place, one) for one in events)
            yield Unknown(f"events.{event.kind}.{name}", f"ask.event_{name}", filled)
    for place, layer in enumerate(matter.layers):
        if layer.reimbursed == "unknown" and layer.funder != "merchant":
            layers: list[Layer] = [replace(layer, reimbursed=answer) for answer in ("yes", "no")]
            yield Unknown(
                f"layers.{layer.id}.reimbursed",
                "ask.reimbursed",
                tuple(_put(matter, "layers", place, one) for one in layers),
            )
    for place, leg in enumerate(matter.legs):
        if leg.coupon and leg.coupon_reimbursed == "unknown":
            paid = tuple(_put(matter, "legs", place, replace(leg, coupon_reimbursed=one)) for one in ("yes", "no"))
            yield Unknown(f"legs.{leg.id}.coupon_reimbursed", "ask.reimbursed", paid)
    for place, loss in enumerate(matter.losses):
        if loss.proved == "unknown":
            losses: list[Loss] = [replace(loss, proved=answer) for answer in ("yes", "no")]
            yield Unknown(
                f"losses.{loss.id}.proved",
                "ask.loss_proved",
                tuple(_put(matter, "losses", place, one) for one in losses),
            )
    yield from _of_terms(matter)
    yield from _of_the_whole(matter)


def _withheld(matter: Matter) -> bool:
    """Whether the consumer's figures stand because the records are kept back (art 25)."""
    events = matter.events
    return matter.records.withheld == "yes" or any(e.kind == "records_withheld" and e.proved == "yes" for e in events)


def _put(matter: Matter, field: str, place: int, value: Any) -> Matter:
    items = list(getattr(matter, field))
    items[place] = value
    return replace(matter, **{field: tuple(items)})


def _of_line(line: Line, paid: int | None, visited: bool, withheld: bool) -> Iterator[tuple[str, str, list[Line]]]:
    silent = line.used is None and line.used_by_merchant is None and not visited
    is_counted = line.plan == "sessions" and line.used_value is None and line.balance is None
    if is_counted and line.units is None and not line.packs and line.unit_price is None:
        least = max(COURSE_LEAST, (line.used or 0) - line.free_units)
        yield "units", "units", [replace(line, units=count) for count in (least, 2 * least * max(1, paid or 0) + 1)]
    if is_counted and silent:
        most = COURSE_LEAST if line.units is None else line.units + line.free_units
        yield "used", "used", [replace(line, used=count) for count in (0, most)]
    if line.used is not None and line.used_by_merchant not in (None, line.used) and not withheld:
        yield (
            "used",
            "used_disputed",
            [replace(line, used_by_merchant=None), replace(line, used=line.used_by_merchant, used_by_merchant=None)],
        )
    if (
        line.plan == "stored_value"
        and line.used_value is None
        and line.balance is None
        and paid is not None
        and not visited
    ):
        whole = paid + line.bonus + line.opening_balance + sum(pack.bonus for pack in line.packs)
        yield "used_value", "used_value", [replace(line, used_value=Fen(value)) for value in (0, whole)]
    if line.free_units and line.free_in_bargain == "unknown":
        yield "free_in_bargain", "free_in_bargain", [replace(line, free_in_bargain=answer) for answer in ("yes", "no")]
    if line.plan in UNDIVIDED and line.performed == "unknown" and line.performed_value is None and line.balance is None:
        yield "performed", "performed", [replace(line, performed=state) for state in ("none", "all")]
    term = line.term
    if (
        term is not None
        and term.from_activation
        and term.activated == "unknown"
        and term.activated_on is None
        and not withheld
    ):
        yield (
            "term.activated",
            "activated",
            [replace(line, term=replace(term, activated=answer)) for answer in ("yes", "no")],
        )


def _trial_price(matter: Matter) -> int:
    """A price to try a line with that nobody priced: what was paid in all, or any sum."""
    return sum(leg.amount for leg in matter.legs) or 1_000_000


def _deposit_priced(line: Line, paid: int) -> Iterator[Line]:
    """A part with nothing but a deposit on file at the ends of its price: just above what was paid, and where all of it counts."""
    deposit = int(line.deposit.amount) if line.deposit is not None else 0
    for price in (max(deposit, paid) + 1, max(5 * deposit, paid + 1)):
        yield replace(line, price=Fen(price))


def _of_lapse(line: Line, matter: Matter) -> Iterator[tuple[str, str, list[Line]]]:
    """Why the rest stayed unused, where a date or a clause of so many months lets it lapse."""
    dated = line.lapsed_on is not None or (
        line.plan in ("sessions", "single", "programme")
        and any(isinstance(c, Expiry) and c.months is not None for policy in matter.policies for c in policy.clauses)
    )
    if dated and line.lapse == "unknown":
        yield "lapse", "lapse", [replace(line, lapse=why) for why in ("merchant", "stayed_away")]


def _list_price(line: Line, paid: int | None, everything: int) -> Iterator[tuple[str, str, list[Line]]]:
    """The price before discount, at its ends: never told before the sale, or so high that it eats up what it may eat up.

    A course counts it by the unit, so the price paid for the whole is enough; a part that was done counts it once.
    """
    listed = line.list_price
    done = line.plan in UNDIVIDED and line.performed != "none" and line.performed_value is None and line.balance is None
    counts = line.plan == "sessions" or done
    if not counts and line.plan != "term":
        return
    none = replace(line, list_price=replace(listed, shown="no", sales="no"))
    if listed.amount is None and listed.shown != "no" and paid is not None and counts:
        high = max(1, everything if done else paid)
        most = replace(line, list_price=replace(listed, amount=Fen(high), shown="yes", sales="yes"))
        yield "list_price.amount", "list_price", [none, most]
    elif listed.amount is not None and listed.shown == "unknown" and listed.sales != "yes":
        yield "list_price.shown", "list_price_shown", [none, replace(line, list_price=replace(listed, shown="yes"))]
    elif (
        listed.amount is not None
        and listed.sales == "unknown"
        and listed.shown != "no"
        and counts
        and (listed.attacked == "yes" or listed.market is not None)
    ):
        sales = [replace(line, list_price=replace(listed, sales=answer)) for answer in ("yes", "no")]
        yield "list_price.sales", "list_price_sales", sales


def _of_event(event: Event) -> Iterator[tuple[str, list[Event]]]:
    if event.proved == "unknown":
        yield "proved", [replace(event, proved=answer) for answer in ("yes", "no")]
    is_settled = event.accepted == "yes" or event.nobody_offered == "yes"
    if event.kind == "staff_changed" and event.proved == "yes" and not is_settled:
        for name in ("repeated", "equal_substitute", "nobody_offered", "accepted"):
            if getattr(event, name) == "unknown":
                yield name, [replace(event, **{name: answer}) for answer in ("yes", "no")]
    if (
        event.kind in ("false_claim", "product_swapped", "service_swapped")
        and event.reach == "unknown"
        and event.units is None
    ):
        yield "reach", [replace(event, reach=reach) for reach in ("whole", "part")]


def _of_terms(matter: Matter) -> Iterator[Unknown]:
    for place, promise in enumerate(matter.promises):
        path = f"promises.{promise.id}"
        if promise.proved == "unknown":
            options = [replace(promise, proved=answer) for answer in ("yes", "no")]
            yield Unknown(
                f"{path}.proved", "ask.promise_proved", tuple(_put(matter, "promises", place, one) for one in options)
            )
        clause = promise.clause
        if (
            isinstance(clause, ResultGuarantee | CashbackOnCondition)
            and clause.met == "unknown"
            and promise.proved == "yes"
        ):
            options = [replace(promise, clause=replace(clause, met=answer)) for answer in ("yes", "no")]
            yield Unknown(
                f"{path}.met", "ask.promise_met", tuple(_put(matter, "promises", place, one) for one in options)
            )
    for place, policy in enumerate(matter.policies):
        for number, term in enumerate(policy.clauses):
            if isinstance(term, CHARGES) and term.flagged == "unknown" and term.standard_form != "no":
                filled = []
                for answer in ("yes", "no"):
                    clauses = list(policy.clauses)
                    clauses[number] = replace(term, flagged=answer)
                    filled.append(_put(matter, "policies", place, replace(policy, clauses=tuple(clauses))))
                yield Unknown(f"policies.{policy.id}.{number + 1}.flagged", "ask.flagged", tuple(filled))


def _of_the_whole(matter: Matter) -> Iterator[Unknown]:
    contract, request, records = matter.contract, matter.request, matter.records
    if contract.prior_same_service == "unknown":
        filled = [replace(matter, contract=replace(contract, prior_same_service=answer)) for answer in ("yes", "no")]
        yield Unknown("contract.prior_same_service", "ask.prior_same_service", tuple(filled))
    if request.arrived_on is None and request.pleading_served_on is None and request.asked_on is not None:
        yield Unknown(
            "request.arrived_on",
            "ask.arrived_on",
            (replace(matter, request=replace(request, arrived_on=request.asked_on)),),
        )
    if request.merchant_agrees == "unknown":
        yield Unknown(
            "request.merchant_agrees",
            "ask.merchant_agrees",
            (replace(matter, request=replace(request, merchant_agrees="yes")),),
        )
    if records.withheld == "unknown" and records.requested_on is not None:
        filled = [replace(matter, records=replace(records, withheld=answer)) for answer in ("yes", "no")]
        yield Unknown("records.withheld", "ask.withheld", tuple(filled))
