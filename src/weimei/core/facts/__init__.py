"""What happened: purchase, payments, treatments delivered, events, evidence by id. A fact is admitted when a rule reads it.

Unknown is a value: a field that may be unknown holds `None` (a number or a date) or "unknown" (an answer).
"""

from weimei.core.facts.events import CONSUMER_KINDS, MERCHANT_KINDS, NEUTRAL_KINDS, Event, EventKind
from weimei.core.facts.evidence import Exhibit, ExhibitKind
from weimei.core.facts.lines import Bundle, Deposit, Line, ListPrice, Pack, Plan, Redemption, Term
from weimei.core.facts.money import Layer, Leg, LoanTerms, Loss, Returned
from weimei.core.facts.people import Contract, Party, Place, Role
from weimei.core.facts.request import Reason, Records, Request
from weimei.core.facts.values import Answer, FactStruct, When

__all__ = [
    "CONSUMER_KINDS",
    "MERCHANT_KINDS",
    "NEUTRAL_KINDS",
    "Answer",
    "Bundle",
    "Contract",
    "Deposit",
    "Event",
    "EventKind",
    "Exhibit",
    "ExhibitKind",
    "FactStruct",
    "Layer",
    "Leg",
    "Line",
    "ListPrice",
    "LoanTerms",
    "Loss",
    "Pack",
    "Party",
    "Place",
    "Plan",
    "Reason",
    "Records",
    "Redemption",
    "Request",
    "Returned",
    "Role",
    "Term",
    "When",
]
