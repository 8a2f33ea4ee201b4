"""Which rule sets which output, on which ground, on which day; and that two of them never collide unseen."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

import weimei.core.law.statutes  # noqa: F401 - registers the articles
from weimei.core.errors import DomainError
from weimei.core.law import texts
from weimei.core.law.registry import ARTICLES, Article, Law, check_precedence

DAY = date(2026, 11, 22)


def an_article(ref: str, **more: Any) -> Article:
    """A rule in force since 2020 that sets `value_used` on every ground, unless said otherwise."""
    base = Article(
        ref=ref,
        sets="value_used",
        on=("*",),
        interaction="MANDATORY",
        in_force_from=date(2020, 1, 1),
        in_force_to=None,
        yields_to=(),
        elective=False,
        inputs=(),
        name="rule",
        rule=lambda: ref,
    )
    return replace(base, **more)


def test_two_rules_for_one_output_on_one_ground_are_an_error_that_names_both():
    law = Law(DAY, (an_article("one:1"), an_article("two:2")))

    with pytest.raises(DomainError) as refused:
        law.article("value_used", "merchant")

    assert refused.value.code == "law.conflict"
    assert "one:1" in str(refused.value)
    assert "two:2" in str(refused.value)


def test_a_rule_for_every_ground_and_one_for_this_ground_collide_too():
    law = Law(DAY, (an_article("one:1"), an_article("two:2", on=("merchant",))))

    with pytest.raises(DomainError, match="neither yields"):
        law.rule("value_used", "merchant")
    assert law.rule("value_used", "consumer")() == "one:1", "the other ground is not touched"


def test_a_declared_precedence_settles_it():
    law = Law(DAY, (an_article("special:1"), an_article("general:2", yields_to=("special:1",))))

    assert law.rule("value_used", "merchant")() == "special:1"


def test_a_rule_yields_only_to_what_is_in_force():
    law = Law(DAY, (an_article("general:2", yields_to=("special:1",)),))

    assert law.rule("value_used", "merchant")() == "general:2"


def test_rules_that_yield_to_each_other_are_an_error_and_not_silence():
    law = Law(DAY, (an_article("one:1", yields_to=("two:2",)), an_article("two:2", yields_to=("one:1",))))

    with pytest.raises(DomainError) as refused:
        law.article("value_used", "merchant")

    assert refused.value.code == "law.conflict"


def test_alternatives_that_the_buyer_elects_do_not_collide():
    both = (an_article("one:1", elective=True), an_article("two:2", elective=True))
    law = Law(DAY, both)

    assert law.alternatives("value_used", "merchant") == both
    assert law.has("value_used", "merchant")


def test_an_alternative_beside_a_rule_that_is_none_collides():
    law = Law(DAY, (an_article("one:1", elective=True), an_article("two:2")))

    with pytest.raises(DomainError, match="neither yields"):
        law.article("value_used", "merchant")


def test_an_output_that_no_law_sets_is_an_error_that_names_the_day():
    with pytest.raises(DomainError, match="2026-11-22") as refused:
        Law(DAY, ()).rule("value_used", "merchant")

    assert refused.value.code == "law.silent"


def test_no_two_rules_of_the_real_law_collide_on_any_day():
    check_precedence()


def test_the_check_would_see_a_collision(monkeypatch):
    monkeypatch.setattr(
        "weimei.core.law.registry.ARTICLES", [*ARTICLES, replace(_of("spc-prepaid-2025:22"), ref="two:2")]
    )

    with pytest.raises(DomainError, match="two:2"):
        check_precedence()


def _of(ref: str, sets: str | None = None) -> Article:
    return next(article for article in ARTICLES if article.ref == ref and sets in (None, article.sets))


@pytest.mark.parametrize("article", ARTICLES, ids=lambda a: f"{a.ref} sets {a.sets} on {a.on[0]}")
def test_every_registered_article_has_its_text_in_both_languages_and_is_in_force_no_earlier_than_that(article):
    norm = texts.article(article.ref)

    assert norm.zh
    assert norm.en
    assert norm.in_force_from is None or article.in_force_from >= norm.in_force_from


@pytest.mark.parametrize("article", ARTICLES, ids=lambda a: f"{a.ref} sets {a.sets} on {a.on[0]}")
def test_an_article_binds_from_its_first_day_on_and_not_a_day_before(article):
    first = article.in_force_from

    assert article.is_in_force(first)
    assert not article.is_in_force(first - timedelta(days=1))
    found = Law.on(first).article(article.sets, article.on[0])
    assert found is not None
    assert article.elective or found.ref in (article.ref, *article.yields_to)
    before = Law.on(first - timedelta(days=1)).article(article.sets, article.on[0])
    assert before is None or before.ref != article.ref or before.sets != article.sets


def test_a_last_day_counts_too():
    ended = an_article("old:1", in_force_to=date(2021, 12, 31))

    assert ended.is_in_force(date(2021, 12, 31))
    assert not ended.is_in_force(date(2022, 1, 1))


@given(st.dates(date(2015, 1, 1), date(2030, 12, 31)))
def test_the_law_of_a_day_holds_only_what_is_in_force_on_it(day):
    law = Law.on(day)
    for article in ARTICLES:
        for ground in article.on:
            chosen = law.article(article.sets, ground)
            assert chosen is None or chosen.is_in_force(day)
            assert article.elective or not article.is_in_force(day) or chosen is not None


PREPAID = "spc-prepaid-2025:"
BESIDE = {
    ("cpl-2013:53", "interest_start"): "art 17 para 2 lets an earlier start of another statute in",
    ("civil-code:787", "principal"): "a work contract is a case of its own (2.9 item 16)",
}
"""General rules that stand beside the special one on the same output, with the reason."""


def test_the_special_rule_of_prepaid_purchases_yields_to_no_general_one():
    assert [article.ref for article in ARTICLES if article.ref.startswith(PREPAID) and article.yields_to] == []


def test_a_general_rule_on_the_same_point_yields_to_the_special_rule_of_prepaid_purchases():
    special = {
        output: {a.ref for a in ARTICLES if a.sets == output and a.ref.startswith(PREPAID)} for output in OUTPUTS
    }
    beside = [
        (article.ref, article.sets)
        for article in ARTICLES
        if not article.ref.startswith(PREPAID) and not article.elective and special[article.sets]
        if not special[article.sets].intersection(article.yields_to)
    ]

    assert sorted(beside) == sorted(BESIDE)


OUTPUTS = {article.sets for article in ARTICLES}


def test_were_both_read_on_one_ground_the_prepaid_rule_would_set_the_principal():
    both = tuple(
        replace(_of(ref, "principal"), on=("*",)) for ref in ("spc-prepaid-2025:15", "cpl-2013:53", "civil-code:157")
    )

    chosen = Law(DAY, both).article("principal", "merchant")

    assert chosen is not None
    assert chosen.ref == "spc-prepaid-2025:15"


def test_every_rule_that_yields_names_a_rule_there_is():
    known = {article.ref for article in ARTICLES}

    assert {ref for article in ARTICLES for ref in article.yields_to} <= known


def test_a_rule_names_what_it_reads():
    article = _of("spc-prepaid-2025:22")

    assert article.inputs == ("price", "days_left", "days_total")
