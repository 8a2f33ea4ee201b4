"""Art 14: the principal back within seven days of payment, no reason needed (2.2; section 6 items 3, 4, 28)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from msgspec.structs import replace

from weimei.core.facts import Event
from weimei.core.findings import Column, Verdict, Why
from weimei.core.law.dated import number
from weimei.core.periods.calendars import cn_calendar
from weimei.core.periods.counting import civil_days

from .columns import gifts_off, parts_sum, union
from .ground import Limb, Proved, ground
from .heads import Range
from .judge import Court
from .local_rules import local_norm
from .outcome import Ground, Heads
from .periods_of_access import STOPS
from .values import Ctx, Three, Val, with_why


def cooling_off_ground(court: Court) -> Ground | None:
    """Art 14: the principal of each payment asked back within seven days, no reason needed."""
    ctx = court.ctx
    if not ctx.law.has("cooling_off"):
        return None
    request = ctx.matter.request
    told = next((e for e in ctx.matter.events if e.kind == "cooling_off_request" and e.proved != "no"), None)
    asked = request.arrived_on or request.asked_on or (told.on if told else None)
    prior = ctx.matter.contract.prior_same_service
    days, use_allowed = _cooling_days(court)
    within, proved = _within(court, asked.last if asked else None, told, days)
    ask_by = None
    if told is None and proved != "yes":
        still, last = _still_open(court, days)
        within, ask_by = (still, last) if last is not None and still >= within else (within, None)
    if within == 0:
        if told is None:
            return None
        why = Why(
            "cooling_off.late", ("spc-prepaid-2025:14", "civil-code:201"), ("request.arrived_on",), {"days": days}
        )
        return ground(court, "cooling_off", "does_not", None, (why,), due=False, proved="no")
    untouched = local_norm("full_refund_untouched", ctx) if prior == "yes" and _is_untouched(court) else None
    if prior == "yes" and not use_allowed and untouched is None:
        why = Why("cooling_off.prior_service", ("spc-prepaid-2025:14", "open:3"), ("contract.prior_same_service",))
        return ground(court, "cooling_off", "does_not", None, (why,), due=False, proved="no")
    why = _why(days, ask_by)
    found = _cooling_sum(court, within, why)
    reasons: tuple[Why, ...] = (why,)
    if untouched is not None:
        local = Why("cooling_off.local_untouched", (untouched, "model:local_rules_as_floor"), ("contract.place",))
        reasons = (why, local)
        found.three = with_why(found.three, local)
    verdict: Verdict = "applies" if found.three.low.back == found.three.high.back else "person"
    principal = court.principal(found)
    heads = Heads(principal=principal, total=principal)
    limb: Limb = "law" if verdict == "applies" else "open"
    return replace(ground(court, "cooling_off", verdict, heads, reasons, proved=proved, limb=limb), ask_by=ask_by)


def _why(days: int, ask_by: str | None) -> Why:
    """That she asked in time, or that she still can, until which day."""
    refs = ("spc-prepaid-2025:14", "civil-code:201")
    if ask_by is not None:
        return Why("cooling_off.still_open", refs, ("legs",), {"days": days, "last_on": ask_by})
    return Why("cooling_off.in_time", refs, ("request.arrived_on",), {"days": days})


def _still_open(court: Court, days: int) -> tuple[int, str | None]:
    """The sum of the payments whose days still run on the day of the assessment, and the last day to ask for all of them.

    That is the day before any rest day moves it, while that has not passed (the safe date of 2.2 art 14).
    """
    met, last = 0, None
    for paid_on, amount in _payments(court):
        if paid_on is None or paid_on > court.ctx.at:
            continue
        limit = civil_days(paid_on, days, cn_calendar())
        if court.ctx.at <= limit.legal:
            met += amount
            day = limit.raw if court.ctx.at <= limit.raw else limit.legal
            last = day if last is None else min(last, day)
    return met, None if last is None or not met else last.isoformat()


def _is_untouched(court: Court) -> bool:
    """Whether nothing was used, as far as the facts say."""
    return all(not part.visits and not part.line.used and not part.line.used_value for part in court.parts)


def _cooling_days(court: Court) -> tuple[int, bool]:
    """Seven days, or more by a term that gives more (FLOOR)."""
    clauses = [
        h.clause
        for h in court.terms.cooling_off
        if h.proved == "yes" and (_is_untouched(court) or not getattr(h.clause, "untouched_only", False))
    ]
    days = max(
        [number("limit.cooling_off", court.ctx.at), *(clause.days for clause in clauses if hasattr(clause, "days"))]
    )
    return days, any(getattr(clause, "used_allowed", False) for clause in clauses)


def _payments(court: Court) -> list[tuple[date | None, int]]:
    """Every payment with its last possible day. In a stream the order is paid when it is placed: where no day of payment is
    on file, the day of the contract stands in, which is never later.
    """
    formed = court.matter.contract.formed_on
    order = None if formed is None else formed.last
    legs = court.matter.legs
    if not legs:
        return [(order, sum(part.paid or 0 for part in court.parts))]
    return [
        (leg.paid_on.last if leg.paid_on is not None else None if leg.kind == "deposit" else order, leg.amount)
        for leg in legs
    ]


def _within(court: Court, asked: date | None, told: Event | None, days: int) -> tuple[int, Proved]:
    """The sum of the payments whose window the request met, and whether that is proved; 0: none."""
    payments = _payments(court)
    if told is not None and (told.within_7_days != "unknown" or told.days_after_payment is not None):
        inside = told.within_7_days == "yes" or (
            told.days_after_payment is not None and told.days_after_payment <= days
        )
        return (sum(amount for _, amount in payments) if inside else 0), told.proved
    if asked is None:
        return 0, "unknown"
    paid_on = {day for day, _ in payments if day is not None}
    in_time = {day for day in paid_on if asked <= civil_days(day, days, cn_calendar()).legal}
    met = sum(amount for day, amount in payments if day in in_time)
    proved: Proved = "yes" if court.matter.request.arrived_on is not None else "unknown"
    return met, proved


def _cooling_sum(court: Court, within: int, in_time: Why) -> Range:
    """All of it where nothing was delivered; after partial use between the list and the discounted value (section 6 item 4).

    This limb knows no cause (2.10 step 6): its reasons are art 14, and the article by which use counts only where that matters.
    """
    ctx = court.ctx
    paid = sum(amount for _, amount in _payments(court))
    neutral = parts_sum(court.parts, "neutral", ctx)
    consumer = parts_sum(court.parts, "consumer", ctx)
    readings: list[tuple[Column, Three]] = [("neutral", _by_article_14(neutral, in_time, ctx))]
    if _backs(consumer) != _backs(neutral):
        at_list = Why("cooling_off.at_list", ("spc-prepaid-2025:14", "spc-prepaid-2025:19", "open:4"), ("lines",))
        at_paid = Why("cooling_off.at_paid", ("spc-prepaid-2025:14", "spc-prepaid-2025:18", "open:4"), ("lines",))
        readings = [
            ("consumer", _by_article_14(consumer, at_list, ctx)),
            ("neutral", _by_article_14(neutral, at_paid, ctx)),
        ]
    if (ctx.kinds - ctx.proved_kinds) & STOPS:
        # a term ends the day before the merchant stopped, if that is shown: its days are open till then
        stopped = parts_sum(court.parts, "neutral", replace(ctx, proved_kinds=ctx.kinds, known={}))
        if _backs(stopped) != _backs(neutral):
            stop = Why("term.merchant_stopped", ("spc-prepaid-2025:14", "spc-prepaid-2025:22"), ("events",))
            readings.append(("neutral", _by_article_14(stopped, stop, ctx)))
    three, low, high = union(readings, None)
    three = gifts_off(three, "neutral", court.ctx)
    if within < paid:
        limit: Callable[[Val], Val] = lambda val: Val(min(val.back, within), val.disc, val.list, val.why, val.step)  # noqa: E731
        three = Three(limit(three.low), None if three.likely is None else limit(three.likely), limit(three.high))
    return Range(three, low, high, None, ("neutral",))


def _backs(three: Three) -> tuple[int, int | None, int]:
    return three.low.back, None if three.likely is None else three.likely.back, three.high.back


def _by_article_14(three: Three, why: Why, ctx: Ctx) -> Three:
    """The same readings under art 14, by which they are owed, and their first reason."""
    if not ctx.trace:
        return three

    def val(reading: Val) -> Val:
        step = replace(reading.step, refs=("spc-prepaid-2025:14", *reading.step.refs))
        return replace(reading, why=(why, *reading.why), step=step)

    low = val(three.low)
    high = low if three.high is three.low else val(three.high)
    if three.likely is None or three.likely is three.low:
        return Three(low, three.likely and low, high)
    return Three(low, high if three.likely is three.high else val(three.likely), high)
