"""Dated numbers: rates, multiples, shares and limits, each with its source and how far it was checked.

Data: parameters/cn/*.toml, read once on first use. A day before the first row gives None, never a silent zero.
A value carried forward without a publication is UNVERIFIED: a result that rests on it is a draft until an
operator confirms it by name and date (`Confirmation`).
"""

from __future__ import annotations

import tomllib
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from difflib import get_close_matches
from functools import cache
from typing import Any, Literal

import msgspec

from weimei.core.errors import DomainError
from weimei.core.law.instruments import Verification, instrument, read_package_text

Flag = Literal["LAW", "MODEL", "RANGE"]
LPR_1Y = "cn.lpr_1y"
LENDING_1Y = "cn.lending_1y"
DEPOSIT_1Y = "cn.deposit_1y"
CONFIRMABLE = (LPR_1Y, LENDING_1Y, DEPOSIT_1Y)
"""What an operator can vouch for: rates that are published as time goes on."""
HUNDREDTH_OF_PERCENT = "bp"


class Confirmation(msgspec.Struct, frozen=True, kw_only=True):
    """An operator vouches for a value that we could not verify.

    `value`: as read from the publisher, in the parameter's unit. `first_day` to `last_day`: the days it was read for.
    `confirmed_by`: a person's name. `confirmed_on`: the day; nobody can vouch for a day still to come.
    """

    parameter: str
    value: int
    first_day: date
    last_day: date
    confirmed_by: str
    confirmed_on: date

    def __post_init__(self) -> None:
        if not self.confirmed_by.strip():
            raise _refused(
                self,
                "names nobody",
                "Give the name of the person who read the value.",
                zh="没有写是谁核实的。写上读过这个值的人的名字。",
            )
        if self.value < 0:
            raise _refused(self, "has a negative value", "Enter the value as published.", zh="值小于零。照公布的写。")
        if not self.first_day <= self.last_day <= self.confirmed_on:
            raise _refused(
                self,
                "covers days out of order or still to come",
                "Confirm days up to the day of confirmation.",
                zh="日期前后颠倒，或者还没到。只能核实到确认那天为止。",
            )


def _refused(confirmation: Confirmation, what: str, remedy: str, *, zh: str) -> DomainError:
    return DomainError(
        "law.confirmation_refused",
        f"The confirmation of {confirmation.parameter} {what}.",
        facts=(confirmation.parameter,),
        remedy=remedy,
        zh=f"对{confirmation.parameter}的确认{zh}",
    )


class Rate(msgspec.Struct, frozen=True, kw_only=True):
    """A yearly rate as it stands on a day. `rate_bp`: hundredths of a percent a year, 300 = 3.00 %.

    `from_`: first day of the value; `to`: the day before the next one, None while it stands.
    """

    id: str
    rate_bp: int
    from_: date
    to: date | None
    verification: Verification
    source_zh: str
    source_en: str
    confirmation: Confirmation | None = None

    @property
    def is_unverified(self) -> bool:
        """Whether results that rest on it are drafts."""
        return self.verification is Verification.UNVERIFIED

    @property
    def percent(self) -> str:
        """As people write it: 3.00."""
        return f"{self.rate_bp // 100}.{self.rate_bp % 100:02d}"


class Parameter(msgspec.Struct, frozen=True, kw_only=True):
    """One version of a dated number.

    `unit`: bp (hundredths of a percent), fen, times, days, working_days, months, years, permanent, m, days_in_year,
    per_million_per_day. `value` None: the limit has no end. `norm`: the article that sets it.
    """

    id: str
    name_zh: str
    name_en: str
    value: int | None
    unit: str
    from_: date
    to: date | None
    norm: str
    flag: Flag
    verification: Verification
    source_zh: str
    source_en: str
    note_zh: str = ""
    note_en: str = ""

    @property
    def is_unverified(self) -> bool:
        """Whether results that rest on it are drafts."""
        return self.verification is Verification.UNVERIFIED

    def is_in_force(self, on: date) -> bool:
        """Whether this version holds on that day."""
        return self.from_ <= on and (self.to is None or on <= self.to)


class LocalRule(msgspec.Struct, frozen=True, kw_only=True, rename={"from_": "from"}):
    """A rule of one place, applied only where it gives the consumer more. Its currency is UNVERIFIED.

    `effect`: a code the engine may act on. `value` in `unit` where the rule has a number.
    """

    place: str
    place_zh: str
    place_en: str
    norm: str
    effect: str
    from_: date
    zh: str
    en: str
    value: int | None = None
    unit: str | None = None

    @property
    def verification(self) -> Verification:
        """The text was read; whether it was amended since is not known."""
        return Verification.UNVERIFIED


class UnreadPlace(msgspec.Struct, frozen=True, kw_only=True):
    """A place whose rules we have not read: say so, compute nothing."""

    place: str
    place_zh: str
    place_en: str
    zh: str
    en: str


@cache
def _toml(name: str) -> dict[str, Any]:
    return tomllib.loads(read_package_text(f"parameters/cn/{name}.toml"))


@cache
def _rates() -> dict[str, tuple[Parameter, ...]]:
    found = {}
    for series in _toml("rates")["series"]:
        days = [date.fromisoformat(day) for day in series["rows"]]
        ends = [day - timedelta(days=1) for day in days[1:]] + [series.get("last_day")]
        rows = []
        for day, end, (value, source_id) in zip(days, ends, series["rows"].values(), strict=True):
            source = series["source"][source_id]
            rows.append(
                Parameter(
                    id=series["id"], name_zh=series["name_zh"], name_en=series["name_en"], value=value,
                    unit=series["unit"], from_=day, to=end, norm=series["norm"], flag="LAW",
                    verification=Verification(source["verification"]), source_zh=source["zh"], source_en=source["en"],
                )
            )  # fmt: skip
        found[series["id"]] = tuple(rows)
    return found


@cache
def _rate_table(series_id: str) -> tuple[tuple[int, ...], tuple[Rate, ...]]:
    """Change days as ordinals, and the rate from each on: made for bisecting."""
    rows = _rates()[series_id]
    rates = tuple(
        Rate(
            id=row.id, rate_bp=row.value or 0, from_=row.from_, to=row.to, verification=row.verification,
            source_zh=row.source_zh, source_en=row.source_en,
        )
        for row in rows
    )  # fmt: skip
    return tuple(row.from_.toordinal() for row in rows), rates


def _rate(series_id: str, on: date, confirmations: Sequence[Confirmation]) -> Rate | None:
    days, rates = _rate_table(series_id)
    at = bisect_right(days, on.toordinal())
    if at == 0:
        return None
    rate = rates[at - 1]
    if rate.to is not None and on > rate.to:
        return None
    if confirmations and rate.is_unverified:
        return _confirmed(rate, on, confirmations)
    return rate


def _confirmed(rate: Rate, on: date, confirmations: Iterable[Confirmation]) -> Rate:
    """The rate as an operator read it, where a confirmation covers the day; the latest one wins."""
    fitting = [c for c in confirmations if c.parameter == rate.id and c.first_day <= on <= c.last_day]
    if not fitting:
        return rate
    last = max(fitting, key=lambda c: (c.confirmed_on, c.first_day, c.value, c.confirmed_by))
    return msgspec.structs.replace(
        rate,
        rate_bp=last.value,
        verification=Verification.CONFIRMED,
        source_zh=f"{last.confirmed_by}在{last.confirmed_on}确认",
        source_en=f"confirmed by {last.confirmed_by} on {last.confirmed_on}",
        confirmation=last,
    )


def lpr_1y(on: date, confirmations: Sequence[Confirmation] = ()) -> Rate | None:
    """The one-year loan prime rate in force on a day: the latest publication on or before it.

    None before 2019-08-20, when there was no rate of this kind. Source: spc-prepaid-2025 16, `model:lpr_same_day`.

    >>> lpr_1y(date(2025, 5, 19)).percent, lpr_1y(date(2025, 5, 20)).percent
    ('3.10', '3.00')
    """
    return _rate(LPR_1Y, on, confirmations)


def deposit_1y(on: date, confirmations: Sequence[Confirmation] = ()) -> Rate | None:
    """The central bank's one-year time-deposit benchmark on a day; None before 2014-11-22.

    That nothing changed after 2020 is UNVERIFIED (law reference 3.2): a result that rests on it is a draft.

    >>> deposit_1y(date(2020, 12, 31)).is_unverified, deposit_1y(date(2026, 6, 18)).is_unverified
    (False, True)
    """
    return _rate(DEPOSIT_1Y, on, confirmations)


def lending_1y(on: date, confirmations: Sequence[Confirmation] = ()) -> Rate | None:
    """The benchmark lending rate, the usual substitute before 2019-08-20; UNVERIFIED for article 16. Else None."""
    return _rate(LENDING_1Y, on, confirmations)


def _stored(name: str) -> list[Parameter]:
    rows = []
    for row in _toml(name)["parameter"]:
        source = instrument(row["norm"].partition(":")[0])
        rows.append(
            Parameter(
                id=row["id"], name_zh=row["name_zh"], name_en=row["name_en"], value=row["value"], unit=row["unit"],
                from_=row["from"], to=row.get("to"), norm=row["norm"], flag=row["flag"],
                verification=Verification(row["verification"]), source_zh=source.title_zh, source_en=source.title_en,
                note_zh=row.get("note_zh", ""), note_en=row.get("note_en", ""),
            )
        )  # fmt: skip
    return rows


def _state(verification: str, instrument_id: str) -> Verification:
    """The short state of a time limit, made exact by what was read of its instrument."""
    return instrument(instrument_id).verification if verification == "READ" else Verification(verification)


def _time_limits() -> list[Parameter]:
    from weimei.core.law.time_limits import cn_time_limits  # late: the hot path needs no calendars

    rows = []
    for versions in cn_time_limits().values():
        for limit in versions:
            source = instrument(limit.norms[0].partition(":")[0])
            rows.append(
                Parameter(
                    id=f"limit.{limit.id}", name_zh=limit.event.zh, name_en=limit.event.en, value=limit.value,
                    unit=limit.unit.value, from_=limit.in_force_from, to=limit.in_force_to, norm=limit.norms[0],
                    flag="MODEL" if limit.verification == "MODEL" else "LAW",
                    verification=_state(limit.verification, source.id),
                    source_zh=source.title_zh, source_en=source.title_en,
                )
            )  # fmt: skip
    return rows


def _court_costs() -> list[Parameter]:
    """Interest after judgment and the bounds of small claims, from the court-cost table."""
    from weimei.core.law.court_costs import cn_court_fees  # late: the hot path needs no court fees

    fees = cn_court_fees()
    small, late = fees.small_claims, fees.delay_interest
    must, may = small.mandatory_up_to, small.by_agreement_up_to
    rows = (
        ("court.small_claim_share", "小额诉讼必走的上限，占当地上年平均工资",
         "ceiling of mandatory small claims, of the average wage",
         must.numerator * 10_000 // must.denominator, "bp", small.in_force_from, small.norms[0], small.verification),
        ("court.small_claim_agreed_share", "双方同意可走小额的上限，占当地上年平均工资",
         "ceiling of agreed small claims, of the average wage",
         may.numerator * 10_000 // may.denominator, "bp", small.in_force_from, small.norms[0], small.verification),
        ("court.delay_interest", "判决后迟延的加倍部分，每天百万分之几",
         "doubled part after judgment, parts of a million a day",
         late.rate_per_million_per_day, "per_million_per_day", late.in_force_from, late.norms[1], late.verification),
    )  # fmt: skip
    found = []
    for id_, zh, en, value, unit, day, norm, verification in rows:
        source = instrument(norm.partition(":")[0])
        found.append(
            Parameter(
                id=id_, name_zh=zh, name_en=en, value=value, unit=unit, from_=day, to=None, norm=norm, flag="LAW",
                verification=_state(verification, source.id), source_zh=source.title_zh, source_en=source.title_en,
            )
        )  # fmt: skip
    return found


@cache
def _by_id() -> dict[str, tuple[Parameter, ...]]:
    found: dict[str, list[Parameter]] = {key: list(rows) for key, rows in _rates().items()}
    for row in (*_stored("limits"), *_stored("model"), *_time_limits(), *_court_costs()):
        found.setdefault(row.id, []).append(row)
    return {key: tuple(sorted(rows, key=lambda row: row.from_)) for key, rows in found.items()}


def parameter_ids() -> tuple[str, ...]:
    """Every parameter id: rates, multiples and shares, our own choices, time limits, court costs."""
    return tuple(_by_id())


def versions(parameter_id: str) -> tuple[Parameter, ...]:
    """Every version of a parameter, oldest first; an unknown id is an error that names the nearest ones."""
    found = _by_id().get(parameter_id)
    if found is None:
        near = get_close_matches(parameter_id, _by_id(), n=3, cutoff=0.4)
        raise DomainError(
            "law.unknown_parameter",
            f"There is no parameter {parameter_id}.",
            facts=(parameter_id,),
            remedy=f"Did you mean {' or '.join(near)}?" if near else "List them with `weimei norms parameters`.",
        )
    return found


def parameter(parameter_id: str, on: date) -> Parameter | None:
    """The version of a parameter on a day; None on a day that no version covers."""
    for version in reversed(versions(parameter_id)):
        if version.is_in_force(on):
            return version
    return None


@cache
def all_local_rules() -> tuple[LocalRule, ...]:
    """Every local rule, of every place and time."""
    return msgspec.convert(tuple(_toml("local")["rule"]), type=tuple[LocalRule, ...])


def local_rules(on: date, place: str | None = None) -> tuple[LocalRule, ...]:
    """The local rules in force on a day, of one place or of all. They count only where they give the consumer more."""
    return tuple(r for r in all_local_rules() if r.from_ <= on and place in (None, r.place))


@cache
def unread_places() -> tuple[UnreadPlace, ...]:
    """Places known to have rules that we have not read."""
    return msgspec.convert(tuple(_toml("local")["unread"]), type=tuple[UnreadPlace, ...])
