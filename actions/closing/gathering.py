"""The facts of each technique, read from the shop only when it is the technique's turn."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from functools import cached_property
from typing import Any

from actions.closing.facts import (
    Choice,
    Difference,
    Ending,
    Free,
    Left,
    PerUse,
    Popular,
    Reply,
    Together,
)
from actions.closing.uses import uses_of
from actions.closing.words import praise_of
from actions.quoting import quoted
from actions.shipping.calendar import Dispatch
from actions.turn import Turn
from bot.pricing.basket import Line
from bot.pricing.hand_price import HandPrice
from bot.shop.model.catalogue import Product, Sku
from bot.shop.shop import Shop
from bot.text.spoken import clock, until

FEW = 3
ENDING_WITHIN = timedelta(days=3)
PAIRS_LOOKED_AT = 2
TWO = 2
LONGEST_VALUE = 12
CENT = Decimal("0.01")


@dataclass(frozen=True)
class Around:
    """The turn as it was answered, with the memory after it; `text` is the message itself."""

    turn: Turn
    text: str
    reply: Reply
    shop: Shop

    def facts_of(self, technique: str) -> dict[str, Any]:
        """What of `Facts` the technique needs."""
        return _GATHERED[technique](self)

    @cached_property
    def product(self) -> Product | None:
        """The product in view, unless what is meant of it is sold out or not yet sold."""
        known = self.turn.memory.product
        product = self.shop.catalogue.product(known) if known else None
        if product is None or self._is_presale(product) or not self._of(product):
            return None
        return product

    @cached_property
    def skus(self) -> tuple[Sku, ...]:
        """Those of the product that are in stock and may be meant."""
        return self._of(self.product) if self.product else ()

    @cached_property
    def chosen(self) -> Sku | None:
        """The SKU, where only one can be meant and enough of it is there."""
        if len(self.skus) != 1 or self.product is None:
            return None
        (sku,), memory = self.skus, self.turn.memory
        settled = memory.colour or len(self.product.colours) <= 1
        settled = settled and (memory.size or len(self.product.sizes) <= 1)
        return sku if settled and sku.stock >= self.quantity else None

    @property
    def quantity(self) -> int:
        """How many pieces are wanted."""
        return self.turn.memory.quantity or 1

    @cached_property
    def line(self) -> Line | None:
        """The goods in mind: what is chosen, else the cheapest of what may be."""
        if self.product is None:
            return None
        memory = self.turn.memory
        sku = self.chosen or self.product.quoted(colour=memory.colour, size=memory.size)
        return Line.of(self.product, sku, self.quantity)

    @cached_property
    def hand(self) -> HandPrice | None:
        """What they cost."""
        return self.price(self.line) if self.line else None

    def price(self, *lines: Line) -> HandPrice:
        """What these goods cost in one order."""
        return quoted(lines, self.turn, self.shop)

    def _of(self, product: Product) -> tuple[Sku, ...]:
        memory = self.turn.memory
        found = product.matching(colour=memory.colour, size=memory.size)
        return tuple(s for s in found if s.in_stock and s.colour not in memory.not_colours)

    def _is_presale(self, product: Product) -> bool:
        return product.presale_on is not None and product.presale_on > self.turn.now.date()


def _tie_in(around: Around) -> dict[str, Any]:
    """The pair that one order takes most off for; the owner's order decides among equal ones."""
    line, hand = around.line, around.hand
    if around.chosen is None or around.product is None or line is None or hand is None:
        return {}
    known = {*around.turn.memory.recommended, *around.turn.memory.listed}
    pairs = [p for p in around.shop.catalogue.pairs(around.product.id) if p.product.id not in known]
    found = [_with_pair(p.product, p.reason, around, line, hand) for p in pairs[:PAIRS_LOOKED_AT]]
    best = max(found, key=lambda pair: (pair.saved, bool(pair.gift), pair.ships_free), default=None)
    return {"tie_in": best}


def _with_pair(pair: Product, reason: str, around: Around, line: Line, hand: HandPrice) -> Together:
    """The pair in one order with `line`, which by itself costs `hand`."""
    other = Line.of(pair, pair.quoted())
    alone, both = around.price(other), around.price(line, other)
    before = {gift.name for gift in (*hand.gifts, *alone.gifts)}
    gift = next((gift.name for gift in both.gifts if gift.name not in before), "")
    return Together(
        product_id=pair.id,
        name=pair.name,
        reason=reason,
        total=both.total,
        saved=max(hand.total + alone.total - both.total, Decimal(0)),
        gift=gift,
        ships_free=both.free_shipping and not hand.free_shipping,
    )


def _missing_out(around: Around) -> dict[str, Any]:
    sku, product, hand = around.chosen, around.product, around.hand
    if sku is not None and product is not None and sku.stock <= FEW:
        item = " ".join(part for part in (product.name, sku.colour, sku.size) if part)
        return {"left": Left(item, sku.stock)}
    now = around.turn.now
    ending = [
        (step.ends_at, step.title)
        for step in (hand.steps if hand else ())
        if step.ends_at is not None and step.ends_at - now <= ENDING_WITHIN
    ]
    if not ending:
        return {}
    ends_at, title = min(ending)
    return {"ending": Ending(title, until(ends_at))}


def _act_today(around: Around) -> dict[str, Any]:
    """The cut-off, where what is paid for before it leaves today."""
    if not around.skus:
        return {}
    now = around.turn.now
    holidays = around.shop.shipping.holidays(now.date())
    dispatch = Dispatch.of(around.shop.terms.policy(), holidays)
    leaves_today = dispatch.works_on(now.date()) and now.time() < dispatch.cutoff
    return {"cutoff": clock(dispatch.cutoff)} if leaves_today else {}


def _choice(around: Around) -> dict[str, Any]:
    """Two open colours, the two sizes left, or the first two listed: all in stock."""
    product, memory = around.product, around.turn.memory
    if product is None:
        if memory.product is not None:
            return {}
        here = [p for p in around.shop.catalogue.products(memory.listed[:TWO]) if p.in_stock]
        if len(here) < TWO or here[0].name == here[1].name:
            return {}
        ids = (here[0].id, here[1].id)
        return {"choice": Choice("product", "", here[0].name, here[1].name, ids)}
    colours = _most_of(around, "colour")
    if memory.colour is None and len(colours) >= TWO:
        return {"choice": Choice("colour", product.name, colours[0], colours[1])}
    sizes = _most_of(around, "size")
    if memory.size is None and len(sizes) == TWO and (memory.colour or len(colours) <= 1):
        first, second = sorted(sizes, key=product.sizes.index)
        return {"choice": Choice("size", product.name, first, second)}
    return {}


def _most_of(around: Around, option: str) -> list[str]:
    """The colours or sizes in stock, the one there is most of first."""
    stock: dict[str, int] = {}
    for sku in around.skus:
        value = getattr(sku, option)
        if value:
            stock[value] = stock.get(value, 0) + sku.stock
    return sorted(stock, key=lambda value: -stock[value])


def _popularity(around: Around) -> dict[str, Any]:
    product = around.product
    if product is None:
        return {}
    sales, rating = around.shop.catalogue.medians()
    if product.sales <= sales:
        return {}
    rated = product.rating is not None and rating is not None and product.rating > rating
    found = Popular(product.name, product.sales, product.rating if rated else None)
    return {"popularity": found}


def _comparison(around: Around) -> dict[str, Any]:
    """The one in view and the one looked at before it, or the first two listed: of one kind.

    What was just told of the first comes before anything else of it.
    """
    memory = around.turn.memory
    ids = tuple(dict.fromkeys(filter(None, (memory.product, *memory.listed, *memory.seen))))
    found = around.shop.catalogue.products(ids[:TWO])
    if len(found) < TWO or not all(product.in_stock for product in found):
        return {}
    first, second = found
    if first.category != second.category:
        return {}
    others, said = dict(second.attributes), around.reply.said
    differences = [
        Difference(first.name, second.name, name, value, other)
        for name, value in first.attributes
        if (other := others.get(name, value)) != value and other not in said
        if max(len(value), len(other)) <= LONGEST_VALUE
    ]
    differences.sort(key=lambda difference: difference.one not in said)
    return {"comparison": next(iter(differences), None)}


def _praise(around: Around) -> dict[str, Any]:
    return {"praise": praise_of(around.text)}


def _per_use(around: Around) -> dict[str, Any]:
    product, line = around.product, around.line
    uses = uses_of(product) if product else None
    # Of several the reply tells another sum: the price of one beside it is taken for it.
    if product is None or line is None or uses is None or around.quantity > 1:
        return {}
    if around.chosen is None and len({sku.price for sku in product.skus}) > 1:
        return {}
    price = around.price(Line.of(product, around.chosen or product.skus[0])).total
    each = (price / uses.count).quantize(CENT)
    exact = each * uses.count == price
    return {"per_use": PerUse(price, uses.count, uses.unit, each, exact)}


def _gift(around: Around) -> dict[str, Any]:
    """What was promised for the product in view, else what a live offer gives the goods in mind."""
    product, hand, turn = around.product, around.hand, around.turn
    if product is None or hand is None:
        return {}
    standing = around.shop.commitments.standing(turn.buyer_id, now=turn.now, kind="gift")
    promised = [
        str(p.terms["gift"]) for p in standing if p.product_id == product.id and p.terms.get("gift")
    ]
    if promised:
        return {"gift": Free(promised[-1], promised=True)}
    return {"gift": Free(hand.gifts[0].name, promised=False)} if hand.gifts else {}


_GATHERED: Mapping[str, Callable[[Around], dict[str, Any]]] = {
    "tie_in": _tie_in,
    "missing_out": _missing_out,
    "act_today": _act_today,
    "choice": _choice,
    "popularity": _popularity,
    "comparison": _comparison,
    "praise": _praise,
    "per_use": _per_use,
    "gift": _gift,
}
