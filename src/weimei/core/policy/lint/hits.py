"""What a rule hands over: the reason, the clauses it rests on and what it read there."""

from collections.abc import Callable, Iterable, Mapping
from types import MappingProxyType
from typing import NamedTuple

from weimei.core.policy.lint.amounts import Amount
from weimei.core.policy.lint.findings import Sureness, Verdict
from weimei.core.policy.lint.frames import Clause, Sentence

Field = int | str | None


class Hit(NamedTuple):
    """One reading of one or more clauses. verdict, sure: only where they differ from the reason's own."""

    reason: str
    first: Clause
    last: Clause
    fields: Mapping[str, Field] = MappingProxyType({})
    verdict: Verdict | None = None
    sure: Sureness | None = None


class Rule:
    """One way of reading a sentence, and the meanings of which at least one must occur for it to be worth trying; none: always."""

    __slots__ = ("needs", "read")

    def __init__(self, read: Callable[[Sentence], Iterable[Hit]], *needs: str) -> None:
        self.read, self.needs = read, frozenset(needs)

    def hits(self, sentence: Sentence) -> Iterable[Hit]:
        """The readings of a sentence by this rule."""
        return () if self.needs and self.needs.isdisjoint(sentence.concepts) else self.read(sentence)


def first_of(clause: Clause, kind: str) -> Amount | None:
    """The first share, sum or period of a clause."""
    return next((amount for amount in clause.amounts if amount.kind == kind), None)


def exits(sentence: Sentence) -> bool:
    """Is the sentence about the buyer leaving or being paid back?"""
    return sentence.has("REFUND", "TERMINATE", "EXIT", "REFUNDPOT")


def refund_promised(sentence: Sentence, *, from_clause: int = 0) -> bool:
    """Does a clause from this one on grant money back?"""
    return any(_grants(clause) for clause in sentence.clauses[from_clause:])


_GRANTING = ("MAY", "SOLDPRICE", "UNUSED", "UNHAPPY", "NOEFFECT")
"""What stands before a refund that is granted: may, at the price paid, for what is unused, when it did not please or help."""


def _grants(clause: Clause) -> bool:
    """A refund affirmed as such, not merely named as an occasion."""
    for index in clause.asserted("REFUND", denied=False):
        word = clause.tokens[index].word
        before = [token.concept for token in clause.tokens[:index]]
        if "IF" in before and not any(mark in before for mark in ("MAY", "SOLDPRICE")):
            continue
        if any(mark in before for mark in _GRANTING) and "MUST" not in before:
            return True
        if word in ("退还", "返还", "退回", "可退", "奉还", "归还") and not clause.is_condition():
            return True
        if clause.has("SUPPORT", "MAY") and "MUST" not in before and not clause.is_condition():
            return True
    return False


def following_saves(sentence: Sentence) -> bool:
    """Does the next sentence give back what this one takes (但…可以退)?"""
    after = sentence.after
    return after is not None and after.text.startswith(("但", "不过", "未使用", "剩余")) and refund_promised(after)
