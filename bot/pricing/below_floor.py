"""Where offers together go below a floor price (底价), as `xiaoer shop check` says it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal

from bot.pricing.basket import Basket
from bot.pricing.hand_price import hand_price
from bot.pricing.reading_rows import Goods, goods_in, offers_in, tiers_in
from bot.shop.files.reviewing import Remark, Rows
from bot.shop.model.promotions import PriceTier, Promotion
from bot.text.spoken import listed, yuan

NAMED = 3
MOST_PIECES = 12


@dataclass(frozen=True)
class _Breach:
    """Pieces of a product that the offers at a moment sell below the floor, by `below` yuan."""

    goods: Goods
    quantity: int
    offers: tuple[str, ...]
    below: Decimal
    at: datetime

    @property
    def share(self) -> Decimal:
        """How deep it is, whatever the number of pieces."""
        return self.below / (self.goods.price * self.quantity)


def below_floor(rows: Rows, *, now: datetime) -> Iterator[Remark]:
    """The deepest breach of each product, now or at a coming start of an offer, by its offers."""
    offers = [offer for offer in offers_in(rows) if offer.ends_at > now]
    moments = sorted({now, *(offer.starts_at for offer in offers if offer.starts_at > now)})
    found: dict[str, _Breach] = {}
    known: dict[object, _Breach | None] = {}
    for goods, tiers in _cheapest_floors(rows):
        covering = [
            o for o in offers if o.covers(product_id=goods.product_id, category=goods.category)
        ]
        key = (
            goods.price, goods.floor, tuple(o.id for o in covering),
            tuple((tier.min_quantity, tier.unit_price) for tier in tiers),
        )  # fmt: skip
        if key not in known:
            known[key] = _deepest(goods, covering, tiers, moments)
        alike = known[key]
        before = found.get(goods.product_id)
        if alike is not None and (before is None or alike.share > before.share):
            found[goods.product_id] = replace(alike, goods=goods)
    by_offers: dict[tuple[str, ...], list[_Breach]] = {}
    for breach in sorted(found.values(), key=lambda breach: -breach.share):
        by_offers.setdefault(breach.offers, []).append(breach)
    for titles, breaches in by_offers.items():
        yield Remark("促销", " + ".join(titles), _told(breaches, now))


def _cheapest_floors(rows: Rows) -> Iterator[tuple[Goods, list[PriceTier]]]:
    """Each product's different pairs of price and floor, with its prices by quantity."""
    tiers: dict[str, list[PriceTier]] = {}
    for tier in tiers_in(rows):
        tiers.setdefault(tier.product_id, []).append(tier)
    seen: set[tuple[object, ...]] = set()
    for goods in goods_in(rows):
        pair = (goods.product_id, goods.price, goods.floor)
        if goods.floor is not None and pair not in seen:
            seen.add(pair)
            yield goods, tiers.get(goods.product_id, [])


def _deepest(
    goods: Goods,
    offers: Sequence[Promotion],
    tiers: Sequence[PriceTier],
    moments: Sequence[datetime],
) -> _Breach | None:
    """The breach that costs most of the list price, over moments and numbers of pieces."""
    deepest: _Breach | None = None
    quantities = _quantities(goods, offers, tiers)
    for at in moments:
        live = [offer for offer in offers if offer.starts_at <= at < offer.ends_at]
        for quantity in quantities:
            line = goods.line(quantity)
            basket = Basket((replace(line, floor_price=None),))
            hand = hand_price(basket, live, tiers, at, new_buyer=True)
            floor = (goods.floor or Decimal(0)) * quantity
            if hand.total < floor:
                titles = tuple(step.title for step in hand.steps)
                breach = _Breach(goods, quantity, titles, floor - hand.total, at)
                if deepest is None or breach.share > deepest.share:
                    deepest = breach
    return deepest


def _quantities(goods: Goods, offers: Sequence[Promotion], tiers: Sequence[PriceTier]) -> list[int]:
    """The numbers of pieces that just earn something: there most of the price comes off."""
    just = {1, *(tier.min_quantity for tier in tiers)}
    for offer in offers:
        if offer.min_amount is not None:
            just.add(int(-(-offer.min_amount // goods.price)))
        just.add((offer.min_quantity or 0) + (offer.gift_quantity or 0))
        just.add(offer.min_quantity or 1)
    return sorted(quantity for quantity in just if 1 <= quantity <= MOST_PIECES)


def _told(breaches: Sequence[_Breach], now: datetime) -> str:
    worst = breaches[0]
    when = "现在" if worst.at == now else f"{worst.at:%Y-%m-%d %H:%M} 起"
    named = listed(
        f"{each.goods.product_id} {each.goods.name} {each.quantity} 件低 {yuan(each.below)} 元"
        for each in breaches[:NAMED]
    )
    more = f" 等 {len(breaches)} 款" if len(breaches) > NAMED else ""
    return f"{when}会低于底价：{named}{more}"
