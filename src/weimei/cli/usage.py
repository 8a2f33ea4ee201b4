"""What is wrong with a command line, in Chinese and English: what was found, what fits, the nearest word, where to look."""

from __future__ import annotations

import difflib
import re
from collections.abc import Sequence
from datetime import date
from typing import Any

import click


class Day(click.ParamType[date]):
    """A day of the calendar, year-month-day."""

    name = "date"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> date:
        """The day that was written."""
        if isinstance(value, date):
            return value
        try:
            if re.fullmatch(r"\d{4}-\d{2}-\d{2}", value, re.ASCII):
                return date.fromisoformat(value)
        except ValueError:
            pass
        raise click.BadParameter(value, ctx=ctx, param=param)


def told(problem: click.UsageError) -> str:
    """The whole message: one line in Chinese, one in English."""
    path = problem.ctx.command_path if problem.ctx is not None else "weimei"
    zh, en = _words(problem)
    return f"{zh}用法见 {path} --help。\n{en} See {path} --help."


def _words(problem: click.UsageError) -> tuple[str, str]:
    match problem:
        case click.NoSuchOption():
            known = _options(problem.ctx) or list(problem.possibilities or ())
            zh, en = _nearest(problem.option_name, known)
            return f"没有“{problem.option_name}”这个选项。{zh}", f"There is no option “{problem.option_name}”.{en}"
        case click.MissingParameter():
            return _missing(problem)
        case click.BadParameter():
            name, found = _name(problem.param), _found(problem)
            zh, en = _fitting(problem.param, found)
            if not zh and not en:
                return f"{name}不对：{problem.message}", f"{name}: {problem.message}"
            shown = f"“{found}”" if found is not None else ""
            return f"{name}不能写{shown}。{zh}", f"{name} cannot be {shown or 'that'}.{en}"
        case _:
            return _other(problem)


FILES = {
    "files": ("文件名", "a file name"),
    "file": ("文件名", "a file name"),
    "cases": ("案例文件名", "the name of a file of cases"),
    "source": ("要读的表格文件名", "the name of the table to read"),
    "sources": ("要读的表格文件名", "the name of a table to read"),
    "out": ("要写的文件名", "the name of the file to write"),
}
"""What an argument is, in words."""
EXAMPLES = {
    "assess": "mine.yaml",
    "explain": "mine.yaml",
    "compare": "mine.yaml",
    "batch": "cases.csv results.csv",
    "backtest": "--policy old.yaml --policy new.yaml cases.jsonl",
    "score": "examples/cases/published.yaml",
    "check": "terms.txt",
}
"""What may stand behind a command."""


def _missing(problem: click.MissingParameter) -> tuple[str, str]:
    """What is missing, in words, and a whole line that would do."""
    name = _name(problem.param)
    zh_name, en_name = (name, name)
    if isinstance(problem.param, click.Argument):
        zh_name, en_name = FILES.get(problem.param.name or "", (name, name))
    zh, en = _fitting(problem.param, None)
    context = problem.ctx
    if context is not None and (rest := EXAMPLES.get(context.command.name or "")):
        line = f"{context.command_path} {rest}"
        return f"少了{zh_name}，例如 {line} 。{zh}", f"Missing: {en_name}, for example {line} .{en}"
    return f"少了{zh_name}。{zh}", f"Missing: {en_name}.{en}"


def _other(problem: click.UsageError) -> tuple[str, str]:
    group = problem.ctx.command if problem.ctx is not None else None
    word = re.search(r"No such command '(.*?)'\.", problem.message)
    if word is not None and isinstance(group, click.Group) and problem.ctx is not None:
        names = group.list_commands(problem.ctx)
        zh, en = _nearest(word[1], names)
        zh = zh or f"应为：{'、'.join(names)}。"
        en = en or f" Expected: {', '.join(names)}."
        return f"没有“{word[1]}”这个命令。{zh}", f"There is no command “{word[1]}”.{en}"
    extra = re.search(r"unexpected extra arguments? \((.*)\)", problem.message)
    if extra is not None:
        return f"多写了“{extra[1]}”。", f"“{extra[1]}” is too much."
    return f"命令写错了：{problem.message}", f"The command is wrong: {problem.message}"


def _options(context: click.Context | None) -> list[str]:
    if context is None:
        return []
    return [name for param in context.command.params if isinstance(param, click.Option) for name in param.opts]


def _name(param: click.Parameter | None) -> str:
    if param is None:
        return "参数"
    return param.opts[0] if isinstance(param, click.Option) else param.human_readable_name


def _found(problem: click.BadParameter) -> str | None:
    """What was written, where click says it."""
    if problem.param is not None and isinstance(problem.param.type, Day):
        return problem.message
    quoted = re.match(r"'(.*?)' is not", problem.message) or re.match(r"(\S+) is not in the range", problem.message)
    return quoted[1] if quoted else None


def _fitting(param: click.Parameter | None, found: str | None) -> tuple[str, str]:
    """What would fit, and the nearest of it."""
    kind = param.type if param is not None else None
    if isinstance(kind, Day):
        from weimei.files.scalars import day_meant

        near = day_meant(found) if found else ""
        zh, en = ("应为：日历上有的年月日，如 2026-05-20。", " Expected: a day of the calendar, such as 2026-05-20.")
        return (zh + f"是不是“{near}”？", en + f" Did you mean “{near}”?") if len(near) == 10 else (zh, en)
    if isinstance(kind, click.Choice):
        words = [str(word) for word in kind.choices]
        zh, en = _nearest(found, words) if found else ("", "")
        return f"应为：{'、'.join(words)}。{zh}", f" Expected: {', '.join(words)}.{en}"
    if isinstance(kind, click.IntRange | click.FloatRange):
        return f"应为：{kind.min}到{kind.max}的数。", f" Expected: a number from {kind.min} to {kind.max}."
    return "", ""


def _nearest(word: str, known: Sequence[str]) -> tuple[str, str]:
    near = difflib.get_close_matches(word, known, n=1, cutoff=0.6)
    return (f"是不是“{near[0]}”？", f" Did you mean “{near[0]}”?") if near else ("", "")
