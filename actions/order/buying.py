"""From "I want it" to the order placed, over the shop's data."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

from actions.base import answer_as
from actions.haggling.deal import Deal, floor_of, standing_of
from actions.order.choosing import Wanted, choose
from actions.order.questions import kinds_in
from actions.order.summary import Purchase, confirmation, placing
from actions.product.colours import colours_meant
from actions.product.lookup import (
    OFFERED,
    product_in_view,
    put_in_view,
    spoken_names,
)
from actions.quoting import quoted
from actions.recommendation.needs import categories_in
from actions.shipping.action import parcel_of
from actions.shipping.parcel import Goods
from actions.turn import Outcome, Say, Turn
from bot.pricing.basket import Line
from bot.shop.model.catalogue import Product, Sku
from bot.shop.model.trade import OrderLine
from bot.shop.shop import Shop
from bot.text.spoken import listed

HOW_MANY = frozenset({"each", "besides"})
CHOSEN = frozenset({"product", "colour", "size", "quantity"})


def buy(turn: Turn, shop: Shop) -> Outcome:
    """Answer a side question, ask for what is missing, read the order back, or have it placed."""
    kinds = kinds_in(turn.text, "order")
    aside = next((kind for kind in kinds if kind not in HOW_MANY), None)
    if aside and not (turn.learnt & CHOSEN - {"product"}):
        known = turn.memory.product
        card = known if known and shop.catalogue.product(known) else None
        return Outcome(f"order.{aside}", (Say(f"utter_order_{aside}", card=card),))
    products = turn.products
    if "besides" in kinds and turn.previous_product and products:
        products = tuple(dict.fromkeys((turn.previous_product, *products)))
    if len(products) > 1 and not turn.ambiguous:
        names = spoken_names(shop.catalogue.products(products))
        return Outcome("order.several", (Say("utter_order_several", {"products": listed(names)}),))
    if _is_looking(turn, shop):
        return answer_as("ask_recommendation", turn, shop)
    product = product_in_view(turn, shop)
    if isinstance(product, Outcome):
        return product
    if product is None:
        return Outcome("order.how", (Say("utter_order_how"),))
    another = "besides" in kinds and turn.learnt & {"colour", "size"}
    if another or "each" in kinds or len(turn.colours) > 1 or len(turn.sizes) > 1:
        say = Say("utter_order_several_options", {"product": product.name}, card=product.id)
        return Outcome("order.several_options", (say,))
    if (turn.memory.quantity or 1) >= shop.terms.policy().wholesale_quantity:
        return answer_as("ask_wholesale", turn, shop)
    meant = colours_meant(filter(None, (turn.memory.colour,)), product.colours)
    if len(meant) == 1:
        turn = replace(turn, memory=replace(turn.memory, colour=meant[0]))
    picked = _picked(product, turn)
    if picked is not None:
        turn = replace(turn, memory=replace(turn.memory, colour=picked))
    outcome = _buy(product, turn, shop)
    if picked is not None:
        said = Say("utter_order_picked", {"colour": picked})
        kept = {"colour": picked, **outcome.memory}
        outcome = replace(outcome, says=(said, *outcome.says), memory=kept)
    return replace(outcome, memory={**put_in_view(turn, product), **outcome.memory})


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


def purchase_of(product: Product, sku: Sku, quantity: int, turn: Turn, shop: Shop) -> Purchase:
    """The purchase with its hand price, the promises that stand, and its parcel."""
    tiers = shop.promotions.tiers(product.id)
    promotions = shop.promotions.live(turn.now)
    hand = quoted((Line.of(product, sku, quantity),), turn, shop)
    floor = floor_of(product, sku, quantity, exact=True)
    deal = Deal(product=product, quantity=quantity, hand=hand, floor_total=floor)
    return Purchase(
        product=product,
        sku=sku,
        quantity=quantity,
        hand=hand,
        standing=standing_of(shop.commitments.standing(turn.buyer_id, now=turn.now), deal),
        parcel=replace(parcel_of(turn, shop), goods=Goods(product, (sku,), quantity, tiers)),
        promotions=promotions,
    )


def _buy(product: Product, turn: Turn, shop: Shop) -> Outcome:
    memory = turn.memory
    wanted = Wanted(
        colour=memory.colour,
        size=memory.size,
        quantity=memory.quantity or 1,
        today=turn.now.date(),
        may_ask_colour=turn.may_ask("colour"),
        may_ask_size=turn.may_ask("size"),
    )
    others: tuple[Product, ...] = ()
    if not product.in_stock:
        others = shop.catalogue.popular(limit=OFFERED + 1, category=product.category)
    chosen = choose(product, wanted, others)
    if isinstance(chosen, Outcome):
        return chosen
    purchase = purchase_of(product, chosen, wanted.quantity, turn, shop)
    if _confirmed(purchase, turn, shop):
        return placing(purchase)
    outcome = confirmation(purchase)
    if outcome.ask is not None:
        _save_draft(purchase, turn, shop)
    return replace(outcome, memory={"colour": chosen.colour or None, "size": chosen.size or None})


def _confirmed(purchase: Purchase, turn: Turn, shop: Shop) -> bool:
    """Whether this very purchase was read back and the buyer now says yes to it."""
    asked = turn.memory.asked
    if asked is None or asked.fact != "confirm_order" or turn.learnt - {"product"}:
        return False
    draft = shop.orders.latest(turn.buyer_id, statuses=["draft"])
    read_back = [(line.sku_id, line.quantity) for line in draft.lines] if draft else []
    return read_back == [(purchase.sku.id, purchase.quantity)]


def _save_draft(purchase: Purchase, turn: Turn, shop: Shop) -> None:
    shop.orders.save_draft(
        turn.buyer_id,
        lines=[OrderLine(purchase.sku.id, purchase.quantity, purchase.unit_price)],
        region=turn.memory.region or "",
        courier=purchase.parcel.route_courier,
        at=turn.now,
    )
