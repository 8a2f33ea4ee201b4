"""`weimei explain FILE NODE`: one number's whole derivation."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from weimei.cli.common import as_of_option, columns, day, errors_told, lang_option, language


@click.command(name="explain")
@click.argument("file", type=click.Path(path_type=Path))
@click.argument("node", default="sum.principal")
@as_of_option
@lang_option
def command(file: Path, node: str, as_of: Any, lang: str | None) -> None:
    """One number's whole derivation: rule, article, inputs, evidence.

    NODE is a number's name as the report prints it, such as sum.principal.likely or ground.own_wish.principal.low.
    一个数是怎么来的：规则、条文、用到的事实和证据。
    """
    chosen = language(lang)
    with errors_told(chosen):
        import weimei

        matter = weimei.load(file)
        assessment = weimei.assess(matter, as_of=day(as_of))
        click.echo(weimei.explain(matter, assessment, node, lang=chosen, width=columns()).rstrip("\n"))
