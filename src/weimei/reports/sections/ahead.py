"""What comes next: channels and what each would close, time limits, and the marks that stand beside the sum."""

from __future__ import annotations

from datetime import date
from typing import assert_never

from weimei.core.assessment.outcome import Assessment, Due, Mark, NextStep
from weimei.core.law.channels import cn_channels
from weimei.core.law.time_limits import cn_time_limits
from weimei.core.periods import Words
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


def limit_name(id_: str, on: str, voice: Voice) -> str:
    """What a time limit is about."""
    versions = cn_time_limits().get(id_, ())
    day = date.fromisoformat(on[:10])
    version = next((v for v in versions if v.is_in_force(day)), versions[-1] if versions else None)
    if version is None:
        return catalogue.first((f"deadline.{id_}",), voice.lang)
    return _own(version.event, voice)


def dates(assessment: Assessment, voice: Voice) -> Section:
    """Time limits in the order of their last days, the safe day first."""
    found = sorted(assessment.deadlines, key=lambda due: (due.passed, due.act_by or "9999", due.id))
    block: Block
    if found:
        columns = (
            Column(title=voice.ui("limit_column"), width=5),
            Column(title=voice.ui("start_column"), width=3),
            Column(title=voice.ui("date_column"), width=4),
            Column(title=voice.ui("state_column"), width=2),
        )
        block = Table(
            caption=voice.ui("section_dates"),
            columns=columns,
            rows=tuple(_due_row(due, assessment, voice) for due in found),
        )
    else:
        block = Paragraph(text=voice.ui("dates_none"), tone="muted")
    return Section(id="dates", title=voice.ui("section_dates"), blocks=(block,), place="wide")


def _due_row(due: Due, assessment: Assessment, voice: Voice) -> tuple[Cell, ...]:
    name = limit_name(due.id, due.starts_on, voice)
    if due.verification in ("UNVERIFIED", "MODEL"):
        name += voice.ui("bracket", text=voice.ui(f"limit_{due.verification.lower()}"))
    if due.act_by is None:
        return Cell(text=name), Cell(text=voice.day(due.starts_on)), Cell(text=voice.ui("permanent")), Cell(text="–")
    last = voice.day(due.act_by, weekday=True)
    if due.ends_on and due.ends_on != due.act_by:
        last += voice.ui("bracket", text=voice.ui("ends_on", end_on=due.ends_on))
    left = (date.fromisoformat(due.act_by) - date.fromisoformat(assessment.as_of)).days
    if due.passed:
        tag = Tag(text=voice.ui("date_passed"), tone="grey", glyph="cross")
    elif left < 0:
        tag = Tag(text=voice.ui("date_last_days"), tone="warning", glyph="clock")
    else:
        tag = Tag(
            text=voice.ui("date_left", days=left), tone="warning" if left <= NEAR_DAYS else "plain", glyph="clock"
        )
    if due.provisional:
        last += voice.ui("bracket", text=voice.ui("date_provisional"))
    return Cell(text=name), Cell(text=voice.day(due.starts_on)), Cell(text=last), Cell(tag=tag)


def marks(assessment: Assessment, voice: Voice) -> Section:
    """What must be known beside the sum: our assumptions, unverified values, questions for a person."""
    items = tuple(_mark(mark, voice) for mark in assessment.marks)
    block: Block = Listing(items=items) if items else Paragraph(text=voice.ui("marks_none"), tone="muted")
    return Section(id="marks", title=voice.ui("section_marks"), blocks=(block,), place="half")


def _mark(mark: Mark, voice: Voice) -> Item:
    figures = [
        voice.ui(
            "mark_alternative",
            name=catalogue.first((f"mark.{name}", f"ground.{name}", "ui.alternative_value"), voice.lang),
            sum_fen=sum_,
        )
        for name, sum_ in mark.alternatives.items()
    ]
    space = "" if voice.lang == "zh" else " "
    extra = space.join(voice.sentence(figure) for figure in figures)
    match mark.kind:
        case "open":
            text, default = question_words(mark.ref, voice.lang)
            detail = voice.ui("mark_default", default=default) if default else voice.ui("mark_no_default")
            tag = Tag(text=voice.ui("mark_open"), tone="open", glyph="scales")
        case "unverified":
            text = voice.say("mark.unverified", what=param_words(mark, voice))
            detail = voice.ui("draft_one")
            tag = Tag(text=voice.ui("mark_unverified"), tone="unverified")
        case "adverse_inference":
            text, detail = voice.say("mark.adverse_inference"), ""
            tag = Tag(text=voice.ui("mark_adverse"), tone="info", glyph="info")
        case "model" | "note":
            title, words, other = (
                model_words(mark.ref, voice.lang)
                if mark.ref.startswith("model:")
                else (short(mark.ref, voice.lang), "", "")
            )
            text = title
            detail = space.join(part for part in (words, voice.ui("mark_or", other=other) if other else "") if part)
            tag = Tag(text=voice.ui(f"mark_{mark.kind}"), tone="model")
        case _:
            assert_never(mark.kind)
    source = voice.cited((mark.ref,))
    return Item(text=text, detail=space.join(part for part in (detail, extra) if part), source=source, tags=(tag,))


def param_words(mark: Mark, voice: Voice) -> str:
    """A value that is not confirmed, with what it is taken as."""
    name = short(mark.ref, voice.lang)
    bp = mark.args.get("rate_bp")
    return voice.say("param.with_rate", name=name, rate_bp=bp) if bp is not None else name
