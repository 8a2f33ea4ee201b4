"""Values that an operator vouches for, by name and date: a TOML file of `[[confirmation]]` tables."""

from __future__ import annotations

import re
import tomllib
from datetime import date, datetime
from pathlib import Path
from typing import Any

from weimei.core.errors import DomainError
from weimei.core.law.parameters import CONFIRMABLE, Confirmation
from weimei.files.problems import FileProblem, Remark, in_file_order
from weimei.files.scalars import day_meant, nearest_word
from weimei.files.source import decode, read_bytes

TABLE = "confirmation"
KEYS = ("parameter", "value", "first_day", "last_day", "confirmed_by", "confirmed_on")
DAYS = ("first_day", "last_day", "confirmed_on")
RATES = CONFIRMABLE
"""What can be vouched for: rates that are published as time goes on. A limit of law is verified by reading its text."""
_HEAD = re.compile(r"^\s*\[\[\s*confirmation\s*\]\]", re.MULTILINE)
_AT = re.compile(r"\(at line (\d+), column (\d+)\)")


def load_confirmations(path: Path) -> tuple[Confirmation, ...]:
    """Read the file. Raises `FileProblem` with all that is wrong. Each table says who vouches for which rate on which days."""
    name = str(path)
    text = decode(read_bytes(path), name)
    try:
        found = tomllib.loads(text)
    except (tomllib.TOMLDecodeError, ValueError, RecursionError) as error:
        at = _AT.search(str(error))
        line, column = (int(at[1]), int(at[2])) if at else (None, None)
        detail = _AT.sub("", str(error)).strip()
        raise FileProblem.of(
            Remark(code="toml.syntax", file=name, line=line, column=column, args={"reason": detail})
        ) from None
    return _Reader(name, text).read(found)


class _Reader:
    def __init__(self, name: str, text: str) -> None:
        self.name = name
        self.lines = text.splitlines()
        self.heads = [text.count("\n", 0, head.end()) + 1 for head in _HEAD.finditer(text)]
        self.problems: list[Remark] = []

    def read(self, found: dict[str, Any]) -> tuple[Confirmation, ...]:
        for key in found:
            if key != TABLE:
                self.note("key.unknown", key, 0, key, nearest_word(key, (TABLE,)), keys=TABLE)
        tables = found.get(TABLE, [])
        if not isinstance(tables, list) or not all(isinstance(one, dict) for one in tables):
            self.note("confirmation.tables", TABLE, 0)
            tables = []
        read = [self.table(number, one) for number, one in enumerate(tables)]
        if self.problems:
            raise in_file_order(self.problems)
        return tuple(one for one in read if one is not None)

    def table(self, number: int, found: dict[str, Any]) -> Confirmation | None:
        before = len(self.problems)
        for key in found:
            if key not in KEYS:
                self.note("key.unknown", key, number, key, nearest_word(key, KEYS), keys=", ".join(KEYS))
        for key in KEYS:
            if key not in found:
                self.note("key.missing", "", number, key=key)
            else:
                self.check(key, found[key], number)
        if len(self.problems) > before:
            return None
        try:
            given: dict[str, Any] = {key: _day(found[key]) if key in DAYS else found[key] for key in KEYS}
            return Confirmation(**given)
        except DomainError:
            self.note("confirmation.refused", "", number, str(found["parameter"]))
            return None

    def check(self, key: str, value: Any, number: int) -> None:
        """One value by its key."""
        if key in DAYS:
            if _day(value) is None:
                self.note("day.form", key, number, str(value), day_meant(str(value)))
        elif key == "value":
            if type(value) is not int:
                self.note("whole.form", key, number, str(value))
        elif not isinstance(value, str):
            self.note("confirmation.text", key, number, str(value))
        elif key == "parameter" and value not in RATES:
            self.note("value.word", key, number, value, nearest_word(value, RATES), words=", ".join(RATES))

    def note(self, code: str, at: str, number: int, found: str = "", nearest: str = "", **args: str) -> None:
        """Keep a problem with the line of its key, or of the table that lacks it."""
        first = self.heads[number] if number < len(self.heads) else 1
        last = self.heads[number + 1] - 1 if number + 1 < len(self.heads) else len(self.lines)
        line, column = first, 1
        written = re.compile(rf"\s*[\"']?{re.escape(at)}[\"']?\s*=\s*") if at else None
        for row in range(first, last + 1) if written else ():
            if place := written.match(self.lines[row - 1]) if written else None:
                line, column = row, 1 if code == "key.unknown" else place.end() + 1
                break
        path = f"{TABLE}[{number}].{at}" if at and at != TABLE else ""
        self.problems.append(
            Remark(
                code=code, file=self.name, line=line, column=column, path=path, found=found, nearest=nearest, args=args
            )
        )


def _day(value: Any) -> date | None:
    """A day as TOML reads it or as a text."""
    if isinstance(value, date) and not isinstance(value, datetime):
        return value
    try:
        return date.fromisoformat(value) if isinstance(value, str) and len(value) == 10 else None
    except ValueError:
        return None
