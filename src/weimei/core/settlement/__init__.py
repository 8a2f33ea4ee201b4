"""Who gets a refund back: a plan over lenders, payments, coupons and points. Nothing moves here.

`settle` makes the plans of an assessment; `plan` splits a given sum; `unwind` takes a purchase apart for any units
given back; `rails` and `requests` say what each payment rail pays for a request, and which requests lose nothing.
"""

from weimei.core.assessment.reductions import Account
from weimei.core.settlement.conversion import ForeignView, exact_rate, foreign_view
from weimei.core.settlement.lending import FeeClaim, LenderShare, Loan, loans_of
from weimei.core.settlement.orders import Order, OrderRow, order_of, unit_shares
from weimei.core.settlement.planning import plan, settle
from weimei.core.settlement.plans import Alternative, FunderShare, LegShare, LineBack, Plan, RailAsk
from weimei.core.settlement.rails import RULES, Payout, RailOrder, RailRule, after, ask_for, pay, rail_order, rule_of
from weimei.core.settlement.requests import Ask, RailRequest, RequestPlan, best_requests, simulate
from weimei.core.settlement.unwinding import Pot, ThresholdRange, Unwound, threshold_range, unwind, unwind_last

__all__ = [
    "RULES",
    "Account",
    "Alternative",
    "Ask",
    "FeeClaim",
    "ForeignView",
    "FunderShare",
    "LegShare",
    "LenderShare",
    "LineBack",
    "Loan",
    "Order",
    "OrderRow",
    "Payout",
    "Plan",
    "Pot",
    "RailAsk",
    "RailOrder",
    "RailRequest",
    "RailRule",
    "RequestPlan",
    "ThresholdRange",
    "Unwound",
    "after",
    "ask_for",
    "best_requests",
    "exact_rate",
    "foreign_view",
    "loans_of",
    "order_of",
    "pay",
    "plan",
    "rail_order",
    "rule_of",
    "settle",
    "simulate",
    "threshold_range",
    "unit_shares",
    "unwind",
    "unwind_last",
]
