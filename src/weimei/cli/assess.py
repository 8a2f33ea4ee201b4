"""`weimei assess FILE…`: what is owed, on every ground, with reasons."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any, get_args

import click

from weimei.cli.common import as_of_option, columns, day, errors_told, lang_option, language, put
from weimei.engine import Format

SUFFIX = {"text": ".txt", "json": ".json", "html": ".html", "pdf": ".pdf"}


@click.command(name="assess")
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path))
@as_of_option
@lang_option
@click.option(
    "--format", "form", type=click.Choice(list(SUFFIX)), default=None, help="Default: text, or by the ending of OUT."
)
@click.option(
    "-o", "--out", type=click.Path(path_type=Path), default=None, help="File to write; a folder for several matters."
)
@click.option("--full", is_flag=True, help="Text with the whole derivation and the names of all numbers.")
@click.option(
    "--confirmations",
    type=click.Path(path_type=Path),
    default=None,
    help="TOML file of values an operator vouches for.",
)
def command(
    files: tuple[Path, ...],
    as_of: Any,
    lang: str | None,
    form: Format | None,
    out: Path | None,
    full: bool,
    confirmations: Path | None,
) -> None:
    """Assess matter files: what is owed, on every ground, with reasons.

    评估一个或几个退款案件：每种理由下退多少，凭什么。
    """
    import weimei

    chosen = language(lang)
    form = form or _by_ending(out) or "text"
    with errors_told(chosen):
        _refuse(files, out, form)
        vouched = _confirmations(confirmations)
        for number, file in enumerate(files):
            target = out / f"{file.stem}{SUFFIX[form]}" if out is not None and (len(files) > 1 or out.is_dir()) else out
            if number and target is None:
                click.echo()
            matter = weimei.load(file)
            assessment = weimei.assess(matter, as_of=day(as_of), confirmations=vouched)
            colored = target is None and os.isatty(1) and "NO_COLOR" not in os.environ
            content = weimei.render(
                matter, assessment, format=form, lang=chosen, width=columns(), color=colored, full=full
            )
            put(content, target, files)
            if target is not None:
                click.echo(f"{file} → {target}", err=True)


def _by_ending(out: Path | None) -> Format | None:
    if out is None:
        return None
    return next((form for form in get_args(Format) if SUFFIX[form] == out.suffix.lower()), None)


def _refuse(files: tuple[Path, ...], out: Path | None, form: str) -> None:
    """Refuse what could not end well before anything is read."""
    from weimei.core.errors import DomainError

    if form == "pdf" and out is None and os.isatty(1):
        raise DomainError(
            "cli.pdf_terminal",
            "A PDF cannot be shown in a terminal.",
            remedy="Name a file with -o, such as -o report.pdf.",
        )
    if len(files) > 1 and out is not None:
        if out.exists() and not out.is_dir():
            raise DomainError(
                "cli.out_not_folder",
                f"{out} is a file, and there are {len(files)} matters.",
                remedy="Name a folder with -o.",
            )
        names = [file.stem for file in files]
        if len(set(names)) < len(names):
            raise DomainError(
                "cli.same_name",
                "Two of the files have the same name and would be written over each other.",
                remedy="Assess them one by one.",
            )
        out.mkdir(parents=True, exist_ok=True)


def _confirmations(path: Path | None) -> Any:
    from weimei.config import read_settings
    from weimei.files.confirmations import load_confirmations

    chosen = path or read_settings(os.environ).confirmations
    return load_confirmations(chosen) if chosen is not None else ()
