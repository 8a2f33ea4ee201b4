"""What a person waits for: starting up, one assessment from the shell, a batch; and how much memory a batch takes."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

from bench.figures import Samples
from bench.typical import FILE, write_rows

ROOT = Path(__file__).resolve().parents[1]
ENVIRONMENT = {key: value for key, value in os.environ.items() if key != "PYTHONDONTWRITEBYTECODE"}
ENVIRONMENT["PYTHONPATH"] = str(ROOT / "src")
"""As where the package is installed: modules are compiled once, in the first round, and not at every start."""
WEIMEI = (sys.executable, "-c", "from weimei.cli import main; main()")
SAMPLE_SECONDS = 0.05


def run(command: Sequence[str], cores: int | None = None) -> float:
    """Seconds of one run to its end. `cores`: on so many processors only."""
    mine = os.sched_getaffinity(0) if hasattr(os, "sched_getaffinity") else None
    start = time.perf_counter()
    if cores is not None and mine is not None:
        os.sched_setaffinity(0, sorted(mine)[:cores])
    try:
        subprocess.run(command, env=ENVIRONMENT, check=True, capture_output=True)
    finally:
        if mine is not None:
            os.sched_setaffinity(0, mine)
    return time.perf_counter() - start


def starting(rounds: int) -> dict[str, Samples]:
    """Python alone, `import weimei`, and `weimei assess` from shell to answer, taken in turn; in microseconds."""
    commands = {
        "python": (sys.executable, "-c", "pass"),
        "import": (sys.executable, "-c", "import weimei"),
        "assess": (*WEIMEI, "assess", str(FILE), "--as-of", "2026-09-10"),
    }
    found = {name: Samples() for name in commands}
    for number in range(rounds + 1):
        for name, command in commands.items():
            seconds = run(command)
            if number:  # the first round fills the caches of the system
                found[name].add([seconds * 1e6])
    return found


def batch_rates(rows: int, rounds: int) -> dict[str, list[float]]:
    """Rows a second of whole assessments, JSON Lines to JSON Lines, on one core and on two, taken in turn."""
    found: dict[str, list[float]] = {"one": [], "two": []}
    with tempfile.TemporaryDirectory() as folder:
        table = Path(folder) / "in.jsonl"
        write_rows(table, rows)
        for _ in range(rounds):
            for name, cores in (("one", 1), ("two", 2)):
                found[name].append(rows / run(_batch(table, cores, "--full"), cores))
    return found


def _batch(table: Path, workers: int, *more: str) -> tuple[str, ...]:
    out = table.with_name("out.jsonl")
    return (
        *WEIMEI,
        "batch",
        str(table),
        str(out),
        "--as-of",
        "2026-09-10",
        "--restart",
        "--workers",
        str(workers),
        *more,
    )


def batch_memory(rows: int, mode: str) -> dict[str, int]:
    """Peak memory of a batch in MiB: of its largest process, and of all its processes together (sampled)."""
    with tempfile.TemporaryDirectory() as folder:
        table = Path(folder) / "in.jsonl"
        write_rows(table, rows)
        child = subprocess.Popen(_batch(table, 2, f"--{mode}"), env=ENVIRONMENT, stderr=subprocess.DEVNULL)
        together = 0
        while True:
            done, status, usage = os.wait4(child.pid, os.WNOHANG)
            if done:
                break
            together = max(together, sum(_resident(pid) for pid in _tree(child.pid)))
            time.sleep(SAMPLE_SECONDS)
        child.returncode = os.waitstatus_to_exitcode(status)
        if child.returncode:
            raise RuntimeError(f"weimei batch ended with {child.returncode}")
    return {"rows": rows, "largest": usage.ru_maxrss // 1024, "together": together // 1024}


def _tree(pid: int) -> list[int]:
    found = [pid]
    try:
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="ascii").split()
    except OSError:
        return found
    for child in children:
        found += _tree(int(child))
    return found


def _resident(pid: int) -> int:
    try:
        lines = Path(f"/proc/{pid}/status").read_text(encoding="ascii", errors="replace").splitlines()
    except OSError:
        return 0
    return next((int(line.split()[1]) for line in lines if line.startswith("VmRSS:")), 0)
