"""Every example told in both languages: no id, no word of the other language, no sentence said twice in one breath."""

from __future__ import annotations

import re
from collections import Counter
from functools import cache
from pathlib import Path

import pytest

from reports.reading import texts
from weimei import engine
from weimei.reports import compare_document, compose

EXAMPLES = sorted((Path(__file__).resolve().parents[2] / "examples").glob("*.yaml"))
EVERY = pytest.mark.parametrize("path", EXAMPLES, ids=[path.stem for path in EXAMPLES])
AT = "2026-11-25"
OF_THE_PRODUCT = {"weimei", "LPR", "FILE", "explain", "full", "dev", "USD"}
"""Latin words that stand in a Chinese report: names of the product and its commands, of a rate, of a currency."""
NODE = re.compile(r"(?:sum|ground|increase|out_of_scope)\.[\w.:#/]+")


@cache
def told(path: Path, lang: str) -> tuple[str, ...]:
    """Everything that the report and the comparison of an example say."""
    matter = engine.load(path)
    found = engine.assess(matter, as_of=AT)
    report = compose(matter, found, engine.plan(matter, found), lang)  # type: ignore[arg-type]
    compared = compare_document(matter, engine.compare(matter, as_of=AT), lang)  # type: ignore[arg-type]
    return tuple(text for document in (report, compared) for text in texts(document))


@EVERY
def test_a_chinese_report_has_no_foreign_word_of_ours(path: Path):
    file = path.read_text("utf-8")
    typed = " ".join(re.findall(r"\b(?:title|name|what|words|text): ([^,}\n]+)", file))
    own, ids = set(re.findall(r"[A-Za-z][A-Za-z-]+", typed)), set(re.findall(r"\bid: ([\w-]+)", file))
    matter = engine.load(path).id
    words = {
        word
        for text in told(path, "zh")
        for word in re.findall(r"[A-Za-z][A-Za-z-]+", NODE.sub("", text).replace(matter, ""))
    }

    assert words & (ids - {matter}) == set()
    assert words - OF_THE_PRODUCT - own == set()


@EVERY
def test_an_english_report_has_no_chinese_word_but_those_of_the_file(path: Path):
    file = path.read_text("utf-8")
    words = {word for text in told(path, "en") for word in re.findall(r"[\u4e00-\u9fff]+", text)}

    assert {word for word in words if word not in file} <= {"医调委"}


@EVERY
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_nothing_is_said_twice_in_one_breath(path: Path, lang: str):
    for text in told(path, lang):
        parts = [part.strip() for part in re.split(r"[。；]|; |\. ", text) if len(part.strip()) > 6]
        assert [part for part, count in Counter(parts).items() if count > 1] == [], text


@EVERY
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_marks_are_never_doubled(path: Path, lang: str):
    doubled = re.compile(r"。。|；；|，，|。；|；。|；，|：：|（（|\.\.|;;|,,|\. ;| ,|  ")

    assert [text for text in told(path, lang) if doubled.search(text)] == []


@EVERY
def test_one_is_never_many_in_english(path: Path):
    wrong = re.compile(r"(?<![\d,.])1 (?:sessions|days|times|years)\b|\b(?:[02-9]|\d+[02-9]) (?:session|day)\b")

    assert [text for text in told(path, "en") if wrong.search(text)] == []
