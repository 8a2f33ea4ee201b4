"""Shares, sums and spans of time in a plain Chinese text. No floats: shares are hundredths of a percent, sums are fen."""

import re
from typing import NamedTuple

_DIGITS = {"零": 0, "一": 1, "二": 2, "两": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7, "八": 8, "九": 9}
_SCALES = {"十": 10, "百": 100, "千": 1000}
_CN = "[零一二两三四五六七八九十百千万]"
_SHARE = re.compile(
    rf"(?P<arabic>[0-9]{{1,6}}(?:\.[0-9]{{1,4}})?)%|百分之(?P<hundred>{_CN}{{1,8}}|[0-9]{{1,4}})(?:点(?P<point>{_CN}))?"
    r"|(?P<tenths>[一二三四五六七八九两]|[1-9](?![0-9]))成(?P<half>半)?|(?P<one_half>一半|半数|对半)"
)
_SUM = re.compile(
    rf"¥(?P<sign>[0-9]{{1,9}}(?:\.[0-9]{{1,2}})?)|(?P<arabic>[0-9]{{1,9}}(?:\.[0-9]{{1,2}})?)(?P<scale>[万千百]?)[元块]"
    rf"|(?P<chinese>{_CN}{{1,10}})[元块]"
)
_PERIOD = re.compile(
    rf"(?P<count>[0-9]{{1,5}}|{_CN}{{1,6}}|半)个?(?P<unit>工作日|自然日|小时|星期|礼拜|周|日|天|月|年)(?P<half>半)?"
)
_DAYS = {"自然日": 1, "日": 1, "天": 1, "周": 7, "星期": 7, "礼拜": 7, "月": 30, "年": 365}


class Amount(NamedTuple):
    """A number with its kind and place. value: hundredths of a percent, fen, or days (see `unit` for periods)."""

    kind: str
    value: int
    start: int
    end: int
    unit: str = ""


def chinese_number(word: str) -> int:
    """A whole number written in Chinese.

    >>> chinese_number("三十五"), chinese_number("一万二千")
    (35, 12000)
    """
    total = section = digit = 0
    for mark in word:
        if mark in _DIGITS:
            digit = _DIGITS[mark]
        elif mark == "万":
            total += (section + digit) * 10_000
            section = digit = 0
        else:
            section += (digit or (1 if section == 0 else 0)) * _SCALES[mark]
            digit = 0
    return total + section + digit


def _scaled(number: str, scale: int) -> int:
    whole, _, decimals = number.partition(".")
    return int(whole) * scale + int((decimals + "0" * 4)[:4]) * scale // 10_000


def _share(found: re.Match[str]) -> int:
    if found["arabic"]:
        return _scaled(found["arabic"], 100)
    if found["hundred"]:
        whole = int(found["hundred"]) if found["hundred"].isdigit() else chinese_number(found["hundred"])
        return whole * 100 + (chinese_number(found["point"]) * 10 if found["point"] else 0)
    if found["tenths"]:
        tenths = int(found["tenths"]) if found["tenths"].isdigit() else chinese_number(found["tenths"])
        return tenths * 1000 + (500 if found["half"] else 0)
    return 5000


def _sum(found: re.Match[str]) -> int:
    if found["sign"]:
        return _scaled(found["sign"], 100)
    if found["chinese"]:
        return chinese_number(found["chinese"]) * 100
    return _scaled(found["arabic"], 100 * {"": 1, "百": 100, "千": 1000, "万": 10_000}[found["scale"]])


def _period(found: re.Match[str]) -> tuple[int, str]:
    """Calendar days and the unit as written. Five working days are a week; half a month is fifteen days."""
    unit, count = found["unit"], found["count"]
    size = _DAYS.get(unit, 1)
    if count == "半":
        return (size + 1) // 2, unit
    number = _count(count)
    if unit == "工作日":
        return number * 7 // 5, unit
    if unit == "小时":
        return number // 24, unit
    return number * size + (size // 2 if found["half"] else 0), unit


def _count(word: str) -> int:
    return int(word) if word.isdigit() else chinese_number(word)


def amounts(text: str, start: int, end: int) -> tuple[Amount, ...]:
    """Every share, sum and period between two positions, in reading order."""
    shares = [Amount("share", _share(found), found.start(), found.end()) for found in _SHARE.finditer(text, start, end)]
    sums = [Amount("sum", _sum(found), found.start(), found.end()) for found in _SUM.finditer(text, start, end)]
    periods = [
        Amount("period", (read := _period(found))[0], found.start(), found.end(), read[1])
        for found in _PERIOD.finditer(text, start, end)
    ]
    return tuple(sorted(shares + sums + periods, key=lambda amount: amount.start))


def percent_field(hundredths: int) -> int | str:
    """A share as the typed field `percent`: a whole number, or a decimal written out."""
    whole, rest = divmod(hundredths, 100)
    return whole if rest == 0 else f"{whole}.{rest:02d}".rstrip("0")
