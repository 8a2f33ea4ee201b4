"""Make src/weimei/core/periods/data/cn_holidays.toml from the kept holiday library.

Run it with `--last 2027` once the library knows the notice for that year. `--check` writes nothing and tells by its
exit code whether the file is what the library gives.
"""

from __future__ import annotations

import argparse
from datetime import date
from pathlib import Path

from weimei.adapters.calendars import library_calendar, library_years
from weimei.core.periods import HolidaySpan, YearTable

TARGET = Path(__file__).parent.parent / "src" / "weimei" / "core" / "periods" / "data" / "cn_holidays.toml"
FIRST_YEAR = 2020
SOURCES = {
    2026: "library chinesecalendar; three of four public tables that cite the State Council notice of 2025-11-04 agree "
    "on every day; the notice itself not read"
}
HEAD = """\
# Public holidays (days off, first and last included) and weekend days worked in exchange (调休上班), mainland China.
# Made by tools/make_calendar.py from the library chinesecalendar; do not edit by hand. Years not listed are
# provisional: weekends only. verification: official = compared with the State Council notice; secondary = second-hand
# tables only.
country = "CN"
"""


def year_text(table: YearTable) -> str:
    """One year as TOML."""
    lines = ["", "[[year]]", f"year = {table.year}", f'verification = "{table.verification.value}"']
    lines.append(f'source = "{SOURCES.get(table.year, table.source)}"')
    lines.extend(["holidays = [", *(span_text(span) for span in table.holidays), "]"])
    lines.extend(["makeup_workdays = [", *(makeup_text(day) for day in table.makeup_workdays), "]"])
    return "\n".join(lines) + "\n"


def span_text(span: HolidaySpan) -> str:
    """One holiday as a line of TOML."""
    return f'  {{ name = "{span.name}", first = {span.first}, last = {span.last} }},'


def makeup_text(day: date) -> str:
    """One make-up workday as a line of TOML, with the weekday for the reader."""
    return f"  {day},  # {day:%A}"


def table_text(first_year: int, last_year: int) -> str:
    """The whole file."""
    return HEAD + "".join(year_text(table) for table in library_calendar(first_year, last_year).years)


def main() -> int:
    """Write or check the file."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--first", type=int, default=FIRST_YEAR, help="first year of the table")
    parser.add_argument("--last", type=int, default=library_years()[-1], help="last year of the table")
    parser.add_argument("--check", action="store_true", help="compare only")
    wanted = parser.parse_args()
    text = table_text(wanted.first, wanted.last)
    if wanted.check:
        return 0 if TARGET.read_text(encoding="utf-8") == text else 1
    TARGET.write_text(text, encoding="utf-8")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
