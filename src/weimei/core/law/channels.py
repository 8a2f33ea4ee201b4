"""Complaint channels of mainland China as data (parameters/cn/channels.toml): needs, papers, what closes what."""

from __future__ import annotations

import tomllib
from datetime import date
from enum import Enum
from functools import cache
from importlib.resources import files
from typing import Literal

import msgspec

from weimei.core.errors import DomainError
from weimei.core.periods import Words


class ChannelId(Enum):
    """The ways a buyer can take, in the order in which we suggest them (MODEL)."""

    MERCHANT = "merchant"
    PLATFORM = "platform"
    MARKET_COMPLAINT = "market_complaint"
    MARKET_REPORT = "market_report"
    HEALTH_REPORT = "health_report"
    PRODUCT_REPORT = "product_report"
    POLICE = "police"
    MEDIATION_COMMITTEE = "mediation_committee"
    HEALTH_MEDIATION = "health_mediation"
    CONSUMERS_ASSOCIATION = "consumers_association"
    PAYMENT_ORDER = "payment_order"
    ARBITRATION = "arbitration"
    COURT = "court"
    ONLINE_COURT = "online_court"


class Deed(Enum):
    """A step that was taken, or that an office took, on a day."""

    NOTICE_SENT = "notice_sent"
    NOTICE_ARRIVED = "notice_arrived"
    RECORDS_REQUESTED = "records_requested"
    DEBT_ACKNOWLEDGED = "debt_acknowledged"
    PLATFORM_COMPLAINT = "platform_complaint"
    PLATFORM_DECIDED = "platform_decided"
    COMPLAINT_12315_FILED = "complaint_12315_filed"
    COMPLAINT_12315_ACCEPTED = "complaint_12315_accepted"
    COMPLAINT_12315_REFUSED = "complaint_12315_refused"
    MEDIATION_12315_ENDED = "mediation_12315_ended"
    REPORT_12315_FILED = "report_12315_filed"
    HEALTH_REPORT_FILED = "health_report_filed"
    PRODUCT_REPORT_FILED = "product_report_filed"
    POLICE_REPORT_FILED = "police_report_filed"
    MEDIATION_COMMITTEE_FILED = "mediation_committee_filed"
    MEDIATION_COMMITTEE_ACCEPTED = "mediation_committee_accepted"
    MEDIATION_AGREED = "mediation_agreed"
    HEALTH_FILED = "health_filed"
    HEALTH_ACCEPTED = "health_accepted"
    ASSOCIATION_FILED = "association_filed"
    ASSOCIATION_ACCEPTED = "association_accepted"
    PAYMENT_ORDER_FILED = "payment_order_filed"
    PAYMENT_ORDER_ACCEPTED = "payment_order_accepted"
    PAYMENT_ORDER_SERVED = "payment_order_served"
    ARBITRATION_FILED = "arbitration_filed"
    COURT_FILED = "court_filed"


Verified = Literal["READ", "READ-PART", "UNVERIFIED", "MODEL"]


class Document(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A paper of the kit. `only_if`: facts of the situation of which one must not be denied for the paper to matter."""

    id: str
    name: Words
    only_if: tuple[str, ...] = ()


class Channel(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One way: what it needs, its time limits by id, what it can and cannot do, its papers and norms.

    `filed`: deeds that show it was asked; `accepted`: deeds that show it has taken the dispute.
    """

    id: ChannelId
    name: Words
    kind: Literal["negotiation", "complaint", "report", "mediation", "court"]
    needs: tuple[Words, ...]
    limits: tuple[str, ...]
    limit_note: Words | None = None
    can: tuple[Words, ...]
    cannot: tuple[Words, ...]
    norms: tuple[str, ...]
    documents: tuple[str, ...]
    filed: tuple[Deed, ...]
    accepted: tuple[Deed, ...]


class Constraint(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A step that was taken and the channels it closes, while the text is in force (last day included)."""

    id: str
    steps: tuple[Deed, ...]
    closes: tuple[ChannelId, ...]
    norms: tuple[str, ...]
    in_force_from: date
    in_force_to: date | None = None
    verification: Verified
    why: Words

    def is_in_force(self, on: date) -> bool:
        """Whether the constraint holds for a step taken on that day."""
        return self.in_force_from <= on and (self.in_force_to is None or on <= self.in_force_to)


class Reason(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Why a channel is open, closed or later, or a caution about it."""

    id: str
    zh: str
    en: str
    norms: tuple[str, ...] = ()
    verification: Verified = "READ"


class ChannelBook(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Everything the planner reads."""

    document: tuple[Document, ...]
    channel: tuple[Channel, ...]
    constraint: tuple[Constraint, ...]
    reason: tuple[Reason, ...]

    def channel_of(self, channel_id: ChannelId) -> Channel:
        """The channel of that id."""
        return next(channel for channel in self.channel if channel.id is channel_id)

    def document_of(self, document_id: str) -> Document:
        """The paper of that id."""
        return next(document for document in self.document if document.id == document_id)

    def reason_of(self, reason_id: str) -> Reason:
        """The reason of that id."""
        return next(reason for reason in self.reason if reason.id == reason_id)

    def constraints_on(self, on: date) -> tuple[Constraint, ...]:
        """The constraints in force on a day."""
        return tuple(constraint for constraint in self.constraint if constraint.is_in_force(on))


def read_channels(text: str) -> ChannelBook:
    """The book from TOML text. Refuses a missing channel and a paper that no list has."""
    book = msgspec.convert(tomllib.loads(text), type=ChannelBook)
    if [channel.id for channel in book.channel] != list(ChannelId):
        raise DomainError(
            "law.channels",
            "The channels of the file are not those of the code, in the same order.",
            remedy="Give each channel once, in the order of ChannelId.",
        )
    known = {document.id for document in book.document}
    for channel in book.channel:
        unknown = [name for name in channel.documents if name not in known]
        if unknown:
            raise DomainError(
                "law.channel_documents",
                f"The channel {channel.id.value} names papers that the file does not have: {', '.join(unknown)}.",
                remedy="Add the paper or correct its name.",
            )
    return book


@cache
def cn_channels() -> ChannelBook:
    """The channels of mainland China, read once."""
    source = files("weimei.core.law") / "parameters" / "cn" / "channels.toml"
    return read_channels(source.read_text(encoding="utf-8"))
