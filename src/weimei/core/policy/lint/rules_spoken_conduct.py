"""Heads 4 to 6 and the rest of 7 in plain speech: what the seller does alone, disowns, forbids or decides."""

import re
from collections.abc import Iterator
from typing import Final

from weimei.core.policy.lint.frames import Sentence
from weimei.core.policy.lint.hits import Field, Hit, Rule, exits
from weimei.core.policy.lint.rules_other import LONG_ABSENCE
from weimei.core.policy.lint.spoken import given, over


def another_hand(sentence: Sentence) -> Iterator[Hit]:
    """Who or what comes instead is the seller's affair, or costs more."""
    if given(sentence) or sentence.says("askfirst") or sentence.asserts("REFUND", denied=True):
        return
    swap: dict[str, Field] = {"clause": "staff_swap_reserved"}
    alone: dict[str, Field] = {"clause": "unilateral_change"}
    if sentence.says("leftnomatter") and not sentence.says("ownright"):
        yield over(sentence, "staff_swap", "leftnomatter", fields=swap)
    elif sentence.says("whoever") and (sentence.has("STAFF") or sentence.says("promisedwho")):
        yield over(sentence, "staff_swap", "whoever", fields=swap)
    elif (
        sentence.says("sick", "standby")
        and not sentence.has("EXIT")
        and not any(w in sentence.text for w in ("不会换", "不换", "不用换"))
    ):
        person = sentence.has("STAFF") and not any(
            word in sentence.text for word in ("针剂", "产品", "仪器", "药", "国产", "设备")
        )
        yield over(
            sentence, "staff_swap" if person else "unilateral_change", "standby", fields=swap if person else alone
        )
    elif sentence.says("renew", "payup") and sentence.says("things") and not sentence.has("TRANSFER"):
        if not any(word in sentence.text for word in ("不用", "不补", "不加", "无需", "要求", "自愿", "选择", "想")):
            yield over(sentence, "changed_at_a_price", "renew", "payup", fields=alone)
    elif sentence.says("byshop", "things") and not sentence.has("LAW", "FIXEDSOURCE", "REFUND"):
        yield over(sentence, "published_prevails", "byshop", fields=alone)
    elif sentence.says("season", "payup") and not any(word in sentence.text for word in ("不补", "不加", "不用")):
        yield over(sentence, "changed_at_a_price", "season", "payup", fields=alone)
    elif sentence.says("decides", "lessthan"):
        yield over(sentence, "unilateral_change", "decides", "lessthan", fields=alone)
    elif sentence.says("nopledge"):
        yield over(sentence, "unilateral_change", "nopledge", fields=alone)
    elif sentence.says("riseborne"):
        yield over(sentence, "price_raised", "riseborne", fields=alone)
    elif sentence.says("sendaway"):
        yield over(sentence, "moved", "sendaway", fields=alone)
    elif sentence.says("reserve"):
        yield over(sentence, "unilateral_change", "reserve", fields=alone)
    elif sentence.says("follow") and not sentence.says("ownright"):
        yield over(sentence, "moved", "follow", fields=alone)
    elif sentence.says("addfee") and sentence.says_any("olduser", "moveplace"):
        yield over(sentence, "changed_at_a_price", "addfee", fields=alone)


def harm_disowned(sentence: Sentence) -> Iterator[Hit]:
    """What goes wrong is the buyer's own affair."""
    if sentence.has("FORCE", "LAW") or sentence.says("lost"):
        return
    fields: dict[str, Field] = {"clause": "liability_waiver"}
    if sentence.says("minor", "shopno"):
        yield over(sentence, "minor_waiver", "minor", "shopno", fields=fields)
    elif sentence.says("harm") and sentence.says_any("bodyfault", "nocome", "shopno") and not _seller_cares(sentence):
        name = next(one for one in ("nocome", "shopno", "bodyfault") if sentence.says(one))
        if name != "bodyfault" or not sentence.asserts("LIAB"):
            yield over(sentence, "liability_waiver", "harm", name, fields=fields)
    elif (
        sentence.says("harm", "selfbear")
        and not sentence.has("APPRAISE", "CARD")
        and not _seller_cares(sentence)
        and not _SELF_HELP.search(sentence.text)
    ):
        yield over(sentence, "liability_waiver", "harm", "selfbear", fields=fields)
    elif sentence.says("mustbear") and not _seller_cares(sentence):
        yield over(sentence, "liability_waiver", "mustbear", fields=fields)
    elif sentence.says("atmost") and sentence.says_any("ourfault", "harm", "dispute"):
        yield over(sentence, "liability_cap", "atmost", fields=fields)


_SELF_HELP: Final = re.compile("(?:不要|请勿|别|勿|不用|无需)自|检测|鉴定")
"""请不要自行处理 is advice and puts nothing on the buyer; who pays for a test belongs to the path of a dispute."""


def _seller_cares(sentence: Sentence) -> bool:
    """随时来找我们, 复诊免费: the seller stays answerable."""
    return any(
        word in sentence.text
        for word in (
            "来找我们",
            "联系我们",
            "联系医生",
            "复诊免费",
            "免费复诊",
            "我们负责",
            "由我们",
            "我们出",
            "我们赔",
            "我们承担",
            "依法赔偿",
            "免费修复",
        )
    ) and not sentence.says("nocome")


def path_closed(sentence: Sentence) -> Iterator[Hit]:
    """No court, only the seller's own body, or only the court next to the seller."""
    fields: dict[str, Field] = {"clause": "dispute_cost"}
    if sentence.says("suitoff") and not sentence.has("MERCHANT", "MAY") and not sentence.says("ask"):
        yield over(sentence, "suit_barred", "suitoff", fields=fields)
    elif sentence.says("suit", "place") and not any(
        word in sentence.text for word in ("也可以", "也可", "您所在", "住所地或")
    ):
        yield over(sentence, "court_choice", "suit", "place", fields={"clause": "court_choice"})
    elif sentence.says("inside") and not sentence.says("ask"):
        yield over(sentence, "suit_barred", "inside", fields=fields)
    elif sentence.says("soleway", "dispute"):
        yield over(sentence, "suit_barred", "soleway", fields=fields)
    elif sentence.says("inperson", "offline", "dispute"):
        yield over(sentence, "dispute_cost", "inperson", "offline", fields=fields)
    elif sentence.says("paygate", "hear", "dispute"):
        yield over(sentence, "dispute_cost", "paygate", "hear", fields=fields)
    elif sentence.says("place", "dispute", "settle", "onlyway"):
        yield over(sentence, "court_choice", "place", fields={"clause": "court_choice"})
    elif sentence.says("inner", "finalsay") and sentence.has("DISPUTE", "COMPLAIN", "OBJECTION"):
        yield over(sentence, "suit_barred", "inner", "finalsay", fields=fields)


def speech_punished(sentence: Sentence) -> Iterator[Hit]:
    """Whoever speaks badly of the shop loses what was paid for."""
    if sentence.says("hush") and not sentence.has("MAY"):
        yield over(sentence, "review_waiver", "hush", fields={"clause": "review_waiver"})
        return
    bad, punished = sentence.turn("badword"), sentence.turn("punish")
    if not bad or not punished or punished.start < bad.start or not sentence.says("afterward"):
        return
    if any(word in sentence.text for word in ("不会", "没关系", "不影响", "也不", "照样", "不因")):
        return
    yield over(sentence, "review_waiver", "badword", "punish", fields={"clause": "review_waiver"})


def visit_counted(sentence: Sentence) -> Iterator[Hit]:
    """Who did not come has used a session up."""
    if sentence.has("UNLIMITED") or any(
        word in sentence.text for word in ("不扣", "不算", "不另算", "不会算", "不影响", "不计", "保留")
    ):
        return
    absent, counted = sentence.turn("absent"), sentence.turn("counted")
    if (
        absent
        and counted
        and absent.start < counted.start
        and not any(a.kind == "period" and a.value >= LONG_ABSENCE for a in sentence.amounts)
    ):
        yield over(sentence, "visit_missed", "absent", "counted", fields={"clause": "missed_visit"})


def own_books(sentence: Sentence) -> Iterator[Hit]:
    """Only the seller's books, or the seller's word, count."""
    if "双方" in sentence.text or sentence.asserts("PREVAIL", denied=True):
        return
    if sentence.says("ourbooks", "books") and not sentence.has("FIXEDSOURCE"):
        yield over(sentence, "records_prevail", "ourbooks", fields={"clause": "records_prevail"})
    elif sentence.says("boss", "terms") and not sentence.has("LAW", "STAFF") and not exits(sentence):
        yield over(sentence, "final_interpretation", "boss", fields={"clause": "final_interpretation"})


def pictures_taken(sentence: Sentence) -> Iterator[Hit]:
    """Pictures go on the seller's channels, and to come is to agree."""
    if sentence.says("photo", "show", "agreed") and not sentence.says("ask"):
        yield over(sentence, "portrait_use", "photo", "show", fields={"clause": "portrait_use"})


def assent_deemed(sentence: Sentence) -> Iterator[Hit]:
    """付款即视为同意: whether terms that were not shown became part of the contract is another question."""
    if sentence.says("assent") and not sentence.has("PORTRAIT", "WAIVE", "REFUND", "HARM"):
        yield over(sentence, "assent_deemed", "assent", fields={})


RULES = tuple(
    Rule(rule)
    for rule in (
        another_hand, harm_disowned, path_closed, speech_punished, visit_counted, own_books, pictures_taken, assent_deemed,
    )
)  # fmt: skip
