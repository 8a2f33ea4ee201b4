"""The engine as people call it: read a matter, assess it on a day, plan who gets what, explain, render.

The command line and every later door use these functions; each is one line of composition over the rooms below.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, datetime
from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from msgspec.structs import replace

from weimei.core.assessment.assess import assess as judge
from weimei.core.assessment.happened import happened_by
from weimei.core.assessment.matter import Matter
from weimei.core.assessment.missing import rank_missing
from weimei.core.assessment.next_steps import deadlines_of, steps_of
from weimei.core.assessment.outcome import Assessment
from weimei.core.errors import DomainError
from weimei.core.law.parameters import Confirmation

if TYPE_CHECKING:
    from weimei.core.settlement.plans import Plan

Language = Literal["zh", "en"]
Format = Literal["text", "json", "html", "pdf"]


def load(path: str | PathLike[str]) -> Matter:
    """Read a matter file, YAML or JSON. Raises DomainError naming file, line, column and what to do."""
    from weimei.files import load_matter

    return load_matter(Path(path))


def loads(text: str, name: str = "matter") -> Matter:
    """Read a matter from text, YAML or JSON."""
    from weimei.files import parse_matter

    return parse_matter(text.encode("utf-8"), name)


def assess(matter: Matter, *, as_of: date | str, confirmations: Sequence[Confirmation] = ()) -> Assessment:
    """Assess a matter on a day: every ground, the default one, unknown facts ranked, clocks and open channels.

    `as_of`: the day, a date or YYYY-MM-DD; time is never read from a clock. Amounts are whole minor units. The same matter,
    day and confirmations give the same bytes. Raises DomainError where it cannot be judged; a refusal is a finding.
    """
    at, matter = _day(as_of), _matter(matter)
    found = judge(matter, at, tuple(confirmations))
    return replace(
        found, missing=rank_missing(matter, at), deadlines=deadlines_of(matter, at), steps=steps_of(matter, at)
    )


def compare(matter: Matter, *, as_of: date | str) -> list[tuple[str, Assessment]]:
    """The same matter as filed and under each reason: (name of the reason, its assessment)."""
    from weimei.core.assessment.reasons import under_each_reason

    at, matter = _day(as_of), _matter(matter)
    return [(name, judge(one, at)) for name, one in under_each_reason(matter)]


def plan(matter: Matter, assessment: Assessment) -> tuple[Plan, ...]:
    """Who gets how much back through which channel: a plan for each end of the sum, the default first. Nothing moves."""
    from weimei.core.settlement import settle

    day = date.fromisoformat(assessment.as_of)
    return tuple(settle(happened_by(matter, day)[0], assessment, day))


def render(
    matter: Matter,
    assessment: Assessment,
    *,
    format: Format = "text",
    lang: Language = "zh",
    width: int = 100,
    color: bool = False,
    full: bool = False,
) -> str | bytes:
    """The assessment as text, JSON, one HTML page or a PDF; PDF and JSON as bytes. The same input gives the same bytes.

    `width`, `color`: of the text. `full`: the text with the whole derivation, which HTML and PDF always have.
    """
    if format == "json":
        from weimei.files.results import dump_assessment

        return dump_assessment(assessment, plan(matter, assessment))
    from weimei.reports import compose
    from weimei.reports import render as draw

    document = compose(matter, assessment, plan(matter, assessment), lang)
    return draw(document, format, width=width, color=color, full=full)


def explain(matter: Matter, assessment: Assessment, node: str, *, lang: Language = "zh", width: int = 100) -> str:
    """One number's whole derivation as text: rule, article, inputs, evidence. An unknown node names the nearest ones."""
    from weimei.reports import explain as explained
    from weimei.reports import render as draw

    return str(draw(explained(matter, assessment, node, lang), "text", width=width))


def _day(as_of: object) -> date:
    """The day that is meant; one with a time of day, or one that the calendar does not have, is refused in words."""
    if isinstance(as_of, date) and not isinstance(as_of, datetime):
        return as_of
    try:
        if isinstance(as_of, str) and re.fullmatch(r"\d{4}-\d{2}-\d{2}", as_of, re.ASCII):
            return date.fromisoformat(as_of)
    except ValueError:
        pass
    raise DomainError(
        "engine.as_of",
        f"as_of is {as_of!r}, which is not a day.",
        remedy="Pass a datetime.date, or a text such as '2026-11-22'.",
        zh=f"as_of写的是{as_of!r}，不是日期。传入datetime.date，或者“2026-11-22”这样的文字。",
    )


def _matter(matter: object) -> Matter:
    """A matter, not the path of one."""
    if isinstance(matter, Matter):
        return matter
    if isinstance(matter, str | PathLike):
        raise DomainError(
            "engine.matter",
            f"A matter is wanted, and {str(matter)[:80]!r} is the name of one.",
            remedy="Read the file first: weimei.assess(weimei.load(path), as_of=…).",
            zh=f"这里要的是案件，{str(matter)[:80]!r}只是文件名。先读文件：weimei.assess(weimei.load(path), as_of=…)。",
        )
    raise DomainError(
        "engine.matter_type",
        f"A matter is wanted, not a value of type {type(matter).__name__}.",
        remedy="Read one with weimei.load(path) or weimei.loads(text).",
        zh=f"这里要的是案件，不是{type(matter).__name__}。用weimei.load(path)或weimei.loads(text)读出来。",
    )
