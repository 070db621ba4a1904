"""Goods as an owner types them, `货号[:颜色[:尺码]][x件数]`, found in the catalogue."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from bot.errors import XiaoerError
from bot.pricing.basket import Line
from bot.shop.files.raw import nearest
from bot.shop.model.catalogue import Product, Sku
from bot.text.spoken import listed

_FORM = "货号[:颜色[:尺码]][x件数]，例如 LN2107:雾蓝:Mx2"
_COUNT = re.compile(r"\s*[x×*]\s*(-?\d+)\s*$", re.IGNORECASE)
MOST_PIECES = 999


class GoodsUnknownError(XiaoerError):
    """What was typed names nothing that is on sale."""


@dataclass(frozen=True)
class NamedGoods:
    """The SKU that was named, and how many of it; the cheapest where colour or size were left."""

    product: Product
    sku: Sku
    quantity: int

    @property
    def line(self) -> Line:
        """The goods as a line of a basket."""
        return Line.of(self.product, self.sku, self.quantity)

    @property
    def label(self) -> str:
        """The goods as a table names them: 亚麻阔腿裤 雾蓝 M."""
        return " ".join(filter(None, (self.product.name, self.sku.colour, self.sku.size)))


def named_goods(text: str, products: Sequence[Product]) -> NamedGoods:
    """The goods that `text` names; raises GoodsUnknownError with what comes nearest."""
    count = _COUNT.search(text)
    quantity = int(count.group(1)) if count else 1
    if not 1 <= quantity <= MOST_PIECES:
        raise GoodsUnknownError(f"件数 {quantity} 不对。", hint=f"件数从 1 到 {MOST_PIECES}。")
    plain = text[: count.start()] if count else text
    code, *options = [part.strip() for part in plain.replace("：", ":").split(":")]
    if not code or len(options) > 2:
        raise GoodsUnknownError(f"看不懂「{text}」。", hint=f"写法：{_FORM}")
    product = _product(code, products)
    colour, size = (*options, "", "")[:2]
    _known(product, "颜色", colour, product.colours)
    _known(product, "尺码", size, product.sizes)
    if not product.matching(colour=colour or None, size=size or None):
        raise GoodsUnknownError(
            f"{product.name}没有 {colour} {size}。", hint=f"有的是：{_options(product.skus)}"
        )
    return NamedGoods(product, product.quoted(colour=colour or None, size=size or None), quantity)


def with_counts(texts: Sequence[str]) -> list[str]:
    """The goods typed, a count that stands by itself (LN2107 x2) put to those before it."""
    goods: list[str] = []
    for text in texts:
        if goods and _COUNT.fullmatch(text) and not _COUNT.search(goods[-1]):
            goods[-1] += text
        else:
            goods.append(text)
    return goods


def _product(code: str, products: Sequence[Product]) -> Product:
    wanted = code.casefold()
    found = [
        product
        for product in products
        if wanted in (product.id.casefold(), product.item_id, product.name.casefold())
    ]
    if len(found) == 1:
        return found[0]
    if found:
        codes = listed(product.id for product in found)
        raise GoodsUnknownError(f"叫「{code}」的不止一款。", hint=f"请写货号：{codes}")
    names = {name: product for product in products for name in (product.id, product.name)}
    likely = nearest(code, names, at_least=0.5)
    hint = f"最接近的是 {names[likely].id} {names[likely].name}。" if likely else ""
    raise GoodsUnknownError(f"没有货号是「{code}」的在售商品。", hint=hint or f"写法：{_FORM}")


def _known(product: Product, what: str, name: str, offered: Iterable[str]) -> None:
    if name and name not in offered:
        has = listed(offered)
        hint = f"有的是：{has}" if has else f"它不分{what}。"
        raise GoodsUnknownError(f"{product.name}没有{what}「{name}」。", hint=hint)


def _options(skus: Iterable[Sku]) -> str:
    return listed(" ".join(filter(None, (sku.colour, sku.size))) for sku in skus)
