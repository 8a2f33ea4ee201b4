"""Plans without a count: a procedure done once, a programme bought for a result, goods (2.1; civil-code 577, 582)."""

from __future__ import annotations

from weimei.core.findings import Column, Step, Why

from .coupons import settled
from .sessions import list_options, unpriced
from .values import UNBOUNDED, UNKNOWN_LIST, UNTRACED, Ctx, Part, Three, Val, choose

UNDIVIDED = ("single", "programme", "goods")


def undivided(part: Part, column: Column, ctx: Ctx) -> Three:
    """What comes back of a part that is not counted: all if nothing was done, the rest if its value is known, else open."""
    line = part.line
    if part.paid is None:
        return unpriced(part)
    path = (f"lines.{line.id}.performed",)
    performed = line.performed
    if performed == "unknown" and part.visits:
        performed = "all" if line.plan == "single" else "part"
    if performed == "none":
        return _one(part, 0, Why("performed.none", ("cpl-2013:53",), path), ctx)
    if line.performed_value is not None:
        value = int(line.performed_value)
        return _one(part, value, Why("performed.value", ("cpl-2013:53",), path, {"value_fen": value}), ctx)
    if line.balance is not None:
        value = max(0, part.paid - line.balance)
        return _one(part, value, Why("balance.stated", (), (f"lines.{line.id}.balance",)), ctx)
    if performed == "all":
        return _done(part, column, ctx, path)
    why = Why("performed.part" if performed == "part" else "performed.unknown", ("civil-code:582",), path)
    price = part.price if part.price is not None else part.paid
    options = [(_val(part, price, (why,), ctx), False), (_val(part, 0, (why,), ctx), False)]
    if column == "consumer":
        options += [(value, False) for value, _ in _done_at_list(part, price, why, ctx)]
    return settled(part, column, options)


def _done(part: Part, column: Column, ctx: Ctx, path: tuple[str, ...]) -> Three:
    """Fully done: nothing is left to return unless the doing was at fault; then the court weighs a cut of the price."""
    price = part.price if part.price is not None else part.paid or 0
    done = Why("performed.all", ("civil-code:509",), path)
    if column == "consumer":
        return settled(part, column, _done_at_list(part, price, done, ctx))
    if column != "merchant":
        return _one(part, price, done, ctx)
    if part.tainted or part.all_tainted:
        worth = price if part.taint_worth is None else min(price, part.taint_worth)
        none = Why("taint.no_value", (*part.taint_refs, "open:33"), path, {"units": 1})
        full = Why("taint.full_value", (*part.taint_refs, "open:33"), path, {"units": 1})
        default = part.taint_default
        return choose(
            [
                (_val(part, 0, (none,), ctx), default == "none"),
                (_val(part, worth, (full,), ctx), default == "price"),
            ]
        )
    if not _badly_done(part, ctx):
        return _one(part, price, done, ctx)
    cut = Why("price.cut", ("civil-code:582", "civil-code:584"), path)
    return choose([(_val(part, price, (done,), ctx), False), (_val(part, 0, (cut,), ctx), False)])


BAD_WORK = frozenset({"quality_complaint", "injury", "product_misused", "device_unregistered", "not_lead_physician"})


def _badly_done(part: Part, ctx: Ctx) -> bool:
    """Whether an event says that this part was done badly."""
    return any(
        event.kind in BAD_WORK and event.proved != "no" and event.line in (None, part.line.id)
        for event in ctx.matter.events
    )


def _done_at_list(part: Part, price: int, done: Why, ctx: Ctx) -> list[tuple[Val, bool]]:
    """The consumer's own exit: a part of a bundle fully done counts at its price before discount (art 19)."""
    path = f"lines.{part.line.id}.list_price"
    options: list[tuple[Val, bool]] = []
    for amount, is_default, why in list_options(part.line.list_price, path, ctx):
        if amount is None:
            options.append((_val(part, price, (done, *why), ctx), is_default))
        else:
            options.append((_val(part, price, (done, *why), ctx, amount), is_default))
    return options


def _one(part: Part, value: int, why: Why, ctx: Ctx) -> Three:
    only = _val(part, value, (why,), ctx)
    return Three(only, only, only)


def _val(part: Part, worth: int, why: tuple[Why, ...], ctx: Ctx, listed: int | None = None) -> Val:
    """One reading: what was done counts `worth`, or the price before discount where that is known or feared to be higher.

    A list price that nobody knows eats up, at worst, all that was paid: that sum is the figure of the step.
    """
    paid = part.paid or 0
    is_feared = listed == UNKNOWN_LIST
    value = worth if listed is None else max(worth, paid if is_feared else listed)
    back = paid - value if paid > value else 0
    step = UNTRACED
    if ctx.trace:
        line = part.line
        args: dict[str, int | str] = {"line": line.name or line.id}
        code = "value.performed_unknown" if is_feared else "value.performed"
        worked = Step(code, value, ("civil-code:509",), (f"lines.{line.id}.performed",), args)
        step = Step("principal.line", back, ("cpl-2013:53",), (), args, (part.step, worked))
    over = UNBOUNDED if is_feared else max(0, value - paid)
    return Val(back, worth, value, why, step, max(0, worth - paid), over)
