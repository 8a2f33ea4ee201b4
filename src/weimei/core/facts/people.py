"""Who took part, and what they agreed as a whole."""

from __future__ import annotations

from typing import Literal

from weimei.core.facts.values import Answer, FactStruct, When

Role = Literal[
    "buyer", "guardian", "patient", "clinic", "platform", "host", "room_operator", "lender", "coupon_funder", "doctor"
]
Province = Literal["CN-BJ", "CN-ZJ", "CN-SD", "CN-SH", "CN-JS", "CN-GD", "other"]


class Party(FactStruct, frozen=True, kw_only=True):
    """A person or business by its role. The buyer's birth date decides whether a minor bought."""

    id: str
    role: Role
    name: str = ""
    born_on: When | None = None
    registry_no: str = ""
    lives_on_own_labour: Answer = "unknown"
    """A buyer of 16 or 17 who lives mainly on own labour counts as adult (civil-code 18)."""
    guardian_consent: Answer = "unknown"


class Place(FactStruct, frozen=True, kw_only=True):
    """Where the contract is performed. Local rules apply by province (ISO 3166-2)."""

    province: Province = "other"
    city: str = ""


class Contract(FactStruct, frozen=True, kw_only=True):
    """The bargain as a whole.

    `formed_on` is the day of the order in the stream (reading `model:formation_order`); `signed_on` the day papers were
    signed in the clinic. `nature` work: something made to order that ends in a result (civil-code 770).
    """

    formed_on: When | None = None
    signed_on: When | None = None
    medical_aesthetics: Answer = "unknown"
    livestream: Answer = "unknown"
    purpose: Literal["consumption", "therapeutic", "unknown"] = "unknown"
    nature: Literal["service", "work", "goods"] = "service"
    card: Literal["single_purpose", "multi_purpose", "none"] = "none"
    paid_before: Answer = "yes"
    """Whether money was taken before performance, at least in part (spc-prepaid-2025 art 1)."""
    open_ended: Answer = "unknown"
    prior_same_service: Answer = "unknown"
    """Whether the consumer had had the same service before contracting (spc-prepaid-2025 art 14)."""
    place: Place | None = None
