"""What the subcommands share: language, day, errors, output."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any, Literal, TypeVar, cast

import click

from weimei.core.errors import DomainError

Language = Literal["zh", "en"]
F = TypeVar("F")
EXIT_BAD_INPUT = 2


def language(chosen: str | None) -> Language:
    """The language asked for, else that of the settings, else Chinese."""
    from weimei.config import read_settings

    return cast(Language, chosen or read_settings(os.environ).lang)


def day(chosen: Any) -> date:
    """The day asked for, else today in China. The law as data begins with the civil code; a far future has no law yet."""
    if chosen is None:
        from weimei.adapters.clock import today

        return today()
    found = cast(date, chosen.date())
    if not FIRST_DAY <= found <= LAST_DAY:
        raise DomainError(
            "cli.as_of",
            f"There is no law on file for {found}.",
            remedy=f"Choose a day from {FIRST_DAY} to {LAST_DAY}.",
            zh=f"{found}那天的法律不在资料里。选{FIRST_DAY}到{LAST_DAY}之间的一天。",
        )
    return found


FIRST_DAY, LAST_DAY = date(2021, 1, 1), date(2099, 12, 31)


as_of_option = click.option(
    "--as-of",
    "as_of",
    type=click.DateTime(["%Y-%m-%d"]),
    default=None,
    help="Day of the assessment (default: today in China).",
)
lang_option = click.option("--lang", type=click.Choice(["zh", "en"]), default=None, help="Language (default: zh).")


@contextmanager
def errors_told(lang: Language) -> Iterator[None]:
    """Tell what is wrong with the input on standard error and end with exit code 2; nothing was written."""
    try:
        yield
    except DomainError as problem:
        click.echo(problem.text(lang), err=True)
        sys.exit(EXIT_BAD_INPUT)


def put(content: str | bytes, out: Path | None, sources: tuple[Path, ...] = ()) -> None:
    """Write the result whole to a file, or to standard output. Never over one of the files that were read."""
    if out is not None:
        from weimei.files import write_whole

        data = content.encode("utf-8") if isinstance(content, str) else content
        write_whole(out, data, inputs=sources)
    elif isinstance(content, bytes):
        sys.stdout.buffer.write(content)
    else:
        click.echo(content.rstrip("\n"))


def columns() -> int:
    """Width of the terminal, between 60 and 120; 100 where there is none."""
    import shutil

    return max(60, min(120, shutil.get_terminal_size((100, 24)).columns))
