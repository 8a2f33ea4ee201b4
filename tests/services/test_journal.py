"""A part and its journal: whatever a kill leaves behind, the run goes on from the last good chunk."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest

from weimei.services.journal import Identity, Journal, journal_of, part_of
from weimei.services.told import ToldError

RUN = Identity(
    input_digest="d", input_bytes=9, mode="full", as_of="2026-09-10", given_as_of="2026-09-10", lang="zh", chunk=0,
    confirmations="", engine="e",
)  # fmt: skip


OPEN: list[Journal] = []


def open_journal(out: Path, run: Identity = RUN, *, restart: bool = False) -> Journal:
    OPEN.append(Journal(out, run, inputs=(), restart=restart))
    return OPEN[-1]


@pytest.fixture(autouse=True)
def _no_journal_stays_open() -> Iterator[None]:
    yield
    while OPEN:
        OPEN.pop().close()


def write(journal: Journal, row: int, data: bytes, *, noted: tuple[str, ...] = ()) -> None:
    journal.write(data, row=row, done=1, bad=len(noted), noted=noted)
    journal.sync()


@pytest.fixture
def out(tmp_path: Path) -> Path:
    return tmp_path / "out.jsonl"


def unfinished(out: Path) -> None:
    journal = open_journal(out)
    write(journal, 1, b"one\n", noted=("row 1 is bad",))
    write(journal, 2, b"two\n")
    write(journal, 3, b"three\n")
    journal.close()


def test_a_finished_output_stands_alone(out: Path):
    journal = open_journal(out)
    write(journal, 1, b"one\n")
    journal.finish()

    assert [path.name for path in out.parent.iterdir()] == ["out.jsonl"]
    assert out.read_bytes() == b"one\n"


def test_an_unfinished_run_goes_on_after_its_last_row_and_remembers_what_was_bad(out: Path):
    unfinished(out)

    journal = open_journal(out)

    assert (journal.state.row, journal.state.done, journal.state.bad) == (3, 3, 1)
    assert journal.state.noted == ("row 1 is bad",)
    assert journal.is_resumed
    write(journal, 4, b"four\n")
    journal.finish()
    assert out.read_bytes() == b"one\ntwo\nthree\nfour\n"


@pytest.mark.parametrize("file", [part_of, journal_of], ids=["part", "journal"])
def test_wherever_either_file_was_torn_no_row_is_lost_or_doubled(out: Path, file):
    unfinished(out)
    whole = file(out).read_bytes()
    other = (journal_of if file is part_of else part_of)(out)
    kept = other.read_bytes()
    rows = [b"one\n", b"two\n", b"three\n"]
    for length in range(len(whole) + 1):
        file(out).write_bytes(whole[:length])
        other.write_bytes(kept)

        journal = open_journal(out)
        for number in range(journal.state.row, 3):
            write(journal, number + 1, rows[number])
        journal.finish()

        assert out.read_bytes() == b"one\ntwo\nthree\n", f"torn at {length}"


def test_what_stands_behind_the_last_sync_is_cut_off(out: Path):
    unfinished(out)
    with part_of(out).open("ab") as stream:
        stream.write(b"half a li")

    journal = open_journal(out)
    journal.finish()

    assert out.read_bytes() == b"one\ntwo\nthree\n"


def test_a_part_that_was_altered_is_trusted_only_up_to_the_change(out: Path):
    unfinished(out)
    part_of(out).write_bytes(b"one\ntwX\nthree\n")

    assert open_journal(out).state.row == 1


@pytest.mark.parametrize(
    ("change", "named"),
    [
        ({"input_digest": "x"}, "the input changed"), ({"mode": "amounts"}, "--amounts/--full was full, now amounts"),
        ({"as_of": "2026-09-11", "given_as_of": "2026-09-11"}, "--as-of"), ({"lang": "en"}, "--lang"),
        ({"chunk": 5}, "--chunk"), ({"confirmations": "c"}, "--confirmations"), ({"engine": "f"}, "the engine was e, now f"),
    ],
)  # fmt: skip
def test_another_run_is_refused_and_told_how_to_begin_again(out: Path, change, named):
    unfinished(out)

    with pytest.raises(ToldError) as refused:
        open_journal(out, msgspec.structs.replace(RUN, **change))

    assert named in refused.value.text("en")
    assert "--restart" in refused.value.text("en")
    assert "--restart" in refused.value.text("zh")
    assert open_journal(out).state.row == 3, "nothing was lost by asking"


def test_a_run_without_a_day_keeps_the_day_on_which_it_began(out: Path):
    begun = msgspec.structs.replace(RUN, given_as_of=None)
    journal = open_journal(out, begun)
    write(journal, 1, b"one\n")
    journal.close()

    later = open_journal(out, msgspec.structs.replace(begun, as_of="2026-09-12"))

    assert later.identity.as_of == "2026-09-10"


def test_restart_begins_again(out: Path):
    unfinished(out)

    journal = open_journal(out, msgspec.structs.replace(RUN, mode="amounts"), restart=True)

    assert journal.state.row == 0
    assert not journal.is_resumed
    journal.finish()
    assert out.read_bytes() == b""


def test_a_part_of_somebody_else_is_left_alone(out: Path):
    part_of(out).write_bytes(b"mine")

    with pytest.raises(ToldError, match="left alone"):
        open_journal(out)

    assert part_of(out).read_bytes() == b"mine"
    assert not journal_of(out).exists()


def test_two_runs_do_not_write_one_output(out: Path):
    held = open_journal(out)

    with pytest.raises(ToldError, match="Another weimei batch"):
        open_journal(out)

    held.close()
    open_journal(out).close()


def test_a_journal_that_is_none_is_not_thrown_away(out: Path):
    journal_of(out).write_bytes(b"notes of mine\n")

    with pytest.raises(ToldError, match="--restart"):
        open_journal(out)

    assert journal_of(out).read_bytes() == b"notes of mine\n"
