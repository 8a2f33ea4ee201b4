"""Amounts as people write them and as we keep them."""

from __future__ import annotations

import re
from functools import cache
from importlib import resources
from json import loads
from typing import cast

import msgspec

from weimei.core.errors import DomainError

_AMOUNT = re.compile(r"(-?)(\d{1,13})(?:\.(\d+))?", re.ASCII)
AMOUNT_MAX = 10**15


class Fen(int):
    """Whole minor units of the matter's currency (fen for CNY), written as a decimal in files.

    It is an int in every calculation; the class only tells the file reader what the field holds.
    """

    __slots__ = ()


ZERO = cast(Fen, 0)
"""Nothing, as the default of a field (a plain int, so that a schema can print it)."""


class Money(msgspec.Struct, frozen=True, order=True):
    """Whole minor units with their currency (ISO 4217).

    >>> yuan("1000.00") - yuan("0.01")
    Money(minor=99999, currency='CNY')
    """

    minor: int
    currency: str = "CNY"

    def _same(self, other: Money) -> None:
        if self.currency != other.currency:
            raise DomainError(
                "money.currency",
                f"{self.currency} and {other.currency} cannot be added or compared.",
                remedy="State the rate at which one is turned into the other.",
            )

    def __add__(self, other: Money) -> Money:
        self._same(other)
        return Money(self.minor + other.minor, self.currency)

    def __sub__(self, other: Money) -> Money:
        self._same(other)
        return Money(self.minor - other.minor, self.currency)

    def __str__(self) -> str:
        return f"{format_amount(self.minor, currency_digits(self.currency))} {self.currency}"


@cache
def _currencies() -> dict[str, int]:
    text = resources.files("weimei.core.money").joinpath("currencies.json").read_text("utf-8")
    table: dict[str, int] = loads(text)["digits"]
    return table


def currency_digits(currency: str) -> int:
    """How many decimals the currency has (ISO 4217; the table is made from Babel by tools/make_currencies.py).

    >>> currency_digits("CNY"), currency_digits("JPY")
    (2, 0)
    """
    if currency == "CNY":
        return 2
    try:
        return int(_currencies()[currency])
    except KeyError:
        raise DomainError(
            "money.currency_unknown",
            f"{currency!r} is not a currency of ISO 4217.",
            remedy="Write three capital letters such as CNY, USD or HKD.",
            zh=f"没有“{currency}”这种货币。写三个大写字母，比如CNY、USD、HKD。",
        ) from None


def parse_amount(text: str, digits: int = 2) -> int:
    """A decimal as people write it, in whole minor units. Never rounds: too many decimals are an error.

    >>> parse_amount("8800"), parse_amount("0.5"), parse_amount("12.30")
    (880000, 50, 1230)
    """
    found = _AMOUNT.fullmatch(text)
    if found is None:
        raise DomainError(
            "money.amount",
            f"{text!r} is not an amount.",
            remedy="Write digits with a point for the decimals, such as 8800.00.",
            zh=f"“{text}”不是金额。写数字，小数用点，比如8800.00。",
        )
    sign, whole, decimals = found.group(1), found.group(2), found.group(3) or ""
    if len(decimals.rstrip("0")) > digits:
        raise DomainError(
            "money.decimals",
            f"{text!r} has more decimals than the currency has ({digits}).",
            remedy="Round it as it was really paid.",
            zh=f"“{text}”的小数位太多，这种货币只有{digits}位。按实际付的写。",
        )
    minor: int = int(whole) * int(10**digits) + (int(decimals[:digits].ljust(digits, "0")) if digits else 0)
    return -minor if sign else minor


def format_amount(minor: int, digits: int = 2) -> str:
    """Whole minor units as a plain decimal.

    >>> format_amount(-1205), format_amount(300, 0)
    ('-12.05', '300')
    """
    sign, rest = ("-", -minor) if minor < 0 else ("", minor)
    if digits == 0:
        return f"{sign}{rest}"
    whole, decimals = divmod(rest, 10**digits)
    return f"{sign}{whole}.{decimals:0{digits}d}"


def yuan(text: str) -> Money:
    """Renminbi as written.

    >>> yuan("666.67")
    Money(minor=66667, currency='CNY')
    """
    return Money(parse_amount(text), "CNY")
