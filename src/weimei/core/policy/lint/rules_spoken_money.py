"""Head 7 in plain speech, the money side: lapse, list prices, parts kept, gifts, commissions, order of spending."""

from collections.abc import Iterator
from typing import Final

from weimei.core.policy.lint.amounts import percent_field
from weimei.core.policy.lint.findings import Sureness
from weimei.core.policy.lint.frames import Sentence
from weimei.core.policy.lint.hits import Field, Hit, Rule, exits
from weimei.core.policy.lint.rules_money import charge_verdict
from weimei.core.policy.lint.rules_other import LONG_ABSENCE
from weimei.core.policy.lint.spoken import BARE, at, given, leaving, over
from weimei.core.policy.lint.turns import Turn


def gone_in_time(sentence: Sentence) -> Iterator[Hit]:
    """Time runs out and what was paid for is gone or given away."""
    if given(sentence) or sentence.has("UNLIMITED", "FORCE", "GIFT", "BONUS") or sentence.says("visit"):
        return
    if sentence.has("NOSHOW") and not _stayed_away(sentence):
        return
    if sentence.asserts("DEFER") or any(
        word in sentence.text for word in ("续上", "延长", "顺延", "续期", "照样用", "仍可")
    ):
        return
    about = sentence.says("rest") or not sentence.says("offer")
    fields: dict[str, Field] = {"clause": "expiry"}
    if sentence.says("donated", "rest") and sentence.says_any("away", "timeup"):
        yield over(sentence, "expiry", "donated", "rest", fields=fields)
        return
    away = _stayed_away(sentence)
    times = sentence.turns("timeup") or ((away,) if away else ())
    if not about or not times:
        return
    for gone in sentence.turns("gone"):
        place = at(sentence, gone)
        time = next((one for one in reversed(times) if one.end <= gone.start), None)
        if time is None or place.has("LOSE") or _kept(sentence, gone):
            continue
        bare = len(place.text) <= BARE and place is at(sentence, time)
        if sentence.says("rest") or bare or away:
            yield Hit("expiry", at(sentence, time), place, fields, None, Sureness.MEDIUM)
            return


def _stayed_away(sentence: Sentence) -> Turn | None:
    """Nobody came or used it for a time that is named."""
    long = any(amount.kind == "period" and amount.value >= LONG_ABSENCE for amount in sentence.amounts)
    return sentence.turn("away") if long else None


def _kept(sentence: Sentence, gone: Turn) -> bool:
    """不会作废, 不收回: the loss is denied."""
    before = sentence.text[max(0, gone.start - 3) : gone.start]
    return before.endswith(("不会", "不", "没有", "不予", "不能", "不得")) and sentence.text[gone.start] not in "不没无"


def priced_again(sentence: Sentence) -> Iterator[Hit]:
    """What was done is counted at a price higher than the one paid, or the discount is taken back."""
    if (
        not leaving(sentence)
        or sentence.has("PERSONAL", "GIFT", "TRANSFER")
        or "不按" in sentence.text
        or sentence.says("gift")
    ):
        return
    fields: dict[str, Field] = {"clause": "list_price_recalculation"}
    if sentence.says("listed", "repay") and sentence.says_any("used", "discountoff"):
        if not sentence.has("SOLDPRICE") and "差" not in sentence.text:
            yield over(sentence, "list_price", "listed", "repay", fields=fields)
    elif sentence.says("discountoff"):
        yield over(sentence, "list_price", "discountoff", fields=fields)
    elif sentence.has("CASHBACK") and sentence.says("giveback", "leave"):
        yield over(sentence, "list_price", "giveback", fields=fields)


def paid_back_at_a_discount(sentence: Sentence) -> Iterator[Hit]:
    """退的话打八折给您, 剩下的二八开: a part of the rest stays with the seller."""
    if not (leaving(sentence) or sentence.says("rest")) or sentence.has("GIFT", "TRANSFER", "DEPOSIT", "SOLDPRICE"):
        return
    for clause in sentence.clauses:
        for amount in clause.amounts:
            cut = amount.kind == "discount" and any(word in clause.text for word in _PAID_OUT)
            split = (
                amount.kind == "share"
                and clause.text[amount.end - clause.start :][:1] in ("开", "分")
                and sentence.says("money")
            )
            if cut or split:
                kept = 10_000 - amount.value if cut else amount.value
                fields: dict[str, Field] = {"clause": "exit_formula", "keeps_percent": percent_field(kept)}
                yield Hit(
                    "exit_formula", sentence.clauses[0], clause, fields, charge_verdict(kept, "unused"), Sureness.MEDIUM
                )
                return


_PAID_OUT: Final = ("退", "返", "还", "给您", "给你", "折现", "结给", "结算")


def sum_taken(sentence: Sentence) -> Iterator[Hit]:
    """退的话先扣两千: a sum without a name is taken from whoever leaves."""
    if not leaving(sentence) or sentence.has("GIFT", "TRANSFER", "DEPOSIT", "COMMISSION", "LISTPRICE", "REISSUE"):
        return
    if (
        given(sentence)
        or sentence.asserts("TAKE", denied=True)
        or any(w in sentence.text for w in ("单价", "实付", "赠", "送"))
    ):
        return
    for clause in sentence.clauses:
        sums = [amount for amount in clause.amounts if amount.kind == "sum"]
        if sums and clause.asserted("TAKE", denied=False):
            fields: dict[str, Field] = {"clause": "fee_fixed", "amount_fen": sums[0].value}
            yield Hit("fee_fixed", sentence.clauses[0], clause, fields, None, Sureness.MEDIUM)
            return


def bare_charge(sentence: Sentence) -> Iterator[Hit]:
    """扣20个点, and no word of what: nobody knows when, and of which sum."""
    share = next((amount for amount in sentence.amounts if amount.kind == "share"), None)
    if (
        share is None
        or len(sentence.text) > BARE
        or exits(sentence)
        or sentence.has("REISSUE", "TRANSFER", "DEPOSIT")
        or not sentence.asserts("TAKE")
    ):
        return
    fields: dict[str, Field] = {"clause": "fee_percent", "percent": percent_field(share.value), "base": None}
    yield Hit(
        "fee_percent",
        sentence.clauses[0],
        sentence.clauses[-1],
        fields,
        charge_verdict(share.value, None),
        Sureness.LOW,
    )


def gift_priced(sentence: Sentence) -> Iterator[Hit]:
    """赠送项目按原价折算, whether or not the sentence says when."""
    kind = any(word in sentence.text for word in ("不扣", "不折", "不用还", "不计", "不收"))
    opened = sentence.says("gift", "opened", "countin")
    if (sentence.says("gift", "listed", "repay") or opened) and not kind:
        yield over(
            sentence,
            "gift_deducted",
            "gift",
            "countin" if opened else "repay",
            fields={"clause": "gifts_not_refundable"},
        )


def commission_put_on(sentence: Sentence) -> Iterator[Hit]:
    """The seller's commission is to be borne by whoever leaves."""
    own = sentence.has("STAFF") or any(word in sentence.text for word in ("顾问", "主播", "达人"))
    if not (leaving(sentence) or sentence.has("LOSTMONEY") or own) or not sentence.says("commission", "bear"):
        return
    if any(
        word in sentence.text
        for word in ("由我们", "我们自己", "由本店", "由公司", "不从", "不扣", "我们出", "商家承担")
    ):
        return
    outside = any(word in sentence.text for word in ("主播", "平台", "达人", "渠道", "机构", "带货", "坑位"))
    reason = "host_commission" if outside else "commission_charged"
    yield over(sentence, reason, "commission", "bear", fields={"clause": "commission_charged"})


def own_money_first(sentence: Sentence) -> Iterator[Hit]:
    """The buyer's own money is spent first, what was given comes last."""
    fields: dict[str, Field] = {"clause": "paid_in_spent_first"}
    if sentence.says("paidfirst", "bonus"):
        first, bonus = sentence.turn("paidfirst"), sentence.turn("bonus")
        if first and bonus and first.start < bonus.start and "送的先" not in sentence.text:
            yield over(sentence, "paid_in_first", "paidfirst", "bonus", fields=fields)
    elif sentence.says("paidout", "bonus"):
        yield over(sentence, "paid_in_first", "paidout", "bonus", fields=fields)
    elif sentence.says("bonuslast") and not sentence.has("MAY", "REFUND"):
        yield over(sentence, "gifts_last", "bonuslast", fields=fields)


RULES = tuple(
    Rule(rule)
    for rule in (
        gone_in_time, priced_again, paid_back_at_a_discount, sum_taken, bare_charge, gift_priced, commission_put_on,
        own_money_first,
    )
)  # fmt: skip
