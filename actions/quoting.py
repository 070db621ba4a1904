"""The one way a topic learns what goods cost: the promotion engine over the offers of now."""

from __future__ import annotations

from collections.abc import Sequence

from actions.turn import Turn
from bot.pricing.basket import Line
from bot.pricing.hand_price import HandPrice
from bot.pricing.quote import quote
from bot.shop.model.trade import OrderStatus
from bot.shop.shop import Shop

_BOUGHT: tuple[OrderStatus, ...] = ("created", "paid", "shipped")


def quoted(lines: Sequence[Line], turn: Turn, shop: Shop) -> HandPrice:
    """The hand price (到手价) of these lines for this buyer at this moment."""
    region = turn.memory.region
    return quote(lines, shop, now=turn.now, region=region, new_buyer=is_new_buyer(turn, shop))


def is_new_buyer(turn: Turn, shop: Shop) -> bool:
    """Whether the buyer says to be new (新客) and no order of theirs says otherwise."""
    bought = turn.memory.new_buyer and shop.orders.latest(turn.buyer_id, statuses=_BOUGHT)
    return turn.memory.new_buyer and not bought
