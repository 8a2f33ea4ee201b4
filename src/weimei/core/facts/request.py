"""What the consumer asks, why, and when it reached the merchant."""

from __future__ import annotations

from typing import Literal

from weimei.core.facts.values import Answer, FactStruct, When
from weimei.core.money import Fen

DeedName = Literal[
    "notice_sent",
    "notice_arrived",
    "records_requested",
    "debt_acknowledged",
    "platform_complaint",
    "platform_decided",
    "complaint_12315_filed",
    "complaint_12315_accepted",
    "complaint_12315_refused",
    "mediation_12315_ended",
    "report_12315_filed",
    "health_report_filed",
    "product_report_filed",
    "police_report_filed",
    "mediation_committee_filed",
    "mediation_committee_accepted",
    "mediation_agreed",
    "health_filed",
    "health_accepted",
    "association_filed",
    "association_accepted",
    "payment_order_filed",
    "payment_order_accepted",
    "payment_order_served",
    "arbitration_filed",
    "court_filed",
]
"""Steps towards the money, as the channels of the law reference (section 4) know them; `debt_acknowledged`: the merchant
admits that it owes the money, in writing or by paying a part."""

Reason = Literal["not_started", "not_as_agreed", "merchant", "fraud", "health", "personal", "unknown"]
"""The consumer's own account. It never decides the cause by itself: events and their proof do."""


class Request(FactStruct, frozen=True, kw_only=True):
    """The demand for money back.

    `arrived_on`: first provable arrival of a notice of rescission at the merchant, or of a pleading (`pleading_served_on`);
    interest never starts before it. `claimed`, `claimed_damages`: the sums asked for, by head; left out, there is no cap.
    """

    reason: Reason = "unknown"
    asked_on: When | None = None
    arrived_on: When | None = None
    grace_until: When | None = None
    pleading_served_on: When | None = None
    agreed_end_on: When | None = None
    court_end_on: When | None = None
    merchant_agrees: Answer = "unknown"
    claimed: Fen | None = None
    claimed_damages: Fen | None = None
    claimed_total: Fen | None = None
    cut_asked: Answer = "yes"
    """Whether the consumer asks the court to cut an agreed charge (civil-code 585); without it the charge stands."""
    repaid_on: When | None = None
    own_fault_basis_points: int = 0
    """The consumer's own share of fault in a loss, in hundredths of a percent (civil-code 592)."""
    steps: tuple[Step, ...] = ()


class Step(FactStruct, frozen=True, kw_only=True):
    """A step already taken, or taken by an office, on a day; the planner reads it. `number`: the other side's reference."""

    deed: DeedName
    on: When
    number: str = ""


class Records(FactStruct, frozen=True, kw_only=True):
    """Contract and consumption records in the merchant's hands (spc-prepaid-2025 art 25)."""

    requested_on: When | None = None
    withheld: Answer = "unknown"
