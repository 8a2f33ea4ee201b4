"""`weimei new`: asks only what is needed, in the order a person remembers it; the estimate grows with the answers."""

from __future__ import annotations

import shlex
import tomllib
from datetime import date
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Any

import click

from weimei.cli.common import Language, as_of_option, day, errors_told, lang_option, language
from weimei.core.assessment.interview import Question, answer, next_question, start
from weimei.core.assessment.matter import Matter
from weimei.core.errors import DomainError

COMMON = {"yes": ("是", "yes"), "no": ("不是", "no"), "unknown": ("说不清，先跳过", "not sure, skip")}
BACK, STOP = ("back", "返回", "<"), ("quit", "stop", "退出", "停")


@click.command(name="new")
@click.argument("out", type=click.Path(path_type=Path), default="matter.yaml")
@as_of_option
@lang_option
@click.option("--force", is_flag=True, help="Write over an existing file.")
def command(out: Path, as_of: Any, lang: str | None, force: bool) -> None:
    """Answer a few questions and write a matter file; every question can be skipped, < goes back, 停 stops and keeps.

    回答几个问题，写出案件文件。每题都能跳过，输入 < 回上一题，输入 停 先停下，答过的都留着。
    """
    chosen = language(lang)
    with errors_told(chosen):
        _refuse(out, force)
        blank = start("".join(c if c.isalnum() or c in "-_" else "-" for c in out.stem)[:64])
        matter = interview(day(as_of), chosen, blank)
        zh = chosen == "zh"
        if matter == blank:
            click.echo("\n一题都没答，没有写文件。" if zh else "\nNothing was answered; no file was written.")
            return
        from weimei.files import dump_matter, write_whole

        write_whole(out, dump_matter(matter))
        click.echo(f"\n写好了：{out}" if zh else f"\nWritten: {out}")
        next_ = f"{click.get_current_context().find_root().info_name} assess {shlex.quote(str(out))}"
        click.echo(f"接下来：{next_}" if zh else f"Next: {next_}")


def _refuse(out: Path, force: bool) -> None:
    """Refuse a place that cannot be written before anything is asked."""
    if out.exists() and not force:
        raise DomainError(
            "cli.exists",
            f"{out} exists.",
            remedy="Name another file, or add --force to write over it.",
            zh=f"{out}已经有了。换个名字，或者加上--force写过去。",
        )
    from weimei.files.atomic import checked_target

    checked_target(out)


def interview(at: date, lang: Language, matter: Matter) -> Matter:
    """Ask until nothing is left to ask or the person stops."""
    zh = lang == "zh"
    asked = frozenset[str]()
    history: list[tuple[Matter, frozenset[str]]] = []
    click.echo(
        "直接回车就是跳过。< 回上一题，停 先停下。\n" if zh else "Enter skips. < goes back, stop ends and keeps.\n"
    )
    shown = ""
    while (question := next_question(matter, at, asked)) is not None:
        text = _ask(question, lang)
        if text.lower() in STOP:
            break
        if text in BACK:
            if history:
                matter, asked = history.pop()
            continue
        try:
            grown = answer(matter, question, text)
        except DomainError as problem:
            click.echo(f"{problem.text(lang)}\n")
            continue
        history.append((matter, asked))
        matter, asked = grown, asked | {question.id}
        shown = _estimate(matter, at, lang, shown)
    return matter


def _ask(question: Question, lang: Language) -> str:
    words = _words()[question.id]
    click.echo(words[lang])
    if f"help_{lang}" in words:
        click.echo(f"  {words[f'help_{lang}']}")
    for number, option in enumerate(question.options, 1):
        named = words[option][lang] if option in words else COMMON[option][lang != "zh"]
        click.echo(f"  {number}  {named}")
    try:
        text = str(click.prompt(">", default="", show_default=False, prompt_suffix=" ")).strip()
        return text.encode("utf-8", "replace").decode("utf-8")  # bytes that are no text become question marks
    except (click.Abort, EOFError):
        return STOP[0]


def _estimate(matter: Matter, at: date, lang: Language, shown: str) -> str:
    """Print the estimate where it moved; never a promise."""
    from weimei.core.assessment.assess import amounts
    from weimei.reports.wording import money

    if not matter.legs or not matter.legs[0].amount:
        return shown
    sum_ = amounts(matter, at).principal
    low, high = money(sum_.low, matter.currency), money(sum_.high, matter.currency)
    text = low if sum_.is_exact else f"{low}–{high}"
    if lang == "zh":
        line = f"目前估算：{text}" + (
            "" if sum_.is_exact or sum_.likely is None else f"，可能{money(sum_.likely, matter.currency)}"
        )
    else:
        line = f"Estimate so far: {text}" + (
            "" if sum_.is_exact or sum_.likely is None else f", likely {money(sum_.likely, matter.currency)}"
        )
    click.echo(f"\n  {line}\n" if line != shown else "")
    return line


@cache
def _words() -> dict[str, Any]:
    return tomllib.loads(
        resources.files("weimei.reports").joinpath("catalogue").joinpath("interview.toml").read_text("utf-8")
    )
