"""The settings. One field each, with unit and default; docs/reference/settings.md lists them."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Literal

import msgspec

Language = Literal["zh", "en"]


class SettingError(Exception):
    """An environment variable that cannot be used. The message names it, what was found and what fits."""


class Settings(msgspec.Struct, frozen=True, kw_only=True):
    """What the environment says about this machine.

    `lang` (WEIMEI_LANG): language of reports and messages where a command names none; zh or en, default zh.
    `output_folder` (WEIMEI_OUTPUT): where ./run alone writes its reports; default var/reports in the checkout.
    `confirmations` (WEIMEI_CONFIRMATIONS): TOML file of unverified values that an operator vouches for; default none.
    """

    lang: Language = "zh"
    output_folder: Path = Path("var/reports")
    confirmations: Path | None = None


VARIABLES = {"lang": "WEIMEI_LANG", "output_folder": "WEIMEI_OUTPUT", "confirmations": "WEIMEI_CONFIRMATIONS"}
"""Field to environment variable."""


def _language(found: str) -> Language:
    match found:
        case "zh" | "en":
            return found
        case _:
            raise SettingError(f"WEIMEI_LANG 是 {found!r}，只能写 zh 或 en。WEIMEI_LANG is {found!r}; write zh or en.")


def read_settings(environment: Mapping[str, str] = os.environ) -> Settings:
    """The settings that an environment holds. An empty variable counts as not set.

    >>> read_settings({"WEIMEI_LANG": "en"}).lang, read_settings({}).lang
    ('en', 'zh')
    """
    default = Settings()
    lang = environment.get(VARIABLES["lang"])
    folder = environment.get(VARIABLES["output_folder"])
    vouched = environment.get(VARIABLES["confirmations"])
    return Settings(
        lang=_language(lang) if lang else default.lang,
        output_folder=Path(folder) if folder else default.output_folder,
        confirmations=Path(vouched) if vouched else None,
    )
