"""`weimei norms`: what people and programs read of the law."""

from __future__ import annotations

import json
from typing import Any

import pytest
from click.testing import CliRunner, Result

from weimei.cli.norms import command
from weimei.core.law.instruments import instrument_ids


def ask(*words: str) -> Result:
    return CliRunner().invoke(command, list(words))


def ask_json(*words: str) -> Any:
    result = ask(*words, "--format", "json")
    assert result.exit_code == 0, result.output
    return json.loads(result.output)


def test_without_an_id_every_instrument_is_listed_with_days_and_state() -> None:
    rows = ask_json()["instruments"]

    assert [row["id"] for row in rows] == list(instrument_ids())
    old = next(row for row in rows if row["id"] == "samr-20-2019")
    assert (old["in_force_to"], old["state"]) == ("2026-04-14", "已废止")


def test_the_table_names_what_is_unverified() -> None:
    assert "【待核实】" in ask().output
    assert "UNVERIFIED" in ask("--lang", "en").output


def test_an_instrument_shows_its_articles_and_its_traps() -> None:
    found = ask_json("samr-121-2026", "--lang", "en")

    assert found["instrument"]["repeals"] == "samr-20-2019"
    assert "sixty calendar days" in found["instrument"]["notes"][0]
    assert "samr-121-2026:23" in [row["ref"] for row in found["norms"]]


def test_a_norm_shows_meaning_readings_and_open_questions() -> None:
    text = ask("spc-prepaid-2025:18").output

    assert "法释〔2025〕4号第18条" in text
    assert "打折买的按折后价扣" in text
    assert "最低标准" in text
    assert "model:free_units_in_bargain" in text
    assert "open:26" in text


@pytest.mark.parametrize("asked", ["spc-prepaid-2025:18", "法释〔2025〕4号第18条"])
def test_a_norm_is_found_by_id_and_by_written_citation(asked: str) -> None:
    assert ask_json(asked)["norm"]["ref"] == "spc-prepaid-2025:18"


def test_words_find_every_norm_that_holds_them() -> None:
    refs = [row["ref"] for row in ask_json("定金")["norms"]]

    assert "civil-code:586" in refs
    assert "civil-code:585" not in refs


def test_words_that_fit_one_norm_show_it_whole() -> None:
    assert ask_json("定金", "双倍")["norm"]["ref"] == "civil-code:587"


def test_a_reading_says_what_else_it_could_be() -> None:
    text = ask("model:day_count_365", "--lang", "en").output

    assert "our choice" in text
    assert "over 360" in text


def test_an_open_question_without_a_default_leaves_it_to_a_person() -> None:
    assert "由人决定" in ask("open:28").output
    assert "先买的先用" in ask("open:32").output


def test_a_rate_marks_the_days_that_were_carried_forward() -> None:
    rows = ask_json("cn.lpr_1y")["parameters"]

    assert [row["is_unverified"] for row in rows] == [False] * 14 + [True]
    assert (rows[-1]["in_force_from"], rows[-1]["value"], rows[-1]["amount"]) == ("2026-10-20", "3.00%", 300)
    assert "【待核实】" in ask("cn.lpr_1y").output


def test_the_parameter_list_holds_rates_multiples_limits_and_local_rules() -> None:
    found = ask_json("parameters")

    ids = {row["id"] for row in found["parameters"]}
    assert {"cn.deposit_1y", "cpl-2013.increase_min_fen", "limit.cooling_off", "model.short_move_m"} <= ids
    assert {row["place"] for row in found["local_rules"]} == {"北京", "浙江", "山东", "上海"}
    assert all(row["is_unverified"] for row in found["local_rules"])
    assert found["unread_places"][0]["place"] == "江苏"
    assert "500.00 元" in ask("parameters").output


def test_money_and_rates_read_as_people_write_them() -> None:
    values = {row["id"]: row["value"] for row in ask_json("parameters", "--lang", "en")["parameters"]}

    assert values["cpl-2013.increase_min_fen"] == "500.00 yuan"
    assert values["civil-code.deposit_cap_bp"] == "20.00%"
    assert values["limit.device_inspection_record_implant"] == "for good"


@pytest.mark.parametrize(("asked", "first"), [("readings", "model:day_count_365"), ("open", "open:1")])
def test_the_lists_of_readings_and_questions(asked: str, first: str) -> None:
    assert ask_json(asked)[asked][0]["ref"] == first
    assert first in ask(asked, "--lang", "en").output


@pytest.mark.parametrize(
    ("asked", "near"),
    [
        ("spc-prepaid-2026", "spc-prepaid-2025"), ("civil-code:5855", "civil-code:585"),
        ("model:roundin", "model:rounding"),
        ("cn.lpr", "cn.lpr_1y"), ("paramters", "parameters"), ("civil-cod:1", "civil-code"), ("鱼鱼:1", "norms"),
    ],
)  # fmt: skip
def test_an_unknown_id_ends_with_2_and_names_the_nearest(asked: str, near: str) -> None:
    for lang in ("zh", "en"):
        result = ask(asked, "--lang", lang)
        assert result.exit_code == 2
        assert near in result.stderr
        assert result.stdout == ""


def test_a_reference_with_two_meanings_asks_which_one() -> None:
    result = ask("spc-prepaid-2025:13(2)")

    assert result.exit_code == 2
    assert "13(1)(2)" in result.stderr


def test_nothing_near_says_how_to_see_everything() -> None:
    result = ask("鱼鱼鱼鱼")

    assert result.exit_code == 2
    assert "weimei norms" in result.stderr
