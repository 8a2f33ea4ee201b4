"""Measures the engine on this machine, beside its peers and in the same run: `weimei bench engine` calls `measure`."""

from __future__ import annotations

import json
import subprocess
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

from bench import whole
from bench.decision import answers, by_hand, cases
from bench.figures import Samples, each_call, machine, ratio
from bench.typical import typical, varied

from weimei.core.assessment.assess import amounts, assess
from weimei.core.law.registry import Law
from weimei.files import decode_row, encode_matter_row
from weimei.files.results import assessment_row

DAY = date(2026, 9, 10)
HERE = Path(__file__).parent
PEERS = HERE / ".venv" / "bin" / "python"
CHECKED = 1_000
"""Random inputs on which every peer gives the same fen before anything is timed."""
VARIATIONS = 200
PEER_COUNTS = {"zen_sync": 100, "zen_async": 1_000, "zen_batch": 1_000, "openfisca": 10_000, "by_hand": 1_000}
Tell = Callable[[str], None]


def ours(case: dict[str, Any], law: Law) -> int:
    """The decision by the functions of the articles, looked up by date as the engine does."""
    at_discount = law.rule("value_used", "merchant")(price=case["paid"], units=case["units"], used=case["used"])
    value = at_discount
    if case["cause"] == "consumer":
        value = law.rule("value_used", "consumer")(
            list_price=case["list_price"], used=case["used"], at_discount=at_discount
        )
    return int(law.rule("principal", case["cause"])(paid=case["paid"], value=value))


class Peers:
    """The peers' process; None where their environment was not set up."""

    def __init__(self) -> None:
        command = [str(PEERS), str(HERE / "peers.py")]
        self.process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)

    def ask(self, **request: Any) -> Any:
        if self.process.stdin is None or self.process.stdout is None:
            raise RuntimeError("the peers have no pipe")
        self.process.stdin.write(json.dumps(request) + "\n")
        self.process.stdin.flush()
        line = self.process.stdout.readline()
        if not line:
            raise RuntimeError("The peers ended. Run bench/setup again.")
        return json.loads(line)

    def close(self) -> None:
        if self.process.stdin is not None:
            self.process.stdin.close()
        if self.process.stdout is not None:
            self.process.stdout.close()
        self.process.wait()


def check_same(peers: Peers | None) -> None:
    """Every way to the decision gives the same fen on the same random inputs, or nothing is timed."""
    some, law = cases(CHECKED), Law.on(DAY)
    expected = answers(some)
    found = {"engine": [ours(case, law) for case in some]}
    if peers is not None:
        found |= {name: peers.ask(peer=name, count=CHECKED, check=True) for name in PEER_COUNTS}
    for name, sums in found.items():
        if sums != expected:
            place = next(i for i, pair in enumerate(zip(sums, expected, strict=True)) if pair[0] != pair[1])
            raise RuntimeError(f"{name} gives {sums[place]}, not {expected[place]}, for {some[place]}")


def matter_work() -> dict[str, Callable[[int], object]]:
    """The work on the typical matter: everything, the sums alone, and from one line of JSON to another."""
    base = typical()
    matters = [varied(base, number) for number in range(VARIATIONS)]
    rows = [encode_matter_row(matter) for matter in matters]
    return {
        "full": lambda number: assess(matters[number % VARIATIONS], DAY),
        "amounts": lambda number: amounts(matters[number % VARIATIONS], DAY),
        "row": lambda number: assessment_row(assess(decode_row(rows[number % VARIATIONS]), DAY)),
    }


def in_rounds(seconds: float, peers: Peers | None) -> dict[str, Samples]:
    """All kinds of work in turn, round after round, until the time is up; at least three rounds."""
    law, some = Law.on(DAY), cases(1_000)
    work = matter_work()
    found = {name: Samples() for name in (*work, "decision", "floor", *(PEER_COUNTS if peers else ()))}
    for task in work.values():
        each_call(task, VARIATIONS, 0)  # once through before the clock counts
    until, turn = time.perf_counter() + seconds, 0
    while turn < 3 or time.perf_counter() < until:
        for name, task in work.items():
            found[name].add(each_call(task, 100, turn * 100))
        for name, decide in (("decision", lambda case: ours(case, law)), ("floor", by_hand)):
            found[name].add([_per_piece(decide, some) for _ in range(3)])
        for name, count in PEER_COUNTS.items() if peers else ():
            found[name].add([peers.ask(peer=name, count=count) / count / 1000])
        turn += 1
    return found


def _per_piece(decide: Callable[[Any], int], some: list[Any]) -> float:
    start = time.perf_counter_ns()
    for case in some:
        decide(case)
    return (time.perf_counter_ns() - start) / len(some) / 1000


def measure(*, seconds: float, rows: int, memory_rows: tuple[int, ...], tell: Tell = lambda _: None) -> dict[str, Any]:
    """One whole run as plain values. `rows` 0: no batch."""
    result: dict[str, Any] = {"machine": machine(), "seconds": seconds}
    peers = Peers() if PEERS.exists() else None
    try:
        check_same(peers)
        result["checked"] = CHECKED
        result["peers"] = peers.ask(peer="versions") if peers else {}
        tell("engine" + (" and peers" if peers else ""))
        samples = in_rounds(seconds, peers)
    finally:
        if peers:
            peers.close()
    result["work"] = {name: _summary(one) for name, one in samples.items()}
    result["ratios"] = {
        name: ratio(samples[name], samples["decision"]) for name in ("floor", *PEER_COUNTS) if name in samples
    }
    tell("start-up")
    result["start"] = {name: _summary(one) for name, one in whole.starting(max(3, int(seconds))).items()}
    if rows:
        tell("batch")
        result["batch"] = {"rows": rows, **whole.batch_rates(rows, 3)}
    result["memory"] = []
    for count in memory_rows:
        tell(f"memory of {count:,} rows")
        result["memory"].append({"mode": "amounts", **whole.batch_memory(count, "amounts")})
    return result


def _summary(samples: Samples) -> dict[str, float]:
    low, high = samples.spread()
    return {"median": samples.median, "p10": low, "p90": high, "best": samples.best, "count": len(samples.all)}
