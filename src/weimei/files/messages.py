"""What is said of a file's problems, in Chinese and English. The words stand in messages.toml and are read when first needed."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib import resources
from typing import NamedTuple


class Message(NamedTuple):
    """What is the matter, what was expected, what to do."""

    what: str
    expected: str
    advice: str


class Frame(NamedTuple):
    """The words around a message."""

    line: str
    place: str
    path: str
    head: str
    expected: str
    nearest: str
    more: str
    space: str


FRAMES: dict[str, Frame] = {
    "zh": Frame(
        line="{file} 第{line}行",
        place="{file} 第{line}行第{column}列",
        path="{where}（{path}）",
        head="{}：",
        expected="应为：{}。",
        nearest="是不是“{}”？",
        more="还有{}处问题，改好上面的再看。",
        space="",
    ),
    "en": Frame(
        line="{file}, line {line}",
        place="{file}, line {line}, column {column}",
        path="{where} ({path})",
        head="{}: ",
        expected="Expected: {}.",
        nearest="Did you mean “{}”?",
        more="There are {} more; put these right first.",
        space=" ",
    ),
}


@cache
def messages() -> dict[str, dict[str, Message]]:
    """Every message by its code and language."""
    text = resources.files("weimei.files").joinpath("messages.toml").read_text("utf-8")
    return {code: {lang: Message(*parts) for lang, parts in row.items()} for code, row in tomllib.loads(text).items()}
