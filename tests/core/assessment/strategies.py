"""Whole matters drawn by Hypothesis that read like the trade: a livestream order, how it was paid, what was used, what went wrong.

`matters()` draws any of them; the keyword arguments of `bargains()` and `matters()` keep out what a property does not hold for.
Every matter could stand in a file: dates after the contract, no more used than bought, no more paid than due.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any, TypeVar, cast

import msgspec
from hypothesis import strategies as st

from weimei.core.assessment.matter import Matter, Readings
from weimei.core.facts import (
    CONSUMER_KINDS,
    MERCHANT_KINDS,
    NEUTRAL_KINDS,
    Answer,
    Bundle,
    Contract,
    Deposit,
    Event,
    EventKind,
    Layer,
    Leg,
    Line,
    ListPrice,
    LoanTerms,
    Loss,
    Pack,
    Records,
    Redemption,
    Request,
    Returned,
    Term,
    When,
)
from weimei.core.money import Fen
from weimei.core.policy.clauses import (
    CashbackOnCondition,
    Clause,
    CoolingOff,
    ExitFormula,
    ExitRight,
    Expiry,
    FeeFixed,
    FeePercent,
    InterestRate,
    ListPriceRecalculation,
    NoRefund,
    PenaltyPercent,
    RefundAnyTime,
    ResultGuarantee,
    SpendingOrder,
    Tier,
    Tiers,
    UnspentRefundable,
)
from weimei.core.policy.policies import Policy, Promise

AT = date(2026, 11, 22)
"""The day on which the matters are judged, unless a test says otherwise."""
FIRST_FORMED = date(2023, 6, 1)
LAST_FORMED = date(2026, 9, 30)
ANSWERS: tuple[Answer, ...] = ("yes", "no", "unknown")
ALL_KINDS: tuple[EventKind, ...] = cast(
    "tuple[EventKind, ...]",
    (*tuple(sorted(MERCHANT_KINDS | NEUTRAL_KINDS | CONSUMER_KINDS)), "staff_changed", "inducement", "records_withheld", "refund_refused", "cooling_off_request", "term_expired", "merchant_agreed"),
)  # fmt: skip
answers = st.sampled_from(ANSWERS)
T = TypeVar("T", bound=msgspec.Struct)
rarely = st.sampled_from((False, False, False, True))
often = st.sampled_from((True, True, False))


def fen(low: int = 1, high: int = 5_000_000) -> st.SearchStrategy[Fen]:
    """Sums as they occur (298.00 to 29,800.00), and the odd ones: one fen, not divisible, a fortune."""
    usual = [s for s in (29_800, 98_000, 128_000, 480_000, 880_000, 980_000, 1_280_000, 2_980_000) if low <= s <= high]
    odd = [s for s in (1, 2, 3, 99, 100_01, 333_333, 10**11) if low <= s <= high]
    pools = [st.integers(low, high)] + [st.sampled_from(pool) for pool in (usual, odd) if pool]
    return st.one_of(*reversed(pools)).map(Fen)


def share_of(whole: int) -> st.SearchStrategy[Fen]:
    """Any part of a sum, its ends included."""
    return st.one_of(st.just(whole), st.just(whole // 2), st.integers(0, whole)).map(Fen)


def day(first: date, last: date = AT) -> st.SearchStrategy[When]:
    """A day in a span, both ends included."""
    return st.integers(0, max(0, (last - first).days)).map(lambda n: When((first + timedelta(n)).isoformat()))


@st.composite
def list_prices(draw: st.DrawFn, each: int) -> ListPrice:
    """A price before discount: none, shown, not shown, attacked with or without a market price; mostly above the price paid."""
    if draw(st.booleans()):
        return ListPrice(shown=draw(answers))
    amount = draw(st.sampled_from((each, each * 5 // 4, each * 2, each * 9 // 10, each + 1)))
    market = draw(st.none() | st.sampled_from((each // 2, each, each * 11 // 10, each * 3)))
    return ListPrice(
        amount=Fen(max(1, amount)),
        shown=draw(answers),
        sales=draw(answers),
        attacked=draw(answers),
        market=None if market is None else Fen(max(1, market)),
    )


@st.composite
def courses(draw: st.DrawFn, id_: str, formed: date, *, plain: bool = False) -> Line:
    """A course of n sessions, with or without free ones, packs and a price before discount."""
    units = draw(st.sampled_from((1, 2, 3, 6, 10, 12, 20, 30)))
    price = draw(fen())
    free = 0 if plain or draw(often) else draw(st.integers(1, 5))
    packs: tuple[Pack, ...] = ()
    if not plain and units > 1 and draw(rarely):
        first = draw(st.integers(1, units - 1))
        sums = (draw(share_of(price)), price)
        packs = (
            Pack(id="P1", price=sums[0], units=first, on=draw(st.none() | day(formed))),
            Pack(id="P2", price=Fen(sums[1] - sums[0]), units=units - first, on=draw(st.none() | day(formed))),
        )
    used = draw(st.none() | st.integers(0, units + free)) if not plain else draw(st.integers(0, units))
    disputed = used is not None and not plain and draw(rarely)
    return Line(
        id=id_,
        plan="sessions",
        name="光子嫩肤",
        price=price,
        units=units,
        free_units=free,
        free_in_bargain=draw(answers) if free else "unknown",
        used=used,
        used_by_merchant=draw(st.integers(used, units + free)) if disputed and used is not None else None,
        packs=packs,
        list_price=draw(list_prices(max(1, price // units))),
        lapsed_on=draw(day(formed)) if not plain and draw(rarely) else None,
        lapse=draw(st.sampled_from(("none", "merchant", "extended", "unflagged", "stayed_away", "unknown"))),
    )


@st.composite
def cards(draw: st.DrawFn, id_: str, formed: date, *, plain: bool = False) -> Line:
    """Credit on a card: bonus, top-ups, older credit; what was used known, unknown, or told by the balance."""
    price = draw(fen())
    bonus = draw(st.one_of(st.just(Fen(0)), share_of(price)))
    opening = Fen(0) if plain or not draw(rarely) else draw(fen(1, 200_000))
    packs: tuple[Pack, ...] = ()
    if not plain and draw(rarely):
        first = draw(share_of(price))
        packs = (
            Pack(id="P1", price=first, bonus=draw(share_of(int(bonus))), on=draw(day(formed))),
            Pack(id="P2", price=Fen(price - first), bonus=draw(share_of(int(first))), on=draw(day(formed))),
        )
    face = int(price + opening + (sum(pack.bonus for pack in packs) if packs else bonus))
    used = draw(share_of(face)) if plain else draw(st.none() | share_of(face))
    paid_part = draw(st.none() | share_of(int(used))) if used is not None and not plain and draw(rarely) else None
    return Line(
        id=id_,
        plan="stored_value",
        name="储值卡",
        price=price,
        bonus=Fen(0) if packs else bonus,
        bonus_kind="credit" if plain else draw(st.sampled_from(("credit", "credit", "points", "services"))),
        opening_balance=opening,
        packs=packs,
        used_value=used,
        used_value_paid=paid_part,
        used_list_value=Fen(int(used) * 5 // 4) if used and not plain and draw(rarely) else None,
        balance=draw(share_of(face)) if used is None and draw(st.booleans()) else None,
    )


@st.composite
def accesses(draw: st.DrawFn, id_: str, formed: date) -> Line:
    """A period of access: with dates or a length, from activation or not, served to the end or stopped."""
    price = draw(fen())
    start = formed + timedelta(draw(st.integers(0, 40)))
    length = draw(st.sampled_from((1, 30, 180, 365, 730)))
    from_activation = draw(rarely)
    dated = draw(often)
    term = Term(
        start=When(start.isoformat()) if dated else None,
        end=When((start + timedelta(length)).isoformat()) if dated else None,
        months=None if dated else draw(st.sampled_from((1, 6, 12, 24))),
        from_activation=from_activation,
        activated=draw(answers) if from_activation else "unknown",
        activated_on=draw(st.none() | day(start)) if from_activation else None,
        unlimited=draw(answers),
        suspended_days=draw(st.sampled_from((0, 0, 0, 15))),
        stopped_on=draw(day(start)) if draw(rarely) else None,
    )
    return Line(id=id_, plan="term", name="年卡", price=price, term=term, list_price=draw(list_prices(int(price))))


@st.composite
def undivided(draw: st.DrawFn, id_: str) -> Line:
    """A single procedure or a programme bought for a result."""
    price = draw(fen())
    performed = draw(st.sampled_from(("none", "part", "all", "unknown")))
    worth = draw(share_of(int(price))) if performed in ("part", "unknown") and draw(st.booleans()) else None
    plan = draw(st.sampled_from(("single", "programme")))
    return Line(id=id_, plan=plan, name="热玛吉", price=price, performed=performed, performed_value=worth)


@st.composite
def gifts(draw: st.DrawFn, id_: str) -> Line:
    """A service of another kind on top."""
    performed = draw(st.sampled_from(("none", "all", "unknown")))
    return Line(id=id_, plan="gift", name="小气泡", performed=performed, gift_value=draw(st.none() | fen(1, 200_000)))


def any_line(id_: str, formed: date) -> st.SearchStrategy[Line]:
    """One part of a bargain."""
    return st.one_of(courses(id_, formed), cards(id_, formed), accesses(id_, formed), undivided(id_))


@st.composite
def events(draw: st.DrawFn, formed: date, lines: Sequence[Line], kinds: Sequence[EventKind] = ALL_KINDS) -> Event:
    """Something that happened, proved, not proved or unknown, touching the whole or a part."""
    kind = draw(st.sampled_from(tuple(kinds)))
    line = draw(st.none() | st.sampled_from([one.id for one in lines]))
    counted = next((one.units for one in lines if one.id == line and one.units), None)
    units = draw(st.none() | st.integers(1, counted)) if counted else None
    more: dict[str, Any] = {}
    if kind == "staff_changed":
        names = ("named_in_contract", "repeated", "accepted", "equal_substitute", "nobody_offered")
        more = {name: draw(answers) for name in names}
    elif kind == "relocated":
        more = {name: draw(answers) for name in ("same_transport", "same_service", "notice_given", "place_in_contract")}
        more["distance_m"] = draw(st.none() | st.sampled_from((300, 1000, 1001, 9000)))
    elif kind in ("false_claim", "product_swapped", "service_swapped"):
        more = {
            "reach": draw(st.sampled_from(("whole", "part", "unknown"))),
            "worth": draw(st.none() | fen(1, 300_000)),
        }
    elif kind == "fake_drug":
        more = {"drug_price": draw(st.none() | fen(1, 500_000)), "knowing": draw(answers)}
    elif kind == "move_of_consumer":
        more = {"unforeseen": draw(answers), "negotiated": draw(answers)}
    elif kind == "cooling_off_request":
        more = {"days_after_payment": draw(st.none() | st.integers(0, 20)), "within_7_days": draw(answers)}
    elif kind == "not_lead_physician":
        more = {"lead_promised": draw(answers), "title_feigned": draw(answers)}
    known = draw(day(formed)) if draw(rarely) else None
    on = draw(st.none() | day(formed))
    return Event(kind=kind, proved=draw(answers), line=line, units=units, known_on=known, on=on, **more)


basis_points = st.sampled_from((0, 1, 500, 1000, 2000, 3000, 5000, 10_000))
bases = st.sampled_from((None, "price", "unused"))
used_at = st.sampled_from((None, None, "paid", "list"))


@st.composite
def charges(draw: st.DrawFn) -> Clause:
    """A term that keeps part of the unused rest."""
    how = {
        "standard_form": draw(answers),
        "flagged": draw(answers),
        "invoked": draw(st.sampled_from(("yes", "unknown", "no"))),
    }
    tiers = (Tier(days=7, refund_basis_points=10_000), Tier(days=30, refund_basis_points=5000))
    kinds: tuple[st.SearchStrategy[Clause], ...] = (
        st.builds(PenaltyPercent, basis_points=st.none() | basis_points, base=bases, used_at=used_at, **_just(how)),
        st.builds(FeePercent, basis_points=st.none() | basis_points, base=bases, **_just(how)),
        st.builds(FeeFixed, amount=fen(1, 2_000_000), **_just(how)),
        st.builds(ExitFormula, keeps_basis_points=st.none() | basis_points, **_just(how)),
        st.builds(
            ExitRight, basis_points=basis_points, amount=st.just(Fen(0)), base=bases, used_at=used_at, **_just(how)
        ),
        st.builds(Tiers, tiers=st.just(tiers), base=st.sampled_from(("price", "unused")), **_just(how)),
    )
    return draw(st.one_of(*kinds))


def _just(how: dict[str, Any]) -> dict[str, Any]:
    return {name: st.just(value) for name, value in how.items()}


def other_terms() -> st.SearchStrategy[Clause]:
    """Terms of every other class: bars, lapse, valuation, spending order, interest, cooling-off."""
    kinds: tuple[st.SearchStrategy[Clause], ...] = (
        st.builds(NoRefund, standard_form=answers, flagged=answers),
        st.builds(
            Expiry, months=st.sampled_from((None, 6, 12)), standard_form=answers, flagged=answers, invoked=answers
        ),
        st.builds(
            ListPriceRecalculation, unit_price=st.none() | fen(1, 200_000), standard_form=answers, flagged=answers
        ),
        st.builds(SpendingOrder, order=st.sampled_from(("paid_in_first", "bonus_first", "free_units_last"))),
        st.builds(InterestRate, basis_points=st.sampled_from((0, 300, 1200))),
        st.builds(CoolingOff, days=st.sampled_from((7, 15, 30)), used_allowed=st.booleans()),
    )
    return st.one_of(*kinds)


def promises_of() -> st.SearchStrategy[Clause]:
    """What is promised in the stream."""
    remedies = st.sampled_from((None, "full_refund", "pro_rata", "redo", "until_result"))
    guarantee = st.builds(
        ResultGuarantee,
        remedy=remedies,
        met=answers,
        target_units=st.sampled_from((None, 30)),
        reached_units=st.sampled_from((None, 0, 12, 30)),
        unit_price=st.none() | fen(1, 100_000),
        redo_refused=answers,
        use_deducted=st.booleans(),
    )
    cashback = st.builds(
        CashbackOnCondition,
        amount=fen(1, 3_000_000),
        count=st.sampled_from((None, 30)),
        reached=st.sampled_from((None, 0, 29, 30)),
        met=answers,
        per_step=st.booleans(),
        blocked=answers,
        blocked_in_bad_faith=answers,
    )
    return st.one_of(
        guarantee, cashback, st.builds(RefundAnyTime, amount=st.none() | fen()), st.builds(UnspentRefundable)
    )


@st.composite
def layers_of(draw: st.DrawFn, due: int, lines: Sequence[Line]) -> tuple[Layer, ...]:
    """Coupons of the merchant, the platform or the host, and points, together less than the price."""
    found: list[Layer] = []
    left = due
    for number in range(draw(st.sampled_from((0, 0, 1, 2)))):
        amount = draw(st.integers(0, max(0, left // 3)))
        if not amount:
            break
        left -= amount
        kind = draw(st.sampled_from(("coupon", "points", "red_packet", "discount")))
        found.append(
            Layer(
                id=f"C{number + 1}",
                kind=kind,
                funder=draw(st.sampled_from(("merchant", "platform", "host", "bank"))),
                amount=Fen(amount),
                lines=(draw(st.sampled_from([one.id for one in lines])),) if draw(rarely) else (),
                threshold=Fen(due // 2) if draw(rarely) else None,
                points=amount if kind == "points" else None,
                reimbursed=draw(answers),
            )
        )
    return tuple(found)


@st.composite
def legs_of(draw: st.DrawFn, due: int, formed: date) -> tuple[Leg, ...]:
    """The payments: none on file, one, or several over rails, now and then less than the whole price."""
    if not due or not draw(often):
        return ()
    paid = due if draw(often) else draw(st.integers(1, due))
    count = min(paid, draw(st.sampled_from((1, 1, 2, 3))))
    cuts = (
        sorted(draw(st.lists(st.integers(1, paid - 1), min_size=count - 1, max_size=count - 1, unique=True)))
        if count > 1
        else []
    )
    sums = [b - a for a, b in zip([0, *cuts], [*cuts, paid], strict=True)]
    rails = st.sampled_from(("wechat_pay", "alipay", "douyin_pay", "card", "bank", "cash", "loan", "balance"))
    found = []
    for number, amount in enumerate(sums, 1):
        rail = draw(rails)
        loan = LoanTerms(instalments=12, paid=draw(st.integers(0, 12)), linked="yes") if rail == "loan" else None
        found.append(
            Leg(id=f"L{number}", rail=rail, amount=Fen(amount), paid_on=draw(st.none() | day(formed)), loan=loan)
        )
    return tuple(found)


@st.composite
def requests(draw: st.DrawFn, formed: date, due: int) -> Request:
    """The demand: with or without days, with or without a sum."""
    asked = draw(st.none() | day(formed))
    arrived = draw(st.none() | day(asked.first if asked else formed))
    return Request(
        reason=draw(
            st.sampled_from(("not_started", "not_as_agreed", "merchant", "fraud", "health", "personal", "unknown"))
        ),
        asked_on=asked,
        arrived_on=arrived,
        agreed_end_on=draw(day(formed)) if draw(rarely) else None,
        court_end_on=draw(day(formed)) if draw(rarely) else None,
        pleading_served_on=draw(day(formed)) if draw(rarely) else None,
        merchant_agrees=draw(answers),
        claimed=draw(st.sampled_from((Fen(0), Fen(due // 2), Fen(due * 2)))) if draw(rarely) else None,
        claimed_total=Fen(due * 2 // 3) if draw(rarely) else None,
        cut_asked=draw(st.sampled_from(("yes", "yes", "no", "unknown"))),
        own_fault_basis_points=draw(st.sampled_from((0, 0, 3000, 10_000))),
    )


@st.composite
def bargains(draw: st.DrawFn, formed: date, most: int = 3) -> tuple[tuple[Line, ...], tuple[Bundle, ...]]:
    """The lines of one contract, now and then sold for one price, now and then with a gift."""
    count = draw(st.sampled_from((1, 1, 1, 2, 3)[: 2 + most]))
    lines = [draw(any_line(f"L{number}", formed)) for number in range(1, count + 1)]
    sold: tuple[Bundle, ...] = ()
    if count > 1 and draw(rarely):
        lines = [_in_bundle(line) for line in lines]
        sold = (Bundle(id="B1", price=draw(fen(count, 5_000_000))),)
    if draw(rarely):
        lines.append(draw(gifts("L9")))
    return tuple(lines), sold


def _in_bundle(line: Line) -> Line:
    fields = {name: getattr(line, name) for name in Line.__struct_fields__}
    return Line(
        **{
            **fields,
            "price": None,
            "bundle": "B1",
            "packs": (),
            "bonus": Fen(0),
            "performed_value": None,
            "balance": None,
        }
    )


@st.composite
def visits_of(draw: st.DrawFn, lines: Sequence[Line], first: date) -> tuple[Redemption, ...]:
    """Visits of a course whose use the parties did not count."""
    found: list[Redemption] = []
    for line in lines:
        if line.plan != "sessions" or line.used is not None or line.units is None or not draw(st.booleans()):
            continue
        for number in range(draw(st.integers(0, min(4, line.units + line.free_units)))):
            pack = draw(st.sampled_from([p.id for p in line.packs])) if line.packs and draw(rarely) else None
            late = draw(day(max([first, *(p.on.last for p in line.packs if p.id == pack and p.on)])))
            room = next((p.units for p in line.packs if p.id == pack), 1)
            taken = sum(1 for visit in found if visit.line == line.id and visit.pack == pack)
            if pack is None or taken < room:
                found.append(
                    Redemption(id=f"{line.id}R{number}", line=line.id, on=late, pack=pack, signed=draw(answers))
                )
    return tuple(found)


@st.composite
def deposits(draw: st.DrawFn, price: int) -> Deposit:
    """A sum named at the start, counted into the price."""
    return Deposit(
        amount=draw(share_of(max(1, price // 3)).filter(bool)),
        name=draw(st.sampled_from(("定金", "订金", "诚意金"))),
        counted_in_price="yes",
        price_of_leaving=draw(answers),
        default_share=draw(st.sampled_from((100, 60, 0))),
    )


@st.composite
def matters(
    draw: st.DrawFn,
    *,
    kinds: Sequence[EventKind] = ALL_KINDS,
    most_lines: int = 3,
    most_events: int = 3,
    promised: bool = True,
    terms: bool = True,
    first_formed: date = FIRST_FORMED,
    last_formed: date = LAST_FORMED,
) -> Matter:
    """One contract with everything that may belong to it. `kinds`: of events; `promised`, `terms`: whether such may occur."""
    formed = first_formed + timedelta(draw(st.integers(0, (last_formed - first_formed).days)))
    lines, sold = draw(bargains(formed, most_lines))
    if draw(rarely) and lines[0].price:
        lines = (_with_deposit(lines[0], draw(deposits(int(lines[0].price)))), *lines[1:])
    due = sum(line.price or 0 for line in lines) + sum(bundle.price for bundle in sold)
    layers = draw(layers_of(due, lines))
    due -= sum(layer.amount for layer in layers)
    legs = draw(legs_of(due, formed))
    paid_days = [leg.paid_on.first for leg in legs if leg.paid_on is not None]
    policies: list[Policy] = []
    if terms and draw(st.booleans()):
        clauses = draw(st.lists(st.one_of(charges(), other_terms()), min_size=1, max_size=3))
        policies.append(
            Policy(id="T1", by="merchant", accepted_on=When(formed.isoformat()), clauses=_numbered("K", clauses))
        )
    made = draw(st.lists(promises_of(), max_size=2)) if promised and draw(rarely) else []
    return Matter(
        id="tried",
        contract=Contract(
            formed_on=When(formed.isoformat()) if draw(often) else None,
            medical_aesthetics=draw(answers),
            livestream="yes",
            purpose=draw(st.sampled_from(("consumption", "therapeutic", "unknown"))),
            nature="work" if {line.plan for line in lines} <= {"single", "programme"} and draw(rarely) else "service",
            paid_before="yes",
            open_ended=draw(answers),
            prior_same_service=draw(answers),
        ),
        lines=lines,
        bundles=sold,
        layers=layers,
        legs=legs,
        redemptions=draw(visits_of(lines, max([formed, *paid_days]))),
        promises=tuple(
            Promise(id=f"W{n}", by="host", clause=clause, proved=draw(answers)) for n, clause in enumerate(made, 1)
        ),
        policies=tuple(policies),
        events=_numbered("E", draw(st.lists(events(formed, lines, kinds), max_size=most_events))),
        returned=draw(returns(formed, due)),
        losses=draw(losses_of()),
        records=Records(requested_on=draw(st.none() | day(formed)), withheld=draw(answers)),
        request=draw(requests(formed, due)),
        readings=draw(readings),
    )


def _numbered(letter: str, things: Sequence[T]) -> tuple[T, ...]:
    """The same with ids, so that a place in the file tells nothing."""
    return tuple(msgspec.structs.replace(thing, id=f"{letter}{n}") for n, thing in enumerate(things, 1))


def _with_deposit(line: Line, deposit: Deposit) -> Line:
    return Line(**{**{name: getattr(line, name) for name in Line.__struct_fields__}, "deposit": deposit})


@st.composite
def returns(draw: st.DrawFn, formed: date, due: int) -> tuple[Returned, ...]:
    """Money that came back before or after the end."""
    count = draw(st.sampled_from((0, 0, 0, 1, 2)))
    return tuple(
        Returned(id=f"Z{n}", amount=draw(share_of(max(1, due // 2))), on=draw(st.none() | day(formed)))
        for n in range(count)
    )


@st.composite
def losses_of(draw: st.DrawFn) -> tuple[Loss, ...]:
    """What either side says that it lost."""
    kinds = st.sampled_from(
        ("travel", "tests", "financing_fee", "materials", "profit", "commission", "injury", "other")
    )
    count = draw(st.sampled_from((0, 0, 0, 1, 2)))
    sides = st.sampled_from(("consumer", "merchant"))
    return tuple(
        Loss(id=f"S{n}", by=draw(sides), amount=draw(fen(1, 500_000)), kind=draw(kinds), proved=draw(answers))
        for n in range(count)
    )


readings = st.builds(
    Readings,
    scope_medical=st.sampled_from(("in", "in", "in", "out")),
    time_reach=st.sampled_from(("pending", "pending", "new_only")),
    day_count=st.sampled_from((365, 360)),
    term_count=st.sampled_from(("inclusive", "literal")),
)


def one_cause(matter: Matter, kind: EventKind) -> Matter:
    """The same matter with one proved event and no other."""
    return msgspec.structs.replace(matter, events=(Event(kind=kind, id="E1", proved="yes"),))
