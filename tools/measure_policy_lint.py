"""Measure the terms linter on the committed clauses and write the table of docs/reference/policy-lint.md.

Usage: python tools/measure_policy_lint.py [--write | --check] [--misses SET]

A keyword list, the kind of check that a linter without grammar would be, is measured beside it on the same clauses.
"""

import argparse
import hashlib
import sys
from pathlib import Path
from typing import NamedTuple

import yaml

from weimei.core.policy.lint import ClauseFinding, Verdict, check_text, read_every

ROOT = Path(__file__).resolve().parent.parent
CORPUS = ROOT / "tests" / "worked" / "policy_clauses"
PAGE = ROOT / "docs" / "reference" / "policy-lint.md"
BEGIN, END = "<!-- measured: begin -->", "<!-- measured: end -->"
SETS = ("development", "heldout", "fresh", "market")
HEADS = (1, 2, 3, 4, 5, 6, 7)
GRAVITY = (
    Verdict.LIKELY_VOID,
    Verdict.NOT_CHARGEABLE,
    Verdict.PERSON,
    Verdict.UNCLEAR,
    Verdict.SHORTEN,
    Verdict.HARMLESS,
)

KEYWORDS: dict[int, tuple[str, ...]] = {
    1: ("不退", "不予退", "概不退", "不得解除", "退款", "不可退", "放弃"),
    2: ("转让", "转赠", "过户"),
    3: ("遗失", "丢失", "不补"),
    4: ("有权调整", "变更", "更换", "调整", "公示为准", "搬迁"),
    5: ("概不负责", "后果自负", "不承担", "免责", "风险"),
    6: ("仲裁", "管辖", "法院", "起诉"),
    7: ("解释权", "违约金", "手续费", "作废", "原价", "赠品", "定金", "提成", "佣金", "投诉", "差评", "肖像", "利息"),
}
"""The baseline: a head is ticked when one of its words occurs. It is not part of the product."""


class Clause(NamedTuple):
    """A labelled clause of the corpus."""

    id: str
    kind: str
    text: str
    heads: frozenset[int]
    may: frozenset[int]
    verdict: str
    clause: str | None
    fields: dict[str, int | str | None]
    trick: str | None


class Count(NamedTuple):
    """True and false alarms and misses of one head."""

    hits: int = 0
    alarms: int = 0
    misses: int = 0


def corpus(name: str) -> list[Clause]:
    """The clauses of one file."""
    rows = yaml.safe_load((CORPUS / f"{name}.yaml").read_text("utf-8"))
    return [
        Clause(
            row["id"], row["kind"], row["text"], frozenset(row["heads"]), frozenset(row.get("may", ())), row["verdict"],
            row.get("clause"), row.get("fields", {}), row.get("trick"),
        )
        for row in rows
    ]  # fmt: skip


def linted(text: str) -> frozenset[int]:
    """Heads that the linter reports."""
    return frozenset(finding.head for finding in check_text(text) if finding.head is not None)


def keyworded(text: str) -> frozenset[int]:
    """Heads that a list of words reports."""
    return frozenset(head for head, words in KEYWORDS.items() if any(word in text for word in words))


def gravest(findings: tuple[ClauseFinding, ...]) -> Verdict:
    """The gravest verdict among findings; harmless where there is none."""
    return min((finding.verdict for finding in findings), key=GRAVITY.index, default=Verdict.HARMLESS)


def counts(clauses: list[Clause], found: dict[str, frozenset[int]]) -> dict[int, Count]:
    """Per head: hits, false alarms, misses. Heads under `may` are left out of both."""
    table = {}
    for head in HEADS:
        asked = [clause for clause in clauses if head not in clause.may]
        table[head] = Count(
            hits=sum(head in clause.heads and head in found[clause.id] for clause in asked),
            alarms=sum(head not in clause.heads and head in found[clause.id] for clause in asked),
            misses=sum(head in clause.heads and head not in found[clause.id] for clause in asked),
        )
    return table


def _per_cent(part: int, whole: int) -> str:
    return f"{part * 100 / whole:.0f} % ({part}/{whole})" if whole else "–"


def _head_table(name: str) -> list[str]:
    clauses = corpus(name)
    ours = counts(clauses, {clause.id: linted(clause.text) for clause in clauses})
    words = counts(clauses, {clause.id: keyworded(clause.text) for clause in clauses})
    ours_all = Count(*(sum(column) for column in zip(*ours.values(), strict=True)))
    words_all = Count(*(sum(column) for column in zip(*words.values(), strict=True)))
    lines = [
        "| head | clauses | precision | recall | keyword precision | keyword recall |",
        "| --- | --- | --- | --- | --- | --- |",
    ]
    for label, our, word in [*((str(head), ours[head], words[head]) for head in HEADS), ("all", ours_all, words_all)]:
        lines.append(
            f"| {label} | {our.hits + our.misses} | {_per_cent(our.hits, our.hits + our.alarms)} "
            f"| {_per_cent(our.hits, our.hits + our.misses)} | {_per_cent(word.hits, word.hits + word.alarms)} "
            f"| {_per_cent(word.hits, word.hits + word.misses)} |"
        )
    return lines


def _group_table(name: str) -> list[str]:
    clauses = corpus(name)
    lines = ["| group | clauses | linter | keyword list |", "| --- | --- | --- | --- |"]
    found = {clause.id: check_text(clause.text) for clause in clauses}
    for kind, label in (("plain", "plainly worded, right heads"), ("reworded", "reworded to hide, right heads")):
        group = [clause for clause in clauses if clause.kind == kind]
        ours = sum(_right(clause, linted(clause.text)) for clause in group)
        words = sum(_right(clause, keyworded(clause.text)) for clause in group)
        lines.append(f"| {label} | {len(group)} | {_per_cent(ours, len(group))} | {_per_cent(words, len(group))} |")
    for kind, label in (
        ("harmless", "harmless, no warning"),
        ("near_miss", "harmless with frightening words, no warning"),
    ):
        group = [clause for clause in clauses if clause.kind == kind]
        ours = sum(gravest(found[clause.id]) == Verdict.HARMLESS for clause in group)
        words = sum(not keyworded(clause.text) for clause in group)
        lines.append(f"| {label} | {len(group)} | {_per_cent(ours, len(group))} | {_per_cent(words, len(group))} |")
    lines += _silence_rows(clauses)
    verdicts = sum(gravest(found[clause.id]) == clause.verdict for clause in clauses)
    lines.append(f"| right verdict | {len(clauses)} | {_per_cent(verdicts, len(clauses))} | – |")
    named = [clause for clause in clauses if clause.clause or clause.fields]
    typed = sum(_typed(clause, found[clause.id]) for clause in named)
    lines.append(f"| right typed fields | {len(named)} | {_per_cent(typed, len(named))} | – |")
    return lines


def _silence_rows(clauses: list[Clause]) -> list[str]:
    """What became of the clauses that were missed: told as not understood, or passed as fine. And fair ones recognised."""
    missed = [clause for clause in clauses if clause.heads and not clause.heads & linted(clause.text)]
    fair = [clause for clause in clauses if clause.kind in ("harmless", "near_miss")]
    unread = sum(_unread(clause.text) for clause in missed)
    known = sum(not _unread(clause.text) for clause in fair)
    passed = sum(all(found.verdict == Verdict.HARMLESS for found in read_every(clause.text)) for clause in missed)
    return [
        f"| missed, but told as not understood | {len(missed)} | {_per_cent(unread, len(missed))} | – |",
        f"| missed and called harmless | {len(missed)} | {_per_cent(passed, len(missed))} | – |",
        f"| fair, and recognised as such | {len(fair)} | {_per_cent(known, len(fair))} | – |",
    ]


def _unread(text: str) -> bool:
    return any(found.verdict == Verdict.UNREAD for found in read_every(text))


def _right(clause: Clause, heads: frozenset[int]) -> bool:
    return heads - clause.may == clause.heads - clause.may


def _typed(clause: Clause, findings: tuple[ClauseFinding, ...]) -> bool:
    wanted = ({"clause": clause.clause} if clause.clause else {}) | clause.fields
    return any(all(finding.fields.get(key) == value for key, value in wanted.items()) for finding in findings)


def report() -> str:
    """The measured tables, as they stand in the docs."""
    parts = []
    titles = {
        "development": "Development clauses (rules were tuned on these)",
        "heldout": "Held-out clauses (written before the rules)",
        "fresh": "Fresh clauses (written after the rules)",
        "market": "Market clauses (written before this reader was changed, measured once)",
    }
    for name in SETS:
        digest = hashlib.sha256((CORPUS / f"{name}.yaml").read_bytes()).hexdigest()[:12]
        parts += [f"### {titles[name]}", "", f"`{name}.yaml`, sha-256 begins `{digest}`", ""]
        parts += [*_head_table(name), "", *_group_table(name), ""]
    return "\n".join(parts).rstrip() + "\n"


def page_with(table: str) -> str:
    """The docs page with the table between its markers."""
    text = PAGE.read_text("utf-8")
    before, rest = text.split(BEGIN, 1)
    _, after = rest.split(END, 1)
    return f"{before}{BEGIN}\n{table}{END}{after}"


def show_misses(name: str) -> None:
    """Print the clauses that the linter reads otherwise than the label."""
    for clause in corpus(name):
        findings = check_text(clause.text)
        heads, verdict = linted(clause.text), gravest(findings)
        typed = _typed(clause, findings) if clause.clause or clause.fields else True
        if not _right(clause, heads) or verdict != clause.verdict or not typed:
            fields = [finding.fields for finding in findings]
            print(
                f"{clause.id} want {sorted(clause.heads)} {clause.verdict} got {sorted(heads)} {verdict} {fields}\n   {clause.text}"
            )


def main(arguments: list[str]) -> int:
    """Write, check or print the measurement."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--write", action="store_true", help="rewrite the table in the docs")
    parser.add_argument("--check", action="store_true", help="fail when the table in the docs is out of date")
    parser.add_argument("--misses", choices=SETS, help="list the clauses read otherwise than labelled")
    chosen = parser.parse_args(arguments)
    if chosen.misses:
        show_misses(chosen.misses)
        return 0
    if chosen.write:
        PAGE.write_text(page_with(report()), "utf-8")
        return 0
    if chosen.check:
        return int(PAGE.read_text("utf-8") != page_with(report()))
    print(report())
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
