"""What people call the parts of a matter: a party by its name, a payment by its way, a paper by what it is; an id never
where any of these is known."""

from __future__ import annotations

import re

from weimei.core.assessment.matter import Matter
from weimei.core.facts import Exhibit, Layer, Leg, Returned
from weimei.core.law.instruments import Lang
from weimei.reports import catalogue
from weimei.reports.wording import clean, day, listed, money

_NUMBERED = re.compile(r"[A-Za-z]{0,5}[-_. ]?\d{1,3}")
"""An id that only counts: L1, item-2. It tells a reader nothing."""
NAME_MAX, WHAT_MAX = 60, 30


def party_label(role: str, lang: Lang) -> str:
    """Who somebody is."""
    return catalogue.first((f"party.{role}", "party.other"), lang)


def party_name(id_: str, lang: Lang, matter: Matter | None) -> str:
    """The name of a party, else its role, else the words that stand for it."""
    for party in matter.parties if matter is not None else ():
        if party.id == id_:
            return clean(party.name, NAME_MAX) or party_label(str(party.role), lang)
    return clean(id_, NAME_MAX)


def lender_name(id_: str, lang: Lang, matter: Matter | None) -> str:
    """Who lent: by name, by the name of the party whose loan paid, or by role."""
    if matter is not None:
        legs = [leg for leg in matter.legs if leg.id == id_ and leg.loan is not None]
        id_ = (legs[0].loan.lender or "") if legs and legs[0].loan is not None else id_
    return party_name(id_, lang, matter) if id_ else party_label("lender", lang)


def leg_name(id_: str, lang: Lang, matter: Matter | None) -> str:
    """A payment by its way; where several went that way also by its day, and by its sum if that is not enough."""
    leg = next((leg for leg in matter.legs if leg.id == id_), None) if matter is not None else None
    if matter is None or leg is None:
        return clean(id_, NAME_MAX)
    rail = catalogue.first((f"rail.{leg.rail}",), lang)
    same = [other for other in matter.legs if other.rail == leg.rail]
    if len(same) == 1:
        return rail
    told = _apart(leg, same, lang, str(matter.currency))
    return rail + catalogue.text("ui.bracket", lang, {"text": told})


def _apart(leg: Leg, same: list[Leg], lang: Lang, currency: str) -> str:
    """What tells one payment from the others of its way."""
    when = day(leg.paid_on, lang) if leg.paid_on is not None else ""
    sum_ = money(int(leg.amount), currency)
    if when and sum(other.paid_on == leg.paid_on for other in same) == 1:
        return when
    like = [other for other in same if (other.paid_on, other.amount) == (leg.paid_on, leg.amount)]
    both = f"{when}{catalogue.text('ui.comma', lang)}{sum_}" if when else sum_
    return both if len(like) == 1 else f"{both}{catalogue.text('ui.comma', lang)}{clean(leg.id, 20)}"


def layer_name(id_: str, lang: Lang, matter: Matter | None) -> str:
    """A discount by its kind and by who paid for it; part of a payment by the payment."""
    for layer in matter.layers if matter is not None else ():
        if layer.id == id_:
            return _layer(layer, lang)
    if matter is not None and any(leg.id == id_ for leg in matter.legs):
        return catalogue.text("layer.rail_coupon", lang)
    return clean(id_, NAME_MAX)


def _layer(layer: Layer, lang: Lang) -> str:
    names = {"funder": party_label(layer.funder, lang), "kind": catalogue.text(f"layer.{layer.kind}", lang)}
    return catalogue.text("layer.by", lang, names)


def line_name(id_: str, lang: Lang, matter: Matter | None = None) -> str:
    """What the person calls a line; without a name its place among the lines, unless its id says more."""
    for line in matter.lines if matter is not None else ():
        if line.id == id_ and line.name:
            return clean(line.name, NAME_MAX)
    ids = sorted(line.id for line in matter.lines) if matter is not None else []
    if id_ not in ids or not _NUMBERED.fullmatch(id_):
        return clean(id_, NAME_MAX)
    if len(ids) == 1:
        return catalogue.text("fact.line_only", lang)
    return catalogue.text("fact.line_numbered", lang, {"number": ids.index(id_) + 1})


def exhibit_label(id_: str, lang: Lang, matter: Matter) -> str:
    """An exhibit by what it is and by the words of the file; by its id only where nothing else tells it from another."""
    found = next((one for one in matter.evidence if one.id == id_), None)
    if found is None:
        return clean(id_, 20)
    kind = catalogue.first((f"exhibit.{found.kind}",), lang)
    if found.what:
        return kind + catalogue.text("ui.bracket", lang, {"text": clean(found.what, WHAT_MAX)})
    return kind if _is_only(found, matter) else f"{kind} {clean(found.id, 20)}"


def _is_only(exhibit: Exhibit, matter: Matter) -> bool:
    return sum(other.kind == exhibit.kind and not other.what for other in matter.evidence) == 1


def owner_name(root: str, id_: str, lang: Lang, matter: Matter | None) -> str:
    """The name of a numbered part of a matter: `legs`, p1."""
    match root:
        case "legs":
            return leg_name(id_, lang, matter)
        case "layers":
            return layer_name(id_, lang, matter)
        case "parties":
            return party_name(id_, lang, matter)
        case "evidence" if matter is not None:
            return exhibit_label(id_, lang, matter)
        case _ if matter is not None:
            return _other(root, id_, lang, matter)
        case _:
            return clean(id_, NAME_MAX)


def _other(root: str, id_: str, lang: Lang, matter: Matter) -> str:
    for loss in matter.losses if root == "losses" else ():
        if loss.id == id_:
            return clean(loss.what, WHAT_MAX) or money(int(loss.amount), str(matter.currency))
    for visit in matter.redemptions if root == "redemptions" else ():
        if visit.id == id_ and visit.on is not None:
            return day(visit.on, lang)
    for policy in matter.policies if root == "policies" else ():
        if policy.id == id_:
            return party_label(str(policy.by), lang)
    for back in matter.returned if root == "returned" else ():
        if back.id == id_:
            return _returned(back, lang, str(matter.currency))
    names = [line_name(line.id, lang, matter) for line in matter.lines if root == "bundles" and line.bundle == id_]
    return listed(names, lang) if names else clean(id_, NAME_MAX)


def _returned(back: Returned, lang: Lang, currency: str) -> str:
    when = f"{day(back.on, lang)}{catalogue.text('ui.comma', lang)}" if back.on is not None else ""
    return when + money(int(back.amount), currency)
