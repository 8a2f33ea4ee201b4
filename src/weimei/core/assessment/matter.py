"""A matter: one file of facts and terms for the engine."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Literal

from msgspec.structs import replace

from weimei.core.facts import (
    Bundle,
    Contract,
    Event,
    Exhibit,
    FactStruct,
    Layer,
    Leg,
    Line,
    Loss,
    Party,
    Records,
    Redemption,
    Request,
    Returned,
)
from weimei.core.policy.policies import Policy, Promise


class Readings(FactStruct, frozen=True, kw_only=True):
    """Our choices where the law is silent, as switches. Each is shown with the assessment that rests on it."""

    scope_medical: Literal["in", "out"] = "in"
    """Medical aesthetics as beauty in the sense of spc-prepaid-2025 art 1 (section 6 item 1)."""
    time_reach: Literal["pending", "new_only"] = "pending"
    """Whether spc-prepaid-2025 reaches contracts before 2025-05-01 (section 6 item 12)."""
    day_count: Literal[365, 360] = 365
    formation: Literal["order", "signing"] = "order"
    interest_start: Literal["rescission", "payment"] = "rescission"
    short_move_m: int = 1000
    tainted_value: Literal["none", "price"] = "none"
    term_count: Literal["inclusive", "literal"] = "inclusive"


class Matter(FactStruct, frozen=True, kw_only=True):
    """Everything about one contract that a rule reads. Money is in `currency`, whole minor units inside."""

    format: Literal["weimei.matter/1"] = "weimei.matter/1"
    id: str
    title: str = ""
    currency: str = "CNY"
    parties: tuple[Party, ...] = ()
    contract: Contract = Contract()
    lines: tuple[Line, ...]
    bundles: tuple[Bundle, ...] = ()
    layers: tuple[Layer, ...] = ()
    legs: tuple[Leg, ...] = ()
    redemptions: tuple[Redemption, ...] = ()
    promises: tuple[Promise, ...] = ()
    policies: tuple[Policy, ...] = ()
    events: tuple[Event, ...] = ()
    evidence: tuple[Exhibit, ...] = ()
    returned: tuple[Returned, ...] = ()
    losses: tuple[Loss, ...] = ()
    records: Records = Records()
    request: Request = Request()
    readings: Readings = Readings()


def in_order(matter: Matter) -> Matter:
    """The same matter with everything in canonical order: by date, then id, then content. The order in a file decides nothing."""
    changed: dict[str, tuple[Any, ...]] = {}
    for field, key in ORDERS:
        items = getattr(matter, field)
        if len(items) > 1:
            ordered = tuple(sorted(items, key=key))
            if ordered != items:
                changed[field] = ordered
    return replace(matter, **changed) if changed else matter


def _by_id(item: Any) -> tuple[str, str]:
    return "", item.id


ORDERS: tuple[tuple[str, Callable[[Any], Any]], ...] = (
    ("lines", _by_id),
    ("bundles", _by_id),
    ("layers", _by_id),
    ("legs", lambda leg: (leg.paid_on or "", leg.id)),
    ("redemptions", lambda visit: (visit.on or "", visit.id)),
    ("promises", _by_id),
    ("policies", lambda policy: (policy.id, policy.version)),
    ("events", lambda e: (e.on or "", e.kind, e.id, e.line or "", e.proved, e.units or 0)),
    ("returned", lambda one: (one.on or "", one.id)),
    ("losses", _by_id),
    ("evidence", _by_id),
)
