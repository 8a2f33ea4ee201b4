"""Which fact to ask for next, in the order a person remembers it, and what an answer does to the matter.

Pure: the matter grows by answers, every question may be skipped, and a question is asked only where its answer can
still move something. Doors (terminal, portal) put the words; this module knows order, kinds and effects.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any, Literal

import msgspec
from msgspec.structs import replace

from weimei.core.errors import DomainError
from weimei.core.facts import Answer, Contract, Event, EventKind, Leg, Line, Plan, Term, When
from weimei.core.money import Fen, parse_amount
from weimei.core.policy.clauses import Clause, NoRefund, PenaltyPercent, RefundAnyTime, ResultGuarantee
from weimei.core.policy.policies import Policy, Promise

from .causes import causes_of
from .matter import Matter

Kind = Literal["choice", "amount", "date", "count", "text", "percent"]
YES_NO = ("yes", "no", "unknown")
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
    """One question: its words are found by `id`; `options` of a choice, the last one being "unknown" where there is one."""

    id: str
    kind: Kind
    options: tuple[str, ...]
    is_needed: Callable[[Matter, date], bool]
    put: Callable[[Matter, Any], Matter]


def start(matter_id: str) -> Matter:
    """A matter of which nothing is known yet."""
    return Matter(id=matter_id, lines=(Line(id="L1", plan="programme"),), contract=Contract(medical_aesthetics="yes"))


def next_question(matter: Matter, at: date, asked: frozenset[str]) -> Question | None:
    """The first question not yet asked whose answer is needed, or None when there is nothing left to ask."""
    return next((q for q in QUESTIONS if q.id not in asked and q.is_needed(matter, at)), None)


def answer(matter: Matter, question: Question, text: str, currency_digits: int = 2) -> Matter:
    """The matter with one answer put in. Empty text skips. Raises DomainError, with what to write, for an unreadable answer."""
    text = text.strip().translate(_HALF_WIDTH)
    if not text or text.lower() in NOT_KNOWN:
        return matter
    return question.put(matter, _read(question, text, currency_digits))


NOT_KNOWN = frozenset({"unknown", "不知道", "不清楚", "说不清", "跳过", "skip", "?", "？"})
"""Words by which a person says that she does not know: as good an answer as any."""
_HALF_WIDTH = {0xFF10 + n: ord("0") + n for n in range(10)} | {0xFF0E: ord("."), 0x3002: ord("."), 0xFF05: ord("%")}


def _read(question: Question, text: str, digits: int) -> Any:
    match question.kind:
        case "choice":
            if text.isascii() and text.isdigit() and 1 <= int(text) <= len(question.options):
                return question.options[int(text) - 1]
            if text in question.options:
                return text
            raise DomainError(
                "interview.choice",
                f"{text!r} is not one of the answers.",
                remedy="Type the number of a line, or nothing to skip.",
                zh=f"没有“{text}”这个选项。打前面的数字，或者直接回车跳过。",
            )
        case "amount":
            return Fen(
                _positive(
                    parse_amount(
                        text.replace(",", "").replace("，", "").removeprefix("¥").removesuffix("元").strip(), digits
                    )
                )
            )
        case "count":
            if not (text.isascii() and text.isdigit() and len(text) < 7):
                raise DomainError(
                    "interview.count",
                    f"{text!r} is not a whole number.",
                    remedy="Type digits such as 10, or nothing to skip.",
                    zh=f"“{text}”不是整数。写数字，比如10，或者直接回车跳过。",
                )
            return int(text)
        case "percent":
            return _positive(parse_amount(text.removesuffix("%").strip(), 2))
        case "date":
            return _day(When.parse(_dashed(text)))
        case "text":
            return text[:200]


def _day(when: When) -> When:
    """A day that a matter file takes: between 1900 and 2200, so that 8800 typed for a sum is asked again."""
    if not YEARS[0] <= when.first.year <= YEARS[1]:
        raise DomainError(
            "interview.year",
            f"{when} is not a year of a purchase.",
            remedy="Type year, month and day, such as 2026-05-20, or nothing to skip.",
            zh=f"“{when}”不像年份。写年月日，比如2026年5月20日，或者直接回车跳过。",
        )
    return when


YEARS = (1900, 2200)


def _positive(value: int) -> int:
    if value < 0:
        raise DomainError(
            "interview.negative",
            "A sum cannot be below zero.",
            remedy="Type the amount without a minus.",
            zh="金额不能小于零。去掉减号再写一次。",
        )
    return value


def _dashed(text: str) -> str:
    """2026年5月20日, 2026/5/20 and 2026.5.20 as 2026-05-20."""
    for mark in "年月/.":
        text = text.replace(mark, "-")
    parts = text.removesuffix("日").rstrip("-").split("-")
    return "-".join(part.zfill(2) if number else part for number, part in enumerate(parts))


def _line(matter: Matter) -> Line:
    return matter.lines[0]


def _with_line(matter: Matter, **changes: Any) -> Matter:
    return replace(matter, lines=(replace(_line(matter), **changes), *matter.lines[1:]))


def _with_leg(matter: Matter, **changes: Any) -> Matter:
    leg = matter.legs[0] if matter.legs else Leg(id="p1", rail="wechat_pay", amount=Fen(0))
    return replace(matter, legs=(replace(leg, **changes),))


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
    proved: Answer = "yes" if kind == "change_of_mind" else "unknown"
    reason = {"health_change": "health", "change_of_mind": "personal", "false_claim": "fraud"}.get(kind, "merchant")
    return _with_request(replace(matter, events=(Event(kind=chosen, proved=proved),)), reason=reason)


def _put_list_shown(matter: Matter, shown: str) -> Matter:
    return _with_line(matter, list_price=replace(_line(matter).list_price, shown=shown))


def _put_list_amount(matter: Matter, amount: Fen) -> Matter:
    return _with_line(matter, list_price=replace(_line(matter).list_price, amount=amount))


def _put_terms(matter: Matter, kind: str) -> Matter:
    clauses: dict[str, Clause] = {
        "no_refund": NoRefund(standard_form="yes"),
        "percent": PenaltyPercent(base=None, standard_form="yes"),
    }
    if kind not in clauses:
        return matter
    return replace(matter, policies=(Policy(id="terms", by="merchant", clauses=(clauses[kind],)),))


def _put_percent(matter: Matter, basis_points: int) -> Matter:
    policy = matter.policies[0]
    clause = PenaltyPercent(basis_points=basis_points, base=None, standard_form="yes")
    return replace(matter, policies=(replace(policy, clauses=(clause,)),))


def _put_promise(matter: Matter, kind: str) -> Matter:
    clauses: dict[str, Clause] = {"refund_any_time": RefundAnyTime(), "result": ResultGuarantee(remedy="full_refund")}
    if kind not in clauses:
        return matter
    return replace(matter, promises=(Promise(id="promise1", by="host", clause=clauses[kind]),))


def _put_promise_kept(matter: Matter, recorded: str) -> Matter:
    return replace(matter, promises=(replace(matter.promises[0], proved=recorded),))


def _put_met(matter: Matter, met: str) -> Matter:
    promise = matter.promises[0]
    return replace(matter, promises=(replace(promise, clause=replace(promise.clause, met=met)),))


def _put_term(matter: Matter, **changes: Any) -> Matter:
    return _with_line(matter, term=replace(_line(matter).term or Term(), **changes))


def _plan_is(*plans: Plan) -> Callable[[Matter, date], bool]:
    return lambda matter, at: _line(matter).plan in plans


def _always(matter: Matter, at: date) -> bool:
    return True


def _event_is(*kinds: str) -> Callable[[Matter, date], bool]:
    return lambda matter, at: bool(matter.events) and (not kinds or matter.events[0].kind in kinds)


def _own_exit_in_play(matter: Matter, at: date) -> bool:
    """Whether the consumer's own column is open: only then do list prices and charges matter."""
    used = _line(matter).used
    return "consumer" in causes_of(matter, frozenset(), lambda event: False).columns and used != 0


def _charge_in_play(matter: Matter, at: date) -> bool:
    return "consumer" in causes_of(matter, frozenset(), lambda event: False).columns


def _recent(matter: Matter, at: date) -> bool:
    """Whether the seven days of art 14 may still be met."""
    paid = matter.legs[0].paid_on if matter.legs else None
    asked = matter.request.asked_on
    return paid is not None and ((asked.first if asked else at) - paid.last).days <= 10


def _promised(kind: type[Clause] | None = None) -> Callable[[Matter, date], bool]:
    return lambda matter, at: bool(matter.promises) and (kind is None or isinstance(matter.promises[0].clause, kind))


QUESTIONS: tuple[Question, ...] = (
    Question("what", "text", (), _always, lambda m, v: _with_line(m, name=v)),
    Question(
        "plan",
        "choice",
        ("sessions", "stored_value", "term", "single", "programme"),
        _always,
        lambda m, v: _with_line(m, plan=v),
    ),
    Question("paid", "amount", (), _always, _put_paid),
    Question("paid_on", "date", (), _always, _put_paid_on),
    Question(
        "livestream", "choice", YES_NO, _always, lambda m, v: replace(m, contract=replace(m.contract, livestream=v))
    ),
    Question("units", "count", (), _plan_is("sessions"), lambda m, v: _with_line(m, units=v)),
    Question("free_units", "count", (), _plan_is("sessions"), lambda m, v: _with_line(m, free_units=v)),
    Question("used", "count", (), _plan_is("sessions"), lambda m, v: _with_line(m, used=v)),
    Question("bonus", "amount", (), _plan_is("stored_value"), lambda m, v: _with_line(m, bonus=v)),
    Question("used_value", "amount", (), _plan_is("stored_value"), lambda m, v: _with_line(m, used_value=v)),
    Question("term_start", "date", (), _plan_is("term"), lambda m, v: _put_term(m, start=v)),
    Question("term_months", "count", (), _plan_is("term"), lambda m, v: _put_term(m, months=v)),
    Question("unlimited", "choice", YES_NO, _plan_is("term"), lambda m, v: _put_term(m, unlimited=v)),
    Question(
        "performed",
        "choice",
        ("none", "part", "all", "unknown"),
        _plan_is("single", "programme"),
        lambda m, v: _with_line(m, performed=v),
    ),
    Question("happened", "choice", HAPPENED, _always, _put_happened),
    Question(
        "happened_on",
        "date",
        (),
        _event_is(*[k for k in HAPPENED if k != "change_of_mind"]),
        lambda m, v: _with_event(m, on=v),
    ),
    Question(
        "staff_named", "choice", YES_NO, _event_is("staff_changed"), lambda m, v: _with_event(m, named_in_contract=v)
    ),
    Question("staff_repeated", "choice", YES_NO, _event_is("staff_changed"), lambda m, v: _with_event(m, repeated=v)),
    Question(
        "can_prove",
        "choice",
        YES_NO,
        _event_is(*[k for k in HAPPENED if k != "change_of_mind"]),
        lambda m, v: _with_event(m, proved=v),
    ),
    Question("asked_on", "date", (), _always, lambda m, v: _with_request(m, asked_on=v)),
    Question(
        "arrived",
        "choice",
        YES_NO,
        lambda m, at: m.request.asked_on is not None,
        lambda m, v: _with_request(m, arrived_on=m.request.asked_on) if v == "yes" else m,
    ),
    Question(
        "prior_same_service",
        "choice",
        YES_NO,
        _recent,
        lambda m, v: replace(m, contract=replace(m.contract, prior_same_service=v)),
    ),
    Question(
        "list_shown",
        "choice",
        YES_NO,
        lambda m, at: _own_exit_in_play(m, at) and _line(m).plan == "sessions",
        _put_list_shown,
    ),
    Question("list_amount", "amount", (), lambda m, at: _line(m).list_price.shown == "yes", _put_list_amount),
    Question("terms", "choice", ("none", "no_refund", "percent", "unknown"), _charge_in_play, _put_terms),
    Question(
        "percent",
        "percent",
        (),
        lambda m, at: any(isinstance(c, PenaltyPercent) for p in m.policies for c in p.clauses),
        _put_percent,
    ),
    Question("promise", "choice", ("none", "refund_any_time", "result", "unknown"), _always, _put_promise),
    Question("promise_recorded", "choice", YES_NO, _promised(), _put_promise_kept),
    Question("result_met", "choice", YES_NO, _promised(ResultGuarantee), _put_met),
)
