"""The door for programs: what is passed wrongly is told in words."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

import weimei

MATTER = Path(__file__).resolve().parents[2] / "examples" / "health-change.yaml"


@pytest.mark.parametrize(
    "as_of",
    [
        "yesterday",
        "",
        "2026-13-01",
        "2026-02-30",
        "20261122",
        "2026-W47-7",
        20261122,
        None,
        datetime(2026, 11, 22, tzinfo=UTC),
    ],
)
def test_a_day_that_is_none_is_told(as_of: Any):
    matter = weimei.load(MATTER)
    for call in (weimei.assess, weimei.compare):
        with pytest.raises(weimei.DomainError) as caught:
            call(matter, as_of=as_of)
        assert caught.value.code == "engine.as_of"
        assert "2026-11-22" in str(caught.value)


@pytest.mark.parametrize("path", [str(MATTER), MATTER])
def test_a_path_in_the_place_of_a_matter_is_told_how_to_be_read(path: Any):
    for call in (weimei.assess, weimei.compare):
        with pytest.raises(weimei.DomainError, match=r"weimei\.load\(path\)"):
            call(path, as_of="2026-11-22")


@pytest.mark.parametrize("thing", [None, {"lines": []}, 3])
def test_anything_else_in_the_place_of_a_matter_is_told_by_its_type(thing: Any):
    with pytest.raises(weimei.DomainError, match=type(thing).__name__):
        weimei.assess(thing, as_of="2026-11-22")


def test_a_day_is_taken_as_a_date_or_as_text():
    matter = weimei.load(MATTER)

    assert weimei.assess(matter, as_of=date(2026, 11, 22)) == weimei.assess(matter, as_of="2026-11-22")
