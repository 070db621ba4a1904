"""What is a little out of a basket's reach, and what it would then take off more (凑单)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import ROUND_DOWN, Decimal

from bot.pricing.basket import (
    REDUCING,
    Basket,
    Gift,
    excludes,
    fen,
    for_new_buyers,
    gives_pieces,
    in_yuan,
    times,
)
from bot.pricing.free_pieces import Sets
from bot.pricing.hand_price import TIER_TITLE, HandPrice, hand_price
from bot.shop.model.promotions import PriceTier, Promotion, PromotionKind


@dataclass(frozen=True)
class NextTier:
    """An offer that a few more yuan or pieces would earn; without a promotion a 件数价.

    `amount` in yuan or `quantity` in pieces of `product_id` is missing, goods for about `spend`
    yuan. `more_off` is what would come off more in all than now, where yuan are missing; where
    pieces are, how much less all of them would cost than at the share of the list price paid now.
    """

    title: str
    promotion: Promotion | None
    amount: Decimal
    quantity: int
    spend: Decimal
    more_off: Decimal
    gift: Gift | None = None
    free_shipping: bool = False
    product_id: str = ""


@dataclass(frozen=True)
class Situation:
    """Everything a basket's price depends on, besides the basket."""

    promotions: tuple[Promotion, ...]
    tiers: tuple[PriceTier, ...]
    now: datetime
    region: str | None = None
    new_buyer: bool = False

    def price(self, basket: Basket, promotions: Sequence[Promotion] | None = None) -> HandPrice:
        """The hand price under these offers, or others."""
        offers = self.promotions if promotions is None else promotions
        return hand_price(
            basket, offers, self.tiers, self.now, self.region, new_buyer=self.new_buyer
        )


def next_tiers(basket: Basket, hand: HandPrice, around: Situation) -> tuple[NextTier, ...]:
    """What would be earned with little more, the least to spend first."""
    found = [*_of_offers(basket, hand, around), *_of_quantity(basket, hand, around)]
    told: list[NextTier] = []
    for tier in sorted(found, key=lambda tier: (tier.spend, -tier.more_off, tier.title)):
        gives = tier.more_off > 0 or tier.gift is not None or tier.free_shipping
        if gives and not any(_is_better(other, tier) for other in told):
            told.append(tier)
    return tuple(told)


def _of_offers(basket: Basket, hand: HandPrice, around: Situation) -> Iterator[NextTier]:
    for promotion in around.promotions:
        covered = basket.covered(promotion)
        live = promotion.starts_at <= around.now < promotion.ends_at
        shipping = promotion.kind is PromotionKind.FREE_SHIPPING
        shut = (for_new_buyers(promotion) and not around.new_buyer) or (
            shipping and excludes(promotion, around.region)
        )
        if not covered or not live or shut:
            continue
        goods = sum(hand.counted[i] for i in covered)
        amount, quantity = _missing(promotion, goods, basket.pieces(covered))
        if quantity:
            yield _with_pieces(basket, covered, quantity, hand, around, promotion, promotion.title)
        elif amount:
            yield _with_amount(basket, amount, goods, hand, around, promotion)


def _of_quantity(basket: Basket, hand: HandPrice, around: Situation) -> Iterator[NextTier]:
    for product_id in dict.fromkeys(line.product_id for line in basket.lines):
        lines = [i for i, line in enumerate(basket.lines) if line.product_id == product_id]
        pieces = basket.pieces(lines)
        above = [
            tier.min_quantity - pieces
            for tier in around.tiers
            if tier.product_id == product_id and tier.min_quantity > pieces
        ]
        if above:
            yield _with_pieces(basket, lines, min(above), hand, around, None, TIER_TITLE)


def _missing(promotion: Promotion, goods: int, pieces: int) -> tuple[int, int]:
    """Fen and pieces missing for the offer, or with 每满 for it once more; at most one is not 0."""
    if gives_pieces(promotion):
        sets = Sets.of(promotion)
        count = sets.most(pieces)
        return 0, 0 if count == sets.limit else (count + 1) * sets.size - pieces
    least, few = fen(promotion.min_amount or Decimal(0)), promotion.min_quantity or 0
    count = 0 if goods < least or pieces < few else times(promotion, goods, pieces)
    if count and (not promotion.every or count == promotion.per_buyer_limit):
        return 0, 0
    short = max(0, least * (count + 1) - goods), max(0, few * (count + 1) - pieces)
    return (0, 0) if all(short) else short


def _with_pieces(
    basket: Basket,
    covered: Sequence[int],
    quantity: int,
    hand: HandPrice,
    around: Situation,
    promotion: Promotion | None,
    title: str,
) -> NextTier:
    """With so many pieces more of the cheapest line covered."""
    cheapest = min(covered, key=lambda i: basket.lines[i].unit_price)
    line = basket.lines[cheapest]
    lines = list(basket.lines)
    lines[cheapest] = replace(line, quantity=line.quantity + quantity)
    then = around.price(Basket(tuple(lines)))
    counts = _uses(then, promotion)
    return NextTier(
        title=title,
        promotion=promotion,
        amount=Decimal(0),
        quantity=quantity,
        spend=line.unit_price * quantity,
        product_id=line.product_id,
        more_off=_cheaper(hand, then) if counts else Decimal(0),
        gift=_more_gifts(promotion, hand, then),
        free_shipping=_ships_free(promotion, hand, then),
    )


def _with_amount(
    basket: Basket,
    amount: int,
    goods: int,
    hand: HandPrice,
    around: Situation,
    promotion: Promotion,
) -> NextTier:
    """With the condition of the offer taken as met by this basket, once more than now."""
    least = fen(promotion.min_amount or Decimal(0))
    count = (goods + amount) // least if promotion.every and least else 1
    met = replace(
        promotion,
        min_amount=None,
        min_quantity=None,
        every=False,
        amount_off=promotion.amount_off and promotion.amount_off * count,
        gift_quantity=(promotion.gift_quantity or 1) * count,
    )
    others = [met if each.id == promotion.id else each for each in around.promotions]
    then = around.price(basket, others)
    return NextTier(
        title=promotion.title,
        promotion=promotion,
        amount=in_yuan(amount),
        quantity=0,
        spend=in_yuan(amount),
        more_off=then.saving - hand.saving if promotion.kind in REDUCING else Decimal(0),
        gift=_more_gifts(promotion, hand, then),
        free_shipping=_ships_free(promotion, hand, then),
    )


def _cheaper(hand: HandPrice, then: HandPrice) -> Decimal:
    """What `then` is cheaper than more of the same at the price of now, to the fen."""
    alike = hand.total * then.list_total / hand.list_total if hand.list_total else Decimal(0)
    return max(Decimal(0), alike - then.total).quantize(Decimal("0.01"), ROUND_DOWN)


def _uses(hand: HandPrice, promotion: Promotion | None) -> bool:
    wanted = promotion.id if promotion else ""
    return any(step.promotion_id == wanted for step in hand.steps)


def _is_better(one: NextTier, other: NextTier) -> bool:
    """Whether `one` is had for less and gives as much money off, where that is all there is."""
    only_money = other.gift is None and not other.free_shipping
    return only_money and one.spend <= other.spend and one.more_off >= other.more_off


def _more_gifts(promotion: Promotion | None, hand: HandPrice, then: HandPrice) -> Gift | None:
    if promotion is None:
        return None
    before = sum(gift.quantity for gift in hand.gifts if gift.promotion_id == promotion.id)
    earned = next((gift for gift in then.gifts if gift.promotion_id == promotion.id), None)
    return earned if earned and earned.quantity > before else None


def _ships_free(promotion: Promotion | None, hand: HandPrice, then: HandPrice) -> bool:
    shipping = promotion is not None and promotion.kind is PromotionKind.FREE_SHIPPING
    return shipping and then.free_shipping and not hand.free_shipping
