"""From a seller's text to findings."""

import re
import tomllib
from collections.abc import Iterator, Mapping
from functools import cache
from importlib import resources
from typing import Final, NamedTuple

import msgspec

from weimei.core.policy.lint import (
    rules_card,
    rules_change,
    rules_exit,
    rules_liability,
    rules_money,
    rules_other,
    rules_promise,
)
from weimei.core.policy.lint.findings import ClauseClass, ClauseFinding, Sureness, Verdict
from weimei.core.policy.lint.frames import Sentence, sentences
from weimei.core.policy.lint.hits import Field, Hit, Rule
from weimei.core.policy.lint.normal import NormalText, normalise

TEXT_LIMIT: Final = 100_000
"""Characters of a text that are checked; what lies beyond is reported as not checked, never passed over in silence."""

_RULES: Final[tuple[Rule, ...]] = (
    *rules_exit.RULES,
    *rules_card.RULES,
    *rules_change.RULES,
    *rules_liability.RULES,
    *rules_money.RULES,
    *rules_other.RULES,
)
_PROMISES: Final[tuple[Rule, ...]] = rules_promise.RULES

SENTENCE_LIMIT: Final = 3_000
"""Sentences that are checked; the rest is reported as not checked. Bounds the time for texts made of scraps."""

_PARTY: Final = re.compile(r"甲方[^乙。；\n]{0,12}?(?P<role>顾客|会员|消费者|客户|客人|买方|用户|患者|求美者)")


_Said = dict[tuple[object, ...], tuple[str, str, str, str]]
"""Texts already filled in, by reason, verdict and fields."""


class _Reason(msgspec.Struct, frozen=True):
    """A row of wording.toml."""

    head: int
    class_: ClauseClass = msgspec.field(name="class")
    verdict: Verdict
    sure: Sureness
    norms: tuple[str, ...]
    why_zh: str
    why_en: str
    better_zh: str
    better_en: str


@cache
def _reasons() -> dict[str, _Reason]:
    source = resources.files(__package__).joinpath("wording.toml").read_text("utf-8")
    return msgspec.convert(tomllib.loads(source), dict[str, _Reason])


def check_text(text: str) -> tuple[ClauseFinding, ...]:
    """Every clause of a seller's terms that deserves a word, in reading order.

    Harmless clauses that promise something or look worse than they are come with verdict `harmless`; other harmless
    sentences are left out. The same text always gives the same findings.

    >>> [(found.verdict.value, found.head) for found in check_text("会员卡遗失不补。未使用的次数可以随时退。")]
    [('likely_void', 3), ('harmless', None)]
    """
    plain = normalise(text[:TEXT_LIMIT])
    roles = _PARTY.search(plain.text)
    read = plain.text.translate({ord("甲"): "乙", ord("乙"): "甲"}) if roles else plain.text
    lines = _Lines(text)
    said: _Said = {}
    known: dict[tuple[str, str, str], list[_Reading]] = {}
    found: list[ClauseFinding] = []
    read_to = TEXT_LIMIT
    for number, sentence in enumerate(sentences(read)):
        if number == SENTENCE_LIMIT:
            read_to = plain.source(sentence.start)
            break
        around = (
            sentence.before.text if sentence.before else "",
            sentence.text,
            sentence.after.text if sentence.after else "",
        )
        if around not in known:
            known[around] = [_reading(sentence, hit) for hit in _hits(sentence)]
        found += [_finding(text, plain, sentence.start, reading, lines, said) for reading in known[around]]
    if len(text) > read_to:
        found.append(_cut(text, read_to, lines))
    return tuple(found)


class _Reading(NamedTuple):
    """A hit with its place counted from the start of its sentence, so that a repeated sentence is read once."""

    reason: str
    start: int
    end: int
    fields: Mapping[str, Field]
    verdict: Verdict | None
    sure: Sureness | None


def _reading(sentence: Sentence, hit: Hit) -> _Reading:
    start = min(hit.first.start, hit.last.start) - sentence.start
    end = max(hit.first.end, hit.last.end) - sentence.start
    return _Reading(hit.reason, start, end, hit.fields, hit.verdict, hit.sure)


def _hits(sentence: Sentence) -> Iterator[Hit]:
    """The readings of one sentence: one per reason; promises only where nothing is wrong with the sentence."""
    if sentence.quotes_another or sentence.binds_seller or not sentence.concepts:
        return
    seen: set[str] = set()
    warned = False
    for rule in _RULES:
        for hit in rule.hits(sentence):
            if hit.reason not in seen and not (seen & _COVERED.get(hit.reason, frozenset())):
                seen.add(hit.reason)
                warned = warned or hit.verdict != Verdict.HARMLESS
                yield hit
    if not warned:
        for rule in _PROMISES:
            yield from rule.hits(sentence)


_COVERED: Final[dict[str, frozenset[str]]] = {
    "refund_waived": frozenset({"no_refund", "transfer_only"}),
    "money_kept": frozenset({"no_refund", "transfer_only", "refund_waived"}),
    "request_barred": frozenset({"no_refund", "transfer_only", "no_termination"}),
    "transfer_only": frozenset({"no_refund"}),
    "review_waiver": frozenset({"suit_barred"}),
    "published_prevails": frozenset({"unilateral_change"}),
    "moved": frozenset({"unilateral_change"}),
    "property_waiver": frozenset({"liability_waiver"}),
    "charge_unstated": frozenset({"refund_at_discretion"}),
    "visit_missed": frozenset({"expiry"}),
}
"""A reading that says less than one already reported for the sentence."""


def _finding(text: str, plain: NormalText, origin: int, hit: _Reading, lines: "_Lines", said: _Said) -> ClauseFinding:
    reason = _reasons()[hit.reason]
    start, end = plain.span(origin + hit.start, origin + hit.end)
    verdict = hit.verdict or reason.verdict
    key = (hit.reason, verdict, *hit.fields.items())
    if key not in said:
        said[key] = _say(reason, verdict, hit.fields)
    why_zh, why_en, better_zh, better_en = said[key]
    return ClauseFinding(
        span=(start, end),
        line=lines.number(start),
        text=text[start:end],
        head=None if verdict == Verdict.HARMLESS else reason.head or None,
        class_=reason.class_,
        verdict=verdict,
        sure=hit.sure or reason.sure,
        norms=reason.norms + (("civil-code:498", "spc-prepaid-2025:8") if _adds_unclear(verdict, reason) else ()),
        why_zh=why_zh,
        why_en=why_en,
        better_zh=better_zh,
        better_en=better_en,
        fields=dict(hit.fields),
    )


def _say(reason: _Reason, verdict: Verdict, fields: Mapping[str, Field]) -> tuple[str, str, str, str]:
    """Reason and better wording in Chinese and English, with the numbers of the clause."""
    values = _values(fields, verdict)
    if verdict != Verdict.HARMLESS:
        texts = (reason.why_zh, reason.why_en, reason.better_zh, reason.better_en)
    elif reason.head:
        texts = (_SAVED_ZH, _SAVED_EN, "", "")
    else:
        texts = (reason.why_zh, reason.why_en, "", "")
    why_zh, why_en, better_zh, better_en = (text.format_map(values) for text in texts)
    return why_zh, why_en, better_zh, better_en


_SAVED_ZH: Final = "后面的例外留住了消费者的权利，单看这句没有问题。"
_SAVED_EN: Final = "The exception keeps the buyer's rights; nothing is wrong with this as it stands."


def _adds_unclear(verdict: Verdict, reason: _Reason) -> bool:
    return verdict == Verdict.UNCLEAR and "civil-code:498" not in reason.norms


def _values(fields: Mapping[str, Field], verdict: Verdict) -> dict[str, str]:
    """Numbers and names of the clause for its explanation."""
    percent = fields.get("percent", fields.get("keeps_percent"))
    amount = fields.get("amount_fen")
    whole = int(str(percent).partition(".")[0]) if percent is not None else 0
    base = fields.get("base")
    high = verdict == Verdict.LIKELY_VOID
    return {
        "percent": "" if percent is None else str(percent),
        "lawful": str(percent) if 0 < whole <= 20 else "20",
        "base_zh": {"price": "按总价", "unused": "按未用部分"}.get(str(base), "没写按什么算，按较小的算"),
        "base_en": {"price": "of the price", "unused": "of the unused part"}.get(
            str(base), "base not said, the smaller counts"
        ),
        "high_zh": "超过20%，我们按很可能无效提示；20%是我们的假设，不是法条。" if high else "",
        "high_en": "Above 20 % we call it likely void; the 20 % is our assumption, not a rule of law." if high else "",
        "amount": ""
        if not isinstance(amount, int)
        else f"{amount // 100}" + (f".{amount % 100:02d}" if amount % 100 else ""),
        "name": str(fields.get("name", "")),
        "days": str(fields.get("days", "")),
    }


def is_cut(findings: tuple[ClauseFinding, ...]) -> bool:
    """Whether the text was too long to be read to its end: the last finding says so and has no words of the text."""
    return bool(findings) and not findings[-1].text


def _cut(text: str, read_to: int, lines: "_Lines") -> ClauseFinding:
    reason = _reasons()["text_cut"]
    values = {"limit": str(read_to)}
    return ClauseFinding(
        span=(read_to, len(text)),
        line=lines.number(read_to),
        text="",
        head=None,
        class_=reason.class_,
        verdict=reason.verdict,
        sure=reason.sure,
        norms=reason.norms,
        why_zh=reason.why_zh.format_map(values),
        why_en=reason.why_en.format_map(values),
        better_zh="",
        better_en="",
        fields={},
    )


class _Lines:
    """Line numbers of positions asked for in reading order, in one pass over the text."""

    def __init__(self, text: str) -> None:
        self._text, self._at, self._line = text, 0, 1

    def number(self, position: int) -> int:
        """The line, from 1, on which the position stands."""
        if position < self._at:
            return self._line - self._text.count("\n", position, self._at)
        self._line += self._text.count("\n", self._at, position)
        self._at = position
        return self._line
