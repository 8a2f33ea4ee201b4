"""What had happened by the day of the assessment: facts dated later are left out and named, plans stay (time is an input).

A term's end, a lapse, a period of grace, an agreed or judged end and the day of repayment are plans: they may lie ahead. A
payment, a visit, an event, a notice, a sum returned are not: before their day nobody could know of them.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from msgspec.structs import replace

from weimei.core.errors import DomainError
from weimei.core.facts import Line, Records, Redemption, Request, When
from weimei.core.money import ZERO, Fen

from .bargain import parts_of
from .matter import Matter

Later = tuple[str, str]
"""A fact that lies after the day: its path and its own day."""
TOLD = ("asked_on", "arrived_on", "pleading_served_on")


def happened_by(matter: Matter, at: date) -> tuple[Matter, tuple[Later, ...]]:
    """The matter as far as it had happened by the day, and what was left out of it. A day known by its month or year may lie
    before the day of the assessment, and stays.

    Raises DomainError where the contract itself was formed later: there is nothing to judge yet.
    """
    day = at.isoformat()
    formed = matter.contract.formed_on
    if formed is not None and formed[:10] > day:
        raise _not_yet(formed, day)
    if not _has_later(matter, day):
        return matter, ()
    later: list[Later] = []
    matter = replace(
        matter,
        events=_kept(matter.events, "on", "events.", day, later),
        returned=_kept(matter.returned, "on", "returned.", day, later),
        promises=_kept(matter.promises, "on", "promises.", day, later),
        policies=_kept(matter.policies, "accepted_on", "policies.", day, later),
        evidence=_kept(matter.evidence, "on", "evidence.", day, later),
        request=_asked(matter.request, day, later),
    )
    matter = _paid(matter, day, later)
    if _is_later(matter.records.requested_on, day):
        later.append(("records.requested_on", str(matter.records.requested_on)))
        matter = replace(matter, records=Records())
    matter = replace(matter, lines=tuple(_line(line, day, later) for line in matter.lines))
    return _visited(matter, day, later), tuple(later)


def _not_yet(formed: str, day: str) -> DomainError:
    return DomainError(
        "assessment.before_the_contract",
        f"On {day} there was no contract yet: it was formed on {formed}.",
        facts=("contract.formed_on", "as_of"),
        remedy="Choose a later day, or check the day of the order.",
        zh=f"{day}那天合同还没有成立，合同是{formed}成立的。换一个晚一些的日期，或核对下单的日期。",
    )


def _is_later(on: str | None, day: str) -> bool:
    return on is not None and on > day and on[:10] > day


def _has_later(matter: Matter, day: str) -> bool:
    """Whether anything on file is said to happen after the day. Asked of every completion of every unknown, so kept quick."""
    request = matter.request
    dated: tuple[Any, ...] = (*matter.redemptions, *matter.events, *matter.promises, *matter.evidence, *matter.returned)
    days: list[str | None] = [item.on for item in (*dated, *request.steps)]
    days += (request.asked_on, request.arrived_on, request.pleading_served_on, matter.records.requested_on)
    days += [leg.paid_on for leg in matter.legs]
    days += [policy.accepted_on for policy in matter.policies]
    for line in matter.lines:
        if line.packs:
            days += [pack.on for pack in line.packs]
        term = line.term
        if term is not None:
            days += (term.activated_on, term.stopped_on, term.last_service_on)
    return max(filter(None, days), default="") > day and any(_is_later(on, day) for on in days)


def _kept(items: Iterable[Any], field: str, path: str, day: str, later: list[Later]) -> tuple[Any, ...]:
    """The items of the matter that had happened by the day. `path` of the others; after a full stop comes what each is called."""
    kept = []
    for item in items:
        on: When | None = getattr(item, field)
        if on is not None and on[:10] > day:
            name = getattr(item, "id", "") or getattr(item, "kind", "")
            later.append((f"{path}{name}" if path.endswith(".") else path, str(on)))
        else:
            kept.append(item)
    return tuple(kept)


def _asked(request: Request, day: str, later: list[Later]) -> Request:
    """The demand as far as it was made: a notice not yet sent or arrived ends nothing."""
    gone = [name for name in TOLD if _is_later(getattr(request, name), day)]
    later += [(f"request.{name}", str(getattr(request, name))) for name in gone]
    steps = _kept(request.steps, "on", "request.steps", day, later)
    return replace(request, steps=steps, **dict.fromkeys(gone))


def _paid(matter: Matter, day: str, later: list[Later]) -> Matter:
    """Payments made later count as nothing paid yet; they stay on file so that the price is not taken as paid.

    A price that only the payments tell is kept as all of them tell it.
    """
    gone = [leg for leg in matter.legs if _is_later(leg.paid_on, day)]
    if not gone:
        return matter
    later += [(f"legs.{leg.id}.paid_on", str(leg.paid_on)) for leg in gone]
    legs = tuple(replace(leg, amount=ZERO, coupon=ZERO, paid_on=None) if leg in gone else leg for leg in matter.legs)
    gross = {part.line.id: part.gross for part in parts_of(matter, trace=False)}
    lines = tuple(
        replace(line, price=Fen(told))
        if line.price is None and line.bundle is None and (told := gross.get(line.id)) is not None
        else line
        for line in matter.lines
    )
    return replace(matter, legs=legs, lines=lines)


def _line(line: Line, day: str, later: list[Later]) -> Line:
    """A line without packs bought later, and with a term that was not yet activated or stopped."""
    packs = _kept(line.packs, "on", f"lines.{line.id}.packs", day, later)
    if len(packs) != len(line.packs):
        gone = [pack for pack in line.packs if pack not in packs]
        price, units = sum(pack.price for pack in gone), sum(pack.units for pack in gone)
        line = replace(
            line,
            packs=packs,
            price=None if line.price is None and packs else Fen(max(0, (line.price or 0) - price)),
            units=None if line.units is None else max(0, line.units - units),
        )
    term = line.term
    if term is None:
        return line
    for name in ("activated_on", "stopped_on", "last_service_on"):
        on = getattr(term, name)
        if _is_later(on, day):
            later.append((f"lines.{line.id}.term.{name}", str(on)))
            term = (
                replace(term, activated="no", activated_on=None)
                if name == "activated_on"
                else replace(term, **{name: None})
            )
    return line if term is line.term else replace(line, term=term)


def _visited(matter: Matter, day: str, later: list[Later]) -> Matter:
    """Visits made later, and the counts of use that hold them, are taken back."""
    gone = [visit for visit in matter.redemptions if _is_later(visit.on, day)]
    if not gone:
        return matter
    later += [(f"redemptions.{visit.id}", str(visit.on)) for visit in gone]
    kept = tuple(visit for visit in matter.redemptions if visit not in gone)
    lines = tuple(
        _used_before(line, [v for v in kept if v.line == line.id], [v for v in gone if v.line == line.id])
        for line in matter.lines
    )
    return replace(matter, redemptions=kept, lines=lines)


def _used_before(line: Line, kept: Sequence[Redemption], gone: Sequence[Redemption]) -> Line:
    """The use of one line by the day: what is stated less the visits that came later, never less than the visits before."""
    if not gone:
        return line
    if line.plan in ("single", "programme"):
        return line if kept else replace(line, performed="none", performed_value=None)
    units = sum(visit.units for visit in gone), sum(visit.units for visit in kept)
    values = sum(visit.value or 0 for visit in gone), sum(visit.value or 0 for visit in kept)
    used = _less(line.used, *units)
    used_value = _less(line.used_value, *values)
    if not kept and line.plan == "sessions" and used is None and line.used_by_merchant is None:
        used = 0
    if not kept and line.plan == "stored_value" and used_value is None and line.balance is None:
        used_value = 0
    return replace(
        line,
        used=used,
        used_by_merchant=_less(line.used_by_merchant, *units),
        used_value=None if used_value is None else Fen(used_value),
    )


def _less(stated: int | None, gone: int, kept: int) -> int | None:
    return None if stated is None else min(stated, max(kept, stated - gone))
