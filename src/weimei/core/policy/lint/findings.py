"""The value that the linter returns for one clause."""

from enum import StrEnum

import msgspec


class ClauseClass(StrEnum):
    """What a clause does, by its effect on the money or on the buyer's rights."""

    VALUATION = "valuation"
    CHARGE = "charge"
    BAR = "bar"
    LAPSE = "lapse"
    TRANSFER = "transfer"
    CHANGE = "change"
    LIABILITY = "liability"
    DISPUTE = "dispute"
    GIFT = "gift"
    DEPOSIT = "deposit"
    SPENDING_ORDER = "spending_order"
    INTEREST = "interest"
    PROMISE = "promise"
    HARMLESS = "harmless"
    UNCLEAR = "unclear"


class Verdict(StrEnum):
    """What the linter says of a clause: 很可能无效, 不能向消费者扣, 要由人判断, 不清楚, 建议改短, 没有问题, 没看懂."""

    LIKELY_VOID = "likely_void"
    NOT_CHARGEABLE = "not_chargeable"
    PERSON = "person"
    UNCLEAR = "unclear"
    SHORTEN = "shorten"
    HARMLESS = "harmless"
    UNREAD = "unread"


class Sureness(StrEnum):
    """How sure the reading of the text is; nothing about what a court will decide."""

    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"


TERM_NAMES = frozenset(
    {
        "no_refund", "no_termination", "transfer_or_deferral_only", "penalty_percent", "fee_percent", "fee_fixed",
        "exit_formula", "list_price_recalculation", "expiry", "transfer_fee", "transfer_wait", "staff_swap_reserved",
        "branch_bound", "gifts_not_refundable", "paid_in_spent_first", "refund_any_time", "unspent_refundable",
        "result_guarantee", "cashback_on_condition", "deposit_named", "interest_rate", "cooling_off", "tiers",
        "exit_right", "court_choice", "arbitration", "final_interpretation", "unilateral_change", "liability_waiver",
        "no_reissue", "review_waiver",
    }
)  # fmt: skip
"""Names shared with the typed clauses of a policy file."""

TEXT_ONLY_NAMES = frozenset(
    {
        "commission_charged", "top_up_demanded", "refund_days", "missed_visit", "records_prevail", "portrait_use",
        "dispute_cost", "refund_at_discretion", "charge_unstated",
    }
)  # fmt: skip
"""Names that only the text linter knows: no sum of the engine depends on them."""

CLAUSE_NAMES = TERM_NAMES | TEXT_ONLY_NAMES
"""Every value that `fields["clause"]` can take."""


class ClauseFinding(msgspec.Struct, frozen=True, kw_only=True, rename={"class_": "class"}):
    """One clause of a seller's text and what can be said of it.

    span: start and end in the text as given, counted in characters, end not included. line: from 1. number: the seller's own
    (一、, 1., （三）, 第五条), as written, or nothing.
    head: the head of article 9 of spc-prepaid-2025 (1 to 7) under which the clause has to be tested, or None.
    norms: references `<norm id>:<article>`. better_zh, better_en: a wording that would hold; empty for a harmless clause.
    fields: what the text says in numbers and names; `clause` is one of CLAUSE_NAMES, sums are fen, percent is a whole
    number or, with decimals, a string.
    """

    span: tuple[int, int]
    line: int
    number: str
    text: str
    head: int | None
    class_: ClauseClass
    verdict: Verdict
    sure: Sureness
    norms: tuple[str, ...]
    why_zh: str
    why_en: str
    better_zh: str
    better_en: str
    fields: dict[str, int | str | None]
