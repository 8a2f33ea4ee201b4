"""What happened after the purchase, one event at a time, each with whether it can be proved."""

from __future__ import annotations

from typing import Literal

from weimei.core.facts.values import Answer, FactStruct, When
from weimei.core.money import Fen

EventKind = Literal[
    "relocated",
    "closed",
    "provider_transferred",
    "service_stopped",
    "absconded",
    "booking_refused",
    "staff_changed",
    "unlicensed",
    "not_a_doctor",
    "not_lead_physician",
    "product_swapped",
    "product_misused",
    "fake_drug",
    "device_unregistered",
    "service_swapped",
    "false_claim",
    "inducement",
    "quality_complaint",
    "injury",
    "records_withheld",
    "refund_refused",
    "price_raised",
    "contraindication_before",
    "health_change",
    "pregnancy",
    "force_majeure",
    "minor",
    "move_of_consumer",
    "change_of_mind",
    "cooling_off_request",
    "term_expired",
    "merchant_agreed",
    "order_cancelled",
]

MERCHANT_KINDS: frozenset[str] = frozenset(
    {
        "relocated",
        "closed",
        "provider_transferred",
        "service_stopped",
        "absconded",
        "booking_refused",
        "unlicensed",
        "not_a_doctor",
        "not_lead_physician",
        "product_swapped",
        "product_misused",
        "fake_drug",
        "device_unregistered",
        "service_swapped",
        "false_claim",
        "quality_complaint",
        "injury",
        "price_raised",
    }
)
"""Proved, these are the merchant's doing. One change of staff is open, a repeated one is the merchant's (2.9 item 1)."""
NEUTRAL_KINDS: frozenset[str] = frozenset(
    {"health_change", "pregnancy", "force_majeure", "minor", "contraindication_before"}
)
CONSUMER_KINDS: frozenset[str] = frozenset({"move_of_consumer", "change_of_mind"})


class Event(FactStruct, frozen=True, kw_only=True):
    """One event. `proved` no: the side that relies on it could not show it; unknown opens both readings.

    `line`, `units`: the part of the bargain that it touches; left out, the whole. `worth`: market price of what was really
    given in a swap. `known_on`: when the consumer learnt of it, from which the year of civil-code 564 runs.
    """

    kind: EventKind
    id: str = ""
    on: When | None = None
    proved: Answer = "unknown"
    known_on: When | None = None
    line: str | None = None
    units: int | None = None
    worth: Fen | None = None
    evidence: tuple[str, ...] = ()
    # a move of the premises (2.9 item 12)
    distance_m: int | None = None
    same_transport: Answer = "unknown"
    same_service: Answer = "unknown"
    notice_given: Answer = "unknown"
    place_in_contract: Answer = "unknown"
    # a change of staff (2.9 item 1)
    named_in_contract: Answer = "unknown"
    repeated: Answer = "unknown"
    accepted: Answer = "unknown"
    equal_substitute: Answer = "unknown"
    nobody_offered: Answer = "unknown"
    # deceit and breaches of the rules of practice (2.9 items 9, 11)
    reach: Literal["whole", "part", "unknown"] = "unknown"
    lead_promised: Answer = "unknown"
    title_feigned: Answer = "unknown"
    drug_price: Fen | None = None
    knowing: Answer = "unknown"
    # the consumer's own move or health (2.9 item 12, art 13 para 2)
    unforeseen: Answer = "unknown"
    negotiated: Answer = "unknown"
    disability_grade: int | None = None
    days_after_payment: int | None = None
    within_7_days: Answer = "unknown"
    # what the merchant asked in return: civil-code 564
    decision_demanded_on: When | None = None
