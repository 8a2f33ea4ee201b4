"""What a measurement is: samples, their median and spread; and the machine they were taken on."""

from __future__ import annotations

import os
import platform
import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path


@dataclass
class Samples:
    """Times of one kind of work, in microseconds a piece, round by round, so that pairs of one round can be compared."""

    rounds: list[list[float]] = field(default_factory=list)

    def add(self, times: list[float]) -> None:
        self.rounds.append(times)

    @property
    def all(self) -> list[float]:
        return [time for times in self.rounds for time in times]

    @property
    def median(self) -> float:
        return statistics.median(self.all)

    @property
    def best(self) -> float:
        """The least of the rounds' medians: what the code needs when nothing else runs."""
        return min(statistics.median(times) for times in self.rounds)

    def spread(self) -> tuple[float, float]:
        """The tenth and the ninetieth percentile."""
        ordered = sorted(self.all)
        return ordered[len(ordered) // 10], ordered[min(len(ordered) - 1, len(ordered) * 9 // 10)]


def ratio(one: Samples, other: Samples) -> float:
    """How many times longer `one` takes than `other`: the median of the ratios within the rounds."""
    pairs = zip(one.rounds, other.rounds, strict=False)
    return statistics.median(statistics.median(mine) / statistics.median(its) for mine, its in pairs)


def each_call(work: Callable[[int], object], count: int, first: int) -> list[float]:
    """Every call timed by itself. `first`: number given to the first call, so that rounds take other inputs."""
    clock = time.perf_counter_ns
    times = []
    for number in range(first, first + count):
        start = clock()
        work(number)
        times.append((clock() - start) / 1000)
    return times


def machine() -> dict[str, str]:
    """Processor, cores, memory, Python, system; and how busy the machine was when the run began."""
    return {
        "processor": _from_file("/proc/cpuinfo", "model name") or platform.processor() or platform.machine(),
        "cores": str(len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()),
        "memory": _memory(),
        "python": f"{platform.python_implementation()} {platform.python_version()}",
        "system": _system(),
        "load": f"{os.getloadavg()[0]:.2f}" if hasattr(os, "getloadavg") else "",
        "day": time.strftime("%Y-%m-%d"),
    }


def _from_file(path: str, key: str) -> str:
    try:
        lines = Path(path).read_text(encoding="utf-8").splitlines()
    except OSError:
        return ""
    return next((line.partition(":")[2].strip() for line in lines if line.startswith(key)), "")


def _memory() -> str:
    total = _from_file("/proc/meminfo", "MemTotal")
    return f"{int(total.split()[0]) / 1024**2:.0f} GiB" if total else ""


def _system() -> str:
    try:
        lines = Path("/etc/os-release").read_text(encoding="utf-8").splitlines()
    except OSError:
        lines = []
    name = next((line.split("=", 1)[1].strip(chr(34)) for line in lines if line.startswith("PRETTY_NAME=")), "")
    return f"{name or platform.system()}, {platform.release()}"
