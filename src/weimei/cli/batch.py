"""`weimei batch IN OUT`: assess many matters, on all cores, in the order of the input."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from weimei.cli.common import Language, as_of_option, day, errors_told, lang_option, language, vouched_for

if TYPE_CHECKING:
    from weimei.services.batch import Progress as At
    from weimei.services.batch import Summary

EXIT_BAD_ROWS = 1
EXIT_STOPPED = 130


@click.command(name="batch")
@click.argument("source", metavar="IN", type=click.Path(path_type=Path))
@click.argument("out", metavar="OUT", type=click.Path(path_type=Path))
@as_of_option
@click.option(
    "--amounts", "mode", flag_value="amounts", help="只要金额，又小又快。The sums alone: smaller and quicker."
)
@click.option(
    "--full",
    "mode",
    flag_value="full",
    help="连推算过程（不写就是这个）。Whole assessments with every derivation (default).",
)
@click.option(
    "--workers",
    type=click.IntRange(1, 256),
    default=None,
    help="用几个进程，不写就用满。Processes (default: one for each core).",
)
@click.option(
    "--chunk",
    type=click.IntRange(1, 100_000),
    default=None,
    help="一次交给一个进程几行。Rows a worker takes at a time.",
)
@click.option(
    "--restart", is_flag=True, help="从头开始，不接着没算完的。Begin again, also where an unfinished run stands."
)
@click.option(
    "--confirmations",
    type=click.Path(path_type=Path),
    default=None,
    help="经办人确认过的值（TOML文件）。Values an operator vouches for (TOML file).",
)
@lang_option
def command(
    source: Path,
    out: Path,
    as_of: Any,
    mode: str | None,
    workers: int | None,
    chunk: int | None,
    restart: bool,
    confirmations: Path | None,
    lang: str | None,
) -> None:
    """批量算退款，一行一个案件：表格 .csv（Excel、WPS 另存），或者 .jsonl、.jsonl.gz、.parquet；读哪种、写哪种都可以。

    坏的行留在原位并写明行号和原因，不影响别的行；中断后用同样的参数再运行，会接着算。.csv 里金额是元，别的格式里是分。

    Assess many matters, one a row: a spreadsheet (.csv), JSON Lines (.jsonl, .jsonl.gz) or Parquet in and out.

    OUT has one line for each row, in the same order: the result, or the number of the row and why there is none. Sums are in
    yuan in .csv and in fen elsewhere. Exit code 0: all rows assessed; 1: some rows bad; 2: could not begin; 130: stopped, run
    the same command to go on.
    """
    from weimei.adapters.clock import today
    from weimei.files.atomic import check_replaceable
    from weimei.files.tables import table_kind
    from weimei.services.batch import CHUNK_ROWS, Job, Stopped, run_batch

    chosen = language(lang)
    with errors_told(chosen), _bar(chosen) as tell:
        check_replaceable(out)
        sheet = table_kind(out) == "csv"
        job = Job(
            source=source,
            out=out,
            today=today(),
            given_as_of=day(as_of) if as_of is not None else None,
            mode="amounts" if mode == "amounts" or (sheet and mode is None) else "full",
            lang=chosen,
            workers=workers or 0,
            chunk=chunk or CHUNK_ROWS,
            restart=restart,
            confirmations=vouched_for(confirmations),
        )
        try:
            summary = run_batch(job, tell)
        except Stopped as stopped:
            click.echo(_stopped(stopped.row, chosen), err=True)
            sys.exit(EXIT_STOPPED)
    click.echo(told(summary, out, chosen), err=True)
    sys.exit(EXIT_BAD_ROWS if summary.bad else 0)


@contextmanager
def _bar(lang: Language) -> Iterator[Callable[[At], None]]:
    """A progress bar on standard error, only where a person sees it."""
    if not sys.stderr.isatty():
        yield lambda _: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    words = TextColumn("[red]{task.fields[bad]}")
    rate = TextColumn("{task.fields[rate]}")
    with Progress(
        BarColumn(),
        MofNCompleteColumn(),
        rate,
        TimeRemainingColumn(),
        words,
        console=Console(stderr=True),
        transient=True,
    ) as bar:
        task = bar.add_task("", total=None, bad="", rate="")

        def tell(at: At) -> None:
            bad = (f"有问题{at.bad:,}行" if lang == "zh" else f"{at.bad:,} bad") if at.bad else ""
            speed = bar.tasks[0].speed
            rate = "" if not speed else f"每秒{speed:,.0f}行" if lang == "zh" else f"{speed:,.0f} rows/s"
            bar.update(task, completed=at.row, total=at.rows, bad=bad, rate=rate)

        yield tell


def _stopped(row: int, lang: Language) -> str:
    if lang == "zh":
        return f"停在第{row:,}行之后，算好的都留着。用同样的参数再运行一次，会接着算；加 --restart 从头开始。"
    return f"Stopped after row {row:,}; what was done is kept. Run the same command to go on, or add --restart to begin again."


def told(summary: Summary, out: Path, lang: Language) -> str:
    """What came of it, in a few lines."""
    lines = list(summary.noted)
    hidden = summary.bad - len(lines)
    zh = lang == "zh"
    if hidden > 0:
        lines.append(
            f"还有{hidden:,}行有问题，都写在{out}里。"
            if zh
            else f"{hidden:,} more bad rows; all of them stand in {out}."
        )
    if summary.deaths:
        lines.append(
            f"有{summary.deaths}个工作进程中途退出，它们的行已经由别的进程重算。"
            if zh
            else f"{summary.deaths} worker processes ended early; others did their rows again."
        )
    good = summary.done - summary.bad
    text = (
        f"{out}：评估了{good:,}行，{summary.bad:,}行有问题（按{summary.as_of}的法律）。"
        if zh
        else f"{out}: {good:,} rows assessed, {summary.bad:,} bad (law of {summary.as_of})."
    )
    if summary.resumed_at:
        text += f"从第{summary.resumed_at:,}行之后接着算的。" if zh else f" Went on after row {summary.resumed_at:,}."
    return "\n".join([*lines, text])
