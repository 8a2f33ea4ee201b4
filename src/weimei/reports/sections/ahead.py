"""What comes next: channels and what each would close, time limits, and the marks that stand beside the sum."""

from __future__ import annotations

from datetime import date
from typing import assert_never

from weimei.core.assessment.outcome import Assessment, Due, Mark, NextStep
from weimei.core.law.channels import cn_channels
from weimei.core.law.time_limits import cn_time_limits
from weimei.core.periods import Bound, TimeLimit, Words
from weimei.reports import catalogue
from weimei.reports.sources import model_words, question_words, short
from weimei.reports.tree import Block, Cell, Column, Fold, Glyph, Item, Listing, Paragraph, Section, Table, Tag, Tone
from weimei.reports.voice import Voice

STATES: dict[str, tuple[Tone, Glyph]] = {
    "now": ("primary", "check"),
    "open": ("info", "dot"),
    "later": ("grey", "clock"),
    "closed": ("grey", "lock"),
    "done": ("success", "check"),
}
NEAR_DAYS = 3
KEPT = frozenset({"livestream_video", "platform_transaction_records", "room_check_records", "stream_replay_records"})
"""How long others must keep records: when it is over, the records may be gone; nobody is late."""


def next_steps(assessment: Assessment, voice: Voice) -> Section:
    """The channel that is open now, what it needs, what it would close."""
    blocks: list[Block] = []
    if assessment.steps:
        order = ("now", "open", "done", "later", "closed")
        found = sorted(assessment.steps, key=lambda step: order.index(step.state))
        blocks.append(
            Listing(items=tuple(_next(step, voice) for step in found if step.state in ("now", "open", "done")))
        )
        rest = tuple(_next(step, voice) for step in found if step.state in ("later", "closed"))
        if rest:
            blocks.append(Fold(title=voice.ui("next_not_yet"), blocks=(Listing(items=rest),)))
    if not any(step.state == "done" for step in assessment.steps):
        blocks.insert(0, Paragraph(text=voice.ui("next_note")))
    return Section(id="next", title=voice.ui("section_next"), blocks=tuple(blocks), place="half")


def _next(step: NextStep, voice: Voice) -> Item:
    tone, glyph = STATES[step.state]
    reasons = [
        *(reason for reason in step.reasons if reason != "no_step_in_the_way"),
        *(caution for caution in step.cautions if caution != "closes_others"),
    ]
    parts = [voice.sentence(_reason(id_, voice)) for id_ in dict.fromkeys(reasons)]
    needs = (
        (*_needs(step.channel, voice), *(_document(id_, voice) for id_ in step.documents))
        if step.state == "now"
        else ()
    )
    if step.closes:
        channels = voice.listed(channel_name(channel, voice) for channel in step.closes)
        parts.append(voice.sentence(voice.ui("next_closes", channels=channels)))
    if step.state == "open" and step.suggested_from:
        parts.append(voice.sentence(voice.ui("next_from", day_on=step.suggested_from)))
    elif step.state == "later" and step.earliest_on:
        parts.append(voice.sentence(voice.ui("next_earliest", day_on=step.earliest_on)))
    if needs:
        parts.append(
            voice.sentence(voice.ui("next_needs") + voice.ui("colon") + voice.ui("join_sentences").join(needs))
        )
    return Item(
        text=channel_name(step.channel, voice),
        detail=("" if voice.lang == "zh" else " ").join(part for part in parts if part),
        source=voice.cited(_norms(step)),
        tags=(Tag(text=voice.ui(f"next_{step.state}"), tone=tone, glyph=glyph),),
    )


def _own(words: Words, voice: Voice) -> str:
    return words.zh if voice.lang == "zh" else words.en[:1].upper() + words.en[1:]


def channel_name(id_: str, voice: Voice) -> str:
    """What a channel is called."""
    for channel in cn_channels().channel:
        if channel.id.value == id_:
            return _own(channel.name, voice)
    return catalogue.first((f"channel.{id_}",), voice.lang)


def _norms(step: NextStep) -> tuple[str, ...]:
    book = cn_channels()
    reasons = tuple(norm for reason in book.reason if reason.id in step.reasons for norm in reason.norms)
    return (
        *reasons,
        *(norm for constraint in book.constraint if constraint.id in step.reasons for norm in constraint.norms),
    )


def _reason(id_: str, voice: Voice) -> str:
    """The words that the law's own table has for a reason of the planner."""
    book = cn_channels()
    for reason in book.reason:
        if reason.id == id_:
            return reason.zh if voice.lang == "zh" else reason.en[:1].upper() + reason.en[1:]
    for constraint in book.constraint:
        if constraint.id == id_:
            return _own(constraint.why, voice)
    return catalogue.first((f"why.{id_}",), voice.lang)


def _needs(id_: str, voice: Voice) -> tuple[str, ...]:
    """What a channel asks for."""
    return next((tuple(_own(need, voice) for need in c.needs) for c in cn_channels().channel if c.id.value == id_), ())


def _document(id_: str, voice: Voice) -> str:
    """A paper of the kit."""
    return next((_own(d.name, voice) for d in cn_channels().document if d.id == id_), "")


def _limit(due: Due) -> TimeLimit | None:
    """The version of a time limit that the law had on the day it began."""
    versions = cn_time_limits().get(due.id, ())
    day = date.fromisoformat(due.starts_on[:10])
    return next((v for v in versions if v.is_in_force(day)), versions[-1] if versions else None)


def limit_of(due: Due, voice: Voice) -> str:
    """What a time limit is about."""
    limit = _limit(due)
    return catalogue.first((f"deadline.{due.id}",), voice.lang) if limit is None else _own(limit.event, voice)


def bound_of(due: Due) -> Bound:
    """Who must keep to a time limit."""
    limit = _limit(due)
    return Bound.CONSUMER if limit is None else limit.bound


def dates(assessment: Assessment, voice: Voice) -> Section:
    """Time limits in the order of their last days, the safe day first."""
    found = sorted(assessment.deadlines, key=lambda due: (due.passed, due.act_by or "9999", due.id))
    if not found:
        none = Paragraph(text=voice.ui("dates_none"), tone="muted")
        return Section(id="dates", title=voice.ui("section_dates"), blocks=(none,), place="wide")
    columns = (
        Column(title=voice.ui("limit_column"), width=5),
        Column(title=voice.ui("bound_column"), width=2),
        Column(title=voice.ui("start_column"), width=3),
        Column(title=voice.ui("date_column"), width=4),
        Column(title=voice.ui("state_column"), width=3),
    )
    rows = tuple(_due_row(due, assessment, voice) for due in found)
    blocks: list[Block] = [Table(caption=voice.ui("section_dates"), columns=columns, rows=rows)]
    if any(due.provisional for due in found):
        blocks.append(Paragraph(text=voice.ui("provisional_note"), tone="muted"))
    return Section(id="dates", title=voice.ui("section_dates"), blocks=tuple(blocks), place="wide")


def _due_row(due: Due, assessment: Assessment, voice: Voice) -> tuple[Cell, ...]:
    name, bound = limit_of(due, voice), bound_of(due)
    if due.verification in ("UNVERIFIED", "MODEL"):
        name += voice.ui("bracket", text=voice.ui(f"limit_{due.verification.lower()}"))
    whose = Cell(text=voice.ui(f"bound_{bound.value}"))
    if due.act_by is None:
        return (
            Cell(text=name),
            whose,
            Cell(text=voice.day(due.starts_on)),
            Cell(text=voice.ui("permanent")),
            Cell(text="–"),
        )
    limit = _limit(due)
    if due.passed and limit is not None:
        name += voice.ui("bracket", text=voice.inline(_own(limit.effect, voice)))
    return (
        Cell(text=name),
        whose,
        Cell(text=voice.day(due.starts_on)),
        Cell(text=_last_day(due, voice)),
        Cell(tag=_due_tag(due, bound, assessment, voice)),
    )


def _last_day(due: Due, voice: Voice) -> str:
    """The day to plan with; the legal one after it where they differ."""
    last = voice.day(due.act_by or "", weekday=True)
    if due.ends_on and due.ends_on != due.act_by:
        last += voice.ui("bracket", text=voice.ui("ends_on", end_on=due.ends_on))
    if due.provisional:
        last += voice.ui("bracket", text=voice.ui("date_provisional"))
    return last


def _due_tag(due: Due, bound: Bound, assessment: Assessment, voice: Voice) -> Tag:
    """How a limit stands: the buyer's own is over or still runs, somebody else's was missed by them."""
    left = (date.fromisoformat(due.act_by or assessment.as_of) - date.fromisoformat(assessment.as_of)).days
    if due.passed and due.id in KEPT:
        return Tag(text=voice.ui("date_kept"), tone="warning", glyph="clock")
    if due.passed and bound is Bound.MERCHANT:
        return Tag(text=voice.ui("date_over", days=-left), tone="grey", glyph="cross")
    if due.passed:
        return Tag(text=voice.ui("date_passed"), tone="grey", glyph="cross")
    if left < 0:
        return Tag(text=voice.ui("date_last_days"), tone="warning", glyph="clock")
    own = bound is Bound.CONSUMER and left <= NEAR_DAYS
    return Tag(text=voice.ui("date_left", days=left), tone="warning" if own else "plain", glyph="clock")


def marks(assessment: Assessment, voice: Voice) -> Section:
    """What must be known beside the sum: our assumptions, unverified values, questions for a person."""
    alike: dict[tuple[str, str, tuple[str, ...]], list[Mark]] = {}
    for mark in assessment.marks:
        alike.setdefault((mark.kind, mark.ref, tuple(mark.alternatives)), []).append(mark)
    items = tuple(_mark(same[0], voice, _others(same, voice)) for same in alike.values())
    block: Block = Listing(items=items) if items else Paragraph(text=voice.ui("marks_none"), tone="muted")
    return Section(id="marks", title=voice.ui("section_marks"), blocks=(block,), place="half")


def _others(same: list[Mark], voice: Voice) -> str:
    """What the sum would be otherwise; the ends of a range where one reading gives several sums."""
    found = []
    for name in same[0].alternatives:
        sums = [mark.alternatives[name] for mark in same]
        found.append(voice.sentence(_alternative(name, min(sums), max(sums), voice)))
    return ("" if voice.lang == "zh" else " ").join(found)


def _alternative(name: str, low: int, high: int, voice: Voice) -> str:
    sums = voice.span(low, high)
    if catalogue.has(f"mark.about.{name}", voice.lang):
        return voice.ui("mark_would_be", sums=sums)
    told = catalogue.first((f"mark.{name}", f"ground.{name}", "ui.alternative_value"), voice.lang)
    return voice.ui("mark_alternative", name=told, sums=sums)


def _about(mark: Mark, voice: Voice) -> tuple[str, str, str]:
    """Title, words and alternative of a reading, or what a figure beside the sum is about."""
    if mark.ref.startswith("model:") and not any(
        catalogue.has(f"mark.about.{n}", voice.lang) for n in mark.alternatives
    ):
        return model_words(mark.ref, voice.lang)
    named = [
        voice.say(f"mark.about.{name}") for name in mark.alternatives if catalogue.has(f"mark.about.{name}", voice.lang)
    ]
    return (voice.listed(named) or short(mark.ref, voice.lang), "", "")


def _mark(mark: Mark, voice: Voice, extra: str) -> Item:
    space = "" if voice.lang == "zh" else " "
    match mark.kind:
        case "open":
            text, default = question_words(mark.ref, voice.lang)
            detail = voice.ui("mark_default", default=default) if default else voice.ui("mark_no_default")
            tag = Tag(text=voice.ui("mark_open"), tone="open", glyph="scales")
        case "unverified":
            text = voice.say("mark.unverified", what=param_words(mark, voice))
            detail = voice.ui("draft_one")
            tag = Tag(text=voice.ui("mark_unverified"), tone="unverified")
        case "confirmed":
            text, detail = voice.capital(param_words(mark, voice)), voice.say("mark.confirmed", **mark.args)
            tag = Tag(text=voice.ui("mark_confirmed"), tone="success", glyph="check")
        case "adverse_inference":
            text, detail = voice.say("mark.adverse_inference"), ""
            tag = Tag(text=voice.ui("mark_adverse"), tone="info", glyph="info")
        case "later":
            text = voice.capital(voice.fact(mark.ref))
            detail = voice.say("mark.later", later_on=mark.args["on"])
            tag = Tag(text=voice.ui("mark_later"), tone="info", glyph="clock")
        case "model" | "note":
            text, words, other = _about(mark, voice)
            detail = space.join(part for part in (words, voice.ui("mark_or", other=other) if other else "") if part)
            tag = Tag(text=voice.ui(f"mark_{mark.kind}"), tone="model")
        case _:
            assert_never(mark.kind)
    source = "" if mark.kind == "later" else voice.cited((mark.ref,))
    return Item(text=text, detail=space.join(part for part in (detail, extra) if part), source=source, tags=(tag,))


def param_words(mark: Mark, voice: Voice) -> str:
    """A value that is not confirmed, with what it is taken as."""
    name = short(mark.ref, voice.lang)
    bp = mark.args.get("rate_bp")
    return voice.say("param.with_rate", name=name, rate_bp=bp) if bp is not None else name
