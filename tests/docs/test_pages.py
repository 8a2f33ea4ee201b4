"""Pages keep what they promise: commands that exist, excerpts that are printed, files that load."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

import weimei
from weimei.cli import main
from weimei.files.confirmations import load_confirmations

ROOT = Path(__file__).resolve().parents[2]
PAGES = sorted([*(ROOT / "docs").rglob("*.md"), *ROOT.glob("*.md")])
EXCERPT = re.compile(r"<!-- terminal excerpt: \./run (.*?) -->\s*```\n(.*?)```", re.DOTALL)


def blocks(text: str) -> list[str]:
    """What stands between fences."""
    return re.findall(r"^```\w*\n(.*?)^```", text, re.DOTALL | re.MULTILINE)


def commands() -> list[tuple[str, str]]:
    """Every command that a page tells people to type, in a block or between backticks."""
    found = []
    for page in PAGES:
        text = page.read_text("utf-8")
        lines = [line.strip() for block in blocks(text) for line in block.splitlines()]
        lines += re.findall(r"`((?:weimei|\./run) [a-z][^`]*)`", text)
        for line in lines:
            words = line.partition("#")[0].strip()
            if re.match(r"(?:weimei|\./run) [a-z]", words) and not re.search(r"[\[\]…]|\.\.\.", words):
                found.append((page.relative_to(ROOT).as_posix(), words))
    return sorted(set(found))


@pytest.mark.parametrize(("page", "line"), commands())
def test_a_command_on_a_page_is_one_that_the_product_takes(page: str, line: str):
    _, *words = shlex.split(line)
    command: click.Command = main
    context = click.Context(main, info_name="weimei")
    while isinstance(command, click.Group) and words:
        found = command.get_command(context, words[0])
        assert found is not None, f"{page} names a command that is none: {line}"
        command, words = found, words[1:]
        context = click.Context(command, info_name=command.name, parent=context)
    command.make_parser(context).parse_args(list(words))  # an option that is none is a UsageError
    for word in words:
        assert not word.startswith("examples/") or (ROOT / word).exists(), f"{page}: {word} is not there"


def test_commands_are_found_on_the_pages():
    found = commands()

    assert len(found) > 30
    assert ("docs/howto/score.md", "weimei score examples/cases/published.yaml") in found


@pytest.mark.parametrize("number", [0, 1])
def test_an_excerpt_in_the_readme_is_what_the_command_prints(number: int, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.chdir(ROOT)
    monkeypatch.setenv("COLUMNS", "100")
    found = EXCERPT.findall((ROOT / "README.md").read_text("utf-8"))
    assert len(found) == 2
    words, excerpt = found[number]
    printed = CliRunner().invoke(main, shlex.split(words)).stdout.splitlines()

    places = [printed.index(line) for line in excerpt.splitlines() if line]
    assert places == sorted(places)


def test_the_confirmation_on_the_page_makes_a_result_final(tmp_path: Path):
    page = (ROOT / "docs" / "howto" / "confirm-a-value.md").read_text("utf-8")
    path = tmp_path / "confirmed.toml"
    path.write_text(next(block for block in blocks(page) if "[[confirmation]]" in block), "utf-8")
    text = (ROOT / "examples" / "bundle-unlike-parts.yaml").read_text("utf-8")
    late = text.replace("2026-05-09", "2026-10-21").replace("2026-09-", "2026-11-")
    matter = weimei.loads(late, name="late.yaml")

    assert weimei.assess(matter, as_of="2026-11-22").is_draft
    assert not weimei.assess(matter, as_of="2026-11-22", confirmations=load_confirmations(path)).is_draft


def test_a_newcomer_is_told_once_how_to_call_the_command():
    readme = (ROOT / "README.md").read_text("utf-8")

    for half in readme.split("## English"):
        assert "`./run " in half
        assert "`.venv/bin/weimei " in half
        assert "Python 3.11" in half
