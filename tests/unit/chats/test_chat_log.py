from __future__ import annotations

from datetime import datetime

from bot.chats.log import ChatLog
from bot.chats.model import Incoming, Reply
from bot.chats.tickets import Tickets
from bot.chats.unanswered import Unanswered
from bot.database.engine import transaction
from bot.settings import SHOP_TIMEZONE

NOW = datetime(2026, 11, 21, 10, 0, tzinfo=SHOP_TIMEZONE)


def _incoming(external_id: str, text: str = "在吗") -> Incoming:
    return Incoming("web:b", "web:b", "web", external_id, text, NOW)


def test_a_repeated_delivery_is_logged_and_answered_once(url: str) -> None:
    with transaction(url) as session:
        first = ChatLog(session).receive(_incoming("m1"))
    with transaction(url) as session:
        again = ChatLog(session).receive(_incoming("m1"))
    assert again.duplicate
    assert again.message_id == first.message_id
    with transaction(url) as session:
        log = ChatLog(session)
        assert log.reply("web:b", [Reply("在的")], answers=first.message_id, at=NOW)
        assert log.reply("web:b", [Reply("在的")], answers=first.message_id, at=NOW) == ()
        assert [message.text for message in log.since("web:b")] == ["在吗", "在的"]


def test_messages_read_as_one_are_answered_together(url: str) -> None:
    with transaction(url) as session:
        log = ChatLog(session)
        first, second = (log.receive(_incoming(name)).message_id for name in ("m1", "m2"))
        log.receive(_incoming("m3"))
        log.reply("web:b", [Reply("有的")], answers=second, earlier=[first], at=NOW)
    with transaction(url) as session:
        assert [m.external_id for m in Unanswered(session).all()] == ["m3"]


def test_an_unanswered_message_is_found_after_a_restart(url: str) -> None:
    with transaction(url) as session:
        ChatLog(session).receive(_incoming("m1"))
    with transaction(url) as session:
        assert [m.text for m in Unanswered(session).all()] == ["在吗"]


def test_while_a_person_has_the_chat_no_answer_is_owed(url: str) -> None:
    with transaction(url) as session:
        ChatLog(session).receive(_incoming("m1"))
        Tickets(session).open("web:b", reason="handoff.requested", facts={}, at=NOW)
    with transaction(url) as session:
        received = ChatLog(session).receive(_incoming("m2", "人呢"))
        assert received.with_person
        assert [m.external_id for m in Unanswered(session).all()] == ["m1"]


def test_a_conversation_has_one_open_ticket_and_one_person(url: str) -> None:
    with transaction(url) as session:
        ChatLog(session).receive(_incoming("m1"))
        tickets = Tickets(session)
        ticket = tickets.open("web:b", reason="handoff.requested", facts={"商品": "x"}, at=NOW)
        assert tickets.open("web:b", reason="handoff.complaint", facts={}, at=NOW).id == ticket.id
        assert tickets.take(ticket.id, login="xiaomai", at=NOW)
        assert not tickets.take(ticket.id, login="xiaoyu", at=NOW)
        assert not tickets.close(ticket.id, login="xiaoyu", note="", at=NOW)
        assert tickets.close(ticket.id, login="xiaomai", note="已答复", at=NOW)
        assert tickets.current("web:b") is None
        assert tickets.open("web:b", reason="handoff.complaint", facts={}, at=NOW).id != ticket.id
