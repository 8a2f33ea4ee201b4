"""The grounds side by side: verdict, range, what each rests on, what would defeat it, what the clinic may answer."""

from __future__ import annotations

from weimei.core.assessment.outcome import Assessment, Ground, Proof
from weimei.core.findings import Spread, Why
from weimei.reports.tree import Block, Card, Cards, Glyph, Item, Listing, Paragraph, Section, Tag, Tone
from weimei.reports.voice import Voice

VERDICTS: dict[str, tuple[Tone, Glyph]] = {
    "applies": ("success", "check"),
    "does_not": ("grey", "cross"),
    "person": ("open", "scales"),
}
PROVED: dict[str, tuple[Tone, Glyph]] = {
    "yes": ("success", "check"),
    "no": ("grey", "cross"),
    "unknown": ("warning", "dot"),
}
STATES: dict[str, tuple[Tone, Glyph]] = {
    "held": ("success", "check"),
    "partly": ("warning", "dot"),
    "missing": ("warning", "dot"),
    "with_seller": ("info", "lock"),
    "not_needed": ("grey", "none"),
}


def grounds(assessment: Assessment, voice: Voice) -> Section:
    """Every ground as a card, the one that the sum follows first, those that do not apply last."""
    chosen = chosen_ground(assessment)
    ordered = sorted(assessment.grounds, key=lambda g: (g.id != chosen, g.heads is None, g.verdict == "does_not"))
    proofs = {proof.fact: proof for proof in assessment.proofs}
    cards = tuple(_card(ground, assessment, proofs, voice, is_chosen=ground.id == chosen) for ground in ordered)
    blocks: tuple[Block, ...] = (Cards(cards=cards), Paragraph(text=voice.ui("grounds_note"), tone="muted"))
    return Section(
        id="grounds", title=voice.ui("section_grounds"), blocks=blocks, place="side", aside=voice.ui("grounds_aside")
    )


def chosen_ground(assessment: Assessment) -> str:
    """The ground that the sum follows: the elected one, or the one whose causes are the whole cause set."""
    if any(ground.id == assessment.elected for ground in assessment.grounds):
        return assessment.elected
    columns = tuple(assessment.elected.removeprefix("cause:").split("+"))
    for ground in assessment.grounds:
        if ground.columns == columns and ground.verdict != "does_not" and ground.heads is not None:
            return ground.id
    return ""


def state_tag(proof: Proof, voice: Voice) -> Tag:
    """Whether a fact can be shown now."""
    tone, glyph = STATES[proof.state]
    return Tag(text=voice.ui(f"state_{proof.state}"), tone=tone, glyph=glyph)


def _card(ground: Ground, assessment: Assessment, proofs: dict[str, Proof], voice: Voice, *, is_chosen: bool) -> Card:
    name = voice.ground(ground.id)
    lead = voice.sentence(voice.whys(ground.reasons))
    source = voice.cited(ground.refs)
    if ground.heads is None:
        return Card(id=ground.id, title=name, tags=_tags(ground, voice, is_chosen=is_chosen), lead=lead, source=source)
    spread = ground.heads.principal
    return Card(
        id=ground.id,
        title=name,
        figure=voice.span(spread.low, spread.high)
        if assessment.paid is not None or spread.high
        else voice.ui("not_yet"),
        bar=voice.bar(spread, assessment.paid, name=name) if assessment.paid else None,
        tags=_tags(ground, voice, is_chosen=is_chosen),
        lead=lead,
        lists=_lists(ground, spread, proofs, voice),
        source=source,
        chosen=is_chosen,
    )


def _tags(ground: Ground, voice: Voice, *, is_chosen: bool) -> tuple[Tag, ...]:
    tone, glyph = VERDICTS[ground.verdict]
    found = [Tag(text=voice.ui(ground.verdict), tone=tone, glyph=glyph)]
    if is_chosen:
        found.insert(0, Tag(text=voice.ui("chosen"), tone="primary", glyph="check"))
    if ground.verdict != "does_not":
        if ground.columns != ("consumer",):
            tone, glyph = PROVED[ground.proved]
            found.append(Tag(text=voice.ui(f"proved_{ground.proved}"), tone=tone, glyph=glyph))
        if not ground.due:
            found.append(Tag(text=voice.ui("not_due"), tone="warning", glyph="clock"))
        if ground.limb == "model":
            found.append(Tag(text=voice.ui("limb_model"), tone="model"))
        elif ground.limb == "open" and ground.verdict != "person":
            found.append(Tag(text=voice.ui("limb_open"), tone="open", glyph="scales"))
    return tuple(found)


def _lists(ground: Ground, spread: Spread, proofs: dict[str, Proof], voice: Voice) -> tuple[Listing, ...]:
    found = list(ends_of(spread, voice))
    if ground.rests_on:
        items = tuple(_rests_on(fact, proofs, voice) for fact in ground.rests_on)
        found.append(Listing(label=voice.ui("rests_on"), items=items))
    for key, whys in (("defeated_by", ground.defeated_by), ("answer", ground.answer)):
        if whys:
            found.append(Listing(label=voice.ui(key), items=tuple(_item(why, voice) for why in whys)))
    return tuple(found)


def ends_of(spread: Spread, voice: Voice) -> tuple[Listing, ...]:
    """What yields each end of a range; nothing for one sum."""
    if spread.is_exact:
        return ()
    told = [(end, voice.whys(whys, end)) for end, whys in (("low", spread.low_why), ("high", spread.high_why))]
    items = tuple(Item(text=voice.ui(f"{end}_because", why=voice.inline(words))) for end, words in told if words)
    return (Listing(label=voice.ui("why_so"), items=items),) if items else ()


def _rests_on(fact: str, proofs: dict[str, Proof], voice: Voice) -> Item:
    proof = proofs.get(fact)
    return Item(text=voice.say(f"proof.{fact}"), tags=(state_tag(proof, voice),) if proof is not None else ())


def _item(why: Why, voice: Voice) -> Item:
    return Item(text=voice.why(why), source=voice.cited(why.refs))
