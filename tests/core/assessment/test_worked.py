"""Every worked example of the law comes out to the cent, with its reasons."""

from __future__ import annotations

import re
from datetime import timedelta
from functools import cache

import pytest

import weimei.core.law.statutes  # noqa: F401 - registers the articles
from core.assessment.worked import SILENT, Call, Case, cases_in, differences, outcome, value_of
from weimei.core.law.registry import ARTICLES, Article

EXAMPLES = {f"X{number}" for number in range(1, 51)}
VECTORS = {
    "X6a", "X6b", "X6c", "X8a", "X8b", "X9v", "X29b", "X30b", "X33b", "X38a", "X38b", "X38c", "X38d", "X38e", "X39c", "X45b",
}  # fmt: skip
WITH_PARTS = {"X6", "X8", "X38"}
"""Examples whose vectors all have a letter of their own."""
SUMS = {"R1", "R2", "R3"}


@cache
def cases() -> tuple[Case, ...]:
    return tuple(cases_in("law"))


def name(case: Case) -> str:
    return f"{case.id}: {case.en}"


def judged_cases() -> list[Case]:
    return [case for case in cases() if case.expect]


def calls() -> list[tuple[Case, Call]]:
    return [(case, call) for case in cases() for call in case.calls]


def call_name(pair: tuple[Case, Call]) -> str:
    case, call = pair
    return (
        f"{case.id}: {call.rule or call.count}({', '.join(f'{k}={v}' for k, v in call.inputs.items())}) on {call.day}"
    )


@pytest.mark.parametrize("case", judged_cases(), ids=name)
def test_a_worked_matter_comes_out_to_the_cent(case: Case):
    found = differences(case)

    assert not found, "\n".join(found)


@pytest.mark.parametrize("pair", calls(), ids=call_name)
def test_a_rule_by_itself_gives_what_the_example_says(pair: tuple[Case, Call]):
    _, call = pair

    assert outcome(call) == value_of(call.result)


def vector(case: Case) -> str:
    return case.id.partition(".")[0]


def test_every_example_and_every_vector_is_there():
    there = {vector(case) for case in cases()}

    assert sorted((EXAMPLES - WITH_PARTS) | VECTORS | SUMS) == sorted(
        one for one in there if re.fullmatch(r"[XR]\d+[a-z]?", one)
    )


def test_ids_stand_once_and_every_case_has_both_languages():
    ids = [case.id for case in cases()]

    assert len(ids) == len(set(ids))
    assert all(case.zh and case.en for case in cases())


def test_every_case_looks_at_something():
    assert [case.id for case in cases() if not case.expect and not case.calls] == []


def test_every_matter_names_the_norms_it_rests_on():
    assert [case.id for case in judged_cases() if not case.why] == []


def calls_of(article: Article) -> list[tuple[Case, Call]]:
    """The cases that name an article as the one they try: by its output, whatever the ground."""
    return [(case, call) for case, call in calls() if call.rule == article.sets and call.ref == article.ref]


def article_name(article: Article) -> str:
    return f"{article.ref} sets {article.sets} on {article.on[0]}"


@pytest.mark.parametrize("article", ARTICLES, ids=article_name)
def test_every_article_has_a_granting_and_a_refusing_case(article: Article):
    assert {case.grants for case, _ in calls_of(article)} >= {"yes", "no"}


@pytest.mark.parametrize("article", ARTICLES, ids=article_name)
def test_every_article_is_tried_on_its_first_day_and_the_day_before(article: Article):
    first, before = article.in_force_from, article.in_force_from - timedelta(days=1)
    own = [call for _, call in calls_of(article) if call.on in article.on]

    assert any(call.day == first.isoformat() and call.result != SILENT for call in own)
    assert any(call.day == before.isoformat() and call.result == SILENT for call in own)
