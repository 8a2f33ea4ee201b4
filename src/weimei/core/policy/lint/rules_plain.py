"""Sentences without a finding: recognised as harmless, or not understood. Nothing is passed over in silence."""

import re
from typing import Final

from weimei.core.policy.lint.frames import Sentence
from weimei.core.policy.lint.hits import refund_promised

_HEADING: Final = re.compile(
    r"[\u4e00-\u9fffa-z0-9、]{0,14}(?:须知|协议|条款|说明|规则|声明|公告|公示|合同|细则|约定|规定|政策|制度|事项|方式|流程|标准|范围|期限|条件|附则|总则"
    r"|违约责任|权利义务|提示|通知|告知书|同意书|目录|附件|价目表|套餐内容|争议解决|退款|转让|会员卡|赠品)(?:（[^）]{0,30}）?)?：?"
)
_FORM: Final = re.compile(
    r"(?:甲方|乙方|签字|签名|日期|电话|联系电话|地址|姓名|身份证号?|门店|名称|项目名称|总价|有效期)[^，：]{0,6}：[^，]{0,40}"
)
_ORDERS: Final = ("不", "无", "概", "恕", "禁", "拒", "须", "应", "归", "视为", "算", "扣")
"""Marks of a term in what looks like a heading."""

_RISKY: Final = frozenset(
    {
        "CASHOUT", "TERMINATE", "LIAB", "SELF", "IRRELEVANT", "TAKE", "FEE", "PENALTY", "LAPSE", "DEEMED", "WAIVE", "INTERPRET",
        "PREVAIL", "DEPOSIT", "COMMISSION", "LISTPRICE", "SUE", "ARB", "COURT", "COMPLAIN", "PUBLICITY", "LOSE", "EXPIRE",
        "CANNOT", "REFUSE", "NOWAY", "STUCK", "REFUND", "TRANSFER", "LOSTMONEY", "NOTALK", "NOHANDLE", "GIVENUP", "GIVEAWAY",
        "SPLIT", "NONOTICE", "MAKEUP", "TOPUP", "NOBLAME", "TOOLATE", "NOSHOW", "GIFT", "BONUS", "UNUSED",
    }
)  # fmt: skip
"""Meanings that a mere notice does not have."""

_ADVERSE: Final = (
    "noway", "closed", "nocash", "stay", "quiet", "unlessall", "tocredit", "donated", "discountoff", "bound", "nofind", "whoever",
    "leftnomatter", "addfee", "bodyfault", "nocome", "shopno", "atmost", "suitoff", "counted", "ourbooks", "boss", "waiver", "hush",
    "rhetoric", "nocooling", "settled", "final", "norest", "noreturn", "waived", "donedeal", "consumeonly", "riseborne", "sendaway",
    "reserve", "nopledge", "mustbear", "selfbear", "inside", "soleway", "offline", "signoff", "noreissue", "breach",
)  # fmt: skip
"""Turns of speech that take something from the buyer."""


def otherwise(sentence: Sentence) -> str | None:
    """The row of wording.toml for a sentence without a finding; None where there is nothing to read in it."""
    if not re.search(r"[\u4e00-\u9fffa-z]", sentence.text):
        return None
    if _is_heading(sentence):
        return "heading"
    if sentence.binds_seller or sentence.quotes_another or _favours(sentence):
        return "favours_buyer"
    return "notice" if _is_notice(sentence) else "unread"


def _is_heading(sentence: Sentence) -> bool:
    title = sentence.text.partition("（")[0].replace("须知", "")
    if any(mark in title for mark in _ORDERS):
        return False
    return _HEADING.fullmatch(sentence.text) is not None or _FORM.fullmatch(sentence.text) is not None


def _favours(sentence: Sentence) -> bool:
    """Grants something or spares a cost, and nothing in it goes the other way."""
    if sentence.says("doubleneg"):
        return True
    return (
        (sentence.says_any("favour", "fair", "grant") or refund_promised(sentence))
        and not _against(sentence)
        and _covered(sentence)
    )


def _covered(sentence: Sentence) -> bool:
    """Is each clause recognised, or does it only say when the rest applies?"""
    places = [place for name in _FAIR for place in sentence.turns(name)]
    for clause in sentence.clauses:
        start, end = clause.start - sentence.start, clause.end - sentence.start
        plain = len(clause.text) <= _SCRAP or clause.is_condition() or bool(clause.asserted("REFUND", denied=False))
        if not plain and not any(place.start < end and place.end > start for place in places):
            return False
    return True


_FAIR: Final = ("favour", "fair", "grant", "facts", "notice")
_SCRAP: Final = 6
"""Characters up to which a clause without a signal may stand beside one that has one."""


def _against(sentence: Sentence) -> bool:
    """Does something in the sentence go against the buyer?"""
    if sentence.says_any(*_ADVERSE) or sentence.says("badword", "punish") or sentence.says("timeup", "gone"):
        return True
    priced = any(amount.kind in ("sum", "share", "discount") for amount in sentence.amounts)
    return priced and sentence.asserts("TAKE", "PAY", "MAKEUP") and not sentence.has("MAXIMUM")


def _is_notice(sentence: Sentence) -> bool:
    """How to come, prepare, look after the skin, get in touch."""
    if sentence.says("harm") and "自行" in sentence.text:
        return False
    if sentence.says("facts") and not _against(sentence):
        return True
    return (
        sentence.says("notice")
        and sentence.concepts.isdisjoint(_RISKY)
        and not _against(sentence)
        and not any(amount.kind in ("sum", "share") for amount in sentence.amounts)
    )
