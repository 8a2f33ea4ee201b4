"""The dates of the planner: time limits that run from the deeds, and from when a step is worth taking (MODEL)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import assert_never

from weimei.core.law.channels import ChannelId, Deed
from weimei.core.law.time_limits import find_time_limit
from weimei.core.periods import Calendar, Due, add_days, compute

Past = Mapping[Deed, date]
LIMITATION_NEAR_DAYS = 90
"""From so many days before its safe day limitation is pointed out, and the court suggested (MODEL)."""


def _due(limit_id: str, start: date | None, calendar: Calendar, *, on: date) -> tuple[Due, ...]:
    """The limit from its start, in the version for the day `on`; nothing when start or law is missing."""
    limit = find_time_limit(limit_id, on=on) if start is not None else None
    return (compute(limit, start, calendar),) if limit is not None and start is not None else ()


RESTARTS = (
    Deed.NOTICE_ARRIVED,
    Deed.DEBT_ACKNOWLEDGED,
    Deed.PAYMENT_ORDER_FILED,
    Deed.ARBITRATION_FILED,
    Deed.COURT_FILED,
)
"""What interrupts limitation and starts it anew (civil-code 195): demand, acknowledgement, suit, arbitration, payment order."""


def limitation(
    past: Past, known_on: date | None, at: date, calendar: Calendar, *, harmed_on: date | None = None
) -> Due | None:
    """End of limitation on the deeds so far: three years from knowing, anew from each demand that arrived in time, from the
    merchant's acknowledgement, and from a suit, arbitration or request for a payment order (civil-code 188, 195).

    Never later than twenty years after the harm: no interruption moves that day (188 para 2). A late acknowledgement does
    not start it anew; whether the merchant may still take it back a person has to judge (192). None while no start is known.
    """
    limit = find_time_limit("limitation", on=at)
    if limit is None:
        return None
    end = None if known_on is None or known_on > at else compute(limit, known_on, calendar)
    for start in sorted(past[deed] for deed in RESTARTS if deed in past):
        if end is None or not end.is_over(start):
            end = compute(limit, start, calendar)
    caps = _due("limitation_cap", harmed_on if harmed_on is not None and harmed_on <= at else None, calendar, on=at)
    ends = [one for one in (end, *caps) if one is not None]
    return min(ends, key=lambda one: one.legal or date.max, default=None)


def is_complaint_window_over(known_on: date | None, at: date, calendar: Calendar) -> bool:
    """Whether 12315 would refuse a complaint of today as older than three years (samr-121-2026 16(4))."""
    return any(window.is_over(at) for window in _due("market_complaint_window", known_on, calendar, on=at))


def channel_dues(
    channel: ChannelId,
    past: Past,
    at: date,
    calendar: Calendar,
    *,
    known_on: date | None,
    harmed_on: date | None = None,
) -> tuple[Due, ...]:
    """The time limits that run in this channel. A complaint keeps the version of the day on which it was received."""
    match channel:
        case ChannelId.MERCHANT:
            return _due("refund_delay", past.get(Deed.NOTICE_ARRIVED), calendar, on=at)
        case ChannelId.PLATFORM:
            return _due("platform_records_reply", past.get(Deed.RECORDS_REQUESTED), calendar, on=at)
        case ChannelId.MARKET_COMPLAINT:
            return _market_dues(past, at, calendar, known_on)
        case ChannelId.MARKET_REPORT:
            return _due("report_check", past.get(Deed.REPORT_12315_FILED), calendar, on=at)
        case ChannelId.HEALTH_REPORT:
            return _due("health_case_opening", past.get(Deed.HEALTH_REPORT_FILED), calendar, on=at)
        case ChannelId.PRODUCT_REPORT:
            return _due("report_check", past.get(Deed.PRODUCT_REPORT_FILED), calendar, on=at)
        case ChannelId.MEDIATION_COMMITTEE:
            ends = _due("mediation_committee_end", past.get(Deed.MEDIATION_COMMITTEE_ACCEPTED), calendar, on=at)
            return ends + _due("mediation_confirmation", past.get(Deed.MEDIATION_AGREED), calendar, on=at)
        case ChannelId.HEALTH_MEDIATION:
            if Deed.HEALTH_ACCEPTED in past:
                return _due("health_mediation_end", past[Deed.HEALTH_ACCEPTED], calendar, on=at)
            return _due("health_mediation_accept", past.get(Deed.HEALTH_FILED), calendar, on=at)
        case ChannelId.PAYMENT_ORDER:
            return _payment_order_dues(past, at, calendar)
        case ChannelId.COURT:
            if Deed.COURT_FILED in past:
                return _due("small_claims_trial", past[Deed.COURT_FILED], calendar, on=at)
            end = limitation(past, known_on, at, calendar, harmed_on=harmed_on)
            return (end,) if end is not None else ()
        case ChannelId.POLICE | ChannelId.CONSUMERS_ASSOCIATION | ChannelId.ARBITRATION | ChannelId.ONLINE_COURT:
            return ()
        case _:
            assert_never(channel)


def _market_dues(past: Past, at: date, calendar: Calendar, known_on: date | None) -> tuple[Due, ...]:
    filed = past.get(Deed.COMPLAINT_12315_FILED)
    accepted = past.get(Deed.COMPLAINT_12315_ACCEPTED)
    ended = past.get(Deed.MEDIATION_12315_ENDED)
    received = filed or accepted or at
    if ended is not None:
        return _due("market_termination_notice", ended, calendar, on=received)
    if accepted is not None:
        return _due("market_mediation_end", accepted, calendar, on=received)
    if filed is not None:
        return _due("market_accept", filed, calendar, on=received)
    return _due("market_complaint_window", known_on, calendar, on=at)


def _payment_order_dues(past: Past, at: date, calendar: Calendar) -> tuple[Due, ...]:
    if Deed.PAYMENT_ORDER_SERVED in past:
        return _due("payment_order_objection", past[Deed.PAYMENT_ORDER_SERVED], calendar, on=at)
    if Deed.PAYMENT_ORDER_ACCEPTED in past:
        return _due("payment_order_issue", past[Deed.PAYMENT_ORDER_ACCEPTED], calendar, on=at)
    return _due("payment_order_acceptance", past.get(Deed.PAYMENT_ORDER_FILED), calendar, on=at)


def suggested_from(
    channel: ChannelId,
    past: Past,
    at: date,
    calendar: Calendar,
    *,
    known_on: date | None,
    harmed_on: date | None = None,
    is_hurried: bool,
    is_market_closed: bool,
) -> date | None:
    """The first day on which we would take an open step, not before `at`; None: another step comes first (MODEL).

    Reports and police need no waiting. A merchant who ran away is not waited for. Steps that close others, and the
    court, come after the mediation that runs, unless limitation is near or 12315 is shut.
    """
    notice = past.get(Deed.NOTICE_ARRIVED) or past.get(Deed.NOTICE_SENT)
    match channel:
        case ChannelId.MERCHANT | ChannelId.POLICE:
            return at
        case ChannelId.MARKET_REPORT | ChannelId.HEALTH_REPORT | ChannelId.PRODUCT_REPORT | ChannelId.PLATFORM:
            return at if notice or is_hurried else None
        case ChannelId.MARKET_COMPLAINT | ChannelId.MEDIATION_COMMITTEE | ChannelId.PAYMENT_ORDER:
            return at if is_hurried else _after_merchant(past, at, calendar)
        case ChannelId.COURT | ChannelId.ARBITRATION | ChannelId.ONLINE_COURT:
            end = limitation(past, known_on, at, calendar, harmed_on=harmed_on)
            if is_hurried or (end is not None and is_near(end, at)):
                return at
            if is_market_closed and Deed.COMPLAINT_12315_REFUSED not in past:
                return _after_mediation(past, at, calendar) or _after_merchant(past, at, calendar)
            return _after_mediation(past, at, calendar)
        case ChannelId.HEALTH_MEDIATION | ChannelId.CONSUMERS_ASSOCIATION:
            return None
        case _:
            assert_never(channel)


def _after_merchant(past: Past, at: date, calendar: Calendar) -> date | None:
    """At once when the platform has decided, else after the merchant's 15 days; None before the notice arrived."""
    if Deed.PLATFORM_DECIDED in past:
        return at
    return _day_after(_due("refund_delay", past.get(Deed.NOTICE_ARRIVED), calendar, on=at), at)


def _after_mediation(past: Past, at: date, calendar: Calendar) -> date | None:
    """The day after the last running mediation must end; at once when one ended or was refused; None before any."""
    if Deed.MEDIATION_12315_ENDED in past or Deed.COMPLAINT_12315_REFUSED in past:
        return at
    running = (
        _due("market_mediation_end", past.get(Deed.COMPLAINT_12315_ACCEPTED), calendar, on=at)
        + _due("mediation_committee_end", past.get(Deed.MEDIATION_COMMITTEE_ACCEPTED), calendar, on=at)
        + _due("health_mediation_end", past.get(Deed.HEALTH_ACCEPTED), calendar, on=at)
    )
    return _day_after(running, at)


def _day_after(dues: tuple[Due, ...], at: date) -> date | None:
    ends = [due.legal for due in dues if due.legal is not None]
    return max(at, add_days(max(ends), 1)) if ends else None


def is_near(end: Due, at: date) -> bool:
    """Whether the day to plan with is at most `LIMITATION_NEAR_DAYS` away, or past."""
    left = end.days_left(at)
    return left is not None and left <= LIMITATION_NEAR_DAYS
