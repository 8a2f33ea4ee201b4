"""The fact-to-proof matrix: what each fact needs, who must prove it and how surely, what is there (2.9 item 10, section 4.3)."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from operator import attrgetter
from typing import Literal

import msgspec

from .judge import Court
from .outcome import Ground, Proof

Burden = Literal["consumer", "merchant"]
Standard = Literal["first_evidence", "high_probability", "beyond_reasonable_doubt"]


class Need(msgspec.Struct, frozen=True, gc=False):
    """What a fact needs: kinds of exhibits that can show it, any of them; who must show it, and how surely."""

    burden: Burden
    standard: Standard
    kinds: tuple[str, ...]
    refs: tuple[str, ...]


HIGH: Standard = "high_probability"
NEEDS: dict[str, Need] = {
    "contract": Need("consumer", "first_evidence", ("contract", "order", "chat"), ("spc-prepaid-2025:2",)),
    "payment": Need("consumer", "first_evidence", ("payment", "order", "invoice"), ("spc-prepaid-2025:2",)),
    "use": Need(
        "merchant", HIGH, ("ledger", "item_code", "medical_record"), ("civil-procedure-spc:91", "spc-prepaid-2025:25")
    ),
    "request_arrival": Need(
        "consumer", HIGH, ("notice", "delivery_proof", "chat"), ("civil-code:137", "civil-code:565")
    ),
    "prior_same_service": Need("merchant", HIGH, ("medical_record", "ledger"), ("spc-prepaid-2025:14",)),
    "relocation": Need("consumer", HIGH, ("photo", "video", "chat", "contract"), ("spc-prepaid-2025:13",)),
    "closure": Need("consumer", HIGH, ("photo", "video", "chat", "regulator_decision"), ("cpl-2013:53",)),
    "booking_refused": Need("consumer", HIGH, ("chat", "stream_screenshot", "witness"), ("civil-code:563",)),
    "staff": Need(
        "consumer", HIGH, ("contract", "promise_record", "stream_recording", "chat", "ledger"), ("civil-code:577",)
    ),
    "quality": Need(
        "consumer",
        HIGH,
        ("photo", "medical_record", "other_clinic_record"),
        ("civil-procedure-spc:91", "spc-evidence-2019:31"),
    ),
    "injury": Need(
        "consumer", HIGH, ("medical_record", "other_clinic_record", "photo"), ("civil-code:1218", "civil-code:1222")
    ),
    "health": Need("consumer", HIGH, ("medical_record", "other_clinic_record"), ("spc-prepaid-2025:13",)),
    "negotiation": Need("consumer", HIGH, ("chat", "notice", "delivery_proof"), ("spc-prepaid-2025:13",)),
    "licence": Need(
        "consumer", HIGH, ("licence_check", "regulator_decision", "photo"), ("med-inst-reg:23", "doctor-law:13")
    ),
    "deceit": Need(
        "consumer",
        "beyond_reasonable_doubt",
        ("stream_recording", "regulator_decision", "item_code", "package"),
        ("civil-procedure-spc:109",),
    ),
    "promise": Need(
        "consumer",
        HIGH,
        ("stream_recording", "promise_record", "stream_screenshot", "chat", "contract"),
        ("cpl-reg-2024:12",),
    ),
    "promise_condition": Need(
        "consumer", HIGH, ("photo", "ledger", "medical_record", "chat"), ("civil-procedure-spc:91",)
    ),
    "age": Need("consumer", HIGH, ("id_document",), ("spc-prepaid-2025:10",)),
    "breach": Need("consumer", HIGH, ("chat", "contract", "photo", "witness"), ("civil-code:577",)),
}


def proofs_of(court: Court, grounds: Iterable[Ground]) -> tuple[Proof, ...]:
    """One row for every fact that a ground still in play rests on, in the order of the table."""
    wanted = {fact for ground in grounds if ground.verdict != "does_not" for fact in ground.rests_on}
    exhibits = sorted(court.matter.evidence, key=_id)
    plain = {e.kind for e in exhibits}
    rows = []
    for fact in NEEDS:
        if fact not in wanted:
            continue
        kinds = KINDS[fact]
        has, elsewhere = NOTHING, False
        if exhibits and (not kinds.isdisjoint(plain) or any(e.facts for e in exhibits)):
            named = [e for e in exhibits if fact in e.facts or (not e.facts and e.kind in kinds)]
            has = tuple([e.id for e in named if e.held_by in ("consumer", "other")])
            elsewhere = any(e.held_by in ("clinic", "platform") for e in named)
        rows.append(_row(fact, has, elsewhere))
    return tuple(rows)


NOTHING: tuple[str, ...] = ()
KINDS = {fact: frozenset(need.kinds) for fact, need in NEEDS.items()}
_id = attrgetter("id")


@lru_cache(4096)
def _row(fact: str, has: tuple[str, ...], elsewhere: bool) -> Proof:
    need = NEEDS[fact]
    return Proof(
        fact=fact,
        state=_state(need, has, elsewhere),
        burden=need.burden,
        standard=need.standard,
        needs=need.kinds,
        has=has,
        refs=need.refs,
    )


def _state(
    need: Need, has: tuple[str, ...], elsewhere: bool
) -> Literal["held", "partly", "missing", "with_seller", "not_needed"]:
    if need.standard == "beyond_reasonable_doubt" and len(has) == 1:
        return "partly"
    if has:
        return "held"
    if elsewhere:
        return "with_seller"
    return "with_seller" if need.burden == "merchant" else "missing"
