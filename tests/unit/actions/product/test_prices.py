from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from actions.product.prices import Wanted, not_offered, price_of, prices_in, prices_of
from actions.turn import Outcome
from bot.dialogue.wording import Wording
from bot.pricing.basket import Basket, Line
from bot.pricing.next_tiers import Situation
from bot.pricing.quote import quoted_in
from bot.settings import SHOP_TIMEZONE
from bot.shop.model.catalogue import Product, Sku
from bot.shop.model.promotions import PriceTier, Promotion, PromotionKind, Scope

NOW = datetime(2026, 11, 23, 10, tzinfo=SHOP_TIMEZONE)
WORDING = Wording(Path("data/stories"))


def product(*skus: tuple[str, str, int, int], product_id: str = "LN2107") -> Product:
    """Of SKUs as (colour, size, price, stock)."""
    return Product(
        id=product_id, item_id=None, title="高腰亚麻阔腿裤", name="亚麻阔腿裤", aliases=(),
        category="阔腿裤", chart_id=None, selling_point="", sales=1, rating=None,
        listed_on=None, presale_on=None, image="",
        skus=tuple(
            Sku(f"{product_id}-{i}", product_id, colour, size, Decimal(price), None, stock, None)
            for i, (colour, size, price, stock) in enumerate(skus)
        ),
        attributes=(),
    )  # fmt: skip


def money_off(least: int, off: int, **fields: object) -> Promotion:
    values: dict = {
        "id": f"m{least}", "title": f"满{least}减{off}", "kind": PromotionKind.AMOUNT_OFF,
        "starts_at": NOW - timedelta(days=1), "ends_at": NOW + timedelta(days=7),
        "scope": Scope.SHOP, "scope_values": (), "min_amount": Decimal(least),
        "min_quantity": None, "amount_off": Decimal(off), "percent_off": None, "max_off": None,
        "every": False, "gift_name": "", "gift_quantity": None, "gift_stock": None,
        "exclusive_group": "", "claim": "", "per_buyer_limit": None, "excluded_regions": (),
    }  # fmt: skip
    return Promotion(**{**values, **fields})


def told(
    goods: Product, wanted: Wanted, *offers: Promotion, tiers: tuple[PriceTier, ...] = ()
) -> Outcome:
    sku = wanted.sku(goods)
    assert sku is not None
    basket = Basket((Line.of(goods, sku, wanted.pieces),))
    outcome = price_of(goods, wanted, quoted_in(basket, Situation(offers, tiers, NOW)), now=NOW)
    assert text(outcome)
    return outcome


def text(outcome: Outcome) -> str:
    """Every variant of every wording, with its facts: raises where one is missing."""
    replies = WORDING.replies()
    return "\n".join(
        variant.text.format_map(say.facts)
        for say in outcome.says
        for name in (say.name, *say.more)
        for variant in replies[name]
    )


TWO = product(("米白", "M", 199, 5), ("黑色", "M", 199, 5), ("雾蓝", "M", 209, 5))
TIERS = (PriceTier("LN2107", 2, Decimal(189)), PriceTier("LN2107", 3, Decimal("182.50")))


@pytest.mark.parametrize(
    ("wanted", "reason", "facts"),
    [
        (Wanted(), "product.price_by_option", {"options": "米白、黑色199元，雾蓝209元"}),
        (Wanted(colour="雾蓝"), "product.price", {"price": "209", "product": "亚麻阔腿裤雾蓝"}),
        (Wanted(colour="米白", quantity=2), "product.price_total", {"total": "378"}),
        (Wanted(quantity=3), "product.price_total", {"unit_price": "182.5", "total": "547.5"}),
    ],
)
def test_list_prices(wanted: Wanted, reason: str, facts: dict[str, str]) -> None:
    outcome = told(TWO, wanted, tiers=TIERS)
    assert outcome.reason == reason
    assert facts.items() <= outcome.says[0].facts.items()


def test_a_tier_never_raises_a_price() -> None:
    cheap = product(("米白", "M", 150, 5))
    say = told(cheap, Wanted(quantity=2), tiers=TIERS).says[0]
    assert (say.name, say.facts["total"]) == ("utter_product_price_total", "300")


def test_a_plain_price_is_one_message_where_nothing_comes_off() -> None:
    assert len(told(product(("米白", "M", 150, 5)), Wanted(), money_off(399, 50)).says) == 1


def test_the_hand_price_follows_with_its_offers_and_their_end() -> None:
    listed, hand = told(TWO, Wanted(colour="米白"), money_off(199, 20)).says
    assert listed.facts["price"] == "199"
    assert (hand.facts["price"], hand.facts["offers"]) == ("179", "满199减20")
    assert hand.facts["until"] == "11月30日10:00"


def test_the_hand_price_names_its_colours_where_others_cost_more() -> None:
    hand = told(TWO, Wanted(), money_off(199, 20)).says[1]
    assert hand.name == "utter_promotion_hand_then_of"
    assert hand.facts["product"] == "亚麻阔腿裤（米白、黑色）"


def test_how_to_get_a_coupon_is_told_with_it() -> None:
    coupon = money_off(99, 10, kind=PromotionKind.COUPON, claim="首页点领券")
    assert told(TWO, Wanted(), coupon).says[1].facts["claim"] == "首页点领券"


def test_what_is_near_is_told_even_where_nothing_comes_off_yet() -> None:
    near = told(product(("米白", "M", 187, 5)), Wanted(), money_off(199, 20)).says[1]
    assert near.name == "utter_promotion_near"
    assert (near.facts["missing"], near.facts["more"]) == ("12", "20")


def test_one_piece_more_for_a_price_by_quantity() -> None:
    near = told(product(("米白", "M", 199, 5)), Wanted(), tiers=TIERS).says[1]
    assert (near.name, near.facts["more"]) == ("utter_promotion_near_pieces", "20")
    cheap = product(("米白", "M", 150, 5))
    assert len(told(cheap, Wanted(), tiers=TIERS).says) == 1


def test_the_price_by_quantity_is_not_told_twice() -> None:
    tiered, hand = told(product(("米白", "M", 199, 5)), Wanted(quantity=3), money_off(300, 30),
                        tiers=TIERS).says  # fmt: skip
    assert tiered.name == "utter_product_price_tiered"
    assert (hand.facts["offers"], hand.facts["price"]) == ("满300减30", "517.5")


def test_after_offers_is_one_message_and_honest_where_there_are_none() -> None:
    (hand,) = told(TWO, Wanted(after_offers=True), money_off(199, 20)).says
    assert (hand.facts["list"], hand.facts["price"]) == ("199", "179")
    (none,) = told(TWO, Wanted(after_offers=True)).says
    assert none.name == "utter_promotion_hand_none"


def test_what_is_sold_out_is_said() -> None:
    gone = product(("米白", "M", 199, 0))
    assert "utter_product_none_left" in told(gone, Wanted()).says[0].more
    assert "utter_product_none_left" in told(gone, Wanted(after_offers=True)).says[0].more


def test_what_it_does_not_come_in() -> None:
    outcome = not_offered(TWO, Wanted(colour="酒红"))
    assert outcome.reason == "product.option_not_offered"
    assert outcome.says[0].facts["wanted"] == "酒红"


def test_several_products_are_told_each_and_together() -> None:
    other = product(("", "", 69, 3), product_id="WZ2208")
    goods = [(TWO, TWO.skus[0]), (other, other.skus[0])]
    basket = Basket(tuple(Line.of(p, sku, 2) for p, sku in goods))
    hand = quoted_in(basket, Situation((money_off(300, 30),), (), NOW))
    outcome = prices_of(goods, hand, pieces=2, now=NOW)
    listed, together = outcome.says
    assert listed.facts["total"] == "536-556"
    assert listed.facts["prices"] == "亚麻阔腿裤199-209元，亚麻阔腿裤69元"
    assert together.facts["price"] == "506"
    assert text(outcome)


def test_a_category_has_a_range() -> None:
    told = prices_in("裤", [TWO, product(("", "", 69, 0))])
    assert told.says[0].facts == {"group": "裤", "price": "69-209"}
