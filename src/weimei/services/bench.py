"""How quick the engine is on this machine: the typical matter, one decision beside other engines, batches, start-up.

Only elapsed time is read here (`perf_counter`). Nothing of it enters an assessment.
"""

from __future__ import annotations

import gc
import json
import os
import platform
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from datetime import date
from itertools import cycle
from pathlib import Path
from statistics import median, quantiles
from time import perf_counter_ns
from typing import Any, Literal

import msgspec

from weimei.core.assessment.matter import Matter
from weimei.core.law.statutes.cn.prepaid import principal, value_at_discount, value_at_list
from weimei.services.told import ToldError
from weimei.services.typical import typical

AS_OF = date(2026, 11, 25)
"""Every measurement assesses on this day, so that two runs do the same work."""
MATTERS = 200
DECISIONS = 1000
PEER_ROWS = 100_000
ROUNDS_LEAST = 5
WARM_UP = 20
BENCH = Path(__file__).resolve().parents[3] / "bench"
EXAMPLE = BENCH.parent / "examples" / "court-hefei-livestream-card.yaml"
Cause = Literal["merchant", "consumer"]


class Inputs(msgspec.Struct, frozen=True, array_like=True):
    """What the one decision is made from: `used` of `units` bought for `price`, sums in whole minor units."""

    price: int
    units: int
    used: int
    list_price: int
    cause: Cause


class Timing(msgspec.Struct, frozen=True, kw_only=True):
    """Nanoseconds for one piece of work. `rounds`: how often it was measured."""

    name: str
    median_ns: float
    p10_ns: float
    p90_ns: float
    rounds: int


class Rate(msgspec.Struct, frozen=True):
    """Rows a second of a batch run from file to file, starting the workers included."""

    mode: str
    workers: int
    rows: int
    rows_per_second: float


class Machine(msgspec.Struct, frozen=True, kw_only=True):
    """Where it was measured. `load`: processes that wanted to run in the minute before, None where not told."""

    cpu: str
    cores: int
    memory_bytes: int | None
    os: str
    python: str
    load: float | None


class Report(msgspec.Struct, frozen=True, kw_only=True):
    """One run of all measurements. `ratios`: time of each way over the time of our article functions."""

    machine: Machine
    matter: tuple[Timing, ...]
    peak_rss_bytes: int | None
    decision: tuple[Timing, ...]
    ratios: dict[str, float]
    versions: dict[str, str]
    peers_missing: bool
    batch: tuple[Rate, ...]
    startup: tuple[Timing, ...]


def run_bench(
    seconds: float, *, batch_rows: int = 2000, startup: bool = False, tell: Callable[[str], None] = lambda _: None
) -> Report:
    """All measurements, `seconds` for each. `tell` gets the name of each part as it begins."""
    machine = machine_of()
    tell("matter")
    matter = measure_matter(seconds)
    peak = peak_rss()
    tell("decision")
    decision, versions = measure_decision(seconds)
    ours = next(one.median_ns for one in decision if one.name == "weimei")
    tell("batch")
    batch = measure_batch(batch_rows) if batch_rows else ()
    if startup:
        tell("startup")
    return Report(
        machine=machine,
        matter=matter,
        peak_rss_bytes=peak,
        decision=decision,
        ratios={one.name: one.median_ns / ours for one in decision},
        versions=versions,
        peers_missing=not versions,
        batch=batch,
        startup=measure_startup() if startup else (),
    )


# --- the typical matter ---------------------------------------------------------------------------------------------


def measure_matter(seconds: float) -> tuple[Timing, ...]:
    """Full assessment, sums alone, row to row, and what `weimei assess` adds to it."""
    from weimei.core.assessment.assess import amounts, assess
    from weimei.core.assessment.missing import rank_missing
    from weimei.core.assessment.next_steps import deadlines_of, steps_of
    from weimei.files.results import assessment_row
    from weimei.files.rows import decode_row, encode_matter_row

    def row_to_row(line: bytes) -> bytes:
        return assessment_row(assess(decode_row(line), AS_OF))

    matters = [typical(k) for k in range(MATTERS)]
    rows = [encode_matter_row(matter) for matter in matters]
    ways: dict[str, Callable[[Matter], Any]] = {
        "full": lambda matter: assess(matter, AS_OF),
        "amounts": lambda matter: amounts(matter, AS_OF),
        "deadlines": lambda matter: deadlines_of(matter, AS_OF),
        "steps": lambda matter: steps_of(matter, AS_OF),
        "missing": lambda matter: rank_missing(matter, AS_OF),
    }
    found = [timed_each(name, way, matters, seconds) for name, way in ways.items()]
    found.insert(2, timed_each("row", row_to_row, rows, seconds))
    return tuple(found)


def timed_each(name: str, work: Callable[[Any], Any], items: Sequence[Any], seconds: float) -> Timing:
    """Time each call by itself, over different items in turn, until the seconds are spent."""
    for item in items[:WARM_UP]:
        work(item)
    gc.collect()
    rounds: list[float] = []
    turn = cycle(items)
    end = perf_counter_ns() + int(seconds * 1e9)
    while len(rounds) < ROUNDS_LEAST or perf_counter_ns() < end:
        item = next(turn)
        began = perf_counter_ns()
        work(item)
        rounds.append(perf_counter_ns() - began)
    return timing(name, rounds)


def timing(name: str, rounds: list[float]) -> Timing:
    """Median and tenths of what was measured."""
    tenths = quantiles(rounds, n=10)
    return Timing(name=name, median_ns=median(rounds), p10_ns=tenths[0], p90_ns=tenths[8], rounds=len(rounds))


# --- one decision, many engines -------------------------------------------------------------------------------------


def by_articles(price: int, units: int, used: int, list_price: int, cause: Cause) -> int:
    """The principal of a course by the article functions that the engine itself uses.

    >>> by_articles(880000, 10, 4, 128000, "merchant"), by_articles(880000, 10, 4, 128000, "consumer")
    (528000, 368000)
    """
    value = value_at_discount(price=price, units=units, used=used)
    if cause == "consumer":
        value = value_at_list(list_price=list_price, used=used, at_discount=value)
    return principal(paid=price, value=value)


def by_hand(price: int, units: int, used: int, list_price: int, cause: Cause) -> int:
    """The same as one would write it for this decision alone: the floor."""
    value = (2 * price * used + units) // (2 * units)
    if cause == "consumer" and list_price * used > value:
        value = list_price * used
    return price - value if price > value else 0


def inputs(count: int, seed: int = 1) -> Iterator[Inputs]:
    """Different courses, the same for the same seed (a linear congruential row; no chance enters)."""
    state = seed

    def below(limit: int) -> int:
        nonlocal state
        state = (state * 6364136223846793005 + 1442695040888963407) % 2**64
        return (state >> 33) % limit

    for _ in range(count):
        price, units = 1 + below(5_000_000), 2 + below(59)
        each = price // units
        yield Inputs(price, units, below(units + 1), each + below(each + 2), "merchant" if below(2) else "consumer")


def measure_decision(seconds: float) -> tuple[tuple[Timing, ...], dict[str, str]]:
    """Ours, the hand-written function and the peers; versions of the peers, empty where there are none."""
    cases = tuple(inputs(DECISIONS))
    rows = [msgspec.structs.astuple(case) for case in cases]
    expected = [by_articles(*row) for row in rows]
    if expected != [by_hand(*row) for row in rows]:
        raise _disagree("the hand-written function decides otherwise")
    found = [_timed_rows("weimei", by_articles, rows, seconds), _timed_rows("by_hand", by_hand, rows, seconds)]
    answer = ask_peers({"inputs": rows, "expected": expected, "seconds": seconds, "rows": PEER_ROWS})
    if answer is None:
        return tuple(found), {}
    found += [Timing(name=name, **figures) for name, figures in answer["figures"].items()]
    return tuple(found), answer["versions"]


def _timed_rows(name: str, decide: Callable[..., int], rows: list[tuple[Any, ...]], seconds: float) -> Timing:
    """Time all rows together, as the peers are timed, and count per row."""
    rounds: list[float] = []
    [decide(*row) for row in rows]
    end = perf_counter_ns() + int(seconds * 1e9)
    while len(rounds) < ROUNDS_LEAST or perf_counter_ns() < end:
        began = perf_counter_ns()
        [decide(*row) for row in rows]
        rounds.append((perf_counter_ns() - began) / len(rows))
    return timing(name, rounds)


def ask_peers(request: dict[str, Any]) -> dict[str, Any] | None:
    """What bench/peers.py measured in its own environment; None where that is not set up."""
    python, script = BENCH / ".venv" / "bin" / "python", BENCH / "peers.py"
    if not python.exists() or not script.exists():
        return None
    environment = {key: value for key, value in os.environ.items() if key != "PYTHONPATH"}
    asked = subprocess.run(
        [python, script], input=json.dumps(request), capture_output=True, text=True, check=False, env=environment
    )
    if asked.returncode:
        raise _disagree(asked.stderr.strip().splitlines()[-1] if asked.stderr.strip() else "no answer")
    answer: dict[str, Any] = json.loads(asked.stdout)
    return answer


def _disagree(detail: str) -> ToldError:
    return ToldError(
        "bench.peers_differ",
        zh=f"对照的引擎没有给出同样的结果，所以没有测速：{detail}。先运行 bench/setup 再试。",
        en=f"A peer did not give the same answers, so nothing was timed: {detail}. Run bench/setup and try again.",
    )


# --- batches, start-up, machine -------------------------------------------------------------------------------------


def measure_batch(rows: int) -> tuple[Rate, ...]:
    """From JSON Lines to JSON Lines on one and on two workers."""
    from weimei.files.rows import encode_matter_row
    from weimei.services.batch import Job, run_batch
    from weimei.services.rows import Mode

    found: list[Rate] = []
    modes: tuple[Mode, ...] = ("full", "amounts")
    with tempfile.TemporaryDirectory(prefix="weimei-bench-") as folder:
        source = Path(folder) / "in.jsonl"
        source.write_bytes(b"".join(encode_matter_row(typical(k)) + b"\n" for k in range(rows)))
        for mode in modes:
            for workers in (1, 2):
                out = Path(folder) / f"{mode}-{workers}.jsonl"
                job = Job(source=source, out=out, today=AS_OF, mode=mode, workers=workers)
                began = perf_counter_ns()
                summary = run_batch(job)
                spent = perf_counter_ns() - began
                if summary.done != rows:
                    raise _disagree(f"{summary.bad} of {rows} rows were not assessed")
                found.append(Rate(mode, workers, rows, rows * 1e9 / spent))
    return tuple(found)


def measure_startup(runs: int = 11) -> tuple[Timing, ...]:
    """Wall time from a new process to its end. The example is assessed where a checkout has it."""
    shell = "import sys; from weimei.cli import main; sys.argv[0] = 'weimei'; main()"
    commands = {"python": ["-c", "pass"], "import": ["-c", "import weimei"]}
    if EXAMPLE.exists():
        commands["assess"] = ["-c", shell, "assess", str(EXAMPLE), "--as-of", AS_OF.isoformat()]
    return tuple(timing(name, [_wall(words) for _ in range(runs)]) for name, words in commands.items())


def _wall(words: list[str]) -> float:
    began = perf_counter_ns()
    subprocess.run([sys.executable, *words], check=True, stdout=subprocess.DEVNULL)
    return perf_counter_ns() - began


def machine_of() -> Machine:
    """Processor, cores this process may use, memory, system and Python."""
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    names = getattr(os, "sysconf_names", {})
    memory = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE") if "SC_PHYS_PAGES" in names else None
    return Machine(
        cpu=_cpu(),
        cores=cores,
        memory_bytes=memory,
        os=f"{platform.system()} {platform.release()} {platform.machine()}",
        python=f"{platform.python_implementation()} {platform.python_version()}",
        load=round(os.getloadavg()[0], 2) if hasattr(os, "getloadavg") else None,
    )


def _cpu() -> str:
    listed = Path("/proc/cpuinfo")
    if listed.exists():
        for line in listed.read_text("utf-8", "replace").splitlines():
            if line.startswith("model name"):
                return line.partition(":")[2].strip()
    return platform.processor() or platform.machine()


def peak_rss() -> int | None:
    """The most memory this process has held, in bytes; None where the system does not tell."""
    try:
        import resource
    except ImportError:
        return None
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return most if sys.platform == "darwin" else most * 1024
