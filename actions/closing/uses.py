"""For how many uses a product lasts, where its attributes say so (uses.yml)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

from ruamel.yaml import YAML

from bot.shop.model.catalogue import Product
from bot.text.normalise import normalise
from bot.text.numbers import parse_number

_FILE = Path(__file__).with_name("uses.yml")
_NUMERAL = "[0-9零一二两三四五六七八九十百]+"


@dataclass(frozen=True)
class Uses:
    """How many, of what (双, 泡)."""

    count: Decimal
    unit: str


class _Told(NamedTuple):
    counts: Mapping[str, str]
    packs: frozenset[str]
    pack: re.Pattern[str]


def uses_of(product: Product) -> Uses | None:
    """The count that an attribute gives; None where none gives a number above one."""
    for name, value in product.attributes:
        found = _in_words(name, normalise(value))
        count = parse_number(found[0]) if found else None
        if found and count is not None and count > 1 and count == int(count):
            return Uses(count, found[1])
    return None


def _in_words(name: str, value: str) -> tuple[str, str] | None:
    """The numeral and its unit."""
    told = _told()
    if name in told.counts:
        figure = re.fullmatch(rf"({_NUMERAL})\s*\D?", value)
        return (figure[1], told.counts[name]) if figure else None
    packed = told.pack.match(value) if name in told.packs else None
    return (packed[1], packed[2]) if packed else None


@lru_cache(maxsize=1)
def _told() -> _Told:
    told = YAML(typ="safe").load(_FILE)
    units = "|".join(told["units"])
    pack = re.compile(rf"({_NUMERAL})({units})(?:装|[,，/ ]|$)")
    return _Told(told["counts"], frozenset(told["packs"]), pack)
