"""Days in an order that cannot be. A day known only by its month or year is given the benefit of the doubt."""

from __future__ import annotations

from weimei.core.assessment.matter import Matter
from weimei.core.facts import When
from weimei.core.policy.policies import Policy
from weimei.files.findings import Index, Say, is_surely_before
from weimei.files.tree import Path

NEEDS_CONTRACT = frozenset(
    {
        "booking_refused", "cooling_off_request", "refund_refused", "quality_complaint", "injury", "term_expired",
        "merchant_agreed", "order_cancelled", "change_of_mind", "records_withheld", "product_swapped", "product_misused",
        "service_swapped", "price_raised",
    }
)  # fmt: skip
"""Events that cannot come before there is a contract. A clinic may well have moved, or lacked a licence, before it."""

_REQUEST_DAYS = ("asked_on", "arrived_on", "pleading_served_on", "agreed_end_on", "court_end_on", "repaid_on")


def _after_formation(path: Path, day: When | None, matter: Matter, say: Say, code: str = "date.before_formed") -> None:
    formed = matter.contract.formed_on
    if day is not None and is_surely_before(day, formed):
        say.problem(code, path, str(day), formed=str(formed))


def check_payments(matter: Matter, index: Index, say: Say) -> None:
    """Nothing but a deposit is paid before the contract is formed."""
    formed = matter.contract.formed_on
    if formed is None:
        return
    for place, leg in enumerate(matter.legs):
        paid = leg.paid_on
        if paid is not None and paid < formed and leg.kind != "deposit" and is_surely_before(paid, formed):
            say.problem("date.paid_before_formed", ("legs", place, "paid_on"), str(paid), formed=str(formed))


def check_visits(matter: Matter, index: Index, say: Say) -> None:
    """Nothing is used before it is bought, nor, where money was taken first, before the first payment."""
    formed = matter.contract.formed_on
    paid = [leg.paid_on for leg in matter.legs if leg.paid_on is not None]
    first = min(paid) if paid and len(paid) == len(matter.legs) and matter.contract.paid_before == "yes" else None
    for place, visit in enumerate(matter.redemptions):
        on = visit.on
        if on is None:
            continue
        if formed is not None and on < formed and is_surely_before(on, formed):
            say.problem("date.used_before_formed", ("redemptions", place, "on"), str(on), formed=str(formed))
        elif first is not None and on < first and is_surely_before(on, first):
            say.problem("date.used_before_paid", ("redemptions", place, "on"), str(on), paid=str(first))
        if visit.pack is not None:
            pack = index.packs.get(visit.line, {}).get(visit.pack)
            if pack is not None and is_surely_before(on, pack.on):
                say.problem(
                    "date.used_before_pack", ("redemptions", place, "on"), str(on), pack=pack.id, bought=str(pack.on)
                )


def check_terms(matter: Matter, index: Index, say: Say) -> None:
    """A period of access ends after it begins, and what happened in it comes after its start."""
    for place, line in enumerate(matter.lines):
        term = line.term
        if term is None:
            continue
        path = ("lines", place, "term")
        if is_surely_before(term.end, term.start):
            say.problem("date.term_order", (*path, "end"), str(term.end), start=str(term.start))
        _after_formation((*path, "activated_on"), term.activated_on, matter, say)
        for name, day in (("stopped_on", term.stopped_on), ("last_service_on", term.last_service_on)):
            if is_surely_before(day, term.start):
                say.problem("date.before_term", (*path, name), str(day), start=str(term.start))
        if is_surely_before(term.stopped_on, term.last_service_on):
            served = str(term.last_service_on)
            say.notice("date.served_after_stop", (*path, "last_service_on"), served, stopped=str(term.stopped_on))


def check_request(matter: Matter, index: Index, say: Say) -> None:
    """Money is asked back after the contract, and a notice arrives after it was sent."""
    request = matter.request
    formed = matter.contract.formed_on
    if formed is not None:
        for name in _REQUEST_DAYS:
            day: When | None = getattr(request, name)
            if day is not None and day < formed:
                _after_formation(("request", name), day, matter, say)
        _after_formation(("records", "requested_on"), matter.records.requested_on, matter, say)
        for place, step in enumerate(request.steps):
            _after_formation(("request", "steps", place, "on"), step.on, matter, say)
        for place, back in enumerate(matter.returned):
            _after_formation(("returned", place, "on"), back.on, matter, say)
    if is_surely_before(request.arrived_on, request.asked_on):
        say.problem(
            "date.arrived_before_asked", ("request", "arrived_on"), str(request.arrived_on), asked=str(request.asked_on)
        )
    if is_surely_before(request.grace_until, request.asked_on):
        say.notice(
            "date.grace_before_asked", ("request", "grace_until"), str(request.grace_until), asked=str(request.asked_on)
        )


def check_events(matter: Matter, index: Index, say: Say) -> None:
    """Some events need a contract to happen."""
    for place, event in enumerate(matter.events):
        if event.on is not None and event.kind in NEEDS_CONTRACT:
            _after_formation(("events", place, "on"), event.on, matter, say, "date.event_before_formed")


def check_force(policy: Policy, before: Path, say: Say) -> None:
    """A version of terms ends after it begins."""
    if is_surely_before(policy.in_force_to, policy.in_force_from):
        end, start = str(policy.in_force_to), str(policy.in_force_from)
        say.problem("date.force_order", (*before, "in_force_to"), end, start=start)


def check_policies(matter: Matter, index: Index, say: Say) -> None:
    """A version of terms ends after it begins, and is accepted while in force."""
    for place, policy in enumerate(matter.policies):
        check_force(policy, ("policies", place), say)
        accepted = policy.accepted_on
        if is_surely_before(accepted, policy.in_force_from) or is_surely_before(policy.in_force_to, accepted):
            say.notice("date.accepted_outside", ("policies", place, "accepted_on"), str(accepted))


DATE_CHECKS = (check_payments, check_visits, check_terms, check_request, check_events, check_policies)
