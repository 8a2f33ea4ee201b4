"""Sentences and clauses with their words, and the reading of "not".

A sentence ends at a full stop, a semicolon or a line end; a clause ends at a comma, a colon or a bracket. Whether an act
is denied is counted: an odd number of negations that reach the act denies it, an even number affirms it.
"""

import re
from functools import cached_property
from typing import Final

from weimei.core.policy.lint.amounts import Amount, amounts
from weimei.core.policy.lint.lexicon import tokens
from weimei.core.policy.lint.turns import Turn, turns

_SENTENCE: Final = re.compile(r"[^。！？；\n]{1,400}")
_NUMBER: Final = re.compile(
    r"（?(?:[0-9]{1,3}|[一二三四五六七八九十]{1,3})[.、）]+(?![0-9])|第[一二三四五六七八九十百0-9]{1,5}条|[问答qa]："
)
_CLAUSE: Final = re.compile(r"(?:(?!、(?:概不|恕不|一律|过期|逾期|到期|遗失|丢失|最终解释))[^，：（）]){1,160}")
"""A clause; a 、 before a new occasion or a flat refusal parts clauses as well (遗失不补、过期作废、概不退款)."""

_QUOTE: Final = re.compile(r"“[^”]{1,60}”")
_JOINED: Final = frozenset({"", "、", "或", "和", "及", "与", "以及", "或者", "/", "并", "且", "和/或"})

_LISTED: Final = frozenset({"、", "或", "和", "及", "与", "以及", "或者", "/"})
"""Between deeds of one list: 退款、转让、延期概不办理 denies each."""

_OCCASION: Final = re.compile(r"(?:没有?|未|不)[^，不没未]{1,3}的(?!话)|[^，]{2,10}就(?![此医诊近餐])")
"""再不用就退您, 按没上的退: a negation in the occasion or in an attribute does not deny what follows."""

NEGATIONS: Final = frozenset({"NEG", "NEGMARK", "REFUSE", "NONEED"})
ACTS: Final = frozenset(
    {
        "REFUND", "CASHOUT", "TERMINATE", "TRANSFER", "EXCHANGE", "REISSUE", "SUE", "ARB", "COMPLAIN", "LIAB", "TAKE", "PAY",
        "LAPSE", "CHANGE", "CANCEL", "RETRIEVE", "MAKEUP", "DEFER", "DELETE", "NOTIFY", "PUBLICITY",
    }
)  # fmt: skip
"""Deeds: a negation before one of them does not reach the next."""

_REACH: Final = 24
"""Words on either side of an act in which a negation is looked for: keeps the work proportional to the text."""

_CARRIERS: Final = frozenset({"SUPPORT", "REASONNOUN", "MAY"})


class Clause:
    """A stretch between commas with its words."""

    def __init__(self, text: str, start: int, end: int) -> None:
        self.start, self.end = start, end
        self.text = text[start:end]
        self.tokens = tokens(text, start, end)
        self.concepts = frozenset(token.concept for token in self.tokens)
        self._source = text
        self._denied: dict[int, bool] = {}

    @cached_property
    def amounts(self) -> tuple[Amount, ...]:
        return amounts(self._source, self.start, self.end)

    def has(self, *wanted: str) -> bool:
        """Does any of these meanings occur?"""
        return not self.concepts.isdisjoint(wanted)

    def where(self, *wanted: str) -> list[int]:
        """Indices of the words with one of these meanings."""
        if self.concepts.isdisjoint(wanted):
            return []
        return [index for index, token in enumerate(self.tokens) if token.concept in wanted]

    def is_condition(self) -> bool:
        """Does the clause only say when the rest applies (如…, …的, …时, …后)?"""
        return self.text.rstrip("“”、").endswith(
            ("的", "时", "后", "的话", "者", "前", "的情况下", "情形下", "之后")
        ) or (self.has("IF") and not self.has("NEG", "MAY", "MUST", "DEEMED", "TAKE", "SELF"))

    @cached_property
    def hidden(self) -> frozenset[int]:
        """Indices inside a reason (因…而, 以…为由): mentioned there, not ordered."""
        return _reasons(self)

    def denied(self, index: int) -> bool:
        """Is the act at this index denied? Counts the negations that reach it from both sides."""
        known = self._denied.get(index)
        if known is None:
            known = self._denied[index] = (_left(self, index) + _right(self, index)) % 2 == 1
        return known

    def asserted(self, *wanted: str, denied: bool) -> list[int]:
        """Indices of acts with these meanings that are denied, or affirmed."""
        if self.concepts.isdisjoint(wanted):
            return []
        return [index for index in self.where(*wanted) if index not in self.hidden and self.denied(index) == denied]

    def is_past_refusal(self, index: int) -> bool:
        """拒绝后可以退款: the refusal is the case provided for."""
        end = self.tokens[index].end
        return self.tokens[index].concept == "REFUSE" and self._source[end : min(end + 1, self.end)] in (
            "后",
            "的",
            "时",
        )

    def between(self, left: int, right: int) -> str:
        """The text from the start of one word to the start of a later one."""
        return self._source[self.tokens[left].start : self.tokens[right].start]

    def gap(self, left: int, right: int) -> str:
        """The text between two neighbouring words."""
        return self._source[self.tokens[left].end : self.tokens[right].start]


def _reasons(clause: Clause) -> frozenset[int]:
    found: set[int] = set()
    opened: int | None = None
    for index, token in enumerate(clause.tokens):
        if token.concept in ("REASON", "WITH"):
            opened = index
        elif opened is None:
            continue
        elif token.concept == "UNDERREASON" or (
            token.concept in ("THEN", "REFUSE") and clause.tokens[opened].concept == "REASON"
        ):
            found.update(range(opened + 1, index))
            opened = None
    return frozenset(found)


def _left(clause: Clause, index: int) -> int:
    count = 0
    later = index
    for position in range(index - 1, max(-1, index - 1 - _REACH), -1):
        token = clause.tokens[position]
        if position in clause.hidden:
            continue
        if count and "、" in clause.gap(position, position + 1):
            break
        if token.concept in NEGATIONS:
            occasion = _OCCASION.match(clause.between(position, index)) is not None
            if not occasion and not _same_negation(clause, position) and not clause.is_past_refusal(position):
                count += 1
        elif token.concept in ("REASON", "THEN") and index not in clause.hidden:
            if not _closed_reason(clause, position) and not _denies_past_reason(clause, position, index):
                break
        elif (
            token.concept in ACTS
            and clause.gap(position, later).strip("“”") not in _JOINED
            and not _bears(clause, position, index)
        ):
            break
        if token.concept in ACTS:
            later = position
    return count


def _bears(clause: Clause, position: int, index: int) -> bool:
    """承担退款责任, 支付赔偿: the first word only carries the second."""
    return clause.tokens[position].concept in ("LIAB", "PAY") and clause.tokens[index].concept in ("REFUND", "LIAB")


def _closed_reason(clause: Clause, position: int) -> bool:
    return position + 1 in clause.hidden or (
        clause.tokens[position].concept == "THEN" and position - 1 in clause.hidden
    )


def _denies_past_reason(clause: Clause, position: int, index: int) -> bool:
    """不因结果主张权利: the 不 right before 因 falls on the deed, not on the reason that follows at once."""
    before = position - 1
    direct = before >= 0 and clause.tokens[before].concept == "NEG" and clause.gap(before, position) == ""
    return direct and index > position + 1


def _same_negation(clause: Clause, position: int) -> bool:
    """A drawn cross beside a written 不 is the same 不."""
    if clause.tokens[position].concept != "NEGMARK":
        return False
    neighbours = [near for near in (position - 1, position + 1) if 0 <= near < len(clause.tokens)]
    return any(
        clause.tokens[near].concept == "NEG" and clause.gap(min(near, position), max(near, position)) == ""
        for near in neighbours
    )


def _right(clause: Clause, index: int) -> int:
    """Negations after the act that fall on it: 退款概不办理, 退款不在范围之列, 退款✖."""
    count = 0
    for position in range(index + 1, min(len(clause.tokens), index + 1 + _REACH)):
        token = clause.tokens[position]
        if token.concept in NEGATIONS and clause.gap(position - 1, position).endswith("、"):
            return count
        if count == 0 and token.concept in ACTS and clause.gap(position - 1, position) in _LISTED:
            continue
        if token.concept in NEGATIONS and token.concept != "NONEED":
            if not _same_negation(clause, position):
                count += 1
        elif token.concept == "CANNOT":
            return count + 1
        elif token.concept in _CARRIERS:
            if count or token.concept == "REASONNOUN":
                return count
        elif token.concept in (
            "ASK",
            "WHATEVER",
            "MERCHANT",
            "MONEY",
            "OPENED",
            "EXPIRE",
            "CARD",
            "REFUND",
            "OTHERS",
            "CONSUMER",
        ):
            continue
        else:
            return 0
    return count


class Sentence:
    """A sentence with its clauses, its neighbour before and what it quotes."""

    def __init__(self, text: str, start: int, end: int, before: "Sentence | None") -> None:
        self.start, self.end, self.before = start, end, before
        self.text = text[start:end]
        self._source = text
        self.after: Sentence | None = None
        self.opens = start
        """Where the sentence begins with its number."""
        self._turns: dict[str, tuple[Turn, ...]] = {}

    def turns(self, name: str) -> tuple[Turn, ...]:
        """The places of a turn of speech in this sentence."""
        if name not in self._turns:
            self._turns[name] = turns(self.text, name)
        return self._turns[name]

    def turn(self, name: str) -> Turn | None:
        """The first place of a turn of speech in this sentence, or None."""
        return next(iter(self.turns(name)), None)

    def says(self, *wanted: str) -> bool:
        """Do all of these turns of speech occur?"""
        return all(self.turns(name) for name in wanted)

    def says_any(self, *wanted: str) -> bool:
        """Does any of these turns of speech occur?"""
        return any(self.turns(name) for name in wanted)

    @cached_property
    def clauses(self) -> tuple[Clause, ...]:
        """The stretches between commas."""
        return tuple(
            Clause(self._source, self.start + part.start(), self.start + part.end())
            for part in _CLAUSE.finditer(self.text)
        )

    @cached_property
    def concepts(self) -> frozenset[str]:
        return frozenset().union(*(clause.concepts for clause in self.clauses))

    def has(self, *wanted: str) -> bool:
        """Does any of these meanings occur in the sentence?"""
        return not self.concepts.isdisjoint(wanted)

    def has_all(self, *wanted: str) -> bool:
        """Do all of these meanings occur in the sentence?"""
        return self.concepts.issuperset(wanted)

    def asserts(self, *wanted: str, denied: bool = False) -> bool:
        """Is one of these acts affirmed (or denied) in some clause?"""
        return any(clause.asserted(*wanted, denied=denied) for clause in self.clauses if clause.has(*wanted))

    @cached_property
    def amounts(self) -> tuple[Amount, ...]:
        return tuple(amount for clause in self.clauses for amount in clause.amounts)

    @cached_property
    def binds_seller(self) -> bool:
        """Is it the seller who is forbidden something (经营者不得…), and not the buyer?"""
        seller = False
        for clause in self.clauses:
            for left, right in zip(clause.tokens, clause.tokens[1:], strict=False):
                if right.word in ("不得", "不应", "不应当") and left.end == right.start:
                    if left.concept == "CONSUMER":
                        return False
                    seller = seller or left.concept == "MERCHANT"
        return seller

    @cached_property
    def is_answered_no(self) -> bool:
        """只换不退？我们没这规矩: asked only to be denied."""
        if (
            self.after is None
            or self._source[self.end : self.end + 1] != "？"
            or self.text.endswith(("吗", "么", "呢", "不"))
        ):
            return False
        return re.search("没这|没有这|不存在|没有的事|不会|不是", self.after.text[:12]) is not None

    @cached_property
    def quotes_another(self) -> bool:
        """Is the unfair wording only quoted, to say that it is gone or forbidden?"""
        quoted = _QUOTE.search(self.text)
        if quoted is None:
            return False
        place = self.start + quoted.start()
        return any(
            token.concept in ("NEG", "REFUSE") and token.end <= place
            for clause in self.clauses
            for token in clause.tokens
        )


def sentences(text: str) -> list[Sentence]:
    """The sentences of a plain text, each knowing its neighbours."""
    found: list[Sentence] = []
    before: Sentence | None = None
    for part in _SENTENCE.finditer(text):
        number = _NUMBER.match(text, part.start(), part.end())
        start = number.end() if number and number.end() < part.end() else part.start()
        sentence = Sentence(text, start, part.end(), before)
        sentence.opens = part.start()
        if before is not None:
            before.after = sentence
        found.append(sentence)
        before = sentence
    return found
