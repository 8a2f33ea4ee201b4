"""JSON text as a tree with places. The standard parser keeps no places, so the tokens are read here."""

from __future__ import annotations

import json
import re

from weimei.files.problems import FileProblem
from weimei.files.source import place_in
from weimei.files.tree import Growing, Leaf, Mapping, Node, Sequence

_SPACE = re.compile(r"[ \t\r\n]*")
_TOKEN = re.compile(
    r'(?P<mark>[\[\]{},:])|(?P<text>"[^"\\\n\r]*(?:\\.[^"\\\n\r]*)*")'
    r"|(?P<bare>-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?(?![0-9A-Za-z_.])|(?:true|false|null)(?![0-9A-Za-z_.]))"
)
_SURROGATE = re.compile("[\ud800-\udfff]")
_VALUE, _FIRST_ITEM, _FIRST_KEY, _KEY, _COLON, _AFTER, _END = (
    "value",
    "first_item",
    "first_key",
    "key",
    "colon",
    "after",
    "end",
)
_CODES = {
    _VALUE: "json.value", _FIRST_ITEM: "json.value", _FIRST_KEY: "json.key", _KEY: "json.key",
    _COLON: "json.colon", _END: "json.end",
}  # fmt: skip


class _Parser:
    def __init__(self, text: str, name: str) -> None:
        self.text = text
        self.growing = Growing(name)
        self.closers: list[str] = []
        self.state = _VALUE
        self.line, self.line_start, self.counted = 1, 0, 0

    def place(self, at: int) -> tuple[int, int]:
        """Line and column, counted on from the last call."""
        breaks = self.text.count("\n", self.counted, at)
        if breaks:
            self.line += breaks
            self.line_start = self.text.rfind("\n", self.counted, at) + 1
        self.counted = at
        return self.line, at - self.line_start + 1

    def refuse(self, at: int) -> FileProblem:
        line, column = place_in(self.text, at)
        end = re.compile(r"[^\s,:\[\]{}]*").match(self.text, at)
        found = self.text[at : max(at + 1, end.end() if end else at)] or "…"
        in_list = bool(self.closers) and self.closers[-1] == "]"
        code = _CODES.get(self.state, "json.after_item" if in_list else "json.after_entry")
        return self.growing.refuse(code, line, column, found)

    def run(self) -> Node:
        at = 0
        while True:
            at = _SPACE.match(self.text, at).end()  # type: ignore[union-attr]
            if at == len(self.text):
                break
            found = _TOKEN.match(self.text, at)
            if found is None:
                raise self.refuse(at)
            self.take(found, at)
            at = found.end()
        if self.state != _END or self.growing.root is None:
            raise self.refuse(len(self.text))
        return self.growing.root

    def take(self, found: re.Match[str], at: int) -> None:
        line, column = self.place(at)
        if found["mark"] is not None:
            self.mark(found["mark"], at, line, column)
        elif self.state == _COLON or self.state in (_AFTER, _END):
            raise self.refuse(at)
        elif found["text"] is not None:
            self.leaf(Leaf(self.unescaped(found["text"], at), False, line, column))
        elif self.state in (_KEY, _FIRST_KEY):
            raise self.refuse(at)
        else:
            self.leaf(Leaf(found["bare"], True, line, column))

    def leaf(self, leaf: Leaf) -> None:
        is_key = self.state in (_KEY, _FIRST_KEY)
        self.growing.leaf(leaf)
        self.state = _COLON if is_key else self.after()

    def after(self) -> str:
        return _AFTER if self.closers else _END

    def mark(self, mark: str, at: int, line: int, column: int) -> None:
        state = self.state
        if mark in "[{" and state in (_VALUE, _FIRST_ITEM):
            self.growing.opened(Sequence([], line, column) if mark == "[" else Mapping([], line, column))
            self.closers.append("]" if mark == "[" else "}")
            self.state = _FIRST_ITEM if mark == "[" else _FIRST_KEY
        elif mark in "]}" and self.closers and mark == self.closers[-1] and state in (_AFTER, _FIRST_ITEM, _FIRST_KEY):
            self.growing.closed()
            self.closers.pop()
            self.state = self.after()
        elif mark == "," and state == _AFTER:
            self.state = _VALUE if self.closers[-1] == "]" else _KEY
        elif mark == ":" and state == _COLON:
            self.state = _VALUE
        else:
            raise self.refuse(at)

    def unescaped(self, token: str, at: int) -> str:
        if "\\" not in token:
            return token[1:-1]
        try:
            text: str = json.loads(token, strict=False)
        except json.JSONDecodeError:
            line, column = place_in(self.text, at)
            raise self.growing.refuse("json.escape", line, column, token) from None
        if _SURROGATE.search(text):
            line, column = place_in(self.text, at)
            raise self.growing.refuse("json.escape", line, column, token)
        return text


def parse_json(text: str, name: str) -> Node:
    """The tree of a JSON text (RFC 8259)."""
    return _Parser(text, name).run()
