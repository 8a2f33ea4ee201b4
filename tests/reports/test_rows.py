"""Lists on a terminal: a table where it fits, entries where it does not, no mark torn from its word."""

from __future__ import annotations

import pytest
from click.testing import CliRunner

from weimei.cli.norms import command
from weimei.reports.rows import laid_out
from weimei.reports.terminal import width

HEADS = ("编号", "名称", "意思")


@pytest.mark.parametrize("columns", [60, 80, 120])
@pytest.mark.parametrize("asked", ["", "spc-prepaid-2025", "parameters", "readings", "open", "civil-code:585"])
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_what_the_law_says_fits_the_terminal(columns: int, asked: str, lang: str, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("COLUMNS", str(columns))

    lines = CliRunner().invoke(command, [*([asked] if asked else []), "--lang", lang]).output.splitlines()

    assert len(lines) > 3
    assert [line for line in lines if width(line) > columns] == []
    assert [line for line in lines if line.strip()[:1] in tuple("，。；：、）〕")] == []


def test_short_values_stand_in_columns():
    lines = laid_out(HEADS, [("a", "民法典", "有效"), ("bb", "电子商务法", "有效")], 80)

    assert [width(line[: line.index("有效")]) for line in lines[2:]] == [18, 18]


def test_long_words_are_never_squeezed_into_a_narrow_column():
    words = "写明不许退、不许解除，或者不退预付款的格式条款无效。" * 2

    lines = laid_out(HEADS, [("a:9", "第9条", words)], 60)

    assert lines[0] == "a:9  第9条"
    assert all(width(line) > 44 for line in lines[1:-1])
    assert "".join(line.strip() for line in lines[1:]).removeprefix("意思 ") == words


def test_an_id_is_never_broken():
    ids = "livestream-ec-2026:12(3)"

    lines = laid_out(("id", "name", "state"), [(ids, "x " * 18, "y " * 18)], 70, unbroken={0})

    assert any(ids in line for line in lines)
