"""One and the same decision for all peers: the refund principal of a part used course, by cause (arts 15, 18, 19, 20).

Value used: by the merchant's or a neutral cause at the price paid per session, by the buyer's own cause at the list price
but not below the price paid; principal: what was paid less that value, never below nothing. Whole fen, halves up.
This file uses the standard library alone: it is read in the environment of the peers too.
"""

from __future__ import annotations

import random

CAUSES = ("merchant", "neutral", "consumer")
Case = dict[str, "int | str"]


def cases(count: int, seed: int = 20260910) -> list[Case]:
    """Random courses; sums up to a million yuan, some of them with more used than the price covers."""
    dice = random.Random(seed)
    found: list[Case] = []
    for _ in range(count):
        units = dice.randint(1, 60)
        price = dice.randint(1, 100_000_000)
        each = price // units + 1
        found.append(
            {
                "paid": price,
                "units": units,
                "used": dice.randint(0, units),
                "list_price": dice.randint(each // 2, each * 3),
                "cause": dice.choice(CAUSES),
            }
        )
    return found


def by_hand(case: Case) -> int:
    """The floor: what a programmer writes who needs this one decision and nothing else."""
    paid, units, used = case["paid"], case["units"], case["used"]
    value = (2 * paid * used + units) // (2 * units)
    if case["cause"] == "consumer":
        value = max(value, case["list_price"] * used)
    return max(0, paid - value)


def answers(found: list[Case]) -> list[int]:
    """The floor's answers, against which every other is checked before anything is timed."""
    return [by_hand(case) for case in found]
