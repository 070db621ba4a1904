"""Stock: what is there, what else there is, when it is back, and what is new."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from actions.stock import words
from actions.stock.rules import Wanted, answer
from actions.stock.shelf import found, new_arrivals, nothing_found
from actions.turn import Outcome
from bot.dialogue.wording import Wording
from bot.shop.model.catalogue import Product, Sku

WORDING = Wording(Path("data/stories"))
TODAY = date(2026, 11, 23)
STOCK = {"米白S": 40, "米白M": 3, "米白L": 0, "黑色S": 0, "黑色M": 12}


def product(stock: dict[str, int], **fields: Any) -> Product:
    skus = tuple(
        Sku(
            f"A1-{name}", "A1", name.rstrip("SML"), name[len(name.rstrip("SML")) :],
            Decimal(99), None, left, None if left or name == "黑色S" else date(2026, 12, 5),
        )
        for name, left in stock.items()
    )  # fmt: skip
    known: dict[str, Any] = {
        "id": "A1", "item_id": None, "title": "长裙", "name": "长裙", "aliases": (),
        "category": "连衣裙", "chart_id": None, "selling_point": "", "sales": 1, "rating": None,
        "listed_on": None, "presale_on": None, "image": "", "attributes": (),
    }  # fmt: skip
    return Product(skus=skus, **(known | fields))


def ask(colours: str = "", sizes: str = "", **fields: Any) -> Outcome:
    known: dict[str, Any] = {"product": product(STOCK), "today": TODAY} | fields
    return answer(Wanted(colours=tuple(colours.split()), sizes=tuple(sizes.split()), **known))


def fits_wording(outcome: Outcome) -> bool:
    replies = WORDING.replies()
    return all(
        variant.placeholders <= set(say.facts) and all(say.facts[p] for p in variant.placeholders)
        for say in outcome.says
        for name in (say.name, *say.more)
        for variant in replies[name]
    )


@pytest.mark.parametrize(
    ("colours", "sizes", "fields", "reason", "facts"),
    [
        ("米白", "S", {}, "in_stock", {"what": "米白S"}),
        ("米白", "M", {}, "few", {"stock": "3"}),
        ("米白", "M", {"quantity": 4}, "too_few", {"stock": "3", "quantity": "4"}),
        ("黑色", "M", {"quantity": 13}, "too_few", {"quantity": "13"}),
        ("米白", "L", {}, "out", {"back": "12月5日", "other_sizes": "S、M"}),
        ("黑色", "S", {}, "out", {"back": "", "others": "米白", "other_sizes": "M"}),
        ("黑色", "L", {}, "no_combination", {"sizes": "M"}),
        ("米白", "", {}, "partly_open", {"here": "S、M"}),
        ("", "M", {}, "partly_open", {"here": "米白、黑色"}),
        ("", "M", {"refused": ("米白",)}, "partly_open", {"here": "黑色"}),
        ("", "L", {}, "out", {"back": "12月5日", "other_sizes": "S、M"}),
        ("", "", {}, "whole", {"colours": "米白、黑色", "sizes": "S、M"}),
        ("", "", {"refused": ("黑色",)}, "whole", {"colours": "米白"}),
        ("红色", "", {}, "colour_not_made", {"asked": "红色", "made": "米白、黑色"}),
        ("", "4XL", {}, "size_not_made", {"made": "S、M"}),
        ("米白 黑色", "S", {}, "some_here", {"here": "米白S", "gone": "黑色S"}),
        ("米白 黑色", "M", {}, "all_here", {"here": "米白M、黑色M"}),
        ("米白", "S L", {}, "some_here", {"here": "米白S", "gone": "米白L"}),
    ],
)
def test_what_is_there(
    colours: str, sizes: str, fields: dict[str, Any], reason: str, facts: dict[str, str]
) -> None:
    outcome = ask(colours, sizes, **fields)
    assert outcome.reason == f"stock.{reason}"
    said = outcome.says[0].facts
    assert {name: said.get(name) for name in facts} == facts
    assert fits_wording(outcome)


def test_a_large_stock_is_not_counted_out() -> None:
    replies = WORDING.replies()
    for colours, sizes, fields in (("米白", "S", {}), ("黑色", "M", {"quantity": 13})):
        say = ask(colours, sizes, **fields).says[0]
        for variant in replies[say.name]:
            assert "stock" not in variant.placeholders


def test_a_colour_not_made_is_forgotten() -> None:
    assert ask("红色").memory == {"colour": None}


def test_sold_out_goods_bring_what_is_like_them_with_two_cards() -> None:
    others = tuple(product(STOCK, id=id, name=f"裙{id}") for id in ("B1", "B2"))
    gone = product({"米白S": 0}, name="旧裙")
    outcome = ask(product=gone, alternatives=others)
    assert outcome.reason == "stock.sold_out"
    assert [say.card for say in outcome.says] == [None, "B1", "B2"]
    assert outcome.says[0].facts["back"] == "12月5日"
    assert fits_wording(outcome)
    assert len(ask(product=gone).says) == 1


@pytest.mark.parametrize("today", [date(2026, 12, 5), date(2027, 1, 9)])
def test_a_day_of_restock_that_has_come_is_not_named(today: date) -> None:
    one, gone = ask("米白", "L", today=today), ask(product=product({"米白S": 0}), today=today)
    assert (one.reason, gone.reason) == ("stock.out", "stock.sold_out")
    assert "utter_stock_back_unknown" in one.says[0].more
    assert "utter_stock_back_unknown" in gone.says[0].more
    assert fits_wording(one) and fits_wording(gone)


@pytest.mark.parametrize(
    ("presale", "reason"), [(date(2027, 2, 22), "presale"), (TODAY, "in_stock")]
)
def test_presale_goods_name_their_day(presale: date, reason: str) -> None:
    outcome = ask("米白", "S", product=product(STOCK, presale_on=presale))
    assert outcome.reason == f"stock.{reason}"


def test_goods_without_sizes_are_simply_there() -> None:
    outcome = ask("", "M", product=product({"米白": 9, "黑色": 9}))
    assert outcome.says[0].name == "utter_stock_no_sizes"
    assert fits_wording(outcome)


def test_the_shelf_by_colour() -> None:
    goods = [product(STOCK, id="A1", sales=1), product(STOCK, id="B1", name="短裙", sales=9)]
    outcome = found(goods, what="黑色连衣裙", colours={"黑色"})
    assert outcome is not None
    assert outcome.says[0].facts["names"] == "短裙、长裙"
    assert outcome.says[0].card == "B1"
    assert found(goods, what="", colours={"香芋紫"}) is None
    assert found(goods, what="", colours={"黑色"}, refused=("黑色",)) is None
    assert fits_wording(nothing_found("茶叶", ["裙子"]))


def test_new_means_listed_of_late() -> None:
    old = product(STOCK, id="A1", listed_on=date(2026, 3, 1))
    new = product(STOCK, id="B1", name="新裙", listed_on=date(2026, 11, 10))
    newer = replace(new, id="C1", name="更新的裙", listed_on=date(2026, 11, 20))
    coming = replace(new, id="D1", listed_on=date(2026, 12, 1))
    both = new_arrivals([old, new, newer, coming], TODAY)
    assert both.says[0].facts["names"] == "更新的裙、新裙"
    assert both.says[0].facts["listed_on"] == "11月20日"
    assert new_arrivals([old, new], TODAY).says[0].name == "utter_stock_one_new"
    assert new_arrivals([old], TODAY).reason == "stock.nothing_new"
    assert fits_wording(both)
    assert fits_wording(new_arrivals([old, new], TODAY))


@pytest.mark.parametrize(
    ("text", "goods"),
    [
        ("你们店卖玩具吗", "玩具"),
        ("有没有拖鞋卖", "拖鞋"),
        ("这个还卖吗", None),
        ("卖完了吗", None),
        ("黑色还有货没", None),
    ],
)
def test_goods_the_shop_may_not_sell(text: str, goods: str | None) -> None:
    assert words.goods_named(text) == goods


def test_words_of_a_stock_question() -> None:
    assert words.asks_new("你家近来上新没有")
    assert words.asks_other_colours("除了这个还有别的颜色没")
    assert words.asks_other_sizes("其他码数有没有")
    assert words.asks_others("还有别的裤子吗") and not words.asks_others("有裤子吗")


def test_sizes_are_told_from_small_to_large_whatever_is_sold_out() -> None:
    gaps = product({"米白S": 4, "米白M": 0, "米白L": 9, "黑色S": 0, "黑色M": 8, "黑色L": 8})
    told = ask(product=gaps)
    assert told.reason == "stock.whole"
    assert told.says[0].facts["sizes"] == "S、M、L"


@pytest.mark.parametrize(
    ("text", "expected"),
    [("还有没有其他的", True), ("还有吗？", True), ("还有M码吗", False), ("有没有其他颜色", False)],
)
def test_more_goods_are_not_more_of_the_same(text: str, expected: bool) -> None:
    assert words.asks_more(text) is expected
