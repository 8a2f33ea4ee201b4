"""Random matters and random files, made from the shapes of the types."""

from __future__ import annotations

import sys
from datetime import date
from typing import Any

import msgspec
from hypothesis import strategies as st

from weimei.core.assessment.matter import Matter
from weimei.core.facts import When
from weimei.core.money import Fen
from weimei.files.shapes import Choice, Kind, Many, Record, Scalar, Shape, record_of

SECOND = 1.0 if sys.gettrace() is None else 10.0
"""Processor time within which every file is answered; measuring coverage slows Python down several times."""
TEXTS = st.one_of(
    st.sampled_from(
        [
            "yes",
            "no",
            "null",
            "~",
            "12:30",
            "2026-05-20",
            "a: b",
            "- x",
            "#",
            "1e3",
            "",
            " x ",
            "0x1F",
            "<<",
            "中文，名",
        ]
    ),
    st.text(st.characters(blacklist_categories=["Cs", "Cc"]), max_size=12),
    st.text(st.sampled_from("\n\r\t \"'\\\u2028\u2029\ufeff\u00a0x字:#"), max_size=6),
)
DAYS = st.one_of(
    st.dates(min_value=date(1900, 1, 1), max_value=date(2200, 12, 31)).map(lambda day: When(day.isoformat())),
    st.sampled_from([When("2026"), When("2026-05"), When("2026-05-20 14:30"), When("2026-05-20T23:59:59")]),
)


def values(shape: Shape) -> st.SearchStrategy[Any]:
    """Values that the types allow, within the limits of the fields."""
    match shape:
        case Scalar():
            known = _scalars(shape)
            return st.one_of(st.none(), known) if shape.is_optional else known
        case Many():
            return st.lists(values(shape.item), max_size=3).map(tuple)
        case Record():
            built = _records(shape)
            return st.one_of(st.none(), built) if shape.is_optional else built
        case Choice():
            return st.one_of([_records(record) for record in shape.records.values()])


def _scalars(shape: Scalar) -> st.SearchStrategy[Any]:
    match shape.kind:
        case Kind.TEXT:
            return TEXTS
        case Kind.WHOLE | Kind.PERCENT:
            return st.integers(shape.low, shape.high)
        case Kind.FLAG:
            return st.booleans()
        case Kind.AMOUNT:
            return st.integers(0, 10**12).map(Fen)
        case Kind.DAY:
            return DAYS
        case Kind.ANSWER | Kind.WORD:
            return st.sampled_from(shape.words)


@st.composite
def _records(draw: st.DrawFn, shape: Record) -> msgspec.Struct:
    made = {}
    for field in shape.fields.values():
        if field.is_required or draw(st.integers(0, 3)) == 0:
            made[field.name] = draw(values(field.shape))
    if shape.type is Matter:
        made["currency"] = draw(st.sampled_from(["CNY", "CNY", "JPY", "USD", "KWD"]))
    return shape.type(**made)


def matters() -> st.SearchStrategy[Matter]:
    """Matters whose every field is well formed; together they may well be nonsense."""
    return values(record_of(Matter))


SCALARS = st.one_of(
    st.none(), st.booleans(), st.integers(-(10**20), 10**20), st.floats(allow_nan=False, allow_infinity=False), TEXTS,
    st.sampled_from(["8800.00", "unknown", "不知道", "L1", "2026-05-20", "CNY", "buyer", "sessions", "-1",
        "99999999999999", "88.005"]),
)  # fmt: skip


def written(shape: Shape) -> st.SearchStrategy[Any]:
    """What somebody might write under the right keys, right or wrong."""
    anything = st.recursive(
        SCALARS, lambda inner: st.lists(inner, max_size=2) | st.dictionaries(TEXTS, inner, max_size=2), max_leaves=3
    )
    match shape:
        case Scalar():
            right = st.sampled_from([str(word) for word in shape.words]) if shape.words else SCALARS
            return st.one_of(right, right, right, anything)
        case Many():
            return st.one_of(
                st.lists(written(shape.item), max_size=3), st.lists(written(shape.item), max_size=3), anything
            )
        case Record():
            return st.one_of(_mappings(shape), _mappings(shape), _mappings(shape), anything)
        case Choice():
            return st.one_of([_mappings(record) for record in shape.records.values()])


@st.composite
def _mappings(draw: st.DrawFn, shape: Record) -> dict[str, Any]:
    made: dict[str, Any] = {} if shape.tag_field is None else {shape.tag_field: shape.tag}
    for field in shape.fields.values():
        if draw(st.integers(0, 4)) < (4 if field.is_required else 1):
            made[field.key] = draw(written(field.shape))
    if draw(st.integers(0, 9)) == 0:
        made[draw(TEXTS)] = draw(SCALARS)
    return made
