"""Art 14: the principal back within seven days of payment, no reason needed (2.2; section 6 items 3, 4, 28)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from weimei.core.facts import Event
from weimei.core.findings import Verdict, Why
from weimei.core.law.dated import number
from weimei.core.periods.calendars import cn_calendar
from weimei.core.periods.counting import civil_days

from .columns import combine, gifts_off, part_value, union
from .ground import Limb, Proved, ground
from .heads import Range
from .judge import Court
from .local_rules import local_norm
from .outcome import Ground, Heads
from .values import Three, Val, with_why


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
    found = _cooling_sum(court, within)
    why = Why("cooling_off.in_time", ("spc-prepaid-2025:14", "civil-code:201"), ("request.arrived_on",), {"days": days})
    reasons: tuple[Why, ...] = (why,)
    if untouched is not None:
        local = Why("cooling_off.local_untouched", (untouched, "model:local_rules_as_floor"), ("contract.place",))
        reasons = (why, local)
        found.three = with_why(found.three, local)
    verdict: Verdict = "applies" if found.three.low.back == found.three.high.back else "person"
    principal = court.principal(found)
    heads = Heads(principal=principal, total=principal)
    limb: Limb = "law" if verdict == "applies" else "open"
    return ground(court, "cooling_off", verdict, heads, reasons, proved=proved, limb=limb)


def _is_untouched(court: Court) -> bool:
    """Whether nothing was used, as far as the facts say."""
    return all(not part.visits and not part.line.used and not part.line.used_value for part in court.parts)


def _cooling_days(court: Court) -> tuple[int, bool]:
    """Seven days, or more by a term that gives more (FLOOR)."""
    clauses = [h.clause for h in court.terms.cooling_off if h.proved == "yes"]
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
    met = sum(
        amount
        for paid_on, amount in payments
        if paid_on is not None and asked <= civil_days(paid_on, days, cn_calendar()).legal
    )
    proved: Proved = "yes" if court.matter.request.arrived_on is not None else "unknown"
    return met, proved


def _cooling_sum(court: Court, within: int) -> Range:
    """All of it where nothing was delivered; after partial use between the list and the discounted value (section 6 item 4)."""
    paid = sum(amount for _, amount in _payments(court))
    merchant = combine([part_value(part, "neutral", court.ctx) for part in court.parts], court.ctx)
    consumer = combine([part_value(part, "consumer", court.ctx) for part in court.parts], court.ctx)
    three, low, high = union([("consumer", consumer), ("neutral", merchant)], None)
    three = gifts_off(three, "neutral", court.ctx)
    if within < paid:
        limit: Callable[[Val], Val] = lambda val: Val(min(val.back, within), val.disc, val.list, val.why, val.step)  # noqa: E731
        three = Three(limit(three.low), None if three.likely is None else limit(three.likely), limit(three.high))
    return Range(three, low, high, None, ("neutral", "consumer"))
