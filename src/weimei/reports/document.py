"""From an assessment to the one tree that every renderer shows."""

from __future__ import annotations

from collections.abc import Sequence

from weimei.core.assessment.matter import Matter
from weimei.core.assessment.outcome import Assessment
from weimei.core.law.instruments import Lang
from weimei.core.settlement.plans import Plan
from weimei.reports.sections import ahead, answer, appendix, claims, facts, grounds, money_back, picture
from weimei.reports.tree import Document
from weimei.reports.voice import Voice
from weimei.reports.wording import clean

RENDERERS_NEED = (
    "brand",
    "draft",
    "page",
    "contents",
    "skip",
    "source",
    "show_steps",
    "trail_same",
    "facts_read",
    "paid",
    "low",
    "likely",
    "high",
    "trail_note_text",
    "mark_open",
    "colon",
    "both_sides",
)


def compose(matter: Matter, assessment: Assessment, plans: Sequence[Plan] = (), lang: Lang = "zh") -> Document:
    """The report on one matter: answer first, then why, then what to do, the whole derivation last.

    `plans`: who would be paid back (core.settlement); the first one is shown in full. The same values and language give
    the same tree.
    """
    voice = Voice(lang=lang, currency=assessment.currency, matter=matter)
    sections = (
        answer.answer(assessment, voice),
        answer.working(assessment, voice),
        answer.heads(assessment, voice),
        grounds.grounds(assessment, voice),
        claims.increases(assessment, voice),
        facts.missing(assessment, voice),
        facts.terms(assessment, voice),
        facts.proofs(assessment, voice),
        money_back.plan(assessment, plans, voice),
        picture.yuan(assessment, plans, voice),
        ahead.dates(assessment, voice),
        ahead.next_steps(assessment, voice),
        ahead.marks(assessment, voice),
        claims.outside(assessment, voice),
        appendix.trail(assessment, voice),
        appendix.norms(assessment, voice),
    )
    return Document(
        kind="assessment",
        lang=lang,
        title=answer.title(assessment, voice),
        subtitle=clean(assessment.title),
        lead=answer.one_line(assessment, voice),
        draft=draft_reason(assessment, voice),
        draft_mark=voice.ui("draft") if assessment.is_draft else "",
        as_of=assessment.as_of,
        facts=identity(assessment, voice),
        sections=sections,
        footer=footer(assessment, voice),
        words=words(voice),
    )


def draft_reason(assessment: Assessment, voice: Voice) -> str:
    """Why a report is a draft; empty when it is none."""
    if not assessment.is_draft:
        return ""
    names = [ahead.param_words(mark, voice) for mark in assessment.marks if mark.kind == "unverified"]
    return voice.ui("draft_reason", what=voice.listed(names)) if names else voice.ui("draft_reason_short")


def identity(assessment: Assessment, voice: Voice) -> tuple[tuple[str, str], ...]:
    """What this report is about, in pairs."""
    found = [
        (voice.ui("fact_matter"), clean(assessment.matter_id, 60)),
        (voice.ui("fact_as_of"), voice.day(assessment.as_of)),
        (voice.ui("fact_scope"), voice.ui(f"scope_{assessment.scope.verdict}")),
        (voice.ui("fact_engine"), assessment.engine),
    ]
    return tuple(found)


def footer(assessment: Assessment, voice: Voice) -> tuple[str, ...]:
    """What we promise not, and what makes the figures repeatable."""
    return (
        voice.ui("footer_inform"),
        voice.ui("not_promise"),
        voice.ui("footer_recount"),
        voice.ui(
            "footer_engine", engine=assessment.engine, as_of_on=assessment.as_of, matter=clean(assessment.matter_id, 60)
        ),
    )


def words(voice: Voice) -> dict[str, str]:
    """The words that a renderer needs for itself, figures still open."""
    from weimei.reports.catalogue import template

    return {name: template(f"ui.{name}", voice.lang) for name in RENDERERS_NEED}
