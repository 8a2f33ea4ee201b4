"""Purchases for the tests: builders that name only what matters, and random ones."""

from __future__ import annotations

from datetime import date
from typing import Any

from hypothesis import strategies as st

from weimei.core.assessment.matter import Matter
from weimei.core.facts import Bundle, Layer, Leg, Line, ListPrice, LoanTerms, Pack, Returned, When
from weimei.core.money import parse_amount

DAY = date(2026, 11, 22)


def fen(text: str) -> int:
    return parse_amount(text)


def a_line(name: str, price: str | None = None, *, units: int = 1, listed: str | None = None, **more: Any) -> Line:
    more.setdefault("plan", "sessions" if units > 1 else "single")
    more.setdefault("list_price", ListPrice(amount=None if listed is None else fen(listed)))
    return Line(
        id=name, price=None if price is None else fen(price), units=units if units > 1 else None, **more,
    )  # fmt: skip


def a_leg(name: str, amount: str, rail: str = "bank", **more: Any) -> Leg:
    return Leg(id=name, rail=rail, amount=fen(amount), **more)  # type: ignore[arg-type]


def a_layer(name: str, amount: str, funder: str = "merchant", kind: str = "coupon", **more: Any) -> Layer:
    return Layer(id=name, kind=kind, funder=funder, amount=fen(amount), **more)  # type: ignore[arg-type]


def a_matter(lines: list[Line], legs: list[Leg] | None = None, **more: Any) -> Matter:
    for key in ("layers", "bundles", "returned", "losses"):
        more[key] = tuple(more.get(key, ()))
    return Matter(id="m", lines=tuple(lines), legs=tuple(legs or []), **more)


def coupons_and_points() -> Matter:
    """X14: lists 3,000 / 2,000 / 1,000; 600 off from 5,000, platform coupon 300, points worth 60; cash 5,040."""
    return a_matter(
        [a_line("1", "3000"), a_line("2", "2000"), a_line("3", "1000")],
        [a_leg("cash", "5040", "alipay")],
        layers=[
            a_layer("shop", "600", threshold=fen("5000")),
            a_layer("mall", "300", "platform", still_valid="yes"),
            a_layer("points", "60", "platform", "points", points=6000),
        ],
    )


def a_package() -> Matter:
    """X15: 9,800 for A list 6,000, five of B at 800, three of C at 1,200."""
    lines = [
        a_line("A", listed="6000", bundle="all"),
        a_line("B", listed="800", units=5, bundle="all"),
        a_line("C", listed="1200", units=3, bundle="all"),
    ]
    return a_matter(lines, [a_leg("card", "9800", "card")], bundles=[Bundle(id="all", price=fen("9800"))])


def instalments(*, paid: int = 5, fee: str = "120", **more: Any) -> Matter:
    """X16: 24,000 for four sessions, 4,000 down, the rest lent, twelve instalments of 1,666.67 and 120 a month."""
    terms = LoanTerms(
        instalments=12, paid=paid, monthly_fee=fen(fee), instalment_principal=fen("1666.67"), lender="Bank L"
    )
    legs = [a_leg("down", "4000", "wechat_pay", paid_on=When("2026-05-01")), a_leg("loan", "20000", "loan", loan=terms)]
    return a_matter([a_line("course", "24000", units=4)], legs, **more)


amounts = st.integers(min_value=0, max_value=200_000)


@st.composite
def lines_of_purchases(draw: st.DrawFn) -> list[Line]:
    lines = []
    for i in range(draw(st.integers(1, 4))):
        units = draw(st.integers(1, 5))
        price = draw(st.integers(0, 90_000))
        packs: tuple[Pack, ...] = ()
        if units > 2 and draw(st.booleans()):
            first = draw(st.integers(1, units - 1))
            packs = (
                Pack(id="p2", price=draw(st.integers(0, 5000)), on=When("2026-02-01"), units=units - first),
                Pack(id="p1", price=draw(st.integers(0, 5000)), on=When("2026-01-01"), units=first),
            )
        plan = "sessions" if units > 1 else "single"
        lines.append(Line(id=f"L{i}", plan=plan, price=price, units=units if units > 1 else None, packs=packs))  # type: ignore[arg-type]
    return lines


@st.composite
def layers_of_purchases(draw: st.DrawFn, lines: list[Line]) -> list[Layer]:
    layers = []
    for i in range(draw(st.integers(0, 4))):
        kind = draw(st.sampled_from(["coupon", "points", "red_packet", "discount"]))
        layers.append(
            Layer(
                id=f"Y{i}", kind=kind, funder=draw(st.sampled_from(["merchant", "platform", "host", "bank"])),  # type: ignore[arg-type]
                amount=draw(st.integers(0, 30_000)), points=draw(st.integers(0, 500)) if kind == "points" else None,
                lines=tuple(draw(st.sets(st.sampled_from([line.id for line in lines]), max_size=2))),
                threshold=draw(st.one_of(st.none(), st.integers(0, 200_000))),
            )
        )  # fmt: skip
    return layers


@st.composite
def legs_of_purchases(draw: st.DrawFn) -> list[Leg]:
    legs = []
    for i in range(draw(st.integers(0, 4))):
        rail = draw(
            st.sampled_from(["wechat_pay", "alipay", "douyin_pay", "card", "bank", "cash", "loan", "gift_card"])
        )
        amount = draw(amounts)
        loan = None
        if rail == "loan" and draw(st.booleans()):
            instalments = draw(st.integers(1, 12))
            loan = LoanTerms(
                instalments=instalments, paid=draw(st.integers(0, instalments)), monthly_fee=draw(st.integers(0, 5000)),
                instalment_principal=draw(st.one_of(st.none(), st.integers(0, 50_000))),
            )  # fmt: skip
        paid_on = draw(st.sampled_from([None, When("2026-05-01"), When("2025-03-02"), When("2026-05"), When("2025")]))
        coupon = draw(st.integers(0, 20_000)) if rail in {"wechat_pay", "alipay", "douyin_pay"} else 0
        legs.append(Leg(id=f"G{i}", rail=rail, amount=amount, paid_on=paid_on, loan=loan, coupon=coupon))  # type: ignore[arg-type]
    return legs


@st.composite
def purchases(draw: st.DrawFn) -> Matter:
    """Any purchase, also one whose payments do not fit its prices: the plan must still add up."""
    lines = draw(lines_of_purchases())
    legs = draw(legs_of_purchases())
    returned = [
        Returned(
            id=f"B{i}",
            amount=draw(st.integers(0, 60_000)),
            leg=draw(st.sampled_from([None, *(leg.id for leg in legs)])),
        )
        for i in range(draw(st.integers(0, 2)))
    ]
    return a_matter(lines, legs, layers=draw(layers_of_purchases(lines)), returned=returned)


def shuffled(draw: st.DrawFn, matter: Matter) -> Matter:
    """The same matter with everything filed in another order."""
    return Matter(
        id=matter.id,
        lines=tuple(draw(st.permutations(matter.lines))), bundles=tuple(draw(st.permutations(matter.bundles))),
        legs=tuple(draw(st.permutations(matter.legs))), layers=tuple(draw(st.permutations(matter.layers))),
        returned=tuple(draw(st.permutations(matter.returned))), redemptions=tuple(draw(st.permutations(matter.redemptions))),
    )  # fmt: skip
