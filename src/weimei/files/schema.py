"""JSON Schema of our files, made from the types. What the schema accepts is spelled as in files: decimals, dates, percent."""

from __future__ import annotations

import ast
import inspect
from functools import cache
from typing import Any

import msgspec

from weimei.core.assessment.matter import Matter
from weimei.core.errors import DomainError
from weimei.core.facts import When
from weimei.core.money import Fen
from weimei.files.load import PolicyFile
from weimei.files.shapes import (
    ANSWERS,
    FLAGS,
    UNKNOWN_WORDS,
    Choice,
    Field,
    Kind,
    Many,
    Record,
    Scalar,
    Shape,
    record_of,
)

Schema = dict[str, Any]
DIALECT = "https://json-schema.org/draft/2020-12/schema"
_AMOUNT: Schema = {
    "anyOf": [
        {"type": "string", "pattern": r"^[0-9]{1,13}(\.[0-9]+)?$"},
        {"type": "number", "minimum": 0, "exclusiveMaximum": 10_000_000_000_000},
    ],
    "description": "A sum in the file's currency, as a decimal: 8800 or 8800.00. As text it is exact in every program.",
}
_CLOCK = "[T ]([01][0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9])?"
_DAY: Schema = {
    "type": "string",
    "pattern": rf"^(19|20|21|22)[0-9]{{2}}(-(0[1-9]|1[0-2])(-(0[1-9]|[12][0-9]|3[01])({_CLOCK})?)?)?$",
    "description": "A day as exactly as it is known: 2026-05-20, 2026-05, 2026, or a day with a time of day.",
}
_YEAR: Schema = {"type": "integer", "minimum": 1900, "maximum": 2200}
_SHARED: dict[str, Schema] = {
    "sum": _AMOUNT,
    "day": {"anyOf": [_DAY, _YEAR]},
    "answer": {
        "enum": [*ANSWERS, True, False],
        "description": "Whether it is so: shown, or to be shown; or not known.",
    },
}


def matter_schema() -> Schema:
    """JSON Schema of a matter file."""
    return _schema_of(Matter, "Weimei matter file")


def policy_schema() -> Schema:
    """JSON Schema of a policy file."""
    return _schema_of(PolicyFile, "Weimei policy file")


def schema_of(kind: str) -> Schema:
    """JSON Schema by the name of the file: matter, policy or assessment."""
    match kind:
        case "matter":
            return matter_schema()
        case "policy":
            return policy_schema()
        case "assessment":
            from weimei.files.results import Result

            return output_schema(Result, "Weimei assessment")
        case _:
            raise DomainError(
                "schema.kind",
                f"There is no schema of {kind!r}.",
                remedy="Use matter, policy or assessment.",
                zh=f"没有“{kind}”的格式说明。写matter、policy或assessment。",
            )


def output_schema(cls: type[msgspec.Struct], title: str) -> Schema:
    """JSON Schema of something that we write, such as an assessment: as its type says, sums in whole minor units."""
    return {"$schema": DIALECT, "title": title, **msgspec.json.schema(cls, schema_hook=_custom)}


def _custom(kind: type) -> Schema:
    if issubclass(kind, Fen):
        return {"type": "integer", "description": "Whole minor units of the matter's currency."}
    if issubclass(kind, When):
        return _DAY
    raise NotImplementedError(kind)


def _schema_of(cls: type[msgspec.Struct], title: str) -> Schema:
    """The schema that msgspec makes of the types, with every field spelled as in files."""
    (reference,), components = msgspec.json.schema_components([cls], schema_hook=_custom, ref_template="#/$defs/{name}")
    records = {record.type.__name__: record for record in _records(record_of(cls), {}).values()}
    for name, definition in components.items():
        record = records[name]
        notes = field_notes(record.type)
        definition["properties"] = {
            **({record.tag_field: {"const": record.tag}} if record.tag_field is not None else {}),
            **{field.key: _field_schema(field, notes.get(field.name)) for field in record.fields.values()},
        }
        required = [field.key for field in record.fields.values() if field.is_required]
        definition["required"] = ([record.tag_field] if record.tag_field is not None else []) + required
        definition["additionalProperties"] = False
        definition["description"] = inspect.getdoc(record.type) or ""
    return {"$schema": DIALECT, "title": title, **reference, "$defs": _SHARED | components}


def _records(shape: Shape, found: dict[str, Record]) -> dict[str, Record]:
    match shape:
        case Record():
            if shape.type.__name__ not in found:
                found[shape.type.__name__] = shape
                for field in shape.fields.values():
                    _records(field.shape, found)
        case Many():
            _records(shape.item, found)
        case Choice():
            for record in shape.records.values():
                _records(record, found)
        case Scalar():
            pass
    return found


def _field_schema(field: Field, note: str | None) -> Schema:
    schema = _shape_schema(field.shape)
    if not field.is_required and not (isinstance(field.shape, Scalar) and field.shape.is_optional):
        schema = {"anyOf": [schema, {"type": "null"}]}
    if note:
        schema = {**schema, "description": note}
    return schema


def _shape_schema(shape: Shape) -> Schema:
    match shape:
        case Scalar():
            return _scalar_schema(shape)
        case Many():
            return {"type": "array", "items": _shape_schema(shape.item)}
        case Record():
            return {"$ref": f"#/$defs/{shape.type.__name__}"}
        case Choice():
            return {"oneOf": [{"$ref": f"#/$defs/{record.type.__name__}"} for record in shape.records.values()]}


def _scalar_schema(shape: Scalar) -> Schema:
    known = _known_scalar(shape)
    if not shape.is_optional:
        return known
    words = [{"enum": list(UNKNOWN_WORDS)}] if shape.kind in (Kind.AMOUNT, Kind.DAY, Kind.WHOLE, Kind.PERCENT) else []
    return {"anyOf": [known, *words, {"type": "null"}]}


def _known_scalar(shape: Scalar) -> Schema:
    match shape.kind:
        case Kind.TEXT:
            return {"type": ["string", "number", "boolean"], "maxLength": 20_000}
        case Kind.WHOLE:
            return _digits({"type": "integer", "minimum": shape.low, "maximum": shape.high})
        case Kind.PERCENT:
            number = {"type": "number", "minimum": shape.low / 100, "maximum": shape.high / 100}
            return {"anyOf": [number, {"type": "string", "pattern": r"^[0-9]{1,4}(\.[0-9]{1,2}0*)?$"}]}
        case Kind.FLAG:
            return {"enum": [True, False, *FLAGS]}
        case Kind.AMOUNT:
            return {"$ref": "#/$defs/sum"}
        case Kind.DAY:
            return {"$ref": "#/$defs/day"}
        case Kind.ANSWER:
            return {"$ref": "#/$defs/answer"}
        case Kind.WORD:
            more = [word for word in UNKNOWN_WORDS if "unknown" in shape.words and word != "unknown"]
            return {"enum": [*shape.words, *more, *[str(word) for word in shape.words if isinstance(word, int)]]}


def _digits(number: Schema) -> Schema:
    return {"anyOf": [number, {"type": "string", "pattern": "^[0-9]{1,15}$"}]}


@cache
def field_notes(cls: type) -> dict[str, str]:
    """The sentence that stands under a field in the types, where their source is at hand."""
    try:
        module = ast.parse(inspect.getsource(cls))
    except (OSError, TypeError, SyntaxError):
        return {}
    notes: dict[str, str] = {}
    last = None
    for node in module.body[0].body if isinstance(module.body[0], ast.ClassDef) else []:
        if isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name):
            last = node.target.id
        elif isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant) and isinstance(node.value.value, str):
            if last is not None:
                notes[last] = inspect.cleandoc(node.value.value)
        else:
            last = None
    return notes
