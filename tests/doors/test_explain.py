"""`weimei explain`: names that are none, ends of a range, and the help around it."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from weimei.cli import COMMANDS, main

EXAMPLES = Path(__file__).resolve().parents[2] / "examples"
RANGE, SUM = EXAMPLES / "health-change.yaml", EXAMPLES / "court-hefei-livestream-card.yaml"


def explain(path: Path, *node: str, lang: str = "zh") -> Result:
    return CliRunner().invoke(main, ["explain", str(path), *node, "--as-of", "2026-11-22", "--lang", lang])


@pytest.mark.parametrize("node", ["sum.principal.likley", "应退本金", "sum.pricipal"])
def test_a_name_that_is_none_is_told_in_chinese_with_the_nearest(node: str):
    done = explain(SUM, node)

    assert done.exit_code == 2
    assert f"没有叫“{node}”的数。是不是" in done.output
    assert "sum.principal" in done.output.partition("是不是")[2]


@pytest.mark.parametrize("node", ["sum.principal.likely", "sum.principal.likley"])
def test_where_no_sum_is_likely_that_is_said(node: str):
    done = explain(RANGE, node)

    assert done.exit_code == 2
    assert "sum.principal没有“可能”的数" in done.output
    assert "has no likely sum" in explain(RANGE, node, lang="en").output


def test_a_range_says_which_end_is_shown():
    done = explain(RANGE)

    assert done.exit_code == 0
    assert "这是最低的（sum.principal.low）。另外还有：sum.principal.high。" in done.output.replace("\n", "")
    assert "the low one (sum.principal.low)" in explain(RANGE, lang="en").output.replace("\n", " ")


def test_one_sum_needs_no_such_word():
    assert "另外还有" not in explain(SUM).output
    assert "另外还有" not in explain(RANGE, "sum.principal.high").output


@pytest.mark.parametrize("words", [[], *([name] for name in COMMANDS if name not in ("policy", "norms"))])
def test_help_speaks_chinese_first(words: list[str]):
    done = CliRunner().invoke(main, [*words, "--help"], terminal_width=80)

    assert done.exit_code == 0
    assert done.output.startswith("用法 Usage: ")
    assert "选项 Options:" in done.output
    for line in done.output.split("选项 Options:")[1].splitlines():
        if line.strip().startswith("-"):
            said = line.split("  ", 2)[-1].strip()
            assert not said or max(said) > "\u4e00", line
    first = next(line for line in done.output.splitlines()[1:] if line.strip())
    assert max(first) > "\u4e00"
