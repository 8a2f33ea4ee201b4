"""`weimei policy check`: a seller's words in, the clauses that would not hold out."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from weimei.cli import main


def check(text: str | bytes, *options: str) -> Result:
    data = text if isinstance(text, bytes) else text.encode()
    return CliRunner().invoke(main, ["policy", "check", "-", *options], input=data)


def test_a_flat_refusal_is_likely_void_and_says_by_what():
    done = check("预付款一经支付概不退还。\n")

    assert done.exit_code == 0
    assert "很可能无效" in done.output
    assert "第9条" in done.output


def test_strict_fails_on_a_void_clause_and_not_on_a_fair_one():
    assert check("预付款一经支付概不退还。\n", "--strict").exit_code == 1
    assert check("未使用的次数可以随时申请退款，按实付价退还。\n", "--strict").exit_code == 0


def test_strict_does_not_pass_what_was_too_long_to_read():
    assert check("到店请提前预约。\n" * 200_000, "--strict").exit_code == 1


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_chinese_encodings_are_read(encoding: str):
    assert "很可能无效" in check("储值卡余额概不退款。\n".encode(encoding)).output


def test_bytes_that_are_no_text_are_told():
    done = check(b"\xff\xff\xff\xff")

    assert done.exit_code == 2
    assert "UTF-8" in done.output


def test_json_holds_every_clause_read():
    found = json.loads(check("概不退款。\n营业时间10点到20点。\n", "--format", "json").output)

    assert [one["verdict"] for one in found] == ["likely_void", "harmless"]
    assert {"line", "number", "text", "why_zh", "better_zh"} <= set(found[0])


def test_what_was_not_understood_is_listed_with_its_words_and_fails_strict():
    done = check("一、概不退款。\n随缘就好。\n请准时到店。\n")

    assert "没看懂，没有检查：第2行" in done.output
    assert "「随缘就好」" in done.output
    assert "1处要看，1处没有问题，1句没看懂、没有检查" in done.output
    assert "一、（第1行）：「概不退款」" in done.output
    assert check("随缘就好。\n", "--strict").exit_code == 1
    assert check("请准时到店。\n", "--strict").exit_code == 0


def test_json_tells_what_was_not_understood():
    (found,) = json.loads(check("随缘就好。\n", "--format", "json").output)

    assert (found["verdict"], found["text"], found["line"], found["norms"]) == ("unread", "随缘就好", 1, [])


def test_what_was_not_understood_is_told_in_english_too():
    assert "Not understood, not checked: line 1" in check("随缘就好。\n", "--lang", "en").output


def test_no_line_is_passed_over():
    lines = [
        "退款只退到会员卡余额",
        "未成年人消费概不负责",
        "医生离职不影响合同履行",
        "过期作废",
        "赠送项目按原价折算",
        "扣20个点",
    ]
    output = check("\n".join(lines)).output

    assert all(f"第{number}行：「{line}」" in output for number, line in enumerate(lines, start=1))


def test_a_clause_of_a_policy_file_is_named_by_its_id():
    path = Path(__file__).resolve().parents[2] / "examples" / "policies" / "qinghe-terms-2025.yaml"
    output = CliRunner().invoke(main, ["policy", "check", str(path)]).output

    assert "c1：「" in output


def test_a_policy_file_is_read_by_its_clauses():
    path = Path(__file__).resolve().parents[2] / "examples" / "policies" / "qinghe-terms-2025.yaml"

    assert "第9条" in CliRunner().invoke(main, ["policy", "check", str(path)]).output


def test_a_file_that_is_missing_is_told_in_the_language_asked_for():
    done = CliRunner().invoke(main, ["policy", "check", "nothing-here.txt", "--lang", "en"])

    assert done.exit_code == 2
    assert "nothing-here.txt" in done.output
    assert not any("\u4e00" <= letter <= "\u9fff" for letter in done.output)
