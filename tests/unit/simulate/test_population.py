"""Simulated buyers are the same for the same seed, and of every kind."""

from __future__ import annotations

from bot.shop.shop import Shop
from bot.simulate.goods import Goods
from bot.simulate.people import Buyer, personas, population
from bot.simulate.simulation import STARTS_AT
from bot.simulate.talking import Talker, phrases


def buyers(shop: Shop, *, seed: int, chats: int = 300) -> list[Buyer]:
    return population(chats=chats, seed=seed, goods=Goods.of(shop), starts_at=STARTS_AT)


def test_the_same_seed_brings_the_same_buyers_with_the_same_words(shop: Shop) -> None:
    first, again = buyers(shop, seed=3), buyers(shop, seed=3)
    assert first == again
    words = [Talker(buyer).arrive(buyer.visits[0]) for buyer in first]
    assert words == [Talker(buyer).arrive(buyer.visits[0]) for buyer in again]
    assert first != buyers(shop, seed=4)


def test_the_visits_are_as_many_as_were_asked_for(shop: Shop) -> None:
    assert sum(len(buyer.visits) for buyer in buyers(shop, seed=3)) == 300


def test_every_kind_of_buyer_comes(shop: Shop) -> None:
    come = buyers(shop, seed=1)
    assert {buyer.persona.name for buyer in come} == {persona.name for persona in personas()}
    assert any(len(buyer.ids) > 1 for buyer in come)
    for buyer in come:
        times = [visit.at for visit in buyer.visits]
        assert times == sorted(times)


def test_a_buyer_alone_is_the_one_of_the_whole_run(shop: Shop) -> None:
    few, many = buyers(shop, seed=5, chats=40), buyers(shop, seed=5, chats=80)
    assert few[:20] == many[:20]


def test_every_act_has_words() -> None:
    for persona in personas():
        for act in (*persona.opens, *persona.back_opens, *persona.acts, *persona.back_acts):
            assert phrases()[act]
