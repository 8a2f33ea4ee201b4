"""Words and turns of phrase by meaning, found in one pass over a plain text.

The lexicon becomes one expression in the form of a prefix tree, and each construction a row of such trees, so that the search
never steps back over more than one word or phrase and takes time proportional to the text.
"""

import re
import tomllib
from functools import cache
from importlib import resources
from itertools import product
from typing import Any, NamedTuple

Node = dict[str, "Node"]


class Token(NamedTuple):
    """One word with its meaning and its place in the plain text."""

    concept: str
    start: int
    end: int
    word: str


def _read(name: str) -> dict[str, Any]:
    return tomllib.loads(resources.files(__package__).joinpath(name).read_text("utf-8"))


@cache
def words() -> dict[str, str]:
    """Meaning by word. A word listed twice keeps its first meaning."""
    meanings: dict[str, str] = {}
    for concept, listed in _read("lexicon.toml").items():
        for word in listed:
            meanings.setdefault(word, concept)
    return meanings


@cache
def constructions() -> tuple[tuple[str, tuple[tuple[str, ...], ...]], ...]:
    """Turns of phrase: a meaning and rows of pieces, of which one from each row, joined, is one wording."""
    listed = _read("constructions.toml").items()
    return tuple((concept, tuple(map(tuple, rows))) for concept, several in listed for rows in several)


@cache
def concepts() -> dict[str, str]:
    """Meaning by word and by wording of a turn of phrase. What is told twice keeps its first meaning, words before phrases."""
    meanings = dict(words())
    for concept, rows in constructions():
        for pieces in product(*rows):
            meanings.setdefault("".join(pieces), concept)
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


def expression(words: list[str]) -> str:
    """One expression for a class of words, in the form of a prefix tree."""
    return _expression(_tree(words))


def _phrases() -> str:
    """Every construction as its rows one after the other: the wordings need not be spelled out to be found."""
    rows = [[_expression(_tree(list(row))) for row in several] for _, several in constructions()]
    firsts = {piece[0] for _, several in constructions() for piece in several[0] if piece}
    return f"(?=[{re.escape(''.join(sorted(firsts)))}])(?:{'|'.join(''.join(each) for each in rows)})"


@cache
def _words() -> re.Pattern[str]:
    return re.compile(_expression(_tree(list(words()))))


@cache
def _pattern() -> re.Pattern[str]:
    return re.compile(f"{_phrases()}|{_words().pattern}")


def _cuts_negation(text: str, start: int, stop: int, end: int) -> bool:
    """Whether a phrase would end inside a negation (一律不接|受): the negation goes first."""
    for at in range(max(start + 1, stop - 2), stop):
        word = _words().match(text, at, end)
        if word is not None and word.end() > stop and words()[word.group()] in ("NEG", "REFUSE"):
            return True
    return False


def tokens(text: str, start: int, end: int) -> tuple[Token, ...]:
    """The words of the lexicon between two positions, longest first, in reading order."""
    meanings, single = concepts(), words()
    found: list[Token] = []
    at = start
    while (hit := _pattern().search(text, at, end)) is not None:
        if hit.group() not in single:
            word = _words().match(text, hit.start(), end)
            if word is not None and (word.end() > hit.end() or _cuts_negation(text, hit.start(), hit.end(), end)):
                hit = word
        at = hit.end()
        if (concept := meanings[hit.group()]) != "NOISE":
            found.append(Token(concept, hit.start(), at, hit.group()))
    return tuple(found)
