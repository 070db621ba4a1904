"""The money of one haggle: what the goods cost now, and how far each step may go down.

Prices in yuan for all pieces in view together. The floor is never said and never crossed: what
the live offers already took off leaves less to concede.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_DOWN, ROUND_UP, Decimal
from typing import Any

from bot.pricing.hand_price import HandPrice
from bot.shop.model.catalogue import Product, Sku
from bot.shop.model.policy import Concession
from bot.shop.model.trade import Commitment

CENT, TENTH, WHOLE = Decimal("0.01"), Decimal("0.1"), Decimal(1)
ABSURD_SHARE = Decimal("0.25")


@dataclass(frozen=True)
class Deal:
    """Pieces of one product; `floor_total` is None where the owner set no floor."""

    product: Product
    quantity: int
    hand: HandPrice
    floor_total: Decimal | None

    @property
    def list_price(self) -> Decimal:
        """The list price of a piece in yuan."""
        return self.hand.list_total / self.quantity

    @property
    def room(self) -> Decimal:
        """How much may still be conceded on top of the live offers; never negative."""
        floor = self.floor_total or Decimal(0)
        return max(Decimal(0), self.hand.total - floor)

    def is_absurd(self, offered: Decimal) -> bool:
        """Whether nobody could mean this price."""
        return offered <= self.quantity or offered < self.hand.list_total * ABSURD_SHARE


@dataclass(frozen=True)
class Standing:
    """What the buyer was already promised for this product."""

    step: int = 0
    total: Decimal | None = None
    gift: str = ""
    shipping: bool = False

    @property
    def anything(self) -> bool:
        """Whether anything was promised."""
        return self.total is not None or bool(self.gift) or self.shipping


@dataclass(frozen=True)
class Offer:
    """A step that may be conceded now; `total` in yuan for a price, else None."""

    concession: Concession
    total: Decimal | None = None


def quoted_sku(product: Product, colour: str | None, size: str | None) -> Sku:
    """The SKU whose price is said: the cheapest of those in view, in stock if any is."""
    skus = product.matching(colour=colour, size=size) or product.skus
    return min(skus, key=lambda sku: (not sku.in_stock, sku.price))


def dearer_colours(deal: Deal) -> tuple[tuple[str, ...], Decimal] | None:
    """The colours that cost more than the price said, and how many yuan a piece at the most."""
    price = deal.list_price
    dearer = [sku for sku in deal.product.skus if sku.in_stock and sku.price > price]
    colours = tuple(dict.fromkeys(sku.colour for sku in dearer if sku.colour))
    cheap = {sku.colour for sku in deal.product.skus if sku.price <= price}
    if not colours or cheap & set(colours):
        return None
    return colours, max(sku.price for sku in dearer) - price


def floor_of(product: Product, quoted: Sku, quantity: int, *, exact: bool) -> Decimal | None:
    """The least yuan for `quantity` pieces; unless `exact`, of any SKU the buyer may still pick."""
    skus = (quoted,) if exact else product.skus
    margins = [sku.price - sku.floor_price for sku in skus if sku.floor_price is not None]
    if not margins:
        return None
    return (quoted.price - max(Decimal(0), min(margins))) * quantity


def standing_of(promises: Sequence[Commitment], deal: Deal) -> Standing:
    """The promises for this product, the price as it is for the pieces in view.

    For another number of pieces, or pieces of another list price, the reduction of each piece
    counts. No promise goes below the floor of the pieces in view.
    """
    mine = [promise for promise in promises if promise.product_id == deal.product.id]
    totals = [_promised_total(p.terms, deal) for p in mine if p.kind == "price"]
    gifts = [str(p.terms["gift"]) for p in mine if p.kind == "gift" and "gift" in p.terms]
    return Standing(
        step=max((int(promise.terms.get("step", 0)) for promise in mine), default=0),
        total=min(totals, default=None),
        gift=gifts[-1] if gifts else "",
        shipping=any(promise.kind == "shipping" for promise in mine),
    )


def _promised_total(terms: Mapping[str, Any], deal: Deal) -> Decimal:
    off = Decimal(str(terms.get("off_each", "0"))) * deal.quantity
    pieces = (terms.get("quantity"), terms.get("list_price"))
    if pieces == (deal.quantity, str(deal.list_price.quantize(CENT))):
        off = max(off, deal.hand.total - Decimal(str(terms["total"])))
    return deal.hand.total - min(off, deal.room)


def next_offer(
    deal: Deal,
    standing: Standing,
    steps: Sequence[Concession],
    *,
    gift_budget: Decimal,
    ships_free_to: bool,
) -> Offer | None:
    """The first step after those made that gives the buyer anything; None after the last.

    Steps of price add up. A gift step's `amount` is what the gift costs the shop;
    `ships_free_to` is False where the buyer's region is remote.
    """
    now = deal.hand.total if standing.total is None else standing.total
    reached = Decimal(0)
    for step in steps:
        if step.kind in ("percent", "amount"):
            reached += _off(step, deal)
        if step.step <= standing.step:
            continue
        if step.kind == "gift":
            if not standing.gift and 0 < gift_budget >= (step.amount or 0):
                return Offer(step)
        elif step.kind == "shipping":
            if ships_free_to and not deal.hand.free_shipping and not standing.shipping:
                return Offer(step)
        else:
            total = _rounded_up(deal.hand.total - min(reached, deal.room), deal)
            if total < now:
                return Offer(step, total)
    return None


def price_terms(total: Decimal, deal: Deal, step: int) -> dict[str, Any]:
    """A promised price as the ledger keeps it.

    `list_price` is that of a piece; `off_each` is what comes off it on top of the live offers.
    """
    off_each = ((deal.hand.total - total) / deal.quantity).quantize(CENT, rounding=ROUND_DOWN)
    return {
        "total": str(total.quantize(CENT)),
        "quantity": deal.quantity,
        "list_price": str(deal.list_price.quantize(CENT)),
        "off_each": str(off_each),
        "step": step,
    }


def _off(step: Concession, deal: Deal) -> Decimal:
    if step.kind == "percent":
        return deal.hand.list_total * (step.percent or 0) / 100
    return (step.amount or Decimal(0)) * deal.quantity


def _rounded_up(total: Decimal, deal: Deal) -> Decimal:
    """A price as people say it: whole yuan, or tenths where whole yuan would give nothing."""
    whole = total.quantize(WHOLE, rounding=ROUND_UP)
    if whole < deal.hand.total:
        return whole
    return total.quantize(TENTH, rounding=ROUND_UP)
