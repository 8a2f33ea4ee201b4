"""最高人民法院关于审理预付式消费民事纠纷案件适用法律若干问题的解释, 法释〔2025〕4号, in force from 2025-05-01.

Texts: law/texts/cn/spc-prepaid-2025.md. Sums are whole minor units; a share is a numerator over a denominator, and is
rounded once, half up, where it becomes a sum (reading `model:rounding`).
"""

from __future__ import annotations

from datetime import date

from weimei.core.law.registry import article
from weimei.core.money import ratio_half_up

SINCE = "2025-05-01"
ALL = ("merchant", "neutral", "consumer")


@article("spc-prepaid-2025:1", sets="scope", since=SINCE)
def scope(*, paid_before: bool, planned_deliveries: int | None, continuous: bool) -> bool:
    """Money first, then delivery in several turns or continuously, in a consumer field. Counted as contracted, not as used.

    `planned_deliveries` None: a course whose number is not known counts as several.
    """
    return paid_before and (continuous or planned_deliveries is None or planned_deliveries >= 2)


@article("spc-prepaid-2025:26", sets="scope_of_card", since=SINCE)
def scope_of_card(*, single_purpose: bool) -> bool:
    """Single-purpose cards and codes only; a wallet usable at unrelated merchants is a means of payment."""
    return single_purpose


@article("spc-prepaid-2025:14", sets="cooling_off", since=SINCE, interaction="FLOOR")
def cooling_off(*, arrived: date, deadline: date, prior_same_service: bool) -> bool:
    """Principal back without a reason when asked within seven days of payment, unless the same service was had before."""
    return arrived <= deadline and not prior_same_service


@article("spc-prepaid-2025:15", sets="principal", on=ALL, since=SINCE)
def principal(*, paid: int, value: int) -> int:
    """What was paid less the value of what was delivered, never below nothing."""
    return paid - value if paid > value else 0


@article("spc-prepaid-2025:16", sets="interest_rate", on=("merchant",), since=SINCE, interaction="DEFAULT")
def rate_merchant_cause() -> str:
    """Merchant's cause, no agreed rate: the one-year LPR in force when the contract was formed, one fixed rate."""
    return "lpr_1y"


@article("spc-prepaid-2025:16", sets="interest_rate", on=("consumer",), since=SINCE, interaction="DEFAULT")
def rate_consumer_cause() -> str:
    """Consumer's cause, no agreed rate: the central bank's one-year deposit benchmark at formation."""
    return "deposit_1y"


@article("spc-prepaid-2025:17", sets="interest_start", on=ALL, since=SINCE, interaction="FLOOR")
def interest_start(*, ended: date) -> date:
    """Interest runs from the end of the contract: notice arrived, grace period over, pleading served, or as agreed or judged."""
    return ended


def interest(*, principal: int, rate_bp: int, days: int, basis: int) -> int:
    """Simple interest, rate in hundredths of a percent a year. `basis` 365 or 360 days (reading `model:day_count_365`).

    >>> interest(principal=1280000, rate_bp=300, days=82, basis=365)
    8627
    """
    return ratio_half_up(principal * rate_bp * days, 10_000 * basis) if days > 0 else 0


@article("spc-prepaid-2025:18(1)", sets="value_used", on=("merchant", "neutral"), since=SINCE, interaction="FLOOR")
def value_at_discount(*, price: int, units: int, used: int) -> int:
    """Not the consumer's doing: what was used counts at the price really paid, `used` of `units` bought for `price`.

    >>> value_at_discount(price=880000, units=10, used=4)
    352000
    """
    return ratio_half_up(price * used, units)


@article("spc-prepaid-2025:18(2)", sets="credit_used", on=("merchant", "neutral"), since=SINCE, interaction="FLOOR")
def value_by_paid_share(*, paid: int, bonus: int, face_used: int) -> int:
    """Not the consumer's doing, credit given on top: face value used counts in the ratio of money paid to all credit.

    >>> value_by_paid_share(paid=1000000, bonus=500000, face_used=600000)
    400000
    """
    whole = paid + bonus
    return ratio_half_up(face_used * paid, whole) if whole else 0


@article("spc-prepaid-2025:19", sets="value_used", on=("consumer",), since=SINCE, interaction="FLOOR")
def value_at_list(*, list_price: int, used: int, at_discount: int) -> int:
    """The consumer's own reason: what was used counts at the price before discount, not less than at the discount."""
    value = list_price * used
    return value if value > at_discount else at_discount


@article("spc-prepaid-2025:19(2)", sets="list_price_attacked", on=("consumer",), since=SINCE, interaction="DISCRETION")
def list_price_attacked(*, list_price: int, market: int) -> int:
    """A plainly unreasonable list price without sales gives way to the market price; the market price only ever lowers it."""
    return min(list_price, market)


@article("spc-prepaid-2025:19", sets="credit_used", on=("consumer",), since=SINCE, interaction="FLOOR")
def value_at_face(*, face_used: int) -> int:
    """The consumer's own reason: credit used counts at its face value, the bonus is no discount any more."""
    return face_used


@article("spc-prepaid-2025:20", sets="extra_due", on=ALL, since=SINCE)
def extra_due(*, paid: int, at_discount: int) -> int:
    """Nothing is paid on top when only the list value exceeds the price; use on credit at the discounted price stays a debt."""
    return at_discount - paid if at_discount > paid else 0


@article("spc-prepaid-2025:21", sets="gift_taken_off", on=ALL, since=SINCE, interaction="DISCRETION")
def gift_taken_off_most(*, value: int, principal: int) -> int:
    """The most that a used gift may cost: its value, never more than what is left to return."""
    return value if value < principal else principal


@article("spc-prepaid-2025:22", sets="term_share", on=ALL, since=SINCE, interaction="FLOOR")
def term_share(*, price: int, days_left: int, days_total: int) -> int:
    """Access for a period: the price in the share of the days left after the end or after the merchant stopped.

    >>> term_share(price=680000, days_left=98, days_total=365)
    182575
    """
    left = 0 if days_left < 0 else days_total if days_left > days_total else days_left
    return ratio_half_up(price * left, days_total)


@article("spc-prepaid-2025:10", sets="minor", since=SINCE)
def minor_standing(*, age: int, lives_on_own_labour: bool, consented: bool) -> str:
    """Under 8 void; 8 to 17 void unless consented or ratified; 16 and 17 on own labour count as adult."""
    if age < 8:
        return "void"
    if age >= 18 or (age >= 16 and lives_on_own_labour):
        return "adult"
    return "bound" if consented else "void_unless_ratified"


@article("spc-prepaid-2025:23", sets="increase", on=("absconded",), since=SINCE, elective=True)
def increase_for_absconding(*, base: int, multiple: int, least: int) -> int:
    """Closed, not performing and dodging the refund in bad faith: the increase of cpl-2013 art 55, base open (item 9)."""
    return max(multiple * base, least)


@article("spc-prepaid-2025:25", sets="records", since=SINCE, interaction="DISCRETION")
def records_withheld(*, in_merchants_hands: bool, requested: bool, answered: bool) -> bool:
    """Records kept back without good reason: the consumer's account may be taken as true."""
    return in_merchants_hands and requested and not answered
