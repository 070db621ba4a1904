"""What a buyer does not bear is never recommended, and what the record does not tell is said."""

from __future__ import annotations

import pytest

from actions.recommendation.allergies import allergies_in, asks_bearable, bearable
from actions.recommendation.needs import categories_in
from actions.recommendation.rules import recommend, with_caution
from actions.recommendation.wish import wish_in
from actions.turn import Ask, Memory, Outcome
from bot.shop.model.catalogue import Product
from tests.unit.actions.recommendation.test_rules import NOW, cost, product

KINDS = ("坚果", "糕点")
NUTS = product("核桃仁", "坚果", 配料="核桃仁", 过敏原="含树坚果", 适合人群="坚果过敏的不能吃")
LINE = product("果粒糕", "糕点", 配料="果粒", 过敏原="与坚果共线，对坚果过敏的请留意")
PLAIN = product("米糕", "糕点", 配料="大米、白砂糖")
UNTOLD = product("脆片", "糕点", 口味="原味")


@pytest.mark.parametrize(
    ("text", "found", "asks"),
    [
        ("孩子对坚果过敏，有什么能吃的", ("坚果",), True),
        ("有不含坚果的吗", ("坚果",), True),
        ("花生过敏能吃啥", ("花生",), True),
        ("我对坚果和牛奶过敏能喝不", ("坚果", "牛奶"), False),
        ("没有坚果吗", (), False),
        ("给我妈买点坚果 她不能吃甜的", (), False),
        ("含不含坚果", (), False),
        ("推荐点坚果", (), False),
        ("花生过敏有影响吗", ("花生",), False),
    ],
)
def test_what_is_not_borne(text: str, found: tuple[str, ...], asks: bool) -> None:
    assert allergies_in(text) == found
    assert asks_bearable(text) is asks


def test_what_is_not_borne_is_not_looked_for() -> None:
    assert categories_in("有不含坚果的吗", KINDS) == ()
    assert categories_in("推荐点坚果", KINDS) == ("坚果",)


@pytest.mark.parametrize(("goods", "may"), [(NUTS, 0), (LINE, 0), (UNTOLD, 0), (PLAIN, 1)])
def test_goods_that_hold_it_or_do_not_tell_are_ruled_out(goods: Product, may: int) -> None:
    assert bearable(goods, ("坚果",)) is bool(may)
    assert bearable(goods, ())


def told(text: str, *goods: Product, memory: Memory | None = None) -> Outcome:
    wish = wish_in(text, categories=KINDS)
    return with_caution(
        recommend(goods, wish, memory or Memory(), now=NOW, cost=cost), wish.allergies
    )


def test_only_what_is_borne_is_shown_and_what_is_not_known_is_said() -> None:
    shown = told("坚果过敏能吃什么", NUTS, LINE, PLAIN, UNTOLD)
    assert [say.card for say in shown.says if say.card] == ["米糕"]
    assert shown.says[0].name == "utter_recommendation_bearable"


def test_where_nothing_is_borne_a_person_is_offered() -> None:
    none = told("坚果过敏能吃什么", NUTS, LINE)
    assert none.reason == "recommendation.none_bearable"
    assert none.ask == Ask("allergies", "request_human")


def test_the_nuts_listed_before_do_not_come_again() -> None:
    again = told("有不含坚果的吗", NUTS, memory=Memory(listed=("核桃仁",), recommended=("核桃仁",)))
    assert again.reason == "recommendation.none_bearable"
