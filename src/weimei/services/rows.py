"""One row of a batch: a matter's JSON in, one line of JSON out, whatever is wrong with it."""

from __future__ import annotations

import gzip
from datetime import date
from typing import Any, Literal

import msgspec

from weimei.core.errors import DomainError
from weimei.core.law.parameters import Confirmation
from weimei.services.crew import Rows

Mode = Literal["full", "amounts"]
Lang = Literal["zh", "en"]


class Ends(msgspec.Struct, frozen=True):
    """A sum as a range, in whole minor units; `likely` null where a person must decide."""

    low: int
    likely: int | None
    high: int


class AmountsRow(msgspec.Struct, frozen=True, kw_only=True):
    """The sums of one matter. `due`: owed as things stand, not only if the merchant agrees or a court ends the contract.

    `unpriced`: lines that have no price and are left out of the sums. `is_draft`: rests on a value not yet confirmed.
    `notices`: what looks like a slip, in words.
    """

    row: int
    matter_id: str
    currency: str
    as_of: str
    elected: str
    due: bool
    paid: int | None
    principal: Ends
    interest: Ends | None
    expenses: Ends | None
    total: Ends
    unpriced: tuple[str, ...]
    is_draft: bool
    notices: tuple[str, ...] = ()


class RowProblem(msgspec.Struct, frozen=True, omit_defaults=True):
    """One thing that is wrong with a row: the field, what stands there, what should, and the whole in words."""

    code: str
    text: str
    path: str = ""
    found: str = ""
    expected: str = ""
    nearest: str = ""


class RowError(msgspec.Struct, frozen=True):
    """Why a row has no assessment."""

    code: str
    text: str
    problems: tuple[RowProblem, ...] = ()


class BadRow(msgspec.Struct, frozen=True, omit_defaults=True):
    """A row without an assessment, in its own place of the output. `matter_id` where it could be read."""

    row: int
    error: RowError
    matter_id: str | None = None


class Done(msgspec.Struct, frozen=True):
    """A chunk done: its lines, how many rows, how many of them bad, the first few of those in words."""

    data: bytes
    done: int
    bad: int
    noted: tuple[str, ...]


NOTED_MAX = 20


class _Named(msgspec.Struct):
    id: str | None = None


class RowWork(msgspec.Struct, frozen=True, kw_only=True):
    """How every row is to be treated. Sent to the workers."""

    mode: Mode
    as_of: date
    lang: Lang
    name: str
    zipped: bool = False
    confirmations: tuple[Confirmation, ...] = ()

    def start(self) -> None:
        """Read the law once, before the first row, and keep it out of the garbage collector's rounds."""
        import gc

        import weimei.core.assessment.assess
        import weimei.files.results
        import weimei.files.rows  # noqa: F401

        gc.collect()
        gc.freeze()

    def do(self, rows: Rows) -> Done:
        """Every row of a chunk as a line."""
        lines: list[bytes] = []
        noted: list[str] = []
        bad = 0
        for number, line in rows:
            found = self._row(number, line)
            if isinstance(found, BadRow):
                bad += 1
                if len(noted) < NOTED_MAX:
                    noted.append(in_words(found, self.lang))
                found = msgspec.json.encode(found)
            lines.append(found)
        data = b"\n".join(lines) + b"\n"
        if self.zipped:
            data = gzip.compress(data, compresslevel=6, mtime=0)
        return Done(data, len(lines), bad, tuple(noted))

    def lost(self, number: int) -> Done:
        """A row on which the worker process ended twice."""
        zh = "算这一行的进程两次中途退出，多半是内存不够。单独用 weimei assess 试这一行。"
        en = "The process that worked on this row ended twice, probably for want of memory. Try the row alone with weimei assess."
        row = BadRow(number, RowError("batch.row_lost", zh if self.lang == "zh" else en))
        data = msgspec.json.encode(row) + b"\n"
        return Done(
            gzip.compress(data, compresslevel=6, mtime=0) if self.zipped else data, 1, 1, (in_words(row, self.lang),)
        )

    def join(self, parts: list[Done]) -> Done:
        """A chunk that was done in parts."""
        noted = tuple(note for part in parts for note in part.noted)[:NOTED_MAX]
        return Done(b"".join(part.data for part in parts), sum(p.done for p in parts), sum(p.bad for p in parts), noted)

    def _row(self, number: int, line: bytes) -> bytes | BadRow:
        from weimei.files.problems import FileProblem
        from weimei.files.rows import decode_row_with_notices

        try:
            matter, notices = decode_row_with_notices(line, self.name, number)
            if self.mode == "amounts":
                row = amounts_row(matter, self.as_of, number, self.confirmations)
                said = tuple(
                    msgspec.structs.replace(one, file=one.path, path="", line=None, column=None).text(self.lang)
                    for one in notices
                )
                return _encode(msgspec.structs.replace(row, notices=said) if said else row)
            return _full(matter, self.as_of, number, self.confirmations)
        except FileProblem as problem:
            error = _file_error(problem, self.lang)
        except DomainError as problem:
            error = RowError(problem.code, str(problem))
        except Exception as fault:  # noqa: BLE001  # a fault of ours in one row must not lose the others
            error = _our_fault(fault, self.lang)
        return BadRow(number, error, _id_of(line))


def _encode(value: msgspec.Struct) -> bytes:
    from weimei.files.results import ENCODER

    return ENCODER.encode(value)


def _full(matter: Any, at: date, number: int, confirmations: tuple[Confirmation, ...]) -> bytes:
    from weimei.core.assessment.assess import assess
    from weimei.files.results import assessment_row

    return b'{"row":%d,%b' % (number, assessment_row(assess(matter, at, confirmations))[1:])


def amounts_row(matter: Any, at: date, number: int, confirmations: tuple[Confirmation, ...] = ()) -> AmountsRow:
    """The sums of one matter without their derivations."""
    from weimei.core.assessment.assess import elect
    from weimei.core.assessment.grounds import candidates
    from weimei.core.assessment.heads import capped
    from weimei.core.assessment.interest import rates
    from weimei.core.assessment.judge import court

    found = court(matter, at, trace=False, confirmations=confirmations)
    elected = elect(found, candidates(found))
    heads, _ = capped(elected.heads, found.ctx)
    paid = [part.paid for part in found.parts]
    stated = sum(leg.amount for leg in matter.legs) if matter.legs else None
    used = (
        [rate for column in elected.columns for rate in rates(column, found.terms, found.ctx)] if heads.interest else []
    )
    return AmountsRow(
        row=number,
        matter_id=matter.id,
        currency=matter.currency,
        as_of=at.isoformat(),
        elected=elected.id,
        due=elected.due,
        paid=stated if stated is not None else None if None in paid else sum(p for p in paid if p is not None),
        principal=_ends(heads.principal),
        interest=_ends(heads.interest) if heads.interest is not None else None,
        expenses=_ends(heads.expenses) if heads.expenses is not None else None,
        total=_ends(heads.total),
        unpriced=tuple(p.line.id for p in found.parts if p.paid is None and p.line.balance is None),
        is_draft=any(rate.unverified for rate in used),
    )


def _ends(spread: Any) -> Ends:
    return Ends(int(spread.low), None if spread.likely is None else int(spread.likely), int(spread.high))


def _file_error(problem: Any, lang: Lang) -> RowError:
    from weimei.files.messages import messages
    from weimei.files.problems import shown

    problems = []
    for one in problem.problems:
        expected = messages()[one.code][lang].expected.format(**{"found": shown(one.found), **one.args})
        problems.append(RowProblem(one.code, one.text(lang), one.path, shown(one.found), expected, one.nearest))
    return RowError(problems[0].code, problem.text(lang), tuple(problems))


def _our_fault(fault: Exception, lang: Lang) -> RowError:
    detail = f"{type(fault).__name__}: {fault}"
    if lang == "zh":
        return RowError("batch.fault", f"程序出错（{detail}），这一行没有算。请把这一行和这句话告诉我们。")
    return RowError(
        "batch.fault", f"The program failed ({detail}); this row was not assessed. Please report the row and this."
    )


def _id_of(line: bytes) -> str | None:
    from weimei.files.sheet import MARK, id_of

    try:
        if line.startswith(MARK):
            return id_of(line)
        return msgspec.json.decode(line, type=_Named).id
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
        return None


def in_words(bad: BadRow, lang: Lang) -> str:
    """A bad row on one line for people: its number, its id, and what is wrong."""
    from weimei.files.problems import shown

    id_ = shown(bad.matter_id or "")
    name = f"（{id_}）" if id_ and lang == "zh" else f" ({id_})" if id_ else ""
    first = bad.error.problems[0].text if bad.error.problems else bad.error.text
    more = len(bad.error.problems) - 1
    if lang == "zh":
        return f"第{bad.row}行{name}：{first}" + (f"还有{more}处。" if more > 0 else "")
    return f"row {bad.row}{name}: {first}" + (f" And {more} more." if more > 0 else "")
