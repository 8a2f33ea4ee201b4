"""On a terminal: lines fit, sums stand under one another, nothing acts on the terminal."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from reports.matters import MATTERS, a_hostile_matter, judged, report
from weimei.reports import compose, render
from weimei.reports.terminal import columns_of, pad, width, wrap

EVERY = pytest.mark.parametrize("name", MATTERS)
ESCAPE = re.compile("\x1b\\[[0-9;]*m")


def shown(name: str, lang: str = "zh", *, columns: int = 100, color: bool = False, full: bool = False) -> str:
    return render(report(name, lang), "text", width=columns, color=color, full=full)  # type: ignore[arg-type]


@EVERY
@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("columns", [40, 60, 80, 100])
def test_no_line_is_wider_than_the_terminal(name: str, lang: str, columns: int):
    long = [line for line in shown(name, lang, columns=columns, full=True).splitlines() if cell_len(line) > columns]

    assert long == []


LATIN = st.characters(categories=("Lu", "Ll", "Nd", "Po", "Sc"), max_codepoint=0x24F)
CHINESE = st.characters(min_codepoint=0x4E00, max_codepoint=0x9FFF) | st.sampled_from(
    "，。；：（）《》〔〕“”、！？…–—−¥█▒·┃"
)


@given(text=st.text(LATIN | CHINESE, max_size=60))
def test_widths_are_those_of_rich(text: str):
    assert width(text) == cell_len(text)


@given(text=st.text(st.sampled_from("退款 refund，。（）¥8,800.00“”x"), max_size=120), columns=st.integers(12, 60))
def test_wrapping_loses_nothing_and_fits(text: str, columns: int):
    lines = wrap(text, columns)

    assert all(width(line) <= columns for line in lines)
    assert "".join("".join(lines).split()) == "".join(text.split())


def test_no_line_begins_with_a_closing_mark_or_ends_with_an_opening_one():
    lines = wrap("较低的数（按商家说的），是自己的原因，做过的按原价扣；原价写明过。" * 4, 22)

    assert not [line for line in lines if line[0] in "，。；：！？、）”" or line[-1] in "（“"]


def test_sums_of_a_working_end_in_one_column():
    lines = shown("open").splitlines()
    start = next(i for i, line in enumerate(lines) if line.startswith("较低的算法"))
    rows = [line for line in lines[start + 1 : start + 8] if re.search(r"\d\.\d\d", line) and not line.startswith("  ")]
    ends = {
        width(line[: max(m.end() for m in re.finditer(r"\d\.\d\d(?!\d)", line))]) for line in rows if "每次" not in line
    }

    assert len(rows) >= 4
    assert len(ends) == 1


def test_colour_only_repeats_what_the_words_say():
    plain, colored = shown("open"), shown("open", color=True)

    assert "\x1b" not in plain
    assert "\x1b[" in colored
    assert ESCAPE.sub("", colored).split() == plain.split()


def test_the_bar_shows_low_high_and_the_tick():
    line = next(line for line in shown("false claim").splitlines() if "█" in line)

    assert re.fullmatch("█+▒+┃▒+", line.strip())
    assert line.count("█") == 36


def test_an_open_range_has_no_tick():
    line = next(line for line in shown("open").splitlines() if "█" in line)

    assert "┃" not in line


def test_the_appendix_is_shown_when_asked_for():
    assert "附录" not in shown("open")
    assert "weimei explain" in shown("open")
    assert "sum.principal.low" in shown("open", full=True)


@pytest.mark.parametrize("columns", [40, 100])
def test_text_of_people_cannot_act_on_the_terminal(columns: int):
    matter, found, plans = judged(a_hostile_matter())
    for lang in ("zh", "en"):
        text = render(compose(matter, found, plans, lang), "text", width=columns, full=True)  # type: ignore[arg-type]
        assert not re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]", text)  # type: ignore[arg-type]


def test_a_draft_is_marked_at_its_head_and_its_foot():
    lines = [line for line in shown("draft").splitlines() if line]

    assert lines[0] == lines[-1] == "【草稿】"


def test_columns_share_what_is_left_after_their_least():
    assert columns_of([1, 3], 50, 2, [8, 8]) == [16, 32]
    assert columns_of([1, 1], 10, 2, [8, 8]) == [8, 8]
    assert pad("应退", 6, right=True) == "  应退"
