"""What every term has in common."""

from __future__ import annotations

import re

from weimei.core.facts.values import Answer, FactStruct


def _tag(name: str) -> str:
    return re.sub(r"(?<!^)(?=[A-Z])", "_", name).lower()


class ClauseStruct(FactStruct, frozen=True, kw_only=True, tag_field="clause", tag=_tag):
    """A term of the seller or the platform, or a promise.

    `standard_form`: pre-drafted and not negotiated. `flagged`: put to the consumer so that she had to notice it; the drafter
    proves that (civil-code 496, spc-contract-2023 art 10). `invoked`: the merchant relies on it. `line`: only for that part.
    """

    id: str = ""
    text: str = ""
    standard_form: Answer = "unknown"
    flagged: Answer = "unknown"
    invoked: Answer = "unknown"
    line: str | None = None
