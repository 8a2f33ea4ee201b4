"""Past matters judged again under two versions of the seller's terms: exact sums of what each would have returned."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import msgspec

from weimei.core.assessment.assess import elect
from weimei.core.assessment.grounds import candidates
from weimei.core.assessment.heads import capped
from weimei.core.assessment.judge import court
from weimei.core.assessment.matter import Matter
from weimei.core.assessment.outcome import Term
from weimei.core.assessment.terms import sort_terms
from weimei.core.errors import DomainError
from weimei.core.findings import Spread
from weimei.core.policy.policies import Policy
from weimei.files import FileProblem, PolicyFile, decode_row, load_matter, read_rows
from weimei.services.told import Lang, ToldError

MATTER_ENDINGS = (".yaml", ".yml", ".json")


class Sums(msgspec.Struct):
    """Principal under one version, in whole minor units. `middle`: the likely figure, the low one where the law names none."""

    low: int = 0
    middle: int = 0
    high: int = 0

    def add(self, figures: tuple[int, int, int]) -> None:
        """One more matter."""
        self.low += figures[0]
        self.middle += figures[1]
        self.high += figures[2]


class Tally(msgspec.Struct):
    """Matters and their sums under both versions.

    `better`, `worse`: no figure lower (higher) for the buyer under the second version, and one at least higher (lower);
    `mixed`: one figure higher, another lower. `unstated`: matters whose payment is not known, left out of `paid`.
    `undecided`: matters with no likely figure under at least one version, counted with their low one.
    """

    matters: int = 0
    paid: int = 0
    unstated: int = 0
    undecided: int = 0
    better: int = 0
    worse: int = 0
    same: int = 0
    mixed: int = 0
    first: Sums = msgspec.field(default_factory=Sums)
    second: Sums = msgspec.field(default_factory=Sums)

    def add(self, one: Replayed) -> None:
        """One more matter."""
        self.matters += 1
        self.paid += one.paid or 0
        self.unstated += one.paid is None
        self.undecided += one.first.likely is None or one.second.likely is None
        before, after = figures(one.first), figures(one.second)
        self.first.add(before)
        self.second.add(after)
        up = any(b > a for a, b in zip(before, after, strict=True))
        down = any(b < a for a, b in zip(before, after, strict=True))
        if up and down:
            self.mixed += 1
        elif up:
            self.better += 1
        elif down:
            self.worse += 1
        else:
            self.same += 1


class Replayed(msgspec.Struct, frozen=True):
    """One matter under both versions. `cause`: whose doing, `cause:merchant+consumer` where that is not settled."""

    paid: int | None
    cause: str
    first: Spread
    second: Spread


class Backtest(msgspec.Struct, kw_only=True):
    """What came of it. `fallen`: for each version, its terms that have no force whatever the sum."""

    as_of: date
    currency: str
    names: tuple[str, str]
    fallen: tuple[tuple[Term, ...], tuple[Term, ...]]
    whole: Tally = msgspec.field(default_factory=Tally)
    by_cause: dict[str, Tally] = msgspec.field(default_factory=dict)
    bad: int = 0


def figures(spread: Spread) -> tuple[int, int, int]:
    """Low, likely or low, high."""
    return spread.low, spread.low if spread.likely is None else spread.likely, spread.high


def seller_terms(file: PolicyFile) -> Policy:
    """The terms as if every buyer had accepted them: without dates, which would leave out contracts of other years."""
    undated = {"accepted_on": None, "in_force_from": None, "in_force_to": None}
    return Policy(**({name: getattr(file, name) for name in Policy.__struct_fields__} | undated))


def under(matter: Matter, terms: Policy) -> Matter:
    """The matter with these terms in the place of the seller's; those of others stay."""
    others = tuple(one for one in matter.policies if one.by != "merchant")
    return msgspec.structs.replace(matter, policies=(*others, terms))


def replay(matter: Matter, terms: tuple[Policy, Policy], at: date) -> Replayed:
    """One matter under both versions, everything else as it was."""
    paid, cause, first = _judged(under(matter, terms[0]), at)
    return Replayed(paid, cause, first, _judged(under(matter, terms[1]), at)[2])


def _judged(matter: Matter, at: date) -> tuple[int | None, str, Spread]:
    """Paid, the cause, and the principal as `amounts` gives it."""
    found = court(matter, at, trace=False)
    heads, _ = capped(elect(found, candidates(found)).heads, found.ctx)
    known = [part.paid for part in found.parts if part.paid is not None]
    paid: int | None = sum(known) if len(known) == len(found.parts) else None
    if matter.legs:
        paid = sum(leg.amount for leg in matter.legs)
    return paid, "cause:" + "+".join(found.causes.columns), heads.principal


def run_backtest(
    sources: tuple[Path, ...],
    policies: tuple[PolicyFile, PolicyFile],
    at: date,
    lang: Lang,
    tell: Callable[[str], None],
) -> Backtest:
    """Judge every matter of the sources twice. Tables are read in chunks; of a matter only the sums are kept.

    `tell` gets the words for each matter that could not be judged. Raises ToldError where the two versions cannot be
    compared, FileProblem where a table cannot be read.
    """
    _comparable(policies)
    terms = (seller_terms(policies[0]), seller_terms(policies[1]))
    done = Backtest(
        as_of=at, currency=policies[0].currency, names=_names(policies), fallen=(_fallen(terms[0]), _fallen(terms[1]))
    )
    for name, number, read in _matters(sources):
        try:
            matter = read()
            if matter.currency != done.currency:
                raise _other_currency(matter.currency, done.currency)
            one = replay(matter, terms, at)
        except Exception as problem:  # noqa: BLE001  # one bad row must not lose the others
            done.bad += 1
            tell(_in_words(problem, name, number, lang))
            continue
        done.whole.add(one)
        done.by_cause.setdefault(one.cause, Tally()).add(one)
    return done


def _comparable(policies: tuple[PolicyFile, PolicyFile]) -> None:
    for one in policies:
        if one.by != "merchant":
            raise ToldError(
                "backtest.by",
                zh=f"条款{one.id}是{one.by}的。这里只能换商家的条款，把 by 写成 merchant。",
                en=f"The terms {one.id} are those of: {one.by}. Only the seller's terms can be changed here; set by: merchant.",
            )
    first, second = policies
    if first.currency != second.currency:
        raise ToldError(
            "backtest.currency",
            zh=f"两版条款的币种不同（{first.currency}、{second.currency}），不能比。",
            en=f"The two versions are in different currencies ({first.currency}, {second.currency}) and cannot be compared.",
        )


def _names(policies: tuple[PolicyFile, PolicyFile]) -> tuple[str, str]:
    """Id and version; told apart by number where these are the same."""
    first, second = (f"{one.id} {one.version}".strip() for one in policies)
    return (first, second) if first != second else (f"{first} (1)", f"{second} (2)")


def _fallen(terms: Policy) -> tuple[Term, ...]:
    empty = Matter(id="terms", lines=(), policies=(terms,))
    return tuple(term for term in sort_terms(empty).report if term.state in ("fallen", "no_effect"))


Read = Callable[[], Matter]


def _matters(sources: tuple[Path, ...]) -> Iterator[tuple[str, int | None, Read]]:
    """Every matter with the name of its file, its row where it stands in a table, and the way to read it."""
    for path in sources:
        if path.suffix.lower() in MATTER_ENDINGS:
            yield str(path), None, lambda path=path: load_matter(path)  # type: ignore[misc]
            continue
        for rows in read_rows(path):
            for number, line in rows:
                yield str(path), number, lambda p=path, n=number, text=line: decode_row(text, str(p), n)  # type: ignore[misc]


def _other_currency(found: str, expected: str) -> ToldError:
    return ToldError(
        "backtest.matter_currency",
        zh=f"这件事的币种是{found}，条款的币种是{expected}，没有算进去。",
        en=f"This matter is in {found}, the terms are in {expected}; it is not counted.",
    )


def _in_words(problem: Exception, name: str, number: int | None, lang: Lang) -> str:
    """What is wrong with one matter, with its row first."""
    zh = lang == "zh"
    if isinstance(problem, FileProblem | ToldError):
        text = problem.text(lang)
    elif isinstance(problem, DomainError):
        text = str(problem)
    else:
        detail = f"{type(problem).__name__}: {problem}"
        text = f"程序出错（{detail}），没有算。" if zh else f"The program failed ({detail}); not counted."
    if number is None:
        return text if isinstance(problem, FileProblem) else f"{name}：{text}" if zh else f"{name}: {text}"
    if isinstance(problem, FileProblem):
        return f"第{number}行：{text}" if zh else f"row {number}: {text}"
    return f"{name}，第{number}行：{text}" if zh else f"{name}, row {number}: {text}"
