"""Step 5: has the contract ended, when, and by what (civil-code 565; spc-contract-2023 arts 32, 52-54, 59)."""

from __future__ import annotations

from datetime import date

from weimei.core.facts import When

from .matter import Matter
from .values import End


def end_of(matter: Matter, at: date) -> End:
    """The end of the contract as far as it is known.

    A judged or agreed end, the end of a period of grace, arrival of the notice, service of the pleading, in that order. A
    request without proof of arrival stands in as an assumption, and bears no interest; without one the day of the
    assessment stands in for the length of a term only.
    """
    request = matter.request
    agreed = next((event for event in matter.events if event.kind == "merchant_agreed" and event.proved != "no"), None)
    known: tuple[tuple[When | None, str, str], ...] = (
        (request.court_end_on, "court", "request.court_end_on"),
        (request.agreed_end_on or (agreed.on if agreed else None), "agreement", "request.agreed_end_on"),
        (request.grace_until if request.arrived_on else None, "grace", "request.grace_until"),
        (request.arrived_on, "notice", "request.arrived_on"),
        (request.pleading_served_on, "pleading", "request.pleading_served_on"),
    )
    for day, by, fact in known:
        if day is not None:
            return End(day.first, day.last, by, ended=True, proved=True, facts=(fact,))
    if request.asked_on is not None:
        return End(
            request.asked_on.first,
            request.asked_on.last,
            "asked",
            ended=False,
            proved=False,
            facts=("request.asked_on",),
        )
    return End(at, at, "as_of", ended=False, proved=False, facts=("as_of",))
