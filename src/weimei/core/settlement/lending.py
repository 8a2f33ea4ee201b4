"""A purchase paid by a consumer loan: who owes the lender what, and which part of the refund goes there first."""

from __future__ import annotations

from weimei.core.assessment.matter import Matter
from weimei.core.findings import Column, Step
from weimei.core.money import ratio_half_up
from weimei.core.settlement.orders import Value


class Loan(Value, frozen=True, kw_only=True):
    """One loan on the day of the plan, minor units. `known` no: its terms are not on file and all of it counts as open.

    `repaid`: principal that the buyer repaid in instalments. `outstanding`: principal still open, after the
    instalments and after what came back on this leg before. `fees_paid`, `fees_ahead`: monthly fees paid and not yet
    due. `interest_paid`, `interest_due`: interest paid, and up to now not paid yet.
    """

    leg: str
    lender: str = ""
    principal: int
    outstanding: int
    repaid: int
    fees_paid: int = 0
    fees_ahead: int = 0
    interest_paid: int = 0
    interest_due: int = 0
    known: bool = True
    instalments: Step | None = None
    """How the repaid principal came about, where no instalment is stated."""

    @property
    def cost(self) -> int:
        """What the loan has cost so far: fees and interest paid, and interest due."""
        return self.fees_paid + self.interest_paid + self.interest_due


class FeeClaim(Value, frozen=True, kw_only=True):
    """Fees and interest as the consumer's loss (spc-prepaid-2025 art 15 para 2), merchant's cause only. Which of the two is open.

    `share`: those on the refunded part of the price. `whole`: all of them. On file already as a loss: `claimed`.
    """

    share: int
    whole: int
    claimed: bool = False
    step: Step


class LenderShare(Value, frozen=True, kw_only=True):
    """What one lender gets, and what the buyer owes afterwards.

    `to_lender` of `outstanding` principal; `still_owed`: principal that the buyer must still pay. `fees_ahead`: fees
    that may still fall due on it (0 when the principal is paid off). `interest_due`: interest up to now, which the refund
    does not pay. `owed_if_all_to_buyer`: the alternative of 2.6.
    """

    leg: str
    lender: str
    outstanding: int
    to_lender: int
    still_owed: int
    fees_ahead: int
    owed_if_all_to_buyer: int
    fees_if_all_to_buyer: int
    interest_due: int = 0
    known: bool = True
    fee_claim: FeeClaim | None = None
    step: Step


def loans_of(matter: Matter, returned: dict[str, int]) -> tuple[Loan, ...]:
    """The loans among the legs, with what is open on each. `returned`: what came back on each leg before.

    The instalment is the stated one, else the principal over the number of instalments rounded half up; the last one
    takes the rest. Money that came back on the loan before counts as paid to the lender (`model:returned_on_loan`).
    """
    loans = []
    for leg in matter.legs:
        if leg.rail != "loan":
            continue
        back = returned.get(leg.id, 0)
        terms = leg.loan
        if terms is None:
            loans.append(
                Loan(leg=leg.id, principal=leg.amount, outstanding=max(0, leg.amount - back), repaid=0, known=False)
            )
            continue
        repaid, instalments = _repaid(
            leg.id, leg.amount, instalments=terms.instalments, paid=terms.paid, stated=terms.instalment_principal
        )
        loans.append(
            Loan(
                leg=leg.id,
                lender=terms.lender or "",
                principal=leg.amount,
                outstanding=max(0, leg.amount - repaid - back),
                repaid=repaid,
                fees_paid=terms.monthly_fee * max(0, terms.paid),
                fees_ahead=terms.monthly_fee * max(0, terms.instalments - terms.paid),
                interest_paid=terms.interest_paid,
                interest_due=terms.interest_due,
                instalments=instalments,
            )
        )
    return tuple(loans)


def _repaid(leg: str, principal: int, *, instalments: int, paid: int, stated: int | None) -> tuple[int, Step | None]:
    """The principal repaid, and how it came about where the instalments are ours: three of twelve of 9,800.00 are 2,450.01."""
    if paid >= instalments:
        return principal, None
    times = max(0, paid)
    if stated is not None:
        return min(principal, stated * times), None
    each = ratio_half_up(principal, instalments)
    repaid = min(principal, each * times)
    args: dict[str, int | str] = {
        "principal_fen": principal,
        "instalments": instalments,
        "each_fen": each,
        "times": times,
    }
    return repaid, Step("settlement.instalments", repaid, ("model:rounding",), (f"legs.{leg}.loan",), args)


def lender_share(loan: Loan, *, to_lender: int, refunded: int, paid: int, cause: Column, claimed: bool) -> LenderShare:
    """The outcome for one loan. `refunded` of `paid`: the whole refund and price, for the share of the fees (X16)."""
    still = loan.outstanding - to_lender
    claim = None
    if cause == "merchant" and loan.cost:
        share = min(loan.cost, ratio_half_up(loan.cost * refunded, paid)) if paid else 0
        step = Step(
            "settlement.fee_loss",
            share,
            ("spc-prepaid-2025:15(2)", "open:15"),
            (f"legs.{loan.leg}.loan",),
            {"fees_fen": loan.cost, "refunded_fen": refunded, "paid_fen": paid, "whole_fen": loan.cost},
        )
        claim = FeeClaim(share=share, whole=loan.cost, claimed=claimed, step=step)
    fees = loan.fees_ahead if still else 0
    step = Step(
        "settlement.lender",
        to_lender,
        ("model:lender_first", "open:15"),
        (f"legs.{loan.leg}.loan",),
        {
            "lender": loan.lender or loan.leg,
            "principal_fen": loan.principal,
            "repaid_fen": loan.repaid,
            "outstanding_fen": loan.outstanding,
            "still_owed_fen": still,
            "fees_ahead_fen": fees,
            "interest_due_fen": loan.interest_due,
        },
        () if loan.instalments is None else (loan.instalments,),
    )
    return LenderShare(
        leg=loan.leg,
        lender=loan.lender,
        outstanding=loan.outstanding,
        to_lender=to_lender,
        still_owed=still,
        fees_ahead=fees,
        owed_if_all_to_buyer=loan.outstanding,
        fees_if_all_to_buyer=loan.fees_ahead,
        interest_due=loan.interest_due,
        known=loan.known,
        fee_claim=claim,
        step=step,
    )
