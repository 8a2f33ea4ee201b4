"""Spreading a sum over pots that can hold only so much."""

from __future__ import annotations

from collections.abc import Sequence

from weimei.core.money import largest_remainder


def spread(total: int, weights: Sequence[int], fallback: Sequence[int]) -> list[int]:
    """`total` by largest remainder over `weights`, or over `fallback` where they are all zero, or equally at the last.

    >>> spread(100, [0, 0], [3, 1])
    [75, 25]
    >>> spread(3, [0, 0], [0, 0])
    [2, 1]
    """
    if len(weights) == 1:
        return [total]
    for chosen in (weights, fallback):
        if any(chosen):
            return largest_remainder(total, chosen)
    return largest_remainder(total, [1] * len(weights)) if weights else []


def spread_within(total: int, weights: Sequence[int], caps: Sequence[int]) -> list[int]:
    """`total` in shares of `weights`, no share above its cap; what a full pot cannot take goes to the others.

    Pots are filled in rounds: a pot whose share is above its cap gets the cap and leaves, the rest is shared anew.
    `total` above all the caps together fills them all and leaves the rest unplaced; a pot of weight 0 gets money only
    when the weighted ones are full. Source: `model:split_over_legs`.

    >>> spread_within(60000, [100000, 100000], [50000, 100000])
    [30000, 30000]
    >>> spread_within(60000, [100000, 100000], [10000, 100000])
    [10000, 50000]
    """
    if total >= sum(caps):
        return list(caps)
    shares = spread(total, weights, caps)
    for share, cap in zip(shares, caps, strict=True):
        if share > cap:
            break
    else:
        return shares
    places = [i for i, weight in enumerate(weights) if weight] or list(range(len(caps)))
    given = [0] * len(caps)
    left = total
    while left:
        part = spread(left, [weights[i] for i in places], [caps[i] for i in places])
        over = [i for i, share in zip(places, part, strict=True) if share > caps[i]]
        if not over:
            for i, share in zip(places, part, strict=True):
                given[i] = share
            break
        for i in over:
            given[i] = caps[i]
            left -= caps[i]
        places = [i for i in places if i not in over] or [
            i for i, weight in enumerate(weights) if not weight and not given[i]
        ]
    return given


def share_of_last(total: int, units: int, count: int) -> int:
    """The price of the last `count` of `units` equal units, each priced by `share_of_units`, without making the list.

    >>> share_of_last(259412, 3, 1), share_of_last(259412, 3, 2)
    (86470, 172941)
    """
    each, left = divmod(total, units)
    return each * count + max(0, left - (units - count))
