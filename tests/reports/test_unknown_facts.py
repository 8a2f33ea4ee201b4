"""What is not known: what hangs on it, how its answer is written, and that nothing known is never shown as nothing owed."""

from __future__ import annotations

import re

import pytest

from reports.matters import MATTERS, a_matter, assessed, judged, report
from reports.reading import texts
from weimei import engine
from weimei.core.facts import Contract, Event, Line, ListPrice, Redemption, Request, When
from weimei.core.money import Fen
from weimei.files import load_matter
from weimei.reports import compare_document, compose, render
from weimei.reports.answers import how_to_write
from weimei.reports.tree import Document, Item, Listing, Paragraph, Section
from weimei.reports.voice import Voice

BOTH = pytest.mark.parametrize("lang", ["zh", "en"])
LEAVING = Event(kind="change_of_mind", proved="yes")


def section(document: Document, id_: str) -> Section:
    return next(one for one in document.sections if one.id == id_)


def open_items(document: Document) -> list[Item]:
    blocks = section(document, "missing").blocks
    return [item for block in blocks if isinstance(block, Listing) for item in block.items]


def told(lang: str = "zh", **changed: object) -> Document:
    facts = {"policies": (), "promises": (), "legs": (), "events": (LEAVING,)}
    matter, found, plans = judged(a_matter(**(facts | changed)))
    return compose(matter, found, plans, lang)  # type: ignore[arg-type]


def a_course(**changed: object) -> Line:
    facts = {"id": "L1", "plan": "sessions", "name": "光子", "price": Fen(1280000), "units": 10, "used": 3}
    return Line(**(facts | changed))  # type: ignore[arg-type]


@BOTH
@pytest.mark.parametrize("name", MATTERS)
def test_every_unknown_fact_says_how_its_answer_is_written(name: str, lang: str):
    items = open_items(report(name, lang))

    assert len(items) == len(assessed(name)[1].missing)
    assert [item.text for item in items if not item.how] == []


def test_the_answer_names_the_key_the_values_and_the_place_in_the_file():
    matter, found, _ = assessed("open")
    voice = Voice(lang="zh", currency=found.currency, matter=matter)

    assert (
        how_to_write("policies.t1.2.flagged", voice)
        == "知道了就在文件里写 flagged: yes 或 no（policies → t1 → clauses → 第2条）"
    )
    assert how_to_write("lines.L1.performed", voice) == (
        "知道了就在文件里写 performed: none、part 或 all（lines → L1）"
    )
    assert how_to_write("request.arrived_on", voice) == (
        "知道了就在文件里写 arrived_on: 2026-11-24（换成实际的）（request）"
    )
    assert "（promises → p1 → clause）" in how_to_write("promises.p1.met", voice)
    assert "（lines → L1 → list_price）" in how_to_write("lines.L1.list_price.shown", voice)
    assert how_to_write("lines.L1.nothing_such", voice) == ""


def test_what_the_report_says_to_write_is_what_the_file_takes(tmp_path):
    before = (
        "format: weimei.matter/1\nid: m\ncontract: {formed_on: 2026-09-01, medical_aesthetics: yes}\n"
        "lines: [{id: L1, plan: sessions, units: 10, used: 3, price: 12800.00, list_price: {amount: 1980.00, shown: yes}}]\n"
        "policies: [{id: t, by: merchant, clauses: [{clause: penalty_percent, percent: 30, standard_form: yes%s}]}]\n"
        "events: [{kind: change_of_mind, proved: yes}]\nrequest: {reason: personal}\n"
    )
    path = tmp_path / "m.yaml"
    path.write_text(before % "", "utf-8")
    matter = load_matter(path)
    found = engine.assess(matter, as_of="2026-11-25")
    how = open_items(compose(matter, found))[0].how
    key, values = re.findall(r"写 (\w+): (.*?)（", how)[0]

    assert values == "yes 或 no"
    for value in values.split(" 或 "):
        path.write_text(before % f", {key}: {value}", "utf-8")
        again = engine.assess(load_matter(path), as_of="2026-11-25")
        assert f"policies.t.1.{key}" not in {one.fact for one in again.missing}


def test_what_hangs_on_a_fact_is_principal_and_a_range_that_is_no_news_is_left_out():
    _, found, _ = assessed("open")
    total = found.sum.total
    items = {item.text: item for item in open_items(report("open", "zh"))}

    for one in found.missing:
        if one.of_principal:
            assert one.of_principal <= found.paid
    assert items
    same = f"{total.low / 100:,.2f}到¥{total.high / 100:,.2f}"
    assert not [item for item in items.values() if same in item.detail]


def test_a_fact_that_moves_interest_alone_says_so_and_names_no_principal():
    items = open_items(
        told(
            contract=Contract(formed_on=When("2026-11-20"), medical_aesthetics="yes"),
            lines=(a_course(used=0),),
            request=Request(reason="personal", asked_on=When("2026-11-21"), arrived_on=When("2026-11-21")),
        )
    )

    assert [(item.text, item.figure) for item in items] == [("以前做过同样的项目吗？", "")]
    assert items[0].detail.startswith("只影响利息，最多差¥")


@BOTH
@pytest.mark.parametrize("form", ["text", "html"])
def test_a_price_that_nobody_knows_is_never_shown_as_nothing_owed(lang: str, form: str):
    matter, found, plans = assessed("without price")
    shown = render(compose(matter, found, plans, lang), form, full=True)  # type: ignore[call-overload,arg-type]
    compared = render(compare_document(matter, engine.compare(matter, as_of="2026-11-25"), lang), form)  # type: ignore[call-overload,arg-type]

    assert "¥0.00" not in shown
    assert "¥0.00" not in compared
    assert ("还算不出" if lang == "zh" else "No sum yet") in shown


def test_without_a_price_the_report_says_what_to_find_out():
    document = report("without price", "zh")

    assert "price: 12800.00" in open_items(document)[0].how
    assert "弄清：祛斑，价钱一共是多少" in list(texts(section(document, "answer")))
    shown = [text for text in texts(section(document, "plan")) if text]
    assert shown == ["退给谁，怎么退", "还不知道付了多少，还算不出退给谁、退多少。"]


def no_interest(**changed: object) -> str:
    blocks = section(told(lines=(a_course(used=0),), **changed), "heads").blocks
    return next(block.text for block in blocks if isinstance(block, Paragraph))


def test_the_report_says_why_there_is_no_interest():
    ordered = Contract(formed_on=When("2026-11-20"), medical_aesthetics="yes", prior_same_service="no")
    asked = Request(reason="personal", asked_on=When("2026-11-21"), arrived_on=When("2026-11-21"))
    undated = Contract(medical_aesthetics="yes")

    assert no_interest(contract=ordered, request=asked) == "七天退款有没有利息，法律没有定论，所以没算。"
    old = Contract(formed_on=When("2026-05-20"), medical_aesthetics="yes")
    assert no_interest(contract=old, request=Request(reason="personal")).endswith("现在还没有这个日子，所以没算。")
    assert no_interest(contract=undated, request=asked).startswith("不知道合同是哪天订的")


def reasons(**changed: object) -> str:
    return "；".join(texts(section(told(lines=(a_course(**changed),)), "answer")))


def test_whoever_was_not_asked_about_a_list_price_is_not_said_to_have_been_told_none():
    assert "还不知道有没有告诉过你原价" in reasons()
    assert "没有告诉过你原价，按实付价扣" in reasons(list_price=ListPrice(shown="no", sales="no"))


def test_a_list_price_says_nothing_where_nothing_was_used():
    visit = Redemption(id="r", line="L1", units=1)

    assert "原价" not in reasons(used=0)
    assert "原价" in "；".join(texts(told(lines=(a_course(used=None),), redemptions=(visit,))))
