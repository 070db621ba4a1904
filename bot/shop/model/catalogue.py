"""Products and what is known of them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal


@dataclass(frozen=True)
class Sku:
    """One colour and size that can be bought."""

    id: str
    product_id: str
    colour: str
    size: str
    price: Decimal
    floor_price: Decimal | None
    stock: int
    restock_on: date | None

    @property
    def in_stock(self) -> bool:
        """Whether at least one is there."""
        return self.stock > 0


@dataclass(frozen=True)
class Product:
    """A product on sale with its SKUs and attributes, in the owner's order."""

    id: str
    item_id: str | None
    title: str
    name: str
    aliases: tuple[str, ...]
    category: str
    chart_id: str | None
    selling_point: str
    sales: int
    rating: float | None
    listed_on: date | None
    presale_on: date | None
    image: str
    skus: tuple[Sku, ...]
    attributes: tuple[tuple[str, str], ...]

    @property
    def colours(self) -> tuple[str, ...]:
        """Colours it comes in, in the owner's order, without an empty one."""
        return _distinct(sku.colour for sku in self.skus)

    @property
    def sizes(self) -> tuple[str, ...]:
        """Sizes it comes in, in the owner's order, without an empty one."""
        return _distinct(sku.size for sku in self.skus)

    @property
    def lowest_price(self) -> Decimal:
        """The lowest list price of its SKUs."""
        return min(sku.price for sku in self.skus)

    @property
    def highest_price(self) -> Decimal:
        """The highest list price of its SKUs."""
        return max(sku.price for sku in self.skus)

    @property
    def in_stock(self) -> bool:
        """Whether any SKU is there."""
        return any(sku.in_stock for sku in self.skus)

    def matching(self, *, colour: str | None = None, size: str | None = None) -> tuple[Sku, ...]:
        """SKUs of that colour and that size; None leaves it open."""
        return tuple(
            sku
            for sku in self.skus
            if (colour is None or sku.colour == colour) and (size is None or sku.size == size)
        )

    def quoted(self, *, colour: str | None = None, size: str | None = None) -> Sku:
        """The SKU whose price is said: the cheapest of those like that, in stock if any is.

        Of all of them where it does not come like that.
        """
        skus = self.matching(colour=colour, size=size) or self.skus
        return min(skus, key=lambda sku: (not sku.in_stock, sku.price))

    def attribute(self, name: str) -> str | None:
        """The value of the attribute called `name`, or None."""
        return dict(self.attributes).get(name)


@dataclass(frozen=True)
class GarmentMeasure:
    """One measurement of a size of the garment, in centimetres."""

    size: str
    part: str
    cm: float


@dataclass(frozen=True)
class BodyRange:
    """The bodies one size is cut for; None is an open bound."""

    size: str
    height_min_cm: int | None
    height_max_cm: int | None
    weight_min_kg: float | None
    weight_max_kg: float | None


@dataclass(frozen=True)
class SizeChart:
    """Garment measurements and body ranges, sizes from small to large."""

    id: str
    title: str
    note: str
    measures: tuple[GarmentMeasure, ...]
    bodies: tuple[BodyRange, ...]


@dataclass(frozen=True)
class Pair:
    """A product that goes well with another, and why."""

    product: Product
    reason: str


@dataclass(frozen=True)
class CatalogueNames:
    """Every name a buyer may use: what understanding needs of the catalogue.

    `products` maps a spoken name, alias or title to the product ids it may mean; `item_ids`
    maps platform item ids and merchant codes to product ids.
    """

    products: tuple[tuple[str, tuple[str, ...]], ...]
    item_ids: tuple[tuple[str, str], ...]
    colours: tuple[str, ...]
    sizes: tuple[str, ...]
    categories: tuple[str, ...]
    couriers: tuple[tuple[str, str], ...]


def _distinct(values: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(value for value in values if value))
