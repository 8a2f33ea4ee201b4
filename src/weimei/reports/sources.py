"""Short citations for people, gathered by instrument, and the state of a source as a tag."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

from weimei.core.errors import DomainError
from weimei.core.law.instruments import Lang
from weimei.core.law.texts import MODEL, OPEN, cite, question, reading
from weimei.reports import catalogue
from weimei.reports.tree import Tag
from weimei.reports.wording import clean

PARAM = "param"
RAIL = "rail"
ROUNDING = "model:rounding"


def is_norm(ref: str) -> bool:
    """Whether a reference names an article, not a reading, an open question, a rate or a rail."""
    return ref.partition(":")[0] not in (MODEL, OPEN, PARAM, RAIL)


@lru_cache(maxsize=2048)
def short(ref: str, lang: Lang) -> str:
    """One short citation. A reference that nothing restates is shown as it is, so that it can be looked up."""
    kind, _, name = ref.partition(":")
    if kind == PARAM:
        return catalogue.first((f"param.{name}", "param.other"), lang, {"name": name})
    if kind == RAIL:
        return catalogue.first((f"rail.{name}", "param.other"), lang, {"name": name})
    try:
        return cite(ref, lang)
    except DomainError:
        return clean(ref)


@lru_cache(maxsize=2048)
def cited(refs: tuple[str, ...], lang: Lang) -> str:
    """The norms among `refs`, each instrument named once.

    >>> cited(("spc-prepaid-2025:18", "spc-prepaid-2025:15", "model:rounding"), "zh")
    '法释〔2025〕4号第15条、第18条'
    """
    groups: dict[str, list[tuple[tuple[int, ...], str]]] = {}
    for ref in dict.fromkeys(refs):
        if is_norm(ref):
            whole = short(ref, lang)
            head, tail = _parted(ref, whole, lang)
            groups.setdefault(head, []).append((_order(ref), tail))
    parts = []
    for head, tails in groups.items():
        named = [tail for _, tail in sorted(tails) if tail]
        if lang == "zh":
            parts.append(head + "、".join(named))
        else:
            parts.append(f"{head}, {', '.join(named)}" if named else head)
    return ("；" if lang == "zh" else "; ").join(parts)


def _parted(ref: str, whole: str, lang: Lang) -> tuple[str, str]:
    """The instrument and the rest of a citation."""
    try:
        head = cite(ref.partition(":")[0], lang)
    except DomainError:
        return whole, ""
    if not whole.startswith(head):
        return whole, ""
    return head, whole[len(head) :].removeprefix(", ")


def _order(ref: str) -> tuple[int, ...]:
    digits = "".join(c if c.isdigit() else " " for c in ref.partition(":")[2])
    return tuple(int(part) for part in digits.split())


def tags(refs: Iterable[str], lang: Lang) -> tuple[Tag, ...]:
    """Marks for the readings of ours and the open questions among `refs`, each once. To round at the end of a line is no
    reading of the matter; it stands once among the assumptions."""
    found: list[Tag] = []
    kinds = {ref.partition(":")[0] for ref in refs if ref != ROUNDING}
    if MODEL in kinds:
        found.append(Tag(text=catalogue.text("ui.mark_model", lang), tone="model"))
    if OPEN in kinds:
        found.append(Tag(text=catalogue.text("ui.mark_open", lang), tone="open", glyph="scales"))
    return tuple(found)


def model_words(ref: str, lang: Lang) -> tuple[str, str, str]:
    """Title, text and alternative of one of our readings."""
    try:
        found = reading(ref)
    except DomainError:
        return short(ref, lang), "", ""
    if lang == "zh":
        return found.title_zh, found.zh, found.alternative_zh
    return found.title_en[:1].upper() + found.title_en[1:], found.en, found.alternative_en


def question_words(ref: str, lang: Lang) -> tuple[str, str | None]:
    """An open question and our default, if there is one."""
    try:
        found = question(ref)
    except DomainError:
        return short(ref, lang), None
    if lang == "zh":
        return found.zh, found.default_zh and found.default_zh.removeprefix("默认")
    return found.en, found.default_en
