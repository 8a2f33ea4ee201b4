"""What a range is wide for, and what can be done today: the two things that people ask right after the sum."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from weimei.core.assessment.outcome import Assessment, Due, Missing, Proof
from weimei.core.findings import Column, Spread, Why
from weimei.core.periods import Bound
from weimei.reports import catalogue
from weimei.reports.sections.ahead import bound_of, channel_name, limit_of
from weimei.reports.sections.facts import asked
from weimei.reports.tree import Item, Listing
from weimei.reports.voice import Voice

FACTS_NAMED = 2
UNSETTLED = frozenset({"cause.unproved", "cause.unknown", "cause.minor_open"})
"""Reasons of a ground that leave the cause open for want of a fact, not because the law is open."""
CHANNELS_NAMED = 3
NEAR_DAYS = 15
"""A last day so near stands before all else."""
DONE_BY_ASKING = frozenset({"cooling_off", "rescission"})
"""Time limits that a request within the days of art 14 has met, or that it leaves nothing for."""
SELLERS_DAY = "refund_delay"
"""Until when the seller may take to refund (penalty-consumer 8)."""


def open_facts(assessment: Assessment) -> tuple[Missing, ...]:
    """Facts that nobody has told and that move the principal, the one that moves it most first."""
    found = [one for one in assessment.missing if one.of_principal]
    return tuple(sorted(found, key=lambda one: -one.of_principal))


def is_open_in_law(assessment: Assessment) -> bool:
    """Whether the law, not only a fact that is not known, holds the ends of the principal apart."""
    columns = next((one.columns for one in assessment.grounds if one.id == assessment.elected), assessment.cause)
    return is_law_between(assessment.sum.principal, columns, assessment)


def is_law_between(spread: Spread, columns: tuple[Column, ...], assessment: Assessment) -> bool:
    """Whether the law holds the ends of one of the principals of an assessment apart, of a ground or of the sum."""
    facts = open_facts(assessment)
    if spread.is_exact:
        return False
    refs = [ref for why in _unlike(spread.low_why, spread.high_why) for ref in why.refs]
    is_cause_open = len(columns) > 1 and not _is_unsettled(assessment, columns)
    if not facts or is_cause_open or any(ref.startswith("open:") for ref in refs):
        return True
    return facts[0].of_principal < spread.high - spread.low and any(ref.startswith("model:") for ref in refs)


def _unlike(low: tuple[Why, ...], high: tuple[Why, ...]) -> list[Why]:
    """The reasons that stand at one end alone."""
    return [why for why in (*low, *high) if (why in low) != (why in high)]


def _is_unsettled(assessment: Assessment, columns: tuple[Column, ...]) -> bool:
    """Whether the cause is open only because something is not known or not shown."""
    return any(
        why.code in UNSETTLED for ground in assessment.grounds if ground.columns == columns for why in ground.reasons
    )


def width(assessment: Assessment, voice: Voice) -> str:
    """What the range comes from: an open question of law, facts nobody has told, or both. Empty for one sum."""
    if assessment.sum.principal.is_exact:
        return ""
    found = open_facts(assessment)
    named = [voice.inline(asked(one, voice)) for one in found[:FACTS_NAMED]]
    facts = voice.ui("join_sentences").join(named)
    if len(found) > FACTS_NAMED:
        facts += voice.ui("and_more", count=len(found) - FACTS_NAMED)
    if is_open_in_law(assessment):
        return voice.ui("width_both", facts=facts) if facts else voice.ui("width_law")
    return voice.ui("width_facts", facts=facts)


def today(assessment: Assessment, voice: Voice) -> Listing | None:
    """What can be done on the day of asking: the fact to find out, the proof to look for, where to go, the next last day."""
    items = tuple(_today(assessment, voice))
    return Listing(label=voice.ui("today"), items=items, dense=True) if items else None


def _today(assessment: Assessment, voice: Voice) -> Iterator[Item]:
    """A last day of the buyer that is near stands first, any other at the end."""
    is_near, day = _last_day(assessment, voice)
    if is_near:
        yield from day
    facts = open_facts(assessment)
    if facts:
        fact = voice.inline(asked(facts[0], voice))
        yield Item(text=voice.ui("today_ask", fact=fact, swing_fen=facts[0].of_principal))
    papers = _papers(assessment.proofs, voice)
    if papers:
        yield Item(text=voice.ui("today_find", papers=papers))
    now = [channel_name(step.channel, voice) for step in assessment.steps if step.state == "now"]
    if now:
        more = voice.ui("and_more", count=len(now) - CHANNELS_NAMED) if len(now) > CHANNELS_NAMED else ""
        yield Item(text=voice.ui("today_go", channels=voice.listed(now[:CHANNELS_NAMED]) + more))
    if not is_near:
        yield from day


def _last_day(assessment: Assessment, voice: Voice) -> tuple[bool, list[Item]]:
    """Whether the next last day is the buyer's own and near, and the day in words."""
    due = next_day(assessment)
    if due is None or due.act_by is None:
        return False, []
    left = (date.fromisoformat(due.act_by) - date.fromisoformat(assessment.as_of)).days
    last = voice.day(due.act_by, weekday=True)
    limit = voice.inline(limit_of(due, voice))
    is_near = left <= NEAR_DAYS and bound_of(due) is Bound.CONSUMER
    return is_near, [Item(text=voice.ui("today_day", day=last, limit=limit, days=left))]


def _papers(proofs: tuple[Proof, ...], voice: Voice) -> str:
    """The first paper to look for of each fact that the buyer must show and has nothing for."""
    kinds = [
        proof.needs[0] for proof in proofs if proof.burden == "consumer" and proof.state == "missing" and proof.needs
    ]
    return voice.listed(dict.fromkeys(catalogue.text(f"exhibit.{kind}", voice.lang) for kind in kinds))


def next_day(assessment: Assessment) -> Due | None:
    """The nearest day that has not passed and that the buyer must know: her own last days.

    Once the principal is asked back in time (art 14) there is nothing left to ask for or to end; then it is the seller's day,
    after which he counts as holding the money back on purpose.
    """
    found = [
        due
        for due in assessment.deadlines
        if not due.passed and due.act_by is not None and due.act_by >= assessment.as_of and _matters(due, assessment)
    ]
    return min(found, key=lambda due: (due.act_by or "", due.id), default=None)


def _matters(due: Due, assessment: Assessment) -> bool:
    """Whether a day is the buyer's to keep, or the one she waits for."""
    if _is_asked_in_time(assessment):
        return due.id == SELLERS_DAY or (due.id not in DONE_BY_ASKING and bound_of(due) is Bound.CONSUMER)
    return bound_of(due) is Bound.CONSUMER


def _is_asked_in_time(assessment: Assessment) -> bool:
    """Whether the sum rests on a request within the days of art 14 that is shown to have arrived."""
    return assessment.elected == "cooling_off" and any(
        ground.id == "cooling_off" and ground.proved == "yes" for ground in assessment.grounds
    )
