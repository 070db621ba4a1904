"""The parcel a question is about: everything the shop's data says of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import NamedTuple

from actions.shipping.calendar import Dispatch
from actions.stock.restock import back_on
from bot.pricing.hand_price import HandPrice
from bot.shop.model.catalogue import Product, Sku
from bot.shop.model.promotions import Promotion, PromotionKind, Scope
from bot.shop.model.shipping import Courier, RegionRate


class Part(NamedTuple):
    """One answer of a reply: its wording, its facts, and the reason code it stands for."""

    name: str
    facts: dict[str, str]
    reason: str


@dataclass(frozen=True)
class Goods:
    """What would be sent: pieces of a product, of the SKUs that are meant."""

    product: Product
    skus: tuple[Sku, ...]
    quantity: int

    @classmethod
    def of(
        cls,
        product: Product,
        *,
        colour: str | None,
        size: str | None,
        quantity: int | None,
    ) -> Goods:
        """The SKUs of that colour and size, or all where there is none such."""
        skus = product.matching(colour=colour, size=size) or product.skus
        return cls(product, skus, quantity or 1)

    def held_until(self, today: date) -> date | None:
        """The day before which nothing of it can leave (presale, restock); None is free to go."""
        presale = self.product.presale_on
        if presale is not None and presale > today:
            return presale
        if any(sku.in_stock for sku in self.skus):
            return None
        return back_on(self.skus, today)

    def is_gone(self, today: date) -> bool:
        """Whether none is there and no day is known from which it is."""
        return self.held_until(today) is None and not any(sku.in_stock for sku in self.skus)


@dataclass(frozen=True)
class Postage:
    """What the fee depends on beside the region: the goods' hand price and their `pieces`.

    `promised`: the buyer was promised free shipping (包邮) for them.
    """

    hand: HandPrice
    pieces: int = 1
    promised: bool = False


@dataclass(frozen=True)
class Parcel:
    """What is known of a parcel at `now`.

    `region` is where it goes (浙江 杭州), `rate` that region's; `rates` are all rates, given only
    where the region is not known. `promotions` are the live offers; `postage` is of all goods that
    would be in it; `within_hours` is the most it takes until a parcel leaves, 0 where the shop does
    not say. `promised_on` is the day of dispatch that this buyer was promised (承诺).
    """

    now: datetime
    dispatch: Dispatch
    ships_from: str
    couriers: tuple[Courier, ...]
    promotions: tuple[Promotion, ...]
    region: str | None = None
    rate: RegionRate | None = None
    rates: tuple[RegionRate, ...] = ()
    goods: Goods | None = None
    postage: Postage | None = None
    within_hours: int = 0
    promised_on: date | None = None

    @property
    def place(self) -> str:
        """The city, or else the province, as people say it."""
        return place(self.region or "")

    @property
    def default_courier(self) -> Courier | None:
        """The courier that is taken when nobody asks for another."""
        return next((courier for courier in self.couriers if courier.is_default), None)

    @property
    def route_courier(self) -> str:
        """Who brings it to the region; empty where the shop names nobody."""
        if self.rate is not None and self.rate.courier:
            return self.rate.courier
        return self.default_courier.name if self.default_courier else ""

    @property
    def ships_free(self) -> bool:
        """Whether the goods go to the region free; what we promise never holds for remote ones."""
        if self.postage is None:
            return False
        remote = self.rate is not None and self.rate.remote
        return self.postage.hand.free_shipping or (self.postage.promised and not remote)

    @property
    def usual_rates(self) -> tuple[RegionRate, ...]:
        """Rates of the regions that are neither remote nor served by a courier of their own."""
        usual = {"", self.default_courier.name if self.default_courier else ""}
        return tuple(
            rate
            for rate in self.rates
            if rate.delivers and not rate.remote and rate.courier in usual
        )

    @property
    def sent_on(self) -> date | None:
        """The day it leaves: as was promised, else when paid for now; None where not known."""
        if self.promised_on is not None:
            return self.promised_on
        today = self.now.date()
        if self.goods is not None and self.goods.is_gone(today):
            return None
        held = self.goods.held_until(today) if self.goods else None
        return self.dispatch.day_of(self.now, available_on=held)


def free_shipping_offers(
    promotions: Sequence[Promotion], goods: Goods | None
) -> tuple[Promotion, ...]:
    """Offers of free shipping for the goods, or for the whole shop where none are in view."""
    return tuple(
        promotion
        for promotion in promotions
        if promotion.kind is PromotionKind.FREE_SHIPPING
        and (
            promotion.covers(product_id=goods.product.id, category=goods.product.category)
            if goods
            else promotion.scope is Scope.SHOP
        )
    )


def place(region: str) -> str:
    """浙江 杭州 → 杭州."""
    return region.rpartition(" ")[2]
