"""A report as one HTML file: no script, no request, light and dark, phone first, printable."""

from __future__ import annotations

import base64
import hashlib
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

from weimei.reports.tree import Block, Document

if TYPE_CHECKING:
    from jinja2 import Template

LANGS = {"zh": "zh-CN", "en": "en"}
TEMPLATES = ("report.html.j2", "blocks.html.j2")


def to_html(document: Document) -> str:
    """The whole page. What people typed is escaped; the content policy forbids everything but the style inside."""
    style = _style()
    digest = base64.b64encode(hashlib.sha256(style.encode("utf-8")).digest()).decode("ascii")
    columns = {
        place: [s for s in document.sections if s.place == place]
        for place in ("main", "side", "wide", "half", "appendix")
    }
    return _template().render(
        document=document,
        style=style,
        digest=digest,
        lang=LANGS[document.lang],
        columns=columns,
        words=document.words,
    )


@cache
def _style() -> str:
    """The style sheet, without comments."""
    text = files("weimei.reports").joinpath("templates/report.css").read_text("utf-8")
    return (
        "\n"
        + "\n".join(line for line in text.splitlines() if line.strip() and not line.strip().startswith("/*"))
        + "\n"
    )


@cache
def _template() -> Template:
    from jinja2 import Environment, FunctionLoader, StrictUndefined

    def load(name: str) -> str | None:
        return files("weimei.reports").joinpath("templates", name).read_text("utf-8") if name in TEMPLATES else None

    environment = Environment(
        loader=FunctionLoader(load),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.globals.update(kind=_kind, percent=_percent)
    return environment.get_template(TEMPLATES[0])


def _kind(block: Block) -> str:
    return str(type(block).__struct_config__.tag)


def _percent(amount: int, whole: int) -> str:
    """A share of the full length in hundredths of a per cent, as text: 41.82%.

    >>> _percent(368000, 880000)
    '41.82%'
    """
    share = 0 if whole <= 0 else min(10_000, (20_000 * amount + whole) // (2 * whole))
    return f"{share // 100}.{share % 100:02d}%"
