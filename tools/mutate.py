"""Mutation testing: change the source in one small place at a time and see whether a check notices.

Usage: python tools/mutate.py [--room money|law] [--count N] [--seed N] [--seconds N] [--jobs N]
       [--tests PATH] [--write]

Money is tried whole; of the law (statutes and assessment) a seeded sample of `--count` mutants is drawn. A mutant is killed
when a check fails, breaks off or takes too long. `--write` puts the result into docs/reference/mutation.md. The exit code is 1
below the floor of a room. Mutants reviewed as changing nothing that could be seen stand in tools/mutants_equivalent.txt.

How a mutant is tried stands in mutant_checks.py, what mistakes there are in mutants.py.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Sequence
from hashlib import sha256
from typing import NamedTuple

from mutant_checks import Room, in_room
from mutant_sources import Sources, forget_project
from mutants import ROOMS, ROOT, SOURCES, Mutant, equivalents, mutants_in

PAGE = ROOT / "docs" / "reference" / "mutation.md"
BEGIN, END = "<!-- {}: begin -->", "<!-- {}: end -->"
FLOORS = {"money": 0.95, "law": 0.84}
"""Share of mutants that has to be killed: what was measured less a margin."""
COUNT, SEED, JOBS = 1000, 20250501, 2


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


def drawn(every: Sequence[Mutant], count: int, seed: int) -> list[Mutant]:
    """A sample that a seed decides mutant by mutant, so that an edit of the source changes little of it."""
    return sorted(every, key=lambda one: sha256(f"{seed} {one.key}".encode()).digest())[:count]


def tried(room: str, count: int, seed: int, jobs: int, until: float, tests: Sequence[str] = ()) -> Result:
    """Draw the mutants of a room and try each."""
    every = mutants_in(room)
    same = equivalents()
    different = [mutant for mutant in every if mutant.key not in same]
    left = different if room == "money" else drawn(different, count, seed)
    sources = Sources()
    sys.meta_path.insert(0, sources)
    found: list[tuple[list[Mutant], int]] = []
    try:
        checks = Room(room, sources, tests)
        in_room(checks, lambda: found.append(checks.survivors(left, jobs, until)))
    finally:
        sys.meta_path.remove(sources)
        forget_project()
    alive, done = found[0]
    return Result(room, len(every), done, len(every) - len(different), alive)


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
    parser.add_argument("--tests", action="append", default=[], help="try these folders or files in tests/ alone")
    parser.add_argument("--write", action="store_true", help="write docs/reference/mutation.md")
    asked = parser.parse_args(arguments)
    sys.path[:0] = [str(SOURCES), str(ROOT / "tests")]
    sys.dont_write_bytecode = True
    code = 0
    for room in asked.room or ROOMS:
        begun = time.monotonic()
        result = tried(room, asked.count, asked.seed, asked.jobs, begun + asked.seconds, asked.tests)
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
