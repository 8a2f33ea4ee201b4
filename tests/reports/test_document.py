"""The tree: the same figures in both languages, nothing unsaid, nothing promised."""

from __future__ import annotations

import re

import pytest

from reports.matters import MATTERS, a_matter, assessed, judged, report
from reports.reading import figures, texts
from weimei.core.facts import Contract, Event, Request, When
from weimei.core.findings import Spread, Step
from weimei.reports import compose
from weimei.reports.tree import Bar, Cards, Document, Hero, Ledger, Paragraph, Section, Stacks, Table
from weimei.reports.voice import Voice
from weimei.reports.working import ledger

ORDER = (
    "answer", "working", "heads", "grounds", "increases", "missing", "terms", "proofs", "plan", "yuan", "dates", "next", "marks",
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

    assert len(zh) > 5 or assessed(name)[1].paid is None
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
    assert blocks(document, "answer", Hero)[0].figure == "还算不出"
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
    for block in blocks(report(name, "zh"), "working", Ledger):
        rows = block.rows
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
    assert report("false claim", lang).draft_mark == ""


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

    assert "钱还没有动" in shown
    assert "先还给某消费金融" in shown
    assert "120积分" in shown


def test_a_report_without_a_plan_says_so():
    matter, found, _ = assessed("open")
    assert "还没有做退款方案。" in list(texts(section(compose(matter, found), "plan")))


@EVERY
def test_a_picture_shows_where_each_yuan_went_at_each_end(name: str):
    _, found, _ = assessed(name)
    spread, drawn = found.sum.principal, blocks(report(name, "zh"), "yuan", Stacks)
    for row in (row for block in drawn if block.caption == "合起来" for row in block.rows):
        end = {"按可能的金额": spread.likely, "按较低的金额": spread.low, "按较高的金额": spread.high}[row.name]
        back = sum(piece.amount for piece in row.pieces if piece.tone == "primary")
        assert sum(piece.amount for piece in row.pieces) == row.total
        assert back == end


def test_a_fee_has_its_own_piece_of_the_picture():
    _, found, _ = assessed("open")
    rows = {row.name: row for row in blocks(report("open", "zh"), "yuan", Stacks)[0].rows}
    use, fee, back = rows["按较低的金额"].pieces

    assert (use.tone, fee.tone, back.tone) == ("muted", "warning", "primary")
    assert fee.name.startswith("没用")
    assert use.amount + fee.amount + back.amount == found.paid


def test_a_picture_of_use_alone_says_what_it_leaves_out():
    notes = [block.text for block in blocks(report("card", "zh"), "yuan", Paragraph)]

    assert notes == ["按用掉多少画的，手续费、上限和已退的没有算进去。"]


def due_rows(**changed) -> dict[str, tuple]:
    matter, found, plans = judged(a_matter(**changed))
    table = blocks(compose(matter, found, plans), "dates", Table)[0]
    return {row[0].text.partition("（")[0]: row for row in table.rows}


def test_a_limit_that_the_seller_missed_is_not_worded_as_a_loss_of_the_buyer():
    moved = Event(kind="relocated", on=When("2026-10-08"), known_on=When("2026-10-08"), proved="yes", distance_m=14000)
    asked = Request(reason="merchant", asked_on=When("2026-10-10"), arrived_on=When("2026-10-12"))
    row = due_rows(events=(moved,), request=asked)["超过15天不退，可能被认定为故意拖延"]

    assert row[1].text == "商家"
    assert row[4].tag.text == "已过29天"
    assert "市场监管部门可以按故意拖延处理" in row[0].text


def test_how_long_records_must_be_kept_is_nobodys_delay():
    long_ago = Contract(formed_on=When("2021-01-01"), livestream="yes", medical_aesthetics="yes")
    row = due_rows(contract=long_ago)["直播视频至少保存到"]

    assert row[1].text == "平台"
    assert row[4].tag.text == "可能已经删了"


def test_a_last_day_that_may_move_says_so_once():
    section_ = section(report("open", "zh"), "dates")
    last = [row[3].text for block in section_.blocks if isinstance(block, Table) for row in block.rows]

    assert any(text.endswith("（暂定）") for text in last)
    assert [block.text for block in section_.blocks if isinstance(block, Paragraph)] == [
        "暂定：那一年的放假安排还没公布，日子可能变。"
    ]


def test_a_limit_of_the_buyer_that_is_over_says_what_is_gone():
    row = due_rows()["付款后七天内要回预付款本金，不用理由"]

    assert row[1].text == "你"
    assert row[4].tag.text == "已过"
    assert "退款要看别的理由" in row[0].text


def test_an_event_that_was_not_proved_is_shown_as_not_applying():
    matter, found, plans = judged(a_matter(events=(Event(kind="relocated", proved="no"),)))
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
    voice = Voice(lang="zh", currency="CNY", matter=a_matter())
    bar = voice.bar(Spread(low=1500000, high=1500000, likely=1500000), 900000, legend=True)

    assert bar.whole == 1500000
    assert bar.label == "可能¥15,000.00，实付¥9,000.00"
    assert [end.name for end in bar.legend] == ["实付", "可能"]


def a_balance(*, at_discount: int, at_list: int) -> Step:
    """A course for ¥1,000.00 of which more was used than was paid for."""
    paid = Step("paid.price", 100000, args={"line": "水光"})
    used = Step("value.list", at_list, args={"used": 9, "list_fen": at_list // 9, "discount_fen": at_discount})
    return Step("principal.line", 0, ("spc-prepaid-2025:15",), (), {"line": "水光"}, (paid, used))


@pytest.mark.parametrize(
    ("at_discount", "note"),
    [(120000, "不够扣的里面，超过实付价的那部分还要付，其余不用补"), (90000, "不够扣的，不用再补")],
)
def test_a_working_that_falls_short_says_what_is_still_owed(at_discount: int, note: str):
    voice = Voice(lang="zh", currency="CNY", matter=a_matter())
    rows = ledger(a_balance(at_discount=at_discount, at_list=180000), voice, caption="", node="n").rows

    assert [row.label for row in rows if row.kind == "note"] == [note]
    assert rows[-1].figure == "0.00"
