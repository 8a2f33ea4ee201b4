"""A refund on a foreign card: owed in the currency of the contract, seen at the day of payment and at the day of
refund.
"""

from __future__ import annotations

import re

from weimei.core.errors import DomainError
from weimei.core.findings import Step
from weimei.core.money import currency_digits, parse_amount, ratio_half_up
from weimei.core.settlement.orders import Value

_RATE = re.compile(r"(\d{1,9})(?:\.(\d{1,12}))?", re.ASCII)


class ForeignView(Value, frozen=True, kw_only=True):
    """The same refund in the currency of the card, in its minor units.

    `at_payment`: the refunded share of what was billed. `at_refund`: the refund at the rate of the refund, if known.
    `difference`: at_refund - at_payment; it belongs to the card scheme's conversion, not to the claim (2.6, X17).
    """

    leg: str
    currency: str
    billed: int
    at_payment: int
    at_refund: int | None = None
    difference: int | None = None
    step: Step


def exact_rate(text: str) -> tuple[int, int]:
    """A rate as written, as numerator and denominator: units of the contract's currency for one unit of the card's.

    >>> exact_rate("7.0520")
    (70520, 10000)
    """
    found = _RATE.fullmatch(text)
    decimals = (found.group(2) or "") if found else ""
    if found is None or not int(found.group(1) + decimals):
        raise DomainError(
            "settlement.rate",
            f"{text!r} is not a rate of exchange.",
            remedy="Write how much one unit of the card's currency costs in the contract's currency, such as 7.0520.",
        )
    return int(found.group(1) + decimals), int(10 ** len(decimals))


def foreign_view(
    *, leg: str, refund: int, paid: int, billed: str, currency: str, contract_currency: str, rate_at_refund: str | None
) -> ForeignView:
    """`refund` of `paid` (contract currency) in the currency of the card that was billed `billed`.

    Each figure is rounded once, half up, to the digits of the card's currency. Source: 2.6, X17.
    """
    digits = currency_digits(currency)
    whole = parse_amount(billed, digits)
    at_payment = ratio_half_up(whole * refund, paid) if paid else 0
    at_refund = difference = None
    args: dict[str, int | str] = {
        "currency": currency,
        "billed": billed,
        "refund_fen": refund,
        "at_payment_minor": at_payment,
    }
    if rate_at_refund is not None:
        numerator, denominator = exact_rate(rate_at_refund)
        scale = 10 ** currency_digits(contract_currency)
        at_refund = ratio_half_up(refund * 10**digits * denominator, scale * numerator)
        difference = at_refund - at_payment
        args |= {"rate": rate_at_refund, "at_refund_minor": at_refund, "difference_minor": difference}
    step = Step(
        "settlement.foreign",
        refund,
        ("model:foreign_views",),
        (f"legs.{leg}.billed", f"legs.{leg}.rate_at_refund"),
        args,
    )
    return ForeignView(
        leg=leg,
        currency=currency,
        billed=whole,
        at_payment=at_payment,
        at_refund=at_refund,
        difference=difference,
        step=step,
    )
