"""The same matter under each reason: what it would be worth if that reason were shown, and no other (for `compare`)."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec.structs import replace

from weimei.core.facts import MERCHANT_KINDS, Event, Reason

from .matter import Matter


def under_each_reason(matter: Matter) -> Iterator[tuple[str, Matter]]:
    """The matter as filed, then under each reason: (name, matter). Facts stay; events and their proof change.

    not_started only where nothing is recorded as used; merchant takes the merchant events of the file as proved, or a refused
    booking where the file has none; fraud takes the claims of deceit as proved; health, personal stand alone.
    """
    yield "as_filed", matter
    if _untouched(matter):
        yield (
            "not_started",
            _with(matter, "not_started", (Event(kind="cooling_off_request", within_7_days="yes", proved="yes"),)),
        )
    breaches = tuple(
        replace(event, proved="yes")
        for event in matter.events
        if event.kind in MERCHANT_KINDS and event.kind not in DECEIT
    )
    yield "merchant", _with(matter, "merchant", breaches or (Event(kind="booking_refused", proved="yes"),))
    deceits = tuple(replace(event, proved="yes") for event in matter.events if event.kind in DECEIT)
    if deceits:
        yield "fraud", _with(matter, "fraud", deceits)
    yield "health", _with(matter, "health", (Event(kind="health_change", proved="yes"),))
    yield "personal", _with(matter, "personal", (Event(kind="change_of_mind", proved="yes"),))


DECEIT = frozenset({"false_claim", "unlicensed", "not_a_doctor", "product_swapped", "service_swapped", "fake_drug"})


def _with(matter: Matter, reason: Reason, events: tuple[Event, ...]) -> Matter:
    return replace(matter, events=events, request=replace(matter.request, reason=reason))


def _untouched(matter: Matter) -> bool:
    return not matter.redemptions and all(
        not line.used and not line.used_value and line.performed in ("none", "unknown") for line in matter.lines
    )
