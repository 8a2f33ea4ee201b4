"""Head 5 (no liability for defects and damage) and head 6 (a dearer path for disputes)."""

from collections.abc import Iterator
from itertools import pairwise

from weimei.core.policy.lint.findings import Sureness, Verdict
from weimei.core.policy.lint.frames import Clause, Sentence
from weimei.core.policy.lint.hits import Hit, Rule

_PAYING = ("PAY", "TAKE", "FEE", "PENALTY", "COSTSELF")


def _buyer_freed(clause: Clause, index: int) -> bool:
    """消费者无需承担…: it is the buyer who owes nothing."""
    nearest = [token.concept for token in clause.tokens[:index] if token.concept in ("MERCHANT", "CONSUMER")]
    return bool(nearest) and nearest[-1] == "CONSUMER"


def liability_excluded(sentence: Sentence) -> Iterator[Hit]:
    """The seller bears nothing, or the buyer bears all."""
    if sentence.has("FORCE") or sentence.has_all("EXCEPT", "LAW"):
        return
    if sentence.has("LOSE") and sentence.has("CARD", "NAMED") and "贵重" not in sentence.text:
        return
    for position, clause in enumerate(sentence.clauses):
        if not _excludes(sentence, clause):
            continue
        first = position if clause.has("HARM") or position == 0 else position - 1
        body = "贵重" not in sentence.text and sentence.has("HARM")
        verdict = Verdict.PERSON if sentence.has("OWNFAULT") else None
        reason = "liability_waiver" if body else "property_waiver"
        yield Hit(
            reason,
            sentence.clauses[first],
            clause,
            {"clause": "liability_waiver"},
            verdict,
            None if body else Sureness.MEDIUM,
        )
        return


def _excludes(sentence: Sentence, clause: Clause) -> bool:
    before = sentence.before
    harm = sentence.has("HARM", "LOSE") or (before is not None and before.has("HARM"))
    own_neglect = sentence.has_all("NOTYET", "REISSUE")
    if clause.has("HARM", "MCAUSE") and _not_heard(clause):
        return True
    if clause.has("NOBLAME") and sentence.has("HARM"):
        return True
    if (
        clause.has("SELF")
        and not clause.denied(clause.where("SELF")[0])
        and harm
        and not clause.has(*_PAYING)
        and not sentence.has("CARD", "APPRAISE")
        and not own_neglect
    ):
        return True
    free = [i for i in clause.where("IRRELEVANT") if i not in clause.hidden]
    if free:
        word = clause.tokens[free[0]].word
        denied = clause.denied(free[0])
        return (
            (harm or sentence.has("GIFT", "MERCHANT"))
            and not denied
            and not (word == "免除" and clause.has(*_PAYING))
            and not clause.has("COMPLAIN")
        )
    for index in clause.asserted("LIAB", denied=True):
        if clause.has(*_PAYING) or _buyer_freed(clause, index):
            continue
        if clause.tokens[index].word in ("管", "负") and not harm:
            continue
        if harm or sentence.has("MERCHANT"):
            return True
    return not own_neglect and _assumed(clause, harm=harm)


def _not_heard(clause: Clause) -> bool:
    """概不受理质量问题."""
    words = [token.concept for token in clause.tokens]
    return any(pair == ("NEG", "SUPPORT") for pair in pairwise(words)) and not clause.has(
        "REFUND", "COMPLAIN", "DISPUTE"
    )


def _assumed(clause: Clause, *, harm: bool) -> bool:
    """The buyer is deemed to bear all risks, or to give up his claim."""
    deemed = clause.has("DEEMED", "CONSENT") or "自愿" in clause.text
    if (
        clause.has("WAIVE")
        and any(word in clause.text for word in ("索赔", "追究", "追责"))
        and not any(clause.denied(index) for index in clause.where("WAIVE"))
    ):
        return True
    claims = [
        i for i in clause.where("ASK") if clause.tokens[i].word in ("主张", "要求", "提出", "索要") and clause.denied(i)
    ]
    if (
        claims
        and harm
        and any(word in clause.text for word in ("权利", "责任", "赔偿"))
        and "MERCHANT" in clause.concepts
    ):
        return True
    borne = "由" in clause.text and harm and not clause.has("MERCHANT", *_PAYING, "CARD", "APPRAISE", "COMMISSION")
    if borne and clause.has("CONSUMER") and clause.asserted("LIAB", denied=False) and not clause.has("NOTYET"):
        return True
    return (
        deemed
        and harm
        and clause.has("CONSUMER")
        and bool(clause.asserted("LIAB", denied=False))
        and not clause.has("MERCHANT")
    )


def liability_capped(sentence: Sentence) -> Iterator[Hit]:
    """Damages never exceed a sum."""
    if not sentence.has("MAXIMUM") or sentence.has("PENALTY", "DEPOSIT"):
        return
    for clause in sentence.clauses:
        if clause.has("MAXIMUM") and any(word in clause.text for word in ("赔偿", "赔付", "补偿")):
            yield Hit(
                "liability_cap", sentence.clauses[0], clause, {"clause": "liability_waiver"}, None, Sureness.MEDIUM
            )
            return


def court_chosen(sentence: Sentence) -> Iterator[Hit]:
    """Disputes go to the seller's court or to a board of arbitration."""
    if sentence.has("ARB"):
        clause = next(part for part in sentence.clauses if part.has("ARB"))
        optional = sentence.has("COURT", "SUE") or (
            _free_choice(clause) and not clause.has("MUST") and "应" not in clause.text
        )
        if not optional and not sentence.asserts("ARB", denied=True):
            yield Hit("arbitration", sentence.clauses[0], clause, {"clause": "arbitration"})
        return
    for clause in sentence.clauses:
        if not sentence.has("COURT", "SUE") or not clause.has("SEAT"):
            continue
        seat = clause.where("SEAT")[0]
        nearest = [token.concept for token in clause.tokens[:seat] if token.concept in ("MERCHANT", "CONSUMER")]
        if nearest and nearest[-1] == "MERCHANT" and not clause.asserted("COURT", denied=True):
            yield Hit("court_choice", sentence.clauses[0], sentence.clauses[-1], {"clause": "court_choice"})
            return


def _free_choice(clause: Clause) -> bool:
    return any(word in clause.text for word in ("可", "选择", "有权"))


def suit_barred(sentence: Sentence) -> Iterator[Hit]:
    """The buyer may not go to court."""
    for clause in sentence.clauses:
        waived = clause.has("WAIVE") and clause.has("SUE") and not clause.where("NEG")
        barred = clause.asserted("SUE", denied=True) or (
            clause.has("COURT") and not clause.has("SEAT") and clause.asserted("COURT", denied=True)
        )
        if waived or (barred and not clause.has("MERCHANT")):
            yield Hit("suit_barred", sentence.clauses[0], clause, {"clause": "dispute_cost"})
            return


def dispute_costs(sentence: Sentence) -> Iterator[Hit]:
    """Complaints only in person far away, or only after paying."""
    tested = sentence.has("APPRAISE") or any(word in sentence.text for word in ("检测费", "鉴定费"))
    claims_defect = sentence.has_all("ASK", "HARM") and tested
    if not sentence.has("COMPLAIN", "DISPUTE", "SUE", "OBJECTION") and not claims_defect:
        return
    person = sentence.has("INPERSON") and (sentence.has("MUST") or _not_taken(sentence))
    paid = (
        (tested and sentence.has("SELF", "SELFPAY"))
        or (sentence.has("SELFPAY") and sentence.has("MUST", "APPRAISE"))
        or (
            sentence.has("MUST")
            and sentence.has("PAY")
            and (sentence.has("FEE") or any(a.kind == "sum" for a in sentence.amounts))
        )
    )
    if not person and not paid:
        return
    if "商家承担" in sentence.text or "本店承担" in sentence.text or sentence.has("EXIT"):
        return
    yield Hit(
        "dispute_cost", sentence.clauses[0], sentence.clauses[-1], {"clause": "dispute_cost"}, None, Sureness.MEDIUM
    )


def _not_taken(sentence: Sentence) -> bool:
    return (
        any(part.has("NEG", "REFUSE") and part.has("SUPPORT") for part in sentence.clauses) or "不受理" in sentence.text
    )


RULES = (
    Rule(liability_excluded, "NOBLAME", "SELF", "IRRELEVANT", "LIAB", "WAIVE", "ASK", "SUPPORT"),
    Rule(liability_capped, "MAXIMUM"),
    Rule(court_chosen, "ARB", "SEAT"),
    Rule(suit_barred, "SUE", "COURT"),
    Rule(dispute_costs, "INPERSON", "APPRAISE", "SELFPAY", "FEE", "PAY"),
)
