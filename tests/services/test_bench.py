"""The measurements measure what they say: the typical matter is typical, and everybody decides the same thing."""

from __future__ import annotations

import importlib
from datetime import date
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from weimei.core.assessment.assess import amounts, assess
from weimei.core.law.registry import Law
from weimei.files.rows import decode_row, encode_matter_row

ROOT = Path(__file__).resolve().parents[2]
DAY = date(2026, 9, 10)


@pytest.fixture(autouse=True, scope="module")
def checkout():
    """The measuring code stands beside the package."""
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(str(ROOT))
        yield


def part(name):
    return importlib.import_module(f"bench.{name}")


def in_words(case):
    """The decision as the articles say it, in fractions; the value used is rounded half up."""
    value = int(Fraction(case["paid"] * case["used"], case["units"]) + Fraction(1, 2))
    if case["cause"] == "consumer":
        value = max(value, case["list_price"] * case["used"])
    return max(0, case["paid"] - value)


courses = st.integers(1, 60).flatmap(
    lambda units: st.fixed_dictionaries(
        {
            "paid": st.integers(0, 10**8),
            "units": st.just(units),
            "used": st.integers(0, units),
            "list_price": st.integers(0, 10**7),
            "cause": st.sampled_from(["merchant", "neutral", "consumer"]),
        }
    )
)


@given(courses)
def test_articles_hand_and_fractions_decide_the_same(case):
    assert part("engine").ours(case, Law.on(DAY)) == part("decision").by_hand(case) == in_words(case)


def test_the_measured_courses_reach_every_cause_and_both_sides_of_the_clamp():
    cases = part("decision").cases(1000)

    assert {case["cause"] for case in cases} == {"merchant", "neutral", "consumer"}
    assert any(case["paid"] and not in_words(case) for case in cases)
    assert any(in_words(case) for case in cases)
    assert [in_words(case) for case in cases] == part("decision").answers(cases)


def test_the_typical_matter_is_what_the_page_says():
    matter = part("typical").typical()

    assert [(line.plan, line.units) for line in matter.lines] == [("sessions", 10)]
    assert [layer.kind for layer in matter.layers] == ["coupon", "coupon"]
    assert len(matter.legs) == 3
    assert sum(visit.units for visit in matter.redemptions) == len(matter.redemptions) == 6
    assert matter.lines[0].price == sum(leg.amount for leg in matter.legs) + sum(k.amount for k in matter.layers)


def test_its_variations_differ_and_are_assessed():
    base = part("typical").typical()
    many = [part("typical").varied(base, number) for number in range(12)]

    assert len({one.lines[0].price for one in many}) == 12
    assert {len(one.redemptions) for one in many} == {1, 2, 3, 4, 5, 6}
    for one in many:
        assert decode_row(encode_matter_row(one)) == one
        assert assess(one, DAY).sum.principal.high == amounts(one, DAY).principal.high > 0


def test_a_way_that_decides_otherwise_is_not_timed(monkeypatch):
    engine = part("engine")
    monkeypatch.setattr(engine, "ours", lambda case, law: 0)

    with pytest.raises(RuntimeError, match="engine gives 0"):
        engine.check_same(None)


def test_the_peers_give_the_same_fen():
    engine = part("engine")
    if not engine.PEERS.exists():
        pytest.skip("no peers here: bench/setup makes their environment")
    peers = engine.Peers()
    try:
        engine.check_same(peers)
    finally:
        peers.close()


def test_only_what_stands_between_the_markers_of_the_page_is_written():
    report = part("report")
    page = f"before\n{report.BEGIN}\nold\n{report.END}\nafter\n"

    assert report.between_markers(page, "new\n") == f"before\n{report.BEGIN}\n\nnew\n\n{report.END}\nafter\n"
    with pytest.raises(ValueError, match="markers"):
        report.between_markers("a page without them", "new")


@pytest.mark.parametrize(
    ("value", "goal", "above", "words"),
    [
        (499, 500.0, False, "< 500: met"),
        (600, 500.0, False, "< 500: missed by 20%"),
        (3000, 3000.0, True, ">= 3000: met"),
        (1500, 3000.0, True, ">= 3000: missed by 50%"),
    ],
)
def test_a_missed_goal_is_told_with_its_distance(value, goal, above, words):
    assert part("report")._against(value, goal, above=above) == words
