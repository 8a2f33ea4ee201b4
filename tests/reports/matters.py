"""Matters that between them show every part of a report."""

from __future__ import annotations

from datetime import date
from functools import cache
from typing import Any

import msgspec

from weimei.core.assessment.assess import assess
from weimei.core.assessment.matter import Matter
from weimei.core.assessment.missing import rank_missing
from weimei.core.assessment.next_steps import deadlines_of, steps_of
from weimei.core.assessment.outcome import Assessment
from weimei.core.facts import (
    Contract,
    Event,
    Exhibit,
    Layer,
    Leg,
    Line,
    ListPrice,
    LoanTerms,
    Loss,
    Party,
    Request,
    Returned,
    Term,
    When,
)
from weimei.core.money import Fen
from weimei.core.policy.clauses import NoRefund, PenaltyPercent, RefundAnyTime
from weimei.core.policy.policies import Policy, Promise
from weimei.core.settlement import Plan, settle
from weimei.reports import compose
from weimei.reports.tree import Document

AT = date(2026, 11, 25)
ORDERED = When("2026-05-20")


def a_matter(**changed: Any) -> Matter:
    """One course of ten, four or five used, a move not yet proved, a fee in the terms: an open range."""
    facts: dict[str, Any] = {
        "id": "M-1",
        "title": "十次套餐，门店搬走",
        "parties": (Party(id="b", role="buyer"), Party(id="c", role="clinic"), Party(id="p", role="platform")),
        "contract": Contract(formed_on=ORDERED, medical_aesthetics="yes", livestream="yes", purpose="consumption"),
        "lines": (
            Line(
                id="L1",
                plan="sessions",
                name="水光针十次",
                price=Fen(880000),
                units=10,
                used=4,
                used_by_merchant=5,
                list_price=ListPrice(amount=Fen(128000), shown="yes"),
            ),
        ),
        "legs": (
            Leg(id="w1", rail="wechat_pay", amount=Fen(500000), paid_on=ORDERED),
            Leg(id="a1", rail="alipay", amount=Fen(380000), paid_on=ORDERED),
        ),
        "events": (
            Event(kind="relocated", on=When("2026-10-08"), known_on=When("2026-10-10"), distance_m=14000),
            Event(kind="health_change", on=When("2026-10-20")),
        ),
        "promises": (Promise(id="p1", by="host", words="不满意随时退", clause=RefundAnyTime()),),
        "policies": (
            Policy(
                id="t1",
                by="merchant",
                clauses=(NoRefund(text="售出不退"), PenaltyPercent(basis_points=3000, base="unused", text="收余额30%")),
            ),
        ),
        "evidence": (Exhibit(id="E1", kind="order"), Exhibit(id="E3", kind="photo", facts=("relocation",))),
        "request": Request(reason="merchant", asked_on=When("2026-11-10"), arrived_on=When("2026-11-12")),
    }
    return Matter(**(facts | changed))


def a_draft(**changed: Any) -> Matter:
    """Ordered in a month whose rate nobody has checked; a loan, coupons, points, a loss."""
    ordered = When("2026-11-10")
    facts: dict[str, Any] = {
        "id": "M-2",
        "title": "",
        "contract": Contract(formed_on=ordered, medical_aesthetics="yes", prior_same_service="yes"),
        "lines": (Line(id="L1", plan="sessions", name="热玛吉", price=Fen(880000), units=10, used=4),),
        "layers": (
            Layer(id="c1", kind="coupon", funder="platform", amount=Fen(30000), reimbursed="yes"),
            Layer(id="c2", kind="points", funder="platform", amount=Fen(2000), points=200),
            Layer(id="c3", kind="coupon", funder="merchant", amount=Fen(10000), threshold=Fen(500000)),
        ),
        "legs": (
            Leg(id="w1", rail="wechat_pay", amount=Fen(438000), paid_on=ordered),
            Leg(
                id="ln",
                rail="loan",
                amount=Fen(400000),
                paid_on=ordered,
                loan=LoanTerms(instalments=12, paid=1, monthly_fee=Fen(2400), lender="某消费金融"),
            ),
        ),
        "events": (Event(kind="relocated", on=When("2026-11-21"), proved="yes", distance_m=14000),),
        "promises": (),
        "policies": (),
        "losses": (Loss(id="v1", by="consumer", amount=Fen(12050), kind="travel", proved="yes"),),
        "request": Request(reason="merchant", asked_on=When("2026-11-22"), arrived_on=When("2026-11-23")),
    }
    return a_matter(**(facts | changed))


def a_deceit() -> Matter:
    """Punitive claims beside the sum, and a contested scope."""
    return a_matter(
        id="M-3",
        contract=Contract(formed_on=ORDERED, medical_aesthetics="yes", purpose="therapeutic"),
        events=(
            Event(kind="fake_drug", line="L1", units=2, drug_price=Fen(60000)),
            Event(kind="not_a_doctor"),
            Event(kind="false_claim", proved="yes", reach="part", units=1, line="L1"),
        ),
    )


def a_false_claim() -> Matter:
    """One proved deceit touches one unit: the range has a default between its ends."""
    return a_matter(
        id="M-8",
        policies=(),
        promises=(),
        events=(Event(kind="false_claim", proved="yes", on=When("2026-10-01"), reach="part", units=1, line="L1"),),
    )


def a_card() -> Matter:
    """Stored value with a bonus, a sum that came back, a claim below what is due."""
    return a_matter(
        id="M-4",
        lines=(
            Line(
                id="C",
                plan="stored_value",
                name="储值卡",
                price=Fen(1000000),
                bonus=Fen(200000),
                used_value=Fen(360000),
            ),
        ),
        legs=(),
        policies=(),
        promises=(),
        events=(Event(kind="closed", proved="yes", on=When("2026-10-01")),),
        returned=(Returned(id="r", amount=Fen(50000), on=When("2026-10-05")),),
        request=Request(reason="merchant", claimed=Fen(500000)),
    )


def a_year() -> Matter:
    """Access for a year with a gift that was used, and a change of mind."""
    return a_matter(
        id="M-5",
        lines=(
            Line(
                id="T",
                plan="term",
                name="年卡",
                price=Fen(680000),
                term=Term(start=When("2026-01-01"), months=12, unlimited="yes"),
            ),
            Line(id="G", plan="gift", name="面膜", gift_value=Fen(30000), used=1),
        ),
        legs=(),
        policies=(),
        promises=(),
        events=(Event(kind="change_of_mind", proved="yes"),),
        request=Request(reason="personal", asked_on=When("2026-09-25")),
    )


def without_price() -> Matter:
    """Nothing is known of the price."""
    return a_matter(
        id="M-6",
        lines=(Line(id="X", plan="programme", name="祛斑"),),
        legs=(),
        policies=(),
        promises=(),
        events=(),
        request=Request(),
    )


def a_foreign_card() -> Matter:
    """Paid by a card billed in dollars."""
    leg = Leg(
        id="fc",
        rail="foreign_card",
        amount=Fen(880000),
        paid_on=ORDERED,
        billed="1223.61",
        billed_currency="USD",
        rate_at_refund="7.0520",
    )
    line = Line(id="L1", plan="sessions", name="水光", price=Fen(880000), units=10, used=4)
    events = (Event(kind="relocated", proved="yes"),)
    return a_matter(id="M-7", legs=(leg,), lines=(line,), events=events, policies=(), promises=())


def a_rail_coupon() -> Matter:
    """The rail gave a coupon inside one of two payments."""
    legs = (
        Leg(id="w1", rail="wechat_pay", amount=Fen(498000), coupon=Fen(2000), paid_on=ORDERED),
        Leg(id="a1", rail="alipay", amount=Fen(380000), paid_on=ORDERED),
    )
    moved = Event(kind="relocated", proved="yes", on=When("2026-10-08"), distance_m=14000)
    return a_matter(id="M-9", legs=legs, events=(moved,), policies=(), promises=())


HOSTILE = (
    "<script>alert(1)</script><img src=x onerror=alert(1)>\x1b[31m\x1b]0;title\x07\u202egnp.exe\x00"
    "#eval(sys) $x^2$ *bold* _it_ @ref <label> {{ 7*7 }} {% raw %} \"'`\\u{41} \u2028 [x](http://a.b) {line} & ]]> -->"
)


def a_hostile_matter() -> Matter:
    """Every text that a person can type tries to break out."""
    line = Line(id="L1", plan="sessions", name=HOSTILE, price=Fen(880000), units=10, used=4)
    return a_matter(
        id=HOSTILE,
        title=HOSTILE,
        lines=(line,),
        promises=(Promise(id="p1", by="host", words=HOSTILE, clause=RefundAnyTime(text=HOSTILE)),),
        policies=(Policy(id="t1", by="merchant", clauses=(NoRefund(text=HOSTILE),)),),
        evidence=(Exhibit(id=HOSTILE, kind="order", what=HOSTILE),),
        legs=(
            Leg(
                id=HOSTILE,
                rail="loan",
                amount=Fen(880000),
                paid_on=ORDERED,
                loan=LoanTerms(instalments=3, paid=1, lender=HOSTILE),
            ),
        ),
    )


MATTERS = {
    "open": a_matter,
    "draft": a_draft,
    "deceit": a_deceit,
    "false claim": a_false_claim,
    "card": a_card,
    "year": a_year,
    "without price": without_price,
    "foreign card": a_foreign_card,
    "rail coupon": a_rail_coupon,
}


@cache
def assessed(name: str) -> tuple[Matter, Assessment, tuple[Plan, ...]]:
    """A matter with its whole assessment and its plans."""
    return judged(MATTERS[name]())


def judged(matter: Matter) -> tuple[Matter, Assessment, tuple[Plan, ...]]:
    """The whole assessment of a matter, missing facts, time limits and steps included."""
    found = msgspec.structs.replace(
        assess(matter, AT),
        missing=rank_missing(matter, AT),
        deadlines=deadlines_of(matter, AT),
        steps=steps_of(matter, AT),
    )
    return matter, found, settle(matter, found, AT)


@cache
def report(name: str, lang: str) -> Document:
    """The report on one of the matters."""
    matter, found, plans = assessed(name)
    return compose(matter, found, plans, lang)  # type: ignore[arg-type]
