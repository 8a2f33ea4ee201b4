"""From readings to heads: principal with promises and returned sums, interest, expenses, total, and the cap (steps 14-16, 20)."""

from __future__ import annotations

from collections.abc import Callable

import msgspec
from msgspec.structs import replace

from weimei.core.findings import Column, Spread, Step, Why, Whys, spread_of
from weimei.core.money import ratio_half_up
from weimei.core.policy.clauses import CashbackOnCondition

from .columns import column_why
from .interest import Regime, with_interest
from .outcome import Heads, Increase
from .promises import Grant
from .terms import Terms
from .values import NO_WHY, UNTRACED, Ctx, Three, Val, no_reading


class Range(msgspec.Struct, gc=False):
    """A candidate's principal with the columns that yield its ends and its default."""

    three: Three
    low: Column
    high: Column
    likely: Column | None
    columns: tuple[Column, ...]
    regime: Regime = "in"


def returned_before_end(ctx: Ctx) -> int:
    """What came back before the contract ended; an undated sum counts as before it."""
    returned = ctx.matter.returned
    if not returned:
        return 0
    end = ctx.end.last if ctx.end.proved else None
    return sum(one.amount for one in returned if one.on is None or end is None or one.on.first <= end)


def with_grants(three: Three, grants: tuple[Grant, ...], covered: Callable[[Grant], Covered], paid: int) -> Three:
    """The better of the statute and each proved promise, end by end, for the parts that the promise covers (2.10 steps 1, 14).

    `covered`: what the statute gives for those parts at each end. A promise and the statute pay the same money once; only
    cash-back leaves the contract alive and adds to a later rescission, together at most the price (`paid`).
    """
    ends = [three.low, three.likely, three.high]
    owned: dict[str, list[int | None]] = {}
    for grant in sorted(grants, key=_promise_order):
        if not grant.high or grant.proved != "yes":
            continue
        line = grant.held.clause.line
        own = (
            owned.setdefault(line, list(covered(grant)))
            if line is not None
            else [None if v is None else v.back for v in ends]
        )
        promised = (grant.low, grant.likely, grant.high)
        for place, value in enumerate(ends):
            sum_, had = promised[place], own[place]
            if value is None:
                continue
            if sum_ is None or had is None:
                ends[place] = None
                continue
            ends[place] = _raised(value, _with(value, had, sum_, grant, paid), grant)
            own[place] = max(had, sum_)
        if ends[1] is None and grant.likely is not None and ends[2] is not None and grant.likely >= ends[2].back:
            ends[1] = ends[2]
    low, likely, high = ends
    if low is None or high is None:
        raise no_reading()
    if low.back >= high.back:
        return Three(low, low, low)
    return Three(low, likely if likely is None or low.back <= likely.back <= high.back else None, high)


def _promise_order(grant: Grant) -> tuple[bool, bool, str]:
    """Promises on parts first, then on the whole, cash-back last: it alone adds to a refund."""
    return isinstance(grant.held.clause, CashbackOnCondition), grant.held.clause.line is None, grant.held.key


Covered = tuple[int, int | None, int]


def _with(value: Val, own: int, promised: int, grant: Grant, paid: int) -> int:
    if isinstance(grant.held.clause, CashbackOnCondition):
        return min(max(paid, value.back), value.back + promised)
    return min(max(paid, value.back), value.back + max(0, promised - own))


def _raised(value: Val, total: int, grant: Grant) -> Val:
    if total <= value.back:
        return value
    step = grant.step
    if step.value != total:
        step = Step("principal.with_promise", total, grant.why.refs, grant.why.facts, {}, (value.step, grant.step))
    return Val(total, value.disc, value.list, (*value.why, grant.why), step, value.extra)


def principal_of(found: Range, ctx: Ctx, *, off: int) -> Spread:
    """The principal as a spread: less what was returned before the end, each end with its reasons."""
    three = found.three
    low = _end(three.low, off, ctx)
    high = low if three.high is three.low else _end(three.high, off, ctx)
    likely = (
        None
        if three.likely is None
        else low
        if three.likely is three.low
        else high
        if three.likely is three.high
        else _end(three.likely, off, ctx)
    )
    if not ctx.trace:
        return Spread(low.value, high.value, None if likely is None else likely.value)
    low_why = _whys(three.low, found.low, len(found.columns) > 1)
    high_why = (
        low_why
        if three.high is three.low and found.low == found.high
        else _whys(three.high, found.high, len(found.columns) > 1)
    )
    likely_why = (
        NO_WHY if three.likely is None else _whys(three.likely, found.likely or found.high, len(found.columns) > 1)
    )
    steps = {"low": low, "high": high} if likely is None else {"low": low, "likely": likely, "high": high}
    whys = (low_why, likely_why, high_why)
    return spread_of(low.value, None if likely is None else likely.value, high.value, whys, steps)


def _end(value: Val, off: int, ctx: Ctx) -> Step:
    if not ctx.trace:
        return Step("untraced", max(0, value.back - off))
    step = value.step
    if step.value != value.back:
        step = Step("principal.reading", value.back, parts=(step,))
    if not off:
        return step
    args: dict[str, int | str] = {"off_fen": off, "before_fen": value.back}
    return Step("principal.less_returned", max(0, value.back - off), ("civil-code:561",), ("returned",), args, (step,))


def _whys(value: Val, column: Column, open_columns: bool) -> tuple[Why, ...]:
    return (column_why(column), *value.why) if open_columns or not value.why else value.why


def heads_of(found: Range, principal: Spread, ctx: Ctx, terms: Terms, *, losses: int) -> Heads:
    """Principal, interest and proved losses, and their sum, at each end."""
    principal, interest = with_interest(principal, found.columns, found.likely, found.regime, terms, ctx)
    expenses = _expenses(found, principal, ctx, losses)
    total = _told_once(total_of(principal, interest, expenses), principal)
    return Heads(principal=principal, interest=interest, expenses=expenses, total=total)


def _told_once(total: Spread, principal: Spread) -> Spread:
    """A total that is the principal alone has its figures, not its derivation a second time."""
    return Spread(total.low, total.high, total.likely) if total is principal else total


def total_of(principal: Spread, interest: Spread | None, expenses: Spread | None) -> Spread:
    """The heads added up at each end; a default only where every head has one."""
    if interest is not None and not interest.high:
        interest = None
    if expenses is not None and not expenses.high:
        expenses = None
    if interest is None and expenses is None:
        return principal
    others = [spread for spread in (interest, expenses) if spread is not None]
    low, high, likely = principal.low, principal.high, principal.likely
    for spread in others:
        low, high = low + spread.low, high + spread.high
        likely = None if likely is None or spread.likely is None else likely + spread.likely
    return spread_of(low, likely, high, _whys_of(principal), _added(principal, others, low, likely, high))


def _whys_of(spread: Spread) -> tuple[Whys, Whys, Whys]:
    return spread.low_why, spread.likely_why, spread.high_why


def _added(principal: Spread, others: list[Spread], low: int, likely: int | None, high: int) -> dict[str, Step]:
    """The derivation of each end of a total, the same one where all heads have one for both ends."""
    if not principal.own_steps:
        return {}
    every = [spread.steps for spread in (principal, *others)]
    steps: dict[str, Step] = {}
    for name, value in (("low", low), ("high", high), ("likely", likely)):
        if value is not None:
            children = tuple(each.get(name) or each["high"] for each in every)
            step = Step("total", value, (), (), {}, children)
            steps[name] = next((one for one in steps.values() if one == step), step)
    return steps


def _expenses(found: Range, principal: Spread, ctx: Ctx, losses: int) -> Spread | None:
    """The consumer's proved losses, only where the merchant is in breach; not for force majeure or changed circumstances."""
    if not losses:
        return None
    low = losses if found.low == "merchant" else 0
    high = losses if found.high == "merchant" else 0
    low, high = min(low, high), max(low, high)
    refs = ("spc-prepaid-2025:15", "civil-code:584", "civil-code:592")
    args: dict[str, int | str] = {"loss_fen": losses}
    share = ctx.matter.request.own_fault_basis_points
    if share:
        args["share_bp"] = share
        args["beside_share_off_all_fen"] = losses + ratio_half_up(principal.high * (10_000 - share), 10_000)
    steps = {
        name: Step("expenses", value, refs, ("losses",), args) if ctx.trace else UNTRACED
        for name, value in (("low", low), ("high", high))
    }
    why: Whys = (Why("expenses.proved", refs, ("losses",)),)
    likely = low if low == high else high if found.likely == "merchant" else low if found.likely is not None else None
    if likely is not None:
        steps["likely"] = steps["low"] if likely == low else steps["high"]
    return spread_of(low, likely, high, (why, why, why), steps)


def capped(heads: Heads, ctx: Ctx) -> tuple[Heads, bool]:
    """A court gives at most what is asked, head by head; only a total claimed caps the sum (item 2, LAW)."""
    request = ctx.matter.request
    principal = _cap(heads.principal, request.claimed, ctx)
    changed = principal is not heads.principal
    if not changed and request.claimed_total is None:
        return heads, False
    total = total_of(principal, heads.interest, heads.expenses)
    limited = _cap(total, request.claimed_total, ctx)
    return Heads(
        principal=principal,
        interest=heads.interest,
        expenses=heads.expenses,
        total=_told_once(limited, principal),
    ), changed or limited is not total


def _cap(spread: Spread, claimed: int | None, ctx: Ctx) -> Spread:
    if claimed is None or spread.high <= claimed:
        return spread
    refs = ("civil-procedure:13", "civil-procedure:211")
    facts = ("request.claimed",)
    why = (Why("cap.claimed", refs, facts, {"claimed_fen": claimed}),)
    steps = {
        name: Step("cap.claimed", min(step.value, claimed), refs, facts, {"claimed_fen": claimed}, (step,))
        if step.value > claimed
        else step
        for name, step in spread.steps.items()
    }
    likely = spread.likely
    if spread.low >= claimed:
        likely = claimed
        steps.setdefault("likely", steps.get("low", UNTRACED)) if ctx.trace else None
    elif likely is not None:
        likely = min(likely, claimed)
    whys = (spread.low_why if spread.low < claimed else why, spread.likely_why, why)
    return spread_of(min(spread.low, claimed), likely, claimed, whys, steps)


def capped_increase(one: Increase, ctx: Ctx) -> Increase:
    """A punitive head is limited by the damages asked for, on its own (item 2)."""
    if one.amount is None:
        return one
    return replace(one, amount=_cap(one.amount, ctx.matter.request.claimed_damages, ctx))
