from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from itertools import count
from typing import Any

import pytest

from bot.chats.log import ChatLog
from bot.chats.model import Incoming, Reply, Sender, Situation
from bot.chats.situation import BEFORE_CHARS, asks, situation_of
from bot.chats.tickets import Tickets
from bot.database.engine import transaction
from bot.settings import SHOP_TIMEZONE

NOW = datetime(2026, 11, 21, 10, 0, tzinfo=SHOP_TIMEZONE)


class Talk:
    """One chat, written line by line; the minutes are those before now."""

    def __init__(self, url: str) -> None:
        self._url = url
        self._ids = count()

    def buyer(self, text: str, *, minutes: float = 0) -> int:
        at = NOW - timedelta(minutes=minutes)
        incoming = Incoming("web:b", "web:b", "web", f"m{next(self._ids)}", text, at)
        with transaction(self._url) as session:
            return ChatLog(session).receive(incoming).message_id

    def reply(
        self,
        *texts: str,
        minutes: float = 0,
        ranking: Sequence[Any] | None = None,
        asked: dict[str, Any] | None = None,
        sender: Sender = "bot",
        reason: str = "",
    ) -> None:
        trace: dict[str, Any] = {"slots": {} if asked is None else {"asked": asked}}
        trace["reason"] = reason
        if ranking is not None:
            trace["ranking"] = [list(guess) for guess in ranking]
        with transaction(self._url) as session:
            ChatLog(session).reply(
                "web:b",
                [Reply(text, trace=trace) for text in texts],
                answers=None,
                at=NOW - timedelta(minutes=minutes),
                sender=sender,
            )

    def situation(
        self, text: str, *, first_id: int | None = None, paid_at: datetime | None = None
    ) -> Situation | None:
        """What surrounds `text`, said now unless it is logged from `first_id` on."""
        with transaction(self._url) as session:
            return situation_of(
                session,
                conversation_id="web:b",
                first_id=first_id or self.buyer(text),
                text=text,
                at=NOW,
                paid_at=paid_at,
            )

    def asks(self) -> bool:
        with transaction(self._url) as session:
            return asks(session, "web:b")


@pytest.fixture
def talk(url: str) -> Talk:
    return Talk(url)


def test_the_first_message_of_a_chat_has_nothing_around_it(talk: Talk) -> None:
    assert talk.situation("在吗") == Situation()


def test_before_is_the_whole_last_reply_and_nothing_older(talk: Talk) -> None:
    talk.buyer("在吗", minutes=3)
    talk.reply("在的", minutes=3)
    talk.buyer("有M码吗", minutes=2)
    talk.reply("有的", "您平时穿什么码？", minutes=2)
    situation = talk.situation("165 110斤")
    assert situation is not None
    assert situation.before == "有的 您平时穿什么码？"


def test_before_may_be_an_agents_but_not_the_systems(talk: Talk) -> None:
    talk.buyer("转人工", minutes=5)
    talk.reply("您要什么颜色？", minutes=4, sender="agent")
    talk.reply("接下来由小二继续", minutes=3, sender="system")
    situation = talk.situation("黑色")
    assert situation is not None
    assert situation.before == "您要什么颜色？"


def test_before_is_forgotten_after_half_an_hour(talk: Talk) -> None:
    talk.buyer("在吗", minutes=31)
    talk.reply("在的", minutes=31)
    assert talk.situation("黑色") == Situation()


def test_a_reminder_is_before_whatever_is_said_of_it_that_day(talk: Talk) -> None:
    talk.buyer("先拍下了", minutes=300)
    talk.reply("这单还没付款，是哪里拿不准吗", minutes=200, reason="followup.again")
    found = talk.situation("尺码拿不准")
    assert found is not None and found.before == "这单还没付款，是哪里拿不准吗"


def test_of_a_long_reply_the_end_is_kept(talk: Talk) -> None:
    talk.buyer("在吗")
    talk.reply("长" * 300, "要哪个颜色？")
    situation = talk.situation("黑色")
    assert situation is not None
    assert len(situation.before) == BEFORE_CHARS
    assert situation.before.endswith("长 要哪个颜色？")


def test_what_was_said_while_the_message_waited_is_before_it(talk: Talk) -> None:
    talk.buyer("这件有M码吗")
    waited = talk.buyer("多少钱")
    talk.buyer("几天到")
    talk.reply("M码有的")
    situation = talk.situation("多少钱", first_id=waited)
    assert situation is not None
    assert (situation.before, situation.repeats) == ("M码有的", 0)


def test_messages_read_as_one_are_not_each_others_before(talk: Talk) -> None:
    talk.buyer("在吗")
    talk.reply("在的")
    first_id = talk.buyer("这件有货")
    talk.buyer("这件有货")
    situation = talk.situation("这件有货 这件有货", first_id=first_id)
    assert situation is not None
    assert (situation.before, situation.repeats) == ("在的", 0)


def test_saying_nearly_the_same_again_is_counted(talk: Talk) -> None:
    for text in ("怎么还不发货", "怎么还不发货啊！！！", "今天能发吗"):
        talk.buyer(text)
        talk.reply("稍等")
    situation = talk.situation("怎么还不发货呢")
    assert situation is not None
    assert situation.repeats == 2


@pytest.mark.parametrize(
    ("before", "now"),
    [
        ("在吗", "在吗"),
        ("这件裙子有M码吗", "这件裙子有L码吗"),
        ("160 105斤穿什么", "165 110斤穿什么"),
    ],
)
def test_a_hello_or_another_figure_is_no_repeat(talk: Talk, before: str, now: str) -> None:
    talk.buyer(before)
    talk.reply("在的")
    situation = talk.situation(now)
    assert situation is not None
    assert situation.repeats == 0


def test_only_five_messages_and_one_day_count(talk: Talk) -> None:
    talk.buyer("怎么还不发货", minutes=25 * 60)
    assert talk.situation("怎么还不发货") == Situation()
    for _ in range(6):
        talk.buyer("怎么还不发货")
    situation = talk.situation("怎么还不发货")
    assert situation is not None
    assert situation.repeats == 5


def test_worry_is_the_worst_reading_of_the_last_five_messages(talk: Talk) -> None:
    talk.buyer("坏的")
    talk.reply(
        "抱歉", "这就看", ranking=[("after_sales", 0.5), ("complain", 0.2), ("ask_quality", 0.2)]
    )
    talk.buyer("嗯")
    talk.reply("好的", ranking=[("affirm", 0.9), ("request_human", 0.1)])
    situation = talk.situation("那怎么办")
    assert situation is not None
    assert situation.worry == pytest.approx(0.7)
    for _ in range(5):
        talk.buyer("好的")
        talk.reply("嗯嗯", ranking=[("affirm", 0.9)])
    calm = talk.situation("多少钱")
    assert calm is not None
    assert calm.worry == 0


@pytest.mark.parametrize(
    ("ranking", "worry"),
    [
        # 什么情况 after a complaint became a complaint itself, and so on for the next.
        ([("complain", 0.8), ("ask_dispatch", 0.6), ("after_sales", 0.1)], 0.4),
        ([("complain", 0.95), ("after_sales", 0.45), ("request_human", 0.1)], 1.0),
        ([("complain", 0.3), ("ask_dispatch", 0.3), ("after_sales", 0.2)], 0.5),
        ([("ask_dispatch", 0.9), ("ask_delivery_time", 0.5), ("complain", 0.1)], 0.1),
    ],
)
def test_worry_does_not_grow_by_how_sure_it_made_the_last_reading(
    talk: Talk, ranking: Sequence[Any], worry: float
) -> None:
    talk.buyer("怎么回事")
    talk.reply("抱歉", ranking=ranking)
    situation = talk.situation("什么情况")
    assert situation is not None
    assert situation.worry == pytest.approx(worry)


@pytest.mark.parametrize("sender", ["agent", "system"])
def test_who_was_given_back_by_a_person_is_not_taken_for_angry_any_more(
    talk: Talk, sender: Sender
) -> None:
    talk.buyer("怎么还不发货")
    talk.reply("马上为您转人工", ranking=[("complain", 0.9)])
    talk.buyer("怎么还不发货啊")
    talk.reply("已经处理好了", sender=sender)
    situation = talk.situation("怎么还不发货呢")
    assert situation is not None
    assert (situation.worry, situation.repeats) == (0, 0)


COLOUR = {"fact": "colour", "intent": "order", "since": 0}


def test_the_last_reply_asks_what_one_message_can_answer(talk: Talk) -> None:
    talk.buyer("我要这件")
    assert not talk.asks()
    talk.reply("好的", "您要什么颜色？", asked=COLOUR)
    talk.buyer("黑色")
    assert talk.asks()


@pytest.mark.parametrize(
    "asked", [None, {**COLOUR, "since": 1}, {**COLOUR, "fact": "body"}, {**COLOUR, "fact": "note"}]
)
def test_it_does_not_ask_so_where_more_may_follow(talk: Talk, asked: dict[str, Any] | None) -> None:
    talk.buyer("在吗")
    talk.reply("您要什么颜色？", asked=COLOUR)
    talk.buyer("包邮吗")
    talk.reply("包邮的", asked=asked)
    assert not talk.asks()


def test_days_since_it_was_paid_are_whole(talk: Talk) -> None:
    situation = talk.situation("到哪了", paid_at=NOW - timedelta(days=3, hours=23))
    assert situation is not None
    assert (situation.paid, situation.waited_days) == (True, 3)


def test_with_a_person_there_is_nothing_to_understand(url: str, talk: Talk) -> None:
    talk.buyer("转人工")
    with transaction(url) as session:
        Tickets(session).open("web:b", reason="handoff.requested", facts={}, at=NOW)
    assert talk.situation("人呢") is None
