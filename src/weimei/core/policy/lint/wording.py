"""What is said of a reading: the rows of wording.toml, filled with the numbers and names of the clause."""

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib import resources
from typing import Final

import msgspec

from weimei.core.policy.lint.findings import ClauseClass, Sureness, Verdict
from weimei.core.policy.lint.hits import Field


class Reason(msgspec.Struct, frozen=True):
    """A row of wording.toml."""

    head: int
    class_: ClauseClass = msgspec.field(name="class")
    verdict: Verdict
    sure: Sureness
    norms: tuple[str, ...]
    why_zh: str
    why_en: str
    better_zh: str
    better_en: str


@cache
def reasons() -> dict[str, Reason]:
    """Every row by its name."""
    source = resources.files(__package__).joinpath("wording.toml").read_text("utf-8")
    return msgspec.convert(tomllib.loads(source), dict[str, Reason])


def say(reason: Reason, verdict: Verdict, fields: Mapping[str, Field]) -> tuple[str, str, str, str]:
    """Reason and better wording in Chinese and English, with the numbers of the clause."""
    values = _values(fields, verdict)
    if verdict != Verdict.HARMLESS:
        texts = (reason.why_zh, reason.why_en, reason.better_zh, reason.better_en)
    elif reason.head:
        texts = (_SAVED_ZH, _SAVED_EN, "", "")
    else:
        texts = (reason.why_zh, reason.why_en, "", "")
    why_zh, why_en, better_zh, better_en = (text.format_map(values) for text in texts)
    return why_zh, why_en, better_zh, better_en


_SAVED_ZH: Final = "后面的例外留住了消费者的权利，单看这句没有问题。"
_SAVED_EN: Final = "The exception keeps the buyer's rights; nothing is wrong with this as it stands."


def _values(fields: Mapping[str, Field], verdict: Verdict) -> dict[str, str]:
    """Numbers and names of the clause for its explanation."""
    percent = fields.get("percent", fields.get("keeps_percent"))
    amount = fields.get("amount_fen")
    whole = int(str(percent).partition(".")[0]) if percent is not None else 0
    base = fields.get("base")
    high = verdict == Verdict.LIKELY_VOID
    return {
        "percent": "" if percent is None else str(percent),
        "lawful": str(percent) if 0 < whole <= 20 else "20",
        "base_zh": {"price": "按总价", "unused": "按未用部分"}.get(str(base), "没写按什么算，按较小的算"),
        "base_en": {"price": "of the price", "unused": "of the unused part"}.get(
            str(base), "base not said, the smaller counts"
        ),
        "high_zh": "超过20%，我们按很可能无效提示；20%是我们的假设，不是法条。" if high else "",
        "high_en": "Above 20 % we call it likely void; the 20 % is our assumption, not a rule of law." if high else "",
        "amount": ""
        if not isinstance(amount, int)
        else f"{amount // 100}" + (f".{amount % 100:02d}" if amount % 100 else ""),
        "name": str(fields.get("name", "")),
        "days_zh": _days(fields, "个工作日（约{days}天）", "天"),
        "days_en": _days(fields, " working days (about {days} days)", " days"),
        "limit": str(fields.get("limit", "")),
    }


def _days(fields: Mapping[str, Field], working: str, plain: str) -> str:
    """The days as the seller counts them, and what that comes to in calendar days."""
    days, counted = fields.get("days", ""), fields.get("working_days")
    return f"{days}{plain}" if counted is None else f"{counted}{working.format(days=days)}"
