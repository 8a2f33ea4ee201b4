"""One language, one matter: turns codes, steps and reasons into words for every section."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Literal

import msgspec

from weimei.core.assessment.matter import Matter
from weimei.core.findings import Spread, Step, Why
from weimei.core.law.instruments import Lang
from weimei.reports import catalogue
from weimei.reports.labels import fact_label, ground_label, in_words
from weimei.reports.sources import PARAM, cited, short, tags
from weimei.reports.tree import Bar, Legend, Tag
from weimei.reports.wording import clean, day, figure, listed, money, percent, span

UNPRICED = "paid.unknown"
"""The step of a part whose price is not known; its 0 is no sum."""


class Voice(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """How a report speaks: its language, its currency, and the matter whose names it uses."""

    lang: Lang
    currency: str
    matter: Matter

    def ui(self, key: str, **args: int | str) -> str:
        """A phrase of the interface."""
        return catalogue.text(f"ui.{key}", self.lang, args, currency=self.currency)

    def say(self, key: str, **args: int | str) -> str:
        """A phrase of another part of the catalogue."""
        return catalogue.text(key, self.lang, args, currency=self.currency)

    def step(self, step: Step) -> str:
        """The words of one line of a derivation."""
        return catalogue.first(
            (f"step.{step.code}", step.code, f"why.{step.code}"),
            self.lang,
            in_words(step.args, self.lang, self.matter),
            currency=self.currency,
        )

    def note(self, step: Step) -> str:
        """How the base of a charge came about, and what another base would give where the terms name none; mostly nothing."""
        if not step.code.startswith("charge.of_unused"):
            return ""
        names = ["base_by_units" if "left_units" in step.args else "base_by_use"] if step.args.get("used_fen") else []
        names += ["base_not_said"] if "at_price_fen" in step.args else []
        return self.ui("join_sentences").join(self.say(f"note.{name}", **step.args) for name in names)

    def less(self, step: Step) -> str | None:
        """The words of what a step takes off, if that is what it does."""
        key = f"less.{step.code}"
        if not catalogue.has(key, self.lang):
            return None
        return catalogue.text(key, self.lang, in_words(step.args, self.lang, self.matter), currency=self.currency)

    def more(self, step: Step) -> str | None:
        """The words of what a step puts on, if that is what it does."""
        key = f"more.{step.code}"
        return self.say(key) if catalogue.has(key, self.lang) else None

    def why(self, why: Why, end: str = "") -> str:
        """The words of one reason, without a stop at its end; `end`: of which end of a range it is the reason."""
        args = in_words(why.args, self.lang, self.matter)
        code = "list.not_asked" if why.code == "list.undisclosed" and self._of_list(why, "shown") else why.code
        return catalogue.first(
            (f"end.{code}.{end}", f"why.{code}", code, f"step.{code}"),
            self.lang,
            args,
            currency=self.currency,
        )

    def _of_list(self, why: Why, asked: Literal["shown", "unused"]) -> bool:
        """Of the line whose list price is the reason: whether nobody said that it was shown or not; whether none was used."""
        ids = {path.split(".")[1] for path in why.facts if path.startswith("lines.")}
        lines = [line for line in self.matter.lines if line.id in ids]
        if asked == "shown":
            return any(line.list_price.shown == "unknown" for line in lines)
        visited = {visit.line for visit in self.matter.redemptions}
        counts = [(line.used, line.used_by_merchant, line.id in visited) for line in lines]
        return bool(counts) and all(count in ((0, None, False), (0, 0, False)) for count in counts)

    def inline(self, words: str) -> str:
        """Words that go on after a colon or a comma: an English capital of a plain word is lowered."""
        return (
            words[:1].lower() + words[1:]
            if (self.lang == "en" and words[1:2].islower()) or words[:2] == "A "
            else words
        )

    def whys(self, whys: Iterable[Why], end: str = "") -> str:
        """Several reasons in one sentence, each once; a list price says nothing of a course of which nothing was used."""
        told = [why for why in whys if not (why.code.startswith("list.") and self._of_list(why, "unused"))]
        words = list(dict.fromkeys(self.why(why, end) for why in told))
        words = [word if i == 0 else self.inline(word) for i, word in enumerate(words)]
        return self.ui("join_sentences").join(words)

    def sentence(self, words: str) -> str:
        """Words with a stop at the end."""
        return words if not words or words[-1] in "。.！？!?" else words + self.ui("end_sentence")

    def capital(self, words: str) -> str:
        """Words at the start of a line."""
        return words[:1].upper() + words[1:] if self.lang == "en" else words

    def value(self, step: Step) -> str:
        """The figure of a step in its unit."""
        match step.unit:
            case "fen":
                unknown = step.code == UNPRICED and not step.value
                return self.ui("not_yet") if unknown else money(step.value, self.currency)
            case "bp":
                return percent(step.value)
            case "date":
                from datetime import date

                return day(date.fromordinal(step.value).isoformat(), self.lang)
            case "days" | "units":
                return str(step.value)
            case "none":
                return ""

    def money(self, minor: int) -> str:
        """A sum with its sign."""
        return money(minor, self.currency)

    def figure(self, minor: int) -> str:
        """A sum in a column."""
        return figure(minor, self.currency)

    def span(self, low: int, high: int) -> str:
        """Two ends as one sum or a range."""
        return span(low, high, self.currency)

    def day(self, iso: str, *, weekday: bool = False) -> str:
        """A day."""
        return day(iso, self.lang, weekday=weekday)

    def cited(self, refs: Sequence[str]) -> str:
        """Short citations."""
        return cited(tuple(refs), self.lang)

    def rests(self, step: Step) -> str:
        """What a step rests on: its norms, then the dated value that it read."""
        values = self.listed(self.inline(short(ref, self.lang)) for ref in step.refs if ref.startswith(f"{PARAM}:"))
        return self.ui("join_sentences").join(part for part in (self.cited(step.refs), values) if part)

    def tags(self, refs: Iterable[str]) -> tuple[Tag, ...]:
        """Marks of our readings and of open questions."""
        return tags(refs, self.lang)

    def fact(self, path: str) -> str:
        """A fact of the matter."""
        return fact_label(path, self.lang, self.matter)

    def facts(self, paths: Iterable[str]) -> str:
        """Several facts of the matter, each once."""
        return listed(list(dict.fromkeys(self.fact(path) for path in paths)), self.lang)

    def ground(self, id_: str) -> str:
        """The name of a ground."""
        return ground_label(id_, self.lang, self.matter)

    def listed(self, words: Iterable[str]) -> str:
        """Several words in a row."""
        return listed(list(words), self.lang)

    def quoted(self, text: str, limit: int = 200) -> str:
        """What somebody wrote, in quotation marks."""
        return self.ui("quote", text=clean(text, limit))

    def bar(self, spread: Spread, paid: int, *, name: str = "", legend: bool = False, by_fact: bool = False) -> Bar:
        """The range bar of a spread against what was paid, with words for those who cannot see it.

        Its full length is what was paid; a sum above it (a doubled deposit) stretches the bar, not the figure.
        `by_fact`: the range is open for want of a fact, not because a person must decide.
        """
        args = {"low_fen": spread.low, "high_fen": spread.high, "paid_fen": paid}
        if spread.likely is None:
            label = self.ui("bar_label_facts" if by_fact else "bar_label_open", **args)
        elif spread.is_exact:
            label = self.ui("bar_label_exact", likely_fen=spread.likely, paid_fen=paid)
        else:
            label = self.ui("bar_label", likely_fen=spread.likely, **args)
        return Bar(
            low=spread.low,
            high=spread.high,
            likely=spread.likely,
            whole=max(paid, spread.high),
            label=f"{name}{self.ui('colon')}{label}" if name else label,
            legend=self._legend(spread, paid) if legend else (),
        )

    def _legend(self, spread: Spread, paid: int) -> tuple[Legend, ...]:
        """Named ends in order of size; two that coincide share a name."""
        low, likely, high = spread.low, spread.likely, spread.high
        ends: list[tuple[str, int]]
        if spread.is_exact:
            ends = [("likely", low)]
        elif likely is None:
            ends = [("low", low), ("high", high)]
        elif likely == high:
            ends = [("low", low), ("likely_high", high)]
        elif likely == low:
            ends = [("low_likely", low), ("high", high)]
        else:
            ends = [("low", low), ("likely", likely), ("high", high)]
        ends.append(("paid", paid))
        ends.sort(key=lambda end: end[1])
        return tuple(Legend(name=self.ui(key), figure=self.money(sum_), place=sum_) for key, sum_ in ends)
