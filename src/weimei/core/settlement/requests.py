"""In which order, and in requests of which size, a refund is asked from the rails so that nothing is lost."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from itertools import permutations
from math import factorial
from typing import Literal

from weimei.core.settlement.orders import Value
from weimei.core.settlement.rails import NOTHING, Payout, RailOrder, after, pay, rule_of

EXHAUSTIVE_MAX = 720
"""Orders of requests tried one by one; above it the greedy order is taken. Unit: permutations."""


class Ask(Value, frozen=True, kw_only=True):
    """A part of the price that is to come back, as the rail counts it (money and coupon). `order` None: on any
    payment.
    """

    id: str
    amount: int
    order: str | None = None


class RailRequest(Value, frozen=True, kw_only=True):
    """One request to one rail and what it pays. `refused`: the rail's window or limit stood against it."""

    order: str
    ask: int
    own: int
    coupon: int
    refused: bool = False


class RequestPlan(Value, frozen=True, kw_only=True):
    """The requests in their order. `own`: money that they pay. `worst`: the least that any of those tried would pay.

    `proof`: exhaustive, all that could be asked was tried; orders, every order of the asks and payments was tried, not
    every way to split or join them, which rounding can still make half a minor unit a request better; greedy, one order.
    """

    requests: tuple[RailRequest, ...]
    own: int
    coupon: int
    proof: Literal["exhaustive", "orders", "greedy"]
    worst: int | None = None


def simulate(
    orders: Iterable[RailOrder], requests: Iterable[tuple[str, int]], *, on: date | None = None
) -> tuple[RailRequest, ...]:
    """Send requests one after another and say what each pays. What is above the rest of a payment is cut to it.

    A request after the rail's window, or beyond its number of refunds, is refused and pays nothing.
    """
    states = {order.id: order for order in orders}
    sent = []
    for name, amount in requests:
        state = states[name]
        closed = _is_closed(state, on)
        ask = min(amount, state.left)
        payout: Payout = NOTHING if closed else pay(state, ask)
        if not closed and ask:
            states[name] = after(state, payout)
        sent.append(
            RailRequest(order=name, ask=amount if closed else ask, own=payout.own, coupon=payout.coupon, refused=closed)
        )
    return tuple(sent)


def best_requests(
    orders: Sequence[RailOrder], asks: Sequence[Ask], *, on: date | None = None, may_merge: bool = True
) -> RequestPlan:
    """The requests that pay the most of the payer's own money; of equals the fewest, then those whose window ends
    first.

    Few asks and payments: every order of both is tried, merged into one request a payment and unmerged. Many: the
    greedy order. It takes rails that pay money for money first, then pro rata rails by falling share of money, then
    what only frees coupons. Proof: what a rail pays for an ask is at most ask times its share of money (to half a
    minor unit, by rounding), a minor unit moved from a poorer to a richer rail never pays less, and one merged
    request rounds once where several round several times and uses one of the limited refunds; so no order can beat it
    by more than rounding, half a unit a request.
    """
    ranked = sorted(orders, key=lambda order: (_is_closed(order, on), _greedy_key(order)))
    by_window = {order.id: place for place, order in enumerate(sorted(orders, key=_window_key))}
    tried = factorial(len(asks)) * factorial(len(orders))
    tried_all = tried <= EXHAUSTIVE_MAX
    best: tuple[tuple[int, int, tuple[int, ...]], tuple[RailRequest, ...]] | None = None
    worst: int | None = None
    canonical = sorted(asks, key=lambda ask: (-ask.amount, ask.id))
    for sequence in _sequences(canonical, ranked, exhaustive=tried_all):
        candidates = [sequence, _merged(sequence, by_window)] if may_merge else [sequence]
        for candidate in candidates:
            sent = simulate(orders, candidate, on=on)
            own = sum(request.own for request in sent)
            key = (-own, len(sent), tuple([by_window[request.order] for request in sent]))
            if best is None or key < best[0]:
                best = (key, sent)
            worst = own if worst is None or own < worst else worst
    requests = best[1] if best else ()
    return RequestPlan(
        requests=requests,
        own=sum(request.own for request in requests),
        coupon=sum(request.coupon for request in requests),
        proof="greedy" if not tried_all else "exhaustive" if _only_orders(asks, may_merge=may_merge) else "orders",
        worst=worst if tried_all else None,
    )


def _only_orders(asks: Sequence[Ask], *, may_merge: bool) -> bool:
    """Whether the order is all there is to choose: every ask on a payment of its own, or at least on a named one, unjoined."""
    named = [ask.order for ask in asks if ask.order is not None]
    return len(named) == len(asks) and (not may_merge or len(set(named)) == len(named))


def _is_closed(order: RailOrder, on: date | None) -> bool:
    """Whether the rail takes no further refund of this payment on that day."""
    return order.partials_left == 0 or (on is not None and order.last_day is not None and on > order.last_day)


def _sequences(
    asks: Sequence[Ask], orders: Sequence[RailOrder], *, exhaustive: bool
) -> Iterator[list[tuple[str, int]]]:
    if not exhaustive:
        yield _placed(asks, orders)
        return
    free = any(ask.order is None for ask in asks)
    fillings = permutations(orders) if free else iter([tuple(orders)])
    for filling in fillings:
        for sequence in permutations(asks):
            yield _placed(sequence, filling)


def _placed(asks: Sequence[Ask], filling: Sequence[RailOrder]) -> list[tuple[str, int]]:
    """Requests for the asks: bound ones on their payment, free ones on what is left, money first, in the order of
    filling.
    """
    left = {order.id: order.left for order in filling}
    for ask in asks:
        if ask.order is not None:
            left[ask.order] -= min(ask.amount, left[ask.order])
    own = {order.id: min(left[order.id], order.own_left) for order in filling}
    requests: list[tuple[str, int]] = []
    for ask in asks:
        if ask.order is not None:
            requests.append((ask.order, ask.amount))
            continue
        wanted = ask.amount
        for money_first in (True, False):
            for order in filling:
                room = own[order.id] if money_first and rule_of(order.rail).coupon != "pro_rata" else left[order.id]
                part = min(wanted, room)
                if part:
                    requests.append((order.id, part))
                    wanted -= part
                    left[order.id] -= part
                    own[order.id] -= min(part, own[order.id])
    return requests


def _merged(requests: Sequence[tuple[str, int]], by_window: dict[str, int]) -> list[tuple[str, int]]:
    """One request a payment, those whose window ends first in front."""
    sums: dict[str, int] = {}
    for name, amount in requests:
        sums[name] = sums.get(name, 0) + amount
    return sorted(sums.items(), key=lambda item: by_window[item[0]])


def _greedy_key(order: RailOrder) -> tuple[int, int, str]:
    """Rails that pay money for money first, then by falling share of money, in millionths."""
    if rule_of(order.rail).coupon == "pro_rata" and order.left:
        return (1, -(order.own_left * 1_000_000 // order.left), order.id)
    return (0, 0, order.id)


def _window_key(order: RailOrder) -> tuple[date, str]:
    return (order.last_day or date.max, order.id)
