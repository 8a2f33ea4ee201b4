"""What each ground rests on, what would defeat it, and what the clinic would answer. Codes; the words are in reports."""

from __future__ import annotations

import msgspec

from weimei.core.findings import Why


class Argument(msgspec.Struct, frozen=True, gc=False):
    """The sides of one ground: names of facts it needs, defeats, answers."""

    rests_on: tuple[str, ...]
    defeated_by: tuple[Why, ...]
    answer: tuple[Why, ...]


def _why(code: str, *refs: str) -> Why:
    return Why(code, refs)


BASE = ("contract", "payment", "use")
USED_MORE = _why("answer.used_more", "civil-procedure-spc:91", "spc-prepaid-2025:25")
LATE = _why("defeat.one_year", "civil-code:564")
NOT_PROVED = _why("defeat.not_proved", "civil-procedure-spc:90")
OWN_REASON = _why("answer.own_reason", "spc-prepaid-2025:19")

ARGUMENTS: dict[str, Argument] = {
    "cooling_off": Argument(
        ("payment", "request_arrival", "prior_same_service"),
        (_why("defeat.prior_same_service", "spc-prepaid-2025:14"), _why("defeat.late_request", "spc-prepaid-2025:14")),
        (_why("answer.prior_same_service", "spc-prepaid-2025:14"), _why("answer.one_off", "spc-prepaid-2025:1")),
    ),
    "relocated": Argument(
        (*BASE, "relocation"),
        (NOT_PROVED, LATE, _why("defeat.near", "spc-prepaid-2025:13")),
        (_why("answer.other_branch", "spc-prepaid-2025:13"), USED_MORE),
    ),
    "closed": Argument((*BASE, "closure"), (NOT_PROVED,), (_why("answer.reopening", "cpl-2013:53"), USED_MORE)),
    "booking_refused": Argument(
        (*BASE, "booking_refused"), (NOT_PROVED, LATE), (_why("answer.slots_were_free", "civil-code:563"), USED_MORE)
    ),
    "staff_changed": Argument(
        (*BASE, "staff"),
        (NOT_PROVED, LATE, _why("defeat.accepted_change", "civil-code:577")),
        (_why("answer.equal_substitute", "spc-prepaid-2025:9"), OWN_REASON),
    ),
    "quality_complaint": Argument(
        (*BASE, "quality"),
        (NOT_PROVED, LATE, _why("defeat.expert", "spc-evidence-2019:31")),
        (_why("answer.met_standard", "civil-code:509"), USED_MORE),
    ),
    "injury": Argument(
        (*BASE, "injury"),
        (NOT_PROVED, _why("defeat.expert", "spc-evidence-2019:31")),
        (_why("answer.body_reaction", "spc-prepaid-2025:13"), USED_MORE),
    ),
    "health_change": Argument(
        (*BASE, "health", "negotiation"),
        (_why("defeat.health_before", "spc-prepaid-2025:13"), _why("defeat.no_negotiation", "spc-prepaid-2025:13")),
        (_why("answer.health_is_yours", "spc-prepaid-2025:19"), _why("answer.suspend", "spc-prepaid-2025:13")),
    ),
    "unlicensed": Argument(
        (*BASE, "licence"),
        (NOT_PROVED, _why("defeat.filed_clinic", "med-inst-reg:14")),
        (_why("answer.value_received", "civil-code:157"),),
    ),
    "false_claim": Argument(
        (*BASE, "deceit"),
        (_why("defeat.reasonable_doubt", "civil-procedure-spc:109"), _why("defeat.avoidance_late", "civil-code:152")),
        (_why("answer.overstatement", "cpl-2013:55"), USED_MORE),
    ),
    "own_wish": Argument(
        BASE,
        (_why("defeat.no_right_to_leave", "spc-contract-2023:53"),),
        (
            _why("answer.list_price", "spc-prepaid-2025:19"),
            _why("answer.charge", "civil-code:585"),
            _why("answer.stay", "civil-code:509"),
        ),
    ),
    "promise": Argument(
        ("promise", "promise_condition", "payment"),
        (_why("defeat.promise_unproved", "cpl-reg-2024:12"), _why("defeat.condition", "civil-code:158")),
        (_why("answer.not_our_words", "cpl-reg-2024:12"), _why("answer.condition_not_met", "civil-code:158")),
    ),
    "minor": Argument(
        ("payment", "age"),
        (_why("defeat.consented", "spc-prepaid-2025:10"),),
        (_why("answer.value_received", "spc-prepaid-2025:10"),),
    ),
}
MERCHANT = Argument((*BASE, "breach"), (NOT_PROVED, LATE), (USED_MORE, OWN_REASON))
ALIASES = {
    "pregnancy": "health_change",
    "contraindication_before": "health_change",
    "not_a_doctor": "unlicensed",
    "product_swapped": "false_claim",
    "service_swapped": "false_claim",
    "fake_drug": "false_claim",
    "fraud": "false_claim",
    "void": "unlicensed",
    "service_stopped": "closed",
    "absconded": "closed",
    "move_of_consumer": "own_wish",
    "change_of_mind": "own_wish",
    "out:own_wish": "own_wish",
    "out:void": "unlicensed",
    "out:not_performed": "closed",
    "out:fraud": "false_claim",
    "out:neutral": "health_change",
    "work_contract": "own_wish",
}


def argument(ground: str) -> Argument:
    """The argument of a ground by its id."""
    key = "promise" if ground.startswith("promise:") else ground.split("#", 1)[0]
    return ARGUMENTS.get(ALIASES.get(key, key), MERCHANT)
