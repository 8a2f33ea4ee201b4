"""Both languages have the same words for everything that the engine can say."""

from __future__ import annotations

import re
import tomllib
from importlib.resources import files
from typing import get_args

import msgspec
import pytest

from reports.engine_codes import codes, named_figures, questions
from weimei.core.errors import DomainError
from weimei.core.facts import Contract, Line, Records, Request
from weimei.core.facts.events import EventKind
from weimei.core.facts.evidence import ExhibitKind
from weimei.core.facts.money import Rail
from weimei.core.facts.people import Role
from weimei.core.facts.request import Reason
from weimei.core.law.channels import ChannelId
from weimei.core.policy.clauses import Clause
from weimei.reports import catalogue
from weimei.reports.labels import fact_label

LANGS = catalogue.LANGS
NOT_SAID = ("ask.event_", "settlement.layer_", "credit.older", "untraced")
"""Heads of codes whose end is put on when they are used or by which codes are told apart; and the stand-in for no derivation."""
CHINESE = re.compile(r"[\u3400-\u9fff]")


def flat(lang: str) -> dict[str, str]:
    tables = tomllib.loads(files("weimei.reports.catalogue").joinpath(f"{lang}.toml").read_text("utf-8"))
    return {f"{table}.{key}": text for table, entries in tables.items() for key, text in entries.items()}


@pytest.mark.parametrize("lang", LANGS)
def test_the_quick_reader_reads_what_toml_says(lang: str):
    assert {key: catalogue.template(key, lang) for key in catalogue.messages(lang)} == flat(lang)


def test_both_languages_have_the_same_messages_with_the_same_figures():
    zh, en = flat("zh"), flat("en")

    assert zh.keys() == en.keys()
    unlike = [key for key in zh if catalogue.placeholders(key, "zh") != catalogue.placeholders(key, "en")]
    assert unlike == []


@pytest.mark.parametrize("lang", LANGS)
def test_every_code_of_the_engine_has_words(lang: str):
    missing = []
    for code, uses in codes().items():
        if code in NOT_SAID:
            continue
        used_as = [use for use in ("step", "why") if use in uses]
        said = [catalogue.has(f"{use}.{code}", lang) or catalogue.has(code, lang) for use in used_as or ("step", "why")]
        if not (all(said) if used_as else any(said)):
            missing.append((code, sorted(uses)))

    assert missing == []
    assert [question for question in sorted(questions()) if not catalogue.has(question, lang)] == []


def test_the_engine_is_really_looked_at():
    found = codes()

    assert len(found) > 200
    assert {"principal.line", "cause.merchant", "settlement.ask", "answer.used_more"} <= found.keys()
    assert {"ask.used", "ask.event_proved", "ask.event_repeated"} <= questions()


def test_a_message_asks_only_for_figures_that_the_engine_gives():
    unknown = [
        (key, sorted(more))
        for kind, code, names in named_figures()
        for key in (f"{kind}.{code}", f"less.{code}")
        if catalogue.has(key, "zh") and (more := catalogue.placeholders(key, "zh") - names)
    ]

    assert unknown == []


def tag(clause: type[msgspec.Struct]) -> str:
    return str(clause.__struct_config__.tag)


@pytest.mark.parametrize("lang", LANGS)
def test_every_closed_kind_has_a_name(lang: str):
    names = [
        *(f"event.{kind}" for kind in get_args(EventKind)),
        *(f"exhibit.{kind}" for kind in get_args(ExhibitKind)),
        *(f"rail.{kind}" for kind in get_args(Rail)),
        *(f"party.{kind}" for kind in get_args(Role)),
        *(f"reason.{kind}" for kind in get_args(Reason)),
        *(f"channel.{channel.value}" for channel in ChannelId),
        *(f"term.{tag(clause)}" for clause in get_args(Clause)),
    ]

    assert [name for name in names if not catalogue.has(name, lang)] == []


@pytest.mark.parametrize("lang", LANGS)
def test_every_fact_of_contract_request_records_and_line_has_a_name(lang: str):
    roots = {"contract": Contract, "request": Request, "records": Records, "lines": Line}
    names = [
        f"fact.{root}.{field}" for root, kind in roots.items() for field in kind.__struct_fields__ if field != "id"
    ]

    assert [name for name in names if not catalogue.has(name, lang)] == []


@pytest.mark.parametrize("lang", LANGS)
def test_a_path_deeper_than_our_words_gets_those_of_its_owner(lang: str):
    assert fact_label("lines.L1.list_price.something_new", lang) == fact_label("lines.L1.list_price", lang)


@pytest.mark.parametrize("key", ["why.", "step.", "less."])
def test_reasons_and_lines_carry_no_stop_so_that_they_can_be_joined(key: str):
    ends = [k for lang in LANGS for k, text in flat(lang).items() if k.startswith(key) and text[-1] in "。.；;"]

    assert ends == []


def test_english_has_no_chinese_and_chinese_no_english_punctuation():
    assert [key for key, text in flat("en").items() if CHINESE.search(text)] == []
    half = re.compile(r"[\u3400-\u9fff][,;:?!]|[,;?!][\u3400-\u9fff]")
    assert [key for key, text in flat("zh").items() if half.search(text)] == []


def test_no_word_promises_threatens_or_bows():
    never = {
        "zh": ("您", "至少能", "保底", "最多可拿", "胜诉率", "必须立即", "违法", "可以拿回", "能拿回"),
        "en": ("you will get", "at least you", "guaranteed to", "chance of winning", "illegal", "hurry"),
    }
    found = [
        (key, word)
        for lang in LANGS
        for key, text in flat(lang).items()
        for word in never[lang]
        if word in text.lower()
    ]

    assert found == []


def test_a_missing_word_is_an_error_here_and_its_code_for_a_reader():
    with pytest.raises(DomainError, match=r"no words for why\.nobody\.wrote_this"):
        catalogue.text("why.nobody.wrote_this", "zh")
    token = catalogue._STRICT.set(False)
    try:
        assert catalogue.text("why.nobody.wrote_this", "zh") == "why.nobody.wrote_this"
        assert "……" in catalogue.text("step.value.discount", "zh")
    finally:
        catalogue._STRICT.reset(token)


def test_figures_are_printed_as_their_names_say():
    args: dict[str, int | str] = {
        "principal_fen": 1280000,
        "rate_bp": 300,
        "from_on": "2025-06-03",
        "until_on": "2025-08-24",
        "days": 82,
        "basis": 365,
    }

    assert (
        catalogue.text("step.interest", "zh", args)
        == "利息：本金¥12,800.00×年利率3.00%×82天÷365天，2025年6月3日到2025年8月24日"
    )
    assert (
        catalogue.text("step.interest", "en", args)
        == "Interest: ¥12,800.00 × 3.00% a year × 82 ÷ 365 days, 3 Jun 2025 to 24 Aug 2025"
    )


def test_one_session_is_not_sessions():
    args: dict[str, int | str] = {"price_fen": 880000, "units": 10}

    assert catalogue.text("step.value.discount", "en", {**args, "used": 1}).startswith("1 session at")
    assert catalogue.text("step.value.discount", "en", {**args, "used": 4}).startswith("4 sessions at")
