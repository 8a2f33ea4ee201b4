"""What the subcommands share: language, day, errors, output."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, TypeVar, cast

import click

from weimei.cli.usage import Day
from weimei.core.errors import DomainError

if TYPE_CHECKING:
    from weimei.core.law.parameters import Confirmation

Language = Literal["zh", "en"]
F = TypeVar("F")
EXIT_BAD_INPUT = 2


def language(chosen: str | None) -> Language:
    """The language asked for, else that of the settings, else Chinese."""
    from weimei.config import read_settings
    from weimei.config.settings import SettingError

    try:
        return cast(Language, chosen or read_settings(os.environ).lang)
    except SettingError as problem:
        click.echo(str(problem), err=True)
        sys.exit(EXIT_BAD_INPUT)


def day(chosen: Any) -> date:
    """The day asked for, else today in China. The law as data begins with the civil code; a far future has no law yet."""
    if chosen is None:
        from weimei.adapters.clock import today

        return today()
    found = cast(date, chosen)
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
    type=Day(),
    default=None,
    help="按哪一天算，2021-01-01到2099-12-31，不写就是今天。Day of the assessment (default: today in China).",
)
lang_option = click.option(
    "--lang", type=click.Choice(["zh", "en"]), default=None, help="语言，不写是中文。Language (default: zh)."
)


@contextmanager
def errors_told(lang: Language) -> Iterator[None]:
    """Tell what is wrong with the input on standard error and end with exit code 2; nothing was written."""
    try:
        yield
    except DomainError as problem:
        click.echo(problem.text(lang), err=True)
        sys.exit(EXIT_BAD_INPUT)


SUFFIX = {"text": ".txt", "json": ".json", "html": ".html", "pdf": ".pdf"}


def form_of(chosen: str | None, out: Path | None, forms: tuple[str, ...]) -> str:
    """The form asked for, else by the ending of the file to write, else text. One that the ending contradicts is refused."""
    ending = out.suffix.lower() if out is not None and not out.is_dir() else ""
    named = next((form for form, suffix in SUFFIX.items() if suffix == {".htm": ".html"}.get(ending, ending)), None)
    if chosen is not None and named not in (None, chosen):
        raise DomainError(
            "cli.form_and_ending",
            f"--format {chosen} and the ending of {out} contradict each other.",
            remedy=f"Leave --format out, or let the name end in {SUFFIX[chosen]}.",
            zh=f"--format {chosen} 和 {out} 的结尾对不上。去掉 --format，或者让文件名以 {SUFFIX[chosen]} 结尾。",
        )
    if chosen is not None:
        return chosen
    if named in forms or (ending == "" and named is None):
        return named or "text"
    endings = [SUFFIX[form] for form in forms]
    raise DomainError(
        "cli.ending",
        f"The ending of {out} does not say what to write.",
        remedy=f"Let the name end in {', '.join(endings)}, or name the form with --format.",
        zh=f"{out} 的结尾看不出要写什么。文件名以 {'、'.join(endings)} 结尾，或者用 --format 写明。",
    )


def vouched_for(path: Path | None) -> tuple[Confirmation, ...]:
    """The values that an operator vouches for: those of the file named, else of the settings, else none."""
    from weimei.config import read_settings
    from weimei.files.confirmations import load_confirmations

    chosen = path or read_settings(os.environ).confirmations
    return load_confirmations(chosen) if chosen is not None else ()


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
    """Width of the terminal, between 40 and 120; 100 where there is none."""
    import shutil

    return max(40, min(120, shutil.get_terminal_size((100, 24)).columns))
