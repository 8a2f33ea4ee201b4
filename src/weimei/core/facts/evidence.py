"""Exhibits, by what they are and which facts they speak to."""

from __future__ import annotations

from typing import Literal

from weimei.core.facts.values import FactStruct, When

ExhibitKind = Literal[
    "order",
    "payment",
    "contract",
    "consent_form",
    "price_list",
    "stream_recording",
    "stream_screenshot",
    "promise_record",
    "chat",
    "ledger",
    "item_code",
    "package",
    "medical_record",
    "photo",
    "video",
    "invoice",
    "notice",
    "delivery_proof",
    "licence_check",
    "other_clinic_record",
    "regulator_decision",
    "loan_contract",
    "travel_receipt",
    "id_document",
    "witness",
]


class Exhibit(FactStruct, frozen=True, kw_only=True):
    """One piece of evidence. `facts` are the names of facts it speaks to, as in the fact-to-proof matrix."""

    id: str
    kind: ExhibitKind
    what: str = ""
    held_by: Literal["consumer", "clinic", "platform", "other"] = "consumer"
    on: When | None = None
    sha256: str | None = None
    facts: tuple[str, ...] = ()
