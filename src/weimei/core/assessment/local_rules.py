"""Local rules on prepaid consumption, applied only where they give the consumer more (2.9 item 16; FLOOR, currency UNVERIFIED)."""

from __future__ import annotations

from weimei.core.law import parameters

from .values import Ctx

PLACES = {"CN-BJ": "beijing", "CN-ZJ": "zhejiang", "CN-SD": "shandong", "CN-SH": "shanghai"}


def local_norm(effect: str, ctx: Ctx) -> str | None:
    """The local norm with an effect at the place of performance on the day of the assessment; None where there is none."""
    place = ctx.matter.contract.place
    name = None if place is None else PLACES.get(place.province)
    if name is None:
        return None
    return next((rule.norm for rule in parameters.local_rules(ctx.at, name) if rule.effect == effect), None)
