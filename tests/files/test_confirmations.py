"""A file of values that somebody vouches for: who, what, which days; a slip is told where it stands."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from weimei.files.confirmations import load_confirmations
from weimei.files.problems import FileProblem

GOOD = """[[confirmation]]
parameter = "cn.lpr_1y"
value = 300
first_day = 2026-10-20
last_day = "2026-11-19"
confirmed_by = "王律师"
confirmed_on = 2026-11-22
"""


def written(folder: Path, text: str) -> Path:
    path = folder / "confirmed.toml"
    path.write_text(text, "utf-8")
    return path


def test_who_confirmed_what_for_which_days_is_read(tmp_path: Path):
    one, two = load_confirmations(written(tmp_path, GOOD + "\n" + GOOD.replace("300", "295")))

    assert (one.parameter, one.value, one.confirmed_by) == ("cn.lpr_1y", 300, "王律师")
    assert (one.first_day, one.last_day) == (date(2026, 10, 20), date(2026, 11, 19))
    assert two.value == 295


@pytest.mark.parametrize(
    ("old", "new", "code", "line", "column", "nearest"),
    [
        ('"cn.lpr_1y"', '"cn.lpr_ly"', "value.word", 2, 13, "cn.lpr_1y"),
        ("parameter", "parametr", "key.unknown", 2, 1, "parameter"),
        ("value = 300\n", "", "key.missing", 1, 1, ""),
        ("300", "3.0", "whole.form", 3, 9, ""),
        ("300", "true", "whole.form", 3, 9, ""),
        ("300", "-1", "confirmation.refused", 1, 1, ""),
        ('"2026-11-19"', '"2026/11/19"', "day.form", 5, 12, "2026-11-19"),
        ('"2026-11-19"', '"2026-10-19"', "confirmation.refused", 1, 1, ""),
        ("2026-10-20", "2026-10-20T10:00:00", "day.form", 4, 13, "2026-10-20"),
        ('"王律师"', '" "', "confirmation.refused", 1, 1, ""),
        ('"王律师"', "7", "confirmation.text", 6, 16, ""),
        ('"王律师"', "王律师", "toml.syntax", 6, 16, ""),
        ("[[confirmation]]", "[[confirmations]]", "key.unknown", 1, 1, "confirmation"),
        ("[[confirmation]]", "confirmation = 3\n[[x]]", "confirmation.tables", 1, 16, ""),
        ("2026-10-20", "2026-10-40", "toml.syntax", 4, 17, ""),
    ],
)
def test_a_slip_is_told_where_it_stands(
    tmp_path: Path, old: str, new: str, code: str, line: int, column: int, nearest: str
):
    with pytest.raises(FileProblem) as caught:
        load_confirmations(written(tmp_path, GOOD.replace(old, new, 1)))

    found = [(one.code, one.line, one.column, one.nearest) for one in caught.value.problems]
    assert (code, line, column, nearest) in found
    assert caught.value.text("zh")
    assert caught.value.text("en")


def test_the_second_table_has_lines_of_its_own(tmp_path: Path):
    with pytest.raises(FileProblem) as caught:
        load_confirmations(written(tmp_path, GOOD + GOOD.replace("300", '"300"')))

    assert [(one.line, one.path) for one in caught.value.problems] == [(10, "confirmation[1].value")]
