"""What the merchant may keep when the consumer leaves for her own reasons: charges, proved loss, deposits (2.9 items 4, 14)."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec
from msgspec.structs import replace

from weimei.core.facts import Deposit
from weimei.core.findings import Step, Why
from weimei.core.law.dated import number

from .bargain import has_own_price
from .charges import NO_CHARGE, NO_LINES, Charge, Own, charge, charge_step
from .terms import Terms
from .values import UNTRACED, Ctx, Part, Val


class Losses(msgspec.Struct, gc=False):
    """The merchant's own losses: `proved`, and `feared` with those that may still be proved. Staff commission never counts."""

    proved: int
    feared: int


class Kept(msgspec.Struct, gc=False):
    """What is kept of one reading: the least, the default or none, the most, with reasons."""

    low: Val
    likely: Val | None
    high: Val


def merchant_losses(ctx: Ctx) -> Losses:
    """Sums that the merchant claims, without commissions to staff and streamers (art 15 para 3, section 6 item 20)."""
    proved = feared = 0
    for loss in ctx.matter.losses:
        if loss.by == "merchant" and loss.kind != "commission" and loss.proved != "no":
            feared += loss.amount
            proved += loss.amount if loss.proved == "yes" else 0
    return Losses(proved, feared)


def keep(parts: Sequence[Part], sums: Val, terms: Terms, ctx: Ctx, own: Own = NO_LINES) -> Kept:
    """Item 4 step 5 on one reading of column C. `own`: the same reading of each line by itself."""
    losses = merchant_losses(ctx) if ctx.matter.losses else NO_LOSS
    found = charge(parts, sums, terms, ctx, own) if terms.charges else NO_CHARGE
    net = ctx.law.rule("merchant_loss_net", "consumer")
    if found.held is None:
        if not losses.feared:
            return Kept(sums, sums, sums)
        loss = net(loss=losses.feared, at_list=sums.list, at_discount=sums.disc)
        taken = _net_loss(losses.feared, loss, sums) if ctx.trace else None
        lowered = less(
            sums, min(loss, sums.back), "exit.loss", ("spc-prepaid-2025:15", "open:27"), ("losses",), ctx, taken=taken
        )
        return Kept(lowered, sums, sums)
    refs = ("civil-code:585", "spc-contract-2023:64", "open:31")
    facts = (f"terms.{found.held.key}",)
    loss = net(loss=losses.proved, at_list=sums.list, at_discount=sums.disc)
    beside = _other_cuts(sums, found.amount, loss, ctx) if losses.proved and ctx.trace else None
    step = charge_step(found) if ctx.trace else None
    full = {**(beside or {}), **_net_of_list(sums, found.amount)} if ctx.trace else None
    charged = less(sums, found.amount, "exit.charge", refs, facts, ctx, full, taken=step)
    if full and "beside_net_of_list_fen" in full:
        args = {"above_fen": sums.list - sums.disc, "beside_fen": full["beside_net_of_list_fen"]}
        charged = replace(charged, why=(*charged.why, Why("exit.charge_on_list", ("open:31",), facts, args)))
    if ctx.matter.request.cut_asked == "no":
        return Kept(charged, charged, charged)
    if not losses.proved:
        return Kept(charged, None, sums)
    cut = min(found.amount, loss)
    taken = _cut(found, _net_loss(losses.proved, loss, sums), cut) if ctx.trace else None
    middle = less(sums, cut, "exit.charge_cut", refs, (*facts, "losses"), ctx, beside, taken=taken)
    return Kept(charged, middle, sums)


def _net_loss(loss: int, net: int, sums: Val) -> Step:
    """The merchant's loss, less what the list price of the used part already took above the price paid."""
    args: dict[str, int | str] = {"loss_fen": loss, "above_fen": sums.list - sums.disc}
    return Step("loss.net", net, ("civil-code:584", "open:31"), ("losses",), args)


def _cut(found: Charge, net: Step, cut: int) -> Step:
    """The smaller of the charge and the loss that is left."""
    args: dict[str, int | str] = {"charge_fen": found.amount, "loss_fen": net.value}
    return Step("charge.cut", cut, ("civil-code:585", "spc-contract-2023:65"), (), args, (charge_step(found), net))


def _other_cuts(sums: Val, amount: int, loss: int, ctx: Ctx) -> dict[str, int | str]:
    """Beside the middle figure: the charge cut to 130 % of the loss, and a charge below the loss raised to it (585, 65)."""
    test = ctx.law.rule("charge_test", "consumer")
    test_bp = 10_000 + number("spc-contract-2023.excess_test_bp", ctx.at)
    at_test = test(charge=amount, loss_net=loss, test_bp=test_bp)
    beside: dict[str, int | str] = {"beside_at_test_fen": max(0, sums.back - at_test)}
    if loss > amount:
        beside["beside_raised_fen"] = max(0, sums.back - loss)
    return beside


def _net_of_list(sums: Val, amount: int) -> dict[str, int | str]:
    """Beside a charge on top of the list price: the charge less what the list price took above the price paid (open:31)."""
    above = sums.list - sums.disc
    if above <= 0 or not amount:
        return {}
    return {"beside_net_of_list_fen": sums.back - max(0, min(sums.back, amount) - above)}


NO_LOSS = Losses(0, 0)


def less(
    sums: Val,
    amount: int,
    code: str,
    refs: tuple[str, ...],
    facts: tuple[str, ...],
    ctx: Ctx,
    beside: dict[str, int | str] | None = None,
    *,
    taken: Step | None = None,
) -> Val:
    """One reading less a sum, never below nothing. `beside`: figures that another reading gives, named beside_…

    `taken`: how the sum that comes off came about; it is shown where all of it comes off.
    """
    if not amount:
        return sums
    back = max(0, sums.back - amount)
    step = UNTRACED
    if ctx.trace:
        args: dict[str, int | str] = {"less_fen": amount, "before_fen": sums.back, **(beside or {})}
        made = (sums.step,) if taken is None else (sums.step, taken)
        step = Step(code, back, refs, facts, args, made)
    why = Why(code, refs, facts, {"less_fen": amount})
    return Val(back, sums.disc, sums.list, (*sums.why, why), step, sums.extra, sums.over)


class Deposits(msgspec.Struct, gc=False):
    """What is kept of the deposits of a bargain, `least` to `most`: apart where a price is not known, for a deposit counts up
    to a fifth of it. With the facts read, and how each sum came about (where there is one deposit).
    """

    least: int = 0
    most: int = 0
    facts: tuple[str, ...] = ()
    least_step: Step | None = None
    most_step: Step | None = None


def is_price_open(part: Part, deposit: Deposit) -> bool:
    """Whether nothing tells what the part costs: no price on file, and no more paid for it than the deposit."""
    if part.price is None:
        return True
    stated = has_own_price(part.line) or part.line.bundle is not None
    return not stated and (part.paid or 0) <= deposit.amount


def counted_deposit(part: Part, deposit: Deposit, ctx: Ctx) -> tuple[int, int]:
    """The least and the most that may count of a deposit: one sum where the price is known (586)."""
    price = None if is_price_open(part, deposit) else part.price
    cap_bp = number("civil-code.deposit_cap_bp", ctx.at)
    counted: tuple[int, int] = ctx.law.rule("deposit_counted_range")(
        deposit=deposit.amount, paid=part.paid or 0, share_bp=cap_bp, price=price
    )
    return counted


def forfeited(parts: Sequence[Part], ctx: Ctx) -> Deposits:
    """A 定金 lost where the price is not fully paid: at most a fifth of it (X11); nothing once it became price."""
    found = []
    for part in parts:
        deposit = part.line.deposit
        if deposit is None or not ctx.law.rule("deposit_penalises")(name=deposit.name):
            continue
        full = part.paid is not None and part.paid >= (part.price or 0) and not is_price_open(part, deposit)
        if full and deposit.counted_in_price != "no":
            continue
        found.append(_deposit(part, deposit, ctx, deposit.default_share))
    return _together(found)


def price_of_leaving(parts: Sequence[Part], ctx: Ctx) -> Deposits:
    """A deposit that the paper makes the price of leaving: a charge up to a fifth of the price (item 14)."""
    return _together(
        [
            _deposit(part, part.line.deposit, ctx, 100)
            for part in parts
            if part.line.deposit is not None and part.line.deposit.price_of_leaving == "yes"
        ]
    )


def _deposit(part: Part, deposit: Deposit, ctx: Ctx, share: int) -> Deposits:
    """One deposit: counted up to a fifth of the price, in the share of the contract left unperformed (percent)."""
    least, most = counted_deposit(part, deposit, ctx)
    facts = (f"lines.{part.line.id}.deposit",)
    low, low_step = _in_share(least, part, deposit, ctx, share)
    high, high_step = (low, low_step) if most == least else _in_share(most, part, deposit, ctx, share)
    return Deposits(low, high, facts, low_step, high_step)


def _in_share(counted: int, part: Part, deposit: Deposit, ctx: Ctx, share: int) -> tuple[int, Step | None]:
    """What counts of a deposit, in the share of the contract left unperformed, and how it came about."""
    amount = counted
    if share != 100:
        amount = int(ctx.law.rule("deposit_share")(counted=counted, default_share=share))
    if not ctx.trace:
        return amount, None
    facts = (f"lines.{part.line.id}.deposit",)
    args: dict[str, int | str] = {"deposit_fen": deposit.amount, "counted_fen": counted}
    args["cap_bp"] = number("civil-code.deposit_cap_bp", ctx.at)
    if not is_price_open(part, deposit):
        args["price_fen"] = part.price or 0
    elif counted < deposit.amount:
        args["paid_fen"] = max(deposit.amount, part.paid or 0)
    step = Step("deposit.counted", counted, ("civil-code:586",), facts, args)
    if amount != counted:
        share_refs = ("civil-code:587", "spc-contract-2023:68")
        step = Step("deposit.share", amount, share_refs, facts, {"share_bp": 100 * share}, (step,))
    return amount, step


def _together(found: Sequence[Deposits]) -> Deposits:
    if len(found) == 1:
        return found[0]
    facts = tuple(fact for one in found for fact in one.facts)
    return Deposits(sum(one.least for one in found), sum(one.most for one in found), facts)
