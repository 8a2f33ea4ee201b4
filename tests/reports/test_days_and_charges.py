"""What lies after the day of the assessment is named beside the sum, and a charge shows its base, its share and its limit."""

from __future__ import annotations

from datetime import date

import pytest

from weimei import engine
from weimei.core.assessment.matter import Matter
from weimei.core.facts import Event, Line, ListPrice, When
from weimei.core.money import Fen
from weimei.core.policy.clauses import PenaltyPercent
from weimei.core.policy.policies import Policy

LINE = Line(
    id="L1", plan="sessions", name="光子嫩肤", price=Fen(1_000_000), units=10, used=4, list_price=ListPrice(shown="no")
)  # fmt: skip


def told(matter: Matter, lang: str) -> str:
    found = engine.assess(matter, as_of=date(2026, 11, 22))
    text = engine.render(matter, found, format="text", lang=lang, full=True, width=200)
    assert isinstance(text, str)
    return text


@pytest.mark.parametrize(("lang", "name", "words"), [("zh", "门店关了", "2026年12月15日才发生"), ("en", "closed", "Happens on 15 Dec 2026")])  # fmt: skip
def test_a_closing_announced_for_december_is_named_and_left_out(lang, name, words):
    closing = Event(kind="closed", id="E1", proved="yes", on=When("2026-12-15"))
    text = told(Matter(id="m", lines=(LINE,), events=(closing,)), lang)

    assert words in text
    assert name in text


@pytest.mark.parametrize(("lang", "words"), [("zh", "没用部分¥6,000.00×30.00%"), ("en", "Unused ¥6,000.00 × 30.00%")])
def test_a_penalty_shows_its_base_and_its_share(lang, words):
    clause = PenaltyPercent(id="K1", basis_points=3000, base="unused", flagged="yes", invoked="yes")
    terms = Policy(id="T1", by="merchant", clauses=(clause,))
    leaving = Event(kind="change_of_mind", id="E1", proved="yes")
    text = told(Matter(id="m", lines=(LINE,), policies=(terms,), events=(leaving,)), lang)

    assert words in text
    assert "1,800.00" in text
    assert "4,200.00" in text
