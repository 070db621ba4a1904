"""Tables of the shop; importing this package registers every one of them."""

from bot.shop.tables import catalogue, policy, promotions, shipping, trade

__all__ = ["catalogue", "policy", "promotions", "shipping", "trade"]
