"""One structure of a report, shown as terminal text, HTML, PDF and JSON, in Chinese and English.

`compose` makes the tree of an assessment, `explain` that of one number, `compare_document` that of all reasons side by
side; `render` turns a tree into a medium. A renderer is imported when it is first asked for.
"""

from __future__ import annotations

from typing import Literal, overload

from weimei.reports.compare import compare_document
from weimei.reports.document import compose
from weimei.reports.explain import explain
from weimei.reports.plain import assessment_json, to_json
from weimei.reports.tree import Document

Format = Literal["text", "html", "pdf", "json"]
FORMATS: tuple[Format, ...] = ("text", "html", "pdf", "json")


@overload
def render(
    document: Document, format: Literal["text", "html"], *, width: int = ..., color: bool = ..., full: bool = ...
) -> str: ...
@overload
def render(
    document: Document, format: Literal["pdf", "json"], *, width: int = ..., color: bool = ..., full: bool = ...
) -> bytes: ...
@overload
def render(
    document: Document, format: Format, *, width: int = ..., color: bool = ..., full: bool = ...
) -> str | bytes: ...


def render(
    document: Document, format: Format, *, width: int = 100, color: bool = False, full: bool = False
) -> str | bytes:
    """A document in a medium; the same document gives the same bytes.

    `width` columns, `color` and `full` (with the appendix) are for text. JSON here is that of the tree; `assessment_json`
    gives the values themselves.
    """
    match format:
        case "text":
            from weimei.reports.text import to_text

            return to_text(document, width=width, color=color, full=full)
        case "html":
            from weimei.reports.html import to_html

            return to_html(document)
        case "pdf":
            from weimei.reports.pdf import to_pdf

            return to_pdf(document)
        case "json":
            return to_json(document)


__all__ = [
    "FORMATS",
    "Document",
    "Format",
    "assessment_json",
    "compare_document",
    "compose",
    "explain",
    "render",
    "to_json",
]
