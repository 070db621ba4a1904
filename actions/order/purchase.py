"""A complete order in the making: its lines, what they cost together, what was promised."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from actions.haggling.deal import Deal, Standing, standing_of
from actions.shipping.parcel import Parcel
from bot.pricing.basket import Line
from bot.pricing.hand_price import HandPrice
from bot.pricing.promised import floor_of
from bot.shop.model.catalogue import Product, Sku
from bot.shop.model.promotions import Promotion
from bot.shop.model.shipping import Courier
from bot.shop.model.trade import Commitment
from bot.text.spoken import listed, yuan


@dataclass(frozen=True)
class Piece:
    """One line: so many of one SKU."""

    product: Product
    sku: Sku
    quantity: int

    @property
    def name(self) -> str:
        """方领亚麻长裙 米白 M."""
        parts = (self.product.name, self.sku.colour, self.sku.size)
        return " ".join(part for part in parts if part)

    @property
    def counted(self) -> str:
        """方领亚麻长裙 米白 M×2."""
        return f"{self.name}×{self.quantity}"

    @property
    def line(self) -> Line:
        """What the promotion engine prices."""
        return Line.of(self.product, self.sku, self.quantity)


@dataclass(frozen=True)
class Purchase:
    """Every line with its hand price; `promised` is what stands for its products, in yuan.

    `promised.total` is for all lines together. `courier` is one that was asked for.
    """

    pieces: tuple[Piece, ...]
    hand: HandPrice
    promised: Standing
    parcel: Parcel
    promotions: tuple[Promotion, ...] = ()
    courier: Courier | None = None

    @property
    def total(self) -> Decimal:
        """What is to pay for the goods in yuan: the promise where it is lower."""
        promised = self.promised.total
        return self.hand.total if promised is None else min(promised, self.hand.total)

    @property
    def promised_price(self) -> bool:
        """Whether a person has to change the price in the order first."""
        return self.total < self.hand.total

    @property
    def promised_shipping(self) -> bool:
        """Whether a person has to take the fee out of the order first."""
        return self.promised.shipping and not self.hand.free_shipping

    @property
    def fee(self) -> Decimal | None:
        """What sending costs in yuan, with what the courier asked for adds; None is not known."""
        extra = self.courier.extra_fee if self.courier else Decimal(0)
        if self.promised.shipping or self.hand.free_shipping:
            return extra
        return None if self.parcel.rate is None else self.parcel.rate.fee + extra

    @property
    def courier_name(self) -> str:
        """Who brings it: the courier asked for, else the usual one."""
        return self.courier.name if self.courier else self.parcel.route_courier

    @property
    def gifts(self) -> tuple[str, ...]:
        """What comes free with it, by offers and by promise."""
        earned = tuple(f"{gift.name}×{gift.quantity}" for gift in self.hand.gifts)
        return (*earned, self.promised.gift) if self.promised.gift else earned

    @property
    def terms(self) -> str:
        """The gifts and the fee in a few words, to see whether they are still the same."""
        gifts = f"送{listed(self.gifts)}" if self.gifts else "没有赠品"
        return f"{gifts}，运费{yuan(self.fee)}元" if self.fee else gifts


def promised_for(
    pieces: Sequence[Piece],
    hand: HandPrice,
    alone: Sequence[tuple[tuple[Piece, ...], HandPrice]],
    promises: Sequence[Commitment],
) -> Standing:
    """What stands for all the pieces together, whose price after the offers is `hand`.

    `alone` are the pieces of each product with what they would cost by themselves: a promise of
    a price is what it takes off there. The floors of all pieces hold for the sum, unless a person
    went below them.
    """
    standings, off, least = [], Decimal(0), Decimal(0)
    for of_it, price in alone:
        quantity = sum(piece.quantity for piece in of_it)
        floors = [floor_of(p.product, p.sku, p.quantity, exact=True) for p in of_it]
        known = [floor for floor in floors if floor is not None]
        floor = sum(known, Decimal(0)) if len(known) == len(floors) else None
        deal = Deal(of_it[0].product, quantity, price, floor)
        standing = standing_of(promises, deal)
        standings.append(standing)
        total = price.total if standing.total is None else min(standing.total, price.total)
        off += price.total - total
        least += min(floor or Decimal(0), total)
    gifts = [standing.gift for standing in standings if standing.gift]
    return Standing(
        total=max(hand.total - off, min(least, hand.total)) if off else None,
        gift=listed(dict.fromkeys(gifts)),
        shipping=any(standing.shipping for standing in standings),
    )
