"""One number told whole, reasons side by side, and the values as JSON."""

from __future__ import annotations

import json

import pytest

from reports.matters import MATTERS, assessed, report
from reports.reading import figures, texts
from weimei.core.errors import DomainError
from weimei.reports import assessment_json, compare_document, explain, render
from weimei.reports.explain import find, nodes
from weimei.reports.wording import money, span

BOTH = pytest.mark.parametrize("lang", ["zh", "en"])


def told(node: str, lang: str = "zh", name: str = "open") -> str:
    matter, found, _ = assessed(name)
    return "\n".join(texts(explain(matter, found, node, lang)))  # type: ignore[arg-type]


def test_a_number_is_told_with_rule_figures_rounding_facts_and_evidence():
    text = told("sum.principal.high/2")

    assert "已做4次，按实付价¥8,800.00除以10次" in text
    assert "3,520.00" in text
    assert "法释〔2025〕4号第18条第1项" in text
    assert "中间不舍入，最后才四舍五入到分。" in text
    assert "水光针十次：做过几次" in text
    assert "这一项还没有对应的证据。" in text


def test_evidence_on_file_is_named():
    assert "手里的证据\n订单" in told("sum.principal.high/1")


@BOTH
@pytest.mark.parametrize("name", MATTERS)
def test_every_node_can_be_asked_for(name: str, lang: str):
    matter, found, _ = assessed(name)

    for node in nodes(found):
        step = find(found, node)
        is_sum = step.unit == "fen" and step.code != "paid.unknown"
        assert bool(figures(explain(matter, found, node, lang))) >= is_sum  # type: ignore[arg-type]


def test_the_numbers_of_the_appendix_lead_to_their_steps():
    matter, found, _ = assessed("open")
    trails = [
        b
        for s in report("open", "zh").sections
        if s.id == "trail"
        for fold in s.blocks
        if hasattr(fold, "blocks")
        for b in fold.blocks
    ]

    def walk(branch):  # type: ignore[no-untyped-def]
        yield branch
        for child in branch.children:
            yield from walk(child)

    roots = [trail.root for trail in trails if trail.root is not None]
    assert roots
    for branch in (b for root in roots for b in walk(root)):
        document = explain(matter, found, branch.path)
        assert branch.label in " ".join(texts(document))
        assert "/" not in branch.path or document.title == f"“{branch.label}”是怎么来的"


def test_a_sum_without_an_end_is_its_likely_or_its_low_one():
    matter, found, _ = assessed("open")
    _, draft, _ = assessed("draft")

    assert "sum.principal.low" in explain(matter, found, "sum.principal").subtitle
    assert find(draft, "sum.total") is draft.sum.total.steps["likely"]


def test_a_term_is_named_by_what_it_does():
    assert "条款“按比例的违约金”" in told("sum.principal.low")


@pytest.mark.parametrize(
    ("asked", "near"),
    [
        ("sum.principal.hihg", "sum.principal.high"),
        ("ground.relocate.principal.low", "ground.relocated.principal.low"),
        ("sum.principal.high/9", "sum.principal.high/1"),
        ("nonsense", "Did you mean"),
    ],
)
def test_an_unknown_node_names_the_nearest(asked: str, near: str):
    matter, found, _ = assessed("open")

    with pytest.raises(DomainError) as refused:
        explain(matter, found, asked)
    assert refused.value.code == "reports.unknown_node"
    assert near in refused.value.remedy


@BOTH
@pytest.mark.parametrize("format", ["text", "html", "pdf", "json"])
def test_explanation_and_comparison_have_every_medium(lang: str, format: str):
    matter, found, _ = assessed("draft")

    for document in (
        explain(matter, found, "sum.total.likely", lang),  # type: ignore[arg-type]
        compare_document(matter, [("merchant", found), ("personal", found)], lang),  # type: ignore[arg-type]
    ):
        assert render(document, format) == render(document, format)  # type: ignore[call-overload]


def test_a_comparison_says_what_each_reason_gives_up_and_needs():
    matter, high, _ = assessed("draft")
    _, low, _ = assessed("year")
    document = compare_document(matter, [("merchant", high), ("personal", low)], "zh")
    rows = document.sections[0].blocks[1].rows  # type: ignore[union-attr]

    assert [row[0].text for row in rows] == ["商家的原因", "自己的原因"]
    assert [row[-1].text for row in rows] == ["¥0.00", "¥3,220.88–¥3,520.88"]
    assert any("要证明：" in text for text in texts(document))
    assert document.draft_mark == "草稿"


def test_a_reason_without_its_event_is_marked_hypothetical_and_never_the_best():
    matter, high, _ = assessed("year")
    _, low, _ = assessed("card")
    document = compare_document(matter, [("personal", high), ("merchant", low), ("health", low)], "zh")
    rows = document.sections[0].blocks[1].rows  # type: ignore[union-attr]
    own = high.sum.principal

    assert [row[0].text for row in rows] == [
        "自己的原因",
        "假如：商家的原因（没有填这件事）",
        "假如：身体的原因（没有填这件事）",
    ]
    assert document.lead == f"按你填的情况，算出来最少{money(own.low)}，最多{money(own.high)}。"
    assert low.sum.principal.high > own.high
    less = span(*sorted((low.sum.principal.low - own.low, low.sum.principal.high - own.high)))
    assert [row[-1].text for row in rows] == ["¥0.00", f"你填的少{less}", f"你填的少{less}"]


def test_a_reason_with_its_event_is_not_hypothetical():
    matter, found, _ = assessed("open")
    rows = compare_document(matter, [("merchant", found), ("health", found)], "en").sections[0].blocks[1].rows  # type: ignore[union-attr]

    assert [row[0].text for row in rows] == ["The seller's doing", "A health reason"]


@BOTH
def test_a_comparison_shows_the_same_figures_in_both_languages(lang: str):
    matter, found, _ = assessed("open")
    pairs = [("merchant", found), ("health", found), ("自定的理由", found)]

    assert figures(compare_document(matter, pairs, "zh")) == figures(compare_document(matter, pairs, "en"))


@pytest.mark.parametrize("name", MATTERS)
def test_json_holds_the_values_themselves(name: str):
    _, found, plans = assessed(name)
    made = assessment_json(found, plans)
    values = json.loads(made)

    assert made == assessment_json(found, plans)
    assert values["assessment"]["sum"]["principal"]["low"] == found.sum.principal.low
    assert len(values["plans"]) == len(plans)
    assert json.loads(render(report(name, "zh"), "json"))["title"] == report(name, "zh").title
