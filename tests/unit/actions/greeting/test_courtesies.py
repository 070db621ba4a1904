from datetime import date, datetime

import pytest

from actions.greeting.courtesies import (
    festival_wish,
    is_to_shop,
    parting_wish,
    says_hello,
    wish_in,
)
from actions.greeting.opening import with_hello
from actions.turn import Memory, Turn
from bot.settings import SHOP_TIMEZONE


def at(*moment: int) -> datetime:
    return datetime(*moment, tzinfo=SHOP_TIMEZONE)


@pytest.mark.parametrize(
    ("today", "wish"),
    [
        (date(2026, 9, 25), "中秋快乐"),
        (date(2027, 2, 6), "新年好"),
        (date(2027, 2, 12), "新年好"),
        (date(2027, 2, 13), None),
        (date(2027, 6, 9), "端午安康"),
        (date(2026, 10, 3), "国庆快乐"),
        (date(2026, 11, 11), None),
        (date(2027, 4, 5), None),
    ],
)
def test_a_festival_is_wished_on_its_days_and_a_day_of_mourning_never(
    today: date, wish: str | None
) -> None:
    assert festival_wish(today) == wish


@pytest.mark.parametrize(
    ("now", "word"),
    [
        (at(2026, 9, 25, 23), "中秋"),
        (at(2026, 11, 23, 23), "晚安"),
        (at(2026, 11, 27, 18), "周末"),
        (at(2026, 11, 28, 11), "周末"),
        (at(2026, 11, 23, 8), "今天"),
        (at(2027, 1, 13, 15), "保暖"),
        (at(2026, 7, 15, 15), "喝水"),
        (at(2026, 11, 23, 15), "秋天"),
        (at(2027, 4, 14, 15), "春天"),
    ],
)
def test_the_parting_wish_fits_the_day_and_the_hour(now: datetime, word: str) -> None:
    assert word in parting_wish(now)


def test_nobody_says_hello_in_parting() -> None:
    assert "新年好" not in parting_wish(at(2027, 2, 8, 23))
    assert "新年" in parting_wish(at(2027, 2, 8, 23))


def test_a_wish_to_the_shop_is_known_as_one() -> None:
    assert wish_in("祝你们生意兴隆") == "生意兴隆"
    assert (is_to_shop("生意兴隆"), is_to_shop("新年快乐")) == (True, False)


def test_a_wish_is_found_in_the_buyers_words() -> None:
    assert wish_in("好的谢谢 新年快乐！") == "新年快乐"
    assert wish_in("新年前能到吗") is None


def turn(text: str, intent: str, **memory: str) -> Turn:
    return Turn(
        conversation_id="web:a", buyer_id="web:a", text=text, kind="text", intent=intent,
        confidence=0.9, now=at(2026, 11, 23, 10), memory=Memory(**memory),
    )  # fmt: skip


@pytest.mark.parametrize(
    ("text", "intent", "memory", "hello"),
    [
        ("在吗 这个包邮吗", "ask_shipping_fee", {}, True),
        ("你好，我想问下发货", "ask_dispatch", {}, True),
        ("包邮吗", "ask_shipping_fee", {}, False),
        ("在吗 这个包邮吗", "ask_shipping_fee", {"stage": "greeting"}, False),
        ("在吗 转人工", "request_human", {}, False),
    ],
)
def test_a_hello_before_a_question_is_answered_with_a_word_once(
    text: str, intent: str, memory: dict[str, str], hello: bool
) -> None:
    assert says_hello(text) or not hello
    assert ("greet" in with_hello(turn(text, intent, **memory)).also) is hello
