"""Worked examples: facts in the words of a matter file, the exact result, and the norms its derivation has to name.

A file holds `cases`, mostly with one `matter` that each case changes a little:

    example: X2
    as_of: 2026-11-22
    matter: {…}
    cases:
      - id: X2
        title: {zh: …, en: …}
        change: {lines.L1.used: 7}          # by id or by place in the list; `drop: [path]` takes away
        expect: {sum.principal: 5280.00, ground.own_wish.interest: [0.00, none, 26.04]}
        why: [spc-prepaid-2025:18]
        calls:
          - {rule: value_used, on: merchant, inputs: {price: 8800.00, units: 10, used: 4}, result: 3520.00}

Two decimals make a sum of money (or a rate in percent); a list of three is the low end, the default or none, the high end.
"""

from __future__ import annotations

import copy
import json
import re
from collections.abc import Callable, Iterable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import msgspec
import yaml

from weimei.core.assessment.assess import assess
from weimei.core.assessment.matter import Matter
from weimei.core.assessment.outcome import Assessment
from weimei.core.errors import DomainError
from weimei.core.findings import Spread, Step, Why
from weimei.core.law import court_costs, parameters
from weimei.core.law.registry import Law
from weimei.core.law.statutes.cn import prepaid
from weimei.core.law.time_limits import time_limit
from weimei.core.money import largest_remainder
from weimei.core.periods import compute, counting
from weimei.core.periods.calendars import cn_calendar
from weimei.core.settlement import Plan, settle
from weimei.files import parse_matter

ROOT = Path(__file__).resolve().parents[2] / "worked"
MONEY = re.compile(r"-?\d+\.\d\d", re.ASCII)
WHOLE = re.compile(r"-?\d+", re.ASCII)
DAY = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
WORDS: dict[str, Any] = {"yes": True, "no": False, "none": None}
ABSENT = "absent"
SILENT = "silent"
"""Result of a rule that no law in force on the day sets."""


class Call(msgspec.Struct, frozen=True, kw_only=True):
    """One rule of law (`rule`, by the output that it sets, `on` a ground) or one count or fee (`count`) by itself."""

    rule: str = ""
    count: str = ""
    on: str = "*"
    day: str = "2026-11-22"
    inputs: dict[str, Any] = {}
    result: Any
    ref: str = ""


class Case(msgspec.Struct, frozen=True, kw_only=True):
    """One worked example as it stands in its file."""

    id: str
    file: str
    zh: str
    en: str
    as_of: date
    matter: dict[str, Any] | None
    calls: tuple[Call, ...]
    expect: dict[str, Any]
    why: tuple[str, ...]
    grants: str


def value_of(written: Any) -> Any:
    """A written value: 5280.00 is money in fen, 12 a number, 2026-05-20 a day, yes and no, none nothing; else a word."""
    if isinstance(written, list):
        return [value_of(one) for one in written]
    if isinstance(written, dict):
        return {key: value_of(one) for key, one in written.items()}
    if written in WORDS:
        return WORDS[written]
    if MONEY.fullmatch(written):
        return int(written.replace(".", ""))
    if WHOLE.fullmatch(written):
        return int(written)
    return date.fromisoformat(written) if DAY.fullmatch(written) else written


def cases_in(folder: str) -> Iterator[Case]:
    """Every case of a folder of worked examples, file by file."""
    for path in sorted((ROOT / folder).glob("*.yaml")):
        document = yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.BaseLoader)
        for case in document["cases"]:
            yield _case(case, document, path.stem)


def _case(written: dict[str, Any], document: dict[str, Any], file: str) -> Case:
    known = {"id", "title", "as_of", "matter", "change", "drop", "expect", "why", "calls", "grants", "note"}
    assert set(written) <= known, f"{file}: {written['id']} has unknown keys {set(written) - known}"
    base = written.get("matter", document.get("matter"))
    return Case(
        id=written["id"],
        file=file,
        zh=written["title"]["zh"],
        en=written["title"]["en"],
        as_of=date.fromisoformat(written.get("as_of", document.get("as_of", "2026-11-22"))),
        matter=_changed(base, written) if base is not None and "expect" in written else None,
        calls=tuple(msgspec.convert(call, Call) for call in written.get("calls", [])),
        expect=written.get("expect", {}),
        why=tuple(written.get("why", [])),
        grants=written.get("grants", ""),
    )


def _changed(base: dict[str, Any], written: dict[str, Any]) -> dict[str, Any]:
    matter = copy.deepcopy(base)
    for path in written.get("drop", []):
        holder, key = _at(matter, path)
        del holder[key]
    for path, value in written.get("change", {}).items():
        holder, key = _at(matter, path)
        holder[key] = value
    return matter


def _at(tree: Any, path: str) -> tuple[Any, Any]:
    *above, last = path.split(".")
    for name in above:
        tree = tree[_place(tree, name)] if isinstance(tree, list) else tree.setdefault(name, {})
    return tree, _place(tree, last) if isinstance(tree, list) else last


def _place(items: list[Any], name: str) -> int:
    if name.isdecimal():
        return int(name)
    return next(at for at, one in enumerate(items) if one.get("id") == name)


def matter_of(case: Case) -> Matter:
    """The case's facts as a matter, read the way any matter file is read."""
    assert case.matter is not None
    tree = {"format": "weimei.matter/1", "id": re.sub(r"\W+", "-", case.id), "title": case.zh, **case.matter}
    return parse_matter(json.dumps(tree, ensure_ascii=False).encode(), f"{case.file}.json")


class Look:
    """Reads what an assessment says at a target, and gathers the norms named along the way."""

    def __init__(self, matter: Matter, assessment: Assessment, as_of: date) -> None:
        self.matter, self.assessment, self.as_of = matter, assessment, as_of
        self.refs: set[str] = set()
        self._plans: tuple[Plan, ...] | None = None

    def at(self, target: str) -> Any:
        """The value at a target such as `sum.principal`, `ground.relocated.interest.high`, `plan.to_lenders`."""
        head, _, rest = target.partition(".")
        found = getattr(self, f"_{head}", None)
        if found is None:
            raise KeyError(f"There is no target {target}.")
        return found(rest)

    def _sum(self, rest: str) -> Any:
        elected = next((g for g in self.assessment.grounds if g.id == self.assessment.elected), None)
        if elected is not None:
            self._name(elected.refs)
        return self._spread(self.assessment.sum, rest)

    def _ground(self, rest: str) -> Any:
        ground = next((g for g in self.assessment.grounds if rest == g.id or rest.startswith(f"{g.id}.")), None)
        if ground is None:
            return False if rest.endswith(".owed") else ABSENT
        self._name(ground.refs)
        self._reasons(ground.reasons)
        field = rest[len(ground.id) + 1 :]
        if field == "owed":
            return ground.due and ground.verdict != "does_not"
        if field in ("verdict", "due", "proved", "limb", "columns"):
            value = getattr(ground, field)
            return list(value) if isinstance(value, tuple) else WORDS.get(value, value)
        return ABSENT if ground.heads is None else self._spread(ground.heads, field)

    def _spread(self, heads: Any, rest: str) -> Any:
        name, _, end = rest.partition(".")
        spread = getattr(heads, name)
        if spread is None:
            return ABSENT
        return self._ends(spread, end)

    def _ends(self, spread: Spread, end: str) -> Any:
        for step in spread.steps.values():
            self._walk(step)
        for why in (spread.low_why, spread.likely_why, spread.high_why):
            self._reasons(why)
        return getattr(spread, end) if end else [spread.low, spread.likely, spread.high]

    def _increase(self, rest: str) -> Any:
        if rest == "best":
            return next((one.id for one in self.assessment.increases if one.is_best), ABSENT)
        name, _, field = rest.partition(".")
        one = next((one for one in self.assessment.increases if one.id == name), None)
        if one is None:
            return ABSENT
        self._name(one.refs)
        if field in ("proved", "fee_at_risk", "is_best"):
            return WORDS.get(getattr(one, field), getattr(one, field))
        return ABSENT if one.amount is None else self._ends(one.amount, field)

    def _parts(self, rest: str) -> Any:
        return {part.line: [part.paid, part.value, part.back] for part in self.assessment.parts}

    def _term(self, rest: str) -> Any:
        term = next(term for term in self.assessment.terms if term.id == rest)
        self._reasons((term.why,))
        return term.state

    def _interest(self, rest: str) -> Any:
        interest = self.assessment.sum.interest
        if interest is None:
            return ABSENT
        self._ends(interest, "")
        return interest.steps["high"].args["rate_bp" if rest == "rate" else rest]

    def _out_of_scope(self, rest: str) -> Any:
        spread = self.assessment.out_of_scope
        return ABSENT if spread is None else self._ends(spread, rest)

    def _extra_due(self, rest: str) -> Any:
        return self.assessment.extra_due

    def _scope(self, rest: str) -> Any:
        self._reasons(self.assessment.scope.reasons)
        return self.assessment.scope.verdict

    def _cause(self, rest: str) -> Any:
        return list(self.assessment.cause)

    def _elected(self, rest: str) -> Any:
        return self.assessment.elected

    def _capped(self, rest: str) -> Any:
        return self.assessment.capped_by_claim

    def _draft(self, rest: str) -> Any:
        return self.assessment.is_draft

    def _marks(self, rest: str) -> Any:
        return sorted(mark.ref for mark in self.assessment.marks if mark.kind == rest)

    def _beside(self, rest: str) -> Any:
        """Every sum shown beside the result as what another reading would give."""
        shown = {value for mark in self.assessment.marks for value in mark.alternatives.values()}
        return sorted(shown)

    def _plan(self, rest: str) -> Any:
        if self._plans is None:
            self._plans = settle(self.matter, self.assessment, self.as_of)
        plan = self._plans[0]
        for step in plan.steps:
            self._walk(step)
        value: Any = plan
        for name in rest.split("."):
            if isinstance(value, tuple):
                value = next(one for one in value if name in (getattr(one, "id", None), getattr(one, "leg", None)))
            else:
                value = getattr(value, name)
        return value

    def _name(self, refs: Iterable[str]) -> None:
        self.refs.update(refs)

    def _reasons(self, whys: Iterable[Why]) -> None:
        for why in whys:
            self._name(why.refs)

    def _walk(self, step: Step) -> None:
        self._name(step.refs)
        for part in step.parts:
            self._walk(part)


def agrees(expected: Any, found: Any, target: str) -> bool:
    """Whether a result is the expected one. One sum for a range means that all three of its figures are that sum."""
    if target == "beside" or target.startswith("marks."):
        return found != ABSENT and set(expected) <= set(found)
    if isinstance(found, list) and len(found) == 3 and isinstance(expected, int) and not isinstance(expected, bool):
        return bool(found == [expected] * 3)
    return bool(expected == found and isinstance(expected, bool) == isinstance(found, bool))


def differences(case: Case) -> list[str]:
    """Everything in which the engine's result is not the expected one, in words; empty where all agrees."""
    found: list[str] = []
    matter = matter_of(case)
    look = Look(matter, assess(matter, case.as_of), case.as_of)
    for target, written in case.expect.items():
        expected, got = value_of(written), look.at(target)
        if not agrees(expected, got, target):
            found.append(f"{target}: expected {expected}, got {got}")
    missing = [ref for ref in case.why if not is_named(ref, look.refs)]
    if missing:
        found.append(f"the derivation does not name {', '.join(missing)}; it names {', '.join(sorted(look.refs))}")
    return found


def is_named(ref: str, refs: set[str]) -> bool:
    """Whether a norm, or a paragraph or item of it, is among those named."""
    return any(one == ref or one.startswith((f"{ref}(", f"{ref} ")) for one in refs)


def _limit(*, id: str, start: date) -> dict[str, Any]:
    due = compute(time_limit(id, on=start), start, cn_calendar())
    return {"raw": due.raw, "legal": due.legal, "safe": due.safe_on}


def _term(*, start: date, months: int) -> dict[str, Any]:
    term = counting.months_term(start, months)
    return {
        "last": term.last, "days": term.days, "literal_last": term.literal_last, "literal_days": term.literal_days,
    }  # fmt: skip


def _rate(found: parameters.Rate | None) -> int | None:
    return None if found is None else found.rate_bp


def _at_risk(*, with_sum: int, without: int) -> list[int]:
    risk = court_costs.fee_at_risk(with_fen=with_sum, without_fen=without)
    return [risk.full_fen, risk.halved_fen]


def _by_name(function: Callable[..., Any], *names: str) -> Callable[..., Any]:
    """The function with the names that a case gives to its arguments."""
    return lambda **inputs: function(*(inputs[name] for name in names))


COUNTS: dict[str, Callable[..., Any]] = {
    "interest": prepaid.interest,
    "days_between": _by_name(counting.days_between, "start", "end"),
    "term_days": _by_name(counting.term_days, "start", "end"),
    "remaining_days": counting.remaining_days,
    "term": _term,
    "limit": _limit,
    "lpr": lambda day: _rate(parameters.lpr_1y(day)),
    "deposit_rate": lambda day: _rate(parameters.deposit_1y(day)),
    "spread": largest_remainder,
    "court_fee": _by_name(court_costs.court_fee, "claim"),
    "court_fee_halved": lambda claim: court_costs.halved(court_costs.court_fee(claim)),
    "payment_order_fee": _by_name(court_costs.payment_order_fee, "claim"),
    "preservation_fee": _by_name(court_costs.preservation_fee, "claim"),
    "fee_at_risk": _at_risk,
    "delay_interest": _by_name(court_costs.delay_interest, "principal", "days"),
}


def outcome(call: Call) -> Any:
    """What a rule, count or fee gives; `silent` where no law in force on the day sets it."""
    inputs = {key: value_of(one) for key, one in call.inputs.items()}
    if call.count:
        return COUNTS[call.count](**inputs)
    law = Law.on(date.fromisoformat(call.day))
    try:
        article = law.article(call.rule, call.on)
    except DomainError as error:
        return error.code
    if article is None:
        return SILENT
    if call.ref and not is_named(call.ref, {article.ref}):
        return f"set by {article.ref}"
    got = article.rule(**inputs)
    return list(got) if isinstance(got, tuple) else got
