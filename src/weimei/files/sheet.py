"""One matter as one row of a spreadsheet: which columns there are, what may stand in them, and the matter that they make.

A sheet is for the common case: one thing bought, one payment, one event, one term. What does not fit goes into a matter file.
Every row is a medical-aesthetics purchase. An empty cell, or 不知道, is not known; nothing is filled in for it.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Mapping
from typing import Any, NamedTuple, get_args

import msgspec

from weimei.core.assessment import answers
from weimei.core.errors import DomainError
from weimei.core.facts import MERCHANT_KINDS, EventKind
from weimei.core.facts.money import Rail
from weimei.core.money import format_amount
from weimei.files.problems import FileProblem, Remark
from weimei.files.scalars import Wrong, day_meant, nearest_word, percent_text, read_amount, read_day
from weimei.files.shapes import ANSWERS, UNKNOWN_WORDS
from weimei.files.tree import path_text

MARK = b'{"weimei.sheet/1":'
"""How a row of a sheet begins on its way to whoever assesses it."""
Path = tuple[str | int, ...]
LINE: Path = ("lines", 0)
LEG: Path = ("legs", 0)
EVENT: Path = ("events", 0)
CLAUSE: Path = ("policies", 0, "clauses", 0)

PLANS = {"次卡": "sessions", "储值卡": "stored_value", "期限卡": "term", "单次": "single", "疗程": "programme"}
RAILS: dict[str, Rail] = {
    "微信": "wechat_pay", "支付宝": "alipay", "抖音": "douyin_pay", "银行卡": "card", "转账": "bank", "现金": "cash",
    "分期": "loan", "礼品卡": "gift_card", "余额": "balance",
}  # fmt: skip
EVENTS: dict[str, EventKind] = {
    "不想做了": "change_of_mind", "身体原因": "health_change", "怀孕": "pregnancy", "自己搬家": "move_of_consumer",
    "门店搬走": "relocated", "门店关了": "closed", "跑路": "absconded", "停止服务": "service_stopped", "约不上": "booking_refused",
    "换了人": "staff_changed", "效果不对": "quality_complaint", "受伤": "injury", "没有资质": "unlicensed",
    "说的是假的": "false_claim", "换了产品": "product_swapped", "涨价": "price_raised", "商家同意退": "merchant_agreed",
}  # fmt: skip
REASONS = {
    "change_of_mind": "personal", "move_of_consumer": "personal", "health_change": "health", "pregnancy": "health",
    "false_claim": "fraud",
}  # fmt: skip
DONE = {"没做": "none", "一部分": "part", "全做了": "all"}
BASES = {"总价": "price", "没做的": "unused"}


def _text(cell: str) -> str:
    return answers.words(cell)


def _word(words: Mapping[str, str], others: tuple[str, ...] = ()) -> Callable[[str], str | Wrong]:
    known = {**words, **{word: word for word in (*words.values(), *others)}}

    def read(cell: str) -> str | Wrong:
        if cell in known:
            return str(known[cell])
        near = nearest_word(cell, list(known))
        near = next((word for word, code in words.items() if code == near), near)
        return Wrong("value.word", near, {"words": "、".join(words)})

    return read


def _answer(cell: str) -> str | Wrong:
    found = {**ANSWERS, "有": "yes", "没有": "no"}.get(cell.lower())
    return Wrong("value.answer", nearest_word(cell, ("yes", "no", "unknown"))) if found is None else found


def _amount(cell: str) -> str | Wrong:
    try:
        return format_amount(answers.amount(cell, 2))
    except DomainError:
        found = read_amount(cell, 2)
        return found if isinstance(found, Wrong) else format_amount(found)


def _count(cell: str) -> int | Wrong:
    whole, point, rest = cell.partition(".")
    try:
        return answers.count(whole if point and not rest.strip("0") else cell)
    except DomainError as problem:
        if problem.code == "interview.count_large":
            return Wrong("whole.range", args={"low": "0", "high": f"{answers.COUNT_MAX:,}"})
        return Wrong("whole.form")


def _percent(cell: str) -> str | Wrong:
    try:
        return percent_text(answers.percent(cell))
    except DomainError as problem:
        if problem.code == "interview.percent_large":
            return Wrong("percent.range", args={"low": "0", "high": "100"})
        return Wrong("percent.form")


def _day(cell: str) -> str | Wrong:
    found = read_day(cell)
    if isinstance(found, Wrong):
        meant = day_meant(cell)
        again = read_day(meant) if meant else found
        return found if isinstance(again, Wrong) else str(again)[:10]
    return str(found)


class Column(NamedTuple):
    """One column: its names in a header, where it goes in a matter, how a cell is read, and what it is, in words."""

    key: str
    zh: str
    path: Path
    read: Callable[[str], str | int | Wrong]
    said: tuple[str, str]


COLUMNS: tuple[Column, ...] = (
    Column("id", "编号", ("id",), _text, ("你自己的编号，必填", "your own number; must be there")),
    Column("plan", "卖法", (*LINE, "plan"), _word(PLANS), ("必填：" + "、".join(PLANS), "must be there")),
    Column("name", "项目", (*LINE, "name"), _text, ("随便写，自己认得就行", "any words")),
    Column("price", "价格", (*LINE, "price"), _amount, ("元；不写就是实付", "yuan; left out, what was paid")),
    Column("paid", "实付", (*LEG, "amount"), _amount, ("一共付了多少元，分期的本金也算", "yuan, a loan's principal too")),
    Column("rail", "付款方式", (*LEG, "rail"), _word(RAILS), ("、".join(RAILS), "how it was paid")),
    Column("paid_on", "付款日期", (*LEG, "paid_on"), _day, ("也当作下单那天", "also taken as the day of the order")),
    Column("livestream", "直播间", ("contract", "livestream"), _answer, ("直播间买的吗：是、否", "bought in a livestream")),
    Column("units", "次数", (*LINE, "units"), _count, ("次卡：买了几次，不算送的", "sessions bought")),
    Column("free_units", "赠送次数", (*LINE, "free_units"), _count, ("次卡：送了几次一样的", "the same, free")),
    Column("used", "已用次数", (*LINE, "used"), _count, ("次卡：做了几次，送的也算", "sessions done, free ones too")),
    Column("bonus", "赠送额度", (*LINE, "bonus"), _amount, ("储值卡：充值送了多少元", "credit on top")),
    Column("used_value", "已扣金额", (*LINE, "used_value"), _amount, ("储值卡：一共扣了多少元", "charged to the card")),
    Column("performed", "做了多少", (*LINE, "performed"), _word(DONE), ("单次、疗程：" + "、".join(DONE), "how much was done")),
    Column("term_start", "开始日期", (*LINE, "term", "start"), _day, ("期限卡：从哪天起能用", "first day of a term")),
    Column("term_months", "月数", (*LINE, "term", "months"), _count, ("期限卡：几个月", "months of a term")),
    Column("list_price", "原价", (*LINE, "list_price", "amount"), _amount, ("次卡写单次的，别的写整套的", "before discount")),
    Column("list_price_shown", "原价写明", (*LINE, "list_price", "shown"), _answer, ("买时看得到吗：是、否", "was it shown")),
    Column("event", "事由", (*EVENT, "kind"), _word(EVENTS, get_args(EventKind)), ("、".join(EVENTS), "what happened")),
    Column("event_on", "事由日期", (*EVENT, "on"), _day, ("那件事是哪天", "when it happened")),
    Column("proved", "有证据", (*EVENT, "proved"), _answer, ("那件事拿得出证明吗：是、否", "can it be shown")),
    Column("asked_on", "申请日期", ("request", "asked_on"), _day, ("哪天提出退款", "when money was asked back")),
    Column("arrived_on", "送达日期", ("request", "arrived_on"), _day, ("商家哪天收到，要能证明", "when that arrived")),
    Column("penalty_percent", "扣款比例", (*CLAUSE, "percent"), _percent, ("印好的条款写的，如30", "of a printed term")),
    Column("penalty_base", "扣款按", (*CLAUSE, "base"), _word(BASES), ("、".join(BASES), "price or unused")),
    Column("pointed_out", "提醒过", (*CLAUSE, "flagged"), _answer, ("那条条款提醒过顾客吗：是、否", "was it pointed out")),
)  # fmt: skip
BY_KEY = {column.key: column for column in COLUMNS}
BY_PATH = {column.path: column for column in COLUMNS}
NAMES = {name: column.key for column in COLUMNS for name in (column.key, column.zh)}
NEEDED = ("id", "plan")
GOES_WITH = {"rail": "paid", "event_on": "event", "penalty_base": "penalty_percent"}
"""A cell that says nothing without another one."""
ONLY_FOR = {
    "units": ("sessions",), "free_units": ("sessions",), "used": ("sessions",), "bonus": ("stored_value",),
    "used_value": ("stored_value",), "performed": ("single", "programme"), "term_start": ("term",), "term_months": ("term",),
}  # fmt: skip
"""Cells that count for some plans alone."""
NOTHING = frozenset({"0", "0.0", "0.00", *UNKNOWN_WORDS, *answers.NOT_KNOWN})
_KEPT: msgspec.json.Decoder[Any] = msgspec.json.Decoder()


def keys_of(header: list[str], file: str, line: int) -> list[str]:
    """The columns of a header by their keys, "" for an empty cell. Raises FileProblem for one that is not known, or missing."""
    keys: list[str] = []
    problems: list[Remark] = []
    for place, cell in enumerate(header, 1):
        name = unicodedata.normalize("NFKC", cell).strip().lower()
        key = NAMES.get(name, "")
        if name and not key:
            near = nearest_word(name, list(NAMES))
            problems.append(_remark("sheet.column", file, line, found=cell.strip(), nearest=near, place=str(place)))
        elif key and key in keys:
            problems.append(_remark("sheet.twice", file, line, found=cell.strip(), place=str(place)))
        keys.append(key)
    if not problems:
        missing = [BY_KEY[key].zh for key in NEEDED if key not in keys]
        problems += [_remark("sheet.missing", file, line, found=zh) for zh in missing]
    if problems:
        raise FileProblem(tuple(problems[:20]), left_out=max(0, len(problems) - 20))
    return keys


def _remark(
    code: str, file: str, line: int, *, found: str = "", nearest: str = "", path: str = "", **args: str
) -> Remark:
    return Remark(code=code, file=file, line=line, path=path, found=found, nearest=nearest, args=args)


def packed(keys: list[str], cells: list[str]) -> bytes:
    """The cells of one row on their way to `matter_json`. `beyond`: the first filled cell under no name."""
    row = {key: text for key, cell in zip(keys, cells, strict=False) if key and (text := cell.strip())}
    beyond = next((n for n, cell in enumerate(cells, 1) if cell.strip() and (n > len(keys) or not keys[n - 1])), 0)
    return MARK + msgspec.json.encode([row, beyond]) + b"}"


def broken(why: str) -> bytes:
    """A row whose quotation marks do not fit, or that is too long, in the place of its cells."""
    return MARK + msgspec.json.encode(why) + b"}"


def id_of(line: bytes) -> str | None:
    """The id of a packed row, where it has one."""
    found = _KEPT.decode(line)["weimei.sheet/1"]
    return answers.words(found[0].get("id", "")) or None if isinstance(found, list) else None


def matter_json(line: bytes, file: str, number: int) -> bytes:
    """A packed row as the JSON of a matter. Raises FileProblem that names row and column."""
    found = _KEPT.decode(line)["weimei.sheet/1"]
    if isinstance(found, str):
        raise FileProblem.of(_remark(found, file, number))
    row, beyond = found
    if beyond:
        raise FileProblem.of(_remark("sheet.beyond", file, number, place=str(beyond)))
    problems = [_remark("sheet.empty", file, number, path=BY_KEY[key].zh) for key in NEEDED if key not in row]
    values: dict[str, str | int] = {}
    for key, cell in row.items():
        if cell in UNKNOWN_WORDS or cell.lower() in answers.NOT_KNOWN:
            continue
        value = BY_KEY[key].read(cell)
        if isinstance(value, Wrong):
            near, args = value.nearest, value.args
            problems.append(
                Remark(
                    code=_CODES.get(value.code, value.code),
                    file=file,
                    line=number,
                    path=BY_KEY[key].zh,
                    found=cell,
                    nearest=near,
                    args=args,
                )
            )
        else:
            values[key] = value
    for key, other in GOES_WITH.items():
        if key in values and other not in row:
            of = BY_KEY[other].zh
            problems.append(_remark("sheet.alone", file, number, path=BY_KEY[key].zh, found=row[key], other=of))
    if problems:
        raise FileProblem(tuple(problems))
    return msgspec.json.encode(_matter(values))


def _matter(values: dict[str, str | int]) -> dict[str, Any]:
    """The keys of a matter, from the cells that are known. What goes with a part that is not there is left out."""
    matter: dict[str, Any] = {"contract": {"medical_aesthetics": "yes"}, "lines": [{"id": "L1"}]}
    if "paid" in values:
        matter["legs"] = [{"id": "p1"}]
        values.setdefault("price", values["paid"])
    if "event" in values:
        matter["events"] = [{}]
        kind = str(values["event"])
        theirs = kind in MERCHANT_KINDS or kind == "staff_changed"
        matter["request"] = {"reason": REASONS.get(kind, "merchant" if theirs else "unknown")}
    if "penalty_percent" in values:
        clause = {"clause": "penalty_percent", "standard_form": "yes"}
        matter["policies"] = [{"id": "terms", "by": "merchant", "clauses": [clause]}]
    for key, value in values.items():
        path = BY_KEY[key].path
        if path[0] not in ("legs", "events", "policies") or path[0] in matter:
            _put(matter, path, value)
    if "paid_on" in values:
        matter["contract"]["formed_on"] = values["paid_on"]
    return matter


def _put(matter: dict[str, Any], path: Path, value: str | int) -> None:
    at: Any = matter
    for step in path[:-1]:
        at = at.setdefault(step, {}) if isinstance(step, str) and isinstance(at, dict) else at[step]
    at[path[-1]] = value


def unused(line: bytes, file: str, number: int) -> tuple[Remark, ...]:
    """Notices of a packed row: filled cells that its plan has no use for."""
    row, _ = _KEPT.decode(line)["weimei.sheet/1"]
    plan = PLANS.get(row.get("plan", ""), row.get("plan", ""))
    named = next((zh for zh, code in PLANS.items() if code == plan), plan)
    return tuple(
        _remark("sheet.unused", file, number, path=BY_KEY[key].zh, found=cell, plan=named)
        for key, cell in row.items()
        if plan not in ONLY_FOR.get(key, (plan,)) and cell not in NOTHING
    )


_NAMES = {path_text(column.path): column.zh for column in COLUMNS} | {
    "contract.formed_on": BY_KEY["paid_on"].zh, "legs": BY_KEY["paid"].zh, "lines[0].term": BY_KEY["term_start"].zh,
    "request": BY_KEY["event"].zh, "request.reason": BY_KEY["event"].zh, "events[0]": BY_KEY["event"].zh,
}  # fmt: skip
_CODES = {
    "amount.negative": "sheet.negative", "sum.legs": "sheet.paid_more", "sum.legs_less": "sheet.paid_less",
    "count.used": "sheet.used",
}  # fmt: skip
"""What is said otherwise of a sheet, which has no such fields as the general words name."""


def by_column(problem: FileProblem) -> FileProblem:
    """The same problems with the column in the place of the field, in the words of a sheet."""
    return FileProblem(in_columns(problem.problems), left_out=problem.left_out)


def in_columns(remarks: tuple[Remark, ...]) -> tuple[Remark, ...]:
    """Remarks of a matter as remarks of the row from which it was made: no place within the line that carried it."""
    return tuple(
        msgspec.structs.replace(
            one, path=_NAMES.get(one.path, one.path), code=_CODES.get(one.code, one.code), column=None
        )
        for one in remarks
    )


def guarded(text: str) -> str:
    """A text as a cell that no spreadsheet runs as a formula and no terminal obeys.

    A quotation mark goes before =, +, - and @, also behind spaces and what cannot be seen; control characters and those that
    turn the direction of writing are spelled out.

    >>> guarded("=1+1"), guarded("李-1"), guarded("a\\x1b[31m")
    ("'=1+1", '李-1', 'a\\\\x1b[31m')
    """
    seen = next((letter for letter in text if not letter.isspace() and not _is_hidden(letter)), "")
    spelled = text if text.isprintable() else "".join(ascii(c)[1:-1] if _is_hidden(c) else c for c in text)
    is_risky = unicodedata.normalize("NFKC", seen)[:1] in ("=", "+", "-", "@") or text[:1] in ("\t", "\r", "\n")
    return f"'{spelled}" if is_risky else spelled


def _is_hidden(letter: str) -> bool:
    """Control and format characters, half surrogates, separators of lines."""
    return unicodedata.category(letter) in ("Cc", "Cf", "Cs", "Zl", "Zp")
