"""Head 1: terms that shut out ending the contract or getting money back."""

import re
from collections.abc import Iterator
from itertools import pairwise

from weimei.core.policy.lint.findings import Sureness, Verdict
from weimei.core.policy.lint.frames import ACTS, Clause, Sentence
from weimei.core.policy.lint.hits import Field, Hit, Rule, exits, following_saves, refund_promised

_ALTERNATIVES = ("TRANSFER", "EXCHANGE", "DEFER", "CREDIT")


def scope(sentence: Sentence) -> str:
    """Which purchases a bar on refunds covers: all, special_price, opened, midway or staff_change."""
    if sentence.has_all("STAFF", "CHANGE"):
        return "staff_change"
    for concept, name in (("MIDWAY", "midway"), ("OPENED", "opened"), ("PROMO", "special_price")):
        if sentence.has(concept):
            return name
    return "all"


def _other_thing(sentence: Sentence, position: int, index: int) -> str | None:
    """What the denied refund is about, where it is not the unused price: gift, deposit, used, unlimited, goods, fee."""
    clause = sentence.clauses[position]
    before = {token.concept for token in clause.tokens[:index]}
    topic = before or set(sentence.clauses[position - 1].concepts if position else ())
    if _only_deposit(sentence, clause, index):
        return "deposit"
    if topic & {"GIFT", "BONUS"} and not topic & {"CARD", "UNUSED"}:
        return "gift"
    if sentence.has("UNLIMITED") and sentence.has("PERSONAL", "NOSHOW", "EXPIRE"):
        return "unlimited"
    if sentence.has("GOODS") and sentence.has("NOREASON", "USED"):
        return "goods"
    if "USED" in topic and "UNUSED" not in topic and not topic & {"OPENED", "IF"}:
        return "used"
    if (topic & {"COMMISSION"} or "分成" in clause.text) and "MONEY" not in topic:
        return "commission"
    if topic & {"FEE", "INTEREST", "COSTSELF"} and "MONEY" not in topic:
        return "fee"
    return None


def _only_deposit(sentence: Sentence, clause: Clause, index: int) -> bool:
    """Is a deposit all that is kept, with no other money or card named beside it?"""
    named = [
        token.concept for token in clause.tokens[:index] if token.concept in ("DEPOSIT", "MONEY", "CARD", "UNUSED")
    ]
    if named:
        return named[-1] == "DEPOSIT"
    return sentence.has("DEPOSIT") and not clause.has("CARD", "UNUSED")


def _saved(sentence: Sentence, position: int) -> tuple[Verdict | None, Sureness | None]:
    """An exception that takes the sting out, in whole or in part."""
    if sentence.has_all("EXCEPT", "LAW"):
        return Verdict.HARMLESS, Sureness.LOW
    if refund_promised(sentence, from_clause=position + 1):
        return Verdict.HARMLESS, Sureness.MEDIUM
    if following_saves(sentence):
        return Verdict.UNCLEAR, Sureness.MEDIUM
    if (
        sentence.has_all("EXCEPT", "MCAUSE")
        or sentence.has("NOTMCAUSE")
        or (sentence.after is not None and sentence.after.has("MCAUSE") and refund_promised(sentence.after))
    ):
        return Verdict.PERSON, Sureness.MEDIUM
    return None, None


def refund_denied(sentence: Sentence) -> Iterator[Hit]:
    """A refund is refused in so many words, or the money is said to be gone."""
    for position, clause in enumerate(sentence.clauses):
        denied = clause.asserted("REFUND", "CASHOUT", denied=True) or _no_way_back(sentence, clause)
        gone = clause.where("LOSTMONEY", "NOWAY", "NOTALK") or _stuck(sentence, clause)
        if not denied and not gone:
            continue
        index = (denied or gone)[0]
        if _seller_defaults(sentence, clause):
            continue
        if _PLAIN_GRANT.search(clause.text) or _elsewhere(sentence, clause) or _swelling(sentence, clause):
            continue
        other = _other_thing(sentence, position, index)
        if other in ("gift", "deposit", "commission"):
            continue
        if other is not None:
            yield Hit("nothing_left_to_refund", clause, clause)
            continue
        verdict, sure = _saved(sentence, position)
        alternatives = sentence.has(*_ALTERNATIVES) and sentence.has("ONLY", "MAY") and sentence.has("EXIT", "PERSONAL")
        reason = "transfer_only" if alternatives else "no_refund"
        if verdict == Verdict.UNCLEAR:
            reason = "refund_contradicted"
        fields: dict[str, Field] = {"clause": "transfer_or_deferral_only" if alternatives else "no_refund"}
        if not alternatives:
            fields["scope"] = scope(sentence)
        first = sentence.clauses[0] if alternatives else clause
        yield Hit(reason, first, clause, fields, verdict, sure)
        return


_PLAIN_GRANT = re.compile(
    "(?<![不没概恕])(?:全额|全款|照样|照价|随时|当天|马上)退(?:款|钱|费|您|你|给您|给你|还)?$|想退[也就都]?(?:能|可以)?退$"
)
"""来不了全额退: the last word of the clause gives it back, whatever stands before."""


def _elsewhere(sentence: Sentence, clause: Clause) -> bool:
    """原路退回，不退到余额: only the other way is refused."""
    return re.search("[不未]退[到至进]", clause.text) is not None and sentence.says("regular")


def _swelling(sentence: Sentence, clause: Clause) -> bool:
    """起包三天不退的，来复诊: what does not go down is a swelling."""
    return re.search("[天周时日]不退", clause.text) is not None and sentence.says("harm") and not sentence.has("MONEY")


_MONEY_AT_STAKE = ("MONEY", "PAY", "REFUND", "CARD", "UNUSED", "PAIDIN")


def _stuck(sentence: Sentence, clause: Clause) -> list[int]:
    """The money finds no way out (调不出来, 不能往外拿): a bar without its word. A lost card is another matter."""
    return clause.where("STUCK") if sentence.has(*_MONEY_AT_STAKE) and not sentence.has("LOSE") else []


def _no_way_back(sentence: Sentence, clause: Clause) -> list[int]:
    """The paid sum or order cannot be taken back (无法撤回, 不会回流)."""
    if (
        not sentence.has("MONEY", "PAY")
        and "订单" not in sentence.text
        and not any(word in sentence.text for word in ("付款", "买", "拍"))
    ):
        return []
    return [] if sentence.has("CONSENT", "PORTRAIT", "COMPLAIN") else clause.asserted("RETRIEVE", denied=True)


def _seller_defaults(sentence: Sentence, clause: Clause) -> bool:
    """本店不退款的，消费者可以…: the refusal is only the case provided for."""
    return clause.is_condition() and clause.has("MERCHANT") and sentence.has("CONSUMER") and sentence.has("MAY", "LIAB")


def end_denied(sentence: Sentence) -> Iterator[Hit]:
    """The buyer may not end the contract."""
    for clause in sentence.clauses:
        booked = "预约" in clause.text
        denied = clause.asserted("TERMINATE", *(() if booked else ("CANCEL",)), denied=True)
        if not denied:
            continue
        if _subject(clause, denied[0]) == "MERCHANT" or "不会取消" in clause.text:
            continue
        if sentence.has_all("EXCEPT", "LAW"):
            yield Hit("no_termination", clause, clause, {"clause": "no_termination"}, Verdict.HARMLESS, Sureness.LOW)
        elif not refund_promised(sentence):
            yield Hit("no_termination", clause, clause, {"clause": "no_termination"})


def _subject(clause: Clause, index: int) -> str | None:
    """The party named last before the first negation: who may not."""
    party = None
    for token in clause.tokens[:index]:
        if token.concept in ("MERCHANT", "CONSUMER"):
            party = token.concept
        elif token.concept == "NEG":
            return party
    return party


def only_in_one_case(sentence: Sentence) -> Iterator[Hit]:
    """A refund is granted in one case only (只有…才可以退), and that is not simply "if unused"."""
    case = next((part for part in sentence.clauses if part.has("ONLYIF")), None)
    if case is None or case.has("UNUSED", "LAW") or not any(mark in sentence.text for mark in ("才", "方")):
        return
    for clause in sentence.clauses:
        if clause.asserted("REFUND", denied=False) and any(mark in clause.text for mark in ("才", "方")):
            yield Hit("refund_in_one_case", case, clause, {"clause": "no_refund", "scope": scope(sentence)})
            return


def only_alternatives(sentence: Sentence) -> Iterator[Hit]:
    """Whoever wants to leave is offered a transfer, a delay or other goods, and no money."""
    if not sentence.has(*_ALTERNATIVES) or not (sentence.has("EXIT", "PERSONAL", "REFUND", "TERMINATE")):
        return
    if refund_promised(sentence) or sentence.asserts("REFUND", "CASHOUT", denied=True):
        return
    if any(clause.has("ONLY") and clause.has(*_ALTERNATIVES) for clause in sentence.clauses):
        sure = Sureness.HIGH
    elif sentence.has("EXIT", "PERSONAL") and sentence.has("MONEY", "UNUSED", "CREDIT"):
        sure = Sureness.MEDIUM
    else:
        return
    if _pays_in(sentence):
        return
    fields: dict[str, Field] = {"clause": "transfer_or_deferral_only"}
    yield Hit("transfer_only", sentence.clauses[0], sentence.clauses[-1], fields, None, sure)


def _pays_in(sentence: Sentence) -> bool:
    """Fees and shares belong to the rules on charges, lapse to its own."""
    return sentence.has("FEE", "PENALTY", "LAPSE") or any(amount.kind == "share" for amount in sentence.amounts)


def right_waived(sentence: Sentence) -> Iterator[Hit]:
    """Silence or a visit is deemed a waiver of the refund, or money passes to the seller."""
    for position, clause in enumerate(sentence.clauses):
        waived = clause.has("DEEMED", "WAIVE", "CONSENT") and clause.asserted("WAIVE", denied=False)
        if waived and clause.has("REFUND", "MONEY") and not clause.has("COMPLAIN"):
            yield Hit("refund_waived", sentence.clauses[0], clause, {"clause": "no_refund", "scope": scope(sentence)})
            return
        claims = [i for i in clause.where("ASK") if clause.denied(i)] if clause.has("DEEMED", "CONSENT") else []
        if claims and clause.has("REFUND", "MONEY", "UNUSED"):
            yield Hit("refund_waived", sentence.clauses[0], clause, {"clause": "no_refund", "scope": scope(sentence)})
            return
        owned = _passes_to_seller(clause) or _serves_as_damages(clause) or _never_settled(sentence, clause)
        if owned and not sentence.has("DEPOSIT", "INTERPRET", "LAPSE"):
            yield Hit(
                "money_kept",
                sentence.clauses[max(0, position - 1)],
                clause,
                {"clause": "no_refund", "scope": scope(sentence)},
            )
            return


def _serves_as_damages(clause: Clause) -> bool:
    """剩余款项作为违约金: the whole rest, without a share."""
    rest = clause.has("UNUSED") or any(
        word in clause.text for word in ("余款", "余额", "已付款", "已付金额", "全部款项")
    )
    damages = clause.has("PENALTY", "FEE") or any(word in clause.text for word in ("补偿", "赔偿", "损失"))
    return rest and damages and clause.has("SERVEAS") and not clause.has("NEG") and not clause.amounts


def _never_settled(sentence: Sentence, clause: Clause) -> bool:
    """余项不做结算: nothing is worked out for the rest. At another price, or when time has run out, it is another clause."""
    settled = clause.asserted("SETTLE", denied=True)
    priced = clause.has("LISTPRICE", "SOLDPRICE", "INTEREST", "FEE", "GIFT", "BONUS")
    return bool(settled) and clause.has("UNUSED") and not priced and not sentence.has("EXPIRE", "TERM")


def _passes_to_seller(clause: Clause) -> bool:
    money = clause.where("MONEY", "UNUSED")
    owned = clause.where("OWN")
    return (
        bool(money and owned)
        and money[0] < owned[0]
        and any(token.concept == "MERCHANT" for token in clause.tokens[owned[0] :])
        and not clause.denied(owned[0])
    )


def request_barred(sentence: Sentence) -> Iterator[Hit]:
    """The request is not taken up: said of a refund named in the clause or sentence before."""
    for position, clause in enumerate(sentence.clauses):
        if clause.has("NOHANDLE") and clause.has("MONEY", "REFUND") and not refund_promised(sentence):
            yield Hit("request_barred", clause, clause, {"clause": "no_refund", "scope": scope(sentence)})
            return
        unasked = clause.has("DEEMED") and clause.has("NOTYET") and clause.has("ASK")
        refused = (
            unasked
            or clause.has("CANNOT")
            or (clause.has("NEG", "REFUSE") and (_carried(clause) or _plain_no(sentence)))
        )
        if not refused or clause.has(*ACTS):
            continue
        topic = sentence.clauses[:position]
        named = any(part.has("REFUND", "TERMINATE") for part in topic)
        earlier = sentence.before
        if (
            not named
            and earlier is not None
            and position == 0
            and earlier.has("REFUND")
            and not refund_promised(earlier, from_clause=1)
        ):
            named = _asks(earlier)
        if not named or refund_promised(sentence, from_clause=position):
            continue
        if any(part.asserted("REFUND", "CASHOUT", denied=True) for part in topic):
            continue
        heavy = sentence.has("PROOF", "INPERSON", "INCOMPLETE") or clause.has("ORELSE")
        sure = Sureness.MEDIUM if heavy else Sureness.HIGH
        start = sentence.clauses[0]
        yield Hit("request_barred", start, clause, {"clause": "no_refund", "scope": scope(sentence)}, None, sure)
        return


def _plain_no(sentence: Sentence) -> bool:
    """能退款吗？不能。: a bare no after a question."""
    before = sentence.before
    asked = before is not None and before.text.endswith(("吗", "么", "不", "没", "呢"))
    return asked and len(sentence.clauses[0].text) <= 8


def _carried(clause: Clause) -> bool:
    """Is what the clause denies its being dealt with (不予办理, 不受理)?"""
    concepts = [token.concept for token in clause.tokens]
    if any(word in clause.text for word in ("不受理", "不接受", "不支持")):
        return True
    return any(left in ("NEG", "REFUSE") and right in ("SUPPORT", "CONSENT") for left, right in pairwise(concepts))


def _asks(sentence: Sentence) -> bool:
    """Is the sentence a question or a wish about a refund?"""
    return sentence.text.endswith(("吗", "么", "不", "没", "呢")) or any(
        word in sentence.text for word in ("能不能", "可不可以", "问", "想", "如需", "关于", "要求", "申请", "怎么")
    )


def consent_needed(sentence: Sentence) -> Iterator[Hit]:
    """A refund is possible only if the seller agrees."""
    for clause in sentence.clauses:
        words = [token.concept for token in clause.tokens]
        if "REFUND" not in words or "MUST" not in words or "MERCHANT" not in words:
            continue
        refund, must, seller = words.index("REFUND"), words.index("MUST"), words.index("MERCHANT")
        agrees = any(name in ("CONSENT", "PROOF") for name in words[seller:])
        if refund < must < seller and agrees and not clause.denied(must):
            yield Hit("refund_needs_consent", clause, clause, {"clause": "no_refund", "scope": scope(sentence)})
            return


def left_to_seller(sentence: Sentence) -> Iterator[Hit]:
    """Whether and how much is paid back is left to the seller's discretion."""
    if not exits(sentence) or not sentence.has("VAGUE", "INSIST") or sentence.asserts("REFUND", denied=True):
        return
    if sentence.has("TAKE", "FEE", "PENALTY", "STAFF", "PREVAIL") or any(a.kind != "period" for a in sentence.amounts):
        return
    clause = next(part for part in sentence.clauses if part.has("VAGUE", "INSIST"))
    if not (clause.has("SUPPORT", "MERCHANT", "REFUND") or "执行" in clause.text or "定" in clause.text):
        return
    together = any(word in clause.text for word in ("协商", "商量", "商议")) and not clause.has("MERCHANT")
    if sentence.has("LAW") or clause.has("ASK") or together:
        return
    yield Hit("refund_at_discretion", sentence.clauses[0], clause, {"clause": "refund_at_discretion"})


RULES = (
    Rule(refund_denied, "REFUND", "CASHOUT", "LOSTMONEY", "NOWAY", "RETRIEVE", "NOTALK", "STUCK"),
    Rule(end_denied, "TERMINATE", "CANCEL"),
    Rule(only_in_one_case, "ONLYIF"),
    Rule(only_alternatives, "TRANSFER", "EXCHANGE", "DEFER", "CREDIT"),
    Rule(right_waived, "WAIVE", "OWN", "SERVEAS", "ASK", "SETTLE"),
    Rule(request_barred, "CANNOT", "NEG", "REFUSE", "DEEMED", "NOHANDLE"),
    Rule(consent_needed, "MUST"),
    Rule(left_to_seller, "VAGUE", "INSIST"),
)
