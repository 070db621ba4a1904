"""Parcels, rates and couriers for the tests of shipping."""

from dataclasses import replace
from datetime import date, datetime, time
from decimal import Decimal
from pathlib import Path

from actions.shipping.calendar import Dispatch
from actions.shipping.parcel import Goods, Parcel, Postage
from actions.shipping.questions import asked_in
from actions.shipping.rules import Question, answer
from actions.turn import Outcome
from bot.dialogue.wording import Wording
from bot.pricing.basket import Basket, Line
from bot.pricing.next_tiers import Situation
from bot.pricing.quote import quoted_in
from bot.settings import SHOP_TIMEZONE
from bot.shop.model.catalogue import Product, Sku
from bot.shop.model.promotions import Promotion, PromotionKind, Scope
from bot.shop.model.shipping import Courier, Holiday, RegionRate

WORDING = Wording(Path("data/stories"))
NOW = datetime(2026, 11, 23, 10, tzinfo=SHOP_TIMEZONE)  # a Monday
HANGZHOU = RegionRate("浙江", "杭州", Decimal(6), 1, 1, "", False, True, "")
SICHUAN = RegionRate("四川", "", Decimal(10), 3, 5, "", False, True, "")
XINJIANG = RegionRate("新疆", "", Decimal(22), 6, 10, "邮政", True, True, "天气不好会慢")
SANSHA = RegionRate("海南", "三沙", Decimal(20), 10, 15, "邮政", True, False, "船班不定")
COURIERS = (
    Courier("中通", (), True, True, Decimal(0), "默认"),
    Courier("韵达", (), False, True, Decimal(0), ""),
    Courier("邮政", (), False, True, Decimal(0), "村里也送"),
    Courier("顺丰", (), False, True, Decimal(12), "送货上门"),
    Courier("德邦", (), False, False, Decimal(0), ""),
)
FREE = Promotion(
    id="FREE",
    title="满99元包邮",
    kind=PromotionKind.FREE_SHIPPING,
    starts_at=datetime(2026, 1, 1, tzinfo=SHOP_TIMEZONE),
    ends_at=datetime(2027, 1, 1, tzinfo=SHOP_TIMEZONE),
    scope=Scope.SHOP,
    scope_values=(),
    min_amount=Decimal(99),
    min_quantity=None,
    amount_off=None,
    percent_off=None,
    max_off=None,
    every=False,
    gift_name="",
    gift_quantity=None,
    gift_stock=None,
    exclusive_group="",
    claim="",
    per_buyer_limit=None,
    excluded_regions=("新疆",),
)


def parcel(region: str | None = None, rate: RegionRate | None = None) -> Parcel:
    return Parcel(
        now=NOW,
        dispatch=Dispatch(
            time(16),
            frozenset(range(1, 7)),
            (Holiday("国庆节", date(2027, 10, 1), date(2027, 10, 3)),),
        ),
        ships_from="浙江 杭州",
        couriers=COURIERS,
        promotions=(FREE,),
        region=region,
        rate=rate,
        rates=() if region else (HANGZHOU, SICHUAN, XINJIANG, SANSHA),
    )


def goods(price: str, *, quantity: int = 1, stock: int = 9, **changes: date) -> Goods:
    restock = changes.pop("restock_on", None)
    sku = Sku("S", "P", "白色", "M", Decimal(price), None, stock, restock)
    product = Product(
        id="P",
        item_id=None,
        title="T恤",
        name="T恤",
        aliases=(),
        category="T恤",
        chart_id=None,
        selling_point="",
        sales=1,
        rating=None,
        listed_on=None,
        presale_on=changes.get("presale_on"),
        image="",
        skus=(sku,),
        attributes=(),
    )
    return Goods(product, (sku,), quantity)


def with_goods(about: Parcel, price: str, *, quantity: int = 1, promised: bool = False) -> Parcel:
    what = goods(price, quantity=quantity)
    basket = Basket((Line.of(what.product, what.skus[0], quantity),))
    hand = quoted_in(basket, Situation(about.promotions, (), NOW, about.region), about.rate)
    return replace(about, goods=what, postage=Postage(hand, quantity, promised))


def ask(
    text: str,
    about: Parcel,
    *,
    intent: str,
    courier: str | None = None,
    not_courier: str | None = None,
    day: date | None = None,
    may_ask: bool = True,
) -> Outcome:
    asked = asked_in(text, [intent], of_courier=bool(courier or not_courier))
    return answer(Question(asked, courier, not_courier, day, may_ask), about)


def spoken(outcome: Outcome) -> str:
    texts = [
        WORDING.say(name, say.facts).text for say in outcome.says for name in (say.name, *say.more)
    ]
    return "".join(texts)
