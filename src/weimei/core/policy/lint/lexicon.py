"""Words by meaning, found in one pass over a plain text.

The lexicon becomes one expression in the form of a prefix tree, so that the search never steps back over more than one
word and takes time proportional to the text.
"""

import re
import tomllib
from functools import cache
from importlib import resources
from typing import NamedTuple

Node = dict[str, "Node"]


class Token(NamedTuple):
    """One word with its meaning and its place in the plain text."""

    concept: str
    start: int
    end: int
    word: str


@cache
def concepts() -> dict[str, str]:
    """Meaning by word. A word listed twice keeps its first meaning."""
    source = resources.files(__package__).joinpath("lexicon.toml").read_text("utf-8")
    meanings: dict[str, str] = {}
    for concept, words in tomllib.loads(source).items():
        for word in words:
            meanings.setdefault(word, concept)
    return meanings


def _tree(words: list[str]) -> Node:
    root: Node = {}
    for word in words:
        node = root
        for character in word:
            node = node.setdefault(character, {})
        node[""] = {}
    return root


def _expression(node: Node) -> str:
    branches = [re.escape(mark) + _expression(below) for mark, below in sorted(node.items()) if mark]
    if not branches:
        return ""
    inner = branches[0] if len(branches) == 1 else "|".join(branches)
    return f"(?:{inner})?" if "" in node else f"(?:{inner})"


@cache
def _pattern() -> re.Pattern[str]:
    return re.compile(_expression(_tree(list(concepts()))))


def tokens(text: str, start: int, end: int) -> tuple[Token, ...]:
    """The words of the lexicon between two positions, longest first, in reading order."""
    meanings = concepts()
    return tuple(
        Token(meanings[found.group()], found.start(), found.end(), found.group())
        for found in _pattern().finditer(text, start, end)
        if meanings[found.group()] != "NOISE"
    )
