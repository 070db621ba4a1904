"""Whatever is asked for: nothing sold out, refused, shown before or above the budget."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

from hypothesis import given, settings
from hypothesis import strategies as some

from actions.recommendation.choosing import AT_MOST, choose
from actions.recommendation.wish import Wish, wish_in
from bot.settings import SHOP_TIMEZONE
from bot.shop.model.catalogue import Product, Sku
from tests.unit.actions.recommendation.test_rules import product

NOW = datetime(2026, 11, 23, 10, tzinfo=SHOP_TIMEZONE)
CATEGORIES = ("连衣裙", "阔腿裤", "坚果")
TEXTS = ("", "上班穿", "不要太甜的", "给我妈买", "便宜点的", "高档点的", "夏天的", "显瘦", "送领导")


def half(product: Product, sku: Sku, pieces: int) -> Decimal:
    """Offers that take half off."""
    return sku.price * pieces / 2


goods = some.lists(
    some.builds(
        product,
        some.text("abcdefgh", min_size=1, max_size=3),
        some.sampled_from(CATEGORIES),
        price=some.integers(10, 400),
        sales=some.integers(0, 3),
        stock=some.integers(0, 3),
        colours=some.sampled_from([("米白",), ("黑色",), ("米白", "黑色")]),
        场合=some.sampled_from(["上班、面试", "度假", "送礼"]),
        版型=some.sampled_from(["高腰", "宽松", "修身，遮胯"]),
        季节=some.sampled_from(["夏", "冬", "四季"]),
        是否无糖=some.sampled_from(["没加糖", "蜂蜜味含糖，原味没加糖", "含糖"]),
    ),
    max_size=12,
    unique_by=lambda each: each.id,
)


@settings(max_examples=150, deadline=None)
@given(
    goods,
    some.sampled_from(TEXTS),
    some.none() | some.integers(10, 500).map(Decimal),
    some.integers(1, 3),
    some.sets(some.sampled_from(CATEGORIES)),
    some.sampled_from([(), ("黑色",)]),
    some.data(),
)
def test_what_is_recommended_may_be_recommended(
    products: list[Product],
    text: str,
    budget: Decimal | None,
    pieces: int,
    refused: set[str],
    colours: tuple[str, ...],
    data: some.DataObject,
) -> None:
    said = wish_in(text, categories=CATEGORIES, refused_colours=colours)
    ids = [each.id for each in products]
    shown = set(data.draw(some.lists(some.sampled_from(ids)))) if ids else set()
    wish = Wish(
        needs=said.needs, refused_categories=tuple(refused), refused_colours=colours,
        at_most=budget, pieces=pieces, cheapest=said.cheapest, finest=said.finest,
    )  # fmt: skip
    picks = choose(products, wish, shown=shown, now=NOW, cost=half)
    assert len(picks) <= AT_MOST
    assert len({pick.product.id for pick in picks}) == len(picks)
    for pick in picks:
        assert pick.sku.stock >= pieces
        assert pick.sku.colour not in colours
        assert pick.product.id not in shown
        assert pick.product.category not in refused
        assert budget is None or half(pick.product, pick.sku, pieces) <= budget
        assert not wish.needs or pick.fits


def test_of_equal_goods_the_one_that_costs_less_in_the_end_is_first() -> None:
    dear, cheap = product("甲", sales=5), product("乙", sales=5)

    def cost(each: Product, sku: Sku, pieces: int) -> Decimal:
        return sku.price - (20 if each.id == "乙" else 0)

    picks = choose([dear, cheap], Wish(), shown=(), now=NOW, cost=cost)
    assert [pick.product.id for pick in picks] == ["乙", "甲"]


def test_what_must_be_met_is_not_told_of_goods_that_only_nearly_do() -> None:
    plain = product("开心果", "坚果", 是否无糖="没加糖", 口味="原味")
    mixed = product("巴旦木", "坚果", sales=900, 是否无糖="原味没加糖，蜂蜜味含糖", 口味="原味")
    wish = wish_in("给我妈买 不能吃甜的", categories=CATEGORIES)
    picks = choose([mixed, plain], wish, shown=(), now=NOW, cost=half)
    assert [pick.product.id for pick in picks] == ["开心果"]
