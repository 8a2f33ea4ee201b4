"""Values that an operator vouches for, by name and date: a TOML file of `[[confirmation]]` tables."""

from __future__ import annotations

import tomllib
from pathlib import Path

import msgspec

from weimei.core.errors import DomainError
from weimei.core.law.parameters import Confirmation


class ConfirmationFile(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The whole file."""

    confirmation: tuple[Confirmation, ...] = ()


def load_confirmations(path: Path) -> tuple[Confirmation, ...]:
    """Read the file; refuse one that does not say who confirmed what on which day."""
    try:
        found = tomllib.loads(path.read_text("utf-8"))
        return msgspec.convert(found, ConfirmationFile).confirmation
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError, msgspec.ValidationError) as error:
        raise DomainError(
            "confirmations.unreadable",
            f"{path}: {error}",
            remedy="Each [[confirmation]] has parameter, value, first_day, last_day, confirmed_by and confirmed_on.",
        ) from error
