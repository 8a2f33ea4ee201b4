"""Published court cases as matters: `matter_of` turns the facts of a case, and nothing else, into a matter.

The file is read by `case_file`. The assumptions made on
the way (a list price that is not stated was not put forward; the claim stands in for a notice whose day is not printed) are
the reading keys of the file's header; each is a fact in the matter and so can be seen and changed.
"""

from __future__ import annotations

from typing import Any, Literal

from msgspec.structs import replace

from weimei.core.assessment.matter import Matter
from weimei.core.errors import DomainError
from weimei.core.facts import (
    Contract,
    Deposit,
    Event,
    Layer,
    Leg,
    Line,
    ListPrice,
    Pack,
    Plan,
    Records,
    Request,
    Returned,
    Term,
    When,
)
from weimei.core.money import Fen, ratio_half_up
from weimei.core.policy.policies import Policy
from weimei.files.case_file import Case, Facts, day_text
from weimei.files.court_terms import clause_of
from weimei.files.load import parse_matter
from weimei.files.problems import FileProblem
from weimei.files.writing import dump_json

PLANS: dict[str | None, Plan] = {
    "sessions": "sessions",
    "stored_value": "stored_value",
    "term": "term",
    "course": "programme",
    "procedure": "single",
    "goods": "goods",
    "bundle": "programme",
    None: "programme",
}
REASONS: dict[str | None, Any] = {
    "merchant": "merchant",
    "fraud": "fraud",
    "neutral": "health",
    "consumer": "personal",
    None: "unknown",
}


def matter_of(case: Case) -> Matter:
    """The matter that the facts of a case make; facts of another shape are told by the case's id (cases.facts)."""
    try:
        _refuse_floats(case.facts)
        return parse_matter(dump_json(_matter_of(case)).encode(), f"{case.id}.json")
    except FileProblem as problem:  # places in the matter that was made say nothing to whoever wrote the case
        told = tuple(replace(one, file=case.id, line=None, column=None) for one in problem.problems)
        raise FileProblem(told, left_out=problem.left_out) from None
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise DomainError(
            "cases.facts",
            f"The facts of case {case.id!r} cannot be read: {error!r}.",
            remedy="Compare its facts with docs/howto/score.md.",
            zh=f"案例{case.id}的事实读不懂：{error!r}。对照docs/howto/score.md改。",
        ) from error


def _refuse_floats(value: Any, key: str = "facts") -> None:
    """Money and counts are whole numbers of the smallest unit; only a percentage may have a fraction."""
    if isinstance(value, dict):
        for name, inner in value.items():
            _refuse_floats(inner, str(name))
    elif isinstance(value, list):
        for inner in value:
            _refuse_floats(inner, key)
    elif isinstance(value, float) and not key.endswith("percent"):
        raise ValueError(f"{key}: {value} is no whole number")


def _matter_of(case: Case) -> Matter:
    f = case.facts
    terms = f.get("terms") or []
    lines = _lines(f, terms)
    return Matter(
        id=case.id,
        title=str(f.get("service_kind") or ""),
        contract=Contract(
            formed_on=_when(f.get("contract_date")) or _when(f.get("payment_date")),
            medical_aesthetics=_answer(f.get("medical_aesthetics")),
            livestream=_answer(f.get("livestream")),
            nature="goods" if f.get("plan") == "goods" else "service",
            prior_same_service=f.get("prior_same_service") or "unknown",
        ),
        lines=lines,
        layers=_layers(f),
        legs=_legs(f),
        policies=(
            Policy(id="terms", by="merchant", clauses=tuple(x for t in terms if (x := clause_of(t)) is not None)),
        )
        if terms
        else (),
        events=tuple(_event(e) for e in f.get("events") or []),
        returned=(Returned(id="returned", amount=Fen(f["returned_fen"])),) if f.get("returned_fen") else (),
        records=Records(withheld="yes" if _has(f, "records_withheld") else "unknown"),
        request=Request(
            reason=REASONS.get(f.get("cause_alleged"), "unknown"),
            asked_on=_when(f.get("claim_date")),
            arrived_on=_when(f.get("rescission_date")),
            claimed=_fen(f.get("claimed_fen")),
            claimed_damages=_fen(f.get("claimed_damages_fen")),
        ),
    )


def _has(facts: Facts, kind: str) -> bool:
    return any(e.get("event") == kind and e.get("proved") == "yes" for e in facts.get("events") or [])


def _fen(value: int | None) -> Fen | None:
    return None if value is None else Fen(value)


def _when(value: Any) -> When | None:
    if value is None:
        return None
    return When.parse(day_text(value))


def _answer(value: bool | None) -> Literal["yes", "no", "unknown"]:
    return "unknown" if value is None else "yes" if value else "no"


def _lines(f: Facts, terms: list[Facts]) -> tuple[Line, ...]:
    items = f.get("items") or []
    found = [_item(f, item, number) for number, item in enumerate(items, 1)] if items else [_whole(f, terms)]
    return (*found, *_gift_lines(f))


def _whole(f: Facts, terms: list[Facts]) -> Line:
    """The bargain as one part."""
    plan = PLANS[f.get("plan")]
    if f.get("plan") is None and (f.get("balance_stated_fen") is not None or f.get("nominal_used_fen") is not None):
        plan = "stored_value"
    gift = f.get("gift_units") or 0
    total = f.get("units_total")
    deposit = next((t for t in terms if t.get("term") == "deposit_named" and t.get("amount_fen")), None)
    packs = _top_ups(f, plan)
    return Line(
        id="L1",
        plan=plan,
        name=str(f.get("service_kind") or ""),
        price=_fen(_price(f)) if not packs else None,
        list_price=_list_price(f, terms, plan),
        units=None if total is None else total - gift,
        unit_price=_fen(f.get("unit_price_fen")) if plan == "sessions" and not gift else None,
        free_units=gift,
        free_used=f.get("gift_units_used"),
        free_in_bargain=f.get("gift_in_bargain") or "unknown",
        used=f.get("units_used"),
        packs=packs,
        bonus=Fen(f.get("bonus_fen") or 0),
        bonus_kind=f.get("bonus_kind") or "credit",
        opening_balance=Fen(f.get("opening_balance_fen") or 0),
        used_value=_fen(f.get("nominal_used_fen")) if f.get("units_used") is None else None,
        used_value_paid=_fen(f.get("nominal_used_paid_fen")),
        balance=_fen(f.get("balance_stated_fen")),
        term=_term(f, f) if plan == "term" else None,
        performed=f.get("performed") or "unknown",
        performed_value=_fen(f.get("nominal_used_fen")) if plan in ("programme", "single") else None,
        lapse="stayed_away" if _expired(f) else "none",
        deposit=None
        if deposit is None
        else Deposit(
            amount=Fen(deposit["amount_fen"]),
            name=_deposit_name(deposit.get("name")),
            counted_in_price=deposit.get("counted_in_price") or "unknown",
        ),
    )


def _expired(f: Facts) -> bool:
    return any(e.get("event") == "term_expired" and e.get("proved") != "no" for e in f.get("events") or [])


def _deposit_name(name: str | None) -> Literal["定金", "订金", "诚意金", "other"]:
    return name if name in ("定金", "订金", "诚意金") else "other"  # type: ignore[return-value]


def _price(f: Facts) -> int | None:
    """The agreed price before coupons. Null where only a balance is known."""
    if f.get("contract_price_fen") is not None:
        return int(f["contract_price_fen"])
    if f.get("paid_fen") is None:
        return None
    return int(f["paid_fen"]) + sum(int(one["amount_fen"]) for one in f.get("coupons") or [])


def _list_price(f: Facts, terms: list[Facts], plan: Plan) -> ListPrice:
    """A list price that is stated was put forward; one that is not stated was not (reading key 2)."""
    unit, whole, total = f.get("unit_list_price_fen"), f.get("list_price_fen"), f.get("units_total")
    recalculated = next(
        (t.get("unit_fen") for t in terms if t.get("term") == "list_price_recalculation" and t.get("unit_fen")), None
    )
    amount = unit
    if plan == "sessions":
        amount = unit or (ratio_half_up(whole, total) if whole and total else None) or recalculated
    elif whole is not None:
        amount = whole
    if amount is None:
        return ListPrice(shown="no", sales="no")
    return ListPrice(amount=Fen(amount), shown="yes", sales="yes")


def _term(f: Facts, own: Facts) -> Term:
    activated = f.get("activated")
    return Term(
        start=_when(own.get("term_start")),
        end=_when(own.get("term_end")),
        months=own.get("term_months"),
        from_activation=activated is not None,
        activated=activated or "unknown",
        unlimited=_answer(f.get("unlimited")),
        last_service_on=_when(f.get("last_service_date")),
        stopped_on=_when(f.get("service_stop_date")),
    )


def _item(f: Facts, item: Facts, number: int) -> Line:
    """One part with its own price."""
    plan = PLANS[item.get("plan")]
    total, listed = item.get("units_total"), item.get("list_price_fen")
    if plan == "sessions" and listed is not None and total:
        listed = ratio_half_up(listed, total)
    return Line(
        id=f"L{number:02d}",
        plan=plan,
        name=str(item.get("name") or ""),
        price=_fen(item.get("price_fen")),
        list_price=ListPrice(amount=Fen(listed), shown="yes", sales="yes")
        if listed
        else ListPrice(shown="no", sales="no"),
        units=total,
        used=item.get("units_used"),
        term=_term(f, item) if plan == "term" else None,
        performed=item.get("performed") or "unknown",
        lapse="stayed_away" if _expired(f) else "none",
    )


def _gift_lines(f: Facts) -> tuple[Line, ...]:
    """A gift of another kind that was used, at its price as sold alone (art 21)."""
    value = f.get("gift_value_fen") if f.get("gift_value_fen") is not None else f.get("gift_list_value_fen")
    units, used = f.get("gift_units"), f.get("gift_units_used")
    if not value or used == 0:
        return ()
    if units:
        if f.get("gift_in_bargain") != "no" or not used:
            return ()
        value = ratio_half_up(value * used, units)
    return (Line(id="gift", plan="gift", gift_value=Fen(value), used=1),)


def _layers(f: Facts) -> tuple[Layer, ...]:
    return tuple(
        Layer(
            id=f"coupon{n}",
            kind="coupon",
            funder=one["funder"],
            amount=Fen(one["amount_fen"]),
            threshold=_fen(one.get("threshold_fen")),
        )
        for n, one in enumerate(f.get("coupons") or [], 1)
    )


def _legs(f: Facts) -> tuple[Leg, ...]:
    """The payments. Where their sums are missing or do not add up to what was paid, one payment stands for all."""
    paid = f.get("paid_fen")
    if paid is None:
        return ()
    legs = [leg for leg in f.get("legs") or [] if leg.get("amount_fen")]
    if legs and sum(leg["amount_fen"] for leg in legs) == paid:
        fallback = _when(f.get("payment_date"))
        return tuple(
            Leg(
                id=f"leg{n}",
                rail="bank",
                amount=Fen(leg["amount_fen"]),
                kind=leg.get("leg") or "purchase",
                paid_on=_when(leg.get("date")) or fallback,
            )
            for n, leg in enumerate(legs, 1)
        )
    return (Leg(id="leg1", rail="bank", amount=Fen(paid), paid_on=_when(f.get("payment_date"))),)


def _top_ups(f: Facts, plan: Plan) -> tuple[Pack, ...]:
    """Top-ups of a card or packs of a course, where every payment states what it brought."""
    legs = [leg for leg in f.get("legs") or [] if leg.get("leg") in ("top_up", "purchase")]
    key = "units" if plan == "sessions" else "bonus_fen" if plan == "stored_value" else ""
    if len(legs) < 2 or not key or not all(leg.get("amount_fen") and leg.get(key) is not None for leg in legs):
        return ()
    return tuple(
        Pack(
            id=f"p{n:02d}",
            price=Fen(leg["amount_fen"]),
            on=_when(leg.get("date")),
            units=leg.get("units") or 0,
            bonus=Fen(leg.get("bonus_fen") or 0),
        )
        for n, leg in enumerate(legs, 1)
    )


def _event(e: Facts) -> Event:
    given = {
        k: e[k]
        for k in (
            "distance_m",
            "notice_given",
            "named_in_contract",
            "repeated",
            "days_after_payment",
            "within_7_days",
            "disability_grade",
        )
        if e.get(k) is not None
    }
    return Event(kind=e["event"], on=_when(e.get("date")), proved=e.get("proved") or "unknown", **given)
