"""Void and avoided contracts, made-to-order work, deposits that are doubled (2.1; 2.9 items 9, 14, 16)."""

from __future__ import annotations

from datetime import date

from weimei.core.facts import Event
from weimei.core.findings import Step, Verdict, Why
from weimei.core.money import ratio_half_up
from weimei.core.periods.calendars import cn_calendar
from weimei.core.periods.counting import Unit, add_years, civil_deadline

from .columns import combine, part_value
from .exits import counted_deposit, is_price_open
from .ground import Limb, Proved, ground
from .heads import Range
from .increases import WHOLE
from .interest import Regime
from .judge import Court
from .outcome import Ground, Heads
from .values import Three, Val

AVOIDS = frozenset({"false_claim", "fake_drug"})
"""Deceit that may avoid the contract; a swapped product or service leaves it standing (item 11)."""


def restitution_grounds(court: Court, prefix: str, in_scope: bool) -> list[Ground]:
    """Void and avoided contracts (2.1, 2.9 item 9): the price less use; what was tainted has a value to be judged."""
    found: list[Ground] = []
    events = [e for e in court.matter.events if e.proved != "no"]
    licence = [e for e in events if e.kind in WHOLE]
    deceit = [e for e in events if e.kind in AVOIDS]
    if licence:
        proved: Proved = "yes" if any(e.proved == "yes" for e in licence) else "unknown"
        why = Why(
            "void.licence",
            ("civil-code:153", "civil-code:157", "med-inst-reg:23", "open:17"),
            (f"events.{licence[0].kind}",),
        )
        three = restituted(court, in_scope, whole=True)
        range_ = Range(three, "merchant", "merchant", "merchant", ("merchant",), "in" if in_scope else "void")
        verdict: Verdict = "person" if three.low.back != three.high.back or proved != "yes" else "applies"
        limb: Limb = "law"
        found.append(
            ground(
                court,
                f"{prefix}void",
                verdict,
                range_,
                (why,),
                in_scope=in_scope,
                columns=("merchant",),
                proved=proved,
                limb=limb,
            )
        )
    if deceit and _avoidance_alive(court, deceit):
        proved = "yes" if any(e.proved == "yes" for e in deceit) else "unknown"
        reach = _reach(deceit)
        why = Why(
            "fraud.avoided",
            ("civil-code:148", "civil-code:157", "spc-contract-2023:24", "open:33"),
            (f"events.{deceit[0].kind}",),
        )
        three = restituted(court, in_scope, whole=reach == "whole", part=reach == "part")
        range_ = Range(three, "merchant", "merchant", "merchant", ("merchant",), "in" if in_scope else "void")
        verdict = "person" if three.low.back != three.high.back or proved != "yes" else "applies"
        found.append(
            ground(
                court,
                f"{prefix}fraud",
                verdict,
                range_,
                (why,),
                in_scope=in_scope,
                columns=("merchant",),
                proved=proved,
                limb="open",
            )
        )
    return found


def _reach(events: list[Event]) -> str:
    if any(e.reach == "whole" for e in events):
        return "whole"
    return "part" if all(e.reach == "part" or e.units is not None for e in events) else "unknown"


def _avoidance_alive(court: Court, events: list[Event]) -> bool:
    if not court.ctx.law.has("avoidance_alive"):
        return True
    for event in events:
        known = event.known_on
        act = court.matter.contract.formed_on
        if known is None:
            return True
        latest = add_years(act.last, 5) if act is not None else date.max
        limit = civil_deadline(known.last, 1, Unit.YEARS, cn_calendar())
        if court.ctx.law.rule("avoidance_alive")(at=court.ctx.at, lapses_after=limit.legal, latest=latest):
            return True
    return False


def restituted(court: Court, in_scope: bool, *, whole: bool = False, part: bool = False) -> Three:
    """Low: the price less all use at the price paid; high: the price; default by the reach of the flaw, where there is one."""
    merchant = court.column("merchant", in_scope=in_scope)
    spoilt = _all_counted(court) if any(p.tainted for p in court.parts) else merchant
    paid = sum(p.paid or 0 for p in court.parts)
    low = spoilt.low
    why = Why("restitution.whole", ("civil-code:157", "open:33" if in_scope else "open:17"), ("events",))
    step = Step("restitution.whole", paid, ("civil-code:157",), ("events",), {"paid_fen": paid})
    high = Val(paid, 0, 0, (why,), step) if paid > merchant.high.back else merchant.high
    if low.back == high.back:
        return Three(low, low, high)
    done = all(p.line.performed == "all" for p in court.parts)
    likely: Val | None = None
    if whole and not (in_scope and done):
        likely = high
    elif part:
        likely = merchant.likely
    return Three(low, likely, high)


def _all_counted(court: Court) -> Three:
    """The merchant column with tainted units at their price: the letter of art 15."""
    kept = [(p.tainted, p.all_tainted) for p in court.parts]
    for p in court.parts:
        p.tainted, p.all_tainted = 0, False
    undivided = [p for p in court.parts if p.line.plan in ("single", "programme")]
    found = combine(
        [part_value(p, "neutral" if p in undivided else "merchant", court.ctx) for p in court.parts], court.ctx
    )
    for p, (tainted, all_tainted) in zip(court.parts, kept, strict=True):
        p.tainted, p.all_tainted = tainted, all_tainted
    return found


def work_contract_ground(court: Court) -> Ground:
    """Made-to-order work ended early (787; item 16): less finished parts, begun work and proved loss; profit open."""
    paid = sum(p.paid or 0 for p in court.parts)
    threes = [part_value(p, "neutral", court.ctx) for p in court.parts]
    done = [(paid_of.paid or 0) - three.high.back for paid_of, three in zip(court.parts, threes, strict=True)]
    most = [(paid_of.paid or 0) - three.low.back for paid_of, three in zip(court.parts, threes, strict=True)]
    losses = [x for x in court.matter.losses if x.by == "merchant" and x.proved == "yes" and x.kind != "commission"]
    costs = sum(one.amount for one in losses if one.kind != "profit")
    profit = sum(one.amount for one in losses if one.kind == "profit")
    refs = ("civil-code:787", "open:36")
    rule = court.ctx.law.rule("principal", "work_contract")

    def val(finished: int, loss: int, code: str) -> Val:
        back = rule(paid=paid, finished=finished, begun=0, loss=loss)
        args: dict[str, int | str] = {"paid_fen": paid, "done_fen": finished, "loss_fen": loss}
        why = (Why(code, refs, ("lines", "losses"), args),)
        return Val(back, paid - back, paid - back, why, Step(code, back, refs, ("lines", "losses"), args))

    feared = sum(
        x.amount for x in court.matter.losses if x.by == "merchant" and x.proved == "unknown" and x.kind != "commission"
    )
    high = val(sum(done), costs, "work.without_profit")
    low = val(sum(most), costs + profit + feared, "work.with_profit" if profit else "work.done_unknown")
    three = Three(high, high, high) if low.back == high.back else Three(low, None, high)
    regime: Regime = "in" if court.scope.verdict != "out" else "out"
    found = Range(three, "consumer", "consumer", "consumer", ("consumer",), regime)
    why = Why("work.ended", refs, ("contract.nature",))
    limb: Limb = "open" if profit else "law"
    return ground(
        court,
        "work_contract",
        "applies" if low.back == high.back else "person",
        found,
        (why,),
        columns=("consumer",),
        proved="yes",
        limb=limb,
    )


def deposit_ground(court: Court) -> Ground | None:
    """A 定金 that the receiver's default doubles (587; X11, X45): instead of other losses, at the buyer's choice."""
    merchant = court.causes.columns == ("merchant",)
    part = next((p for p in court.parts if p.line.deposit is not None), None)
    if not merchant or part is None or part.line.deposit is None:
        return None
    deposit = part.line.deposit
    if not court.ctx.law.has("deposit_penalises") or not court.ctx.law.rule("deposit_penalises")(name=deposit.name):
        return None
    least, most = counted_deposit(part, deposit, court.ctx)
    is_open = is_price_open(part, deposit)
    full = not is_open and part.paid is not None and part.paid >= (part.price or 0)
    base = court.column("merchant", in_scope=court.scope.verdict != "out")
    share = deposit.default_share
    paid = sum(p.paid or 0 for p in court.parts)
    rule = court.ctx.law.rule("deposit_double", "merchant")

    def second_of(back: int, counted: int) -> int:
        if full:
            return ratio_half_up(counted * min(back, paid), paid) if paid else 0
        return int(rule(counted=counted, default_share=share) - ratio_half_up(counted * share, 100))

    refs = ("civil-code:586", "civil-code:587", "civil-code:588", "spc-contract-2023:67", "spc-contract-2023:68")
    facts = (f"lines.{part.line.id}.deposit",)
    args: dict[str, int | str] = {"counted_fen": most, "second_fen": second_of(base.high.back, most)}
    why = (Why("deposit.double", refs, facts, args),)

    def val(reading: Val, counted: int = most) -> Val:
        second = second_of(reading.back, counted)
        sum_ = reading.back + second
        own: dict[str, int | str] = {"counted_fen": counted, "second_fen": second}
        whys = why if counted == most else (Why("deposit.double", refs, facts, own),)
        return Val(sum_, 0, 0, whys, Step("deposit.double", sum_, refs, facts, own, (reading.step,)))

    high = val(base.high)
    three = Three(high, high, high)
    if least != most:
        three = Three(val(base.low, least), None, high)
    elif base.low.back != base.high.back:
        three = Three(val(base.low), None if base.likely is None else val(base.likely), high)
    principal = court.principal(Range(three, "merchant", "merchant", "merchant", ("merchant",)))
    heads = Heads(principal=principal, total=principal)
    limb: Limb = "open" if full else "law"
    return ground(
        court,
        "deposit_double",
        "person" if full or three.low.back != three.high.back else "applies",
        heads,
        why,
        columns=("merchant",),
        proved="yes",
        limb=limb,
    )
