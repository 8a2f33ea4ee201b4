"""Figures and user text as people read them: money, percentages, dates, and text without control characters."""

from __future__ import annotations

import re
from datetime import date
from functools import lru_cache

from weimei.core.law.instruments import Lang
from weimei.core.money import currency_digits, format_amount

MINUS = "\u2212"
EN_DASH = "\u2013"
_UNPRINTED = re.compile(
    "[\x00-\x1f\x7f-\x9f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\ud800-\udfff\U000e0000-\U000e0fff]+"
)
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_WEEKDAYS_ZH = "一二三四五六日"
_WEEKDAYS_EN = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_ISO = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?", re.ASCII)
TEXT_MAX = 400


@lru_cache(maxsize=2048)
def clean(text: str, limit: int = TEXT_MAX) -> str:
    """What somebody typed, fit to print anywhere: no control, direction or invisible characters, one line, at most `limit` long.

    >>> clean("five\\x1b[31m sessions\\n of  ten")
    'five [31m sessions of ten'
    """
    found = " ".join(_UNPRINTED.sub(" ", text[: limit * 4]).split())
    return found if len(found) <= limit else found[: limit - 1] + "…"


@lru_cache(maxsize=4096)
def money(minor: int, currency: str = "CNY") -> str:
    """A sum with its sign and comma thousands; other currencies than renminbi by their code.

    >>> money(528000), money(-1), money(1200, "JPY")
    ('¥5,280.00', '−¥0.01', 'JPY 1,200')
    """
    sign = MINUS if minor < 0 else ""
    return (
        f"{sign}¥{figure(abs(minor), currency)}"
        if currency == "CNY"
        else f"{sign}{currency} {figure(abs(minor), currency)}"
    )


@lru_cache(maxsize=4096)
def figure(minor: int, currency: str = "CNY") -> str:
    """A sum as it stands in a column whose head names the currency.

    >>> figure(352000)
    '3,520.00'
    """
    whole, point, decimals = format_amount(abs(minor), currency_digits(currency)).partition(".")
    return f"{MINUS if minor < 0 else ''}{int(whole):,}{point}{decimals}"


def off(minor: int, currency: str = "CNY") -> str:
    """A sum that is taken off, in a column: the minus sign and a space.

    >>> off(352000)
    '− 3,520.00'
    """
    return f"{MINUS} {figure(minor, currency)}"


def span(low: int, high: int, currency: str = "CNY") -> str:
    """A range with the sign at both ends; one sum where they are the same.

    >>> span(368000, 528000)
    '¥3,680.00–¥5,280.00'
    """
    return money(low, currency) if low == high else f"{money(low, currency)}{EN_DASH}{money(high, currency)}"


def percent(basis_points: int) -> str:
    """Hundredths of a percent as people write them.

    >>> percent(300), percent(-25)
    ('3.00%', '−0.25%')
    """
    whole, rest = divmod(abs(basis_points), 100)
    return f"{MINUS if basis_points < 0 else ''}{whole}.{rest:02d}%"


@lru_cache(maxsize=1024)
def day(iso: str, lang: Lang, *, weekday: bool = False) -> str:
    """A day, month or year as known; with the weekday where it is a deadline.

    >>> day("2026-11-25", "zh", weekday=True), day("2026-11-25", "en"), day("2026-05", "zh")
    ('2026年11月25日（周三）', '25 Nov 2026', '2026年5月')
    """
    found = _ISO.match(iso)
    if found is None:
        return clean(iso)
    year, month, number = found.groups()
    if month is None:
        return f"{year}年" if lang == "zh" else year
    if not 1 <= int(month) <= 12:
        return clean(iso)
    if number is None:
        return f"{year}年{int(month)}月" if lang == "zh" else f"{_MONTHS[int(month) - 1]} {year}"
    name = ""
    if weekday:
        place = date.fromisoformat(found[0]).weekday()
        name = f"（周{_WEEKDAYS_ZH[place]}）" if lang == "zh" else f" ({_WEEKDAYS_EN[place]})"
    if lang == "zh":
        return f"{year}年{int(month)}月{int(number)}日{name}"
    return f"{int(number)} {_MONTHS[int(month) - 1]} {year}{name}"


def listed(words: tuple[str, ...] | list[str], lang: Lang) -> str:
    """Several words in a row.

    >>> listed(["合同", "付款"], "zh"), listed(["contract", "payment"], "en")
    ('合同、付款', 'contract, payment')
    """
    return ("、" if lang == "zh" else ", ").join(words)
