"""The typical matter of every measurement: one course of ten, two coupons, three payment legs, six redemptions."""

from __future__ import annotations

from weimei.core.assessment.matter import Matter
from weimei.core.facts import (
    Contract,
    Event,
    Exhibit,
    Layer,
    Leg,
    Line,
    ListPrice,
    Party,
    Redemption,
    Request,
    When,
)
from weimei.core.money import Fen
from weimei.core.policy.clauses import NoRefund, PenaltyPercent, RefundAnyTime
from weimei.core.policy.policies import Policy, Promise


def typical(k: int = 0) -> Matter:
    """A course bought in a livestream, six of ten used, then the clinic moved away. `k`: fen more paid, so that no two are equal."""
    bought = When("2026-05-10")
    kinds = ("order", "payment", "chat", "photo", "stream_recording", "notice")
    return Matter(
        id=f"typical-{k}",
        title="超光子十次",
        parties=(
            Party(id="b", role="buyer"),
            Party(id="c", role="clinic", name="维美诊所"),
            Party(id="p", role="platform"),
        ),
        contract=Contract(formed_on=bought, medical_aesthetics="yes", livestream="yes", prior_same_service="no"),
        lines=(
            Line(
                id="L1",
                plan="sessions",
                name="超光子",
                price=Fen(1_000_000 + k),
                units=10,
                list_price=ListPrice(amount=Fen(128_000), shown="yes", sales="yes"),
            ),
        ),
        layers=(
            Layer(id="k1", kind="coupon", funder="merchant", amount=Fen(60_000)),
            Layer(id="k2", kind="coupon", funder="platform", amount=Fen(60_000), reimbursed="yes"),
        ),
        legs=(
            Leg(id="p1", rail="wechat_pay", amount=Fen(500_000 + k), paid_on=bought),
            Leg(id="p2", rail="alipay", amount=Fen(180_000), paid_on=bought),
            Leg(id="p3", rail="card", amount=Fen(200_000), paid_on=When("2026-05-11")),
        ),
        redemptions=tuple(
            Redemption(id=f"r{i}", line="L1", on=When(f"2026-06-{i + 10}"), units=1, signed="yes") for i in range(6)
        ),
        promises=(Promise(id="pr1", by="host", words="不满意随时退", proved="unknown", clause=RefundAnyTime()),),
        policies=(
            Policy(
                id="t1",
                by="merchant",
                clauses=(
                    NoRefund(standard_form="yes"),
                    PenaltyPercent(basis_points=2000, base="unused", standard_form="yes"),
                ),
            ),
        ),
        events=(
            Event(kind="relocated", on=When("2026-08-20"), proved="yes"),
            Event(kind="refund_refused", on=When("2026-09-10"), proved="yes"),
        ),
        evidence=tuple(Exhibit(id=f"e{i}", kind=kind) for i, kind in enumerate(kinds)),  # type: ignore[arg-type]
        request=Request(reason="merchant", asked_on=When("2026-09-01"), arrived_on=When("2026-09-02")),
    )
