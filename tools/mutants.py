"""The small mistakes that tools/mutate.py puts into the source: where one can be made, and the source with it."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path
from types import CodeType
from typing import NamedTuple

ROOT = Path(__file__).resolve().parent.parent
SOURCES = ROOT / "src"
EQUIVALENT = ROOT / "tools" / "mutants_equivalent.txt"
ROOMS = {
    "money": ("weimei/core/money",),
    "law": ("weimei/core/law/statutes", "weimei/core/assessment"),
}

COMPARISONS: dict[type[ast.cmpop], type[ast.cmpop]] = {
    ast.Lt: ast.LtE, ast.LtE: ast.Lt, ast.Gt: ast.GtE, ast.GtE: ast.Gt, ast.Eq: ast.NotEq, ast.NotEq: ast.Eq,
    ast.Is: ast.IsNot, ast.IsNot: ast.Is, ast.In: ast.NotIn, ast.NotIn: ast.In,
}  # fmt: skip
OPERATORS: dict[type[ast.operator], type[ast.operator]] = {
    ast.Add: ast.Sub, ast.Sub: ast.Add, ast.Mult: ast.FloorDiv, ast.FloorDiv: ast.Mult,
}  # fmt: skip
OPPOSITES = (ast.Eq, ast.NotEq, ast.Is, ast.IsNot, ast.In, ast.NotIn)
NOUGHT = ("int", "bool", "Fen")
"""Annotations of results for which a mutant returns 0; others return None."""


class Mutant(NamedTuple):
    """One changed place: the file, where it stands, what stood there and what stands there now; the lines of its statement."""

    path: str
    line: int
    where: str
    before: str
    after: str
    number: int
    in_function: bool
    first: int
    last: int

    @property
    def key(self) -> str:
        """What names the mutant when lines move."""
        return f"{self.path} {self.where}: {self.before} -> {self.after}"


class Site(NamedTuple):
    """A place in a syntax tree and what may be put there."""

    old: ast.expr
    new: ast.expr
    where: str
    in_function: bool
    first: int
    last: int


def replaced(tree: ast.AST, old: ast.AST, new: ast.AST) -> None:
    """Put one node in the place of another."""
    for parent in ast.walk(tree):
        for name, value in ast.iter_fields(parent):
            if value is old:
                setattr(parent, name, new)
                return
            if isinstance(value, list):
                for place, one in enumerate(value):
                    if one is old:
                        value[place] = new
                        return
    raise ValueError("The node is not in the tree.")


def changes(node: ast.AST) -> Iterator[ast.expr]:
    """What may stand in the place of an expression."""
    match node:
        case ast.Compare(left=left, ops=ops, comparators=right):
            for place, operator in enumerate(ops):
                swapped: list[ast.cmpop] = [*ops[:place], COMPARISONS[type(operator)](), *ops[place + 1 :]]
                yield ast.Compare(left, swapped, right)
        case ast.BinOp(left=a, op=op, right=b) if type(op) in OPERATORS:
            yield ast.BinOp(a, OPERATORS[type(op)](), b)
        case ast.BoolOp(op=both, values=values):
            yield ast.BoolOp(ast.Or() if isinstance(both, ast.And) else ast.And(), values)
        case ast.UnaryOp(op=ast.Not(), operand=inner):
            yield inner
        case ast.Constant(value=int() as number) if not isinstance(number, bool):
            yield ast.Constant(number + 1)
            yield ast.Constant(number - 1)
        case ast.Call(func=ast.Name(id="min" | "max" as name), args=args, keywords=keywords):
            yield ast.Call(ast.Name("max" if name == "min" else "min", ast.Load()), args, keywords)
        case _:
            pass


def negated(test: ast.expr) -> Iterator[ast.expr]:
    """A condition turned round, unless another change already does just that."""
    is_opposite = isinstance(test, ast.Compare) and len(test.ops) == 1 and isinstance(test.ops[0], OPPOSITES)
    if not is_opposite and not isinstance(test, ast.UnaryOp):
        yield ast.UnaryOp(ast.Not(), test)


def nothing(value: ast.expr, returns: str) -> Iterator[ast.expr]:
    """Nothing in the place of a result, unless it already is nothing."""
    gives = 0 if returns in NOUGHT else None
    if not (isinstance(value, ast.Constant) and value.value in (0, None)):
        yield ast.Constant(gives)


def head(node: ast.AST) -> tuple[int, int] | None:
    """First and last line of a statement, without the statements in it; None for what is no statement."""
    if isinstance(node, ast.match_case):
        return node.pattern.lineno, max(node.pattern.lineno, node.body[0].lineno - 1)
    if not isinstance(node, ast.stmt | ast.ExceptHandler):
        return None
    inner = getattr(node, "body", None) or getattr(node, "cases", None)
    if not inner:
        return node.lineno, node.end_lineno or node.lineno
    begins = inner[0].pattern.lineno if isinstance(inner[0], ast.match_case) else inner[0].lineno
    return node.lineno, max(node.lineno, begins - 1)


def is_fall_back(node: ast.AST, one: ast.AST) -> bool:
    """Whether this is the number in `x or 0`: mostly for the types alone, `x` being known there. `x and 0` is tried instead."""
    return isinstance(node, ast.BoolOp) and isinstance(node.op, ast.Or) and isinstance(one, ast.Constant)


def sites(
    node: ast.AST, where: str = "", returns: str = "", inside: bool = False, lines: tuple[int, int] = (1, 1)
) -> Iterator[Site]:
    """Every change in a tree, in the order of the text; not in annotations, decorators, checks of types, fall-backs."""
    lines = head(node) or lines
    if isinstance(node, ast.ClassDef | ast.FunctionDef):
        where = f"{where}.{node.name}".lstrip(".")
        inside = inside or isinstance(node, ast.FunctionDef)
        returns = ast.unparse(node.returns) if isinstance(node, ast.FunctionDef) and node.returns else ""
    if isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING":
        return
    if isinstance(node, ast.If | ast.IfExp | ast.While):
        yield from (Site(node.test, new, where, inside, *lines) for new in negated(node.test))
    if isinstance(node, ast.Return) and node.value is not None:
        yield from (Site(node.value, new, where, inside, *lines) for new in nothing(node.value, returns))
    if isinstance(node, ast.expr):
        yield from (Site(node, new, where, inside, *lines) for new in changes(node))
    for name, value in ast.iter_fields(node):
        if name in ("annotation", "returns", "decorator_list", "type_params"):
            continue
        for one in value if isinstance(value, list) else [value]:
            if isinstance(one, ast.AST) and not is_fall_back(node, one):
                yield from sites(one, where, returns, inside, lines)


def short(node: ast.expr) -> str:
    """An expression in one line of no great length."""
    text = " ".join(ast.unparse(node).split())
    return text if len(text) <= 110 else f"{text[:60]} … {text[-45:]}"


def mutants_of(path: Path) -> Iterator[Mutant]:
    """Every mutant of a file. Expressions that stand more than once in a function are told apart by a number."""
    name = path.relative_to(ROOT).as_posix()
    seen: dict[str, int] = {}
    for number, site in enumerate(sites(ast.parse(path.read_text("utf-8")))):
        before, after = short(site.old), short(site.new)
        again = seen[f"{site.where}: {before} -> {after}"] = seen.get(f"{site.where}: {before} -> {after}", 0) + 1
        where = site.where or "module"
        yield Mutant(
            name, site.old.lineno, where if again == 1 else f"{where}#{again}", before, after, number,
            site.in_function, site.first, site.last,
        )  # fmt: skip


def mutated(mutant: Mutant, text: str) -> CodeType:
    """The file with the one change, compiled."""
    tree = ast.parse(text)
    site = next(one for number, one in enumerate(sites(tree)) if number == mutant.number)
    replaced(tree, site.old, ast.copy_location(site.new, site.old))
    return compile(ast.fix_missing_locations(tree), str(ROOT / mutant.path), "exec", dont_inherit=True)


def mutants_in(room: str) -> list[Mutant]:
    """Every mutant of a room, file by file."""
    files = [path for folder in ROOMS[room] for path in sorted((SOURCES / folder).rglob("*.py"))]
    return [mutant for path in files for mutant in mutants_of(path)]


def equivalents() -> dict[str, str]:
    """The mutants reviewed as changing nothing, with the reason."""
    lines = EQUIVALENT.read_text("utf-8").splitlines() if EQUIVALENT.exists() else []
    rows = [line.rpartition("  # ") for line in lines if line and not line.startswith("#")]
    return {key.strip(): reason for key, _, reason in rows}
