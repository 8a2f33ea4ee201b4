"""The measurements measure what they say: the typical matter is typical, and everybody decides the same thing."""

from __future__ import annotations

import importlib.util
import json
import sys
from datetime import date
from fractions import Fraction

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from weimei.cli import main
from weimei.cli.bench import span
from weimei.core.assessment.assess import amounts, assess
from weimei.core.errors import DomainError
from weimei.files.rows import decode_row, encode_matter_row
from weimei.services import bench
from weimei.services.typical import typical


def in_words(price, units, used, list_price, cause):
    """The decision as the articles say it, in fractions; the value is rounded half up."""
    at_discount = int(Fraction(price * used, units) + Fraction(1, 2))
    value = at_discount if cause == "merchant" else max(at_discount, list_price * used)
    return max(0, price - value)


courses = st.integers(1, 60).flatmap(
    lambda units: st.tuples(
        st.integers(0, 10**8),
        st.just(units),
        st.integers(0, units),
        st.integers(0, 10**7),
        st.sampled_from(["merchant", "consumer"]),
    )
)


@given(courses)
def test_articles_hand_and_fractions_decide_the_same(course):
    assert bench.by_articles(*course) == bench.by_hand(*course) == in_words(*course)


def test_the_measured_courses_differ_and_reach_both_causes_and_both_sides_of_the_clamp():
    rows = [(one.price, one.units, one.used, one.list_price, one.cause) for one in bench.inputs(1000)]

    assert len(set(rows)) == 1000
    assert {row[4] for row in rows} == {"merchant", "consumer"}
    assert any(price and not bench.by_articles(price, *rest) for price, *rest in rows)
    assert any(bench.by_articles(*row) for row in rows)
    assert any(2 * price * used % (2 * units) == units for price, units, used, *_ in rows), "a half is rounded"


def test_the_typical_matter_is_what_the_page_says():
    matter = typical(7)

    assert [(line.plan, line.units) for line in matter.lines] == [("sessions", 10)]
    assert [layer.kind for layer in matter.layers] == ["coupon", "coupon"]
    assert len(matter.legs) == 3
    assert sum(visit.units for visit in matter.redemptions) == len(matter.redemptions) == 6
    assert matter.lines[0].price == sum(leg.amount for leg in matter.legs) + sum(k.amount for k in matter.layers)


def test_typical_matters_differ_and_are_assessed():
    one, two = assess(typical(0), date(2026, 11, 25)), assess(typical(10), date(2026, 11, 25))

    assert two.paid == one.paid + 10 == 880_010
    assert one.sum.principal.high == 352_000
    assert two.sum.principal.high == 352_004
    assert amounts(typical(10), date(2026, 11, 25)).principal.high == 352_004


def test_the_typical_matter_passes_through_a_row_unchanged():
    assert decode_row(encode_matter_row(typical(3))) == typical(3)


def test_a_peer_that_decides_otherwise_stops_the_run(monkeypatch):
    monkeypatch.setattr(bench, "by_hand", lambda *row: 0)

    with pytest.raises(DomainError, match="hand-written"):
        bench.measure_decision(0.0)


@pytest.mark.skipif(
    importlib.util.find_spec("zen") is None and not (bench.BENCH / ".venv").exists(), reason="no peers: bench/setup"
)
def test_peers_that_decide_otherwise_are_not_timed():
    rows = [(880_000, 10, 4, 128_000, "merchant"), (880_000, 10, 4, 128_000, "consumer")]

    with pytest.raises(DomainError, match="1 of 2 inputs"):
        bench.ask_peers({"inputs": rows, "expected": [528_000, 1], "seconds": 0.0, "rows": 2})


def test_a_run_without_peers_says_how_to_get_them(monkeypatch, tmp_path):
    monkeypatch.setattr(bench, "BENCH", tmp_path)
    out = tmp_path / "figures.json"

    ended = CliRunner().invoke(
        main, ["bench", "engine", "--seconds", "0.01", "--rows", "0", "--lang", "en", "--json", str(out)]
    )

    assert ended.exit_code == 0, ended.output
    assert "bench/setup" in ended.output
    figures = json.loads(out.read_text("utf-8"))
    assert [one["name"] for one in figures["matter"]] == ["full", "amounts", "row", "deadlines", "steps", "missing"]
    assert set(figures["ratios"]) == {"weimei", "by_hand"}
    assert figures["machine"]["cores"] >= 1
    assert figures["peak_rss_bytes"] > 2**20 or sys.platform == "win32"


@pytest.mark.parametrize(
    ("nanoseconds", "words"), [(41.23, "41.2 ns"), (1_500, "1.5 µs"), (381_400, "381 µs"), (1_234_000_000, "1234 ms")]
)
def test_times_are_told_in_three_digits(nanoseconds, words):
    assert span(nanoseconds) == words
