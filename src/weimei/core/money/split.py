"""Spreading one sum so that the parts add up to it."""

from __future__ import annotations

from collections.abc import Sequence

from weimei.core.errors import DomainError


def largest_remainder(total: int, weights: Sequence[int]) -> list[int]:
    """`total` minor units over `weights`, each part whole, the parts adding up exactly.

    Every part is its exact share rounded down; the units left over go to the largest remainders, the earlier
    part first among equals, so the caller gives the parts in their canonical order. Weights are not negative
    and not all zero, except that nothing at all may be spread over nothing. Source: `model:largest_remainder`.

    >>> largest_remainder(10000, [1, 1, 1])
    [3334, 3333, 3333]
    >>> largest_remainder(980000, [600000, 400000, 360000])
    [432353, 288235, 259412]
    """
    whole = sum(weights)
    if any(weight < 0 for weight in weights) or total < 0:
        raise DomainError("money.split", "Neither a sum to be spread nor a weight may be negative.")
    if whole == 0:
        if total == 0:
            return [0] * len(weights)
        raise DomainError("money.split", f"{total} minor units cannot be spread over weights that are all zero.")
    parts = [total * weight // whole for weight in weights]
    left = total - sum(parts)
    if left:
        order = sorted(range(len(weights)), key=lambda place: (-(total * weights[place] % whole), place))
        for place in order[:left]:
            parts[place] += 1
    return parts


def share_of_units(total: int, units: int) -> list[int]:
    """The price of each of `units` equal units, in minor units, so that every subset has a price and all add up.

    >>> share_of_units(259412, 3)
    [86471, 86471, 86470]
    """
    if units <= 0:
        raise DomainError("money.split", "A price cannot be shared over no units.")
    each, left = divmod(total, units)
    return [each + 1] * left + [each] * (units - left)
