"""The goods a chat is about, as they stand now: prices, what is in stock, when it would leave."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from bot.desk.ledger import Ledger
from bot.desk.promising import Goods, Pieces, rest_days
from bot.desk.refusals import PromiseRefusedError
from bot.errors import ShopDataError
from bot.shop.model.catalogue import Product
from bot.shop.shop import Shop
from bot.text.spoken import day, weekday, yuan

LONGEST_WAIT_DAYS = 60


@dataclass(frozen=True)
class StockRow:
    """How many of one colour there are, by size; the restock day in words where there is none."""

    colour: str
    counts: tuple[tuple[str, str, bool], ...]


@dataclass(frozen=True)
class GoodsFacts:
    """One product in view; money in yuan as text, `hand` for all `pieces` after every offer.

    `promised` is a lower price that was promised and holds, empty if none. `sent` is the day on
    which it leaves when paid for now, with the weekday; empty where that is not known.
    """

    product: Product
    pieces: Pieces
    listed: str
    hand: str
    steps: tuple[tuple[str, str], ...]
    promised: str
    ships_free: bool
    not_free_to: tuple[str, ...]
    stock: tuple[StockRow, ...]
    sent: str

    @property
    def now(self) -> str:
        """What all the pieces cost this buyer now."""
        return self.promised or self.hand


def pieces_in_view(slots: Mapping[str, Any], in_view: str) -> Pieces:
    """What the chat speaks of by what the bot remembers; else the product in view."""
    product = str(slots.get("product") or in_view)
    quantity = slots.get("quantity")
    return Pieces(
        product,
        quantity if isinstance(quantity, int) and quantity > 0 else 1,
        str(slots.get("colour") or ""),
        str(slots.get("size") or ""),
    )


def goods_facts(
    shop: Shop, ledger: Ledger, pieces: Pieces, *, buyer_id: str, now: datetime
) -> GoodsFacts | None:
    """What there is to say of these pieces; None where there is no such product."""
    goods = _goods(ledger, pieces)
    if goods is None:
        return None
    hand, product = goods.hand, goods.product
    return GoodsFacts(
        product=product,
        pieces=goods.pieces,
        listed=_range(product, hand.list_total, goods.pieces),
        hand=yuan(hand.total),
        steps=tuple((step.title, yuan(step.reduction)) for step in hand.steps),
        promised=_promised(shop, goods, buyer_id, now),
        not_free_to=hand.not_free_to,
        ships_free=hand.free_shipping or _promised_postage(shop, product, buyer_id, now),
        stock=_stock(product, now.date()),
        sent=_sent(shop, goods, buyer_id, now),
    )


def _goods(ledger: Ledger, pieces: Pieces) -> Goods | None:
    for meant in (pieces, replace(pieces, colour="", size="")):
        try:
            return ledger.goods(meant)
        except PromiseRefusedError:
            continue
    return None


def _range(product: Product, list_total: Decimal, pieces: Pieces) -> str:
    low, high = product.lowest_price, product.highest_price
    if pieces.options or pieces.quantity > 1 or low == high:
        return yuan(list_total)
    return f"{yuan(low)}–{yuan(high)}"


def _promised(shop: Shop, goods: Goods, buyer_id: str, now: datetime) -> str:
    """The lowest price promised for just these pieces, where it is below today's."""
    totals = [
        Decimal(str(promise.terms["total"]))
        for promise in shop.commitments.standing(buyer_id, now=now, kind="price")
        if promise.product_id == goods.product.id
        and int(promise.terms.get("quantity", 1)) == goods.pieces.quantity
        and promise.terms.get("options", goods.pieces.options) == goods.pieces.options
    ]
    lowest = min(totals, default=goods.hand.total)
    return yuan(lowest) if lowest < goods.hand.total else ""


def _promised_postage(shop: Shop, product: Product, buyer_id: str, now: datetime) -> bool:
    standing = shop.commitments.standing(buyer_id, now=now, kind="shipping")
    return any(promise.is_for(product.id) for promise in standing)


def _stock(product: Product, today: date) -> tuple[StockRow, ...]:
    sizes, colours = product.sizes or ("",), product.colours or ("",)
    return tuple(
        StockRow(
            colour,
            tuple(
                (size, *_count(product, colour, size, today))
                for size in sizes
                if product.matching(colour=colour, size=size)
            ),
        )
        for colour in colours
    )


def _count(product: Product, colour: str, size: str, today: date) -> tuple[str, bool]:
    skus = product.matching(colour=colour, size=size)
    count = sum(sku.stock for sku in skus)
    if count:
        return str(count), True
    back = min((sku.restock_on for sku in skus if sku.restock_on), default=None)
    return (f"{back.month}/{back.day}到" if back and back >= today else "0"), False


def _sent(shop: Shop, goods: Goods, buyer_id: str, now: datetime) -> str:
    promised = [
        promise.terms["day"]
        for promise in shop.commitments.standing(buyer_id, now=now, kind="dispatch")
        if "day" in promise.terms and promise.is_for(goods.product.id)
    ]
    if promised:
        on: date | None = date.fromisoformat(str(promised[-1]))
    else:
        on = _next_dispatch(shop, goods, now)
    return "" if on is None else f"{day(on)}（{weekday(on)}）"


def _next_dispatch(shop: Shop, goods: Goods, now: datetime) -> date | None:
    """The first day of dispatch once it is paid for now; None while it is out of stock for good."""
    try:
        policy = shop.terms.policy()
    except ShopDataError:
        return None
    product, pieces = goods.product, goods.pieces
    sku = product.quoted(colour=pieces.colour or None, size=pieces.size or None)
    if not sku.in_stock and sku.restock_on is None and product.presale_on is None:
        return None
    ready = now.date() + timedelta(days=now.time() >= policy.dispatch_cutoff)
    for later in (product.presale_on, None if sku.in_stock else sku.restock_on):
        ready = max(ready, later or ready)
    off = [(each.starts_on, each.ends_on) for each in shop.shipping.holidays(now.date())]
    rests = rest_days(policy.dispatch_weekdays, off)
    days = (ready + timedelta(days=ahead) for ahead in range(LONGEST_WAIT_DAYS))
    return next((on for on in days if not rests(on)), None)
