"""Which fact to ask for next, in the order a person remembers it, and what an answer does to the matter.

Pure: the matter grows by answers, every question but one may be skipped, and a question is asked only where its answer can
still move something. Nothing gets into the matter that nobody said. Doors (terminal, portal) put the words; the questions
stand in `questions`, how answers are read in `answers`, which of them contradict others in `answer_checks`.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from weimei.core.errors import DomainError
from weimei.core.facts import Contract, Line

from . import answers
from .answer_checks import DoubtError, check
from .answers import HELP, NOT_KNOWN
from .matter import Matter
from .questions import PLANS, QUESTIONS, YES_NO, Question

__all__ = [
    "HELP",
    "QUESTIONS",
    "YES_NO",
    "DoubtError",
    "Question",
    "answer",
    "left",
    "next_question",
    "start",
    "told_already",
]


def start(matter_id: str) -> Matter:
    """A matter of which nothing is known yet. Its plan stands in for the answer to `plan`, the one that cannot be skipped."""
    return Matter(id=matter_id, lines=(Line(id="L1", plan="programme"),), contract=Contract(medical_aesthetics="yes"))


def told_already(matter: Matter) -> frozenset[str]:
    """The questions that a matter answers, to go on with it. Raises DomainError where it holds more than questions reach."""
    if (
        len(matter.lines) != 1
        or matter.bundles
        or matter.lines[0].packs
        or max(len(matter.legs), len(matter.events), len(matter.promises), len(matter.policies)) > 1
        or any(len(policy.clauses) != 1 for policy in matter.policies)
        or matter.lines[0].plan not in PLANS
    ):
        raise DomainError(
            "interview.beyond",
            "The file says more than the questions can ask for; going on with them would muddle it.",
            remedy="Put the rest into the file itself.",
            zh="这个文件里写的比问答能写的多，接着问会弄乱。剩下的直接写在文件里。",
        )
    return frozenset(question.id for question in QUESTIONS if question.is_told(matter))


def next_question(matter: Matter, at: date, asked: frozenset[str]) -> Question | None:
    """The first question not yet asked whose answer is needed, or None when there is nothing left to ask."""
    return next((q for q in QUESTIONS if q.id not in asked and q.is_needed(matter, at)), None)


def left(matter: Matter, at: date, asked: frozenset[str]) -> int:
    """How many questions are still to come as things stand; an answer may add to them or spare some."""
    return sum(q.id not in asked and q.is_needed(matter, at) for q in QUESTIONS)


def answer(
    matter: Matter, question: Question, text: str, at: date, *, is_sure: bool = False, currency_digits: int = 2
) -> Matter:
    """The matter with one answer put in. Empty text skips. Raises DomainError, with what to write, for an unreadable answer.

    An answer that looks like a slip is a DoubtError until `is_sure`.
    """
    text = text.strip()
    if text.lower() in HELP:
        raise DomainError(
            "interview.help",
            "That asks for help and answers nothing.",
            remedy="Type an answer, or nothing to skip.",
            zh="这是要帮助，不是回答。写回答，或者直接回车跳过。",
        )
    if not text or text.lower() in NOT_KNOWN:
        if question.id in NEEDED:
            raise DomainError(
                "interview.needed",
                "This one cannot be skipped: without it there is no sum.",
                remedy="Choose what comes closest, or stop.",
                zh="这一题跳不过：不知道是怎么卖的，就算不出数。选最接近的一项，或者输入 停。",
            )
        return matter
    if question.id == "arrived" and text.lower() in SAME_DAY:
        grown = question.put(matter, matter.request.asked_on)
    else:
        grown = question.put(matter, _read(question, text, currency_digits))
    try:
        check(question.id, grown, at)
    except DoubtError:
        if not is_sure:
            raise
    return grown


NEEDED = frozenset({"plan"})
SAME_DAY = frozenset({"同一天", "当天", "同日", "same day"})


def _read(question: Question, text: str, digits: int) -> Any:
    match question.kind:
        case "choice":
            narrow = answers.narrowed(text)
            if len(narrow) <= 4 and narrow.isascii() and narrow.isdigit() and 1 <= int(narrow) <= len(question.options):
                return question.options[int(narrow) - 1]
            if text in question.options:
                return text
            raise DomainError(
                "interview.choice",
                f"{answers.brief(text)!r} is not one of the answers.",
                remedy="Type the number of a line, or nothing to skip.",
                zh=f"没有“{answers.brief(text)}”这个选项。打前面的数字，或者直接回车跳过。",
            )
        case "amount":
            return answers.amount(text, digits)
        case "count":
            return answers.count(text, question.high)
        case "percent":
            return answers.percent(text)
        case "date":
            return answers.day(text)
        case "text":
            return answers.words(text)
