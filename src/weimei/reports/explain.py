"""One number's whole derivation: rule in plain words, figures used, rounding, facts and the evidence for them."""

from __future__ import annotations

from collections.abc import Sequence
from difflib import get_close_matches

from weimei.core.assessment.matter import Matter
from weimei.core.assessment.outcome import Assessment
from weimei.core.errors import DomainError
from weimei.core.findings import Step
from weimei.core.law.instruments import Lang
from weimei.core.law.texts import article
from weimei.reports.catalogue import has, shown
from weimei.reports.document import draft_reason, footer, identity, words
from weimei.reports.labels import exhibit_label, in_words
from weimei.reports.sources import is_norm, model_words, question_words, short
from weimei.reports.tree import Block, Document, Hero, Item, Ledger, Listing, Paragraph, Row, Section, Tag, Trail
from weimei.reports.voice import Voice
from weimei.reports.working import Named, branch, derivations, ledger

EVIDENCE_FOR: dict[str, tuple[str, ...]] = {
    "used": ("use",),
    "price": ("contract", "payment"),
    "legs": ("payment",),
    "paid_on": ("payment",),
    "list_price": ("contract",),
    "arrived_on": ("request_arrival",),
    "formed_on": ("contract",),
    "relocated": ("relocation",),
    "closed": ("closure",),
    "promises": ("promise", "promise_condition"),
    "health_change": ("health",),
    "staff_changed": ("staff",),
}
"""Which rows of the fact-to-proof matrix speak to the last word of a path."""


def explain(matter: Matter, assessment: Assessment, node: str, lang: Lang = "zh") -> Document:
    """The document of one node: a dotted path such as `sum.principal.likely`, with `/2/1` for a part of it.

    An unknown node is an error that names the nearest ones.
    """
    voice = Voice(lang=lang, currency=assessment.currency, matter=matter)
    node = settled(assessment, node)
    step = find(assessment, node)
    label = voice.step(step)
    sections = (
        _figure(step, node, voice),
        _rule(step, voice),
        _inputs(step, voice),
        _facts(step, assessment, voice),
        _made_of(step, node, voice),
    )
    return Document(
        kind="explanation",
        lang=lang,
        title=voice.ui("explain_title", label=label),
        subtitle=voice.say("ui.explain_node", node=node),
        draft=draft_reason(assessment, voice),
        draft_mark=voice.ui("draft") if assessment.is_draft else "",
        as_of=assessment.as_of,
        facts=identity(assessment, voice),
        sections=tuple(s for s in sections if s is not None),
        footer=footer(assessment, voice),
        words=words(voice),
    )


def nodes(assessment: Assessment) -> tuple[str, ...]:
    """Every path that can be asked for, parts of steps apart."""
    return tuple(named.path for named in derivations(assessment))


def settled(assessment: Assessment, node: str) -> str:
    """The full path of a node that names a sum without an end: its likely end, or the low one where there is none."""
    head, slash, places = node.strip().partition("/")
    known = set(nodes(assessment))
    path = next((f"{head}{end}" for end in ("", ".likely", ".low") if f"{head}{end}" in known), head)
    return path + slash + places


def find(assessment: Assessment, node: str) -> Step:
    """The step of a node."""
    path, *places = settled(assessment, node).split("/")
    found: dict[str, Named] = {named.path: named for named in derivations(assessment)}
    if path not in found:
        raise _unknown(node, list(found))
    step = found[path].step
    for place in places:
        if not place.isdigit() or not 1 <= int(place) <= len(step.parts):
            parent = node.rpartition("/")[0]
            raise _unknown(node, [f"{parent}/{number}" for number in range(1, len(step.parts) + 1)] or [parent])
        step = step.parts[int(place) - 1]
    return step


def _unknown(node: str, known: Sequence[str]) -> DomainError:
    near = get_close_matches(node, known, n=3, cutoff=0.4) or list(known[:3])
    return DomainError(
        "reports.unknown_node",
        f"There is no node {node}.",
        facts=(node,),
        remedy=f"Did you mean {' or '.join(near)}?"
        if near
        else "The nodes stand in the appendix of the HTML and PDF report.",
    )


def _figure(step: Step, node: str, voice: Voice) -> Section:
    figure = voice.value(step)
    blocks: list[Block] = [Hero(label=voice.step(step), figure=figure, tags=voice.tags(step.refs))]
    if step.parts and step.unit == "fen":
        blocks.append(ledger(step, voice, caption=voice.ui("section_working"), node=node))
    rounded = "model:rounding" in step.refs or any("model:rounding" in part.refs for part in step.parts)
    blocks.append(
        Paragraph(
            text=voice.ui("explain_once" if rounded or step.code == "interest" else "explain_exact"), tone="muted"
        )
    )
    return Section(id="figure", title=voice.ui("explain_value"), blocks=tuple(blocks), place="main")


def _rule(step: Step, voice: Voice) -> Section | None:
    """Each norm in plain words, its citation after it; then our readings and the open questions."""
    items = tuple(_norm(ref, voice) if is_norm(ref) else _other(ref, voice) for ref in dict.fromkeys(step.refs))
    if not items:
        return None
    return Section(id="rule", title=voice.ui("explain_rule"), blocks=(Listing(items=items),), place="side")


def _norm(ref: str, voice: Voice) -> Item:
    try:
        norm = article(ref)
    except DomainError:
        return Item(text=short(ref, voice.lang))
    return Item(text=norm.zh if voice.lang == "zh" else norm.en, source=short(ref, voice.lang))


def _other(ref: str, voice: Voice) -> Item:
    kind = ref.partition(":")[0]
    if kind == "model":
        title, text, other = model_words(ref, voice.lang)
        detail = voice.ui("mark_or", other=other) if other else ""
        return Item(text=text or title, detail=detail, tags=(Tag(text=voice.ui("mark_model"), tone="model"),))
    if kind == "open":
        asked, default = question_words(ref, voice.lang)
        detail = voice.ui("mark_default", default=default) if default else voice.ui("mark_no_default")
        return Item(text=asked, detail=detail, tags=(Tag(text=voice.ui("mark_open"), tone="open", glyph="scales"),))
    return Item(text=voice.capital(short(ref, voice.lang)))


def _inputs(step: Step, voice: Voice) -> Section | None:
    """The named figures of the step."""
    args = in_words(step.args, voice.lang, voice.matter)
    rows = []
    for name, value in args.items():
        if name == "line":
            continue
        key = f"arg.{name}"
        if not has(key, voice.lang):
            key = f"arg.{name.rpartition('_')[0]}"
        if has(key, voice.lang):
            rows.append(Row(label=voice.say(key), figure=shown(name, value, voice.lang, voice.currency)))
    if not rows:
        return None
    block = Ledger(caption=voice.step(step), unit="", rows=tuple(rows))
    return Section(id="inputs", title=voice.ui("explain_inputs"), blocks=(block,), place="main")


def _facts(step: Step, assessment: Assessment, voice: Voice) -> Section | None:
    """The facts that were read, and the exhibits that speak to them."""
    paths = list(dict.fromkeys(step.facts))
    if not paths:
        return None
    wanted = {fact for path in paths for part in path.split(".") for fact in EVIDENCE_FOR.get(part, ())}
    held = [id_ for proof in assessment.proofs if proof.fact in wanted for id_ in proof.has]
    exhibits = tuple(
        Item(text=voice.capital(exhibit_label(id_, voice.lang, voice.matter))) for id_ in dict.fromkeys(held)
    )
    blocks: list[Block] = [
        Listing(items=tuple(Item(text=voice.capital(voice.fact(path)), detail=path) for path in paths))
    ]
    if exhibits:
        blocks.append(Listing(label=voice.ui("explain_evidence"), items=exhibits))
    else:
        blocks.append(Paragraph(text=voice.ui("explain_no_evidence"), tone="muted"))
    return Section(id="facts", title=voice.ui("explain_facts"), blocks=tuple(blocks), place="side")


def _made_of(step: Step, node: str, voice: Voice) -> Section | None:
    if not step.parts:
        return None
    trail = Trail(caption=voice.step(step), path=node, root=branch(step, voice, path=node, number="1"))
    return Section(id="trail", title=voice.ui("explain_made_of"), blocks=(trail,), place="wide")
