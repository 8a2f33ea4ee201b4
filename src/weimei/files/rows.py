"""One matter as one line of a table: the quick way in and out.

A row is the JSON of a matter file on one line. The quick way reads sums from texts ("8800.00") or numbers alike: numbers are
kept as the text that was written, so nothing passes through a binary fraction. Whatever the quick way does not take (words
such as 不知道, true for yes, a key written twice, or plain errors) is read again by the way that files are read, which either
takes it or says what is wrong. So a row may say all that a file may, and is refused with the same words.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache
from typing import Any

import msgspec

from weimei.core.assessment.matter import Matter
from weimei.core.errors import DomainError
from weimei.core.facts import When
from weimei.core.money import Fen, currency_digits
from weimei.core.policy.clauses import Clause, Tiers
from weimei.files.checks import check_matter
from weimei.files.load import parse_matter_with_notices, problem_of_row, remark_of
from weimei.files.problems import FileProblem, Remark, in_file_order
from weimei.files.scalars import TEXT_MAX, Wrong, read_amount, read_day
from weimei.files.shapes import Kind, Scalar, record_of
from weimei.files.source import check_size
from weimei.files.writing import plain

QUICK_BYTES_MAX = TEXT_MAX
"""Longer rows take the slow way; in shorter ones no limit of length or number can be passed."""
_C1 = re.compile(rb"\xc2[\x80-\x9f]")
_ESCAPE = re.compile(rb"\\[ubf]")
"""Escapes that may hide a control character: the slow way looks at each."""
_CURRENCY = re.compile(rb'"currency"\s*:\s*"([A-Z]{3})"')
_PERCENT = re.compile(r"([0-9]{1,6})(?:\.([0-9]{1,2}))?")
_SHEET = b'{"weimei.sheet/1":'
"""How a row of a spreadsheet begins (`sheet.MARK`)."""
_UNTYPED: msgspec.json.Decoder[Any] = msgspec.json.Decoder(float_hook=str)
_ENCODER = msgspec.json.Encoder(enc_hook=str)


class _SlowError(ValueError):
    """The quick way does not take this row."""


def decode_row(line: bytes, name: str = "row", number: int = 1) -> Matter:
    """The matter of one row, checked. Raises `FileProblem` with the table's name and the row's number as its line."""
    return decode_row_with_notices(line, name, number)[0]


def decode_row_with_notices(line: bytes, name: str = "row", number: int = 1) -> tuple[Matter, tuple[Remark, ...]]:
    """The matter of one row, and what looks like a slip although it can be assessed."""
    if line.startswith(_SHEET):
        return _of_sheet(line, name, number)
    try:
        matter = _quick(line)
    except (msgspec.MsgspecError, _SlowError, DomainError, RecursionError, UnicodeDecodeError):
        return _slow(line, name, number)
    findings = check_matter(matter, currency_digits(matter.currency))
    if not findings:
        return matter, ()
    problems = [remark_of(one, name, number, None) for one in findings if not one.is_notice]
    if problems:
        raise in_file_order(problems)
    return matter, tuple(remark_of(one, name, number, None) for one in findings)


def _of_sheet(line: bytes, name: str, number: int) -> tuple[Matter, tuple[Remark, ...]]:
    """A row of a spreadsheet; what is wrong is told by its column."""
    from weimei.files.sheet import by_column, in_columns, matter_json, unused

    made = matter_json(line, name, number)
    try:
        matter, notices = decode_row_with_notices(made, name, number)
    except FileProblem as problem:
        raise by_column(problem) from None
    told = unused(line, name, number)
    columns = {one.path for one in told}
    return matter, (*told, *(one for one in in_columns(notices) if one.path not in columns))


def encode_matter_row(matter: Matter) -> bytes:
    """The matter as one line of JSON, without the line feed."""
    return _ENCODER.encode(plain(matter, currency_digits(matter.currency)))


def _slow(line: bytes, name: str, number: int) -> tuple[Matter, tuple[Remark, ...]]:
    try:
        check_size(len(line), name)
        matter, notices = parse_matter_with_notices(line, "row.json")
    except FileProblem as error:
        raise problem_of_row(error, name, number) from None
    return matter, tuple(msgspec.structs.replace(one, file=name, line=number) for one in notices)


def _quick(line: bytes) -> Matter:
    if len(line) > QUICK_BYTES_MAX or (b"\\" in line and _ESCAPE.search(line) is not None):
        raise _SlowError
    if b"\x7f" in line or (b"\xc2" in line and _C1.search(line) is not None):
        raise _SlowError
    value = _UNTYPED.decode(line)
    again = _ENCODER.encode(value)
    if again.count(b":") != line.count(b":"):
        raise _SlowError  # of two equal keys the first is gone
    digits = 2
    if b'"currency"' in line:
        found = _CURRENCY.search(line)
        if found is None:
            raise _SlowError
        digits = currency_digits(found[1].decode())
    if b'percent"' in line or b'basis_points"' in line:
        _respell(value)
    matter = msgspec.convert(value, Matter, dec_hook=_hook(digits))
    _whole_numbers(matter)
    return matter


@cache
def _hook(digits: int) -> Callable[[type, Any], Any]:
    def read(kind: type, value: Any) -> Fen | When:
        found: Fen | When | Wrong | None = None
        if type(value) is str:
            found = read_amount(value, digits) if kind is Fen else read_day(value) if kind is When else None
        elif type(value) is int and kind is Fen:
            found = read_amount(str(value), digits)
        if found is None or type(found) is Wrong:
            raise _SlowError
        return found  # type: ignore[return-value]

    return read


def _respell(value: Any) -> None:
    """Percent to hundredths of a percent, in the terms and promises."""
    if not isinstance(value, dict):
        raise _SlowError
    for holder in (*_dicts(value.get("policies")), *_dicts(value.get("promises"))):
        for clause in (*_dicts(holder.get("clauses")), *_dicts([holder.get("clause")])):
            for record in (clause, *_dicts(clause.get("tiers"))):
                for key in [key for key in record if key.endswith(("percent", "basis_points"))]:
                    _points(record, key)


def _dicts(value: Any) -> list[dict[str, Any]]:
    return [one for one in value if isinstance(one, dict)] if isinstance(value, list) else []


def _points(record: dict[str, Any], key: str) -> None:
    percent = record.pop(key)
    if key.endswith("basis_points") or type(percent) is bool:
        raise _SlowError
    if isinstance(percent, str):
        found = _PERCENT.fullmatch(percent)
        if found is None:
            raise _SlowError
        percent = int(found[1] + (found[2] or "").ljust(2, "0"))
    elif isinstance(percent, int):
        percent *= 100
    record[key.replace("percent", "basis_points")] = percent


@cache
def _numbers_of(cls: type[msgspec.Struct]) -> tuple[tuple[str, int, int], ...]:
    """The whole numbers of a type, with their limits."""
    return tuple(
        (field.name, field.shape.low, field.shape.high)
        for field in record_of(cls).fields.values()
        if isinstance(field.shape, Scalar) and field.shape.kind in (Kind.WHOLE, Kind.PERCENT)
    )


def _within(value: msgspec.Struct) -> None:
    for name, low, high in _numbers_of(type(value)):
        number = getattr(value, name)
        if number is not None and not low <= number <= high:
            raise _SlowError


def _whole_numbers(matter: Matter) -> None:
    """Every whole number within its limits; what is not, is refused in words by the slow way."""
    _within(matter.readings)
    for line in matter.lines:
        _within(line)
        for pack in line.packs:
            _within(pack)
        if line.term is not None:
            _within(line.term)
        if line.deposit is not None:
            _within(line.deposit)
    for layer in matter.layers:
        _within(layer)
    for leg in matter.legs:
        if leg.loan is not None:
            _within(leg.loan)
    for visit in matter.redemptions:
        if not 0 <= visit.units <= 10_000:
            raise _SlowError
    for event in matter.events:
        _within(event)
    for promise in matter.promises:
        _clause_within(promise.clause)
    for policy in matter.policies:
        for clause in policy.clauses:
            _clause_within(clause)


def _clause_within(clause: Clause) -> None:
    _within(clause)
    if isinstance(clause, Tiers):
        for tier in clause.tiers:
            _within(tier)
