"""The shop's goods as the simulation sees them: what may be asked for, and at what price."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from bot.shop.model.catalogue import Product, Sku
from bot.shop.shop import Shop


@dataclass(frozen=True)
class Goods:
    """Everything on sale, by product and by SKU."""

    products: tuple[Product, ...]
    items: Mapping[str, tuple[Product, Sku]]

    @classmethod
    def of(cls, shop: Shop) -> Goods:
        """What `shop` sells."""
        products = shop.catalogue.all()
        items = {
            " ".join(part for part in (product.name, sku.colour, sku.size) if part): (product, sku)
            for product in products
            for sku in product.skus
        }
        return cls(products, items)

    def product(self, product_id: str) -> Product | None:
        """The product with this id."""
        return next((each for each in self.products if each.id == product_id), None)

    def called(self, text: str) -> Product | None:
        """The product whose name `text` begins with: 亚麻阔腿裤（米白、卡其）."""
        found = [product for product in self.products if text.startswith(product.name)]
        return max(found, key=lambda product: len(product.name), default=None)

    def named(self, item: str) -> tuple[Product, Sku] | None:
        """The SKU that a reply calls `item`: the product's name, then colour and size."""
        return self.items.get(item)


def floor_of(sku: Sku) -> Decimal:
    """The least a piece may go for in yuan: without a floor price nothing holds it."""
    return Decimal(0) if sku.floor_price is None else min(sku.floor_price, sku.price)


def least_floor(skus: Sequence[Sku]) -> Decimal:
    """The lowest floor price of any of them."""
    return min((floor_of(sku) for sku in skus), default=Decimal(0))
