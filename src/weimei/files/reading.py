"""A tree as a typed value: every key known, every scalar read by the type of its field, all problems collected."""

from __future__ import annotations

from typing import Any, TypeVar

import msgspec

from weimei.files.problems import Remark
from weimei.files.scalars import Wrong, nearest_word, read_currency, read_scalar
from weimei.files.shapes import Choice, Field, Many, Record, Scalar, Shape, record_of, written_key
from weimei.files.tree import Leaf, Mapping, Node, Path, Sequence, path_text

ENOUGH = 40
"""After so many problems reading stops."""


class _Bad:
    """Stands for a value that could not be read; the problem is noted."""


class _EnoughError(Exception):
    """So much is wrong that reading on helps nobody."""


BAD = _Bad()
S = TypeVar("S", bound=msgspec.Struct)


class Reader:
    """Reads one tree. `problems` is empty where the value can be trusted."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.digits = 2
        self.problems: list[Remark] = []

    def read(self, root: Node, cls: type[S]) -> S | None:
        """The tree as a value of the type; None, with problems noted, where it cannot be."""
        try:
            if isinstance(root, Mapping):
                self._read_currency(root)
            value = self._value(root, record_of(cls), ())
        except _EnoughError:
            return None
        return value if isinstance(value, cls) and not self.problems else None

    def note(self, node: Node, path: Path, code: str, found: str = "", nearest: str = "", **args: str) -> _Bad:
        """Keep a problem."""
        self.problems.append(
            Remark(
                code=code, file=self.name, line=node.line, column=node.column, path=path_text(path), found=found,
                nearest=nearest, args=args,
            )
        )  # fmt: skip
        if len(self.problems) >= ENOUGH:
            raise _EnoughError
        return BAD

    def _read_currency(self, root: Mapping) -> None:
        node = root.get("currency")
        if not isinstance(node, Leaf) or node.is_nothing:
            return
        digits = read_currency(node.text)
        if isinstance(digits, Wrong):
            self.note(node, ("currency",), digits.code, node.text, digits.nearest)
        else:
            self.digits = digits

    def _value(self, node: Node, shape: Shape, path: Path) -> Any:
        match shape:
            case Scalar():
                return self._scalar(node, shape, path)
            case Many():
                return self._many(node, shape, path)
            case Record():
                return self._record(node, shape, path)
            case Choice():
                return self._choice(node, shape, path)

    def _scalar(self, node: Node, shape: Scalar, path: Path) -> Any:
        if not isinstance(node, Leaf):
            return self.note(node, path, "shape.leaf", self._kind_code(node))
        if node.is_nothing:
            return None if shape.is_optional else self.note(node, path, "value.nothing")
        value = read_scalar(node.text, shape, self.digits)
        if isinstance(value, Wrong):
            return self.note(node, path, value.code, node.text, value.nearest, **value.args)
        return value

    def _many(self, node: Node, shape: Many, path: Path) -> Any:
        if not isinstance(node, Sequence):
            return self.note(node, path, "shape.list", node.text if isinstance(node, Leaf) else self._kind_code(node))
        values = [self._value(item, shape.item, (*path, place)) for place, item in enumerate(node.items)]
        return BAD if any(value is BAD for value in values) else tuple(values)

    def _choice(self, node: Node, shape: Choice, path: Path) -> Any:
        if not isinstance(node, Mapping):
            return self.note(
                node, path, "shape.mapping", node.text if isinstance(node, Leaf) else self._kind_code(node)
            )
        words = list(shape.records)
        tag = node.get(shape.tag_field)
        if tag is None:
            return self.note(node, path, "key.missing", key=shape.tag_field)
        if not isinstance(tag, Leaf) or tag.text not in shape.records:
            text = tag.text if isinstance(tag, Leaf) else self._kind_code(tag)
            return self.note(
                tag, (*path, shape.tag_field), "value.word", text, nearest_word(text, words), words=", ".join(words)
            )
        return self._record(node, shape.records[tag.text], path)

    def _record(self, node: Node, shape: Record, path: Path) -> Any:
        if isinstance(node, Leaf) and node.is_nothing and shape.is_optional:
            return None
        if not isinstance(node, Mapping):
            return self.note(
                node, path, "shape.mapping", node.text if isinstance(node, Leaf) else self._kind_code(node)
            )
        values: dict[str, Any] = {}
        written: set[str] = set()
        is_good = True
        for key, inner in node.entries:
            written.add(key.text)
            if key.text == shape.tag_field:
                continue
            field = shape.fields.get(key.text)
            if field is None:
                self._unknown_key(key, shape, path)
                is_good = False
                continue
            if isinstance(inner, Leaf) and inner.is_nothing and not field.is_required:
                continue
            value = self._value(inner, field.shape, (*path, field.key))
            values[field.name] = value
            is_good = is_good and value is not BAD
        is_good = self._all_there(node, shape, path, written) and is_good
        return shape.type(**values) if is_good else BAD

    def _all_there(self, node: Mapping, shape: Record, path: Path, written: set[str]) -> bool:
        missing: list[Field] = [
            field for key, field in shape.fields.items() if field.is_required and key not in written
        ]
        for field in missing:
            self.note(node, path, "key.missing", key=field.key)
        return not missing

    def _unknown_key(self, key: Leaf, shape: Record, path: Path) -> None:
        keys = [*([shape.tag_field] if shape.tag_field else []), *shape.fields]
        meant = written_key(key.text) if written_key(key.text) in shape.fields else nearest_word(key.text, keys)
        self.note(key, (*path, key.text), "key.unknown", key.text, meant, keys=", ".join(keys))

    @staticmethod
    def _kind_code(node: Node) -> str:
        return "[…]" if isinstance(node, Sequence) else "{…}"
