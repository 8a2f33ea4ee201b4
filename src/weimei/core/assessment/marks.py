"""Step 22: what must be shown beside the sum: our readings, open questions, values not yet confirmed."""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator

from weimei.core.findings import Column, Spread, Step
from weimei.core.law.parameters import Confirmation
from weimei.core.law.statutes.cn import prepaid

from .interest import rates
from .judge import Court
from .outcome import Heads, Increase, Mark
from .values import Rate

MERCHANT: Column = "merchant"


def marks_of(
    court: Court, heads: Heads, columns: tuple[Column, ...], increases: tuple[Increase, ...]
) -> tuple[tuple[Mark, ...], bool]:
    """The marks of an assessment, and whether it is a draft because a value it rests on is not confirmed."""
    refs: dict[str, None] = {}
    walks: list[list[Step]] = []
    of_interest: dict[str, None] = {}
    for spread in (heads.principal, heads.interest, heads.expenses):
        if spread is not None:
            walks.append(_steps_of(spread))
            found = _refs_of(spread, walks[-1])
            refs |= found
            of_interest = found if spread is heads.interest else of_interest
    for why in (*court.scope.reasons, court.causes.why):
        refs.update(dict.fromkeys(why.refs))
    marks = [Mark(kind="model", ref=ref) for ref in refs if ref.startswith("model:")]
    marks += [
        Mark(kind="open", ref=ref)
        for ref in sorted((r for r in refs if r.startswith("open:")), key=lambda r: int(r[5:]))
    ]
    if court.ctx.withheld:
        marks.append(Mark(kind="adverse_inference", ref="spc-prepaid-2025:25"))
    other = _other_day_count(heads)
    if other is not None:
        marks.append(other)
    marks += _beside([*walks, *(_steps_of(one.amount) for one in increases if one.amount is not None)])
    used = _rates_used(court, columns, of_interest) if heads.interest is not None and heads.interest.high else []
    marks += [_confirmed(rate, rate.confirmed) for rate in used if rate.confirmed is not None]
    unverified = [Mark(kind="unverified", ref=one.ref, args={"rate_bp": one.bp}) for one in used if one.unverified]
    unverified += [Mark(kind="unverified", ref=ref) for ref in refs if ref.startswith("local-")]
    later = [Mark(kind="later", ref=fact, args={"on": on}) for fact, on in court.later]
    return (*marks, *unverified, *later), bool(unverified)


def _refs_of(spread: Spread, steps: Iterable[Step]) -> dict[str, None]:
    """The norms, readings and open questions of a spread, each once in the order in which they are met."""
    refs: dict[str, None] = {}
    for whys in spread.own_why.values():
        for why in whys:
            refs.update(dict.fromkeys(why.refs))
    for step in steps:
        if step.refs:
            refs.update(dict.fromkeys(step.refs))
    return refs


def _steps_of(spread: Spread) -> list[Step]:
    """Every step of a derivation once, a whole before its parts, in the order in which they are met."""
    met: dict[int, Step] = {}
    waiting = list(spread.own_steps.values())[::-1]
    while waiting:
        step = waiting.pop()
        if id(step) not in met:
            met[id(step)] = step
            if step.parts:
                waiting += step.parts[::-1]
    return list(met.values())


def _rates_used(court: Court, columns: tuple[Column, ...], refs: Container[str]) -> list[Rate]:
    """The rates that the interest of this result rests on, by its refs; out of scope it rests on the LPR alone."""
    found: dict[str, Rate] = {}
    for column in dict.fromkeys((*columns, MERCHANT)):
        found |= {rate.ref: rate for rate in rates(column, court.terms, court.ctx) if rate.ref in refs}
    return [found[ref] for ref in sorted(found)]


def _confirmed(rate: Rate, by: Confirmation) -> Mark:
    """Who vouches for a value that we could not verify, and since when."""
    args: dict[str, int | str] = {
        "rate_bp": rate.bp,
        "name": by.confirmed_by,
        "confirmed_on": by.confirmed_on.isoformat(),
    }
    return Mark(kind="confirmed", ref=rate.ref, args=args)


def _other_day_count(heads: Heads) -> Mark | None:
    """What interest would be on the other usual year (360 or 365 days)."""
    interest = heads.interest
    if interest is None or not interest.high or "rate_bp" not in interest.steps["high"].args:
        return None
    args = interest.steps["high"].args
    principal, rate, days, basis = (int(args[name]) for name in ("principal_fen", "rate_bp", "days", "basis"))
    other = 360 if basis == 365 else 365
    sum_ = prepaid.interest(principal=principal, rate_bp=rate, days=days, basis=other)
    return Mark(kind="note", ref=f"model:day_count_{other}", alternatives={"interest_fen": sum_})


def _beside(walks: Iterable[Iterable[Step]]) -> Iterator[Mark]:
    """Figures that another reading gives, as the steps of the derivation carry them (args named beside_…)."""
    seen: set[tuple[str, str, int | str]] = set()
    for steps in walks:
        for step in steps:
            for name, value in step.args.items():
                if name.startswith("beside_") and isinstance(value, int):
                    key = (step.code, name, value)
                    if key not in seen:
                        seen.add(key)
                        yield Mark(
                            kind="note", ref=step.refs[0] if step.refs else step.code, alternatives={name[7:]: value}
                        )
