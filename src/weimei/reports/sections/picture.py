"""A picture of where each yuan went: at each end of the sum, for each line, for each source of money."""

from __future__ import annotations

from collections.abc import Sequence

from weimei.core.assessment.outcome import Assessment
from weimei.core.findings import Spread
from weimei.core.settlement.plans import Plan
from weimei.reports.labels import line_name
from weimei.reports.sections.money_back import funder_name
from weimei.reports.tree import Block, Paragraph, Piece, Row, Section, Stack, Stacks, Tone
from weimei.reports.voice import Voice
from weimei.reports.working import ledger


def yuan(assessment: Assessment, plans: Sequence[Plan], voice: Voice) -> Section:
    """Stacked bars: the whole price at each end of the sum, each line, and with a plan each source of money."""
    blocks: list[Block] = []
    ends = _by_end(assessment, voice)
    if ends is not None:
        blocks.append(ends)
    if ends is None or len(assessment.parts) > 1:
        blocks += _by_line(assessment, voice)
    if plans and len(plans[0].funders) > 1:
        blocks.append(_by_funder(plans[0], voice))
    if not blocks:
        blocks.append(Paragraph(text=voice.ui("title_unknown"), tone="muted"))
    return Section(id="yuan", title=voice.ui("section_yuan"), blocks=tuple(blocks))


TAKEN: tuple[Tone, ...] = ("muted", "warning", "open", "info")
"""Tones of what is taken off, in turn, so that neighbours differ."""


def _by_end(assessment: Assessment, voice: Voice) -> Stacks | None:
    """What was paid, at the likely sum or at both ends: each thing taken off, and what may come back."""
    spread = assessment.sum.principal
    rows = tuple(
        row
        for end in (("likely",) if spread.likely is not None else ("low", "high"))
        if (row := _end_row(spread, end, voice)) is not None
    )
    if not rows:
        return None
    spoken = [
        voice.ui("colon").join((row.name, voice.listed(f"{p.name} {p.figure}" for p in row.pieces))) for row in rows
    ]
    label = voice.ui("join_sentences").join(spoken)
    return Stacks(caption=voice.ui("by_end"), label=label, whole=max(row.total for row in rows), rows=rows)


def _end_row(spread: Spread, end: str, voice: Voice) -> Stack | None:
    """One end as a bar; None where the lines of its working do not fill what was paid exactly."""
    step = spread.steps.get(end)
    if step is None:
        return None
    *lines, last = ledger(step, voice, caption="", node="").rows
    paid = sum(_minor(line) for line in lines if line.kind == "plain")
    taken = [(line, _minor(line)) for line in lines if line.kind == "minus" and _minor(line)]
    back = _minor(last)
    if not paid or paid - sum(sum_ for _, sum_ in taken) != back or any(line.kind == "note" for line in lines):
        return None
    pieces = [
        Piece(name=line.label, amount=sum_, figure=voice.money(sum_), tone=TAKEN[place % len(TAKEN)])
        for place, (line, sum_) in enumerate(taken)
    ]
    if back:
        pieces.append(_piece("yuan_back", back, voice, is_back=True))
    name = voice.ui("yuan_end", end=voice.say(f"plan.{end}"))
    return Stack(name=name, total=paid, figure=voice.money(paid), pieces=tuple(pieces))


def _minor(row: Row) -> int:
    """The sum of a line of a working in minor units."""
    return int("".join(filter(str.isdigit, row.figure)) or 0)


def _by_line(assessment: Assessment, voice: Voice) -> list[Block]:
    rows: list[Stack] = []
    labels: list[str] = []
    for part in assessment.parts:
        if part.line in assessment.unpriced:
            continue
        name = line_name(part.line, voice.lang, voice.matter)
        labels.append(voice.ui("yuan_label", line=name, paid_fen=part.paid, value_fen=part.value, back_fen=part.back))
        pieces = (
            _piece("yuan_value", part.value, voice, is_back=False),
            _piece("yuan_back", part.back, voice, is_back=True),
        )
        shown = tuple(p for p in pieces if p.amount)
        rows.append(Stack(name=name, total=part.paid, figure=voice.money(part.paid), pieces=shown))
    whole = max((row.total for row in rows), default=0)
    if not whole:
        return []
    label = voice.ui("join_sentences").join(labels)
    return [
        Stacks(caption=voice.ui("by_line"), label=label, whole=whole, rows=tuple(rows)),
        Paragraph(text=voice.ui(f"yuan_note_{_drawn_end(assessment)}"), tone="muted"),
    ]


def _drawn_end(assessment: Assessment) -> str:
    """Which end of the range the picture shows."""
    back, spread = sum(part.back for part in assessment.parts), assessment.sum.principal
    return next((end for end in ("likely", "low", "high") if getattr(spread, end) == back), "other")


def _piece(key: str, amount: int, voice: Voice, *, is_back: bool) -> Piece:
    return Piece(name=voice.ui(key), amount=amount, figure=voice.money(amount), tone="primary" if is_back else "muted")


def _by_funder(one: Plan, voice: Voice) -> Stacks:
    rows, labels = [], []
    for share in one.funders:
        name = funder_name(share, voice)
        labels.append(
            voice.ui("funder_label", funder=name, paid_fen=share.paid, kept_fen=share.kept, back_fen=share.refunded)
        )
        pieces = (
            _piece("yuan_kept", share.kept, voice, is_back=False),
            _piece("yuan_back", share.refunded, voice, is_back=True),
        )
        rows.append(
            Stack(
                name=voice.capital(name),
                total=share.paid,
                figure=voice.money(share.paid),
                pieces=tuple(p for p in pieces if p.amount),
            )
        )
    whole = max(row.total for row in rows)
    return Stacks(
        caption=voice.say("plan.by_funder"),
        label=voice.ui("join_sentences").join(labels),
        whole=whole,
        rows=tuple(rows),
    )
