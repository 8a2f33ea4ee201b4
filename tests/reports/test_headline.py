"""The head of a report: what the range is wide for, and what can be done on the day of asking."""

from __future__ import annotations

import re

import pytest

from reports.matters import ORDERED, a_matter, judged, report
from reports.reading import texts
from weimei import engine
from weimei.core.facts import Contract, Event, Leg, Line, ListPrice, Request, When
from weimei.core.money import Fen
from weimei.reports import compare_document, compose
from weimei.reports.tree import Bar, Document, Hero, Ledger, Listing

BOTH = pytest.mark.parametrize("lang", ["zh", "en"])
CLOSED = Event(kind="closed", proved="yes", on=When("2026-10-01"), known_on=When("2026-10-01"))
LISTED = ListPrice(amount=Fen(128000), shown="yes", sales="yes")


def a_course(used: int | None, **changed: object) -> Line:
    facts = {"id": "L1", "plan": "sessions", "name": "水光针", "price": Fen(880000), "units": 10, "list_price": LISTED}
    return Line(**(facts | {"used": used} | changed))  # type: ignore[arg-type]


def told(lang: str = "zh", **changed: object) -> Document:
    facts = {"policies": (), "promises": (), "legs": (), "lines": (a_course(4),), "events": (CLOSED,)}
    matter, found, plans = judged(a_matter(**(facts | changed)))
    return compose(matter, found, plans, lang)  # type: ignore[arg-type]


def in_answer(document: Document, kind: type) -> list:
    return [block for block in document.sections[0].blocks if isinstance(block, kind)]


def test_a_count_that_nobody_told_is_named_and_no_reading_of_the_law_is_blamed():
    document = told(lines=(a_course(None),))
    hero, bar = in_answer(document, Hero)[0], in_answer(document, Bar)[0]

    assert document.lead == "差在还不知道的事：水光针，做过几次。弄清了，范围会变窄。不取中间数。"
    assert [tag.text for tag in hero.tags] == ["先要弄清事实"]
    assert "由人判断" not in hero.label + bar.label


def test_a_cause_on_which_the_law_is_open_is_said_to_be_one():
    document = told(events=(Event(kind="health_change", proved="yes", on=When("2026-10-20"), negotiated="yes"),))

    assert document.lead == "差在法律上没有定论的地方。不取中间数。"
    assert [tag.text for tag in in_answer(document, Hero)[0].tags] == ["要由人判断"]


def test_open_law_and_an_unknown_fact_are_both_named():
    health = Event(kind="health_change", proved="yes", on=When("2026-10-20"), negotiated="yes")
    document = told(lines=(a_course(None),), events=(health,))

    assert document.lead == "一部分差在法律上没有定论，一部分差在还不知道的事：水光针，做过几次。不取中间数。"
    assert [tag.text for tag in in_answer(document, Hero)[0].tags] == ["要由人判断"]


def test_an_event_that_is_not_proved_is_a_fact_to_find_out():
    document = told(events=(Event(kind="closed", on=When("2026-10-01")),))

    assert document.lead.startswith("差在还不知道的事：门店关了，这件事能证明吗。")


@BOTH
def test_one_sum_has_no_width(lang: str):
    assert told(lang).lead in (
        "可能退¥5,280.00。按现有的事实，法律上只有一种算法。",
        "¥5,280.00 may come back. On these facts the law leaves one sum.",
    )


def test_a_likely_sum_between_ends_says_what_the_ends_hang_on():
    lead = report("false claim", "zh").lead

    assert re.match(r"可能退¥[\d,.]+，较低¥[\d,.]+，较高¥[\d,.]+。一部分差在法律上没有定论", lead)
    assert lead.endswith("水光针十次，做过几次，你和商家说的不一样。")


def test_the_ends_of_an_unknown_count_are_told_apart():
    words = list(texts(told(lines=(a_course(None),)).sections[0]))

    assert any("按最多10次算" in text for text in words)
    assert any("按最少的算" in text for text in words)


def test_today_names_the_fact_the_proof_the_way_and_the_next_last_day():
    listing = in_answer(told(lines=(a_course(None),)), Listing)[0]
    lines = [item.text for item in listing.items]

    assert listing.label == "今天可以做的"
    assert lines[0].startswith("弄清：水光针，做过几次（最多差¥8,")
    assert lines[1].startswith("还缺的证明，先找：")
    assert lines[2].startswith("现在可以找：")
    assert lines[3] == "最近的期限：通知解除合同，2027年10月1日（周五）（还有310天）"


def test_a_limit_that_is_over_is_never_the_next_one():
    late = told(request=Request(reason="merchant", asked_on=ORDERED, arrived_on=ORDERED))

    assert not [item for item in in_answer(late, Listing)[0].items if "15天" in item.text or "七天" in item.text]


BOUGHT, ASKED = When("2026-11-11"), When("2026-11-17")


def asked_within_seven_days(arrived_on: When | None = ASKED) -> Document:
    return told(
        contract=Contract(formed_on=BOUGHT, medical_aesthetics="yes", prior_same_service="no"),
        lines=(a_course(0),),
        events=(Event(kind="cooling_off_request", proved="yes", on=ASKED, within_7_days="yes"),),
        request=Request(reason="not_started", asked_on=ASKED, arrived_on=arrived_on),
    )


def test_once_the_money_is_asked_back_in_time_the_next_day_is_the_sellers():
    lines = [item.text for item in in_answer(asked_within_seven_days(), Listing)[0].items]

    assert lines[-1] == "最近的期限：超过15天不退，可能被认定为故意拖延，2026年12月2日（周三）（还有7天）"
    assert not [text for text in lines if "解除" in text]


def test_while_the_seven_days_run_their_last_day_is_the_first_thing_of_today():
    running = told(
        contract=Contract(formed_on=When("2026-11-22"), medical_aesthetics="yes", prior_same_service="no"),
        lines=(a_course(0),),
        legs=(Leg(id="P1", amount=Fen(880000), paid_on=When("2026-11-22")),),
        events=(),
        request=Request(),
    )
    lines = [item.text for item in in_answer(running, Listing)[0].items]

    assert lines[0] == "最近的期限：付款后七天内要回预付款本金，不用理由，2026年11月29日（周日）（还有4天）"


def test_money_asked_back_in_time_and_unused_rests_on_the_seven_days_and_on_no_list_price():
    document = asked_within_seven_days()

    assert "可能的数：付款后7天内要退，不用理由。" in list(texts(document.sections[0]))
    working = next(block for section in document.sections for block in section.blocks if isinstance(block, Ledger))
    assert [row.source for row in working.rows if "19条" in row.source] == []
    assert "第14条" in working.rows[-1].source


def test_a_comparison_says_whether_the_law_or_a_fact_leaves_a_sum_open():
    matter, _, _ = judged(a_matter(policies=(), promises=(), legs=(), lines=(a_course(None),), events=(CLOSED,)))
    document = compare_document(matter, engine.compare(matter, as_of="2026-11-25"), "zh")
    rows = document.sections[0].blocks[1].rows  # type: ignore[union-attr]
    likely = {row[0].text: row[2].text for row in rows}

    assert likely["商家的原因"] == likely["自己的原因"] == "先要弄清事实"
    assert likely["假如：身体的原因（没有填这件事）"] == "要由人判断"
