from __future__ import annotations

from datetime import datetime, timedelta

from bot.chats.log import ChatLog
from bot.chats.model import Incoming, Reply
from bot.chats.suggestions import Suggestions
from bot.database.engine import transaction
from bot.settings import SHOP_TIMEZONE

NOW = datetime(2026, 11, 21, 10, 0, tzinfo=SHOP_TIMEZONE)
CHAT = "web:b"


def _said(url: str, external_id: str, text: str) -> int:
    with transaction(url) as session:
        incoming = Incoming(CHAT, CHAT, "web", external_id, text, NOW)
        return ChatLog(session).receive(incoming).message_id


def _kept(url: str, message_id: int, text: str, *, digest: str = "d1") -> bool:
    reply = Reply(text, {"quick_replies": []}, {"reason": "shipping.days", "facts": {"days": "2"}})
    with transaction(url) as session:
        return Suggestions(session).keep(CHAT, message_id, replies=[reply], digest=digest, at=NOW)


def _answers(url: str, text: str) -> None:
    with transaction(url) as session:
        ChatLog(session).agent_message(CHAT, text, agent="xiaomai", external_id="a1", at=NOW)


def test_a_suggestion_is_read_back_with_its_facts(url: str) -> None:
    message_id = _said(url, "m1", "几天到")
    assert _kept(url, message_id, "两天到")
    with transaction(url) as session:
        found = Suggestions(session).newest(CHAT)
    assert found is not None
    assert found.text == "两天到"
    assert found.replies[0].trace["facts"] == {"days": "2"}
    assert found.made_at == NOW


def test_the_newest_replaces_what_was_kept_for_the_same_message(url: str) -> None:
    message_id = _said(url, "m1", "几天到")
    _kept(url, message_id, "两天到")
    assert _kept(url, message_id, "三天到", digest="d2")
    with transaction(url) as session:
        found = Suggestions(session).of(message_id)
    assert found is not None
    assert (found.text, found.digest) == ("三天到", "d2")


def test_only_the_buyers_last_message_has_a_suggestion_to_send(url: str) -> None:
    first = _said(url, "m1", "几天到")
    _kept(url, first, "两天到")
    _said(url, "m2", "算了 能便宜吗")
    with transaction(url) as session:
        assert Suggestions(session).newest(CHAT) is None
        assert Suggestions(session).of(first) is not None


def test_what_a_person_answered_needs_no_suggestion(url: str) -> None:
    message_id = _said(url, "m1", "几天到")
    _kept(url, message_id, "两天到")
    _answers(url, "两天就到啦")
    with transaction(url) as session:
        assert Suggestions(session).newest(CHAT) is None


def test_a_suggestion_is_sent_once_and_not_rewritten_afterwards(url: str) -> None:
    message_id = _said(url, "m1", "几天到")
    _kept(url, message_id, "两天到")
    later = NOW + timedelta(seconds=5)
    with transaction(url) as session:
        assert Suggestions(session).use(message_id, login="xiaomai", at=later)
    with transaction(url) as session:
        assert not Suggestions(session).use(message_id, login="xiaoyu", at=later)
        assert Suggestions(session).newest(CHAT) is None
    assert not _kept(url, message_id, "三天到")
    with transaction(url) as session:
        found = Suggestions(session).of(message_id)
    assert found is not None
    assert (found.used_by, found.used_at, found.text) == ("xiaomai", later, "两天到")
