"""What single clauses mean: negation, exceptions, sums, and what is said of them."""

import re
from pathlib import Path

import pytest
import yaml

from weimei.core.policy.lint import CLAUSE_NAMES, ClauseClass, Verdict, check_text
from weimei.core.policy.lint.check import _reasons
from weimei.core.policy.lint.lexicon import concepts, constructions, tokens


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


@pytest.mark.parametrize(
    "text",
    [
        "过期不候，视为自动放弃", "疗程未做完视为自愿放弃剩余次数", "半年内不来的，余下的次数当您不要了。",
        "有效期一过，没做的就没了。", "券三个月不约就没用了。", "一年内没打完的，算送给店里。",
    ],
)  # fmt: skip
def test_lapse_is_a_trigger_of_time_and_a_consequence_however_worded(text):
    finding = only(text)

    assert (finding.head, finding.class_, finding.fields["clause"]) == (7, ClauseClass.LAPSE, "expiry")


@pytest.mark.parametrize(
    "text",
    [
        "今晚的直播价过期不候，喜欢的抓紧拍。", "预约请准时，过号不候。", "有效期一过，没做的折成钱退给您。",
        "三个月不约我们会打电话提醒您。", "没做完的次数，有效期结束后自动延长一年。",
    ],
)  # fmt: skip
def test_a_trigger_without_a_loss_is_no_lapse(text):
    assert not heads(text)


@pytest.mark.parametrize(
    ("text", "fields"),
    [
        ("随时退、过期自动退", {"clause": "refund_any_time"}),
        ("未使用部分可随时无条件退款", {"clause": "refund_any_time"}),
        ("不满意全额退款", {"clause": "result_guarantee", "remedy": "full_refund"}),
        ("30天无效全额退款", {"clause": "result_guarantee", "remedy": "full_refund"}),
        ("做完没变化可以退款。", {"clause": "result_guarantee", "remedy": None}),
    ],
)
def test_a_good_promise_is_recognised_as_a_clause_that_binds_the_seller(text, fields):
    finding = only(text)

    assert (finding.class_, finding.verdict, finding.fields) == (ClauseClass.PROMISE, Verdict.HARMLESS, fields)


def test_no_effect_and_no_refund_is_no_promise():
    assert heads("没效果不退") == {1}
    assert heads("不满意也不能退。") == {1}


def test_another_doctor_at_the_buyers_cost_is_a_one_sided_change_and_an_upgrade_he_asks_for_is_none():
    changed = only("医生更换须另付差价")

    assert (changed.head, changed.class_) == (4, ClauseClass.CHANGE)
    assert not heads("您要求更换院长操作的，须另付差价。")
    assert not heads("更换医生须征得您的书面同意，差价由我们承担。")


def test_free_units_that_count_as_used_last_are_an_order_of_spending_that_takes_them_away():
    last = only("赠送次数最后使用")

    assert (last.head, last.class_, last.fields["clause"]) == (7, ClauseClass.GIFT, "paid_in_spent_first")
    assert not heads("赠送次数可以先用，也可以最后使用。")


def test_staff_commission_is_a_bar_and_no_charge():
    finding = only("员工提成从退款中扣除")

    assert (finding.class_, finding.verdict) == (ClauseClass.BAR, Verdict.NOT_CHARGEABLE)
    assert {"spc-prepaid-2025:15"} <= set(finding.norms)


@pytest.mark.parametrize(
    ("text", "head"),
    [
        ("余额锁死在系统里，谁也调不出来。", 1), ("回头别跟我们提退款。", 1), ("退款的事，找谁都没用。", 1),
        ("一人一卡，换个人来做不了。", 2), ("看当天谁当班就谁给您做，医生不挑。", 4), ("主机检修时用备用机器给您做。", 4),
        ("打完肿了别来找我们。", 5), ("中途不做的，剩下的钱平分。", None), ("退的时候，咨询老师的辛苦钱要您来补。", 7),
    ],
)  # fmt: skip
def test_a_turn_of_phrase_is_read_by_what_it_does(text, head):
    assert heads(text) == ({head} if head else set())


@pytest.mark.parametrize(
    "text",
    [
        "不用问能不能退，随时都能退。", "不乐意就退，一分不扣。", "红了肿了随时来找我们，复诊免费。",
        "我们不认为术后过敏都是您自己的问题。", "给家人用也行，不收费。",
    ],
)  # fmt: skip
def test_a_turn_of_phrase_that_gives_is_not_taken_for_one_that_takes(text):
    assert not heads(text)


def test_a_longer_word_goes_before_a_turn_of_phrase_that_begins_like_it():
    assert [token.concept for token in tokens("一律不接受退款", 0, 7)] == ["NEG", "SUPPORT", "REFUND"]


def test_every_wording_of_a_turn_of_phrase_is_found_as_what_it_means():
    for concept, rows in constructions():
        text = "".join(pieces[-1] for pieces in rows)
        assert [token.concept for token in tokens(text, 0, len(text))] == [concepts()[text]], (concept, text)


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
