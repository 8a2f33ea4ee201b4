"""Past matters under two versions of the seller's terms."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.tables import a_row, write_table
from weimei.core.assessment.assess import amounts
from weimei.core.assessment.grounds import candidates
from weimei.core.assessment.judge import court
from weimei.core.findings import Spread
from weimei.files import PolicyFile, decode_row, load_policy, parse_policy
from weimei.services.backtest import Backtest, Replayed, Tally, replay, run_backtest, seller_terms, under
from weimei.services.told import ToldError

POLICIES = Path(__file__).resolve().parents[2] / "examples" / "policies"
OLD = load_policy(POLICIES / "qinghe-terms-2025.yaml")
NEW = load_policy(POLICIES / "qinghe-terms-2026.yaml")
AT = date(2026, 9, 10)


def policy(text: str) -> PolicyFile:
    head = "format: weimei.policy/1\nid: t\nby: merchant\nversion: x\n"
    return parse_policy((head + text).encode(), "policy.yaml")


NOTHING = policy("clauses: []\n")
FEE = policy("clauses:\n  - { clause: exit_right, id: c1, percent: 5, base: unused, flagged: yes }\n")


def tried(
    tmp_path: Path, rows: Iterable[bytes], first: PolicyFile = OLD, second: PolicyFile = NEW
) -> tuple[Backtest, list[str]]:
    told: list[str] = []
    table = write_table(tmp_path / "in.jsonl", rows)
    return run_backtest((table,), (first, second), AT, "en", told.append), told


def test_every_figure_is_that_of_the_assessment_under_these_terms():
    for cause in ("change_of_mind", "relocated", "health_change"):
        matter = decode_row(a_row(cause=cause))

        found = replay(matter, (seller_terms(OLD), seller_terms(NEW)), AT)

        for spread, file in ((found.first, OLD), (found.second, NEW)):
            expected = amounts(under(matter, seller_terms(file)), AT).principal
            assert (spread.low, spread.likely, spread.high) == (expected.low, expected.likely, expected.high)
        assert found.paid == 880000


def test_terms_count_for_contracts_of_every_year():
    """The contract is of May 2026, the terms in force from June: the question is what if they had been accepted."""
    matter = decode_row(a_row())

    assert NEW.in_force_from is not None
    assert seller_terms(NEW).in_force_from is None
    assert amounts(under(matter, seller_terms(NEW)), AT) != amounts(under(matter, seller_terms(NOTHING)), AT)


def test_only_the_sellers_own_terms_are_changed():
    kept = {"id": "p", "by": "platform", "clauses": [{"clause": "cooling_off", "id": "p1", "days": 7}]}
    gone = {"id": "m", "by": "merchant", "clauses": [{"clause": "no_refund", "id": "m1"}]}
    matter = decode_row(a_row(policies=[kept, gone]))

    assert [one.id for one in under(matter, seller_terms(OLD)).policies] == ["p", "qinghe-terms"]


def test_a_fee_that_binds_is_worse_for_the_buyer_who_leaves_of_his_own_wish(tmp_path: Path):
    found, told = tried(tmp_path, [a_row("a"), a_row("b")], NOTHING, FEE)

    assert told == []
    assert (found.whole.worse, found.whole.better) == (2, 0)
    assert found.whole.second.low < found.whole.first.low
    assert found.by_cause["cause:consumer"] == found.whole


def test_turned_round_the_difference_turns_round(tmp_path: Path):
    rows = [a_row("a"), a_row("b", cause="relocated"), a_row("c", used=9)]
    one, _ = tried(tmp_path, rows, NOTHING, FEE)
    other, _ = tried(tmp_path, rows, FEE, NOTHING)

    assert (one.whole.first, one.whole.second) == (other.whole.second, other.whole.first)
    assert (one.whole.better, one.whole.worse) == (other.whole.worse, other.whole.better)
    assert one.whole.worse > 0


def test_a_bad_row_is_told_with_its_number_and_the_others_are_judged(tmp_path: Path):
    rows = [a_row("a"), a_row("b", used=11), b"{", a_row("yen", currency="JPY", price="8800"), a_row("c")]

    found, told = tried(tmp_path, rows)

    assert (found.whole.matters, found.bad) == (2, 3)
    assert [f"row {number}:" in text for number, text in zip((2, 3, 4), told, strict=True)] == [True] * 3
    assert found.whole.paid == 1760000


def test_terms_that_bar_a_refund_are_named_as_without_force(tmp_path: Path):
    found, _ = tried(tmp_path, [a_row()])

    assert "no_refund" in {term.kind for term in found.fallen[0]}
    assert found.fallen[1] == ()


def test_terms_that_price_use_at_the_price_paid_are_better_for_the_buyer_who_leaves(tmp_path: Path):
    """8,800 for ten, four used, 1,280 shown: 3,680 by art 19 under the old terms; 5,280 less at most 5 % under the new."""
    found, told = tried(tmp_path, [a_row()])

    assert told == []
    assert (found.whole.better, found.whole.worse, found.whole.mixed) == (1, 0, 0)
    assert (found.whole.first.low, found.whole.first.high) == (368_000, 368_000)
    assert (found.whole.second.low, found.whole.second.high) == (501_600, 528_000)


def test_more_days_for_a_course_not_begun_do_not_help_one_that_was():
    days = policy("clauses:\n  - { clause: cooling_off, id: c1, days: 14, untouched_only: yes, flagged: yes }\n")
    paid = [{"id": "p1", "rail": "wechat_pay", "amount": "8800.00", "paid_on": "2026-05-20"}]
    asked = {"legs": paid, "request": {"reason": "personal", "arrived_on": "2026-05-30"}, "events": []}

    begun, whole = (court(under(decode_row(a_row(used=used, **asked)), seller_terms(days)), AT) for used in (4, 0))

    assert [one.id for one in candidates(begun)] == []
    assert [one.id for one in candidates(whole)] == ["cooling_off"]


@pytest.mark.parametrize("text", ["by: platform", "currency: JPY"])
def test_terms_that_cannot_be_compared_are_refused(tmp_path: Path, text: str):
    whole = "format: weimei.policy/1\nid: t\nversion: x\nclauses: []\n" + text + "\n"
    other = parse_policy((whole if "by" in text else whole + "by: merchant\n").encode(), "policy.yaml")

    with pytest.raises(ToldError):
        tried(tmp_path, [a_row()], OLD, other)


@st.composite
def spreads(draw: st.DrawFn) -> Spread:
    low, likely, high = sorted(draw(st.tuples(*[st.integers(0, 3)] * 3)))
    return Spread(low=low, likely=draw(st.sampled_from([likely, None])), high=high)


@given(st.lists(st.tuples(spreads(), spreads(), st.none() | st.integers(0, 9))))
def test_each_matter_is_counted_once_and_sums_add_up(pairs: list[tuple[Spread, Spread, int | None]]):
    tally = Tally()
    for first, second, paid in pairs:
        tally.add(Replayed(paid, "cause:consumer", first, second))

    assert tally.better + tally.worse + tally.same + tally.mixed == tally.matters == len(pairs)
    assert tally.first.high == sum(first.high for first, _, _ in pairs)
    assert tally.second.low == sum(second.low for _, second, _ in pairs)
    assert tally.first.low <= tally.first.middle <= tally.first.high
