"""`weimei batch`: what a person sees, exit codes, and a process that is really killed."""

from __future__ import annotations

import csv
import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from services.tables import a_row, read_table, write_table
from weimei.cli import main
from weimei.cli.batch import command
from weimei.services.journal import part_of

WEIMEI = [sys.executable, "-c", "from weimei.cli import main; main()", "batch"]
SOURCE = str(Path(__file__).parents[2] / "src")


def run(*arguments: object) -> Result:
    return CliRunner().invoke(command, [*map(str, arguments), "--as-of", "2026-09-10", "--workers", "1"])


def process(*arguments: object) -> subprocess.Popen[bytes]:
    everything = [*WEIMEI, *map(str, arguments), "--as-of", "2026-09-10"]
    return subprocess.Popen(everything, stderr=subprocess.PIPE, env={**os.environ, "PYTHONPATH": SOURCE})


def ended(child: subprocess.Popen[bytes]) -> tuple[int, str]:
    _, error = child.communicate(timeout=120)
    return child.returncode, error.decode()


@pytest.fixture
def table(tmp_path: Path) -> Path:
    return write_table(tmp_path / "in.jsonl", [a_row(f"m{number}") for number in range(300)])


def test_all_rows_good_ends_with_0_and_says_how_many(tmp_path: Path):
    source = write_table(tmp_path / "in.jsonl", [a_row("a"), a_row("b")])

    result = run(source, tmp_path / "out.jsonl")

    assert result.exit_code == 0, result.output
    assert result.stdout == ""
    assert "评估了2行，0行有问题（按2026-09-10的法律）" in result.stderr
    assert [line["sum"]["principal"]["low"] for line in read_table(tmp_path / "out.jsonl")] == [368000, 368000]


@pytest.mark.parametrize(
    ("lang", "row", "field", "total"),
    [("zh", "第2行（b）", "lines[0].used", "1行有问题"), ("en", "row 2 (b)", "lines[0].used", "1 bad")],
)
def test_a_bad_row_ends_with_1_and_is_named_on_standard_error(tmp_path: Path, lang, row, field, total):
    source = write_table(tmp_path / "in.jsonl", [a_row("a"), a_row("b", used=11), a_row("c")])

    result = run(source, tmp_path / "out.jsonl", "--amounts", "--lang", lang)

    assert result.exit_code == 1
    for words in (row, field, total):
        assert words in result.stderr
    assert ["error" in line for line in read_table(tmp_path / "out.jsonl")] == [False, True, False]


def test_of_many_bad_rows_the_first_twenty_are_told(tmp_path: Path):
    source = write_table(tmp_path / "in.jsonl", [b"{"] * 23)

    result = run(source, tmp_path / "out.jsonl", "--lang", "en")

    assert result.stderr.count("row ") == 20
    assert "3 more bad rows; all of them stand in" in result.stderr


@pytest.mark.parametrize(
    ("source", "out"),
    [("none.jsonl", "out.jsonl"), ("in.jsonl", "in.jsonl"), ("in.jsonl", "out.txt"), ("in.jsonl", "no/out.jsonl")],
)
def test_what_cannot_begin_ends_with_2_and_writes_nothing(tmp_path: Path, source: str, out: str):
    write_table(tmp_path / "in.jsonl", [a_row()])

    result = run(tmp_path / source, tmp_path / out)

    assert result.exit_code == 2
    assert result.stderr
    assert [path.name for path in tmp_path.iterdir()] == ["in.jsonl"]


def test_killed_at_any_moment_and_run_again_the_result_is_that_of_one_run(tmp_path: Path, table: Path):
    whole, out = tmp_path / "whole.jsonl", tmp_path / "out.jsonl"
    assert ended(process(table, whole, "--chunk", 5, "--amounts"))[0] == 0
    kills = 0
    for moment in (0.0, 0.15, 0.4, 0.7, 1.1):
        child = process(table, out, "--chunk", 5, "--amounts", "--workers", 1)
        while child.poll() is None and not part_of(out).exists():
            time.sleep(0.01)
        time.sleep(moment)
        kills += child.poll() is None
        child.kill()
        child.communicate()
        if out.exists():
            break

    code, error = ended(process(table, out, "--chunk", 5, "--amounts"))

    assert kills
    assert code == 0, error
    assert out.read_bytes() == whole.read_bytes()
    assert sorted(path.name for path in tmp_path.iterdir()) == ["in.jsonl", "out.jsonl", "whole.jsonl"]


@pytest.mark.parametrize("sent", [signal.SIGINT, signal.SIGTERM])
def test_ctrl_c_keeps_what_is_done_and_says_how_to_go_on(tmp_path: Path, sent: signal.Signals):
    table = write_table(tmp_path / "in.jsonl", [a_row(f"m{number}") for number in range(1000)])
    out = tmp_path / "out.jsonl"
    child = process(table, out, "--chunk", 5, "--lang", "en", "--workers", 1)
    while child.poll() is None and not (part_of(out).exists() and part_of(out).stat().st_size):
        time.sleep(0.01)
    child.send_signal(sent)

    code, error = ended(child)

    assert code == 130, error
    assert "Run the same command to go on" in error
    assert "Traceback" not in error
    changed = ended(process(table, out, "--chunk", 5, "--lang", "en", "--amounts"))
    assert changed[0] == 2
    assert "--restart" in changed[1]
    code, error = ended(process(table, out, "--chunk", 5, "--lang", "en"))
    assert code == 0
    assert "Went on after row" in error
    assert [line["row"] for line in read_table(out)] == list(range(1, 1001))


def test_killed_workers_cost_no_row(tmp_path: Path):
    table = write_table(tmp_path / "in.jsonl", [a_row(f"m{number}") for number in range(1000)])
    out = tmp_path / "out.jsonl"
    child = process(table, out, "--chunk", 20, "--lang", "en", "--workers", 2)
    children = Path(f"/proc/{child.pid}/task/{child.pid}/children")
    if not children.exists():
        child.kill()
        child.communicate()
        pytest.skip("this system does not list the children of a process")
    while child.poll() is None and not (part_of(out).exists() and part_of(out).stat().st_size):
        time.sleep(0.01)
    workers = [int(pid) for pid in children.read_text().split() if _is_worker(int(pid))]
    os.kill(workers[0], signal.SIGKILL)

    code, error = ended(child)

    assert code == 0, error
    assert "1 worker processes ended early" in error
    assert [line["matter_id"] for line in read_table(out)] == [f"m{number}" for number in range(1000)]


def _is_worker(pid: int) -> bool:
    return b"spawn_main" in Path(f"/proc/{pid}/cmdline").read_bytes()


def test_a_row_of_the_output_is_a_whole_assessment(tmp_path: Path):
    source = write_table(tmp_path / "in.jsonl", [a_row("a", cause="relocated")])

    run(source, tmp_path / "out.jsonl")

    (line,) = read_table(tmp_path / "out.jsonl")
    assert (line["row"], line["matter_id"], line["elected"]) == (1, "a", "cause:merchant")
    assert line["sum"]["principal"]["steps"], "with its derivation"
    assert "\\u" not in json.dumps(line, ensure_ascii=False)


def test_a_clerk_gets_a_spreadsheet_in_and_a_spreadsheet_out(tmp_path: Path):
    source, out = tmp_path / "in.csv", tmp_path / "out.csv"
    source.write_bytes(
        '编号,卖法,实付,次数,已用次数,事由\n甲,次卡,"12,800.00",10,13,\n=cmd,次卡,1,,,\n-2,单次,8800,,,不想做了\n'.encode(
            "gbk"
        )
    )

    result = run(source, out)

    assert result.exit_code == 1
    assert "第2行（甲）" in result.stderr
    assert "（已用次数）：" in result.stderr
    assert out.read_bytes().startswith(b"\xef\xbb\xbf")
    header, *rows = list(csv.reader(out.read_text("utf-8-sig").splitlines()))
    assert [row[:2] for row in rows] == [["2", "甲"], ["3", "'=cmd"], ["4", "'-2"]]
    assert dict(zip(header, rows[2], strict=True))["本金最高"] == "8800.00"
    assert dict(zip(header, rows[2], strict=True))["凭什么"] == "自己的原因"
    assert "已用次数" in dict(zip(header, rows[0], strict=True))["没有算的原因"]
    assert {len(row) for row in rows} == {len(header)}


def test_the_header_of_a_spreadsheet_is_what_batch_takes(tmp_path: Path):
    header = CliRunner().invoke(main, ["schema", "csv"]).stdout
    source = tmp_path / "in.csv"
    source.write_text(header + "a,次卡\n", "utf-8")

    assert header.startswith("\ufeff编号,卖法,")
    assert run(source, tmp_path / "out.csv", "--lang", "en").exit_code == 0
    assert (tmp_path / "out.csv").read_text("utf-8-sig").startswith("row,id,currency,")


@pytest.mark.parametrize("name", ["out.xlsx", "in.xls"])
def test_a_workbook_is_told_how_to_be_saved(tmp_path: Path, name: str):
    result = run(
        *(
            (tmp_path / name, tmp_path / "o.csv")
            if name == "in.xls"
            else (write_table(tmp_path / "a.jsonl", []), tmp_path / name)
        )
    )

    assert result.exit_code == 2
    assert "另存为" in result.stderr


def test_whole_assessments_are_not_squeezed_into_a_spreadsheet(tmp_path: Path):
    result = run(write_table(tmp_path / "a.jsonl", [a_row("a")]), tmp_path / "o.csv", "--full")

    assert result.exit_code == 2
    assert "只放得下金额" in result.stderr


def test_a_cell_without_use_is_told_in_the_column_of_notices(tmp_path: Path):
    source, out = tmp_path / "in.csv", tmp_path / "out.csv"
    source.write_text("编号,卖法,实付,次数\na,储值卡,100,10\n\x1b[31m\u202eb,次卡,x,1\n", "utf-8")
    done = CliRunner().invoke(main, ["batch", str(source), str(out), "--as-of", "2026-11-22"])
    header, good, bad = csv.reader(out.read_text("utf-8-sig").splitlines())

    assert header[-1] == "提示"
    assert good[-1].startswith("次数：储值卡用不到这一格，写的“10”没有算进去。")
    assert (bad[1], bad[-1]) == ("[31mb", "")
    assert "\x1b" not in done.output + out.read_text("utf-8")
    assert "\u202e" not in done.output + out.read_text("utf-8")
