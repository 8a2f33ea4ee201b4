"""民法典, in force from 2021-01-01. Texts: law/texts/cn/civil-code.md."""

from __future__ import annotations

from datetime import date

from weimei.core.law.registry import article
from weimei.core.money import ratio_half_up

SINCE = "2021-01-01"


@article("civil-code:564", sets="rescission_alive", since=SINCE)
def rescission_alive(*, at: date, lapses_after: date) -> bool:
    """A ground of rescission dies a year after the consumer knew of it; nothing suspends or interrupts that year (199)."""
    return at <= lapses_after


@article("civil-code:152", sets="avoidance_alive", since=SINCE)
def avoidance_alive(*, at: date, lapses_after: date, latest: date) -> bool:
    """Avoidance for deceit: within a year of knowing and never after five years from the act."""
    return at <= lapses_after and at <= latest


@article("civil-code:188", sets="limitation", since=SINCE)
def limitation_passed(*, at: date, ends: date) -> bool:
    """Three years from knowing damage and debtor. A flag only: the court never raises it (193)."""
    return at > ends


@article("civil-code:585", sets="charge", on=("consumer",), since=SINCE, interaction="DISCRETION")
def charge_on_leaving(*, base: int, basis_points: int, fixed: int, most: int) -> int:
    """An agreed charge for leaving: percent of its base plus a fixed sum, never above what is left to return."""
    charge = ratio_half_up(base * basis_points, 10_000) + fixed
    return charge if charge < most else most


@article("civil-code:584", sets="merchant_loss_net", on=("consumer",), since=SINCE)
def loss_beyond_list_value(*, loss: int, at_list: int, at_discount: int) -> int:
    """The merchant's proved loss, less what the list price already took above the price paid (item 4 step 5)."""
    net = loss - (at_list - at_discount)
    return net if net > 0 else 0


@article("civil-code:586", sets="deposit_counted", since=SINCE)
def deposit_counted(*, deposit: int, price: int | None, share_bp: int) -> int:
    """A deposit counts up to a fifth of the price; the rest is ordinary prepayment. Price unknown: the most that may count."""
    if price is None:
        return deposit
    cap = price * share_bp // 10_000
    return deposit if deposit < cap else cap


@article("civil-code:586", sets="deposit_counted_range", since=SINCE)
def deposit_counted_range(*, deposit: int, paid: int, share_bp: int, price: int | None = None) -> tuple[int, int]:
    """The least and the most that may count of a deposit: one sum where the price is known.

    Price unknown: it is no lower than what was `paid` with the deposit, so at least a fifth of that counts, at most all of it.

    >>> deposit_counted_range(deposit=900000, paid=900000, share_bp=2000)
    (180000, 900000)
    """
    least = max(deposit, paid) if price is None else price
    return (
        deposit_counted(deposit=deposit, price=least, share_bp=share_bp),
        deposit_counted(deposit=deposit, price=price, share_bp=share_bp),
    )


@article("civil-code:587", sets="deposit_double", on=("merchant",), since=SINCE, interaction="DEFAULT", elective=True)
def deposit_double(*, counted: int, default_share: int) -> int:
    """The receiver's default that defeats the purpose: the deposit back twice, in the share left unperformed (67-68)."""
    return ratio_half_up(2 * counted * default_share, 100)


@article("civil-code:561", sets="part_payment", since=SINCE, interaction="DEFAULT")
def part_payment(*, payment: int, costs: int, interest: int) -> tuple[int, int, int]:
    """A part payment covers costs, then interest, then principal: the three sums that it pays."""
    on_costs = min(payment, costs)
    on_interest = min(payment - on_costs, interest)
    return on_costs, on_interest, payment - on_costs - on_interest


@article("civil-code:592", sets="loss_share", since=SINCE)
def loss_after_own_fault(*, loss: int, own_fault_bp: int) -> int:
    """The consumer's own share of fault cuts damages, not the return of the unused principal (item 15)."""
    return ratio_half_up(loss * (10_000 - own_fault_bp), 10_000)


@article("civil-code:582", sets="price_reduction_most", since=SINCE, interaction="DEFAULT")
def price_reduction_most(*, price: int) -> int:
    """Performed badly: the price may be reduced, from nothing to the whole; the court weighs it."""
    return price


@article("civil-code:787", sets="principal", on=("work_contract",), since=SINCE, interaction="DEFAULT")
def work_contract_back(*, paid: int, finished: int, begun: int, loss: int) -> int:
    """Made-to-order work ended before completion: the price less finished parts, work done on open parts, proved loss."""
    left = paid - finished - begun - loss
    return left if left > 0 else 0


@article("civil-code:157", sets="principal", on=("void",), since=SINCE, yields_to=("spc-prepaid-2025:15",))
def void_back(*, paid: int, value: int) -> int:
    """A void or avoided contract: what was received goes back, less the value of what cannot be returned."""
    return paid - value if paid > value else 0
