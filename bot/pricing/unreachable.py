"""Offers that no buyer can ever use, as `xiaoer shop check` names them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from decimal import Decimal

from bot.pricing.basket import REDUCING, for_new_buyers, gives_pieces
from bot.pricing.free_pieces import Sets
from bot.pricing.reading_rows import Goods, goods_in, offers_in
from bot.shop.files.reviewing import Remark, Rows
from bot.shop.model.promotions import Promotion, Scope

SHEET = "促销"


def unreachable(rows: Rows, *, now: datetime) -> Iterator[Remark]:
    """Offers not ended yet that no basket of the shop's stock can earn, or that never win."""
    goods = goods_in(rows)
    offers = [offer for offer in offers_in(rows) if offer.ends_at > now]
    for offer in offers:
        why = _why_not(offer, goods) or _outdone(offer, offers, goods, now)
        if why:
            yield Remark(SHEET, f"{offer.id} {offer.title}", f"永远用不上：{why}")


def _why_not(offer: Promotion, goods: Sequence[Goods]) -> str:
    covered = _covered(offer, goods)
    stock = sum(each.stock for each in covered)
    value = sum((each.price * each.stock for each in covered), Decimal(0))
    pieces = Sets.of(offer).size if gives_pieces(offer) else offer.min_quantity or 0
    if offer.gift_name and offer.gift_stock == 0:
        return "赠品库存是 0"
    if not covered:
        return "范围里没有在售的商品"
    if not stock:
        return "范围里的商品都没货"
    if pieces > stock:
        return f"要 {pieces} 件，范围里一共只有 {stock} 件库存"
    if offer.min_amount is not None and offer.min_amount > value:
        return f"要满 {offer.min_amount} 元，范围里的库存一共只值 {value} 元"
    return ""


def _outdone(
    offer: Promotion, offers: Sequence[Promotion], goods: Sequence[Goods], now: datetime
) -> str:
    better = next((other for other in offers if _outdoes(other, offer, goods, now)), None)
    if better is None:
        return ""
    return f"同组的 {better.id} {better.title} 全程更划算，门槛也不更高"


def _outdoes(other: Promotion, offer: Promotion, goods: Sequence[Goods], now: datetime) -> bool:
    """Whether `other` takes as much off every basket that `offer` takes anything off."""
    if other.id == offer.id or not offer.exclusive_group or offer.kind not in REDUCING:
        return False
    alike = other.kind is offer.kind and other.exclusive_group == offer.exclusive_group
    there = other.starts_at <= max(offer.starts_at, now) and other.ends_at >= offer.ends_at
    for_all = for_new_buyers(offer) or not for_new_buyers(other)
    if not (alike and there and for_all) or not _as_easy(other, offer, goods):
        return False
    if _takes_as_much(other, offer):
        same = _takes_as_much(offer, other) and _as_easy(offer, other, goods)
        return not same or other.id < offer.id
    return False


def _as_easy(other: Promotion, offer: Promotion, goods: Sequence[Goods]) -> bool:
    """Whether `other` covers the same goods or more, and asks no more of them."""
    wider = set(_covered(other, goods)) >= set(_covered(offer, goods))
    if offer.scope is Scope.SHOP and other.scope is not Scope.SHOP:
        wider = False
    amount = (other.min_amount or 0) <= (offer.min_amount or 0)
    return wider and amount and (other.min_quantity or 0) <= (offer.min_quantity or 0)


def _takes_as_much(other: Promotion, offer: Promotion) -> bool:
    """Whether `other` takes as much of the same goods wherever `offer` applies."""
    if other.percent_off is not None:
        if offer.percent_off is not None:
            return other.percent_off >= offer.percent_off and _capped_no_lower(other, offer)
        least = (offer.min_amount or Decimal(0)) * other.percent_off / 100
        takes = least if other.max_off is None else min(least, other.max_off)
        return not offer.every and takes >= (offer.amount_off or 0)
    if offer.percent_off is not None:
        return offer.max_off is not None and (other.amount_off or 0) >= offer.max_off
    counts = other.every and bool(other.min_amount or other.min_quantity)
    often = not offer.every or (counts and other.per_buyer_limit in (None, offer.per_buyer_limit))
    as_much = (other.amount_off or 0) >= (offer.amount_off or 0)
    return as_much and often and _capped_no_lower(other, offer)


def _capped_no_lower(other: Promotion, offer: Promotion) -> bool:
    if other.max_off is None:
        return True
    return offer.max_off is not None and offer.max_off <= other.max_off


def _covered(offer: Promotion, goods: Sequence[Goods]) -> list[Goods]:
    return [
        each for each in goods if offer.covers(product_id=each.product_id, category=each.category)
    ]
