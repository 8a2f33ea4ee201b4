"""Mutation testing: change the source in one small place at a time and see whether a check notices.

Usage: python tools/mutate.py [--room money|law] [--count N] [--seed N] [--seconds N] [--jobs N] [--write]

Money is tried whole; of the law (statutes and assessment) a seeded sample of `--count` mutants is drawn. A mutant is killed
when a check fails, breaks off or takes too long. `--write` puts the result into docs/reference/mutation.md. The exit code is 1
below the floor of a room. Mutants reviewed as changing nothing that could be seen stand in tools/mutants_equivalent.txt.

Each mutant runs in a fork of a process in which all that does not belong to the project is already imported; the fork imports
the project from the sources as they were at the start, with the one changed place.
"""

from __future__ import annotations

import argparse
import gc
import os
import pickle
import random
import resource
import signal
import sys
import time
from collections.abc import Callable, Iterable, Sequence
from functools import partial
from importlib import import_module
from importlib.abc import MetaPathFinder
from importlib.machinery import ModuleSpec, SourceFileLoader
from importlib.util import spec_from_file_location
from pathlib import Path
from types import CodeType, ModuleType
from typing import Any, NamedTuple

from mutants import ROOMS, ROOT, SOURCES, Mutant, equivalents, mutants_in, mutated

PAGE = ROOT / "docs" / "reference" / "mutation.md"
BEGIN, END = "<!-- {}: begin -->", "<!-- {}: end -->"
FLOORS = {"money": 0.95, "law": 0.35}
"""Share of mutants that has to be killed: what was measured less a margin."""
COUNT, SEED, JOBS = 1000, 20250501, 2
SECONDS_MAX = 10
"""Of a processor, so that a busy machine kills no mutant; a mutant that only waits is ended after six times as long."""
BYTES_MAX = 4 * 1024**3
MATTERS = 20
"""Drawn matters on which the properties of the assessment are tried again for each mutant that the examples let live."""

OF_OTHER_MATTERS = {
    "test_using_more_never_returns_more",
    "test_the_merchants_doing_returns_no_less_than_nobodys_and_that_no_less_than_the_buyers",
    "test_the_interpretation_governs_from_its_first_day",
}
"""Properties that hold only for matters drawn in a way of their own."""


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

Check = Callable[[Mutant | None], bool]
Called = set[tuple[str, str]]
"""Functions by file and name."""


def money_check() -> Check:
    """The tests of the money room."""
    os.environ["CI"] = "1"  # the same examples every time
    import babel  # noqa: F401 - warm
    import hypothesis.strategies  # noqa: F401 - warm
    import pytest

    def passes(mutant: Mutant | None) -> bool:
        options = [
            "-x",
            "-q",
            "--assert=plain",
            "-p",
            "no:cacheprovider",
            "-p",
            "no:xdist",
            "-p",
            "no:cov",
            "--rootdir",
            str(ROOT),
        ]
        return pytest.main([*options, str(ROOT / "tests" / "core" / "money")]) == 0

    return passes


def law_check() -> Check:
    """The worked examples; then the properties that hold for any matter, on matters drawn once."""
    import_module("weimei.core.law.statutes")  # registers the articles
    worked = import_module("core.assessment.worked")
    tries: list[tuple[str, Any]] = []
    for case in worked.cases_in("law"):
        tries += [("call", call) for call in case.calls]
        tries += [("case", case)] if case.expect else []
    reached = [called_by(partial(holds_true, worked, *one)) for one in tries]
    matters = drawn_matters()
    reached_last = called_by(lambda: all_hold(matters))
    always = cached_functions()
    drawn = pickle.dumps(matters)
    forget_project()

    def passes(mutant: Mutant | None) -> bool:
        import_module("weimei.core.law.statutes")
        worked = import_module("core.assessment.worked")
        for one, functions in zip(tries, reached, strict=True):
            if reaches(functions, mutant, always) and not holds_true(worked, *one):
                return False
        if reaches(reached_last, mutant, always):
            all_hold(pickle.loads(drawn))
        return True

    return passes


def holds_true(worked: Any, kind: str, one: Any) -> bool:
    """Whether a worked example, or a rule in it, gives what it should."""
    return bool(worked.outcome(one) == worked.value_of(one.result) if kind == "call" else not worked.differences(one))


def all_hold(matters: Iterable[Any]) -> None:
    """Try every property on every matter; what does not hold breaks off."""
    for holds in properties():
        for matter in matters:
            holds(matter)


def called_by(run: Callable[[], object]) -> Called:
    """The functions of the project that a run calls; what is nested counts for the function around it."""
    codes: set[CodeType] = set()

    def note(frame: Any, event: str, _: object) -> None:
        if event == "call":
            codes.add(frame.f_code)

    sys.setprofile(note)
    try:
        run()
    finally:
        sys.setprofile(None)
    return {(code.co_filename, code.co_qualname.partition(".<locals>")[0]) for code in codes}


def cached_functions() -> Called:
    """Functions that keep their results: a second call is not seen, so every check counts as calling them."""
    modules = [one for name, one in sys.modules.items() if name.startswith("weimei.")]
    found = [one for module in modules for one in vars(module).values() if hasattr(one, "cache_clear")]
    return {(one.__wrapped__.__code__.co_filename, one.__wrapped__.__qualname__) for one in found}


def reaches(functions: Called, mutant: Mutant | None, always: Called) -> bool:
    """Whether a check that calls these functions can notice the mutant. What stands outside functions touches all."""
    if mutant is None or not mutant.in_function:
        return True
    names = mutant.where.partition("#")[0].split(".")
    around = {(str(ROOT / mutant.path), ".".join(names[: place + 1])) for place in range(len(names))}
    return bool(around & functions or around & always)


def properties() -> list[Callable[[Any], None]]:
    """The tests of the assessment that hold for any one matter, without the drawing around them."""
    test_invariants = import_module("core.assessment.test_invariants")
    found = [
        one for name, one in vars(test_invariants).items() if name.startswith("test_") and name not in OF_OTHER_MATTERS
    ]
    inner = [one.hypothesis.inner_test for one in found if hasattr(one, "hypothesis")]
    return [one for one in inner if one.__code__.co_varnames[: one.__code__.co_argcount] == ("matter",)]


def drawn_matters() -> list[Any]:
    """Matters drawn the same way every time, on which the properties hold without any mutant."""
    from hypothesis import HealthCheck, Phase, given, settings
    from hypothesis.errors import UnsatisfiedAssumption

    matters = import_module("core.assessment.strategies").matters
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
        signal.alarm(6 * SECONDS_MAX)
        resource.setrlimit(resource.RLIMIT_CPU, (SECONDS_MAX, SECONDS_MAX))
        resource.setrlimit(resource.RLIMIT_AS, (BYTES_MAX, BYTES_MAX))
        gc.disable()
        if mutant is not None:
            sources.put(mutant)
        code = 0 if check(mutant) else 1
    except BaseException:  # noqa: BLE001 - whatever breaks off, the mutant was noticed
        code = 1
    finally:
        os._exit(code)


def survivors(
    check: Check, sources: Sources, mutants: Iterable[Mutant], jobs: int, until: float
) -> tuple[list[Mutant], int]:
    """The mutants that no check noticed, and how many were tried; none is begun after a moment of the steady clock."""
    waiting, running, alive, done = list(mutants)[::-1], dict[int, Mutant](), list[Mutant](), 0
    while waiting or running:
        if time.monotonic() > until:
            waiting.clear()
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
    return sorted(alive), done


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


def tried(room: str, count: int, seed: int, jobs: int, until: float) -> Result:
    """Draw the mutants of a room and try each."""
    every = mutants_in(room)
    chosen = every if room == "money" else random.Random(seed).sample(every, min(count, len(every)))
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
        alive, done = survivors(check, sources, left, jobs, until)
    finally:
        sys.meta_path.remove(sources)
    return Result(room, len(every), done, len(chosen) - len(left), alive)


def table(result: Result, seed: int) -> str:
    """The result as it stands in the page."""
    by_file: dict[str, int] = {}
    for mutant in result.alive:
        by_file[mutant.path] = by_file.get(mutant.path, 0) + 1
    sample = "" if result.tried + result.equivalent == result.possible else f", sample with seed {seed}"
    rows = [
        f"**{result.score:.1%} killed**: {result.tried - len(result.alive)} of {result.tried} mutants tried ({result.possible}",
        f"possible{sample}; {result.equivalent} more reviewed as equal to the original).",
        "",
    ]
    if by_file:
        rows += [
            "| file | live |",
            "| --- | ---: |",
            *(f"| {name} | {number} |" for name, number in sorted(by_file.items())),
        ]
        rows += ["", "```text"]
        rows += [f"{one.path}:{one.line} {one.where}: {one.before} -> {one.after}" for one in result.alive]
        rows += ["```", ""]
    return "\n".join(rows)


def write(result: Result, seed: int) -> None:
    """Put the result between the marks of its room."""
    begin, end = BEGIN.format(result.room), END.format(result.room)
    before, _, rest = PAGE.read_text("utf-8").partition(begin)
    _, _, after = rest.partition(end)
    PAGE.write_text(
        f"{before}{begin}\n\n{table(result, seed)}\n{end}{after}".replace("\n\n\n", "\n\n"), encoding="utf-8"
    )


def main(arguments: Sequence[str]) -> int:
    """Try the rooms that were asked for; the exit code."""
    parser = argparse.ArgumentParser(
        description="Change the source in one small place at a time; see whether a check notices."
    )
    parser.add_argument("--room", choices=sorted(ROOMS), action="append")
    parser.add_argument("--count", type=int, default=COUNT, help="mutants of the law to draw")
    parser.add_argument("--seed", type=int, default=SEED)
    parser.add_argument("--seconds", type=float, default=3600, help="begin no mutant of a room after this time")
    parser.add_argument("--jobs", type=int, default=JOBS)
    parser.add_argument("--write", action="store_true", help="write docs/reference/mutation.md")
    asked = parser.parse_args(arguments)
    sys.path[:0] = [str(SOURCES), str(ROOT / "tests")]
    sys.dont_write_bytecode = True
    code = 0
    for room in asked.room or ROOMS:
        begun = time.monotonic()
        result = tried(room, asked.count, asked.seed, asked.jobs, begun + asked.seconds)
        forget_project()
        print(
            f"{room}: {result.score:.1%} of {result.tried} mutants killed in {time.monotonic() - begun:.0f} s",
            flush=True,
        )
        if asked.write:
            write(result, asked.seed)
        if result.score < FLOORS[room]:
            print(f"{room}: below the floor of {FLOORS[room]:.0%}", flush=True)
            code = 1
    return code


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
