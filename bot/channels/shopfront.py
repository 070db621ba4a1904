"""What the page shows of the shop: its name, its products, its people; kept a few seconds."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

from bot.errors import ShopDataError
from bot.shop.model.catalogue import Product
from bot.shop.repositories.agents import Agents
from bot.shop.shop import open_shop
from bot.speech.platforms import Platform
from bot.text.spoken import yuan

KEPT_SECONDS = 5.0


class Shopfront:
    """Reads the shop at most once every `kept_seconds`; `clock` counts seconds."""

    def __init__(
        self,
        url: str,
        *,
        max_chars: int,
        kept_seconds: float = KEPT_SECONDS,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._url = url
        self._max_chars = max_chars
        self._kept_seconds = kept_seconds
        self._clock = clock
        self._facts: tuple[float, dict[str, Any]] | None = None
        self._names: tuple[float, dict[str, str]] | None = None
        self._platform: tuple[float, Platform] | None = None

    def facts(self) -> dict[str, Any]:
        """Everything the page asks for; raises ShopDataError where there is no shop."""
        now = self._clock()
        if self._facts is None or now - self._facts[0] >= self._kept_seconds:
            with open_shop(self._url) as shop:
                policy = shop.terms.policy()
                products = [_shown(product) for product in shop.catalogue.all()]
            facts = {
                "shop_name": policy.shop_name,
                "slogan": policy.shop_slogan,
                "assistant_name": policy.assistant_name,
                "max_chars": self._max_chars,
                "products": products,
            }
            self._facts = (now, facts)
        return self._facts[1]

    def agent_names(self) -> dict[str, str]:
        """Login to the name a buyer sees."""
        now = self._clock()
        if self._names is None or now - self._names[0] >= self._kept_seconds:
            with open_shop(self._url) as shop:
                self._names = (now, Agents(shop.session).names())
        return self._names[1]

    def product_named(self, named: str) -> str | None:
        """The id of the product on sale with this id, item id or SKU id."""
        with open_shop(self._url) as shop:
            catalogue = shop.catalogue
            found = catalogue.product(named) or next(iter(catalogue.of_skus([named])), None)
            if found is not None:
                return found.id
            return dict(catalogue.names().item_ids).get(named)

    def platform(self) -> Platform:
        """Where the shop is; its own site where the database holds no shop."""
        now = self._clock()
        if self._platform is None or now - self._platform[0] >= self._kept_seconds:
            self._platform = (now, self._read_platform())
        return self._platform[1]

    def _read_platform(self) -> Platform:
        with open_shop(self._url) as shop:
            try:
                return shop.terms.policy().platform
            except ShopDataError:
                return "own"


def _shown(product: Product) -> dict[str, Any]:
    low, high = yuan(product.lowest_price), yuan(product.highest_price)
    return {
        "id": product.id,
        "name": product.name,
        "title": product.title,
        "category": product.category,
        "price": f"¥{low}" if low == high else f"¥{low}–{high}",
        "colours": list(product.colours),
        "image": product.image,
        "in_stock": product.in_stock,
    }
