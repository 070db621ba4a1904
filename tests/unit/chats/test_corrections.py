from __future__ import annotations

from datetime import datetime, timedelta

from bot.chats.beside import Beside
from bot.chats.corrections import Corrections
from bot.chats.log import ChatLog
from bot.chats.model import Incoming, Reply
from bot.chats.suggestions import Suggestions
from bot.database.engine import transaction
from bot.settings import SHOP_TIMEZONE

NOW = datetime(2026, 11, 21, 10, 0, tzinfo=SHOP_TIMEZONE)


def _said(url: str, text: str, *, channel: str = "web") -> int:
    chat = f"{channel}:b"
    with transaction(url) as session:
        incoming = Incoming(chat, chat, channel, text, text, NOW)
        return ChatLog(session).receive(incoming).message_id


def _says(url: str, message_id: int, login: str, meant: str, minutes: int = 0) -> None:
    at = NOW + timedelta(minutes=minutes)
    with transaction(url) as session:
        Corrections(session).say(message_id, login=login, read_as="ask_price", meant=meant, at=at)


def test_each_person_has_one_word_and_the_latest_comes_last(url: str) -> None:
    message_id = _said(url, "还有别的吗")
    _says(url, message_id, "xiaomai", "ask_stock")
    _says(url, message_id, "xiaoyu", "ask_gift", minutes=1)
    _says(url, message_id, "xiaomai", "ask_recommendation", minutes=2)
    with transaction(url) as session:
        words = Corrections(session).of([message_id])[message_id]
    assert [(word.login, word.meant) for word in words] == [
        ("xiaoyu", "ask_gift"),
        ("xiaomai", "ask_recommendation"),
    ]
    assert words[-1].read_as == "ask_price"
    assert words[-1].at == NOW + timedelta(minutes=2)


def test_a_word_that_is_taken_back_is_gone_and_the_others_stay(url: str) -> None:
    message_id = _said(url, "还有别的吗")
    _says(url, message_id, "xiaomai", "ask_stock")
    _says(url, message_id, "xiaoyu", "ask_gift")
    with transaction(url) as session:
        assert Corrections(session).take_back(message_id, login="xiaomai")
        assert not Corrections(session).take_back(message_id, login="xiaomai")
        assert [word.login for word in Corrections(session).of([message_id])[message_id]] == [
            "xiaoyu"
        ]


def test_whatever_comes_to_stand_beside_a_message_is_seen_once(url: str) -> None:
    message_id = _said(url, "几天到", channel="wechat")

    def signs() -> frozenset[tuple[str, int, str, str]]:
        with transaction(url) as session:
            return Beside(session).signs(0)

    assert signs() == frozenset()
    with transaction(url) as session:
        reply = Reply("两天到", trace={"intent": "ask_delivery_time"})
        Suggestions(session).keep("wechat:b", message_id, replies=[reply], digest="d", at=NOW)
    drafted = signs()
    assert {sign[:3] for sign in drafted} == {("wechat:b", message_id, "suggestion")}
    _says(url, message_id, "xiaomai", "ask_stock")
    corrected = signs()
    assert {sign[2] for sign in corrected - drafted} == {"correction"}
    with transaction(url) as session:
        (said,) = ChatLog(session).reply("wechat:b", [Reply("两天到")], answers=None, at=NOW)
        assert Beside(session).deliveries([said.id]) == {said.id: ("due", "")}
        assert Beside(session).drafts([message_id])[message_id]["intent"] == "ask_delivery_time"
    assert {sign[2] for sign in signs() - corrected} == {"delivery"}
