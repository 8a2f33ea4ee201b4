"""Coupons, red packets and points after a refund: the share of each that goes with what is given back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from weimei.core.assessment.reductions import Account
from weimei.core.findings import Step, Why
from weimei.core.money import ratio_half_up
from weimei.core.settlement.orders import Order, OrderRow
from weimei.core.settlement.plans import FunderShare, InKind, LineBack
from weimei.core.settlement.splitting import spread_within
from weimei.core.settlement.unwinding import Pot, Unwound

POINTS_REFS = ("return7-2017:15", "model:points_in_kind")
LAYER_REFS = ("model:layer_pro_rata", "open:14")


def unwind_parts(order: Order, parts: Mapping[str, LineBack], *, principal: int) -> Unwound:
    """What every account gets out when `parts` of the lines go back.

    A line with `units` gives every layer's share of its last units, one with `share` that share, one without either the
    share of the buyer's money that goes back on it, rounded half up once, never more than the share. No parts: the share of
    the principal in what was paid. The buyer's own pot is set by the plan, not here.
    """
    width = len(order.accounts)
    refunded, points = [0] * width, [0] * width
    prices: dict[str, int] = {}
    bought: dict[str, int] = {}
    for row in order.rows:
        bought[row.line] = bought.get(row.line, 0) + row.shares[0]
    left = {line: part.units for line, part in parts.items() if part.units is not None}
    for row in reversed(order.rows):
        part = parts.get(row.line)
        units = left.get(row.line)
        if units is not None:
            back, whole = min(units, row.units), row.units
            left[row.line] = units - back
        elif part is not None:
            back, whole = part.share if part.share is not None else (part.back, bought[row.line])
        else:
            back, whole = (0, 1) if parts else (principal, order.paid)
        back, whole = (min(back, whole), whole) if whole else (0, 1)
        sums = [ratio_half_up(share * back, whole) for share in row.shares]
        in_points = [ratio_half_up(share * back, whole) for share in row.points]
        if part is not None and part.in_cash:
            _set_in_cash(order, row, part.in_cash, sums, in_points)
        price = ratio_half_up(row.price * back, whole)
        refunded = [a + b for a, b in zip(refunded, sums, strict=True)]
        points = [a + b for a, b in zip(points, in_points, strict=True)] if in_points else points
        prices[row.line] = prices.get(row.line, 0) + row.price - price
    pots = tuple(
        [
            Pot(
                account=account,
                kept=account.amount - refunded[i],
                refunded=refunded[i],
                points_kept=(account.points or 0) - points[i],
                points_refunded=points[i],
            )
            for i, account in enumerate(order.accounts)
        ]
    )
    return Unwound(pots=pots, kept_prices=prices)


def _set_in_cash(order: Order, row: OrderRow, in_cash: Mapping[str, int], sums: list[int], points: list[int]) -> None:
    """Put what goes back of layers received in cash in place of their share, a line of several packs in shares of them."""
    for i, account in enumerate(order.accounts):
        if account.id not in in_cash or account.kind == "buyer":
            continue
        shares = [one.shares[i] for one in order.rows if one.line == row.line]
        place = [one for one in order.rows if one.line == row.line].index(row)
        sums[i] = spread_within(in_cash[account.id], shares, shares)[place]
        if points and row.shares[i]:
            points[i] = ratio_half_up(row.points[i] * sums[i], row.shares[i])


def funder_shares(
    unwound: Unwound, *, buyer_back: int, returned: int, rails: Mapping[str, int]
) -> tuple[FunderShare, ...]:
    """Every account with what it keeps in and gets out; the buyer's by the plan, a rail's coupon as its rail has it."""
    buyer = unwound.pots[0].account
    args: dict[str, int | str] = {
        "paid_fen": buyer.amount,
        "returned_fen": returned,
        "kept_fen": buyer.amount - returned - buyer_back,
    }
    shares = [
        FunderShare(
            id=buyer.id,
            kind="buyer",
            funder="buyer",
            paid=buyer.amount,
            kept=buyer.amount - returned - buyer_back,
            refunded=returned + buyer_back,
            returned_before=returned,
            step=Step("settlement.buyer", buyer_back, ("spc-prepaid-2025:15",), ("legs",), args),
        )
    ]
    return (*shares, *(_layer_share(pot, rails) for pot in unwound.pots[1:]))


def _layer_share(pot: Pot, rails: Mapping[str, int]) -> FunderShare:
    account = pot.account
    refunded = rails.get(account.id, 0) if account.kind == "rail_coupon" else pot.refunded
    args: dict[str, int | str] = {"layer": account.id, "funder": account.funder, "paid_fen": account.amount}
    if account.points:
        args |= {"points": pot.points_refunded, "points_paid": account.points}
    refs = POINTS_REFS if account.kind == "points" else LAYER_REFS
    path = f"legs.{account.id}.coupon" if account.kind == "rail_coupon" else f"layers.{account.id}"
    return FunderShare(
        id=account.id,
        kind=account.kind,
        funder=account.funder,
        paid=account.amount,
        kept=account.amount - refunded,
        refunded=refunded,
        points=account.points or 0,
        points_kept=pot.points_kept,
        points_refunded=pot.points_refunded,
        in_kind=_in_kind(account),
        step=Step("settlement.layer", refunded, refs, (path,), args),
    )


def _in_kind(account: Account) -> InKind:
    """What becomes of the returned share of a layer (2.6): never the buyer's money."""
    if account.kind == "rail_coupon":
        return "rail"
    if account.kind == "points":
        return "reissue"
    if account.funder == "merchant":
        return "price_reduction"
    if account.still_valid == "yes":
        return "reissue"
    if account.reimbursed == "yes":
        return "to_funder"
    return "lapsed" if account.still_valid == "no" else "unknown"


def layer_notes(shares: Sequence[FunderShare], broken: Sequence[str], *, keeps: bool) -> tuple[Why, ...]:
    """What must be said about layers: thresholds broken, what is given again in kind, what is not known."""
    notes = [
        Why(
            "settlement.threshold_kept" if keeps else "settlement.threshold_broken",
            ("return7-2017:17", "model:threshold"),
            (f"layers.{name}",),
            {},
        )
        for name in broken
    ]
    for share in shares:
        if share.kind == "buyer" or not share.refunded or share.in_kind in {"price_reduction", "rail"}:
            continue
        args: dict[str, int | str] = {"layer": share.id, "funder": share.funder, "amount_fen": share.refunded}
        if share.points:
            args["points"] = share.points_refunded
        notes.append(Why(f"settlement.layer_{share.in_kind}", share.step.refs, share.step.facts, args))
    return tuple(notes)
