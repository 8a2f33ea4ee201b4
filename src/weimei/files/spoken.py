"""What people write where a file wants digits or a word of its own: the spelling that was probably meant.

Only for advice. Nothing here is ever read as a value.
"""

from __future__ import annotations

import re
import unicodedata

_SIGNS = ("零〇", "一壹", "二贰两", "三叁", "四肆", "五伍", "六陆", "七柒", "八捌", "九玖")
_DIGITS = {sign: value for value, signs in enumerate(_SIGNS) for sign in signs}
_TENS = {"十": 10, "拾": 10, "百": 100, "佰": 100, "千": 1000, "仟": 1000}
_NUMERALS = re.compile(rf"[{''.join(_DIGITS)}{''.join(_TENS)}万]{{1,16}}")
_SHORTENED = re.compile(rf"[百佰千仟万][{''.join(_SIGNS[1:])}]$")

WORDS: dict[str, tuple[str, ...]] = {
    "yes": ("y", "ok", "对", "有", "好", "已", "t", "1", "√"),
    "no": ("n", "不", "不是", "没有", "无", "未", "f", "0", "×"),
    "unknown": ("?", "？", "不确定", "不清楚", "不记得", "未知", "没写", "n/a", "na", "none"),
    "single": ("单次", "一次", "单次项目"), "sessions": ("次卡", "次数", "疗程卡", "计次"),
    "stored_value": ("储值", "储值卡", "充值", "充值卡", "余额"), "term": ("年卡", "月卡", "季卡", "期限卡"),
    "programme": ("疗程", "方案"), "goods": ("商品", "产品"), "gift": ("赠品", "赠送", "礼物"),
    "wechat_pay": ("微信", "微信支付", "wechat", "weixin"), "alipay": ("支付宝", "花呗"),
    "douyin_pay": ("抖音", "抖音支付"), "card": ("银行卡", "刷卡", "信用卡"),
    "foreign_card": ("外卡", "境外卡", "visa", "mastercard"), "bank": ("转账", "银行转账"), "cash": ("现金",),
    "loan": ("贷款", "分期", "医美贷"), "gift_card": ("礼品卡", "购物卡"), "balance": ("钱包",),
    "buyer": ("买家", "顾客", "消费者"), "clinic": ("机构", "医院", "诊所", "门诊部"), "platform": ("平台",),
    "host": ("主播", "达人"), "lender": ("贷款机构", "放款方"), "guardian": ("监护人", "家长"),
    "merchant": ("商家", "卖家"), "personal": ("个人原因", "自己的原因", "不想要了"),
    "health": ("身体原因", "健康", "怀孕", "生病"), "fraud": ("欺诈", "被骗"), "coupon": ("优惠券", "券"),
    "points": ("积分",), "red_packet": ("红包",), "discount": ("折扣", "减免"),
    "price": ("价格", "价钱", "总价", "实付价"), "units": ("次数", "总次数"), "used": ("已用", "用了", "已做"),
    "name": ("名称", "项目"), "amount": ("金额",), "plan": ("类型", "方案类型"), "lines": ("项目", "明细"),
    "legs": ("付款", "支付"), "events": ("事件",), "list_price": ("原价", "门市价"),
    "paid_on": ("付款日期", "支付日期"), "title": ("标题",), "currency": ("币种", "货币"), "parties": ("当事人",),
    "contract": ("合同",), "formed_on": ("签约日期", "下单日期"), "evidence": ("证据",), "request": ("申请",),
    "reason": ("原因", "理由"), "asked_on": ("申请日期",), "policies": ("条款",), "promises": ("承诺",),
    "rail": ("支付方式", "渠道"), "redemptions": ("核销", "消费记录"), "layers": ("优惠",), "role": ("身份",),
    "id": ("编号",), "kind": ("种类",), "on": ("日期",), "bonus": ("赠送金额", "赠金"),
}  # fmt: skip


def meant(text: str, words: tuple[str, ...] | list[str]) -> str:
    """The word of `words` that this Chinese or loose word stands for, or nothing.

    >>> meant("微信", ["alipay", "wechat_pay"]), meant("微信", ["cash"])
    ('wechat_pay', '')
    """
    folded = unicodedata.normalize("NFKC", text).strip().lower()
    return next((word for word in words if folded in WORDS.get(word, ())), "")


def number(text: str) -> int | None:
    """A count written in Chinese numerals.

    九千六 is said for 9,600 and could be read as 9,006: no number.

    >>> number("九千六百"), number("两"), number("一万零五十"), number("十二"), number("九块"), number("九千六")
    (9600, 2, 10050, 12, None, None)
    """
    if not _NUMERALS.fullmatch(text) or _SHORTENED.search(text):
        return None
    whole, section, digit = 0, 0, None
    for sign in text:
        if sign in _DIGITS:
            if digit not in (None, 0):
                return None  # 二〇二六 names a year digit by digit
            digit = _DIGITS[sign]
        elif sign == "万":
            if whole or not (section or digit):
                return None
            whole, section, digit = (section + (digit or 0)) * 10_000, 0, None
        else:
            section, digit = section + (1 if digit is None else digit) * _TENS[sign], None
    return whole + section + (digit or 0)
