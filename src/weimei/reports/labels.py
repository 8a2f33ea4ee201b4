"""Paths into a matter, ids of grounds, exhibits and parties, as words."""

from __future__ import annotations

from weimei.core.assessment.matter import Matter
from weimei.core.findings import Column
from weimei.core.law.instruments import Lang
from weimei.reports import catalogue
from weimei.reports.names import (
    exhibit_label,
    layer_name,
    leg_name,
    lender_name,
    line_name,
    owner_name,
    party_label,
    party_name,
)
from weimei.reports.wording import clean, listed

OWNED = (
    "lines",
    "legs",
    "events",
    "promises",
    "layers",
    "losses",
    "parties",
    "bundles",
    "redemptions",
    "policies",
    "returned",
    "evidence",
)
"""Parts of a matter that come in numbers; their paths carry an id: lines.L1.used."""


def fact_label(path: str, lang: Lang, matter: Matter | None = None) -> str:
    """A path into the matter as words.

    >>> fact_label("contract.formed_on", "zh"), fact_label("events.relocated", "en")
    ('下单那天', 'The clinic moved')
    """
    root, _, rest = path.partition(".")
    if not rest:
        return catalogue.first((f"fact.{path}", f"proof.{path}"), lang)
    if catalogue.has(f"fact.{path}", lang):
        return catalogue.text(f"fact.{path}", lang)
    if root == "terms":
        return catalogue.text("fact.terms.one", lang, {"name": clause_words(rest, lang, matter)})
    if root not in OWNED:
        return _shorter(path, lang)
    id_, _, field = rest.partition(".")
    owner = _owner(root, id_, lang, matter)
    if root == "policies" and field.partition(".")[0].isdigit():
        name = clause_words(f"{id_}.{field.partition('.')[0]}", lang, matter)
        return catalogue.text("fact.terms.one", lang, {"name": name})
    if not field:
        return owner
    return catalogue.text("fact.at", lang, {"owner": owner, "field": _shorter(f"{root}.{field}", lang)})


def _shorter(path: str, lang: Lang) -> str:
    """The words for a path, or for the nearest part of the matter that has some."""
    while path:
        if catalogue.has(f"fact.{path}", lang):
            return catalogue.text(f"fact.{path}", lang)
        path = path.rpartition(".")[0]
    return catalogue.text("fact.contract", lang)


def _owner(root: str, id_: str, lang: Lang, matter: Matter | None) -> str:
    if root == "events":
        kind = id_
        if matter is not None:
            kind = next((str(event.kind) for event in matter.events if event.id == id_), id_)
        return catalogue.first((f"event.{kind}", "fact.events"), lang)
    if root == "lines":
        return line_name(id_, lang, matter)
    name = promise_words(id_, lang, matter) if root == "promises" else owner_name(root, id_, lang, matter)
    return catalogue.text(f"fact.{root}.one", lang, {"name": name})


def event_label(kind: str, lang: Lang) -> str:
    """What happened, in words."""
    return catalogue.first((f"event.{kind}", "fact.events"), lang)


def ground_label(id_: str, lang: Lang, matter: Matter | None = None) -> str:
    """The name of a ground: out of scope, repeated and promised ones with what makes them so.

    >>> ground_label("relocated", "zh"), ground_label("out:own_wish", "en")
    ('门店搬走', 'A change of mind (outside the prepaid rules)')
    """
    if id_.startswith("cause:"):
        columns = id_.removeprefix("cause:").split("+")
        named = [catalogue.text(f"ground.{column}", lang) for column in columns]
        names = {"columns": listed([named[0], *(word[:1].lower() + word[1:] for word in named[1:])], lang)}
        return catalogue.text("ground.cause" if len(columns) == 1 else "ground.cause_open", lang, names)
    if id_.startswith("out:"):
        return catalogue.text("ground.outside", lang, {"ground": ground_label(id_.removeprefix("out:"), lang, matter)})
    if id_.startswith("promise:"):
        return catalogue.text(
            "ground.promise", lang, {"promise": promise_words(id_.removeprefix("promise:"), lang, matter)}
        )
    name, number, count = id_.partition("#")
    if number:
        return catalogue.text("ground.again", lang, {"ground": ground_label(name, lang, matter), "count": count})
    return catalogue.first((f"ground.{name}", f"event.{name}"), lang)


def promise_words(id_: str, lang: Lang, matter: Matter | None = None) -> str:
    """The words of a promise as they were said, or its kind, or its id."""
    for promise in matter.promises if matter is not None else ():
        if promise.id == id_:
            if promise.words:
                return clean(promise.words, 60)
            return term_kind(str(type(promise.clause).__struct_config__.tag), lang)
    return clean(id_, 60)


def clause_words(key: str, lang: Lang, matter: Matter | None = None) -> str:
    """What a clause does, by its id or by its place in a version of terms (t1.2); a promise in its own words."""
    for policy in matter.policies if matter is not None else ():
        for number, clause in enumerate(policy.clauses, 1):
            if key in (clause.id, f"{policy.id}.{number}"):
                return term_kind(str(type(clause).__struct_config__.tag), lang)
    return promise_words(key, lang, matter)


def term_kind(kind: str, lang: Lang) -> str:
    """What a term or a promise does, in words."""
    return catalogue.first((f"term.{kind}", "term.other_term"), lang)


def column_label(column: Column, lang: Lang) -> str:
    """Whose doing it is."""
    return catalogue.text(f"ui.column_{column}", lang)


TRANSLATED = {"funder": "party", "rail": "rail", "by": "party", "column": "ground"}
NAMED = {"leg": leg_name, "layer": layer_name, "line": line_name, "lender": lender_name}


def in_words(args: dict[str, int | str], lang: Lang, matter: Matter | None = None) -> dict[str, int | str]:
    """Figures and names of a step, with the names of kinds and the ids of parts of the matter turned into words."""
    found = dict(args)
    for name, value in args.items():
        if not isinstance(value, str):
            continue
        if name in NAMED:
            found[name] = NAMED[name](value, lang, matter)
        elif name in TRANSLATED and catalogue.has(f"{TRANSLATED[name]}.{value}", lang):
            found[name] = catalogue.text(f"{TRANSLATED[name]}.{value}", lang)
    if "leg" in args and "rail" in args:
        found["rail"] = found["leg"]
    return found


__all__ = [
    "OWNED",
    "clause_words",
    "column_label",
    "event_label",
    "exhibit_label",
    "fact_label",
    "ground_label",
    "in_words",
    "leg_name",
    "lender_name",
    "line_name",
    "party_label",
    "party_name",
    "promise_words",
    "term_kind",
]
