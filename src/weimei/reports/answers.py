"""How a fact that is not known is written in the matter file: its key, the values it takes, and where it stands."""

from __future__ import annotations

from functools import cache
from types import UnionType
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints

import msgspec

from weimei.core.assessment.matter import Matter
from weimei.core.facts import When
from weimei.core.money import Fen
from weimei.reports.labels import OWNED
from weimei.reports.voice import Voice
from weimei.reports.wording import clean

ARROW = " → "
EXAMPLES: dict[type, str] = {Fen: "12800.00", int: "3", When: "2026-11-24"}
"""What a sum, a count and a day look like in a file."""


def how_to_write(path: str, voice: Voice) -> str:
    """What to put into the file once the fact at `path` is known. Empty where the path leads to no field of a matter.

    The values come from the types of the fields, so they are those that the file takes.
    """
    root, *steps = path.split(".")
    kind = _field(Matter, root)
    names = [root]
    if root in OWNED and steps:
        names.append(steps.pop(0))
    if root == "policies" and steps and steps[0].isdigit():
        names += ["clauses", voice.ui("answer_number", number=steps.pop(0))]
        kind = _field(kind, "clauses")
    for step in steps:
        hint = _field(kind, step)
        if hint is None:  # a promise holds a clause, which has facts of its own
            names.append("clause")
            hint = _field(_field(kind, "clause"), step)
        kind = hint
        names.append(step)
    value = _values(kind, voice)
    if not steps or not value:
        return ""
    *place, key = names
    return voice.ui("answer_how", field=key, value=value, place=ARROW.join(clean(name, 40) for name in place))


def _kinds(hint: Any) -> tuple[Any, ...]:
    """What a field may hold, None apart: of a list what stands in it, of a choice each."""
    if get_origin(hint) is tuple:
        return _kinds(get_args(hint)[0])
    if get_origin(hint) in (Union, UnionType):
        return tuple(kind for one in get_args(hint) for kind in _kinds(one) if kind is not type(None))
    return (hint,)


@cache
def _hints(kind: type) -> dict[str, Any]:
    return get_type_hints(kind)


def _field(hint: Any, name: str) -> Any:
    """The type of a field of what a hint holds; None where there is no such field."""
    structs = (kind for kind in _kinds(hint) if isinstance(kind, type) and issubclass(kind, msgspec.Struct))
    return next((found for kind in structs if (found := _hints(kind).get(name)) is not None), None)


def _values(hint: Any, voice: Voice) -> str:
    """The values that a field takes, or an example of one; empty for what is no single value."""
    kind = _kinds(hint)[0]
    if get_origin(kind) is Literal:
        *others, last = [str(value) for value in get_args(kind) if value not in ("unknown", "")]
        return voice.ui("answer_or", others=voice.listed(others), last=last) if others else last
    example = EXAMPLES.get(kind)
    return voice.ui("answer_such_as", value=example) if example else ""
