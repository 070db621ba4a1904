"""From "I want it" to the order placed, over the shop's data."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from actions.base import answer_as
from actions.order.basket import lines_after, wants_lines
from actions.order.before import not_placed
from actions.order.choosing import Wanted, choose, few_left, picked_for
from actions.order.gathering import purchase_of, save_draft
from actions.order.open_goods import left_out, stays_open, which_goods
from actions.order.paying import paying
from actions.order.purchase import Piece, Purchase
from actions.order.questions import kinds_in
from actions.order.shelf import Shelf, is_sold_out, line_name
from actions.order.speaking import is_unsettled, starts_again
from actions.order.summary import confirmation, placing
from actions.product.colours import colours_meant, shade_said
from actions.product.lookup import product_in_view, put_in_view
from actions.recommendation.alternatives import alternatives
from actions.recommendation.needs import categories_in
from actions.turn import CHOSEN, Item, Outcome, Say, Turn
from bot.shop.model.catalogue import Product
from bot.shop.model.trade import Order
from bot.shop.shop import Shop
from bot.text.masking import mask_personal

KEPT_ASIDE = frozenset({"colour", "size", "quantity", "confirm_order"})
HOW_MANY = frozenset({"each", "besides"})


def buy(turn: Turn, shop: Shop) -> Outcome:
    """Answer a side question, ask for what is missing, read the order back, or have it placed."""
    kinds = kinds_in(turn.said or turn.text, "order")
    aside = next((kind for kind in kinds if kind not in HOW_MANY), None)
    if aside and not turn.clauses and not (turn.learnt & CHOSEN - {"product"}):
        return _aside(aside, turn, shop)
    if starts_again(turn):
        say = Say("utter_order_start_again")
        return Outcome("order.start_again", (say,), stage="recommendation", closes=True)
    besides = "besides" in kinds
    if wants_lines(turn, besides=besides):
        return _with_lines(turn, shop, besides=besides)
    if _is_looking(turn, shop):
        return answer_as("ask_recommendation", turn, shop)
    product = product_in_view(turn, shop)
    if isinstance(product, Outcome):
        return product
    if product is None:
        return Outcome("order.how", (Say("utter_order_how"),))
    meant = colours_meant(filter(None, (turn.memory.colour,)), product.colours)
    said = shade_said(turn.plain, turn.memory.colour, meant[0]) if len(meant) == 1 else None
    if len(meant) == 1:
        turn = replace(turn, memory=replace(turn.memory, colour=meant[0]))
    picked = _picked(product, turn)
    if picked is not None:
        turn = replace(turn, memory=replace(turn.memory, colour=picked))
    memory = turn.memory
    line = Item(product.id, memory.colour, memory.size, memory.quantity)
    outcome = _ordered((line,), line, turn, shop)
    if said is not None and outcome.reason == "order.confirm":
        nearest = Say("utter_order_nearest_colour", {"said": said, "colour": meant[0]})
        outcome = replace(outcome, says=(nearest, *outcome.says))
    if picked is not None:
        told = Say("utter_order_picked", {"colour": picked})
        kept = {"colour": picked, **outcome.memory}
        outcome = replace(outcome, says=(told, *outcome.says), memory=kept)
    return replace(outcome, memory={**put_in_view(turn, product), **outcome.memory})


def taken_up(turn: Turn, pieces: Sequence[Piece]) -> Turn:
    """The turn as a change of an order whose placing was told, with its lines as they were."""
    memory, lines = turn.memory, tuple(map(_line_of, pieces))
    if len(lines) != 1:
        return replace(turn, intent="order", memory=replace(memory, basket=lines))
    line = lines[0]
    said = {name: getattr(memory, name) for name in turn.learnt & CHOSEN}
    kept = {name: getattr(line, name) for name in CHOSEN}
    memory = replace(memory, **(kept | said))
    return replace(turn, intent="order", memory=memory)


def _aside(kind: str, turn: Turn, shop: Shop) -> Outcome:
    """The answer, after which an order that waits for an answer still waits."""
    waits = (ask for ask in turn.memory.open_questions if ask.intent == "order")
    ask = next((each for each in waits if each.fact in KEPT_ASIDE), None)
    if kind == "payment" or (kind == "how" and "付" in turn.plain):
        return replace(paying(turn.said or turn.text, shop.terms.policy()), ask=ask)
    known = turn.memory.product
    card = known if known and shop.catalogue.product(known) else None
    return Outcome(f"order.{kind}", (Say(f"utter_order_{kind}", card=card),), ask=ask)


def _with_lines(turn: Turn, shop: Shop, *, besides: bool) -> Outcome:
    """An order of several lines, and what becomes of them by this message."""
    done = lines_after(turn, shop, besides=besides)
    if isinstance(done, Outcome):
        return done
    if not done.lines:
        return not_placed()
    focus = done.focus if done.focus in done.lines else done.lines[-1]
    product = shop.catalogue.product(focus.product) if focus.product else None
    gone = is_sold_out(focus, Shelf({product.id: product})) if product else False
    if product is not None and turn.left_open == "colour" and (focus.colour is None or gone):
        taken = [line.colour for line in done.lines if line.product == product.id and line.colour]
        memory = replace(turn.memory, colour=None, size=focus.size)
        memory = replace(memory, not_colours=(*memory.not_colours, *taken)) if gone else memory
        picked = _picked(product, replace(turn, memory=memory))
        filled = replace(focus, colour=picked or focus.colour)
        lines = tuple(filled if line == focus else line for line in done.lines)
        done, focus = replace(done, lines=lines), filled
    outcome = _ordered(done.lines, focus, turn, shop)
    if done.off:
        facts = {"items": "、".join(_called(line, shop) for line in done.off)}
        outcome = replace(outcome, says=(Say("utter_basket_taken_off", facts), *outcome.says))
    return outcome


def _called(line: Item, shop: Shop) -> str:
    return line_name(line, shop.catalogue.product(line.product) if line.product else None)


def _is_looking(turn: Turn, shop: Shop) -> bool:
    """Whether goods of a kind are wanted and none of them is spoken of yet: 想买条裤子."""
    known = turn.memory.product or turn.products or turn.unknown_item or turn.unresolved
    return not known and bool(categories_in(turn.text, shop.catalogue.categories()))


def _picked(product: Product, turn: Turn) -> str | None:
    """The colour there is most of, where the buyer leaves it to us."""
    if turn.left_open != "colour" or turn.memory.colour is not None:
        return None
    stock: Counter[str] = Counter()
    for sku in product.matching(size=turn.memory.size):
        if sku.colour and sku.colour not in turn.memory.not_colours:
            stock[sku.colour] += sku.stock
    return max(stock, key=stock.__getitem__) if any(stock.values()) else None


def _ordered(lines: Sequence[Item], focus: Item, turn: Turn, shop: Shop) -> Outcome:
    """Ask for what the first open line lacks, else read all lines back, or have them placed."""
    several = len(lines) > 1
    in_all = sum(line.quantity or 1 for line in lines)
    if in_all >= shop.terms.policy().wholesale_quantity:
        memory = replace(turn.memory, quantity=in_all)
        bulk = replace(turn, memory=memory, learnt=turn.learnt | {"quantity"})
        return answer_as("ask_wholesale", bulk, shop)
    pieces: list[Piece] = []
    picked: list[Say] = []
    settled: list[Item] = []
    for line in sorted(lines, key=lambda each: each != focus):
        product = shop.catalogue.product(line.product) if line.product else None
        if product is None:
            return _open_goods(line, lines, turn, shop)
        chosen = choose(product, _wanted(line, lines, turn), _instead(product, line, turn, shop))
        if isinstance(chosen, Outcome):
            asking = _asking(chosen, line, lines, several)
            return replace(asking, says=(*picked, *asking.says))
        picked += picked_for(product, chosen, line)
        pieces.append(Piece(product, chosen, line.quantity or 1))
        number = line.quantity or 1 if several else line.quantity
        settled.append(Item(product.id, chosen.colour or None, chosen.size or None, number))
    in_order = sorted(range(len(lines)), key=lambda place: lines[place] != focus)
    pieces = _together([pieces[in_order.index(place)] for place in range(len(lines))])
    for piece in pieces:
        if piece.sku.stock < piece.quantity:
            line = _line_of(piece)
            return _asking(few_left(piece), line, tuple(map(_line_of, pieces)), several)
    outcome = _read_back(pieces, settled[0], turn, shop)
    return replace(outcome, says=(*picked, *outcome.says))


def _open_goods(line: Item, lines: Sequence[Item], turn: Turn, shop: Shop) -> Outcome:
    """Ask which goods are meant; after two questions without an answer the line is left out."""
    if not stays_open(line, turn):
        return which_goods(line, lines, turn, shop)
    rest = tuple(each for each in lines if each != line)
    return left_out(line, _ordered(rest, rest[0], turn, shop) if rest else None, turn)


def _read_back(pieces: Sequence[Piece], focus: Item, turn: Turn, shop: Shop) -> Outcome:
    purchase = purchase_of(pieces, turn, shop)
    draft = shop.orders.latest(turn.buyer_id, statuses=["draft"])
    draft = draft or shop.orders.latest(turn.buyer_id, statuses=["told"])
    agreed = draft if _says_yes(turn) and _is_same(purchase, draft) else None
    if agreed is not None and (agreed.agreed_total, agreed.agreed_with, agreed.courier) == (
        purchase.total, purchase.terms, purchase.courier_name
    ):  # fmt: skip
        shop.orders.set_status(agreed.id, "told", at=turn.now)
        return placing(purchase)
    moved = agreed is None or (agreed.region, agreed.courier) != (
        turn.memory.region or "", purchase.courier_name
    )  # fmt: skip
    outcome = confirmation(purchase, before=None if moved else agreed)
    if outcome.ask is not None:
        save_draft(purchase, turn, shop)
    if turn.said and mask_personal(turn.said) != turn.said:
        outcome = replace(outcome, says=(*outcome.says[:-1], _no_address(outcome.says[-1])))
    lines = tuple(map(_line_of, pieces)) if len(pieces) > 1 else ()
    focus = next((line for line in lines if _same(line, focus)), focus)
    return replace(outcome, memory={**_viewing(focus), "basket": lines})


def _no_address(say: Say) -> Say:
    """What is said, and that addresses are filled in on the order page."""
    return replace(say, more=("utter_order_note_personal", *say.more))


def _asking(outcome: Outcome, line: Item, lines: Sequence[Item], several: bool) -> Outcome:
    """The question about one line, which comes into view; the others wait in the basket."""
    asked = outcome.memory
    changed = replace(line, **{name: asked[name] for name in asked if name in CHOSEN})
    ask = replace(outcome.ask, item=changed) if outcome.ask else None
    if not several:
        return replace(outcome, ask=ask)
    rest = tuple(changed if each == line else each for each in lines)
    return replace(outcome, ask=ask, memory={**_viewing(changed), "basket": rest})


def _viewing(line: Item) -> dict[str, object]:
    """What to remember so that the line is the one spoken of."""
    return {
        "product": line.product, "colour": line.colour, "size": line.size,
        "quantity": line.quantity,
    }  # fmt: skip


def _wanted(line: Item, lines: Sequence[Item], turn: Turn) -> Wanted:
    several = len(lines) > 1
    taken = frozenset(
        f"{each.colour or ''}{each.size or ''}" for each in lines if each.product == line.product
    )
    asked = turn.memory.asked
    again = asked is not None and asked.item == line
    return Wanted(
        colour=line.colour,
        size=line.size,
        quantity=line.quantity or 1,
        today=turn.now.date(),
        may_ask_colour=not again if several else turn.may_ask("colour"),
        may_ask_size=not again if several else turn.may_ask("size"),
        of_several=several,
        pick=turn.left_open == "size" or (again and asked is not None and asked.reminded),
        taken=taken,
    )


def _instead(product: Product, line: Item, turn: Turn, shop: Shop) -> tuple[Product, ...]:
    """What to show where nothing of the product is left."""
    if product.in_stock:
        return ()
    return alternatives(product, shop, turn.memory, colour=line.colour, size=line.size)


def _together(pieces: Sequence[Piece]) -> list[Piece]:
    """Pieces of the same SKU as one line."""
    found: dict[str, Piece] = {}
    for piece in pieces:
        before = found.get(piece.sku.id)
        more = before.quantity if before else 0
        found[piece.sku.id] = replace(piece, quantity=piece.quantity + more)
    return list(found.values())


def _line_of(piece: Piece) -> Item:
    sku = piece.sku
    return Item(piece.product.id, sku.colour or None, sku.size or None, piece.quantity)


def _same(line: Item, other: Item) -> bool:
    return (line.product, line.colour, line.size) == (other.product, other.colour, other.size)


def _says_yes(turn: Turn) -> bool:
    """Whether the buyer answers an order read back, and changes nothing of it."""
    asked = turn.memory.asked
    waits = asked is not None and asked.fact == "confirm_order"
    return waits and not (turn.clauses or is_unsettled(turn) or turn.learnt - {"product"})


def _is_same(purchase: Purchase, draft: Order | None) -> bool:
    """Whether it is what was read back."""
    read_back = [(line.sku_id, line.quantity) for line in draft.lines] if draft else []
    return read_back == [(piece.sku.id, piece.quantity) for piece in purchase.pieces]
