"""A run in words: a table for the terminal, and the same for docs/reference/benchmarks.md between its markers."""

from __future__ import annotations

import statistics
from pathlib import Path
from typing import Any

DOCS = Path(__file__).resolve().parents[1] / "docs" / "reference" / "benchmarks.md"
BEGIN, END = "<!-- measured: begin -->", "<!-- measured: end -->"
Row = tuple[str, ...]

WORK = {
    "full": "full assessment, every ground with its derivation",
    "amounts": "amounts alone",
    "row": "one row: JSON in, whole assessment as JSON out",
}
DECISION = {
    "decision": "our articles' functions, looked up by date",
    "floor": "hand-written function (same process)",
    "zen_sync": "GoRules ZEN, one call at a time",
    "zen_async": "GoRules ZEN, async, 1,000 together",
    "zen_batch": "GoRules ZEN, its batch call, 1,000 at once",
    "openfisca": "OpenFisca, 10,000 as arrays",
    "by_hand": "hand-written function (the peers' process)",
}
GOALS = {"full": 500.0, "amounts": 150.0}
START_GOALS = {"import": 150.0, "assess": 400.0}
RATE_GOAL, GAIN_GOAL = 3_000.0, 1.7


def tables(result: dict[str, Any]) -> list[tuple[str, Row, list[Row]]]:
    """Every table of a run: title, head, rows."""
    found = [
        ("The typical matter (µs)", ("work", "median", "p10–p90", "best round", "goal"), _work(result)),
        (
            f"One and the same decision (µs each; same fen on {result['checked']:,} random inputs)",
            ("way", "median", "p10–p90", "times ours"),
            _decision(result),
        ),
        ("From the shell (ms)", ("what", "median", "p10–p90", "goal"), _start(result)),
    ]
    if "batch" in result:
        title = (
            f"Batch, JSON Lines to JSON Lines, whole assessments, {result['batch']['rows']:,} rows, start-up included"
        )
        found.append((title, ("cores", "rows a second", "goal"), _batch(result["batch"])))
    if result["memory"]:
        rows = [
            (f"{one['rows']:,}", one["mode"], f"{one['largest']} MiB", f"{one['together']} MiB")
            for one in result["memory"]
        ]
        found.append(("Memory of a batch on two workers", ("rows", "mode", "largest process", "all processes"), rows))
    return found


def _against(value: float, goal: float | None, *, above: bool = False) -> str:
    """The goal, whether it is met, and if not by how much it is missed."""
    if goal is None:
        return ""
    sign = ">=" if above else "<"
    met = value >= goal if above else value < goal
    return f"{sign} {goal:g}: met" if met else f"{sign} {goal:g}: missed by {abs(value - goal) / goal:.0%}"


def _span(one: dict[str, float], scale: float = 1.0, digits: int = 0) -> str:
    return f"{one['p10'] / scale:,.{digits}f}–{one['p90'] / scale:,.{digits}f}"


def _work(result: dict[str, Any]) -> list[Row]:
    return [
        (
            words,
            f"{one['median']:,.0f}",
            _span(one),
            f"{one['best']:,.0f}",
            _against(one["median"], GOALS.get(name)),
        )
        for name, words in WORK.items()
        if (one := result["work"][name])
    ]


def _decision(result: dict[str, Any]) -> list[Row]:
    return [
        (words, f"{one['median']:,.2f}", _span(one, digits=2), f"{result['ratios'].get(name, 1):,.2f}")
        for name, words in DECISION.items()
        if (one := result["work"].get(name))
    ]


def _start(result: dict[str, Any]) -> list[Row]:
    start, words = (
        result["start"],
        {"python": "python -c pass", "import": "import weimei", "assess": "weimei assess FILE"},
    )
    return [
        (
            words[name],
            f"{one['median'] / 1000:,.0f}",
            _span(one, 1000),
            _against(one["median"] / 1000, START_GOALS.get(name)),
        )
        for name, one in start.items()
    ]


def _batch(batch: dict[str, Any]) -> list[Row]:
    one, two = statistics.median(batch["one"]), statistics.median(batch["two"])
    gain = statistics.median(b / a for a, b in zip(batch["one"], batch["two"], strict=True))
    return [
        ("1", f"{one:,.0f}", ""),
        ("2", f"{two:,.0f}", _against(two, RATE_GOAL, above=True)),
        ("2 against 1", f"{gain:.2f} times", _against(gain, GAIN_GOAL, above=True)),
    ]


def machine_line(result: dict[str, Any]) -> str:
    """The machine in one line."""
    parts = dict(result["machine"])
    peers = ", ".join(f"{name} {version}" for name, version in result["peers"].items())
    text = (
        f"{parts['day']}: {parts['processor']}, {parts['cores']} cores, {parts['memory']}, {parts['python']}, "
        f"{parts['system']}; load {parts['load']} when it began"
    )
    return f"{text}. Peers: {peers}." if peers else f"{text}. Peers not measured."


def markdown(result: dict[str, Any]) -> str:
    """The run as Markdown tables."""
    lines = [machine_line(result), ""]
    for title, head, rows in tables(result):
        lines += [f"**{title}**", "", f"| {' | '.join(head)} |", f"|{'---|' * len(head)}"]
        lines += [f"| {' | '.join(row)} |" for row in rows]
        lines.append("")
    return "\n".join(lines).rstrip() + "\n"


def between_markers(text: str, content: str) -> str:
    """A page with what stands between its markers replaced."""
    head, begin, rest = text.partition(BEGIN)
    _, end, tail = rest.partition(END)
    if not begin or not end:
        raise ValueError("the page has no markers")
    return f"{head}{BEGIN}\n\n{content.strip()}\n\n{END}{tail}"


def write_docs(result: dict[str, Any]) -> Path:
    """Put the run into the reference page."""
    DOCS.write_text(between_markers(DOCS.read_text(encoding="utf-8"), markdown(result)), encoding="utf-8")
    return DOCS
