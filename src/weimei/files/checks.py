"""What a matter cannot be, even where each field by itself is well written. One small function each; the list is at the end."""

from __future__ import annotations

from collections.abc import Callable

from weimei.core.assessment.matter import Matter
from weimei.core.facts import Line
from weimei.core.policy.policies import Policy
from weimei.files.checks_dates import DATE_CHECKS, check_force
from weimei.files.checks_ids import ID_CHECKS, check_version
from weimei.files.checks_sums import SUM_CHECKS
from weimei.files.findings import Finding, Index, Say

Check = Callable[[Matter, Index, Say], None]


def check_has_lines(matter: Matter, index: Index, say: Say) -> None:
    """There is nothing to assess without a part of the bargain."""
    if not matter.lines:
        say.problem("lines.none", ("lines",))


def check_one_buyer(matter: Matter, index: Index, say: Say) -> None:
    """A matter is one contract, so it has one buyer."""
    buyers = [place for place, party in enumerate(matter.parties) if party.role == "buyer"]
    for place in buyers[1:]:
        say.problem("party.two_buyers", ("parties", place, "role"), matter.parties[place].id)


def check_age(matter: Matter, index: Index, say: Say) -> None:
    """A minor, a guardian and the buyer's birth date must tell one story."""
    buyer = next((place for place, party in enumerate(matter.parties) if party.role == "buyer"), None)
    formed = matter.contract.formed_on
    if buyer is None or formed is None:
        return
    party = matter.parties[buyer]
    born = party.born_on
    if born is None:
        return
    years = int(formed[:4]) - int(born[:4])
    if years > 18 and not index.has_guardian and not any(event.kind == "minor" for event in matter.events):
        return
    eldest = _age(str(formed.last), str(born.first))
    youngest = _age(str(formed.first), str(born.last))
    if eldest < 0:
        say.problem("party.born_after", ("parties", buyer, "born_on"), born, formed=formed)
        return
    for place, event in enumerate(matter.events):
        if event.kind == "minor" and youngest >= 18:
            say.problem("party.adult_minor", ("events", place, "kind"), born, age=str(youngest))
    if youngest >= 18 and index.has_guardian:
        say.notice("party.adult_guardian", ("parties", buyer, "born_on"), born, age=str(youngest))
    if party.lives_on_own_labour == "yes" and eldest < 16:
        say.problem("party.too_young_for_labour", ("parties", buyer, "lives_on_own_labour"), born, age=str(eldest))


def _age(on: str, born: str) -> int:
    return int(on[:4]) - int(born[:4]) - (on[5:] < born[5:])


def check_shape_of_line(matter: Matter, index: Index, say: Say) -> None:
    """Facts that contradict the plan of their line."""
    for place, line in enumerate(matter.lines):
        if line.plan == "gift" and line.price:
            say.problem("line.gift_price", ("lines", place, "price"), index.amount(line.price), line=line.id)
        if line.term is not None and line.plan in ("single", "goods", "gift"):
            say.notice("line.term_unused", ("lines", place, "term"), line.plan, line=line.id)
        if line.units and line.plan in ("stored_value", "term"):
            say.notice("line.units_unused", ("lines", place, "units"), str(line.units), line=line.id, plan=line.plan)
        _packs_tell_the_same(place, line, index, say)


def _packs_tell_the_same(place: int, line: Line, index: Index, say: Say) -> None:
    """A line that is stated whole and by packs: both must say the same."""
    if not line.packs:
        return
    price = sum(pack.price for pack in line.packs)
    units = sum(pack.units for pack in line.packs)
    if line.price is not None and line.price != price:
        say.problem(
            "line.packs_price",
            ("lines", place, "price"),
            index.amount(line.price),
            line=line.id,
            sum=index.amount(price),
        )
    if line.units is not None and units and line.units != units:
        say.problem("line.packs_units", ("lines", place, "units"), str(line.units), line=line.id, sum=str(units))


CHECKS: tuple[Check, ...] = (
    check_has_lines,
    *ID_CHECKS,
    check_one_buyer,
    check_age,
    check_shape_of_line,
    *DATE_CHECKS,
    *SUM_CHECKS,
)


def check_matter(matter: Matter, digits: int) -> list[Finding]:
    """All that the matter cannot be, and what looks like a slip."""
    say = Say()
    index = Index(matter, digits)
    for check in CHECKS:
        check(matter, index, say)
        if say.findings and say.is_full:
            break
    return say.findings


def check_policy(policy: Policy) -> list[Finding]:
    """All that a version of terms cannot be."""
    say = Say()
    check_version(policy, (), say)
    check_force(policy, (), say)
    return say.findings
