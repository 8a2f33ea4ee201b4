"""What was bought and what was delivered of it."""

from __future__ import annotations

from typing import Literal

from weimei.core.facts.values import Answer, FactStruct, When
from weimei.core.money import ZERO, Fen

Plan = Literal["single", "sessions", "stored_value", "term", "programme", "goods", "gift"]
"""single: done once. sessions: a course of n. stored_value: credit on a card. term: access for a period, not counted.
programme: bought for a result, not counted. gift: a service or item of another kind given on top."""


class ListPrice(FactStruct, frozen=True, kw_only=True):
    """The price before discount, and what can be shown of it (spc-prepaid-2025 art 19; 2.9 item 5 of the reference).

    `amount` is of one unit for a course, of the whole for anything else. `shown`: stated before or in the contract.
    `sales`: the merchant can produce sales at it. `attacked`: the consumer says it is plainly unreasonable.
    `market`: price of the same kind at the place of performance when the contract was made.
    """

    amount: Fen | None = None
    shown: Answer = "unknown"
    sales: Answer = "unknown"
    attacked: Answer = "unknown"
    market: Fen | None = None


class Pack(FactStruct, frozen=True, kw_only=True):
    """One purchase of units or one top-up of credit within a line; packs are used in order of date, then id."""

    id: str
    price: Fen
    on: When | None = None
    units: int = 0
    bonus: Fen = ZERO
    used: int | None = None
    """Units of this pack used, by a mark made at the visits and not contested (civil-code 560 by analogy)."""


class Term(FactStruct, frozen=True, kw_only=True):
    """A period of access. First and last day both counted (spc-prepaid-2025 art 22, reading `model:day_count_inclusive`)."""

    start: When | None = None
    end: When | None = None
    months: int | None = None
    from_activation: bool = False
    activated: Answer = "unknown"
    activated_on: When | None = None
    unlimited: Answer = "unknown"
    suspended_days: int = 0
    last_service_on: When | None = None
    stopped_on: When | None = None
    """First day on which the service could not be had, by the merchant's doing."""


class Deposit(FactStruct, frozen=True, kw_only=True):
    """A sum named at the start: 定金 can be forfeited within a fifth of the price, 订金 and 诚意金 cannot."""

    amount: Fen
    name: Literal["定金", "订金", "诚意金", "other"] = "other"
    counted_in_price: Answer = "unknown"
    price_of_leaving: Answer = "no"
    """The paper expressly makes the deposit the price of leaving (解约定金)."""
    default_share: int = 100
    """Percent of the contract that the party in breach left unperformed."""


class Line(FactStruct, frozen=True, kw_only=True):
    """One part of the bargain.

    `price` is what this part costs by the contract, after the seller's own markdown and before order-level coupons and
    points, which are layers. In a bundle with one price the parts carry `bundle` and their list prices.
    `units` are bought units, `free_units` of the same kind on top. `used` counts both, as the consumer says;
    `used_by_merchant` as the merchant says. Where both are left out, the redemptions of the line are counted.
    """

    id: str
    plan: Plan
    name: str = ""
    price: Fen | None = None
    bundle: str | None = None
    list_price: ListPrice = ListPrice()
    units: int | None = None
    unit_price: Fen | None = None
    free_units: int = 0
    free_in_bargain: Answer = "unknown"
    free_used: int | None = None
    """How many of the used units were free ones, where the record tells them apart."""
    used: int | None = None
    used_by_merchant: int | None = None
    packs: tuple[Pack, ...] = ()
    bonus: Fen = ZERO
    bonus_kind: Literal["credit", "points", "services"] = "credit"
    opening_balance: Fen = ZERO
    used_value: Fen | None = None
    """Face value consumed from stored value, at the prices charged to the card."""
    used_value_paid: Fen | None = None
    """The part of it that the account took from paid-in money."""
    used_list_value: Fen | None = None
    """The same consumption at prices before discount, where the card also gave a member price."""
    balance: Fen | None = None
    term: Term | None = None
    performed: Literal["none", "part", "all", "unknown"] = "unknown"
    performed_value: Fen | None = None
    """Contract price of what was done, for a single procedure, a programme or made-to-order work."""
    lapsed_on: When | None = None
    """Day after which unused units were to lapse."""
    lapse: Literal["none", "merchant", "extended", "unflagged", "stayed_away", "unknown"] = "unknown"
    """Why units stayed unused at the lapse: merchant's obstacle, served after it, clause not flagged, consumer stayed away."""
    gift_value: Fen | None = None
    """A gift's price as sold alone, with a record."""
    deposit: Deposit | None = None
    named_person: str = ""


class Bundle(FactStruct, frozen=True, kw_only=True):
    """Several lines sold for one price."""

    id: str
    price: Fen


class Redemption(FactStruct, frozen=True, kw_only=True):
    """One visit: when, what, by whom, by which item code.

    `units` of a course or `value` of stored credit. `signed`: the consumer signed for it. `disputed`: it is contested.
    """

    id: str
    line: str
    on: When | None = None
    units: int = 1
    value: Fen | None = None
    list_value: Fen | None = None
    pack: str | None = None
    code: str | None = None
    by: str | None = None
    signed: Answer = "unknown"
    disputed: bool = False
