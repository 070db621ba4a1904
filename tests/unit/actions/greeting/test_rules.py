from datetime import datetime, time

import pytest

from actions.greeting.hours import next_opening
from actions.greeting.rules import Scene, greeting
from bot.settings import SHOP_TIMEZONE
from bot.shop.model.catalogue import Product
from bot.shop.model.policy import WorkingHours

HOURS = [WorkingHours(day, time(9), time(22)) for day in range(1, 6)]


def at(day: int, hour: int, minute: int = 0) -> datetime:
    """A moment of November 2026; the 23rd is a Monday."""
    return datetime(2026, 11, day, hour, minute, tzinfo=SHOP_TIMEZONE)


def scene(**fields: object) -> Scene:
    values: dict = {
        "now": at(23, 10), "shop_name": "素棉里", "assistant": "小二", "greeted": False,
        "seen_before": False, "product": None, "opens": None,
    }  # fmt: skip
    return Scene(**{**values, **fields})


def product(chart_id: str | None) -> Product:
    return Product(
        id="A1", item_id=None, title="长裙", name="长裙", aliases=(), category="连衣裙",
        chart_id=chart_id, selling_point="", sales=0, rating=None, listed_on=None,
        presale_on=None, image="", skus=(), attributes=(),
    )  # fmt: skip


@pytest.mark.parametrize(
    ("now", "opens"),
    [
        (at(23, 9), None),
        (at(23, 21, 59), None),
        (at(23, 22), at(24, 9)),
        (at(23, 8, 59), at(23, 9)),
        (at(27, 23), at(30, 9)),
        (at(28, 12), at(30, 9)),
    ],
)
def test_when_people_answer_again(now: datetime, opens: datetime | None) -> None:
    assert next_opening(HOURS, now) == opens


def test_without_hours_nothing_is_promised() -> None:
    assert next_opening([], at(23, 10)) is None


@pytest.mark.parametrize(
    ("hour", "name"),
    [
        (0, "night"), (4, "night"), (5, "morning"), (10, "morning"), (11, "noon"),
        (13, "afternoon"), (18, "evening"), (22, "evening"), (23, "night"),
    ],
)  # fmt: skip
def test_the_hello_fits_the_hour(hour: int, name: str) -> None:
    told = greeting(scene(now=at(23, hour)))
    assert told.says[0].name == f"utter_greeting_{name}"


def test_the_product_in_view_is_named_and_shown() -> None:
    told = greeting(scene(product=product("dress")))
    assert told.reason == "greeting.product_in_view"
    assert told.says[0].card == "A1" and told.says[0].facts["product"] == "长裙"
    assert told.says[0].more[-1] == "utter_greeting_product_sized"
    assert greeting(scene(product=product(None))).says[0].more[-1] == "utter_greeting_product"


def test_a_known_buyer_is_welcomed_back() -> None:
    assert "utter_greeting_welcome_back" in greeting(scene(seen_before=True)).says[0].more


def test_nobody_is_greeted_in_full_twice() -> None:
    told = greeting(scene(greeted=True, product=product("dress"), opens=at(24, 9)))
    assert [say.name for say in told.says] == ["utter_greeting_again"]
    assert told.says[0].card is None


@pytest.mark.parametrize(
    ("now", "opens", "name", "clock"),
    [
        (at(23, 6), at(23, 9), "utter_greeting_opens_today", "9:00"),
        (at(23, 23), at(24, 9), "utter_greeting_opens_tomorrow", "9:00"),
        (at(28, 12), at(30, 9, 30), "utter_greeting_opens_later", "9:30"),
    ],
)
def test_outside_working_hours_it_says_when_people_are_there(
    now: datetime, opens: datetime, name: str, clock: str
) -> None:
    last = greeting(scene(now=now, opens=opens)).says[-1]
    assert (last.name, last.facts["opens"]) == (name, clock)
