"""The PDF: the same bytes each time, our fonts inside, a draft marked on every page, readable aloud."""

from __future__ import annotations

import io
import re
from functools import cache

import pytest
from msgspec.structs import replace
from pypdf import PdfReader

from reports.matters import a_hostile_matter, a_matter, assessed, judged, report
from weimei.reports import compose, render
from weimei.reports.tree import Cell, Column, Section, Table


@cache
def pdf(name: str, lang: str) -> bytes:
    found = render(report(name, lang), "pdf")
    assert isinstance(found, bytes)
    return found


@cache
def pages(name: str, lang: str) -> tuple[str, ...]:
    return tuple(page.extract_text() for page in PdfReader(io.BytesIO(pdf(name, lang))).pages)


def test_the_same_document_gives_the_same_bytes():
    again = render(compose(*assessed("draft")[:2], assessed("draft")[2], "zh"), "pdf")

    assert again == pdf("draft", "zh")


def test_its_date_is_that_of_the_assessment():
    reader = PdfReader(io.BytesIO(pdf("open", "zh")))

    assert reader.metadata is not None
    assert str(reader.metadata["/CreationDate"]).startswith("D:20261125")
    assert reader.metadata.title == report("open", "zh").title


@pytest.mark.parametrize(("lang", "mark"), [("zh", "草稿"), ("en", "DRAFT")])
def test_every_page_of_a_draft_says_so_and_why(lang: str, mark: str):
    found = pages("draft", lang)

    assert len(found) > 3
    assert all(mark in page for page in found)
    assert all("LPR" in page for page in found)


def test_no_page_of_a_finished_report_says_draft():
    assert not [page for page in pages("false claim", "en") if "DRAFT" in page]


def test_pages_are_numbered():
    found = pages("open", "en")

    assert all(f"Page {number} of {len(found)}" in page for number, page in enumerate(found, 1))


def test_only_our_fonts_are_used_and_they_are_embedded():
    reader = PdfReader(io.BytesIO(pdf("open", "zh")))
    names = set()
    for page in reader.pages:
        for font in page["/Resources"]["/Font"].values():  # type: ignore[index]
            descendant = font.get_object()["/DescendantFonts"][0].get_object()
            names.add(re.sub(r"^/[A-Z]{6}\+", "", str(descendant["/BaseFont"])))
            assert {"/FontFile2", "/FontFile3"} & set(descendant["/FontDescriptor"].get_object())

    assert names == {"NotoSansSC-Regular", "NotoSansSC-Bold"}


@pytest.mark.parametrize(("lang", "tag"), [("zh", "zh-CN"), ("en", "en-GB")])
def test_it_can_be_read_aloud(lang: str, tag: str):
    catalog = PdfReader(io.BytesIO(pdf("open", lang))).trailer["/Root"]

    assert catalog["/MarkInfo"]["/Marked"] == True  # noqa: E712
    assert "/StructTreeRoot" in catalog
    assert str(catalog["/Lang"]) == tag


def test_it_shows_the_sum_and_every_part():
    text = "".join(pages("open", "zh")).replace(" ", "")

    assert "¥1,080.00–¥5,280.00" in text
    for section in report("open", "zh").sections:
        assert section.title in text


def test_text_of_people_is_set_as_text():
    matter, found, plans = judged(a_hostile_matter())
    made = render(compose(matter, found, plans, "zh"), "pdf")
    assert isinstance(made, bytes)
    text = "".join(page.extract_text() for page in PdfReader(io.BytesIO(made)).pages)

    assert "#eval(sys)" in text
    assert "*bold*" in text
    assert b"/JavaScript" not in made
    assert b"/URI" not in made


@pytest.mark.parametrize(
    ("lang", "told"),
    [("zh", "字体里没有的字印成了□：U+1F496"), ("en", "Characters that the font lacks are printed as □: U+1F496")],
)
def test_a_character_that_the_font_lacks_is_printed_as_a_box_and_named_in_the_footer(lang: str, told: str):
    matter, found, plans = judged(a_matter(title="水光针💖十次"))
    made = render(compose(matter, found, plans, lang), "pdf")  # type: ignore[arg-type]
    assert isinstance(made, bytes)
    read = [page.extract_text() for page in PdfReader(io.BytesIO(made)).pages]
    squeezed = "".join("".join(read).split())

    assert "水光针□十次" in squeezed
    assert "💖" not in squeezed
    assert "".join(told.split()) in "".join(read[-1].split())


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_pdf_with_every_character_says_nothing_of_boxes(lang: str):
    assert "□" not in "".join(pages("open", lang))


def test_no_line_of_a_table_is_torn_by_the_end_of_a_page():
    names = [
        f"{number}号{word * 130}" for number, word in enumerate("甲乙丙丁戊己庚辛壬癸子丑寅卯辰巳午未申酉" * 2, 10)
    ]
    columns = (Column(title="一"), Column(title="二"))
    table = Table(caption="表", columns=columns, rows=tuple((Cell(text="行"), Cell(text=name)) for name in names))
    open_ = report("open", "zh")
    sections = (Section(id="proofs", title="表", blocks=(table,)),)
    made = render(replace(open_, sections=sections, draft="", draft_mark=""), "pdf")
    assert isinstance(made, bytes)
    read = ["".join(page.extract_text().split()) for page in PdfReader(io.BytesIO(made)).pages]

    assert len(read) > 2
    assert [name for name in names if not any(name in page for page in read)] == []
