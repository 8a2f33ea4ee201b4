"""`weimei norms`: what the engine cites, in our own words, with dates, sources and how far each text was checked."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from datetime import date
from difflib import get_close_matches
from typing import TYPE_CHECKING, Any, Literal

import click

if TYPE_CHECKING:
    from weimei.core.law.instruments import Instrument, Verification
    from weimei.core.law.parameters import LocalRule, Parameter, UnreadPlace
    from weimei.core.law.texts import Norm, Question, Reading

Lang = Literal["zh", "en"]
View = dict[str, Any]
LISTS = ("parameters", "readings", "open")

_FIELDS = {
    "number": ("编号", "number"),
    "in_force_from": ("施行日期", "date of effect"),
    "article_numbers": ("条文编号", "article numbers"),
    "other_articles": ("没读到的条文", "articles not read"),
    "currency": ("后来有没有修改", "later amendments"),
    "text": ("全文", "whole text"),
    "date": ("日期", "date"),
}
_WORDS = {
    "id": ("编号", "id"), "title": ("名称", "title"), "number": ("文号", "number"),
    "state": ("状态", "state"), "verification": ("核实情况", "verification"),
    "unverified": ("待核实", "UNVERIFIED"), "read": ("读了什么", "what was read"), "source": ("来源", "source"),
    "repeals": ("废止了", "repeals"), "repealed_by": ("被废止于", "repealed by"), "part_of": ("属于", "part of"),
    "notes": ("注意", "notes"), "ref": ("条文", "norm"), "cite": ("引用", "citation"), "text": ("意思", "meaning"),
    "interaction": ("和约定的关系", "against the contract"), "flag": ("性质", "flag"),
    "in_force": ("有效期", "in force"), "readings": ("我们的读法", "our readings"), "open": ("没有定论", "open"),
    "alternative": ("也可能", "or else"), "norms": ("相关条文", "norms"), "parameter": ("数值", "parameter"),
    "default": ("默认", "default"), "value": ("数值", "value"), "norm": ("条文", "norm"),
    "note": ("说明", "note"), "place": ("地方", "place"),
}  # fmt: skip
_INTERACTIONS = {
    "MANDATORY": ("强制，约定改不了", "mandatory, a contract cannot change it"),
    "FLOOR": ("最低标准，约定更好才用约定", "a floor, a better term applies"),
    "DEFAULT": ("有清楚的约定先看约定", "a clear term goes first"),
    "DISCRETION": ("法院裁量，给范围", "for the court to weigh, shown as a range"),
    "ADMINISTRATIVE": ("行政规则，法院可以参考", "binds authorities, persuasive in court"),
    "NONE": ("不涉及约定", "meets no contract term"),
}
_FLAGS = {"LAW": ("法律", "law"), "MODEL": ("我们的假设", "our choice"), "RANGE": ("没有定论，给范围", "open, a range")}


def _in(lang: Lang, pair: tuple[str, str]) -> str:
    return pair[0] if lang == "zh" else pair[1]


def _state(verification: Verification, lang: Lang) -> View:
    """How far something was checked, for people and for programs; UNVERIFIED stands out without colour."""
    marked = verification.value == "UNVERIFIED"
    return {
        "verification": _in(lang, ("【待核实】", "UNVERIFIED")) if marked else verification.words(lang),
        "verification_code": verification.value,
        "is_unverified": marked,
    }


def _days(first: date | None, last: date | None, lang: Lang) -> View:
    """First and last day in force, for people and for programs."""
    if first is None:
        text = _in(lang, ("日期不明", "dates not known"))
    elif last is None:
        text = _in(lang, (f"{first}起", f"from {first}"))
    else:
        text = _in(lang, (f"{first}至{last}", f"{first} to {last}"))
    iso = [None if day is None else day.isoformat() for day in (first, last)]
    return {"in_force": text, "in_force_from": iso[0], "in_force_to": iso[1]}


def _instrument_row(one: Instrument, lang: Lang) -> View:
    fields = [_in(lang, _FIELDS[name]) for name in one.unverified]
    return {
        "id": one.id,
        "title": one.short_zh if lang == "zh" else one.short_en,
        **_days(one.in_force_from, one.in_force_to, lang),
        "state": one.status_zh if lang == "zh" else one.status_en,
        **_state(one.verification, lang),
        "unverified": _in(lang, ("、", ", ")).join(fields),
        "unverified_fields": list(one.unverified),
    }


def _instrument_view(one: Instrument, lang: Lang) -> View:
    zh = lang == "zh"
    return {
        **_instrument_row(one, lang),
        "title": one.title_zh if zh else f"{one.title_en} ({one.title_zh})",
        "number": one.number,
        "read": one.read_zh if zh else one.read_en,
        "source": one.source_zh,
        "repeals": one.repeals,
        "repealed_by": one.repealed_by,
        "part_of": one.part_of,
        "notes": list(one.notes_zh if zh else one.notes_en),
    }


def _norm_row(norm: Norm, lang: Lang) -> View:
    from weimei.core.law.texts import cite

    return {
        "ref": norm.ref,
        "cite": cite(norm.ref, lang),
        "text": norm.zh if lang == "zh" else norm.en,
        "flag": _in(lang, _FLAGS[norm.flag]),
        **_state(norm.verification, lang),
    }


def _norm_view(norm: Norm, lang: Lang) -> View:
    from weimei.core.law.instruments import instrument
    from weimei.core.law.texts import question, reading

    zh = lang == "zh"
    source = instrument(norm.instrument)
    readings = [reading(name) for name in norm.readings]
    return {
        **_norm_row(norm, lang),
        "interaction": f"{norm.interaction.value} {_in(lang, _INTERACTIONS[norm.interaction.value])}",
        "sets": list(norm.sets),
        **_days(norm.in_force_from, norm.in_force_to, lang),
        "state": source.status_zh if zh else source.status_en,
        "unverified": _instrument_row(source, lang)["unverified"],
        "source": source.source_zh,
        "readings": [f"{r.ref} {r.title_zh if zh else r.title_en}" for r in readings],
        "open": [f"open:{n} {question(n).zh if zh else question(n).en}" for n in norm.open],
    }


def _reading_view(one: Reading, lang: Lang) -> View:
    from weimei.core.law.texts import cite

    zh = lang == "zh"
    return {
        "ref": one.ref,
        "title": one.title_zh if zh else one.title_en,
        "text": one.zh if zh else one.en,
        "flag": _in(lang, _FLAGS["MODEL"]),
        "alternative": one.alternative_zh if zh else one.alternative_en,
        "norms": [cite(ref, lang) for ref in one.norms],
        "parameter": one.parameter,
        "open": [cite(f"open:{n}", lang) for n in one.open],
    }


def _question_view(one: Question, lang: Lang) -> View:
    zh = lang == "zh"
    default = one.default_zh if zh else one.default_en
    none = _in(lang, ("没有默认，两头都给，由人决定", "none: both ends are shown and a person decides"))
    return {"ref": one.ref, "text": one.zh if zh else one.en, "default": default or none}


def _value(value: int | None, unit: str | None, lang: Lang) -> str:
    if value is None:
        return _in(lang, ("一直", "for good")) if unit == "permanent" else ""
    match unit:
        case "bp":
            return f"{value // 100}.{value % 100:02d}%"
        case "fen":
            return f"{value // 100:,}.{value % 100:02d} {_in(lang, ('元', 'yuan'))}"
        case _:
            return f"{value} {_in(lang, _UNITS.get(unit or '', (unit or '', unit or '')))}"


_UNITS = {
    "times": ("倍", "times"), "days": ("天", "days"), "working_days": ("个工作日", "working days"),
    "months": ("个月", "months"), "years": ("年", "years"), "m": ("米", "m"),
    "days_in_year": ("天一年", "days in a year"), "per_million_per_day": ("每天百万分之", "parts of a million a day"),
}  # fmt: skip


def _parameter_view(one: Parameter, lang: Lang) -> View:
    from weimei.core.law.texts import cite

    zh = lang == "zh"
    return {
        "id": one.id,
        "title": one.name_zh if zh else one.name_en,
        "value": _value(one.value, one.unit, lang),
        "amount": one.value,
        "unit": one.unit,
        **_days(one.from_, one.to, lang),
        **_state(one.verification, lang),
        "norm": cite(one.norm, lang),
        "source": one.source_zh if zh else one.source_en,
        "note": one.note_zh if zh else one.note_en,
    }


def _local_view(one: LocalRule, lang: Lang) -> View:
    from weimei.core.law.texts import cite

    zh = lang == "zh"
    return {
        "place": one.place_zh if zh else one.place_en,
        "effect": one.effect,
        "text": one.zh if zh else one.en,
        "value": _value(one.value, one.unit, lang),
        "amount": one.value,
        "unit": one.unit,
        **_days(one.from_, None, lang),
        "norm": cite(one.norm, lang),
        **_state(one.verification, lang),
    }


def _unread_view(one: UnreadPlace, lang: Lang) -> View:
    return {"place": _in(lang, (one.place_zh, one.place_en)), "text": _in(lang, (one.zh, one.en))}


def _look_up(wanted: str, lang: Lang) -> View:
    """Everything the text and the JSON output need, by what was asked for."""
    from weimei.core.law import instruments, parameters, texts

    if not wanted:
        return {"instruments": [_instrument_row(i, lang) for i in instruments.instruments()]}
    if wanted == "parameters":
        rows = [v for i in parameters.parameter_ids() for v in parameters.versions(i)]
        return {
            "parameters": [_parameter_view(row, lang) for row in rows],
            "local_rules": [_local_view(rule, lang) for rule in parameters.all_local_rules()],
            "unread_places": [_unread_view(place, lang) for place in parameters.unread_places()],
        }
    if wanted == "readings":
        return {"readings": [_reading_view(one, lang) for one in texts.readings()]}
    if wanted == "open":
        return {"open": [_question_view(one, lang) for one in texts.questions()]}
    if wanted in instruments.instrument_ids():
        norms = [_norm_row(n, lang) for n in texts.articles(wanted)]
        return {"instrument": _instrument_view(instruments.instrument(wanted), lang), "norms": norms}
    if wanted in parameters.parameter_ids():
        return {"parameters": [_parameter_view(v, lang) for v in parameters.versions(wanted)]}
    return _look_up_reference(wanted, lang)


def _look_up_reference(wanted: str, lang: Lang) -> View:
    from weimei.core.law import texts
    from weimei.core.law.instruments import instrument_ids

    room = wanted.partition(":")[0] if ":" in wanted else ""
    if room == texts.MODEL:
        return {"reading": _reading_view(texts.reading(wanted), lang)}
    if room == texts.OPEN:
        return {"question": _question_view(texts.question(wanted), lang)}
    if room in instrument_ids():
        return {"norm": _norm_view(texts.article(wanted), lang)}
    if cited := texts.read_citation(wanted):
        return {"norm": _norm_view(cited, lang)}
    found = () if room else texts.search(wanted)
    if len(found) == 1:
        return {"norm": _norm_view(found[0], lang)}
    return {"norms": [_norm_row(norm, lang) for norm in found]}


def _near(wanted: str) -> list[str]:
    """The nearest things that could have been asked for."""
    from weimei.core.law import instruments, parameters, texts

    known = [*instruments.instrument_ids(), *parameters.parameter_ids(), *LISTS]
    room = wanted.partition(":")[0]
    if room != wanted and room not in {*instruments.instrument_ids(), texts.MODEL, texts.OPEN}:
        return get_close_matches(room, known, n=3, cutoff=0.4)
    if room != wanted:
        known = [norm.ref for norm in texts.all_norms()]
        known += [one.ref for one in texts.readings()]
        known += [one.ref for one in texts.questions()]
    return get_close_matches(wanted, known, n=3, cutoff=0.4)


class _NotFound(click.ClickException):
    exit_code = 2

    def show(self, file: Any = None) -> None:
        click.echo(self.format_message(), err=True, file=file)


def _not_found(wanted: str, lang: Lang) -> _NotFound:
    near = _near(wanted)
    if lang == "zh":
        hint = f"最接近的：{'、'.join(near)}。" if near else "可以换一个词，或者用 weimei norms 看全部。"
        return _NotFound(f"没有找到“{wanted}”。{hint}")
    hint = f"Nearest: {', '.join(near)}." if near else "Try another word, or list everything with weimei norms."
    return _NotFound(f"Nothing found for “{wanted}”. {hint}")


def _plain(value: Any) -> str:
    return "\n".join(map(str, value)) if isinstance(value, list) else str(value if value is not None else "")


def _print_rows(rows: Sequence[View], lang: Lang, room: int) -> None:
    """Rows with their heads; what is the same in every row stands once above them."""
    from weimei.reports.rows import laid_out

    filled = [key for key in rows[0] if key in _WORDS and any(_plain(row[key]) for row in rows)]
    shared = [key for key in filled if len(rows) > 1 and len({_plain(row[key]) for row in rows}) == 1]
    kept = [key for key in filled if key not in shared]
    if shared and kept:
        _print_one({key: rows[0][key] for key in shared}, lang, room)
        click.echo()
    heads = [_in(lang, _WORDS[key]) for key in kept]
    unbroken = {place for place, key in enumerate(kept) if key in _UNBROKEN}
    cells = [[_plain(row[key]) for key in kept] for row in rows]
    click.echo("\n".join(laid_out(heads, cells, room, unbroken=unbroken)))


def _print_one(view: View, lang: Lang, room: int) -> None:
    """Names at the left, values beside them."""
    from weimei.reports.terminal import pad, width, wrap

    pairs = [(_in(lang, _WORDS[key]), _plain(value)) for key, value in view.items() if key in _WORDS and _plain(value)]
    left = max(width(name) for name, _ in pairs) + 2
    for name, value in pairs:
        lines = [line for part in value.split("\n") for line in wrap(part, room - left)]
        for place, line in enumerate(lines):
            click.echo(pad("" if place else name, left) + line)


def _narrowed(name: str, rows: Sequence[View]) -> Sequence[View]:
    """A long list keeps the columns that people compare; ask for one entry to see the rest."""
    if name not in _COLUMNS or len({row.get("id", row.get("ref")) for row in rows}) < 2:
        return rows
    return [{key: row[key] for key in _COLUMNS[name]} for row in rows]


def _print(found: View, lang: Lang) -> None:
    from weimei.cli.common import columns
    from weimei.reports.terminal import wrap

    room = columns()
    for name, part in found.items():
        if isinstance(part, dict):
            _print_one(part, lang, room)
        elif part:
            _print_rows(_narrowed(name, part), lang, room)
        click.echo()
    click.echo("\n".join(wrap(_in(lang, _FOOT), room)))


_COLUMNS = {
    "parameters": ("id", "title", "value", "in_force", "verification"),
    "readings": ("ref", "title", "alternative"),
}
_UNBROKEN = frozenset({"id", "ref", "in_force", "value", "verification", "place", "flag"})
_FOOT = (
    "以上是用自己的话写的大意，不是法条原文，也不是法律意见。标【待核实】的，用之前要核对。",
    "Restated in our own words: not the statute, not legal advice. Check what is marked UNVERIFIED before use.",
)


def _as_json(found: View, _: Lang) -> None:
    click.echo(json.dumps(found, ensure_ascii=False, indent=2))


_WRITERS: dict[str, Callable[[View, Lang], None]] = {"text": _print, "json": _as_json}


@click.command("norms")
@click.argument("wanted", metavar="[ID]", nargs=-1)
@click.option("--lang", type=click.Choice(["zh", "en"]), default="zh", show_default=True, help="语言 / language")
@click.option(
    "--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True, help="格式 / format"
)
def command(wanted: tuple[str, ...], lang: Lang, form: str) -> None:
    """法律依据：条文大意、日期、来源和核实情况。

    The norms, restated, with dates, sources and verification. ID: an instrument (spc-prepaid-2025), a norm
    (spc-prepaid-2025:18), a reading (model:day_count_365), an open question (open:5), a parameter (cn.lpr_1y),
    one of the lists parameters, readings, open, or words to search for.
    """
    from weimei.core.errors import DomainError

    asked = " ".join(wanted).strip()
    try:
        found = _look_up(asked, lang)
    except DomainError as wrong:
        if wrong.code == "law.unclear_reference":
            raise _NotFound(str(wrong)) from wrong
        raise _not_found(asked, lang) from wrong
    if not any(found.values()):
        raise _not_found(asked, lang)
    _WRITERS[form](found, lang)
