"""What a page is told of a wait: the place in the queue, when people are back."""

from __future__ import annotations

from datetime import datetime, time

import pytest

from bot.channels.attendance import Attendance
from bot.chats.log import ChatLog
from bot.chats.model import Incoming
from bot.chats.tickets import Tickets
from bot.database.engine import transaction
from bot.settings import SHOP_TIMEZONE
from bot.shop.tables.policy import WorkingHoursRow

MONDAY = datetime(2026, 11, 23, 10, 0, tzinfo=SHOP_TIMEZONE)


def _asks_for_a_person(url: str, buyer: str, at: datetime) -> None:
    with transaction(url) as session:
        ChatLog(session).receive(
            Incoming(
                conversation_id=buyer, buyer_id=buyer, channel="web", external_id="1",
                text="转人工", at=at, product_id="",
            )
        )  # fmt: skip
        Tickets(session).open(buyer, reason="handoff.requested", facts={}, at=at)


def test_the_place_moves_up_as_others_are_taken(chat_url: str) -> None:
    attendance = Attendance(chat_url, lambda: MONDAY)
    for minute, buyer in enumerate(("web:a", "web:b", "web:c")):
        _asks_for_a_person(chat_url, buyer, MONDAY.replace(minute=minute))
    assert attendance.of("web:c") == {"place": 3, "opens": ""}
    with transaction(chat_url) as session:
        first = Tickets(session).current("web:a")
        assert first is not None
        assert Tickets(session).take(first.id, login="xiaomai", at=MONDAY)
    assert attendance.of("web:c")["place"] == 2
    assert attendance.of("web:a") == {"place": 0, "opens": ""}
    assert attendance.of("web:nobody") == {"place": 0, "opens": ""}


@pytest.mark.parametrize(
    ("now", "opens"),
    [
        (MONDAY, ""),
        (MONDAY.replace(hour=8), "今天9:00"),
        (MONDAY.replace(hour=22), "明天9:00"),
        (MONDAY.replace(day=24, hour=22), "周一9:00"),
    ],
)
def test_while_nobody_is_there_it_says_from_when(chat_url: str, now: datetime, opens: str) -> None:
    with transaction(chat_url) as session:
        for weekday in (1, 2):
            hours = WorkingHoursRow(weekday=weekday, starts=time(9), ends=time(21))
            session.add(hours)
    _asks_for_a_person(chat_url, "web:a", now)
    assert Attendance(chat_url, lambda: now).of("web:a")["opens"] == opens
