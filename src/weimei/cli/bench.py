"""`weimei bench engine`: measure the engine on this machine, beside its peers where they are set up."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import click

from weimei.cli.common import put

MEMORY_ROWS = (10_000, 100_000)
MILLION = 1_000_000


@click.group(name="bench")
def command() -> None:
    """在这台机器上量引擎的速度。Measure the engine on this machine."""


@command.command(name="engine")
@click.option(
    "--seconds",
    type=click.FloatRange(min=0.1, max=3600),
    default=10.0,
    show_default=True,
    help="给引擎几秒。Time for the engine.",
)
@click.option(
    "--rows",
    type=click.IntRange(0, MILLION),
    default=5_000,
    show_default=True,
    help="批量测几行，0不测。Rows of the batch; 0: none.",
)
@click.option(
    "--memory/--no-memory",
    default=True,
    show_default=True,
    help="测一万行、十万行的内存。Memory at ten and a hundred thousand rows.",
)
@click.option(
    "--million",
    is_flag=True,
    help="再测一百万行，要几分钟和6 GB磁盘。A million rows too; takes minutes and 6 GB of disk.",
)
@click.option(
    "--json", "out", type=click.Path(path_type=Path), default=None, help="把数写成JSON。Write the figures as JSON."
)
@click.option("--docs", is_flag=True, help="写进docs/reference/benchmarks.md。Write the figures into that page.")
def engine(seconds: float, rows: int, memory: bool, million: bool, out: Path | None, docs: bool) -> None:
    """Medians, spread, memory, and ratios to GoRules ZEN, OpenFisca and a hand-written function, all in one run."""
    measuring, report = _from_checkout()
    counts = (*(MEMORY_ROWS if memory else ()), *((MILLION,) if million else ()))
    result = measuring.measure(
        seconds=seconds, rows=rows, memory_rows=counts, tell=lambda words: click.echo(f"… {words}", err=True)
    )
    if out is not None:
        put(json.dumps(result, ensure_ascii=False, indent=2) + "\n", out)
    if docs:
        click.echo(f"→ {report.write_docs(result)}", err=True)
    _print(result, report)
    if not result["peers"]:
        click.echo("没有量同类软件：先运行 bench/setup。The peers were not measured: run bench/setup first.", err=True)


def _from_checkout() -> tuple[Any, Any]:
    """The measuring code. It stands beside the package in a checkout and is not part of what is installed."""
    import importlib

    import weimei

    root = Path(weimei.__file__).resolve().parents[2]
    if not (root / "bench" / "engine.py").exists():
        raise click.ClickException(
            "测速要在源代码目录里运行（里面有 bench 文件夹）。Measuring needs a checkout of the sources, with its bench folder."
        )
    if str(root) not in sys.path:
        sys.path.insert(0, str(root))
    return importlib.import_module("bench.engine"), importlib.import_module("bench.report")


def _print(result: Any, report: Any) -> None:
    from rich import box
    from rich.console import Console
    from rich.table import Table

    console = Console(highlight=False)
    if not console.is_terminal:
        console.width = max(console.width, 110)
    console.print(report.machine_line(result))
    for title, head, rows in report.tables(result):
        table = Table(title=title, title_justify="left", box=box.SIMPLE_HEAD, show_edge=False, pad_edge=False)
        for number, name in enumerate(head):
            table.add_column(name, justify="left" if number == 0 or name == "goal" else "right")
        for row in rows:
            table.add_row(*row)
        console.print()
        console.print(table)
