"""One refund decision by other people's engines: ZEN (a JDM decision), OpenFisca (one vector) and numpy alone.

    bench/.venv/bin/python bench/peers.py < request.json > figures.json

Request: `inputs`, rows of [price, units, used, list_price, cause] in whole minor units; `expected`, the refund of each;
`seconds` for each way of asking; `rows` of the OpenFisca batch. Nothing is timed before every answer agrees to the minor unit.
"""

from __future__ import annotations

import asyncio
import json
import sys
from collections.abc import Callable
from importlib.metadata import version
from statistics import median, quantiles
from time import perf_counter_ns
from typing import Any

import numpy as np
import zen
from openfisca_core.entities import build_entity
from openfisca_core.periods import DateUnit
from openfisca_core.simulations import SimulationBuilder
from openfisca_core.taxbenefitsystems import TaxBenefitSystem
from openfisca_core.variables import Variable

Row = list[Any]
YEAR = "2026"
KEYS = ("price", "units", "used", "list_price", "cause")
ROUNDS_LEAST = 5

EXPRESSIONS = {
    "at_discount": "floor((2 * price * used + units) / (2 * units))",
    "value": "cause == 'merchant' ? $.at_discount : max([$.at_discount, list_price * used])",
    "refund": "max([0, price - $.value])",
}


def node(name: str, kind: str, content: dict[str, Any]) -> dict[str, Any]:
    """One node of a JDM graph."""
    return {"id": name, "name": name, "type": kind, "position": {"x": 0, "y": 0}, "content": content}


def decision_graph() -> str:
    """The decision as ZEN reads it: input, three expressions, output."""
    expressions = [{"id": key, "key": key, "value": value} for key, value in EXPRESSIONS.items()]
    return json.dumps(
        {
            "nodes": [
                node("facts", "inputNode", {}),
                node("rule", "expressionNode", {"expressions": expressions}),
                node("answer", "outputNode", {}),
            ],
            "edges": [
                {"id": "in", "sourceId": "facts", "targetId": "rule", "type": "edge"},
                {"id": "out", "sourceId": "rule", "targetId": "answer", "type": "edge"},
            ],
        }
    )


class Zen:
    """The three ways of asking ZEN: one by one, many awaited together, and its batch call."""

    def __init__(self, rows: list[Row]) -> None:
        self.contexts = [dict(zip(KEYS, row, strict=True)) for row in rows]
        content = zen.ZenDecisionContent(decision_graph())
        self.decision = zen.ZenEngine().create_decision(content)
        self.engine = zen.ZenEngine({"loader": lambda _: content})
        self.requests = [{"key": "refund", "context": context} for context in self.contexts]

    def one_by_one(self) -> list[int]:
        evaluate = self.decision.evaluate
        return [evaluate(context)["result"]["refund"] for context in self.contexts]

    def together(self) -> list[int]:
        async def gathered() -> list[Any]:
            return await asyncio.gather(*(self.decision.async_evaluate(context) for context in self.contexts))

        return [answer["result"]["refund"] for answer in asyncio.run(gathered())]

    def in_a_batch(self) -> list[int]:
        return [answer["data"]["result"]["refund"] for answer in self.engine.evaluate_batch(self.requests)]


PURCHASE = build_entity(key="purchase", plural="purchases", label="A purchase", is_person=True)


def number(name: str) -> type[Variable]:
    """A whole number given with each purchase."""
    return type(name, (Variable,), {"value_type": int, "entity": PURCHASE, "definition_period": DateUnit.YEAR})


class refund(Variable):  # noqa: N801  # OpenFisca names a variable by its class
    value_type = int
    entity = PURCHASE
    definition_period = DateUnit.YEAR

    def formula(purchase: Any, period: Any) -> Any:  # noqa: N805  # OpenFisca passes the population first
        price, units, used, list_price, by_merchant = (
            purchase(name, period).astype(np.int64) for name in (*KEYS[:4], "by_merchant")
        )
        return vector(price, units, used, list_price, by_merchant)


def vector(price: Any, units: Any, used: Any, list_price: Any, by_merchant: Any) -> Any:
    """The decision over columns."""
    at_discount = (2 * price * used + units) // (2 * units)
    value = np.where(by_merchant == 1, at_discount, np.maximum(at_discount, list_price * used))
    return np.maximum(0, price - value)


class OpenFisca:
    """One simulation over all rows; columns are made beforehand, the simulation is built anew each time."""

    def __init__(self, rows: list[Row]) -> None:
        self.columns = {name: np.array([row[at] for row in rows], dtype=np.int32) for at, name in enumerate(KEYS[:4])}
        self.columns["by_merchant"] = np.array([row[4] == "merchant" for row in rows], dtype=np.int32)
        self.size = len(rows)
        self.system = TaxBenefitSystem([PURCHASE])
        self.system.add_variables(refund, *(number(name) for name in self.columns))

    def simulated(self) -> list[int]:
        simulation = SimulationBuilder().build_default_simulation(self.system, self.size)
        for name, column in self.columns.items():
            simulation.set_input(name, YEAR, column)
        return simulation.calculate("refund", YEAR)  # type: ignore[no-any-return]

    def numpy_alone(self) -> list[int]:
        wide = [column.astype(np.int64) for column in self.columns.values()]
        return vector(*wide)  # type: ignore[no-any-return]


def timed(ask: Callable[[], Any], rows: int, seconds: float) -> dict[str, float]:
    """Nanoseconds per row: median, 10th and 90th percentile over rounds of all rows."""
    ask()
    rounds: list[float] = []
    end = perf_counter_ns() + int(seconds * 1e9)
    while len(rounds) < ROUNDS_LEAST or perf_counter_ns() < end:
        began = perf_counter_ns()
        ask()
        rounds.append((perf_counter_ns() - began) / rows)
    tenths = quantiles(rounds, n=10)
    return {"median_ns": median(rounds), "p10_ns": tenths[0], "p90_ns": tenths[8], "rounds": len(rounds)}


def main() -> int:
    request = json.load(sys.stdin)
    rows, expected, seconds = request["inputs"], request["expected"], request["seconds"]
    asked, few = Zen(rows), OpenFisca(rows)
    ways: dict[str, Callable[[], Any]] = {
        "zen_sync": asked.one_by_one,
        "zen_async": asked.together,
        "zen_batch": asked.in_a_batch,
        "openfisca": few.simulated,
        "numpy": few.numpy_alone,
    }
    for name, ask in ways.items():
        wrong = [row for row, found, right in zip(rows, ask(), expected, strict=True) if int(found) != right]
        if wrong:
            print(
                f"{name} decides otherwise on {len(wrong)} of {len(rows)} inputs, the first {wrong[0]}", file=sys.stderr
            )
            return 1
    times = -(-request["rows"] // len(rows))
    many = OpenFisca((rows * times)[: request["rows"]])
    figures = {name: timed(ways[name], len(rows), seconds) for name in ("zen_sync", "zen_async", "zen_batch")}
    figures["openfisca"] = timed(many.simulated, many.size, seconds)
    figures["numpy"] = timed(many.numpy_alone, many.size, seconds)
    names = ("zen-engine", "openfisca-core", "numpy")
    json.dump({"figures": figures, "versions": {name: version(name) for name in names}}, sys.stdout)
    return 0


if __name__ == "__main__":
    sys.exit(main())
