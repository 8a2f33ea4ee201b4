"""Exact amounts: whole minor units with a currency, shares as fractions, named rounding, largest-remainder split."""

from weimei.core.money.amounts import ZERO, Fen, Money, currency_digits, format_amount, parse_amount, yuan
from weimei.core.money.rounding import Rounding, ratio_half_up, round_half_up, round_to, rounded_ratio
from weimei.core.money.split import largest_remainder, share_of_units

__all__ = [
    "ZERO",
    "Fen",
    "Money",
    "Rounding",
    "currency_digits",
    "format_amount",
    "largest_remainder",
    "parse_amount",
    "ratio_half_up",
    "round_half_up",
    "round_to",
    "rounded_ratio",
    "share_of_units",
    "yuan",
]
