"""`weimei score CASES.yaml`: what the engine makes of published cases, against what the courts awarded."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import click
import msgspec

from weimei.cli.common import as_of_option, day, errors_told
from weimei.core.assessment.assess import assess
from weimei.core.assessment.outcome import Assessment
from weimei.core.findings import Spread, Step
from weimei.core.money import Rounding, format_amount, round_to
from weimei.files.court_cases import Case, matter_of, read_cases


class Scored(msgspec.Struct, frozen=True):
    """One case compared: `verdict` exact, in_range, differs; `why` in one line."""

    case: Case
    assessment: Assessment
    verdict: str
    why: str


def score(case: Case, at: date) -> Scored:
    """Assess the facts of a case and compare with its outcome, by the case's own rounding."""
    found = assess(matter_of(case), at)
    refund = found.sum.principal
    exact = _is_exact(case, refund, found)
    inside = exact or _is_inside(case, refund, found)
    verdict = "exact" if exact else "in_range" if inside else "differs"
    return Scored(case, found, verdict, _why(case, found, verdict))


def _is_exact(case: Case, refund: Spread, found: Assessment) -> bool:
    sum_ = refund.likely
    outcome = case.outcome
    if sum_ is None:
        return False
    if outcome.refund_fen is not None:
        same = outcome.refund_fen in _roundings(case, sum_, refund)
    elif outcome.refund_fen_range is not None:
        same = outcome.refund_fen_range[0] <= sum_ < outcome.refund_fen_range[1]
    else:
        same = outcome.damages_fen is not None
    return same and _damages(case, found, exact=True)


def _roundings(case: Case, sum_: int, refund: Spread) -> set[int]:
    """The figure as this court rounds: to the fen, the yuan, a tenth, or with the ratio cut to two decimals."""
    match case.outcome.rounding:
        case "yuan_half_up":
            return {sum_, round_to(sum_, Rounding.YUAN_HALF_UP)}
        case "yuan_tenth":
            return {sum_, round_to(sum_, Rounding.YUAN_TENTH)}
        case "ratio_truncated_2dp":
            step = refund.steps.get("likely") or refund.steps.get("low")
            return {sum_} | (_truncated(step) if step is not None else set())
        case _:
            return {sum_}


def _truncated(step: Step) -> set[int]:
    """The sums that come out where the court cut its ratio to two decimals (of what is left, or of what was used)."""
    args = {name: value for name, value in step.args.items() if isinstance(value, int)}
    found: set[int] = set()
    if step.code == "credit.share" and args["paid_fen"]:
        percent = 100 * args["paid_fen"] // (args["paid_fen"] + args["bonus_fen"])
        found |= {args["paid_fen"] - (args["face_fen"] * percent + 50) // 100}
        found |= {((args["paid_fen"] + args["bonus_fen"] - args["face_fen"]) * percent + 50) // 100}
    if step.code == "principal.term":
        left, total, price = args["left_days"], args["total_days"], args["price_fen"]
        found |= {price * (100 * left // total) // 100, price - price * (100 * (total - left) // total) // 100}
    for part in step.parts:
        found |= _truncated(part)
    return found


def _is_inside(case: Case, refund: Spread, found: Assessment) -> bool:
    outcome = case.outcome
    if outcome.refund_fen is not None:
        low = _roundings(case, refund.low, refund)
        inside = refund.low <= outcome.refund_fen <= refund.high or outcome.refund_fen in low
    elif outcome.refund_fen_range is not None:
        first, last = outcome.refund_fen_range
        inside = (refund.low <= first and last <= refund.high + 1) or (first <= refund.low and refund.high < last)
    else:
        inside = outcome.damages_fen is not None or outcome.damages_fen_range is not None
    return inside and _damages(case, found, exact=False)


def _damages(case: Case, found: Assessment, *, exact: bool) -> bool:
    """Whether the extra damages, where some were awarded, are among what the engine names as conditional heads."""
    outcome = case.outcome
    if outcome.damages_fen_range is not None and not exact:
        first, last = outcome.damages_fen_range
        return any(i.amount.low < last and i.amount.high >= first for i in found.increases if i.amount is not None)
    if not outcome.damages_fen:
        return True
    claimed = case.facts.get("claimed_damages_fen")
    for one in found.increases:
        if one.amount is None:
            continue
        sums = [one.amount.low, one.amount.high, *([one.amount.likely] if one.amount.likely is not None else [])]
        sums = [min(s, claimed) if claimed is not None else s for s in sums]
        if exact and one.amount.likely is not None and outcome.damages_fen == sums[2]:
            return True
        if not exact and min(sums) <= outcome.damages_fen <= max(sums):
            return True
    return False


def _why(case: Case, found: Assessment, verdict: str) -> str:
    if verdict == "exact":
        return "the norms give the same figure"
    if case.outcome.departs_from and verdict == "differs":
        return "the court left the norm: " + ", ".join(
            d["norm"] for d in case.outcome.departs_from if d.get("on") == "refund"
        )
    refund = found.sum.principal
    if verdict == "in_range":
        reasons = {why.code for why in (*refund.low_why, *refund.high_why)}
        return f"open by {format_amount(refund.high - refund.low)}: " + ", ".join(sorted(reasons))
    return case.mechanical_why or "the engine and the court differ"


def awarded(case: Case) -> str:
    """The award as printed, exact or in a range."""
    outcome = case.outcome
    text = "-"
    if outcome.refund_fen is not None:
        text = format_amount(outcome.refund_fen)
    elif outcome.refund_fen_range is not None:
        text = "–".join(format_amount(end) for end in outcome.refund_fen_range)
    if outcome.damages_fen:
        text += f" + {format_amount(outcome.damages_fen)}"
    elif outcome.damages_fen_range is not None:
        text += " + " + "–".join(format_amount(end) for end in outcome.damages_fen_range)
    return text


def computed(found: Assessment) -> str:
    """The engine's figure: one sum, or both ends with the default in between."""
    refund = found.sum.principal
    if found.unpriced:
        return "no sum: a part has no price"
    text = _shown(refund)
    if refund.likely is not None and not refund.is_exact:
        text += f" (likely {format_amount(refund.likely)})"
    best = next((one for one in found.increases if one.is_best), None)
    if best is None or best.amount is None:
        return text
    return f"{text} + {format_amount(best.amount.likely) if best.amount.likely is not None else _shown(best.amount)}?"


def _shown(sum_: Spread) -> str:
    return format_amount(sum_.low) if sum_.is_exact else f"{format_amount(sum_.low)}–{format_amount(sum_.high)}"


@click.command(name="score")
@click.argument("cases", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@as_of_option
def command(cases: Path, as_of: Any) -> None:
    """Compare the engine with published cases: computed, awarded, why they differ.

    CASES is a YAML file of cases in the shape that docs/howto/score.md describes. 拿公开判决比一比。
    """
    with errors_told("zh"):
        at = day(as_of)
        scored = [score(case, at) for case in read_cases(cases)]
    for one in scored:
        click.echo(f"{one.case.id}  [{one.case.mechanical}]  {one.verdict}")
        click.echo(f"    computed {computed(one.assessment)}   awarded {awarded(one.case)}")
        click.echo(f"    {one.why}")
    yes = [one for one in scored if one.case.mechanical == "yes"]
    ranged = [one for one in scored if one.case.mechanical == "range"]
    others = len(scored) - len(yes) - len(ranged)
    exact = sum(one.verdict == "exact" for one in yes)
    inside = sum(one.verdict in ("exact", "in_range") for one in ranged)
    click.echo(f"exact {exact}/{len(yes)}, in range {inside}/{len(ranged)}, other {others}")
