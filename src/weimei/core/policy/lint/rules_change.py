"""Head 4: one-sided change of price, items, staff, place or quality."""

from collections.abc import Iterator

from weimei.core.policy.lint.findings import Sureness
from weimei.core.policy.lint.frames import Clause, Sentence
from weimei.core.policy.lint.hits import Hit, Rule, refund_promised

_THINGS = ("ITEM", "PRICE", "STAFF", "PLACE", "GOODS")


def _agreed(sentence: Sentence) -> bool:
    """Does the change need the buyer's own consent, or leave him the way out?"""
    if refund_promised(sentence) or (sentence.after is not None and following_choice(sentence.after)):
        return True
    if sentence.has("DEEMED"):
        return False
    return any(
        words in sentence.text
        for words in (
            "书面同意",
            "协商一致",
            "征得",
            "经消费者同意",
            "经您同意",
            "您同意后",
            "双方同意",
            "与您协商",
            "经顾客同意",
            "双方协商",
            "征求",
        )
    )


def following_choice(sentence: Sentence) -> bool:
    """不同意的，可以退款 in the sentence after."""
    return "不同意" in sentence.text and refund_promised(sentence)


def changed_alone(sentence: Sentence) -> Iterator[Hit]:
    """The seller changes what was sold, without asking."""
    if _agreed(sentence):
        return
    for position, clause in enumerate(sentence.clauses):
        if not clause.asserted("CHANGE", denied=False) and not _seller_decides(sentence, clause):
            continue
        if sentence.has("EXCHANGE", "EXIT", "PERSONAL") or _buyer_changes(clause):
            continue
        things = [name for name in _THINGS if sentence.has(name)]
        if not things:
            continue
        silent = sentence.has("NONOTICE", "OBJECTION", "DEEMED") or _silent(sentence) or _must_accept(sentence)
        power = sentence.has("RIGHT", "INSIST") or silent or _may_change(clause)
        if not power:
            continue
        staff = things == ["STAFF"] or (clause.has("STAFF") and not clause.has("PRICE", "ITEM"))
        reason = "staff_swap" if staff else "unilateral_change"
        if staff and sentence.has("SAME") and sentence.has("NOTIFY") and not sentence.has("OBJECTION"):
            continue
        last = sentence.clauses[-1] if silent else clause
        fields = {"clause": "staff_swap_reserved" if staff else "unilateral_change"}
        yield Hit(
            reason,
            sentence.clauses[max(0, position - 1)] if staff else clause,
            last,
            {**fields},
            None,
            Sureness.HIGH if sentence.has("MERCHANT") else Sureness.MEDIUM,
        )
        return


def _seller_decides(sentence: Sentence, clause: Clause) -> bool:
    """具体由医院统筹: what, who and where is settled by the seller."""
    return clause.has("INSIST") and sentence.has("STAFF", "ITEM", "PRICE") and clause.has("MERCHANT", "STAFF", "ITEM")


def _must_accept(sentence: Sentence) -> bool:
    """顾客不得拒绝, 您须予接受: the buyer has no say."""
    for clause in sentence.clauses:
        words = [token.concept for token in clause.tokens]
        if "CONSUMER" not in words:
            continue
        rest = words[words.index("CONSUMER") + 1 :]
        barred = "REFUSE" in rest and rest[: rest.index("REFUSE")].count("NEG") == 1
        if barred or ("MUST" in rest and "CONSENT" in rest[rest.index("MUST") :]):
            return True
    return False


def _may_change(clause: Clause) -> bool:
    """本公司可修改…: the seller, not the buyer, may change."""
    for index in clause.asserted("CHANGE", denied=False):
        before = clause.tokens[:index]
        parties = [token.concept for token in before if token.concept in ("MERCHANT", "CONSUMER")]
        if parties and parties[-1] == "MERCHANT" and any(token.word in ("可", "可以", "有权") for token in before):
            return True
    return False


_OWN_WISH = ("要求", "申请", "自愿", "想", "指定", "自选", "选择", "升级", "愿意", "若您", "如您")


def changed_at_a_price(sentence: Sentence) -> Iterator[Hit]:
    """Another person, device or place than sold, and the buyer pays for it: 医生更换须另付差价. Not an upgrade he asks for."""
    if _agreed(sentence) or any(word in sentence.text for word in _OWN_WISH) or sentence.has("EXCHANGE", "TRANSFER"):
        return
    for clause in sentence.clauses:
        extra = clause.asserted("MAKEUP", denied=False) or (
            clause.has("SHORTFALL") and clause.asserted("PAY", "TAKE", denied=False)
        )
        changes = any(part.asserted("CHANGE", denied=False) and part.has(*_THINGS) for part in sentence.clauses)
        if extra and changes and not clause.has("MERCHANT") and not sentence.asserts("REFUND"):
            yield Hit(
                "changed_at_a_price",
                sentence.clauses[0],
                clause,
                {"clause": "unilateral_change"},
                None,
                Sureness.MEDIUM,
            )
            return


def settled_on_the_day(sentence: Sentence) -> Iterator[Hit]:
    """Who treats the buyer, or with what, is settled when he comes (看当天谁有空, 用店里别的机器)."""
    if _agreed(sentence) or sentence.has("CONSENT"):
        return
    for clause in sentence.clauses:
        if clause.has("WHOEVER") and sentence.has("STAFF"):
            yield Hit(
                "staff_swap", sentence.clauses[0], clause, {"clause": "staff_swap_reserved"}, None, Sureness.MEDIUM
            )
            return
        chosen = clause.has("CONSUMER") and clause.has("MAY")
        if clause.has("SUBSTITUTE") and not chosen and not clause.denied(clause.where("SUBSTITUTE")[0]):
            yield Hit(
                "unilateral_change", sentence.clauses[0], clause, {"clause": "unilateral_change"}, None, Sureness.MEDIUM
            )
            return


def substituted(sentence: Sentence) -> Iterator[Hit]:
    """Something similar is used instead, without asking."""
    if _agreed(sentence) or sentence.has("CONSENT"):
        return
    for clause in sentence.clauses:
        if clause.has("SIMILAR") and clause.has("ITEM", "STAFF", "GOODS") and not clause.has("NEG", "REFUSE"):
            yield Hit(
                "unilateral_change", sentence.clauses[0], clause, {"clause": "unilateral_change"}, None, Sureness.MEDIUM
            )
            return


def _silent(sentence: Sentence) -> bool:
    """No word to the buyer, or no word from him."""
    if sentence.asserts("NOTIFY", denied=True):
        return True
    return any(
        part.has("NEG", "NONEED") and part.has("CONSENT", "OBJECTION") and not part.is_condition()
        for part in sentence.clauses
    )


def _buyer_changes(clause: Clause) -> bool:
    """您可以更换, 不得更换: the buyer's own choice."""
    change = clause.asserted("CHANGE", denied=False)
    before = [token.concept for token in clause.tokens[: change[0]]] if change else []
    return ("CONSUMER" in before and "MERCHANT" not in before and "IF" in before) or (
        "CONSUMER" in before and "MAY" in before and "MERCHANT" not in before
    )


def published_prevails(sentence: Sentence) -> Iterator[Hit]:
    """What hangs in the shop, or is published later, goes before the contract."""
    for clause in sentence.clauses:
        if not clause.has("PREVAIL") or not (clause.has("PUBLICATION") or _later(sentence, clause)):
            continue
        if clause.has("FIXEDSOURCE") or any(clause.denied(index) for index in clause.where("PREVAIL")):
            continue
        yield Hit("published_prevails", sentence.clauses[0], clause, {"clause": "unilateral_change"})
        return


def _later(sentence: Sentence, clause: Clause) -> bool:
    """以现场安排为准, 以到店那天的菜单为准: what counts is settled later."""
    about = sentence.has("ITEM", "STAFF", "PRICE", "CHANGE")
    return (
        about
        and not clause.has("LAW")
        and any(word in clause.text for word in ("现场", "当天", "当日", "那天", "最新", "届时", "到店", "到院"))
    )


def moved(sentence: Sentence) -> Iterator[Hit]:
    """The shop moves and the buyer has to follow."""
    if not sentence.has("MOVE") or refund_promised(sentence) or sentence.asserts("MOVE", denied=True):
        return
    if any(_buyer_moves(clause) for clause in sentence.clauses):
        return
    bound = sentence.has("PLACE") and sentence.has("MUST", "MAY", "USEBY", "CONSUMER")
    excused = (
        any(part.has("DEEMED", "REASONNOUN") and part.has("NEG") for part in sentence.clauses)
        or "违约" in sentence.text
    )
    if bound or excused:
        yield Hit("moved", sentence.clauses[0], sentence.clauses[-1], {"clause": "unilateral_change"})


def _buyer_moves(clause: Clause) -> bool:
    """您搬去外省: it is the buyer who moves."""
    words = [token.concept for token in clause.tokens]
    before = words[: words.index("MOVE")] if "MOVE" in words else []
    return "CONSUMER" in before and "MERCHANT" not in before


def price_raised(sentence: Sentence) -> Iterator[Hit]:
    """The price rises and the buyer who has paid pays the rest."""
    for clause in sentence.clauses:
        if clause.asserted("MAKEUP", denied=False) and sentence.has("PRICERISE"):
            yield Hit("price_raised", sentence.clauses[0], clause, {"clause": "unilateral_change"})
            return
        if (
            clause.has("FLOATS")
            and not clause.has("NEG", "REFUSE")
            and "价" in sentence.text
            and not sentence.has("SHORTFALL")
        ):
            yield Hit("price_floats", sentence.clauses[0], sentence.clauses[-1], {"clause": "unilateral_change"})
            return


def withdrawn(sentence: Sentence) -> Iterator[Hit]:
    """The seller may call off what was sold."""
    if sentence.has("COMPLAIN"):
        return
    for clause in sentence.clauses:
        cancelled = clause.asserted("CANCEL", denied=False)
        if not cancelled or not clause.has("RIGHT", "INSIST", "MAY") or not clause.has("ITEM"):
            continue
        before = [token.concept for token in clause.tokens[: cancelled[0]]]
        if "MERCHANT" in before and "CONSUMER" not in before and not _agreed(sentence):
            yield Hit("unilateral_change", clause, clause, {"clause": "unilateral_change"})
            return


RULES = (
    Rule(changed_alone, "CHANGE", "INSIST"),
    Rule(changed_at_a_price, "MAKEUP", "SHORTFALL"),
    Rule(settled_on_the_day, "WHOEVER", "SUBSTITUTE"),
    Rule(substituted, "SIMILAR"),
    Rule(published_prevails, "PREVAIL"),
    Rule(withdrawn, "CANCEL"),
    Rule(moved, "MOVE"),
    Rule(price_raised, "MAKEUP", "FLOATS"),
)
