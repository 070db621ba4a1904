"""Offers and goods as an owner's sheets have them, before or after an import."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, fields
from decimal import Decimal

from bot.pricing.basket import Line
from bot.shop.files.reviewing import Rows
from bot.shop.files.stored import Values
from bot.shop.model.promotions import PriceTier, Promotion, PromotionKind, Scope

_FIELDS = tuple(field.name for field in fields(Promotion))
_TEXTS = ("gift_name", "exclusive_group", "claim")
_LISTS = ("scope_values", "excluded_regions")


@dataclass(frozen=True)
class Goods:
    """What is for sale of one SKU; `stock` in pieces."""

    product_id: str
    name: str
    category: str
    price: Decimal
    floor: Decimal | None
    stock: int

    def line(self, quantity: int) -> Line:
        """So many pieces of it."""
        return Line(self.product_id, self.category, self.price, quantity, self.floor)


def offers_in(rows: Rows) -> tuple[Promotion, ...]:
    """Every offer, ended ones too."""
    return tuple(_offer(row) for row in rows["promotions"])


def goods_in(rows: Rows) -> tuple[Goods, ...]:
    """Every SKU, in the owner's order."""
    return tuple(_goods(rows))


def tiers_in(rows: Rows) -> tuple[PriceTier, ...]:
    """Every price by quantity."""
    return tuple(
        PriceTier(row["product_id"], row["min_quantity"], row["unit_price"])
        for row in rows["price_tiers"]
    )


def _offer(row: Values) -> Promotion:
    values: Values = {name: row.get(name) for name in _FIELDS}
    values |= {name: values[name] or "" for name in _TEXTS}
    values |= {name: tuple(values[name] or ()) for name in _LISTS}
    values["kind"], values["scope"] = PromotionKind(values["kind"]), Scope(values["scope"])
    values["every"] = bool(values["every"])
    return Promotion(**values)


def _goods(rows: Rows) -> Iterator[Goods]:
    products = {row["id"]: row for row in rows["products"]}
    for sku in rows["skus"]:
        product = products.get(sku["product_id"])
        if product is not None:
            floor, stock = sku.get("floor_price"), sku.get("stock") or 0
            name, category = product["name"], product.get("category") or ""
            yield Goods(product["id"], name, category, sku["price"], floor, stock)
