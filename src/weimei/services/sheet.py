"""The results of a batch as a spreadsheet: sums in yuan, reasons in words, and no cell that would be run as a formula."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from pathlib import Path

import msgspec

from weimei.core.money import currency_digits, format_amount
from weimei.files.atomic import open_whole
from weimei.files.sheet import guarded
from weimei.services.rows import AmountsRow, BadRow, Ends, Lang

COLUMNS: tuple[tuple[str, str], ...] = (
    ("行", "row"), ("编号", "id"), ("币种", "currency"), ("按哪一天算", "as of"), ("实付", "paid"), ("本金最低", "principal low"),
    ("本金可能", "principal likely"), ("本金最高", "principal high"), ("利息最低", "interest low"), ("利息最高", "interest high"),
    ("合计最低", "total low"), ("合计可能", "total likely"), ("合计最高", "total high"), ("凭什么", "ground"),
    ("现在就该退", "due now"), ("没有价格的", "without a price"), ("草稿", "draft"), ("没有算的原因", "why not assessed"),
    ("提示", "notices"),
)  # fmt: skip
YES = {"zh": ("是", ""), "en": ("yes", "")}
DUE = {"zh": ("是", "要商家同意，或者法院解除合同"), "en": ("yes", "if the clinic agrees or a court ends the contract")}
_ROWS: msgspec.json.Decoder[AmountsRow] = msgspec.json.Decoder(AmountsRow)
_BAD: msgspec.json.Decoder[BadRow] = msgspec.json.Decoder(BadRow)
BATCH = 500


def write_sheet(out: Path, lines: Iterable[bytes], lang: Lang, *, inputs: tuple[Path, ...]) -> None:
    """Rows of amounts as CSV that opens in a spreadsheet: UTF-8 with its mark, lines as Windows ends them."""
    with open_whole(out, inputs=inputs) as stream:
        stream.write(b"\xef\xbb\xbf")
        text = io.StringIO()
        writer = csv.writer(text, lineterminator="\r\n")
        writer.writerow([names[lang == "en"] for names in COLUMNS])
        for number, line in enumerate(lines, 1):
            writer.writerow([guarded(cell) for cell in cells(line, lang)])
            if number % BATCH == 0:
                stream.write(text.getvalue().encode("utf-8"))
                text.seek(0)
                text.truncate()
        stream.write(text.getvalue().encode("utf-8"))


def cells(line: bytes, lang: Lang) -> list[str]:
    """One line of a batch as the cells of a row. A bad row has its number, its id and the reason."""
    from weimei.reports.labels import ground_label

    try:
        row = _ROWS.decode(line)
    except msgspec.ValidationError:
        bad = _BAD.decode(line)
        said = [one.text for one in bad.error.problems] or [bad.error.text]
        return [str(bad.row), bad.matter_id or "", *([""] * (len(COLUMNS) - 4)), " ".join(said), ""]
    digits = currency_digits(row.currency)

    def sum_(minor: int | None) -> str:
        return "" if minor is None else format_amount(minor, digits)

    def likely(ends: Ends) -> str:
        return sum_(ends.likely)

    interest = row.interest
    return [
        str(row.row), row.matter_id, row.currency, row.as_of, sum_(row.paid),
        sum_(row.principal.low), likely(row.principal), sum_(row.principal.high),
        "" if interest is None else sum_(interest.low), "" if interest is None else sum_(interest.high),
        sum_(row.total.low), likely(row.total), sum_(row.total.high), ground_label(row.elected, lang),
        DUE[lang][not row.due], "、".join(row.unpriced), YES[lang][not row.is_draft], "", " ".join(row.notices),
    ]  # fmt: skip
