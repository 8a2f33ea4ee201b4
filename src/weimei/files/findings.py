"""What the checks say, and what they look things up in."""

from __future__ import annotations

import msgspec

from weimei.core.assessment.matter import Matter
from weimei.core.facts import Line, Pack, Redemption, When
from weimei.core.money import format_amount
from weimei.files.tree import Path

FINDINGS_MAX = 40


class Finding(msgspec.Struct, frozen=True):
    """One contradiction, by the path of the field. `is_notice`: worth a look, yet the matter can be assessed."""

    code: str
    path: Path
    found: str
    args: dict[str, str]
    is_notice: bool


class Say:
    """Collects what the checks find."""

    __slots__ = ("findings",)

    def __init__(self) -> None:
        self.findings: list[Finding] = []

    @property
    def is_full(self) -> bool:
        """Whether so much was found that looking on helps nobody."""
        return len(self.findings) >= FINDINGS_MAX

    def problem(self, code: str, path: Path, found: str = "", **args: str) -> None:
        """The matter cannot be so."""
        self._keep(Finding(code, path, found, args, False))

    def notice(self, code: str, path: Path, found: str = "", **args: str) -> None:
        """The matter may be so, but it looks like a slip."""
        self._keep(Finding(code, path, found, args, True))

    def _keep(self, finding: Finding) -> None:
        if not self.is_full:
            self.findings.append(finding)


class Index:
    """A matter's ids, and its visits by line, made once for all checks."""

    __slots__ = ("bundles", "digits", "evidence", "has_guardian", "legs", "lines", "packs", "parties", "visits")

    def __init__(self, matter: Matter, digits: int) -> None:
        self.digits = digits
        self.parties = {one.id for one in matter.parties}
        self.has_guardian = any(one.role == "guardian" for one in matter.parties)
        self.lines: dict[str, Line] = {one.id: one for one in matter.lines}
        self.bundles = {one.id for one in matter.bundles}
        self.legs = {one.id for one in matter.legs}
        self.evidence = {one.id for one in matter.evidence}
        self.packs: dict[str, dict[str, Pack]] = {
            line.id: {pack.id: pack for pack in line.packs} for line in matter.lines if line.packs
        }
        self.visits: dict[str, list[Redemption]] = {}
        for visit in matter.redemptions:
            known = self.visits.get(visit.line)
            if known is None:
                self.visits[visit.line] = [visit]
            else:
                known.append(visit)

    def amount(self, minor: int) -> str:
        """A sum as it is written."""
        return format_amount(minor, self.digits)


def is_surely_before(earlier: When | None, later: When | None) -> bool:
    """Whether one day lies before the other, however exactly the two are known.

    >>> is_surely_before(When("2026-05"), When("2026-05-20")), is_surely_before(When("2026-04"), When("2026-05-20"))
    (False, True)
    """
    if earlier is None or later is None:
        return False
    length = min(len(earlier), len(later), 10)
    return earlier[:length] < later[:length]
