"""What goes wrong in the core: we could not judge, or could not pay. A refusal is a finding, not an error."""

from __future__ import annotations

from typing import Literal


class DomainError(Exception):
    """A matter cannot be judged as it stands.

    `code` is stable and documented in docs/reference/errors.md; `facts` names what was involved;
    `remedy` says what to do next. The message reads alone. `zh` says all of it in Chinese, where a person may read it.
    """

    def __init__(self, code: str, message: str, *, facts: tuple[str, ...] = (), remedy: str = "", zh: str = "") -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.facts = facts
        self.remedy = remedy
        self.zh = zh

    def __str__(self) -> str:
        return f"{self.message} {self.remedy}".strip()

    def text(self, lang: Literal["zh", "en"] = "zh") -> str:
        """The whole message in one language; English where there are no Chinese words."""
        return self.zh if lang == "zh" and self.zh else str(self)
