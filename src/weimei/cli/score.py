"""`weimei score CASES.yaml`: what the engine makes of published cases, against what the courts awarded."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import click
import msgspec

from weimei.cli.common import Language, as_of_option, columns, day, errors_told, lang_option, language
from weimei.core.assessment.assess import assess
from weimei.core.assessment.matter import Matter
from weimei.core.assessment.outcome import Assessment
from weimei.core.errors import DomainError
from weimei.core.findings import Spread, Step
from weimei.core.money import Rounding, format_amount, round_to
from weimei.files.case_file import Case, read_cases
from weimei.files.court_cases import matter_of


class Scored(msgspec.Struct, frozen=True):
    """One case compared: `verdict` exact, in_range, differs."""

    case: Case
    matter: Matter
    assessment: Assessment
    verdict: str


WORDS = {
    "zh": {
        "computed": "算出", "awarded": "判了", "exact": "一致", "likely_exact": "可能的数一致", "in_range": "在范围里",
        "differs": "不同", "join": "、", "same": "按规则算出的就是这个数。",
        "rounded": "按规则算出{sum}，法院{how}，就是这个数。", "yuan_half_up": "四舍五入到元", "yuan_tenth": "取到角",
        "ratio_truncated_2dp": "把比例只留两位小数",
        "ends": "没有定论，从{low}到{high}都可能；判的正好是我们列为“可能”的数。", "not_exact": "在范围里，不算一致。",
        "left": "法院没有按规则判：{norms}。", "differ": "算的和判的不同。",
        "open": "没有定论，相差{moved}；判的在范围里，不算一致。较低：{low}；较高：{high}。",
        "unpriced": "没有数：有一项不知道价格", "likely": "（可能{sum}）", "look": "请看一眼：",
        "damages": "{sum}，另判赔偿{damages}", "increase": "{sum}，另有赔偿{damages}，要看条件、另外提",
        "yes": "能照规则算", "range": "只能算出范围", "no": "不能照规则算",
    },
    "en": {
        "computed": "computed", "awarded": "awarded", "exact": "exact", "likely_exact": "likely sum exact",
        "in_range": "in_range", "differs": "differs", "join": ", ", "same": "The norms give the same figure.",
        "rounded": "The norms give {sum}; the court {how}, which gives the same.", "yuan_half_up": "rounded to whole yuan",
        "yuan_tenth": "rounded to a tenth of a yuan", "ratio_truncated_2dp": "cut the ratio to two decimals",
        "ends": "Open, anything from {low} to {high}; the award is what we name as likely.",
        "not_exact": "In range, not counted as exact.",
        "left": "The court left the norm: {norms}.", "differ": "The engine and the court differ.",
        "open": "Open by {moved}; the award is in range, not exact. Low: {low}. High: {high}.",
        "unpriced": "no sum: a part has no price", "likely": " (likely {sum})", "look": "Worth a look: ",
        "damages": "{sum} and damages of {damages}", "increase": "{sum} and, on conditions, damages of {damages}",
        "yes": "follows from the norms", "range": "a range by the norms", "no": "does not follow from the norms",
    },
}  # fmt: skip


def score(case: Case, at: date) -> Scored:
    """Assess the facts of a case and compare with its outcome, by the case's own rounding."""
    matter = matter_of(case)
    found = assess(matter, at)
    refund = found.sum.principal
    exact = _is_exact(case, refund, found)
    inside = exact or _is_inside(case, refund, found)
    verdict = "exact" if exact else "in_range" if inside else "differs"
    return Scored(case, matter, found, verdict)


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


def why_of(one: Scored, lang: Language) -> str:
    """In one line why the two are the same or not."""
    from weimei.core.law.texts import cite
    from weimei.reports.voice import Voice

    words, refund = WORDS[lang], one.assessment.sum.principal
    if one.verdict == "exact":
        return _why_same(one, lang)
    left = [d["norm"] for d in one.case.outcome.departs_from if d.get("on") == "refund" and "norm" in d]
    if left and one.verdict == "differs":
        return words["left"].format(norms=words["join"].join(_cited(norm, cite, lang) for norm in left))
    if one.verdict == "in_range":
        voice = Voice(lang=lang, currency=one.assessment.currency, matter=one.matter)
        low, high = (voice.whys(whys) for whys in (refund.low_why, refund.high_why))
        return words["open"].format(moved=format_amount(refund.high - refund.low), low=low, high=high)
    return one.case.mechanical_why or words["differ"]


def verdict_of(one: Scored, lang: Language) -> str:
    """The verdict in a word or two. A likely sum within a range is no exact one, except where only one sum should come out."""
    if one.verdict == "exact" and not one.assessment.sum.principal.is_exact:
        return WORDS[lang]["likely_exact" if one.case.mechanical == "yes" else "in_range"]
    return WORDS[lang][one.verdict]


def _why_same(one: Scored, lang: Language) -> str:
    """The same figure: as it is, by the rounding of the court, or as the likely one of a range."""
    words, refund = WORDS[lang], one.assessment.sum.principal
    if not refund.is_exact:
        ends = words["ends"].format(low=format_amount(refund.low), high=format_amount(refund.high))
        return ends if one.case.mechanical == "yes" else f"{ends}{'' if lang == 'zh' else ' '}{words['not_exact']}"
    award, rounding = one.case.outcome.refund_fen, one.case.outcome.rounding
    if award is not None and award != refund.low and rounding in words:
        return words["rounded"].format(sum=format_amount(refund.low), how=words[rounding])
    return words["same"]


def _cited(norm: str, cite: Callable[[str, Language], str], lang: Language) -> str:
    """A norm as cases name it (an instrument and an article) in words, where we have it."""
    try:
        return cite(norm.strip().replace(" ", ":"), lang)
    except DomainError:
        return norm


def awarded(case: Case, lang: Language = "en") -> str:
    """The award as printed, exact or in a range."""
    outcome, words = case.outcome, WORDS[lang]
    text = "-"
    if outcome.refund_fen is not None:
        text = format_amount(outcome.refund_fen)
    elif outcome.refund_fen_range is not None:
        text = "–".join(format_amount(end) for end in outcome.refund_fen_range)
    if outcome.damages_fen:
        return words["damages"].format(sum=text, damages=format_amount(outcome.damages_fen))
    if outcome.damages_fen_range is not None:
        ends = "–".join(format_amount(end) for end in outcome.damages_fen_range)
        return words["damages"].format(sum=text, damages=ends)
    return text


def computed(found: Assessment, lang: Language = "en") -> str:
    """The engine's figure: one sum, or both ends with the default in between."""
    refund, words = found.sum.principal, WORDS[lang]
    if found.unpriced:
        return words["unpriced"]
    text = _shown(refund)
    if refund.likely is not None and not refund.is_exact:
        text += words["likely"].format(sum=format_amount(refund.likely))
    best = next((one for one in found.increases if one.is_best), None)
    if best is None or best.amount is None:
        return text
    damages = format_amount(best.amount.likely) if best.amount.likely is not None else _shown(best.amount)
    return words["increase"].format(sum=text, damages=damages)


def _shown(sum_: Spread) -> str:
    return format_amount(sum_.low) if sum_.is_exact else f"{format_amount(sum_.low)}–{format_amount(sum_.high)}"


@click.command(name="score")
@click.argument("cases", type=click.Path(path_type=Path))
@as_of_option
@lang_option
def command(cases: Path, as_of: Any, lang: str | None) -> None:
    """拿公开判决比一比：算出多少，判了多少，为什么不同。

    Compare the engine with published cases: computed, awarded, why they differ.

    CASES 是案例文件，写法见 docs/howto/score.md。CASES is a YAML file in the shape that docs/howto/score.md describes.
    """
    chosen = language(lang)
    from weimei.reports.terminal import width, wrap

    words, room = WORDS[chosen], columns() - 4
    with errors_told(chosen):
        at, file = day(as_of), read_cases(cases)
        for notice in file.notices:
            click.echo(f"{words['look']}{notice.text(chosen)}", err=True)
        scored = [score(case, at) for case in file.cases]
    for one in scored:
        head = f"{one.case.id}  [{words[one.case.mechanical]}]  {verdict_of(one, chosen)}"
        click.echo("\n".join([head] if width(head) <= columns() else wrap(head, columns())))
        pair = (
            f"{words['computed']} {computed(one.assessment, chosen)}",
            f"{words['awarded']} {awarded(one.case, chosen)}",
        )
        beside = "   ".join(pair)
        sums = [beside] if width(beside) <= room else [line for side in pair for line in wrap(side, room)]
        for line in (*sums, *wrap(why_of(one, chosen), room)):
            click.echo(f"    {line}")
    yes = [one for one in scored if one.case.mechanical == "yes"]
    ranged = [one for one in scored if one.case.mechanical == "range"]
    others = len(scored) - len(yes) - len(ranged)
    exact = sum(one.verdict == "exact" for one in yes)
    inside = sum(one.verdict in ("exact", "in_range") for one in ranged)
    click.echo(f"exact {exact}/{len(yes)}, in range {inside}/{len(ranged)}, other {others}")
