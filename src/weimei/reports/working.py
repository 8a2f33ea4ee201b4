"""From the steps of a derivation to a working that a person can add up, and to numbered nodes that can be asked for."""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

from weimei.core.assessment.outcome import Assessment, Heads
from weimei.core.findings import Spread, Step
from weimei.reports.tree import Branch, Ledger, Row, RowKind
from weimei.reports.voice import Voice
from weimei.reports.wording import off

BALANCES = frozenset(
    {"principal.line", "exit.charge", "exit.charge_cut", "exit.loss", "deposit.forfeited", "deposit.price_of_leaving"}
)
"""Steps whose first part is what there was and whose other parts come off it."""
ENDS = ("likely", "low", "high")
ROOTS = frozenset({"principal.line", "principal.sum"})


def ledger(step: Step, voice: Voice, *, caption: str, node: str) -> Ledger:
    """The working of one sum: lines with signs, subtotals, the sum last."""
    rows = list(_rows(step, voice, node))
    last = rows[-1]
    label = voice.ui("sum_principal") if step.code in ROOTS or voice.less(step) or voice.more(step) else last.label
    rows[-1] = msgspec.structs.replace(last, kind="total", label=label)
    unit = voice.ui("unit") if voice.currency == "CNY" else voice.ui("unit_other", currency=voice.currency)
    return Ledger(caption=caption, unit=unit, rows=tuple(rows))


def _rows(step: Step, voice: Voice, node: str) -> Iterator[Row]:
    less, more = voice.less(step), voice.more(step)
    if step.code in BALANCES and len(step.parts) > 1:
        paid, *used = step.parts
        yield from _rows(paid, voice, f"{node}/1")
        for number, part in enumerate(used, 2):
            yield _row(part, voice, f"{node}/{number}", "minus")
        if paid.value < sum(part.value for part in used):
            at_discount = sum(
                int(part.args.get("discount_fen", 0 if part.code == "credit.face" else part.value)) for part in used
            )
            owed = at_discount > paid.value
            yield Row(label=voice.ui("short_but_owed" if owed else "not_below_zero"), kind="note")
        yield _row(step, voice, node, "sub", with_source=not _is_plain(step) and step.refs != paid.refs)
    elif more is not None and step.parts:
        base = step.parts[0]
        yield from _rows(base, voice, f"{node}/1")
        source, tags = voice.cited(step.refs), voice.tags(step.refs)
        yield Row(label=more, figure=voice.figure(step.value - base.value), source=source, tags=tags, node=node)
        yield _row(step, voice, node, "sub", with_source=False)
    elif less is not None and step.parts:
        for number, part in enumerate(step.parts, 1):
            yield from _rows(part, voice, f"{node}/{number}")
        taken = sum(part.value for part in step.parts) - step.value
        if not taken:
            yield _row(step, voice, node, "sub")
            return
        yield Row(
            label=less,
            figure=off(taken, voice.currency),
            kind="minus",
            source=voice.cited(step.refs),
            tags=voice.tags(step.refs),
            node=node,
        )
        yield _row(step, voice, node, "sub", with_source=False)
    else:
        for number, part in enumerate(step.parts, 1):
            yield from _rows(part, voice, f"{node}/{number}")
        yield _row(step, voice, node, "sub" if step.parts else "plain")


def _is_plain(step: Step) -> bool:
    """Whether a balance rests on article 15 alone, which the head of the working names once."""
    return step.refs == ("spc-prepaid-2025:15",)


def _row(step: Step, voice: Voice, node: str, kind: RowKind, *, with_source: bool = True) -> Row:
    shown = off(step.value, voice.currency) if kind == "minus" else voice.figure(step.value)
    return Row(
        label=voice.step(step),
        note=voice.note(step),
        figure=shown if step.unit == "fen" else voice.value(step),
        kind=kind,
        source=voice.cited(step.refs) if with_source else "",
        tags=voice.tags(step.refs) if with_source else (),
        node=node,
    )


class Named(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """One derivation with the dotted path by which it can be asked for."""

    path: str
    step: Step


def derivations(assessment: Assessment) -> Iterator[Named]:
    """Every derivation of an assessment, by path: sum.principal.likely, ground.relocated.interest.low, increase.fraud.high."""
    yield from _of_heads("sum", assessment.sum)
    for ground in assessment.grounds:
        if ground.heads is not None:
            yield from _of_heads(f"ground.{ground.id}", ground.heads)
    for increase in assessment.increases:
        if increase.amount is not None:
            yield from _of_spread(f"increase.{increase.id}", increase.amount)
    if assessment.out_of_scope is not None:
        yield from _of_spread("out_of_scope", assessment.out_of_scope)


def _of_heads(path: str, heads: Heads) -> Iterator[Named]:
    for name in ("principal", "interest", "expenses", "total"):
        spread: Spread | None = getattr(heads, name)
        if spread is not None:
            yield from _of_spread(f"{path}.{name}", spread)


def _of_spread(path: str, spread: Spread) -> Iterator[Named]:
    for end in ENDS:
        if end in spread.steps:
            yield Named(path=f"{path}.{end}", step=spread.steps[end])


def branch(step: Step, voice: Voice, *, path: str, number: str) -> Branch:
    """A derivation as numbered nodes: the parts of node 3 are 3.1, 3.2."""
    return Branch(
        number=number,
        path=path,
        label=voice.step(step),
        figure=voice.value(step),
        note=voice.note(step),
        source=voice.rests(step),
        facts=voice.facts(step.facts),
        tags=voice.tags(step.refs),
        children=tuple(
            branch(part, voice, path=f"{path}/{place}", number=f"{number}.{place}")
            for place, part in enumerate(step.parts, 1)
        ),
    )
