"""The typical matter of bench/typical.yaml, and as many of its variations as a run needs."""

from __future__ import annotations

from pathlib import Path

from msgspec.structs import replace

from weimei.core.assessment.matter import Matter
from weimei.files import encode_matter_row, load_matter

FILE = Path(__file__).with_name("typical.yaml")


def typical() -> Matter:
    """The matter itself."""
    return load_matter(FILE)


def varied(matter: Matter, number: int) -> Matter:
    """The matter with another id, price and count of visits; every number gives another one, the same each time."""
    line, used = matter.lines[0], number % 6 + 1
    price = type(line.price or 0)((line.price or 0) + 100 * (number % 997))
    legs = (
        *matter.legs[:-1],
        replace(matter.legs[-1], amount=type(price)(matter.legs[-1].amount + price - line.price)),
    )
    return replace(
        matter,
        id=f"typical-{number}",
        lines=(replace(line, price=price, used=used),),
        legs=legs,
        redemptions=matter.redemptions[:used],
    )


def write_rows(path: Path, count: int) -> None:
    """A table of varied matters in JSON Lines."""
    matter = typical()
    with path.open("wb") as stream:
        for number in range(count):
            stream.write(encode_matter_row(varied(matter, number)) + b"\n")
