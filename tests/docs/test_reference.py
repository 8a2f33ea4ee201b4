"""The reference says what the code does: every key, error code, command, setting and citation."""

from __future__ import annotations

import importlib.util
import re
import sys
from pathlib import Path
from types import ModuleType

import pytest

from weimei.config.settings import VARIABLES

ROOT = Path(__file__).resolve().parents[2]
REFERENCE = ROOT / "docs" / "reference"


def tool(name: str) -> ModuleType:
    """A script of tools/ as a module."""
    spec = importlib.util.spec_from_file_location(f"tools_{name}", ROOT / "tools" / f"{name}.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


MAKE = tool("make_docs")


@pytest.mark.parametrize("page", sorted(MAKE.PARTS))
def test_the_generated_part_of_a_page_is_current(page: str):
    assert (REFERENCE / page).read_text("utf-8") == MAKE.made(page), "Run: python tools/make_docs.py"


def test_every_described_key_still_exists():
    assert MAKE.stale_meanings() == []


def test_every_error_code_of_the_source_is_on_the_page():
    page = (REFERENCE / "errors.md").read_text("utf-8")
    codes = {one.code for one in MAKE.refusals()}

    assert len(codes) > 30
    assert sorted(code for code in codes if f"`{code}`" not in page) == []


def test_codes_of_every_room_are_on_the_page_in_both_languages():
    """Found without the tool: whatever stands as a code where something is refused."""
    page = (REFERENCE / "errors.md").read_text("utf-8")
    made = re.compile(r"\b\w*(?:Error|Remark)\(\s*(?:\w+, )?(?:code=)?\"([a-z_]+\.[a-z_0-9]+)\"")
    codes = {code for path in (ROOT / "src").rglob("*.py") for code in made.findall(path.read_text("utf-8"))}

    assert {"batch.fault", "batch.busy", "backtest.currency", "cli.ending", "law.silent"} <= codes
    assert sorted(code for code in codes if f"`{code}`" not in page) == []
    told = [line for line in page.splitlines() if re.match(r"\| `(batch|backtest|cli|policy|interview|cases)\.", line)]
    assert len(told) > 25
    assert [line[:40] for line in told if max(line.split(" | ")[1]) < "\u4e00"] == []


def test_no_error_of_the_core_hides_its_code_from_the_page():
    """The tool reads codes from the source, so each is written out where the error is made."""
    hidden = [
        f"{path.relative_to(ROOT)}: {call[:60]}"
        for path in (ROOT / "src").rglob("*.py")
        for call in re.findall(r"DomainError\(\s*([^)\s]+)", path.read_text("utf-8"))
        if not re.match(r"\"[a-z_0-9]+\.[a-z_0-9.]+\"", call) and path.name not in ("errors.py", "problems.py")
    ]

    assert hidden == []


def test_every_setting_is_on_the_page():
    page = (REFERENCE / "settings.md").read_text("utf-8")

    assert [name for name in VARIABLES.values() if f"`{name}`" not in page] == []


def headings(text: str) -> set[str]:
    """The places of the law reference that can be cited: 2.9 item 4, 2.10 step 7, 6 item 23, X11, 3.4."""
    steps = text.partition("### 2.10 ")[2].partition("\n## ")[0]
    questions = text.partition("\n## 6 ")[2]
    found = set(re.findall(r"^#{2,4} (\d+(?:\.\d+)?) ", text, re.MULTILINE))
    found |= {f"2.9 item {n}" for n in re.findall(r"^#### Item (\d+) ", text, re.MULTILINE)}
    found |= {f"2.10 step {n}" for n in re.findall(r"^\| (\d+) \|", steps, re.MULTILINE)}
    found |= {f"6 item {n}" for n in re.findall(r"^\| (\d+) \|", questions, re.MULTILINE)}
    return found | {f"X{n}" for n in re.findall(r"^\| X(\d+) \|", text, re.MULTILINE)}


def citations(text: str) -> set[str]:
    """What a source text cites of the law reference."""
    found: set[str] = set()
    for items in re.findall(r"2\.9 items? ([\d, -]+)", text):
        for first, last in re.findall(r"(\d+)(?:-(\d+))?", items):
            found |= {f"2.9 item {n}" for n in range(int(first), int(last or first) + 1)}
    found |= {f"2.10 step {n}" for n in re.findall(r"2\.10 step (\d+)", text)}
    found |= {f"6 item {n}" for n in re.findall(r"section 6 item (\d+)", text)}
    found |= {f"6 item {n}" for n in re.findall(r"\"open:(\d+)\"", text)}
    found |= set(re.findall(r"\bX\d+\b(?=[^\w\"'])", text)) - {"X509"}
    return found | set(re.findall(r"(?:reference |\()(\d\.\d+)(?=[,;).])", text))


def test_every_citation_of_the_law_reference_leads_to_it():
    known = headings((REFERENCE / "law.md").read_text("utf-8"))
    dangling = [
        f"{path.relative_to(ROOT)}: {name}"
        for path in sorted((ROOT / "src").rglob("*.py"))
        for name in sorted(citations(path.read_text("utf-8")))
        if name not in known
    ]

    assert {"2.9 item 16", "2.10 step 22", "6 item 39", "X50", "3.4", "2.1"} <= known
    assert dangling == []


def test_a_citation_is_read_in_all_its_forms():
    text = '(2.9 items 1, 9, 11-13) as 2.10 step 18 and section 6 item 4 say (X11); law reference 3.4, and "open:7".'

    items = {f"2.9 item {n}" for n in (1, 9, 11, 12, 13)}
    assert citations(text) == items | {"2.10 step 18", "6 item 4", "6 item 7", "X11", "3.4"}


def test_the_index_leads_to_every_page():
    index = (ROOT / "docs" / "index.md").read_text("utf-8")
    folder = ROOT / "docs"
    pages = {path.relative_to(folder).as_posix() for path in folder.rglob("*.md")} - {"index.md"}

    assert sorted(page for page in pages if f"({page})" not in index) == []
