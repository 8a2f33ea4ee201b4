"""How each field of the types is written in a file. One table for the spellings and limits; the rest follows from the types.

| in the types | in a file |
|---|---|
| `Fen` | a decimal in the file's currency: 8800, 8800.00, quoted or not |
| `When` | 2026-05-20, 2026-05, 2026, or a day with a time of day |
| `Answer` | yes, no, unknown (also true, false, 是, 否, 不知道) |
| `…basis_points` | percent: `basis_points: 1250` is written `percent: 12.5` |
| number or date or sum, or `None` | the same, or unknown, 不知道, 不清楚, or nothing |
"""

from __future__ import annotations

import types
from enum import Enum
from functools import cache
from typing import Annotated, Any, Literal, Union, get_args, get_origin

import msgspec

from weimei.core.facts import When
from weimei.core.money import Fen

PERCENT_MAX = 100_00
TARGET_MAX = 1000_00
WHOLE_MAX = 1_000_000
LIMITS: dict[str, tuple[int, int]] = {
    # units of a course; shares are made one by one, so that a slip of the pen must not ask for a billion of them
    "units": (0, 10_000), "free_units": (0, 10_000), "used": (0, 10_000), "used_by_merchant": (0, 10_000),
    "target_units": (0, 10_000), "reached_units": (0, 10_000), "count": (0, 10_000), "reached": (0, 10_000),
    "months": (0, 1_200), "days": (0, 36_500), "suspended_days": (0, 36_500), "days_after_payment": (0, 36_500),
    "instalments": (0, 600), "paid": (0, 600), "disability_grade": (1, 10), "default_share": (0, 100),
    "points": (0, 1_000_000_000), "distance_m": (0, 50_000_000), "target_basis_points": (0, TARGET_MAX),
}  # fmt: skip
"""Lowest and highest value of whole numbers and rates by the name of the field; `WHOLE_MAX` or 100 percent where none is named."""
UNKNOWN_WORDS = ("unknown", "不知道", "不清楚")
ANSWERS = {
    "yes": "yes", "true": "yes", "是": "yes", "no": "no", "false": "no", "否": "no", **dict.fromkeys(UNKNOWN_WORDS, "unknown"),
}  # fmt: skip
FLAGS = {word: answer == "yes" for word, answer in ANSWERS.items() if answer != "unknown"}
ALWAYS_WRITTEN = frozenset({"format", "currency"})


class Kind(Enum):
    """Kinds of scalars."""

    TEXT = "text"
    WHOLE = "whole"
    FLAG = "flag"
    AMOUNT = "amount"
    DAY = "day"
    ANSWER = "answer"
    WORD = "word"
    PERCENT = "percent"


class Scalar(msgspec.Struct, frozen=True):
    """One value without parts. `words`: what a WORD may be. `is_optional`: may be unknown (`None`)."""

    kind: Kind
    is_optional: bool = False
    words: tuple[str | int, ...] = ()
    low: int = 0
    high: int = WHOLE_MAX


class Many(msgspec.Struct, frozen=True):
    """A list."""

    item: Shape


class Choice(msgspec.Struct, frozen=True):
    """One of several records, told apart by the word under `tag_field`."""

    tag_field: str
    records: dict[str, Record]


class Field(msgspec.Struct, frozen=True):
    """One key of a record. `name` is the attribute, `key` what is written."""

    name: str
    key: str
    shape: Shape
    is_required: bool
    default: Any


class Record(msgspec.Struct, frozen=True):
    """A mapping with named keys, and the type that it becomes."""

    type: type[msgspec.Struct]
    fields: dict[str, Field]
    tag_field: str | None = None
    tag: str | None = None
    is_optional: bool = False


Shape = Scalar | Many | Choice | Record


def written_key(name: str) -> str:
    """The key of a field in files.

    >>> written_key("keeps_basis_points")
    'keeps_percent'
    """
    return name.replace("basis_points", "percent")


@cache
def record_of(cls: type[msgspec.Struct]) -> Record:
    """The shape of a type, in the order in which it is written: tag and format first, then as declared."""
    fields = [_field(info) for info in msgspec.structs.fields(cls)]
    fields.sort(key=lambda field: (field.key != "format", False))
    config = cls.__struct_config__
    tag = str(config.tag) if config.tag is not None else None
    return Record(cls, {field.key: field for field in fields}, config.tag_field, tag)


def _field(info: msgspec.structs.FieldInfo) -> Field:
    default = info.default if info.default_factory is msgspec.NODEFAULT else info.default_factory()
    return Field(info.name, written_key(info.encode_name), _shape(info.type, info.name), info.required, default)


def _shape(annotation: Any, name: str) -> Shape:
    origin = get_origin(annotation)
    if origin is Annotated:
        inner, *notes = get_args(annotation)
        return _limited(_shape(inner, name), notes)
    if origin is tuple:
        return Many(_shape(get_args(annotation)[0], name))
    if origin in (Union, types.UnionType):
        return _union(get_args(annotation), name)
    if origin is Literal:
        words = get_args(annotation)
        is_answer = set(words) == {"yes", "no", "unknown"}
        return Scalar(Kind.ANSWER if is_answer else Kind.WORD, words=words)
    if isinstance(annotation, type) and issubclass(annotation, msgspec.Struct):
        return record_of(annotation)
    if annotation is int and "basis_points" in name:
        low, high = LIMITS.get(name, (0, PERCENT_MAX))
        return Scalar(Kind.PERCENT, low=low, high=high)
    low, high = LIMITS.get(name, (0, WHOLE_MAX))
    kinds = {str: Kind.TEXT, int: Kind.WHOLE, bool: Kind.FLAG, Fen: Kind.AMOUNT, When: Kind.DAY}
    return Scalar(kinds[annotation], low=low, high=high)


def _limited(shape: Shape, notes: list[Any]) -> Shape:
    for note in notes:
        if isinstance(shape, Scalar) and isinstance(note, msgspec.Meta):
            low = shape.low if note.ge is None else int(note.ge)
            high = shape.high if note.le is None else int(note.le)
            shape = msgspec.structs.replace(shape, low=low, high=high)
    return shape


def _union(parts: tuple[Any, ...], name: str) -> Shape:
    is_optional = type(None) in parts
    rest = [part for part in parts if part is not type(None)]
    if len(rest) == 1:
        shape = _shape(rest[0], name)
        if isinstance(shape, Scalar | Record):
            return msgspec.structs.replace(shape, is_optional=is_optional)
        return shape
    records = [record_of(part) for part in rest]
    return Choice(str(records[0].tag_field), {str(record.tag): record for record in records})
