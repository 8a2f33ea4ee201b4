"""The codes that the engine writes into steps and reasons, read from its source."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import weimei

ROOMS = ("core/assessment", "core/settlement", "core/policy/clauses")
_CODE = re.compile(r"[a-z][a-z0-9_]*(\.[a-z0-9_]+)+")
_PATHS = (
    "lines.",
    "events.",
    "contract.",
    "request.",
    "records.",
    "legs.",
    "layers.",
    "promises.",
    "terms.",
    "losses.",
    "policies.",
    "weimei.",
)
_NOT_WORDS = ("DomainError", "DoubtError", "number", "_number", "parameter")
FIELDS_OF = "missing.py"
"""Beside its questions this module names fields of a matter, which look like codes."""


def sources() -> Iterator[tuple[Path, ast.Module]]:
    """Every module of the engine."""
    root = Path(weimei.__file__).parent
    for room in ROOMS:
        for path in sorted((root / room).glob("*.py")):
            yield path, ast.parse(path.read_text("utf-8"))


def called(node: ast.Call) -> str:
    """The name of what is called."""
    return getattr(node.func, "id", getattr(node.func, "attr", ""))


def codes() -> dict[str, set[str]]:
    """Each code with what it is used as: step, why, less, or any where only the text tells."""
    found: dict[str, set[str]] = {}
    for path, tree in sources():
        skipped: set[int] = set()
        for node in ast.walk(tree):
            if isinstance(node, ast.Compare) and ast.unparse(node.left) == "problem.code":  # that of an error
                skipped.update(id(one) for one in node.comparators)
            if not isinstance(node, ast.Call):
                continue
            name = called(node)
            first = node.args[0] if node.args else None
            if name in _NOT_WORDS and isinstance(first, ast.Constant):
                skipped.add(id(first))
            kind = {"Step": "step", "Why": "why", "_why": "why"}.get(name)
            if kind and isinstance(first, ast.Constant) and isinstance(first.value, str):
                found.setdefault(first.value, set()).add(kind)
        for node in ast.walk(tree):
            if not isinstance(node, ast.Constant) or not isinstance(node.value, str) or id(node) in skipped:
                continue
            text = node.value
            if path.name == FIELDS_OF and not text.startswith("ask."):
                continue
            if _CODE.fullmatch(text) and not text.startswith(_PATHS):
                found.setdefault(text, set()).add("any")
    return found


def questions() -> set[str]:
    """The questions about unknown facts: the second word of what is yielded for a line, the name of a field of an event."""
    tree = next(tree for path, tree in sources() if path.name == FIELDS_OF)
    found: set[str] = set()
    for function in ast.walk(tree):
        if not isinstance(function, ast.FunctionDef):
            continue
        for node in ast.walk(function):
            if not isinstance(node, ast.Yield) or not isinstance(node.value, ast.Tuple):
                continue
            words = [e.value for e in node.value.elts if isinstance(e, ast.Constant) and isinstance(e.value, str)]
            if len(node.value.elts) == 3:
                found.update(f"ask.{word}" for word in words[1:])
            else:
                found.update(f"ask.event_{word}" for word in words)
                loops = [n for n in ast.walk(function) if isinstance(n, ast.For) and isinstance(n.iter, ast.Tuple)]
                names = [e.value for loop in loops for e in loop.iter.elts if isinstance(e, ast.Constant)]  # type: ignore[attr-defined]
                found.update(f"ask.event_{name}" for name in names)
    return found


def named_figures() -> Iterator[tuple[str, str, frozenset[str]]]:
    """(kind, code, names) of each step or reason whose figures are written out beside it."""
    for _, tree in sources():
        for node in ast.walk(tree):
            if not isinstance(node, ast.Call) or called(node) not in ("Step", "Why", "_why"):
                continue
            first = node.args[0] if node.args else None
            if not isinstance(first, ast.Constant) or not isinstance(first.value, str):
                continue
            tables = [
                a for a in (*node.args, *(k.value for k in node.keywords if k.arg == "args")) if isinstance(a, ast.Dict)
            ]
            variables = [
                a
                for a in (*node.args[3:4], *(k.value for k in node.keywords if k.arg == "args"))
                if isinstance(a, ast.Name)
            ]
            if len(tables) == 1 and not variables and all(isinstance(k, ast.Constant) for k in tables[0].keys):
                yield (
                    called(node).strip("_").lower(),
                    first.value,
                    frozenset(str(k.value) for k in tables[0].keys if isinstance(k, ast.Constant)),
                )
