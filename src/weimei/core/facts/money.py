"""How the price was made up, how it was paid, what came back, what was lost."""

from __future__ import annotations

from typing import Literal

from weimei.core.facts.values import Answer, FactStruct, When
from weimei.core.money import ZERO, Fen

Rail = Literal[
    "wechat_pay",
    "alipay",
    "douyin_pay",
    "card",
    "foreign_card",
    "bank",
    "cash",
    "loan",
    "gift_card",
    "balance",
    "unknown",
]


class Layer(FactStruct, frozen=True, kw_only=True):
    """A reduction of the order's price that was not the buyer's money, with who funds it.

    `kind` coupon, points (in kind, `points` of them), red_packet, discount. `lines` empty: the whole order, in shares of the
    prices. `threshold`: lowest order sum for which it was granted. `reimbursed`: the funder paid it to the merchant in cash.
    """

    id: str
    kind: Literal["coupon", "points", "red_packet", "discount"]
    funder: Literal["merchant", "platform", "host", "bank"]
    amount: Fen
    lines: tuple[str, ...] = ()
    threshold: Fen | None = None
    points: int | None = None
    reimbursed: Answer = "unknown"
    still_valid: Answer = "unknown"
    party: str | None = None


class LoanTerms(FactStruct, frozen=True, kw_only=True):
    """A consumer loan that paid for the purchase; the amount of its payment is what she owes the lender for this contract.

    `interest_paid`: interest so far. `interest_due`: interest up to now that is not paid yet, as the lender states it.
    """

    instalments: int
    paid: int
    monthly_fee: Fen = ZERO
    interest_paid: Fen = ZERO
    interest_due: Fen = ZERO
    instalment_principal: Fen | None = None
    linked: Answer = "unknown"
    lender: str | None = None


class Leg(FactStruct, frozen=True, kw_only=True):
    """One payment, or what a lender or a card stood in for. `amount` in the currency of the contract.

    A foreign card also has what was billed (`billed`, in `billed_currency` minor units written as a decimal) and the rates.
    `passed_on`: what the seller received after commission; never the base of a refund.
    `own_first`: whether the rail returns the payer's own money before coupons (Alipay) or pro rata (WeChat Pay).
    """

    id: str
    rail: Rail = "unknown"
    amount: Fen
    kind: Literal["purchase", "deposit", "balance", "top_up", "stage"] = "purchase"
    paid_on: When | None = None
    payee: str | None = None
    coupon: Fen = ZERO
    """Rail-funded coupon inside this payment: order sum of the rail is amount + coupon."""
    coupon_reimbursed: Answer = "unknown"
    """Whether the rail paid the coupon to the merchant in cash."""
    billed: str | None = None
    billed_currency: str | None = None
    rate_at_refund: str | None = None
    passed_on: Fen | None = None
    loan: LoanTerms | None = None


class Returned(FactStruct, frozen=True, kw_only=True):
    """Money that came back: before the end of the contract off the principal, later off costs, interest, principal."""

    id: str
    amount: Fen
    on: When | None = None
    leg: str | None = None


class Loss(FactStruct, frozen=True, kw_only=True):
    """A loss that somebody claims. `profit`: expected profit, as against costs. Only proved sums count."""

    id: str
    by: Literal["consumer", "merchant"]
    amount: Fen
    what: str = ""
    kind: Literal[
        "travel", "tests", "financing_fee", "materials", "profit", "commission", "injury", "cover", "other"
    ] = "other"
    proved: Answer = "unknown"
