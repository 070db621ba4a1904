from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pytest

from bot.nlu.reading import FALLBACK, Certainty, Ranking, read, settled

CERTAINTY = Certainty(strict={"complain": 0.6, "after_sales": 0.6, "order": 0.6})

# What a model that knows these words alone says of a text.
SAID: dict[str, Ranking] = {
    "走什么快递多久到": [("ask_courier", 0.9)],
    "走什么快递": [("ask_courier", 0.95)],
    "多久到": [("ask_delivery_time", 0.9)],
    "布料是啥 卖多少钱": [("ask_price", 0.9)],
    "布料是啥": [("ask_product", 0.7)],
    "卖多少钱": [("ask_price", 0.9)],
    "你好 布料是啥": [("greet", 0.9)],
    "选什么尺码": [("ask_size", 0.9)],
    "满多少送礼物呀": [("ask_gift", 0.9)],
    "满多少": [("ask_promotion", 0.9)],
    "送礼物呀": [("ask_gift", 0.9)],
    "骗人 布料是啥": [("complain", 0.9)],
    "想买 布料是啥": [("ask_product", 0.7)],
    "想买": [("order", 0.9)],
}


def _rank(text: str, entities: Sequence[Mapping[str, Any]]) -> Ranking:
    return SAID.get(text, [("out_of_scope", 0.2)])


@pytest.mark.parametrize(
    ("text", "intent", "also"),
    [
        ("走什么快递多久到", "ask_courier", ("ask_delivery_time",)),
        ("布料是啥 卖多少钱", "ask_price", ("ask_product",)),
        ("你好 布料是啥", "ask_product", ()),
        ("选什么尺码", "ask_size", ()),
        ("满多少送礼物呀", "ask_gift", ()),
        ("骗人 布料是啥", "complain", ()),
        ("想买 布料是啥", "ask_product", ()),
        ("乱码", FALLBACK, ()),
    ],
)
def test_every_question_and_nothing_else_is_found(
    text: str, intent: str, also: tuple[str, ...]
) -> None:
    reading = read(text, [], rank=_rank, certainty=CERTAINTY)
    assert (reading.intent, reading.also) == (intent, also)


@pytest.mark.parametrize(
    ("ranking", "intent"),
    [
        ([("ask_price", 0.45), ("bargain", 0.4)], "ask_price"),
        ([("ask_price", 0.35), ("bargain", 0.3)], FALLBACK),
        ([("complain", 0.7), ("ask_quality", 0.2)], "complain"),
        ([("complain", 0.5), ("ask_quality", 0.4)], "ask_quality"),
        ([("complain", 0.4), ("after_sales", 0.3), ("ask_quality", 0.3)], "complain"),
        ([("order", 0.5), ("after_sales", 0.3), ("hesitate", 0.1)], FALLBACK),
        ([("order", 0.55), ("hesitate", 0.35)], "hesitate"),
    ],
)
def test_fetching_a_person_or_booking_needs_more(ranking: Ranking, intent: str) -> None:
    assert settled(ranking, CERTAINTY)[0] == intent


def test_entities_move_with_their_clause() -> None:
    seen: list[tuple[str, int, int]] = []

    def rank(text: str, entities: Sequence[Mapping[str, Any]]) -> Ranking:
        seen.extend((text, entity["start"], entity["end"]) for entity in entities)
        return [("ask_stock", 0.9)]

    read(
        "在吗 米白有吗",
        [{"entity": "colour", "start": 3, "end": 5}],
        rank=rank,
        certainty=CERTAINTY,
    )
    assert ("米白有吗", 0, 2) in seen


@pytest.mark.parametrize(
    ("text", "intent"), [("215", "inform"), ("160 105", "inform"), ("88", "goodbye")]
)
def test_a_bare_figure_is_no_goodbye_unless_it_is_88(text: str, intent: str) -> None:
    reading = read(text, [], rank=lambda *_: [("goodbye", 0.9)], certainty=Certainty())
    assert reading.intent == intent
