"""What single clauses mean: negation, exceptions, sums, and what is said of them."""

import re
from pathlib import Path

import pytest
import yaml

from weimei.core.policy.lint import CLAUSE_NAMES, ClauseClass, Verdict, check_text, read_every, turns
from weimei.core.policy.lint.lexicon import concepts, constructions, tokens
from weimei.core.policy.lint.wording import reasons


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


@pytest.mark.parametrize(
    ("word", "fen"), [("500元", 50000), ("伍佰元", 50000), ("伍佰", None), ("五百元", 50000), ("1,200元", 120000)]
)
def test_a_fixed_fee_is_read_in_fen(word, fen):
    found = check_text(f"退卡须缴纳{word}退卡手续费。")
    fees = [finding.fields["amount_fen"] for finding in found if "amount_fen" in finding.fields]

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


@pytest.mark.parametrize("name", sorted(reasons()))
def test_the_better_wording_would_pass(name):
    blanks = {"percent": "15", "lawful": "15", "amount": "300", "name": "订金", "days_zh": "30天", "limit": "100"}
    better = reasons()[name].better_zh.format_map(blanks)

    assert [finding for finding in check_text(better) if finding.verdict != Verdict.HARMLESS] == []


@pytest.mark.parametrize("name", sorted(reasons()))
def test_nothing_is_called_void_for_certain_and_every_warning_names_a_norm(name):
    reason = reasons()[name]

    for sentence in re.split("[。；]", reason.why_zh + reason.better_zh):
        assert "一定无效" not in sentence
        assert "无效" not in sentence or "很可能无效" in sentence or "有没有效" in sentence
    assert re.search(r"\b(is|are) void\b", reason.why_en + reason.better_en) is None
    assert reason.verdict == Verdict.HARMLESS or reason.norms or name in ("text_cut", "unread")
    assert all(re.fullmatch(r"[a-z0-9-]+:[0-9]+", norm) for norm in reason.norms)
    assert "您" not in reason.why_zh + reason.better_zh
    assert (reason.better_zh == "") == (reason.better_en == "")


def test_only_known_names_and_classes_are_given():
    folder = Path(__file__).resolve().parents[3] / "worked" / "policy_clauses"
    rows = [row for file in sorted(folder.glob("*.yaml")) for row in yaml.safe_load(file.read_text("utf-8"))]
    found = [finding for row in rows for finding in check_text(row["text"])]

    assert {finding.fields["clause"] for finding in found if "clause" in finding.fields} <= CLAUSE_NAMES
    assert {finding.class_ for finding in found} <= set(ClauseClass)


@pytest.mark.parametrize(
    ("text", "head", "clause"),
    [
        ("退款只退到会员卡余额", 1, "transfer_or_deferral_only"), ("未成年人消费概不负责", 5, "liability_waiver"),
        ("医生离职不影响合同履行", 4, "staff_swap_reserved"), ("过期作废", 7, "expiry"),
        ("赠送项目按原价折算", 7, "gifts_not_refundable"), ("扣20个点", 7, "fee_percent"),
    ],
)  # fmt: skip
def test_a_bare_line_is_read_by_its_head(text, head, clause):
    finding = only(text)

    assert (finding.head, finding.fields["clause"]) == (head, clause)
    assert finding.better_zh


@pytest.mark.parametrize(
    ("text", "verdict"),
    [
        ("概不退款", "likely_void"), ("请提前一天预约到店", "harmless"), ("退款流程", "harmless"),
        ("没有不退的道理", "harmless"), ("不得不退的，三日内退", "harmless"), ("除非您同意，否则不换医生", "harmless"),
        ("店长今天心情好", "unread"), ("No refunds", "unread"),
    ],
)  # fmt: skip
def test_every_sentence_is_accounted_for(text, verdict):
    assert {finding.verdict for finding in read_every(text)} == {verdict}


def test_a_text_is_told_sentence_by_sentence_and_without_the_unread_it_is_what_the_check_finds():
    text = "一、概不退款。请准时到店。\n随缘就好。\n未使用的次数可以随时退。"
    every = read_every(text)

    assert [(one.line, one.verdict) for one in every] == [
        (1, "likely_void"), (1, "harmless"), (2, "unread"), (3, "harmless"),
    ]  # fmt: skip
    assert all(one in every for one in check_text(text))


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("一、概不退款", "一、"), ("1. 概不退款", "1."), ("（三）概不退款", "（三）"), ("第五条 概不退款", "第五条"),
        ("5.2 概不退款", "5.2"), ("① 概不退款", "①"), ("概不退款", ""), ("１２、概不退款", "１２、"),
    ],
)  # fmt: skip
def test_the_sellers_own_number_stands_beside_the_line(text, number):
    assert [finding.number for finding in check_text(text)] == [number]


def test_a_number_holds_for_its_line_and_no_further():
    found = check_text("须知\n二、请准时到店。概不退款。\n余额过期作废。")

    assert [(one.number, one.line) for one in found] == [("二、", 2), ("", 3)]


def test_working_days_are_told_as_written_and_in_days():
    assert "90个工作日（约126天）" in only("审批后90个工作日内退款到账").why_zh


def test_each_cost_in_a_list_is_explained():
    found = check_text("退款须扣除劳务费、耗材费、佣金。")

    assert [str(one.fields.get("name") or one.fields["clause"]) for one in found] == [
        "劳务费", "耗材费", "commission_charged",
    ]  # fmt: skip
    assert len({one.why_zh for one in found}) == len({one.better_zh for one in found}) == 3


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("遗失不补、过期作废、概不退款", {1, 3, 7}), ("退款、转让概不办理", {1, 2}),
        ("一经售出概不退款、不可转让、不可拆分", {1, 2}), ("可以退款、转让、延期", set()),
    ],
)  # fmt: skip
def test_a_list_is_read_item_by_item(text, found):
    assert heads(text) == found


@pytest.mark.parametrize(
    ("text", "percent"),
    [
        ("中途退的，扣二十个点手续费", 20), ("退卡扣两成手续费", 20), ("退费扣三分之一的手续费", "33.33"),
        ("退款时，扣２０％手续费", 20),
    ],
)  # fmt: skip
def test_a_share_is_read_in_every_numeral(text, percent):
    assert [one.fields["percent"] for one in check_text(text)] == [percent]


@pytest.mark.parametrize(
    ("text", "kept"), [("退的话打八折给您", 20), ("中途退，剩下的七五折退", 25), ("退的钱咱们三七开", 30)]
)
def test_a_discount_on_what_goes_back_is_the_part_kept(text, kept):
    assert [one.fields["keeps_percent"] for one in check_text(text) if "keeps_percent" in one.fields] == [kept]


def test_a_discount_on_the_price_is_no_charge():
    assert not heads("今晚全场八折，退款按实付退。")


@pytest.mark.parametrize(
    "text",
    ["再不用就退您。", "按没上的次数退。", "来不了全额退。", "起包三天不退的，来复诊。", "退款原路退回，不退到余额。",
     "只换不退？我们没这规矩，想退就退。", "您搬去外省的，剩余次数转到当地门店或者退。"],
)  # fmt: skip
def test_a_negation_of_something_else_refuses_no_refund(text):
    assert 1 not in heads(text)


def test_every_turn_of_speech_is_a_valid_expression_and_is_asked_for_somewhere():
    folder = Path(turns.__file__).parent
    rules = "".join(file.read_text("utf-8") for file in folder.glob("rules_*.py")) + (folder / "spoken.py").read_text(
        "utf-8"
    )

    for name in turns.names():
        assert turns.turns("", name) == ()
        assert f'"{name}"' in rules, name
