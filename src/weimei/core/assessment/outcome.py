"""What an assessment says: values only, in codes and numbers. Words are made in reports."""

from __future__ import annotations

from typing import Literal

import msgspec

from weimei.core.findings import Column, Spread, Step, Verdict, Why

ENGINE = "weimei 0.1.0.dev0"
"""The version that an assessment names, so that the other side can run the same engine."""


class Outcome(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, gc=False):
    """Base of the values of an assessment."""


class Heads(Outcome, frozen=True, kw_only=True):
    """The sum by heads. `expenses`: the consumer's proved losses. The statutory increase is never in `total`.

    `total` has no derivation of its own where it is the principal alone.
    """

    principal: Spread
    interest: Spread | None = None
    expenses: Spread | None = None
    total: Spread


class Ground(Outcome, frozen=True, kw_only=True):
    """One ground on which money may be owed.

    `id`: cooling_off, an event kind (relocated …), own_wish, merchant_agrees, void, minor, fraud, promise:<id>, work_contract,
    or an out-of-scope route (out:not_performed …). `due`: the contract has ended or the sum is owed without an end;
    otherwise it is owed only if the merchant agrees or a court ends the contract. `rests_on`: names of facts (see proofs).
    `defeated_by`, `answer`: codes of sentences: what would defeat it, what the clinic would answer. `ask_by`: the last day (ISO)
    on which she can still ask, where it is owed only if she does (art 14); None where the request is on file or no day runs.
    """

    id: str
    verdict: Verdict
    in_scope: bool = True
    columns: tuple[Column, ...] = ()
    due: bool = True
    proved: Literal["yes", "no", "unknown"] = "unknown"
    limb: Literal["law", "model", "open"] = "law"
    refs: tuple[str, ...] = ()
    reasons: tuple[Why, ...] = ()
    heads: Heads | None = None
    rests_on: tuple[str, ...] = ()
    defeated_by: tuple[Why, ...] = ()
    answer: tuple[Why, ...] = ()
    ask_by: str | None = None


class Increase(Outcome, frozen=True, kw_only=True):
    """A punitive head: on request, on its own proof, never part of the total. At most one of them can be had."""

    id: str
    amount: Spread | None
    """None where the price is not known."""
    refs: tuple[str, ...] = ()
    reasons: tuple[Why, ...] = ()
    conditions: tuple[Why, ...] = ()
    proved: Literal["yes", "no", "unknown"] = "unknown"
    fee_at_risk: int | None = None
    is_best: bool = False


class Term(Outcome, frozen=True, kw_only=True):
    """What became of one term or promise: applied, fallen, without effect, or open."""

    id: str
    source: str
    kind: str
    state: Literal["applied", "fallen", "no_effect", "open", "better_for_you"]
    why: Why
    text: str = ""


class Missing(Outcome, frozen=True, kw_only=True):
    """A fact that is not known, and how far learning it could move the sum, in minor units.

    `swing`: the most that it narrows the range of the total (interest and losses included) or moves an end of it;
    `of_principal` the same of the principal alone, 0 where it decides interest only. `low_if`, `high_if`: where the total
    lies once the fact is known.

    `given`: facts that must be known as well, without which it moves nothing; the figures are then those of all together.
    `is_unbounded`: no figure can be named before it is known (a price that nobody stated); its figures are 0.
    """

    fact: str
    swing: int
    low_if: int
    high_if: int
    question: str
    of_principal: int = 0
    given: tuple[str, ...] = ()
    is_unbounded: bool = False


class Proof(Outcome, frozen=True, kw_only=True):
    """One row of the fact-to-proof matrix."""

    fact: str
    state: Literal["held", "partly", "missing", "with_seller", "not_needed"]
    burden: Literal["consumer", "merchant"]
    standard: Literal["first_evidence", "high_probability", "beyond_reasonable_doubt"]
    needs: tuple[str, ...] = ()
    has: tuple[str, ...] = ()
    refs: tuple[str, ...] = ()


class Mark(Outcome, frozen=True, kw_only=True):
    """Something that must be shown beside the sum: our reading, an open question, a value not yet confirmed.

    `alternatives`: what the sum would be otherwise, by the name of the other reading, in minor units. `later`: `ref` is the
    path of a fact that had not happened on the day of the assessment (`args.on`) and was left out of it.
    """

    kind: Literal["model", "open", "unverified", "confirmed", "adverse_inference", "later", "note"]
    ref: str
    args: dict[str, int | str] = {}
    alternatives: dict[str, int] = {}


class Due(Outcome, frozen=True, kw_only=True):
    """A time limit of this matter: `id` of law/parameters time limits, which has its words and its effect.

    `act_by`: the day to plan with (unextended where the consumer must act); `ends_on`: the last legal day, moved off rest
    days. None: the duty is permanent. `provisional`: the calendar of that year is not published yet.
    """

    id: str
    starts_on: str
    act_by: str | None
    ends_on: str | None
    passed: bool
    provisional: bool = False
    verification: str = ""
    refs: tuple[str, ...] = ()


class NextStep(Outcome, frozen=True, kw_only=True):
    """A channel on the day of asking: `channel` and `reasons` are ids of law/parameters channels, which has their words.

    `now`: open and due by the suggested order. `closes`: channels that acceptance here would shut. `constraint`: the hard
    constraint that shut it, if one did.
    """

    channel: str
    state: Literal["now", "open", "later", "closed", "done"]
    reasons: tuple[str, ...] = ()
    cautions: tuple[str, ...] = ()
    documents: tuple[str, ...] = ()
    closes: tuple[str, ...] = ()
    due: tuple[Due, ...] = ()
    earliest_on: str | None = None
    suggested_from: str | None = None


class ScopeFinding(Outcome, frozen=True, kw_only=True):
    """Whether the prepaid-consumption interpretation governs (spc-prepaid-2025 art 1): in, out, or contested."""

    verdict: Literal["in", "out", "contested"]
    reasons: tuple[Why, ...]


class LineEnd(Outcome, frozen=True, kw_only=True):
    """One line at one end of the range, in minor units, before what comes off the whole contract.

    `back`: what is refunded of it. `used`: value of the use at the price paid in the end. `counted`: at the price that
    counts, before discount in the consumer's own exit (spc-prepaid-2025 art 19).
    """

    back: int
    used: int
    counted: int


class Part(Outcome, frozen=True, kw_only=True):
    """Where each yuan of one line went, on the elected ground: `value` used and kept, `back` refunded, at its likely or low end.

    Where coupons or points lowered the price: `price`, what the line costs her after them, and the line at the `low` end,
    at the default (`likely`) and at the `high` end; the last two only where they differ from the low one.
    """

    line: str
    name: str
    paid: int
    value: int
    back: int
    price: int | None = None
    low: LineEnd | None = None
    likely: LineEnd | None = None
    high: LineEnd | None = None


class Assessment(Outcome, frozen=True, kw_only=True, omit_defaults=False):
    """The whole answer for one matter on one day.

    `elected`: id of the ground taken as the default (2.10 step 18); `sum` its heads after the cap by the sum asked for.
    `out_of_scope`: the figure if the prepaid interpretation does not govern (principal), beside every in-scope one.
    """

    format: Literal["weimei.assessment/1"] = "weimei.assessment/1"
    engine: str
    matter_id: str
    title: str = ""
    currency: str
    as_of: str
    paid: int | None
    claimed: int | None = None
    returned: int = 0
    scope: ScopeFinding
    cause: tuple[Column, ...]
    elected: str
    due: bool
    """Whether the elected sum is owed as things stand, or only if the merchant agrees or a court ends the contract."""
    sum: Heads
    capped_by_claim: bool = False
    grounds: tuple[Ground, ...]
    out_of_scope: Spread | None = None
    out_of_scope_route: str = ""
    increases: tuple[Increase, ...] = ()
    terms: tuple[Term, ...] = ()
    extra_due: int = 0
    parts: tuple[Part, ...] = ()
    missing: tuple[Missing, ...] = ()
    proofs: tuple[Proof, ...] = ()
    marks: tuple[Mark, ...] = ()
    deadlines: tuple[Due, ...] = ()
    steps: tuple[NextStep, ...] = ()
    unpriced: tuple[str, ...] = ()
    """Lines without a price: the sum leaves them out and says so."""
    is_draft: bool = False


__all__ = [
    "Assessment",
    "Due",
    "Ground",
    "Heads",
    "Increase",
    "LineEnd",
    "Mark",
    "Missing",
    "NextStep",
    "Outcome",
    "Part",
    "Proof",
    "ScopeFinding",
    "Step",
    "Term",
]
