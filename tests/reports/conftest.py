"""Here a missing word is an error; for readers the code would stand in for it."""

from collections.abc import Iterator

import pytest

from weimei.reports import catalogue


@pytest.fixture(autouse=True)
def _no_word_may_be_missing() -> Iterator[None]:
    with catalogue.strict():
        yield
