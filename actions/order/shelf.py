"""Which goods and which lines of an order words mean: pure, over the goods that were spoken of."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from actions.order.pairing import Spoken
from actions.product.colours import colours_meant
from actions.turn import Item
from bot.shop.model.catalogue import Product


@dataclass(frozen=True)
class Shelf:
    """The goods that words may mean, by id; the one in view; those spoken of, the last first.

    `sorts` are the categories that a word for goods stands for, where a line has no more than that.
    """

    products: Mapping[str, Product]
    sorts: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    view: str | None = None
    spoken_of: tuple[str, ...] = ()

    def of(self, item: Item) -> Product | None:
        """The product of a line, once it is settled."""
        return self.products.get(item.product)


def line_name(line: Item, product: Product | None) -> str:
    """What a line is called: 方领亚麻长裙 米白 M, as far as it is settled."""
    parts = (product.name if product else line.sort, line.colour, line.size)
    return " ".join(part for part in parts if part)


def line_of(spoken: Spoken, shelf: Shelf, focus: Item | None, lines: Sequence[Item]) -> Item:
    """A new line as it was said; without goods it is of those of the line before, or in view."""
    product = product_meant(spoken, shelf, lines, (focus.product if focus else None) or shelf.view)
    of = shelf.products.get(product)
    return Item(
        product,
        colour_of(spoken.colour, of),
        spoken.size,
        spoken.quantity,
        "" if product else spoken.sort,
    )


def product_meant(
    spoken: Spoken, shelf: Shelf, lines: Sequence[Item], otherwise: str | None
) -> str:
    """The product meant, "" where the words leave several."""
    if not spoken.goods:
        return otherwise or ""
    if len(spoken.products) == 1:
        return spoken.products[0]
    of_it = [each.id for each in shelf.products.values() if _is_product_of(each, spoken)]
    in_order = [line.product for line in lines if line.product in of_it]
    known = (*in_order, *([shelf.view] if shelf.view else ()), *shelf.spoken_of)
    return next((each for each in known if each in of_it), of_it[0] if len(of_it) == 1 else "")


def colour_of(said: str | None, product: Product | None) -> str | None:
    """The product's own name for a colour (红的), where one alone is meant."""
    if said is None or product is None:
        return said
    meant = colours_meant((said,), product.colours)
    return meant[0] if len(meant) == 1 else said


def lines_meant(lines: Sequence[Item], spoken: Spoken, shelf: Shelf) -> list[Item]:
    """The lines that the words point at."""
    if spoken.place is not None:
        return [lines[spoken.place]] if -len(lines) <= spoken.place < len(lines) else []
    if spoken.empty:
        return []
    of_it = [line for line in lines if not spoken.goods or is_of(line, spoken, shelf)]
    found = [line for line in of_it if fits(line, spoken, shelf, whole=True)]
    # 白色的 is the white one, and only where there is none the off-white one.
    return [line for line in found if line.colour == spoken.colour] or found


def is_of(line: Item, spoken: Spoken, shelf: Shelf) -> bool:
    """Whether the line is of the goods said."""
    product = shelf.of(line)
    return (product is not None and _is_product_of(product, spoken)) or (
        not line.product and bool(spoken.sort) and line.sort == spoken.sort
    )


def _is_product_of(product: Product, spoken: Spoken) -> bool:
    return product.id in spoken.products or product.category in spoken.sorts


def settles(line: Item, spoken: Spoken, shelf: Shelf) -> bool:
    """Whether the product said may be the one that the line left open (T恤 → 重磅纯棉T恤)."""
    named = [shelf.products[each] for each in spoken.products if each in shelf.products]
    sorts = shelf.sorts.get(line.sort, ())
    return bool(named) and all(not sorts or product.category in sorts for product in named)


def fits(line: Item, spoken: Spoken, shelf: Shelf, *, whole: bool = False) -> bool:
    """Whether the line has the colour said (or, `whole`, all that is said but the number)."""
    product = shelf.of(line)
    colour = colour_of(spoken.colour, product)
    if not whole:
        return colour is not None and line.colour == colour
    return colour in (None, line.colour) and spoken.size in (None, line.size)


def takes(line: Item, values: Spoken, shelf: Shelf) -> bool:
    """Whether the change is one for this line: its goods come in that, and it is another."""
    product = shelf.of(line)
    if product is None:
        return False
    if values.goods:
        new = shelf.products.get(values.products[0]) if values.products else None
        return new is not None and new.category == product.category and new.id != product.id
    colour = colour_of(values.colour, product)
    if colour is not None and (colour not in product.colours or colour == line.colour):
        return False
    return values.size is None or (values.size in product.sizes and values.size != line.size)


def coming_in(lines: Sequence[Item], values: Spoken, shelf: Shelf) -> list[Item]:
    """The lines whose goods come in the colour and size said: 都要M is not said of socks."""
    found = []
    for line in lines:
        product = shelf.of(line)
        colours, sizes = (product.colours, product.sizes) if product else ((), ())
        colour = colour_of(values.colour, product)
        if (colour is None or colour in colours) and values.size in (None, *sizes):
            found.append(line)
    return found


def lacks(line: Item | None, spoken: Spoken) -> bool:
    """Whether what is said is just what the line leaves open."""
    if line is None:
        return False
    said = [name for name in ("colour", "size", "quantity") if getattr(spoken, name) is not None]
    return bool(said) and all(getattr(line, name) is None for name in said)


def is_sold_out(line: Item | None, shelf: Shelf) -> bool:
    """Whether what the line says comes in nothing that is left."""
    product = shelf.of(line) if line is not None else None
    if line is None or product is None:
        return False
    return not any(sku.in_stock for sku in product.matching(colour=line.colour, size=line.size))


def said_of(spoken: Spoken, shelf: Shelf) -> str:
    """What was pointed at, in the buyer's words as far as they are known."""
    product = shelf.products.get(spoken.products[0]) if len(spoken.products) == 1 else None
    goods = product.name if product else spoken.sort
    return "".join(part for part in (spoken.colour, spoken.size, goods) if part)
