"""Each norm restated in our own words, our readings where the law leaves a choice, and the questions it leaves open.

Data: texts/cn/<instrument>.md. A norm is one section:

    ## 18 para 2                      the article and, where it has words of its own, its paragraph or item
    - interaction: FLOOR              how it meets a contract term; ADMINISTRATIVE and NONE meet none
    - flag: LAW                       LAW, MODEL or RANGE
    - verification: READ-A            how far the text was read
    - sets: value                     what it decides
    - readings: … / - open: …         what we assume beside it, what stays open
    中文：… / English: …              the restatement

A heading may cover several articles (`9-10`, `29-30, 32`). References: `spc-prepaid-2025:18`, with a paragraph
`spc-prepaid-2025:19 para 2`, with items `civil-code:563(1)(4)`; readings `model:rounding`; questions `open:5`.
Files are read when first asked for. Statutes are never quoted.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from difflib import get_close_matches
from enum import Enum
from functools import cache, lru_cache

import msgspec

from weimei.core.errors import DomainError
from weimei.core.law.instruments import (
    Instrument,
    Lang,
    Verification,
    instrument,
    instrument_ids,
    read_package_text,
)
from weimei.core.law.parameters import Flag

MODEL = "model"
OPEN = "open"


class Interaction(Enum):
    """How a norm meets the contract."""

    MANDATORY = "MANDATORY"
    FLOOR = "FLOOR"
    DEFAULT = "DEFAULT"
    DISCRETION = "DISCRETION"
    ADMINISTRATIVE = "ADMINISTRATIVE"
    NONE = "NONE"


class Norm(msgspec.Struct, frozen=True, kw_only=True):
    """One norm. `ref` as asked for, in its settled spelling; `heading`: the section that restates it.

    `sets`: what it decides. `readings` and `open`: ids to give to `reading` and `question`.
    The days in force are those of the instrument.
    """

    ref: str
    instrument: str
    label: str
    heading: str
    zh: str
    en: str
    interaction: Interaction
    flag: Flag
    verification: Verification
    sets: tuple[str, ...]
    readings: tuple[str, ...]
    open: tuple[str, ...]
    in_force_from: date | None
    in_force_to: date | None

    @property
    def is_unverified(self) -> bool:
        """Whether the text was never checked."""
        return self.verification is Verification.UNVERIFIED


class Reading(msgspec.Struct, frozen=True, kw_only=True):
    """A choice of ours (MODEL). `alternative_*`: what else it could be. `parameter`: the number that switches it."""

    ref: str
    title_zh: str
    title_en: str
    zh: str
    en: str
    alternative_zh: str
    alternative_en: str
    norms: tuple[str, ...]
    open: tuple[str, ...]
    parameter: str | None


class Question(msgspec.Struct, frozen=True, kw_only=True):
    """A question the law leaves open. `default_*` None: both ends are shown and a person decides."""

    ref: str
    number: int
    zh: str
    en: str
    default_zh: str | None
    default_en: str | None


_TEXT_KEYS = {
    "中文": "zh", "English": "en", "也可能": "or_zh", "Or else": "or_en", "默认": "default_zh", "Default": "default_en",
}  # fmt: skip
_TEXT_LINE = re.compile(rf"({'|'.join(_TEXT_KEYS)})[:：]\s*(.+)")
_NUMBERED = re.compile(r"(\d+)((?:\(\d+\))*)(?: para (\d+))?")
_SPELLINGS = ((re.compile(r"^(?:arts? |第)"), ""), (re.compile(r"[,，]? ?para\.? ?(\d+)$"), r" para \1"))

Section = dict[str, str]


def _damaged(name: str, what: str) -> DomainError:
    return DomainError(
        "law.damaged_text",
        f"The text file {name} {what}.",
        facts=(name,),
        remedy="See the format at the head of weimei.core.law.texts.",
    )


@cache
def _sections(name: str) -> dict[str, Section]:
    """The sections of one text file by heading."""
    found: dict[str, Section] = {}
    section: Section = {}
    for line in read_package_text(f"texts/cn/{name}.md").splitlines():
        if line.startswith("## "):
            section = found.setdefault(line[3:].strip(), {})
            if section:
                raise _damaged(name, f"has two sections {line[3:].strip()}")
        elif line.startswith("- "):
            key, _, value = line[2:].partition(":")
            section[key] = value.strip()
        elif text := _TEXT_LINE.match(line):
            section[_TEXT_KEYS[text[1]]] = text[2]
    return found


def _articles_of(heading: str) -> Iterator[str]:
    """Every article number a heading covers: 29-30, 32 gives 29, 30, 32."""
    for part in heading.split(", "):
        first, _, last = part.partition("-")
        if not first.isdigit():
            return
        yield from map(str, range(int(first), int(last or first) + 1))


@cache
def _headings_by_article(instrument_id: str) -> dict[str, str]:
    return {number: heading for heading in _sections(instrument_id) for number in _articles_of(heading)}


def _words(value: str) -> tuple[str, ...]:
    return tuple(word.strip() for word in value.split(",") if word.strip())


def _settled_label(label: str) -> str:
    for pattern, replacement in _SPELLINGS:
        label = pattern.sub(replacement, label.strip())
    return label


def _find(instrument_id: str, label: str) -> tuple[str, str] | None:
    """The settled label and the heading that restates it; None where nothing does.

    `19(2)` means paragraph 2 where a paragraph 2 has its own section, and `13(4)` item 4 of paragraph 1 likewise.
    """
    sections = _sections(instrument_id)
    if label in sections:
        return label, label
    numbered = _NUMBERED.fullmatch(label)
    if numbered is None:
        return None
    article, items, _ = numbered.groups()
    if items.count("(") == 1:
        close = [x for x in (f"{article} para {items[1:-1]}", f"{article}(1){items}") if x in sections]
        if len(close) > 1:
            raise DomainError(
                "law.unclear_reference",
                f"{instrument_id}:{label} may be {close[0]} or {close[1]}.",
                facts=(f"{instrument_id}:{label}",),
                remedy="Write which one is meant.",
            )
        if close:
            return close[0], close[0]
        if any(s.startswith(f"{article} para ") for s in sections):
            label = f"{article} para {items[1:-1]}"
    heading = _headings_by_article(instrument_id).get(article)
    return None if heading is None else (label, heading)


def _unknown(ref: str, known: list[str]) -> DomainError:
    near = get_close_matches(ref, known, n=3, cutoff=0.5)
    return DomainError(
        "law.unknown_reference",
        f"There is no {ref}.",
        facts=(ref,),
        remedy=f"Did you mean {' or '.join(near)}?" if near else "List what there is with `weimei norms`.",
    )


def _split(ref: str) -> tuple[str, str]:
    instrument_id, colon, label = ref.partition(":")
    if not colon or not label.strip():
        raise DomainError(
            "law.unknown_reference",
            f"{ref} is not a reference.",
            facts=(ref,),
            remedy="Write instrument and article with a colon between, for example spc-prepaid-2025:18.",
        )
    return instrument_id.strip(), _settled_label(label)


def _norm(source: Instrument, label: str, heading: str) -> Norm:
    section = _sections(source.id)[heading]
    try:
        return Norm(
            ref=f"{source.id}:{label}", instrument=source.id, label=label, heading=heading,
            zh=section["zh"], en=section["en"], interaction=Interaction(section["interaction"]),
            flag=msgspec.convert(section["flag"], type=Flag), verification=Verification(section["verification"]),
            sets=_words(section["sets"]), readings=_words(section.get("readings", "")),
            open=_words(section.get("open", "")), in_force_from=source.in_force_from, in_force_to=source.in_force_to,
        )  # fmt: skip
    except (KeyError, ValueError) as wrong:
        raise _damaged(source.id, f"has a section {heading} without a valid {wrong}") from wrong


@lru_cache(maxsize=2048)
def article(ref: str) -> Norm:
    """The norm of a reference. An article inside a range gets the text of the range; a paragraph without words of its
    own gets that of its article. An unknown one is an error that names the nearest.
    """
    instrument_id, label = _split(ref)
    source = instrument(instrument_id)
    found = _find(instrument_id, label) if has_text(instrument_id) else None
    if found is None:
        known = [f"{instrument_id}:{h}" for h in _sections(instrument_id)] if has_text(instrument_id) else []
        raise _unknown(f"{instrument_id}:{label}", known)
    return _norm(source, *found)


def has_text(instrument_id: str) -> bool:
    """Whether norms are restated under this id; a group of instruments has none of its own."""
    return instrument(instrument_id).kind != "group"


def articles(instrument_id: str) -> tuple[Norm, ...]:
    """Every restated norm of one instrument, in order."""
    source = instrument(instrument_id)
    if not has_text(instrument_id):
        return ()
    return tuple(_norm(source, heading, heading) for heading in _sections(instrument_id))


def all_norms() -> tuple[Norm, ...]:
    """Every restated norm of every instrument."""
    return tuple(norm for i in instrument_ids() for norm in articles(i))


@lru_cache(maxsize=512)
def reading(ref: str) -> Reading:
    """One of our readings, by `model:rounding` or `rounding`."""
    name = ref.removeprefix(f"{MODEL}:")
    section = _sections("readings").get(name)
    if section is None:
        raise _unknown(f"{MODEL}:{name}", [f"{MODEL}:{known}" for known in _sections("readings")])
    return Reading(
        ref=f"{MODEL}:{name}", title_zh=section["title_zh"], title_en=section["title_en"], zh=section["zh"],
        en=section["en"], alternative_zh=section["or_zh"], alternative_en=section["or_en"],
        norms=_words(section["norms"]), open=_words(section.get("open", "")), parameter=section.get("parameter"),
    )  # fmt: skip


def readings() -> tuple[Reading, ...]:
    """Every reading of ours."""
    return tuple(reading(name) for name in _sections("readings"))


@lru_cache(maxsize=128)
def question(ref: str) -> Question:
    """One open question, by `open:5` or `5`."""
    name = ref.removeprefix(f"{OPEN}:")
    section = _sections("open_questions").get(name)
    if section is None:
        raise _unknown(f"{OPEN}:{name}", [f"{OPEN}:{known}" for known in _sections("open_questions")])
    return Question(
        ref=f"{OPEN}:{name}", number=int(name), zh=section["zh"], en=section["en"],
        default_zh=section.get("default_zh"), default_en=section.get("default_en"),
    )  # fmt: skip


def questions() -> tuple[Question, ...]:
    """Every open question."""
    return tuple(question(number) for number in _sections("open_questions"))


def _cite_zh(source: Instrument, label: str) -> str:
    unit = source.unit_zh
    numbered = _NUMBERED.fullmatch(label)
    if numbered is None:
        return f"第{label.replace('-', '至').replace(', ', '、')}{unit}"
    number, items, paragraph = numbered.groups()
    parts = re.findall(r"\d+", items)
    names = ("款", "项") if len(parts) > 1 else ("项",)
    inner = "".join(f"第{part}{name}" for part, name in zip(parts, names, strict=False))
    return f"第{number}{unit}{inner}" + (f"第{paragraph}款" if paragraph else "")


def _cite_en(source: Instrument, label: str) -> str:
    unit = source.unit_en
    plural = "s" if _NUMBERED.fullmatch(label) is None else ""
    return f"{unit}{plural} {label}"


@lru_cache(maxsize=4096)
def cite(ref: str, lang: Lang) -> str:
    """A short citation for people.

    >>> cite("spc-prepaid-2025:18", "zh"), cite("spc-prepaid-2025:18", "en")
    ('法释〔2025〕4号第18条', 'SPC prepaid interpretation 2025, art 18')
    """
    zh = lang == "zh"
    if ref.startswith(f"{MODEL}:"):
        ours = reading(ref)
        return f"我们的读法：{ours.title_zh}" if zh else f"our reading: {ours.title_en}"
    if ref.startswith(f"{OPEN}:"):
        asked = question(ref)
        return f"没有定论的问题{asked.number}" if zh else f"open question {asked.number}"
    if ":" not in ref:
        source = instrument(ref)
        return source.short_zh if zh else source.short_en
    norm = article(ref)
    source = instrument(norm.instrument)
    own = _sections(norm.instrument)[norm.heading].get("label_zh" if zh else "label_en")
    if zh:
        return source.short_zh + (_cite_zh(source, norm.label) if own is None else own)
    tail = _cite_en(source, norm.label) if own is None else own
    return f"{source.short_en}, {tail}" if tail else source.short_en


_CITED_ZH = re.compile(r"(.+?)第(\d+)条(?:第(\d+)款)?(?:第(\d+)项)?")


def read_citation(text: str) -> Norm | None:
    """The norm of a Chinese citation, 法释〔2025〕4号第18条 or 民法典第563条第1款第4项; None where it is not one.

    The instrument may stand with its short name, number or title; other brackets and book-title marks are allowed.
    """
    cited = _CITED_ZH.fullmatch("".join(text.split()))
    if cited is None:
        return None
    name, number, paragraph, item = cited.groups()
    name = _bare_name(name)
    for source in map(instrument, instrument_ids()):
        if name in {_bare_name(known) for known in (source.short_zh, source.number, source.title_zh)}:
            label = f"{number}({paragraph})({item})" if paragraph and item else number
            if bool(paragraph) != bool(item):
                label = f"{number} para {paragraph}" if paragraph else f"{number}({item})"
            found = _find(source.id, label) if has_text(source.id) else None
            return None if found is None else _norm(source, *found)
    return None


_MARKS = str.maketrans("([（)]）", "〔〔〔〕〕〕", "《》")


def _bare_name(name: str) -> str:
    return name.translate(_MARKS).replace("中华人民共和国", "")


def _haystack(norm: Norm) -> str:
    source = instrument(norm.instrument)
    return " ".join(
        (norm.ref, norm.zh, norm.en, cite(norm.ref, "zh"), cite(norm.ref, "en"), source.title_zh, source.title_en)
    ).casefold()


def search(words: str) -> tuple[Norm, ...]:
    """The norms that hold every word, in Chinese or English: in citation, title or restatement."""
    wanted = words.casefold().split()
    if not wanted:
        return ()
    return tuple(norm for norm in all_norms() if all(word in _haystack(norm) for word in wanted))
