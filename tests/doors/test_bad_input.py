"""What a person may hand to any command by mistake, or an attacker on purpose: told in a line, at once, and nothing is written."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from weimei.cli import main
from weimei.files import encode_matter_row, load_matter

EXAMPLES = Path(__file__).resolve().parents[2] / "examples"
MATTER = EXAMPLES / "health-change.yaml"
TERMS = [EXAMPLES / "policies" / f"qinghe-terms-{year}.yaml" for year in (2025, 2026)]
DAY = ("--as-of", "2026-11-22")


@contextmanager
def at_once(seconds: float = 5) -> Iterator[None]:
    """Whatever waits for somebody who never comes is stopped and fails. Five seconds: a loaded machine imports slowly."""

    def stop(*_: object) -> None:
        raise TimeoutError("it hangs")

    before = signal.signal(signal.SIGALRM, stop)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


def weimei(*arguments: object) -> Result:
    with at_once():
        return CliRunner().invoke(main, [str(one) for one in arguments])


def refused(done: Result) -> str:
    """The message of a refusal: exit code 2, standard error alone, no traceback."""
    assert done.exit_code == 2, done.output
    assert done.stdout == ""
    assert "Traceback" not in done.stderr
    return done.stderr


def unread(command: str, file: Path) -> str:
    """What a command says of a file that it cannot read. A backtest leaves such a matter out and counts it (exit code 1)."""
    done = weimei(*READERS[command](file))
    if command == "backtest matter":
        assert done.exit_code == 1
        assert "1件有问题" in done.stdout
        return done.stderr
    return refused(done)


READERS = {
    "assess": lambda file: ("assess", file, *DAY),
    "explain": lambda file: ("explain", file, *DAY),
    "compare": lambda file: ("compare", file, *DAY),
    "policy check": lambda file: ("policy", "check", file),
    "score": lambda file: ("score", file, *DAY),
    "confirmations": lambda file: ("assess", MATTER, *DAY, "--confirmations", file),
    "backtest terms": lambda file: ("backtest", "--policy", TERMS[0], "--policy", file, MATTER, *DAY),
    "backtest matter": lambda file: ("backtest", "--policy", TERMS[0], "--policy", TERMS[1], file, *DAY),
}


@pytest.mark.parametrize("command", sorted(READERS))
def test_no_command_waits_at_a_named_pipe(tmp_path: Path, command: str):
    pipe = tmp_path / "pipe.yaml"
    os.mkfifo(pipe)

    assert f"{pipe}：这不是普通文件" in unread(command, pipe)


@pytest.mark.parametrize("command", sorted(READERS))
def test_a_device_a_folder_a_missing_and_a_huge_file_are_told(tmp_path: Path, command: str):
    huge = tmp_path / "huge.yaml"
    with huge.open("wb") as stream:
        stream.truncate(50_000_000)
    device = tmp_path / "zero.yaml"
    device.symlink_to("/dev/zero")
    loop = tmp_path / "loop.yaml"
    loop.symlink_to(loop)

    assert "这不是普通文件" in unread(command, device)
    (folder := tmp_path / "folder.yaml").mkdir()
    assert "这是一个文件夹" in unread(command, folder)
    assert "没有这个文件" in unread(command, tmp_path / "no.yaml")
    assert "不超过2,000,000字节" in unread(command, huge)
    assert "读不出来" in unread(command, loop)


@pytest.mark.parametrize("command", sorted(READERS))
def test_bytes_that_are_no_text_are_told(tmp_path: Path, command: str):
    binary = tmp_path / "photo.yaml"
    binary.write_bytes(b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\xff\xd8" * 50)

    assert str(binary) in unread(command, binary)


def test_a_file_without_permission_is_told(tmp_path: Path):
    mine = tmp_path / "mine.yaml"
    mine.write_bytes(MATTER.read_bytes())
    assert weimei("assess", mine, *DAY).exit_code == 0
    mine.chmod(0)
    tmp_path.chmod(0o755)
    who = os.geteuid()
    if who == 0:  # root may read everything, so somebody else tries
        os.seteuid(65534)
    try:
        done = weimei("assess", mine, *DAY)
    finally:
        os.seteuid(who)
    assert "没有" in refused(done)
    assert "权限" in done.stderr


@pytest.mark.parametrize("name", ["pipe.jsonl", "pipe.parquet", "pipe.jsonl.gz"])
def test_batch_neither_reads_nor_replaces_a_pipe(tmp_path: Path, name: str):
    rows, pipe = tmp_path / "rows.jsonl", tmp_path / name
    rows.write_bytes(encode_matter_row(load_matter(MATTER)) + b"\n")
    os.mkfifo(pipe)

    assert "这不是普通文件" in refused(weimei("batch", pipe, tmp_path / "out.jsonl", *DAY))
    assert "管道或设备" in refused(weimei("batch", rows, pipe, *DAY))
    assert pipe.is_fifo()
    assert {one.name for one in tmp_path.iterdir()} == {"rows.jsonl", name}


def test_blank_lines_hold_no_matter_but_count(tmp_path: Path):
    """The number of a row is that of its line, as an editor shows it."""
    rows, out = tmp_path / "rows.jsonl", tmp_path / "out.jsonl"
    good = encode_matter_row(load_matter(MATTER))
    rows.write_bytes(b"\n \t\r\n" + good + b"\n\n{}\n\n\n" + good + b"\r\n\n")
    with at_once(60):
        done = CliRunner().invoke(main, ["batch", str(rows), str(out), *DAY, "--amounts", "--workers", "1"])

    assert done.exit_code == 1
    assert [json.loads(line)["row"] for line in out.read_text("utf-8").splitlines()] == [3, 5, 8]
    assert f"第5行：{rows} 第5行第1列" in done.stderr
    again = weimei("backtest", "--policy", TERMS[0], "--policy", TERMS[1], rows, *DAY)
    assert f"第5行：{rows} 第5行第1列" in again.stderr


def test_the_next_step_is_told_by_the_name_that_was_typed(tmp_path: Path):
    with at_once():
        done = CliRunner().invoke(
            main, ["new", str(tmp_path / "my file.yaml"), *DAY], input="水光针\n1\n停\n", prog_name="./run"
        )

    assert f"接下来：./run assess '{tmp_path}/my file.yaml'" in done.stdout


def test_a_report_does_not_wait_for_a_reader_of_a_pipe(tmp_path: Path):
    pipe = tmp_path / "pipe.html"
    os.mkfifo(pipe)
    for command in ("assess", "compare"):
        assert "另一头没有程序在读" in refused(weimei(command, MATTER, *DAY, "-o", pipe))


@pytest.mark.parametrize("command", ["assess", "compare"])
@pytest.mark.parametrize(
    ("ending", "begins"),
    [("html", b"<!doctype html>"), ("HTM", b"<!doctype html>"), ("json", b"{"), ("txt", b"")],
)
def test_the_ending_of_the_output_chooses_the_form(tmp_path: Path, command: str, ending: str, begins: bytes):
    out = tmp_path / f"report.{ending}"
    done = weimei(command, MATTER, *DAY, "-o", out)

    assert done.exit_code == 0, done.output
    assert out.read_bytes().startswith(begins)
    assert done.stdout == ""
    assert str(out) in done.stderr


@pytest.mark.parametrize("command", ["assess", "compare"])
@pytest.mark.parametrize("form", [("--format", "html", "x.json"), ("--format", "text", "x.html"), ("x.docx",)])
def test_a_form_that_the_ending_contradicts_is_refused(tmp_path: Path, command: str, form: tuple[str, ...]):
    *asked, name = form
    for lang, word in (("zh", "结尾"), ("en", "ending")):
        assert word in refused(weimei(command, MATTER, *DAY, *asked, "-o", tmp_path / name, "--lang", lang))
    assert list(tmp_path.iterdir()) == []


def test_a_form_that_is_named_may_have_any_other_ending(tmp_path: Path):
    out = tmp_path / "report.md"

    assert weimei("assess", MATTER, *DAY, "--format", "text", "-o", out).exit_code == 0
    assert "射频" in out.read_text("utf-8")


def test_of_several_matters_one_bad_one_lets_nothing_be_written(tmp_path: Path):
    bad = tmp_path / "bad.yaml"
    bad.write_text("id: bad\n", "utf-8")

    assert "lines" in refused(weimei("assess", MATTER, bad, *DAY, "--format", "json", "-o", tmp_path / "reports"))
    assert not (tmp_path / "reports").exists()


def test_what_looks_like_a_slip_is_told_beside_the_answer(tmp_path: Path):
    slip = tmp_path / "slip.yaml"
    slip.write_text(MATTER.read_text("utf-8").replace("amount: 9600.00, paid_on", "amount: 9000.00, paid_on"), "utf-8")
    done = weimei("assess", slip, *DAY)

    assert done.exit_code == 0
    assert f"请看一眼：{slip} 第24行" in done.stderr
    assert "Worth a look" in weimei("assess", slip, *DAY, "--lang", "en").stderr


@pytest.mark.parametrize(
    ("words", "zh", "en"),
    [
        (["asess", "x"], "没有“asess”这个命令。是不是“assess”？", "Did you mean “assess”?"),
        (["policy", "chek"], "没有“chek”这个命令。是不是“check”？", "no command “chek”"),
        (["zzz"], "应为：new、assess", "Expected: new, assess"),
        (
            ["assess"],
            "少了文件名，例如 main assess mine.yaml 。",
            "Missing: a file name, for example main assess mine.yaml .",
        ),
        (
            ["batch", "x.csv"],
            "少了要写的文件名，例如 main batch cases.csv results.csv 。",
            "Missing: the name of the file to write",
        ),
        (["assess", "x", "--formt", "pdf"], "没有“--formt”这个选项。是不是“--format”？", "Did you mean “--format”?"),
        (["assess", "x", "--format", "docx"], "应为：text、json、html、pdf", "--format cannot be “docx”"),
        (["assess", "x", "--lang", "cn"], "--lang不能写“cn”。应为：zh、en。", "Expected: zh, en."),
        (
            ["assess", "x", "--as-of", "2026/5/1"],
            "应为：日历上有的年月日，如 2026-05-20。是不是“2026-05-01”？",
            "“2026-05-01”?",
        ),
        (["assess", "x", "--as-of", "2026年5月1日"], "是不是“2026-05-01”？", "Did you mean “2026-05-01”?"),
        (["assess", "x", "--as-of", "２０２６-05-01"], "是不是“2026-05-01”？", "Did you mean “2026-05-01”?"),
        (["assess", "x", "--as-of", "2026-02-30"], "--as-of不能写“2026-02-30”。", "a day of the calendar"),
        (["assess", "x", "--as-of", "0000-01-01"], "--as-of不能写“0000-01-01”。", "a day of the calendar"),
        (["schema", "mater"], "是不是“matter”？", "Did you mean “matter”?"),
        (["batch", "a", "b", "--workers", "0"], "应为：1到256的数。", "a number from 1 to 256"),
        (["new", "a", "b"], "多写了“b”。", "“b” is too much."),
        (["backtest", "x"], "少了--policy，例如 main backtest --policy old.yaml", "Missing: --policy, for example"),
    ],
)
def test_a_slip_in_the_command_line_is_told_in_both_languages(words: list[str], zh: str, en: str):
    told = refused(weimei(*words))

    assert zh in told.splitlines()[0]
    assert en in told.splitlines()[1]
    assert "--help" in told


def test_batch_knows_the_days_that_have_law_as_assess_does(tmp_path: Path):
    rows = tmp_path / "rows.jsonl"
    rows.write_bytes(encode_matter_row(load_matter(MATTER)) + b"\n")

    assert "1999-01-01那天的法律不在资料里" in refused(
        weimei("batch", rows, tmp_path / "o.jsonl", "--as-of", "1999-01-01")
    )


def test_a_setting_that_cannot_be_used_is_told(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("WEIMEI_LANG", "fr")

    assert "WEIMEI_LANG" in refused(weimei("assess", MATTER))


def run(*arguments: object, **settings: str) -> subprocess.CompletedProcess[bytes]:
    """The command in a process of its own, in a bare environment."""
    program = [sys.executable, "-c", "from weimei.cli import main; main(prog_name='weimei')"]
    environment = {"PATH": os.environ["PATH"], "PYTHONPATH": os.pathsep.join(sys.path), **settings}
    return subprocess.run(
        [*program, *map(str, arguments)], env=environment, capture_output=True, timeout=60, check=False
    )


@pytest.mark.parametrize(
    "command", [("norms",), ("assess", MATTER, *DAY), ("score", EXAMPLES / "cases" / "published.yaml")]
)
def test_a_system_without_a_language_still_shows_chinese(command: tuple[object, ...]):
    done = run(*command, LC_ALL="C", PYTHONUTF8="0", PYTHONCOERCECLOCALE="0")

    assert done.returncode == 0, done.stderr
    done.stdout.decode("utf-8")
    missing = run("assess", "没有.yaml", LC_ALL="C", PYTHONUTF8="0", PYTHONCOERCECLOCALE="0")
    assert "没有这个文件" in missing.stderr.decode("utf-8")


@pytest.mark.parametrize("sent", [signal.SIGINT, signal.SIGTERM])
def test_a_report_that_is_stopped_leaves_nothing(tmp_path: Path, sent: signal.Signals):
    """Stopped between the first byte and the name: the unfinished part is taken away."""
    code = (
        "import os, signal; from weimei.files import atomic; from weimei.cli import main; "
        f"atomic.os.fsync = lambda _: os.kill(os.getpid(), {int(sent)}); main(prog_name='weimei')"
    )
    words = [sys.executable, "-c", code, "assess", MATTER, *DAY, "-o", tmp_path / "report.html"]
    done = subprocess.run([str(word) for word in words], capture_output=True, timeout=60, check=False)

    assert done.returncode == 130
    assert "没有写文件" in done.stderr.decode("utf-8")
    assert list(tmp_path.iterdir()) == []


NARROW = {
    "assess": ("assess", MATTER, *DAY),
    "compare": ("compare", MATTER, *DAY),
    "explain": ("explain", MATTER, *DAY),
    "policy check": ("policy", "check", EXAMPLES / "policies" / "terms.txt", "--all"),
    "score": ("score", EXAMPLES / "cases" / "published.yaml", *DAY),
    "backtest": ("backtest", "--policy", TERMS[0], "--policy", TERMS[1], MATTER, *DAY),
}


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("command", sorted(NARROW))
def test_a_terminal_of_forty_columns_is_enough(command: str, lang: str, monkeypatch: pytest.MonkeyPatch):
    from weimei.reports.terminal import width

    monkeypatch.setenv("COLUMNS", "40")
    lines = weimei(*NARROW[command], "--lang", lang).stdout.splitlines()

    assert len(lines) > 5
    assert [line for line in lines if width(line) > 40] == []
