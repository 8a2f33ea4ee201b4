"""Terms that give the buyer something: they bind the seller and get no warning."""

from collections.abc import Iterator

from weimei.core.policy.lint.amounts import percent_field
from weimei.core.policy.lint.frames import Clause, Sentence
from weimei.core.policy.lint.hits import Field, Hit, Rule, first_of, refund_promised


def promised(sentence: Sentence) -> Iterator[Hit]:
    """Refund promises, cooling-off days, result guarantees, cash-back and branches named."""
    taken_back = sentence.says_any("discountoff", "giveback")
    if sentence.has("CASHBACK") and not taken_back and not sentence.asserts("CASHBACK", denied=True):
        yield _cashback(sentence)
        return
    lapsing = sentence.has("EXPIRE") and not any(
        word in sentence.text for word in ("自动退", "过期退", "到期退", "过期也退")
    )
    if not refund_promised(sentence) or lapsing:
        return
    for clause in sentence.clauses:
        hit = _promise(sentence, clause)
        if hit is not None:
            yield hit
            return


def _cashback(sentence: Sentence) -> Hit:
    sums = [amount.value for amount in sentence.amounts if amount.kind == "sum"]
    fields: dict[str, Field] = {"clause": "cashback_on_condition", "amount_fen": sums[0] if sums else None}
    return Hit("promise", sentence.clauses[0], sentence.clauses[-1], fields)


def _promise(sentence: Sentence, clause: Clause) -> Hit | None:
    last = sentence.clauses[-1]
    missed = clause.has("GUARANTEE") and any(word in sentence.text for word in ("效果", "疗效", "标准", "目标"))
    if missed or (clause.has("NOEFFECT", "UNHAPPY") and clause.has("REFUND")):
        whole = any(word in sentence.text for word in ("全额", "全款", "全退", "一分不少"))
        remedy = "full_refund" if whole else None
        return Hit("promise", clause, last, {"clause": "result_guarantee", "remedy": remedy})
    period = first_of(clause, "period")
    if (
        period is not None
        and period.value <= 60
        and ("NOREASON" in sentence.concepts or "全额" in sentence.text)
        and (any(word in clause.text for word in ("付款", "购买", "下单", "签约", "签订")))
    ):
        return Hit("promise", clause, last, {"clause": "cooling_off", "days": period.value})
    if "随时" in clause.text and clause.has("REFUND"):
        return Hit("promise", clause, last, {"clause": "refund_any_time"})
    if clause.has("REFUND") and sentence.has("UNUSED", "MONEY"):
        share = first_of(clause, "share")
        if share is not None and share.value < 10_000:
            return None
        return Hit("promise", sentence.clauses[0], last, {"clause": "unspent_refundable"})
    return None


def branch_named(sentence: Sentence) -> Iterator[Hit]:
    """The service is tied to one branch: for a later move the place is then part of the contract."""
    for clause in sentence.clauses:
        only = (
            clause.has("ONLY")
            and clause.has("USEBY")
            and any(word in clause.text for word in ("店使用", "分店使用", "院区使用", "店内使用"))
        )
        if only and clause.has("MERCHANT", "PLACE"):
            yield Hit("branch_bound", clause, clause, {"clause": "branch_bound"})
            return


def interest_promised(sentence: Sentence) -> Iterator[Hit]:
    """A rate of interest on what goes back."""
    for clause in sentence.clauses:
        if clause.has("RATE") and clause.has("INTEREST", "REFUND") and not clause.has("NEG"):
            share = first_of(clause, "share")
            fields: dict[str, Field] = {"clause": "interest_rate"}
            if share is not None:
                fields["percent"] = percent_field(share.value)
            yield Hit("promise", clause, clause, fields)
            return


RULES = (
    Rule(promised, "REFUND", "CASHBACK"),
    Rule(branch_named, "ONLY"),
    Rule(interest_promised, "RATE"),
)
