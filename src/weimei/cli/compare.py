"""`weimei compare FILE`: the same matter under each reason and each ground side by side."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from weimei.cli.common import as_of_option, columns, day, errors_told, form_of, lang_option, language, put

FORMS = ("text", "html", "json")


@click.command(name="compare")
@click.argument("file", type=click.Path(path_type=Path))
@as_of_option
@lang_option
@click.option(
    "--format",
    "form",
    type=click.Choice(FORMS),
    default=None,
    help="形式；不写就看输出文件的结尾。Form (default: text, or by the ending of OUT).",
)
@click.option("-o", "--out", type=click.Path(path_type=Path), default=None, help="写到这个文件。File to write.")
def command(file: Path, as_of: Any, lang: str | None, form: str | None, out: Path | None) -> None:
    """换个理由会怎样：同一件事，每种理由各退多少，各要证明什么。

    The same matter under each reason and each ground, so that nobody picks one unaware of its cost.
    """
    chosen = language(lang)
    with errors_told(chosen):
        import weimei
        from weimei.files.results import ENCODER

        chosen_form = form_of(form, out, FORMS)
        matter = weimei.load(file)
        found = weimei.compare(matter, as_of=day(as_of))
        if chosen_form == "json":
            content: str | bytes = ENCODER.encode(dict(found)) + b"\n"
        else:
            from weimei.reports import compare_document, render

            document = compare_document(matter, found, chosen)
            content = render(document, "html") if chosen_form == "html" else render(document, "text", width=columns())
        put(content, out, (file,))
    if out is not None:
        click.echo(f"{file} → {out}", err=True)
