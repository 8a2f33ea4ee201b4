"""What people write instead of digits and words: understood for advice, never taken as a value."""

from __future__ import annotations

import pytest

from weimei.files.spoken import WORDS, meant, number


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("零", 0), ("十", 10), ("十二", 12), ("二十", 20), ("两百零五", 205), ("三千", 3000), ("九千六百", 9600),
        ("一万零五十", 10050), ("十二万三千", 123000), ("捌佰", 800), ("二〇二六", None), ("万万", None), ("三十块", None), ("", None),
    ],
)  # fmt: skip
def test_chinese_numerals_are_counted(text: str, count: int | None):
    assert number(text) == count


def test_a_loose_word_means_one_word_at_most():
    spoken = [word for words in WORDS.values() for word in words]
    groups = {
        "answers": ("yes", "no", "unknown"),
        "rails": ("wechat_pay", "alipay", "douyin_pay", "card", "bank", "loan", "cash"),
    }
    for known in groups.values():
        for word in spoken:
            assert len({one for one in known if word in WORDS[one]}) <= 1, word
    assert meant("花呗", groups["rails"]) == "alipay"
    assert meant("随便", groups["rails"]) == ""
