"""The words of the reports: one template a message, in Chinese (zh.toml) and English (en.toml).

Data: `"code" = "text with {name}"` under a table such as [step] or [why]; a message is asked for as `step.principal.line`.
A name ending in _fen is printed as money, _bp as a percentage, _on as a date; anything else as it is. `{used:session|sessions}`
prints the first word when the number is 1, else the second. The files are plain TOML; they are read line by line, since
parsing all of it would cost more than the whole report.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from importlib.resources import files
from json import loads

from weimei.core.errors import DomainError
from weimei.core.law.instruments import Lang
from weimei.reports.wording import clean, day, money, percent

Args = Mapping[str, int | str]
LANGS: tuple[Lang, ...] = ("zh", "en")
_PLACE = re.compile(r"\{(\w+)(?::([^{}]*))?\}")
_STRICT: ContextVar[bool] = ContextVar("strict", default=False)


@contextmanager
def strict() -> Iterator[None]:
    """Inside, a missing message or figure is an error; outside, the report shows the code and goes on."""
    token = _STRICT.set(True)
    try:
        yield
    finally:
        _STRICT.reset(token)


@cache
def messages(lang: Lang) -> Mapping[str, str]:
    """Every template of one language by key, still in TOML quotes."""
    found: dict[str, str] = {}
    table = ""
    for line in files("weimei.reports.catalogue").joinpath(f"{lang}.toml").read_text("utf-8").splitlines():
        if line.startswith('"'):
            key, _, value = line.partition(" = ")
            found[f"{table}.{key[1:-1]}"] = value
        elif line.startswith("["):
            table = line[1:-1]
    return found


def has(key: str, lang: Lang) -> bool:
    """Whether there is such a message."""
    return key in messages(lang)


@cache
def template(key: str, lang: Lang) -> str:
    """One template as written, without its quotes."""
    found: str = loads(messages(lang)[key])
    return found


def placeholders(key: str, lang: Lang) -> frozenset[str]:
    """The names that a template asks for."""
    return frozenset(found[1] for found in _PLACE.finditer(template(key, lang)))


def text(key: str, lang: Lang, args: Args | None = None, *, currency: str = "CNY") -> str:
    """One message in one language, its figures in place.

    >>> text("ui.low", "zh"), text("ui.low", "en")
    ('较低', 'Low')
    """
    return first((key,), lang, args, currency=currency)


def first(keys: Iterable[str], lang: Lang, args: Args | None = None, *, currency: str = "CNY") -> str:
    """The first of several messages that there is."""
    keys = tuple(keys)
    for key in keys:
        if key in messages(lang):
            return _filled(key, lang, args or {}, currency)
    if _STRICT.get():
        raise DomainError(
            "reports.words_missing",
            f"There are no words for {keys[0]} in {lang}.",
            facts=keys,
            remedy=f"Add the message to reports/catalogue/{lang}.toml, and to the other language.",
        )
    return keys[0]


def _filled(key: str, lang: Lang, args: Args, currency: str) -> str:
    pattern = template(key, lang)
    if "{" not in pattern:
        return pattern

    def put(place: re.Match[str]) -> str:
        name, choice = place.groups()
        value = args.get(name)
        if value is None:
            if _STRICT.get():
                raise DomainError(
                    "reports.figure_missing",
                    f"The message {key} asks for {name}, which is not given.",
                    facts=(key, name),
                    remedy="Give the figure, or take its name out of the message in both languages.",
                )
            return "……" if lang == "zh" else "…"
        if choice is not None:
            one, _, many = choice.partition("|")
            return one if value == 1 else many
        return shown(name, value, lang, currency)

    return _PLACE.sub(put, pattern)


def shown(name: str, value: int | str, lang: Lang, currency: str = "CNY") -> str:
    """One figure as people read it; the end of its name says what it is.

    >>> shown("rate_bp", 310, "zh"), shown("paid_fen", 880000, "zh"), shown("from_on", "2026-05-20", "en")
    ('3.10%', '¥8,800.00', '20 May 2026')
    """
    if name.endswith("_fen") and isinstance(value, int):
        return money(value, currency)
    if name.endswith("_bp") and isinstance(value, int):
        return percent(value)
    if name.endswith("_on"):
        return day(str(value), lang)
    return str(value) if isinstance(value, int) else clean(value)
