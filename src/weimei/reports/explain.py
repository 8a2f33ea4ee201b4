"""One number's whole derivation: rule in plain words, figures used, rounding, facts and the evidence for them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
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
HEADS = frozenset({"principal", "interest", "expenses", "total"})


def explain(matter: Matter, assessment: Assessment, node: str, lang: Lang = "zh") -> Document:
    """The document of one node: a dotted path such as `sum.principal.likely`, with `/2/1` for a part of it.

    An unknown node is an error that names the nearest ones.
    """
    voice = Voice(lang=lang, currency=assessment.currency, matter=matter)
    node = settled(assessment, node)
    step = find(assessment, node)
    label = _name(step, node, voice)
    sections = (
        _figure(step, node, label, voice),
        _rule(step, voice),
        _inputs(step, label, voice),
        _facts(step, assessment, voice),
        _made_of(step, node, label, voice),
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
    """A name that no number has. A sum without a default has no likely end, and that is said in words."""
    head, dot, end = node.rpartition(".")
    ends = [f"{head}.low", f"{head}.high"]
    if (
        dot
        and get_close_matches(end, ("likely",), n=1, cutoff=0.7)
        and {*ends, f"{head}.likely"} & set(known) == set(ends)
    ):
        return DomainError(
            "reports.no_likely",
            f"{head} has no likely sum: the law leaves it open, and we do not take the middle.",
            facts=(node,),
            remedy=f"Ask for {' or '.join(ends)}.",
            zh=f"{head}没有“可能”的数：法律上没有定论，我们不取中间数。看最低的用{ends[0]}，最高的用{ends[1]}。",
        )
    near = get_close_matches(node, known, n=3, cutoff=0.4) or list(known[:3])
    return DomainError(
        "reports.unknown_node",
        f"There is no node {node}.",
        facts=(node,),
        remedy=f"Did you mean {' or '.join(near)}?"
        if near
        else "The nodes stand in the appendix of the HTML and PDF report.",
        zh=f"没有叫“{node}”的数。是不是{'、'.join(near)}？所有的名字用 weimei assess 文件 --full 看。"
        if near
        else f"没有叫“{node}”的数。所有的名字在网页和PDF报告的附录里。",
    )


def _name(step: Step, node: str, voice: Voice) -> str:
    """What a node is called: the principal at its low end; a part of a derivation by its own words."""
    *_, head, end = f".{node}".split(".")
    if "/" in node or head not in HEADS or not step.parts:
        return voice.step(step)
    return f"{voice.ui(f'sum_{head}')}{voice.ui('comma')}{voice.inline(voice.ui(end))}"


def _all_of(step: Step) -> Iterator[Step]:
    """A step and everything that it was made from, itself first."""
    yield step
    for part in step.parts:
        yield from _all_of(part)


def _figure(step: Step, node: str, label: str, voice: Voice) -> Section:
    figure = voice.value(step)
    blocks: list[Block] = [Hero(label=label, figure=figure, tags=voice.tags(step.refs), note=voice.note(step))]
    if step.parts and step.unit == "fen":
        blocks.append(ledger(step, voice, caption=voice.ui("section_working"), node=node))
    rounded = any("model:rounding" in part.refs or part.code == "interest" for part in _all_of(step))
    blocks.append(Paragraph(text=voice.ui("explain_once" if rounded else "explain_exact"), tone="muted"))
    return Section(id="figure", title=voice.ui("explain_value"), blocks=tuple(blocks), place="main")


def _rule(step: Step, voice: Voice) -> Section | None:
    """Each norm of the whole derivation in plain words, its citation after it; then our readings and the open questions."""
    refs = dict.fromkeys(ref for part in _all_of(step) for ref in part.refs)
    items = (
        *(_norm(ref, voice) for ref in refs if is_norm(ref)),
        *(_other(ref, voice) for ref in refs if not is_norm(ref)),
    )
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


def _inputs(step: Step, label: str, voice: Voice) -> Section | None:
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
    block = Ledger(caption=label, unit="", rows=tuple(rows))
    return Section(id="inputs", title=voice.ui("explain_inputs"), blocks=(block,), place="main")


def _facts(step: Step, assessment: Assessment, voice: Voice) -> Section | None:
    """The facts that were read, and the exhibits that speak to them."""
    paths = list(dict.fromkeys(path for part in _all_of(step) for path in part.facts))
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


def _made_of(step: Step, node: str, label: str, voice: Voice) -> Section | None:
    if not step.parts:
        return None
    trail = Trail(caption=label, path=node, root=branch(step, voice, path=node, number="1"))
    return Section(id="trail", title=voice.ui("explain_made_of"), blocks=(trail,), place="wide")
