from __future__ import annotations

import pytest

from bot.buyers.marks import marks_of
from tests.unit.buyers.chats import chat_of


@pytest.mark.parametrize(
    ("said", "mark"),
    [
        ("能便宜点吗 / bargain / haggling.value", "price"),
        ("会起球吗 / ask_quality / product.quality", "quality"),
        ("急用 明天能到吗 / ask_delivery_time / shipping.by_day_late", "speed"),
        ("160穿什么码 / ask_size / sizing.fits", "size"),
        ("有赠品吗 / ask_gift / promotion.no_gift", "gifts"),
        ("这个怎么搭配好看 / ask_recommendation / recommendation.pairs", "style"),
        ("不合适能退吗 / ask_return / returns.days", "service"),
        ("送妈妈的 / inform / recommendation.fits", "for_someone"),
    ],
)
def test_what_a_buyer_asks_about_is_a_mark(said: str, mark: str) -> None:
    assert mark in [found.name for found in marks_of([chat_of([said])])]


def test_what_was_come_back_to_stands_first_with_the_latest_words() -> None:
    first, second = marks_of(
        [
            chat_of(
                [
                    "会起球吗 / ask_quality / product.quality",
                    "能便宜点吗 / bargain / haggling.value",
                    "再便宜点 / bargain / haggling.price_step",
                    "预算就一百 / bargain / haggling.too_low",
                ]
            )
        ]
    )
    assert (first.name, first.times, first.words) == ("price", 3, ("再便宜点", "预算就一百"))
    assert second.name == "quality"


def test_one_price_asked_is_no_mark() -> None:
    assert marks_of([chat_of(["多少钱 / ask_price / product.price"])]) == ()
