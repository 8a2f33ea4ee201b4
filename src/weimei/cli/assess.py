"""`weimei assess FILE…`: what is owed, on every ground, with reasons."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

import click

from weimei.cli.common import (
    SUFFIX,
    Language,
    as_of_option,
    columns,
    day,
    errors_told,
    form_of,
    lang_option,
    language,
    put,
    vouched_for,
)
from weimei.engine import Format

if TYPE_CHECKING:
    from weimei.files import Remark

FORMS = tuple(SUFFIX)


@click.command(name="assess")
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path))
@as_of_option
@lang_option
@click.option(
    "--format",
    "form",
    type=click.Choice(FORMS),
    default=None,
    help="形式；不写就看输出文件的结尾。Form (default: text, or by the ending of OUT).",
)
@click.option(
    "-o",
    "--out",
    type=click.Path(path_type=Path),
    default=None,
    help="写到这个文件；几个案件写文件夹。File to write; a folder for several matters.",
)
@click.option(
    "--full",
    is_flag=True,
    help="连推算过程和每个数的名字一起显示。With the whole derivation and the names of all numbers.",
)
@click.option(
    "--confirmations",
    type=click.Path(path_type=Path),
    default=None,
    help="经办人确认过的值（TOML文件）。Values an operator vouches for (TOML file).",
)
def command(
    files: tuple[Path, ...],
    as_of: Any,
    lang: str | None,
    form: str | None,
    out: Path | None,
    full: bool,
    confirmations: Path | None,
) -> None:
    """算退款：每种理由下退多少，凭什么。FILES 是案件文件，可以写几个，例如 mine.yaml。

    Assess matter files: what is owed, on every ground, with reasons.
    """
    chosen = language(lang)
    with errors_told(chosen):
        folder = out if out is not None and (len(files) > 1 or out.is_dir()) else None
        kind = cast(Format, form_of(form, None if folder is not None else out, FORMS))
        _refuse(files, out, kind)
        colored = out is None and os.isatty(1) and "NO_COLOR" not in os.environ
        vouched, at = vouched_for(confirmations), day(as_of)
        reports = [_report(file, at, vouched, kind, chosen, colored, full) for file in files]
        if folder is not None:
            folder.mkdir(parents=True, exist_ok=True)
        for number, (file, content) in enumerate(zip(files, reports, strict=True)):
            target = folder / f"{file.stem}{SUFFIX[kind]}" if folder is not None else out
            if number and target is None:
                click.echo()
            put(content, target, files)
            if target is not None:
                click.echo(f"{file} → {target}", err=True)


def _report(file: Path, at: Any, vouched: Any, form: Format, lang: Language, colored: bool, full: bool) -> str | bytes:
    """One matter's report. What looks like a slip although it can be assessed is told on standard error."""
    import weimei
    from weimei.files import load_matter_with_notices

    matter, notices = load_matter_with_notices(file)
    _notice(notices, lang)
    assessment = weimei.assess(matter, as_of=at, confirmations=vouched)
    return weimei.render(matter, assessment, format=form, lang=lang, width=columns(), color=colored, full=full)


def _notice(notices: tuple[Remark, ...], lang: Language) -> None:
    for one in notices:
        click.echo(f"请看一眼：{one.text(lang)}" if lang == "zh" else f"Worth a look: {one.text(lang)}", err=True)


def _refuse(files: tuple[Path, ...], out: Path | None, form: str) -> None:
    """Refuse what could not end well before anything is read."""
    from weimei.core.errors import DomainError

    if form == "pdf" and out is None and os.isatty(1):
        raise DomainError(
            "cli.pdf_terminal",
            "A PDF cannot be shown in a terminal.",
            remedy="Name a file with -o, such as -o report.pdf.",
            zh="PDF不能显示在终端里。用 -o 写明文件，如 -o report.pdf。",
        )
    if len(files) > 1 and out is not None:
        if out.exists() and not out.is_dir():
            raise DomainError(
                "cli.out_not_folder",
                f"{out} is a file, and there are {len(files)} matters.",
                remedy="Name a folder with -o.",
                zh=f"{out}是一个文件，可要写{len(files)}份。用 -o 写一个文件夹。",
            )
        names = [file.stem for file in files]
        if len(set(names)) < len(names):
            raise DomainError(
                "cli.same_name",
                "Two of the files have the same name and would be written over each other.",
                remedy="Assess them one by one.",
                zh="有两个文件同名，写出来会互相覆盖。一个一个地评估。",
            )
