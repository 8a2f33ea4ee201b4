"""`weimei new`: asks only what is needed, in the order a person remembers it; the estimate grows with the answers."""

from __future__ import annotations

import shlex
import sys
import tomllib
from datetime import date
from functools import cache
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
import msgspec

from weimei.cli.common import Language, as_of_option, day, errors_told, lang_option, language
from weimei.core.assessment.interview import (
    HELP,
    DoubtError,
    Question,
    answer,
    left,
    next_question,
    start,
    told_already,
)
from weimei.core.assessment.matter import Matter
from weimei.core.errors import DomainError

if TYPE_CHECKING:
    from weimei.files.problems import Remark

COMMON = {"yes": ("是", "yes"), "no": ("不是", "no"), "unknown": ("说不清，先跳过", "not sure, skip")}
BACK, STOP = ("back", "返回", "<"), ("quit", "stop", "退出", "停")


@click.command(name="new")
@click.argument("out", type=click.Path(path_type=Path), default="matter.yaml")
@as_of_option
@lang_option
@click.option("--force", is_flag=True, help="文件已经有了也从头问，写过去。Begin again over an existing file.")
def command(out: Path, as_of: Any, lang: str | None, force: bool) -> None:
    """回答几个问题，写出案件文件。输入 < 回上一题，? 看说明，停 先停下；文件已经有了就接着上次的问，只问还不知道的。

    Answer a few questions and write a matter file. < goes back, ? explains, stop keeps what was said. Where the file
    exists, only what it does not say yet is asked.
    """
    chosen = language(lang)
    with errors_told(chosen):
        begun = _begin(out, force, chosen)
        matter, is_planned = interview(day(as_of), chosen, begun.matter, begun.told)
        zh = chosen == "zh"
        if matter == begun.matter:
            click.echo("\n一题都没答，没有写文件。" if zh else "\nNothing was answered; no file was written.")
            return
        if not is_planned:
            click.echo(
                "\n还没说是怎么卖给你的，没有写文件。"
                if zh
                else "\nHow it was sold is not told yet; no file was written."
            )
            return
        from weimei.files import parse_matter, write_whole

        text = _written(matter, out)
        parse_matter(text.encode("utf-8"), str(out))  # what is written can be read
        write_whole(out, text)
        click.echo(f"\n写好了：{out}" if zh else f"\nWritten: {out}")
        name, file = click.get_current_context().find_root().info_name, shlex.quote(str(out))
        click.echo(f"接下来：{name} assess {file}" if zh else f"Next: {name} assess {file}")
        click.echo(
            f"没答完的：再打 {name} new {file} 接着答，或者直接在文件里改。"
            if zh
            else f"For the rest: {name} new {file} goes on, or write into the file."
        )


ENDINGS = (".yaml", ".yml", ".json")


def _written(matter: Matter, out: Path) -> str:
    """The matter in the form that the ending of the file's name stands for."""
    from weimei.files import dump_json, dump_matter

    return dump_json(matter) if out.suffix.lower() == ".json" else dump_matter(matter)


class _Begun:
    """Where the questions begin: a blank matter, or what a file says already."""

    def __init__(self, matter: Matter, told: frozenset[str]) -> None:
        self.matter = matter
        self.told = told


def _begin(out: Path, force: bool, lang: Language) -> _Begun:
    """Read what there is to go on with. A place that cannot be written is refused before anything is asked."""
    from weimei.files.atomic import checked_target

    if out.suffix.lower() not in ENDINGS:
        raise DomainError(
            "cli.ending",
            f"{out} does not end as a matter file does.",
            remedy=f"Give it a name that ends in {', '.join(ENDINGS)}.",
            zh=f"“{out}”不是案件文件的名字。让文件名以 {'、'.join(ENDINGS)} 结尾。",
        )
    if not out.exists() or force:
        checked_target(out)
        return _Begun(start("".join(c if c.isalnum() or c in "-_" else "-" for c in out.stem)[:64]), frozenset())
    from weimei.files import load_matter

    zh = lang == "zh"
    try:
        matter = load_matter(out)
        told = told_already(matter)
    except DomainError as problem:
        raise DomainError(
            "cli.exists",
            f"{out} exists, and the questions cannot go on with it: {problem.text('en')}",
            remedy="Name another file, or add --force to write over it.",
            zh=f"{out}已经有了，接不上：{problem.text('zh')}\n换个文件名重新答，或者加 --force 从头来、写过去。",
        ) from None
    checked_target(out)
    click.echo(
        f"{out}已经有了，接着答：只问还不知道的。要从头来，加 --force。"
        if zh
        else f"{out} exists: only what it does not say yet is asked. To begin again, add --force."
    )
    if out.suffix.lower() != ".json" and any(
        line.lstrip().startswith("#") or " #" in line for line in out.read_text("utf-8").splitlines()
    ):
        click.echo("文件里用#写的备注，写回时留不住。" if zh else "Notes after # in the file will not be kept.")
    return _Begun(matter, told)


def interview(at: date, lang: Language, matter: Matter, told: frozenset[str] = frozenset()) -> tuple[Matter, bool]:
    """Ask until nothing is left to ask or the person stops: the matter, and whether it is known how it was sold."""
    click.echo(_welcome(lang, is_new=not told))
    asked, doubted, shown = told, ("", ""), ""
    history: list[tuple[Matter, frozenset[str]]] = []
    while (question := next_question(matter, at, asked)) is not None:
        text = _ask(question, lang, len(history) + 1, len(history) + left(matter, at, asked))
        if text.lower() in STOP:
            break
        if text in BACK:
            if history:
                matter, asked = history.pop()
            else:
                click.echo("这是第一题。\n" if lang == "zh" else "This is the first question.\n")
            continue
        if text.lower() in HELP:
            click.echo(_help(question, lang))
            continue
        try:
            grown = answer(matter, question, text, at, is_sure=doubted == (question.id, text))
            _fits(matter, grown)
        except DomainError as problem:
            doubted = (question.id, text) if isinstance(problem, DoubtError) else ("", "")
            click.echo(f"  {problem.text(lang)}\n")
            continue
        history.append((matter, asked))
        matter, asked = grown, asked | {question.id}
        shown = _estimate(matter, at, lang, shown)
    return matter, "plan" in asked


def _fits(before: Matter, grown: Matter) -> None:
    """Refuse at the question what the file would be refused for."""
    if grown == before:
        return
    new = [one for one in _refusals(grown) if one.code not in {old.code for old in _refusals(before)}]
    if new:
        from weimei.files.problems import FileProblem

        raise FileProblem.of(msgspec.structs.replace(new[0], file="", line=None, column=None))


def _refusals(matter: Matter) -> tuple[Remark, ...]:
    """Why a file of this matter would not be read."""
    from weimei.files import FileProblem, dump_matter, parse_matter

    try:
        parse_matter(dump_matter(matter).encode("utf-8"), "matter.yaml")
    except FileProblem as problem:
        return problem.problems
    return ()


def _welcome(lang: Language, *, is_new: bool) -> str:
    if lang == "zh":
        about = "问的是医美项目。" if is_new else ""
        return f"{about}直接回车就是跳过。? 看说明，< 回上一题，停 先停下。\n"
    about = "This is about a medical-aesthetics purchase. " if is_new else ""
    return f"{about}Enter skips. ? explains, < goes back, stop ends and keeps.\n"


def _ask(question: Question, lang: Language, number: int, about: int) -> str:
    words = _words()[question.id]
    click.echo(
        f"第{number}题/约{about}题  {words[lang]}" if lang == "zh" else f"{number} of about {about}  {words[lang]}"
    )
    if f"help_{lang}" in words:
        click.echo(f"  {words[f'help_{lang}']}")
    for place, option in enumerate(question.options, 1):
        named = words[option][lang] if option in words else COMMON[option][lang != "zh"]
        click.echo(f"  {place}  {named}")
    try:
        text = _typed()
    except (click.Abort, EOFError):
        return STOP[0]
    return text.strip().encode("utf-8", "replace").decode("utf-8")  # bytes that are no text become question marks


def _typed() -> str:
    """One line as it was typed. Half a line at the end of a pipe is no answer: the rest of it may be lost."""
    if sys.stdin.isatty():
        return str(click.prompt(">", default="", show_default=False, prompt_suffix=" ", value_proc=str))
    click.echo("> ", nl=False)
    line = sys.stdin.readline()
    if not line.endswith("\n"):
        raise EOFError
    return line


HOW = {
    "choice": ("打前面的数字，比如 1。", "Type the number of a line, such as 1."),
    "amount": ("写金额，比如 12800、12,800.50、1.28万。", "Type a sum, such as 12800 or 12,800.50."),
    "date": ("写年月日，比如 2026-05-20、2026年5月20日；只记得月份写 2026-05。", "Type a day, such as 2026-05-20, or a month."),
    "count": ("写整数，比如 10。", "Type a whole number, such as 10."),
    "percent": ("写百分之几，比如 30。", "Type a percentage, such as 30."),
    "text": ("随便怎么写，自己看得懂就行。", "Any words that you will recognise."),
}  # fmt: skip


def _help(question: Question, lang: Language) -> str:
    """How this question is answered, and what else can be typed."""
    if lang == "zh":
        rest = "不知道就直接回车，以后再补；没答的不会替你猜，结果的范围宽一些。< 回上一题，停 先停下。"
        return f"  {HOW[question.kind][0]}{rest}\n"
    rest = "Not known? Press Enter; nothing is guessed, the range is only wider. < goes back, stop ends and keeps."
    return f"  {HOW[question.kind][1]} {rest}\n"


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
