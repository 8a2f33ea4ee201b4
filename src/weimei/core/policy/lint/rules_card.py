"""Heads 2 and 3: limits on passing a card on, and lost cards."""

from collections.abc import Iterator

from weimei.core.policy.lint.amounts import percent_field
from weimei.core.policy.lint.findings import Sureness
from weimei.core.policy.lint.frames import Clause, Sentence
from weimei.core.policy.lint.hits import Field, Hit, Rule

REISSUE_FEE_FEN = 5000
"""Fen up to which a fee for a new card passes as its cost. MODEL: no rule names a sum."""


def transfer_limited(sentence: Sentence) -> Iterator[Hit]:
    """A transfer is barred, costs money, has to wait or depends on what the next holder buys."""
    if sentence.has("SHARE") and sentence.has("UNLIMITED", "ONLY"):
        return
    if sentence.has("EXIT", "PERSONAL", "REFUND") and sentence.has("ONLY") and not sentence.has("FEE"):
        return
    for clause in sentence.clauses:
        if clause.asserted("TRANSFER", denied=True):
            yield Hit("transfer_barred", clause, clause)
            return
    if not sentence.has("TRANSFER"):
        yield from _bound_to_buyer(sentence)
        return
    yield from _transfer_price(sentence)


def _bound_to_buyer(sentence: Sentence) -> Iterator[Hit]:
    for clause in sentence.clauses:
        only = clause.has("ONLY") and "本人" in clause.text and clause.has("USEBY")
        bound = any(
            words in clause.text
            for words in ("谁买谁用", "限购卡人", "只认本人", "专人专用", "只认人", "认人不认卡", "仅本人")
        )
        foreign = clause.has("OTHERS") and clause.has("USEBY") and clause.has("NEG", "CANNOT", "REFUSE")
        foreign = foreign or (sentence.has("ANOTHER", "PERSONBOUND") and clause.has("BLOCKED"))
        if (only or bound or foreign) and sentence.has("CARD", "ITEM", "PERSONBOUND") and not sentence.has("PORTRAIT"):
            yield Hit("transfer_barred", clause, sentence.clauses[-1], {}, None, Sureness.MEDIUM)
            return


def _transfer_price(sentence: Sentence) -> Iterator[Hit]:
    first = next(part for part in sentence.clauses if part.has("TRANSFER"))
    last = sentence.clauses[-1]
    if _fee_denied(sentence):
        return
    paid = sentence.has("FEE") or sentence.asserts("PAY", "TAKE", "MAKEUP")
    for amount in sentence.amounts:
        fields: dict[str, Field] = {"clause": "transfer_fee"}
        if amount.kind == "sum" and paid:
            yield Hit("transfer_fee", first, last, fields | {"amount_fen": amount.value})
            return
        if amount.kind == "share" and paid:
            yield Hit("transfer_fee", first, last, fields | {"percent": percent_field(amount.value)})
            return
        if amount.kind == "period" and sentence.has("MUST") and any(mark in sentence.text for mark in ("满", "后")):
            months = amount.value // 30 if amount.unit != "年" else amount.value * 12 // 365
            yield Hit("transfer_wait", sentence.clauses[0], last, {"clause": "transfer_wait", "months": months})
            return
    if sentence.has("MUST") and sentence.asserts("PAY", "TAKE") and (sentence.has("FEE") or "费用" in sentence.text):
        yield Hit("transfer_fee", first, last, {"clause": "transfer_fee"}, None, Sureness.MEDIUM)
        return
    asked = sentence.has("TOPUP") and (sentence.has("MUST", "ONLY") or "得" in sentence.text)
    limited = (
        asked
        or sentence.has("PREREQUISITE", "NEWPERSON")
        or (sentence.has("ONLY", "MAXIMUM") and "次" in sentence.text)
    )
    if limited:
        yield Hit("transfer_conditions", first, last, {}, None, Sureness.MEDIUM)


def _fee_denied(sentence: Sentence) -> bool:
    return sentence.asserts("TAKE", "PAY", denied=True) or "免费" in sentence.text


def card_not_replaced(sentence: Sentence) -> Iterator[Hit]:
    """A lost card is not replaced, or its balance is lost with it."""
    if not sentence.has("LOSE") or sentence.has("BEARER"):
        return
    earlier = sentence.before
    named_before = earlier is not None and earlier.has("CARD", "NAMED") and not earlier.has("BEARER")
    if not (sentence.has("CARD", "NAMED") or named_before) or sentence.has("GOODS") or "贵重" in sentence.text:
        return
    refused = any(_refused(clause) for clause in sentence.clauses)
    rebuy = sentence.has("REBUY") and sentence.has("MUST", "MAY", "LOSE")
    borne = sentence.has("SELF")
    gone = any(part.has("DEEMED") and part.has("CONSUMED", "LAPSE", "WAIVE") for part in sentence.clauses)
    priced = next(
        (a for a in sentence.amounts if a.kind == "share" or (a.kind == "sum" and a.value > REISSUE_FEE_FEN)), None
    )
    if priced is not None and not refused and sentence.has("REISSUE") and sentence.asserts("PAY", "TAKE"):
        yield Hit(
            "reissue_fee", sentence.clauses[0], sentence.clauses[-1], {"clause": "no_reissue"}, None, Sureness.MEDIUM
        )
        return
    if refused or rebuy or borne or gone:
        first = next(part for part in sentence.clauses if part.has("LOSE"))
        sure = Sureness.HIGH if sentence.has("NAMED") or refused else Sureness.MEDIUM
        yield Hit("no_reissue", first, sentence.clauses[-1], {"clause": "no_reissue"}, None, sure)


def _refused(clause: Clause) -> bool:
    if clause.asserted("REISSUE", denied=True) or (
        clause.has("LOSE") and clause.has("CANNOT", "STUCK", "LAPSE", "NOBLAME")
    ):
        return True
    if not clause.has("MERCHANT"):
        return False
    return clause.has("IRRELEVANT") or any(
        clause.tokens[i].word == "负责" for i in clause.asserted("LIAB", denied=True)
    )


RULES = (
    Rule(transfer_limited, "TRANSFER", "CARD", "ITEM", "PERSONBOUND"),
    Rule(card_not_replaced, "LOSE"),
)
