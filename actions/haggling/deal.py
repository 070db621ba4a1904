"""The money of one haggle: what the goods cost now, and how far each step may go down.

Prices in yuan for all pieces in view together. The floor is never said and never crossed: what
the live offers already took off leaves less to concede. Each price conceded takes off less than
the one before, whatever the owner's steps say.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_UP, Decimal

from bot.pricing.hand_price import HandPrice
from bot.shop.model.catalogue import Product
from bot.shop.model.policy import Concession
from bot.shop.model.trade import Commitment

CENT, TENTH, WHOLE, TEN = Decimal("0.01"), Decimal("0.1"), Decimal(1), Decimal(10)
ABSURD_SHARE = Decimal("0.25")
BOT, AFTER_ALL_STEPS = "bot", 1_000_000


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
    """What the buyer was already promised for this product.

    `step` is the owner's last step of price that was made; `last_off` how many yuan the last
    promise of a price took off.
    """

    step: int = 0
    total: Decimal | None = None
    last_off: Decimal | None = None
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


def dearer_colours(deal: Deal) -> tuple[tuple[str, ...], Decimal] | None:
    """The colours that cost more than the price said, and how many yuan a piece at the most."""
    price = deal.list_price
    dearer = [sku for sku in deal.product.skus if sku.in_stock and sku.price > price]
    colours = tuple(dict.fromkeys(sku.colour for sku in dearer if sku.colour))
    cheap = {sku.colour for sku in deal.product.skus if sku.price <= price}
    if not colours or cheap & set(colours):
        return None
    return colours, max(sku.price for sku in dearer) - price


def standing_of(promises: Sequence[Commitment], deal: Deal) -> Standing:
    """The promises for this product, the price as it is for the pieces in view.

    For another number of pieces, or pieces of another list price, the reduction of each piece
    counts, and nothing goes below the floor of the pieces in view. A person's price for these
    very pieces is kept whatever the floor, and ends the steps: what a person gave is the last.
    """
    mine = [promise for promise in promises if promise.is_for(deal.product.id)]
    prices = [promise for promise in mine if promise.kind == "price"]
    gifts = [str(p.terms["gift"]) for p in mine if p.kind == "gift" and "gift" in p.terms]
    reached, last_off = deal.hand.total, None
    for promise in prices:
        total = _promised_total(promise, deal)
        if total < reached:
            reached, last_off = total, reached - total
    return Standing(
        step=max(map(_step_of, prices), default=0),
        total=reached if prices else None,
        last_off=last_off,
        gift=gifts[-1] if gifts else "",
        shipping=any(promise.kind == "shipping" for promise in mine),
    )


def _step_of(promise: Commitment) -> int:
    return int(promise.terms.get("step", 0)) if promise.made_by == BOT else AFTER_ALL_STEPS


def _promised_total(promise: Commitment, deal: Deal) -> Decimal:
    terms, hand = promise.terms, deal.hand.total
    off = Decimal(str(terms.get("off_each", 0))) * deal.quantity
    said_for = (terms.get("quantity", 1), terms.get("list_price"))
    if said_for == (deal.quantity, str(deal.list_price.quantize(CENT))):
        off = max(Decimal(0), hand - Decimal(str(terms["total"])))
        if promise.made_by != BOT:
            return hand - off
    return hand - min(off, deal.room)


def next_offer(
    deal: Deal,
    standing: Standing,
    steps: Sequence[Concession],
    *,
    gift_budget: Decimal,
    ships_free_to: bool,
    only: str | None = None,
) -> Offer | None:
    """The first step after those made that gives the buyer anything; None after the last.

    Steps of price add up, and none takes more off the price of now than it says. A gift step's
    `amount` is what the gift costs the shop; `ships_free_to` is False where the buyer's region is
    remote. `only` a step of that kind is looked for where the buyer asks for it.
    """
    now = deal.hand.total if standing.total is None else standing.total
    reached = Decimal(0)
    for step in steps:
        if step.kind in ("percent", "amount"):
            reached += _off(step, deal)
        if only is not None and step.kind != only:
            continue
        if step.kind == "gift":
            if not standing.gift and 0 < gift_budget >= (step.amount or 0):
                return Offer(step)
        elif step.kind == "shipping":
            if ships_free_to and not deal.hand.free_shipping and not standing.shipping:
                return Offer(step)
        elif step.step > standing.step:
            at_most = _off(step, deal).quantize(WHOLE, rounding=ROUND_UP)
            total = max(deal.hand.total - min(reached, deal.room), now - at_most)
            total = max(_rounded_up(total, now), _least_after(now, standing.last_off))
            if total < now:
                return Offer(step, total)
    return None


def rounded_off(total: Decimal) -> Decimal | None:
    """The price without its odd change (抹零): 169.5 → 169, 169 → 160; None where it has none."""
    change = total % WHOLE or total % TEN
    return total - change if 0 < change < total else None


def _off(step: Concession, deal: Deal) -> Decimal:
    if step.kind == "percent":
        return deal.hand.list_total * (step.percent or 0) / 100
    return (step.amount or Decimal(0)) * deal.quantity


def _least_after(now: Decimal, last_off: Decimal | None) -> Decimal:
    """The lowest price that takes off less than the last one did."""
    if last_off is None:
        return Decimal(0)
    smaller = last_off - (WHOLE if last_off >= WHOLE else TENTH)
    return now - max(smaller, Decimal(0))


def _rounded_up(total: Decimal, now: Decimal) -> Decimal:
    """A price as people say it: whole yuan, or tenths where whole yuan would give nothing."""
    whole = total.quantize(WHOLE, rounding=ROUND_UP)
    if whole < now:
        return whole
    return total.quantize(TENTH, rounding=ROUND_UP)
