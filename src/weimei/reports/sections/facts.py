"""Terms and promises, what is not known yet, and the fact-to-proof matrix."""

from __future__ import annotations

from weimei.core.assessment.outcome import Assessment, Missing, Proof, Term
from weimei.reports import catalogue
from weimei.reports.answers import how_to_write
from weimei.reports.labels import OWNED, exhibit_label, party_label, term_kind
from weimei.reports.sections.grounds import state_tag
from weimei.reports.tree import Block, Cell, Column, Glyph, Item, Listing, Paragraph, Section, Table, Tag, Tone
from weimei.reports.voice import Voice


def has_sum(assessment: Assessment) -> bool:
    """Whether enough is known of the price for any sum; nothing known is never shown as nothing owed."""
    return assessment.paid is not None or assessment.sum.principal.high > 0


STATES: dict[str, tuple[Tone, Glyph]] = {
    "applied": ("success", "check"),
    "better_for_you": ("success", "check"),
    "fallen": ("grey", "cross"),
    "no_effect": ("grey", "minus"),
    "open": ("open", "scales"),
}
ORDER = ("better_for_you", "applied", "open", "fallen", "no_effect")


def terms(assessment: Assessment, voice: Voice) -> Section:
    """Which terms count, which fell and why."""
    found = sorted(assessment.terms, key=lambda term: (ORDER.index(term.state), term.id))
    block: Block
    if found:
        columns = (
            Column(title=voice.ui("term_column"), width=4),
            Column(title=voice.ui("state_column"), width=2),
            Column(title=voice.ui("why_column"), width=5),
        )
        block = Table(
            caption=voice.ui("section_terms"), columns=columns, rows=tuple(_term_row(term, voice) for term in found)
        )
    else:
        block = Paragraph(text=voice.ui("terms_none"), tone="muted")
    return Section(id="terms", title=voice.ui("section_terms"), blocks=(block,))


def _term_row(term: Term, voice: Voice) -> tuple[Cell, ...]:
    tone, glyph = STATES[term.state]
    by = term.source
    if by.startswith("promise:"):
        speaker = next((p.by for p in voice.matter.promises if p.id == by.removeprefix("promise:")), "other")
        who = voice.ui("promise_by", who=party_label(speaker, voice.lang))
    else:
        who = voice.ui("term_by", who=party_label(by, voice.lang))
    name = f"{term_kind(term.kind, voice.lang)}{voice.ui('bracket', text=who)}"
    said = term.text or next((p.words for p in voice.matter.promises if p.id == term.id), "")
    words = name + (voice.ui("colon") + voice.quoted(said, 120) if said else "")
    source = voice.cited(term.why.refs)
    why = voice.why(term.why) + (voice.ui("bracket", text=source) if source else "")
    return Cell(text=words), Cell(tag=Tag(text=voice.ui(f"term_{term.state}"), tone=tone, glyph=glyph)), Cell(text=why)


def missing(assessment: Assessment, voice: Voice) -> Section:
    """What is not known: what no sum can do without, then the fact that would move the principal most, each with its answer."""
    blocks: list[Block] = []
    needed = [one for one in assessment.missing if one.is_unbounded]
    if needed:
        listing = Listing(items=tuple(_needed(one, voice) for one in needed))
        blocks += [Paragraph(text=voice.ui("missing_price_note"), tone="muted"), listing]
    found = [one for one in assessment.missing if not one.is_unbounded]
    if found:
        found.sort(key=lambda one: (-one.of_principal, -one.swing, len(one.given), one.fact))
        listing = Listing(items=tuple(_missing(one, assessment, voice) for one in found))
        blocks += [Paragraph(text=voice.ui("missing_note"), tone="muted"), listing]
    if not blocks:
        blocks.append(
            Paragraph(text=voice.ui("missing_none" if has_sum(assessment) else "title_unknown"), tone="muted")
        )
    return Section(id="missing", title=voice.ui("section_missing"), blocks=tuple(blocks), place="side")


def _needed(one: Missing, voice: Voice) -> Item:
    """A fact without which no figure can be named."""
    text = voice.capital(voice.ui("ask_plain", question=asked(one, voice)))
    detail = _given(one, voice) if one.given else voice.ui("missing_price")
    return Item(text=text, detail=detail, how=how_to_write(one.fact, voice), figure=voice.ui("not_yet"))


def _given(one: Missing, voice: Voice) -> str:
    """What else must be known; of the same part of the matter without its name."""
    owner = voice.fact(".".join(one.fact.split(".")[:2])) + voice.ui("colon")
    return voice.ui("missing_given", facts=voice.listed(voice.fact(path).removeprefix(owner) for path in one.given))


def _missing(one: Missing, assessment: Assessment, voice: Voice) -> Item:
    """A fact, what of the principal hangs on it, and where the total lies once it is known if that is less wide than now."""
    text = voice.capital(voice.ui("ask_plain", question=asked(one, voice)))
    total = assessment.sum.total
    details = [_given(one, voice)] if one.given else []
    if not one.of_principal:
        details.append(voice.ui("missing_interest", swing_fen=one.swing))
    elif (one.low_if, one.high_if) != (total.low, total.high):
        details.append(voice.ui("missing_moves", low_fen=one.low_if, high_fen=one.high_if))
    detail = voice.ui("join_sentences").join(
        word if place == 0 else voice.inline(word) for place, word in enumerate(details)
    )
    figure = voice.money(one.of_principal) if one.of_principal else ""
    return Item(text=text, detail=detail, how=how_to_write(one.fact, voice), figure=figure)


def asked(one: Missing, voice: Voice) -> str:
    """What is not known as a question, with the part of the matter that it is about; no mark at its end."""
    owner = ".".join(one.fact.split(".")[: 3 if one.fact.startswith("policies.") else 2])
    question = catalogue.first((one.question,), voice.lang)
    if owner.split(".")[0] not in OWNED:
        return question
    fact = voice.fact(owner)
    return voice.ui("ask_about", fact=voice.inline(fact) if owner.startswith("events.") else fact, question=question)


def proofs(assessment: Assessment, voice: Voice) -> Section:
    """The matrix: each fact, whether it can be shown, by whom, with what."""
    blocks: list[Block] = []
    if assessment.proofs:
        columns = (
            Column(title=voice.ui("fact_column"), width=4),
            Column(title=voice.ui("proof_state_column"), width=2),
            Column(title=voice.ui("burden_column"), width=2),
            Column(title=voice.ui("has_column"), width=4),
            Column(title=voice.ui("needs_column"), width=4),
        )
        blocks.append(
            Table(
                caption=voice.ui("section_proofs"),
                columns=columns,
                rows=tuple(_proof_row(proof, voice) for proof in assessment.proofs),
            )
        )
        blocks.append(Paragraph(text=voice.ui("standard_note"), tone="muted"))
    else:
        blocks.append(Paragraph(text=voice.ui("proofs_none"), tone="muted"))
    return Section(id="proofs", title=voice.ui("section_proofs"), blocks=tuple(blocks))


def _proof_row(proof: Proof, voice: Voice) -> tuple[Cell, ...]:
    has = voice.listed(exhibit_label(id_, voice.lang, voice.matter) for id_ in proof.has)
    kinds = [kind for kind in proof.needs if proof.state != "held"]
    needs = voice.listed(catalogue.first((f"exhibit.{kind}",), voice.lang) for kind in kinds)
    who = voice.ui(f"burden_{proof.burden}")
    if proof.standard == "beyond_reasonable_doubt":
        who += voice.ui("bracket", text=voice.ui(f"standard_{proof.standard}"))
    return (
        Cell(text=voice.say(f"proof.{proof.fact}")),
        Cell(tag=state_tag(proof, voice)),
        Cell(text=who),
        Cell(text=voice.capital(has) or "–"),
        Cell(text=voice.capital(needs) or "–"),
    )
