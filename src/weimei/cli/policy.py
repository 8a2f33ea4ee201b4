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
    help="Exit with 1 where a clause is likely void or cannot be charged, or the text was too long to read.",
)
def check(file: Path, lang: str | None, form: str, show_all: bool, strict: bool) -> None:
    """Which clauses are likely void or unclear, by which norm, and a wording that would hold.

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
            click.echo(_report(findings, chosen, show_all))
    bad = any(one.verdict.value in ("likely_void", "not_chargeable") for one in findings)
    if strict and (bad or is_cut(findings)):
        sys.exit(1)


def _findings(file: Path) -> tuple[ClauseFinding, ...]:
    from weimei.core.policy.lint import check_text

    if str(file) != "-" and file.suffix.lower() in TYPED:
        from weimei.core.policy.phrases import phrase
        from weimei.files import load_policy

        text = "\n".join(filter(None, (phrase(clause) for clause in load_policy(file).clauses)))
    else:
        text = _text(file)
    return check_text(text)


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


def _report(findings: tuple[ClauseFinding, ...], lang: Language, show_all: bool) -> str:
    from weimei.core.law.texts import cite

    zh = lang == "zh"
    spoken = [one for one in findings if show_all or one.verdict.value != "harmless"]
    lines: list[str] = []
    for one in spoken:
        verdict, sure = VERDICTS[one.verdict.value][not zh], SURE[one.sure.value][not zh]
        head = "" if one.head is None else (f"，第九条第{one.head}项" if zh else f", art 9 head {one.head}")
        lines.append(f"{one.line}: 「{one.text}」" if zh else f'{one.line}: "{one.text}"')
        lines.append(f"   {verdict}（{sure}{head}）" if zh else f"   {verdict} ({sure}{head})")
        lines.append(f"   {one.why_zh if zh else one.why_en}")
        better = one.better_zh if zh else one.better_en
        if better:
            lines.append(f"   可以写成：{better}" if zh else f"   Better: {better}")
        if one.norms:
            named = [cite(ref, lang) for ref in one.norms]
            lines.append("   依据：" + "、".join(named) if zh else "   By: " + "; ".join(named))
        lines.append("")
    harmless = sum(one.verdict.value == "harmless" for one in findings)
    lines.append(_summary(len(findings), len(findings) - harmless, harmless, zh))
    return "\n".join(part for line in lines for part in _folded(line))


def _folded(line: str) -> list[str]:
    """A line at the width of the terminal; what goes on keeps its indentation."""
    from weimei.cli.common import columns
    from weimei.reports.terminal import wrap

    indent = "   " if line.startswith("   ") else ""
    return [indent + part for part in wrap(line.strip(), columns() - len(indent))] or [""]


def _summary(total: int, spoken: int, harmless: int, zh: bool) -> str:
    if zh:
        words = f"读到{total}条：{spoken}条要看，{harmless}条没有问题。" if total else "没有读到与退款有关的条款。"
        return words + "这里只提示，不替法院下结论；行政上的认定不决定民事效力。"
    words = (
        f"{total} clauses read: {spoken} to look at, {harmless} without objection."
        if total
        else "No clause about refunds was found."
    )
    return words + " This informs; a court decides, and an administrative finding does not settle civil validity."
