"""The same matter under each reason and each ground side by side: what each gives up, and what each needs proved."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from msgspec.structs import replace

from weimei.core.assessment.matter import Matter
from weimei.core.assessment.missing import rank_missing
from weimei.core.assessment.outcome import Assessment
from weimei.core.assessment.reasons import under_each_reason
from weimei.core.facts import MERCHANT_KINDS, NEUTRAL_KINDS
from weimei.core.findings import Spread
from weimei.core.law.instruments import Lang
from weimei.reports import catalogue
from weimei.reports.document import draft_reason, footer, identity, words
from weimei.reports.sections.facts import has_sum
from weimei.reports.sections.grounds import chosen_ground
from weimei.reports.sections.headline import is_law_between, is_open_in_law
from weimei.reports.tree import Block, Card, Cards, Cell, Column, Document, Item, Listing, Paragraph, Section, Table
from weimei.reports.voice import Voice
from weimei.reports.wording import clean

Labelled = tuple[str, Assessment]
"""A reason (`health`, `personal` … or any text of one's own) and the assessment under it."""


def compare_document(matter: Matter, assessed: Sequence[Labelled], lang: Lang = "zh") -> Document:
    """The comparison, the reasons in the order given, then the grounds of the first assessment."""
    assessed = [(label, _with_unknowns(a, label, matter)) for label, a in assessed]
    first = assessed[0][1]
    voice = Voice(lang=lang, currency=first.currency, matter=matter)
    supported = [a.sum.principal for label, a in assessed if not is_hypothetical(label, matter)]
    best = _ends(supported)
    sections = [_by_reason(assessed, best, voice), _cards(assessed, voice)]
    by_ground = _by_ground(first, voice)
    if by_ground is not None:
        sections.append(by_ground)
    drafts = [draft_reason(a, voice) for _, a in assessed if a.is_draft]
    return Document(
        kind="comparison",
        lang=lang,
        title=voice.ui("compare_title"),
        subtitle=clean(first.title),
        lead=voice.ui("compare_best", low_fen=best[0], high_fen=best[1])
        if has_sum(first)
        else voice.sentence(voice.ui("title_unknown")),
        draft=drafts[0] if drafts else "",
        draft_mark=voice.ui("draft") if drafts else "",
        as_of=first.as_of,
        facts=identity(first, voice),
        sections=tuple(sections),
        footer=footer(first, voice),
        words=words(voice),
    )


def _with_unknowns(a: Assessment, label: str, matter: Matter) -> Assessment:
    """An assessment with its unknown facts ranked, where it has none and its sum is open: they tell facts from open law."""
    if a.missing or not a.sum.principal.is_open:
        return a
    judged = dict(under_each_reason(matter)).get(label, matter)
    return replace(a, missing=rank_missing(judged, date.fromisoformat(a.as_of)))


Ends = tuple[int, int]


def _ends(spreads: Sequence[Spread]) -> Ends:
    """The most at the low end and the most at the high end."""
    return max(one.low for one in spreads), max(one.high for one in spreads)


def is_hypothetical(label: str, matter: Matter) -> bool:
    """Whether the file has no event that this reason would rest on: shown for comparison, never as the best."""
    kinds = {event.kind for event in matter.events if event.proved != "no"}
    if label == "merchant":
        return not kinds & MERCHANT_KINDS
    return label == "health" and not kinds & NEUTRAL_KINDS and matter.request.reason != "health"


def _reason(label: str, voice: Voice) -> str:
    for table in ("reason", "event", "ground"):
        if catalogue.has(f"{table}.{label}", voice.lang):
            name = voice.say(f"{table}.{label}")
            return voice.ui("compare_hypothetical", reason=name) if is_hypothetical(label, voice.matter) else name
    return voice.quoted(label, 60)


def _gives_up(spread: Spread, best: Ends, voice: Voice) -> str:
    """What this reason gives up at the low and at the high end; one figure where both are the same."""
    return voice.span(*sorted((max(0, best[0] - spread.low), max(0, best[1] - spread.high))))


def _beside(spread: Spread, best: Ends, voice: Voice) -> str:
    """How a reason that the file has no event for compares: how much less the matter as filed comes to, or how much more."""
    low, high = spread.low - best[0], spread.high - best[1]
    if low < 0 < high:
        return voice.ui("compare_mixed", less_fen=-low, more_fen=high)
    if high < 0 < low:
        return voice.ui("compare_mixed_back", more_fen=low, less_fen=-high)
    sums = voice.span(*sorted((abs(low), abs(high))))
    return voice.ui("compare_filed_less", sums=sums) if low > 0 or high > 0 else sums


def _columns(voice: Voice, first: str) -> tuple[Column, ...]:
    return (
        Column(title=voice.ui(first), width=4),
        Column(title=voice.ui("low"), is_sum=True, width=2),
        Column(title=voice.ui("likely"), is_sum=True, width=2),
        Column(title=voice.ui("high"), is_sum=True, width=2),
        Column(title=voice.ui("compare_gives_up"), is_sum=True, width=2),
    )


def _sums(spread: Spread, best: Ends, voice: Voice, *, by_law: bool) -> tuple[Cell, ...]:
    """`by_law`: whether the law leaves an open sum open, or only facts that nobody has told."""
    is_open = voice.ui("mark_open" if by_law else "facts_first")
    likely = voice.money(spread.likely) if spread.likely is not None else is_open
    return (
        Cell(text=voice.money(spread.low)),
        Cell(text=likely),
        Cell(text=voice.money(spread.high)),
        Cell(text=_gives_up(spread, best, voice)),
    )


def _reason_row(label: str, a: Assessment, best: Ends, voice: Voice) -> tuple[Cell, ...]:
    """A reason with its sums; of one that the file has no event for, how much less the matter as filed comes to."""
    if not has_sum(a):
        return (Cell(text=_reason(label, voice)), Cell(text=voice.ui("not_yet")), *(Cell(text="–") for _ in range(3)))
    *sums, gives_up = _sums(a.sum.principal, best, voice, by_law=is_open_in_law(a))
    if is_hypothetical(label, voice.matter):
        gives_up = Cell(text=_beside(a.sum.principal, best, voice))
    return (Cell(text=_reason(label, voice)), *sums, gives_up)


def _by_reason(assessed: Sequence[Labelled], best: Ends, voice: Voice) -> Section:
    rows = tuple(_reason_row(label, a, best, voice) for label, a in assessed)
    blocks: tuple[Block, ...] = (
        Paragraph(text=voice.ui("compare_lead")),
        Table(caption=voice.ui("compare_by_reason"), columns=_columns(voice, "compare_reason"), rows=rows),
        Paragraph(text=voice.ui("compare_rule"), tone="muted"),
    )
    return Section(id="reasons", title=voice.ui("compare_by_reason"), blocks=blocks)


def _cards(assessed: Sequence[Labelled], voice: Voice) -> Section:
    cards = []
    for place, (label, a) in enumerate(assessed):
        spread = a.sum.principal
        name = _reason(label, voice)
        cards.append(
            Card(
                id=f"{place}",
                title=name,
                figure=voice.span(spread.low, spread.high) if has_sum(a) else voice.ui("not_yet"),
                bar=voice.bar(spread, a.paid, name=name) if a.paid else None,
                lead=_needs(a, voice),
                lists=_more(a, voice),
            )
        )
    blocks = (
        Cards(cards=tuple(cards)),
        Paragraph(text=voice.ui("grounds_note"), tone="muted"),
        Paragraph(text=voice.ui("compare_personal"), tone="muted"),
    )
    return Section(id="cards", title=voice.ui("compare_needs"), blocks=blocks)


def _needs(a: Assessment, voice: Voice) -> str:
    """One sentence of what a reason needs proved."""
    id_ = chosen_ground(a)
    ground = next((g for g in a.grounds if g.id == id_), None)
    facts = (
        ground.rests_on
        if ground is not None
        else tuple(dict.fromkeys(f for g in a.grounds if g.verdict != "does_not" for f in g.rests_on))
    )
    if not facts:
        return voice.sentence(voice.ground(a.elected))
    names = voice.ui("join_sentences").join(voice.inline(voice.say(f"proof.{fact}")) for fact in facts)
    return voice.sentence(voice.ui("compare_needs_line", facts=names))


def _more(a: Assessment, voice: Voice) -> tuple[Listing, ...]:
    spread = a.sum.principal
    ends = (
        [("low_because", spread.low_why), ("high_because", spread.high_why)]
        if not spread.is_exact
        else [("likely_because", spread.likely_why)]
    )
    if not has_sum(a):
        return ()
    told = [(key, voice.whys(whys, key.partition("_")[0])) for key, whys in ends]
    items = tuple(Item(text=voice.ui(key, why=voice.inline(words))) for key, words in told if words)
    return (Listing(label=voice.ui("why_so"), items=items),) if items else ()


def _by_ground(a: Assessment, voice: Voice) -> Section | None:
    found = [(g, g.heads.principal) for g in a.grounds if g.heads is not None]
    if not found or not has_sum(a):
        return None
    best = _ends([spread for _, spread in found])
    rows = tuple(
        (Cell(text=voice.ground(g.id)), *_sums(spread, best, voice, by_law=is_law_between(spread, g.columns, a)))
        for g, spread in found
    )
    table = Table(caption=voice.ui("compare_by_ground"), columns=_columns(voice, "compare_reason"), rows=rows)
    return Section(id="grounds", title=voice.ui("compare_by_ground"), blocks=(table,), aside=voice.ui("grounds_aside"))
