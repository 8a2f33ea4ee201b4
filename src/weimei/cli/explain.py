"""`weimei explain FILE NODE`: one number's whole derivation."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from weimei.cli.common import Language, as_of_option, columns, day, errors_told, lang_option, language

if TYPE_CHECKING:
    from weimei.core.assessment.outcome import Assessment


@click.command(name="explain")
@click.argument("file", type=click.Path(path_type=Path))
@click.argument("node", default="sum.principal")
@as_of_option
@lang_option
def command(file: Path, node: str, as_of: Any, lang: str | None) -> None:
    """一个数是怎么来的：规则、条文、用到的事实和证据。

    One number's whole derivation: rule, article, inputs, evidence.

    NODE 是数的名字，如 sum.principal.low、ground.own_wish.principal.high；不写就是应退本金。全部名字用 assess --full 看。

    NODE is a number's name as assess --full prints it; left out, it is the sum to be returned.
    """
    chosen = language(lang)
    with errors_told(chosen):
        import weimei

        matter = weimei.load(file)
        assessment = weimei.assess(matter, as_of=day(as_of))
        text = weimei.explain(matter, assessment, node, lang=chosen, width=columns()).rstrip("\n")
        if said := which_end(assessment, node, chosen):
            from weimei.reports.terminal import wrap

            click.echo("\n".join(wrap(said, columns())) + "\n")
        click.echo(text)


def which_end(assessment: Assessment, node: str, lang: Language) -> str:
    """Which end of a range is shown where the name says none, and how to see the others; nothing where there is one sum."""
    from weimei.reports.explain import find, nodes, settled

    path = settled(assessment, node)
    if path == node.strip() or "/" in path:
        return ""
    head = path.rpartition(".")[0]
    others = [one for end in ("low", "high") if (one := f"{head}.{end}") in nodes(assessment) and one != path]
    if all(find(assessment, one).value == find(assessment, path).value for one in others):
        return ""
    if path.endswith(".likely"):
        zh, en = "这是可能的数", "This is the likely sum"
    else:
        zh, en = (
            "法律上没有定论，没有“可能”的数；这是最低的",
            "The law leaves it open, so no sum is likely; this is the low one",
        )
    if lang == "zh":
        return f"{zh}（{path}）。另外还有：{'、'.join(others)}。"
    return f"{en} ({path}). There is also {' and '.join(others)}."
