from datetime import datetime, time
from pathlib import Path

import pytest

from actions.greeting.rules import Scene, brief, greeting
from actions.turn import Say
from bot.dialogue.wording import Wording
from bot.settings import SHOP_TIMEZONE
from bot.shop.model.catalogue import Product
from bot.shop.model.policy import WorkingHours
from bot.shop.model.shipping import Holiday
from bot.shop.opening import next_opening

WORDING = Wording(Path("data/stories"))
HOURS = [WorkingHours(day, time(9), time(22)) for day in range(1, 6)]


def at(day: int, hour: int, minute: int = 0) -> datetime:
    """A moment of November 2026; the 23rd is a Monday."""
    return datetime(2026, 11, day, hour, minute, tzinfo=SHOP_TIMEZONE)


def scene(**fields: object) -> Scene:
    values: dict = {
        "now": at(23, 10), "shop_name": "素棉里", "assistant": "小二", "greeted": False,
        "product": None, "opens": None,
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


@pytest.mark.parametrize("known", ["seen", "bought", "vip"])
def test_a_known_buyer_is_welcomed_back_without_a_word_of_what_is_known(known: str) -> None:
    told = greeting(scene(known=known, slogan="穿得久"))
    assert told.reason == f"greeting.{known}"
    assert told.says[0].more[0] == f"utter_greeting_{known}"
    assert set(told.says[0].facts) == {"shop", "assistant"}


def test_a_new_buyer_reads_what_the_shop_stands_for_and_until_when_it_sends_today() -> None:
    told = greeting(scene(slogan="穿得久", cutoff="16:00"))
    assert told.says[0].facts["slogan"] == "穿得久"
    assert told.says[1] == Say("utter_greeting_sends_today", {"cutoff": "16:00"})


def test_a_festival_takes_the_place_of_the_hour() -> None:
    told = greeting(scene(wish="中秋快乐"))
    assert told.says[0].name == "utter_greeting_festival"
    assert told.says[0].facts["wish"] == "中秋快乐"


def test_a_wish_of_the_buyers_is_wished_back() -> None:
    assert greeting(scene(wished="新年快乐")).says[0].facts["wish"] == "新年快乐"
    again = greeting(scene(greeted=True, wished="新年快乐"))
    assert again.reason == "greeting.wished"


def test_who_waits_for_a_person_is_told_while_people_are_there() -> None:
    assert greeting(scene(waiting=6)).says[1].facts == {"waiting": "6"}
    closed = greeting(scene(waiting=6, opens=at(24, 9)))
    assert "waiting" not in closed.says[1].facts


@pytest.mark.parametrize(
    ("starts", "name"), [(23, "utter_greeting_holiday"), (25, "utter_greeting_holiday_ahead")]
)
def test_a_holiday_without_dispatch_is_told_instead_of_the_cut_off(starts: int, name: str) -> None:
    holiday = Holiday("春节", at(starts, 0).date(), at(29, 0).date())
    told = greeting(scene(cutoff="16:00", holiday=holiday, resumes="11月30日"))
    assert told.says[1].name == name
    assert told.says[1].facts["resumes"] == "11月30日"


def test_before_an_answer_it_is_a_word_and_no_more() -> None:
    for variant in WORDING.replies()[brief().says[0].name]:
        assert len(variant.text) <= 3


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
