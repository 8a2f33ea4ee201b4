"""The schema says what the loader takes."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from hypothesis import given

from files.shaped import matters
from weimei.core.assessment.matter import Matter
from weimei.files import FileProblem, PolicyFile, dump_json, load_matter, load_policy, parse_matter
from weimei.files.schema import field_notes, schema_of
from weimei.files.shapes import record_of

ROOT = Path(__file__).parents[2]
EXAMPLES = [
    *sorted((ROOT / "examples").glob("*.yaml")),
    *sorted((ROOT / "examples" / "policies").glob("*.yaml")),
    Path(__file__).parent / "data" / "ten-sessions.yaml",
]
CHECK = jsonschema.Draft202012Validator(schema_of("matter"))
SMALL: dict[str, Any] = {"id": "m", "lines": [{"id": "L1", "plan": "sessions"}]}


def accepts(value: Any) -> bool:
    return not any(CHECK.iter_errors(value))


@pytest.mark.parametrize("kind", ["matter", "policy", "assessment"])
def test_the_schema_is_a_schema(kind: str) -> None:
    jsonschema.Draft202012Validator.check_schema(schema_of(kind))


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_every_example_that_loads_is_valid(path: Path) -> None:
    is_policy = "weimei.policy/1" in path.read_text("utf-8")
    value = json.loads(dump_json(load_policy(path) if is_policy else load_matter(path)))
    check = jsonschema.Draft202012Validator(schema_of("policy")) if is_policy else CHECK

    assert [error.message for error in check.iter_errors(value)] == []


@given(matters())
def test_every_matter_that_can_be_written_is_valid(matter: Matter) -> None:
    assert accepts(json.loads(dump_json(matter)))


@pytest.mark.parametrize(
    "value",
    [
        {**SMALL, "titel": "x"},
        {**SMALL, "lines": [{"id": "L1", "plan": "sessions", "unit": 10}]},
        {**SMALL, "lines": [{"id": "L1", "plan": "session"}]},
        {**SMALL, "lines": [{"id": "L1"}]},
        {**SMALL, "lines": [{"id": "L1", "plan": "sessions", "price": "8,800"}]},
        {**SMALL, "lines": [{"id": "L1", "plan": "sessions", "price": -1}]},
        {**SMALL, "lines": [{"id": "L1", "plan": "sessions", "units": 1.5}]},
        {**SMALL, "contract": {"formed_on": "2026/05/20"}},
        {**SMALL, "contract": {"livestream": "maybe"}},
        {
            **SMALL,
            "policies": [{"id": "t", "by": "merchant", "clauses": [{"clause": "penalty_percent", "basis_points": 30}]}],
        },
        {**SMALL, "policies": [{"id": "t", "by": "merchant", "clauses": [{"clause": "nothing"}]}]},
        {**SMALL, "policies": [{"id": "t", "by": "merchant", "clauses": [{"clause": "fee_percent", "percent": 101}]}]},
        {**SMALL, "format": "weimei.matter/2"},
        {"lines": []},
    ],
)
def test_schema_and_loader_refuse_the_same(value: dict[str, Any]) -> None:
    assert not accepts(value)
    with pytest.raises(FileProblem):
        parse_matter(json.dumps(value).encode(), "m.json")


@pytest.mark.parametrize(
    "value",
    [
        SMALL,
        {**SMALL, "lines": [{"id": "L1", "plan": "sessions", "price": 8800.5, "units": "10", "used": "不知道"}]},
        {**SMALL, "lines": [{"id": "L1", "plan": "sessions", "price": None, "term": None}], "title": None},
        {**SMALL, "contract": {"livestream": True, "formed_on": 2026, "prior_same_service": "否"}},
        {
            **SMALL,
            "policies": [{"id": "t", "by": "merchant", "clauses": [{"clause": "fee_percent", "percent": 12.55}]}],
        },
    ],
)
def test_schema_and_loader_accept_the_same_spellings(value: dict[str, Any]) -> None:
    assert accepts(value)
    parse_matter(json.dumps(value).encode(), "m.json")


def test_the_schema_speaks_of_meaning() -> None:
    definitions = schema_of("matter")["$defs"]

    assert "定金" in definitions["Deposit"]["description"]
    assert definitions["Line"]["properties"]["used_value"]["description"].startswith("Face value consumed")
    assert "percent" in definitions["PenaltyPercent"]["properties"]
    assert field_notes(int) == {}


def test_every_type_of_a_file_explains_itself() -> None:
    for kind in ("matter", "policy"):
        for name, definition in schema_of(kind)["$defs"].items():
            assert definition.get("description") or "anyOf" in definition, name
    assert next(iter(record_of(PolicyFile).fields)) == "format"
