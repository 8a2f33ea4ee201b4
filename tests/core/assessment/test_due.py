"""Whether the money is owed as things stand, or only if the merchant agrees or a court ends the contract (2.10 step 5)."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from weimei.core.assessment.assess import assess
from weimei.core.assessment.matter import Matter
from weimei.core.facts import Contract, Event, Leg, Line, ListPrice, Request, When
from weimei.core.money import Fen
from weimei.core.policy.clauses import ExitRight, RefundAnyTime
from weimei.core.policy.policies import Policy, Promise

AT = date(2026, 11, 22)
LINE = Line(id="L1", plan="sessions", price=Fen(1_000_000), units=10, used=4, list_price=ListPrice(shown="no"))
OWN = (Event(kind="change_of_mind", id="E", proved="yes"),)


def is_due(**more: Any) -> bool:
    contract = more.pop("contract", Contract(formed_on=When("2026-03-01"), prior_same_service="yes"))
    return assess(Matter(id="m", contract=contract, lines=(LINE,), **more), AT).due


def test_a_bare_wish_to_leave_ends_nothing():
    assert not is_due(events=OWN)
    assert not is_due(request=Request(reason="personal"))
    assert not is_due(events=OWN, request=Request(merchant_agrees="no"))


@pytest.mark.parametrize(
    "by",
    [
        {"request": Request(merchant_agrees="yes")},
        {"request": Request(agreed_end_on=When("2026-10-01"))},
        {"request": Request(court_end_on=When("2026-10-01"))},
        {"contract": Contract(formed_on=When("2026-03-01"), open_ended="yes")},
        {"events": (*OWN, Event(kind="merchant_agreed", id="F", proved="yes"))},
        {"policies": (Policy(id="P", by="merchant", clauses=(ExitRight(id="a"),)),)},
        {"promises": (Promise(id="W", by="host", clause=RefundAnyTime(), proved="yes"),)},
    ],
)
def test_her_own_wish_is_enough_where_somebody_agreed_or_the_terms_or_a_court_let_her_go(by: dict[str, Any]):
    assert is_due(**{"events": OWN, **by})


def test_a_right_to_leave_that_is_not_shown_lets_nobody_go():
    assert not is_due(events=OWN, promises=(Promise(id="W", by="host", clause=RefundAnyTime()),))


def test_the_merchants_doing_is_due_and_nothing_known_is_not():
    assert is_due(events=(Event(kind="closed", id="E", proved="yes"),))
    assert not is_due()


def test_a_notice_that_arrived_ends_the_contract_even_where_nothing_is_known():
    assert is_due(request=Request(arrived_on=When("2026-10-01")))
    assert not is_due(request=Request(asked_on=When("2026-10-01")))


def ask_by(at: str, *paid_on: str) -> str | None:
    """The last day to ask everything back without a reason, where nothing was used or asked yet."""
    legs = tuple(Leg(id=f"P{n}", amount=Fen(500_000), paid_on=When(day)) for n, day in enumerate(paid_on))
    unused = Line(id="L1", plan="sessions", price=Fen(500_000 * len(legs)), units=10, used=0)
    contract = Contract(formed_on=When(paid_on[0]), prior_same_service="no")
    found = assess(Matter(id="m", contract=contract, lines=(unused,), legs=legs), date.fromisoformat(at))
    return next((ground.ask_by for ground in found.grounds if ground.id == "cooling_off"), None)


def test_the_safe_day_to_ask_is_the_seventh_and_after_it_the_day_to_which_a_holiday_moves_the_end():
    assert ask_by("2026-09-30", "2026-09-24") == "2026-10-01"
    assert ask_by("2026-10-01", "2026-09-24") == "2026-10-01"
    assert ask_by("2026-10-02", "2026-09-24") == "2026-10-08"
    assert ask_by("2026-10-09", "2026-09-24") is None


def test_of_two_payments_the_one_whose_days_end_first_sets_the_day():
    assert ask_by("2026-11-13", "2026-11-10", "2026-11-12") == "2026-11-17"
    assert ask_by("2026-11-18", "2026-11-10", "2026-11-12") == "2026-11-19"
