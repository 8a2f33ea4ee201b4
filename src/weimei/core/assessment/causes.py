"""Step 7 of the order of evaluation: whose doing is it? Each event opens one or more columns (2.9 items 1, 9, 11-13)."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import msgspec

from weimei.core.facts import Event
from weimei.core.findings import Column, Why
from weimei.core.law.statutes.cn.prepaid import minor_standing

from .matter import Matter, Readings

ORDER: tuple[Column, ...] = ("merchant", "neutral", "consumer")
SILENT = frozenset(
    {
        "records_withheld",
        "refund_refused",
        "inducement",
        "cooling_off_request",
        "term_expired",
        "merchant_agreed",
        "order_cancelled",
    }
)
"""These say nothing of the cause."""


class Finding(msgspec.Struct, gc=False):
    """What one event says: the columns it opens, which of them is the default, whether it is proved."""

    event: Event
    columns: tuple[Column, ...]
    default: Column | None
    why: Why


class Causes(msgspec.Struct, gc=False):
    """All events read: `columns` the cause set of the matter, `default` the column that an item names, if any."""

    columns: tuple[Column, ...]
    default: Column | None
    findings: tuple[Finding, ...]
    why: Why


M: tuple[Column, ...] = ("merchant",)
N: tuple[Column, ...] = ("neutral",)
C: tuple[Column, ...] = ("consumer",)
MC: tuple[Column, ...] = ("merchant", "consumer")
NC: tuple[Column, ...] = ("neutral", "consumer")
MN: tuple[Column, ...] = ("merchant", "neutral")
NONE: tuple[Column, ...] = ()


def read_event(event: Event, readings: Readings, terms: frozenset[str]) -> Finding:
    """The columns that one event opens. An event that its side could not prove opens none."""
    kind = event.kind
    if event.proved == "no" or kind in SILENT:
        return Finding(
            event,
            NONE,
            None,
            Why("event.not_shown" if event.proved == "no" else "event.silent", (), (f"events.{kind}",)),
        )
    if kind == "staff_changed":
        return _staff(event, terms)
    if kind == "relocated":
        return _relocated(event, readings, terms)
    if kind in ("health_change", "pregnancy"):
        return _finding(event, NC, None, "cause.health", ("spc-prepaid-2025:13", "open:5"))
    if kind == "contraindication_before":
        return _finding(
            event,
            MN if event.proved == "yes" else ORDER,
            None,
            "cause.contraindication",
            ("civil-code:563", "civil-code:580", "open:25"),
        )
    if kind in ("force_majeure", "minor"):
        refs = ("spc-prepaid-2025:15",) if kind == "force_majeure" else ("spc-prepaid-2025:10",)
        if event.proved == "yes":
            return _finding(event, N, "neutral", "cause.neutral", refs)
        return _finding(event, NC, None, "cause.unproved", refs)
    if kind == "move_of_consumer":
        return _own_move(event)
    if kind == "change_of_mind":
        return _finding(event, C, "consumer", "cause.own_wish", ("spc-prepaid-2025:19",))
    norms = _MERCHANT_REFS.get(kind, ("civil-code:563", "spc-prepaid-2025:13"))
    if event.proved == "yes":
        return _finding(event, M, "merchant", "cause.merchant", norms)
    return _finding(event, MC, None, "cause.unproved", norms)


_MERCHANT_REFS: dict[str, tuple[str, ...]] = {
    "closed": ("spc-prepaid-2025:13", "cpl-2013:53", "cpl-reg-2024:22"),
    "service_stopped": ("spc-prepaid-2025:13", "civil-code:563"),
    "absconded": ("spc-prepaid-2025:13", "spc-prepaid-2025:23"),
    "provider_transferred": ("spc-prepaid-2025:13",),
    "booking_refused": ("spc-prepaid-2025:13", "civil-code:563"),
    "unlicensed": ("civil-code:153", "civil-code:157", "med-inst-reg:23"),
    "not_a_doctor": ("civil-code:153", "civil-code:157", "doctor-law:13"),
    "not_lead_physician": ("ma-service:11", "civil-code:577"),
    "product_swapped": ("civil-code:577", "penalty-consumer:6", "penalty-consumer:16"),
    "service_swapped": ("civil-code:577", "penalty-consumer:6", "penalty-consumer:16"),
    "product_misused": ("doctor-law:29", "device-reg-2021:55"),
    "fake_drug": ("drug-law:98", "fd-punitive-2024:9"),
    "device_unregistered": ("device-reg-2021:55",),
    "false_claim": ("civil-code:148", "cpl-2013:55"),
    "quality_complaint": ("civil-code:577", "civil-code:582", "cpl-2013:48"),
    "injury": ("civil-code:563", "civil-code:1218"),
    "price_raised": ("spc-prepaid-2025:12",),
}


def _finding(
    event: Event, columns: tuple[Column, ...], default: Column | None, code: str, refs: tuple[str, ...]
) -> Finding:
    return Finding(event, columns, default, Why(code, refs, (f"events.{event.kind}",)))


def _staff(event: Event, terms: frozenset[str]) -> Finding:
    """2.9 item 1, first match. Where nobody says whether she accepted, both columns stand, the merchant's by default."""
    refs = ("civil-code:577", "spc-prepaid-2025:12", "open:29")
    if event.accepted == "yes":
        return _finding(event, NONE, None, "cause.staff_accepted", refs)
    nobody = event.nobody_offered == "yes" and event.proved == "yes"
    breach = M if nobody or event.accepted == "no" else MC
    if event.repeated == "yes" and event.proved == "yes":
        return _finding(event, breach, "merchant", "cause.staff_repeated", refs)
    if nobody:
        return _finding(event, M, "merchant", "cause.staff_nobody", ("civil-code:563",))
    if event.equal_substitute == "no" and event.proved == "yes":
        return _finding(event, breach, "merchant", "cause.staff_lower", ("spc-prepaid-2025:12", "civil-code:577"))
    if event.named_in_contract == "yes":
        return _finding(event, MC, "merchant" if event.proved == "yes" else None, "cause.staff_named", refs)
    return _finding(event, MC, None, "cause.staff_open", refs)


def _relocated(event: Event, readings: Readings, terms: frozenset[str]) -> Finding:
    """2.9 item 12: the merchant's move is the merchant's doing; a short one with the same service is open, default merchant."""
    refs = ("spc-prepaid-2025:13", "cpl-2013:53")
    if event.proved != "yes":
        return _finding(event, MC, None, "cause.unproved", refs)
    bound = event.place_in_contract == "yes" or "branch_bound" in terms or event.notice_given == "no"
    near = event.distance_m is not None and event.distance_m <= readings.short_move_m
    if near and not bound and event.same_transport == "yes" and event.same_service == "yes":
        return _finding(event, MC, "merchant", "cause.short_move", (*refs, "open:34", "model:short_move"))
    return _finding(event, M, "merchant", "cause.relocated", refs)


def _own_move(event: Event) -> Finding:
    """2.9 item 12: the consumer's own move is hers; a neutral reading only with proof of an unforeseen transfer."""
    refs = ("spc-prepaid-2025:13", "open:34")
    if event.unforeseen == "yes" and event.negotiated == "yes" and event.proved == "yes":
        return _finding(event, NC, "consumer", "cause.own_move_unforeseen", refs)
    return _finding(event, C, "consumer", "cause.own_move", refs)


def causes_of(matter: Matter, terms: frozenset[str], is_dead: Callable[[Event], bool]) -> Causes:
    """The cause set: a proved merchant event the consumer relies on beats a private reason; unproved ones stay open.

    `is_dead`: the year of civil-code 564 has run out for an event; it opens nothing any more.
    """
    findings = tuple(_read(e, matter, terms, is_dead) for e in _in_order(matter))
    speaking = [f for f in findings if f.columns]
    sole = [f for f in speaking if f.columns == M]
    if sole:
        return Causes(M, "merchant", findings, sole[0].why)
    settled = next((f for f in speaking if f.columns == N and f.event.proved == "yes"), None)
    if settled is not None:
        return Causes(N, "neutral", findings, settled.why)
    if not speaking:
        return _by_reason(matter, findings)
    found: set[Column] = set()
    for f in speaking:
        found.update(f.columns)
    if found == {"consumer"}:
        return Causes(C, "consumer", findings, speaking[0].why)
    defaults = {f.default for f in speaking if f.columns != C}
    default = defaults.pop() if len(defaults) == 1 else None
    columns = tuple(column for column in ORDER if column in found)
    lead = next(f for f in speaking if f.columns != C)
    return Causes(columns, default, findings, lead.why)


def _read(event: Event, matter: Matter, terms: frozenset[str], is_dead: Callable[[Event], bool]) -> Finding:
    if is_dead(event):
        return _lapsed(event)
    if event.kind == "minor" and event.proved != "no":
        return _minor(event, matter)
    return read_event(event, matter.readings, terms)


def _in_order(matter: Matter) -> Sequence[Event]:
    """Events by date, then kind, then id: the order in the file decides nothing. A buyer known to be a minor adds one."""
    events = matter.events
    if any(party.role == "buyer" and party.born_on is not None for party in matter.parties):
        standing = _standing(matter)
        if standing is not None and standing != "adult" and not any(event.kind == "minor" for event in events):
            events = (*events, Event(kind="minor", proved="yes"))
    return (
        sorted(events, key=lambda e: (e.on or "", e.kind, e.id, e.line or "", e.proved, e.units or 0))
        if len(events) > 1
        else events
    )


def _standing(matter: Matter) -> str | None:
    """The buyer's standing on the day of the order (art 10): void, void_unless_ratified, bound, adult; None: age not known."""
    buyer = next((p for p in matter.parties if p.role == "buyer" and p.born_on is not None), None)
    formed = matter.contract.formed_on or next((leg.paid_on for leg in matter.legs if leg.paid_on is not None), None)
    if buyer is None or buyer.born_on is None or formed is None:
        return None
    born, day = buyer.born_on.first, formed.last
    age = day.year - born.year - ((day.month, day.day) < (born.month, born.day))
    return minor_standing(
        age=age, lives_on_own_labour=buyer.lives_on_own_labour == "yes", consented=buyer.guardian_consent == "yes"
    )


def _minor(event: Event, matter: Matter) -> Finding:
    """Art 10: a minor's contract is void unless consented, ratified or fitting age and mind; then the cause decides as ever."""
    refs = ("spc-prepaid-2025:10", "civil-code:145")
    standing = _standing(matter)
    if standing in ("adult", "bound"):
        return _finding(event, NONE, None, "cause.minor_bound", refs)
    buyer = next((p for p in matter.parties if p.role == "buyer"), None)
    open_consent = standing == "void_unless_ratified" and buyer is not None and buyer.guardian_consent == "unknown"
    if event.proved == "yes" and not open_consent:
        return _finding(event, N, "neutral", "cause.minor", (*refs, "model:minor_valued_as_neutral"))
    return _finding(event, NC, None, "cause.minor_open", (*refs, "open:22"))


def _lapsed(event: Event) -> Finding:
    return _finding(event, NONE, None, "ground.lapsed", ("civil-code:564", "civil-code:199"))


def _by_reason(matter: Matter, findings: tuple[Finding, ...]) -> Causes:
    """No event speaks: only unproved ones, or none at all and the consumer's own account."""
    failed = [f for f in findings if f.event.proved == "no" or f.why.code == "ground.lapsed"]
    if failed:
        return Causes(C, "consumer", findings, Why("cause.only_unproved", ("civil-procedure-spc:90",), ("events",)))
    if matter.request.reason == "personal":
        return Causes(C, "consumer", findings, Why("cause.own_wish", ("spc-prepaid-2025:19",), ("request.reason",)))
    if matter.request.reason == "health":
        return Causes(NC, None, findings, Why("cause.health", ("spc-prepaid-2025:13", "open:5"), ("request.reason",)))
    return Causes(MC, None, findings, Why("cause.unknown", (), ("request.reason",)))
