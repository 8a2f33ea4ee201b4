"""Terms and promises, what is not known yet, and the fact-to-proof matrix."""

from __future__ import annotations

from weimei.core.assessment.outcome import Assessment, Missing, Proof, Term
from weimei.reports import catalogue
from weimei.reports.labels import OWNED, exhibit_label, party_label, term_kind
from weimei.reports.sections.grounds import state_tag
from weimei.reports.tree import Block, Cell, Column, Glyph, Item, Listing, Paragraph, Section, Table, Tag, Tone
from weimei.reports.voice import Voice

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
    """What is not known, the fact that would move the sum most first."""
    block: Block
    if assessment.missing:
        block = Listing(items=tuple(_missing(one, voice) for one in assessment.missing))
        blocks: tuple[Block, ...] = (Paragraph(text=voice.ui("missing_note"), tone="muted"), block)
    else:
        blocks = (Paragraph(text=voice.ui("missing_none"), tone="muted"),)
    return Section(id="missing", title=voice.ui("section_missing"), blocks=blocks, place="side")


def _missing(one: Missing, voice: Voice) -> Item:
    moves = voice.ui("missing_moves", swing_fen=one.swing, low_fen=one.low_if, high_fen=one.high_if)
    text = voice.capital(voice.ui("ask_plain", question=asked(one, voice)))
    return Item(text=text, detail=moves, figure=voice.money(one.swing))


def asked(one: Missing, voice: Voice) -> str:
    """What is not known as a question, with the part of the matter that it is about; no mark at its end."""
    owner = ".".join(one.fact.split(".")[: 3 if one.fact.startswith("policies.") else 2])
    question = catalogue.first((one.question,), voice.lang)
    if owner.split(".")[0] not in OWNED:
        return question
    return voice.ui("ask_about", fact=voice.fact(owner), question=question)


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
