"""Matter and policy files: bytes to a checked value."""

from __future__ import annotations

from pathlib import Path
from typing import Literal, TypeVar

import msgspec

from weimei.core.assessment.matter import Matter
from weimei.core.money import currency_digits
from weimei.core.policy.policies import Policy
from weimei.files.checks import check_matter, check_policy
from weimei.files.findings import Finding
from weimei.files.json_tree import parse_json
from weimei.files.problems import FileProblem, Remark, in_file_order
from weimei.files.reading import Reader
from weimei.files.source import decode, read_bytes
from weimei.files.tree import Leaf, Mapping, Node, path_text, place_of
from weimei.files.yaml_tree import parse_yaml

S = TypeVar("S", bound=msgspec.Struct)
_YAML = (".yaml", ".yml")


class PolicyFile(Policy, frozen=True, kw_only=True):
    """One version of somebody's terms as a file of its own. Money is in `currency`."""

    format: Literal["weimei.policy/1"] = "weimei.policy/1"
    currency: str = "CNY"


def load_matter(path: str | Path) -> Matter:
    """The matter of a YAML or JSON file. Raises `FileProblem` with all that is wrong."""
    return load_matter_with_notices(path)[0]


def load_matter_with_notices(path: str | Path) -> tuple[Matter, tuple[Remark, ...]]:
    """The matter, and what looks like a slip although it can be assessed."""
    return parse_matter_with_notices(read_bytes(path), str(path))


def parse_matter(data: bytes, name: str) -> Matter:
    """The matter in the bytes of a file. `name` stands in the messages; its ending tells YAML from JSON, else the content does."""
    return parse_matter_with_notices(data, name)[0]


def parse_matter_with_notices(data: bytes, name: str) -> tuple[Matter, tuple[Remark, ...]]:
    """The matter in the bytes of a file, and its notices."""
    root = tree(data, name)
    matter = _typed(root, Matter, name)
    findings = check_matter(matter, currency_digits(matter.currency))
    return matter, _sorted_out(findings, root, name)


def load_policy(path: str | Path) -> PolicyFile:
    """The terms of a policy file. Raises `FileProblem` with all that is wrong."""
    return parse_policy(read_bytes(path), str(path))


def parse_policy(data: bytes, name: str) -> PolicyFile:
    """The terms in the bytes of a policy file."""
    root = tree(data, name)
    policy = _typed(root, PolicyFile, name)
    _sorted_out(check_policy(policy), root, name)
    return policy


def tree(data: bytes, name: str) -> Node:
    """The nodes of a file with their places, YAML or JSON by the ending of its name, else by its first character."""
    text = decode(data, name)
    ending = Path(name).suffix.lower()
    if ending == ".json" or (ending not in _YAML and text.lstrip()[:1] == "{"):
        return parse_json(text, name)
    return parse_yaml(text, name)


def _typed(root: Node, cls: type[S], name: str) -> S:
    _refuse_other_kind(root, cls, name)
    reader = Reader(name)
    value = reader.read(root, cls)
    if value is None:
        raise in_file_order(reader.problems)
    return value


def _refuse_other_kind(root: Node, cls: type[msgspec.Struct], name: str) -> None:
    """A policy where a matter was asked for, or the reverse, is told as such and not key by key."""
    written = root.get("format") if isinstance(root, Mapping) else None
    if not isinstance(written, Leaf):
        return
    code = {("weimei.policy/1", Matter): "file.is_policy", ("weimei.matter/1", PolicyFile): "file.is_matter"}.get(
        (written.text, cls)
    )
    if code is not None:
        raise FileProblem.of(
            Remark(code=code, file=name, line=written.line, column=written.column, path="format", found=written.text)
        )


def remark_of(finding: Finding, name: str, line: int | None, column: int | None) -> Remark:
    """A finding of the checks, with its place."""
    args = {key: value for key, value in finding.args.items() if key != "nearest"}
    return Remark(
        code=finding.code, file=name, line=line, column=column, path=path_text(finding.path), found=finding.found,
        nearest=finding.args.get("nearest", ""), args=args,
    )  # fmt: skip


def _sorted_out(findings: list[Finding], root: Node, name: str) -> tuple[Remark, ...]:
    """Raise what makes the file unusable; give back the rest."""
    placed = [(one.is_notice, remark_of(one, name, *place_of(root, one.path))) for one in findings]
    problems = [remark for is_notice, remark in placed if not is_notice]
    if problems:
        raise in_file_order(problems)
    return tuple(sorted((remark for _, remark in placed), key=lambda one: one.place))


def problem_of_row(error: FileProblem, name: str, number: int) -> FileProblem:
    """The problems of one row of a table: the row's number is the line."""
    moved = tuple(msgspec.structs.replace(one, file=name, line=number) for one in error.problems)
    return FileProblem(moved, left_out=error.left_out)
