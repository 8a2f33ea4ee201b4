"""Workers: results in order, nothing lost when a worker dies, memory bounded."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest

from services.tables import numbered
from weimei.services.crew import Crew, Rows
from weimei.services.told import ToldError


class Echo(msgspec.Struct, frozen=True):
    """A stand-in for the engine: says which rows it saw; some texts kill the process or make it slow."""

    marks: str = ""

    def start(self) -> None:
        if self.marks == "never":
            os._exit(3)

    def do(self, rows: Rows) -> list[str]:
        for _, line in rows:
            if line == b"killer":
                os.kill(os.getpid(), signal.SIGKILL)
            if line.startswith(b"once ") and not Path(line[5:].decode()).exists():
                Path(line[5:].decode()).touch()
                os.kill(os.getpid(), signal.SIGKILL)
            if line == b"slow":
                time.sleep(0.3)
        return [line.decode() for _, line in rows]

    def lost(self, number: int) -> list[str]:
        return [f"lost {number}"]

    def join(self, parts: list[list[str]]) -> list[str]:
        return [line for part in parts for line in part]


def run(rows: list[bytes], *, size: int = 2, chunk: int = 3) -> tuple[list[str], int]:
    with Crew(Echo(), size) as crew:
        found = [line for _, lines in crew.run(numbered(rows, chunk)) for line in lines]
        return found, crew.deaths


def test_results_come_in_the_order_of_the_input_although_the_first_is_slow():
    rows = [b"slow", *(str(number).encode() for number in range(30))]

    assert run(rows)[0] == [row.decode() for row in rows]


def test_a_worker_killed_once_costs_nothing(tmp_path):
    rows = [b"a", f"once {tmp_path / 'mark'}".encode(), b"b", b"c", b"d"]

    found, deaths = run(rows)

    assert found == [row.decode() for row in rows]
    assert deaths == 1


def test_a_row_that_kills_workers_is_given_up_alone():
    rows = [b"a", b"b", b"killer", b"d", b"e", b"f", b"g"]

    found, deaths = run(rows, chunk=5)

    assert found == ["a", "b", "lost 3", "d", "e", "f", "g"]
    assert deaths > 1


def test_workers_that_never_come_up_end_the_run():
    with Crew(Echo("never"), 2) as crew, pytest.raises(ToldError, match="exit code 3"):
        list(crew.run(numbered([b"a"], 1)))


def test_reading_stays_near_the_work():
    read: list[int] = []

    def chunks() -> Iterator[Rows]:
        for number in range(1, 200):
            read.append(number)
            yield [(number, b"slow" if number == 1 else b"x")]

    with Crew(Echo(), 2) as crew:
        results = crew.run(chunks())
        next(results)

        assert max(read) <= 8


def test_no_worker_outlives_the_run():
    with Crew(Echo(), 2) as crew:
        list(crew.run(numbered([b"a", b"b", b"c"], 1)))
        processes = [member.process for member in crew._members]
        assert processes

    assert not any(process.is_alive() for process in processes)
