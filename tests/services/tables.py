"""Tables of matters for the tests of what is done with many of them."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

ROW = {
    "id": "m",
    "contract": {"formed_on": "2026-05-20", "medical_aesthetics": "yes"},
    "lines": [
        {"id": "L1", "plan": "sessions", "name": "光子嫩肤", "price": "8800.00", "units": 10, "used": 4,
         "list_price": {"amount": "1280.00", "shown": "yes", "sales": "yes"}},
    ],
    "legs": [{"id": "p1", "rail": "wechat_pay", "amount": "8800.00", "paid_on": "2026-05-20"}],
    "events": [{"kind": "change_of_mind", "id": "e1", "on": "2026-08-20", "proved": "yes"}],
    "request": {"reason": "personal", "asked_on": "2026-09-01", "arrived_on": "2026-09-01"},
}  # fmt: skip


def a_row(
    id_: str = "m", *, used: int = 4, price: str = "8800.00", cause: str = "change_of_mind", **more: Any
) -> bytes:
    """One course of ten, paid at once, ended by the buyer or by the clinic."""
    row = json.loads(json.dumps(ROW)) | {"id": id_}
    row["lines"][0] |= {"used": used, "price": price}
    row["legs"][0]["amount"] = price
    row["events"][0]["kind"] = cause
    return json.dumps(row | more, ensure_ascii=False).encode()


def write_table(path: Path, rows: Iterable[bytes]) -> Path:
    """Rows as JSON Lines."""
    path.write_bytes(b"".join(row + b"\n" for row in rows))
    return path


def read_table(path: Path) -> list[Any]:
    """A JSON Lines file as values."""
    return [json.loads(line) for line in path.read_bytes().splitlines()]


Chunk = list[tuple[int, bytes]]


def numbered(rows: Iterable[bytes], size: int) -> list[Chunk]:
    """Rows with their numbers in chunks."""
    pairs = list(enumerate(rows, 1))
    return [pairs[at : at + size] for at in range(0, len(pairs), size)]


Write = Callable[[int], bytes]
