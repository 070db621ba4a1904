"""The rival's custom actions: one an intent group, each answering from the shop's database.

They do what a fair hand-written Rasa project would: one transaction a turn, the product in view
from the message's metadata, the wording in Python. They are measured, not shipped.
"""

from __future__ import annotations

import os
from datetime import datetime
from zoneinfo import ZoneInfo

from rasa_sdk import Action
from rasa_sdk.events import SlotSet

from bot.shop.model.catalogue import Product
from bot.shop.shop import Shop, open_shop
from bot.text.spoken import yuan

PROVINCES = ("浙江", "江苏", "广东", "四川", "北京", "上海", "新疆")


class ShopAnswer(Action):
    """Opens the shop, finds the product in view, says one text and remembers the product."""

    topic = ""

    def name(self) -> str:
        """The name in domain.yml."""
        return f"action_{self.topic}"

    def answer(self, shop: Shop, product: Product, text: str) -> str:
        """What to say about `product` to a buyer who wrote `text`."""
        raise NotImplementedError

    def run(self, dispatcher, tracker, domain):
        """One turn in one transaction."""
        metadata = tracker.latest_message.get("metadata") or {}
        wanted = metadata.get("product_id") or tracker.get_slot("product")
        with open_shop(os.environ["DATABASE_URL"]) as shop:
            product = shop.catalogue.product(wanted) if wanted else None
            if product is None:
                (product,) = shop.catalogue.popular(limit=1)
            said = self.answer(shop, product, tracker.latest_message.get("text") or "")
        dispatcher.utter_message(text=said)
        return [SlotSet("product", product.id)]


def _now() -> datetime:
    return datetime.now(ZoneInfo("Asia/Shanghai"))


class Greeting(ShopAnswer):
    """Says hello in the shop's name."""

    topic = "greeting"

    def answer(self, shop: Shop, product: Product, text: str) -> str:
        """A greeting with the product in view."""
        return f"您好，欢迎来到{shop.terms.policy().shop_name}，您在看{product.name}吗？"


class ProductAnswer(ShopAnswer):
    """Price, material and selling point."""

    topic = "product"

    def answer(self, shop: Shop, product: Product, text: str) -> str:
        """What is known of the product, its price first."""
        known = "，".join(f"{name}{value}" for name, value in product.attributes[:2])
        return f"{product.name}现价{yuan(product.lowest_price)}元，{known}。{product.selling_point}"


class Recommendation(ShopAnswer):
    """The best sold products of the category in view."""

    topic = "recommendation"

    def answer(self, shop: Shop, product: Product, text: str) -> str:
        """Two names with their prices."""
        best = shop.catalogue.popular(limit=2, category=product.category)
        named = "、".join(f"{one.name}（{yuan(one.lowest_price)}元）" for one in best)
        return f"可以看看{named}，卖得都很好。"


class Sizing(ShopAnswer):
    """The size chart of the product."""

    topic = "sizing"

    def answer(self, shop: Shop, product: Product, text: str) -> str:
        """Sizes and the body ranges they are cut for."""
        chart = shop.catalogue.size_chart(product.chart_id) if product.chart_id else None
        if chart is None:
            return f"{product.name}是均码。"
        ranges = "；".join(
            f"{body.size}：{body.height_min_cm}-{body.height_max_cm}cm" for body in chart.bodies
        )
        return f"{product.name}尺码参考 {ranges}"


class Stock(ShopAnswer):
    """What is there of the product."""

    topic = "stock"

    def answer(self, shop: Shop, product: Product, text: str) -> str:
        """Stock by colour and size."""
        asked = [sku for sku in product.skus if sku.colour in text or sku.size in text]
        listed = "，".join(f"{s.colour}{s.size}有{s.stock}件" for s in (asked or product.skus)[:4])
        return f"{product.name}目前{listed}。"


class Promotion(ShopAnswer):
    """The offers that cover the product."""

    topic = "promotion"

    def answer(self, shop: Shop, product: Product, text: str) -> str:
        """Titles of the offers valid now."""
        live = [
            offer.title
            for offer in shop.promotions.live(_now())
            if offer.covers(product_id=product.id, category=product.category)
        ]
        return f"现在的活动：{'、'.join(live)}" if live else "这款暂时没有活动哦。"


class Haggling(ShopAnswer):
    """What may be conceded."""

    topic = "haggling"

    def answer(self, shop: Shop, product: Product, text: str) -> str:
        """The first concession or the price by quantity."""
        tiers = shop.promotions.tiers(product.id)
        if tiers:
            return f"{tiers[0].min_quantity}件起{yuan(tiers[0].unit_price)}元一件。"
        steps = shop.terms.concessions()
        gift = next((step.gift_name for step in steps if step.gift_name), "小礼物")
        return f"{product.name}已经是{yuan(product.lowest_price)}元了，给您送{gift}。"


class Shipping(ShopAnswer):
    """Courier, fee and days."""

    topic = "shipping"

    def answer(self, shop: Shop, product: Product, text: str) -> str:
        """The rate to the province named in the text, with the next holiday."""
        region = next((name for name in PROVINCES if name in text), "浙江")
        rate = shop.shipping.rate(region)
        courier = shop.shipping.couriers()[0].name
        cutoff = shop.terms.policy().dispatch_cutoff
        away = shop.shipping.holidays(_now().date())
        days = f"{rate.days_min}-{rate.days_max}天到{region}" if rate else "这个地区要问一下"
        rest = f"，{away[0].name}期间不发货" if away else ""
        return f"默认{courier}，{cutoff:%H:%M}前付款当天发，{days}{rest}。"


class Order(ShopAnswer):
    """How to order."""

    topic = "order"

    def answer(self, shop: Shop, product: Product, text: str) -> str:
        """The product's price and what the shop keeps to."""
        policy = shop.terms.policy()
        hours = policy.dispatch_within_hours
        return f"{product.name}{yuan(product.lowest_price)}元，拍下后{hours}小时内发出。"


class Returns(ShopAnswer):
    """Return terms."""

    topic = "returns"

    def answer(self, shop: Shop, product: Product, text: str) -> str:
        """Days and who pays."""
        policy = shop.terms.policy()
        payer = "我们" if policy.return_freight_payer == "shop" else "买家"
        return f"{policy.return_days}天无理由退换，退货运费由{payer}承担。"


class Farewell(ShopAnswer):
    """Says goodbye."""

    topic = "farewell"

    def answer(self, shop: Shop, product: Product, text: str) -> str:
        """A goodbye in the shop's name."""
        return f"感谢光临{shop.terms.policy().shop_name}，有需要随时叫我。"


class Handoff(ShopAnswer):
    """Tells when people answer."""

    topic = "handoff"

    def answer(self, shop: Shop, product: Product, text: str) -> str:
        """Working hours of today."""
        today = [h for h in shop.terms.hours() if h.weekday == _now().isoweekday()]
        hours = "、".join(f"{h.starts:%H:%M}-{h.ends:%H:%M}" for h in today)
        return f"已为您转人工，今天的服务时间是{hours or '休息'}。"


class YesNo(ShopAnswer):
    """Takes note of a bare yes or no."""

    topic = "answer"

    def answer(self, shop: Shop, product: Product, text: str) -> str:
        """Comes back to the product in view."""
        return f"好的，{product.name}还有什么想了解的吗？"
