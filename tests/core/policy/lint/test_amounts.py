"""Numbers as sellers write them."""

import pytest

from weimei.core.policy.lint.amounts import amounts, chinese_number, percent_field


@pytest.mark.parametrize(
    ("text", "kind", "value"),
    [
        ("30%", "share", 3000),
        ("7.5%", "share", 750),
        ("百分之三十五", "share", 3500),
        ("百分之七点五", "share", 750),
        ("三成", "share", 3000),
        ("三成半", "share", 3500),
        ("一半", "share", 5000),
        ("¥1980", "sum", 198000),
        ("12.5元", "sum", 1250),
        ("2万元", "sum", 2000000),
        ("一万二千元", "sum", 1200000),
        ("五百块", "sum", 50000),
        ("三十日", "period", 30),
        ("10个工作日", "period", 14),
        ("半年", "period", 183),
        ("两个月", "period", 60),
        ("一年半", "period", 547),
        ("48小时", "period", 2),
    ],
)
def test_a_number_is_read(text, kind, value):
    (amount,) = amounts(text, 0, len(text))

    assert (amount.kind, amount.value) == (kind, value)


@pytest.mark.parametrize(
    ("word", "number"), [("十", 10), ("十五", 15), ("二十", 20), ("一百零五", 105), ("三千二百", 3200), ("两万", 20000)]
)
def test_chinese_numbers(word, number):
    assert chinese_number(word) == number


@pytest.mark.parametrize(("hundredths", "field"), [(3000, 30), (750, "7.5"), (5, "0.05")])
def test_a_share_becomes_a_whole_number_or_a_decimal_in_words(hundredths, field):
    assert percent_field(hundredths) == field
