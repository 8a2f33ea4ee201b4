"""Which channel is open now, what it needs, what it would close, and until when (law reference section 4).

Pure functions on plain inputs: the deeds so far with their days, a few facts, and the day of asking. What a constraint
closes is never shown as open. The order is a suggestion (MODEL): notice to the merchant, platform, 12315 complaint and
report side by side, then mediation where somebody was hurt, then court.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from enum import Enum
from typing import assert_never

import msgspec

from weimei.core.facts import Answer
from weimei.core.law.channels import (
    Channel,
    ChannelBook,
    ChannelId,
    Constraint,
    Deed,
    Document,
    Reason,
    cn_channels,
)
from weimei.core.law.planner_dates import channel_dues, is_complaint_window_over, is_near, limitation, suggested_from
from weimei.core.periods import Calendar, Due, Words


class StepState(Enum):
    """Open: can be taken today. Later: a condition is missing. Closed: a text or a step shuts it. Done: taken."""

    OPEN = "open"
    LATER = "later"
    CLOSED = "closed"
    DONE = "done"


class Situation(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The facts that decide which channels fit. Unknown is a value and never opens a channel by itself.

    `sum_undisputed`: the other side admits the sum in writing. `goods`: the purchase is goods, not a treatment.
    `known_on`: when the buyer knew of the harm and of who is liable; limitation and the complaint window start there.
    `harmed_on`: the day of the harm itself, from which the longest limitation runs.
    """

    injury: Answer = "unknown"
    quality: Answer = "unknown"
    out_of_licence: Answer = "unknown"
    fake_product: Answer = "unknown"
    livestream: Answer = "unknown"
    on_platform: Answer = "unknown"
    run_away: Answer = "unknown"
    sum_undisputed: Answer = "unknown"
    arbitration_agreement: Answer = "unknown"
    goods: Answer = "unknown"
    known_on: date | None = None
    harmed_on: date | None = None


class NextStep(msgspec.Struct, frozen=True, kw_only=True):
    """One channel on the day of asking.

    `would_close`: channels now open or later that acceptance here would shut. `earliest_on`: first day it can be taken,
    None when closed, done or not yet known. `suggested_from`: first day we would take it (MODEL), None: not yet.
    """

    channel: ChannelId
    name: Words
    state: StepState
    reasons: tuple[Reason, ...]
    cautions: tuple[Reason, ...]
    needs: tuple[Words, ...]
    documents: tuple[Document, ...]
    would_close: tuple[ChannelId, ...]
    earliest_on: date | None
    suggested_from: date | None
    dues: tuple[Due, ...]


Verdict = tuple[StepState, tuple[Reason, ...]]


def plan(
    deeds: Mapping[Deed, date],
    situation: Situation,
    at: date,
    calendar: Calendar,
    book: ChannelBook | None = None,
) -> tuple[NextStep, ...]:
    """Every channel in the suggested order, as it stands on the day `at`. Deeds of a later day are left out."""
    book = book or cn_channels()
    past = {deed: on for deed, on in deeds.items() if on <= at}
    constraints = book.constraints_on(at)
    verdicts = {
        channel.id: _verdict(channel, past, situation, at, calendar=calendar, constraints=constraints, book=book)
        for channel in book.channel
    }
    return tuple(
        _next_step(channel, verdicts, past, situation, at, calendar=calendar, constraints=constraints, book=book)
        for channel in book.channel
    )


def closers(
    channel: ChannelId, past: Mapping[Deed, date], constraints: tuple[Constraint, ...]
) -> tuple[Constraint, ...]:
    """The constraints in force that a deed of the past has set off against this channel."""
    return tuple(
        constraint
        for constraint in constraints
        if channel in constraint.closes and any(step in past for step in constraint.steps)
    )


def _verdict(
    channel: Channel,
    past: Mapping[Deed, date],
    situation: Situation,
    at: date,
    *,
    calendar: Calendar,
    constraints: tuple[Constraint, ...],
    book: ChannelBook,
) -> Verdict:
    if any(deed in past for deed in channel.accepted):
        return StepState.DONE, (book.reason_of("already_taken"),)
    closed_by = closers(channel.id, past, constraints)
    if closed_by:
        return StepState.CLOSED, tuple(_as_reason(constraint) for constraint in closed_by)
    if channel.id is ChannelId.MARKET_COMPLAINT and Deed.COMPLAINT_12315_REFUSED in past:
        return StepState.CLOSED, (book.reason_of("refused"),)
    if any(deed in past for deed in channel.filed):
        return StepState.DONE, (book.reason_of("asked_waiting"),)
    if channel.id is ChannelId.MARKET_COMPLAINT and is_complaint_window_over(situation.known_on, at, calendar):
        return StepState.CLOSED, (book.reason_of("complaint_window_passed"),)
    state, reason = _fit(channel.id, situation, at)
    return state, (book.reason_of(reason),)


def _as_reason(constraint: Constraint) -> Reason:
    return Reason(
        id=constraint.id,
        zh=constraint.why.zh,
        en=constraint.why.en,
        norms=constraint.norms,
        verification=constraint.verification,
    )


Fit = tuple[StepState, str]
OPEN: Fit = (StepState.OPEN, "no_step_in_the_way")


INTERNET_COURT_SINCE = date(2025, 11, 1)
"""First day of the list of matters that go to the internet courts (internet-court-2025); the one before was not read."""


def _fit(channel: ChannelId, situation: Situation, at: date) -> Fit:
    """Whether the facts let the channel be taken on a day, constraints apart, with the id of the reason."""
    match channel:
        case (
            ChannelId.MERCHANT
            | ChannelId.MARKET_COMPLAINT
            | ChannelId.MARKET_REPORT
            | ChannelId.CONSUMERS_ASSOCIATION
            | ChannelId.COURT
        ):
            return OPEN
        case ChannelId.PLATFORM:
            is_denied = situation.on_platform == "no" and situation.livestream != "yes"
            return (StepState.CLOSED, "not_on_platform") if is_denied else OPEN
        case ChannelId.HEALTH_REPORT:
            has_ground = "yes" in (situation.out_of_licence, situation.injury)
            return OPEN if has_ground else (StepState.LATER, "no_health_ground_yet")
        case ChannelId.PRODUCT_REPORT:
            return OPEN if situation.fake_product == "yes" else (StepState.LATER, "no_product_doubt_yet")
        case ChannelId.POLICE:
            is_harmful_practice = situation.out_of_licence == situation.injury == "yes"
            has_sign = "yes" in (situation.run_away, situation.fake_product) or is_harmful_practice
            return OPEN if has_sign else (StepState.LATER, "no_crime_sign_yet")
        case ChannelId.MEDIATION_COMMITTEE | ChannelId.HEALTH_MEDIATION:
            return _medical_fit(situation)
        case ChannelId.PAYMENT_ORDER:
            return _payment_order_fit(situation)
        case ChannelId.ARBITRATION:
            return _by_answer(
                situation.arbitration_agreement, no="no_arbitration_agreement", unknown="arbitration_agreement_unknown"
            )
        case ChannelId.ONLINE_COURT:
            return _online_court_fit(situation, at)
        case _:
            assert_never(channel)


def _by_answer(answer: Answer, *, no: str, unknown: str) -> Fit:
    if answer == "yes":
        return OPEN
    return (StepState.CLOSED, no) if answer == "no" else (StepState.LATER, unknown)


def _online_court_fit(situation: Situation, at: date) -> Fit:
    """Goods bought through a platform alone (items 6 and 7 of the list); a treatment is performed in a clinic."""
    if situation.goods == "no":
        return StepState.CLOSED, "performed_in_clinic"
    if at < INTERNET_COURT_SINCE:
        return StepState.LATER, "internet_court_list_not_yet"
    if situation.on_platform == "no":
        return StepState.CLOSED, "goods_not_on_platform"
    if situation.goods == "unknown":
        return StepState.LATER, "goods_unknown"
    return OPEN if situation.on_platform == "yes" else (StepState.LATER, "goods_platform_unknown")


def _medical_fit(situation: Situation) -> Fit:
    answers = (situation.injury, situation.quality)
    if "yes" in answers:
        return OPEN
    if answers == ("no", "no"):
        return StepState.CLOSED, "not_a_medical_dispute"
    return StepState.LATER, "medical_dispute_unknown"


def _payment_order_fit(situation: Situation) -> Fit:
    if situation.run_away == "yes":
        return StepState.CLOSED, "cannot_be_served"
    return _by_answer(situation.sum_undisputed, no="sum_disputed", unknown="sum_unknown")


def _next_step(
    channel: Channel,
    verdicts: Mapping[ChannelId, Verdict],
    past: Mapping[Deed, date],
    situation: Situation,
    at: date,
    *,
    calendar: Calendar,
    constraints: tuple[Constraint, ...],
    book: ChannelBook,
) -> NextStep:
    state, reasons = verdicts[channel.id]
    is_ahead = state in (StepState.OPEN, StepState.LATER)
    would_close = _would_close(channel, verdicts, constraints) if is_ahead else ()
    suggested = None
    if state is StepState.OPEN:
        suggested = suggested_from(
            channel.id,
            past,
            at,
            calendar,
            known_on=situation.known_on,
            harmed_on=situation.harmed_on,
            is_hurried=situation.run_away == "yes",
            is_market_closed=verdicts[ChannelId.MARKET_COMPLAINT][0] is StepState.CLOSED,
        )
    cautions = _cautions(channel, past, situation, at, calendar=calendar)
    dues: tuple[Due, ...] = ()
    if state is not StepState.CLOSED:
        dues = channel_dues(channel.id, past, at, calendar, known_on=situation.known_on, harmed_on=situation.harmed_on)
    if would_close:
        cautions += ("closes_others",)
    return NextStep(
        channel=channel.id,
        name=channel.name,
        state=state,
        reasons=reasons,
        cautions=tuple(book.reason_of(caution) for caution in cautions) if is_ahead else (),
        needs=channel.needs if is_ahead else (),
        documents=_documents(channel, situation, book) if is_ahead else (),
        would_close=would_close,
        earliest_on=at if state is StepState.OPEN else None,
        suggested_from=suggested,
        dues=dues,
    )


def _would_close(
    channel: Channel, verdicts: Mapping[ChannelId, Verdict], constraints: tuple[Constraint, ...]
) -> tuple[ChannelId, ...]:
    shut = {
        closed
        for constraint in constraints
        if any(deed in constraint.steps for deed in channel.accepted)
        for closed in constraint.closes
    }
    return tuple(
        other
        for other in ChannelId
        if other in shut and other is not channel.id and verdicts[other][0] in (StepState.OPEN, StepState.LATER)
    )


def _documents(channel: Channel, situation: Situation, book: ChannelBook) -> tuple[Document, ...]:
    """The papers of a channel, without those whose facts are all denied."""
    papers = (book.document_of(document_id) for document_id in channel.documents)
    return tuple(
        paper
        for paper in papers
        if not paper.only_if or any(getattr(situation, fact) != "no" for fact in paper.only_if)
    )


def _cautions(
    channel: Channel, past: Mapping[Deed, date], situation: Situation, at: date, *, calendar: Calendar
) -> tuple[str, ...]:
    """Ids of the reasons to think of before taking the step."""
    cautions: list[str] = []
    has_notice = Deed.NOTICE_SENT in past or Deed.NOTICE_ARRIVED in past
    if not has_notice and channel.kind in ("complaint", "mediation", "court") and situation.run_away != "yes":
        cautions.append("send_notice_first")
    if channel.kind in ("complaint", "mediation"):
        cautions.append("consent_needed")
    if channel.id is ChannelId.MARKET_COMPLAINT and "yes" in (situation.injury, situation.quality):
        cautions.append("medical_part_passed_on")
    if channel.id is ChannelId.COURT:
        if situation.arbitration_agreement == "yes":
            cautions.append("arbitration_clause_caution")
        if "yes" in (situation.run_away, situation.injury):
            cautions.append("small_claims_out")
    if channel.id in (ChannelId.COURT, ChannelId.MERCHANT):
        cautions.extend(_limitation_cautions(past, situation, at, calendar))
    return tuple(cautions)


def _limitation_cautions(
    past: Mapping[Deed, date], situation: Situation, at: date, calendar: Calendar
) -> tuple[str, ...]:
    end = limitation(past, situation.known_on, at, calendar, harmed_on=situation.harmed_on)
    if end is None or Deed.COURT_FILED in past:
        return ()
    if end.is_over(at):
        return ("limitation_over",)
    near = "limitation_cap_near" if end.limit_id == "limitation_cap" else "limitation_near"
    return (near,) if is_near(end, at) else ()
