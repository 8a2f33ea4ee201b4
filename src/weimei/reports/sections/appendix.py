"""The appendix: every derivation with numbered nodes, and every norm that was used, in plain words."""

from __future__ import annotations

from weimei.core.assessment.outcome import Assessment
from weimei.core.errors import DomainError
from weimei.core.findings import Step
from weimei.core.law.instruments import instrument
from weimei.core.law.texts import article
from weimei.reports.plain import ENCODER
from weimei.reports.sources import is_norm, short
from weimei.reports.tree import Block, Cell, Column, Fold, Paragraph, Section, Table, Trail
from weimei.reports.voice import Voice
from weimei.reports.working import Named, branch, derivations


def trail(assessment: Assessment, voice: Voice) -> Section:
    """Every number's derivation. One that is equal to an earlier one is named, not printed again; equal ends of one sum
    stand once."""
    printed: dict[bytes, str] = {}
    groups: dict[str, list[Block]] = {}
    for number, named in enumerate(derivations(assessment), 1):
        key = ENCODER.encode(named.step)
        if printed.get(key, "").rpartition(".")[0] == named.path.rpartition(".")[0]:
            continue
        title = _title(named, voice)
        group = groups.setdefault(_group(named, voice), [])
        if key in printed:
            group.append(Trail(caption=title, path=named.path, same_as=printed[key]))
        else:
            printed[key] = named.path
            group.append(
                Trail(
                    caption=title, path=named.path, root=branch(named.step, voice, path=named.path, number=str(number))
                )
            )
    blocks: tuple[Block, ...] = (
        Paragraph(text=voice.ui("trail_note"), tone="muted"),
        *(Fold(title=title, blocks=tuple(parts)) for title, parts in groups.items()),
    )
    return Section(id="trail", title=voice.ui("section_trail"), blocks=blocks, place="appendix")


def _group(named: Named, voice: Voice) -> str:
    """The heading that derivations stand under: the sum, one ground, one claim."""
    root, _, rest = named.path.partition(".")
    match root:
        case "ground":
            return voice.ground(rest.rsplit(".", 2)[0])
        case "increase":
            return voice.say(f"increase.{rest.rsplit('.', 1)[0]}")
        case "out_of_scope":
            return voice.ui("outside_figure")
        case _:
            return voice.ui("section_answer")


def _title(named: Named, voice: Voice) -> str:
    """Principal, low; or only low for a single sum."""
    *_, head, end = named.path.split(".")
    name = voice.ui(end)
    return (
        f"{voice.ui(f'sum_{head}')}{voice.ui('comma')}{name}"
        if head in ("principal", "interest", "expenses", "total")
        else name
    )


def refs_of(assessment: Assessment) -> list[str]:
    """Every norm that stands anywhere in an assessment, in order of first use."""
    found: dict[str, None] = {}

    def walk(step: Step) -> None:
        found.update(dict.fromkeys(step.refs))
        for part in step.parts:
            walk(part)

    for named in derivations(assessment):
        walk(named.step)
    whys = [*assessment.scope.reasons, *(term.why for term in assessment.terms)]
    for ground in assessment.grounds:
        whys += [*ground.reasons, *ground.defeated_by, *ground.answer]
        found.update(dict.fromkeys(ground.refs))
    for increase in assessment.increases:
        whys += [*increase.reasons, *increase.conditions]
    for why in whys:
        found.update(dict.fromkeys(why.refs))
    for refs in (*(proof.refs for proof in assessment.proofs), *(due.refs for due in assessment.deadlines)):
        found.update(dict.fromkeys(refs))
    return [ref for ref in found if is_norm(ref)]


def norms(assessment: Assessment, voice: Voice) -> Section:
    """Each norm used: short citation, what it says in our words, how far it was read."""
    rows: dict[str, tuple[Cell, ...]] = {}
    for ref in sorted(refs_of(assessment), key=_by_instrument):
        title = short(ref, voice.lang)
        try:
            norm = article(ref)
        except DomainError:
            rows.setdefault(title, (Cell(text=title), Cell(text="–"), Cell(text="–")))
            continue
        says = norm.zh if voice.lang == "zh" else norm.en
        rows.setdefault(title, (Cell(text=title), Cell(text=says), Cell(text=norm.verification.words(voice.lang))))
    columns = (
        Column(title=voice.ui("norm_column"), width=3),
        Column(title=voice.ui("norm_says"), width=7),
        Column(title=voice.ui("norm_state"), width=2),
    )
    table = Table(caption=voice.ui("section_norms"), columns=columns, rows=tuple(rows.values()))
    blocks: tuple[Block, ...] = (
        Paragraph(text=voice.ui("norms_note"), tone="muted"),
        Fold(title=voice.ui("norms_count", count=len(rows)), blocks=(table,)),
    )
    return Section(id="norms", title=voice.ui("section_norms"), blocks=blocks, place="appendix")


def _by_instrument(ref: str) -> tuple[int, str, tuple[int, ...]]:
    name, _, label = ref.partition(":")
    digits = "".join(c if c.isdigit() else " " for c in label)
    try:
        kind = instrument(name).kind
    except DomainError:
        kind = "group"
    rank = ("law", "interpretation", "regulation", "rule", "local", "guidance", "policy", "case", "group").index(kind)
    return rank, name, tuple(int(part) for part in digits.split())
