"""A spreadsheet as a table of matters: encodings, rows as the spreadsheet counts them, cells as people fill them."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from weimei.core.assessment.matter import Matter
from weimei.core.facts import Event, Leg
from weimei.core.money import Fen
from weimei.core.policy.clauses import PenaltyPercent
from weimei.files import FileProblem, decode_row, load_matter, read_rows
from weimei.files.rows import decode_row_with_notices
from weimei.files.sheet import COLUMNS, guarded, packed
from weimei.files.sheet_reading import LINE_MAX, encoding_of

ROOT = Path(__file__).resolve().parents[2]
PAGE = ROOT / "docs" / "howto" / "from-a-spreadsheet.md"
EXAMPLE = ROOT / "examples" / "sheet.csv"


def rows(path: Path) -> list[tuple[int, bytes]]:
    return [row for chunk in read_rows(path) for row in chunk]


def sheet(folder: Path, text: str, encoding: str = "utf-8") -> Path:
    path = folder / "s.csv"
    path.write_bytes(text.encode(encoding))
    return path


def matter(**cells: str) -> Matter:
    """The matter of one row with these cells."""
    row = {"id": "a", "plan": "次卡"} | cells
    return decode_row(packed(list(row), list(row.values())), "s.csv", 2)


def refused(**cells: str) -> tuple[str, str]:
    """Code and column with which a row is refused."""
    with pytest.raises(FileProblem) as caught:
        matter(**cells)
    return caught.value.problems[0].code, caught.value.problems[0].path


def header_refused(folder: Path, text: str) -> list[str]:
    with pytest.raises(FileProblem) as caught:
        rows(sheet(folder, text))
    return [problem.code for problem in caught.value.problems]


# --- the file -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gbk", "gb18030"])
def test_a_sheet_is_read_as_chinese_programs_save_it(tmp_path: Path, encoding: str):
    (row,) = rows(sheet(tmp_path, "编号,卖法,项目\r\n一,次卡,光子嫩肤\r\n", encoding))

    assert decode_row(row[1]).lines[0].name == "光子嫩肤"


def test_utf_8_with_one_bad_byte_is_not_taken_for_gbk(tmp_path: Path):
    path = tmp_path / "s.csv"
    path.write_bytes("编号,卖法\n一,次".encode() + b"\xff\xfe")

    with pytest.raises(FileProblem, match="neither UTF-8 nor GBK"):
        encoding_of(path)


def test_an_encoding_is_told_also_where_a_letter_is_cut_by_the_end_of_a_block(tmp_path: Path):
    text = "id,plan,name\n" + "".join(f"{n},次卡,{'光子嫩肤' * 30}\n" for n in range(2000))

    assert encoding_of(sheet(tmp_path, text)) == "utf-8-sig"
    assert encoding_of(sheet(tmp_path, text, "gbk")) == "gb18030"


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be"])
def test_utf_16_is_refused_in_words(tmp_path: Path, encoding: str):
    with pytest.raises(FileProblem) as caught:
        rows(sheet(tmp_path, "编号,卖法\n1,次卡\n", encoding))
    assert caught.value.problems[0].code == "file.utf16"


@pytest.mark.parametrize("separator", [",", "\t", ";"])
def test_the_separator_is_that_of_the_header(tmp_path: Path, separator: str):
    text = "\n".join([separator.join(("id", "plan", "paid")), separator.join(("a", "次卡", "100"))])

    assert decode_row(rows(sheet(tmp_path, text))[0][1]).lines[0].price == 10_000


def test_rows_have_the_numbers_that_the_spreadsheet_shows(tmp_path: Path):
    text = '编号,卖法,项目\na,次卡,"光\n子\r\n嫩肤"\n\n,,\nb,次卡,"说""好"""\n'
    found = rows(sheet(tmp_path, text))

    assert [number for number, _ in found] == [2, 5]
    assert [decode_row(line).id for _, line in found] == ["a", "b"]
    assert decode_row(found[1][1]).lines[0].name == '说"好"'


@pytest.mark.parametrize(
    ("bad", "code"),
    [
        ('b,次卡,"open', "sheet.quote"),
        ('b,次卡,"x"y', "sheet.quote"),
        ("b,次卡," + "x" * LINE_MAX, "sheet.cell_long"),
        ('b,次卡,"' + "\n" * 300, "sheet.long"),
    ],
)
def test_a_row_that_cannot_be_read_loses_no_other(tmp_path: Path, bad: str, code: str):
    found = rows(sheet(tmp_path, f"编号,卖法,项目\na,次卡,x\n{bad}\nc,次卡,x\n"))

    assert [number for number, _ in found][:2] == [2, 3]
    with pytest.raises(FileProblem) as caught:
        decode_row(found[1][1], "s.csv", 3)
    assert (caught.value.problems[0].code, caught.value.problems[0].line) == (code, 3)
    assert [decode_row(line).id for _, line in (found[0], found[-1])] == ["a", "c"]


@pytest.mark.parametrize("end", ["\n", "\r\n"])
@pytest.mark.parametrize("lines", [201, 450, 30_000])
def test_text_within_a_long_cell_is_never_taken_for_rows(tmp_path: Path, lines: int, end: str):
    cell = f"备注{end}" * lines + f'""好""{end}Z-9,次卡,99999{end}'
    found = rows(sheet(tmp_path, f'编号,卖法,项目,实付{end}b,次卡,"{cell}","1{end}"{end}c,次卡,x,5{end}'))

    assert [number for number, _ in found] == [2, 3]
    assert decode_row(found[1][1]).id == "c"
    with pytest.raises(FileProblem) as caught:
        decode_row(found[0][1], "s.csv", 2)
    assert caught.value.problems[0].code == "sheet.cell_long"


def test_a_long_cell_behind_an_open_mark_is_passed_over_too(tmp_path: Path):
    cell = "备注\n" * 300
    found = rows(sheet(tmp_path, f'编号,卖法,项目\na,次卡,"x\nb,次卡,"{cell}"\nc,次卡,x\n'))

    assert [number for number, _ in found] == [2, 3, 4]
    assert decode_row(found[-1][1]).id == "c"


def test_after_a_mark_that_never_closes_every_line_is_a_row(tmp_path: Path):
    rest = "".join(f"r{n},次卡,x\n" for n in range(500))
    found = rows(sheet(tmp_path, f'编号,卖法,项目\na,次卡,"光子\n{rest}', "gb18030"))

    assert [number for number, _ in found] == list(range(2, 503))
    assert [decode_row(line).id for _, line in found[1:]] == [f"r{n}" for n in range(500)]


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("", ["sheet.no_header"]),
        ("\n,,\n", ["sheet.no_header"]),
        ("编号,价钱钱\n", ["sheet.column"]),
        ("编号,卖法,paid,实付\n", ["sheet.twice"]),
        ("实付\n", ["sheet.missing", "sheet.missing"]),
        ('"编号\n', ["sheet.quote"]),
    ],
)
def test_a_header_that_does_not_do_is_refused_before_anything_is_assessed(tmp_path: Path, text: str, codes: list[str]):
    assert header_refused(tmp_path, text) == codes


def test_names_of_columns_are_taken_in_both_languages_and_in_any_order(tmp_path: Path):
    (row,) = rows(sheet(tmp_path, " Paid ,卖法, ID \n1,次卡,a\n"))

    assert (decode_row(row[1]).id, decode_row(row[1]).legs[0].amount) == ("a", 100)


@given(st.lists(st.text(alphabet='ab,"\n\r 光=', max_size=8), min_size=3, max_size=3))
def test_whatever_a_spreadsheet_writes_comes_back(tmp_path_factory: pytest.TempPathFactory, cells: list[str]):
    stream = io.StringIO(newline="")
    csv.writer(stream).writerows([["id", "plan", "name", "note"[:0]], ["a", "次卡", "".join(cells), ""]])
    path = tmp_path_factory.mktemp("sheet") / "s.csv"
    path.write_bytes(stream.getvalue().encode("utf-8"))

    ((number, line),) = rows(path)
    assert number == 2
    assert decode_row(line).lines[0].name == "".join(
        letter for letter in "".join(cells).strip() if letter.isprintable()
    )


# --- the cells ----------------------------------------------------------------------------------------------------------


def test_a_row_says_what_its_cells_say_and_nothing_else():
    found = matter(paid="8800", used="不知道", units="10")

    assert found.legs == (Leg(id="p1", amount=Fen(880_000)),)
    assert (found.lines[0].price, found.lines[0].units, found.lines[0].used) == (880_000, 10, None)
    assert found.events == found.policies == ()
    assert found.request.reason == "unknown"


@pytest.mark.parametrize("typed", ["12800", "12,800.00", "￥12800", "¥12,800", "12800元", "1.28万", " 12800.0 "])
def test_a_sum_is_read_as_a_clerk_writes_it(typed: str):
    assert matter(paid=typed).legs[0].amount == 1_280_000


@pytest.mark.parametrize("typed", ["2026-05-20", "2026/5/20", "2026年5月20日", "2026/5/20 0:00", "20260520"])
def test_a_day_is_read_as_spreadsheets_write_it(typed: str):
    found = matter(paid="1", paid_on=typed)

    assert (found.legs[0].paid_on, found.contract.formed_on) == ("2026-05-20", "2026-05-20")


@pytest.mark.parametrize("typed", ["10", "10次", "10.0", "１０"])
def test_a_count_is_read_as_spreadsheets_write_it(typed: str):
    assert matter(units=typed).lines[0].units == 10


def test_words_are_taken_in_both_languages():
    found = matter(plan="sessions", paid="1", rail="支付宝", event="relocated", proved="有", livestream="否")

    assert (found.lines[0].plan, found.legs[0].rail, found.contract.livestream) == ("sessions", "alipay", "no")
    assert found.events == (Event(kind="relocated", proved="yes"),)
    assert found.request.reason == "merchant"


def test_a_printed_term_has_its_percentage_its_base_and_whether_it_was_pointed_out():
    (clause,) = matter(penalty_percent="30%", penalty_base="没做的", pointed_out="否").policies[0].clauses

    assert clause == PenaltyPercent(basis_points=3000, base="unused", standard_form="yes", flagged="no")


@pytest.mark.parametrize(
    ("cells", "code", "column"),
    [
        ({"plan": "年卡"}, "value.word", "卖法"),
        ({"plan": ""}, "sheet.empty", "卖法"),
        ({"paid": "abc"}, "amount.form", "实付"),
        ({"paid": "1.005"}, "amount.decimals", "实付"),
        ({"paid": "-3"}, "sheet.negative", "实付"),
        ({"paid": "2", "price": "1"}, "sheet.paid_more", "实付"),
        ({"paid": "1.28E+05"}, "amount.exponent", "实付"),
        ({"paid_on": "5/20/2026"}, "day.form", "付款日期"),
        ({"units": "1.5"}, "whole.form", "次数"),
        ({"units": "10001"}, "whole.range", "次数"),
        ({"penalty_percent": "101"}, "percent.range", "扣款比例"),
        ({"proved": "也许"}, "value.answer", "有证据"),
        ({"rail": "微信"}, "sheet.alone", "付款方式"),
        ({"event_on": "2026-05-20"}, "sheet.alone", "事由日期"),
        ({"units": "10", "used": "11"}, "sheet.used", "已用次数"),
        ({"paid_on": "2026-05-20", "asked_on": "2026-05-01"}, "date.before_formed", "申请日期"),
        ({"": "x"}, "sheet.beyond", ""),
    ],
)
def test_a_bad_cell_is_told_by_its_column(cells: dict[str, str], code: str, column: str):
    assert refused(**cells) == (code, column)


def test_a_bad_row_is_told_in_the_words_of_the_sheet_and_without_a_place_inside_its_line():
    with pytest.raises(FileProblem) as caught:
        matter(plan="期限卡", term_months="1201")

    assert caught.value.text("zh").startswith("s.csv 第2行（月数）：")


def test_a_cell_that_its_plan_has_no_use_for_is_noticed():
    row = {"id": "a", "plan": "储值卡", "paid": "100", "units": "10", "used": "3", "bonus": "5", "term_months": "0"}
    _, notices = decode_row_with_notices(packed(list(row), list(row.values())), "s.csv", 2)

    assert [(one.code, one.path, one.found) for one in notices] == [
        ("sheet.unused", "次数", "10"),
        ("sheet.unused", "已用次数", "3"),
    ]
    assert "储值卡用不到这一格" in notices[0].text("zh")


def test_no_message_about_a_row_names_what_a_sheet_has_not():
    row = {"id": "a", "plan": "次卡", "price": "100", "paid": "90"}
    _, notices = decode_row_with_notices(packed(list(row), list(row.values())), "s.csv", 2)
    problems = []
    for cells in ({"paid": "-1"}, {"paid": "2", "price": "1"}, {"units": "1", "used": "2"}):
        with pytest.raises(FileProblem) as caught:
            matter(**cells)
        problems += caught.value.problems

    assert [one.code for one in notices] == ["sheet.paid_less"]
    for one in (*notices, *problems):
        assert not any(word in one.text("zh") for word in ("L1", "layers", "returned", "legs", "lines", "free_units"))


def test_every_bad_cell_of_a_row_is_told():
    with pytest.raises(FileProblem) as caught:
        matter(paid="x", units="y")

    assert [problem.path for problem in caught.value.problems] == ["实付", "次数"]
    assert caught.value.text("zh").startswith("s.csv 第2行（实付）：")


# --- what goes out, and the pages ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@x", " =1", "＝1"])
def test_no_cell_is_run_as_a_formula(text: str):
    assert guarded(text) == f"'{text}"


@pytest.mark.parametrize("hidden", ["\t", "\r", "\x00", "\x1b", "\u202e", "\u200b", "\ufeff", "\xad"])
def test_what_cannot_be_seen_is_spelled_out_and_hides_no_formula(hidden: str):
    assert guarded(f"{hidden}=1") == f"'{ascii(hidden)[1:-1]}=1"
    assert guarded(f"李{hidden}一") == f"李{ascii(hidden)[1:-1]}一"


@pytest.mark.parametrize("text", ["", "李-1", "1=1", "自己的原因", "6860.00"])
def test_an_ordinary_cell_stays_as_it_is(text: str):
    assert guarded(text) == text


def test_the_page_names_every_column_and_the_words_that_it_takes():
    page = PAGE.read_text("utf-8")

    for column in COLUMNS:
        assert f"| {column.zh} | `{column.key}` | {column.said[0]} | {column.said[1]} |" in page


def test_the_example_is_read_whole():
    found = [decode_row(line, "sheet.csv", number) for number, line in rows(EXAMPLE)]

    assert len(found) == 4
    assert EXAMPLE.read_bytes().startswith(b"\xef\xbb\xbf")
    assert {one.lines[0].plan for one in found} == {"sessions", "stored_value", "single"}


def test_a_row_and_a_file_of_the_same_facts_are_the_same_matter(tmp_path: Path):
    file = tmp_path / "a.yaml"
    file.write_text(
        "format: weimei.matter/1\nid: a\ncontract: {medical_aesthetics: yes, formed_on: 2026-05-20}\n"
        "lines: [{id: L1, plan: sessions, price: 8800, units: 10, used: 3}]\nlegs: [{id: p1, amount: 8800, paid_on: 2026-05-20}]\n",
        "utf-8",
    )

    assert load_matter(file) == matter(paid="8800", units="10", used="3", paid_on="2026/5/20")
