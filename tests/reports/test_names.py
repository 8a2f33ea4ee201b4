"""Nobody reads an id where a name or a role is known."""

from __future__ import annotations

import re

import pytest

from reports.matters import ORDERED, a_draft, a_matter, judged
from reports.reading import texts
from weimei.core.facts import Exhibit, Leg, Line, LoanTerms, Party, When
from weimei.core.money import Fen
from weimei.reports import compose
from weimei.reports.names import exhibit_label, leg_name, lender_name, line_name, party_name

BOTH = pytest.mark.parametrize("lang", ["zh", "en"])


def a_loan(**party: str) -> list[str]:
    """Everything that a report on a loan says, in both languages."""
    leg = Leg(
        id="p2",
        rail="loan",
        amount=Fen(880000),
        paid_on=ORDERED,
        loan=LoanTerms(instalments=12, paid=5, monthly_fee=Fen(2400), lender="lender-1"),
    )
    parties = (Party(id="lender-1", role="lender", **party),) if party or party == {} else ()
    matter, found, plans = judged(a_draft(legs=(leg,), layers=(), parties=parties))
    return [text for lang in ("zh", "en") for text in texts(compose(matter, found, plans, lang))]  # type: ignore[arg-type]


def test_a_lender_is_called_by_name():
    words = a_loan(name="某消费金融公司")

    assert "先还给某消费金融公司" in words
    assert not [text for text in words if "lender-1" in text]


def test_a_lender_without_a_name_is_called_by_its_role():
    words = a_loan()

    assert "先还给贷款方" in words
    assert not [text for text in words if "lender-1" in text]


@BOTH
def test_no_id_of_a_payment_is_printed(lang: str):
    matter, found, plans = judged(a_matter())
    words = list(texts(compose(matter, found, plans, lang)))  # type: ignore[arg-type]

    assert not [text for text in words if re.search(r"\b(?:w1|a1|t1|p1)\b", text)]


def test_two_payments_of_one_way_are_told_apart_by_day_or_sum():
    legs = (
        Leg(id="x", rail="wechat_pay", amount=Fen(100), paid_on=When("2026-05-01")),
        Leg(id="y", rail="wechat_pay", amount=Fen(200), paid_on=When("2026-05-02")),
        Leg(id="z", rail="wechat_pay", amount=Fen(300), paid_on=When("2026-05-02")),
        Leg(id="v", rail="alipay", amount=Fen(300)),
    )
    matter = a_matter(legs=legs)
    names = [leg_name(leg.id, "zh", matter) for leg in legs]

    assert names == [
        "微信支付（2026年5月1日）",
        "微信支付（2026年5月2日，¥2.00）",
        "微信支付（2026年5月2日，¥3.00）",
        "支付宝",
    ]


def test_an_exhibit_is_called_by_what_it_shows():
    evidence = (
        Exhibit(id="e1", kind="photo", what="停业通知"),
        Exhibit(id="e2", kind="order"),
        Exhibit(id="e3", kind="chat"),
        Exhibit(id="e4", kind="chat"),
    )
    matter = a_matter(evidence=evidence)

    assert exhibit_label("e1", "zh", matter) == "照片（停业通知）"
    assert exhibit_label("e2", "zh", matter) == "订单"
    assert [exhibit_label(id_, "zh", matter) for id_ in ("e3", "e4")] == ["聊天记录 e3", "聊天记录 e4"]


def test_a_line_without_a_name_is_counted():
    matter = a_matter(
        lines=(Line(id="L2", plan="single"), Line(id="L1", plan="single"), Line(id="hifu", plan="single"))
    )

    assert [line_name(id_, "zh", matter) for id_ in ("L1", "L2", "hifu")] == ["项目1", "项目2", "hifu"]
    assert line_name("L1", "en", a_matter(lines=(Line(id="L1", plan="single"),))) == "the item bought"


def test_a_party_that_is_not_listed_keeps_the_words_of_the_file():
    assert party_name("某银行", "zh", a_matter()) == "某银行"
    assert lender_name("", "en", a_matter()) == "the lender"
