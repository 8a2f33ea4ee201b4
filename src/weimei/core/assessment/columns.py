"""Steps 8 to 13: the principal of the whole contract in one column, part by part, then gifts, lapse, charges and deposits."""

from __future__ import annotations

from collections.abc import Sequence
from typing import assert_never

from weimei.core.facts import Line
from weimei.core.findings import Column, Step, Why
from weimei.core.money import ratio_half_up
from weimei.core.periods.calendars import cn_calendar
from weimei.core.periods.counting import Unit, last_day
from weimei.core.policy.clauses import Clause, Expiry

from .charges import NO_LINES, Own
from .coupons import with_unspent
from .exits import forfeited, keep, less, price_of_leaving
from .interest import formed_span
from .local_rules import local_norm
from .packs import is_packed, packs_of_units
from .periods_of_access import access
from .reductions import Account, reductions_of, shares_of
from .sessions import sessions
from .stored import stored_value
from .terms import Terms
from .undivided import undivided
from .values import COLUMN_RULE, Ctx, Part, Three, Val, added, spanned, with_why


def part_value(part: Part, column: Column, ctx: Ctx) -> Three:
    key = (part.line.id, column, part.tainted, part.all_tainted)
    found = ctx.known.get(key)
    if found is None:
        term = ctx.at_paid.get(part.line.id, ctx.at_paid.get(None)) if ctx.at_paid and column == "consumer" else None
        found = _part_value(part, column, ctx) if term is None else _at_paid(part, term, ctx)
        ctx.known[key] = found
    return found


def _at_paid(part: Part, term: str, ctx: Ctx) -> Three:
    """The consumer's own exit where the terms price what was used at the price paid: as by art 18 (art 19 last para, FLOOR)."""
    why = Why("used.at_paid_by_term", ("spc-prepaid-2025:19",), (f"terms.{term}",))
    return with_why(part_value(part, "neutral", ctx), why)


def _part_value(part: Part, column: Column, ctx: Ctx) -> Three:
    """One part in one column, by its plan."""
    match part.line.plan:
        case "sessions":
            return packs_of_units(part, column, ctx) if is_packed(part) else sessions(part, column, ctx)
        case "stored_value":
            return stored_value(part, column, ctx)
        case "term":
            return access(part, column, ctx)
        case "single" | "programme" | "goods" | "gift":
            return undivided(part, column, ctx)
        case _:
            assert_never(part.line.plan)


def column_sum(parts: Sequence[Part], column: Column, ctx: Ctx, terms: Terms) -> Three:
    """The principal in one column: every part, the gifts, and in the consumer's own exit what the merchant may keep."""
    found = gifts_off(parts_sum(parts, column, ctx), column, ctx)
    if column != "consumer":
        return found
    if any(layer.threshold is not None for layer in ctx.matter.layers):
        found = _resettled(found, parts, ctx)
    if terms.expiry:
        found = _lapse(found, parts, ctx, terms)
    if not (terms.charges or ctx.matter.losses or any(part.line.deposit for part in parts)):
        return found
    return _kept(found, parts, ctx, terms)


def parts_sum(parts: Sequence[Part], column: Column, ctx: Ctx) -> Three:
    """All parts in one column; in the consumer's own exit coupons paid to the merchant bear use over the whole contract."""
    threes = [part_value(part, column, ctx) for part in parts]
    found = combine(threes, ctx)
    if column == "consumer" and len(parts) > 1 and any(part.others_paid or part.others_open for part in parts):
        return with_unspent(threes, parts, ctx)
    return found


def combine(threes: Sequence[Three], ctx: Ctx) -> Three:
    """The parts of a bargain added up: the least of all, the defaults if every part has one, the most of all."""
    if len(threes) == 1:
        only = threes[0]
        return only if only.low.back != only.high.back else Three(only.low, only.likely or only.low, only.high)
    low = added([three.low for three in threes], ctx)
    if all(three.low is three.high for three in threes):
        return Three(low, low, low)
    high = added([three.high for three in threes], ctx)
    defaults = [three.likely for three in threes]
    likely = (
        None
        if any(value is None for value in defaults)
        else added([value for value in defaults if value is not None], ctx)
    )
    return Three(low, likely, high)


def gifts_off(found: Three, column: Column, ctx: Ctx) -> Three:
    """Gifts of another kind (art 21; item 8): a used one may cost up to its value, one never delivered may be owed."""
    gifts = [line for line in ctx.matter.lines if line.plan == "gift"]
    if not gifts:
        return found
    used = sum(_gift_value(line) for line in gifts if (line.used or 0) > 0 or line.performed == "all")
    owed = sum(_gift_value(line) for line in gifts if line.performed == "none" and not line.used)
    facts = tuple(f"lines.{line.id}.gift_value" for line in sorted(gifts, key=lambda line: line.id))
    low, likely, high = found.low, found.likely, found.high
    if used:
        most = min(used, low.back)
        taken = less(low, most, "gift.taken_off", ("spc-prepaid-2025:21", "open:13"), facts, ctx)
        low, likely = taken, None if column == "consumer" and taken is not low else likely
    if owed and column == "merchant":
        step = Step(
            "gift.owed",
            high.back + owed,
            ("cpl-reg-2024:12", "civil-code:584"),
            facts,
            {"value_fen": owed},
            (high.step,),
        )
        why = Why("gift.owed", ("cpl-reg-2024:12", "civil-code:584"), facts, {"value_fen": owed})
        high = Val(high.back + owed, high.disc, high.list, (*high.why, why), step, high.extra)
    return Three(low, likely, high)


def _resettled(found: Three, parts: Sequence[Part], ctx: Ctx) -> Three:
    """A discount whose threshold the kept part no longer reaches (2.6, X14): it may be lost on that part."""
    reductions = reductions_of(ctx.matter)
    lost = [one.threshold is not None and one.kind != "points" and _is_lost(one, parts, ctx) for one in reductions]
    if not any(lost):
        return found
    columns, _ = shares_of(reductions, [part.line.id for part in parts], [part.gross for part in parts])
    low = found.low
    triples = zip(reductions, columns, lost, strict=True)
    for layer, shares in sorted(
        ((one, shares) for one, shares, is_lost in triples if is_lost), key=lambda pair: pair[0].id
    ):
        off = sum(_kept_share(part, share, ctx) for part, share in zip(parts, shares, strict=True))
        facts = (f"layers.{layer.id}.threshold",)
        refs = ("model:threshold", "return7-2017:17")
        low = less(low, min(off, low.back), "coupon.threshold_lost", refs, facts, ctx)
    return found if low is found.low else Three(low, None, found.high)


def _is_lost(layer: Account, parts: Sequence[Part], ctx: Ctx) -> bool:
    """Whether the kept part no longer reaches the threshold of a discount that the whole order reached."""
    covered = [part for part in parts if not layer.lines or part.line.id in layer.lines]
    kept = sum(_kept_gross(part, ctx) for part in covered)
    return 0 < kept < (layer.threshold or 0) <= sum(part.gross or 0 for part in covered)


def _kept_gross(part: Part, ctx: Ctx) -> int:
    """The price before coupons of what stays with the consumer."""
    value = part_value(part, "consumer", ctx).low.disc
    return ratio_half_up((part.gross or 0) * min(value, part.price or 0), part.price) if part.price else 0


def _kept_share(part: Part, share: int, ctx: Ctx) -> int:
    """What a reduction covered of the part that stays with the consumer; the rest of its share goes back with the part."""
    price = part.price or 0
    unused = max(0, price - part_value(part, "consumer", ctx).low.disc)
    return share - ratio_half_up(share * unused, price) if price else share


def _gift_value(line: Line) -> int:
    """A gift's value has a record or a market price; without one no figure is taken (item 8)."""
    if line.gift_value is not None:
        return line.gift_value
    listed = line.list_price
    if listed.amount is not None and (listed.shown == "yes" or listed.sales == "yes"):
        return int(listed.amount)
    return int(listed.market or 0)


def _lapse(found: Three, parts: Sequence[Part], ctx: Ctx, terms: Terms) -> Three:
    """A clause that lets unused units lapse (item 6): only in the consumer's own exit, only where the date has passed."""
    lost = [(part, clause) for part in parts if (clause := lapsed_by(part.line, ctx, terms)) is not None]
    if not lost:
        return found
    local = local_norm("lapse_refund_or_extend", ctx)
    if local is not None:
        why = Why("lapse.local_rule", (local, "model:local_rules_as_floor"), ("contract.place",))
        return with_why(found, why)
    facts = tuple(f"lines.{part.line.id}.lapsed_on" for part, _ in lost)
    refs = ("spc-prepaid-2025:9", "civil-code:497", "open:23")
    kept = found.low.back
    if len(lost) != len(parts):
        kept = sum(part_value(part, "consumer", ctx).low.back for part, _ in lost)
    low = less(found.low, min(kept, found.low.back), "lapse.clause_holds", refs, facts, ctx)
    is_likely = low is found.low or all(clause.standard_form != "no" for _, clause in lost)
    return Three(low, found.likely if is_likely else None, found.high)


def lapsed_by(line: Line, ctx: Ctx, terms: Terms) -> Clause | None:
    """The clause by which the unused rest of a line has lapsed, if there is one and its date has passed."""
    if line.plan in ("stored_value", "gift", "goods") or line.lapse in ("none", "merchant", "extended", "unflagged"):
        return None
    for held in terms.expiry:
        if held.clause.line in (None, line.id) and _is_over(line, held.clause, ctx):
            return held.clause
    return None


def _is_over(line: Line, clause: Clause, ctx: Ctx) -> bool:
    """Whether the date of a lapse had passed when the contract ended: as stated, or the months of the clause from the order."""
    end = ctx.end.last or ctx.at
    if line.lapsed_on is not None:
        return line.lapsed_on.first < end
    if "term_expired" in ctx.kinds:
        return True
    months = clause.months if isinstance(clause, Expiry) else None
    formed = formed_span(ctx)
    if months is None or formed is None or line.plan == "term":
        return False
    return last_day(formed[1], months, Unit.MONTHS, cn_calendar()) < end


def _kept(found: Three, parts: Sequence[Part], ctx: Ctx, terms: Terms) -> Three:
    """Charges, proved losses and deposits at each end (items 4, 14): the low end bears them, the high end does not."""
    leaving, lost = price_of_leaving(parts, ctx), forfeited(parts, ctx)
    low = keep(parts, found.low, terms, ctx, _own(parts, terms, ctx, "low")).low
    if leaving.most or lost.most:
        code, taken = (
            ("deposit.price_of_leaving", leaving) if leaving.most >= lost.most else ("deposit.forfeited", lost)
        )
        refs = ("civil-code:586", "civil-code:587", "spc-contract-2023:67", "open:16")
        more = min(taken.most, found.low.back)
        with_deposit = less(found.low, more, code, refs, taken.facts, ctx, taken=taken.most_step)
        low = with_deposit if with_deposit.back < low.back else low
        return spanned(low, None if low.back != found.high.back else low, found.high)
    likely = None
    if found.likely is not None:
        likely = keep(parts, found.likely, terms, ctx, _own(parts, terms, ctx, "likely")).likely
    high = keep(parts, found.high, terms, ctx, _own(parts, terms, ctx, "high")).high
    return spanned(low, likely, high)


def _own(parts: Sequence[Part], terms: Terms, ctx: Ctx, end: str) -> Own:
    """The reading of each line by itself at one end, where a charge concerns one line only."""
    if all(held.clause.line is None for held in terms.charges):
        return NO_LINES
    return {part.line.id: getattr(part_value(part, "consumer", ctx), end) or NOTHING_LEFT for part in parts}


NOTHING_LEFT = Val(0, 0, 0)


def union(columns: Sequence[tuple[Column, Three]], default: Column | None) -> tuple[Three, Column, Column]:
    """Step 17: the range of the columns of the cause set; its default only if all agree or an item names the column."""
    if len(columns) == 1:
        return columns[0][1], columns[0][0], columns[0][0]
    low_column, low = min(columns, key=lambda pair: pair[1].low.back)
    high_column, high = max(columns, key=lambda pair: pair[1].high.back)
    likely: Val | None = None
    if default is not None:
        likely = next((three.likely for column, three in columns if column == default), None)
    elif len({None if three.likely is None else three.likely.back for _, three in columns}) == 1:
        likely = columns[0][1].likely
    return spanned(low.low, likely, high.high), low_column, high_column


def column_why(column: Column) -> Why:
    """Why this column: whose doing the end is decides at which price use counts."""
    return Why(f"column.{column}", (COLUMN_RULE[column],), ("events",))


__all__ = ["column_sum", "column_why", "combine", "gifts_off", "part_value", "parts_sum", "union"]
