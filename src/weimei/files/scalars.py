"""One scalar's text as a value, by the kind of its field. Nothing passes through a binary fraction."""

from __future__ import annotations

import difflib
import re
import unicodedata
from functools import lru_cache

import msgspec

from weimei.core.errors import DomainError
from weimei.core.facts import When
from weimei.core.money import Fen, currency_digits, parse_amount
from weimei.files.shapes import ANSWERS, FLAGS, UNKNOWN_WORDS, Kind, Scalar
from weimei.files.source import CONTROL
from weimei.files.spoken import meant, number

YEAR_MIN, YEAR_MAX = 1900, 2200
TEXT_MAX = 20_000
_WHOLE = re.compile(r"-?\d{1,15}", re.ASCII)
_PERCENT = re.compile(r"(\d{1,6})(?:\.(\d+))?", re.ASCII)
_DECIMAL = re.compile(r"(-?)(\d+)(?:\.(\d+))?", re.ASCII)
_EXPONENT = re.compile(r"[+-]?\d+(?:\.\d*)?[eE][+-]?\d+", re.ASCII)
_GROUPED = re.compile(r"(?:\D*)\d{1,3}(?:,\d{3})+(?:\.\d*)?(?:\D*)", re.ASCII)
"""Commas that set thousands apart; others may stand for a point, so that nothing is suggested."""
_TIME = re.compile(r"[T ](\d{2}):(\d{2})(?::(\d{2}))?", re.ASCII)
_LOOSE_DAY = re.compile(r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*(?:[-/.月]\s*(\d{1,2})\s*[日号]?|月)?(?:[T ].*)?", re.ASCII)
_INVISIBLE = re.compile("[\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff]")
_ZONE = re.compile(r"(?:Z|[+-]\d{2}:?\d{2})$", re.ASCII)
_CURRENCY_NAMES = {
    "RMB": "CNY", "CNH": "CNY", "人民币": "CNY", "元": "CNY", "¥": "CNY", "￥": "CNY", "YUAN": "CNY", "港币": "HKD", "港元": "HKD",
    "美元": "USD", "$": "USD", "欧元": "EUR", "€": "EUR", "日元": "JPY", "韩元": "KRW", "英镑": "GBP",
}  # fmt: skip
_COMMON = (
    "CNY",
    "HKD",
    "MOP",
    "TWD",
    "USD",
    "EUR",
    "GBP",
    "JPY",
    "KRW",
    "SGD",
    "AUD",
    "CAD",
    "THB",
    "MYR",
    "CHF",
    "NZD",
)


class Wrong(msgspec.Struct, frozen=True):
    """Why a text is no value of its field: a message code, the spelling probably meant, figures for the sentence."""

    code: str
    nearest: str = ""
    args: dict[str, str] = {}


Value = str | int | bool | None


def read_scalar(text: str, shape: Scalar, digits: int) -> Value | Wrong:
    """The value of a text. `digits`: decimals of the currency."""
    if text in UNKNOWN_WORDS and shape.kind in (Kind.WHOLE, Kind.AMOUNT, Kind.DAY, Kind.PERCENT):
        return None if shape.is_optional else Wrong("value.must_be_known")
    match shape.kind:
        case Kind.TEXT:
            return read_text(text)
        case Kind.WHOLE:
            return _whole(text, shape)
        case Kind.FLAG:
            flag = FLAGS.get(text.lower())
            return Wrong("value.flag", nearest_word(text, ("yes", "no"))) if flag is None else flag
        case Kind.AMOUNT:
            return read_amount(text, digits)
        case Kind.DAY:
            return read_day(text)
        case Kind.ANSWER:
            answer = ANSWERS.get(text.lower())
            return Wrong("value.answer", nearest_word(text, ("yes", "no", "unknown"))) if answer is None else answer
        case Kind.WORD:
            return _word(text, shape)
        case Kind.PERCENT:
            return _percent(text, shape)


def nearest_word(text: str, words: tuple[str, ...] | list[str]) -> str:
    """The valid word that was most likely meant, or nothing."""
    if len(text) > 60:
        return ""
    folded = _INVISIBLE.sub("", unicodedata.normalize("NFKC", text)).strip().lower().replace("-", "_").replace(" ", "_")
    if folded in words:
        return folded
    if spoken := meant(folded, words):
        return spoken
    found = difflib.get_close_matches(folded, words, n=1, cutoff=0.6)
    return found[0] if found else ""


def read_text(text: str) -> str | Wrong:
    """Words, without control characters."""
    if CONTROL.search(text):
        return Wrong("text.control")
    return Wrong("text.long", args={"limit": f"{TEXT_MAX:,}"}) if len(text) > TEXT_MAX else text


@lru_cache(maxsize=16_384)
def read_amount(text: str, digits: int) -> Fen | Wrong:
    """A sum in whole minor units; never rounded, never negative."""
    try:
        minor = parse_amount(text, digits)
    except DomainError as error:
        if error.code == "money.decimals":
            return Wrong("amount.decimals", args={"digits": str(digits)})
        if _DECIMAL.fullmatch(text):
            return Wrong("amount.large")
        if len(text) <= 60 and _EXPONENT.fullmatch(text):
            return Wrong("amount.exponent")
        return Wrong(
            "amount.form", _amount_meant(text, digits), {"sample": "8800" if not digits else "8800." + "0" * digits}
        )
    return Wrong("amount.negative") if minor < 0 else Fen(minor)


def _amount_meant(text: str, digits: int) -> str:
    if len(text) > 60:
        return ""
    cleaned = re.sub("[，、]", ",", unicodedata.normalize("NFKC", text).replace("。", "."))
    if "," in cleaned and not _GROUPED.fullmatch(cleaned):
        return ""
    cleaned = (
        re.sub(r"[,，、_\s¥$€£]|CNY|RMB|人民币|元整?|圆整?|块钱?", "", cleaned).removeprefix("+").removesuffix(".")
    )
    cleaned = f"0{cleaned}" if cleaned.startswith(".") else cleaned
    if (spoken := number(cleaned)) is not None:
        return str(spoken)
    if tens := re.fullmatch(r"(\d{1,6})(?:\.(\d{1,4}))?[万w]", cleaned, re.ASCII):
        cleaned = str(int(tens[1] + (tens[2] or "").ljust(4, "0")))
    try:
        parse_amount(cleaned, digits)
    except DomainError:
        return ""
    return cleaned


@lru_cache(maxsize=16_384)
def read_day(text: str) -> When | Wrong:
    """A day as exactly as it is known, between 1900 and 2200."""
    try:
        day = When.parse(text)
    except DomainError:
        nearest = day_meant(text)
        return Wrong("day.calendar" if re.fullmatch(r"\d{4}-\d{2}(-\d{2})?", text, re.ASCII) else "day.form", nearest)
    if not YEAR_MIN <= int(text[:4]) <= YEAR_MAX:
        return Wrong("day.year", args={"low": str(YEAR_MIN), "high": str(YEAR_MAX)})
    if len(text) > 10:
        clock = _TIME.fullmatch(text, 10)
        if clock is None or int(clock[1]) > 23 or int(clock[2]) > 59 or int(clock[3] or 0) > 59:
            return Wrong("day.time", text[:10])
    return day


def day_meant(text: str) -> str:
    """The day that a loose spelling (2026/5/1, 2026年5月1日, full-width digits) most likely means, or nothing."""
    if len(text) > 60:
        return ""
    cleaned = unicodedata.normalize("NFKC", text).strip()
    if found := _LOOSE_DAY.fullmatch(cleaned):
        cleaned = "-".join([found[1], found[2].zfill(2)] + ([found[3].zfill(2)] if found[3] else []))
    elif found := re.fullmatch(r"(\d{4})(\d{2})(\d{2})", cleaned, re.ASCII):
        cleaned = "-".join(found.groups())
    else:
        cleaned = _ZONE.sub("", cleaned) if len(cleaned) > 10 else cleaned
    try:
        return str(When.parse(cleaned)) if cleaned != text else ""
    except DomainError:
        return ""


def _whole(text: str, shape: Scalar) -> int | Wrong:
    if not _WHOLE.fullmatch(text):
        decimal = _DECIMAL.fullmatch(text)
        if decimal and decimal[3] and not decimal[3].strip("0"):
            return Wrong("whole.form", decimal[1] + decimal[2])
        if "," in (narrow := unicodedata.normalize("NFKC", text[:60])) and not _GROUPED.fullmatch(narrow):
            return Wrong("whole.form")
        cleaned = re.sub(r"[,，_\s+]|次|个月|个|节|天|日|月|米|岁|期|年", "", narrow)
        if (spoken := number(cleaned)) is not None:
            cleaned = str(spoken)
        return Wrong("whole.form", cleaned if re.fullmatch(r"\d{1,9}", cleaned, re.ASCII) else "")
    return whole_in_range(int(text), shape)


def whole_in_range(number: int, shape: Scalar) -> int | Wrong:
    """A whole number within the limits of its field."""
    if number < shape.low and number < 0:
        return Wrong("whole.negative")
    if not shape.low <= number <= shape.high:
        return Wrong("whole.range", args={"low": f"{shape.low:,}", "high": f"{shape.high:,}"})
    return number


def _word(text: str, shape: Scalar) -> str | int | Wrong | None:
    for word in shape.words:
        if text == str(word):
            return word
    if text in UNKNOWN_WORDS and ("unknown" in shape.words or shape.is_optional):
        return "unknown" if "unknown" in shape.words else None
    words = [str(word) for word in shape.words]
    return Wrong("value.word", nearest_word(text, words), {"words": ", ".join(words)})


def _percent(text: str, shape: Scalar) -> int | Wrong:
    """Percent as hundredths of a percent: 12.5 is 1250."""
    found = _PERCENT.fullmatch(text)
    if found is None:
        cleaned = unicodedata.normalize("NFKC", text[:60]).replace("%", "").removeprefix("百分之").strip()
        tenths = number(cleaned.removesuffix("成")) if cleaned.endswith("成") else None
        spoken = number(cleaned) if tenths is None else tenths * 10
        cleaned = cleaned if spoken is None else str(spoken)
        return Wrong("percent.form", cleaned if _PERCENT.fullmatch(cleaned) else "")
    decimals = (found[2] or "").rstrip("0")
    if len(decimals) > 2:
        return Wrong("percent.decimals")
    points = int(found[1]) * 100 + int(decimals.ljust(2, "0"))
    if not shape.low <= points <= shape.high:
        return Wrong("percent.range", args={"low": percent_text(shape.low), "high": percent_text(shape.high)})
    return points


def percent_text(points: int) -> str:
    """Hundredths of a percent as percent.

    >>> percent_text(1250), percent_text(3000)
    ('12.5', '30')
    """
    whole, rest = divmod(points, 100)
    return str(whole) if not rest else f"{whole}.{rest:02d}".rstrip("0")


def read_currency(text: str) -> int | Wrong:
    """How many decimals the currency has."""
    try:
        return currency_digits(text)
    except DomainError:
        folded = unicodedata.normalize("NFKC", text).strip().upper()[:40]
        meant = _CURRENCY_NAMES.get(folded) or _CURRENCY_NAMES.get(text.strip())
        if meant is None:
            meant = folded if folded in _COMMON else next(iter(difflib.get_close_matches(folded, _COMMON, n=1)), "")
        return Wrong("currency.unknown", meant)


def is_positive_decimal(text: str) -> bool:
    """Whether a text is a plain decimal above zero (a rate)."""
    found = _DECIMAL.fullmatch(text)
    return found is not None and not found[1] and len(text) <= 30 and text.strip("0.") != ""
