"""Which article sets which output, for which cause or ground, from when to when, and which one gives way.

A rule is a plain function with an `@article` mark. `Law.on(day)` picks, for each output and ground, the one rule in force
on that day. Two rules that set the same output on the same ground without a declared precedence are an error;
alternatives that the buyer may elect are not.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import lru_cache
from typing import Any, Literal, TypeVar

import msgspec

from weimei.core.errors import DomainError

Interaction = Literal["MANDATORY", "FLOOR", "DEFAULT", "DISCRETION", "ADMINISTRATIVE", "MODEL"]
Rule = Callable[..., Any]
F = TypeVar("F", bound=Rule)


class Article(msgspec.Struct, frozen=True, kw_only=True):
    """One registered rule. `sets` names the output, `on` the causes or grounds it speaks for ("*": all).

    `yields_to`: refs of rules that go before it where both are in force: the special rule of prepaid purchases goes before
    consumer law, civil code and contract rules on the same point (law reference 2.10).
    `elective`: the buyer chooses between it and others. `source`: the page of the reference on which it rests.
    """

    ref: str
    sets: str
    on: tuple[str, ...]
    interaction: Interaction
    in_force_from: date
    in_force_to: date | None
    yields_to: tuple[str, ...]
    elective: bool
    inputs: tuple[str, ...]
    name: str
    rule: Rule

    def is_in_force(self, day: date) -> bool:
        """Whether the article binds on that day."""
        return self.in_force_from <= day and (self.in_force_to is None or day <= self.in_force_to)


ARTICLES: list[Article] = []


def article(
    ref: str,
    *,
    sets: str,
    since: str,
    until: str | None = None,
    on: tuple[str, ...] = ("*",),
    interaction: Interaction = "MANDATORY",
    yields_to: tuple[str, ...] = (),
    elective: bool = False,
) -> Callable[[F], F]:
    """Mark a function as the rule of an article. `since`, `until`: first and last day in force, ISO."""

    def mark(rule: F) -> F:
        code = rule.__code__
        ARTICLES.append(
            Article(
                ref=ref,
                sets=sets,
                on=on,
                interaction=interaction,
                in_force_from=date.fromisoformat(since),
                in_force_to=date.fromisoformat(until) if until else None,
                yields_to=yields_to,
                elective=elective,
                inputs=code.co_varnames[: code.co_argcount + code.co_kwonlyargcount],
                name=rule.__name__,
                rule=rule,
            )
        )
        return rule

    return mark


class Law:
    """The rules in force on one day. Looking a rule up twice costs one dictionary access."""

    __slots__ = ("_articles", "_chosen", "day")

    def __init__(self, day: date, articles: tuple[Article, ...]) -> None:
        self.day = day
        self._articles = articles
        self._chosen: dict[tuple[str, str], Article | None] = {}

    @classmethod
    def on(cls, day: date) -> Law:
        """The law in force on that day."""
        return _law_on(day)

    def article(self, output: str, ground: str = "*") -> Article | None:
        """The article that sets an output on a ground, or None where no law in force does."""
        key = (output, ground)
        try:
            return self._chosen[key]
        except KeyError:
            chosen = self._chosen[key] = self._choose(output, ground)
            return chosen

    def rule(self, output: str, ground: str = "*") -> Rule:
        """The function that sets an output on a ground; an error where no law in force does."""
        found = self.article(output, ground)
        if found is None:
            raise DomainError(
                "law.silent",
                f"No rule in force on {self.day} sets {output} for {ground}.",
                remedy="Check the day, or add the article with its dates.",
                zh=f"{self.day}那天，我们收的法律里没有管这件事的规定。换一个日期再算。",
            )
        return found.rule

    def has(self, output: str, ground: str = "*") -> bool:
        """Whether some law in force sets this output."""
        return self.article(output, ground) is not None

    def alternatives(self, output: str, ground: str = "*") -> tuple[Article, ...]:
        """Every article in force that the buyer may elect for this output."""
        return tuple(a for a in self._articles if a.sets == output and (ground in a.on or "*" in a.on) and a.elective)

    def _choose(self, output: str, ground: str) -> Article | None:
        found = [a for a in self._articles if a.sets == output and (ground in a.on or "*" in a.on)]
        present = {a.ref for a in found}
        left = [a for a in found if not present.intersection(a.yields_to)]
        if (found and not left) or (len(left) > 1 and not all(a.elective for a in left)):
            left = left or found
            names = " and ".join(a.ref for a in left)
            raise DomainError(
                "law.conflict",
                f"{names} both set {output} for {ground} on {self.day}, and neither yields to the other.",
                facts=tuple(a.ref for a in left),
                remedy="State in the statute which of them yields.",
            )
        return left[0] if left else None


@lru_cache(maxsize=512)
def _law_on(day: date) -> Law:
    import weimei.core.law.statutes  # noqa: F401 - registers the articles once

    return Law(day, tuple(a for a in ARTICLES if a.is_in_force(day)))


def check_precedence() -> None:
    """Try every output, ground and day on which something changes; raise where two rules collide."""
    import weimei.core.law.statutes  # noqa: F401

    days = {a.in_force_from for a in ARTICLES} | {a.in_force_to for a in ARTICLES if a.in_force_to}
    grounds = {g for a in ARTICLES for g in a.on}
    for day in sorted(days):
        law = Law(day, tuple(a for a in ARTICLES if a.is_in_force(day)))
        for output in sorted({a.sets for a in ARTICLES}):
            for ground in sorted(grounds):
                law.article(output, ground)
