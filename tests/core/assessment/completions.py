"""Unknown facts filled in: every value they may turn out to have, not only the ends.

`complete(matter, draw)` walks from a matter to one in which nothing that `unknowns` lists is unknown, one fact at a time in
a drawn order, and yields each step with the facts filled in so far. Facts that have a rule of their own stay unknown.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from hypothesis import strategies as st
from msgspec.structs import replace

from weimei.core.assessment.matter import Matter
from weimei.core.assessment.missing import unknowns
from weimei.core.facts import Line
from weimei.core.money import Fen
from weimei.core.policy.clauses import CashbackOnCondition

Draw = Callable[[st.SearchStrategy[Any]], Any]

NOT_IN_THE_RANGE = {
    ".met": "a guarantee not shown to be missed pays nothing; the conditional figure stands beside it (2.9 items 3 and 10)",
    "promises.*.proved": "a guarantee not shown to be made pays nothing; the conditional figure stands beside it (item 10)",
    "events.false_claim.proved": "deceit not shown beyond reasonable doubt leaves its head conditional, beside the sum (item 10)",
    "contract.prior_same_service": "an unknown prior service is no exception until the merchant proves it (art 14; 2.2 table)",
    "request.arrived_on": "no interest and no 7-day refund before the first provable arrival (2.2 table)",
    "records.withheld (cash-back)": "a condition not shown to be met pays nothing until the records are shown to be kept back (item 3)",
    "lines.*.list_price.amount (bundle)": "another list price shares the bundle's one price otherwise (2.6 MODEL; open question 11)",
    "lines.*.price (never stated)": "a part without a price is left out of the sum, and the assessment names it",
    "lines.*.used (records withheld)": "who withholds the record is not heard with another count (art 25; item 10)",
}
"""Unknowns for which the reference gives another rule than a range, with the reason."""


def has_its_own_rule(fact: str, matter: Matter) -> bool:
    """Whether the reference answers this unknown by another rule than a range."""
    kind, _, rest = fact.partition(".")
    name = rest.rpartition(".")[2]
    if kind == "promises":
        return name in ("met", "proved")
    if kind == "lines" and fact.endswith(".list_price.amount"):
        return any(line.bundle is not None and fact.startswith(f"lines.{line.id}.") for line in matter.lines)
    if kind == "lines" and name == "used":
        counted = next(line.used for line in matter.lines if fact == f"lines.{line.id}.used")
        return counted is not None and is_withheld(matter)
    if fact in ("records.withheld", "events.records_withheld.proved"):
        return any(
            isinstance(one.clause, CashbackOnCondition) and one.clause.met == "unknown" for one in matter.promises
        )
    return fact in NOT_IN_THE_RANGE


def is_withheld(matter: Matter) -> bool:
    """Whether the merchant keeps his records back, on what is known so far."""
    told = any(event.kind == "records_withheld" and event.proved == "yes" for event in matter.events)
    return told or matter.records.withheld == "yes"


def complete(matter: Matter, draw: Draw) -> Iterator[tuple[str, Matter]]:
    """Fill in the unknowns one after the other."""
    path: list[str] = []
    for _ in range(12):
        open_facts = list(unknowns(matter))
        if not open_facts:
            return
        chosen = draw(st.sampled_from(open_facts))
        if chosen.is_unbounded or has_its_own_rule(chosen.fact, matter):
            continue
        ends = list(chosen.filled)
        between = _between(matter, chosen.fact)
        matter = draw(st.sampled_from(ends) if between is None else st.one_of(st.sampled_from(ends), between))
        path.append(chosen.fact)
        yield " + ".join(path), matter
        if len(ends) < 2 and chosen.fact in path[:-1]:
            return


def _between(matter: Matter, fact: str) -> st.SearchStrategy[Matter] | None:
    """Completions between the ends, for facts that are numbers or days."""
    if not fact.startswith("lines."):
        return None
    _, id_, name = fact.split(".", 2)
    place, line = next((at, one) for at, one in enumerate(matter.lines) if one.id == id_)

    def put(changed: Line) -> Matter:
        return replace(matter, lines=(*matter.lines[:place], changed, *matter.lines[place + 1 :]))

    if name == "used" and line.used is None and line.units is not None:
        return st.integers(0, line.units + line.free_units).map(lambda n: put(replace(line, used=n)))
    if name == "used_value" and line.price is not None:
        face = int(line.price + line.opening_balance + (sum(p.bonus for p in line.packs) or line.bonus))
        return st.integers(0, face).map(lambda n: put(replace(line, used_value=Fen(n))))
    if name == "performed" and line.price is not None:
        return st.integers(0, int(line.price)).map(
            lambda n: put(replace(line, performed="part", performed_value=Fen(n)))
        )
    if name == "list_price.amount":
        most = 3 * int(line.price or 1_000_000) + 1
        listed = line.list_price
        return st.integers(1, most).map(
            lambda n: put(replace(line, list_price=replace(listed, amount=Fen(n), shown="yes", sales="yes")))
        )
    return None
