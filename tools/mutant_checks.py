"""The checks that tools/mutate.py lets each mutant meet, which lines each of them runs, and the running itself.

pytest gathers the tests of a room once. A first fork, the scout, runs each of them on the source as it is, with the lines of the
room that it runs. Then each mutant gets a fork of its own: the changed function takes the place of the old one, the tests that
run the changed line are tried, the most telling first, and the first that fails kills the mutant. What was already run while
the modules were read (tables, defaults) cannot be put in place afterwards: there the fork reads the project anew.
"""

from __future__ import annotations

import gc
import os
import pickle
import resource
import signal
import sys
import time
from collections.abc import Callable, Iterable, Sequence
from functools import partial
from importlib import import_module
from pathlib import Path
from types import CodeType, FrameType
from typing import Any, NamedTuple

import pytest
from _pytest.runner import runtestprotocol
from mutant_sources import Sources, forget_project, forget_results, put_in_place
from mutants import ROOMS, ROOT, SOURCES, Mutant

TESTS = ROOT / "tests"
TRIED: dict[str, tuple[str, ...]] = {
    "money": ("core/money",),
    "law": (
        "core/assessment", "core/law", "core/settlement/test_settling.py", "core/settlement/test_plans.py",
        "reports/test_document.py", "reports/test_explain.py", "reports/test_text.py", "doors/test_assess.py",
        "doors/test_new.py", "doors/test_score.py", "docs/test_examples.py",
    ),
}  # fmt: skip
"""Folders and files of tests whose tests a mutant meets, the most telling first."""
DRAWN = {"test_second_opinion.py": 12, "test_money.py": 100, "test_registry.py": 12}
"""Files whose properties are tried as they stand, with so many drawn examples; elsewhere properties are left out."""
MATTERS = 100
"""Drawn matters on which the properties of the assessment are tried."""
SECONDS_TEST = 2.0
"""Of a processor under the scout's eyes; a test that takes longer is left out."""
SECONDS_ALL = 12.0
"""Of tests for one mutant: what comes after is not tried."""
SECONDS_MAX = 20
"""Of a processor for one mutant, so that a busy machine kills none; one that only waits is ended after six times as long."""
BYTES_MAX = 4 * 1024**3

OF_OTHER_MATTERS = {
    "test_using_more_never_returns_more",
    "test_the_merchants_doing_returns_no_less_than_nobodys_and_that_no_less_than_the_buyers",
    "test_the_interpretation_governs_from_its_first_day",
}
"""Properties that hold only for matters drawn in a way of their own."""

Lines = dict[str, set[int]]
"""Lines that were run, by file."""


# --- which lines a run touches ----------------------------------------------------------------------------------------


class Trace:
    """Notes the lines of a room that are run while it is on."""

    def __init__(self, room: str) -> None:
        self.folders = tuple(str(SOURCES / folder) + os.sep for folder in ROOMS[room])
        self.found: Lines = {}
        self.ours: dict[CodeType, bool] = {}

    def __enter__(self) -> Lines:
        self.found = {}
        sys.settrace(self.called)
        return self.found

    def __exit__(self, *_: object) -> None:
        sys.settrace(None)

    def called(self, frame: FrameType, event: str, _: object) -> Any:
        code = frame.f_code
        ours = self.ours.get(code)
        if ours is None:
            ours = self.ours[code] = code.co_filename.startswith(self.folders)
        if not ours:
            return None
        add = self.found.setdefault(code.co_filename, set()).add

        def line(frame: FrameType, event: str, _: object) -> Any:
            if event == "line":
                add(frame.f_lineno)
            return line

        return line


# --- the tries --------------------------------------------------------------------------------------------------------


class Try(NamedTuple):
    """One thing to try: a test, or a property on one drawn matter."""

    rank: int
    name: str
    passes: Callable[[Try | None], bool]
    item: pytest.Item | None = None


class Scouted(NamedTuple):
    """What the scout saw of a try: whether it passes, how long it takes, which lines it runs."""

    passes: bool
    seconds: float
    lines: Lines


def item_passes(item: pytest.Item, following: Try | None) -> bool:
    """Run one test with its fixtures."""
    reports = runtestprotocol(item, log=False, nextitem=following.item if following else None)
    return not any(report.failed for report in reports)


def pass_one_after_the_other(tries: Sequence[Try]) -> bool:
    """Whether every try passes; the first that does not ends it."""
    following: list[Try | None] = [*tries[1:], None]
    return all(one.passes(after) for one, after in zip(tries, following, strict=True))


def tries_of(tests: Sequence[str], items: Sequence[pytest.Item]) -> list[Try]:
    """The tests worth trying on a mutant, and the properties on drawn matters."""
    found = []
    for item in items:
        if not isinstance(item, pytest.Function) or item.get_closest_marker("browser"):
            continue
        if hasattr(item.obj, "hypothesis") and item.path.name not in DRAWN:
            continue
        place = item.path.relative_to(TESTS).as_posix()
        rank = next(at for at, start in enumerate(tests) if place.startswith(start))
        is_drawn = hasattr(item.obj, "hypothesis")
        found.append(Try(2 * rank + is_drawn, item.nodeid, partial(item_passes, item), item))
    if "core/assessment" in tests:
        for number, matter in enumerate(drawn_matters()):
            found += [Try(1, f"{one.__name__}[{number}]", partial(holds, one, matter)) for one in properties()]
    return found


def holds(test: Callable[[Any], None], matter: Any, _: Try | None) -> bool:
    """Whether a property holds for a matter; what does not hold breaks off."""
    test(matter)
    return True


def properties() -> list[Callable[[Any], None]]:
    """The tests of the assessment that hold for any one matter, without the drawing around them."""
    test_invariants = import_module("core.assessment.test_invariants")
    found = [
        one for name, one in vars(test_invariants).items() if name.startswith("test_") and name not in OF_OTHER_MATTERS
    ]
    inner = [one.hypothesis.inner_test for one in found if hasattr(one, "hypothesis")]
    return [one for one in inner if one.__code__.co_varnames[: one.__code__.co_argcount] == ("matter",)]


def drawn_matters() -> list[Any]:
    """Matters drawn the same way every time, each of which passes the assumptions of the properties."""
    from hypothesis import HealthCheck, Phase, given, settings

    matters = import_module("core.assessment.strategies").matters
    found: list[Any] = []

    @settings(
        max_examples=2 * MATTERS, derandomize=True, database=None, deadline=None, phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )  # fmt: skip
    @given(matters())
    def draw(matter: Any) -> None:
        found.append(matter)

    draw()
    return found[-MATTERS:]


def few_examples() -> None:
    """From now on properties draw few examples, the same each time, and do not look for the smallest."""
    from hypothesis import HealthCheck, Phase, settings

    settings.register_profile(
        "mutants", max_examples=max(DRAWN.values()), derandomize=True, database=None, deadline=None,
        phases=[Phase.explicit, Phase.generate], suppress_health_check=list(HealthCheck),
    )  # fmt: skip
    settings.load_profile("mutants")


# --- forks ------------------------------------------------------------------------------------------------------------


def in_fork(work: Callable[[], object]) -> int:
    """Fork a process for some work, silent; its number. What breaks off or gives False ends with 1."""
    child = os.fork()
    if child:
        return child
    code = 1
    try:
        silence = os.open(os.devnull, os.O_RDWR)
        for stream in (0, 1, 2):
            os.dup2(silence, stream)
        code = 1 if work() is False else 0
    except BaseException:  # noqa: BLE001 - whatever breaks off, the mutant was noticed
        code = 1
    finally:
        os._exit(code)


def scouted(room: str, tries: Sequence[Try]) -> list[Scouted]:
    """Run every try once on the source as it is, in a fork, and see what it runs."""
    reading, writing = os.pipe()

    def scout() -> None:
        trace, found = Trace(room), []
        rooms = tuple(folder.replace("/", ".") for folder in ROOMS[room])
        for number, one in enumerate(tries):
            forget_results(rooms)
            begun = time.process_time()
            with trace as lines:
                try:
                    passes = one.passes(tries[number + 1] if number + 1 < len(tries) else None)
                except BaseException:  # noqa: BLE001 - a property whose assumption does not hold is no check either
                    passes = False
            found.append(Scouted(passes, time.process_time() - begun, dict(lines)))
        with os.fdopen(writing, "wb") as pipe:
            pickle.dump(found, pipe)

    child = in_fork(scout)
    os.close(writing)
    with os.fdopen(reading, "rb") as pipe:
        text = pipe.read()
    if os.waitpid(child, 0)[1]:
        raise SystemExit(f"{room}: the scout broke off.")
    found: list[Scouted] = pickle.loads(text)
    return found


OPTIONS = (
    "-x", "-q", "-s", "--assert=plain", "-p", "no:cacheprovider", "-p", "no:xdist", "-p", "no:cov", "-p", "no:faulthandler",
    "--rootdir", str(ROOT),
)  # fmt: skip


class Chosen:
    """Lets a run of pytest keep the chosen tests only, in the order of the choice."""

    def __init__(self, names: Sequence[str]) -> None:
        self.places = {name: place for place, name in enumerate(names)}

    @pytest.hookimpl(trylast=True)
    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        items[:] = sorted((one for one in items if one.nodeid in self.places), key=lambda one: self.places[one.nodeid])
        few_examples()


def in_turns(both: Sequence[tuple[Try, Scouted]]) -> list[tuple[Try, Scouted]]:
    """The examples of the first folder, the quickest first; then of all else the quickest case of every test, the next of each …"""
    ordered = sorted(both, key=lambda pair: (pair[0].rank, pair[1].seconds))
    seen: dict[str, int] = {}
    turns = []
    for one, _ in ordered:
        test = one.name.partition("[")[0]
        seen[test] = seen.get(test, 0) + 1
        turns.append(seen[test] if one.rank else 0)
    places = sorted(range(len(ordered)), key=lambda place: (turns[place], place))
    return [ordered[place] for place in places]


class Room:
    """A room with the tries for its mutants, and what the scout saw of them. `tests`: others than the usual ones."""

    def __init__(self, name: str, sources: Sources, tests: Sequence[str] = ()) -> None:
        self.name, self.sources = name, sources
        self.tests = tuple(tests) or TRIED[name]
        self.at_import = Trace(name)
        self.read: Lines = {}
        self.tries: list[Try] = []
        self.seen: list[Scouted] = []
        self.failing: list[str] = []
        self.by_line: dict[str, dict[int, list[int]]] = {}

    def scout(self, items: Sequence[pytest.Item]) -> None:
        """Choose the tries and see what each of them runs, the most telling first."""
        few_examples()
        tries = tries_of(self.tests, items)
        seen = scouted(self.name, tries)
        self.failing = [one.name for one, saw in zip(tries, seen, strict=True) if not saw.passes and one.item]
        both = [pair for pair in zip(tries, seen, strict=True) if pair[1].passes and pair[1].seconds < SECONDS_TEST]
        both = in_turns(both)
        for name in self.failing:
            print(f"  left out, fails without any mutant: {name}", flush=True)
        self.tries, self.seen = [one for one, _ in both], [saw for _, saw in both]
        for number, saw in enumerate(self.seen):
            for file, lines in saw.lines.items():
                by_line = self.by_line.setdefault(Path(file).relative_to(ROOT).as_posix(), {})
                for line in lines:
                    by_line.setdefault(line, []).append(number)

    def reaching(self, mutant: Mutant) -> list[int]:
        """The tries that run the changed statement, as many as the time allows."""
        lines = self.by_line.get(mutant.path, {})
        if self.is_read(mutant):
            of_file = {number for numbers in lines.values() for number in numbers}
            found = sorted(range(len(self.tries)), key=lambda number: (number not in of_file, number))
        else:
            found = sorted({number for line in range(mutant.first, mutant.last + 1) for number in lines.get(line, ())})
        chosen, seconds = [], 0.0
        for number in found:
            seconds += self.seen[number].seconds
            chosen.append(number)
            if seconds > SECONDS_ALL:
                break
        return chosen

    def is_read(self, mutant: Mutant) -> bool:
        """Whether the changed statement is run while the modules and tests are read."""
        lines = self.read.get(str(ROOT / mutant.path), set())
        return not mutant.in_function or any(line in lines for line in range(mutant.first, mutant.last + 1))

    def passes(self, mutant: Mutant | None, numbers: Sequence[int]) -> bool:
        """In a fork: put the mutant in and run the tries until one fails."""
        signal.alarm(6 * SECONDS_MAX)
        resource.setrlimit(resource.RLIMIT_CPU, (SECONDS_MAX, SECONDS_MAX))
        resource.setrlimit(resource.RLIMIT_AS, (BYTES_MAX, BYTES_MAX))
        gc.disable()
        tries = [self.tries[number] for number in numbers]
        if mutant is None or self.is_read(mutant) or not put_in_place(self.sources, mutant):
            return self.passes_anew(mutant, [one.item for one in tries if one.item])
        return pass_one_after_the_other(tries)

    def passes_anew(self, mutant: Mutant | None, items: Sequence[pytest.Item]) -> bool:
        """Read the project again, with the mutant, and run these tests."""
        if mutant is not None:
            self.sources.codes[self.sources.name_of(mutant)] = self.sources.changed(mutant)
        forget_project()
        files = sorted({str(one.path) for one in items})
        return not files or pytest.main([*OPTIONS, *files], plugins=[Chosen([one.nodeid for one in items])]) == 0

    def must_pass_untouched(self) -> None:
        """Without a mutant all tries pass again, in memory and read anew; else nothing could be told from a failing one."""
        anew = in_fork(partial(self.passes_anew, None, [one.item for one in self.tries if one.item]))
        again = in_fork(partial(pass_one_after_the_other, self.tries))
        if os.waitpid(anew, 0)[1] or os.waitpid(again, 0)[1]:
            raise SystemExit(f"{self.name}: the checks fail without any mutant.")

    def survivors(self, mutants: Iterable[Mutant], jobs: int, until: float) -> tuple[list[Mutant], int]:
        """The mutants that nothing noticed, and how many were tried; none is begun after a moment of the steady clock."""
        self.must_pass_untouched()
        waiting, running, alive, done = list(mutants)[::-1], dict[int, Mutant](), list[Mutant](), 0
        while waiting or running:
            if time.monotonic() > until:
                waiting.clear()
            while waiting and len(running) < jobs:
                mutant = waiting.pop()
                running[in_fork(partial(self.passes, mutant, self.reaching(mutant)))] = mutant
            if not running:
                break
            child, status = os.wait()
            mutant = running.pop(child)
            done += 1
            if status == 0:
                alive.append(mutant)
                print(f"  lives  {mutant.path}:{mutant.line}  {mutant.before}  ->  {mutant.after}", flush=True)
            if done % 100 == 0:
                print(f"  {done} tried, {len(alive)} live", flush=True)
        return sorted(alive), done


class Loop:
    """Takes the place of pytest's running of the tests that it gathered."""

    def __init__(self, room: Room, work: Callable[[], None]) -> None:
        self.room, self.work = room, work

    def pytest_collection_finish(self) -> None:
        sys.settrace(None)

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        sys.settrace(None)
        self.room.scout(session.items)
        gc.collect()
        gc.freeze()
        self.work()
        return True


def in_room(room: Room, work: Callable[[], None]) -> None:
    """Gather the tests of a room, scout them, and do some work with them in memory."""
    os.environ["CI"] = "1"  # the same examples every time
    loop = Loop(room, work)
    with room.at_import as room.read:
        pytest.main([*OPTIONS, *(str(TESTS / place) for place in room.tests)], plugins=[loop])
