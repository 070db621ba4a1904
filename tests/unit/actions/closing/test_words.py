from __future__ import annotations

from datetime import datetime

import pytest

from actions.closing.facts import Done, Praise
from actions.closing.words import mood_of, noes_after, praise_of
from actions.turn import Memory, Turn
from bot.chats.model import Situation
from bot.settings import SHOP_TIMEZONE

NOW = datetime(2026, 11, 23, 10, tzinfo=SHOP_TIMEZONE)
SAID = Done(used=("tie_in",), rests=True)


def turn(text: str, intent: str = "inform", **more: object) -> Turn:
    return Turn(
        "web:a",
        "web:a",
        text,
        "text",
        intent,
        0.9,
        NOW,
        Memory(),
        **more,  # type: ignore[arg-type]
    )


@pytest.mark.parametrize(
    ("text", "troubled"),
    [
        ("面料是什么", False),
        ("你们是不是骗人的", True),
        ("怎么还不回", True),
        ("担心起球", True),
        ("今天能发吗", False),
    ],
)
def test_anger_and_worry_are_heard(text: str, troubled: bool) -> None:
    assert mood_of(turn(text), text).troubled is troubled


def test_a_chat_that_sounded_troubled_before_is_left_in_peace() -> None:
    assert mood_of(turn("多少钱", situation=Situation(worry=0.4)), "多少钱").troubled


@pytest.mark.parametrize(
    ("text", "refuses"),
    [
        ("不用了", True),
        ("算了", True),
        ("太贵了", True),
        ("我再看看", True),
        ("不会起球吧", False),
        ("要不要熨", False),
        ("有M码吗", False),
    ],
)
def test_a_no_is_heard(text: str, refuses: bool) -> None:
    assert mood_of(turn(text), text).refuses is refuses


@pytest.mark.parametrize(
    ("text", "intent", "done", "noes"),
    [
        ("不用了", "deny", SAID, 1),
        ("不用了", "deny", Done(used=("tie_in",), noes=1, rests=True), 2),
        ("不用了", "deny", Done(used=("tie_in",)), 0),
        ("不用了", "deny", Done(rests=True), 0),
        ("几天能到", "ask_delivery_time", SAID, 0),
        ("别再推荐了", "deny", Done(), 2),
        ("不要老推销", "complain", Done(), 2),
    ],
)
def test_noes_to_a_closing_are_counted(text: str, intent: str, done: Done, noes: int) -> None:
    assert noes_after(turn(text, intent), text, done) == noes


def test_a_colour_refused_is_no_no_to_the_closing() -> None:
    said = turn("不要黑色", "deny", not_colours=("黑色",))
    assert noes_after(said, "不要黑色", SAID) == 0


@pytest.mark.parametrize(
    ("text", "praise"),
    [
        ("送妈妈穿的 会起球吗", Praise("for_someone", "妈妈")),
        ("给我家婆婆买的", Praise("for_someone", "婆婆")),
        ("提前买好过年穿", Praise("ahead")),
        ("会起球吗", None),
        ("送赠品吗", None),
    ],
)
def test_praise_is_for_what_was_said(text: str, praise: Praise | None) -> None:
    assert praise_of(text) == praise
