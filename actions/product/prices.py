"""What a product costs: the list price, and what is to pay after the offers of now (到手价)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from actions.product.rules import price_span
from actions.promotion.hand import hand_say, together_say, with_colours
from actions.turn import Outcome, Say
from bot.pricing.hand_price import HandPrice
from bot.shop.model.catalogue import Product, Sku
from bot.text.spoken import listed, yuan


@dataclass(frozen=True)
class Wanted:
    """What the price is asked for; None leaves it open. `quantity` only where one was said.

    `after_offers`: the buyer asks what is left to pay (到手价), not the list price.
    """

    colour: str | None = None
    size: str | None = None
    quantity: int | None = None
    after_offers: bool = False

    @property
    def pieces(self) -> int:
        """How many; one where no number was said."""
        return self.quantity or 1

    def skus(self, product: Product) -> tuple[Sku, ...]:
        """The SKUs that are meant; none where the product does not come like that."""
        return product.matching(colour=self.colour, size=self.size)

    def sku(self, product: Product) -> Sku | None:
        """The SKU whose hand price is told: the cheapest of those meant, in stock if any is."""
        if not self.skus(product):
            return None
        return product.quoted(colour=self.colour, size=self.size)


def price_of(product: Product, wanted: Wanted, hand: HandPrice, *, now: datetime) -> Outcome:
    """The list price of what is wanted, and where offers take something off the hand price.

    `hand` is the quote of the SKU that `wanted` names.
    """
    skus = wanted.skus(product)
    goods = _called(product, wanted)
    if len({sku.price for sku in skus}) > 1:
        goods = with_colours(product, hand.list_total / wanted.pieces)
    if wanted.after_offers:
        says = _after_offers(goods, hand, wanted.pieces, now)
        return Outcome("product.hand_price", (_with_stock(says[0], skus), *says[1:]))
    reason, say = _listed(product, wanted, hand)
    one_price = goods == _called(product, wanted)
    then = hand_say("" if one_price else goods, hand, pieces=wanted.pieces, now=now, priced=True)
    return Outcome(reason, (_with_stock(say, skus), *([then] if then else [])))


def not_offered(product: Product, wanted: Wanted) -> Outcome:
    """The product does not come in that colour or size: what it comes in, and its price."""
    facts = {
        "product": product.name,
        "wanted": (wanted.colour or "") + (wanted.size or ""),
        "offered": listed(product.colours or product.sizes),
        "price": price_span(product.lowest_price, product.highest_price),
    }
    return Outcome("product.option_not_offered", (Say("utter_product_not_offered", facts),))


def prices_of(
    goods: Sequence[tuple[Product, Sku]], hand: HandPrice, *, pieces: int, now: datetime
) -> Outcome:
    """List prices of several products, and what so many pieces of each come to together.

    The hand price is that of the SKUs given, one a product.
    """
    spans = [(product.lowest_price, product.highest_price) for product, _ in goods]
    prices = "，".join(
        f"{product.name}{price_span(*span)}元"
        for (product, _), span in zip(goods, spans, strict=True)
    )
    low, high = (sum(ends, Decimal(0)) * pieces for ends in zip(*spans, strict=True))
    facts = {"prices": prices, "total": price_span(low, high), "quantity": str(pieces)}
    name = "utter_product_prices_for_several" if pieces > 1 else "utter_product_prices"
    names = listed(with_colours(product, sku.price) for product, sku in goods)
    then = together_say(names, hand, pieces=len(goods) * pieces, now=now)
    return Outcome("product.prices", (Say(name, facts), *([then] if then else [])))


def prices_in(name: str, products: Sequence[Product]) -> Outcome:
    """The range of list prices of a category, or of the whole shop, called `name`."""
    low = min(product.lowest_price for product in products)
    high = max(product.highest_price for product in products)
    popular = sorted(products, key=lambda product: (not product.in_stock, -product.sales))
    return Outcome(
        "product.price_range",
        (
            Say(
                "utter_product_prices_in",
                {"group": name, "price": price_span(low, high)},
                offers=tuple(dict.fromkeys(product.name for product in popular[:3])),
            ),
        ),
    )


def _after_offers(goods: str, hand: HandPrice, pieces: int, now: datetime) -> list[Say]:
    say = hand_say(goods, hand, pieces=pieces, now=now)
    if hand.steps and say is not None:
        return [say]
    facts = {"product": goods, "list": yuan(hand.list_total)}
    return [Say("utter_promotion_hand_none", facts), *([say] if say else [])]


def _listed(product: Product, wanted: Wanted, hand: HandPrice) -> tuple[str, Say]:
    skus, pieces = wanted.skus(product), wanted.pieces
    low, high = min(sku.price for sku in skus), max(sku.price for sku in skus)
    off = next((step.reduction for step in hand.steps if not step.promotion_id), Decimal(0))
    facts = {
        "product": _called(product, wanted),
        "price": price_span(low, high),
        "quantity": str(pieces),
        "total": price_span(low * pieces, high * pieces),
        "options": _by_option(skus),
    }
    if pieces > 1:
        if not off:
            return "product.price_total", Say("utter_product_price_total", facts)
        facts["price"] = yuan(hand.list_total / pieces)
        facts["total"] = yuan(hand.list_total - off)
        facts["unit_price"] = yuan((hand.list_total - off) / pieces)
        return "product.price_total", Say("utter_product_price_tiered", facts)
    if low == high:
        return "product.price", Say("utter_product_price", facts)
    name = "utter_product_price_options" if facts["options"] else "utter_product_price_between"
    return "product.price_by_option", Say(name, facts)


def _called(product: Product, wanted: Wanted) -> str:
    return product.name + (wanted.colour or "") + (wanted.size or "")


def _with_stock(say: Say, skus: Sequence[Sku]) -> Say:
    """Says too that none is left, where that is so."""
    if any(sku.in_stock for sku in skus):
        return say
    return Say(say.name, say.facts, more=(*say.more, "utter_product_none_left"))


def _by_option(skus: Sequence[Sku]) -> str:
    """Which colour or which size costs what, where one of them decides the price; else ""."""
    for option in ("colour", "size"):
        prices: dict[str, set[Decimal]] = {}
        for sku in skus:
            prices.setdefault(getattr(sku, option), set()).add(sku.price)
        if len(prices) < 2 or any(len(found) > 1 for found in prices.values()):
            continue
        groups: dict[Decimal, list[str]] = {}
        for name, found in prices.items():
            groups.setdefault(found.pop(), []).append(name)
        return "，".join(f"{listed(names)}{yuan(price)}元" for price, names in groups.items())
    return ""
