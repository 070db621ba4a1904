"""Products, size charts and pairs."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from statistics import median
from typing import Any

from sqlalchemy import bindparam, func, select
from sqlalchemy.orm import Session

from bot.shop.model.catalogue import (
    BodyRange,
    CatalogueNames,
    GarmentMeasure,
    Pair,
    Product,
    SizeChart,
    Sku,
)
from bot.shop.repositories.memory import read_once
from bot.shop.tables.catalogue import (
    AttributeRow,
    BodyRangeRow,
    GarmentMeasureRow,
    PairRow,
    ProductRow,
    SizeChartRow,
    SkuRow,
)
from bot.shop.tables.shipping import CourierRow

PRODUCTS = ProductRow.__table__
SKUS = SkuRow.__table__
ATTRIBUTES = AttributeRow.__table__
# Built once: SQLAlchemy then finds what it compiled of them without looking at every part.
_IDS = bindparam("ids", expanding=True)
PRODUCTS_OF = select(PRODUCTS).where(PRODUCTS.c.on_sale == 1, PRODUCTS.c.id.in_(_IDS))
# The columns of a Sku, in its order: unpacking a row by place costs half of reading it by name.
SKUS_OF = (
    select(
        *(SKUS.c.id, SKUS.c.product_id, SKUS.c.colour, SKUS.c.size),
        *(SKUS.c.price_fen, SKUS.c.floor_price_fen, SKUS.c.stock, SKUS.c.restock_on),
    )
    .where(SKUS.c.on_sale == 1, SKUS.c.product_id.in_(_IDS))
    .order_by(SKUS.c.position)
)
ATTRIBUTES_OF = (
    select(ATTRIBUTES.c.product_id, ATTRIBUTES.c.name, ATTRIBUTES.c.value)
    .where(ATTRIBUTES.c.product_id.in_(_IDS))
    .order_by(ATTRIBUTES.c.position)
)
_CHARTS, _MEASURED, _BODIES = (
    table.__table__ for table in (SizeChartRow, GarmentMeasureRow, BodyRangeRow)
)
_CHART = bindparam("chart")
CHART = select(_CHARTS).where(_CHARTS.c.id == _CHART)
MEASURES_OF = select(_MEASURED).where(_MEASURED.c.chart_id == _CHART).order_by(_MEASURED.c.position)
BODIES_OF = select(_BODIES).where(_BODIES.c.chart_id == _CHART).order_by(_BODIES.c.position)
SOLD_AND_RATED = select(PRODUCTS.c.sales, PRODUCTS.c.rating).where(PRODUCTS.c.on_sale == 1)
CATEGORIES = (
    select(PRODUCTS.c.category)
    .where(PRODUCTS.c.on_sale == 1)
    .group_by(PRODUCTS.c.category)
    .order_by(func.min(PRODUCTS.c.position))
)


class Catalogue:
    """Reads what is on sale; a product read once in a transaction is not read again in it.

    Rows are read as plain tuples: an object of the mapper costs several times as much.
    """

    def __init__(self, session: Session) -> None:
        self._session = session
        self._known: dict[str, Product | None] = {}

    def product(self, product_id: str) -> Product | None:
        """The product with this id, if it is on sale and has a SKU."""
        return next(iter(self.products([product_id])), None)

    def products(self, product_ids: Sequence[str]) -> tuple[Product, ...]:
        """Those of the products that are on sale, in the order asked for."""
        missing = [wanted for wanted in product_ids if wanted not in self._known]
        if missing:
            self._known.update(dict.fromkeys(missing))
            self._known.update((product.id, product) for product in self._load(missing))
        found = (self._known[wanted] for wanted in product_ids)
        return tuple(product for product in found if product is not None)

    def of_skus(self, sku_ids: Sequence[str]) -> tuple[Product, ...]:
        """The products on sale that have any of these SKUs."""
        skus = SkuRow.__table__
        wanted = select(skus.c.product_id).where(skus.c.id.in_(list(sku_ids))).distinct()
        return self.products(list(self._session.execute(wanted).scalars()))

    @read_once
    def all(self, *, category: str | None = None) -> tuple[Product, ...]:
        """Everything on sale, or one category of it, in the owner's order."""
        wanted = select(PRODUCTS.c.id).where(PRODUCTS.c.on_sale == 1).order_by(PRODUCTS.c.position)
        if category is not None:
            wanted = wanted.where(PRODUCTS.c.category == category)
        return self.products(list(self._session.execute(wanted).scalars()))

    @read_once
    def popular(self, *, limit: int, category: str | None = None) -> tuple[Product, ...]:
        """The best sold products that are in stock."""
        wanted = (
            select(PRODUCTS.c.id)
            .where(PRODUCTS.c.on_sale == 1)
            .where(
                select(SKUS.c.id)
                .where(SKUS.c.product_id == PRODUCTS.c.id, SKUS.c.on_sale == 1, SKUS.c.stock > 0)
                .exists()
            )
            .order_by(PRODUCTS.c.sales.desc(), PRODUCTS.c.position)
            .limit(limit)
        )
        if category is not None:
            wanted = wanted.where(PRODUCTS.c.category == category)
        return self.products(list(self._session.execute(wanted).scalars()))

    @read_once
    def medians(self) -> tuple[float, float | None]:
        """The middle of the sales and of the ratings of what is on sale; 0 and None of nothing."""
        rows = self._session.execute(SOLD_AND_RATED).all()
        ratings = [row.rating for row in rows if row.rating is not None]
        sales = median(row.sales for row in rows) if rows else 0
        return sales, median(ratings) if ratings else None

    @read_once
    def categories(self) -> tuple[str, ...]:
        """Categories with something on sale, in the owner's order."""
        return tuple(self._session.execute(CATEGORIES).scalars())

    @read_once
    def size_chart(self, chart_id: str) -> SizeChart | None:
        """The size chart with this id."""
        of = {"chart": chart_id}
        chart = self._session.execute(CHART, of).first()
        if chart is None:
            return None
        measures = self._session.execute(MEASURES_OF, of)
        ranges = self._session.execute(BODIES_OF, of)
        return SizeChart(
            id=chart.id,
            title=chart.title,
            note=chart.note,
            measures=tuple(GarmentMeasure(row.size, row.part, row.cm) for row in measures),
            bodies=tuple(
                BodyRange(
                    row.size,
                    row.height_min_cm,
                    row.height_max_cm,
                    row.weight_min_kg,
                    row.weight_max_kg,
                )
                for row in ranges
            ),
        )

    @read_once
    def pairs(self, product_id: str) -> tuple[Pair, ...]:
        """What goes well with the product, in the owner's order, in stock only."""
        rows = list(
            self._session.scalars(
                select(PairRow).where(PairRow.product_id == product_id).order_by(PairRow.position)
            )
        )
        reasons = {row.other_id: row.reason for row in rows}
        return tuple(
            Pair(product, reasons[product.id])
            for product in self.products([row.other_id for row in rows])
            if product.in_stock
        )

    @read_once
    def names(self) -> CatalogueNames:
        """Every name a buyer may use, read in a few queries without the products' details."""
        products: dict[str, list[str]] = defaultdict(list)
        item_ids: list[tuple[str, str]] = []
        on_sale = self._session.execute(
            select(
                ProductRow.id, ProductRow.item_id, ProductRow.name, ProductRow.aliases,
                ProductRow.title,
            )
            .where(ProductRow.on_sale == 1)
            .order_by(ProductRow.position)
        )  # fmt: skip
        for product_id, item_id, name, aliases, title in on_sale:
            for spoken in dict.fromkeys((name, *aliases, title)):
                products[spoken].append(product_id)
            item_ids.append((product_id, product_id))
            if item_id:
                item_ids.append((item_id, product_id))
        colours = self._session.scalars(select(SkuRow.colour).where(SkuRow.on_sale == 1).distinct())
        sizes = self._session.scalars(select(SkuRow.size).where(SkuRow.on_sale == 1).distinct())
        couriers: list[tuple[str, str]] = []
        for name, aliases in self._session.execute(select(CourierRow.name, CourierRow.aliases)):
            couriers += [(spoken, name) for spoken in (name, *aliases)]
        return CatalogueNames(
            products=tuple((spoken, tuple(ids)) for spoken, ids in products.items()),
            item_ids=tuple(item_ids),
            colours=tuple(sorted(colour for colour in colours if colour)),
            sizes=tuple(sorted(size for size in sizes if size)),
            categories=self.categories(),
            couriers=tuple(couriers),
        )

    def _load(self, product_ids: Sequence[str]) -> list[Product]:
        """The products with these ids that are on sale and have a SKU, in three queries."""
        ids = {"ids": list(product_ids)}
        skus: dict[str, list[Sku]] = defaultdict(list)
        for row in self._session.execute(SKUS_OF, ids):
            sku = Sku(*row)
            skus[sku.product_id].append(sku)
        attributes: dict[str, list[tuple[str, str]]] = defaultdict(list)
        for product_id, name, value in self._session.execute(ATTRIBUTES_OF, ids):
            attributes[product_id].append((name, value))
        return [
            _product_of(row, skus[row.id], attributes[row.id])
            for row in self._session.execute(PRODUCTS_OF, ids)
            if skus[row.id]
        ]


def _product_of(row: Any, skus: Sequence[Sku], attributes: Sequence[tuple[str, str]]) -> Product:
    return Product(
        id=row.id,
        item_id=row.item_id,
        title=row.title,
        name=row.name,
        aliases=tuple(row.aliases),
        category=row.category,
        chart_id=row.chart_id,
        selling_point=row.selling_point,
        sales=row.sales,
        rating=row.rating,
        listed_on=row.listed_on,
        presale_on=row.presale_on,
        image=row.image,
        skus=tuple(skus),
        attributes=tuple(attributes),
    )
