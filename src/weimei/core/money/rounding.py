"""Named rounding. Money is rounded once per output line (reading `model:rounding`); every call names its way."""

from __future__ import annotations

from enum import Enum
from fractions import Fraction

from weimei.core.errors import DomainError


class Rounding(Enum):
    """How a sum that falls between two minor units becomes one.

    FEN_HALF_UP is ours. The others are what courts and rails were seen to do, and are used to compare with them.
    """

    FEN_HALF_UP = "fen_half_up"
    FEN_DOWN = "fen_down"
    FEN_HALF_EVEN = "fen_half_even"
    YUAN_HALF_UP = "yuan_half_up"
    YUAN_TENTH = "yuan_tenth"


def ratio_half_up(numerator: int, denominator: int) -> int:
    """`numerator / denominator` rounded to a whole number, halves away from zero. No fraction object is made.

    >>> ratio_half_up(6800 * 98 * 100, 365)
    182575
    >>> ratio_half_up(-5, 2)
    -3
    """
    if numerator >= 0:
        return (2 * numerator + denominator) // (2 * denominator)
    return -((2 * -numerator + denominator) // (2 * denominator))


def round_half_up(value: Fraction | int) -> int:
    """A fraction of minor units as whole minor units, halves away from zero.

    >>> round_half_up(Fraction(5, 2))
    3
    """
    if isinstance(value, int):
        return value
    return ratio_half_up(value.numerator, value.denominator)


def rounded_ratio(numerator: int, denominator: int, how: Rounding) -> int:
    """`numerator / denominator` minor units, rounded in the named way. The denominator is positive.

    >>> rounded_ratio(171067, 1, Rounding.YUAN_HALF_UP)
    171100
    >>> rounded_ratio(5, 2, Rounding.FEN_HALF_EVEN)
    2
    """
    if denominator <= 0:
        raise DomainError("money.ratio", "A share needs a positive whole to be taken of.")
    match how:
        case Rounding.FEN_HALF_UP:
            return ratio_half_up(numerator, denominator)
        case Rounding.FEN_DOWN:
            whole = abs(numerator) // denominator
            return whole if numerator >= 0 else -whole
        case Rounding.FEN_HALF_EVEN:
            whole, rest = divmod(numerator, denominator)
            return whole + (2 * rest > denominator or (2 * rest == denominator and whole % 2 == 1))
        case Rounding.YUAN_HALF_UP:
            return 100 * ratio_half_up(numerator, 100 * denominator)
        case Rounding.YUAN_TENTH:
            return 10 * ratio_half_up(numerator, 10 * denominator)


def round_to(amount: int, how: Rounding) -> int:
    """Whole minor units rounded again in the named way (a court that awards whole yuan)."""
    return rounded_ratio(amount, 1, how)
