"""The questions of the interview: when each is needed, what its answer does to the matter, and whether it is told already."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any, Literal

import msgspec
from msgspec.structs import replace

from weimei.core.errors import DomainError
from weimei.core.facts import Event, EventKind, Leg, Line, Plan, Term, When
from weimei.core.money import Fen
from weimei.core.policy.clauses import Clause, NoRefund, PenaltyPercent, RefundAnyTime, ResultGuarantee
from weimei.core.policy.policies import Policy, Promise

from .answers import COUNT_MAX
from .causes import causes_of
from .matter import Matter

Kind = Literal["choice", "amount", "date", "count", "text", "percent"]
YES_NO = ("yes", "no", "unknown")
PLANS: tuple[Plan, ...] = ("sessions", "stored_value", "term", "single", "programme")
RAILS = ("wechat_pay", "alipay", "douyin_pay", "card", "loan", "bank", "cash", "unknown")
HAPPENED = (
    "nothing",
    "relocated",
    "closed",
    "booking_refused",
    "staff_changed",
    "quality_complaint",
    "injury",
    "health_change",
    "change_of_mind",
    "unlicensed",
    "false_claim",
)


class Question(msgspec.Struct, frozen=True):
    """One question: its words are found by `id`; `options` of a choice, the last one being "unknown" where there is one.

    `is_told`: whether a matter says it already. `high`: the greatest count that a matter file takes.
    """

    id: str
    kind: Kind
    options: tuple[str, ...]
    is_needed: Callable[[Matter, date], bool]
    put: Callable[[Matter, Any], Matter]
    is_told: Callable[[Matter], bool]
    high: int = COUNT_MAX


def _line(matter: Matter) -> Line:
    return matter.lines[0]


def _with_line(matter: Matter, **changes: Any) -> Matter:
    return replace(matter, lines=(replace(_line(matter), **changes), *matter.lines[1:]))


def _with_leg(matter: Matter, **changes: Any) -> Matter:
    leg = matter.legs[0] if matter.legs else Leg(id="p1", amount=Fen(0), paid_on=matter.contract.formed_on)
    return replace(matter, legs=(replace(leg, **changes), *matter.legs[1:]))


def _with_event(matter: Matter, **changes: Any) -> Matter:
    return replace(matter, events=(replace(matter.events[0], **changes), *matter.events[1:]))


def _with_request(matter: Matter, **changes: Any) -> Matter:
    return replace(matter, request=replace(matter.request, **changes))


def _put_paid(matter: Matter, amount: Fen) -> Matter:
    if not amount:
        raise DomainError(
            "interview.nothing_paid",
            "With nothing paid there is nothing to refund.",
            remedy="Type what was paid, or nothing to skip.",
            zh="一分钱没付就没有可退的。写付了多少，或者直接回车跳过。",
        )
    return _with_leg(_with_line(matter, price=amount), amount=amount)


def _put_paid_on(matter: Matter, day: When) -> Matter:
    formed = replace(matter, contract=replace(matter.contract, formed_on=day))
    return _with_leg(formed, paid_on=day) if matter.legs else formed


def _put_happened(matter: Matter, kind: str) -> Matter:
    if kind == "nothing":
        return _with_request(matter, reason="unknown")
    chosen: EventKind = kind  # type: ignore[assignment]
    reason = {"health_change": "health", "change_of_mind": "personal", "false_claim": "fraud"}.get(kind, "merchant")
    return _with_request(replace(matter, events=(Event(kind=chosen),)), reason=reason)


def _put_list_shown(matter: Matter, shown: str) -> Matter:
    return _with_line(matter, list_price=replace(_line(matter).list_price, shown=shown))


def _put_terms(matter: Matter, kind: str) -> Matter:
    clauses: dict[str, Clause] = {
        "no_refund": NoRefund(standard_form="yes"),
        "percent": PenaltyPercent(base=None, standard_form="yes"),
    }
    if kind not in clauses:
        return matter
    return replace(matter, policies=(Policy(id="terms", by="merchant", clauses=(clauses[kind],)),))


def _clause(matter: Matter) -> Clause | None:
    return next((clause for policy in matter.policies for clause in policy.clauses), None)


def _with_clause(matter: Matter, **changes: Any) -> Matter:
    policy = matter.policies[0]
    return replace(matter, policies=(replace(policy, clauses=(replace(policy.clauses[0], **changes),)),))


def _put_base(matter: Matter, base: str) -> Matter:
    return _with_clause(matter, base=None if base == "unknown" else base)


def _is_percent(matter: Matter, at: date) -> bool:
    return isinstance(_clause(matter), PenaltyPercent)


# who said it and what, by the word of the answer
PROMISES: dict[str, tuple[Literal["host", "clinic"], Clause]] = {
    "host_refund_any_time": ("host", RefundAnyTime()),
    "clinic_refund_any_time": ("clinic", RefundAnyTime()),
    "host_result": ("host", ResultGuarantee(remedy="full_refund")),
    "clinic_result": ("clinic", ResultGuarantee(remedy="full_refund")),
}


def _put_promise(matter: Matter, kind: str) -> Matter:
    if kind not in PROMISES:
        return matter
    by, clause = PROMISES[kind]
    return replace(matter, promises=(Promise(id="promise1", by=by, clause=clause),))


def _put_promise_kept(matter: Matter, recorded: str) -> Matter:
    return replace(matter, promises=(replace(matter.promises[0], proved=recorded),))


def _put_met(matter: Matter, met: str) -> Matter:
    promise = matter.promises[0]
    return replace(matter, promises=(replace(promise, clause=replace(promise.clause, met=met)),))


def _put_term(matter: Matter, **changes: Any) -> Matter:
    return _with_line(matter, term=replace(_line(matter).term or Term(), **changes))


def _always(matter: Matter, at: date) -> bool:
    return True


def _plan_is(*plans: Plan) -> Callable[[Matter, date], bool]:
    return lambda matter, at: _line(matter).plan in plans


def _event_is(*kinds: str) -> Callable[[Matter, date], bool]:
    return lambda matter, at: bool(matter.events) and (not kinds or matter.events[0].kind in kinds)


def _own_exit_in_play(matter: Matter, at: date) -> bool:
    """Whether the consumer's own column is open: only then do list prices and charges matter."""
    return _charge_in_play(matter, at) and _line(matter).used != 0


def _charge_in_play(matter: Matter, at: date) -> bool:
    return "consumer" in causes_of(matter, frozenset(), lambda event: False).columns


def _recent(matter: Matter, at: date) -> bool:
    """Whether the seven days of art 14 may still be met."""
    paid = matter.legs[0].paid_on if matter.legs else None
    asked = matter.request.asked_on
    return paid is not None and ((asked.first if asked else at) - paid.last).days <= 10


def _promised(kind: type[Clause] | None = None) -> Callable[[Matter, date], bool]:
    return lambda matter, at: bool(matter.promises) and (kind is None or isinstance(matter.promises[0].clause, kind))


def _term(matter: Matter) -> Term:
    return _line(matter).term or Term()


def _use_told(matter: Matter) -> bool:
    line = _line(matter)
    return line.used is not None or line.used_value is not None or bool(matter.redemptions)


def _event(matter: Matter) -> Event:
    return matter.events[0] if matter.events else Event(kind="change_of_mind")


def _met(matter: Matter) -> bool:
    clause = matter.promises[0].clause if matter.promises else None
    return isinstance(clause, ResultGuarantee) and clause.met != "unknown"


def _line_fact(name: str, kind: Kind, plan: Plan, *, empty: int | None = None) -> Question:
    """A question whose answer is one field of the line, for one plan."""
    return Question(
        name,
        kind,
        (),
        _plan_is(plan),
        lambda m, v: _with_line(m, **{name: v}),
        lambda m: getattr(_line(m), name) != empty,
    )


def _event_fact(
    id_: str,
    field: str,
    kinds: tuple[str, ...],
    *,
    kind: Kind = "choice",
    options: tuple[str, ...] = YES_NO,
    empty: str | None = "unknown",
) -> Question:
    """A question whose answer is one field of the event, for some kinds of it."""
    return Question(
        id_,
        kind,
        options,
        _event_is(*kinds),
        lambda m, v: _with_event(m, **{field: v}),
        lambda m: getattr(_event(m), field) != empty,
    )


SHOWN = tuple(kind for kind in HAPPENED if kind not in ("nothing", "change_of_mind"))
"""What happened on a day and has to be shown; a wish of her own has neither."""

QUESTIONS: tuple[Question, ...] = (
    Question("what", "text", (), _always, lambda m, v: _with_line(m, name=v), lambda m: bool(_line(m).name)),
    Question("plan", "choice", PLANS, _always, lambda m, v: _with_line(m, plan=v), lambda m: True),
    Question("paid", "amount", (), _always, _put_paid, lambda m: bool(m.legs) or _line(m).price is not None),
    Question(
        "rail",
        "choice",
        RAILS,
        lambda m, at: bool(m.legs),
        lambda m, v: _with_leg(m, rail=v),
        lambda m: bool(m.legs) and m.legs[0].rail != "unknown",
    ),
    Question("paid_on", "date", (), _always, _put_paid_on, lambda m: m.contract.formed_on is not None),
    Question(
        "livestream",
        "choice",
        YES_NO,
        _always,
        lambda m, v: replace(m, contract=replace(m.contract, livestream=v)),
        lambda m: m.contract.livestream != "unknown",
    ),
    _line_fact("units", "count", "sessions"),
    _line_fact("free_units", "count", "sessions", empty=0),
    Question("used", "count", (), _plan_is("sessions"), lambda m, v: _with_line(m, used=v), _use_told),
    _line_fact("bonus", "amount", "stored_value", empty=0),
    Question("used_value", "amount", (), _plan_is("stored_value"), lambda m, v: _with_line(m, used_value=v), _use_told),
    Question(
        "term_start",
        "date",
        (),
        _plan_is("term"),
        lambda m, v: _put_term(m, start=v),
        lambda m: _term(m).start is not None,
    ),
    Question(
        "term_months",
        "count",
        (),
        _plan_is("term"),
        lambda m, v: _put_term(m, months=v),
        lambda m: _term(m).months is not None or _term(m).end is not None,
        high=1_200,
    ),
    Question(
        "unlimited",
        "choice",
        YES_NO,
        _plan_is("term"),
        lambda m, v: _put_term(m, unlimited=v),
        lambda m: _term(m).unlimited != "unknown",
    ),
    Question(
        "performed",
        "choice",
        ("none", "part", "all", "unknown"),
        _plan_is("single", "programme"),
        lambda m, v: _with_line(m, performed=v),
        lambda m: _line(m).performed != "unknown",
    ),
    Question(
        "happened",
        "choice",
        HAPPENED,
        _always,
        _put_happened,
        lambda m: bool(m.events) or m.request.reason != "unknown",
    ),
    _event_fact("happened_on", "on", SHOWN, kind="date", options=(), empty=None),
    _event_fact("staff_named", "named_in_contract", ("staff_changed",)),
    _event_fact("staff_repeated", "repeated", ("staff_changed",)),
    _event_fact("can_prove", "proved", SHOWN),
    Question(
        "asked_on",
        "date",
        (),
        _always,
        lambda m, v: _with_request(m, asked_on=v),
        lambda m: m.request.asked_on is not None,
    ),
    Question(
        "arrived",
        "date",
        (),
        lambda m, at: m.request.asked_on is not None,
        lambda m, v: _with_request(m, arrived_on=v),
        lambda m: m.request.arrived_on is not None,
    ),
    Question(
        "prior_same_service",
        "choice",
        YES_NO,
        _recent,
        lambda m, v: replace(m, contract=replace(m.contract, prior_same_service=v)),
        lambda m: m.contract.prior_same_service != "unknown",
    ),
    Question(
        "list_shown",
        "choice",
        YES_NO,
        lambda m, at: _own_exit_in_play(m, at) and _line(m).plan == "sessions",
        _put_list_shown,
        lambda m: _line(m).list_price.shown != "unknown",
    ),
    Question(
        "list_amount",
        "amount",
        (),
        lambda m, at: _line(m).list_price.shown == "yes",
        lambda m, v: _with_line(m, list_price=replace(_line(m).list_price, amount=v)),
        lambda m: _line(m).list_price.amount is not None,
    ),
    Question(
        "terms",
        "choice",
        ("none", "no_refund", "percent", "unknown"),
        _charge_in_play,
        _put_terms,
        lambda m: bool(m.policies),
    ),
    Question(
        "percent",
        "percent",
        (),
        _is_percent,
        lambda m, v: _with_clause(m, basis_points=v),
        lambda m: getattr(_clause(m), "basis_points", None) is not None,
    ),
    Question(
        "percent_base",
        "choice",
        ("price", "unused", "unknown"),
        _is_percent,
        _put_base,
        lambda m: getattr(_clause(m), "base", None) is not None,
    ),
    Question(
        "flagged",
        "choice",
        YES_NO,
        lambda m, at: _clause(m) is not None,
        lambda m, v: _with_clause(m, flagged=v),
        lambda m: getattr(_clause(m), "flagged", "unknown") != "unknown",
    ),
    Question("promise", "choice", ("none", *PROMISES, "unknown"), _always, _put_promise, lambda m: bool(m.promises)),
    Question(
        "promise_recorded",
        "choice",
        YES_NO,
        _promised(),
        _put_promise_kept,
        lambda m: bool(m.promises) and m.promises[0].proved != "unknown",
    ),
    Question("result_met", "choice", YES_NO, _promised(ResultGuarantee), _put_met, _met),
)
