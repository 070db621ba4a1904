"""What a message does to the lines of an order in the making: adds, takes off, changes (pure)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from actions.order.clauses import Clause
from actions.order.pairing import Spoken
from actions.order.shelf import (
    Shelf,
    colour_of,
    coming_in,
    fits,
    is_of,
    is_sold_out,
    lacks,
    line_of,
    lines_meant,
    product_meant,
    said_of,
    settles,
    takes,
)
from actions.turn import Item

What = Literal["pairing", "numbers", "which_line", "not_in_order"]


@dataclass(frozen=True)
class Edited:
    """The lines afterwards; `focus` is the one that was spoken of last, `off` was taken off."""

    lines: tuple[Item, ...]
    focus: Item | None = None
    off: tuple[Item, ...] = ()


@dataclass(frozen=True)
class Trouble:
    """What keeps the message from being done.

    `lines` are those that may be meant; `wanted` holds the values of the change, and as its `sort`
    what is to be done: add, remove or change. `said` is what was pointed at and is not there.
    """

    what: What
    lines: tuple[Item, ...] = ()
    wanted: Item | None = None
    said: str = ""


def edited(
    lines: Sequence[Item], clauses: Iterable[Clause], shelf: Shelf, focus: Item | None = None
) -> Edited | Trouble:
    """The lines with everything done that the clauses say; `focus` is the line asked about."""
    done = Edited(tuple(lines), focus)
    for clause in clauses:
        if clause.unclear is not None:
            return Trouble(clause.unclear)
        result = _do(done, clause, shelf)
        if isinstance(result, Trouble):
            return result
        # 帽子不要,换成围巾: what was taken off before counts for what follows.
        done = replace(result, lines=merged(result.lines), off=(*done.off, *result.off))
    return done


def merged(lines: Iterable[Item]) -> tuple[Item, ...]:
    """Lines of the same piece as one, in the order they came up."""
    found: dict[tuple[str, str, str | None, str | None], Item] = {}
    for number, line in enumerate(lines):
        whole = bool(line.product) and (line.colour or line.size)
        key = (line.product, "" if whole else str(number), line.colour, line.size)
        before = found.get(key)
        more = (before.quantity or 1) + (line.quantity or 1) if before else line.quantity
        found[key] = replace(line, quantity=more)
    return tuple(found.values())


def _do(done: Edited, clause: Clause, shelf: Shelf) -> Edited | Trouble:
    if clause.op == "remove":
        return _removed(done, clause, shelf)
    if clause.op == "change":
        return _changed(done, clause, shelf)
    if clause.op in ("add", "more"):
        return _added(done, clause, shelf)
    return _stated(done, clause, shelf)


def _removed(done: Edited, clause: Clause, shelf: Shelf) -> Edited | Trouble:
    lines, off = list(done.lines), list[Item]()
    for spoken in clause.lines:
        found = lines_meant(lines, spoken, shelf)
        if not (spoken.goods or spoken.colour or spoken.size or spoken.place is not None):
            gone = len(lines) == 1 or is_sold_out(done.focus, shelf)
            found = [done.focus] if done.focus in lines and gone else list(lines)
        if not found:
            return Trouble("not_in_order", said=said_of(spoken, shelf))
        if len(found) > 1 and (spoken.quantity or not spoken.goods):
            return Trouble(
                "which_line", tuple(found), Item("", quantity=spoken.quantity, sort="remove")
            )
        for line in found:
            left = (line.quantity or 1) - (spoken.quantity or line.quantity or 1)
            place = lines.index(line)
            lines[place : place + 1] = [replace(line, quantity=left)] if left > 0 else []
            off += [] if left > 0 else [line]
    return Edited(tuple(lines), lines[-1] if lines else None, tuple(off))


def _changed(done: Edited, clause: Clause, shelf: Shelf) -> Edited | Trouble:
    values = clause.lines[0]
    if clause.target is not None and not clause.target.empty:
        found = lines_meant(done.lines, clause.target, shelf)
        if not found:
            return Trouble("not_in_order", said=said_of(clause.target, shelf))
    elif values.goods and done.off:
        return _added(done, clause, shelf)
    else:
        found = [line for line in done.lines if takes(line, values, shelf)]
        if len(found) > 1 and done.focus in found and lacks(done.focus, values):
            found = [done.focus]
    if not found:
        found = list(done.lines)
    if len(found) > 1 and not clause.shared:
        return Trouble("which_line", tuple(found), _change_of(values, shelf))
    return _with_values(done, found, values, shelf)


def _added(done: Edited, clause: Clause, shelf: Shelf) -> Edited | Trouble:
    """More lines; or more of one there is, where that is said (多要) or nothing but a number is."""
    lines, focus = list(done.lines), done.focus
    for spoken in _each_of(clause, done, shelf):
        only_number = not (spoken.goods or spoken.colour or spoken.size)
        found = lines_meant(lines, spoken, shelf) if clause.op == "more" else []
        if only_number and not found:
            found = lines
        if len(found) > 1:
            more = Item("", quantity=spoken.quantity, sort="add")
            return Trouble("which_line", tuple(found), more)
        if found:
            number = (found[0].quantity or 1) + (spoken.quantity or 1)
            focus = replace(found[0], quantity=number)
            lines[lines.index(found[0])] = focus
        else:
            focus = line_of(spoken, shelf, done.focus, lines)
            lines.append(focus)
    return Edited(tuple(lines), focus)


def _stated(done: Edited, clause: Clause, shelf: Shelf) -> Edited | Trouble:
    spoken = _each_of(clause, done, shelf)
    if clause.shared and done.lines and not clause.every:
        return _with_values(done, coming_in(done.lines, spoken[0], shelf), spoken[0], shelf)
    if len(spoken) == 1 and done.lines:
        return _one_stated(done, spoken[0], shelf)
    open_ = [line for line in done.lines if any(lacks(line, each) for each in spoken)]
    in_turn = list(zip(open_, spoken, strict=False)) if len(open_) == len(spoken) else []
    bare = not any(each.goods for each in spoken)
    if in_turn and bare and all(lacks(line, each) for line, each in in_turn):
        for line, each in in_turn:
            done = _with_values(done, [line], each, shelf)
        return done
    return _restated(done, spoken, shelf)


def _restated(done: Edited, spoken: Sequence[Spoken], shelf: Shelf) -> Edited:
    """The lines said instead of those of the same goods; numbers told before stay."""
    new = [line_of(each, shelf, done.focus, ()) for each in spoken]
    goods = {line.product for line in new if line.product}
    numbers = {(line.product, line.colour): line.quantity for line in done.lines}
    new = [
        replace(line, quantity=line.quantity or numbers.get((line.product, line.colour)))
        for line in new
    ]
    others = tuple(line for line in done.lines if line.product not in goods)
    return Edited((*others, *new), new[0])


def _one_stated(done: Edited, spoken: Spoken, shelf: Shelf) -> Edited | Trouble:
    """One line said of an order that there is: it fills what is open, changes, or adds."""
    lines = done.lines
    if spoken.goods:
        unsettled = [line for line in lines if not line.product and settles(line, spoken, shelf)]
        if unsettled and spoken.products:
            return _with_values(done, unsettled[:1], spoken, shelf)
        of_it = [line for line in lines if is_of(line, spoken, shelf)]
        if not of_it:
            focus = line_of(spoken, shelf, None, lines)
            return Edited((*lines, focus), focus)
        found = [line for line in of_it if lacks(line, spoken)] or of_it
    elif is_sold_out(done.focus, shelf) and done.focus in lines and (spoken.colour or spoken.size):
        others = [line for line in lines if line != done.focus]
        kept = [line for line in others if fits(line, spoken, shelf, whole=True)]
        if kept and done.focus is not None:  # 那就酒红S: the one that is there is enough
            return Edited(tuple(others), kept[0], (done.focus,))
        found = [line for line in lines if line == done.focus]
    elif done.focus in lines and (lacks(done.focus, spoken) or len(lines) == 1):
        found = [done.focus]
    else:
        found = [line for line in lines if lacks(line, spoken)] or list(lines)
    if len(found) > 1:
        exact = [line for line in found if spoken.colour and line.colour == spoken.colour]
        found = exact or [line for line in found if fits(line, spoken, shelf)] or found
    if len(found) > 1:
        return Trouble("which_line", tuple(found), _change_of(spoken, shelf))
    return _with_values(done, found, spoken, shelf)


def _with_values(done: Edited, meant: Sequence[Item], values: Spoken, shelf: Shelf) -> Edited:
    """The lines with these values in those meant; another product keeps what it comes in too."""
    lines, focus = list(done.lines), done.focus
    for line in meant:
        goods = product_meant(values, shelf, [], line.product or None) if values.goods else ""
        if not goods and line.product and values.goods and not is_of(line, values, shelf):
            number = values.quantity or line.quantity
            focus = Item("", values.colour, values.size, number, values.sort)
            lines[lines.index(line)] = focus
            continue
        product = shelf.products.get(goods or line.product)
        colours, sizes = (product.colours, product.sizes) if product else ((), ())
        kept = line.colour if line.colour in colours else None
        focus = lines[lines.index(line)] = Item(
            goods or line.product,
            colour_of(values.colour, product) or kept,
            values.size or (line.size if line.size in sizes else None),
            values.quantity or line.quantity,
            "" if goods or line.product else line.sort,
        )
    return Edited(tuple(lines), focus)


def _each_of(clause: Clause, done: Edited, shelf: Shelf) -> tuple[Spoken, ...]:
    """The lines said, with 每个颜色 as a line for each colour there is."""
    product = shelf.products.get((done.focus.product if done.focus else "") or shelf.view or "")
    if not clause.every or product is None:
        return clause.lines
    name = clause.every[0]
    base = clause.lines[0] if clause.lines else Spoken()
    left = [sku for sku in product.skus if sku.in_stock]
    options = dict.fromkeys(getattr(sku, name) for sku in left if getattr(sku, name))
    return tuple(replace(base, **{name: option}) for option in options)


def _change_of(values: Spoken, shelf: Shelf) -> Item:
    product = product_meant(values, shelf, [], None) if values.goods else ""
    return Item(product, values.colour, values.size, values.quantity, "change")
