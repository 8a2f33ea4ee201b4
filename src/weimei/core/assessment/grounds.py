"""Step 6: every ground on which money may be owed, each judged to the end."""

from __future__ import annotations

from msgspec.structs import replace

from weimei.core.facts import CONSUMER_KINDS
from weimei.core.findings import Verdict, Why
from weimei.core.policy.clauses import ExitRight, RefundAnyTime

from .causes import SILENT, Finding
from .cooling_off import cooling_off_ground
from .ground import Proved, ground
from .heads import Range
from .judge import Court
from .outcome import Ground, Heads
from .promises import Grant
from .restitution import deposit_ground, restitution_grounds, work_contract_ground
from .terms import Held
from .values import Three, Val


def candidates(court: Court) -> list[Ground]:
    """The grounds that may go before the cause set: refund without reason, restitution, work, promises, a doubled deposit."""
    found: list[Ground] = []
    if court.scope.verdict != "out":
        cooling = cooling_off_ground(court)
        found += [cooling] if cooling else []
        found += restitution_grounds(court, "", in_scope=True)
    if court.scope.verdict != "in":
        found += restitution_grounds(court, "out:", in_scope=False)
    if court.matter.contract.nature == "work":
        found.append(work_contract_ground(court))
    found += [_promise(court, grant) for grant in court.grants]
    deposit = deposit_ground(court)
    return found + ([deposit] if deposit else [])


def event_grounds(court: Court) -> list[Ground]:
    """A ground for every event that speaks of a cause, and the consumer's own wish, in and out of scope as far as open."""
    found: list[Ground] = []
    for in_scope in (True, False):
        if court.scope.verdict == ("out" if in_scope else "in"):
            continue
        prefix = "" if in_scope else "out:"
        seen: dict[str, int] = {}
        for finding in court.causes.findings:
            kind = finding.event.kind
            if kind in SILENT or kind in CONSUMER_KINDS:
                continue
            seen[kind] = seen.get(kind, 0) + 1
            id_ = f"{prefix}{kind}" + (f"#{seen[kind]}" if seen[kind] > 1 else "")
            found.append(_event_ground(court, finding, id_, in_scope))
        found.append(_own_wish(court, prefix, in_scope))
    return found


def _event_ground(court: Court, finding: Finding, id_: str, in_scope: bool) -> Ground:
    """A ground that an event opens, at the union of the columns that it leaves."""
    event = finding.event
    if not finding.columns:
        return ground(court, id_, "does_not", None, (finding.why,), in_scope=in_scope, proved=event.proved, due=False)
    found = court.set_heads(finding.columns, finding.default, in_scope=in_scope)
    certain = len(finding.columns) == 1
    return ground(
        court,
        id_,
        "applies" if certain else "person",
        found,
        (finding.why,),
        in_scope=in_scope,
        columns=finding.columns,
        due=True,
        proved=event.proved,
        limb="law" if certain else "open",
    )


def may_leave(court: Court) -> tuple[bool, bool, Why]:
    """Whether the consumer's own wish ends the contract: (it does, by law or term, why), else only if somebody agrees."""
    contract, request = court.matter.contract, court.matter.request
    if request.merchant_agrees == "yes" or court.ctx.end.by == "agreement" or "merchant_agreed" in court.ctx.kinds:
        return True, True, Why("own_wish.agreed", ("spc-contract-2023:52",), ("request.merchant_agrees",))
    held = (*court.terms.charges, *court.terms.grants)
    if any(
        isinstance(h.clause, ExitRight | RefundAnyTime) and h.proved == "yes" and _is_of_all(h, court) for h in held
    ):
        return True, True, Why("own_wish.right", ("spc-prepaid-2025:13",), ("policies",))
    if contract.open_ended == "yes":
        return True, False, Why("own_wish.open_ended", ("civil-code:563", "open:24"), ("contract.open_ended",))
    if court.ctx.end.by == "court":
        return True, False, Why("own_wish.deadlock", ("civil-code:580",), ("request.court_end_on",))
    refs = ("spc-contract-2023:52", "spc-contract-2023:53", "civil-code:580", "open:24")
    return False, False, Why("own_wish.if_agreed", refs, ("request",))


def _is_of_all(held: Held, court: Court) -> bool:
    """Whether a term concerns the whole bargain: a right to leave one part does not end the others."""
    return held.clause.line is None or len(court.parts) == 1


def _own_wish(court: Court, prefix: str, in_scope: bool) -> Ground:
    """The consumer's own reason: owed where a term or the merchant's assent lets her leave, else if a court ends it."""
    found = court.set_heads(("consumer",), "consumer", in_scope=in_scope)
    due, settled, why = may_leave(court)
    return ground(
        court,
        f"{prefix}own_wish",
        "applies" if due else "person",
        found,
        (why,),
        in_scope=in_scope,
        columns=("consumer",),
        due=due,
        proved="yes",
        limb="law" if settled else "open",
    )


def _promise(court: Court, grant: Grant) -> Ground:
    """What a promise pays by itself, the contract staying alive; an unproved one at what it would pay once shown."""
    low, likely, high = grant.low, grant.likely, grant.high
    if not high:
        low = high = grant.conditional
        likely = high
    val = Val(high, 0, 0, (grant.why,), grant.step)
    three = Three(val, val, val)
    if low != high:
        three = Three(replace(val, back=low), None if likely is None else replace(val, back=likely), val)
    proved: Proved = "no" if grant.proved == "no" else "yes" if grant.proved == "yes" and grant.high else "unknown"
    principal = court.principal(Range(three, "merchant", "merchant", "merchant", ("merchant",)))
    heads = Heads(principal=principal, total=principal)
    verdict: Verdict = "does_not" if proved == "no" else "applies" if proved == "yes" and low == high else "person"
    due = proved == "yes"
    return ground(court, f"promise:{grant.held.key}", verdict, heads, (grant.why,), due=due, proved=proved)
