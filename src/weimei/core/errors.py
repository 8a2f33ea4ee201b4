"""What goes wrong in the core: we could not judge, or could not pay. A refusal is a finding, not an error."""

from __future__ import annotations


class DomainError(Exception):
    """A matter cannot be judged as it stands.

    `code` is stable and documented in docs/reference/errors.md; `facts` names what was involved;
    `remedy` says what to do next. The message reads alone.
    """

    def __init__(self, code: str, message: str, *, facts: tuple[str, ...] = (), remedy: str = "") -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.facts = facts
        self.remedy = remedy

    def __str__(self) -> str:
        return f"{self.message} {self.remedy}".strip()
