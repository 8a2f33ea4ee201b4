"""`weimei score`: published cases against the engine, and files that are no cases."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from weimei.cli import main

PUBLISHED = Path(__file__).resolve().parents[2] / "examples" / "cases" / "published.yaml"


def score(path: Path, lang: str = "en") -> Result:
    return CliRunner().invoke(main, ["score", str(path), "--as-of", "2026-11-22", "--lang", lang])


def one_case(folder: Path, facts: str, outcome: str = "{}", mechanical: str = "yes") -> Path:
    path = folder / "case.yaml"
    path.write_text(f'id: a\nfacts: {facts}\noutcome: {outcome}\nmechanical: "{mechanical}"\n', "utf-8")
    return path


def test_the_published_cases_give_what_was_awarded():
    done = score(PUBLISHED)

    assert done.exit_code == 0
    assert "computed 6001.00   awarded 6001.00" in done.output
    assert "computed 2473.97   awarded 2473.97" in done.output
    assert "computed 1710.67   awarded 1711.00" in done.output
    assert done.output.splitlines()[-1] == "exact 3/3, in range 1/1, other 0"


def test_the_reasons_are_told_in_chinese_and_the_last_line_stays():
    done = score(PUBLISHED, "zh")

    assert "hefei-livestream-card  [能照规则算]  一致" in done.output
    assert "按规则算出1710.67，法院四舍五入到元，就是这个数。" in done.output
    assert "[yes]" not in done.output
    assert "[range]" not in done.output
    assert "算出 6001.00   判了 6001.00" in done.output
    assert done.output.splitlines()[-1] == "exact 3/3, in range 1/1, other 0"


@pytest.mark.parametrize(
    ("lang", "verdict", "told"),
    [
        (
            "zh",
            "[只能算出范围]  在范围里",
            "从0.00到16600.00都可能；判的正好是我们列为“可能”的数。在范围里，不算一致。",
        ),
        ("en", "[a range by the norms]  in_range", "In range, not counted as exact."),
    ],
)
def test_a_likely_sum_within_a_range_is_not_called_exact(lang: str, verdict: str, told: str):
    output = score(PUBLISHED, lang).output

    assert f"liuzhou-unlicensed-thread-lift  {verdict}" in output
    assert told in "".join(line.strip() if lang == "zh" else line.replace("    ", " ") for line in output.splitlines())
    assert "49800.00?" not in output


def test_what_the_law_leaves_open_is_told_with_the_reason_of_each_end(tmp_path: Path):
    facts = "{plan: sessions, paid_fen: 96000, units_total: 8, units_used: 2, unit_list_price_fen: 20000,"
    path = one_case(
        tmp_path, facts + ' events: [{event: pregnancy, proved: "yes"}]}', "{refund_fen: 60000}", mechanical="range"
    )

    assert "没有定论，相差160.00；判的在范围里，不算一致。较低：是自己的原因" in score(path, "zh").output
    assert "Open by 160.00; the award is in range, not exact. Low: " in score(path, "en").output


def test_a_fact_that_no_key_names_is_told_and_left_alone(tmp_path: Path):
    done = score(one_case(tmp_path, "{plan: stored_value, paid_fen: 100, payd_fen: 7}"), "zh")

    assert done.exit_code == 0
    assert "第2行第44列（facts.payd_fen）：事实里没有“payd_fen”这一项，没有算进去。是不是“paid_fen”？" in done.stderr


@pytest.mark.parametrize(
    ("text", "line", "column", "told"),
    [
        ("id: a\nfacts: {plan: sesions}\noutcome: {}\nmechanical: 'no'\n", 2, 15, "Did you mean “sessions”?"),
        ("id: a\nfacts: {events: [{event: closd}]}\noutcome: {}\nmechanical: 'no'\n", 2, 26, "Did you mean “closed”?"),
        ("id: a\nfacts: {}\noutcome: {refund_fen: ten}\nmechanical: 'no'\n", 3, 23, "Expected `int"),
        ("id: a\nfacts: {}\noutcome: {}\n", 1, 1, "“mechanical” is missing"),
        ("id: a\nid: b\n", 2, 1, "is written twice"),
        ("id: &x a\nfacts: *x\n", 1, 5, "YAML anchor"),
        ("id: !!python/name:os.system a\n", 1, 5, "YAML tag"),
        ("id: a\nfacts: {x: " + "[" * 500, 2, 42, "nested too deeply"),
        ("id: a\nfacts: [\n", 3, 1, "cannot be read"),
        ("id: a\nfacts: {contract_date: 2023-02-30}\n", None, None, "day is out of range"),
    ],
)
def test_what_is_wrong_with_a_case_is_told_where_it_stands(
    tmp_path: Path, text: str, line: int | None, column: int | None, told: str
):
    path = tmp_path / "cases.yaml"
    path.write_text(text, "utf-8")
    done = score(path)

    assert done.exit_code == 2
    assert done.stderr.startswith(f"{path}, line {line}, column {column}" if line else f"{path}: ")
    assert told in done.stderr


def test_another_award_is_not_exact(tmp_path: Path):
    facts = (
        "{plan: stored_value, paid_fen: 200000, bonus_fen: 100000, nominal_used_fen: 43400, cause_alleged: merchant,"
    )
    facts += ' events: [{event: closed, proved: "yes"}]}'

    assert (
        score(one_case(tmp_path, facts, "{refund_fen: 171067}")).output.splitlines()[-1]
        == "exact 1/1, in range 0/0, other 0"
    )
    assert (
        score(one_case(tmp_path, facts, "{refund_fen: 171068}")).output.splitlines()[-1]
        == "exact 0/1, in range 0/0, other 0"
    )
    # the court's rounding to the yuan counts only where the case says that it was used
    assert "differs" in score(one_case(tmp_path, facts, "{refund_fen: 171100}")).output
    assert "exact 1/1" in score(one_case(tmp_path, facts, "{refund_fen: 171100, rounding: yuan_half_up}")).output


@pytest.mark.parametrize(
    "facts",
    [
        "{events: 3}",
        '{events: [{proved: "yes"}]}',
        "{events: [{event: nosuch}]}",
        "{plan: nosuch}",
        "{paid_fen: ten}",
        "{paid_fen: -5}",
        "{paid_fen: 10.5}",
        "{terms: [1]}",
        "{contract_date: 2023-13-45}",
    ],
)
def test_facts_that_cannot_be_read_are_told_in_a_line(tmp_path: Path, facts: str):
    done = score(one_case(tmp_path, facts))

    assert done.exit_code == 2
    assert "Traceback" not in done.output
    assert "exact" not in done.output


@pytest.mark.parametrize("text", ["", "- 1\n", "id: [\n", "id: a\n", "\x00"])
def test_a_file_without_cases_is_told(tmp_path: Path, text: str):
    path = tmp_path / "cases.yaml"
    path.write_text(text, "utf-8")
    done = score(path)

    assert done.exit_code == 2
    assert str(path) in done.output
