"""A file as nodes with their places, before anything is made of them. Every scalar is kept as the text that was written."""

from __future__ import annotations

import msgspec

from weimei.files.problems import FileProblem, Remark

DEPTH_MAX = 32
NODES_MAX = 20_000
Path = tuple[str | int, ...]


class Leaf(msgspec.Struct, frozen=True, gc=False):
    """One scalar. `plain`: written without quotes, so that an empty one, `~` and `null` stand for nothing."""

    text: str
    plain: bool
    line: int
    column: int

    @property
    def is_nothing(self) -> bool:
        """Whether the value was left empty."""
        return self.plain and self.text in ("", "~", "null", "Null", "NULL")


class Sequence(msgspec.Struct, frozen=True):
    """A list."""

    items: list[Node]
    line: int
    column: int


class Mapping(msgspec.Struct, frozen=True):
    """Keys with values, in the order of the file."""

    entries: list[tuple[Leaf, Node]]
    line: int
    column: int

    def get(self, key: str) -> Node | None:
        """The value of a key, if it is there."""
        return next((value for leaf, value in self.entries if leaf.text == key), None)


Node = Leaf | Sequence | Mapping


class Growing:
    """Builds a tree from a stream of tokens, within the limits of depth and size, without recursion."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.root: Node | None = None
        self._open: list[tuple[Sequence | Mapping, set[str]]] = []
        self._key: list[Leaf | None] = []
        self._count = 0

    def refuse(self, code: str, line: int, column: int, found: str = "", **args: str) -> FileProblem:
        """The problem at a place; the caller raises it."""
        return FileProblem.of(Remark(code=code, file=self.name, line=line, column=column, found=found, args=args))

    @property
    def is_key_next(self) -> bool:
        """Whether the next node is a key of the open mapping."""
        return bool(self._open) and isinstance(self._open[-1][0], Mapping) and self._key[-1] is None

    def leaf(self, leaf: Leaf) -> None:
        """A scalar: a key of the open mapping, or a value."""
        if not self.is_key_next:
            self._place(leaf)
            return
        seen = self._open[-1][1]
        if leaf.text in seen:
            raise self.refuse("key.duplicate", leaf.line, leaf.column, leaf.text)
        seen.add(leaf.text)
        self._key[-1] = leaf

    def opened(self, node: Sequence | Mapping) -> None:
        """A list or mapping begins."""
        if self.is_key_next:
            raise self.refuse("key.not_text", node.line, node.column)
        self._place(node)
        self._open.append((node, set()))
        self._key.append(None)
        if len(self._open) > DEPTH_MAX:
            raise self.refuse("tree.depth", node.line, node.column, limit=str(DEPTH_MAX))

    def closed(self) -> None:
        """The innermost list or mapping ends."""
        self._open.pop()
        self._key.pop()

    def _place(self, node: Node) -> None:
        self._count += 1
        if self._count > NODES_MAX:
            raise self.refuse("tree.nodes", node.line, node.column, limit=f"{NODES_MAX:,}")
        if not self._open:
            self.root = node
            return
        parent = self._open[-1][0]
        if isinstance(parent, Sequence):
            parent.items.append(node)
            return
        key = self._key[-1]
        if key is not None:
            parent.entries.append((key, node))
            self._key[-1] = None


def place_of(root: Node, path: Path) -> tuple[int, int]:
    """Where a field stands; of one that is not written, the place of the value that would hold it."""
    node = root
    for step in path:
        inner: Node | None = None
        if isinstance(node, Mapping) and isinstance(step, str):
            inner = node.get(step)
        elif isinstance(node, Sequence) and isinstance(step, int) and step < len(node.items):
            inner = node.items[step]
        if inner is None:
            break
        node = inner
    return node.line, node.column


def path_text(path: Path) -> str:
    """A path as people read it.

    >>> path_text(("legs", 0, "amount"))
    'legs[0].amount'
    """
    text = ""
    for step in path:
        text += f"[{step}]" if isinstance(step, int) else f".{step}" if text else step
    return text
