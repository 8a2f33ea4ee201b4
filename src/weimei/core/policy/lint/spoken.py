"""Where turns of speech stand in a sentence, and what they have in common: who leaves, what is given back."""

from typing import Final

from weimei.core.policy.lint.findings import Sureness, Verdict
from weimei.core.policy.lint.frames import Clause, Sentence
from weimei.core.policy.lint.hits import Field, Hit, exits, following_saves, refund_promised
from weimei.core.policy.lint.turns import Turn

BACK: Final[dict[str, Field]] = {"clause": "no_refund", "scope": "all"}


BARE: Final = 12
"""Characters up to which a sentence says so little that what it leaves out has to be asked for."""


def at(sentence: Sentence, turn: Turn | None) -> Clause:
    """The clause in which a turn of speech stands."""
    place = sentence.start + (turn.start if turn else 0)
    return next((part for part in sentence.clauses if part.start <= place < part.end), sentence.clauses[-1])


def over(sentence: Sentence, reason: str, *names: str, fields: dict[str, Field], verdict: Verdict | None = None) -> Hit:
    """A hit from the first to the last of these turns."""
    turns = sorted(turn for turn in map(sentence.turn, names) if turn is not None)
    first, last = (at(sentence, turns[0]), at(sentence, turns[-1])) if turns else (sentence.clauses[0],) * 2
    return Hit(reason, first, last, fields, verdict, Sureness.MEDIUM)


def leaving(sentence: Sentence) -> bool:
    """Is the sentence, or a question before it, about leaving or being paid back?"""
    if sentence.says("leave") or exits(sentence):
        return True
    before = sentence.before
    return before is not None and before.text.endswith(("吗", "么", "呢")) and exits(before)


def given(sentence: Sentence) -> bool:
    """Does the sentence, or the next, give the money back?"""
    return refund_promised(sentence) or following_saves(sentence) or sentence.says("grant")
