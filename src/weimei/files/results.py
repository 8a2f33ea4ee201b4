"""Assessments and plans as JSON: sums in whole minor units, codes and references instead of sentences."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from weimei.core.assessment.outcome import Assessment
from weimei.core.settlement.plans import Plan


class Result(msgspec.Struct, frozen=True, omit_defaults=True):
    """What `weimei assess --format json` writes."""

    assessment: Assessment
    plans: tuple[Plan, ...] = ()


def _plain(value: object) -> object:
    if isinstance(value, int):
        return int(value)
    if isinstance(value, str):
        return str(value)
    raise NotImplementedError(type(value))


ENCODER = msgspec.json.Encoder(enc_hook=_plain, order="deterministic")


def dump_assessment(assessment: Assessment, plans: Sequence[Plan] = ()) -> bytes:
    """One assessment with its plans, indented, keys in the order of the types; same values, same bytes."""
    return msgspec.json.format(ENCODER.encode(Result(assessment, tuple(plans))), indent=2) + b"\n"


def assessment_row(assessment: Assessment) -> bytes:
    """One assessment on one line."""
    return ENCODER.encode(assessment)
