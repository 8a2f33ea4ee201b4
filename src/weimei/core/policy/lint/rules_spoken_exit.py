"""Heads 1 to 3 in plain speech: the money does not come back, nobody else may use it, a lost card is lost.

Each rule names the turns that must meet in one sentence and those that take the sting out. They come after the rules on
words: what those report already is not reported again.
"""

from collections.abc import Iterator

from weimei.core.policy.lint.frames import Sentence
from weimei.core.policy.lint.hits import Field, Hit, Rule
from weimei.core.policy.lint.rules_card import REISSUE_FEE_FEN
from weimei.core.policy.lint.spoken import BACK, BARE, given, leaving, over


def way_back_shut(sentence: Sentence) -> Iterator[Hit]:
    """No way, no door, no word: the money does not come back."""
    if (
        given(sentence)
        or sentence.has("LOSE", "DEPOSIT", "GIFT", "TRANSFER", "BONUS")
        or sentence.says_any("lost", "handover")
    ):
        return
    answered = sentence.before is not None and sentence.before.is_answered_no
    if answered or sentence.has_all("EXCEPT", "LAW") or sentence.has("GOODS"):
        return
    money = any(mark in sentence.text for mark in ("钱", "款", "费", "现金", "余额", "本金"))
    for name, at_stake in (
        ("noway", money or leaving(sentence)),
        ("closed", True),
        ("nocash", sentence.says_any("leave", "rest", "intocredit")),
        ("stay", not any(word in sentence.text for word in ("包您", "保证", "让您", "绝对", "不会让"))),
        ("quiet", True),
        ("rhetoric", True),
        ("nocooling", True),
        ("final", money or sentence.says("paid")),
        ("settled", sentence.says("leave")),
        ("breach", sentence.says("leave")),
        ("noreturn", money or sentence.says("paid")),
        ("norest", sentence.says_any("rest", "paid", "money")),
    ):
        if at_stake and sentence.says(name):
            yield over(sentence, "no_refund", name, fields=BACK)
            return


def sign_off(sentence: Sentence) -> Iterator[Hit]:
    """退款需老板亲签: the refund waits for somebody's consent."""
    if sentence.says("signoff") and not sentence.has("SETTLE"):
        yield over(sentence, "refund_needs_consent", "signoff", fields=BACK)


def one_case_only(sentence: Sentence) -> Iterator[Hit]:
    """除非…，其他理由一概不看: one way out, and every other is shut."""
    if sentence.says("unless", "unlessall") and not given(sentence) and not sentence.has("LAW"):
        yield over(sentence, "refund_in_one_case", "unless", "unlessall", fields=BACK)


def paid_is_done(sentence: Sentence) -> Iterator[Hit]:
    """Payment, a code or a signature is deemed the whole performance, or some event a waiver of the refund."""
    if sentence.says("waived") and sentence.has("REFUND") and not given(sentence):
        yield over(sentence, "refund_waived", "waived", fields=BACK)
        return
    single = any(word in sentence.text for word in ("一次", "当次", "该次", "本次", "当日"))
    if sentence.says("donedeal") and sentence.says_any("paid", "leave") and not single and not given(sentence):
        yield over(sentence, "refund_waived", "donedeal", fields=BACK)


def paid_in_kind(sentence: Sentence) -> Iterator[Hit]:
    """Whoever leaves gets goods or credit instead of money."""
    fields: dict[str, Field] = {"clause": "transfer_or_deferral_only"}
    if (
        sentence.says("tocredit")
        and not sentence.says("regular")
        and not any(w in sentence.text for w in ("可以选", "任选", "也可"))
    ):
        yield over(sentence, "transfer_only", "tocredit", fields=fields)
    elif sentence.says("consumeonly") and any(
        word in sentence.text for word in ("余额", "储值", "预存", "充值", "账户里", "的钱")
    ):
        if not given(sentence) and not sentence.has("GIFT", "BONUS"):
            yield over(sentence, "transfer_only", "consumeonly", fields=fields)
    elif _converted(sentence) and not given(sentence):
        free = any(word in sentence.text for word in ("也可以", "可以选", "任选", "随您", "都可以", "均可", "或者退"))
        if not free and not sentence.has("FEE", "GIFT"):
            yield over(sentence, "transfer_only", "intocredit", fields=fields)


def _converted(sentence: Sentence) -> bool:
    """余款一律转作基金, 不想做的换成产品: money turns into something else."""
    if not sentence.says("intocredit") or not sentence.has("MONEY", "UNUSED"):
        return False
    left = any(word in sentence.text for word in ("余款", "余额", "剩余", "款项", "余下", "预存", "储值"))
    return sentence.says_any("leave", "nocash", "final") or (left and sentence.says("forced"))


def person_bound(sentence: Sentence) -> Iterator[Hit]:
    """Nobody but the buyer may use it, or only who buys as well."""
    if sentence.has("PORTRAIT", "SHARE", "COMPLAIN", "EXIT", "PERSONAL"):
        return
    if sentence.says("newonly") and (sentence.says("handover") or sentence.has("TRANSFER")):
        yield over(sentence, "transfer_conditions", "newonly", fields={})
    elif sentence.says("handover", "mustbuy"):
        yield over(sentence, "transfer_conditions", "handover", "mustbuy", fields={})
    elif sentence.says("bound") or (_refused_to_others(sentence) and not given(sentence)):
        name = "bound" if sentence.says("bound") else "handover"
        yield over(sentence, "transfer_barred", name, *(("refuse",) if sentence.says("refuse") else ()), fields={})


def _refused_to_others(sentence: Sentence) -> bool:
    """带别人来顶都不行: the refusal follows the other person."""
    given, refused = sentence.turn("handover"), sentence.turn("refuse")
    return given is not None and refused is not None and given.start < refused.start and sentence.says("rest")


def card_lost(sentence: Sentence) -> Iterator[Hit]:
    """The card, phone or account is gone, and nobody looks it up."""
    if (
        sentence.has("GOODS", "BEARER")
        or "贵重" in sentence.text
        or "随身" in sentence.text
        or (sentence.asserts("REISSUE") and not sentence.amounts)
    ):
        return
    priced = any(
        amount.kind == "share" or (amount.kind == "sum" and amount.value > REISSUE_FEE_FEN)
        for amount in sentence.amounts
    )
    if sentence.says("reissue", "takes") and priced and not sentence.asserts("TAKE", denied=True):
        yield over(sentence, "reissue_fee", "reissue", "takes", fields={"clause": "no_reissue"})
        return
    if sentence.says("noreissue"):
        yield over(sentence, "no_reissue", "noreissue", fields={"clause": "no_reissue"})
        return
    bare = any(part.has("LOSE") and part.has("REISSUE") and len(part.text) <= BARE // 2 for part in sentence.clauses)
    if not bare and not sentence.says("card") and "密码" not in sentence.text:
        return
    for name in ("nofind", "rebuy"):
        lost, end = sentence.turn("lost"), sentence.turn(name)
        if lost and end and lost.start < end.start:
            yield over(sentence, "no_reissue", "lost", name, fields={"clause": "no_reissue"})
            return


RULES = tuple(
    Rule(rule)
    for rule in (
        way_back_shut, sign_off, one_case_only, paid_is_done, paid_in_kind, person_bound, card_lost,
    )
)  # fmt: skip
