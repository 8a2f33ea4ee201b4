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

COMMANDS: dict[str, tuple[str, str, str]] = {
    "assess": ("assess", "command", "Assess a matter: what is owed, on every ground, with reasons."),
    "new": ("new", "command", "Answer a few questions and write a matter file."),
    "explain": ("explain", "command", "One number's whole derivation."),
    "compare": ("compare", "command", "The same matter under each reason and ground."),
    "policy": ("policy", "command", "Check a seller's refund terms."),
    "norms": ("norms", "command", "Norms, dates, sources, and what is not yet verified."),
    "batch": ("batch", "command", "Assess many matters, JSON Lines or Parquet."),
    "backtest": ("backtest", "command", "What other terms would have done to past matters."),
    "score": ("score", "command", "Compare with published court cases."),
    "schema": ("schema", "command", "JSON Schema of the file formats."),
    "bench": ("bench", "command", "Measure the engine on this machine."),
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

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        module, name, _ = COMMANDS[cmd_name]
        found: click.Command = getattr(importlib.import_module(f"weimei.cli.{module}"), name)
        return found

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
    """维美: exact, explained refunds for medical-aesthetics packages. 医美退款，算到分，讲清楚。"""
