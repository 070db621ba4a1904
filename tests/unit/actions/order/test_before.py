from datetime import datetime

import pytest

from actions.order.before import change
from actions.order.questions import kinds_in
from actions.turn import Ask, Memory, Outcome, Turn
from bot.settings import SHOP_TIMEZONE

CHOOSING = Memory(stage="recommendation", product="LN2107", asked=Ask("colour", "order"))
READ_BACK = Memory(stage="confirmation", product="LN2107")


def answered(text: str, memory: Memory, *learnt: str) -> str | None:
    turn = Turn(
        conversation_id="web:a", buyer_id="web:a", text=text, kind="text", intent="change_order",
        confidence=0.9, now=datetime(2026, 11, 23, 10, tzinfo=SHOP_TIMEZONE), memory=memory,
        learnt=frozenset(learnt),
    )  # fmt: skip
    told = change(kinds_in(text, "change_order"), turn)
    return told.reason if isinstance(told, Outcome) else told


@pytest.mark.parametrize(
    ("text", "memory", "learnt", "expected"),
    [
        ("那改成寄上海", Memory(stage="greeting"), ("region",), "ask_delivery_time"),
        ("换成160 130呢", Memory(stage="farewell"), ("height_cm", "weight_kg"), "ask_size"),
        ("换个颜色", CHOOSING, (), "order.other_colour"),
        ("换个尺码吧", READ_BACK, (), "order.other_size"),
        ("改成黑色", READ_BACK, ("colour",), "order"),
        ("改个地址", READ_BACK, (), "order.address_when_placing"),
        ("取消吧", READ_BACK, (), "order.not_placed"),
        ("能改价吗", Memory(stage="objection", product="LN2107"), (), "bargain"),
    ],
)
def test_nobody_is_fetched_to_change_an_order_that_was_never_placed(
    text: str, memory: Memory, learnt: tuple[str, ...], expected: str
) -> None:
    assert answered(text, memory, *learnt) == expected


@pytest.mark.parametrize(
    ("text", "memory", "learnt"),
    [
        ("我拍错颜色了换成黑色", CHOOSING, ("colour",)),
        ("订单地址写错了", READ_BACK, ()),
        ("帮我改下地址", Memory(), ()),
        ("改成寄上海", Memory(), ("region",)),
        ("改成黑色", Memory(stage="greeting"), ("colour",)),
        ("改个地址", Memory(stage="farewell"), ()),
    ],
)
def test_an_order_that_may_exist_is_for_a_person(
    text: str, memory: Memory, learnt: tuple[str, ...]
) -> None:
    assert answered(text, memory, *learnt) is None
