"""The two sides of a ground: what it needs to be shown and by whom, what is on file for it, what the clinic would answer."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from weimei.core.assessment.arguments import ARGUMENTS, MERCHANT, argument
from weimei.core.assessment.assess import assess
from weimei.core.assessment.matter import Matter
from weimei.core.assessment.outcome import Proof
from weimei.core.assessment.reasons import under_each_reason
from weimei.core.facts import Contract, Event, Exhibit, Line, Party, Redemption, Request, When
from weimei.core.money import Fen

AT = date(2026, 11, 22)


def matter(*kinds: Any, evidence: tuple[Exhibit, ...] = (), **more: Any) -> Matter:
    line = more.pop("line", Line(id="L1", plan="sessions", price=Fen(880_000), units=10, used=4))
    events = tuple(Event(kind=kind, id=f"E{n}", proved="yes") for n, kind in enumerate(kinds))
    contract = Contract(formed_on=When("2026-03-02"))
    return Matter(id="m", contract=contract, lines=(line,), events=events, evidence=evidence, **more)


def proofs(found: Matter) -> dict[str, Proof]:
    return {row.fact: row for row in assess(found, AT).proofs}


def exhibit(kind: Any, id_: str = "V1", **more: Any) -> Exhibit:
    return Exhibit(id=id_, kind=kind, **more)


# --- proofs (2.9 item 10) ------------------------------------------------------------------------------------------------


def test_only_facts_of_grounds_in_play_are_asked_for():
    assert set(proofs(matter("relocated"))) == {"contract", "payment", "use", "relocation"}
    assert "licence" in proofs(matter("unlicensed"))
    refuted = Event(kind="unlicensed", proved="no")
    assert "licence" not in proofs(Matter(id="m", lines=matter().lines, events=(refuted,)))


def test_the_rows_stand_in_the_order_of_the_table():
    assert list(proofs(matter("injury", "relocated"))) == ["contract", "payment", "use", "relocation", "injury"]


def test_what_she_holds_is_held_and_what_she_lacks_is_missing():
    rows = proofs(matter("relocated", evidence=(exhibit("photo"),)))

    assert (rows["relocation"].state, rows["relocation"].has) == ("held", ("V1",))
    assert (rows["contract"].state, rows["contract"].has) == ("missing", ())


def test_use_is_for_the_merchant_to_show():
    row = proofs(matter("relocated"))["use"]

    assert (row.burden, row.standard, row.state) == ("merchant", "high_probability", "with_seller")
    assert row.refs == ("civil-procedure-spc:91", "spc-prepaid-2025:25")


def test_what_clinic_or_platform_holds_is_with_the_seller():
    for holder in ("clinic", "platform"):
        row = proofs(matter("relocated", evidence=(exhibit("video", held_by=holder),)))["relocation"]
        assert (row.state, row.has) == ("with_seller", ())
    assert proofs(matter("relocated", evidence=(exhibit("video", held_by="other"),)))["relocation"].state == "held"


def test_her_own_copy_goes_before_the_one_at_the_clinic():
    both = (exhibit("video", "V2", held_by="clinic"), exhibit("photo", "V1"))

    assert (proofs(matter("relocated", evidence=both))["relocation"].has) == ("V1",)
    assert proofs(matter("relocated", evidence=both))["relocation"].state == "held"


def test_an_exhibit_with_named_facts_speaks_to_those_alone():
    rows = proofs(matter("relocated", evidence=(exhibit("chat", facts=("payment",)),)))

    assert rows["payment"].has == ("V1",), "a chat would not show a payment by its kind"
    assert rows["contract"].has == ()
    assert rows["relocation"].has == ()


def test_exhibits_stand_by_their_ids():
    two = (exhibit("photo", "V2"), exhibit("video", "V1"))

    assert proofs(matter("relocated", evidence=two))["relocation"].has == ("V1", "V2")


def test_one_piece_for_deceit_is_only_part_of_what_leaves_no_doubt():
    one, two = exhibit("stream_recording", "V1"), exhibit("package", "V2")

    assert proofs(matter("false_claim", evidence=(one,)))["deceit"].state == "partly"
    assert proofs(matter("false_claim", evidence=(one, two)))["deceit"].state == "held"
    assert proofs(matter("false_claim"))["deceit"].state == "missing"
    assert proofs(matter("false_claim"))["deceit"].standard == "beyond_reasonable_doubt"


# --- arguments ---------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("ground", "same_as"),
    [
        ("relocated", "relocated"),
        ("relocated#2", "relocated"),
        ("promise:W1", "promise"),
        ("promise:W1#2", "promise"),
        ("absconded", "closed"),
        ("pregnancy", "health_change"),
        ("out:void", "unlicensed"),
        ("work_contract", "own_wish"),
        ("product_swapped#3", "false_claim"),
    ],
)
def test_each_ground_has_its_argument(ground: str, same_as: str):
    assert argument(ground) is ARGUMENTS[same_as]


def test_any_other_breach_is_argued_as_a_breach():
    assert argument("price_raised") is MERCHANT
    assert argument("promised") is MERCHANT
    assert "breach" in MERCHANT.rests_on


def test_a_second_event_of_a_kind_is_a_ground_of_its_own():
    ids = [ground.id for ground in assess(matter("relocated", "relocated", "closed"), AT).grounds]

    assert [one for one in ids if one.startswith(("relocated", "closed"))] == ["closed", "relocated", "relocated#2"]


# --- under each reason (`compare`) ---------------------------------------------------------------------------------------------


def reasons(found: Matter) -> dict[str, list[tuple[str, str]]]:
    return {name: [(e.kind, e.proved) for e in one.events] for name, one in under_each_reason(found)}


def test_her_own_wish_is_one_ground_and_what_says_nothing_of_the_cause_is_none():
    ids = [ground.id for ground in assess(matter("change_of_mind", "records_withheld", "closed"), AT).grounds]

    assert ids == ["closed", "own_wish"]


def test_grounds_stand_by_the_day_of_their_events_and_a_minor_first():
    closed = Event(kind="closed", id="E", proved="yes", on=When("2026-08-01"))
    moved = Event(kind="relocated", id="F", proved="yes", on=When("2026-07-01"))
    child = Party(id="b", role="buyer", born_on=When("2012-01-01"), guardian_consent="no")

    def grounds(*events: Event) -> list[str]:
        found = Matter(id="m", contract=matter().contract, lines=matter().lines, events=events, parties=(child,))
        return [one.id for one in assess(found, AT).grounds if one.id != "own_wish"]

    assert grounds(closed) == ["minor", "closed"]
    assert grounds(closed, moved) == ["minor", "relocated", "closed"]
    assert grounds() == ["minor"]


UNTOUCHED = Line(id="L1", plan="sessions", price=Fen(880_000), units=10)


def test_a_matter_is_tried_as_filed_and_under_each_reason():
    found = matter("change_of_mind", line=UNTOUCHED, request=Request(reason="personal"))
    tried = dict(under_each_reason(found))

    assert reasons(found) == {
        "as_filed": [("change_of_mind", "yes")],
        "not_started": [("cooling_off_request", "yes")],
        "merchant": [("booking_refused", "yes")],
        "health": [("health_change", "yes")],
        "personal": [("change_of_mind", "yes")],
    }
    assert {name: one.request.reason for name, one in tried.items() if name != "as_filed"} == {
        "not_started": "not_started",
        "merchant": "merchant",
        "health": "health",
        "personal": "personal",
    }
    assert tried["not_started"].events[0].within_7_days == "yes"


def test_the_merchants_own_events_are_taken_as_proved_and_deceit_by_itself():
    open_ = tuple(Event(kind=kind) for kind in ("closed", "false_claim", "unlicensed"))
    found = reasons(Matter(id="m", lines=(UNTOUCHED,), events=open_))

    assert found["merchant"] == [("closed", "yes")]
    assert found["fraud"] == [("false_claim", "yes"), ("unlicensed", "yes")]
    assert "fraud" not in reasons(matter("closed"))


@pytest.mark.parametrize(
    "used",
    [
        {"line": Line(id="L1", plan="sessions", units=10, used=1)},
        {"line": Line(id="L1", plan="stored_value", used_value=Fen(100))},
        {"line": Line(id="L1", plan="single", performed="all")},
        {"line": Line(id="L1", plan="programme", performed="part")},
        {"line": UNTOUCHED, "redemptions": (Redemption(id="R1", line="L1"),)},
    ],
)
def test_not_started_is_no_reason_once_something_was_used(used: dict[str, Any]):
    assert "not_started" not in reasons(matter("closed", **used))


@pytest.mark.parametrize("state", ["none", "unknown"])
def test_a_procedure_not_done_or_not_told_may_be_not_started(state: Any):
    assert "not_started" in reasons(matter("closed", line=Line(id="L1", plan="single", performed=state)))
