"""Which colours of the catalogue a buyer means: by name, by hue (红的), by family (深色)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from bot.shop.shop import Shop
from bot.text.colours import colours_of


def colours_meant(said: Iterable[str], colours: Sequence[str]) -> tuple[str, ...]:
    """Those of `colours` that what was said stands for: themselves, else those of its hue."""
    meant: dict[str, None] = {}
    for colour in said:
        meant |= dict.fromkeys((colour,) if colour in colours else colours_of(colour, colours))
    return tuple(meant)


def shade_said(plain: str, named: str | None, colour: str) -> str | None:
    """The buyer's word where `colour`, taken for what was `named`, is another shade: 米色, 白色."""
    words = (match[0] for match in re.finditer("[\u3400-\u9fff]色", plain))
    return next((w for w in words if w[0] in (named or "") and w[0] not in colour), None)


def colours_sold(shop: Shop) -> tuple[str, ...]:
    """Every colour the shop sells anything in."""
    every = (sku.colour for product in shop.catalogue.all() for sku in product.skus)
    return tuple(dict.fromkeys(colour for colour in every if colour))
