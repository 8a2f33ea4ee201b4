"""Whatever the text, the answer comes quickly and points into the text."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from weimei.core.policy.lint import TEXT_LIMIT, Verdict, check_text, read_every
from weimei.core.policy.lint.lexicon import concepts
from weimei.core.policy.lint.normal import normalise

WORDS = sorted(concepts())
SCRAPS = st.lists(
    st.sampled_from(
        [*WORDS, "，", "。", "、", "：", "（", "）", "“", "”", "\n", "30%", "500元", "三成", "十五日", " ", "❌"]
    ),
    max_size=60,
).map("".join)
CLAUSES = [
    "本店概不退款",
    "会员卡遗失不补",
    "最终解释权归本店所有",
    "转让须支付300元手续费",
    "术后出现并发症本院概不负责",
    "退款时收取剩余金额20%的手续费",
]


def _checked(text):
    found = check_text(text)
    assert set(map(_key, found)) <= set(map(_key, read_every(text)))
    for finding in found:
        start, end = finding.span
        assert 0 <= start <= end <= len(text)
        assert finding.text in (text[start:end], "")
        assert finding.line == 1 + text.count("\n", 0, start)
        assert finding.head is None or finding.verdict != Verdict.HARMLESS
    return found


def _key(finding):
    return finding.span, finding.verdict, finding.why_zh, finding.number


@given(st.text(max_size=400))
def test_any_characters_are_survived(text):
    _checked(text)


@given(st.binary(max_size=400))
def test_bytes_read_as_text_are_survived(raw):
    _checked(raw.decode("utf-8", "replace"))
    _checked(raw.decode("latin-1"))
    _checked(raw.decode("gb18030", "replace"))


@given(SCRAPS)
def test_any_jumble_of_the_trades_words_is_survived_and_read_the_same_twice(text):
    assert _checked(text) == check_text(text)


@given(st.sampled_from(CLAUSES), st.data())
def test_spaces_stars_and_faces_hide_nothing(clause, data):
    dressed = "".join(
        mark + data.draw(st.sampled_from(["", " ", "\u200b", "★", "😀", "\u3000", "*", "\ufe0f"])) for mark in clause
    )

    assert [finding.head for finding in check_text(dressed)] == [finding.head for finding in check_text(clause)]


@given(st.sampled_from(CLAUSES))
def test_full_width_characters_hide_nothing(clause):
    wide = "".join(chr(ord(mark) + 0xFEE0) if "!" <= mark <= "~" else mark for mark in clause)

    assert [finding.fields for finding in check_text(wide)] == [finding.fields for finding in check_text(clause)]


@given(st.text(max_size=200))
def test_every_plain_character_knows_where_it_came_from(text):
    plain = normalise(text)
    sources = [plain.source(position) for position in range(len(plain.text))]

    assert sources == sorted(set(sources))
    assert all(0 <= source < len(text) for source in sources)


def _soup(words, size):
    """Words in an order without pattern, the same every time."""
    parts, length, place = [], 0, 20261122
    while length < size:
        place = (place * 1103515245 + 12345) % 2**31
        parts.append(words[(place >> 8) % len(words)])
        length += len(parts[-1])
    return "".join(parts)


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("概不退款。" * 200_000, id="one megabyte of refusals"),
        pytest.param("不" * 1_000_000, id="negations"),
        pytest.param("9" * 1_000_000, id="digits"),
        pytest.param("百" * 1_000_000 + "元", id="Chinese digits"),
        pytest.param("“" * 1_000_000, id="quotes"),
        pytest.param("，" * 1_000_000, id="commas"),
        pytest.param("\0\x1b\r" * 333_000, id="control characters"),
        pytest.param("不退款" * 70_000, id="one endless clause"),
        pytest.param("".join(f"第{number}条开卡后概不退款，" for number in range(15_000)), id="one endless sentence"),
        pytest.param("退款30%违约金500元" * 6_000, id="sums without end"),
        pytest.param(_soup([*WORDS, "，", "。"], 70_000), id="words of the trade, 200 kB"),
        pytest.param(_soup([*WORDS, "、"], 70_000), id="words of the trade without a stop, 200 kB"),
        pytest.param("".join(map(chr, range(0x4E00, 0x9FFF))) * 16, id="every character"),
    ],
)
def test_a_hostile_text_is_read_in_linear_time(text):
    check_text("概不退款")  # the lexicon is read once
    whole, quarter = _least_time(text), _least_time(text[: len(text) // 4])

    assert whole < 10 * max(quarter, 0.05)  # linear: four times; squared: sixteen times; backtracking: never done


def _least_time(text):
    """The least time of three readings in seconds of this process, so that other work beside it counts little."""
    spent = []
    for _ in range(3):
        started = time.process_time()
        _checked_quickly(text)
        spent.append(time.process_time() - started)
    return min(spent)


def _checked_quickly(text):
    found = read_every(text)
    assert all(0 <= finding.span[0] <= finding.span[1] <= len(text) for finding in found)


def test_four_times_the_text_takes_about_four_times_the_time():
    short, long = _soup([*WORDS, "，", "。"], 8_000), _soup([*WORDS, "，", "。"], 32_000)

    assert _least_time(long) < 10 * max(_least_time(short), 0.05)


def test_what_was_not_read_is_said():
    text = "请准时到店。" * (TEXT_LIMIT // 6 + 1)
    last = check_text(text)[-1]

    assert last.verdict == Verdict.UNCLEAR
    assert last.span[1] == len(text)
    assert "没有检查" in last.why_zh
