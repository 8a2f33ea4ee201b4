"""Values as JSON: the assessment itself, plans beside it, or a document."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import msgspec

from weimei.core.assessment.outcome import Assessment
from weimei.core.settlement.plans import Plan
from weimei.reports.tree import Document


def _as_base(value: Any) -> Any:
    """Whole minor units and days of a matter are an int and a str of their own; in JSON they are plain."""
    if isinstance(value, int):
        return int(value)
    if isinstance(value, str):
        return str(value)
    raise TypeError(f"{type(value).__name__} has no place in JSON")


ENCODER = msgspec.json.Encoder(enc_hook=_as_base, order="deterministic")


def to_json(value: Assessment | Document | Plan | Sequence[Any] | dict[str, Any], *, indent: int = 2) -> bytes:
    """JSON of a value, its keys in a fixed order, with a line end; `indent` 0: one line."""
    found = ENCODER.encode(value)
    return (msgspec.json.format(found, indent=indent) if indent else found) + b"\n"


def assessment_json(assessment: Assessment, plans: Sequence[Plan] = ()) -> bytes:
    """What `weimei assess --format json` prints: the assessment, and the plans where there are some."""
    return to_json({"assessment": assessment, "plans": list(plans)})
