"""Ids: well formed, each once, and every reference points at something."""

from __future__ import annotations

from collections.abc import Collection
from typing import Protocol

from weimei.core.assessment.matter import Matter
from weimei.core.policy.policies import Policy
from weimei.files.findings import Index, Say
from weimei.files.scalars import nearest_word
from weimei.files.tree import Path

ID_MAX = 64
_LISTS = (
    "parties", "lines", "bundles", "layers", "legs", "redemptions", "promises", "evidence", "returned", "losses", "events",
)  # fmt: skip


class _HasId(Protocol):
    @property
    def id(self) -> str: ...


def is_id(text: str) -> bool:
    """Whether a text can be an id: letters and digits of any script, `-` and `_`, at most 64.

    >>> is_id("L1"), is_id("套餐-2"), is_id("a.b"), is_id("")
    (True, True, False, False)
    """
    return 0 < len(text) <= ID_MAX and _is_made_of_ids(text)


def _is_made_of_ids(text: str) -> bool:
    return text.replace("-", "").replace("_", "a").isalnum()


def check_ids(matter: Matter, index: Index, say: Say) -> None:
    """Every id is well formed and stands once in its list. Events may go without."""
    ids = [matter.id]
    for where in _LISTS:
        things: tuple[_HasId, ...] = getattr(matter, where)
        if things:
            ids += [thing.id for thing in things]
    if not index.packs and "" not in ids and len(set(ids)) == len(ids) and max(map(len, ids)) <= ID_MAX:
        joined = "".join(ids)
        if joined.isalnum() or _is_made_of_ids(joined):
            return  # the usual case, at a fraction of the cost
    if not is_id(matter.id):
        say.problem("id.form", ("id",), matter.id)
    for where in _LISTS:
        things = getattr(matter, where)
        if things:
            _once((where,), things, say)
    if index.packs:
        for place, line in enumerate(matter.lines):
            if line.packs:
                _once(("lines", place, "packs"), line.packs, say)


def _once(where: Path, things: tuple[_HasId, ...], say: Say) -> None:
    names = [thing.id for thing in things]
    seen: set[str] = set()
    for place, name in enumerate(names):
        if name == "" and where == ("events",):
            continue
        if not is_id(name):
            say.problem("id.form", (*where, place, "id"), name)
        elif name in seen:
            say.problem("id.twice", (*where, place, "id"), name, where=str(where[-1]))
        seen.add(name)


def check_policy_ids(matter: Matter, index: Index, say: Say) -> None:
    """A version of terms stands once, and so does each clause that has an id."""
    versions: set[tuple[str, str]] = set()
    for place, policy in enumerate(matter.policies):
        key = (policy.id, policy.version)
        if key in versions:
            say.problem("id.twice", ("policies", place, "id"), policy.id, where="policies")
        versions.add(key)
        check_version(policy, ("policies", place), say)


def check_version(policy: Policy, before: Path, say: Say) -> None:
    """The ids of one version of terms."""
    if not is_id(policy.id):
        say.problem("id.form", (*before, "id"), policy.id)
    seen: set[str] = set()
    for place, clause in enumerate(policy.clauses):
        if clause.id and clause.id in seen:
            say.problem("id.twice", (*before, "clauses", place, "id"), clause.id, where="clauses")
        elif clause.id and not is_id(clause.id):
            say.problem("id.form", (*before, "clauses", place, "id"), clause.id)
        seen.add(clause.id)


def _missing(path: Path, name: str, known: Collection[str], where: str, say: Say) -> None:
    if say.is_full:
        return
    ids = sorted(known)
    shown = ", ".join(ids[:12]) + (", …" if len(ids) > 12 else "")
    say.problem("ref.missing", path, name, where=where, ids=shown or "—", nearest=nearest_word(name, ids[:200]))


def check_line_refs(matter: Matter, index: Index, say: Say) -> None:
    """What names a line, bundle or pack names one that exists."""
    lines = index.lines
    for place, line in enumerate(matter.lines):
        if line.bundle is not None and line.bundle not in index.bundles:
            _missing(("lines", place, "bundle"), line.bundle, index.bundles, "bundles", say)
    for place, layer in enumerate(matter.layers):
        for at, name in enumerate(layer.lines):
            if name not in lines:
                _missing(("layers", place, "lines", at), name, lines, "lines", say)
    for place, visit in enumerate(matter.redemptions):
        if visit.line not in lines:
            _missing(("redemptions", place, "line"), visit.line, lines, "lines", say)
        elif visit.pack is not None:
            packs = index.packs.get(visit.line, {})
            if visit.pack not in packs:
                _missing(("redemptions", place, "pack"), visit.pack, packs, "packs", say)
    for place, event in enumerate(matter.events):
        if event.line is not None and event.line not in lines:
            _missing(("events", place, "line"), event.line, lines, "lines", say)


def check_clause_refs(matter: Matter, index: Index, say: Say) -> None:
    """A clause or promise for one part names a part that exists."""
    for place, promise in enumerate(matter.promises):
        if promise.clause.line is not None and promise.clause.line not in index.lines:
            _missing(("promises", place, "clause", "line"), promise.clause.line, index.lines, "lines", say)
    for place, policy in enumerate(matter.policies):
        for at, clause in enumerate(policy.clauses):
            if clause.line is not None and clause.line not in index.lines:
                _missing(("policies", place, "clauses", at, "line"), clause.line, index.lines, "lines", say)


def check_party_refs(matter: Matter, index: Index, say: Say) -> None:
    """Payees, lenders and funders are parties of the matter; money that came back, came to a payment of it."""
    parties = index.parties
    for place, layer in enumerate(matter.layers):
        if layer.party is not None and layer.party not in parties:
            _missing(("layers", place, "party"), layer.party, parties, "parties", say)
    for place, leg in enumerate(matter.legs):
        if leg.payee is not None and leg.payee not in parties:
            _missing(("legs", place, "payee"), leg.payee, parties, "parties", say)
        if leg.loan is not None and leg.loan.lender is not None and leg.loan.lender not in parties:
            _missing(("legs", place, "loan", "lender"), leg.loan.lender, parties, "parties", say)
    for place, back in enumerate(matter.returned):
        if back.leg is not None and back.leg not in index.legs:
            _missing(("returned", place, "leg"), back.leg, index.legs, "legs", say)


def check_evidence_refs(matter: Matter, index: Index, say: Say) -> None:
    """What is said to be proved by an exhibit, names an exhibit that exists."""
    for place, event in enumerate(matter.events):
        for at, name in enumerate(event.evidence):
            if name not in index.evidence:
                _missing(("events", place, "evidence", at), name, index.evidence, "evidence", say)
    for place, promise in enumerate(matter.promises):
        for at, name in enumerate(promise.evidence):
            if name not in index.evidence:
                _missing(("promises", place, "evidence", at), name, index.evidence, "evidence", say)


ID_CHECKS = (check_ids, check_policy_ids, check_line_refs, check_clause_refs, check_party_refs, check_evidence_refs)
