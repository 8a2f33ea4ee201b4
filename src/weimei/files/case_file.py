"""The file of published cases: one YAML document a case, read whole with the place of whatever is wrong.

The values of YAML are taken as they are (whole numbers, true and false, dates), since nothing in the file is a decimal sum.
Facts that no key of the shape names are told as notices and left alone: they may be somebody's remarks.
"""

from __future__ import annotations

import re
from datetime import date, datetime
from pathlib import Path
from typing import Any, Literal, NamedTuple

import msgspec
import yaml

from weimei.core.facts import Event
from weimei.files.problems import FileProblem, Remark
from weimei.files.scalars import nearest_word
from weimei.files.shapes import Scalar, record_of
from weimei.files.source import decode, read_bytes
from weimei.files.tree import DEPTH_MAX, path_text

Facts = dict[str, Any]
Steps = tuple[str | int, ...]
PLAN_WORDS = ("sessions", "stored_value", "term", "course", "procedure", "goods", "bundle")
CAUSE_WORDS = ("merchant", "fraud", "neutral", "consumer")
TERM_WORDS = (
    "no_refund", "no_termination", "transfer_or_deferral_only", "penalty_percent", "fee_percent", "fee_fixed",
    "exit_formula", "list_price_recalculation", "expiry", "transfer_fee", "transfer_wait", "staff_swap_reserved",
    "branch_bound", "gifts_not_refundable", "paid_in_spent_first", "refund_any_time", "unspent_refundable",
    "result_guarantee", "cashback_on_condition", "deposit_named", "instalment_loan", "staged_payment",
)  # fmt: skip
FACT_KEYS = (
    "service_kind", "medical_aesthetics", "livestream", "plan", "paid_fen", "contract_price_fen", "list_price_fen",
    "unit_list_price_fen", "unit_price_fen", "bonus_fen", "bonus_kind", "units_total", "units_used", "gift_units",
    "gift_units_used", "gift_value_fen", "gift_list_value_fen", "gift_in_bargain", "nominal_used_fen",
    "nominal_used_paid_fen", "balance_stated_fen", "opening_balance_fen", "performed", "activated", "contract_date",
    "payment_date", "claim_date", "rescission_date", "last_service_date", "service_stop_date", "term_start", "term_end",
    "term_months", "unlimited", "prior_same_service", "claimed_fen", "claimed_damages_fen", "returned_fen",
    "cause_alleged", "disputed", "events", "terms", "defences", "coupons", "legs", "items",
)  # fmt: skip


class Outcome(msgspec.Struct, frozen=True, kw_only=True):
    """What was decided, as far as a score compares with it. Ranges are [low, high)."""

    refund_fen: int | None = None
    refund_fen_range: tuple[int, int] | None = None
    damages_fen: int | None = None
    damages_fen_range: tuple[int, int] | None = None
    norm_would_give_fen: int | None = None
    norm_range_fen: tuple[int, int] | None = None
    departs_from: tuple[dict[str, str], ...] = ()
    court_view: dict[str, Any] = {}
    stage: str | None = None
    rounding: Literal["fen_half_up", "yuan_half_up", "yuan_tenth", "ratio_truncated_2dp"] | None = None


class Case(msgspec.Struct, frozen=True, kw_only=True):
    """One published case. `mechanical`: does the award follow from the facts by the norms: yes, range, no."""

    id: str
    type: str = ""
    summary: str = ""
    facts: Facts
    outcome: Outcome
    mechanical: Literal["yes", "range", "no"]
    mechanical_heads: dict[str, str | None] = {}
    mechanical_why: str = ""


class CaseFile(NamedTuple):
    """The cases in the order of the file, and what looks like a slip although it can be scored."""

    cases: list[Case]
    notices: list[Remark]


def read_cases(path: Path) -> CaseFile:
    """Every case of a file. Raises `FileProblem` with line and column; aliases, repeated keys and deep nesting are refused."""
    name = str(path)
    text = decode(read_bytes(path), name)
    found = CaseFile([], [])
    try:
        _refuse_tricks(text, name)
        loader: Any = yaml.CSafeLoader(text)
        while loader.check_node():
            node = loader.get_node()
            _refuse_repeats(node, name)
            value = loader.construct_document(node)
            if value is not None:
                found.cases.append(_case(value, node, name, found.notices))
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        place = (mark.line + 1, mark.column + 1) if mark is not None else (None, None)
        raise _problem(name, "cases.syntax", place, reason=error.problem or str(error)) from None
    except (yaml.YAMLError, ValueError, RecursionError) as error:  # ValueError: a date that no calendar has
        raise _problem(name, "cases.syntax", (None, None), reason=str(error)) from None
    if not found.cases:
        raise _problem(name, "cases.none", (None, None))
    return found


def _problem(
    name: str,
    code: str,
    place: tuple[int | None, int | None],
    path: str = "",
    found: str = "",
    nearest: str = "",
    **args: str,
) -> FileProblem:
    line, column = place
    return FileProblem.of(
        Remark(code=code, file=name, line=line, column=column, path=path, found=found, nearest=nearest, args=args)
    )


def _refuse_tricks(text: str, name: str) -> None:
    """Refuse aliases, which may explode, tags and what is nested too deeply, before anything is built."""
    depth = 0
    for event in yaml.parse(text, Loader=yaml.CSafeLoader):
        mark = event.start_mark
        place = (mark.line + 1, mark.column + 1) if mark is not None else (1, 1)
        anchor = getattr(event, "anchor", None)
        if anchor is not None:
            sign = "*" if isinstance(event, yaml.AliasEvent) else "&"
            raise _problem(name, "yaml.alias", place, found=f"{sign}{anchor}")
        if isinstance(event, yaml.CollectionStartEvent):
            depth += 1
            if depth > DEPTH_MAX:
                raise _problem(name, "tree.depth", place, limit=str(DEPTH_MAX))
        elif isinstance(event, yaml.CollectionEndEvent):
            depth -= 1
        tag = getattr(event, "tag", None)
        if tag is not None:
            raise _problem(name, "yaml.tag", place, found=tag.replace("tag:yaml.org,2002:", "!!"))


def _refuse_repeats(node: yaml.Node, name: str) -> None:
    if isinstance(node, yaml.MappingNode):
        seen: set[str] = set()
        for key, value in node.value:
            text = str(key.value)
            if text in seen:
                raise _problem(name, "key.duplicate", _mark(key), found=text)
            seen.add(text)
            _refuse_repeats(value, name)
    elif isinstance(node, yaml.SequenceNode):
        for item in node.value:
            _refuse_repeats(item, name)


def _mark(node: yaml.Node) -> tuple[int, int]:
    return node.start_mark.line + 1, node.start_mark.column + 1


def _place(node: yaml.Node, path: Steps) -> tuple[int, int]:
    """Where a value stands; of one that is not written, the place of what would hold it."""
    for step in path:
        inner: yaml.Node | None = None
        if isinstance(node, yaml.MappingNode):
            inner = next((value for key, value in node.value if key.value == step), None)
        elif isinstance(node, yaml.SequenceNode) and isinstance(step, int) and step < len(node.value):
            inner = node.value[step]
        if inner is None:
            break
        node = inner
    return _mark(node)


def _case(value: Any, node: yaml.Node, name: str, notices: list[Remark]) -> Case:
    try:
        case = msgspec.convert(value, Case, strict=False)
    except msgspec.ValidationError as error:
        detail, _, at = str(error).partition(" - at `$")
        path: Steps = tuple(int(index) if index else key for key, index in re.findall(r"\.(\w+)|\[(\d+)\]", at))
        place = _place(node, path)
        if missing := re.search(r"missing required field `(\w+)`", detail):
            raise _problem(name, "key.missing", place, path_text(path), key=missing[1]) from None
        raise _problem(name, "cases.shape", place, path_text(path), detail=detail) from None
    _check_words(case.facts, node, name)
    for key in case.facts:
        if key not in FACT_KEYS:
            line, column = _key_place(node, key)
            notices.append(
                Remark(
                    code="cases.unknown_fact", file=name, line=line, column=column, path=f"facts.{key}", found=str(key),
                    nearest=nearest_word(str(key), FACT_KEYS),
                )
            )  # fmt: skip
    return case


def _key_place(node: yaml.Node, key: str) -> tuple[int, int]:
    facts = next((value for name, value in node.value if name.value == "facts"), node)
    return _mark(next((one for one, _ in facts.value if one.value == str(key)), facts))


def _check_words(facts: Facts, node: yaml.Node, name: str) -> None:
    """Words that decide how a case is read: an unknown one is refused with the nearest."""
    kind = record_of(Event).fields["kind"].shape
    events = tuple(str(word) for word in kind.words) if isinstance(kind, Scalar) else ()
    found: list[tuple[Steps, Any, tuple[str, ...]]] = [
        (("plan",), facts.get("plan"), PLAN_WORDS),
        (("cause_alleged",), facts.get("cause_alleged"), CAUSE_WORDS),
    ]
    for group, key, words in (
        ("events", "event", events),
        ("terms", "term", TERM_WORDS),
        ("items", "plan", PLAN_WORDS),
    ):
        rows = facts.get(group) or []
        if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
            raise _problem(name, "shape.list", _place(node, ("facts", group)), f"facts.{group}", str(rows))
        found += [((group, number, key), row.get(key), words) for number, row in enumerate(rows)]
    for path, word, words in found:
        if word is None and path[-1] != "event":
            continue
        if word not in words:
            place, text = _place(node, ("facts", *path)), str(word)
            raise _problem(
                name,
                "value.word",
                place,
                path_text(("facts", *path)),
                text,
                nearest_word(text, words),
                words=", ".join(words),
            )


def day_text(value: date | datetime | str) -> str:
    """A day as it is written in files, whether YAML took it for a date or left it a text."""
    return value.isoformat()[:10] if isinstance(value, date | datetime) else str(value)
