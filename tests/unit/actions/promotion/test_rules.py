"""Offers told: the useful ones first, with condition, end and claim; gifts; stacking; to come."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from actions.promotion.rules import Offers, ends, gifts, hand_says, offers, stacking
from actions.promotion.telling import tell, until
from actions.promotion.words import (
    asks_coming,
    asks_coupons,
    asks_ends,
    asks_stacking,
    events_named,
    says_new_buyer,
)
from actions.turn import Outcome
from bot.dialogue.wording import Wording
from bot.pricing.hand_price import Basket, Line, hand_price
from bot.settings import SHOP_TIMEZONE
from bot.shop.model.catalogue import Product, Sku
from bot.shop.model.promotions import Promotion, PromotionKind, Scope
from bot.text.spoken import yuan

NOW = datetime(2026, 11, 23, 10, tzinfo=SHOP_TIMEZONE)
WORDING = Wording(Path("data/stories"))


def offer(id: str, kind: str = "amount_off", **terms: Any) -> Promotion:
    known: dict[str, Any] = {
        "title": f"活动{id}", "starts_at": NOW - timedelta(days=1),
        "ends_at": datetime(2026, 12, 1, tzinfo=SHOP_TIMEZONE), "scope": Scope.SHOP,
        "scope_values": (), "min_amount": None, "min_quantity": None, "amount_off": None,
        "percent_off": None, "max_off": None, "every": False, "gift_name": "",
        "gift_quantity": None, "gift_stock": None, "exclusive_group": "", "claim": "",
        "per_buyer_limit": None, "excluded_regions": (),
    }  # fmt: skip
    return Promotion(id=id, kind=PromotionKind(kind), **(known | terms))


def money_off(id: str, least: int, off: int, **terms: Any) -> Promotion:
    return offer(id, min_amount=Decimal(least), amount_off=Decimal(off), **terms)


def product(price: str = "199.00") -> Product:
    return Product(
        id="A1", item_id=None, title="阔腿裤", name="阔腿裤", aliases=(), category="裤子",
        chart_id=None, selling_point="", sales=0, rating=None, listed_on=None, presale_on=None,
        image="", skus=(Sku("A1-M", "A1", "", "M", Decimal(price), None, 9, None),),
        attributes=(),
    )  # fmt: skip


def asked(*live: Promotion, goods: Product | None = None, **fields: Any) -> Offers:
    if goods is None:
        return Offers(live=live, coming=fields.pop("coming", ()), now=NOW, **fields)
    basket = Basket((Line.of(goods, goods.skus[0], fields.pop("quantity", 1)),))
    return Offers(
        live=live, coming=fields.pop("coming", ()), now=NOW, product=goods, basket=basket,
        hand=hand_price(basket, live, (), NOW), **fields,
    )  # fmt: skip


def text(outcome: Outcome) -> str:
    """Every variant of every wording, with its facts: raises where one is missing."""
    replies = WORDING.replies()
    return "\n".join(
        variant.text.format_map(say.facts)
        for say in outcome.says
        for name in (say.name, *say.more)
        for variant in replies[name]
    )


def test_an_offer_says_condition_end_and_claim() -> None:
    say = tell(money_off("m", 199, 20, claim="自动减"), now=NOW)
    assert say.facts["min_amount"] == "199"
    assert say.facts["off"] == "20"
    assert say.facts["until"] == "11月30日24:00"
    assert "utter_promotion_claim" in say.more


def test_a_title_that_says_it_all_is_not_repeated() -> None:
    say = tell(money_off("m", 199, 20, title="满199减20"), now=NOW)
    assert "utter_promotion_then_off" not in say.more
    assert "utter_promotion_if_amount" not in say.more


def test_an_end_far_away_is_not_given_as_a_bare_day() -> None:
    far = tell(money_off("m", 199, 20, ends_at=NOW + timedelta(days=400)), now=NOW)
    assert "utter_promotion_until" not in far.more
    assert until(NOW) == "11月23日10:00"


@pytest.mark.parametrize(
    "promotion",
    [
        offer("a", "coupon", percent_off=15, max_off=Decimal(40)),
        offer("b", "free_shipping", min_amount=Decimal(99), excluded_regions=("新疆",)),
        offer("c", "gift", min_quantity=2, gift_name="袋", gift_stock=7),
        offer("d", "buy_n_get_m", min_quantity=2, gift_quantity=1, every=True),
        money_off("e", 300, 50, every=True, claim="自动减"),
        money_off("f", 150, 10, scope=Scope.CATEGORY, scope_values=("裤子",)),
    ],
)
def test_every_kind_can_be_worded(promotion: Promotion) -> None:
    for goods in (None, product("10.00"), product("500.00")):
        told = offers(asked(promotion, goods=goods), coming=False)
        assert told.reason == "promotion.live"
        assert promotion.title in text(told)


def test_the_number_of_gifts_is_said_only_when_few_are_left() -> None:
    few = tell(offer("z", "gift", gift_name="袋", gift_stock=20), now=NOW)
    many = tell(offer("z", "gift", gift_name="袋", gift_stock=21), now=NOW)
    assert few.facts["left"] == "20"
    assert "left" not in many.facts


def test_what_is_used_comes_first_and_the_hand_price_last() -> None:
    small, large = money_off("s", 100, 5), money_off("l", 150, 30)
    far = money_off("f", 900, 99)
    outcome = offers(asked(far, small, large, goods=product()), coming=False)
    assert [say.facts["title"] for say in outcome.says[:2]] == ["活动l", "活动s"]
    assert outcome.says[-1].facts["price"] == "164"
    assert outcome.says[-1].facts["saved"] == "35"


def test_what_is_missing_is_told() -> None:
    outcome = offers(asked(money_off("m", 239, 30), goods=product()), coming=False)
    assert outcome.says[0].facts["missing"] == "40"
    assert "utter_promotion_missing_amount" in outcome.says[0].more


def test_at_most_three_offers_and_none_of_a_single_product_for_the_whole_shop() -> None:
    many = [money_off(str(i), 100 + i, 5) for i in range(6)]
    single = money_off("x", 1, 1, scope=Scope.PRODUCT, scope_values=("B7",))
    outcome = offers(asked(single, *many), coming=False)
    assert len(outcome.says) == 3
    assert "活动x" not in text(outcome)


def test_none_is_said_honestly() -> None:
    elsewhere = money_off("m", 1, 1, scope=Scope.CATEGORY, scope_values=("帽子",))
    outcome = offers(asked(elsewhere, goods=product()), coming=False)
    assert outcome.reason == "promotion.none"
    assert text(outcome)
    assert gifts(asked(elsewhere)).reason == "promotion.no_gift"


@pytest.mark.parametrize(("days", "told"), [(13, True), (15, False)])
def test_the_next_offers_are_told_two_weeks_ahead(days: int, told: bool) -> None:
    soon = money_off("d", 300, 40, title="双12", starts_at=NOW + timedelta(days=days))
    outcome = offers(asked(money_off("m", 199, 20), coming=(soon,)), coming=True)
    assert ("双12" in text(outcome)) is told


def test_gifts_name_their_condition_and_a_gone_one_is_admitted() -> None:
    bag = offer("z", "gift", min_quantity=2, gift_name="帆布袋", gift_stock=860)
    outcome = gifts(asked(bag, goods=product()))
    assert outcome.reason == "promotion.gifts"
    assert outcome.says[0].facts["missing"] == "1"
    gone = gifts(asked(offer("z", "gift", gift_name="帆布袋", gift_stock=0)))
    assert gone.says[0].name == "utter_promotion_gift_gone"
    promised = gifts(asked(promised_gift="发圈"))
    assert promised.says[0].facts["gift"] == "发圈"
    assert text(outcome) and text(gone) and text(promised)


def test_stacking_follows_the_exclusive_groups() -> None:
    one = money_off("a", 199, 20, exclusive_group="满减")
    two = money_off("b", 399, 50, exclusive_group="满减")
    coupon = offer("c", "coupon", amount_off=Decimal(10), exclusive_group="券")
    outcome = stacking(asked(one, two, coupon, goods=product()))
    assert outcome.says[0].facts["together"] == "活动a、活动c"
    assert outcome.says[1].facts["either"] == "活动a、活动b"
    assert stacking(asked(coupon)).says[0].name == "utter_promotion_only_one"
    assert stacking(asked()).reason == "promotion.none"
    assert text(outcome)


def test_new_buyers_coupons_are_told_to_who_may_use_them() -> None:
    coupon = offer("n", "coupon", title="新客券", percent_off=5, claim="进店领")
    everybody = asked(coupon, goods=product())
    assert offers(everybody, coming=False).reason == "promotion.none"
    for meant in (replace(everybody, new_buyer=True), replace(everybody, events=("新客",))):
        outcome = offers(meant, coming=False)
        assert "新客券" in text(outcome)
        assert all("price" not in say.facts for say in outcome.says)


def test_beside_the_floor_only_what_counts_is_named_as_stacking() -> None:
    both = money_off("m", 99, 60, title="满减"), offer("c", "coupon", title="店铺券", amount_off=60)
    skus = (Sku("A1-M", "A1", "米白", "M", Decimal(199), Decimal(150), 9, None),)
    meant = asked(*both, goods=replace(product(), skus=skus))
    (counts,) = (step.title for step in meant.hand.steps)
    (other,) = {"满减", "店铺券"} - {counts}
    told = text(stacking(meant))
    assert counts in told
    assert other not in told


def test_a_named_event_is_told_however_far_away_with_the_price_of_then() -> None:
    event = money_off("d", 99, 40, title="双12每满99减40", starts_at=NOW + timedelta(days=40))
    meant = replace(asked(goods=product(), coming=(event,)), events=("双12",))
    assert "双12" in text(offers(meant, coming=True))
    now, then = meant.hand, replace(meant.hand, total=meant.hand.total - 40)
    outcome = offers(replace(meant, hand=now, then=then), coming=True)
    assert outcome.says[-1].name == "utter_promotion_then_lower"
    assert outcome.says[-1].facts["then"] == yuan(now.total - 40)
    same = offers(replace(meant, then=now), coming=True)
    assert same.says[-1].name == "utter_promotion_then_no_lower"


def test_coupons_alone_when_asked_for() -> None:
    coupon = offer("c", "coupon", amount_off=Decimal(10))
    outcome = offers(asked(money_off("m", 9, 5), coupon, coupons_only=True), coming=False)
    assert [say.facts["title"] for say in outcome.says] == ["活动c"]


def test_words_of_a_question_on_offers() -> None:
    assert asks_stacking("满减跟券可不可以叠加呀")
    assert asks_coming("等双十二会不会更便宜")
    assert not asks_coming("这个活动到几号结束")
    assert asks_coupons("在哪里领优惠券")
    assert asks_coupons("现在有哪些券")
    assert "新客" not in events_named("我是老客，第一次买这款")
    assert not asks_coupons("现在搞啥活动")


def test_an_event_that_is_on_is_told_not_put_off_to_later() -> None:
    shop_wide = money_off("m", 99, 10, title="满99减10")
    event = money_off("e", 300, 50, title="双11每满300减50", every=True)
    named = events_named("双十一有什么活动")
    told = offers(asked(shop_wide, event, events=named), coming=True)
    assert told.reason == "promotion.live"
    assert told.says[0].facts["title"] == "双11每满300减50"
    assert offers(asked(shop_wide, events=named), coming=True).reason == "promotion.coming"


def test_a_new_buyer_hears_of_the_coupon_for_new_buyers_first() -> None:
    ends_sooner = money_off("m", 99, 10)
    coupon = offer("n", "coupon", title="新客券", amount_off=Decimal(5),
                   ends_at=NOW + timedelta(days=90))  # fmt: skip
    told = offers(asked(ends_sooner, coupon, events=events_named("我第一次来买")), coming=False)
    assert told.says[0].facts["title"] == "新客券"


def test_a_hand_price_names_its_colours_where_others_cost_more() -> None:
    skus = tuple(
        Sku(f"A1-{colour}", "A1", colour, "M", Decimal(price), None, 9, None)
        for colour, price in (("米白", 199), ("雾蓝", 209))
    )
    goods = replace(product(), skus=skus)
    told = hand_says(asked(money_off("m", 99, 10), goods=goods))
    assert told[0].facts["product"] == "阔腿裤（米白）"
    assert told[0].facts["price"] == "189"


def test_when_offers_end_the_first_first_and_the_far_ones_in_one_breath() -> None:
    soon = money_off("s", 99, 5, title="暖冬周", ends_at=NOW + timedelta(days=2))
    later = money_off("l", 99, 5, title="双12", ends_at=NOW + timedelta(days=9))
    far = money_off("f", 99, 5, title="满减", ends_at=NOW + timedelta(days=400))
    outcome = ends(asked(far, later, soon, goods=product()))
    assert outcome.reason == "promotion.ends"
    assert outcome.says[0].facts["ends"] == "「暖冬周」11月25日10:00，「双12」12月2日10:00"
    assert outcome.says[1].facts["titles"] == "满减"
    assert ends(asked(goods=product())).reason == "promotion.none"
    assert text(outcome)


@pytest.mark.parametrize(
    ("said", "only_ends"),
    [("这个活动到几号结束", True), ("优惠什么时候截止啊", True), ("有什么活动到几号", False)],
)
def test_questions_for_an_end(said: str, only_ends: bool) -> None:
    assert asks_ends(said) is only_ends


@pytest.mark.parametrize(
    ("said", "new"),
    [
        ("我是新客有券吗", True), ("第一次来你家买", True), ("首单有优惠么", True),
        ("我不是新客", False), ("我不是第一次买了", False), ("我是老客，第一次买这款", False),
        ("我不是新客了", False), ("以前在你家买过", False),
        ("新款多少钱", None), ("新客券怎么领", None),
    ],
)  # fmt: skip
def test_who_says_to_be_new(said: str, new: bool | None) -> None:
    assert says_new_buyer(said) is new
