"""Many matters at once: every row answered in its place, bad ones told apart, a killed run gone on with."""

from __future__ import annotations

import gzip
import json
from datetime import date
from pathlib import Path

import pyarrow
import pyarrow.parquet
import pytest

from services.tables import a_row, read_table, write_table
from weimei.core.assessment.assess import amounts, assess
from weimei.files import FileProblem, decode_row
from weimei.files.results import assessment_row
from weimei.services.batch import Job, Stopped, chunks_of, run_batch
from weimei.services.journal import journal_of, part_of
from weimei.services.rows import RowWork, amounts_row
from weimei.services.told import ToldError

DAY = date(2026, 9, 10)


def a_job(source: Path, out: Path, **more) -> Job:
    given = {"today": DAY, "workers": 1, "lang": "en"} | more
    return Job(source=source, out=out, **given)


def work(**more) -> RowWork:
    return RowWork(**{"mode": "full", "as_of": DAY, "lang": "en", "name": "in.jsonl"} | more)


def lines_of(rows: list[bytes], **more) -> list[dict]:
    done = work(**more).do(list(enumerate(rows, 1)))
    return [json.loads(line) for line in done.data.splitlines()]


def test_a_row_is_the_assessment_of_its_matter_with_its_number():
    row = a_row("m-7")

    (found,) = lines_of([row])

    assert found.pop("row") == 1
    assert found == json.loads(assessment_row(assess(decode_row(row), DAY)))
    assert found["matter_id"] == "m-7"


def test_amounts_are_the_sums_of_the_assessment():
    for cause in ("change_of_mind", "relocated", "health_change"):
        matter = decode_row(a_row(cause=cause))
        whole, heads = assess(matter, DAY), amounts(matter, DAY)

        found = amounts_row(matter, DAY, 3)

        assert (found.row, found.matter_id, found.elected) == (3, "m", whole.elected)
        assert (found.principal.low, found.principal.likely, found.principal.high) == (
            heads.principal.low, heads.principal.likely, heads.principal.high,
        )  # fmt: skip
        assert (found.total.low, found.total.high) == (whole.sum.total.low, whole.sum.total.high)
        assert (found.paid, found.due, found.unpriced, found.is_draft) == (
            whole.paid, whole.due, whole.unpriced, whole.is_draft,
        )  # fmt: skip


def test_a_sum_that_rests_on_an_unconfirmed_rate_is_a_draft_in_both_forms():
    late = a_row(
        cause="relocated",
        contract={"formed_on": "2026-10-25"},
        legs=[{"id": "p1", "rail": "wechat_pay", "amount": "8800.00", "paid_on": "2026-10-25"}],
        events=[{"kind": "relocated", "id": "e1", "on": "2026-10-30", "proved": "yes"}],
        request={"reason": "merchant", "asked_on": "2026-11-01", "arrived_on": "2026-11-01"},
    )
    for mode in ("full", "amounts"):
        (found,) = lines_of([late], mode=mode, as_of=date(2026, 11, 20))
        assert found.get("is_draft") is True, mode


@pytest.mark.parametrize(
    ("row", "path", "found", "said"),
    [
        (a_row("x", used=11), "lines[0].used", "11", "10"),
        (a_row("x", price="12.345"), "lines[0].price", "12.345", "decimals"),
        (a_row("x", lines=[]), "lines", "", ""),
        (a_row("x", colour="red"), "colour", "colour", ""),
    ],
)  # fmt: skip
def test_a_bad_row_names_number_field_and_what_stands_there(row, path, found, said):
    good, bad, after = lines_of([a_row("a"), row, a_row("b")])

    assert (good["matter_id"], after["matter_id"]) == ("a", "b")
    assert (bad["row"], bad["matter_id"]) == (2, "x")
    first = bad["error"]["problems"][0]
    assert first.get("path", "").startswith(path)
    assert found in first.get("found", "")
    assert said in first["text"] + first.get("expected", "")
    assert "line 2" in first["text"]


@pytest.mark.parametrize("row", [b"{", b"[]", b"\xff\xfe", b'{"id": 7}', b"[" * 5000])
def test_what_is_no_matter_at_all_is_a_bad_row_too(row):
    done = work().do([(1, a_row("a")), (2, row), (3, a_row("b"))])

    lines = [json.loads(line) for line in done.data.splitlines()]
    assert [line["row"] for line in lines] == [1, 2, 3]
    assert lines[1]["error"]["text"]
    assert (done.done, done.bad) == (3, 1)
    assert done.noted[0].startswith("row 2")


def test_a_fault_of_ours_is_reported_in_the_row(monkeypatch):
    def broken(*_: object) -> None:
        raise ZeroDivisionError("by nothing")

    monkeypatch.setattr("weimei.core.assessment.assess.assess", broken)

    (found,) = lines_of([a_row()])

    assert found["error"]["code"] == "batch.fault"
    assert "by nothing" in found["error"]["text"]


def test_rows_come_out_in_order_and_the_summary_counts_them(tmp_path):
    rows = [a_row(f"m{number}", used=11 if number % 7 == 3 else 4) for number in range(40)]
    source = write_table(tmp_path / "in.jsonl", rows)

    summary = run_batch(a_job(source, tmp_path / "out.jsonl", chunk=4, workers=2))

    found = read_table(tmp_path / "out.jsonl")
    assert [line["row"] for line in found] == list(range(1, 41))
    assert [line["matter_id"] for line in found] == [f"m{number}" for number in range(40)]
    assert [number for number, line in enumerate(found) if "error" in line] == [3, 10, 17, 24, 31, 38]
    assert (summary.done, summary.bad, len(summary.noted), summary.resumed_at) == (40, 6, 6, 0)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["in.jsonl", "out.jsonl"]


def test_every_kind_of_table_gives_the_same_rows(tmp_path):
    rows = [a_row(f"m{number}", used=number % 12) for number in range(30)]
    plain = write_table(tmp_path / "in.jsonl", rows)
    zipped = tmp_path / "in.jsonl.gz"
    zipped.write_bytes(gzip.compress(plain.read_bytes()))
    column = tmp_path / "in.parquet"
    pyarrow.parquet.write_table(pyarrow.table({"matter": [row.decode() for row in rows]}), column)

    run_batch(a_job(plain, tmp_path / "a.jsonl", mode="amounts", chunk=7))
    run_batch(a_job(zipped, tmp_path / "b.parquet", mode="amounts", chunk=7))
    run_batch(a_job(column, tmp_path / "c.jsonl.gz", mode="amounts", chunk=7))

    def without_names(lines):
        for line in lines:
            if "error" in line:
                line["error"] = line["error"]["code"]
        return lines

    expected = without_names(read_table(tmp_path / "a.jsonl"))
    parquet = pyarrow.parquet.read_table(tmp_path / "b.parquet")["assessment"].to_pylist()
    assert without_names([json.loads(line) for line in parquet]) == expected
    unzipped = gzip.decompress((tmp_path / "c.jsonl.gz").read_bytes())
    assert without_names([json.loads(line) for line in unzipped.splitlines()]) == expected
    assert sum("error" in line for line in expected) == 2


def test_empty_lines_are_passed_over_and_numbers_stay_those_of_the_file(tmp_path):
    source = tmp_path / "in.jsonl"
    source.write_bytes(b"\n" + a_row("a") + b"\n\n" + a_row("b"))

    run_batch(a_job(source, tmp_path / "out.jsonl"))

    assert [(line["row"], line["matter_id"]) for line in read_table(tmp_path / "out.jsonl")] == [(2, "a"), (4, "b")]


def test_an_empty_table_gives_an_empty_table(tmp_path):
    source = write_table(tmp_path / "in.jsonl", [])

    assert run_batch(a_job(source, tmp_path / "out.jsonl")).done == 0
    assert (tmp_path / "out.jsonl").read_bytes() == b""


@pytest.mark.parametrize("ending", ["jsonl", "jsonl.gz", "parquet", "csv"])
def test_stopped_after_any_chunk_the_result_is_that_of_one_run(tmp_path, ending):
    rows = [a_row(f"m{number}", used=11 if number == 5 else 4) for number in range(12)]
    source = write_table(tmp_path / "in.jsonl", rows)
    whole = tmp_path / f"whole.{ending}"
    run_batch(a_job(source, whole, chunk=3, mode="amounts"))
    out = tmp_path / f"out.{ending}"
    for stop_at in (3, 6, 9, 12):

        def stop(progress, stop_at=stop_at):
            if progress.row == stop_at and not progress.is_resumed:
                raise KeyboardInterrupt

        with pytest.raises(Stopped) as stopped:
            run_batch(a_job(source, out, chunk=3, mode="amounts"), stop)
        assert stopped.value.row == stop_at
        assert not out.exists()

        summary = run_batch(a_job(source, out, chunk=3, mode="amounts"))

        assert out.read_bytes() == whole.read_bytes()
        assert (summary.resumed_at, summary.done, summary.bad, len(summary.noted)) == (stop_at, 12, 1, 1)
        out.unlink()


def test_a_spreadsheet_holds_sums_and_no_whole_assessments(tmp_path):
    source = write_table(tmp_path / "in.jsonl", [a_row("a")])

    with pytest.raises(ToldError, match="holds the sums alone"):
        run_batch(a_job(source, tmp_path / "out.csv", mode="full"))
    assert list(tmp_path.iterdir()) == [source]


def test_a_spreadsheet_stopped_in_the_middle_goes_on_after_the_same_row(tmp_path):
    source = tmp_path / "in.csv"
    rows = [f'c{n},次卡,"光\n子",{1000 + n},10,{n % 11}' for n in range(12)]
    source.write_text("编号,卖法,项目,实付,次数,已用次数\n" + "\n".join(rows), "utf-8-sig")
    whole, out = tmp_path / "whole.csv", tmp_path / "out.csv"
    run_batch(a_job(source, whole, chunk=3, mode="amounts"))

    def stop(progress):
        if progress.row == 7:
            raise KeyboardInterrupt

    with pytest.raises(Stopped):
        run_batch(a_job(source, out, chunk=3, mode="amounts"), stop)
    summary = run_batch(a_job(source, out, chunk=3, mode="amounts"))

    assert (summary.resumed_at, summary.done, summary.bad) == (7, 12, 0)
    assert out.read_bytes() == whole.read_bytes()


def test_killed_while_the_output_takes_its_name_it_is_made_again(tmp_path):
    source = write_table(tmp_path / "in.jsonl", [a_row("a")])
    out = tmp_path / "out.jsonl"
    run_batch(a_job(source, tmp_path / "same.jsonl", mode="amounts"))

    def stop(progress):
        if progress.row:
            raise KeyboardInterrupt

    with pytest.raises(Stopped):
        run_batch(a_job(source, out, mode="amounts"), stop)
    part_of(out).rename(out)  # the kill came after the rename, before the journal was taken away

    run_batch(a_job(source, out, mode="amounts"))

    assert out.read_bytes() == (tmp_path / "same.jsonl").read_bytes()
    assert not journal_of(out).exists()


def test_a_changed_input_is_not_gone_on_with(tmp_path):
    source = write_table(tmp_path / "in.jsonl", [a_row("a"), a_row("b")])

    def stop(progress):
        if progress.row:
            raise KeyboardInterrupt

    with pytest.raises(Stopped):
        run_batch(a_job(source, tmp_path / "out.jsonl", chunk=1), stop)
    write_table(source, [a_row("a"), a_row("c")])

    with pytest.raises(ToldError, match="the input changed"):
        run_batch(a_job(source, tmp_path / "out.jsonl", chunk=1))

    summary = run_batch(a_job(source, tmp_path / "out.jsonl", chunk=1, restart=True))
    assert (summary.done, summary.resumed_at) == (2, 0)


def test_an_input_that_changes_under_way_gives_no_result(tmp_path):
    source = write_table(tmp_path / "in.jsonl", [a_row("a")])

    def change(progress):
        if progress.row:
            source.write_bytes(source.read_bytes() + a_row("b"))

    with pytest.raises(ToldError, match="was changed while it was read"):
        run_batch(a_job(source, tmp_path / "out.jsonl"), change)

    assert not (tmp_path / "out.jsonl").exists()


def test_the_input_is_never_overwritten(tmp_path):
    source = write_table(tmp_path / "in.jsonl", [a_row("a")])
    before = source.read_bytes()
    (tmp_path / "link.jsonl").symlink_to(source)

    for out in (source, tmp_path / "link.jsonl"):
        with pytest.raises(FileProblem):
            run_batch(a_job(source, out))

    assert source.read_bytes() == before
    assert sorted(path.name for path in tmp_path.iterdir()) == ["in.jsonl", "link.jsonl"]


def test_a_chunk_is_cut_by_size_too_and_always_at_the_same_rows(tmp_path):
    source = write_table(tmp_path / "in.jsonl", [b"x" * 900_000 for _ in range(7)])

    cut = [[number for number, _ in chunk] for chunk in chunks_of(source, "jsonl", 100)]

    assert cut == [[1, 2, 3], [4, 5, 6], [7]]
    assert [[number for number, _ in chunk] for chunk in chunks_of(source, "jsonl", 100, after=3)] == cut[1:]
