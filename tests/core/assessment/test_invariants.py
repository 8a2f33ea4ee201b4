"""What must hold of every assessment, whatever was bought, paid, used or broken."""

from __future__ import annotations

import hashlib
import itertools
import math
import os
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from datetime import date
from fractions import Fraction
from pathlib import Path
from typing import Any

import msgspec
from hypothesis import HealthCheck, Phase, assume, given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from core.assessment.completions import complete
from core.assessment.strategies import AT, matters, one_cause
from weimei.core.assessment.assess import amounts, assess
from weimei.core.assessment.matter import Matter
from weimei.core.assessment.outcome import Assessment, Heads
from weimei.core.facts import Event, Layer, Leg, Line, ListPrice
from weimei.core.findings import Spread, Step
from weimei.core.money import Fen
from weimei.core.policy.clauses import PenaltyPercent
from weimei.core.policy.policies import Policy
from weimei.files import dump_matter, parse_matter


def tried(percent: int) -> settings:
    """A share of the usual number of examples: the profile says how many that is."""
    return settings(max_examples=max(20, settings.default.max_examples * percent // 100))


def bytes_of(found: Assessment) -> bytes:
    return msgspec.json.encode(found, enc_hook=int)


def spreads(found: Assessment) -> Iterator[tuple[str, Spread]]:
    """Every range of an assessment, by the place where it stands."""
    yield from _of_heads("sum", found.sum)
    for ground in found.grounds:
        if ground.heads is not None:
            yield from _of_heads(ground.id, ground.heads)
    if found.out_of_scope is not None:
        yield "out_of_scope", found.out_of_scope
    for increase in found.increases:
        yield f"increase {increase.id}", increase.amount


def _of_heads(where: str, heads: Heads) -> Iterator[tuple[str, Spread]]:
    for name in ("principal", "interest", "expenses", "total"):
        spread = getattr(heads, name)
        if name == "total" and not spread.steps:
            alone = heads.principal
            assert (spread.low, spread.likely, spread.high) == (alone.low, alone.likely, alone.high)
        elif spread is not None:
            yield f"{where}.{name}", spread


def walk(step: Step) -> Iterator[Step]:
    yield step
    for part in step.parts:
        yield from walk(part)


def all_paid(matter: Matter, found: Assessment) -> int | None:
    return (
        None
        if found.unpriced or any(part.paid is None for part in found.parts)
        else sum(part.paid for part in found.parts)
    )


# --- the strategies themselves -----------------------------------------------------------------------------------------


@tried(50)
@given(matters())
def test_every_matter_that_is_tried_could_stand_in_a_file(matter):
    assert parse_matter(dump_matter(matter).encode(), "matter.yaml") == matter


def test_the_matters_that_are_tried_reach_every_plan_cause_and_scope():
    seen: set[str] = set()

    @settings(
        max_examples=150,
        phases=[Phase.generate],
        database=None,
        derandomize=True,
        suppress_health_check=list(HealthCheck),
    )
    @given(matters())
    def look(matter: Matter) -> None:
        found = assess(matter, AT)
        seen.update(line.plan for line in matter.lines)
        seen.update((found.scope.verdict, *found.cause, "exact" if found.sum.principal.is_exact else "range"))
        seen.update(layer.funder for layer in matter.layers)
        seen.add("nothing back" if found.sum.principal.high == 0 else "something back")

    look()
    plans = {"sessions", "stored_value", "term", "single", "programme", "gift"}
    outcomes = {
        "in",
        "out",
        "contested",
        "merchant",
        "neutral",
        "consumer",
        "exact",
        "range",
        "nothing back",
        "something back",
    }
    assert plans | outcomes | {"merchant", "platform", "host", "bank"} <= seen


# --- bounds --------------------------------------------------------------------------------------------------------------


@given(matters())
def test_ends_are_in_order_and_never_negative(matter):
    for where, spread in spreads(assess(matter, AT)):
        assert 0 <= spread.low <= spread.high, where
        assert spread.likely is None or spread.low <= spread.likely <= spread.high, where


@given(matters())
def test_no_number_is_larger_than_any_contract(matter):
    """A list price that nobody knows is reckoned with as without bound; the bound is never told."""
    assert all(len(digits) < 15 for digits in re.findall(rb"(?<![0-9a-f.])[0-9]+", bytes_of(assess(matter, AT))))


def test_a_procedure_done_at_a_price_nobody_knows_eats_up_what_was_paid_and_no_more():
    done = Line(id="S", plan="single", price=Fen(100_000), performed="all")
    course = Line(id="C", plan="sessions", price=Fen(1_200_000), units=10, used=2, list_price=ListPrice(shown="no"))
    coupon = Layer(id="c", kind="coupon", funder="platform", amount=Fen(30_000), reimbursed="yes")
    paid = Leg(id="p", rail="wechat_pay", amount=Fen(1_270_000))
    matter = one_cause(Matter(id="m", lines=(done, course), layers=(coupon,), legs=(paid,)), "change_of_mind")

    found = assess(matter, AT)

    steps = [step for _, spread in spreads(found) for end in spread.steps.values() for step in walk(end)]
    part = next(part for part in found.parts if part.line == "S")
    assert {step.value for step in steps if step.code == "value.performed_unknown"} == {part.paid}
    assert part.low.counted == 100_000  # with the coupon of her part
    assert all(len(digits) < 15 for digits in re.findall(rb"(?<![0-9a-f.])[0-9]+", bytes_of(found)))


DAMAGES = (
    "gift.owed",
    "grant.cashback",
    "grant.cashback_blocked",
    "grant.cashback_steps",
    "grant.conditional",
    "deposit.double",
)
"""Heads that are not money paid: the lost value of a gift never given, a promised bonus, the second deposit."""


@given(matters())
def test_no_principal_is_more_than_was_paid(matter):
    found = assess(matter, AT)
    paid = all_paid(matter, found)
    if paid is None:
        return
    older = sum(line.opening_balance for line in matter.lines)  # credit carried over was paid before
    for where, spread in spreads(found):
        if not where.endswith("principal") and where != "out_of_scope":
            continue
        if spread.steps and any(step.code in DAMAGES for end in spread.steps.values() for step in walk(end)):
            continue
        assert spread.high <= max(0, paid + older - found.returned), where


# --- what is used ----------------------------------------------------------------------------------------------------------


def with_more_use(matter: Matter) -> Iterator[Matter]:
    """The same matter with one more unit used, a little more credit used, or a procedure done, one change at a time."""
    for place, line in enumerate(matter.lines):
        more = _more(line)
        if more is not None:
            yield replace(matter, lines=(*matter.lines[:place], more, *matter.lines[place + 1 :]))


def _more(line: Line) -> Line | None:
    if line.plan == "sessions" and line.used is not None and line.units is not None:
        most = line.units + line.free_units
        if line.used >= most or (line.used_by_merchant or 0) >= most:
            return None
        theirs = None if line.used_by_merchant is None else line.used_by_merchant + 1
        return replace(line, used=line.used + 1, used_by_merchant=theirs)
    if (
        line.plan == "stored_value"
        and line.used_value is not None
        and line.used_list_value is None
        and line.used_value_paid is None
    ):
        return replace(line, used_value=Fen(line.used_value + 700))
    if line.plan == "stored_value" and line.balance:
        return replace(line, balance=Fen(line.balance // 2))
    if line.plan in ("single", "programme") and line.performed == "none":
        return replace(line, performed="all")
    if (
        line.plan in ("single", "programme")
        and line.performed == "part"
        and line.performed_value is not None
        and line.price
    ):
        return replace(line, performed_value=Fen((line.performed_value + line.price + 1) // 2))
    return None


def principals(found: Assessment) -> dict[str, Spread]:
    """The principal of every candidate and, if it is the cause set, of what was elected."""
    by_ground = {g.id: g.heads.principal for g in found.grounds if g.heads is not None}
    return by_ground | {found.elected: found.sum.principal}


def sure(found: Assessment) -> int:
    """What the elected candidate is surely worth: its default, or its low end where there is none."""
    principal = found.sum.principal
    return principal.low if principal.likely is None else principal.likely


@given(matters(promised=False))
def test_using_more_never_returns_more(matter):
    before = assess(matter, AT)
    for used_more in with_more_use(matter):
        after = assess(used_more, AT)
        one_by_one = principals(before), principals(after)
        for where in one_by_one[0].keys() & one_by_one[1].keys():
            one, two = one_by_one[0][where], one_by_one[1][where]
            assert two.low <= one.low, where
            assert two.high <= one.high, where
            if one.likely is not None and two.likely is not None:
                assert two.likely <= one.likely, where
        if before.elected != after.elected:
            assert sure(after) <= sure(before)


# --- whose doing ------------------------------------------------------------------------------------------------------------


@given(matters(kinds=("inducement",), most_events=0))
def test_the_merchants_doing_returns_no_less_than_nobodys_and_that_no_less_than_the_buyers(matter):
    matter = replace(
        matter, lines=tuple(replace(line, opening_balance=Fen(0)) for line in matter.lines)
    )  # item 7: three readings
    # 2.6 (X24): a coupon that its funder paid to the merchant may give the buyer's own exit more than the merchant's doing
    matter = replace(matter, layers=tuple(replace(layer, reimbursed="no") for layer in matter.layers))
    by_cause = [assess(one_cause(matter, kind), AT) for kind in ("closed", "force_majeure", "change_of_mind")]

    for better, worse in itertools.pairwise(by_cause):
        if not (better.elected.startswith("cause:") and worse.elected.startswith("cause:")):
            assert sure(better) >= sure(
                worse
            )  # one of them elects another candidate: compare what they are surely worth
            continue
        for name in ("principal", "total"):
            one, two = getattr(better.sum, name), getattr(worse.sum, name)
            assert one.low >= two.low, name
            assert one.high >= two.high, name
            if one.likely is not None and two.likely is not None:
                assert one.likely >= two.likely, name


# --- order in the file --------------------------------------------------------------------------------------------------------

LISTS = ("parties", "lines", "bundles", "layers", "legs", "redemptions", "promises", "policies", "events", "evidence", "returned", "losses")  # fmt: skip


@given(matters(), st.randoms(use_true_random=False))
def test_the_order_of_the_file_is_irrelevant(matter, dice):
    def mixed(items: tuple[Any, ...]) -> tuple[Any, ...]:
        return tuple(dice.sample(items, len(items)))

    lines = tuple(replace(line, packs=mixed(line.packs)) for line in matter.lines)
    policies = tuple(replace(policy, clauses=mixed(policy.clauses)) for policy in matter.policies)
    shuffled = replace(matter, lines=lines, policies=policies)
    shuffled = replace(shuffled, **{name: mixed(getattr(shuffled, name)) for name in LISTS})

    assert bytes_of(assess(shuffled, AT)) == bytes_of(assess(matter, AT))


# --- unknown facts ---------------------------------------------------------------------------------------------------------------


@tried(200)
@given(matters(), st.data())
def test_a_range_encloses_every_completion_of_the_unknowns(matter, data):
    whole = assess(matter, AT)
    shown = [whole.sum.principal, *(g.heads.principal for g in whole.grounds if g.heads is not None)]
    for facts, completed in complete(matter, data.draw):
        then = assess(completed, AT)
        if then.elected == "deposit_double":
            continue  # a second deposit is a penalty for a default that is proved only now; damages stand apart
        if _candidate(then) == _candidate(whole):
            low, high = whole.sum.principal.low, whole.sum.principal.high
        else:  # another candidate is elected now (2.10 step 18): all that were shown enclose it
            low, high = min(one.low for one in shown), max(one.high for one in shown)
        assert low <= then.sum.principal.low, facts
        assert then.sum.principal.high <= high, facts


def _candidate(found: Assessment) -> str:
    """Which candidate was elected: the cause set, whatever columns are left in it, or a ground."""
    return "cause" if found.elected.startswith("cause:") else found.elected


# --- the same again ------------------------------------------------------------------------------------------------------------------

AGAIN = """
import hashlib, sys, msgspec
from datetime import date
from weimei.core.assessment.assess import assess
from weimei.core.assessment.matter import Matter
from weimei.core.money import Fen
from weimei.core.policy.clauses import PenaltyPercent
from weimei.core.policy.policies import Policy
for line in sys.stdin.buffer:
    matter = msgspec.json.decode(line, type=Matter, dec_hook=lambda kind, value: kind(value))
    found = msgspec.json.encode(assess(matter, date(2026, 11, 22)), enc_hook=int)
    print(hashlib.sha256(found).hexdigest())
"""


def test_two_processes_give_the_same_bytes():
    rows: list[bytes] = []
    here: list[str] = []

    @settings(max_examples=60, phases=[Phase.generate], database=None, suppress_health_check=list(HealthCheck))
    @given(matters())
    def gather(matter: Matter) -> None:
        rows.append(
            msgspec.json.encode(matter, enc_hook=lambda value: int(value) if isinstance(value, int) else str(value))
        )
        here.append(hashlib.sha256(bytes_of(assess(matter, AT))).hexdigest())

    gather()
    source = str(Path(sys.modules["weimei"].__file__ or "").parents[1])
    for seed in ("1", "2024"):
        run = subprocess.run(
            [sys.executable, "-c", AGAIN],
            input=b"\n".join(rows),
            env={**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": source},
            capture_output=True,
            check=True,
        )
        assert run.stdout.decode().split() == here


@given(matters())
def test_amounts_alone_are_the_amounts_of_the_whole_answer(matter):
    bare, whole = amounts(matter, AT), assess(matter, AT).sum

    for name in ("principal", "interest", "expenses", "total"):
        one, two = getattr(bare, name), getattr(whole, name)
        assert (one is None) == (two is None), name
        if one is not None:
            assert (one.low, one.likely, one.high) == (two.low, two.likely, two.high), name


# --- reasons -----------------------------------------------------------------------------------------------------------------------------


@given(matters())
def test_every_end_of_every_range_names_a_norm_and_a_fact(matter):
    for where, spread in spreads(assess(matter, AT)):
        for end, why in (("low", spread.low_why), ("high", spread.high_why)):
            assert any(one.refs and one.facts for one in why), f"{where} {end}"


@given(matters())
def test_the_derivation_of_each_end_ends_in_that_end(matter):
    for where, spread in spreads(assess(matter, AT)):
        for end, value in (("low", spread.low), ("likely", spread.likely), ("high", spread.high)):
            if value is not None:
                assert end in spread.steps, f"{where} {end}"
                assert spread.steps[end].value == value, f"{where} {end}"


def _by_remainder(step: Step) -> int:
    """What comes back of a line is what was paid for it less what was used."""
    paid, used = step.parts
    return max(0, paid.value - used.value)


def half_up(value: Fraction) -> int:
    return math.floor(value + Fraction(1, 2))


def test_a_percentage_kept_shows_its_base_its_share_and_its_limit():
    """30 % of the unused rest of 6,000.00 is 1,800.00; by the list price only 1,000.00 is left, and no more can be kept."""
    line = Line(
        id="L1", plan="sessions", price=Fen(1_000_000), units=10, used=4,
        list_price=ListPrice(amount=Fen(225_000), shown="yes", sales="yes"),
    )  # fmt: skip
    clause = PenaltyPercent(id="K1", basis_points=3000, base="unused", flagged="yes", invoked="yes")
    policy = Policy(id="T1", by="merchant", clauses=(clause,))
    found = assess(
        Matter(id="m", lines=(line,), policies=(policy,), events=(Event(kind="change_of_mind", proved="yes"),)), AT
    )

    step = found.sum.principal.steps["low"]
    rest, kept = step.parts
    assert (step.code, step.value, rest.value, kept.value) == ("exit.charge", 0, 100_000, 100_000)
    assert (kept.code, kept.args["most_fen"]) == ("charge.limited", 100_000)
    (worked,) = kept.parts
    assert (worked.code, worked.value) == ("charge.of_unused", 180_000)
    assert (worked.args["base_fen"], worked.args["share_bp"]) == (600_000, 3000)
    assert "model:rounding" in worked.refs


ARITHMETIC: dict[str, Callable[[Step], int]] = {
    "principal.sum": lambda s: sum(part.value for part in s.parts),
    "total": lambda s: sum(part.value for part in s.parts),
    "principal.less_returned": lambda s: max(0, int(s.args["before_fen"]) - int(s.args["off_fen"])),
    "cap.claimed": lambda s: min(s.parts[0].value, int(s.args["claimed_fen"])),
    "gift.owed": lambda s: s.parts[0].value + int(s.args["value_fen"]),
    "gift.taken_off": lambda s: max(0, int(s.args["before_fen"]) - int(s.args["less_fen"])),
    "exit.charge": lambda s: max(0, int(s.args["before_fen"]) - int(s.args["less_fen"])),
    "exit.charge_cut": lambda s: max(0, int(s.args["before_fen"]) - int(s.args["less_fen"])),
    "exit.loss": lambda s: max(0, int(s.args["before_fen"]) - int(s.args["less_fen"])),
    "charge.limited": lambda s: min(s.parts[0].value, int(s.args["most_fen"])),
    "charge.cut": lambda s: min(part.value for part in s.parts),
    "charge.not_named": lambda s: int(s.args["base_fen"]),
    "loss.net": lambda s: max(0, int(s.args["loss_fen"]) - int(s.args["above_fen"])),
    "deposit.share": lambda s: half_up(Fraction(s.parts[0].value * int(s.args["share_bp"]), 10_000)),
    **{
        f"charge.{base}": lambda s: (
            half_up(Fraction(int(s.args.get("base_fen", 0)) * int(s.args.get("share_bp", 0)), 10_000))
            + int(s.args.get("fixed_fen", 0))
        )
        for base in (
            "of_price",
            "of_unused",
            "of_price_and_fixed",
            "of_unused_and_fixed",
            "of_rest",
            "by_steps",
            "fixed",
        )
    },
    "lapse.clause_holds": lambda s: max(0, int(s.args["before_fen"]) - int(s.args["less_fen"])),
    "increase.fraud": lambda s: max(int(s.args["multiple"]) * int(s.args["base_fen"]), int(s.args["least_fen"])),
    "increase.absconded": lambda s: max(int(s.args["multiple"]) * int(s.args["base_fen"]), int(s.args["least_fen"])),
    "value.list": lambda s: max(int(s.args["used"]) * int(s.args["list_fen"]), int(s.args["discount_fen"])),
}
"""What each kind of step says of itself, done again from the figures that it names."""


@given(matters())
def test_every_step_can_be_done_again_from_the_figures_it_names(matter):
    for where, spread in spreads(assess(matter, AT)):
        for end in spread.steps.values():
            for step in walk(end):
                again = ARITHMETIC.get(step.code)
                if again is not None:
                    assert step.value == again(step), f"{where}: {step.code}"


@given(matters())
def test_what_a_step_was_made_from_is_what_it_started_with(matter):
    for where, spread in spreads(assess(matter, AT)):
        for end in spread.steps.values():
            for step in walk(end):
                if "before_fen" in step.args:
                    assert step.parts[0].value == step.args["before_fen"], f"{where}: {step.code}"


# --- heads, parts, caps ------------------------------------------------------------------------------------------------------------------


@given(matters())
def test_the_total_is_the_heads_and_never_holds_a_punitive_one(matter):
    found = assess(matter, AT)
    for heads in (found.sum, *(g.heads for g in found.grounds if g.heads is not None)):
        for end in ("low", "high"):
            whole = sum(
                getattr(one, end) for one in (heads.principal, heads.interest, heads.expenses) if one is not None
            )
            if heads is found.sum and matter.request.claimed_total is not None:
                whole = min(whole, matter.request.claimed_total)
            assert getattr(heads.total, end) == whole


@given(matters())
def test_every_yuan_of_a_line_is_either_used_or_comes_back(matter):
    for part in assess(matter, AT).parts:
        assert part.paid == part.value + part.back
        assert part.back >= 0
        assert part.value >= 0


@given(
    matters(terms=False, promised=False, kinds=("inducement",), most_events=0),
    st.sampled_from(("closed", "force_majeure")),
)
def test_the_principal_is_what_comes_back_of_the_lines_less_what_came_back_already(matter, kind):
    plain = replace(one_cause(matter, kind), lines=tuple(line for line in matter.lines if line.plan != "gift"))
    plain = replace(plain, request=replace(plain.request, claimed=None, claimed_total=None))
    plain = replace(plain, returned=tuple(replace(one, on=None) for one in matter.returned))  # before the end
    found = assess(plain, AT)
    assume(found.elected == "cause:" + "+".join(found.cause))
    principal = found.sum.principal

    lines = sum(part.back for part in found.parts)
    assert max(0, lines - found.returned) == (principal.likely if principal.likely is not None else principal.low)


@given(matters(), st.integers(0, 3_000_000))
def test_a_court_gives_at_most_what_is_asked(matter, asked):
    free = assess(replace(matter, request=replace(matter.request, claimed=None, claimed_total=None)), AT).sum
    bound = assess(replace(matter, request=replace(matter.request, claimed=Fen(asked), claimed_total=None)), AT)

    principal = bound.sum.principal
    assert (principal.low, principal.high) == (min(free.principal.low, asked), min(free.principal.high, asked))
    if free.principal.likely is not None:
        assert principal.likely == min(free.principal.likely, asked)
    assert bound.capped_by_claim == (free.principal.high > asked)
    assert bound.sum.total.high <= free.total.high


@given(matters(), st.integers(0, 3_000_000))
def test_one_total_asked_for_caps_the_sum_of_the_heads(matter, asked):
    bound = assess(replace(matter, request=replace(matter.request, claimed=None, claimed_total=Fen(asked))), AT)

    assert bound.sum.total.high <= asked


# --- the day ---------------------------------------------------------------------------------------------------------------------------


@given(matters(first_formed=date(2023, 6, 1), last_formed=date(2025, 3, 1)))
def test_the_interpretation_governs_from_its_first_day(matter):
    before, after = assess(matter, date(2025, 4, 30)), assess(matter, date(2025, 5, 1))

    assert before.scope.verdict == "out"
    assert all(
        ground.id.startswith(("out:", "promise:", "deposit_double", "work_contract")) for ground in before.grounds
    )
    assert not any(ref.startswith("spc-prepaid-2025") for spread in spreads(before) for ref in _refs(spread[1]))
    if matter.readings.time_reach == "new_only" and matter.contract.formed_on is not None:
        assert after.scope.verdict == "out"
    elif after.scope.verdict != "out" and matter.contract.formed_on is not None:
        assert any("spc-prepaid-2025:27" in why.refs for why in after.scope.reasons), (
            "the older contract is marked (art 27)"
        )


@given(matters())
def test_a_figure_out_of_scope_does_not_rest_on_the_interpretation(matter):
    found = assess(matter, AT)
    outside = [spread for where, spread in spreads(found) if where.startswith("out")]

    assert not any(ref.startswith("spc-prepaid-2025") for spread in outside for ref in _refs(spread))


def _refs(spread: Spread) -> Iterator[str]:
    for why in (*spread.low_why, *spread.likely_why, *spread.high_why):
        yield from why.refs
    for end in spread.steps.values():
        for step in walk(end):
            yield from step.refs


def test_the_event_helper_puts_one_proved_event_in_place():
    matter = Matter(id="m", lines=(Line(id="L1", plan="sessions"),), events=(Event(kind="pregnancy"),))

    assert [(e.kind, e.proved) for e in one_cause(matter, "closed").events] == [("closed", "yes")]
