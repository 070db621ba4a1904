from datetime import datetime
from decimal import Decimal

import pytest

from actions.product.prices import Wanted, best_offer, price_of, prices_in, prices_of
from bot.settings import SHOP_TIMEZONE
from bot.shop.model.catalogue import Product, Sku
from bot.shop.model.promotions import PriceTier, Promotion, PromotionKind, Scope

START = datetime(2026, 11, 1, tzinfo=SHOP_TIMEZONE)
END = datetime(2026, 12, 1, tzinfo=SHOP_TIMEZONE)


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


def promotion(title: str, **fields: object) -> Promotion:
    values: dict = {
        "id": title, "title": title, "kind": PromotionKind.AMOUNT_OFF, "starts_at": START,
        "ends_at": END, "scope": Scope.SHOP, "scope_values": (), "min_amount": None,
        "min_quantity": None, "amount_off": None, "percent_off": None, "max_off": None,
        "every": False, "gift_name": "", "gift_quantity": None, "gift_stock": None,
        "exclusive_group": "", "claim": "", "per_buyer_limit": None, "excluded_regions": (),
    }  # fmt: skip
    return Promotion(**{**values, **fields})


TWO = product(("米白", "M", 199, 5), ("黑色", "M", 199, 5), ("雾蓝", "M", 209, 5))
TIERS = (PriceTier("LN2107", 2, Decimal(189)), PriceTier("LN2107", 3, Decimal("182.50")))


@pytest.mark.parametrize(
    ("wanted", "reason", "facts"),
    [
        (Wanted(), "product.price_by_option", {"options": "米白、黑色199元，雾蓝209元"}),
        (Wanted(colour="雾蓝"), "product.price", {"price": "209", "product": "亚麻阔腿裤雾蓝"}),
        (Wanted(colour="米白", quantity=2), "product.price_total", {"total": "378"}),
        (Wanted(quantity=2), "product.price_total", {"unit_price": "189", "total": "378"}),
        (Wanted(quantity=3), "product.price_total", {"total": "547.5"}),
        (Wanted(colour="酒红"), "product.option_not_offered", {"wanted": "酒红"}),
    ],
)
def test_list_prices(wanted: Wanted, reason: str, facts: dict[str, str]) -> None:
    told = price_of(TWO, wanted, tiers=TIERS, promotions=())
    assert told.reason == reason
    assert facts.items() <= told.says[0].facts.items()


def test_a_tier_never_raises_a_price() -> None:
    cheap = product(("米白", "M", 150, 5))
    told = price_of(cheap, Wanted(quantity=2), tiers=TIERS, promotions=())
    assert told.says[0].facts["total"] == "300"
    assert told.says[0].name == "utter_product_price_total"


def test_the_next_tier_is_named_only_where_it_is_cheaper() -> None:
    told = price_of(TWO, Wanted(), tiers=TIERS, promotions=())
    assert told.says[0].facts["tier_price"] == "189"
    cheap = product(("米白", "M", 150, 5))
    assert "tier_price" not in price_of(cheap, Wanted(), tiers=TIERS, promotions=()).says[0].facts


def test_what_is_sold_out_or_after_offers_is_said() -> None:
    gone = product(("米白", "M", 199, 0))
    told = price_of(gone, Wanted(after_offers=True), tiers=(), promotions=())
    assert told.says[0].more == ("utter_product_none_left", "utter_product_price_not_final")


@pytest.mark.parametrize(
    ("offers", "amount", "quantity", "best"),
    [
        ([promotion("满199", min_amount=Decimal(199))], 199, 1, "满199"),
        ([promotion("满199", min_amount=Decimal(199))], 198, 1, None),
        (
            [
                promotion("满199", min_amount=Decimal(199)),
                promotion("满399", min_amount=Decimal(399)),
            ],
            400,
            2,
            "满399",
        ),
        (
            [
                promotion("满199", min_amount=Decimal(199)),
                promotion("专享", scope=Scope.PRODUCT, scope_values=("LN2107",)),
            ],
            200,
            1,
            "专享",
        ),
        ([promotion("别的", scope=Scope.PRODUCT, scope_values=("X",))], 999, 9, None),
        (
            [promotion("送完了", kind=PromotionKind.GIFT, gift_name="袋", gift_stock=0)],
            999,
            9,
            None,
        ),
    ],
)
def test_the_offer_named(
    offers: list[Promotion], amount: int, quantity: int, best: str | None
) -> None:
    found = best_offer(offers, TWO, amount=Decimal(amount), quantity=quantity)
    assert (found.title if found else None) == best


def test_several_products_are_added_up() -> None:
    other = product(("", "", 69, 0), product_id="WZ2208")
    facts = prices_of([TWO, other]).says[0].facts
    assert facts["total"] == "268-278"
    assert facts["prices"] == "亚麻阔腿裤199-209元，亚麻阔腿裤69元"


def test_a_category_has_a_range() -> None:
    told = prices_in("裤", [TWO, product(("", "", 69, 0))])
    assert told.says[0].facts == {"group": "裤", "price": "69-209"}
