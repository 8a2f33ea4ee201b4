"""Shares, sums and spans of time in a plain Chinese text. No floats: shares are hundredths of a percent, sums are fen."""

import re
from typing import NamedTuple

_DIGITS = {"零": 0, "一": 1, "二": 2, "两": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7, "八": 8, "九": 9}
_DIGITS |= dict(zip("壹贰叁肆伍陆柒捌玖", range(1, 10), strict=True))
_SCALES = {"十": 10, "百": 100, "千": 1000, "拾": 10, "佰": 100, "仟": 1000}
_CN = "[零一二两三四五六七八九十百千万壹贰叁肆伍陆柒捌玖拾佰仟]"
_SHARE = re.compile(
    rf"(?P<arabic>[0-9]{{1,6}}(?:\.[0-9]{{1,4}})?)%|百分之(?P<hundred>{_CN}{{1,8}}|[0-9]{{1,4}})(?:点(?P<point>{_CN}))?"
    r"|(?P<tenths>[一二三四五六七八九两]|[1-9](?![0-9]))成(?P<half>半)?|(?P<one_half>一半|半数|对半)"
    rf"|(?<!百)(?P<whole>[2-9二两三四五六七八九十])分之(?P<part>[1-9一二三四五六七八九])"
    rf"|(?P<points>[0-9]{{1,3}}|{_CN}{{1,4}})个点|(?P<split>一九|九一|二八|八二|三七|七三|四六|六四|五五)(?=[开分结])"
)
_DISCOUNT = re.compile(
    r"(?P<tens>[1-9一二三四五六七八九])点?(?P<ones>[1-9一二三四五六七八九])?折(?![扣算合现旧换价抵成损])"
)
_SUM = re.compile(
    rf"¥(?P<sign>[0-9]{{1,9}}(?:\.[0-9]{{1,2}})?)|(?P<arabic>[0-9]{{1,9}}(?:\.[0-9]{{1,2}})?)(?P<scale>[万千百]?)[元块]"
    rf"|(?P<chinese>{_CN}{{1,10}})[元块]"
    rf"|(?P<fee>{_CN}{{2,6}}|[0-9]{{2,6}})(?=的?(?:手续|服务|工本|转让|过户|更名|管理|违约|成本|操作|转卡)费)"
    rf"|(?<=[扣收缴罚赔充加金费])(?P<bare>[0-9]{{2,6}}|{_CN}{{2,6}})(?![次个天日年月人元块周小岁成折点回针支分百千万%.])"
)
_PERIOD = re.compile(
    rf"(?P<count>[0-9]{{1,5}}|{_CN}{{1,6}}|半)个?(?P<unit>工作日|自然日|小时|星期|礼拜|周|日|天|月|年)(?P<half>半)?"
)
_DAYS = {"自然日": 1, "日": 1, "天": 1, "周": 7, "星期": 7, "礼拜": 7, "月": 30, "年": 365}


class Amount(NamedTuple):
    """A number with its kind and place. value: hundredths of a percent (a discount: what is still paid), fen, or days
    (see `unit` for periods)."""

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
    if found["whole"]:
        return min(_count(found["part"]) * 10_000 // _count(found["whole"]), 10_000)
    if found["points"]:
        return _count(found["points"]) * 100
    if found["split"]:
        return min(map(chinese_number, found["split"])) * 1000
    return 5000


def _discount(found: re.Match[str]) -> int:
    """What is still paid: 八折 is 80 %, 七五折 75 %."""
    return _count(found["tens"]) * 1000 + (_count(found["ones"]) * 100 if found["ones"] else 0)


def _sum(found: re.Match[str]) -> int:
    if found["sign"]:
        return _scaled(found["sign"], 100)
    if found["chinese"]:
        return chinese_number(found["chinese"]) * 100
    if found["bare"] or found["fee"]:
        return _count(found["bare"] or found["fee"]) * 100
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
    shares += [
        Amount("discount", _discount(found), found.start(), found.end())
        for found in _DISCOUNT.finditer(text, start, end)
    ]
    return tuple(sorted(shares + sums + periods, key=lambda amount: amount.start))


def percent_field(hundredths: int) -> int | str:
    """A share as the typed field `percent`: a whole number, or a decimal written out."""
    whole, rest = divmod(hundredths, 100)
    return whole if rest == 0 else f"{whole}.{rest:02d}".rstrip("0")
