"""The checks of the project, as ./test runs them.

./test                style, types, room rules, security; then every test with coverage
./test core           the rules alone, in seconds (or another folder of tests/: doors, adapters …)
./test lint           style, types, room rules, security
./test long           everything, with deep fuzzing and mutation testing
./test ARG…           pytest with these arguments, for example ./test -k cooling
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]
TESTS = ROOT / "tests"
BIN = Path(sys.executable).parent
MUTATE = Path("tools/mutate.py")

SYSTEM_PACKAGES = ("chromium", "fonts-noto-cjk", "libatomic1")
"""Debian packages for the tests that look at a page in a real browser; its driver needs the last."""

Command = tuple[str, ...]
LINT: dict[str, Command] = {
    "style": ("ruff", "check", "."),
    "format": ("ruff", "format", "--check", "."),
    "types": ("mypy", "--strict", "src"),
    "rooms": ("lint-imports", "--cache-dir", "var/import-linter"),
    "security": ("bandit", "--quiet", "--severity-level", "medium", "--recursive", "src"),
}
PYTEST: Command = ("pytest", "-n", "2")
COVERAGE: Command = ("--cov", "--cov-report=term")


def run(command: Sequence[str], **settings: str) -> bool:
    """Run one of the environment's own commands in the checkout; whether it went well."""
    print(f"$ {' '.join(command)}", flush=True)
    program = [str(BIN / command[0]), *command[1:]]
    return subprocess.run(program, cwd=ROOT, env={**os.environ, **settings}, check=False).returncode == 0


def lint() -> list[str]:
    """Every static check, also after one failed; the names of those that failed."""
    return [name for name, command in LINT.items() if not run(command)]


def needs_browser() -> bool:
    """Whether any test looks at a page in a browser."""
    return any("pytest.mark.browser" in path.read_text(encoding="utf-8") for path in TESTS.rglob("test_*.py"))


def missing_packages() -> list[str]:
    """Those of the system packages that Debian does not have installed; none on a system without dpkg."""
    query = shutil.which("dpkg-query")
    if not query:
        return []
    asked = [query, "--show", "--showformat=${Package} ${db:Status-Status}\n", *SYSTEM_PACKAGES]
    answer = subprocess.run(asked, capture_output=True, text=True, check=False).stdout.splitlines()
    return [package for package in SYSTEM_PACKAGES if f"{package} installed" not in answer]


def install_system_packages() -> None:
    """As root on Debian, the browser that tests need; elsewhere say what to install."""
    missing = missing_packages() if needs_browser() else []
    if not missing:
        return
    if os.geteuid() != 0:
        print(f"For the browser tests: sudo apt-get install -y {' '.join(missing)}", flush=True)
        return
    quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    nothing = subprocess.DEVNULL
    for command in (["update"], ["install", "-y", "--no-install-recommends", *missing]):
        print(f"$ apt-get {' '.join(command)}", flush=True)
        subprocess.run(["apt-get", "-qq", *command], env=quiet, check=False, stdin=nothing, stdout=nothing)


def suite_folders() -> list[str]:
    """The parts of tests/ that can be named alone."""
    return sorted(path.name for path in TESTS.iterdir() if any(path.rglob("test_*.py")))


def everything(*extra: str, **settings: str) -> int:
    """Static checks, then all tests with coverage; what failed is named last but for the runner's own line."""
    install_system_packages()
    failed = lint()
    print(f"lint failed: {', '.join(failed)}" if failed else "lint passed", flush=True)
    passed = run((*PYTEST, *COVERAGE, *extra), **settings)
    if failed:
        print(f"lint failed: {', '.join(failed)}", flush=True)
    return 0 if passed and not failed else 1


def long(*extra: str) -> int:
    """Everything, fuzzed deeply, then mutants of the money and law rules where the runner is there."""
    code = everything(*extra, WEIMEI_LONG="1")
    if (ROOT / MUTATE).exists() and not run(("python", str(MUTATE))):
        code = 1
    return code


def main(arguments: list[str]) -> int:
    """Run what was asked for; the exit code."""
    match arguments:
        case []:
            return everything()
        case ["lint"]:
            failed = lint()
            print(f"lint failed: {', '.join(failed)}" if failed else "lint passed", flush=True)
            return 1 if failed else 0
        case ["long", *rest]:
            return long(*rest)
        case [folder, *rest] if folder in suite_folders():
            doctests = [f"src/weimei/{folder}"] if (ROOT / "src/weimei" / folder).is_dir() else []
            return 0 if run((*PYTEST, f"tests/{folder}", *doctests, *rest)) else 1
        case _:
            return 0 if run(("pytest", *arguments)) else 1
