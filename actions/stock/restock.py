"""When goods that are gone are back, as far as the owner's dates still say so."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from bot.shop.model.catalogue import Sku


def back_on(skus: Iterable[Sku], today: date) -> date | None:
    """The first day after `today` on which one of these SKUs, all gone, is expected; or None.

    A day that has come while there is still nothing says no more than no day at all.
    """
    days = (sku.restock_on for sku in skus)
    return min((day for day in days if day is not None and day > today), default=None)
