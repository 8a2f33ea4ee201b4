"""A value as a file: keys in the order of the types, defaults left out, sums as decimals, the same bytes every time."""

from __future__ import annotations

import json
import re
from typing import Any

import msgspec

from weimei.core.assessment.matter import Matter
from weimei.core.money import currency_digits, format_amount
from weimei.files.load import PolicyFile
from weimei.files.scalars import percent_text
from weimei.files.shapes import ALWAYS_WRITTEN, Choice, Kind, Many, Record, Scalar, Shape, record_of

Plain = dict[str, "Plain"] | list["Plain"] | str | int | bool
_WORD = r"[\w\u4e00-\u9fff，。、；？！（）《》“”/.+%-]"
_SAFE = re.compile(rf"[A-Za-z_\u4e00-\u9fff]{_WORD}*(?: {_WORD}+)*")
_RESERVED = frozenset({"y", "n", "yes", "no", "on", "off", "true", "false", "null", "none", "unknown", "nan", "inf"})
_ESCAPED = re.compile(r"[\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]")


class Bare(str):
    """A scalar that is written without quotes: a sum, a date, a word of ours."""

    __slots__ = ()


def plain(value: msgspec.Struct, digits: int) -> dict[str, Plain]:
    """A value as mappings, lists and texts, spelled as in files."""
    return _record(value, record_of(type(value)), digits)


def _record(value: msgspec.Struct, shape: Record, digits: int) -> dict[str, Plain]:
    out: dict[str, Plain] = {}
    if shape.tag_field is not None and shape.tag is not None:
        out[shape.tag_field] = Bare(shape.tag)
    for field in shape.fields.values():
        inner = getattr(value, field.name)
        if inner is None or (inner == field.default and not field.is_required and field.key not in ALWAYS_WRITTEN):
            continue
        out[field.key] = _plain(inner, field.shape, digits)
    return out


def _plain(value: Any, shape: Shape, digits: int) -> Plain:
    match shape:
        case Scalar():
            return _scalar(value, shape, digits)
        case Many():
            return [_plain(item, shape.item, digits) for item in value]
        case Record():
            return _record(value, shape, digits)
        case Choice():
            return plain(value, digits)


def _scalar(value: Any, shape: Scalar, digits: int) -> Plain:
    match shape.kind:
        case Kind.TEXT:
            return str(value)
        case Kind.AMOUNT:
            return Bare(format_amount(value, digits))
        case Kind.PERCENT:
            return int(value) // 100 if value % 100 == 0 else Bare(percent_text(value))
        case Kind.WHOLE | Kind.FLAG:
            return bool(value) if shape.kind is Kind.FLAG else int(value)
        case Kind.DAY | Kind.ANSWER | Kind.WORD:
            return value if isinstance(value, int) else Bare(value)


def dump_matter(matter: Matter) -> str:
    """The matter as YAML. Reading it gives an equal matter."""
    return yaml_text(plain(matter, currency_digits(matter.currency)))


def dump_policy(policy: PolicyFile) -> str:
    """A version of terms as YAML."""
    return yaml_text(plain(policy, currency_digits(policy.currency)))


def dump_json(value: Matter | PolicyFile) -> str:
    """The same as JSON; sums are texts, so that no reader rounds them."""
    return json.dumps(plain(value, currency_digits(value.currency)), ensure_ascii=False, indent=2) + "\n"


def yaml_text(value: dict[str, Plain]) -> str:
    """Plain values as YAML that every YAML reader understands alike."""
    lines: list[str] = []
    _block(value, 0, lines)
    return "\n".join(lines) + "\n"


def _block(value: dict[str, Plain], depth: int, lines: list[str]) -> None:
    for key, inner in value.items():
        _entry(f"{'  ' * depth}{key}:", inner, depth, lines)


def _entry(head: str, value: Plain, depth: int, lines: list[str]) -> None:
    if isinstance(value, dict) and value:
        lines.append(head)
        _block(value, depth + 1, lines)
    elif isinstance(value, list) and value and not all(isinstance(item, str) for item in value):
        lines.append(head)
        for item in value:
            _item(item, depth + 1, lines)
    else:
        lines.append(f"{head} {_inline(value)}")


def _item(value: Plain, depth: int, lines: list[str]) -> None:
    if isinstance(value, dict) and value:
        start = len(lines)
        _block(value, depth + 1, lines)
        lines[start] = f"{'  ' * depth}- {lines[start].lstrip(' ')}"
    else:
        lines.append(f"{'  ' * depth}- {_inline(value)}")


def _inline(value: Plain) -> str:
    match value:
        case bool():
            return "yes" if value else "no"
        case int() | Bare():
            return str(value)
        case str():
            return _quoted(value)
        case list():
            return "[" + ", ".join(_flow(item) for item in value) + "]"
        case _:
            return "{}"


def _flow(value: Plain) -> str:
    text = _inline(value)
    return text if text[:1] == '"' or re.fullmatch(r"[\w-]+", text) else _in_quotes(str(value))


def _quoted(text: str) -> str:
    is_safe = _SAFE.fullmatch(text) is not None and text.lower() not in _RESERVED
    return text if is_safe else _in_quotes(text)


def _in_quotes(text: str) -> str:
    return _ESCAPED.sub(lambda found: f"\\u{ord(found.group()):04x}", json.dumps(text, ensure_ascii=False))
