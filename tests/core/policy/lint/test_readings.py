"""What single clauses mean: negation, exceptions, sums, and what is said of them."""

import re
from pathlib import Path

import pytest
import yaml

from weimei.core.policy.lint import CLAUSE_NAMES, ClauseClass, Verdict, check_text
from weimei.core.policy.lint.check import _reasons


def heads(text):
    return {finding.head for finding in check_text(text) if finding.head}


def only(text):
    (finding,) = check_text(text)
    return finding


@pytest.mark.parametrize(
    ("text", "refused"),
    [
        ("本店概不退款。", True),
        ("本店不得拒绝退款。", False),
        ("没有任何理由可以让我们拒绝退款。", False),
        ("不是不能退，随时可以退。", False),
        ("没有可以退款的情形。", True),
        ("退款申请一律不予受理。", True),
        ("退款不收手续费。", False),
        ("我们不会因为您投诉而拒绝退款。", False),
        ("费用不会因为任何原因而退还。", True),
        ("本店已取消“概不退款”的条款。", False),
        ("能退款吗？不能。", True),
    ],
)
def test_a_refusal_is_told_from_its_denial(text, refused):
    assert (1 in heads(text)) == refused


def test_the_law_kept_in_an_exception_takes_the_sting_out():
    assert only("除法律另有规定外，已售项目不予退款。").verdict == Verdict.HARMLESS


def test_the_sellers_own_fault_kept_out_leaves_a_question_for_a_person():
    assert only("除本店原因外，已售项目不予退款。").verdict == Verdict.PERSON


def test_what_was_used_may_stay_unrefunded():
    assert not heads("已使用的次数不退，未使用的次数按实付单价退还。")


def test_seven_days_and_then_nothing_is_still_a_refusal():
    assert heads("付款七日内可退，逾期一律不退。") == {1}


@pytest.mark.parametrize(
    ("text", "percent", "base", "verdict"),
    [
        ("消费者解约的，按合同总价的30%支付违约金。", 30, "price", Verdict.LIKELY_VOID),
        ("退款时收取剩余金额百分之二十的手续费。", 20, "unused", Verdict.PERSON),
        ("退款收取余额的７．５％作为手续费。", "7.5", "unused", Verdict.PERSON),
        ("退款扣10%。", 10, None, Verdict.UNCLEAR),
        ("退卡的，剩余款项的一半作为管理费。", 50, "unused", Verdict.LIKELY_VOID),
        ("中途退出的，扣三成半手续费。", 35, None, Verdict.LIKELY_VOID),
    ],
)
def test_a_charge_is_read_with_its_share_and_base(text, percent, base, verdict):
    finding = only(text)

    assert (finding.fields["percent"], finding.fields["base"], finding.verdict) == (percent, base, verdict)
    assert finding.head == 7


def test_a_share_without_a_base_is_unclear_and_cites_the_rule_for_two_readings():
    assert {"civil-code:498", "spc-prepaid-2025:8"} <= set(only("退款扣10%。").norms)


def test_a_lawful_share_is_kept_in_the_better_wording_and_an_excessive_one_is_not():
    assert "15%" in only("退款收取余额的15%作为手续费。").better_zh
    assert "60%" not in only("退款收取余额的60%作为手续费。").better_zh


def test_the_kept_share_is_what_is_not_returned():
    assert only("退卡的按余额的六成返还。").fields == {"clause": "exit_formula", "keeps_percent": 40}


@pytest.mark.parametrize(("word", "fen"), [("500元", 50000), ("伍佰", None), ("五百元", 50000), ("1,200元", 120000)])
def test_a_fixed_fee_is_read_in_fen(word, fen):
    fees = [finding.fields["amount_fen"] for finding in check_text(f"退卡须缴纳{word}退卡手续费。") if finding.fields]

    assert fees == ([fen] if fen else [])


def test_staff_commission_is_not_chargeable_and_host_commission_is_open():
    staff, host = check_text("退款时扣除咨询师提成及主播佣金。")

    assert (staff.verdict, host.verdict) == (Verdict.NOT_CHARGEABLE, Verdict.PERSON)


@pytest.mark.parametrize(
    ("days", "slow"), [("十五日", False), ("十六日", True), ("三十天", True), ("15个工作日", True)]
)
def test_more_than_fifteen_days_are_too_long(days, slow):
    verdicts = [finding.verdict for finding in check_text(f"收到申请后{days}内退款。")]

    assert verdicts.count(Verdict.SHORTEN) == slow


def test_list_price_in_the_buyers_own_exit_is_the_laws_own_way():
    own = only("因消费者自身原因退款的，已用次数按签约时公示的原价扣除。")
    every = only("退款时已用次数按原价扣除。")

    assert (own.verdict, every.verdict) == (Verdict.HARMLESS, Verdict.LIKELY_VOID)
    assert own.fields["clause"] == every.fields["clause"] == "list_price_recalculation"


@pytest.mark.parametrize(("share", "verdict"), [("20", Verdict.PERSON), ("21", Verdict.LIKELY_VOID)])
def test_a_deposit_counts_up_to_a_fifth_of_the_price(share, verdict):
    assert only(f"定金为总价的{share}%，顾客取消的，定金不退。").verdict == verdict


def test_earnest_money_is_no_deposit():
    finding = only("诚意金概不退还。")

    assert (finding.head, finding.fields["name"]) == (1, "诚意金")


def test_who_is_who_is_read_from_the_paper():
    seller_first = "甲方：某某美容院。\n乙方不得解除合同。"
    buyer_first = "甲方：会员张某。\n乙方不得解除合同。"

    assert (heads(seller_first), heads(buyer_first)) == ({1}, set())


def test_the_span_and_line_point_into_the_text_as_given():
    text = "一、须知\n二、请准时到店。\n三、开 卡 后，概 不 退 款 ！"
    finding = only(text)

    assert finding.line == 3
    assert text[slice(*finding.span)] == finding.text == "概 不 退 款"


def test_one_sentence_may_break_two_heads():
    assert heads("特惠卡概不退款，最终解释权归本公司。") == {1, 7}


@pytest.mark.parametrize("name", sorted(_reasons()))
def test_the_better_wording_would_pass(name):
    blanks = {"percent": "15", "lawful": "15", "amount": "300", "name": "订金", "days": "30", "limit": "100"}
    better = _reasons()[name].better_zh.format_map(blanks)

    assert [finding for finding in check_text(better) if finding.verdict != Verdict.HARMLESS] == []


@pytest.mark.parametrize("name", sorted(_reasons()))
def test_nothing_is_called_void_for_certain_and_every_warning_names_a_norm(name):
    reason = _reasons()[name]

    for sentence in re.split("[。；]", reason.why_zh + reason.better_zh):
        assert "一定无效" not in sentence
        assert "无效" not in sentence or "很可能无效" in sentence or "有没有效" in sentence
    assert re.search(r"\b(is|are) void\b", reason.why_en + reason.better_en) is None
    assert reason.verdict == Verdict.HARMLESS or reason.norms or name == "text_cut"
    assert all(re.fullmatch(r"[a-z0-9-]+:[0-9]+", norm) for norm in reason.norms)
    assert "您" not in reason.why_zh + reason.better_zh
    assert (reason.better_zh == "") == (reason.better_en == "")


def test_only_known_names_and_classes_are_given():
    folder = Path(__file__).resolve().parents[3] / "worked" / "policy_clauses"
    rows = [row for file in sorted(folder.glob("*.yaml")) for row in yaml.safe_load(file.read_text("utf-8"))]
    found = [finding for row in rows for finding in check_text(row["text"])]

    assert {finding.fields["clause"] for finding in found if "clause" in finding.fields} <= CLAUSE_NAMES
    assert {finding.class_ for finding in found} <= set(ClauseClass)
