"""The code itself: short functions, exact money, restated articles, no stray files, nothing of one machine."""

from __future__ import annotations

import ast
import re
import subprocess
from collections.abc import Iterator
from functools import cache
from importlib import import_module
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
PACKAGE = ROOT / "src" / "weimei"
FUNCTION_LINES_MAX = 60
FILE_LINES_MAX = 400
TEST_FILE_LINES_MAX = 600
EXACT_ROOMS = ("core/money", "core/ledger", "core/settlement")
STARTED_FROM_OUTSIDE = {"weimei", "weimei.boot.launch", "weimei.cli", "weimei.__main__", "weimei.cli.__main__"}
PRODUCT = ("src/", "tools/", "bench/")
BINARY = {".ttf", ".woff2", ".png", ".jpg", ".pdf", ".wasm", ".parquet", ".ico", ".gz"}

# Put together from pieces, so that this file does not find itself.
INDEX_ADDRESS = re.compile(
    "|".join(
        (
            r"https?://\S*/simple(?:/|\b)", "pypi" + r"\.(?:org|python\.org|tuna)", "python" + r"hosted\.org",
            "registry" + r"\.npm(?:js|mirror)\.", "npmjs" + r"\.com", "mirrors" + r"\.(?:aliyun|tuna|cloud)",
            "--(?:extra-)?" + r"index-url\b", "--find" + r"-links\b", '"resolved"' + r"\s*:",
        )
    )
)  # fmt: skip
MACHINE_PATH = re.compile(
    "/wo" + r"rk/(?:main|shared|\.)|" + "/ro" + r"ot/|" + "/opt/(?:wheels|py" + "pi)|/tmp/br" + "ief"
)
MARKDOWN_LINK = re.compile(r"(?<!`)!?\[[^\]]*\]\(\s*<?([^)\s>]+)>?(?:\s+\"[^\"]*\")?\s*\)")


@cache
def project_files() -> tuple[Path, ...]:
    """Every file that is or would be in the repository; without git, every file outside the ignored folders."""
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    listed = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout
    return tuple(path for name in sorted(set(listed.split("\0"))) if name and (path := ROOT / name).is_file())


def texts() -> Iterator[tuple[str, str]]:
    """Name and content of every text file of the project."""
    for path in project_files():
        if path.suffix not in BINARY:
            yield path.relative_to(ROOT).as_posix(), path.read_text(encoding="utf-8")


def code_files() -> Iterator[tuple[str, str]]:
    """Name and content of every Python file."""
    return ((name, text) for name, text in texts() if name.endswith(".py"))


def places(pattern: re.Pattern[str]) -> list[str]:
    """Where a pattern stands in the project, as file:line: what."""
    return [
        f"{name}:{text.count(chr(10), 0, hit.start()) + 1}: {hit[0]}"
        for name, text in texts()
        for hit in pattern.finditer(text)
    ]


def module_name(path: Path) -> str:
    """src/weimei/core/money/split.py → weimei.core.money.split"""
    parts = path.relative_to(PACKAGE.parent).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def test_the_whole_project_is_looked_at():
    names = {name for name, _ in texts()}

    assert {"pyproject.toml", "run", "src/weimei/core/errors.py", "tests/test_tidy.py"} <= names


def test_functions_are_short():
    too_long = [
        f"{name}:{node.lineno}: {node.name} has {node.end_lineno - node.lineno + 1} lines"
        for name, text in code_files()
        for node in ast.walk(ast.parse(text))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and node.end_lineno is not None
        and node.end_lineno - node.lineno + 1 > FUNCTION_LINES_MAX
    ]

    assert too_long == []


def lines_max(name: str) -> int:
    """How long a file may be: a test file holds many short sentences, a tool stands alone."""
    return TEST_FILE_LINES_MAX if name.startswith(("tests/", "tools/")) else FILE_LINES_MAX


def test_files_are_short():
    too_long = [f"{name}: {n} lines" for name, text in code_files() if (n := text.count("\n")) > lines_max(name)]

    assert too_long == []


def floats_in(text: str) -> list[int]:
    """Lines of a source text that name the type float, write a decimal literal or divide with a rounded result."""
    return [
        node.lineno
        for node in ast.walk(ast.parse(text))
        if (isinstance(node, ast.Name) and node.id == "float")
        or (isinstance(node, ast.Constant) and isinstance(node.value, float))
    ]


def test_a_float_is_seen_wherever_it_hides():
    assert floats_in("a = 1\nb: float\nc = 0.5\nd = f(float(a))\ne = 1 // 2") == [2, 3, 4]


def test_money_is_never_a_float():
    found = [
        f"{name}:{line}"
        for name, text in code_files()
        if name.startswith(tuple(f"src/weimei/{room}/" for room in EXACT_ROOMS))
        for line in floats_in(text)
    ]

    assert found == []


def test_every_article_function_has_its_restatement():
    if not (PACKAGE / "core" / "law" / "registry.py").exists():
        return  # no article is registered before there is a registry
    import_module("weimei.core.law.statutes")
    registered = import_module("weimei.core.law.registry").ARTICLES
    law_texts = import_module("weimei.core.law.texts")

    assert registered
    for article in registered:
        norm = law_texts.article(article.ref)
        assert norm.zh, f"{article.ref} has no Chinese restatement"
        assert norm.en, f"{article.ref} has no English restatement"


def test_every_law_text_belongs_to_an_instrument():
    if not (PACKAGE / "core" / "law" / "instruments.py").exists():
        return
    known = set(import_module("weimei.core.law.instruments").instrument_ids()) | {"readings", "open_questions"}

    assert {path.stem for path in (PACKAGE / "core" / "law" / "texts").rglob("*.md")} <= known


def imported_names(name: str, text: str) -> Iterator[str]:
    """What a source text imports, as full names; and every string in it that reads like a module's name."""
    path = ROOT / name
    package = module_name(path).split(".") if PACKAGE in path.parents else []
    if package and path.name != "__init__.py":
        package = package[:-1]
    for node in ast.walk(ast.parse(text)):
        match node:
            case ast.Import():
                yield from (alias.name for alias in node.names)
            case ast.ImportFrom():
                above = package[: len(package) - node.level + 1] if node.level else []
                start = ".".join([*above, *([node.module] if node.module else [])])
                yield start
                yield from (f"{start}.{alias.name}" for alias in node.names)
            case ast.Constant(value=str() as value) if value.startswith(("weimei.", ".")):
                yield value if value[0] == "w" else ".".join([*package, value.lstrip(".")])
            case _:
                pass


def test_no_module_is_an_orphan():
    used = {found for name, text in code_files() if name.startswith(PRODUCT) for found in imported_names(name, text)}
    orphans = [
        name
        for name, _ in code_files()
        if name.startswith("src/weimei/")
        and not name.endswith("/__init__.py")
        and (module := module_name(ROOT / name)) not in used | STARTED_FROM_OUTSIDE
        and not module.startswith("weimei.cli.")  # one file per subcommand, found by its name
    ]

    assert orphans == []


def test_data_files_of_the_package_are_named_somewhere():
    code = "\n".join(text for name, text in texts() if name.endswith((".py", ".json", ".toml")))
    strays = [
        name
        for path in project_files()
        if PACKAGE in path.parents
        and path.suffix not in {".py", ".typed"}
        and path.name not in code
        and path.stem not in code
        and (name := path.relative_to(ROOT).as_posix())
    ]

    assert strays == []


def test_no_address_of_a_package_index():
    assert places(INDEX_ADDRESS) == []


@pytest.mark.parametrize(
    "line",
    ["https://example.cn/" + "simple/", "see pypi" + ".org/project/x", "--index" + "-url x", '"resolved"' + ': "x"'],
)
def test_an_address_of_a_package_index_is_seen(line):
    assert INDEX_ADDRESS.search(line)


def test_no_path_of_one_machine():
    assert places(MACHINE_PATH) == []


@pytest.mark.parametrize("lock", ["requirements.lock", "requirements.uv.lock", "bench/requirements.lock"])
def test_lock_files_pin_version_and_hash_and_nothing_else(lock):
    entries = (ROOT / lock).read_text(encoding="utf-8").replace("\\\n", " ").splitlines()
    form = re.compile(r"[a-z0-9._-]+==[\w.+!]+( ; [^#:/]+?)?(\s+--hash=sha256:[0-9a-f]{64})+")

    assert entries
    assert [entry for entry in entries if not form.fullmatch(entry.strip())] == []


def test_the_lock_holds_what_the_project_asks_for():
    pinned = re.compile(r"\"([A-Za-z0-9_.-]+)==([^\"]+)\"")
    project = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    locks = "".join(
        (ROOT / name).read_text(encoding="utf-8") for name in ("requirements.lock", "bench/requirements.lock")
    )
    locked = set(re.findall(r"^([a-z0-9._-]+)==([^ ;]+)", locks, re.MULTILINE))

    assert {(name.lower().replace("_", "-"), version) for name, version in pinned.findall(project)} <= locked


def test_links_in_the_docs_lead_somewhere():
    broken = []
    for name, text in texts():
        if not name.endswith(".md") or name.startswith("src/weimei/core/law/texts/"):
            continue
        prose = re.sub(r"^```.*?^```", "", text, flags=re.MULTILINE | re.DOTALL)
        for target in MARKDOWN_LINK.findall(prose):
            if re.match(r"[a-z]+:|#", target):
                continue
            if not ((ROOT / name).parent / target.partition("#")[0]).exists():
                broken.append(f"{name}: {target}")

    assert broken == []
