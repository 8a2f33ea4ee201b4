"""The tree: the same figures in both languages, nothing unsaid, nothing promised."""

from __future__ import annotations

import re

import pytest

from reports.matters import MATTERS, a_matter, assessed, judged, report
from reports.reading import figures, texts
from weimei.core.facts import Event
from weimei.reports.tree import Bar, Cards, Document, Hero, Ledger, Paragraph, Section

ORDER = (
    "answer", "working", "heads", "increases", "grounds", "terms", "missing", "proofs", "plan", "yuan", "next", "dates", "marks",
    "outside", "trail", "norms",
)  # fmt: skip
BOTH = pytest.mark.parametrize("lang", ["zh", "en"])
EVERY = pytest.mark.parametrize("name", MATTERS)
CODE = re.compile(
    r"\b(?:step|why|less|ui|ground|event|fact|proof|exhibit|plan|settlement|param|model|open)[.:][a-z_]+|untraced|[a-z]+_[a-z_]+"
)


def section(document: Document, id_: str) -> Section:
    return next(one for one in document.sections if one.id == id_)


def blocks(document: Document, id_: str, kind: type) -> list:
    return [block for block in section(document, id_).blocks if isinstance(block, kind)]


@EVERY
@BOTH
def test_the_parts_stand_in_their_order(name: str, lang: str):
    assert tuple(one.id for one in report(name, lang).sections) == ORDER


@EVERY
def test_both_languages_show_the_same_figures_in_the_same_order(name: str):
    zh, en = figures(report(name, "zh")), figures(report(name, "en"))

    assert len(zh) > 5
    assert zh == en


@EVERY
@BOTH
def test_no_code_is_left_untranslated(name: str, lang: str):
    found = [text for text in texts(report(name, lang)) if CODE.search(text)]

    assert found == []


@EVERY
@BOTH
def test_no_sentence_has_a_hole(name: str, lang: str):
    holes = re.compile(r"\{\w+\}|\(\)|（）|“”|：。|: \.|。。|\.\.|，，|；；|\bNone$")

    assert [text for text in texts(report(name, lang)) if holes.search(text)] == []


@BOTH
def test_an_open_range_has_neither_a_likely_figure_nor_a_tick(lang: str):
    document = report("open", lang)
    hero, bar = blocks(document, "answer", Hero)[0], blocks(document, "answer", Bar)[0]

    assert hero.parts is None
    assert "–" in hero.figure
    assert [tag.tone for tag in hero.tags] == ["open"]
    assert bar.likely is None


def test_an_exact_sum_is_the_one_large_figure():
    hero = blocks(report("draft", "zh"), "answer", Hero)[0]
    _, found, _ = assessed("draft")

    assert found.sum.principal.is_exact
    assert "".join(hero.parts or ()) == hero.figure == "¥5,028.00"


def test_nothing_known_of_the_price_is_not_shown_as_nothing_owed():
    document = report("without price", "zh")

    assert "¥0.00" not in " ".join(texts(section(document, "answer")))
    assert blocks(document, "answer", Hero)[0].figure == "没有金额"
    assert "价格还不知道" in " ".join(texts(section(document, "answer")))


@BOTH
def test_the_answer_says_that_it_is_no_promise(lang: str):
    said = {"zh": "较低的数也不是保证", "en": "the low figure is not a guarantee"}

    for name in MATTERS:
        assert any(said[lang] in text for text in texts(section(report(name, lang), "answer")))


@EVERY
def test_every_working_adds_up_to_its_last_line(name: str):
    _, found, _ = assessed(name)
    spread = found.sum.principal
    ends = {spread.low, spread.high} | ({spread.likely} if spread.likely is not None else set())
    for ledger in blocks(report(name, "zh"), "working", Ledger):
        rows = ledger.rows
        total = round_fen(rows[-1].figure)
        assert total in ends
        if len(rows) == 1:  # the whole price comes back: nothing is taken off
            assert f"¥{rows[-1].figure}" in rows[-1].label
            continue
        running = 0
        for row in rows[:-1]:
            if row.kind == "minus":
                running -= round_fen(row.figure.removeprefix("− "))
            elif row.kind == "plain":
                running += round_fen(row.figure)
        assert total == max(0, running) or any("以你要求的" in row.label for row in rows)


def round_fen(text: str) -> int:
    return int(text.replace(",", "").replace(".", "") or "0")


@BOTH
def test_a_draft_says_why_and_by_which_value(lang: str):
    document = report("draft", lang)

    assert document.draft_mark == {"zh": "草稿", "en": "DRAFT"}[lang]
    assert "LPR" in document.draft
    assert "3.00%" in document.draft
    assert report("open", lang).draft_mark == ""


@EVERY
def test_every_ground_is_shown_and_one_that_the_sum_follows_comes_first(name: str):
    _, found, _ = assessed(name)
    cards = blocks(report(name, "zh"), "grounds", Cards)[0].cards

    assert sorted(card.id for card in cards) == sorted(ground.id for ground in found.grounds)
    assert all(not card.chosen for card in cards[1:])


def test_a_ground_shows_what_it_rests_on_what_defeats_it_and_the_answer():
    cards = {card.id: card for card in blocks(report("open", "zh"), "grounds", Cards)[0].cards}
    labels = [listing.label for listing in cards["relocated"].lists]

    assert labels == ["为什么", "要证明的事", "可能不成的原因", "商家可能怎么说"]


def test_punitive_claims_stand_apart_with_their_conditions():
    _, found, _ = assessed("deceit")
    cards = blocks(report("deceit", "zh"), "increases", Cards)[0].cards
    fraud = next(card for card in cards if card.id == "increase.fraud")

    assert "要满足的条件" in [listing.label for listing in fraud.lists]
    assert found.sum.total.high < (next(i for i in found.increases if i.id == "fraud").amount or found.sum.total).low
    assert fraud.figure not in " ".join(texts(section(report("deceit", "zh"), "heads")))


def test_a_term_that_fell_is_named_with_its_reason():
    shown = " ".join(texts(section(report("open", "zh"), "terms")))

    assert "售出不退" in shown
    assert "不算数" in shown
    assert "法释〔2025〕4号第9条" in shown


def test_the_figure_outside_the_prepaid_rules_stands_beside_the_other():
    _, found, _ = assessed("open")
    shown = figures(
        Document(kind="assessment", lang="zh", title="", as_of="", sections=(section(report("open", "zh"), "outside"),))
    )

    assert found.out_of_scope is not None
    assert len(shown) == 4


def test_the_plan_says_who_gets_it_and_how_to_ask():
    shown = " ".join(texts(section(report("draft", "zh"), "plan")))

    assert "还没有动过钱" in shown
    assert "先还给某消费金融" in shown
    assert "120积分" in shown


def test_a_report_without_a_plan_says_so():
    from weimei.reports import compose

    matter, found, _ = assessed("open")
    assert "还没有做退款方案。" in list(texts(section(compose(matter, found), "plan")))


def test_a_picture_of_use_alone_says_what_it_leaves_out():
    notes = [block.text for block in blocks(report("open", "zh"), "yuan", Paragraph)]

    assert notes == ["按用掉多少画的，手续费、上限和已退的没有算进去。"]


def test_an_event_that_was_not_proved_is_shown_as_not_applying():
    matter, found, plans = judged(a_matter(events=(Event(kind="relocated", proved="no"),)))
    from weimei.reports import compose

    cards = blocks(compose(matter, found, plans), "grounds", Cards)[0].cards
    moved = next(card for card in cards if card.id == "relocated")

    assert moved.figure == ""
    assert [tag.text for tag in moved.tags] == ["不适用"]


def test_equal_derivations_are_printed_once():
    document = report("draft", "zh")
    trails = [block for fold in section(document, "trail").blocks if hasattr(fold, "blocks") for block in fold.blocks]
    printed = {trail.path for trail in trails if trail.root is not None}

    assert any(trail.root is None for trail in trails)
    assert all(trail.same_as in printed for trail in trails if trail.root is None)


def test_a_doubled_deposit_is_above_what_was_paid_and_the_bar_says_so():
    from weimei.core.findings import Spread
    from weimei.reports.voice import Voice

    voice = Voice(lang="zh", currency="CNY", matter=a_matter())
    bar = voice.bar(Spread(low=1500000, high=1500000, likely=1500000), 900000, legend=True)

    assert bar.whole == 1500000
    assert bar.label == "可能¥15,000.00，实付¥9,000.00"
    assert [end.name for end in bar.legend] == ["实付", "可能"]
