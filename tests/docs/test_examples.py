"""Every example loads and is assessed; the published cases give the sum that was awarded."""

from __future__ import annotations

from datetime import date
from functools import cache
from pathlib import Path

import pytest

import weimei
from weimei.files import load_matter_with_notices, load_policy

ROOT = Path(__file__).resolve().parents[2]
EXAMPLES = sorted((ROOT / "examples").glob("*.yaml"))
AS_OF = date(2026, 11, 22)
by_name = pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)


@cache
def assessed(name: str) -> weimei.Assessment:
    return weimei.assess(weimei.load(ROOT / "examples" / f"{name}.yaml"), as_of=AS_OF)


def principal(name: str) -> tuple[int, int | None, int]:
    spread = assessed(name).sum.principal
    return spread.low, spread.likely, spread.high


def test_there_are_enough_examples():
    assert len(EXAMPLES) >= 12
    assert len([path for path in EXAMPLES if path.stem.startswith("court-")]) >= 4


@by_name
def test_an_example_says_in_both_languages_what_it_shows(path: Path):
    head = [line for line in path.read_text("utf-8").splitlines() if line.startswith("#")]

    assert any("\u4e00" <= letter <= "\u9fff" for letter in head[0])
    assert head[-1].isascii()


@by_name
def test_an_example_holds_no_slip(path: Path):
    matter, notices = load_matter_with_notices(path)

    assert matter.id == path.stem
    assert [notice.text("en") for notice in notices if notice.code != "sum.legs_less"] == []


@by_name
def test_an_example_has_an_answer(path: Path):
    found = assessed(path.stem)

    assert found.grounds
    assert found.sum.principal.low <= found.sum.principal.high
    assert found.sum.principal.high > 0
    assert found.sum.principal.high <= (found.paid or 0) or found.elected == "deposit_double"
    assert found.steps
    if found.elected != "deposit_double":
        assert any(ground.heads is not None for ground in found.grounds)


@pytest.mark.parametrize(
    ("name", "awarded", "rounding"),
    [
        ("court-hefei-livestream-card", 6001_00, 1),
        ("court-chongqing-dance-relocation", 2473_97, 1),
        ("court-xinyang-ear-care-bonus", 1711_00, 100),  # the court rounded to the yuan
    ],
)
def test_a_published_case_gives_what_the_court_awarded(name: str, awarded: int, rounding: int):
    low, likely, high = principal(name)

    assert low == likely == high
    assert (low + rounding // 2) // rounding * rounding == awarded


def test_the_unlicensed_thread_lift_was_awarded_at_the_top_of_the_range_and_threefold():
    low, _, high = principal("court-liuzhou-unlicensed-thread-lift")
    threefold = next(one for one in assessed("court-liuzhou-unlicensed-thread-lift").increases if one.id == "fraud")

    assert (low, high) == (0, 16600_00)
    assert threefold.amount is not None
    assert threefold.amount.likely == 49800_00


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("instalment-loan", (18000_00, 18000_00, 18000_00)),
        ("foreign-card", (5992_80, 5992_80, 5992_80)),
        ("unlimited-term", (1825_75, 1825_75, 1825_75)),
        ("stored-value-bonus", (6000_00, 6000_00, 6000_00)),
        ("cooling-off", (5980_00, 5980_00, 5980_00)),
        ("deposit", (15000_00, 15000_00, 15000_00)),
        ("result-guarantee", (6000_00, 6000_00, 6000_00)),
        ("minor", (3500_00, 3500_00, 3500_00)),
        ("run-away-clinic", (14100_00, 14100_00, 14100_00)),
        ("health-change", (4160_00, None, 7200_00)),
    ],
)
def test_an_example_gives_the_sum_that_its_head_names(name: str, expected: tuple[int, int | None, int]):
    assert principal(name) == expected


def test_who_knows_little_gets_a_range_and_the_question_that_matters_most():
    found = assessed("little-known")

    assert found.sum.principal.low < found.sum.principal.high
    assert found.sum.principal.likely is None
    assert found.missing[0].swing > 0


def test_the_lender_is_paid_before_the_buyer():
    matter = weimei.load(ROOT / "examples" / "instalment-loan.yaml")
    plan = weimei.plan(matter, assessed("instalment-loan"))[0]

    assert (plan.to_lenders, plan.to_buyer) == (11666_65, 6333_35)


@pytest.mark.parametrize("path", sorted((ROOT / "examples" / "policies").glob("*.yaml")), ids=lambda path: path.stem)
def test_a_policy_example_can_be_read(path: Path):
    assert load_policy(path).clauses


def test_two_versions_of_one_clinics_terms_follow_each_other():
    old, new = (load_policy(ROOT / f"examples/policies/qinghe-terms-{year}.yaml") for year in (2025, 2026))

    assert old.id == new.id
    assert old.in_force_to is not None
    assert new.in_force_from is not None
    assert (new.in_force_from.first - old.in_force_to.first).days == 1
