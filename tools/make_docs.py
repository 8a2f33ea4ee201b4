"""Write the parts of docs/reference that follow from the code: file formats, error codes, the command line.

    python tools/make_docs.py           write them
    python tools/make_docs.py --check   say what is out of date; exit code 1 if anything is

Meanings of keys stand in docs/reference/fields.toml, remedies of errors in the code itself. A generated page is a frame by
hand around a part between two marks; only that part is written.
"""

from __future__ import annotations

import ast
import re
import sys
import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import msgspec

ROOT = Path(__file__).resolve().parent.parent
DOCS = ROOT / "docs" / "reference"
SOURCES = ROOT / "src" / "weimei"
FIRST, LAST = "<!-- made by tools/make_docs.py: {} -->", "<!-- end of {} -->"
CHINESE = re.compile("[\u4e00-\u9fff]")
CLAUSE_KEYS = ("id", "text", "standard_form", "flagged", "invoked", "line")
LONG_LIST = 12


class DocsError(Exception):
    """The docs cannot be made; the message says what to write where."""


# --- file formats ---------------------------------------------------------------------------------------------------


@cache
def meanings() -> dict[str, dict[str, list[str]]]:
    """Type to key to [Chinese, English]."""
    return tomllib.loads((DOCS / "fields.toml").read_text("utf-8"))


def meaning(type_name: str, key: str) -> tuple[str, str]:
    """What a key means; the keys that all clauses share stand under Clause."""
    rows = meanings()
    for name in (
        type_name,
        *(("Clause",) if key in CLAUSE_KEYS else ()),
        *(("Policy",) if type_name == "PolicyFile" else ()),
    ):
        if key in rows.get(name, {}):
            zh, en = rows[name][key]
            return zh, en
    raise DocsError(f"docs/reference/fields.toml does not say what {type_name}.{key} means.")


def records() -> list[Any]:
    """Every record of a matter file and a policy file, in the order in which a reader meets them."""
    from weimei.core.assessment.matter import Matter
    from weimei.files.load import PolicyFile
    from weimei.files.shapes import Choice, Many, Record, record_of

    found: dict[str, Any] = {}

    def walk(record: Record) -> None:
        if record.type.__name__ in found:
            return
        found[record.type.__name__] = record
        for field in record.fields.values():
            shape: Any = field.shape
            while isinstance(shape, Many):
                shape = shape.item
            for inner in shape.records.values() if isinstance(shape, Choice) else [shape]:
                if isinstance(inner, Record):
                    walk(inner)

    walk(record_of(Matter))
    walk(record_of(PolicyFile))
    return list(found.values())


def stale_meanings() -> list[str]:
    """Entries of fields.toml for keys that no type has any more."""
    known = {record.type.__name__: set(record.fields) for record in records()} | {"Clause": set(CLAUSE_KEYS)}
    return [f"{name}.{key}" for name, rows in meanings().items() for key in rows if key not in known.get(name, set())]


def is_clause(record: Any) -> bool:
    """Whether a record is one kind of clause."""
    return bool(record.tag_field == "clause")


def anchor(record: Any) -> str:
    """Heading of a record."""
    return str(record.tag) if is_clause(record) else str(record.type.__name__).lower()


def written(shape: Any) -> str:
    """How a value of this shape is written."""
    from weimei.files.shapes import Choice, Kind, Many, Scalar

    if isinstance(shape, Many):
        return f"list of {written(shape.item)}"
    if isinstance(shape, Choice):
        return "a [clause](#clauses)"
    if not isinstance(shape, Scalar):
        return f"[{shape.type.__name__}](#{anchor(shape)})"
    match shape.kind:
        case Kind.WORD:
            words = [f"`{word}`" for word in shape.words]
            shown = ", ".join(words[:LONG_LIST])
            return shown + (f", … ({len(words)} words, below)" if len(words) > LONG_LIST else "")
        case Kind.ANSWER:
            return "yes, no, unknown"
        case Kind.FLAG:
            return "yes, no"
        case Kind.AMOUNT:
            return "amount"
        case Kind.DAY:
            return "date"
        case Kind.WHOLE:
            return f"whole number {shape.low}–{shape.high}"
        case Kind.PERCENT:
            return "percent"
        case _:
            return "text"


def left_out(field: Any) -> str:
    """What it means when a key is left out."""
    if field.is_required:
        return "**required**"
    default = field.default
    if default is None:
        return "not known"
    if default == () or default == "":
        return "none"
    if isinstance(default, msgspec.Struct):
        return "nothing known of it"
    if isinstance(default, bool):
        return "yes" if default else "no"
    return str(default)


def table(record: Any, keys: list[str]) -> list[str]:
    """One record's keys."""
    rows = ["| key | 含义 | meaning | written as | left out |", "|---|---|---|---|---|"]
    for key in keys:
        field = record.fields[key]
        zh, en = meaning(record.type.__name__, key)
        rows.append(f"| `{key}` | {zh} | {en} | {written(field.shape)} | {left_out(field)} |")
    return [*rows, ""]


def doc_of(record: Any) -> str:
    """The type's own words."""
    text = (record.type.__doc__ or "").strip()
    return re.sub(r"\n\s*", " ", text.split("\n\n>>>")[0])


def word_lists(record: Any) -> list[str]:
    """Lists of words too long for a table."""
    from weimei.files.shapes import Kind, Scalar

    lines = []
    for key, field in record.fields.items():
        if isinstance(field.shape, Scalar) and field.shape.kind is Kind.WORD and len(field.shape.words) > LONG_LIST:
            lines += [f"Words of `{key}`: " + ", ".join(f"`{word}`" for word in field.shape.words) + ".", ""]
    return lines


def matter_part() -> str:
    """The tables of the matter file, clauses last."""
    lines: list[str] = []
    clauses = [record for record in records() if is_clause(record)]
    for record in records():
        if is_clause(record) or record.type.__name__ in ("PolicyFile", "Tier"):
            continue
        name = record.type.__name__
        lines += [f"## {name}", "", doc_of(record), "", *table(record, list(record.fields)), *word_lists(record)]
    lines += ["## Clauses", "", "Every clause names its kind under `clause` and may have these keys:", ""]
    lines += table(clauses[0], [key for key in clauses[0].fields if key in CLAUSE_KEYS])
    for record in clauses:
        own = [key for key in record.fields if key not in CLAUSE_KEYS]
        lines += [f"### {record.tag}", "", doc_of(record), "", *(table(record, own) if own else [])]
    tier = next(record for record in records() if record.type.__name__ == "Tier")
    lines += ["### Tier", "", doc_of(tier), "", *table(tier, list(tier.fields))]
    return "\n".join(lines).strip()


def policy_part() -> str:
    """The table of the policy file."""
    record = next(record for record in records() if record.type.__name__ == "PolicyFile")
    return "\n".join(table(record, list(record.fields))).strip()


def proof_part() -> str:
    """The facts that exhibits can speak to, with who must show them."""
    from weimei.core.assessment.proofs import NEEDS

    rows = ["| fact | who must show it | how surely | kinds of exhibits | norms |", "|---|---|---|---|---|"]
    for fact, need in NEEDS.items():
        kinds = ", ".join(f"`{kind}`" for kind in need.kinds)
        surely = need.standard.replace("_", " ")
        rows.append(f"| `{fact}` | {need.burden} | {surely} | {kinds} | {', '.join(need.refs)} |")
    return "\n".join(rows)


# --- error codes ----------------------------------------------------------------------------------------------------


class Refusal(NamedTuple):
    """One place where the code refuses: its code, what it says in Chinese and English, what to do."""

    code: str
    zh: str
    message: str
    remedy: str
    module: str


def said(node: ast.expr | None) -> str:
    """A message as written in the source; what is filled in stands in braces."""
    match node:
        case ast.Constant(value=str() as text):
            return text
        case ast.JoinedStr(values=parts):
            return "".join(said(part) for part in parts)
        case ast.FormattedValue(value=value):
            return "{" + re.sub(r"[^\w.]+", " ", ast.unparse(value)).strip().split(" ")[-1].split(".")[-1] + "}"
        case ast.BinOp(left=left, right=right):
            return said(left) + said(right)
        case ast.IfExp(body=body, orelse=orelse):
            return " / ".join(part for part in (said(body), said(orelse)) if part)
        case None:
            return ""
        case _:
            return "{" + re.sub(r"\W+", "_", ast.unparse(node)).strip("_")[:24] + "}"


def trees() -> Iterator[tuple[str, ast.Module]]:
    """Every module of the product with its name."""
    for path in sorted(SOURCES.rglob("*.py")):
        module = path.relative_to(ROOT / "src").with_suffix("").as_posix().replace("/", ".").removesuffix(".__init__")
        yield module, ast.parse(path.read_text("utf-8"))


@cache
def refusing() -> frozenset[str]:
    """The names of what carries an error code: DomainError, what derives from it, and the error of one row."""
    names = {"DomainError", "RowError"}
    classes = [node for _, tree in trees() for node in ast.walk(tree) if isinstance(node, ast.ClassDef)]
    while more := {one.name for one in classes if {getattr(base, "id", "") for base in one.bases} & names} - names:
        names |= more
    return frozenset(names)


def refusals() -> Iterator[Refusal]:
    """Every place where the code refuses with a code of its own; the words of file problems stand in their catalogue."""
    for module, tree in trees():
        named = {
            target.id: node.value
            for node in ast.walk(tree)
            if isinstance(node, ast.Assign) and isinstance(node.value, ast.Constant | ast.JoinedStr)
            for target in node.targets
            if isinstance(target, ast.Name) and target.id in ("zh", "en")
        }
        for node in ast.walk(tree):
            if not isinstance(node, ast.Call) or getattr(node.func, "id", "") not in refusing() or not node.args:
                continue
            words = {word.arg: word.value for word in node.keywords}
            told = [named.get(getattr(one, "id", ""), one) for one in alternatives(node.args[1:2])] or [words.get("en")]
            chinese = [one for one in map(said, told) if CHINESE.search(one)] + [said(words.get("zh"))]
            english = [one for one in map(said, told) if not CHINESE.search(one)]
            for code in codes_of(node.args[0]):
                yield Refusal(code, chinese[0], " / ".join(english), said(words.get("remedy")), module)


def alternatives(nodes: list[ast.expr]) -> list[ast.expr]:
    """Both sides of a choice between two names."""
    match nodes:
        case [ast.IfExp(body=ast.Name() as body, orelse=ast.Name() as orelse)]:
            return [body, orelse]
        case _:
            return nodes


def codes_of(node: ast.expr) -> list[str]:
    """The codes that a first argument can be: one, or one of two."""
    match node:
        case ast.Constant(value=str() as code):
            return [code]
        case ast.IfExp(body=body, orelse=orelse):
            return codes_of(body) + codes_of(orelse)
        case _:
            return []


def cell(text: str) -> str:
    """A text as one cell of a table."""
    return re.sub(r"\s+", " ", text).replace("|", "\\|").replace("<", "&lt;").strip()


def errors_part() -> str:
    """Refusals of the engine and the doors, one row per code and message."""
    found = sorted(set(refusals()))
    in_words = {one.code: one.zh for one in found if one.zh}  # of a code told once in each language, one row
    rows = [
        f"| `{one.code}` | {cell(one.zh or in_words.get(one.code, '')) or '—'} | {cell(one.message)} "
        f"| {cell(one.remedy) or '—'} | `{one.module}` |"
        for one in found
        if one.message
    ]
    return "\n".join(["| code | 中文 | what is said | what to do | raised in |", "|---|---|---|---|---|", *rows])


def file_errors_part() -> str:
    """What is said of a file's problems, in Chinese and English."""
    from weimei.files.messages import messages

    rows = ["| code | 中文 | English |", "|---|---|---|"]
    for code, by_lang in sorted(messages().items()):
        texts = []
        for lang, mark in (("zh", "应为：{}。"), ("en", "Expected: {}.")):
            message = by_lang[lang]
            expected = mark.format(message.expected) if message.expected else ""
            texts.append(cell(" ".join(part for part in (message.what, expected, message.advice) if part)))
        rows.append(f"| `{code}` | {texts[0]} | {texts[1]} |")
    return "\n".join(rows)


# --- command line ---------------------------------------------------------------------------------------------------


def cli_part() -> str:
    """Every command with its options. A command that cannot be imported is named on standard error and left out."""
    import click

    from weimei.cli import COMMANDS, main

    lines = []
    for name in COMMANDS:
        try:
            command = main.get_command(click.Context(main), name)
        except ImportError as error:
            print(f"weimei {name} is left out: {error}", file=sys.stderr)
            continue
        lines += command_lines(click, f"weimei {name}", command)
    return "\n".join(lines).strip()


def command_lines(click: Any, path: str, command: Any) -> list[str]:
    """One command, its arguments and options, and its subcommands."""
    context = click.Context(command, info_name=path, terminal_width=100, max_content_width=100)
    usage = " ".join([path, *command.collect_usage_pieces(context)])
    told = re.sub(r"\s*\n(?=\S)", " ", _unindented(command.help or "")).strip()
    lines = [f"## {path}", "", "```", usage, "```", "", told, ""]
    options = [param for param in command.params if isinstance(param, click.Option)]
    if options:
        lines += ["| option | what it does | default |", "|---|---|---|"]
        lines += [option_row(option) for option in options] + [""]
    for name, sub in sorted(getattr(command, "commands", {}).items()):
        lines += [
            "#" + line if line.startswith("## ") else line for line in command_lines(click, f"{path} {name}", sub)
        ]
    return lines


def _unindented(text: str) -> str:
    return "\n".join(line.strip() for line in text.splitlines())


def option_row(option: Any) -> str:
    """One option."""
    choices = getattr(option.type, "choices", None)
    words = "|".join(str(choice) for choice in choices) if choices else option.type.name.upper()
    value = "" if option.is_flag else f" {words}"
    names = ", ".join(f"`{name}{value}`" for name in (*option.opts, *option.secondary_opts))
    default = option.default
    shown = (
        "—" if default is None or callable(default) or "Sentinel" in repr(default) or option.is_flag else f"`{default}`"
    )
    return f"| {cell(names)} | {cell(option.help or '')} | {shown} |"


# --- pages ----------------------------------------------------------------------------------------------------------

PARTS = {
    "matter-file.md": {"matter file": matter_part, "facts and proof": proof_part},
    "policy-file.md": {"policy file": policy_part},
    "errors.md": {"errors": errors_part, "file problems": file_errors_part},
    "cli.md": {"commands": cli_part},
}


def made(page: str) -> str:
    """A page with its generated parts as they should be."""
    text = (DOCS / page).read_text("utf-8")
    for name, part in PARTS[page].items():
        first, last = FIRST.format(name), LAST.format(name)
        if text.count(first) != 1 or text.count(last) != 1:
            raise DocsError(f"docs/reference/{page} needs the marks of “{name}” exactly once.")
        before, _, rest = text.partition(first)
        text = f"{before}{first}\n\n{part()}\n\n{last}{rest.partition(last)[2]}"
    return text


def main(arguments: list[str]) -> int:
    """Write the pages, or check them; the exit code."""
    stale = [page for page in PARTS if made(page) != (DOCS / page).read_text("utf-8")]
    if arguments == ["--check"]:
        for page in stale:
            print(f"docs/reference/{page} is out of date: run python tools/make_docs.py")
        return 1 if stale else 0
    for page in stale:
        (DOCS / page).write_text(made(page), "utf-8")
        print(f"wrote docs/reference/{page}")
    return 0


if __name__ == "__main__":
    sys.path.insert(0, str(ROOT / "src"))
    sys.exit(main(sys.argv[1:]))
