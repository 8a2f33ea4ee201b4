"""Whatever matter is assessed: every word is there, both languages say the same, lines fit and figures add up."""

from __future__ import annotations

from hypothesis import given, settings

from core.assessment.strategies import AT, matters
from reports.reading import figures
from weimei.core.assessment.assess import assess
from weimei.core.assessment.matter import Matter
from weimei.core.assessment.missing import rank_missing
from weimei.core.assessment.next_steps import deadlines_of, steps_of
from weimei.core.settlement import settle
from weimei.reports import compare_document, compose, render
from weimei.reports.explain import explain, nodes
from weimei.reports.terminal import width


@given(matter=matters())
@settings(max_examples=60)
def test_every_matter_can_be_told_in_both_languages(matter: Matter):
    found = assess(matter, AT)
    plans = settle(matter, found, AT)
    zh, en = (compose(matter, found, plans, lang) for lang in ("zh", "en"))

    assert figures(zh) == figures(en)
    text = render(zh, "text", width=72, full=True)
    assert isinstance(text, str)
    assert all(width(line) <= 72 for line in text.splitlines())
    assert "None" not in text


@given(matter=matters())
@settings(max_examples=15)
def test_every_node_of_every_matter_can_be_explained(matter: Matter):
    found = assess(matter, AT)

    for node in nodes(found):
        assert explain(matter, found, node, "en").sections[0].id == "figure"
    assert compare_document(matter, [("personal", found), ("merchant", found)], "zh").sections


@given(matter=matters())
@settings(max_examples=15)
def test_what_is_missing_and_what_comes_next_has_words(matter: Matter):
    import msgspec

    found = msgspec.structs.replace(
        assess(matter, AT),
        missing=rank_missing(matter, AT),
        deadlines=deadlines_of(matter, AT),
        steps=steps_of(matter, AT),
    )
    zh, en = (compose(matter, found, (), lang) for lang in ("zh", "en"))

    assert figures(zh) == figures(en)
