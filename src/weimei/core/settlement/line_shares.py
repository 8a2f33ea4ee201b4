"""From an assessed sum to what goes back on each line, for the coupons and points that go with it."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec.structs import replace

from weimei.core.assessment.matter import Matter
from weimei.core.assessment.outcome import Assessment, LineEnd, Part
from weimei.core.money import ratio_half_up
from weimei.core.settlement.orders import Order, OrderRow
from weimei.core.settlement.plans import End, LineBack
from weimei.core.settlement.splitting import share_of_last, spread_within


def parts_back(matter: Matter, order: Order, assessment: Assessment, principal: int, end: End) -> list[LineBack]:
    """The principal over the lines as assessed at this end of the range, and the share of the layers that goes with it.

    Layers go back with what was not used, at the reading of that end: units, value, gifts apart. They follow the money where
    more of it goes back than that (a promise, deceit about the whole) or where less was claimed.
    """
    found = sorted(assessment.parts, key=lambda part: part.line)
    if any(part.low is None for part in found) or len(order.accounts) == 1:
        return _by_money(matter, order, found, principal)
    ends = [_at(part, end) for part in found]
    backs = [one.back for one in ends]
    whole, assessed = principal + assessment.returned, sum(backs)
    money = backs if assessed == whole else spread_within(whole, backs, [max(part.paid, 0) for part in found])
    scale = (whole, assessed) if assessment.capped_by_claim and whole < assessed else (1, 1)
    unused = _unused(matter)
    result = []
    for part, one, back in zip(found, ends, money, strict=True):
        price = part.price or 0
        share = (max(0, price - one.used) * scale[0], price * scale[1])
        if whole > assessed and part.paid and back * share[1] > share[0] * part.paid:
            share = (back, part.paid)
        rows = [row for row in order.rows if row.line == part.line]
        units = unused.get(part.line) if scale == (1, 1) else None
        if units is not None and not _is_count(rows, units, price, one.used, share):
            units = None
        paid_back = max(one.back, back) if whole > assessed else one.back
        in_cash = _in_cash(order, rows, part, one, paid_back) if one.counted > one.used else {}
        result.append(LineBack(line=part.line, back=back, units=units, share=share, in_cash=in_cash))
    return _bearing(order, found, result, principal, assessment, end)


def _bearing(
    order: Order, found: Sequence[Part], backs: list[LineBack], principal: int, assessment: Assessment, end: End
) -> list[LineBack]:
    """Coupons paid in cash of which the merchant keeps more, because they bear use at list prices on other lines (2.6).

    The whole contract gives max(0, P + S - V_list) with S of every line: what of the sum rests on the coupons of lines that did
    not use them up does not go back to their funders as well. At the high end an unknown coupon counts as paid in cash.
    """
    ends = [_at(part, end) for part in found]
    funders = _cash_funders(order, is_open_too=end == "high")
    if not funders or all(one.counted <= one.used for one in ends):
        return backs
    own = [
        {name: sum(row.shares[i] for row in order.rows if row.line == part.line) for name, i in funders.items()}
        for part in found
    ]
    alone = 0
    natural: list[dict[str, int]] = []
    for part, one, back, coupons in zip(found, ends, backs, own, strict=True):
        at_list, received, price = one.counted > one.used, sum(coupons.values()), part.price or 0
        alone += one.back - (max(0, one.counted - received - part.paid) if at_list else 0)
        rest = max(0, price - one.used)
        natural.append(
            {
                name: back.in_cash.get(name, 0) if at_list else _share(sum_, rest, price)
                for name, sum_ in coupons.items()
            }
        )
    left = [sum_ for one in natural for sum_ in one.values()]
    borne = min(sum(left), max(0, principal + assessment.returned - max(0, alone)))
    if not borne:
        return backs
    kept = iter(spread_within(sum(left) - borne, left, left))
    return [replace(back, in_cash={**back.in_cash, **{name: next(kept) for name in own[0]}}) for back in backs]


def _cash_funders(order: Order, *, is_open_too: bool) -> dict[str, int]:
    """The accounts of funders who paid, or may have paid, the merchant in cash, with their places."""
    answers = ("yes", "unknown") if is_open_too else ("yes",)
    return {
        account.id: i
        for i, account in enumerate(order.accounts)
        if account.funder not in ("buyer", "merchant", "rail") and account.reimbursed in answers
    }


def _share(total: int, part: int, whole: int) -> int:
    return ratio_half_up(total * part, whole) if whole else 0


def _at(part: Part, end: End) -> LineEnd:
    low = part.low
    if low is None:
        return LineEnd(back=part.back, used=part.value, counted=part.value)
    return low if end == "low" else ((part.likely if end == "likely" else part.high) or low)


def _is_count(rows: Sequence[OrderRow], units: int, price: int, used: int, share: tuple[int, int]) -> bool:
    """Whether the share that goes back is that of the last `units`: exact then, where a value is rounded."""
    if len(rows) != 1 or share[0] != max(0, price - used):
        return False
    whole = rows[0].units
    return ratio_half_up(price * (whole - min(units, whole)), whole) == used


def _in_cash(order: Order, rows: Sequence[OrderRow], part: Part, one: LineEnd, back: int) -> dict[str, int]:
    """Use at list prices in her own exit: the merchant received the line's price and what funders paid it in cash, keeps the
    use, gives her `back`; what is left goes to the funders: max(0, P + S - V_list - R) (2.6, X24).

    A coupon of which it is not known counts as paid in cash where the sum rests on that.
    """
    rests_on_coupon = one.back > max(0, part.paid - one.counted)
    shares = {
        account.id: sum(row.shares[i] for row in rows)
        for i, account in enumerate(order.accounts)
        if account.funder not in ("buyer", "merchant", "rail")
        and (account.reimbursed == "yes" or (rests_on_coupon and account.reimbursed == "unknown"))
    }
    received = sum(shares.values())
    if not received:
        return {}
    left = min(received, max(0, part.paid + received - one.counted - back))
    names = sorted(shares)
    return dict(zip(names, spread_within(left, [shares[n] for n in names], [shares[n] for n in names]), strict=True))


def _by_money(matter: Matter, order: Order, found: Sequence[Part], principal: int) -> list[LineBack]:
    """Without the ends of a line: the principal as assessed, at another end of the range in the shares of what was to go back."""
    backs = [part.back for part in found]
    if sum(backs) != principal:
        backs = spread_within(principal, backs, [max(part.paid, 0) for part in found])
    if len(order.accounts) == 1:
        return [LineBack(line=part.line, back=back) for part, back in zip(found, backs, strict=True)]
    unused = _unused(matter)
    result = []
    for part, back in zip(found, backs, strict=True):
        rows = [row for row in order.rows if row.line == part.line]
        count = unused.get(part.line)
        if count is not None and len(rows) == 1:
            # More than the unused share (a promise, deceit about the whole): layers follow the money
            # instead of the units.
            worth = share_of_last(rows[0].shares[0], rows[0].units, min(count, rows[0].units))
            count = None if back > worth + rows[0].units else min(count, rows[0].units)
        result.append(LineBack(line=part.line, back=back, units=count if len(rows) == 1 else None))
    return result


def _unused(matter: Matter) -> dict[str, int]:
    """Units not used of each course, where both sides say the same or the redemptions alone speak."""
    visits: dict[str, int] = {}
    contested: set[str] = set()
    for visit in matter.redemptions:
        visits[visit.line] = visits.get(visit.line, 0) + visit.units
        if visit.disputed:
            contested.add(visit.line)
    unused: dict[str, int] = {}
    for line in matter.lines:
        if line.plan != "sessions" or line.units is None:
            continue
        total = line.units + (line.free_units if line.free_in_bargain != "no" else 0)
        used = line.used
        if line.used_by_merchant is not None and line.used_by_merchant != used:
            continue
        if used is None and line.id in visits and line.id not in contested:
            used = visits[line.id]
        if used is not None:
            unused[line.id] = max(0, total - used)
    return unused
