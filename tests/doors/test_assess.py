"""`weimei assess`, `explain`, `compare`, `schema` at the terminal."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from weimei.cli import main

EXAMPLES = Path(__file__).resolve().parents[2] / "examples"
CARD = EXAMPLES / "court-hefei-livestream-card.yaml"
DAY = ("--as-of", "2026-11-22")


def weimei(*arguments: object) -> Result:
    return CliRunner().invoke(main, [str(a) for a in arguments])


def test_a_person_sees_the_sum_in_chinese_and_in_english():
    assert "可能退¥6,001.00" in weimei("assess", CARD, *DAY).output
    assert "¥6,001.00" in (english := weimei("assess", CARD, *DAY, "--lang", "en").output)
    assert not any("\u4e00" <= letter <= "\u9fff" for letter in english.splitlines()[0])


@pytest.mark.parametrize(
    ("ending", "begins"), [("html", b"<!doctype html>"), ("pdf", b"%PDF-1.7"), ("json", b"{"), ("txt", b"")]
)
def test_the_ending_of_the_file_chooses_the_form(tmp_path: Path, ending: str, begins: bytes):
    target = tmp_path / f"report.{ending}"
    done = weimei("assess", CARD, *DAY, "-o", target)

    assert done.exit_code == 0
    assert target.read_bytes().startswith(begins)
    assert target.stat().st_size > 500


def test_several_matters_go_into_a_folder(tmp_path: Path):
    others = [CARD, EXAMPLES / "deposit.yaml"]
    done = weimei("assess", *others, *DAY, "--format", "json", "-o", tmp_path / "out")

    assert done.exit_code == 0
    assert {p.name for p in (tmp_path / "out").iterdir()} == {f"{other.stem}.json" for other in others}


def test_the_file_that_is_read_is_never_written_over(tmp_path: Path):
    mine = tmp_path / "mine.json"
    from weimei.files import dump_json, load_matter

    mine.write_text(before := dump_json(load_matter(CARD)), "utf-8")
    done = weimei("assess", mine, *DAY, "-o", mine)

    assert done.exit_code == 2
    assert mine.read_text("utf-8") == before


def test_every_fault_of_a_file_is_named_with_its_line(tmp_path: Path):
    path = tmp_path / "bad.yaml"
    path.write_text("format: weimei.matter/1\nid: a\nlines:\n  - { id: L1, plan: sesions, price: -5 }\n", "utf-8")
    done = weimei("assess", path, "--lang", "en")

    assert done.exit_code == 2
    assert "sesions" in done.output
    assert "-5" in done.output
    assert "line 4" in done.output


@pytest.mark.parametrize("when", ["1999-01-01", "2100-01-01"])
def test_a_day_without_law_on_file_is_refused(when: str):
    done = weimei("assess", CARD, "--as-of", when)

    assert done.exit_code == 2
    assert when in done.output


def test_a_missing_file_is_told_without_a_traceback():
    done = weimei("assess", "nothing-here.yaml")

    assert done.exit_code == 2
    assert "nothing-here.yaml" in done.output
    assert "Traceback" not in done.output


def test_a_number_is_explained_by_the_name_that_the_full_report_prints():
    assert "sum.principal.likely" in weimei("assess", CARD, *DAY, "--full").output
    told = weimei("explain", CARD, "sum.principal.likely", *DAY).output

    assert "6,001.00" in told
    assert "第19条" in told


def test_a_name_that_is_none_is_told_with_the_nearest():
    done = weimei("explain", CARD, "sum.principle", *DAY)

    assert done.exit_code == 2
    assert "sum.principal" in done.output


def test_a_comparison_marks_reasons_that_the_file_does_not_support():
    seen = weimei("compare", EXAMPLES / "health-change.yaml", *DAY).output

    assert "假如：商家的原因" in seen
    assert "假如：自己的原因" not in seen


@pytest.mark.parametrize("kind", ["matter", "policy", "assessment"])
def test_the_schema_is_json(kind: str):
    assert "$schema" in json.loads(weimei("schema", kind).output)
