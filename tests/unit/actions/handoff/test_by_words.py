from dataclasses import replace
from datetime import datetime

import pytest

from actions.handoff.by_words import meant_by_words
from actions.turn import Memory, Question, Turn
from bot.settings import SHOP_TIMEZONE


def turn(text: str, intent: str = "nlu_fallback", *plausible: str, **memory: str) -> Turn:
    return Turn(
        conversation_id="web:a", buyer_id="web:a", text=text, kind="text", intent=intent,
        confidence=0.5, now=datetime(2026, 11, 23, 10, tzinfo=SHOP_TIMEZONE),
        memory=Memory(**memory), ranking=tuple((name, 0.3) for name in plausible),
    )  # fmt: skip


@pytest.mark.parametrize(
    ("text", "plausible", "meant"),
    [
        ("图片和实物一样吗", ("ask_product", "ask_quality"), "ask_quality"),
        ("急用 能加急吗", ("order_note", "ask_dispatch"), "ask_dispatch"),
        ("能上门自取吗", ("order", "change_order"), "ask_courier"),
        ("万一不喜欢怎么办", ("ask_quality", "ask_return"), "ask_return"),
        ("图片和实物一样吗", ("ask_gift",), None),
        ("不敢买 怕被骗", ("ask_gift",), "ask_quality"),
        ("你家猫可爱吗", ("ask_product", "ask_quality"), None),
    ],
)
def test_words_decide_between_plausible_readings(
    text: str, plausible: tuple[str, ...], meant: str | None
) -> None:
    assert meant_by_words(turn(text, "nlu_fallback", *plausible), None) == meant


@pytest.mark.parametrize(
    ("text", "intent", "meant"),
    [
        ("别骗我啊", "complain", "ask_quality"),
        ("你们是正规店吗", "complain", "ask_quality"),
        ("你们就是骗子", "complain", None),
        ("买了才知道被骗了吧", "complain", None),
        ("万一坏了怎么办", "after_sales", "ask_return"),
        ("穿一次就坏怎么办", "after_sales", "ask_quality"),
        ("小孩吃了过敏怎么办", "after_sales", "ask_quality"),
        ("没听过你们家", "complain", "ask_quality"),
        ("评价里说薄", "complain", "ask_quality"),
        ("再不处理我给你们差评", "complain", None),
        ("买了没几天就这样 评价都是刷的", "complain", None),
        ("收到坏了怎么办", "after_sales", None),
        ("丢件怎么办", "after_sales", None),
        ("裤子裂开一道口子", "after_sales", None),
    ],
)
def test_a_fear_is_no_anger_and_no_fault(text: str, intent: str, meant: str | None) -> None:
    assert meant_by_words(turn(text, intent), None) == meant


@pytest.mark.parametrize(
    ("text", "plausible", "meant"),
    [
        ("晚两天再发可以吗", ("order_note", "ask_dispatch"), "ask_dispatch"),
        ("是哪个城市发出来的", ("ask_delivery_time", "ask_dispatch"), "ask_delivery_time"),
        ("港澳台能寄吗", (), "ask_delivery_time"),
    ],
)
def test_a_parcel_is_recognised_by_its_words(
    text: str, plausible: tuple[str, ...], meant: str
) -> None:
    assert meant_by_words(turn(text, "nlu_fallback", *plausible), None) == meant


def test_other_regions_are_asked_what_was_asked_before() -> None:
    asked = replace(turn("港澳台呢"), memory=Memory(answered=Question(("ask_shipping_fee",), "")))
    assert meant_by_words(asked, None) == "ask_shipping_fee"


def test_a_wish_is_a_hello_at_first_and_a_courtesy_later() -> None:
    assert meant_by_words(turn("中秋快乐"), None) == "greet"
    assert meant_by_words(turn("中秋快乐", stage="greeting"), None) == "thank"
    assert meant_by_words(turn("我是老顾客"), None) == "greet"
    assert meant_by_words(turn("祝你们生意兴隆", "complain", stage="greeting"), None) == "thank"
    angry = "东西烂成这样还不退钱 祝你们生意兴隆"
    assert meant_by_words(turn(angry, "complain", stage="greeting"), None) is None
