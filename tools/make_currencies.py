"""Make src/weimei/core/money/currencies.json (ISO 4217 decimals) from Babel, which takes them from the Unicode CLDR.

The digits of CLDR differ from ISO 4217 where people no longer use the small coins. For those the ISO value stands,
since rails settle in ISO 4217 minor units; they are listed in ISO_DIFFERS with the reason.
"""

from __future__ import annotations

import json
from pathlib import Path

from babel import Locale
from babel.core import get_global

TARGET = Path(__file__).parent.parent / "src" / "weimei" / "core" / "money" / "currencies.json"
ISO_DIFFERS = {
    "AFN": 2,
    "ALL": 2,
    "COP": 2,
    "CRC": 2,
    "CZK": 2,
    "HUF": 2,
    "IDR": 2,
    "IQD": 3,
    "IRR": 2,
    "KPW": 2,
    "LAK": 2,
    "LBP": 2,
    "MGA": 2,
    "MMK": 2,
    "MUR": 2,
    "NOK": 2,
    "PKR": 2,
    "RSD": 2,
    "SEK": 2,
    "SLE": 2,
    "SOS": 2,
    "SYP": 2,
    "TWD": 2,
    "TZS": 2,
    "UZS": 2,
    "YER": 2,
}


def table() -> dict[str, int]:
    """Currency code to number of decimals, for every code that CLDR names."""
    fractions = get_global("currency_fractions")
    default = fractions["DEFAULT"][0]
    codes = sorted(code for code in Locale("en").currencies if len(code) == 3 and code.isupper())
    return {code: ISO_DIFFERS.get(code, fractions.get(code, [default])[0]) for code in codes}


if __name__ == "__main__":
    TARGET.write_text(
        json.dumps({"source": "Unicode CLDR through Babel; ISO 4217 where they differ", "digits": table()}, indent=1)
        + "\n"
    )
