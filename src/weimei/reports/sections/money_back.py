"""Who gets it back: plans by payment and by funder."""

from __future__ import annotations

from collections.abc import Sequence

from weimei.core.assessment.outcome import Assessment
from weimei.core.money import format_amount
from weimei.core.money.amounts import currency_digits
from weimei.core.settlement.plans import FunderShare, LegShare, Plan, RailAsk
from weimei.reports.labels import leg_name, lender_name, party_label
from weimei.reports.sections.facts import has_sum
from weimei.reports.tree import (
    Block,
    Cell,
    Column,
    Fold,
    Item,
    Listing,
    Paragraph,
    Section,
    Table,
)
from weimei.reports.voice import Voice
from weimei.reports.wording import MINUS


def plan(assessment: Assessment, plans: Sequence[Plan], voice: Voice) -> Section:
    """The first plan in full, the other ends folded. Without a sum there is none to share out."""
    if not has_sum(assessment):
        blocks: tuple[Block, ...] = (Paragraph(text=voice.ui("plan_unknown"), tone="muted"),)
    elif not plans:
        blocks = (Paragraph(text=voice.ui("plan_none"), tone="muted"),)
    else:
        first, *others = plans
        folded = tuple(Fold(title=_title(other, voice), blocks=_plan(other, voice)) for other in others)
        blocks = (
            Paragraph(text=voice.ui("plan_note"), tone="muted"),
            Paragraph(text=voice.sentence(_title(first, voice))),
            *_plan(first, voice),
            *folded,
        )
    return Section(id="plan", title=voice.ui("section_plan"), blocks=blocks)


def _title(one: Plan, voice: Voice) -> str:
    return voice.say("plan.title", end=voice.say(f"plan.{one.end}"), sum_fen=one.principal)


def _plan(one: Plan, voice: Voice) -> tuple[Block, ...]:
    blocks: list[Block] = [Listing(items=_totals(one, voice))]
    if one.legs:
        blocks.append(_legs(one, voice))
    if len(one.funders) > 1:
        blocks.append(_funders(one, voice))
    asks = tuple(_ask(ask, voice) for ask in one.requests)
    if asks:
        blocks.append(Listing(label=voice.say("plan.ask_order"), items=asks))
    lenders = tuple(
        Item(
            text=voice.say(
                "plan.lender",
                lender=_lender(lender.lender, voice),
                outstanding_fen=lender.outstanding,
                back_fen=lender.to_lender,
                still_fen=lender.still_owed,
            ),
            source=voice.cited(lender.step.refs),
            tags=voice.tags(lender.step.refs),
        )
        for lender in one.lenders
    )
    foreign = tuple(
        Item(
            text=_foreign(leg, voice), source=voice.cited(leg.foreign.step.refs), tags=voice.tags(leg.foreign.step.refs)
        )
        for leg in one.legs
        if leg.foreign is not None
    )
    if lenders or foreign:
        blocks.append(Listing(items=(*lenders, *foreign)))
    if one.alternatives:
        items = tuple(
            Item(
                text=voice.say(a.code, **a.args),
                figure=voice.money(a.to_buyer),
                source=voice.cited(a.refs),
                tags=voice.tags(a.refs),
            )
            for a in one.alternatives
        )
        blocks.append(Listing(label=voice.say("plan.alternatives"), items=items))
    notes = tuple(
        Item(text=voice.why(note), source=voice.cited(note.refs), tags=voice.tags(note.refs)) for note in one.notes
    )
    if notes:
        blocks.append(Listing(label=voice.say("plan.notes"), items=notes))
    return tuple(blocks)


def _lender(id_: str, voice: Voice) -> str:
    return lender_name(id_, voice.lang, voice.matter)


def _leg(id_: str, voice: Voice) -> str:
    return leg_name(id_, voice.lang, voice.matter)


def _totals(one: Plan, voice: Voice) -> tuple[Item, ...]:
    found = [Item(text=voice.say("plan.to_buyer"), figure=voice.money(one.to_buyer))]
    found += [
        Item(
            text=voice.say("plan.to_lender", lender=_lender(lender.lender, voice)), figure=voice.money(lender.to_lender)
        )
        for lender in one.lenders
    ]
    if one.beyond:
        found.append(Item(text=voice.say("plan.beyond"), figure=voice.money(one.beyond)))
    found += [
        Item(text=voice.say(f"plan.beside_{name}"), figure=voice.money(sum_))
        for name, sum_ in sorted(one.beside.items(), reverse=True)
        if sum_
    ]
    return tuple(found)


def _sum_column(voice: Voice, key: str) -> Column:
    return Column(title=voice.say(key), is_sum=True, width=3)


def _legs(one: Plan, voice: Voice) -> Table:
    columns = (
        Column(title=voice.say("plan.leg_column"), width=4),
        _sum_column(voice, "plan.paid_column"),
        _sum_column(voice, "plan.returned_column"),
        _sum_column(voice, "plan.refund_column"),
        _sum_column(voice, "plan.kept_column"),
        Column(title=voice.say("plan.route_column"), width=3),
    )
    rows = tuple(_leg_row(leg, voice) for leg in one.legs)
    return Table(caption=voice.say("plan.by_leg"), columns=columns, rows=rows)


def _leg_row(leg: LegShare, voice: Voice) -> tuple[Cell, ...]:
    name = _leg(leg.id, voice)
    sums = (leg.paid, leg.returned_before, leg.refund, leg.kept)
    return (
        Cell(text=voice.capital(name)),
        *(Cell(text=voice.figure(sum_)) for sum_ in sums),
        Cell(text=voice.capital(voice.say(f"plan.route_{leg.route}"))),
    )


def _funders(one: Plan, voice: Voice) -> Table:
    columns = (
        Column(title=voice.say("plan.funder_column"), width=4),
        _sum_column(voice, "plan.paid_column"),
        _sum_column(voice, "plan.kept_column"),
        _sum_column(voice, "plan.back_column"),
        Column(title=voice.say("plan.route_column"), width=4),
    )
    return Table(
        caption=voice.say("plan.by_funder"),
        columns=columns,
        rows=tuple(_funder_row(share, voice) for share in one.funders),
    )


def funder_name(share: FunderShare, voice: Voice) -> str:
    """Whose money it was."""
    kind = voice.say(f"layer.{share.kind}")
    if share.kind == "buyer":
        return kind
    return (
        voice.say("layer.by", funder=party_label(share.funder, voice.lang), kind=kind)
        if share.kind != "rail_coupon"
        else kind
    )


def _funder_row(share: FunderShare, voice: Voice) -> tuple[Cell, ...]:
    name = funder_name(share, voice)
    key = "plan.in_kind_rail" if share.in_kind == "rail" else f"plan.{share.in_kind}"
    fate = voice.say(key) if share.refunded or share.kind == "buyer" else "–"
    if share.points:
        fate += voice.ui("bracket", text=voice.say("plan.points", points=share.points_refunded))
    return (
        Cell(text=voice.capital(name)),
        *(Cell(text=voice.figure(sum_)) for sum_ in (share.paid, share.kept, share.refunded)),
        Cell(text=voice.capital(fate)),
    )


def _ask(ask: RailAsk, voice: Voice) -> Item:
    name = _leg(ask.leg, voice)
    if ask.coupon:
        text = voice.say("plan.ask_coupon", rail=name, ask_fen=ask.ask, own_fen=ask.own, coupon_fen=ask.coupon)
    else:
        text = voice.say("plan.ask", rail=name, ask_fen=ask.ask, own_fen=ask.own)
    details = []
    if ask.lost_if_plain:
        details.append(voice.say("plan.ask_lost", lost_fen=ask.lost_if_plain))
    if ask.last_day:
        details.append(
            voice.inline(voice.say("plan.ask_last", last_on=ask.last_day))
            if details
            else voice.say("plan.ask_last", last_on=ask.last_day)
        )
    return Item(text=text, detail=voice.ui("join_sentences").join(details))


def _foreign(leg: LegShare, voice: Voice) -> str:
    view = leg.foreign
    if view is None:
        return ""
    digits = currency_digits(view.currency)

    def shown(minor: int) -> str:
        text = format_amount(abs(minor), digits)
        return f"{MINUS if minor < 0 else ''}{view.currency} {text}"

    name = _leg(leg.id, voice)
    words = [voice.say("plan.foreign", paid_sum=shown(view.at_payment))]
    if view.at_refund is not None:
        words.append(
            voice.say(
                "plan.foreign_refund", refund_sum=shown(view.at_refund), difference_sum=shown(view.difference or 0)
            )
        )
    return voice.capital(name) + voice.ui("colon") + voice.inline(voice.ui("join_sentences").join(words))
