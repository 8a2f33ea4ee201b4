"""Part 7: the clocks of a matter and the channels that are open on the day, from its facts (law reference 3.4, section 4)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from weimei.core.facts import Answer
from weimei.core.law.channels import Deed
from weimei.core.law.planner import Situation, StepState, plan
from weimei.core.law.planner_dates import limitation
from weimei.core.law.time_limits import due, find_time_limit, first_evidence_expiry
from weimei.core.periods import Due as Clock
from weimei.core.periods.calendars import cn_calendar

from .happened import happened_by
from .matter import Matter
from .outcome import Due, NextStep

CODE_SINCE = date(2021, 1, 1)
"""The civil code governs what still runs on its first day; older facts are counted under it."""
MARKET_SINCE = date(2026, 4, 15)
DELAY_SINCE = date(2015, 3, 15)
FRAUD = frozenset({"false_claim", "product_swapped", "service_swapped"})
HARM = frozenset({"injury"})
QUALITY = frozenset({"quality_complaint", "service_swapped", "not_lead_physician"})
LICENCE = frozenset({"unlicensed", "not_a_doctor"})
FAKE = frozenset({"fake_drug", "product_swapped", "device_unregistered"})


def deadlines_of(matter: Matter, at: date) -> tuple[Due, ...]:
    """Every clock that the facts have started, the earliest day to act first; clocks without an end last."""
    found = [_due(clock, at) for clock in _clocks(happened_by(matter, at)[0], at)]
    return tuple(sorted(found, key=lambda one: (one.act_by or "9999", one.id, one.starts_on)))


def _clocks(matter: Matter, at: date) -> Iterator[Clock]:
    calendar = cn_calendar()
    request, contract = matter.request, matter.contract
    paid = sorted({leg.paid_on.first for leg in matter.legs if leg.paid_on is not None})
    for day in paid:
        if find_time_limit("cooling_off", on=at) is not None:
            yield due("cooling_off", day, calendar, on=at)
    asked = request.arrived_on or request.asked_on
    if asked is not None:
        yield due("refund_delay", asked.last, calendar, on=max(asked.first, DELAY_SINCE))
    known = known_on(matter)
    for day in _days_known(matter, frozenset()):
        yield due("rescission", day, calendar, on=max(day, CODE_SINCE))
    for day in _days_known(matter, FRAUD):
        yield due("avoidance_fraud", day, calendar, on=max(day, CODE_SINCE))
    runs = limitation(_deeds(matter), known, at, calendar, harmed_on=harmed_on(matter))
    if runs is not None:
        yield runs
    if known is not None:
        yield due("market_complaint_window", known, calendar, on=max(known, MARKET_SINCE))
    streamed = contract.formed_on.first if contract.formed_on is not None and contract.livestream == "yes" else None
    completed = paid[0] if paid else None
    evidence = first_evidence_expiry(calendar, stream_ended_on=streamed, completed_on=completed, on=at)
    if evidence is not None:
        yield evidence


def _days_known(matter: Matter, kinds: frozenset[str]) -> list[date]:
    """The days on which she knew of each cause (`kinds` empty: of any but her own wish), each once.

    Every cause has a clock of its own (civil-code 564, 152); a cause without a day of its own takes the earliest of all.
    """
    days: set[date | None] = set()
    for event in matter.events:
        if event.proved != "no" and (event.kind in kinds if kinds else event.kind != "change_of_mind"):
            own = event.known_on or event.on
            days.add(known_on(matter) if own is None else own.first)
    return sorted(day for day in days if day is not None)


def harmed_on(matter: Matter) -> date | None:
    """The day of the first harm on file."""
    return min((e.on.first for e in matter.events if e.on is not None and e.proved != "no"), default=None)


def known_on(matter: Matter) -> date | None:
    """When the consumer knew of the harm and of who is liable: as stated, else the first event or refusal."""
    stated = [event.known_on.first for event in matter.events if event.known_on is not None and event.proved != "no"]
    if stated:
        return min(stated)
    days = [event.on.first for event in matter.events if event.on is not None and event.proved != "no"]
    return min(days) if days else None


def _due(clock: Clock, at: date) -> Due:
    return Due(
        id=clock.limit_id,
        starts_on=clock.start.isoformat(),
        act_by=None if clock.safe_on is None else clock.safe_on.isoformat(),
        ends_on=None if clock.legal is None else clock.legal.isoformat(),
        passed=clock.is_over(at),
        provisional=clock.is_provisional,
        verification=clock.verification,
        refs=clock.rules,
    )


def steps_of(matter: Matter, at: date) -> tuple[NextStep, ...]:
    """Every channel in the suggested order, as it stands on the day; what a constraint closes is never open."""
    matter, _ = happened_by(matter, at)
    return tuple(
        NextStep(
            channel=step.channel.value,
            state="now" if step.state is StepState.OPEN and _is_now(step.suggested_from, at) else step.state.value,
            reasons=tuple(reason.id for reason in step.reasons),
            cautions=tuple(reason.id for reason in step.cautions),
            documents=tuple(document.id for document in step.documents),
            closes=tuple(channel.value for channel in step.would_close),
            due=tuple(_due(clock, at) for clock in step.dues),
            earliest_on=None if step.earliest_on is None else step.earliest_on.isoformat(),
            suggested_from=None if step.suggested_from is None else step.suggested_from.isoformat(),
        )
        for step in plan(_deeds(matter), situation_of(matter), at, cn_calendar())
    )


def _deeds(matter: Matter) -> dict[Deed, date]:
    """What was done, each with its day: the steps on file, the notice, and the request for the records."""
    deeds = {Deed(step.deed): step.on.last for step in matter.request.steps}
    if matter.request.arrived_on is not None:
        deeds.setdefault(Deed.NOTICE_ARRIVED, matter.request.arrived_on.last)
    if matter.request.asked_on is not None:
        deeds.setdefault(Deed.NOTICE_SENT, matter.request.asked_on.last)
    if matter.records.requested_on is not None:
        deeds.setdefault(Deed.RECORDS_REQUESTED, matter.records.requested_on.last)
    return deeds


def _is_now(suggested_from: date | None, at: date) -> bool:
    return suggested_from is not None and suggested_from <= at


def situation_of(matter: Matter) -> Situation:
    """The facts that decide which channels fit; what nobody mentioned is unknown and opens nothing."""
    absconded = _any(matter, frozenset({"absconded"}))
    known_by_role = {party.role for party in matter.parties}
    return Situation(
        injury=_any(matter, HARM),
        quality=_any(matter, QUALITY),
        out_of_licence=_any(matter, LICENCE),
        fake_product=_any(matter, FAKE),
        livestream=matter.contract.livestream,
        on_platform="yes" if "platform" in known_by_role else "unknown",
        run_away=absconded,
        goods="yes" if matter.contract.nature == "goods" else "no",
        known_on=known_on(matter),
        harmed_on=harmed_on(matter),
    )


def _any(matter: Matter, kinds: frozenset[str]) -> Answer:
    answers = {event.proved for event in matter.events if event.kind in kinds}
    return "yes" if answers & {"yes", "unknown"} else "no" if "no" in answers else "unknown"
