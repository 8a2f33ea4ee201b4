"""A report as PDF: typst sets it, our fonts are embedded, the same document gives the same bytes."""

from __future__ import annotations

from contextlib import ExitStack
from datetime import UTC, date, datetime, time
from functools import cache
from importlib.resources import as_file, files
from typing import TYPE_CHECKING

from msgspec.structs import replace

from weimei.reports import catalogue
from weimei.reports.glyphs import drawn
from weimei.reports.plain import ENCODER
from weimei.reports.tree import Document

if TYPE_CHECKING:
    from typst import Fonts, PDFStandard

STANDARDS: tuple[PDFStandard, ...] = ("a-2a", "ua-1")
"""For keeping (PDF/A-2a) and for reading aloud (PDF/UA-1)."""
BODY_FONT = "NotoSansSC-Regular.ttf"
_OPEN = ExitStack()


def to_pdf(document: Document) -> bytes:
    """The whole report, its date the day of the assessment, never that of the clock.

    The tree is handed over as JSON data; nothing that a person wrote becomes part of the template.
    """
    import typst

    template = _file("templates/report.typ")
    data, missing = drawn(ENCODER.encode(document).decode("utf-8"), _file(f"fonts/{BODY_FONT}"))
    if missing:
        told = catalogue.text("ui.pdf_missing", document.lang, {"codes": ", ".join(f"U+{ord(c):04X}" for c in missing)})
        said = replace(document, footer=(*document.footer, told))
        data, _ = drawn(ENCODER.encode(said).decode("utf-8"), _file(f"fonts/{BODY_FONT}"))
    made = typst.compile(
        template,
        font_paths=_fonts(),
        ignore_system_fonts=True,
        sys_inputs={"data": data},
        format="pdf",
        pdf_standards=list(STANDARDS),
        timestamp=datetime.combine(date.fromisoformat(document.as_of), time(), UTC),
    )
    if not isinstance(made, bytes):
        raise TypeError("typst gave no single file")
    return made


@cache
def _file(name: str) -> str:
    """A file of this room on disk, also where the package is read from an archive."""
    return str(_OPEN.enter_context(as_file(files("weimei.reports").joinpath(name))))


@cache
def _fonts() -> Fonts:
    """The fonts of this room alone, read once."""
    from typst import Fonts

    return Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[_file("fonts")])
