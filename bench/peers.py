"""The one decision by other people's engines: GoRules ZEN (a JDM decision), OpenFisca (arrays) and a hand-written function.

Runs in bench/.venv and answers one line of JSON for each line it reads:
`{"peer": NAME, "count": N}`: nanoseconds for N decisions; with `"check": true` their answers; `{"peer": "versions"}`.
"""

from __future__ import annotations

import asyncio
import json
import sys
import time
from collections.abc import Callable
from functools import cache
from importlib.metadata import version
from typing import Any

import numpy as np
import zen
from decision import Case, by_hand, cases
from openfisca_core.entities import build_entity
from openfisca_core.periods import DateUnit
from openfisca_core.simulations import SimulationBuilder
from openfisca_core.taxbenefitsystems import TaxBenefitSystem
from openfisca_core.variables import Variable

YEAR = "2026"
NUMBERS = ("paid", "units", "used", "list_price", "by_consumer")
EXPRESSIONS = {
    "at_discount": "floor((2 * paid * used + units) / (2 * units))",
    "value": "cause == 'consumer' ? max([$.at_discount, list_price * used]) : $.at_discount",
    "refund": "max([0, paid - $.value])",
}
PURCHASE = build_entity(key="purchase", plural="purchases", label="A purchase", is_person=True)


def node(name: str, kind: str, content: dict[str, Any]) -> dict[str, Any]:
    """One node of a JDM graph."""
    return {"id": name, "name": name, "type": kind, "position": {"x": 0, "y": 0}, "content": content}


def graph() -> str:
    """The decision as ZEN reads it: input, three expressions, output."""
    expressions = [{"id": key, "key": key, "value": value} for key, value in EXPRESSIONS.items()]
    nodes = [
        node("facts", "inputNode", {}),
        node("rule", "expressionNode", {"expressions": expressions}),
        node("answer", "outputNode", {}),
    ]
    edges = [
        {"id": "in", "sourceId": "facts", "targetId": "rule", "type": "edge"},
        {"id": "out", "sourceId": "rule", "targetId": "answer", "type": "edge"},
    ]
    return json.dumps({"nodes": nodes, "edges": edges})


CONTENT = zen.ZenDecisionContent(graph())
"""Read and compiled once, before anything is timed."""
DECISION = zen.ZenEngine().create_decision(CONTENT)
ENGINE = zen.ZenEngine({"loader": lambda _: CONTENT})


def zen_sync(some: list[Case]) -> Callable[[], list[Any]]:
    return lambda: [DECISION.evaluate(case)["result"]["refund"] for case in some]


def zen_async(some: list[Case]) -> Callable[[], list[Any]]:
    async def together() -> list[Any]:
        return await asyncio.gather(*(DECISION.async_evaluate(case) for case in some))

    return lambda: [answer["result"]["refund"] for answer in asyncio.run(together())]


def zen_batch(some: list[Case]) -> Callable[[], list[Any]]:
    requests = [{"key": "refund", "context": case} for case in some]
    return lambda: [answer["data"]["result"]["refund"] for answer in ENGINE.evaluate_batch(requests)]


def number(name: str) -> type[Variable]:
    """A whole number given with each purchase."""
    return type(name, (Variable,), {"value_type": int, "entity": PURCHASE, "definition_period": DateUnit.YEAR})


class refund(Variable):  # noqa: N801  # OpenFisca names a variable by its class
    value_type = int
    entity = PURCHASE
    definition_period = DateUnit.YEAR

    def formula(purchase: Any, period: Any) -> Any:  # noqa: N805  # OpenFisca passes the population first
        paid, units, used, list_price, by_consumer = (purchase(name, period).astype(np.int64) for name in NUMBERS)
        at_discount = (2 * paid * used + units) // (2 * units)
        value = np.where(by_consumer == 1, np.maximum(at_discount, list_price * used), at_discount)
        return np.maximum(0, paid - value)


SYSTEM = TaxBenefitSystem([PURCHASE])
SYSTEM.add_variables(refund, *(number(name) for name in NUMBERS))


def openfisca(some: list[Case]) -> Callable[[], Any]:
    """The columns are made beforehand; the simulation, which keeps its answers, is built anew each time."""
    columns = {name: np.array([case[name] for case in some], dtype=np.int32) for name in NUMBERS[:4]}
    columns["by_consumer"] = np.array([case["cause"] == "consumer" for case in some], dtype=np.int32)

    def simulated() -> Any:
        simulation = SimulationBuilder().build_default_simulation(SYSTEM, len(some))
        for name, column in columns.items():
            simulation.set_input(name, YEAR, column)
        return simulation.calculate("refund", YEAR)

    return simulated


PEERS: dict[str, Callable[[list[Case]], Callable[[], Any]]] = {
    "zen_sync": zen_sync,
    "zen_async": zen_async,
    "zen_batch": zen_batch,
    "openfisca": openfisca,
    "by_hand": lambda some: lambda: [by_hand(case) for case in some],
}


@cache
def prepared(peer: str, count: int) -> Callable[[], Any]:
    """The work with its inputs made, and done once."""
    work = PEERS[peer](cases(count))
    work()
    return work


def answer(request: dict[str, Any]) -> Any:
    """One line's answer."""
    if request["peer"] == "versions":
        return {name: version(name) for name in ("zen-engine", "openfisca-core", "numpy")}
    work = prepared(request["peer"], request["count"])
    if request.get("check"):
        return [int(one) for one in work()]
    start = time.perf_counter_ns()
    work()
    return time.perf_counter_ns() - start


if __name__ == "__main__":
    for line in sys.stdin:
        print(json.dumps(answer(json.loads(line))), flush=True)
