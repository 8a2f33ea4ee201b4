"""`weimei new`: the interview as a person types it."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from weimei.cli import main
from weimei.files import load_matter

BOUGHT = ("水光针", "1")
"""The first two questions: what, and by sessions."""


def new(out: Path, *answers: str, lang: str = "zh", options: tuple[str, ...] = ()) -> Result:
    arguments = ["new", str(out), "--as-of", "2026-11-22", "--lang", lang, *options]
    return CliRunner().invoke(main, arguments, input="\n".join(answers) + "\n")


def test_answers_make_a_file_that_can_be_assessed(tmp_path: Path):
    out = tmp_path / "mine.yaml"
    done = new(out, *BOUGHT, "8800", "停")

    assert done.exit_code == 0
    assert load_matter(out).legs[0].amount == 880000
    assert CliRunner().invoke(main, ["assess", str(out)]).exit_code == 0


def test_nothing_answered_writes_nothing(tmp_path: Path):
    out = tmp_path / "mine.yaml"
    done = new(out, "停")

    assert done.exit_code == 0
    assert not out.exists()
    assert "没有写文件" in done.output


def test_a_wrong_answer_is_asked_again_and_says_why(tmp_path: Path):
    out = tmp_path / "mine.yaml"
    done = new(out, *BOUGHT, "lots", "0", "-3", "8,800.00", "停")

    assert load_matter(out).legs[0].amount == 880000
    assert done.exit_code == 0


def test_back_takes_the_answer_away(tmp_path: Path):
    out = tmp_path / "mine.yaml"
    new(out, *BOUGHT, "8800", "<", "9900", "停")

    assert load_matter(out).legs[0].amount == 990000


def test_an_existing_file_is_refused_before_a_question_is_asked(tmp_path: Path):
    out = tmp_path / "mine.yaml"
    out.write_text("mine", "utf-8")
    done = new(out, *BOUGHT, "8800", "停")

    assert done.exit_code == 2
    assert out.read_text("utf-8") == "mine"
    assert "?" not in done.output
    assert "？" not in done.output
    assert new(out, *BOUGHT, "8800", "停", options=("--force",)).exit_code == 0
    assert load_matter(out).legs[0].amount == 880000


@pytest.mark.parametrize("word", ["不知道", "unknown"])
def test_not_knowing_skips(tmp_path: Path, word: str):
    out = tmp_path / "mine.yaml"
    new(out, *BOUGHT, "8800", word, "停")

    assert load_matter(out).legs[0].amount == 880000


def test_a_place_that_cannot_be_written_is_told_first(tmp_path: Path):
    done = new(tmp_path / "no" / "such" / "mine.yaml", "8800", "停")

    assert done.exit_code == 2
    assert "Traceback" not in done.output


def test_in_english_nothing_is_chinese(tmp_path: Path):
    done = new(tmp_path / "mine.yaml", "hydrating injections", "1", "8800", "nonsense day", "", "stop", lang="en")

    assert not any("\u4e00" <= letter <= "\u9fff" for letter in done.output)
