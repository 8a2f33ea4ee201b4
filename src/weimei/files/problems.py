"""What is wrong with a file, so that a person can put it right: where, what was found, what was expected, what to do."""

from __future__ import annotations

import re
from typing import Literal

import msgspec

from weimei.core.errors import DomainError
from weimei.files.messages import FRAMES, Message, messages

Lang = Literal["zh", "en"]
PROBLEMS_MAX = 20
"""No more are shown of one file: the first few usually cause the rest."""
_SHOWN_MAX = 60
_UNPRINTABLE = re.compile(
    r"[\x00-\x1f\x7f-\xa0\xad\u200b-\u200f\u202a-\u202e\u2060-\u2069\u3000\u2028\u2029\ufeff\ufffe\uffff\ud800-\udfff]"
)


class Remark(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One problem, or one notice, of a file.

    `line` and `column` count from 1, the column in characters; `path` names the field (`legs[0].amount`). `nearest` is the
    valid word or the spelling that was probably meant. `args` fill the sentence of `code` in the message catalogue.
    """

    code: str
    file: str = ""
    line: int | None = None
    column: int | None = None
    path: str = ""
    found: str = ""
    nearest: str = ""
    args: dict[str, str] = {}

    @property
    def place(self) -> tuple[int, int]:
        """Where it stands, for sorting; a remark without a place comes first."""
        return (self.line or 0, self.column or 0)

    def text(self, lang: Lang = "zh") -> str:
        """The whole remark as one paragraph in plain words."""
        frame = FRAMES[lang]
        message = _filled(messages()[self.code][lang], self)
        parts = [self._where(lang) + message.what]
        if message.expected:
            parts.append(frame.expected.format(message.expected))
        if self.nearest:
            parts.append(frame.nearest.format(shown(self.nearest)))
        if message.advice:
            parts.append(message.advice)
        return frame.space.join(parts)

    def _where(self, lang: Lang) -> str:
        frame = FRAMES[lang]
        where = self.file
        if self.line is not None:
            where = (frame.line if self.column is None else frame.place).format(
                file=self.file, line=self.line, column=self.column
            )
        if self.path:
            where = frame.path.format(where=where, path=self.path)
        return frame.head.format(where) if where else ""


def _filled(message: Message, remark: Remark) -> Message:
    args = {"found": shown(remark.found), **remark.args}
    return Message(*(part.format(**args) for part in message))


def shown(text: str) -> str:
    """Foreign text as it may be printed: short, on one line, nothing that a terminal would obey.

    >>> shown("a\\x1b[31m")
    'a\\\\x1b[31m'
    """
    clean = _UNPRINTABLE.sub(lambda found: ascii(found.group())[1:-1], text[: _SHOWN_MAX + 1])
    return clean if len(clean) <= _SHOWN_MAX else clean[: _SHOWN_MAX - 1] + "…"


class FileProblem(DomainError):  # noqa: N818  # what a person reads is a problem of the file
    """A file cannot be used, or could not be written. Holds every problem found, in the order of the file, at most twenty."""

    def __init__(self, problems: tuple[Remark, ...], *, left_out: int = 0) -> None:
        self.problems = problems
        self.left_out = left_out
        super().__init__("file.invalid", self.text("en"), facts=tuple(one.path for one in problems if one.path))

    def text(self, lang: Lang = "zh") -> str:
        """All problems, one a line."""
        lines = [one.text(lang) for one in self.problems]
        if self.left_out:
            lines.append(FRAMES[lang].more.format(self.left_out))
        return "\n".join(lines)

    @classmethod
    def of(cls, remark: Remark) -> FileProblem:
        """A file with a single problem."""
        return cls((remark,))


def in_file_order(remarks: list[Remark]) -> FileProblem:
    """The first twenty of the problems, as they stand in the file."""
    ordered = sorted(remarks, key=lambda one: one.place)
    return FileProblem(tuple(ordered[:PROBLEMS_MAX]), left_out=max(0, len(ordered) - PROBLEMS_MAX))
