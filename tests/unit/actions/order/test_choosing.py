from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from actions.order.choosing import Wanted, choose, picked_for
from actions.turn import Ask, Item, Outcome
from bot.dialogue.wording import Wording
from bot.shop.model.catalogue import Product, Sku

WORDING = Wording(Path("data/stories"))
TODAY = date(2026, 11, 23)
STOCK = {("米白", "M"): 5, ("米白", "L"): 0, ("黑色", "M"): 0, ("黑色", "L"): 2}


def product(
    stock: dict[tuple[str, str], int], *, restock: date | None = None, name: str = "阔腿裤"
) -> Product:
    skus = tuple(
        Sku(f"{colour}{size}", "P", colour, size, Decimal(199), None, left, restock)
        for (colour, size), left in stock.items()
    )
    return Product(
        id=name, item_id=None, title=name, name=name, aliases=(), category="裤子", chart_id=None,
        selling_point="", sales=1, rating=None, listed_on=None, presale_on=None, image="",
        skus=skus, attributes=(),
    )  # fmt: skip


def told(outcome: Sku | Outcome) -> Outcome:
    """The outcome, worded once to see that its facts suffice."""
    assert isinstance(outcome, Outcome)
    for say in outcome.says:
        for name in (say.name, *say.more):
            assert WORDING.say(name, say.facts).text
    return outcome


@pytest.mark.parametrize(
    ("colour", "size", "reason", "offers"),
    [
        (None, None, "order.ask_colour", ("米白", "黑色")),
        ("粉色", "M", "order.not_offered", ("米白", "黑色")),
        ("米白", "3XL", "order.not_offered", ("M", "L")),
        ("米白", "L", "order.out_of_stock", ("黑色L", "米白M")),
    ],
)
def test_what_is_missing_is_asked_for_with_what_is_there(
    colour: str | None, size: str | None, reason: str, offers: tuple[str, ...]
) -> None:
    outcome = told(choose(product(STOCK), Wanted(colour, size, 1, TODAY), ()))
    assert outcome.reason == reason
    assert outcome.says[0].offers == offers
    assert outcome.ask is not None
    assert outcome.ask.intent == "order"


def test_a_complete_choice_is_the_sku() -> None:
    chosen = choose(product(STOCK), Wanted("黑色", "L", 2, TODAY), ())
    assert isinstance(chosen, Sku)
    assert (chosen.colour, chosen.size) == ("黑色", "L")


@pytest.mark.parametrize("stock", [{("均色", "均码"): 3}, {("", ""): 3}, {("", "均码"): 3}])
def test_what_there_is_only_one_of_is_not_asked_for(stock: dict[tuple[str, str], int]) -> None:
    assert isinstance(choose(product(stock), Wanted(None, None, 1, TODAY), ()), Sku)


def test_asked_before_it_is_not_asked_again_but_told() -> None:
    wanted = Wanted(None, None, 1, TODAY, may_ask_colour=False)
    outcome = told(choose(product(STOCK), wanted, ()))
    assert outcome.reason == "order.options_open"
    assert outcome.ask == Ask("colour", "order", reminded=True)


def test_the_only_one_left_is_taken_and_told() -> None:
    trousers = product(STOCK)
    for colour, size, option in (("米白", None, "M"), (None, "L", "黑色")):
        chosen = choose(trousers, Wanted(colour, size, 1, TODAY), ())
        assert isinstance(chosen, Sku)
        (say,) = picked_for(trousers, chosen, Item("P", colour, size))
        assert (say.name, say.facts["option"]) == ("utter_order_only_left", option)


def test_asked_in_vain_it_is_what_there_is_most_of() -> None:
    wanted = Wanted(None, None, 1, TODAY, may_ask_colour=False, pick=True)
    chosen = choose(product(STOCK), wanted, ())
    assert isinstance(chosen, Sku)
    assert (chosen.colour, chosen.size) == ("米白", "M")


def test_more_than_there_is_says_how_many_are_left() -> None:
    outcome = told(choose(product(STOCK), Wanted("黑色", "L", 3, TODAY), ()))
    assert outcome.reason == "order.few_left"
    assert outcome.says[0].facts["stock"] == "2"


def test_out_of_stock_names_the_day_of_restock() -> None:
    outcome = told(
        choose(product(STOCK, restock=date(2026, 12, 8)), Wanted("米白", "L", 1, TODAY), ())
    )
    assert outcome.says[0].facts["restock"] == "12月8日"


@pytest.mark.parametrize("restock", [date(2026, 11, 1), TODAY])
def test_a_day_of_restock_that_has_come_is_not_named(restock: date) -> None:
    one = told(choose(product(STOCK, restock=restock), Wanted("米白", "L", 1, TODAY), ()))
    gone = product({("米白", "M"): 0}, restock=restock)
    all_gone = told(choose(gone, Wanted(None, None, 1, TODAY), ()))
    assert (one.reason, all_gone.reason) == ("order.out_of_stock", "order.sold_out")
    assert "restock" not in {**one.says[0].facts, **all_gone.says[0].facts}


@pytest.mark.parametrize("restock", [None, date(2026, 12, 8)])
def test_sold_out_shows_others_but_not_itself(restock: date | None) -> None:
    gone = product({("米白", "M"): 0}, restock=restock)
    outcome = told(
        choose(gone, Wanted(None, None, 1, TODAY), (gone, product(STOCK, name="直筒裤")))
    )
    assert outcome.reason == "order.sold_out"
    assert outcome.says[0].offers == ("直筒裤",)


def test_a_combination_that_was_never_made_counts_as_out_of_stock() -> None:
    made = {("米白", "M"): 5, ("黑色", "L"): 2}
    outcome = told(choose(product(made), Wanted("米白", "L", 1, TODAY), ()))
    assert outcome.reason == "order.out_of_stock"
