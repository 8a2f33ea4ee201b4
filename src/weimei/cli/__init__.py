"""The `weimei` command: one file per subcommand, read only when it is called."""

from __future__ import annotations

import codecs
import importlib
import io
import os
import signal
import sys
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import click

from weimei.cli.helping import Context, told_so

COMMANDS: dict[str, tuple[str, str, str]] = {
    "new": ("new", "command", "一问一答，写下你的情况。Answer a few questions and write a matter file."),
    "assess": ("assess", "command", "退多少，凭什么。What is owed, on every ground, with reasons."),
    "explain": ("explain", "command", "一个数是怎么来的。One number's whole derivation."),
    "compare": ("compare", "command", "换个理由，差多少。The same matter under each reason."),
    "policy": ("policy", "command", "检查商家的退款条款。Check a seller's refund terms."),
    "norms": ("norms", "command", "用到的条文，哪些没核实。Norms, dates, sources, what is unverified."),
    "batch": ("batch", "command", "一张表一次算完，可从Excel来。Many matters: CSV, JSON Lines, Parquet."),
    "backtest": ("backtest", "command", "换条款回看。What other terms would have done to past matters."),
    "score": ("score", "command", "和公开判决比一比。Compare with published court cases."),
    "schema": ("schema", "command", "文件格式，CSV表头。JSON Schema of the files, header of a CSV."),
    "bench": ("bench", "command", "测速。Measure the engine on this machine."),
}


EXIT_STOPPED = 130


def _speak_unicode() -> None:
    """Chinese can be printed also where the system names no language (LANG=C): a terminal of today reads UTF-8."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper) and codecs.lookup(stream.encoding).name == "ascii":
            stream.reconfigure(encoding="utf-8")


@contextmanager
def _ended_gently() -> Iterator[None]:
    """Being told to end is treated like Ctrl-C, so that no unfinished part of a file is left."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


class Commands(click.Group):
    """Subcommands by name; the module of one is imported when it is called, so that the others cost nothing."""

    context_class = Context

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        module, name, _ = COMMANDS[cmd_name]
        return told_so(getattr(importlib.import_module(f"weimei.cli.{module}"), name))

    def main(
        self,
        args: Sequence[str] | None = None,
        prog_name: str | None = None,
        complete_var: str | None = None,
        standalone_mode: bool = True,
        **extra: Any,
    ) -> Any:
        """Run. What stops a command is told in a line or two: a wrong word, a full disk, being stopped by a person."""
        if not standalone_mode:
            return super().main(args, prog_name, complete_var, False, **extra)
        _speak_unicode()
        try:
            with _ended_gently():
                sys.exit(super().main(args, prog_name, complete_var, False, **extra) or 0)
        except click.exceptions.NoArgsIsHelpError as problem:
            problem.show()
            sys.exit(problem.exit_code)
        except click.UsageError as problem:
            from weimei.cli.usage import told

            click.echo(told(problem), err=True)
            sys.exit(problem.exit_code)
        except click.ClickException as problem:
            problem.show()
            sys.exit(problem.exit_code)
        except click.Abort:
            click.echo("停下了，没有写文件。Stopped; no file was written.", err=True)
            sys.exit(EXIT_STOPPED)
        except OSError as problem:
            click.echo(f"没写完：{problem.strerror}。Not all was written: {problem.strerror}.", err=True)
            sys.stdout = open(os.devnull, "w")  # noqa: SIM115, PTH123 - what is left in the buffer has nowhere to go
            sys.exit(1)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl([(name, words) for name, (_, _, words) in COMMANDS.items()])


@click.command(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="weimei", prog_name="weimei")
def main() -> None:
    """维美：医美退款，算到分，讲清楚。第一次用，先打 new。

    Exact, explained refunds for medical-aesthetics packages. Begin with: new.
    """
