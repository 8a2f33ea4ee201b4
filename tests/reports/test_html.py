"""The HTML file: whole in itself, safe, and built so that everybody can use it."""

from __future__ import annotations

import base64
import hashlib
import re
from html.parser import HTMLParser
from itertools import pairwise

import pytest
from markupsafe import escape

from reports.matters import MATTERS, a_hostile_matter, judged, report
from reports.reading import figures
from weimei.reports import compose, render
from weimei.reports.tree import Listing, Stacks

BOTH = pytest.mark.parametrize("lang", ["zh", "en"])
EVERY = pytest.mark.parametrize("name", MATTERS)
VOID = {"meta", "link", "br", "img", "input", "hr", "rect", "path", "line"}


class Page(HTMLParser):
    """Elements in order with their attributes, and the text outside of the style."""

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=True)
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.open: list[str] = []
        self.errors: list[str] = []
        self.text = ""
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        if not self.open or self.open.pop() != tag:
            self.errors.append(tag)

    def handle_data(self, data: str) -> None:
        if "style" not in self.open:
            self.text += data

    def all(self, tag: str) -> list[dict[str, str | None]]:
        return [attrs for name, attrs in self.elements if name == tag]


def html(name: str, lang: str) -> str:
    found = render(report(name, lang), "html")
    assert isinstance(found, str)
    return found


@EVERY
@BOTH
def test_the_page_is_well_formed_and_its_parts_have_names(name: str, lang: str):
    page = Page(html(name, lang))
    ids = [str(attrs["id"]) for _, attrs in page.elements if "id" in attrs]

    assert page.errors == []
    assert page.open == []
    assert len(ids) == len(set(ids))
    assert len(page.all("h1")) == len(page.all("main")) == len(page.all("header")) == len(page.all("footer")) == 1
    assert page.all("html")[0]["lang"] == {"zh": "zh-CN", "en": "en"}[lang]
    assert all(attrs["aria-labelledby"] in ids for attrs in page.all("section"))


@EVERY
def test_headings_never_skip_a_level(name: str):
    levels = [int(tag[1]) for tag, _ in Page(html(name, "zh")).elements if re.fullmatch(r"h[1-6]", tag)]

    assert levels[0] == 1
    assert all(after - before <= 1 for before, after in pairwise(levels))


@EVERY
def test_every_picture_has_words_and_every_table_heads(name: str):
    page = Page(html(name, "zh"))

    assert all(attrs.get("aria-hidden") == "true" or attrs.get("aria-label") for attrs in page.all("svg"))
    assert all(attrs.get("scope") in ("row", "col") for attrs in page.all("th"))
    assert len(page.all("caption")) == len(page.all("table"))


@EVERY
@BOTH
def test_the_file_asks_nothing_of_anybody(name: str, lang: str):
    text = html(name, lang)
    page = Page(text)

    assert not {"script", "link", "img", "iframe", "object", "embed", "form", "base"} & {
        tag for tag, _ in page.elements
    }
    assert [
        attrs
        for _, attrs in page.elements
        if any(key.startswith("on") or key in ("src", "style", "srcset") for key in attrs)
    ] == []
    assert [attrs["href"] for attrs in page.all("a")] == ["#main"]
    assert not re.search(r"url\(|@import|https?:", text)


def test_the_content_policy_allows_the_style_inside_and_nothing_else():
    text = html("open", "zh")
    style = re.search(r"<style>(.*?)</style>", text, re.DOTALL)
    policy = re.search(r'http-equiv="Content-Security-Policy" content="([^"]+)"', text)

    assert style is not None
    assert policy is not None
    digest = base64.b64encode(hashlib.sha256(style[1].encode()).digest()).decode()
    assert policy[1].startswith(f"default-src 'none'; style-src 'sha256-{digest}'")


@BOTH
def test_text_of_people_stays_text(lang: str):
    matter, found, plans = judged(a_hostile_matter())
    document = compose(matter, found, plans, lang)  # type: ignore[arg-type]
    text = render(document, "html")
    page = Page(str(text))
    harmless = Page(html("open", lang))

    assert "<script>alert(1)</script>" in page.text
    assert "{{ 7*7 }}" in page.text
    assert page.errors == []
    assert {tag for tag, _ in page.elements} <= {tag for tag, _ in harmless.elements} | {"ol"}
    assert not re.search("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e]", str(text))


@EVERY
def test_the_page_shows_every_figure_of_the_tree(name: str):
    shown = Page(html(name, "zh")).text

    assert [figure for figure in set(figures(report(name, "zh"))) if figure not in shown and "¥" not in figure] == []


def test_the_bar_has_the_geometry_of_its_figures():
    bar = re.search(r'<svg class="bar" height="20".*?</svg>', html("open", "zh"))

    assert bar is not None
    assert 'aria-label="较低¥1,080.00，较高¥5,280.00，没有可能的数，要由人判断，实付¥8,800.00"' in bar[0]
    assert '<rect class="band" y="4" width="60.00%"' in bar[0]
    assert '<rect class="sure" y="4" width="12.27%"' in bar[0]
    assert 'class="tick"' not in bar[0]


def test_a_draft_is_marked_in_title_head_and_print():
    text = html("draft", "en")

    assert "<title>DRAFT · " in text
    assert text.count("DRAFT") >= 4
    assert 'class="print-draft"' in text
    assert "DRAFT" not in html("false claim", "en")


@EVERY
def test_the_same_document_gives_the_same_page(name: str):
    assert html(name, "zh") == html(name, "zh")


def luminance(color: str) -> float:
    parts = [int(color[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = (p / 12.92 if p <= 0.03928 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    high, low = sorted((luminance(one), luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_colours_can_be_read(scheme: str):
    style = re.findall(r":root \{(.*?)\}", html("open", "zh"), re.DOTALL)[0 if scheme == "light" else 1]
    colors = dict(re.findall(r"--([\w-]+): (#[0-9A-Fa-f]{6})", style))

    for text in ("ink", "muted", "primary", "info", "success", "warning", "error", "open"):
        for ground in ("page", "surface"):
            assert contrast(colors[text], colors[ground]) >= 4.5, (text, ground)
    for text in ("primary", "info", "success", "warning", "error", "open"):
        assert contrast(colors[text], colors[f"{text}-soft"]) >= 4.5, text
    assert contrast(colors["muted"], colors["primary-soft"]) >= 4.5
    assert contrast(colors["edge"], colors["surface"]) >= 3


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_pieces_of_a_picture_stand_out_from_the_sheet(scheme: str):
    text = html("open", "zh")
    style = re.findall(r":root \{(.*?)\}", text, re.DOTALL)[0 if scheme == "light" else 1]
    colors = dict(re.findall(r"--([\w-]+): (#[0-9A-Fa-f]{6})", style))
    fills = dict(re.findall(r"\.seg-(\w+) \{ fill: var\(--(\w+)\)", text))

    assert set(fills) == {"muted", "primary", "open", "warning", "info"}
    assert all(contrast(colors[color], colors["surface"]) >= 3 for color in fills.values())


@EVERY
@BOTH
def test_a_picture_of_the_money_says_every_piece_aloud(name: str, lang: str):
    pictures = [attrs for attrs in Page(html(name, lang)).all("svg") if attrs.get("role") == "img"]
    drawn = [
        row
        for section in report(name, lang).sections
        for block in section.blocks
        if isinstance(block, Stacks)
        for row in block.rows
    ]

    for row in drawn:
        spoken = [str(attrs["aria-label"]) for attrs in pictures if str(attrs["aria-label"]).startswith(row.name)]
        assert any(all(piece.figure in label and piece.name in label for piece in row.pieces) for label in spoken)


@EVERY
@BOTH
def test_what_folds_has_a_name_of_its_own(name: str, lang: str):
    folds = re.findall(r"<summary>(.*?)</summary>", html(name, lang), re.DOTALL)
    names = [re.sub(r"<[^>]+>", "", fold).strip() for fold in folds]

    assert all(names)
    assert len(names) == len(set(names))


@EVERY
def test_a_list_holds_nothing_but_its_entries(name: str):
    for inside in re.findall(r"<(?:ul|ol)\b[^>]*>\s*<(\w+)", html(name, "zh")):
        assert inside == "li"


@EVERY
@BOTH
def test_the_first_screen_holds_sum_reason_and_what_to_do(name: str, lang: str):
    text = html(name, lang)
    first = text[text.index("<h1") : text.index('id="working"')]
    document = report(name, lang)
    to_do = [block for block in document.sections[0].blocks if isinstance(block, Listing)]

    assert len(to_do) == 1
    assert all(str(escape(item.text)) in first for item in to_do[0].items)
    assert first.index('class="hero"') < first.index(to_do[0].label)


def test_no_column_of_the_wide_page_ends_in_a_hole():
    page = html("open", "zh")
    halves = page[page.index('class="halves"') : page.index('id="trail"')]

    assert halves.count('<div class="stack">') == 2
    assert re.findall(r'aria-labelledby="(\w+)"', halves)[:3] == ["next", "marks", "outside"]
