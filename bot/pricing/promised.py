"""A price promised for pieces of one product: how low it may go, and how the ledger keeps it."""

from __future__ import annotations

from decimal import ROUND_DOWN, Decimal
from typing import Any

from bot.pricing.hand_price import HandPrice
from bot.shop.model.catalogue import Product, Sku

CENT = Decimal("0.01")


def floor_of(product: Product, quoted: Sku, quantity: int, *, exact: bool) -> Decimal | None:
    """The least yuan for `quantity` pieces; unless `exact`, of any SKU the buyer may still pick.

    None where the owner set no floor (底价).
    """
    skus = (quoted,) if exact else product.skus
    margins = [sku.price - sku.floor_price for sku in skus if sku.floor_price is not None]
    if not margins:
        return None
    return (quoted.price - max(Decimal(0), min(margins))) * quantity


def money_of(hand: HandPrice, quantity: int) -> dict[str, Any]:
    """What the goods cost when something was promised for them, as the ledger keeps it.

    `list_price` is that of a piece, `hand_price` that of all pieces after the live offers.
    """
    return {
        "quantity": quantity,
        "list_price": str((hand.list_total / quantity).quantize(CENT)),
        "hand_price": str(hand.total.quantize(CENT)),
    }


def price_terms(total: Decimal, hand: HandPrice, quantity: int) -> dict[str, Any]:
    """A promised price as the ledger keeps it: `off_each` comes off a piece's hand price."""
    off_each = ((hand.total - total) / quantity).quantize(CENT, rounding=ROUND_DOWN)
    return {
        **money_of(hand, quantity),
        "total": str(total.quantize(CENT)),
        "off_each": str(off_each),
    }
