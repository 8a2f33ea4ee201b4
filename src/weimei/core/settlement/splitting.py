"""Spreading a sum over pots that can hold only so much."""

from __future__ import annotations

from collections.abc import Sequence

from weimei.core.assessment.reductions import spread


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


def spread_after(total: int, weights: Sequence[int], caps: Sequence[int], gone: Sequence[int]) -> list[int]:
    """`total` more, so that with what is `gone` to each pot before it stands in the shares of `weights`, within `caps`.

    A pot that had its share or more before gets nothing more, and the others share anew. Source: `model:split_over_legs`.

    >>> spread_after(1700000, [400000, 2000000], [400000, 2000000], [100000, 0])
    [200000, 1500000]
    """
    places = list(range(len(weights)))
    given = [0] * len(weights)
    while places:
        whole = total + sum(gone[i] for i in places)
        shares = spread_within(whole, [weights[i] for i in places], [caps[i] for i in places])
        ahead = [i for i, share in zip(places, shares, strict=True) if share < gone[i]]
        if not ahead:
            for i, share in zip(places, shares, strict=True):
                given[i] = share - gone[i]
            break
        places = [i for i in places if i not in ahead]
    return given


def share_of_last(total: int, units: int, count: int) -> int:
    """The price of the last `count` of `units` equal units, each priced by `share_of_units`, without making the list.

    >>> share_of_last(259412, 3, 1), share_of_last(259412, 3, 2)
    (86470, 172941)
    """
    each, left = divmod(total, units)
    return each * count + max(0, left - (units - count))
