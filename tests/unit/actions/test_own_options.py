"""Colours and sizes as the goods in view call them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime

import pytest

from actions.own_options import with_own_options
from actions.turn import Ask, Memory, Turn
from bot.database.engine import engine_for
from bot.database.migrate import upgrade
from bot.settings import SHOP_TIMEZONE
from bot.shop.files.importing import import_shop
from bot.shop.shop import Shop, open_shop
from tests.conftest import TEA_SHOP


@pytest.fixture(scope="module")
def tea_shop(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    url = f"sqlite:///{tmp_path_factory.mktemp('tea') / 'shop.db'}"
    upgrade(url)
    import_shop(TEA_SHOP, url=url)
    yield url
    engine_for(url).dispose()


@pytest.fixture()
def shop(tea_shop: str) -> Iterator[Shop]:
    with open_shop(tea_shop) as shop:
        yield shop


def turn(text: str, *, product: str, asked: str = "", sizes: tuple[str, ...] = ()) -> Turn:
    memory = Memory(product=product, asked=Ask(asked, "order") if asked else None)
    at = datetime(2026, 11, 24, tzinfo=SHOP_TIMEZONE)
    return replace(Turn("c", "b", text, "text", "order", 1.0, at, memory), sizes=sizes, said=text)


def test_an_amount_means_the_pack_that_the_goods_in_view_have(shop: Shop) -> None:
    said = turn("250克的", product="JG2304", sizes=("250g罐装", "250g袋装"))
    meant = with_own_options(said, shop)
    assert meant.memory.size == "250g罐装"
    assert meant.sizes == ("250g罐装",)
    assert "size" in meant.learnt


def test_an_amount_that_the_goods_do_not_have_stays_what_it_was(shop: Shop) -> None:
    said = turn("250克的", product="DC2401", sizes=("250g罐装", "250g袋装"))
    assert with_own_options(said, shop) == said


def test_a_part_of_an_option_is_enough_where_we_asked_which(shop: Shop) -> None:
    assert (
        with_own_options(turn("经典的吧", product="JG2301", asked="colour"), shop).memory.colour
        == "经典混合"
    )
    assert with_own_options(turn("经典的吧", product="JG2301"), shop).memory.colour is None


def test_a_part_of_several_options_tells_none(shop: Shop) -> None:
    said = turn("乌龙", product="CB2501", asked="colour")
    assert with_own_options(said, shop).memory.colour is None
