"""Facts that contradict each other are refused, or told, where they stand."""

from __future__ import annotations

from pathlib import Path

import pytest

from files.shaped import SECOND
from weimei.files import FileProblem, decode_row, parse_matter, parse_matter_with_notices
from weimei.files.checks import check_matter
from weimei.files.messages import messages

BASE = (Path(__file__).parent / "data" / "ten-sessions.yaml").read_text("utf-8")
ADDED = {
    "bundle": "bundles:\n  - {id: b, price: 9000}\n",
    "gift": "  - {id: L2, plan: gift, price: 100}\n",
    "stored": "  - {id: L2, plan: stored_value, price: 1000, bonus: 200, %s}\n",
    "packs": "  - {id: L2, plan: sessions, %s, packs: [{id: k1, price: 100, units: 2, on: 2026-06-01}]}\n",
    "term": "  - {id: L2, plan: term, price: 0, term: {start: 2026-06-01, %s}}\n",
}


def with_line(kind: str, rest: str = "") -> str:
    """The example with one line more."""
    line = ADDED[kind]
    return BASE.replace("layers:\n", (line % rest if "%s" in line else line) + "layers:\n", 1)


def changed(old: str, new: str, text: str = BASE) -> str:
    assert old in text
    return text.replace(old, new, 1)


def later(**keys: str) -> str:
    return BASE + "".join(f"{key}:\n{value}" for key, value in keys.items())


CASES = {
    "a line twice": (changed("  - id: c2\n", "  - id: c1\n"), "id.twice", "layers[1].id"),
    "a payment twice": (changed("  - id: p2\n", "  - id: p1\n"), "id.twice", "legs[1].id"),
    "a visit twice": (changed("id: r2,", "id: r1,"), "id.twice", "redemptions[1].id"),
    "an exhibit twice": (changed("  - id: e2\n", "  - id: e1\n"), "id.twice", "evidence[1].id"),
    "an id with a dot": (changed("  - id: c2\n", "  - id: c.2\n"), "id.form", "layers[1].id"),
    "an id too long": (changed("  - id: c2\n", f"  - id: {'c' * 65}\n"), "id.form", "layers[1].id"),
    "an empty id": (changed("  - id: c2\n", '  - id: ""\n'), "id.form", "layers[1].id"),
    "a matter without a proper id": (changed("id: ten-sessions", "id: a b"), "id.form", "id"),
    "a visit to nothing": (changed("{ id: r1, line: L1", "{ id: r1, line: L9"), "ref.missing", "redemptions[0].line"),
    "a visit to no pack": (changed("{ id: r1, line: L1", "{ id: r1, pack: k, line: L1"), "ref.missing", "redemptions[0].pack"),
    "a bundle that is not there": (changed("units: 10", "units: 10\n    bundle: b"), "ref.missing", "lines[0].bundle"),
    "a coupon for nothing": (changed("amount: 500\n", "amount: 500\n    lines: [L2]\n"), "ref.missing", "layers[0].lines[0]"),
    "a funder nobody knows": (changed("party: platform", "party: nobody"), "ref.missing", "layers[1].party"),
    "a payee nobody knows": (changed("payee: clinic", "payee: clinc"), "ref.missing", "legs[0].payee"),
    "a proof that is not there": (changed("evidence: [e2]", "evidence: [e3]"), "ref.missing", "events[0].evidence[0]"),
    "a promise without its proof": (changed("evidence: [e1]", "evidence: [e9]"), "ref.missing", "promises[0].evidence[0]"),
    "a clause for nothing": (changed("percent: 30", "percent: 30\n        line: L9"), "ref.missing", "policies[0].clauses[0].line"),
    "an event on nothing": (changed("kind: relocated", "kind: relocated\n    line: L9"), "ref.missing", "events[0].line"),
    "money back on nothing": (later(returned="  - {id: x, amount: 1, leg: p9}\n"), "ref.missing", "returned[0].leg"),
    "two buyers": (changed("role: platform", "role: buyer"), "party.two_buyers", "parties[2].role"),
    "a buyer born later": (changed("1994-03-02", "2026-06-02"), "party.born_after", "parties[0].born_on"),
    "a minor of 32": (changed("kind: relocated", "kind: minor"), "party.adult_minor", "events[0].kind"),
    "a child on own labour": (
        changed("1994-03-02", "2012-06-02\n    lives_on_own_labour: yes"),
        "party.too_young_for_labour", "parties[0].lives_on_own_labour",
    ),
    "a gift with a price": (with_line("gift"), "line.gift_price", "lines[1].price"),
    "packs of another price": (with_line("packs", "price: 101"), "line.packs_price", "lines[1].price"),
    "packs of another count": (with_line("packs", "units: 3"), "line.packs_units", "lines[1].units"),
    "a pack used too often": (
        changed("units: 2, on", "units: 2, used: 3, on", with_line("packs", "units: 2")), "count.used", "lines[1].packs[0].used",
    ),
    "a pack used before it was bought": (
        changed("{ id: r1, line: L1", "{ id: r1, pack: k1, line: L2", with_line("packs", "units: 2")),
        "date.used_before_pack", "redemptions[0].on",
    ),
    "paid before the contract": (
        changed("paid_on: 2026-05-21", "paid_on: 2026-05-19"),
        "date.paid_before_formed", "legs[2].paid_on",
    ),
    "used before the contract": (changed("on: 2026-05-28", "on: 2026-05-19"), "date.used_before_formed", "redemptions[0].on"),
    "used before the first payment": (
        changed("on: 2026-05-28", "on: 2026-05-20").replace("paid_on: 2026-05-20", "paid_on: 2026-05-21"),
        "date.used_before_paid", "redemptions[0].on",
    ),
    "a term that ends first": (with_line("term", "end: 2026-05-31"), "date.term_order", "lines[1].term.end"),
    "a term stopped first": (with_line("term", "stopped_on: 2026-05"), "date.before_term", "lines[1].term.stopped_on"),
    "asked before the contract": (
        changed("asked_on: 2026-09-01", "asked_on: 2026-04-01"),
        "date.before_formed", "request.asked_on",
    ),
    "arrived before it was sent": (
        changed("arrived_on: 2026-09-02", "arrived_on: 2026-08-31"), "date.arrived_before_asked", "request.arrived_on",
    ),
    "a complaint before the contract": (
        changed("kind: relocated", "kind: quality_complaint").replace("on: 2026-08-20", "on: 2026-05-19"),
        "date.event_before_formed", "events[0].on",
    ),
    "terms that end first": (
        changed("accepted_on: 2026-05-20", "in_force_from: 2026-05-01\n    in_force_to: 2026-04-30"),
        "date.force_order", "policies[0].in_force_to",
    ),
    "eleven of ten": (changed("used: 6", "used: 11"), "count.used", "lines[0].used"),
    "eleven by the merchant": (changed("used: 6", "used_by_merchant: 11"), "count.used", "lines[0].used_by_merchant"),
    "visits for eleven": (changed("line: L1, on: 2026-05-28", "units: 6, line: L1, on: 2026-05-28"), "count.visits", "redemptions"),
    "an event on eleven": (
        changed("kind: relocated", "kind: relocated\n    line: L1\n    units: 11"), "count.event", "events[0].units",
    ),
    "more paid-in money than use": (
        with_line("stored", "used_value: 10, used_value_paid: 11"), "sum.used_paid", "lines[1].used_value_paid",
    ),
    "a balance above all credit": (with_line("stored", "balance: 1200.01"), "sum.balance", "lines[1].balance"),
    "more done than agreed": (with_line("stored", "performed_value: 1001"), "sum.performed", "lines[1].performed_value"),
    "a deposit above the price": (with_line("stored", "deposit: {amount: 1001}"), "sum.deposit", "lines[1].deposit.amount"),
    "an empty bundle": (later(bundles="  - {id: b, price: 9000}\n"), "bundle.empty", "bundles[0].id"),
    "a bundle that does not add up": (
        changed("units: 10", "units: 10\n    bundle: b", later(bundles="  - {id: b, price: 9000}\n")),
        "bundle.sum", "bundles[0].price",
    ),
    "a bundle whose parts all cost nothing alone": (
        BASE.replace("    price: 8800.00\n", "    bundle: b\n").replace("amount: 1280\n", "amount: 0\n")
        + "bundles:\n  - {id: b, price: 8800}\n",
        "bundle.no_weights", "bundles[0].price",
    ),
    "reductions above the price": (changed("amount: 500\n", "amount: 9000\n"), "sum.layers", "layers"),
    "more paid than due": (changed("amount: 2000.00", "amount: 2000.01"), "sum.legs", "legs"),
    "a wallet's coupon on top of all that was due": (
        changed("amount: 2000.00", "amount: 2000.00\n    coupon: 10"), "sum.coupons", "legs",
    ),
    "more back than paid": (later(returned="  - {id: x, amount: 2000.01, leg: p3}\n"), "sum.returned", "returned[0].amount"),
    "more instalments than agreed": (
        changed("rail: card", "rail: loan\n    loan: {instalments: 12, paid: 13}"), "loan.paid", "legs[2].loan.paid",
    ),
    "a bill in no currency": (
        changed("rail: card", "rail: foreign_card\n    billed: 280"),
        "leg.billed_currency", "legs[2].billed",
    ),
    "a bill in no such currency": (
        changed("rail: card", "rail: foreign_card\n    billed: 280\n    billed_currency: USDT"),
        "currency.unknown", "legs[2].billed_currency",
    ),
    "a bill with too many decimals": (
        changed("rail: card", "rail: foreign_card\n    billed: 280.5\n    billed_currency: JPY"),
        "amount.decimals", "legs[2].billed",
    ),
    "a rate of nothing": (
        changed("rail: card", "rail: foreign_card\n    rate_at_refund: 0.0"),
        "leg.rate", "legs[2].rate_at_refund",
    ),
    "a digest that is none": (changed("what: 搬迁公告", "sha256: abc"), "evidence.digest", "evidence[1].sha256"),
}  # fmt: skip


@pytest.mark.parametrize("case", CASES)
def test_a_contradiction_is_refused(case: str) -> None:
    text, code, path = CASES[case]
    with pytest.raises(FileProblem) as caught:
        parse_matter(text.encode(), "m.yaml")

    assert (code, path) in [(one.code, one.path) for one in caught.value.problems]
    assert all(one.line for one in caught.value.problems)
    assert caught.value.text("zh")
    assert caught.value.text("en")


@pytest.mark.parametrize("case", CASES)
def test_a_row_with_the_same_contradiction_is_refused_with_the_same_code(case: str) -> None:
    text, code, path = CASES[case]
    row = _as_row(text)
    with pytest.raises(FileProblem) as caught:
        decode_row(row, "in.jsonl", 12)

    assert (code, path) in [(one.code, one.path) for one in caught.value.problems]
    assert {(one.file, one.line) for one in caught.value.problems} == {("in.jsonl", 12)}


def _as_row(text: str) -> bytes:
    from weimei.core.assessment.matter import Matter
    from weimei.files import encode_matter_row
    from weimei.files.load import tree
    from weimei.files.reading import Reader

    matter = Reader("m.yaml").read(tree(text.encode(), "m.yaml"), Matter)
    assert matter is not None
    return encode_matter_row(matter)


def test_a_reference_with_a_slip_names_the_id_that_was_meant() -> None:
    with pytest.raises(FileProblem) as caught:
        parse_matter(changed("payee: clinic", "payee: clinc").encode(), "m.yaml")

    found = caught.value.problems[0]
    assert (found.line, found.column, found.nearest) == (51, 12, "clinic")
    assert found.args["ids"] == "buyer, clinic, platform"


NOTICES = {
    "not all was paid": (changed("amount: 2000.00", "amount: 1999.00"), "sum.legs_less"),
    "visits and count differ": (changed("used: 6", "used: 5"), "count.visits_differ"),
    "a part of a bundle that costs nothing alone": (
        BASE.replace("    price: 8800.00\n", "    bundle: b\n").replace(
            "layers:\n", "  - {id: L2, plan: single, bundle: b, list_price: {amount: 0}}\nlayers:\n"
        )
        + "bundles:\n  - {id: b, price: 8800}\n",
        "bundle.weight_zero",
    ),
    "balance and use differ": (with_line("stored", "used_value: 500, balance: 600"), "sum.balance_differs"),
    "a guardian of an adult": (changed("role: platform", "role: guardian"), "party.adult_guardian"),
    "a term on goods": (
        changed("plan: stored_value", "plan: goods, term: {months: 3}", with_line("stored", "units: 1")), "line.term_unused",
    ),
    "units on a card": (with_line("stored", "units: 3"), "line.units_unused"),
    "served after the stop": (
        with_line("term", "stopped_on: 2026-07-01, last_service_on: 2026-07-02"), "date.served_after_stop",
    ),
    "grace before the request": (changed("arrived_on", "grace_until: 2026-08-01\n  arrived_on"), "date.grace_before_asked"),
    "a unit price that is not the price": (changed("units: 10", "units: 10\n    unit_price: 900"), "line.unit_price"),
    "terms not yet in force": (
        changed("accepted_on: 2026-05-20", "accepted_on: 2026-05-20\n    in_force_from: 2026-06-01"), "date.accepted_outside",
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", NOTICES)
def test_what_only_looks_like_a_slip_is_told_and_does_not_stop_the_sum(case: str) -> None:
    text, code = NOTICES[case]
    matter, notices = parse_matter_with_notices(text.encode(), "m.yaml")

    assert code in [one.code for one in notices]
    assert all(one.line for one in notices)
    assert decode_row(_as_row(text)) == matter


def test_every_contradiction_that_has_words_has_a_case() -> None:
    spoken = {
        code
        for code in messages()
        if code.split(".")[0] in ("id", "ref", "party", "date", "count", "sum", "bundle", "loan", "leg", "line")
    }
    shown = {code for _, code, _ in CASES.values()} | {code for _, code in NOTICES.values()}

    assert spoken <= shown


@pytest.mark.parametrize(
    "text",
    [
        changed("paid_on: 2026-05-21", "paid_on: 2026-05-19\n    kind: deposit"),
        changed("paid_on: 2026-05-21", "paid_on: 2026-05"),
        changed("on: 2026-05-28", "on: 2026-05-20"),
        changed("livestream: yes", "livestream: yes\n  paid_before: no").replace("on: 2026-05-28", "on: 2026-05-20").replace(
            "paid_on: 2026-05-20", "paid_on: 2026-05-21"),
        changed("on: 2026-08-20", "on: 2026-05-01"),
        changed("on: 2026-05-28,", "on: 2026-05-28, units: 6, disputed: yes,"),
        changed("used: 6", "used: 12\n    free_units: 2").replace("used: 12", "used: 6"),
        with_line("stored", "used_value: 1300"),
        changed("price: 8800.00", "price: unknown"),
        changed("  - id: c2\n", "  - id: clinic\n"),
        changed("id: ev1\n", "evidence: []\n").replace("    evidence: [e2]\n", "") + "",
    ],
    ids=[
        "a deposit comes first", "a month may hold the day", "the day itself",
        "treated before paid, as agreed", "moved before the contract",
        "contested visits do not count", "free units may be used", "credit may be overdrawn", "an unknown price adds up to nothing",
        "the same id in two lists", "an event needs no id",
    ],
)  # fmt: skip
def test_what_can_be_is_not_refused(text: str) -> None:
    parse_matter(text.encode(), "m.yaml")


def test_checks_of_a_large_matter_take_less_than_a_second() -> None:
    import time

    from weimei.core.assessment.matter import Matter
    from weimei.core.facts import Line, Pack, Redemption
    from weimei.core.money import Fen

    packs = tuple(Pack(id=f"k{n}", price=Fen(1), units=1) for n in range(4000))
    visits = tuple(Redemption(id=f"r{n}", line="L1", pack=f"k{n}") for n in range(4000))
    matter = Matter(id="m", lines=(Line(id="L1", plan="sessions", packs=packs),), redemptions=visits)
    started = time.process_time()

    assert check_matter(matter, 2) == []
    assert time.process_time() - started < SECOND
