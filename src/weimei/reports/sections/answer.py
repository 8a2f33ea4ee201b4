"""The answer: one figure or an open range, its bar, how it adds up, and interest and losses apart."""

from __future__ import annotations

from weimei.core.assessment.outcome import Assessment
from weimei.core.findings import Spread, Step
from weimei.reports.labels import line_name
from weimei.reports.sections.facts import asked, has_sum
from weimei.reports.sections.headline import is_open_in_law, today, width
from weimei.reports.tree import Block, Hero, Item, Ledger, Listing, Paragraph, Row, Section, Tag
from weimei.reports.voice import Voice
from weimei.reports.wording import figure
from weimei.reports.working import ledger

INTEREST_OPEN = "open:4"
"""Whether a refund within the seven days bears interest."""


def title(assessment: Assessment, voice: Voice) -> str:
    """The head of the whole report, never a promise."""
    spread = assessment.sum.principal
    if not has_sum(assessment):
        return voice.ui("title_unknown")
    if spread.high == 0:
        return voice.ui("title_none")
    return voice.ui("title_open" if spread.is_open else "title_likely")


def one_line(assessment: Assessment, voice: Voice) -> str:
    """The answer in one line."""
    spread = assessment.sum.principal
    if spread.high == 0:
        return voice.ui("no_refund_left" if assessment.paid is not None else "line_unknown")
    if spread.is_open:
        return voice.ui("line_open", width=width(assessment, voice))
    likely = spread.likely if spread.likely is not None else spread.low
    if spread.is_exact:
        return voice.ui("line_capped" if assessment.capped_by_claim else "line_exact", sum_fen=likely)
    about = width(assessment, voice)
    return voice.ui("line_likely", sum_fen=likely, low_fen=spread.low, high_fen=spread.high, width=about)


def answer(assessment: Assessment, voice: Voice) -> Section:
    """Hero, bar, what yields each end, and on which reason it rests."""
    spread = assessment.sum.principal
    is_known = has_sum(assessment)
    blocks: list[Block] = [
        _hero(assessment, voice) if is_known else Hero(label=voice.ui("hero_unknown"), figure=voice.ui("not_yet"))
    ]
    if assessment.paid:
        by_fact = spread.is_open and not is_open_in_law(assessment)
        blocks.append(voice.bar(spread, assessment.paid, legend=True, by_fact=by_fact))
    if is_known:
        elected = next((ground for ground in assessment.grounds if ground.id == assessment.elected), None)
        name = voice.ground(assessment.elected)
        blocks.append(Paragraph(text=voice.ui("follows_cause" if elected is None else "follows", ground=name)))
    if not assessment.due and spread.high:
        blocks.append(Paragraph(text=voice.ui("line_due_if"), tone="warning"))
    blocks += _to_do(assessment, voice)
    if is_known:
        blocks += _ends(spread, voice)
    blocks += _limits(assessment, voice)
    blocks.append(Paragraph(text=voice.ui("not_promise"), tone="muted"))
    return Section(id="answer", title=voice.ui("section_answer"), blocks=tuple(blocks), place="main")


def _to_do(assessment: Assessment, voice: Voice) -> list[Block]:
    """What can be done today; first of all to find out the price and the counts without which no figure can be named."""
    found = today(assessment, voice)
    needed = [voice.inline(asked(one, voice)) for one in assessment.missing if one.is_unbounded]
    first = tuple(Item(text=voice.ui("today_ask_plain", fact=fact)) for fact in needed)
    items = (*first, *(found.items if found is not None else ()))
    return [Listing(label=voice.ui("today"), items=items, dense=True)] if items else []


def _hero(assessment: Assessment, voice: Voice) -> Hero:
    spread = assessment.sum.principal
    if spread.is_open and not is_open_in_law(assessment):
        tag = Tag(text=voice.ui("facts_first"), tone="warning", glyph="dot")
        return Hero(label=voice.ui("hero_facts"), figure=voice.span(spread.low, spread.high), tags=(tag,))
    if spread.is_open:
        tag = Tag(text=voice.ui("person"), tone="open", glyph="scales")
        return Hero(label=voice.ui("hero_open"), figure=voice.span(spread.low, spread.high), tags=(tag,))
    likely = spread.likely if spread.likely is not None else spread.low
    shown = voice.money(likely)
    whole, point, decimals = figure(likely, voice.currency).partition(".")
    sign = shown[: len(shown) - len(figure(likely, voice.currency))]
    return Hero(label=voice.ui("hero_likely"), figure=shown, parts=(sign, whole, point + decimals))


def _ends(spread: Spread, voice: Voice) -> list[Block]:
    if spread.is_exact:
        words = voice.whys(spread.likely_why or spread.low_why)
        return [Paragraph(text=voice.ui("likely_because", why=voice.inline(words)), tone="muted")] if words else []
    found: list[Block] = []
    for key, whys in (
        ("low_because", spread.low_why),
        ("likely_because", spread.likely_why),
        ("high_because", spread.high_why),
    ):
        if key == "likely_because" and whys in (spread.low_why, spread.high_why):
            continue
        words = voice.whys(whys, key.partition("_")[0])
        if words:
            found.append(Paragraph(text=voice.ui(key, why=voice.inline(words)), tone="muted"))
    return found


def _limits(assessment: Assessment, voice: Voice) -> list[Block]:
    found: list[Block] = []
    if assessment.capped_by_claim and assessment.claimed is not None:
        found.append(Paragraph(text=voice.ui("capped", claimed_fen=assessment.claimed)))
    if assessment.returned:
        found.append(Paragraph(text=voice.ui("returned", returned_fen=assessment.returned)))
    if assessment.extra_due:
        found.append(Paragraph(text=voice.ui("extra_due", extra_fen=assessment.extra_due), tone="warning"))
    found += [
        Paragraph(text=voice.ui("unpriced", line=line_name(line, voice.lang, voice.matter)), tone="warning")
        for line in assessment.unpriced
    ]
    return found


def working(assessment: Assessment, voice: Voice) -> Section:
    """How it adds up: the likely sum, or both ends where there is none."""
    spread = assessment.sum.principal
    if not has_sum(assessment):
        blocks: tuple[Block, ...] = (Paragraph(text=voice.ui("title_unknown"), tone="muted"),)
        return Section(id="working", title=voice.ui("section_working"), blocks=blocks, place="main")
    ends = ("likely",) if "likely" in spread.steps else ("low", "high")
    blocks = tuple(
        ledger(spread.steps[end], voice, caption=voice.ui(f"working_{end}"), node=f"sum.principal.{end}")
        for end in ends
        if end in spread.steps
    )
    return Section(id="working", title=voice.ui("section_working"), blocks=blocks, place="main")


def heads(assessment: Assessment, voice: Voice) -> Section:
    """Interest and losses, apart from the principal, and all together."""
    sum_ = assessment.sum
    rows = [_head_row("sum_principal", sum_.principal, voice, node="sum.principal")]
    blocks: list[Block] = []
    if sum_.interest is None:
        blocks.append(_no_interest(assessment, voice))
    else:
        rows.append(_head_row("sum_interest", sum_.interest, voice, node="sum.interest"))
    if sum_.expenses is not None:
        rows.append(_head_row("sum_expenses", sum_.expenses, voice, node="sum.expenses"))
    if len(rows) > 1:
        rows.append(_head_row("sum_total", sum_.total, voice, node="sum.total", is_total=True))
        unit = voice.ui("unit") if voice.currency == "CNY" else voice.ui("unit_other", currency=voice.currency)
        blocks.insert(0, Ledger(caption=voice.ui("heads_apart"), unit=unit, rows=tuple(rows)))
    for head in (sum_.interest, sum_.expenses):
        if head is not None:
            blocks += _how(head, voice)
    return Section(id="heads", title=voice.ui("section_heads"), blocks=tuple(blocks), place="main")


def _no_interest(assessment: Assessment, voice: Voice) -> Paragraph:
    """Why there is no interest: no sum, no law for it within the seven days, no day from which it runs, no rate known."""
    if not has_sum(assessment):
        return Paragraph(text=voice.ui("title_unknown"), tone="muted")
    if assessment.elected == "cooling_off":
        return Paragraph(text=voice.ui("interest_cooling_off"), tone="muted", tags=voice.tags((INTEREST_OPEN,)))
    contract, request = voice.matter.contract, voice.matter.request
    ends = (request.arrived_on, request.pleading_served_on, request.agreed_end_on, request.court_end_on)
    if not any(ends):
        return Paragraph(text=voice.ui("interest_none"), tone="muted")
    if not any((contract.formed_on, contract.signed_on, *(leg.paid_on for leg in voice.matter.legs))):
        return Paragraph(text=voice.ui("interest_no_rate"), tone="muted")
    return Paragraph(text=voice.ui("interest_other"), tone="muted")


def _how(head: Spread, voice: Voice) -> list[Block]:
    """The sentence of each different step of one head, the end named where there are several."""
    found = {end: head.steps[end] for end in ("low", "likely", "high") if end in head.steps}
    unlike: dict[str, Step] = {}
    for end, step in found.items():
        if step not in unlike.values():
            unlike[end] = step
    blocks: list[Block] = []
    for name, step in unlike.items():
        words = voice.step(step)
        text = words if len(unlike) == 1 else f"{voice.ui(name)}{voice.ui('colon')}{voice.inline(words)}"
        blocks.append(
            Paragraph(text=voice.sentence(text), tone="muted", tags=voice.tags(step.refs), source=voice.rests(step))
        )
    return blocks


def _head_row(key: str, spread: Spread, voice: Voice, *, node: str, is_total: bool = False) -> Row:
    end = "likely" if spread.likely is not None else "low"
    shown = (
        voice.figure(spread.low)
        if spread.is_exact
        else voice.figure(spread.likely)
        if spread.likely is not None
        else (f"{voice.figure(spread.low)}–{voice.figure(spread.high)}")
    )
    if not spread.is_exact and spread.likely is not None:
        label = voice.ui("head_range", head=voice.ui(key), low_fen=spread.low, high_fen=spread.high)
    else:
        label = voice.ui(key)
    return Row(label=label, figure=shown, kind="total" if is_total else "plain", node=f"{node}.{end}")
