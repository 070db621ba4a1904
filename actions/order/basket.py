"""The lines of the order in the making after this message, or what is to be asked about them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from actions.order.clauses import Clause
from actions.order.editing import Edited, Trouble, edited
from actions.order.pairing import SEVERAL, Spoken
from actions.order.shelf import Shelf, line_name
from actions.order.speaking import LINE, lines_so_far, wants_in_view, weighs
from actions.recommendation.needs import categories_in
from actions.turn import Ask, Item, Outcome, Say, Turn
from bot.shop.shop import Shop
from bot.text.spoken import listed

# Nobody reads a longer list in a chat: what is more goes into the cart.
MOST_LINES = 6


def wants_lines(turn: Turn, *, besides: bool) -> bool:
    """Whether the order has, or gets, several lines."""
    if turn.memory.basket:
        return True
    so_far = bool(lines_so_far(turn.memory))
    if besides and so_far and turn.previous_product != turn.memory.product:
        return True
    pointed = len(turn.products) >= SEVERAL and not turn.ambiguous and wants_in_view(turn)
    said = [clause for clause in turn.clauses if clause.op in ("state", "add")]
    many = sum(len(clause.lines) for clause in said) >= SEVERAL
    every = any(clause.every for clause in said)
    more = any(
        clause.op in ("add", "more", "remove")
        or (clause.target is not None and clause.target.goods)
        for clause in turn.clauses
    )
    return many or every or pointed or (more and so_far)


def lines_after(turn: Turn, shop: Shop, *, besides: bool) -> Edited | Outcome:
    """The lines with everything done that the message says of them."""
    so_far = lines_so_far(turn.memory)
    if not so_far and besides and turn.previous_product not in (None, *turn.products):
        so_far = (Item(turn.previous_product or ""),)
    focus = _focus(turn, so_far)
    clauses = _clauses(turn)
    shelf = _shelf(turn, so_far, clauses, shop)
    named = any(line.goods for clause in clauses for line in clause.lines)
    pointed = () if named else tuple(each for each in turn.products if each in shelf.products)
    states = all(clause.op == "state" for clause in clauses) and wants_in_view(turn)
    of_all = any(clause.shared for clause in clauses) and len(so_far) >= SEVERAL
    if len(pointed) >= SEVERAL and states and not of_all:
        base = clauses[0].lines[0] if clauses and clauses[0].lines else Spoken()
        lines = tuple(replace(base, products=(each,)) for each in pointed)
        clauses = (Clause("state", lines),)
    if not so_far:
        clauses = _of_page(clauses, turn, shelf)
    done = edited(so_far, clauses, shelf, focus)
    if isinstance(done, Trouble) and done.what == "not_in_order" and clauses != turn.clauses:
        done = edited(so_far, turn.clauses, shelf, focus)
    if isinstance(done, Trouble):
        asked = _asked(done, so_far, turn, shelf)
        return replace(asked, memory={**_as_before(turn, focus), **asked.memory})
    if not clauses:
        done = _in_view(done, turn, shelf)
    if len(done.lines) > MOST_LINES:
        return Outcome("order.too_many_lines", (Say("utter_basket_too_many_lines"),))
    return done


def _clauses(turn: Turn) -> tuple[Clause, ...]:
    """What is said of the lines; an answer to which line is meant, as the change that waits."""
    asked = turn.memory.asked
    if weighs(turn):
        return ()
    if asked is None or asked.fact != LINE or asked.since or asked.item is None:
        return turn.clauses
    if not turn.clauses or turn.clauses[0].op != "state" or len(turn.clauses[0].lines) != 1:
        return turn.clauses
    target, change = turn.clauses[0].lines[0], asked.item
    if change.sort == "remove":
        return (Clause("remove", (replace(target, quantity=change.quantity),)),)
    if change.sort == "add":
        return (Clause("more", (Spoken(place=_place(target, turn), quantity=change.quantity),)),)
    products = (change.product,) if change.product else ()
    values = Spoken(products, "", (), change.colour, change.size, change.quantity)
    return (Clause("change", (values,), target=target),)


def _as_before(turn: Turn, focus: Item | None) -> dict[str, object]:
    """What was chosen before a message that nothing is done of."""
    names = turn.learnt & {"colour", "size", "quantity"}
    return {name: getattr(focus, name) for name in names} if focus is not None else {}


def _place(target: Spoken, turn: Turn) -> int | None:
    """Which line is meant, counted from the first; None where several or none may be."""
    if target.place is not None:
        return target.place
    fits = [
        place
        for place, line in enumerate(turn.memory.basket)
        if target.colour in (None, line.colour)
        and target.size in (None, line.size)
        and (not target.products or line.product in target.products)
    ]
    return fits[0] if len(fits) == 1 else None


def _of_page(clauses: tuple[Clause, ...], turn: Turn, shelf: Shelf) -> tuple[Clause, ...]:
    """Clauses before the first that names goods are of the product in view before the message."""
    page = shelf.products.get(turn.previous_product or "")
    first = next((n for n, c in enumerate(clauses) if any(s.goods for s in c.lines)), 0)
    if page is None or page.id in turn.products:
        return clauses
    return tuple(
        replace(each, lines=tuple(replace(line, products=(page.id,)) for line in each.lines))
        if place < first and each.op in ("state", "add")
        else each
        for place, each in enumerate(clauses)
    )


def _focus(turn: Turn, so_far: Sequence[Item]) -> Item | None:
    """The line that we asked about, or that was spoken of last."""
    asked = (ask.item for ask in turn.memory.open_questions if ask.intent == "order")
    found = next((item for item in asked if item in so_far), None)
    return found or (so_far[0] if len(so_far) == 1 else None)


def _shelf(turn: Turn, so_far: Sequence[Item], clauses: Sequence[Clause], shop: Shop) -> Shelf:
    memory = turn.memory
    spoken = [line for clause in clauses for line in (*clause.lines, clause.target) if line]
    view = memory.product if memory.product in turn.products else turn.previous_product
    ids = dict.fromkeys(
        [
            *(line.product for line in so_far if line.product),
            *(product for line in spoken for product in line.products),
            *turn.products,
            *filter(None, (memory.product, view, turn.previous_product)),
        ]
    )
    found = {each.id: each for each in shop.catalogue.products(tuple(ids))}
    for kind in dict.fromkeys(kind for line in spoken for kind in line.sorts):
        found |= {each.id: each for each in shop.catalogue.all(category=kind)}
    categories = shop.catalogue.categories()
    sorts = {line.sort: categories_in(line.sort, categories) for line in so_far if line.sort}
    return Shelf(found, sorts, view or memory.product, (*memory.seen, *memory.listed[:1]))


def _in_view(done: Edited, turn: Turn, shelf: Shelf) -> Edited:
    """The lines where nothing is said of them: what is in view is wanted, or a line goes on."""
    memory, focus = turn.memory, done.focus
    product = shelf.products.get(memory.product or "")
    if product is None:
        return done
    if product.id not in {line.product for line in done.lines}:
        if not wants_in_view(turn):
            return done
        number = memory.quantity if "quantity" in turn.learnt else None
        line = Item(product.id, memory.colour, memory.size, number)
        return Edited((*done.lines, line), line)
    if focus is None or focus.product != product.id:
        return done
    colour = focus.colour or (memory.colour if memory.colour in product.colours else None)
    size = focus.size or (memory.size if memory.size in product.sizes else None)
    number = focus.quantity or (memory.quantity if "quantity" in turn.learnt else None)
    line = replace(focus, colour=colour, size=size, quantity=number)
    lines = tuple(line if each == focus else each for each in done.lines)
    return Edited(lines, line)


def _asked(trouble: Trouble, so_far: Sequence[Item], turn: Turn, shelf: Shelf) -> Outcome:
    """The one short question that what was said leaves."""
    if trouble.what in ("pairing", "numbers"):
        say = Say(f"utter_basket_ask_{trouble.what}")
        return Outcome(f"order.ask_{trouble.what}", (say,), ask=Ask(trouble.what, "order"))
    names = tuple(line_name(line, shelf.of(line)) for line in (trouble.lines or so_far))
    if trouble.what == "not_in_order":
        facts = {"said": trouble.said, "items": listed(names)}
        asked = turn.memory.asked
        waits = asked is not None and asked.fact == "confirm_order"
        return Outcome(
            "order.not_in_order",
            (Say("utter_basket_not_in_order", facts),),
            ask=Ask("confirm_order", "order") if waits else None,
        )
    done = trouble.wanted.sort if trouble.wanted else "change"
    return Outcome(
        "order.ask_line",
        (Say(f"utter_basket_{done}_which", {"items": listed(names)}, offers=names),),
        memory={"basket": tuple(so_far)},
        ask=Ask(LINE, "order", item=trouble.wanted),
    )
