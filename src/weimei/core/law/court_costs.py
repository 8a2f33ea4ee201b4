"""What a suit costs: court fee, its halving, payment order, preservation, interest for delay, small-claims route.

Sums in fen, integers only; rounded half up to the fen once per figure (`model:rounding`). Rates stand in
parameters/cn/court_fees.toml. The loser bears the fee; the plaintiff advances it (court-fee 20, 29).
"""

from __future__ import annotations

import tomllib
from datetime import date
from enum import Enum
from functools import cache
from importlib.resources import files
from typing import Literal

import msgspec

from weimei.core.errors import DomainError
from weimei.core.money import ratio_half_up
from weimei.core.periods import Words

Verified = Literal["READ", "READ-PART", "UNVERIFIED", "MODEL"]
RATE_BASE = 10_000


class _Dated(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    norms: tuple[str, ...]
    in_force_from: date
    verification: Verified


class Bracket(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The part of a sum up to `up_to_fen` is charged `rate` parts of 10,000; no bound: the rest."""

    up_to_fen: int | None = None
    rate: int
    verification: Verified


class FeeTable(_Dated, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A fixed fee for small sums and brackets above, with a ceiling where the text sets one."""

    base_fen: int
    base_up_to_fen: int
    brackets: tuple[Bracket, ...]
    max_fen: int | None = None


class Divided(_Dated, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A fee that is a whole part of the acceptance fee."""

    divisor: int


class DelayInterest(_Dated, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The doubled part after judgment, in parts of a million a day."""

    rate_per_million_per_day: int


class Share(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A multiple of the average wage."""

    numerator: int
    denominator: int


class Exclusion(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A kind of case that never goes to small claims."""

    id: str
    zh: str
    en: str


class SmallClaims(_Dated, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Bounds of the small-claims procedure as multiples of the province's average wage, and what it never takes."""

    mandatory_up_to: Share
    by_agreement_up_to: Share
    never_norms: tuple[str, ...]
    never: tuple[Exclusion, ...]


class Wage(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The average yearly wage of a province, in fen."""

    province: str
    year: int
    wage_fen: int
    source: str
    verification: Verified


class Wages(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The wage table; empty while no figure is verified."""

    verification: Verified
    note: Words
    rows: tuple[Wage, ...]


class CourtFees(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The whole data file."""

    acceptance: FeeTable
    halving: Divided
    payment_order: Divided
    preservation: FeeTable
    delay_interest: DelayInterest
    small_claims: SmallClaims
    wages: Wages


class FeeAtRisk(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """What a head adds to the court fee, and so costs when it fails: in full and halved."""

    full_fen: int
    halved_fen: int


class SmallClaimsRoute(Enum):
    """Which way the sum points; unknown while the province's wage is."""

    MANDATORY = "mandatory"
    BY_AGREEMENT = "by_agreement"
    ORDINARY = "ordinary"
    UNKNOWN = "unknown"


@cache
def cn_court_fees() -> CourtFees:
    """The court costs of mainland China, read once."""
    source = files("weimei.core.law") / "parameters" / "cn" / "court_fees.toml"
    return msgspec.convert(tomllib.loads(source.read_text(encoding="utf-8")), type=CourtFees)


def _not_negative(fen: int) -> None:
    if fen < 0:
        raise DomainError("law.court_fee_amount", f"A claim of {fen} fen is below zero.", remedy="Give 0 or more.")


def _by_table(table: FeeTable, amount_fen: int) -> int:
    _not_negative(amount_fen)
    lower = table.base_up_to_fen
    parts = 0
    for bracket in table.brackets:
        if amount_fen <= lower:
            break
        upper = amount_fen if bracket.up_to_fen is None else min(amount_fen, bracket.up_to_fen)
        parts += (upper - lower) * bracket.rate
        lower = upper
    fee = table.base_fen + ratio_half_up(parts, RATE_BASE)
    return fee if table.max_fen is None else min(fee, table.max_fen)


def court_fee(amount_fen: int) -> int:
    """Acceptance fee of a money claim, in fen (court-fee 13). The brackets are steps: each rate meets its own part.

    >>> court_fee(24_000_00)
    40000
    """
    return _by_table(cn_court_fees().acceptance, amount_fen)


def is_court_fee_verified(amount_fen: int) -> bool:
    """Whether every bracket that the sum reaches was read in the official text; above 1,000,000 yuan they were not."""
    read_up_to = max(row.up_to_fen or 0 for row in cn_court_fees().acceptance.brackets if row.verification == "READ")
    return amount_fen <= read_up_to


def halved(fee_fen: int) -> int:
    """The fee in simplified procedure and small claims (16), after mediation or withdrawal (15); once only (MODEL).

    >>> halved(1_285_00)
    64250
    """
    return ratio_half_up(fee_fen, cn_court_fees().halving.divisor)


def payment_order_fee(amount_fen: int) -> int:
    """Fee of a request for a payment order: one third of the table (court-fee 14(3)).

    >>> payment_order_fee(24_000_00)
    13333
    """
    return ratio_half_up(court_fee(amount_fen), cn_court_fees().payment_order.divisor)


def preservation_fee(amount_fen: int) -> int:
    """Fee for freezing property of that value (court-fee 14(2)), at most 5,000 yuan."""
    return _by_table(cn_court_fees().preservation, amount_fen)


def fee_at_risk(*, with_fen: int, without_fen: int) -> FeeAtRisk:
    """Fee added by a head that may fail: claim `with_fen` it against claim `without_fen` it (X21).

    >>> fee_at_risk(with_fen=79_200_00, without_fen=19_800_00)
    FeeAtRisk(full_fen=148500, halved_fen=74250)
    """
    if with_fen < without_fen:
        raise DomainError("law.fee_at_risk", "A claim with a head is not below the claim without it.")
    more, less = court_fee(with_fen), court_fee(without_fen)
    return FeeAtRisk(full_fen=more - less, halved_fen=halved(more) - halved(less))


def delay_interest(principal_fen: int, days: int) -> int:
    """The doubled part of interest on judgment money unpaid for `days` after the day the judgment set, in fen.

    Fixed 0.0175 percent a day on the money without its ordinary interest (civil-procedure 264, delay-interest-2014 1).

    >>> delay_interest(12_800_00, 100)
    22400
    """
    _not_negative(principal_fen)
    if days < 0:
        raise DomainError("law.delay_days", f"{days} days of delay.", remedy="Count from the day after the day set.")
    return ratio_half_up(principal_fen * cn_court_fees().delay_interest.rate_per_million_per_day * days, 1_000_000)


def small_claims_route(amount_fen: int, wage_fen: int | None) -> SmallClaimsRoute:
    """Where the sum alone leads; `wage_fen` is the province's last published average yearly wage.

    The kinds of case that small claims never take (civil-procedure 166) are in `cn_court_fees().small_claims.never`.
    """
    _not_negative(amount_fen)
    if wage_fen is None:
        return SmallClaimsRoute.UNKNOWN
    bounds = cn_court_fees().small_claims
    if amount_fen * bounds.mandatory_up_to.denominator <= wage_fen * bounds.mandatory_up_to.numerator:
        return SmallClaimsRoute.MANDATORY
    if amount_fen * bounds.by_agreement_up_to.denominator <= wage_fen * bounds.by_agreement_up_to.numerator:
        return SmallClaimsRoute.BY_AGREEMENT
    return SmallClaimsRoute.ORDINARY


def wage_fen(province: str) -> int | None:
    """The last wage entered for a province; None while there is none."""
    rows = [row for row in cn_court_fees().wages.rows if row.province == province]
    return max(rows, key=lambda row: row.year).wage_fen if rows else None
