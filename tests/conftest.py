"""How the tests run: how hard the properties are tried, and the browser for tests that look at a page."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, settings

if TYPE_CHECKING:
    from playwright.sync_api import Browser

SLOW_IS_FINE = [HealthCheck.too_slow]
settings.register_profile("dev", deadline=None, suppress_health_check=SLOW_IS_FINE)
settings.register_profile("ci", deadline=None, suppress_health_check=SLOW_IS_FINE, derandomize=True, print_blob=True)
settings.register_profile("long", deadline=None, suppress_health_check=SLOW_IS_FINE, max_examples=3000, print_blob=True)
settings.load_profile("long" if os.environ.get("WEIMEI_LONG") else "ci" if os.environ.get("CI") else "dev")


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """The system's Chromium. In CI it must be there; elsewhere the test is skipped with the command to type."""
    program = shutil.which("chromium")
    if program is None:
        missing = "No chromium here. As root: apt-get install -y chromium fonts-noto-cjk libatomic1"
        if os.environ.get("CI"):
            pytest.fail(missing)
        pytest.skip(missing)
    from playwright.sync_api import sync_playwright

    flags = ["--no-sandbox", "--disable-dev-shm-usage", "--disable-gpu"]
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=program, args=flags)
        yield chromium
        chromium.close()
