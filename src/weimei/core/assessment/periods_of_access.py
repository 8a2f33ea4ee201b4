"""Access for a period: the price is shared by days under every cause (spc-prepaid-2025 art 22; 2.9 item 6)."""

from __future__ import annotations

from datetime import date, timedelta

from weimei.core.facts import Term
from weimei.core.findings import Column, Step, Why
from weimei.core.money import ratio_half_up
from weimei.core.periods.counting import term_end

from .coupons import settled
from .sessions import unpriced
from .values import NO_WHY, UNTRACED, Ctx, Part, Three, Val, choose

Window = tuple[date, date]


def access(part: Part, column: Column, ctx: Ctx) -> Three:
    """What comes back of a plan by time, in one column."""
    line = part.line
    if part.paid is None or part.price is None:
        return unpriced(part)
    term = line.term or Term()
    if _not_begun(term) or (
        term.from_activation and ctx.withheld and term.activated == "unknown" and term.activated_on is None
    ):
        return _whole(part, "term.not_begun", ("spc-prepaid-2025:25", "civil-procedure-spc:91"))
    window = term_window(term, ctx)
    if window is None:
        return _no_dates(part)
    stops = _stops(term, column, ctx)
    if stops is None:
        latest = ctx.at if ctx.end.last is None or ctx.end.by == "as_of" else ctx.end.last
        open_end: tuple[Why, ...] = (Why("term.end_unknown", ("spc-prepaid-2025:22",), ("events",)),)
        stops = [(window[0] - timedelta(days=1), False, open_end), (latest, False, open_end)]
    options = []
    total = (window[1] - window[0]).days + 1
    for served, is_default, why in stops:
        left = (window[1] - served).days + (1 if ctx.matter.readings.term_count == "literal" else 0)
        options += _shares(part, column, ctx, min(max(left, 0), total), total, is_default, why, window, served)
    if term.from_activation and term.activated == "unknown" and term.activated_on is None:
        whole = _whole(part, "term.not_begun", ("spc-prepaid-2025:25", "civil-procedure-spc:91")).low
        return settled(part, column, [(whole, True), *((value, False) for value, _ in options)])
    return settled(part, column, options)


def _not_begun(term: Term) -> bool:
    return term.activated == "no" and term.activated_on is None


def term_window(term: Term, ctx: Ctx) -> Window | None:
    """First and last day of the term, both counted; extended by agreed suspensions. None where no length is known."""
    formed = ctx.matter.contract.formed_on or next((leg.paid_on for leg in ctx.matter.legs if leg.paid_on), None)
    start = term.activated_on or term.start or formed
    if start is None or (term.end is None and term.months is None):
        return None
    first = start.first
    last = term.end.last if term.end is not None else term_end(first, term.months or 0)
    return first, last + timedelta(days=term.suspended_days)


def _stops(term: Term, column: Column, ctx: Ctx) -> list[tuple[date, bool, tuple[Why, ...]]] | None:
    """The last day that counts as served: the day before the merchant stopped or the day the contract ended, the earlier one."""
    end = None if ctx.end.by == "as_of" or ctx.end.first is None or ctx.end.last is None else ctx.end
    stop = _merchant_stop(term, column, ctx)
    if stop is not None:
        first, last, why = stop
        if end is not None and end.last is not None and end.first is not None:
            first, last = min(first, end.first), min(last, end.last)
        return _ends(first, last, why)
    ended = Why("term.ended", ("spc-prepaid-2025:22",), ctx.end.facts)
    if end is not None and end.first is not None and end.last is not None:
        return _ends(end.first, end.last, ended)
    if (ctx.kinds if column == "merchant" else ctx.proved_kinds) & STOPS:
        return None
    if term.last_service_on is not None and column == "merchant":
        why = Why("term.last_served", ("spc-prepaid-2025:22",), ("lines.term.last_service_on",))
        return _ends(term.last_service_on.first, term.last_service_on.last, why)
    return _ends(ctx.at, ctx.at, ended)


STOPS = frozenset({"closed", "service_stopped", "absconded"})


def _merchant_stop(term: Term, column: Column, ctx: Ctx) -> tuple[date, date, Why] | None:
    """The day before the merchant stopped: as stated, by the event, or the last day served before it closed.

    An event that is not proved counts in the merchant's own column only.
    """
    why = Why("term.merchant_stopped", ("spc-prepaid-2025:22",), ("lines.term.stopped_on", "events"))
    day = timedelta(days=1)
    if term.stopped_on is not None:
        return term.stopped_on.first - day, term.stopped_on.last - day, why
    counted = ctx.kinds if column == "merchant" else ctx.proved_kinds
    if not counted & STOPS:
        return None
    dated = [
        event.on for event in ctx.matter.events if event.kind in STOPS and event.on is not None and event.proved != "no"
    ]
    if dated:
        return min(on.first for on in dated) - day, min(on.last for on in dated) - day, why
    if term.last_service_on is not None:
        served = Why("term.last_served", ("spc-prepaid-2025:22",), ("lines.term.last_service_on",))
        return term.last_service_on.first, term.last_service_on.last, served
    return None


def _ends(first: date, last: date, why: Why) -> list[tuple[date, bool, tuple[Why, ...]]]:
    if first == last:
        return [(first, True, NO_WHY)]
    return [(first, False, (why,)), (last, False, (why,))]


def _shares(
    part: Part,
    column: Column,
    ctx: Ctx,
    left: int,
    total: int,
    is_default: bool,
    why: tuple[Why, ...],
    window: Window,
    served: date,
) -> list[tuple[Val, bool]]:
    line = part.line
    price, paid = part.price or 0, part.paid or 0
    if total <= 0:
        return [(Val(0, paid, paid, why), is_default)]
    share = (
        ctx.law.rule("term_share", column)(price=price, days_left=left, days_total=total)
        if ctx.law.has("term_share", column)
        else (ratio_half_up(price * left, total))
    )
    back = max(0, share - (price - paid))
    step = UNTRACED
    if ctx.trace:
        step = Step(
            "principal.term",
            back,
            ("spc-prepaid-2025:22", "model:day_count_inclusive"),
            (f"lines.{line.id}.term",),
            {
                "price_fen": price,
                "left_days": left,
                "total_days": total,
                "start_on": window[0].isoformat(),
                "end_on": window[1].isoformat(),
                "served_on": served.isoformat(),
                **_literal(part, ctx, left, total, window),
                "line": line.name or line.id,
            },
            (part.step,),
        )
    value = Val(back, paid - back, paid - back, why, step)
    listed = line.list_price.amount
    if column != "consumer" or listed is None or (line.term and line.term.unlimited == "yes"):
        return [(value, is_default)]
    if line.list_price.shown == "no" and line.list_price.sales != "yes":
        return [(value, is_default)]
    return [(value, False), (_at_list(part, int(listed), total - left, total, value), False)]


def _at_list(part: Part, listed: int, passed: int, total: int, at_paid: Val) -> Val:
    """The days that passed at the price of the whole term before discount, where that is more than at the price paid."""
    line, paid = part.line, part.paid or 0
    at_list = ratio_half_up(listed * passed, total)
    if at_list <= at_paid.list:
        return at_paid
    low = min(at_paid.back, ratio_half_up(max(0, paid * total - listed * passed), total))
    path = (f"lines.{line.id}.list_price",)
    reason = Why("term.list_price", ("spc-prepaid-2025:19", "model:term_list_price"), path)
    args: dict[str, int | str] = {"list_fen": listed, "passed_days": passed, "total_days": total}
    step = Step("principal.term_list", low, ("spc-prepaid-2025:19",), path, args, (part.step,))
    why = (*at_paid.why, reason)
    return Val(low, at_paid.disc, at_list, why, step, at_paid.extra, max(0, at_list - paid))


def _literal(part: Part, ctx: Ctx, left: int, total: int, window: Window) -> dict[str, int | str]:
    """Where only the length of the term is stated, arts 201-202 by the letter end it one day later (item 6)."""
    term = part.line.term
    if term is None or term.months is None or term.end is not None or ctx.matter.readings.term_count == "literal":
        return {}
    price, paid = part.price or 0, part.paid or 0
    back = max(0, ratio_half_up(price * min(left + 1, total), total) - (price - paid))
    return {"beside_literal_fen": back}


def _whole(part: Part, code: str, refs: tuple[str, ...]) -> Three:
    paid = part.paid or 0
    why = (Why(code, refs, (f"lines.{part.line.id}.term.activated",)),)
    step = Step("principal.line_whole", paid, refs, (f"lines.{part.line.id}.term.activated",), {}, (part.step,))
    only = Val(paid, 0, 0, why, step)
    return Three(only, only, only)


def _no_dates(part: Part) -> Three:
    """No dates: all if nothing was had, the stated balance if there is one, else from nothing to everything."""
    line = part.line
    if line.performed == "none":
        return _whole(part, "term.not_used", ("spc-prepaid-2025:15",))
    if line.balance is not None:
        step = Step(
            "principal.balance_stated", line.balance, ("spc-prepaid-2025:15",), (f"lines.{line.id}.balance",), {}
        )
        used = max(0, (part.paid or 0) - line.balance)
        only = Val(line.balance, used, used, (Why("balance.stated", (), (f"lines.{line.id}.balance",)),), step)
        return Three(only, only, only)
    return _range(part, "term.dates_unknown")


def _range(part: Part, code: str) -> Three:
    paid = part.paid or 0
    why = (Why(code, ("spc-prepaid-2025:22",), (f"lines.{part.line.id}.term",)),)
    low = Val(0, paid, paid, why, Step("principal.use_unknown", 0, ("spc-prepaid-2025:22",), (), {}, (part.step,)))
    high = Val(paid, 0, 0, why, Step("principal.use_unknown", paid, ("spc-prepaid-2025:22",), (), {}, (part.step,)))
    return choose([(low, False), (high, False)])
