"""Refusals of the use cases in both languages, and numbers as they stand in running text."""

from __future__ import annotations

from typing import Literal

from weimei.core.errors import DomainError

Lang = Literal["zh", "en"]


class ToldError(DomainError):
    """A use case cannot go on as it was asked. Says why and what to do, in Chinese and English."""

    def __init__(self, code: str, *, zh: str, en: str, facts: tuple[str, ...] = ()) -> None:
        super().__init__(code, en, facts=facts)
        self._words: dict[Lang, str] = {"zh": zh, "en": en}

    def text(self, lang: Lang = "zh") -> str:
        """The whole message in one language."""
        return self._words[lang]


def count(number: int) -> str:
    """A count with thousands apart.

    >>> count(1234567)
    '1,234,567'
    """
    return f"{number:,}"
