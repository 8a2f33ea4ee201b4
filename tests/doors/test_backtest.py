"""`weimei backtest`: what a person sees, exit codes, and the files it writes."""

from __future__ import annotations

import csv
from pathlib import Path
from xml.etree import ElementTree

import pytest
from click.testing import CliRunner, Result

from services.tables import a_row, write_table
from weimei.cli.backtest import command

EXAMPLES = Path(__file__).resolve().parents[2] / "examples"
OLD = EXAMPLES / "policies" / "qinghe-terms-2025.yaml"
NEW = EXAMPLES / "policies" / "qinghe-terms-2026.yaml"


def run(*arguments: object, policies: tuple[Path, ...] = (OLD, NEW)) -> Result:
    given = [word for path in policies for word in ("--policy", str(path))]
    return CliRunner().invoke(command, [*given, *map(str, arguments), "--as-of", "2026-09-10"])


@pytest.fixture
def table(tmp_path: Path) -> Path:
    return write_table(tmp_path / "in.jsonl", [a_row("a"), a_row("b", cause="relocated")])


def test_the_terminal_shows_the_finding_bars_and_tables(table: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("COLUMNS", "110")
    result = run(table)

    assert result.exit_code == 0, result.output
    assert "2件事" in result.stdout
    assert "█" in result.stdout
    assert "¥17,600.00" in result.stdout
    assert "商家的原因" in result.stdout
    assert "不是保证" in result.stdout


def test_in_english_there_is_no_chinese(table: Path):
    result = run(table, "--lang", "en")

    assert "Difference" in result.stdout
    assert not any("\u4e00" <= letter <= "\u9fff" for letter in result.output)


def test_the_same_terms_twice_change_nothing(table: Path):
    result = run(table, policies=(OLD, OLD))

    assert "不多不少" in result.stdout


def test_a_bad_row_ends_with_1_and_the_rest_is_shown(tmp_path: Path):
    source = write_table(tmp_path / "in.jsonl", [a_row("a"), a_row("b", used=11), a_row("c")])

    result = run(source)

    assert result.exit_code == 1
    assert "第2行" in result.stderr
    assert "lines[0].used" in result.stderr
    assert "2件事" in result.stdout


def test_single_matters_are_taken_too():
    result = run(EXAMPLES / "health-change.yaml", EXAMPLES / "minor.yaml")

    assert result.exit_code == 0, result.output
    assert "2件事" in result.stdout


def test_the_csv_holds_plain_decimals_that_add_up(table: Path, tmp_path: Path):
    out = tmp_path / "out.csv"

    assert run(table, "-o", out).exit_code == 0

    rows = list(csv.DictReader(out.read_text("utf-8").splitlines()))
    assert [row["cause"] for row in rows] == ["all", "consumer", "merchant"]
    for column in ("paid", "a_low", "b_high", "change_likely_or_low"):
        cents = [int(row[column].replace(".", "")) for row in rows]
        assert cents[0] == sum(cents[1:])
    assert rows[0]["paid"] == "17600.00"


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_page_stands_alone_with_a_drawing_and_tables(table: Path, tmp_path: Path, lang: str):
    out = tmp_path / "out.html"

    assert run(table, "-o", out, "--lang", lang).exit_code == 0

    page = out.read_text("utf-8")
    assert "<script" not in page
    assert "http://" not in page
    assert "https://" not in page
    assert "prefers-color-scheme: dark" in page
    assert page.count("<table") == 2
    drawing = ElementTree.fromstring(page[page.index("<svg") : page.index("</svg>") + 6])
    bars = [one for one in drawing if one.tag == "rect"]
    assert bars[0].get("x") == "0"
    assert bars[0].get("width") == "600"
    assert all(int(bar.get("width", "-1")) >= 0 for bar in bars)


def test_a_name_in_the_terms_is_never_markup(table: Path, tmp_path: Path):
    odd = tmp_path / "odd.yaml"
    odd.write_text(OLD.read_text("utf-8").replace('version: "2025-06"', 'version: "<b>&"'), "utf-8")

    assert run(table, "-o", tmp_path / "out.html", policies=(odd, NEW)).exit_code == 0

    page = (tmp_path / "out.html").read_text("utf-8")
    assert "<b>" not in page
    assert "&lt;b&gt;&amp;" in page


@pytest.mark.parametrize("policies", [(OLD,), (OLD, NEW, OLD)])
def test_one_or_three_versions_are_refused(table: Path, policies: tuple[Path, ...]):
    result = run(table, policies=policies)

    assert result.exit_code == 2
    assert "--policy" in result.stderr


def test_what_cannot_be_read_or_written_ends_with_2_and_writes_nothing(table: Path, tmp_path: Path):
    assert run(tmp_path / "none.jsonl").exit_code == 2
    assert run(table, "-o", tmp_path / "out.pdf").exit_code == 2
    assert run(table, "-o", tmp_path / "out.csv", policies=(OLD, tmp_path / "none.yaml")).exit_code == 2
    assert [path.name for path in tmp_path.iterdir()] == ["in.jsonl"]


def test_without_one_good_matter_there_is_no_figure(tmp_path: Path):
    result = run(write_table(tmp_path / "in.jsonl", [b"{"]))

    assert result.exit_code == 1
    assert "没有一件能算" in result.stdout
    assert "█" not in result.stdout
