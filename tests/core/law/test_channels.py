"""The channel data: complete, in both languages, pointing at things that exist."""

from __future__ import annotations

from datetime import date
from importlib.resources import files

import pytest

from weimei.core.errors import DomainError
from weimei.core.law.channels import ChannelBook, ChannelId, Deed, cn_channels, read_channels
from weimei.core.law.planner import Situation
from weimei.core.law.planner_dates import RESTARTS
from weimei.core.law.time_limits import cn_time_limits
from weimei.core.periods import Words

BOOK = cn_channels()
TEXT = (files("weimei.core.law") / "parameters" / "cn" / "channels.toml").read_text(encoding="utf-8")


def every_text(book: ChannelBook) -> list[tuple[str, str]]:
    texts = [(reason.zh, reason.en) for reason in book.reason]
    words: list[Words] = [row.name for row in (*book.channel, *book.document)]
    words.extend(constraint.why for constraint in book.constraint)
    for channel in book.channel:
        words.extend((*channel.needs, *channel.can, *channel.cannot))
        if channel.limit_note is not None:
            words.append(channel.limit_note)
    return texts + [(one.zh, one.en) for one in words]


def test_every_text_is_plain_chinese_with_an_english_twin():
    for zh, en in every_text(BOOK):
        assert zh.strip()
        assert en.strip()
        assert "您" not in zh
        assert not any(word in zh for word in ("一定能", "保证退", "必胜"))


@pytest.mark.parametrize("channel", BOOK.channel, ids=lambda channel: channel.id.value)
def test_the_limits_and_facts_that_a_channel_names_exist(channel):
    assert set(channel.limits) <= set(cn_time_limits())
    assert channel.limits or channel.limit_note
    assert channel.needs
    assert channel.norms
    for document_id in channel.documents:
        assert set(BOOK.document_of(document_id).only_if) <= set(Situation.__struct_fields__)


def test_every_paper_is_asked_for_by_some_channel():
    asked = {document_id for channel in BOOK.channel for document_id in channel.documents}

    assert asked == {document.id for document in BOOK.document}


def test_every_deed_is_read_by_a_channel_a_limit_or_limitation():
    read = {deed for channel in BOOK.channel for deed in (*channel.filed, *channel.accepted)} | set(RESTARTS)
    starts = {version.start_event for versions in cn_time_limits().values() for version in versions}

    assert {deed for deed in Deed if deed not in read and deed.value not in starts} == set()


@pytest.mark.parametrize(
    ("constraint_id", "on", "is_in_force"),
    [
        ("market_refuses_handled", date(2026, 4, 14), False),
        ("market_refuses_handled", date(2026, 4, 15), True),
        ("market_refuses_handled_2019", date(2019, 12, 31), False),
        ("market_refuses_handled_2019", date(2020, 1, 1), True),
        ("market_refuses_handled_2019", date(2026, 4, 14), True),
        ("market_refuses_handled_2019", date(2026, 4, 15), False),
        ("committee_refuses_accepted", date(2018, 9, 30), False),
        ("committee_refuses_accepted", date(2018, 10, 1), True),
        ("health_refuses_accepted", date(2018, 9, 30), False),
        ("health_refuses_accepted", date(2018, 10, 1), True),
    ],
)
def test_a_constraint_holds_from_its_first_to_its_last_day(constraint_id: str, on: date, is_in_force: bool):
    assert (constraint_id in {constraint.id for constraint in BOOK.constraints_on(on)}) is is_in_force


def test_a_constraint_from_memory_is_marked_and_cites_no_article():
    for constraint in BOOK.constraint:
        if constraint.verification == "UNVERIFIED":
            assert all(":" not in norm for norm in constraint.norms)


def test_a_book_that_lacks_a_channel_or_a_paper_is_refused():
    for wrong, code in (
        (TEXT.replace('id = "police"', 'id = "merchant"', 1), "law.channels"),
        (TEXT.replace('"ledger", "calculation"]', '"ledgers", "calculation"]', 1), "law.channel_documents"),
    ):
        with pytest.raises(DomainError) as refused:
            read_channels(wrong)
        assert refused.value.code == code


def test_the_channels_stand_in_the_suggested_order():
    assert [channel.id for channel in BOOK.channel] == list(ChannelId)
