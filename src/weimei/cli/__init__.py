"""The `weimei` command: one file per subcommand, read only when it is called."""

from __future__ import annotations

import importlib
import os
import sys
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

    def main(self, *args: Any, **kwargs: Any) -> Any:
        """Run; a device that takes no more (a full disk on standard output) is told in one line."""
        try:
            return super().main(*args, **kwargs)
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
