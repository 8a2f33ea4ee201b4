"""From a seller's text to findings."""

import re
from collections.abc import Iterator, Mapping
from typing import Final, NamedTuple

import msgspec

from weimei.core.policy.lint import (
    rules_card,
    rules_change,
    rules_exit,
    rules_liability,
    rules_money,
    rules_other,
    rules_plain,
    rules_promise,
    rules_spoken_conduct,
    rules_spoken_exit,
    rules_spoken_money,
)
from weimei.core.policy.lint.findings import ClauseFinding, Sureness, Verdict
from weimei.core.policy.lint.frames import Sentence, sentences
from weimei.core.policy.lint.hits import Field, Hit, Rule
from weimei.core.policy.lint.normal import NormalText, normalise
from weimei.core.policy.lint.places import Labels, Lines
from weimei.core.policy.lint.wording import Reason, reasons, say

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
_SPOKEN: Final[tuple[Rule, ...]] = (
    *rules_spoken_exit.RULES,
    *rules_spoken_money.RULES,
    *rules_spoken_conduct.RULES,
)
_PROMISES: Final[tuple[Rule, ...]] = rules_promise.RULES

SENTENCE_LIMIT: Final = 3_000
"""Sentences that are checked; the rest is reported as not checked. Bounds the time for texts made of scraps."""

_PARTY: Final = re.compile(r"甲方[^乙。；\n]{0,12}?(?P<role>顾客|会员|消费者|客户|客人|买方|用户|患者|求美者)")


_Said = dict[tuple[object, ...], tuple[str, str, str, str]]
"""Texts already filled in, by reason, verdict and fields."""


def check_text(text: str) -> tuple[ClauseFinding, ...]:
    """Every clause of a seller's terms that deserves a word, in reading order.

    Harmless clauses that promise something or look worse than they are come with verdict `harmless`; other harmless
    sentences are left out. The same text always gives the same findings.

    >>> [(found.verdict.value, found.head) for found in check_text("会员卡遗失不补。未使用的次数可以随时退。")]
    [('likely_void', 3), ('harmless', None)]
    """
    return tuple(_read(text, every=False))


def read_every(text: str) -> tuple[ClauseFinding, ...]:
    """The findings of `check_text`, and a word on every other sentence: recognised as harmless, or not understood.

    A sentence that was not understood was not checked: verdict `unread`. Nothing of the text is passed over in silence.

    >>> [found.verdict.value for found in read_every("概不退款。请提前预约到店。钱包随缘。")]
    ['likely_void', 'harmless', 'unread']
    """
    return tuple(_read(text, every=True))


def _read(text: str, *, every: bool) -> Iterator[ClauseFinding]:
    plain = normalise(text[:TEXT_LIMIT])
    roles = _PARTY.search(plain.text)
    read = plain.text.translate({ord("甲"): "乙", ord("乙"): "甲"}) if roles else plain.text
    teller = _Teller(text, plain)
    known: dict[tuple[str, str, str], list[_Reading]] = {}
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
            if every and not known[around] and (reason := rules_plain.otherwise(sentence)) is not None:
                known[around] = [_Reading(reason, 0, len(sentence.text), {}, None, None)]
        number_given = teller.number(sentence)
        for reading in known[around]:
            yield teller.finding(sentence, reading, number_given)
    if len(text) > read_to:
        yield teller.cut(read_to)


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
    if sentence.quotes_another or sentence.binds_seller or sentence.is_answered_no:
        return
    seen: set[str] = set()
    warned = False
    for rule in _RULES:
        for hit in rule.hits(sentence):
            if hit.reason not in seen and not (seen & _COVERED.get(hit.reason, frozenset())):
                seen.add(hit.reason)
                warned = warned or hit.verdict != Verdict.HARMLESS
                yield hit
    heads = {reasons()[reason].head for reason in seen}
    for rule in _SPOKEN:
        for hit in rule.hits(sentence):
            if (head := reasons()[hit.reason].head) not in heads:
                heads.add(head)
                warned = True
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


class _Teller:
    """Makes findings of readings: place, seller's number, and words, each text filled in once."""

    def __init__(self, text: str, plain: NormalText) -> None:
        self._text, self._plain = text, plain
        self._lines, self._opens, self._labels = Lines(text), Lines(text), Labels(text)
        self._said: _Said = {}

    def number(self, sentence: Sentence) -> str:
        """The seller's own number of a sentence; to be asked of each in turn."""
        opens = self._plain.source(sentence.opens)
        return self._labels.at(opens, self._opens.number(opens))

    def finding(self, sentence: Sentence, hit: "_Reading", number: str) -> ClauseFinding:
        """What is told of one reading."""
        start, end = self._plain.span(sentence.start + hit.start, sentence.start + hit.end)
        return self._told(hit, start, end, number)

    def _told(self, hit: "_Reading", start: int, end: int, number: str) -> ClauseFinding:
        reason = reasons()[hit.reason]
        verdict = hit.verdict or reason.verdict
        key = (hit.reason, verdict, *hit.fields.items())
        if key not in self._said:
            self._said[key] = say(reason, verdict, hit.fields)
        why_zh, why_en, better_zh, better_en = self._said[key]
        return ClauseFinding(
            span=(start, end),
            line=self._lines.number(start),
            number=number,
            text=self._text[start:end],
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

    def cut(self, read_to: int) -> ClauseFinding:
        """Says that the text was too long to be read to its end."""
        found = self._told(_Reading("text_cut", 0, 0, {"limit": read_to}, None, None), read_to, len(self._text), "")
        return msgspec.structs.replace(found, text="", fields={})


def _adds_unclear(verdict: Verdict, reason: Reason) -> bool:
    return verdict == Verdict.UNCLEAR and "civil-code:498" not in reason.norms


def is_cut(findings: tuple[ClauseFinding, ...]) -> bool:
    """Whether the text was too long to be read to its end: the last finding says so and has no words of the text."""
    return bool(findings) and not findings[-1].text
