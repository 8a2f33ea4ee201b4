"""How well the linter reads the committed clauses, and that the docs say so truly."""

import importlib.util
import sys
from pathlib import Path
from types import ModuleType

import pytest

from weimei.core.policy.lint import Verdict, read_every

ROOT = Path(__file__).resolve().parents[4]


def _tool() -> ModuleType:
    spec = importlib.util.spec_from_file_location("measure_policy_lint", ROOT / "tools" / "measure_policy_lint.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


measure = _tool()


def _totals(name, reader):
    clauses = measure.corpus(name)
    table = measure.counts(clauses, {clause.id: reader(clause.text) for clause in clauses})
    return measure.Count(*(sum(column) for column in zip(*table.values(), strict=True)))


def test_the_corpus_is_large_and_not_easy():
    clauses = [clause for name in measure.SETS for clause in measure.corpus(name)]

    assert len(clauses) >= 160
    assert sum(clause.kind in ("harmless", "near_miss") for clause in clauses) >= 40
    assert sum(clause.kind == "reworded" for clause in clauses) >= 40
    assert len({clause.text for clause in clauses}) == len({clause.id for clause in clauses}) == len(clauses)


@pytest.mark.parametrize("name", ["development", "heldout", "fresh"])
def test_every_head_is_asked_for_in_every_set(name):
    heads = [head for clause in measure.corpus(name) for head in clause.heads]

    assert all(heads.count(head) >= 3 for head in measure.HEADS)


@pytest.mark.parametrize(
    ("name", "precision_percent", "recall_percent"),
    [("development", 98, 93), ("heldout", 98, 88), ("fresh", 95, 80), ("market", 65, 20)],
)
def test_the_linter_keeps_what_it_reached(name, precision_percent, recall_percent):
    total = _totals(name, measure.linted)

    assert 100 * total.hits >= precision_percent * (total.hits + total.alarms)
    assert 100 * total.hits >= recall_percent * (total.hits + total.misses)


@pytest.mark.parametrize("name", ["development", "heldout", "fresh"])
def test_a_keyword_list_would_fail(name):
    total = _totals(name, measure.keyworded)

    assert total.hits < 0.7 * (total.hits + total.misses)
    assert total.hits < 0.7 * (total.hits + total.alarms)


def test_market_wordings_are_found_more_often_than_by_words_alone_and_fair_ones_are_not_accused():
    ours, words = _totals("market", measure.linted), _totals("market", measure.keyworded)
    fair = [clause for clause in measure.corpus("market") if not clause.heads]

    assert ours.hits >= 2 * words.hits
    assert len([clause.id for clause in fair if measure.linted(clause.text)]) <= 1


@pytest.mark.parametrize("name", measure.SETS)
def test_what_is_missed_is_hardly_ever_called_harmless(name):
    missed = [c for c in measure.corpus(name) if c.heads and not c.heads & measure.linted(c.text)]
    passed = [c.id for c in missed if all(f.verdict == Verdict.HARMLESS for f in read_every(c.text))]

    assert len(passed) <= 1 + len(missed) // 5


def test_the_table_in_the_docs_is_current():
    page = measure.PAGE.read_text("utf-8")

    assert page == measure.page_with(measure.report())
