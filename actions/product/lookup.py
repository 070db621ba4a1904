"""Which product a turn is about: the first question of nearly every topic."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from actions.recommendation.needs import categories_in
from actions.turn import Ask, Outcome, Say, Turn
from bot.shop.model.catalogue import Product
from bot.shop.shop import Shop

OFFERED = 3
CHOICE = 2
# What is named there goes beside the product in view: 送袜子吗, 配什么裤子, 平时T恤穿L.
BESIDE = frozenset({"ask_gift"})
_BESIDE = re.compile("配|搭|里面|外面|[内外]穿|一起|[和跟与当做像比送换]|平时|平常|一般|以前")

# 我对坚果过敏能喝不: asked of the one in view, whatever is named with it.
_BEARS = re.compile("对.{1,6}过敏|过敏.{0,4}(?:能|可以)(?:不能)?[喝吃用]")


def product_in_view(turn: Turn, shop: Shop) -> Product | Outcome | None:
    """The product the buyer means; else the Outcome that asks for it or says it is unknown.

    None when no product is known and the buyer was already asked: answer for the whole shop.
    """
    if turn.ambiguous:
        return _one_of(shop.catalogue.products(turn.products), turn, shop)
    if turn.unresolved:
        return _which_of(turn, shop)
    if turn.products:
        return shop.catalogue.product(turn.products[0]) or unknown(turn)
    if turn.unknown_item is not None:
        return unknown(turn)
    known = turn.memory.product
    product = shop.catalogue.product(known) if known else None
    others = _other_goods(product, turn, shop)
    if others:
        return _one_of(others, turn, shop)
    return product or which(turn, shop)


def which(turn: Turn, shop: Shop) -> Outcome | None:
    """Ask which product is meant; None when that was already asked."""
    return _which_of(turn, shop) if turn.may_ask("product") else None


def _which_of(turn: Turn, shop: Shop) -> Outcome:
    """The question, with what was listed or spoken of last by name, else what sells best."""
    spoken_of = dict.fromkeys((*turn.memory.listed, *turn.memory.seen))
    offered = known = shop.catalogue.products(tuple(spoken_of)[:OFFERED])
    if len(offered) < CHOICE:
        popular = shop.catalogue.popular(limit=OFFERED)
        offered = tuple(dict.fromkeys((*offered, *popular)))[:OFFERED]
    return Outcome(
        reason="product.which",
        says=(Say("utter_product_which", offers=spoken_names(offered)),),
        memory={"listed": tuple(product.id for product in known)} if len(known) >= CHOICE else {},
        ask=Ask("product", _question(turn)),
    )


def unknown(turn: Turn) -> Outcome:
    """Say that the item is not in this shop, and ask for its name or link."""
    return Outcome(
        reason="product.unknown_item",
        says=(Say("utter_product_unknown_item"),),
        ask=Ask("product", _question(turn)),
    )


def spoken_names(products: Sequence[Product]) -> tuple[str, ...]:
    """What to call each product: its name, or its title where two share the name."""
    names = [product.name for product in products]
    return tuple(
        product.title if names.count(product.name) > 1 else product.name for product in products
    )


def put_in_view(turn: Turn, product: Product) -> Mapping[str, Any]:
    """What to remember so that the next elliptical question is about `product`."""
    if turn.memory.product == product.id:
        return {}
    return {"product": product.id, **turn.memory.of_another(turn.learnt)}


def _question(turn: Turn) -> str:
    """What to go on with once the product is known; a bare statement of one asks to see it."""
    return "ask_product" if turn.intent in ("inform", "greet") else turn.intent


def _other_goods(product: Product | None, turn: Turn, shop: Shop) -> tuple[Product, ...]:
    """The goods of a kind that is named (T恤会缩水吗) where the one in view is of another kind.

    The one spoken of last, if any was; else those listed last; else all there are.
    """
    near = any(span.value.kind == "near" for span in turn.references)
    bears = product is not None and _BEARS.search(turn.plain)
    if near or bears or turn.intent in BESIDE or _BESIDE.search(turn.plain):
        return ()
    kinds = categories_in(turn.text, shop.catalogue.categories())
    if product and (product.category in kinds or _may_be_called(product, kinds)):
        return ()
    goods = tuple(each for kind in kinds for each in shop.catalogue.all(category=kind))
    of_kind = {each.id: each for each in goods}
    seen = [of_kind[each] for each in turn.memory.seen if each in of_kind]
    listed = tuple(of_kind[each] for each in turn.memory.listed if each in of_kind)
    return tuple(seen[:1]) or listed or goods


def _may_be_called(product: Product, kinds: Sequence[str]) -> bool:
    """Whether its own title holds one of `kinds`, or it is a set, of which a part is spoken of."""
    return "套" in product.title or any(kind in product.title for kind in kinds)


def _one_of(candidates: tuple[Product, ...], turn: Turn, shop: Shop) -> Product | Outcome | None:
    """A name that several products share: offer them once, then take the best sold."""
    best = sorted(candidates, key=lambda product: -product.sales)
    if not best:
        return which(turn, shop)
    if len(best) == 1 or not turn.may_ask("which_product"):
        return best[0]
    return Outcome(
        reason="product.ambiguous",
        says=(Say("utter_product_ambiguous", offers=spoken_names(best[:OFFERED])),),
        memory={"listed": tuple(product.id for product in best[:OFFERED])},
        ask=Ask("which_product", _question(turn)),
    )
