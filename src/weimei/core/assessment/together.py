"""Facts that move nothing by themselves but do once others are known: how many units there were and how many were used.

A partial completion fills some unknown facts of one line at their ends. A fact matters in it if filling it there moves the
sum. The search goes through the completions of one line by how many facts they fill, so each fact is met with the fewest
others that it needs.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence

import msgspec

from weimei.core.facts import Line
from weimei.core.findings import Spread

from .matter import Matter
from .outcome import Heads

OTHERS_MAX = 2
"""With how many other facts known a fact is tried."""
COMPLETIONS_MAX = 120
"""Partial completions of one line that are tried at most; the shortest go first."""


class Unknown(msgspec.Struct, gc=False):
    """One fact that is not known, and the matters that result from filling it in at its ends.

    `is_unbounded`: nothing on file limits it, as with a price that nobody stated; it is filled in as an instance only.
    """

    fact: str
    question: str
    filled: tuple[Matter, ...]
    is_unbounded: bool = False

    @property
    def owner(self) -> str:
        """The part of the matter that the fact is about: `lines.L1`."""
        return ".".join(self.fact.split(".")[:2])


class Joint(msgspec.Struct, gc=False):
    """A fact that matters only once others are known: those `given`, and the sums before and after it then."""

    unknown: Unknown
    given: tuple[str, ...]
    is_unbounded: bool
    moves: list[tuple[Heads, Heads]]


Unknowns = Callable[[Matter], Iterable[Unknown]]
Judged = Callable[[Matter], Heads]


class _Node(msgspec.Struct, gc=False):
    """One partial completion: the facts filled in, and the sums that follow."""

    matter: Matter
    filled: tuple[str, ...]
    heads: Heads
    is_unbounded: bool = False


def only_together(
    matter: Matter, base: Heads, loud: frozenset[str], owners: Sequence[str], unknowns: Unknowns, judged: Judged
) -> Iterator[Joint]:
    """The facts of these lines that move the sum only once others of the same line are known. `loud`: those that do alone."""
    for owner in owners:
        yield from _of_owner(_Node(matter, (), base), loud, owner, unknowns, judged)


def _of_owner(start: _Node, loud: frozenset[str], owner: str, unknowns: Unknowns, judged: Judged) -> Iterator[Joint]:
    found: dict[str, Joint] = {}
    tried: set[tuple[Line, ...]] = set()
    level = [start]
    for depth in range(OTHERS_MAX + 1):
        following: list[_Node] = []
        for node in level:
            for unknown in unknowns(node.matter):
                if unknown.owner != owner or unknown.fact in node.filled:
                    continue
                afters = _filled(node, unknown, judged)
                for after in afters:
                    if after.matter.lines not in tried:
                        tried.add(after.matter.lines)
                        following.append(after)
                if depth and unknown.fact not in loud and any(_is_moved(node.heads, after.heads) for after in afters):
                    _note(found, unknown, node, afters)
                if len(tried) > COMPLETIONS_MAX:
                    return iter(found.values())
        level = following
    return iter(found.values())


def _filled(node: _Node, unknown: Unknown, judged: Judged) -> list[_Node]:
    """The completions that one more fact leads to."""
    is_unbounded = node.is_unbounded or unknown.is_unbounded
    return [_Node(matter, (*node.filled, unknown.fact), judged(matter), is_unbounded) for matter in unknown.filled]


def _note(found: dict[str, Joint], unknown: Unknown, before: _Node, afters: list[_Node]) -> None:
    """Keep the moves under the fewest facts that they need."""
    given = tuple(sorted(before.filled))
    kept = found.get(unknown.fact)
    if kept is None:
        kept = found[unknown.fact] = Joint(unknown, given, before.is_unbounded, [])
    if len(kept.given) == len(given):
        kept.moves += [(before.heads, after.heads) for after in afters]


def _is_moved(before: Heads, after: Heads) -> bool:
    return moved(before.total, after.total) > 0


def moved(before: Spread, after: Spread) -> int:
    """How much narrower a range became, or how far one of its ends moved."""
    narrower = (before.high - before.low) - (after.high - after.low)
    return max(narrower, abs(after.low - before.low), abs(after.high - before.high))
