"""`weimei new`: the interview as a person types it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from weimei.cli import main
from weimei.cli.new import COMMON, _words
from weimei.core.assessment.interview import QUESTIONS, Question
from weimei.core.facts import Line, Term, When
from weimei.files import load_matter
from weimei.files.rows import _numbers_of

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


def written(out: Path) -> str:
    return out.read_text("utf-8")


def test_nothing_is_written_that_nobody_said(tmp_path: Path):
    out = tmp_path / "mine.yaml"
    new(out, *BOUGHT, "￥6400", "", "2026-05-20", "", "10", "", "3", "9", "停")

    for word in ("rail", "proved", "livestream", "free_units", "arrived_on", "standard_form", "programme"):
        assert word not in written(out)
    assert load_matter(out).events[0].kind == "change_of_mind"


def test_how_it_was_paid_is_asked_and_written(tmp_path: Path):
    out = tmp_path / "mine.yaml"
    done = new(out, *BOUGHT, "1.28万", "2", "停")

    assert "怎么付的？" in done.output
    assert "rail: alipay" in written(out)
    assert load_matter(out).legs[0].amount == 1_280_000


def test_a_question_mark_explains_and_skips_nothing(tmp_path: Path):
    out = tmp_path / "mine.yaml"
    done = new(out, "水光针", "？", "1", "?", "8800", "停")

    assert done.output.count("直接回车，以后再补") == 2
    assert load_matter(out).legs[0].amount == 880_000


def test_without_how_it_was_sold_no_file_is_written(tmp_path: Path):
    out = tmp_path / "mine.yaml"
    done = new(out, "水光针", "", "停")

    assert "这一题跳不过" in done.output
    assert not out.exists()


def test_a_contradiction_is_told_at_its_question(tmp_path: Path):
    out = tmp_path / "mine.yaml"
    done = new(out, *BOUGHT, "8800", "", "2026-05-20", "", "10", "2", "13", "12", "9", "1980-01-01", "2026-09-01", "停")

    assert "一共只有12次（买10次，送2次），可写的是做了13次，请核对。" in done.output
    assert "提出退款不会在它之前（1980-01-01）" in done.output
    assert (load_matter(out).lines[0].used, load_matter(out).request.asked_on) == (12, "2026-09-01")


def test_what_looks_like_a_slip_is_asked_back_once_and_then_taken(tmp_path: Path):
    out = tmp_path / "mine.yaml"
    done = new(out, "储值卡", "2", "15000", "", "", "", "800", "20000", "20000", "停")

    assert done.output.count("卡里一共只有15800.00元") == 1
    assert load_matter(out).lines[0].used_value == 2_000_000


def test_another_answer_in_between_is_asked_back_again(tmp_path: Path):
    out = tmp_path / "mine.yaml"
    done = new(out, "储值卡", "2", "15000", "", "", "", "800", "20000", "30000", "20000", "停")

    assert done.output.count("卡里一共只有15800.00元") == 3
    assert load_matter(out).lines[0].used_value is None


def test_an_event_that_needs_a_contract_is_not_before_it(tmp_path: Path):
    out = tmp_path / "mine.yaml"
    done = new(out, *BOUGHT, "8800", "", "2026-05-20", "", "10", "", "3", "4", "2026-05-01", "2026-08-01", "停")

    assert load_matter(out).events[0].on == "2026-08-01"
    assert done.exit_code == 0


def test_it_says_how_far_it_is(tmp_path: Path):
    output = new(tmp_path / "mine.yaml", *BOUGHT, "8800", "停").output

    assert "第1题/约" in output
    assert "第4题/约" in output


def test_an_unfinished_file_is_gone_on_with_and_only_the_rest_is_asked(tmp_path: Path):
    out = tmp_path / "mine.yaml"
    new(out, *BOUGHT, "8800", "2", "停")
    done = new(out, "2026-05-20", "停")

    assert "接着答：只问还不知道的" in done.output
    assert "买的是什么项目" not in done.output
    assert "怎么付的" not in done.output
    assert (load_matter(out).legs[0].rail, load_matter(out).legs[0].paid_on) == ("alipay", "2026-05-20")


def test_going_on_without_an_answer_leaves_the_file_as_it_is(tmp_path: Path):
    out = tmp_path / "mine.yaml"
    new(out, *BOUGHT, "8800", "停")
    out.write_text("# my note\n" + written(out), "utf-8")
    before = written(out)
    done = new(out, "停")

    assert "备注" in done.output
    assert written(out) == before


def test_a_file_that_says_more_than_the_questions_is_left_alone(tmp_path: Path):
    out = tmp_path / "mine.yaml"
    out.write_text("format: weimei.matter/1\nid: a\nlines: [{id: L1, plan: sessions}, {id: L2, plan: gift}]\n", "utf-8")
    done = new(out, "停")

    assert done.exit_code == 2
    assert "接不上" in done.output
    assert "--force" in done.output


def test_a_charge_is_asked_of_what_and_whether_it_was_pointed_out(tmp_path: Path):
    out = tmp_path / "mine.yaml"
    new(out, *BOUGHT, "8800", "", "", "", "10", "", "3", "9", "", "", "3", "30", "2", "2", "停")
    (clause,) = load_matter(out).policies[0].clauses

    assert "percent: 30" in written(out)
    assert "base: unused" in written(out)
    assert clause.flagged == "no"


@pytest.mark.parametrize("question", QUESTIONS, ids=lambda question: question.id)
def test_every_question_and_option_has_words_of_its_own_in_both_languages(question: Question):
    words = _words()[question.id]
    named = {
        lang: [words[option][lang] if option in words else COMMON[option][lang != "zh"] for option in question.options]
        for lang in ("zh", "en")
    }

    assert words["zh"]
    assert words["en"]
    for options in named.values():
        assert len(set(options)) == len(question.options)


@pytest.mark.parametrize("question", [one for one in QUESTIONS if one.kind == "count"], ids=lambda one: one.id)
def test_a_count_is_asked_for_within_the_limits_of_the_file(question: Question):
    field = {"term_months": (Term, "months")}.get(question.id, (Line, question.id))
    low, high = next((low, high) for name, low, high in _numbers_of(field[0]) if name == field[1])

    assert low <= 0
    assert question.high <= high


def test_a_number_of_months_that_no_file_takes_is_asked_again(tmp_path: Path):
    out = tmp_path / "mine.yaml"
    done = new(out, "光子", "3", "12800", "1", "2026-05-20", "1", "2026-05-20", "2026", "12", "停")

    assert "2026太多了，最多1,200" in done.output
    assert load_matter(out).lines[0].term == Term(start=When("2026-05-20"), months=12)


def test_the_ending_of_the_name_says_how_the_file_is_written(tmp_path: Path):
    out = tmp_path / "mine.json"

    assert new(out, *BOUGHT, "8800", "停").exit_code == 0
    assert json.loads(out.read_text("utf-8"))["lines"][0]["price"] == "8800.00"
    assert CliRunner().invoke(main, ["assess", str(out)]).exit_code == 0
    assert "接着答" in new(out, "1", "停").output


@pytest.mark.parametrize("name", ["x", "x.csv", "x.txt", ".yaml"])
def test_another_ending_is_refused_before_a_question_is_asked(tmp_path: Path, name: str):
    done = new(tmp_path / name, *BOUGHT, "8800", "停")

    assert done.exit_code == 2
    assert "第1题" not in done.output
    assert not (tmp_path / name).exists()


@pytest.mark.parametrize("place", range(9))
def test_an_endless_number_is_an_answer_to_no_question(tmp_path: Path, place: int):
    answers = ["光子", "1", "12800", "1", "2026-05-20", "1", "10", "0", "3"]
    out = tmp_path / "mine.yaml"
    done = new(out, *answers[:place], "9" * 5000, *answers[place:], "停")

    assert done.exit_code == 0
    assert load_matter(out).legs[0].amount == 1_280_000
    assert "9" * 300 not in done.output


def test_half_a_line_at_the_end_is_no_answer(tmp_path: Path):
    out = tmp_path / "mine.yaml"
    CliRunner().invoke(main, ["new", str(out), "--as-of", "2026-11-22"], input="水光针\n1\n128")

    assert load_matter(out).legs == ()
