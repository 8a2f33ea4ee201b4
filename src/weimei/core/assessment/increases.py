"""Step 19: punitive heads, on request and on their own proof, never in the total (cpl-2013 art 55, art 23, drug-law 144)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from weimei.core.facts import Event
from weimei.core.findings import Step, Why, exactly, spread_of
from weimei.core.law import court_costs
from weimei.core.law.dated import number

from .outcome import Increase
from .values import Ctx, Part

DECEIT = frozenset(
    {
        "false_claim",
        "unlicensed",
        "not_a_doctor",
        "product_swapped",
        "service_swapped",
        "fake_drug",
        "device_unregistered",
    }
)
WHOLE = frozenset({"unlicensed", "not_a_doctor"})


def increases_of(parts: Sequence[Part], ctx: Ctx, unused: int, principal: int) -> tuple[Increase, ...]:
    """Every punitive head that the events may support; one at most can be had, the best is marked."""
    events = [e for e in ctx.matter.events if e.proved != "no"]
    found: list[Increase] = []
    deceits = [e for e in events if e.kind in DECEIT]
    priced = all(part.paid is not None for part in parts)
    if deceits:
        found.append(_fraud(deceits, parts, ctx, unused) if priced else _unpriced("fraud", deceits))
    absconded = [e for e in events if e.kind == "absconded"]
    if absconded and ctx.law.has("increase", "absconded"):
        found.append(_absconded(absconded, parts, ctx, unused) if priced else _unpriced("absconded", absconded))
    drugs = [e for e in events if e.kind == "fake_drug" and e.drug_price is not None]
    if drugs:
        found.append(_drug(drugs[0], ctx))
    if not found:
        return ()
    best = max(found, key=lambda one: (_worth(one), one.id))
    return tuple(_marked(one, best, principal) for one in found)


def _worth(one: Increase) -> int:
    if one.amount is None:
        return -1
    return one.amount.likely if one.amount.likely is not None else one.amount.low


def _marked(one: Increase, best: Increase, principal: int) -> Increase:
    if one.amount is None:
        return one
    sum_ = one.amount.likely if one.amount.likely is not None else one.amount.high
    risk = court_costs.court_fee(principal + sum_) - court_costs.court_fee(principal)
    return Increase(
        id=one.id,
        amount=one.amount,
        refs=one.refs,
        reasons=one.reasons,
        conditions=one.conditions,
        proved=one.proved,
        fee_at_risk=risk,
        is_best=one is best,
    )


def _fraud(deceits: Sequence[Event], parts: Sequence[Part], ctx: Ctx, unused: int) -> Increase:
    """Three times the price of what the deceit concerns, at least 500 yuan; the base by its reach (2.9 item 9)."""
    rule = ctx.law.rule("increase", "fraud")
    multiple, least = _treble(ctx)
    whole = sum(part.paid or 0 for part in parts)
    touched = _touched(deceits, parts)
    reach = _reach(deceits)
    facts = tuple(f"events.{event.kind}" for event in deceits)
    refs = ("cpl-2013:55", "civil-code:148", "civil-procedure-spc:109", "open:8", "open:9")

    beside: dict[str, int | str] = {}
    if 0 < unused < whole:
        beside = {"beside_unused_base_fen": rule(base=unused, multiple=multiple, least=least)}

    def worth(base: int, code: str) -> tuple[int, Step, Why]:
        sum_ = rule(base=base, multiple=multiple, least=least)
        args: dict[str, int | str] = {"base_fen": base, "multiple": multiple, "least_fen": least, **beside}
        return sum_, Step("increase.fraud", sum_, refs, facts, args), Why(code, refs, facts, args)

    options = [worth(whole, "increase.base_whole")]
    if touched is not None and touched != whole:
        options.append(worth(touched, "increase.base_part"))
    if 0 < unused < whole:
        options.append(worth(unused, "increase.base_unused"))
    options.sort(key=lambda option: option[0])
    default = (
        options[-1]
        if reach == "whole"
        else next((o for o in options if o[2].code == "increase.base_part"), None)
        if reach == "part"
        else None
    )
    low, high = options[0], options[-1]
    amount = spread_of(
        low[0],
        default[0] if default else low[0] if low[0] == high[0] else None,
        high[0],
        ((low[2],), (), (high[2],)),
        {"low": low[1], "high": high[1], "likely": (default or low)[1]},
    )
    conditions = (
        Why("increase.on_request", ("cpl-2013:55",)),
        Why("increase.beyond_doubt", ("civil-procedure-spc:109",)),
        Why("increase.honest", ("cpl-reg-2024:27", "cpl-reg-2024:49")),
    )
    return Increase(
        id="fraud", amount=amount, refs=refs, reasons=(high[2],), conditions=conditions, proved=_proved(deceits)
    )


def _unpriced(id_: str, events: Sequence[Event]) -> Increase:
    """A punitive head whose base nobody stated: named, without a figure."""
    why = Why("increase.price_unknown", ("cpl-2013:55",), ("lines",))
    return Increase(id=id_, amount=None, refs=why.refs, reasons=(why,), proved=_proved(events))


def _treble(ctx: Ctx) -> tuple[int, int]:
    """The multiple and the least sum of cpl-2013 art 55 on the day."""
    return number("cpl-2013.increase_multiple", ctx.at), number("cpl-2013.increase_min_fen", ctx.at)


def _touched(deceits: Sequence[Event], parts: Sequence[Part]) -> int | None:
    """The price of the part that the deceit concerns, where events name a line or units."""
    total = 0
    for event in deceits:
        line = next((part for part in parts if part.line.id == event.line), parts[0] if len(parts) == 1 else None)
        if line is None or line.paid is None or (event.line is None and event.units is None):
            return None
        units = (line.line.units or 0) + line.line.free_units
        total += line.paid * event.units // units if event.units is not None and units else line.paid
    return total


def _reach(deceits: Sequence[Event]) -> str:
    if any(event.kind in WHOLE or event.reach == "whole" for event in deceits):
        return "whole"
    return (
        "part"
        if all(event.reach == "part" or event.units is not None or event.line is not None for event in deceits)
        else "unknown"
    )


def _proved(events: Sequence[Event]) -> Literal["yes", "unknown"]:
    return "yes" if any(event.proved == "yes" for event in events) else "unknown"


def _absconded(events: Sequence[Event], parts: Sequence[Part], ctx: Ctx, unused: int) -> Increase:
    """Closed, not performing, dodging the refund: the same increase, base between the whole price and the undelivered balance.

    Credit carried over from before was paid too: it belongs to the price as it belongs to the balance.
    """
    rule = ctx.law.rule("increase", "absconded")
    multiple, least = _treble(ctx)
    whole = sum((part.paid or 0) + part.line.opening_balance for part in parts)
    refs = ("spc-prepaid-2025:23", "cpl-2013:55", "open:9")
    facts = ("events.absconded",)
    unused = min(unused, whole)
    low, high = (rule(base=base, multiple=multiple, least=least) for base in (unused, whole))
    steps = {
        name: Step(
            "increase.absconded", sum_, refs, facts, {"base_fen": base, "multiple": multiple, "least_fen": least}
        )
        for name, sum_, base in (("low", low, unused), ("high", high, whole))
    }
    if low == high:
        steps["likely"] = steps["high"]
    whys = ((Why("increase.base_unused", refs, facts),), (), (Why("increase.base_whole", refs, facts),))
    amount = spread_of(low, low if low == high else None, high, whys, steps)
    conditions = (Why("increase.on_request", ("cpl-2013:55",)), Why("increase.bad_faith", ("spc-prepaid-2025:23",)))
    return Increase(
        id="absconded",
        amount=amount,
        refs=refs,
        reasons=(Why("increase.absconded", refs, facts),),
        conditions=conditions,
        proved=_proved(events),
    )


def _drug(event: Event, ctx: Ctx) -> Increase:
    """A fake or inferior drug used knowingly: ten times its price or three times the loss, or the threefold of the fee instead."""
    loss = sum(one.amount for one in ctx.matter.losses if one.by == "consumer" and one.proved == "yes")
    price = int(event.drug_price or 0)
    least = number("drug-law.increase_min_fen", ctx.at)
    sum_ = ctx.law.rule("increase", "fake_drug")(
        drug_price=price,
        loss=loss,
        price_multiple=number("drug-law.increase_price_multiple", ctx.at),
        loss_multiple=number("drug-law.increase_loss_multiple", ctx.at),
        least=least,
    )
    refs = ("drug-law:144", "fd-punitive-2024:9", "drug-reg-2026:72")
    args: dict[str, int | str] = {"drug_fen": price, "loss_fen": loss, "least_fen": least}
    step = Step("increase.drug", sum_, refs, ("events.fake_drug",), args)
    conditions = (
        Why("increase.drug_test", ("drug-reg-2026:72",)),
        Why("increase.knowing", ("drug-law:144",)),
        Why("increase.one_only", ("fd-punitive-2024:9",)),
    )
    why = Why("increase.drug", refs, ("events.fake_drug",), args)
    proved: Literal["yes", "unknown"] = "yes" if event.proved == "yes" and event.knowing == "yes" else "unknown"
    return Increase(
        id="drug", amount=exactly(step, why), refs=refs, reasons=(why,), conditions=conditions, proved=proved
    )
