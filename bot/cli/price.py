"""`xiaoer shop price`: what a basket costs at a moment, with every step of the way there."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Optional

import typer
from rich.markup import escape
from rich.table import Table

from bot.cli.chat import moment
from bot.cli.console import console
from bot.database.migrate import current
from bot.errors import ConfigurationError, ShopDataError
from bot.pricing.hand_price import HandPrice
from bot.pricing.named_goods import NamedGoods, named_goods, with_counts
from bot.pricing.next_tiers import NextTier
from bot.pricing.quote import quote
from bot.settings import SHOP_TIMEZONE, settings
from bot.shop.model.shipping import RegionRate
from bot.shop.shop import open_shop
from bot.text.spoken import listed, yuan

_GOODS = typer.Argument(..., metavar="货号[:颜色[:尺码]][x件数]...", help="要算的商品，可以几样")
_REGION = typer.Option(None, "--region", metavar="地区", help="寄到哪里，例如 新疆 或 浙江 杭州")
_AT = typer.Option(None, "--at", metavar="TIME", help="按哪个时间算，例如 2026-11-11T00:00")
_NEW_BUYER = typer.Option(False, "--new-buyer", help="按头一次来买的新客算")
_Row = tuple[str, str, str]


def price(
    goods: list[str] = _GOODS,
    region: Optional[str] = _REGION,  # noqa: UP045 - typer 0.7 cannot read `str | None`
    at: Optional[str] = _AT,  # noqa: UP045
    new_buyer: bool = _NEW_BUYER,
) -> None:
    """算一单的到手价：原价、每一步优惠、赠品、运费，和再买多少更划算。"""
    url = settings().database_url
    if current(url) is None:
        raise ShopDataError("还没有店铺资料。", hint="先运行 xiaoer shop import data/shop")
    given = moment(at)
    now = datetime.fromisoformat(given) if given else datetime.now(SHOP_TIMEZONE)
    place = _region(region)
    with open_shop(url) as shop:
        named = [named_goods(text, shop.catalogue.all()) for text in with_counts(goods)]
        lines = [each.line for each in named]
        hand = quote(lines, shop, now=now, region=place, new_buyer=new_buyer)
        rate = shop.shipping.rate(place) if place else None
    table = Table("", "金额（元）", "说明", title=f"{now:%Y-%m-%d %H:%M} 的到手价")
    table.columns[1].justify = "right"
    for column in (table.columns[0], table.columns[2]):
        column.overflow = "fold"
    for row in (*_goods(named), *_derivation(hand), *_beside(hand, place, rate)):
        table.add_row(*map(escape, row))
    console.print(table)


def _region(text: str | None) -> str | None:
    from bot.text.regions import provinces, region_named  # reads its gazetteer: only when asked

    if text is None:
        return None
    region = region_named(text)
    if region is None:
        known = listed(provinces())
        raise ConfigurationError(f"不认识地区「{text}」。", hint=f"写省份或省和市：{known}")
    return region.name


def _goods(named: list[NamedGoods]) -> Iterator[_Row]:
    for each in named:
        cost = each.sku.price * each.quantity
        count = f"{each.product.id}，{yuan(each.sku.price)} × {each.quantity} 件"
        yield each.label, yuan(cost), count if each.sku.in_stock else f"{count}，现在没货"


def _derivation(hand: HandPrice) -> Iterator[_Row]:
    yield "原价", yuan(hand.list_total), ""
    for step in hand.steps:
        ends = f"到 {step.ends_at:%Y-%m-%d %H:%M} 结束" if step.ends_at else "件数够就一直有"
        claim = f"。领券：{step.claim}" if step.claim else ""
        yield step.title, f"-{yuan(step.reduction)}", ends + claim
    if hand.cut:
        yield "底价", "", f"优惠本来还能减 {yuan(hand.cut)}，减到底价为止"
    yield "到手", yuan(hand.total), f"省 {yuan(hand.saving)}" if hand.saving else "没有能减的优惠"


def _beside(hand: HandPrice, region: str | None, rate: RegionRate | None) -> Iterator[_Row]:
    for gift in hand.gifts:
        yield "赠品", "", f"{gift.name} × {gift.quantity}"
    yield ("运费", *_fee(hand, region, rate))
    for tier in hand.next_tiers:
        yield "再买", *_next(tier)


def _fee(hand: HandPrice, region: str | None, rate: RegionRate | None) -> tuple[str, str]:
    if region is None:
        but = f"，{listed(hand.not_free_to)}除外" if hand.not_free_to else ""
        return "", f"包邮{but}" if hand.free_shipping else "看寄到哪里：加 --region 再算"
    if rate is None:
        return "", f"运费时效里没有{region}"
    if hand.fee is None:
        return "", f"不送{region}"
    return yuan(hand.fee), f"寄到{region}" + ("，包邮" if hand.free_shipping else "")


def _next(tier: NextTier) -> tuple[str, str]:
    more = (
        f"再买 {yuan(tier.amount)} 元"
        if tier.amount
        else f"再买 {tier.quantity} 件 {tier.product_id}"
    )
    saved = "共多省" if tier.amount else "平均下来更低，比照现在的单价共省"
    gains = [f"{saved} {yuan(tier.more_off)} 元"] if tier.more_off else []
    gains += [f"送 {tier.gift.name} × {tier.gift.quantity}"] if tier.gift else []
    gains += ["包邮"] if tier.free_shipping else []
    return (
        f"-{yuan(tier.more_off)}" if tier.more_off else "",
        f"{more}：{tier.title}，{listed(gains)}",
    )
