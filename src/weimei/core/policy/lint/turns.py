"""Turns of speech with gaps: who, on which occasion, with which consequence, however the seller words it.

A pattern of turns.toml is built from classes of words, so that one line stands for all their combinations. What is found is
a signal with its place. A signal that is denied in the same clause (不是过期作废, 不用担心效果不好) does not count.
"""

import re
import tomllib
from functools import cache
from importlib import resources
from typing import Final, NamedTuple

from weimei.core.policy.lint.lexicon import expression

_GAPS: Final = {"_": "[^，：（）]{0,3}", "~": "[^，：（）]{0,8}", "-": "[^，：（）不没未别勿]{0,3}"}
_DENIED: Final = re.compile(
    r"(?:不是|并非|绝非|不会|绝不|从不|决不|不怕|不用担心|不必担心|别担心|不用怕|不因为|不因|没有要求|不要求|不以|不认为|不觉得|不会说|无论是否|不管是否|"
    r"不存在|杜绝|严禁|反对|拒绝)[^，：（）]{0,6}$"
)
_LOOK_BACK: Final = 14
"""Characters before a signal in which a denial is looked for."""


class Turn(NamedTuple):
    """A signal found in a sentence: its place, counted from the start of the sentence."""

    start: int
    end: int


@cache
def _source() -> dict[str, dict[str, list[str]]]:
    return tomllib.loads(resources.files(__package__).joinpath("turns.toml").read_text("utf-8"))


@cache
def _class(name: str) -> str:
    return expression(_source()["classes"][name])


@cache
def _patterns(name: str) -> tuple[re.Pattern[str], ...]:
    """The patterns of a signal, built when it is first asked for."""
    return tuple(re.compile(_spelled(pattern)) for pattern in _source()["signals"][name])


def _spelled(pattern: str) -> str:
    spelled = re.sub(r"\{([a-z]+)\}", lambda name: _class(name[1]), pattern)
    return re.sub("[_~-]", lambda gap: _GAPS[gap[0]], spelled)


def turns(text: str, name: str) -> tuple[Turn, ...]:
    """The places where a signal stands and is not denied, in reading order.

    >>> turns("这笔钱拨不回来了", "noway"), turns("不会让您拿不回来", "noway")
    ((Turn(start=3, end=7),), ())
    """
    places = [
        Turn(found.start(), found.end())
        for pattern in _patterns(name)
        for found in pattern.finditer(text)
        if not _DENIED.search(text, max(0, found.start() - _LOOK_BACK), found.start())
    ]
    return tuple(sorted(places))


def names() -> tuple[str, ...]:
    """Every signal."""
    return tuple(_source()["signals"])
