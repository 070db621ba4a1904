"""A promised price is kept for its pieces, and for no others below their floor."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from decimal import Decimal

from actions.haggling.deal import Deal, standing_of
from bot.pricing.hand_price import HandPrice, Step
from bot.pricing.promised import floor_of, price_terms
from bot.settings import SHOP_TIMEZONE
from bot.shop.model.catalogue import Product, Sku
from bot.shop.model.trade import Commitment

NOW = datetime(2026, 11, 23, 10, tzinfo=SHOP_TIMEZONE)


def sku(colour: str, price: int, floor: int | None) -> Sku:
    lowest = None if floor is None else Decimal(floor)
    return Sku(f"A1-{colour}", "A1", colour, "M", Decimal(price), lowest, 9, None)


def product(*skus: Sku) -> Product:
    return Product(
        id="A1", item_id=None, title="阔腿裤", name="阔腿裤", aliases=(), category="裤子",
        chart_id=None, selling_point="", sales=1, rating=None, listed_on=None, presale_on=None,
        image="", skus=skus, attributes=(),
    )  # fmt: skip


def deal(of: Product, colour: str | None, quantity: int = 1, off: int = 0) -> Deal:
    """A deal in one colour (exact), or in whichever (None), with `off` yuan of live offers."""
    quoted = of.quoted(colour=colour)
    listed = quoted.price * quantity
    steps = (Step("MJ", "满减", Decimal(off)),) if off else ()
    floor = floor_of(of, quoted, quantity, exact=colour is not None)
    return Deal(of, quantity, HandPrice(listed, steps, listed - off, (), False), floor)


def promised(total: str, at: Deal) -> list[Commitment]:
    terms = {**price_terms(Decimal(total), at.hand, at.quantity), "step": 1}
    return [Commitment("b", "price", "A1", terms, "r", "bot", NOW, None)]


BOTH = product(sku("卡其", 199, 169), sku("雾蓝", 209, 179))


def test_a_price_promised_for_one_colour_is_not_that_of_a_dearer_one() -> None:
    ledger = promised("169", deal(BOTH, "卡其"))
    assert standing_of(ledger, deal(BOTH, "卡其")).total == Decimal(169)
    assert standing_of(ledger, deal(BOTH, "雾蓝")).total == Decimal(179)


def test_what_the_offers_took_off_the_promise_is_not_taken_off_a_dearer_colour_twice() -> None:
    ledger = promised("180", deal(BOTH, "卡其", off=10))
    assert standing_of(ledger, deal(BOTH, "雾蓝", off=10)).total == Decimal(190)


def test_the_same_price_with_a_higher_floor_stops_there() -> None:
    both = product(sku("卡其", 199, 169), sku("雾蓝", 199, 195))
    ledger = promised("175", deal(both, "卡其"))
    assert standing_of(ledger, deal(both, "雾蓝")).total == Decimal(195)


def test_the_promised_total_stays_when_an_offer_ends() -> None:
    ledger = promised("180", deal(BOTH, "卡其", off=10))
    assert standing_of(ledger, deal(BOTH, "卡其")).total == Decimal(180)


def test_a_promise_that_does_not_say_for_which_price_is_kept_by_the_piece() -> None:
    (promise,) = promised("169", deal(BOTH, "卡其"))
    terms = {name: term for name, term in promise.terms.items() if name != "list_price"}
    assert standing_of([replace(promise, terms=terms)], deal(BOTH, "雾蓝")).total == Decimal(179)
