"""Which colours of the catalogue a buyer means: by name, by hue (红的), by family (深色)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from bot.shop.shop import Shop
from bot.text.colours import colours_of


def colours_meant(said: Iterable[str], colours: Sequence[str]) -> tuple[str, ...]:
    """Those of `colours` that what was said stands for: themselves, else those of its hue."""
    meant: dict[str, None] = {}
    for colour in said:
        meant |= dict.fromkeys((colour,) if colour in colours else colours_of(colour, colours))
    return tuple(meant)


def shares_name(said: str, colour: str) -> bool:
    """Whether the colour goes by the word said (红色, 酒红), not by another shade (米色, 白色)."""
    return bool(set(said.rstrip("色的")) & set(colour.rstrip("色")))


def colours_sold(shop: Shop) -> tuple[str, ...]:
    """Every colour the shop sells anything in."""
    every = (sku.colour for product in shop.catalogue.all() for sku in product.skus)
    return tuple(dict.fromkeys(colour for colour in every if colour))
