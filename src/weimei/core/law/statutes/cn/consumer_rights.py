"""消费者权益保护法 (2013) and its regulation of 2024, 侵害消费者权益行为处罚办法. Texts: law/texts/cn/cpl-2013.md and others."""

from __future__ import annotations

from datetime import date

from weimei.core.law.registry import article
from weimei.core.money import ratio_half_up

SINCE = "2014-03-15"
OUT = ("out:not_performed", "out:consumer", "out:neutral", "out:void", "out:fraud", "out:expired")


@article("cpl-2013:53", sets="principal", on=OUT, since=SINCE, yields_to=("spc-prepaid-2025:15",))
def prepayment_back(*, paid: int, value: int) -> int:
    """Prepaid and not performed as agreed: the part not performed comes back, at the consumer's choice."""
    return paid - value if paid > value else 0


@article(
    "penalty-consumer:10", sets="value_used", on=OUT, since="2015-03-15", interaction="ADMINISTRATIVE",
    yields_to=("spc-prepaid-2025:18(1)", "spc-prepaid-2025:19"),
)  # fmt: skip
def value_favourable(*, price: int, units: int, used: int) -> int:
    """Nothing agreed on refunds: what was used is converted in the way that favours the consumer, the price really paid."""
    return ratio_half_up(price * used, units)


@article("cpl-2013:53", sets="interest_start", on=("out:not_performed",), since=SINCE)
def interest_from_payment(*, paid_on: date) -> date:
    """Prepaid and not performed: interest runs from the payment (section 6 item 7).

    Yields to nothing: the special rule itself lets an earlier start of another statute in (spc-prepaid-2025 17 para 2).
    """
    return paid_on


@article("cpl-2013:55", sets="increase", on=("fraud",), since=SINCE, interaction="FLOOR", elective=True)
def increase_for_fraud(*, base: int, multiple: int, least: int) -> int:
    """Fraud: three times the price of what the deceit concerns, at least 500 yuan.

    >>> increase_for_fraud(base=9800, multiple=3, least=50000)
    50000
    """
    return max(multiple * base, least)


@article("cpl-2013:25", sets="goods_return", since=SINCE, interaction="FLOOR")
def goods_return(*, arrived: date, deadline: date) -> bool:
    """Goods bought at a distance may go back within seven days of receipt; services may not."""
    return arrived <= deadline


@article("penalty-consumer:8", sets="deliberate_delay", since="2015-03-15", interaction="ADMINISTRATIVE")
def deliberate_delay(*, days_since_request: int, limit: int) -> bool:
    """Not refunding for more than fifteen days after the request may be treated as deliberate delay."""
    return days_since_request > limit
