"""What a seller's refund terms, written as Chinese text, do to the buyer.

The room reads a text, takes it apart into sentences and small frames (who, does what, not, on which condition, with which
sum) and reports each clause that is likely void, may not be charged, needs a person, is unclear or should be shorter, with
the norm and a wording that would hold. It never says that a term is void: a court does.

Public names: `check_text`, `read_every`, `is_cut`, `ClauseFinding`, `ClauseClass`, `Verdict`, `Sureness`, `CLAUSE_NAMES`,
`TEXT_LIMIT`.
"""

from weimei.core.policy.lint.check import TEXT_LIMIT, check_text, is_cut, read_every
from weimei.core.policy.lint.findings import (
    CLAUSE_NAMES,
    ClauseClass,
    ClauseFinding,
    Sureness,
    Verdict,
)

__all__ = [
    "CLAUSE_NAMES",
    "TEXT_LIMIT",
    "ClauseClass",
    "ClauseFinding",
    "Sureness",
    "Verdict",
    "check_text",
    "is_cut",
    "read_every",
]
