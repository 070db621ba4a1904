"""The one way a topic learns what goods cost: the promotion engine over the offers of now."""

from __future__ import annotations

from collections.abc import Sequence

from actions.turn import Turn
from bot.pricing.basket import Basket, Line
from bot.pricing.hand_price import HandPrice, hand_price
from bot.shop.shop import Shop


def quoted(lines: Sequence[Line], turn: Turn, shop: Shop) -> HandPrice:
    """The hand price (到手价) of these lines for this buyer at this moment."""
    products = dict.fromkeys(line.product_id for line in lines)
    return hand_price(
        Basket(tuple(lines)),
        shop.promotions.live(turn.now),
        [tier for product in products for tier in shop.promotions.tiers(product)],
        turn.now,
        turn.memory.region,
    )
