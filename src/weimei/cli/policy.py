"""`weimei policy check FILE`: which of a seller's refund terms would not hold, by which norm, and a wording that would."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from weimei.cli.common import Language, errors_told, lang_option, language

if TYPE_CHECKING:
    from weimei.core.policy.lint import ClauseFinding

VERDICTS = {
    "likely_void": ("很可能无效", "likely void"),
    "not_chargeable": ("不能向消费者扣", "cannot be charged to the consumer"),
    "person": ("要由人判断", "a person must decide"),
    "unclear": ("写得不清楚", "unclear"),
    "shorten": ("建议改短", "better shorter"),
    "harmless": ("没有问题", "nothing to object to"),
    "unread": ("没看懂，没有检查", "not understood, not checked"),
}
SURE = {"high": ("把握大", "sure"), "medium": ("把握中等", "fairly sure"), "low": ("把握小", "unsure")}
TYPED = (".yaml", ".yml", ".json")


@click.group(name="policy")
def command() -> None:
    """Check a seller's refund terms. 检查商家的退款条款。"""


@command.command(name="check")
@click.argument("file", type=click.Path(path_type=Path, allow_dash=True))
@lang_option
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text")
@click.option("--all", "show_all", is_flag=True, help="Also list clauses that nothing is wrong with.")
@click.option(
    "--strict",
    is_flag=True,
    help="Exit with 1 where a clause is likely void or cannot be charged, or a sentence was not understood or not reached.",
)
def check(file: Path, lang: str | None, form: str, show_all: bool, strict: bool) -> None:
    """Which clauses are likely void or unclear, by which norm, and a wording that would hold; which were not understood.

    FILE is a policy file (YAML or JSON) or the text that the seller wrote; - reads standard input.
    哪些条款很可能无效、哪里写得不清楚、依据是什么、怎么写才站得住。
    """
    from weimei.core.policy.lint import is_cut

    chosen = language(lang)
    with errors_told(chosen):
        findings = _findings(file)
        if form == "json":
            import msgspec

            click.echo(msgspec.json.format(msgspec.json.encode(findings), indent=2).decode())
        else:
            click.echo(_report(findings, chosen, show_all, typed=_typed(file)))
    bad = any(one.verdict.value in ("likely_void", "not_chargeable", "unread") for one in findings)
    if strict and (bad or is_cut(findings)):
        sys.exit(1)


def _findings(file: Path) -> tuple[ClauseFinding, ...]:
    """Every sentence of the text. In a policy file each clause is a line, and its number is the clause's id."""
    from weimei.core.policy.lint import read_every

    if not _typed(file):
        return read_every(_text(file))
    from msgspec.structs import replace

    from weimei.core.policy.phrases import phrase
    from weimei.files import load_policy

    clauses = load_policy(file).clauses
    said = [" ".join((phrase(one) or str(type(one).__struct_config__.tag)).split()) for one in clauses]
    found = read_every("\n".join(said))
    return tuple(replace(one, number=clauses[one.line - 1].id or str(one.line)) for one in found)


def _typed(file: Path) -> bool:
    return str(file) != "-" and file.suffix.lower() in TYPED


def _text(file: Path) -> str:
    """The text as given, UTF-8 or the Chinese national encoding; what is longer than the limit is read up to it."""
    import codecs

    from weimei.core.errors import DomainError
    from weimei.core.policy.lint import TEXT_LIMIT
    from weimei.files.source import read_bytes

    most = 4 * TEXT_LIMIT + 4
    whole = sys.stdin.buffer.read(most) if str(file) == "-" else read_bytes(file)
    data = whole[:most]
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            text = codecs.getincrementaldecoder(encoding)().decode(data, final=len(data) < most)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return text
    raise DomainError(
        "policy.encoding",
        f"{file} is neither UTF-8 nor GB18030 text.",
        remedy="Save it as UTF-8 text.",
        zh=f"{file}既不是UTF-8也不是GB18030的文字。存成UTF-8再试。",
    )


def _report(findings: tuple[ClauseFinding, ...], lang: Language, show_all: bool, *, typed: bool) -> str:
    from weimei.core.law.texts import cite

    zh = lang == "zh"
    shown = [one for one in findings if one.verdict.value not in (("unread",) if show_all else ("harmless", "unread"))]
    lines: list[str] = []
    for one in shown:
        verdict, sure = VERDICTS[one.verdict.value][not zh], SURE[one.sure.value][not zh]
        head = "" if one.head is None else (f"，第九条第{one.head}项" if zh else f", art 9 head {one.head}")
        lines.append(f"{_place(one, zh, typed)}「{one.text}」" if zh else f'{_place(one, zh, typed)} "{one.text}"')
        lines.append(f"   {verdict}（{sure}{head}）" if zh else f"   {verdict} ({sure}{head})")
        lines.append(f"   {one.why_zh if zh else one.why_en}")
        better = one.better_zh if zh else one.better_en
        if better:
            lines.append(f"   可以写成：{better}" if zh else f"   Better: {better}")
        if one.norms:
            named = [cite(ref, lang) for ref in one.norms]
            lines.append("   依据：" + "、".join(named) if zh else "   By: " + "; ".join(named))
        lines.append("")
    lines += _unread([one for one in findings if one.verdict.value == "unread"], zh, typed)
    lines.append(_summary(findings, zh))
    return "\n".join(part for line in lines for part in _folded(line))


def _place(one: ClauseFinding, zh: bool, typed: bool) -> str:
    """The seller's own number, where there is one, and the line; in a policy file the clause's id."""
    if typed:
        return f"{one.number}：" if zh else f"{one.number}:"
    if zh:
        return f"{one.number}（第{one.line}行）：" if one.number else f"第{one.line}行："
    return f"{one.number} (line {one.line}):" if one.number else f"line {one.line}:"


def _unread(unread: list[ClauseFinding], zh: bool, typed: bool) -> list[str]:
    """What was not understood, with its words, so that nobody takes silence for approval."""
    if not unread:
        return []
    numbers = list(dict.fromkeys(one.number if typed else str(one.line) for one in unread))
    if zh:
        head = f"没看懂，没有检查：{'、'.join(numbers)}" if typed else f"没看懂，没有检查：第{'、'.join(numbers)}行"
    else:
        head = f"Not understood, not checked: {'' if typed else 'line '}{', '.join(numbers)}"
    quoted = [
        f"   {_place(one, zh, typed)}「{one.text}」" if zh else f'   {_place(one, zh, typed)} "{one.text}"'
        for one in unread
    ]
    return [head, *quoted, ""]


def _folded(line: str) -> list[str]:
    """A line at the width of the terminal; what goes on keeps its indentation."""
    from weimei.cli.common import columns
    from weimei.reports.terminal import wrap

    indent = "   " if line.startswith("   ") else ""
    return [indent + part for part in wrap(line.strip(), columns() - len(indent))] or [""]


def _summary(findings: tuple[ClauseFinding, ...], zh: bool) -> str:
    """How many sentences there were, and what became of each."""
    spoken = sum(one.verdict.value not in ("harmless", "unread") for one in findings)
    harmless = sum(one.verdict.value == "harmless" for one in findings)
    unread = sum(one.verdict.value == "unread" for one in findings)
    if zh:
        words = f"{spoken}处要看，{harmless}处没有问题，{unread}句没看懂、没有检查。" if findings else "没有读到文字。"
        return words + "这里只提示，不替法院下结论；行政上的认定不决定民事效力。"
    words = (
        f"{spoken} to look at, {harmless} without objection, {unread} not understood and not checked."
        if findings
        else "No words were found."
    )
    return words + " This informs; a court decides, and an administrative finding does not settle civil validity."
