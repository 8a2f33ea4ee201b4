"""YAML text as a tree with places. No tag is resolved and no object is built: `no`, `12:30` and dates stay the text they are."""

from __future__ import annotations

import re
from collections.abc import Iterator

import yaml

from weimei.files.problems import FileProblem
from weimei.files.tree import DEPTH_MAX, Growing, Leaf, Mapping, Node, Sequence

YAML_REASONS = {
    "mapping values are not allowed in this context": "yaml.two_values",
    "mapping values are not allowed here": "yaml.two_values",
    "did not find expected key": "yaml.indent",
    "did not find expected '-' indicator": "yaml.indent",
    "could not find expected ':'": "yaml.no_colon",
    "found character that cannot start any token": "yaml.character",
    "found unexpected end of stream": "yaml.unclosed",
    "did not find expected ',' or ']'": "yaml.unclosed",
    "did not find expected ',' or '}'": "yaml.unclosed",
}
"""What the YAML parser says, to a message of ours."""
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_FULL_COLON = re.compile(r"^\s*(?:- )?[\w ]+：")
_NO_SPACE = re.compile(r"^\s*(?:- )?\w+:\S")
_LOOKED_AT = 10_000
_TAB = re.compile(r"^ *\t")
_ODD_SPACE = re.compile("^ *(?:- )?[\u00a0\u3000]|^[^#\"']*?:[\u00a0\u3000]")


def parse_yaml(text: str, name: str) -> Node:
    """The tree of a YAML text of one document, without anchors, aliases, merge keys and tags."""
    growing = Growing(name)
    events: Iterator[yaml.Event] = yaml.parse(text, Loader=_LOADER)
    documents = 0
    try:
        for event in events:
            if isinstance(event, yaml.DocumentStartEvent):
                documents += 1
                if documents > 1:
                    raise _at(growing, "yaml.documents", event)
                if event.tags:
                    raise _at(growing, "yaml.tag", event, " ".join(event.tags))
            else:
                _take(growing, event)
    except yaml.YAMLError as error:
        raise _syntax(growing, error, text) from None
    if growing.root is None:
        raise growing.refuse("file.empty", 1, 1)
    _explain_text_document(growing, growing.root, text)
    return growing.root


def _place_of(event: yaml.Event) -> tuple[int, int]:
    mark = event.start_mark
    return (1, 1) if mark is None else (mark.line + 1, mark.column + 1)


def _at(growing: Growing, code: str, event: yaml.Event, found: str = "") -> FileProblem:
    return growing.refuse(code, *_place_of(event), found)


def _take(growing: Growing, event: yaml.Event) -> None:
    match event:
        case yaml.AliasEvent():
            raise _at(growing, "yaml.alias", event, f"*{event.anchor}")
        case yaml.ScalarEvent() | yaml.SequenceStartEvent() | yaml.MappingStartEvent():
            if event.anchor is not None:
                raise _at(growing, "yaml.alias", event, f"&{event.anchor}")
            if event.tag is not None:
                raise _at(growing, "yaml.tag", event, event.tag.replace("tag:yaml.org,2002:", "!!"))
            _place(growing, event)
        case yaml.SequenceEndEvent() | yaml.MappingEndEvent():
            growing.closed()
        case _:
            pass


def _place(growing: Growing, event: yaml.ScalarEvent | yaml.SequenceStartEvent | yaml.MappingStartEvent) -> None:
    line, column = _place_of(event)
    if isinstance(event, yaml.SequenceStartEvent):
        growing.opened(Sequence([], line, column))
    elif isinstance(event, yaml.MappingStartEvent):
        growing.opened(Mapping([], line, column))
    else:
        plain = not event.style
        if plain and event.value == "<<" and growing.is_key_next:
            raise _at(growing, "yaml.merge", event, "<<")
        growing.leaf(Leaf(event.value, plain, line, column))


def _syntax(growing: Growing, error: yaml.YAMLError, text: str) -> FileProblem:
    """What YAML could not read, with the slips that people make most explained first."""
    reason = getattr(error, "problem", None) or str(error)
    marks = (getattr(error, "problem_mark", None), getattr(error, "context_mark", None))
    is_open = YAML_REASONS.get(reason) == "yaml.unclosed"  # then it matters where it was opened
    mark = (marks[1] or marks[0]) if is_open else (marks[0] or marks[1])
    if reason == "exceeded maximum nesting depth":
        return growing.refuse(
            "tree.depth", mark.line + 1 if mark else 1, mark.column + 1 if mark else 1, limit=str(DEPTH_MAX)
        )
    lines = re.split(r"\r\n|\r|\n", text)
    line = min(mark.line + 1 if mark else 1, len(lines))
    column = mark.column + 1 if mark else 1
    for number in (line, line - 1, line + 1):
        if not 1 <= number <= len(lines):
            continue
        written = lines[number - 1]
        if tab := _TAB.match(written):
            return growing.refuse("yaml.tab", number, tab.end())
        if odd := _ODD_SPACE.match(written):
            return growing.refuse("yaml.odd_space", number, odd.end(), f"U+{ord(odd.group()[-1]):04X}")
        if found := _FULL_COLON.match(written):
            return growing.refuse("yaml.colon", number, found.end(), written.strip())
        if found := _NO_SPACE.match(written):
            return growing.refuse("yaml.space", number, found.end(), written.strip())
    code = YAML_REASONS.get(reason, "yaml.syntax")
    return growing.refuse(code, line, column, lines[line - 1].strip(), reason=reason)


def _explain_text_document(growing: Growing, root: Node, text: str) -> None:
    """A file that is one long sentence to YAML mostly lacks its colons."""
    if not isinstance(root, Leaf):
        return
    for number, written in enumerate(re.split(r"\r\n|\r|\n", text[:_LOOKED_AT]), 1):
        if odd := _ODD_SPACE.match(written):
            raise growing.refuse("yaml.odd_space", number, odd.end(), f"U+{ord(odd.group()[-1]):04X}")
        if found := _FULL_COLON.match(written):
            raise growing.refuse("yaml.colon", number, found.end(), written.strip())
        if found := _NO_SPACE.match(written):
            raise growing.refuse("yaml.space", number, found.end(), written.strip())
