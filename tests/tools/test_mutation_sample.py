"""The worked examples notice most small mistakes in the law, and the tool that makes the mistakes makes real ones."""

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
SAMPLE, SEED, FLOOR = 25, 11, 50
"""Mutants drawn, and the percentage of them that the worked examples alone have to notice: what was measured less a margin."""
WORKED = "core/assessment/test_worked.py"


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
        ("a or 0", ["a and 0"]),
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


@pytest.mark.parametrize(
    ("text", "number", "lines"),
    [
        ("if (\n    a < b\n    and c\n):\n    x = 5", 0, (1, 4)),
        ("if a:\n    x = (\n        5\n    )", 1, (2, 4)),
        ("def f(\n    a,\n) -> int:\n    return a", 0, (4, 4)),
        ("match a:\n    case 5:\n        x = b", 0, (2, 2)),
        ("for a in b:\n    c = d + e", 0, (2, 2)),
    ],
)
def test_a_mistake_has_the_lines_of_its_statement(mutants: ModuleType, text: str, number: int, lines: tuple[int, int]):
    site = list(mutants.sites(ast.parse(text)))[number]

    assert (site.first, site.last) == lines


def test_a_sample_changes_little_when_the_source_does(mutate: ModuleType):
    every = mutate.mutants_in("law")
    without = [mutant for mutant in every if not mutant.path.endswith("sessions.py")]
    before, after = mutate.drawn(every, 500, 1), mutate.drawn(without, 500, 1)

    assert len(before) == len(set(before)) == 500
    kept = [mutant for mutant in before if not mutant.path.endswith("sessions.py")]
    assert after[: len(kept)] == kept
    assert mutate.drawn(every, 500, 2) != before
    assert mutate.drawn(every, 10**6, 1) != every
    assert sorted(mutate.drawn(every, 10**6, 1)) == sorted(every)


def test_a_function_gets_its_changed_code_where_others_have_it_already(mutate: ModuleType):
    program = f"""
import sys
sys.path[:0] = {[str(TOOL.parent), str(ROOT / "src")]!r}
from mutant_sources import Sources, put_in_place
from mutants import mutants_in
from weimei.core.law.registry import Law
from weimei.core.law.statutes.cn.prepaid import interest
from weimei.core.assessment import next_steps
from weimei.core.assessment.judge import Court
from datetime import date
rule = Law.on(date(2026, 11, 22)).rule("principal", "merchant")
every = mutants_in("law")
def put(where, before, file=""):
    same = (one for one in every if (one.where, one.before) == (where, before) and one.path.endswith(file))
    return put_in_place(Sources(), next(same))
print(put("principal", "paid - value"), rule(paid=7, value=4))
print(put("interest", "days > 0"), interest(principal=1, rate_bp=1, days=-1, basis=1))
print(put("Court.column", "found is None"))
print(put("module", "15", "next_steps.py"))
"""
    run = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)

    assert run.stdout.splitlines() == ["True 11", "True 0", "True", "False"], run.stderr


def test_the_worked_examples_notice_most_of_a_sample():
    command = [
        sys.executable,
        str(TOOL),
        "--room",
        "law",
        "--count",
        str(SAMPLE),
        "--seed",
        str(SEED),
        "--tests",
        WORKED,
    ]
    run = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    found = re.search(r"law: (\d+)\.\d% of \d+ mutants killed", run.stdout)

    assert found, run.stdout + run.stderr
    assert int(found[1]) >= FLOOR, run.stdout
