"""What is not in the sum: punitive claims with their conditions, and the figure outside the rules on prepayment."""

from __future__ import annotations

from weimei.core.assessment.outcome import Assessment, Increase
from weimei.reports.sections.facts import has_sum
from weimei.reports.sections.grounds import PROVED, ends_of
from weimei.reports.tree import Block, Card, Cards, Item, Ledger, Listing, Paragraph, Row, Section, Tag
from weimei.reports.voice import Voice


def increases(assessment: Assessment, voice: Voice) -> Section:
    """Claims that must be asked for and proved on their own; never added."""
    found = sorted(assessment.increases, key=lambda one: not one.is_best)
    blocks: tuple[Block, ...]
    if found:
        cards = tuple(_card(one, voice) for one in found)
        blocks = (Paragraph(text=voice.ui("increase_note"), tone="muted"), Cards(cards=cards))
    else:
        blocks = (Paragraph(text=voice.ui("increases_none"), tone="muted"),)
    return Section(id="increases", title=voice.ui("section_increases"), blocks=blocks, place="side")


def _card(one: Increase, voice: Voice) -> Card:
    amount = one.amount
    lead = voice.sentence(voice.whys(one.reasons))
    if one.fee_at_risk:
        lead += ("" if voice.lang == "zh" else " ") + voice.ui("increase_fee", fee_fen=one.fee_at_risk)
    conditions = tuple(Item(text=voice.why(why), source=voice.cited(why.refs)) for why in one.conditions)
    lists = [Listing(label=voice.ui("conditions"), items=conditions)] if conditions else []
    step = None if amount is None else amount.steps.get("likely") or amount.steps.get("high")
    if amount is not None:
        lists[:0] = ends_of(amount, voice)
    if step is not None:
        lists.insert(0, Listing(label=voice.ui("section_working"), items=(Item(text=voice.step(step)),)))
    return Card(
        id=f"increase.{one.id}",
        title=voice.say(f"increase.{one.id}"),
        figure=voice.ui("not_yet") if amount is None else voice.span(amount.low, amount.high),
        tags=_tags(one, voice),
        lead=lead,
        lists=tuple(lists),
        source=voice.cited(one.refs),
    )


def _tags(one: Increase, voice: Voice) -> tuple[Tag, ...]:
    tone, glyph = PROVED[one.proved]
    tags = [Tag(text=voice.ui(f"proved_{one.proved}"), tone=tone, glyph=glyph)]
    if one.is_best:
        tags.append(Tag(text=voice.ui("increase_best"), tone="grey"))
    if one.amount is not None and one.amount.is_open:
        tags.append(Tag(text=voice.ui("person"), tone="open", glyph="scales"))
    return tuple(tags)


def outside(assessment: Assessment, voice: Voice) -> Section:
    """Whether the rules on prepayment govern, and the sum if they do not, beside the one above."""
    scope = assessment.scope
    tone = "open" if scope.verdict == "contested" else "muted"
    state = voice.sentence(voice.ui(f"scope_{scope.verdict}"))
    blocks: list[Block] = [
        Paragraph(text=state, tone="open" if tone == "open" else "plain"),
        Listing(
            items=tuple(
                Item(text=voice.why(why), source=voice.cited(why.refs), tags=voice.tags(why.refs))
                for why in scope.reasons
            )
        ),
    ]
    other = assessment.out_of_scope
    if not has_sum(assessment):
        blocks.append(Paragraph(text=voice.ui("title_unknown"), tone="muted"))
    elif other is None:
        blocks.append(Paragraph(text=voice.ui("outside_same"), tone="muted"))
    else:
        own = assessment.sum.principal
        blocks.append(Paragraph(text=voice.ui("outside_lead")))
        rows = (
            Row(
                label=voice.ui("inside_figure"),
                figure=voice.span(own.low, own.high),
                node=f"sum.principal.{_end(own.likely)}",
            ),
            Row(
                label=voice.ui("outside_figure"),
                figure=voice.span(other.low, other.high),
                node=f"out_of_scope.{_end(other.likely)}",
            ),
        )
        blocks.append(Ledger(caption=voice.ui("sum_principal"), unit="", rows=rows))
    return Section(id="outside", title=voice.ui("section_outside"), blocks=tuple(blocks), place="half")


def _end(likely: int | None) -> str:
    return "low" if likely is None else "likely"
