"""The quick checks notice most small mistakes in the law, and the tool that makes the mistakes makes real ones."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).resolve().parents[2]
TOOL = ROOT / "tools" / "mutate.py"
SAMPLE, SEED, FLOOR = 40, 11, 25
"""Mutants drawn, and the percentage of them that has to be noticed: what was measured less a margin."""


@pytest.fixture
def mutate(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    monkeypatch.syspath_prepend(str(TOOL.parent))
    import mutate

    return mutate


@pytest.fixture
def mutants(mutate: ModuleType) -> ModuleType:
    import mutants

    return mutants


def made(mutants: ModuleType, text: str) -> list[str]:
    """Every mutant of a text, as text."""
    found = []
    for number in range(len(list(mutants.sites(ast.parse(text))))):
        tree = ast.parse(text)
        site = list(mutants.sites(tree))[number]
        mutants.replaced(tree, site.old, site.new)
        found.append(ast.unparse(ast.fix_missing_locations(tree)))
    return found


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a < b", ["a <= b"]),
        ("a == b", ["a != b"]),
        ("a + b", ["a - b"]),
        ("a * b", ["a // b"]),
        ("a and b", ["a or b"]),
        ("min(a, b)", ["max(a, b)"]),
        ("not a", ["a"]),
        ("a = 5", ["a = 6", "a = 4"]),
        ("if a:\n    pass", ["if not a:\n    pass"]),
        ("def f() -> int:\n    return a", ["def f() -> int:\n    return 0"]),
        ("def f() -> str:\n    return a", ["def f() -> str:\n    return None"]),
        ("a: Literal[1] = True", []),
        ("'words'", []),
    ],
)
def test_each_kind_of_mistake_is_made_once(mutants: ModuleType, text: str, expected: list[str]):
    assert made(mutants, text) == expected


def test_every_mutant_of_money_differs_from_the_source(mutate: ModuleType):
    found = mutate.mutants_in("money")

    assert len(found) > 100
    assert len({mutant.key for mutant in found}) == len(found)
    assert [mutant for mutant in found if mutant.before == mutant.after] == []


def test_every_mutant_reviewed_as_equal_still_exists_and_has_its_reason(mutate: ModuleType):
    there = {mutant.key for room in mutate.ROOMS for mutant in mutate.mutants_in(room)}

    assert sorted(set(mutate.equivalents()) - there) == []
    assert all(mutate.equivalents().values())


def test_the_worked_examples_and_properties_notice_most_of_a_sample():
    command = [sys.executable, str(TOOL), "--room", "law", "--count", str(SAMPLE), "--seed", str(SEED)]
    run = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    found = re.search(r"law: (\d+)\.\d% of \d+ mutants killed", run.stdout)

    assert found, run.stdout + run.stderr
    assert int(found[1]) >= FLOOR, run.stdout
