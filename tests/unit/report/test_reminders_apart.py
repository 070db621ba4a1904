"""Reminders of unpaid orders are no chats, no answers and no messages of a report."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select

from bot.chats.tables import MessageRow
from bot.database.engine import transaction
from bot.followup.tables import ReminderRow
from tests.unit.report.days import Log, at

BOT = ("bot", "product.price", "ask_price")


def _reminded(log: Log, name: str, moment: datetime) -> None:
    log.chat(name, (moment, "bot", "followup.silent", ""))
    with transaction(log.url) as session:
        said = select(MessageRow.id).where(MessageRow.conversation_id == f"web:{name}")
        newest = session.scalar(said.order_by(MessageRow.id.desc()))
        session.add(
            ReminderRow(
                order_id=f"o-{name}", buyer_id=f"web:{name}", conversation_id=f"web:{name}",
                number=1, status="sent", due_at=moment, done_at=moment, message_id=newest,
            )
        )  # fmt: skip


def test_who_was_only_reminded_was_not_answered(log: Log) -> None:
    log.chat("a", (at(9), "buyer", "这条裙子会掉色吗"))
    _reminded(log, "a", at(11))
    made = log.made()
    assert (made.answered.silent, made.answered.bot) == (1, 0)
    assert made.responses.bot_each.count == 0
    assert [(each.words, each.times) for each in made.questions] == [("这条裙子会掉色吗", 1)]
    assert made.contacts.messages == 1


def test_a_reminder_parts_no_chat_from_another_and_makes_none(log: Log) -> None:
    log.chat("a", (at(1), "buyer", "多少钱"), (at(1, 0, 1), *BOT))
    _reminded(log, "a", at(8))
    log.chat("a", (at(15), "buyer", "多少钱"), (at(15, 0, 1), *BOT))
    log.buyer("b")
    _reminded(log, "b", at(11))
    assert log.made().contacts.chats == 2
    assert log.made().contacts.buyers == 1
