"""What a matter file may say, and how it is understood."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given

from files.shaped import matters
from weimei.core.assessment.matter import Matter
from weimei.core.facts import When
from weimei.core.money import currency_digits
from weimei.core.policy.clauses import FeeFixed, PenaltyPercent, Tiers
from weimei.files import (
    FileProblem,
    dump_json,
    dump_matter,
    dump_policy,
    load_matter,
    load_policy,
    parse_matter,
    parse_policy,
)
from weimei.files.load import tree
from weimei.files.reading import Reader
from weimei.files.writing import plain, yaml_text

DATA = Path(__file__).parent / "data"
TEN = DATA / "ten-sessions.yaml"
SMALL = "id: m\nlines:\n  - id: L1\n    plan: sessions\n"


def small(more: str = "", line: str = "") -> Matter:
    return parse_matter((SMALL + line + more).encode(), "m.yaml")


def test_the_example_is_read_as_it_was_meant() -> None:
    matter = load_matter(TEN)

    assert matter.lines[0].price == 8800_00
    assert matter.layers[1].amount == 300_00
    assert matter.legs[0].paid_on == "2026-05-20 20:31"
    assert matter.contract.prior_same_service == "no"
    assert matter.redemptions[5].signed == "unknown"
    clause = matter.policies[0].clauses[0]
    assert isinstance(clause, PenaltyPercent)
    assert clause.basis_points == 3000
    assert clause.flagged == "no"


def test_dumping_and_reading_again_gives_the_same_matter_and_the_same_bytes() -> None:
    matter = load_matter(TEN)
    text = dump_matter(matter)

    assert parse_matter(text.encode(), "x.yaml") == matter
    assert parse_matter(dump_json(matter).encode(), "x.json") == matter
    assert dump_matter(parse_matter(text.encode(), "x.yaml")) == text
    assert "price: 8800.00\n" in text
    assert "percent: 30\n" in text


@given(matters())
def test_whatever_the_types_allow_survives_a_file(matter: Matter) -> None:
    written = plain(matter, currency_digits(matter.currency))
    for text, name in ((yaml_text(written), "m.yaml"), (dump_json(matter), "m.json")):
        reader = Reader(name)
        again = reader.read(tree(text.encode(), name), Matter)
        assert reader.problems == []
        assert again == matter


@pytest.mark.parametrize(
    ("written", "fen"),
    [
        ("8800", 880000),
        ("8800.5", 880050),
        ("'8800.50'", 880050),
        ("0.10", 10),
        ("8800.500", 880050),
        ("0", 0),
        ("08", 800),
    ],
)
def test_sums_are_read_exactly_quoted_or_not(written: str, fen: int) -> None:
    assert small(line=f"    price: {written}\n").lines[0].price == fen


def test_a_sum_beyond_the_precision_of_binary_fractions_is_exact_in_json() -> None:
    text = '{"id":"m","lines":[{"id":"L1","plan":"sessions","price":9007199254740.93}]}'

    assert parse_matter(text.encode(), "m.json").lines[0].price == 900719925474093


@pytest.mark.parametrize(
    ("currency", "written", "minor"), [("JPY", "8800", 8800), ("KWD", "1.234", 1234), ("HKD", "1.2", 120)]
)
def test_sums_have_the_decimals_of_their_currency(currency: str, written: str, minor: int) -> None:
    matter = small(f"currency: {currency}\n", f"    price: {written}\n")

    assert matter.lines[0].price == minor
    assert parse_matter(dump_matter(matter).encode(), "m.yaml") == matter


@pytest.mark.parametrize(
    ("written", "answer"),
    [("yes", "yes"), ("no", "no"), ("No", "no"), ("true", "yes"), ("false", "no"), ("是", "yes"), ("否", "no"),
        ("unknown", "unknown"),     ("不知道", "unknown"), ("'no'", "no")],
)  # fmt: skip
def test_answers_are_words_and_never_become_truth_values(written: str, answer: str) -> None:
    assert small(f"contract:\n  livestream: {written}\n").contract.livestream == answer


@pytest.mark.parametrize("word", ["unknown", "不知道", "不清楚", "~", "null", ""])
def test_unknown_is_a_value_for_every_optional_number_sum_and_date(word: str) -> None:
    matter = small(f"contract:\n  formed_on: {word}\n", f"    price: {word}\n    units: {word}\n")

    assert matter.contract.formed_on is None
    assert matter.lines[0].price is None
    assert matter.lines[0].units is None


def test_what_yaml_would_turn_into_something_else_stays_what_was_written() -> None:
    matter = parse_matter(
        b"id: 010\ntitle: 12:30\nlines:\n  - id: 1_0\n    plan: sessions\n    name: no\ncontract:\n  formed_on: 2026-05-20\n",
        "m.yaml",
    )

    assert (matter.id, matter.title, matter.lines[0].id, matter.lines[0].name) == ("010", "12:30", "1_0", "no")
    assert type(matter.contract.formed_on) is When


@pytest.mark.parametrize(
    ("percent", "points"), [("30", 3000), ("12.5", 1250), ("0.05", 5), ("'7.25'", 725), ("100", 10000)]
)
def test_percentages_are_written_as_percent(percent: str, points: int) -> None:
    policy = parse_policy(
        f"id: p\nby: merchant\nclauses:\n  - clause: fee_percent\n    percent: {percent}\n".encode(), "p.yaml"
    )

    assert policy.clauses[0].basis_points == points  # type: ignore[union-attr]
    assert parse_policy(dump_policy(policy).encode(), "p.yaml") == policy


def test_a_policy_file_holds_one_version_of_terms(tmp_path: Path) -> None:
    path = tmp_path / "terms.yaml"
    path.write_text(
        "format: weimei.policy/1\nid: t\nby: merchant\nversion: 2026-01\nclauses:\n"
        "  - clause: fee_fixed\n    amount: 200\n"
        "  - clause: tiers\n    tiers:\n      - days: 7\n        refund_percent: 100\n"
        "      - days: 30\n        refund_percent: 50\n"
    )
    policy = load_policy(path)

    assert policy.version == "2026-01"
    assert isinstance(policy.clauses[0], FeeFixed)
    assert policy.clauses[0].amount == 20000
    assert isinstance(policy.clauses[1], Tiers)
    assert [tier.refund_basis_points for tier in policy.clauses[1].tiers] == [10000, 5000]
    assert parse_policy(dump_policy(policy).encode(), "p.yaml") == policy
    assert dump_policy(policy).startswith("format: weimei.policy/1\n")


def test_a_policy_is_no_matter() -> None:
    with pytest.raises(FileProblem) as caught:
        parse_matter(b"format: weimei.policy/1\nid: t\nby: merchant\n", "p.yaml")

    assert [one.code for one in caught.value.problems] == ["file.is_policy"]


def test_a_byte_order_mark_is_taken_off() -> None:
    assert parse_matter(b"\xef\xbb\xbf" + SMALL.encode(), "m.yaml").id == "m"


def test_json_is_known_by_its_content_where_the_name_does_not_tell() -> None:
    text = b'  {"id": "m",\t"lines": [{"id": "L1", "plan": "sessions"}], "title": "\\u4e2d\\ud83d\\ude00"}'

    assert parse_matter(text, "stdin").title == "中😀"
