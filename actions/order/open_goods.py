"""A line of which only the kind of goods is known (袜子): which product is meant is asked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from actions.order.gathering import purchase_of
from actions.order.purchase import Piece
from actions.order.speaking import says_total
from actions.product.lookup import OFFERED
from actions.recommendation.needs import categories_in
from actions.turn import Ask, Item, Outcome, Say, Turn
from bot.shop.model.catalogue import Product
from bot.shop.shop import Shop
from bot.text.spoken import listed, yuan

WHICH = "which_product"
# Kept with what was asked before: this question was put again already.
AGAIN = "which_product_again"


def which_goods(line: Item, lines: Sequence[Item], turn: Turn, shop: Shop) -> Outcome:
    """Ask which product is meant, with those that sell best to tap; what is settled is priced."""
    offered = _offered(line, turn, shop)
    names = tuple(product.name for product in offered)
    facts = {"sort": line.sort, "offered": listed(names)}
    says = (*_sum_so_far(lines, turn, shop), Say("utter_basket_which_goods", facts, offers=names))
    memory = {
        "basket": tuple(lines),
        "product": None,
        "listed": tuple(product.id for product in offered),
    }
    if _waits(line, turn):
        memory["asked_before"] = (*turn.memory.asked_before, AGAIN)
    return Outcome("order.ask_goods", says, memory=memory, ask=Ask(WHICH, "order", item=line))


def stays_open(line: Item, turn: Turn) -> bool:
    """Whether it was asked twice which product is meant: the line is left out then."""
    return _waits(line, turn) and AGAIN in turn.memory.asked_before and not says_total(turn)


def left_out(line: Item, outcome: Outcome | None, turn: Turn) -> Outcome:
    """What is told of the other lines, and that this one is not noted."""
    say = Say("utter_basket_left_out", {"sort": line.sort})
    again = tuple(fact for fact in turn.memory.asked_before if fact != AGAIN)
    memory: dict[str, object] = {"asked_before": again}
    if outcome is None:
        return Outcome("order.goods_left_out", (say,), {**memory, "basket": ()}, closes=True)
    memory = {**memory, "basket": (), **outcome.memory}
    return replace(outcome, says=(say, *outcome.says), memory=memory)


def _waits(line: Item, turn: Turn) -> bool:
    asks = turn.memory.open_questions
    return any(ask.fact == WHICH and ask.item is not None and ask.item.sort == line.sort
               for ask in asks)  # fmt: skip


def _offered(line: Item, turn: Turn, shop: Shop) -> tuple[Product, ...]:
    """What the words of now or of before may mean, else the goods of a kind that sell best."""
    kinds = categories_in(line.sort, shop.catalogue.categories())
    for ids in (turn.products, turn.memory.listed if _waits(line, turn) else ()):
        named = shop.catalogue.products(ids)
        if named and all(each.category in kinds for each in named if kinds):
            return tuple(sorted(named, key=lambda product: -product.sales)[:OFFERED])
    goods = [
        each
        for kind in kinds or (None,)
        for each in shop.catalogue.popular(limit=OFFERED, category=kind)
    ]
    return tuple(sorted(goods, key=lambda product: -product.sales)[:OFFERED])


def _sum_so_far(lines: Sequence[Item], turn: Turn, shop: Shop) -> tuple[Say, ...]:
    """What the settled lines come to, where the sum is asked for."""
    if not says_total(turn):
        return ()
    found = []
    for line in lines:
        product = shop.catalogue.product(line.product) if line.product else None
        skus = product.matching(colour=line.colour, size=line.size) if product else ()
        if product is not None and len(skus) == 1:
            found.append(Piece(product, skus[0], line.quantity or 1))
    if not found:
        return ()
    facts = {
        "items": listed(piece.counted for piece in found),
        "total": yuan(purchase_of(found, turn, shop).total),
    }
    return (Say("utter_basket_so_far", facts),)
