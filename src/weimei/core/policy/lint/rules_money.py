"""Head 7, the money side: charges for leaving, list prices, commissions, deposits, interest."""

from collections.abc import Iterator

from weimei.core.policy.lint.amounts import Amount, percent_field
from weimei.core.policy.lint.findings import Verdict
from weimei.core.policy.lint.frames import Clause, Sentence
from weimei.core.policy.lint.hits import Field, Hit, Rule, exits, first_of, refund_promised

HIGH_SHARE = 2000
"""Hundredths of a percent above which a charge is likely void. MODEL: the 20 % cap on deposits (civil-code 586), by analogy."""

DEPOSIT_CAP = 2000
"""Hundredths of a percent of the price that can count as a deposit. Source: civil-code 586."""


def _base(sentence: Sentence) -> str | None:
    """Of what the share is taken: the price, the unused rest, or not said."""
    if sentence.has("TOTALBASE"):
        return "price"
    unused = sentence.has("UNUSED") or any(
        word in sentence.text for word in ("余额", "余款", "未消费", "剩余", "余下", "未使用")
    )
    return "unused" if unused else None


def _leaving(sentence: Sentence) -> bool:
    """About the buyer's exit, here or in the sentence before."""
    return (
        exits(sentence)
        or sentence.says("leave")
        or (sentence.has("PENALTY") and sentence.before is not None and exits(sentence.before))
    )


def exit_charged(sentence: Sentence) -> Iterator[Hit]:
    """A share or a sum is kept when the buyer leaves."""
    if not _leaving(sentence) or sentence.has("DEPOSIT", "COMMISSION", "TRANSFER") or _charge_denied(sentence):
        return
    if sentence.has("MAXIMUM") and sentence.has("PERSONAL") and _real_costs(sentence):
        return
    shares = [
        (amount.value, -amount.start, amount, clause)
        for clause in sentence.clauses
        for amount in clause.amounts
        if amount.kind == "share" and amount.value < 10_000
    ]
    if shares:
        _, _, share, clause = max(shares)
        yield from _share_kept(sentence, clause, share)
        return
    for clause in sentence.clauses:
        sum_ = first_of(clause, "sum")
        if sum_ is not None and clause.has("FEE", "PENALTY") and clause.has("TAKE", "PAY", "FEE", "PENALTY"):
            yield Hit("fee_fixed", sentence.clauses[0], clause, {"clause": "fee_fixed", "amount_fen": sum_.value})
            return


def _real_costs(sentence: Sentence) -> bool:
    """Only costs that really arose and can be shown: art 15 lets the seller claim them in the buyer's own exit."""
    return any(word in sentence.text for word in ("实际发生", "凭据", "票据", "有据可查", "实际支出"))


def _charge_denied(sentence: Sentence) -> bool:
    return any(
        clause.has("FEE", "PENALTY") and clause.asserted("TAKE", "PAY", "LIAB", denied=True)
        for clause in sentence.clauses
    )


def _returned(clause: Clause, share: Amount) -> bool:
    """Is it the share that goes back (退还70%), not the share that is kept?"""
    if clause.has("TAKE", "PENALTY", "FEE", "PAY"):
        return False
    refunds = [clause.tokens[index] for index in clause.asserted("REFUND", denied=False)]
    return any(abs(token.start - share.end) <= 6 or abs(share.start - token.end) <= 10 for token in refunds)


def _share_kept(sentence: Sentence, clause: Clause, share: Amount) -> Iterator[Hit]:
    base = _base(sentence)
    start = sentence.clauses[0]
    if _returned(clause, share) or clause.has("SPLIT"):
        kept = share.value if clause.has("SPLIT") else 10_000 - share.value
        fields: dict[str, Field] = {"clause": "exit_formula", "keeps_percent": percent_field(kept)}
        yield Hit("exit_formula", start, clause, fields, charge_verdict(kept, base or "unused"))
        return
    if not sentence.has("TAKE", "PAY", "FEE", "PENALTY", "LIAB"):
        return
    penalty = sentence.has("PENALTY")
    name = "penalty_percent" if penalty else "fee_percent"
    fields = {"clause": name, "percent": percent_field(share.value), "base": base}
    yield Hit(name, start, clause, fields, charge_verdict(share.value, base))


def charge_verdict(kept: int, base: str | None) -> Verdict:
    """Likely void above the line, a question for a person below it, unclear where nobody can tell of what it is taken."""
    if kept > HIGH_SHARE:
        return Verdict.LIKELY_VOID
    return Verdict.PERSON if base else Verdict.UNCLEAR


def charge_unstated(sentence: Sentence) -> Iterator[Hit]:
    """Something is kept, but nobody can tell how much."""
    if not exits(sentence) or not sentence.has("VAGUE") or _charge_denied(sentence) or sentence.has("COMMISSION"):
        return
    if any(amount.kind != "period" for amount in sentence.amounts):
        return
    for clause in sentence.clauses:
        taken = clause.asserted("TAKE", "PAY", denied=False)
        if (
            taken
            and clause.has("VAGUE")
            and not any(word in clause.text for word in ("实际发生", "凭据", "有据可查", "实际支出"))
        ):
            yield Hit("charge_unstated", sentence.clauses[0], clause, {"clause": "charge_unstated"})
            return


_COSTS = (
    ("cost_labour", ("劳务", "人工", "工钱", "操作费", "手工", "误工", "辛苦")),
    ("cost_material", ("耗材", "材料", "药品", "物料", "产品费", "包装", "备料")),
)
"""Kinds of cost that a seller names without a figure, by the words in their names."""


def costs_named(sentence: Sentence) -> Iterator[Hit]:
    """劳务费、耗材费、手续费 are taken off, without a figure: each is another question."""
    priced = any(amount.kind in ("sum", "share") for amount in sentence.amounts)
    if not exits(sentence) or priced or sentence.has("TRANSFER", "GIFT", "DEPOSIT") or _charge_denied(sentence):
        return
    if _real_costs(sentence) or sentence.asserts("REFUND", denied=True) or sentence.has("MCAUSE"):
        return
    for clause in sentence.clauses:
        named = [token.word for token in clause.tokens if token.concept == "FEE"]
        if not named or not clause.asserted("TAKE", "PAY", "LIAB", denied=False) or _seller_bears(clause):
            continue
        rest = list(named)
        for reason, marks in _COSTS:
            same = [word for word in named if any(mark in word for mark in marks)]
            rest = [word for word in rest if word not in same]
            if same:
                yield Hit(reason, sentence.clauses[0], clause, {"clause": "charge_unstated", "name": "、".join(same)})
        if rest and not sentence.has("VAGUE"):
            yield Hit("cost_other", sentence.clauses[0], clause, {"clause": "charge_unstated", "name": "、".join(rest)})
        return


def list_price(sentence: Sentence) -> Iterator[Hit]:
    """Used units are priced again, above what was paid."""
    if not exits(sentence) and not (sentence.has("USED") and sentence.has("SETTLE") and sentence.has("LISTPRICE")):
        return
    priced = [part for part in sentence.clauses if part.has("LISTPRICE") and _reprices(part)]
    if any(part.has("SOLDPRICE") and part.has("REFUND") and not part.has("LISTPRICE") for part in sentence.clauses):
        return
    unit = next((part for part in sentence.clauses if _unit_price(part, sentence)), None)
    if sentence.has("SHORTFALL", "MAKEUP") and (priced or unit is not None):
        owed = [
            part
            for part in sentence.clauses
            if part.asserted("MAKEUP", denied=False) and part.has("SHORTFALL", "CONSUMER", "MUST")
        ]
        if owed:
            yield Hit("top_up_demanded", sentence.clauses[0], owed[0], {"clause": "top_up_demanded"})
            return
    if not priced and unit is None:
        return
    clause = priced[0] if priced else unit
    assert clause is not None
    fields: dict[str, Field] = {"clause": "list_price_recalculation"}
    sum_ = first_of(clause, "sum")
    if sum_ is not None:
        fields["unit_fen"] = sum_.value
    if sentence.has("PERSONAL"):
        yield Hit("list_price_own_exit", sentence.clauses[0], clause, fields)
    else:
        yield Hit("list_price", sentence.clauses[0], clause, fields)


def _reprices(clause: Clause) -> bool:
    """Does the clause count something at the list price, and not a gift?"""
    counts = clause.has("SETTLE", "TAKE", "USED", "PAY", "MAKEUP") or any(
        mark in clause.text for mark in ("按", "恢复", "算")
    )
    return counts and not _not_at(clause) and not clause.has("GIFT")


def _not_at(clause: Clause) -> bool:
    """不按原价."""
    index = clause.where("LISTPRICE")[0]
    return any(token.concept in ("NEG", "NONEED") for token in clause.tokens[:index])


def _unit_price(clause: Clause, sentence: Sentence) -> bool:
    per_unit = any(mark in clause.text for mark in ("每次", "/次", "一次", "单次", "每节", "每支"))
    return per_unit and first_of(clause, "sum") is not None and clause.has("SETTLE", "TAKE") and sentence.has("USED")


def commission_charged(sentence: Sentence) -> Iterator[Hit]:
    """Commissions paid to staff or a host are passed on to the buyer."""
    for clause in sentence.clauses:
        thanks = (clause.has("THANKS") or "辛苦费" in clause.text) and clause.has("STAFF")
        if not clause.has("COMMISSION") and not thanks:
            continue
        taken = clause.asserted(
            "TAKE", "PAY", "LIAB", "MAKEUP", *(("REFUND",) if clause.has("MUST") else ()), denied=False
        ) and not clause.asserted("TAKE", denied=True)
        if not taken or _seller_bears(clause) or not (exits(sentence) or "退款人" in sentence.text):
            continue
        words = [token.word for token in clause.tokens if token.concept == "COMMISSION"]
        own = [word for word in words if any(mark in word for mark in ("提成", "绩效", "奖", "业绩"))]
        outside = [word for word in words if word not in own]
        hosts = any(word in clause.text for word in _OUTSIDERS) or bool(set(outside) & _OUTSIDE_FEES)
        fields: dict[str, Field] = {"clause": "commission_charged"}
        if own or (clause.has("STAFF") and not hosts):
            yield Hit("commission_charged", sentence.clauses[0], clause, fields)
        if outside and (hosts or not clause.has("STAFF")):
            yield Hit("host_commission", sentence.clauses[0], clause, fields)
        return


def host_fee_passed_on(sentence: Sentence) -> Iterator[Hit]:
    """主播那边的服务费…要您来补: what was paid to an outsider is put on the buyer who leaves."""
    if not exits(sentence) or sentence.has("COMMISSION"):
        return
    for position, clause in enumerate(sentence.clauses):
        if not clause.has("FEE") or not any(word in clause.text for word in _OUTSIDERS if word != "机构"):
            continue
        for later in sentence.clauses[position:]:
            if later.asserted("MAKEUP", "TAKE", "LIAB", denied=False) and not later.has("MERCHANT", "SUPPORT"):
                yield Hit("host_commission", sentence.clauses[0], later, {"clause": "commission_charged"})
                return


def _seller_bears(clause: Clause) -> bool:
    """提成由我们承担."""
    place = clause.start + clause.text.find("由")
    after = next((token for token in clause.tokens if token.start > place >= clause.start), None)
    return after is not None and after.concept == "MERCHANT" and clause.has("LIAB")


_OUTSIDERS = ("主播", "平台", "达人", "渠道", "推广", "机构", "带货", "中介")
_OUTSIDE_FEES = frozenset({"推广费", "渠道费", "坑位费", "返点", "主播佣金", "平台佣金", "服务佣金"})
"""Who earns a commission without being the seller's employee."""


_DEPOSIT_NAMES = {
    "订金": "订金",
    "诚意金": "诚意金",
    "意向金": "诚意金",
    "预约金": "订金",
    "占位金": "订金",
    "锁位金": "订金",
}


def deposit_kept(sentence: Sentence) -> Iterator[Hit]:
    """A deposit is not given back."""
    if not sentence.has("DEPOSIT"):
        return
    token = next(token for part in sentence.clauses for token in part.tokens if token.concept == "DEPOSIT")
    kept = (
        sentence.asserts("REFUND", denied=True)
        or sentence.has("LOSTMONEY", "OWN", "GIVEAWAY")
        or sentence.says("noreturn")
    )
    if not kept:
        return
    fields: dict[str, Field] = {"clause": "deposit_named"}
    first, last = sentence.clauses[0], sentence.clauses[-1]
    if token.word not in ("定金", "预付定金"):
        name = _DEPOSIT_NAMES.get(token.word, "订金" if token.word.startswith(("占", "锁", "留", "预留")) else None)
        if name is not None:
            yield Hit("earnest_kept", first, last, fields | {"name": name})
        return
    fields["name"] = "定金"
    share = _deposit_share(sentence)
    if share is not None and share > DEPOSIT_CAP:
        yield Hit("deposit_above_cap", first, last, fields | {"percent": percent_field(share)})
    elif _mutual(sentence) or (sentence.has("MCAUSE") and refund_promised(sentence)):
        yield Hit("deposit_within_law", first, last, fields)
    else:
        absolute = sentence.has("WHATEVER")
        yield Hit("deposit_kept", first, last, fields, Verdict.LIKELY_VOID if absolute else None)


def _mutual(sentence: Sentence) -> bool:
    """Twice back on the seller's breach, here or in the next sentence."""
    return sentence.has("DOUBLE") or (sentence.after is not None and sentence.after.has("DOUBLE"))


def _deposit_share(sentence: Sentence) -> int | None:
    """The deposit as a share of the price: said, or from two sums of which the larger is the price."""
    shares = [amount.value for amount in sentence.amounts if amount.kind == "share"]
    if shares:
        return shares[0]
    sums = sorted(amount.value for amount in sentence.amounts if amount.kind == "sum")
    if len(sums) == 2 and sums[1] and sentence.has("TOTALBASE"):
        return sums[0] * 10_000 // sums[1]
    return None


def interest_denied(sentence: Sentence) -> Iterator[Hit]:
    """No interest is paid on what goes back."""
    for clause in sentence.clauses:
        if not clause.has("INTEREST"):
            continue
        index = clause.where("INTEREST")[0]
        if clause.tokens[index].word == "无息" or (clause.denied(index) and not clause.has("TAKE")):
            yield Hit("no_interest", clause, clause, {"clause": "interest_rate"})
            return


def refund_slow(sentence: Sentence) -> Iterator[Hit]:
    """Money goes back later than fifteen days after the request."""
    if not sentence.has("REFUND") or sentence.asserts("REFUND", denied=True) or sentence.has("TRANSFER", "EXPIRE"):
        return
    for clause in sentence.clauses:
        period = first_of(clause, "period")
        if period is None or period.unit == "小时" or period.value <= 15:
            continue
        tail = clause.text[period.end - clause.start :]
        paid_out = any(
            word in tail for word in ("到账", "支付", "打款", "打到", "汇", "原路", "退至", "分期", "返还", "退还")
        )
        paid_out = paid_out or any(word in clause.text for word in ("周期", "时限", "到账时间"))
        due = (
            paid_out
            if tail == ""
            else tail.startswith(("内", "后")) and (paid_out or (clause.has("REFUND") and "可" not in tail))
        )
        bought = any(word in sentence.text for word in ("付款后", "购买后", "购买之日", "付款之日", "下单后"))
        if due and not bought:
            fields: dict[str, Field] = {"clause": "refund_days", "days": period.value}
            if period.unit == "工作日":
                fields["working_days"] = -(-period.value * 5 // 7)
            yield Hit("refund_slow", clause, clause, fields)
            return


RULES = (
    Rule(exit_charged, "TAKE", "PAY", "FEE", "PENALTY", "LIAB", "REFUND", "SPLIT"),
    Rule(charge_unstated, "VAGUE"),
    Rule(costs_named, "FEE"),
    Rule(list_price, "LISTPRICE", "SETTLE", "TAKE"),
    Rule(commission_charged, "COMMISSION", "THANKS", "FEE"),
    Rule(host_fee_passed_on, "FEE"),
    Rule(deposit_kept, "DEPOSIT"),
    Rule(interest_denied, "INTEREST"),
    Rule(refund_slow, "REFUND"),
)
