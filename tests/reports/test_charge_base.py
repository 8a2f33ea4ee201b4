"""A charge shows how its base came about and which base was taken; an explanation cites its whole derivation."""

from __future__ import annotations

from typing import Any

import pytest

from reports.matters import a_matter, judged
from reports.reading import texts
from weimei import engine
from weimei.core.facts import Event, Line, ListPrice
from weimei.core.money import Fen
from weimei.core.policy.clauses import PenaltyPercent
from weimei.core.policy.policies import Policy
from weimei.reports import compare_document, compose, explain, render
from weimei.reports.html import to_html
from weimei.reports.tree import Ledger

LISTED = ListPrice(amount=Fen(198000), shown="yes", sales="yes", attacked="no")
LEAVING = Event(kind="change_of_mind", proved="yes")


def a_course(**changed: Any) -> Line:
    facts: dict[str, Any] = {"id": "L1", "plan": "sessions", "name": "光子", "price": Fen(1280000), "units": 10}
    return Line(**(facts | {"free_units": 2, "used": 3, "free_in_bargain": "yes", "list_price": LISTED} | changed))


def leaving(*lines: Line, base: Any = None, **changed: Any):
    terms = Policy(id="t", by="merchant", clauses=(PenaltyPercent(basis_points=3000, base=base, flagged="yes"),))
    facts = {"lines": lines, "legs": (), "promises": (), "events": (LEAVING,), "policies": (terms,)}
    return judged(a_matter(**(facts | changed)))


def notes(*lines: Line, lang: str = "zh", base: Any = None) -> list[str]:
    matter, found, plans = leaving(*lines, base=base)
    document = compose(matter, found, plans, lang)  # type: ignore[arg-type]
    blocks = next(one for one in document.sections if one.id == "working").blocks
    return [row.note for block in blocks if isinstance(block, Ledger) for row in block.rows if row.note]


def test_the_unused_rest_is_worked_out_of_price_and_sessions():
    assert notes(a_course(), base="unused") == ["¥12,800.00÷12×9=¥9,600.00"]


def test_a_rest_that_no_count_of_sessions_gives_is_worked_out_of_the_use():
    second = a_course(id="L2", name="水光", price=Fen(300000), units=3, free_units=0, used=1)

    assert notes(a_course(), second, base="unused") == ["实付¥15,800.00减用掉的¥4,200.00=¥11,600.00"]


def test_a_term_that_names_no_base_says_which_was_taken_and_what_the_other_gives():
    assert notes(a_course()) == ["¥12,800.00÷12×9=¥9,600.00；条款没写按什么算，按对你有利的算；按总价算是¥3,840.00"]
    assert notes(a_course(), lang="en")[0].endswith("on the whole price it is ¥3,840.00")
    assert notes(a_course(), base="price") == []


def test_to_round_a_sum_is_no_assumption_beside_its_base():
    matter, found, plans = leaving(a_course(), base="unused")
    rows = [line for line in render(compose(matter, found, plans), "text", width=120).splitlines() if "×30.00%" in line]

    assert rows
    assert not [line for line in rows if "我们的假设" in line]


def test_an_explanation_cites_every_article_of_its_derivation_and_is_named_by_its_head():
    matter, found, _ = leaving(a_course())
    document = explain(matter, found, "sum.principal.low", "zh")
    rule = " ".join(texts(next(one for one in document.sections if one.id == "rule")))
    facts = " ".join(texts(next(one for one in document.sections if one.id == "facts")))

    assert document.title == "“应退本金，较低”是怎么来的"
    for article in ("法释〔2025〕4号第15条", "法释〔2025〕4号第19条", "民法典第498条", "民法典第585条"):
        assert article in rule
    assert "光子：做过几次" in facts
    assert "¥12,800.00÷12×9=¥9,600.00" in " ".join(texts(document))


def test_the_low_end_says_that_the_list_price_was_not_taken_off_the_charge_and_what_the_default_gives():
    matter, found, plans = leaving(a_course(), base="unused")
    words = " ".join(texts(compose(matter, found, plans).sections[0]))

    assert "原价已经多扣了¥2,740.00" in words
    assert "¥6,720.00" in words


def test_the_cost_of_the_own_reason_is_printed_beside_the_hypothetical_one():
    matter, _, _ = leaving(a_course(free_in_bargain="unknown"))
    document = compare_document(matter, engine.compare(matter, as_of="2026-11-25"), "zh")
    rows = {row[0].text: row[-1].text for row in document.sections[0].blocks[1].rows}  # type: ignore[union-attr]

    assert rows["自己的原因"] == "¥0.00"
    assert rows["假如：商家的原因（没有填这件事）"] == "你填的少¥2,740.00–¥4,980.00"


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_text_page_and_tree_have_their_parts_in_one_order(lang: str):
    matter, found, plans = leaving(a_course())
    document = compose(matter, found, plans, lang)  # type: ignore[arg-type]
    page, text = to_html(document), render(document, "text", full=True)
    ids = [one.id for one in document.sections]

    assert sorted(ids, key=lambda id_: page.index(f'<h2 id="{id_}"')) == ids
    assert sorted(ids, key=lambda id_: text.index(f"── {document.sections[ids.index(id_)].title}")) == ids
