"""Mutation testing: change the source in one small place at a time and see whether a check notices.

Usage: python tools/mutate.py [--room money|law] [--count N] [--seed N] [--jobs N] [--write]

Money is tried whole; of the law (statutes and assessment) a seeded sample of `--count` mutants is drawn. A mutant is killed
when a check fails, breaks off or takes too long. `--write` puts the result into docs/reference/mutation.md. The exit code is 1
below the floor of a room. Mutants reviewed as changing nothing that could be seen stand in tools/mutants_equivalent.txt.

Each mutant runs in a fork of a process in which all that does not belong to the project is already imported; the fork imports
the project from the sources as they were at the start, with the one changed place.
"""

from __future__ import annotations

import argparse
import ast
import gc
import os
import pickle
import random
import resource
import signal
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from importlib.abc import MetaPathFinder
from importlib.machinery import ModuleSpec, SourceFileLoader
from importlib.util import spec_from_file_location
from pathlib import Path
from types import CodeType, ModuleType
from typing import Any, NamedTuple

ROOT = Path(__file__).resolve().parent.parent
SOURCES = ROOT / "src"
EQUIVALENT = ROOT / "tools" / "mutants_equivalent.txt"
PAGE = ROOT / "docs" / "reference" / "mutation.md"
BEGIN, END = "<!-- {}: begin -->", "<!-- {}: end -->"
ROOMS = {
    "money": ("weimei/core/money",),
    "law": ("weimei/core/law/statutes", "weimei/core/assessment"),
}
FLOORS = {"money": 0.9, "law": 0.5}
"""Share of mutants that has to be killed: what was measured less a margin."""
COUNT, SEED, JOBS = 1000, 20250501, 2
SECONDS_MAX = 30
BYTES_MAX = 4 * 1024**3
MATTERS = 40
"""Drawn matters on which the properties of the assessment are tried again for each mutant that the examples let live."""

OF_OTHER_MATTERS = {
    "test_using_more_never_returns_more",
    "test_the_merchants_doing_returns_no_less_than_nobodys_and_that_no_less_than_the_buyers",
    "test_the_interpretation_governs_from_its_first_day",
}
"""Properties that hold only for matters drawn in a way of their own."""

COMPARISONS: dict[type[ast.cmpop], type[ast.cmpop]] = {
    ast.Lt: ast.LtE, ast.LtE: ast.Lt, ast.Gt: ast.GtE, ast.GtE: ast.Gt, ast.Eq: ast.NotEq, ast.NotEq: ast.Eq,
    ast.Is: ast.IsNot, ast.IsNot: ast.Is, ast.In: ast.NotIn, ast.NotIn: ast.In,
}  # fmt: skip
OPERATORS: dict[type[ast.operator], type[ast.operator]] = {
    ast.Add: ast.Sub, ast.Sub: ast.Add, ast.Mult: ast.FloorDiv, ast.FloorDiv: ast.Mult,
}  # fmt: skip
OPPOSITES = (ast.Eq, ast.NotEq, ast.Is, ast.IsNot, ast.In, ast.NotIn)
NOUGHT = ("int", "bool", "Fen")
"""Annotations of results for which a mutant returns 0; others return None."""


class Mutant(NamedTuple):
    """One changed place: the file, where it stands, what stood there and what stands there now."""

    path: str
    line: int
    where: str
    before: str
    after: str
    number: int

    @property
    def key(self) -> str:
        """What names the mutant when lines move."""
        return f"{self.path} {self.where}: {self.before} -> {self.after}"


class Site(NamedTuple):
    """A place in a syntax tree and what may be put there."""

    old: ast.expr
    new: ast.expr
    where: str


# --- mutants --------------------------------------------------------------------------------------------------------


def replaced(tree: ast.AST, old: ast.AST, new: ast.AST) -> None:
    """Put one node in the place of another."""
    for parent in ast.walk(tree):
        for name, value in ast.iter_fields(parent):
            if value is old:
                setattr(parent, name, new)
                return
            if isinstance(value, list):
                for place, one in enumerate(value):
                    if one is old:
                        value[place] = new
                        return
    raise ValueError("The node is not in the tree.")


def changes(node: ast.AST) -> Iterator[ast.expr]:
    """What may stand in the place of an expression."""
    match node:
        case ast.Compare(left=left, ops=ops, comparators=right):
            for place, operator in enumerate(ops):
                swapped: list[ast.cmpop] = [*ops[:place], COMPARISONS[type(operator)](), *ops[place + 1 :]]
                yield ast.Compare(left, swapped, right)
        case ast.BinOp(left=a, op=op, right=b) if type(op) in OPERATORS:
            yield ast.BinOp(a, OPERATORS[type(op)](), b)
        case ast.BoolOp(op=both, values=values):
            yield ast.BoolOp(ast.Or() if isinstance(both, ast.And) else ast.And(), values)
        case ast.UnaryOp(op=ast.Not(), operand=inner):
            yield inner
        case ast.Constant(value=int() as number) if not isinstance(number, bool):
            yield ast.Constant(number + 1)
            yield ast.Constant(number - 1)
        case ast.Call(func=ast.Name(id="min" | "max" as name), args=args, keywords=keywords):
            yield ast.Call(ast.Name("max" if name == "min" else "min", ast.Load()), args, keywords)
        case _:
            pass


def negated(test: ast.expr) -> Iterator[ast.expr]:
    """A condition turned round, unless another change already does just that."""
    is_opposite = isinstance(test, ast.Compare) and len(test.ops) == 1 and isinstance(test.ops[0], OPPOSITES)
    if not is_opposite and not isinstance(test, ast.UnaryOp):
        yield ast.UnaryOp(ast.Not(), test)


def nothing(value: ast.expr, returns: str) -> Iterator[ast.expr]:
    """Nothing in the place of a result, unless it already is nothing."""
    gives = 0 if returns in NOUGHT else None
    if not (isinstance(value, ast.Constant) and value.value in (0, None)):
        yield ast.Constant(gives)


def sites(node: ast.AST, where: str = "", returns: str = "") -> Iterator[Site]:
    """Every change in a tree, in the order of the text; not in annotations, decorators or checks of types."""
    if isinstance(node, ast.ClassDef | ast.FunctionDef):
        where = f"{where}.{node.name}".lstrip(".")
        returns = ast.unparse(node.returns) if isinstance(node, ast.FunctionDef) and node.returns else ""
    if isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING":
        return
    if isinstance(node, ast.If | ast.IfExp | ast.While):
        yield from (Site(node.test, new, where) for new in negated(node.test))
    if isinstance(node, ast.Return) and node.value is not None:
        yield from (Site(node.value, new, where) for new in nothing(node.value, returns))
    if isinstance(node, ast.expr):
        yield from (Site(node, new, where) for new in changes(node))
    for name, value in ast.iter_fields(node):
        if name in ("annotation", "returns", "decorator_list", "type_params"):
            continue
        for one in value if isinstance(value, list) else [value]:
            if isinstance(one, ast.AST):
                yield from sites(one, where, returns)


def short(node: ast.expr) -> str:
    """An expression in one line of no great length."""
    text = " ".join(ast.unparse(node).split())
    return text if len(text) <= 110 else f"{text[:60]} … {text[-45:]}"


def mutants_of(path: Path) -> Iterator[Mutant]:
    """Every mutant of a file. Expressions that stand more than once in a function are told apart by a number."""
    name = path.relative_to(ROOT).as_posix()
    seen: dict[str, int] = {}
    for number, site in enumerate(sites(ast.parse(path.read_text("utf-8")))):
        before, after = short(site.old), short(site.new)
        again = seen[f"{site.where}: {before} -> {after}"] = seen.get(f"{site.where}: {before} -> {after}", 0) + 1
        where = site.where or "module"
        yield Mutant(name, site.old.lineno, where if again == 1 else f"{where}#{again}", before, after, number)


def mutants_in(room: str) -> list[Mutant]:
    """Every mutant of a room, file by file."""
    files = [path for folder in ROOMS[room] for path in sorted((SOURCES / folder).rglob("*.py"))]
    return [mutant for path in files for mutant in mutants_of(path)]


def mutated(mutant: Mutant, text: str) -> CodeType:
    """The file with the one change, compiled."""
    tree = ast.parse(text)
    site = next(one for number, one in enumerate(sites(tree)) if number == mutant.number)
    replaced(tree, site.old, ast.copy_location(site.new, site.old))
    return compile(ast.fix_missing_locations(tree), str(ROOT / mutant.path), "exec", dont_inherit=True)


# --- the project, imported anew --------------------------------------------------------------------------------------


class Sources(MetaPathFinder):
    """The project's modules from the text they had at the start, so that editing during a run changes nothing."""

    def __init__(self) -> None:
        self.texts: dict[str, str] = {}
        self.codes: dict[str, CodeType] = {}
        self.paths: dict[str, Path] = {}
        for path in sorted((SOURCES / "weimei").rglob("*.py")):
            parts = path.relative_to(SOURCES).with_suffix("").parts
            name = ".".join(parts[:-1] if parts[-1] == "__init__" else parts)
            file = path.relative_to(ROOT).as_posix()
            self.texts[file] = path.read_text("utf-8")
            self.codes[name] = compile(self.texts[file], str(path), "exec", dont_inherit=True)
            self.paths[name] = path

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None, /
    ) -> ModuleSpec | None:
        """Where a module of the project comes from; others are found the usual way."""
        file = self.paths.get(fullname)
        if file is None:
            return None
        loader = Compiled(fullname, str(file), self.codes[fullname])
        within = [str(file.parent)] if file.name == "__init__.py" else None
        return spec_from_file_location(fullname, file, loader=loader, submodule_search_locations=within)

    def put(self, mutant: Mutant) -> None:
        """Let one module be the changed one."""
        code = mutated(mutant, self.texts[mutant.path])
        name = next(name for name, path in self.paths.items() if path == ROOT / mutant.path)
        self.codes[name] = code


class Compiled(SourceFileLoader):
    """Loads a module from code that is already compiled."""

    def __init__(self, fullname: str, path: str, code: CodeType) -> None:
        super().__init__(fullname, path)
        self.code = code

    def get_code(self, fullname: str) -> CodeType:
        """The code, whatever the file says by now."""
        return self.code


def forget_project() -> None:
    """Take the project and its tests out of memory, so that the next import reads them anew."""
    for name in [name for name in sys.modules if name.split(".")[0] in ("weimei", "core")]:
        del sys.modules[name]


# --- checks ---------------------------------------------------------------------------------------------------------

Check = Callable[[], bool]


def money_check() -> Check:
    """The tests of the money room."""
    os.environ["CI"] = "1"  # the same examples every time
    import babel  # noqa: F401 - warm
    import hypothesis.strategies  # noqa: F401 - warm
    import pytest

    def passes() -> bool:
        options = ["-x", "-q", "-p", "no:cacheprovider", "-p", "no:xdist", "-p", "no:cov", "--rootdir", str(ROOT)]
        return pytest.main([*options, str(ROOT / "tests" / "core" / "money")]) == 0

    return passes


def law_check() -> Check:
    """The worked examples; then the properties that hold for any matter, on matters drawn once."""
    import weimei.core.law.statutes  # noqa: F401 - registers the articles
    from core.assessment import worked

    cases = list(worked.cases_in("law"))
    drawn = pickle.dumps(drawn_matters())
    forget_project()

    def passes() -> bool:
        import weimei.core.law.statutes  # noqa: F401
        from core.assessment import worked

        calls = [call for case in cases for call in case.calls]
        if any(worked.outcome(call) != worked.value_of(call.result) for call in calls):
            return False
        if any(worked.differences(case) for case in cases if case.expect):
            return False
        matters = pickle.loads(drawn)
        for holds in properties():
            for matter in matters:
                holds(matter)
        return True

    return passes


def properties() -> list[Callable[[Any], None]]:
    """The tests of the assessment that hold for any one matter, without the drawing around them."""
    from core.assessment import test_invariants

    found = [one for name, one in vars(test_invariants).items() if name.startswith("test_") and name not in OF_OTHER_MATTERS]
    inner = [one.hypothesis.inner_test for one in found if hasattr(one, "hypothesis")]
    return [one for one in inner if one.__code__.co_varnames[: one.__code__.co_argcount] == ("matter",)]


def drawn_matters() -> list[Any]:
    """Matters drawn the same way every time, on which the properties hold without any mutant."""
    from core.assessment.strategies import matters
    from hypothesis import HealthCheck, Phase, given, settings
    from hypothesis.errors import UnsatisfiedAssumption

    found: list[Any] = []

    @settings(
        max_examples=2 * MATTERS, derandomize=True, database=None, deadline=None, phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )  # fmt: skip
    @given(matters())
    def draw(matter: Any) -> None:
        try:
            for holds in properties():
                holds(matter)
        except UnsatisfiedAssumption:
            return
        found.append(matter)

    draw()
    return found[-MATTERS:]


CHECKS: dict[str, Callable[[], Check]] = {"money": money_check, "law": law_check}


# --- running --------------------------------------------------------------------------------------------------------


def started(check: Check, sources: Sources, mutant: Mutant | None) -> int:
    """Fork a process that tries the checks on one mutant (None: on the source as it is); its number."""
    child = os.fork()
    if child:
        return child
    code = 1
    try:
        silence = os.open(os.devnull, os.O_RDWR)
        for stream in (0, 1, 2):
            os.dup2(silence, stream)
        signal.alarm(SECONDS_MAX)
        resource.setrlimit(resource.RLIMIT_AS, (BYTES_MAX, BYTES_MAX))
        gc.disable()
        if mutant is not None:
            sources.put(mutant)
        code = 0 if check() else 1
    except BaseException:  # noqa: BLE001 - whatever breaks off, the mutant was noticed
        code = 1
    finally:
        os._exit(code)


def survivors(check: Check, sources: Sources, mutants: Iterable[Mutant], jobs: int) -> list[Mutant]:
    """The mutants that no check noticed."""
    waiting, running, alive, done = list(mutants)[::-1], dict[int, Mutant](), list[Mutant](), 0
    while waiting or running:
        while waiting and len(running) < jobs:
            mutant = waiting.pop()
            running[started(check, sources, mutant)] = mutant
        child, status = os.wait()
        mutant = running.pop(child)
        done += 1
        if status == 0:
            alive.append(mutant)
            print(f"  lives  {mutant.path}:{mutant.line}  {mutant.before}  ->  {mutant.after}", flush=True)
        if done % 100 == 0:
            print(f"  {done} tried, {len(alive)} live", flush=True)
    return sorted(alive)


def equivalents() -> dict[str, str]:
    """The mutants reviewed as changing nothing, with the reason."""
    lines = EQUIVALENT.read_text("utf-8").splitlines() if EQUIVALENT.exists() else []
    rows = [line.rpartition("  # ") for line in lines if line and not line.startswith("#")]
    return {key.strip(): reason for key, _, reason in rows}


class Result(NamedTuple):
    """What became of the mutants of a room."""

    room: str
    possible: int
    tried: int
    equivalent: int
    alive: list[Mutant]

    @property
    def score(self) -> float:
        """Share of killed mutants among those tried."""
        return 1 - len(self.alive) / self.tried if self.tried else 1.0


def tried(room: str, count: int, seed: int, jobs: int) -> Result:
    """Draw the mutants of a room and try each."""
    every = mutants_in(room)
    chosen = every if room == "money" or count >= len(every) else sorted(random.Random(seed).sample(every, count))
    same = equivalents()
    left = [mutant for mutant in chosen if mutant.key not in same]
    sources = Sources()
    sys.meta_path.insert(0, sources)
    try:
        check = CHECKS[room]()
        clean = os.waitpid(started(check, sources, None), 0)[1]
        if clean:
            raise SystemExit(f"{room}: the checks fail without any mutant.")
        gc.freeze()
        alive = survivors(check, sources, left, jobs)
    finally:
        sys.meta_path.remove(sources)
    return Result(room, len(every), len(left), len(chosen) - len(left), alive)


def table(result: Result, seed: int) -> str:
    """The result as it stands in the page."""
    by_file: dict[str, int] = {}
    for mutant in result.alive:
        by_file[mutant.path] = by_file.get(mutant.path, 0) + 1
    sample = "" if result.tried + result.equivalent == result.possible else f", sample with seed {seed}"
    rows = [
        f"**{result.score:.1%} killed**: {result.tried - len(result.alive)} of {result.tried} mutants tried"
        f" ({result.possible} possible{sample}; {result.equivalent} more reviewed as equal to the original).",
        "",
    ]
    if by_file:
        rows += ["| file | live |", "| --- | ---: |", *(f"| {name} | {number} |" for name, number in sorted(by_file.items()))]
        rows += ["", "```text"]
        rows += [f"{one.path}:{one.line} {one.where}: {one.before} -> {one.after}" for one in result.alive]
        rows += ["```", ""]
    return "\n".join(rows)


def write(result: Result, seed: int) -> None:
    """Put the result between the marks of its room."""
    begin, end = BEGIN.format(result.room), END.format(result.room)
    before, _, rest = PAGE.read_text("utf-8").partition(begin)
    _, _, after = rest.partition(end)
    PAGE.write_text(f"{before}{begin}\n\n{table(result, seed)}\n{end}{after}".replace("\n\n\n", "\n\n"), encoding="utf-8")


def main(arguments: Sequence[str]) -> int:
    """Try the rooms that were asked for; the exit code."""
    parser = argparse.ArgumentParser(description="Change the source in one small place at a time; see whether a check notices.")
    parser.add_argument("--room", choices=sorted(ROOMS), action="append")
    parser.add_argument("--count", type=int, default=COUNT, help="mutants of the law to draw")
    parser.add_argument("--seed", type=int, default=SEED)
    parser.add_argument("--jobs", type=int, default=JOBS)
    parser.add_argument("--write", action="store_true", help="write docs/reference/mutation.md")
    asked = parser.parse_args(arguments)
    sys.path[:0] = [str(SOURCES), str(ROOT / "tests")]
    sys.dont_write_bytecode = True
    code = 0
    for room in asked.room or ROOMS:
        begun = time.monotonic()
        result = tried(room, asked.count, asked.seed, asked.jobs)
        forget_project()
        print(f"{room}: {result.score:.1%} of {result.tried} mutants killed in {time.monotonic() - begun:.0f} s", flush=True)
        if asked.write:
            write(result, asked.seed)
        if result.score < FLOORS[room]:
            print(f"{room}: below the floor of {FLOORS[room]:.0%}", flush=True)
            code = 1
    return code


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
