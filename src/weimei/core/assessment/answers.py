"""What a person types for an answer, as a value: sums, counts, days and percentages as people write them, exactly."""

from __future__ import annotations

import re
import unicodedata

from weimei.core.errors import DomainError
from weimei.core.facts import When
from weimei.core.money import Fen, parse_amount

NOT_KNOWN = frozenset({"unknown", "不知道", "不清楚", "说不清", "跳过", "skip"})
"""Words by which a person says that she does not know: as good an answer as any."""
HELP = frozenset({"?", "？", "help", "帮助"})
"""Words by which a person asks what the question means."""
YEARS = (1900, 2200)
COUNT_MAX = 10_000
AMOUNT_MAX = 10**15
TYPED_MAX = 60
"""No sum and no day has more letters."""
_GROUPED = re.compile(r"\d{1,3}(?:,\d{3})+(?:\.\d*)?", re.ASCII)
_SIGN = re.compile(r"¥|RMB|CNY|人民币", re.IGNORECASE)
_UNIT = re.compile(r"元整?|块钱?|圆整?")


def narrowed(text: str) -> str:
    """The same text without full-width digits and signs.

    >>> narrowed("￥１２，８００。５")
    '¥12,800.5'
    """
    return unicodedata.normalize("NFKC", text.replace("。", ".")).strip()


def amount(text: str, digits: int) -> Fen:
    """A sum in whole minor units. 万 moves the point by four places; nothing is rounded and nothing is a float.

    >>> [amount(text, 2) for text in ("12,800", "￥12800", "12800块", "1.28万", "1.28万元")]
    [1280000, 1280000, 1280000, 1280000, 1280000]
    """
    if len(text) > TYPED_MAX:
        raise _no_amount(text)
    bare = narrowed(text).replace(" ", "")
    bare = _SIGN.sub("", bare, count=1)
    bare = bare[: found.start()] if (found := _last(_UNIT, bare)) is not None else bare
    places = digits
    if bare[-1:] in ("万", "w", "W"):
        bare, places = bare[:-1], digits + 4
    if "," in bare:
        if _GROUPED.fullmatch(bare.removeprefix("-")) is None:
            raise _no_amount(text)
        bare = bare.replace(",", "")
    try:
        minor = parse_amount(bare, places)
    except DomainError as problem:
        raise problem if problem.code == "money.decimals" and places == digits else _no_amount(text) from None
    if minor >= AMOUNT_MAX:
        raise _no_amount(text)
    return Fen(_positive(minor))


def _last(pattern: re.Pattern[str], text: str) -> re.Match[str] | None:
    """The match at the very end of a text."""
    return next((found for found in pattern.finditer(text) if found.end() == len(text)), None)


def _no_amount(text: str) -> DomainError:
    return DomainError(
        "interview.amount",
        f"{brief(text)!r} is not an amount.",
        remedy="Write digits, such as 12800 or 12,800.50, or nothing to skip.",
        zh=f"“{brief(text)}”不是金额。写数字，比如12800、12,800.50、1.28万，或者直接回车跳过。",
    )


def brief(text: str) -> str:
    """What was typed, as it may be said back: short, without what a terminal would obey."""
    seen = words(text)
    return seen if len(seen) <= 40 else f"{seen[:39]}…"


def count(text: str, high: int = COUNT_MAX) -> int:
    """A whole number up to `high`, with or without 次 or 个月 behind it."""
    bare = re.sub(r"(?:次|个月|个|节|月)$", "", narrowed(text)).strip()
    if not (bare.isascii() and bare.isdigit()):
        raise DomainError(
            "interview.count",
            f"{brief(text)!r} is not a whole number.",
            remedy="Type digits such as 10, or nothing to skip.",
            zh=f"“{brief(text)}”不是整数。写数字，比如10，或者直接回车跳过。",
        )
    if len(bare) > 9 or int(bare) > high:
        raise DomainError(
            "interview.count_large",
            f"{brief(text)} is more than {high:,}.",
            remedy="Type the number again.",
            zh=f"{brief(text)}太多了，最多{high:,}。请核对。",
        )
    return int(bare)


def percent(text: str) -> int:
    """A percentage in hundredths of a percent, up to all of it.

    >>> percent("30%"), percent("0.5")
    (3000, 50)
    """
    bare = narrowed(text).removeprefix("百分之").removesuffix("%").strip()
    try:
        points = _positive(parse_amount(bare, 2))
    except DomainError as problem:
        if problem.code == "interview.negative":
            raise
        raise DomainError(
            "interview.percent",
            f"{brief(text)!r} is not a percentage.",
            remedy="Type digits such as 30, or nothing to skip.",
            zh=f"“{brief(text)}”不是百分比。写数字，比如30，或者直接回车跳过。",
        ) from None
    if points > 100_00:
        raise DomainError(
            "interview.percent_large",
            f"{brief(text)} is more than all of it.",
            remedy="Type a percentage up to 100.",
            zh=f"{brief(text)}超过了百分之百。请核对。",
        )
    return points


def day(text: str) -> When:
    """A day that a matter file takes: between 1900 and 2200, so that 8800 typed for a sum is asked again.

    >>> day("2026年5月2日"), day("2026/5")
    ('2026-05-02', '2026-05')
    """
    when = When.parse(_dashed(narrowed(text if len(text) <= TYPED_MAX else brief(text))))
    if not YEARS[0] <= when.first.year <= YEARS[1]:
        raise DomainError(
            "interview.year",
            f"{when} is not a year of a purchase.",
            remedy="Type year, month and day, such as 2026-05-20, or nothing to skip.",
            zh=f"“{when}”不像年份。写年月日，比如2026年5月20日，或者直接回车跳过。",
        )
    return when


def words(text: str) -> str:
    """A name, up to two hundred letters, without what a terminal would obey."""
    return "".join(letter for letter in text if letter.isprintable())[:200]


def _dashed(text: str) -> str:
    """2026年5月20日, 2026/5/20 and 2026.5.20 as 2026-05-20."""
    for mark in "年月/.":
        text = text.replace(mark, "-")
    parts = re.sub("[日号]$", "", text).rstrip("-").split("-")
    return "-".join(part.strip().zfill(2) if number else part.strip() for number, part in enumerate(parts))


def _positive(value: int) -> int:
    if value < 0:
        raise DomainError(
            "interview.negative",
            "A sum cannot be below zero.",
            remedy="Type the amount without a minus.",
            zh="金额不能小于零。去掉减号再写一次。",
        )
    return value
