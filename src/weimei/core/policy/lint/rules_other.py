"""Head 7, the rest: lapse, gifts, order of spending, last word, records, missed visits, silence, pictures."""

from collections.abc import Iterator

from weimei.core.policy.lint.findings import Sureness
from weimei.core.policy.lint.frames import Clause, Sentence
from weimei.core.policy.lint.hits import Hit, Rule, exits, refund_promised


def lapses(sentence: Sentence) -> Iterator[Hit]:
    """What is not used in time is lost."""
    away = max((amount.value for amount in sentence.amounts if amount.kind == "period"), default=-1)
    missed = sentence.has("NOSHOW") and not sentence.has("EXPIRE") and away < LONG_ABSENCE
    if missed or sentence.has("UNLIMITED") or refund_promised(sentence) or _extended(sentence):
        return
    timed = sentence.has("EXPIRE", "TERM") or away >= 0 or _unfinished(sentence)
    for clause in sentence.clauses:
        if _too_late(sentence, clause):
            yield Hit("expiry", sentence.clauses[0], clause, {"clause": "expiry"})
            return
        lost = [
            i
            for i in clause.where("LAPSE")
            if (not clause.denied(i) or clause.tokens[i].word.startswith(_THEN)) and i not in clause.hidden
            if not (clause.has("BONUS", "GIFT") and not clause.has("UNUSED"))
        ]
        given = _deemed_gone(sentence, clause)
        if not lost and not given:
            continue
        if timed and sentence.has("UNUSED", "MONEY", "CARD", "ITEM", "TERM", "PAIDIN", "TOOLATE"):
            yield Hit("expiry", sentence.clauses[0], clause, {"clause": "expiry"})
            return


_THEN = ("就", "便", "即", "也就")
"""三个月不约就没用了: a negation before these belongs to the occasion and does not deny what follows."""

LONG_ABSENCE = 14
"""Days from which staying away is no missed visit any more but an absence. MODEL."""


def _unfinished(sentence: Sentence) -> bool:
    """疗程未做完…: the trigger is that the course was not finished, whatever the calendar says."""
    return any(
        word in sentence.text
        for word in ("未做完", "没做完", "未完成", "没完成", "未用完", "没用完", "做不完", "用不完")
    ) or any(
        token.concept == "UNUSED"
        and token.word.startswith(("没打", "没来", "没约", "没上", "没消", "未打", "未来", "没做满"))
        for clause in sentence.clauses
        for token in clause.tokens
    )


def _too_late(sentence: Sentence, clause: Clause) -> bool:
    """过期不候, 错过不补: said of what was paid for, not of an appointment or of a special price."""
    if (
        not clause.has("TOOLATE")
        or sentence.has("NOSHOW")
        or any(word in sentence.text for word in ("预约", "准时", "叫号", "优惠"))
    ):
        return False
    return not sentence.has("PROMO") or sentence.has("UNUSED", "CARD", "WAIVE", "GIVENUP")


def _deemed_gone(sentence: Sentence, clause: Clause) -> bool:
    """Deemed given up, given away or used, because time ran out."""
    if clause.has("GIVENUP", "GIVEAWAY") and sentence.has("UNUSED") and not clause.has("REFUND"):
        return True
    if not clause.has("DEEMED") or clause.has("REFUND", "COMPLAIN") or any(map(clause.denied, clause.where("DEEMED"))):
        return False
    waived = bool(clause.asserted("WAIVE", denied=False)) and sentence.has("UNUSED", "MONEY")
    return waived or (clause.has("CONSUMED") and sentence.has("UNUSED"))


def _extended(sentence: Sentence) -> bool:
    return any(
        part.asserted("DEFER", denied=False) and not part.has("ONLY") for part in sentence.clauses if part.has("DEFER")
    )


def gift_kept(sentence: Sentence) -> Iterator[Hit]:
    """Gifts are neither paid out nor exchanged, or are taken off the refund."""
    if not sentence.has("GIFT", "BONUS"):
        return
    for position, clause in enumerate(sentence.clauses):
        about = clause.has("GIFT", "BONUS") or (position > 0 and sentence.clauses[position - 1].has("GIFT", "BONUS"))
        if not about:
            continue
        given_back = sentence.asserts("TAKE", denied=True)
        refused = clause.asserted("REFUND", "CASHOUT", denied=True) and not clause.has("UNUSED", "CARD")
        priced = (
            sentence.has("LISTPRICE") or any(mark in clause.text for mark in ("价值", "按", "折")) or clause.amounts
        )
        taken = exits(sentence) and clause.asserted("TAKE", "PAY", denied=False) and priced
        if given_back:
            return
        if refused or taken:
            yield Hit(
                "gift_deducted" if taken and not refused else "gift_kept",
                clause,
                sentence.clauses[-1] if taken else clause,
                {"clause": "gifts_not_refundable"},
            )
            return


def paid_in_first(sentence: Sentence) -> Iterator[Hit]:
    """Real money is spent before the credit that came on top."""
    words = [token for part in sentence.clauses for token in part.tokens]
    order = [(token.concept, token.start) for token in words if token.concept in ("PAIDIN", "BONUS", "FIRST", "LAST")]
    names = [name for name, _ in order]
    if "PAIDIN" not in names and not ("MONEY" in sentence.concepts and "本金" in sentence.text):
        return
    if "BONUS" not in names or "FIRST" not in names:
        return
    paid = next((at for name, at in order if name == "PAIDIN"), sentence.start + sentence.text.find("本金"))
    bonus = next(at for name, at in order if name == "BONUS")
    first = next(at for name, at in order if name == "FIRST")
    if (paid < bonus) and not (
        first < bonus and first > paid and "先" in sentence.text[bonus - sentence.start - 3 : bonus - sentence.start]
    ):
        yield Hit("paid_in_first", sentence.clauses[0], sentence.clauses[-1], {"clause": "paid_in_spent_first"})


def gifts_last(sentence: Sentence) -> Iterator[Hit]:
    """Free units count as used last, so that they are what is left when the buyer leaves (2.9 item 8)."""
    for clause in sentence.clauses:
        words = [token.concept for token in clause.tokens]
        given = next((words.index(name) for name in ("GIFT", "BONUS") if name in words), None)
        if (
            given is None
            or "LAST" not in words[given:]
            or clause.has("MAY", "NEG", "NONEED")
            or "PAIDIN" in sentence.concepts
        ):
            continue
        if clause.tokens[words.index("LAST", given)].word not in ("后", "再", "然后"):
            yield Hit("gifts_last", sentence.clauses[0], clause, {"clause": "paid_in_spent_first"})
            return


def last_word(sentence: Sentence) -> Iterator[Hit]:
    """The seller alone says what the terms mean."""
    for clause in sentence.clauses:
        if not clause.has("INTERPRET"):
            continue
        index = clause.where("INTERPRET")[0]
        right = _decides(sentence, clause, clause.tokens[index].word) or (
            "权" in clause.text
            and clause.tokens[index].word in ("解释权", "最终解释权", "解释", "释义")
            and (clause.has("OWN", "MERCHANT"))
        )
        prevails = (
            sentence.has("PREVAIL")
            and clause.has("MERCHANT", "INTERPRET")
            and any(part.has("PREVAIL") and part.has("MERCHANT") and part.has("INTERPRET") for part in sentence.clauses)
        )
        if (
            (right or prevails)
            and not clause.denied(index)
            and not (clause.has("CONSUMER") and not clause.has("MERCHANT"))
        ):
            last = next((part for part in sentence.clauses if part.has("PREVAIL")), clause)
            yield Hit("final_interpretation", clause, last if prevails else clause, {"clause": "final_interpretation"})
            return


def _decides(sentence: Sentence, clause: Clause, word: str) -> bool:
    """本须知由本店负责最终解释."""
    about_terms = (
        sentence.has("CLAUSEWORD", "CARD", "ITEM") or "须知" in sentence.text or sentence.text.startswith("本")
    )
    named = "由" in clause.text and clause.has("MERCHANT") and not clause.has("STAFF", "HARM")
    return about_terms and named and word in ("解释", "释义") and ("最终" in clause.text or "负责" in clause.text)


def records_prevail(sentence: Sentence) -> Iterator[Hit]:
    """Only the seller's books prove what was used."""
    for position, clause in enumerate(sentence.clauses):
        if (
            clause.has("PREVAIL")
            and clause.has("RECORD")
            and clause.has("MERCHANT", "RECORD")
            and not clause.has("FIXEDSOURCE")
        ):
            own = clause.has("MERCHANT") or "系统" in clause.text or "后台" in clause.text
            if own and "双方" not in clause.text and not any(clause.denied(i) for i in clause.where("PREVAIL")):
                yield Hit(
                    "records_prevail",
                    sentence.clauses[max(0, position - 1)],
                    sentence.clauses[-1],
                    {"clause": "records_prevail"},
                )
                return


def visit_missed(sentence: Sentence) -> Iterator[Hit]:
    """Who comes late or not at all loses the session."""
    if not sentence.has("NOSHOW") or sentence.has("UNLIMITED"):
        return
    for clause in sentence.clauses:
        spent = (clause.has("DEEMED", "TAKE", "SETTLE") or "按" in clause.text) and clause.has("CONSUMED", "USED")
        counted = spent or bool(clause.asserted("LAPSE", denied=False))
        if (
            counted
            and not clause.asserted("TAKE", "LAPSE", denied=True)
            and not (clause.has("DEEMED") and clause.has("NEG"))
        ):
            yield Hit("visit_missed", sentence.clauses[0], clause, {"clause": "missed_visit"})
            return


def silenced(sentence: Sentence) -> Iterator[Hit]:
    """No complaint, no review, or a refund only against silence."""
    for clause in sentence.clauses:
        barred = [
            index
            for index in clause.asserted("COMPLAIN", denied=True)
            if index == 0 or clause.tokens[index - 1].concept != "DELETE"
        ]
        seller = [token.concept for token in clause.tokens if token.concept in ("MERCHANT", "CONSUMER")]
        owned = bool(seller) and seller[0] == "MERCHANT" and "CONSUMER" not in seller
        if barred and not owned and not clause.has("SUPPORT", "IRRELEVANT") and not sentence.has("PORTRAIT"):
            yield Hit("review_waiver", sentence.clauses[0], clause, {"clause": "review_waiver"})
            return
        priced = (
            clause.has("DELETE")
            and any(word in sentence.text for word in ("投诉", "评", "帖", "举报", "保密"))
            and sentence.has("REFUND")
            and sentence.has("PREREQUISITE", "MUST")
        )
        if (
            priced
            and not clause.asserted("DELETE", denied=True)
            and not any(mark in clause.text for mark in ("不以", "不得以"))
        ):
            yield Hit("review_waiver", sentence.clauses[0], sentence.clauses[-1], {"clause": "review_waiver"})
            return
        if clause.has("COMPLAIN", "SUE") and clause.is_condition() and not owned and _punished(sentence, clause):
            yield Hit("review_waiver", sentence.clauses[0], sentence.clauses[-1], {"clause": "review_waiver"})
            return
        about_damage = sentence.has("HARM") and "追" in clause.text
        if (
            clause.has("WAIVE")
            and clause.has("COMPLAIN")
            and not about_damage
            and not clause.denied(clause.where("WAIVE")[0])
        ):
            yield Hit("review_waiver", sentence.clauses[0], clause, {"clause": "review_waiver"})
            return


def _punished(sentence: Sentence, occasion: Clause) -> bool:
    """A complaint costs the buyer something: 投诉的，赔偿一万元 or 不予退款."""
    for clause in sentence.clauses:
        if clause.start > occasion.start and clause.has("CANNOT"):
            return True
        if clause.start <= occasion.start or (clause.has("MERCHANT") and not clause.has("RIGHT", "MAY")):
            continue
        if clause.has("PENALTY") and not clause.has("NEG", "NONEED"):
            return True
        if clause.asserted("LAPSE", "CANCEL", "LIAB", denied=False) or clause.asserted("REFUND", denied=True):
            return True
    return False


def pictured(sentence: Sentence) -> Iterator[Hit]:
    """The buyer's pictures are used without a free choice."""
    if not sentence.has("PORTRAIT") or not sentence.has("PUBLICITY"):
        return
    if sentence.asserts("PUBLICITY", denied=True) or any(
        word in sentence.text for word in ("单独同意", "未经", "随时撤回", "另行签署")
    ):
        return
    clause = next(part for part in sentence.clauses if part.has("PORTRAIT"))
    if sentence.has("CONSENT", "RIGHT", "DEEMED", "MAY") and sentence.has("MERCHANT", "CONSUMER"):
        yield Hit("portrait_use", clause, sentence.clauses[-1], {"clause": "portrait_use"}, None, Sureness.MEDIUM)


RULES = (
    Rule(lapses, "LAPSE", "DEEMED", "TOOLATE", "GIVENUP", "GIVEAWAY"),
    Rule(gift_kept, "GIFT", "BONUS"),
    Rule(paid_in_first, "BONUS"),
    Rule(gifts_last, "GIFT", "BONUS"),
    Rule(last_word, "INTERPRET"),
    Rule(records_prevail, "PREVAIL"),
    Rule(visit_missed, "NOSHOW"),
    Rule(silenced, "COMPLAIN", "DELETE", "WAIVE"),
    Rule(pictured, "PORTRAIT"),
)
