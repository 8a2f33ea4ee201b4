"""维美 Weimei: exact, explained refunds for medical-aesthetics packages bought in livestreams.

The public interface is small and stable:

>>> import weimei
>>> matter = weimei.load("examples/court-hefei-livestream-card.yaml")
>>> assessment = weimei.assess(matter, as_of="2025-11-23")
>>> weimei.Money(assessment.sum.principal.low, assessment.currency)
Money(minor=600100, currency='CNY')

Everything is loaded on first use, so that `import weimei` costs next to nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from weimei.core.assessment.matter import Matter
    from weimei.core.assessment.outcome import Assessment
    from weimei.core.errors import DomainError
    from weimei.core.money import Money
    from weimei.core.settlement.plans import Plan
    from weimei.engine import assess, compare, explain, load, loads, plan, render

__all__ = [
    "Assessment",
    "DomainError",
    "Matter",
    "Money",
    "Plan",
    "assess",
    "compare",
    "explain",
    "load",
    "loads",
    "plan",
    "render",
]

_HOMES = {
    "Assessment": "weimei.core.assessment.outcome",
    "DomainError": "weimei.core.errors",
    "Matter": "weimei.core.assessment.matter",
    "Money": "weimei.core.money",
    "Plan": "weimei.core.settlement.plans",
}


def __getattr__(name: str) -> Any:
    if name not in __all__:
        raise AttributeError(f"module 'weimei' has no attribute {name!r}")
    from importlib import import_module

    return getattr(import_module(_HOMES.get(name, "weimei.engine")), name)
