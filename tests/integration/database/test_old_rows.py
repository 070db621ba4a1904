"""What was in a database before the channels and the desk came is kept, and goes on."""

from __future__ import annotations

from datetime import datetime, timedelta
from io import StringIO

import pytest
from alembic import command
from alembic.config import Config
from sqlalchemy import MetaData, Table, insert
from sqlalchemy.exc import IntegrityError

from bot.chats.addresses import Addresses
from bot.chats.log import ChatLog
from bot.chats.messages import Messages
from bot.chats.model import Incoming, Reply
from bot.chats.tables import TicketRow
from bot.chats.tickets import Tickets
from bot.chats.unanswered import Unanswered
from bot.database.engine import engine_for, transaction
from bot.database.migrate import MIGRATIONS, current, upgrade
from bot.settings import SHOP_TIMEZONE

NOW = datetime(2026, 11, 20, 10, 0, tzinfo=SHOP_TIMEZONE)
STORED = NOW.replace(tzinfo=None) - timedelta(hours=8)  # times are UTC in the tables
BEFORE = "0003"
CLOSED, WAITING, TAKEN = 1, 2, 3


@pytest.fixture
def old(url: str) -> str:
    """A database of the version before, with chats in it: its address."""
    config = Config(stdout=StringIO())
    config.set_main_option("script_location", str(MIGRATIONS))
    with engine_for(url).begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, BEFORE)
    with engine_for(url).begin() as connection:
        tables = MetaData()
        tables.reflect(connection)
        for name, rows in _rows().items():
            connection.execute(insert(_writable(tables.tables[name])), rows)
    engine_for(url).dispose()
    return url


def _writable(table: Table) -> Table:
    assert {"address", "assigned_to"}.isdisjoint(table.c.keys())
    return table


def _rows() -> dict[str, list[dict[str, object]]]:
    buyers = ("anna", "ben", "chen")
    message = {"agent": "", "payload": {}, "trace": {}, "at": STORED, "answered": 1}
    ticket = {
        "reason": "asked", "facts": {"商品": "LN2107"}, "opened_at": STORED, "taken_by": "",
        "taken_at": None, "closed_at": None, "note": "",
    }  # fmt: skip
    taken = {"taken_by": "xiaoyu", "taken_at": STORED}
    return {
        "conversations": [
            {
                "id": f"web:{buyer}", "buyer_id": buyer, "channel": "web", "product_id": "LN2107",
                "opened_at": STORED, "last_message_at": STORED,
            }
            for buyer in buyers
        ],
        "messages": [
            {
                **message, "conversation_id": "web:anna", "external_id": "m1", "sender": "buyer",
                "text": "有M码吗",
            },
            {
                **message, "conversation_id": "web:anna", "external_id": None, "sender": "bot",
                "text": "有的", "payload": {"quick": ["好"]},
            },
            {
                **message, "conversation_id": "web:ben", "external_id": "m1", "sender": "buyer",
                "text": "还没回我", "answered": 0,
            },
        ],
        "tickets": [
            {
                **ticket, **taken, "conversation_id": "web:anna", "status": "closed",
                "closed_at": STORED, "note": "已说明",
            },
            {**ticket, "conversation_id": "web:ben", "status": "waiting"},
            {**ticket, **taken, "conversation_id": "web:chen", "status": "taken"},
        ],
    }  # fmt: skip


def test_nothing_that_was_said_or_handed_over_is_lost(old: str) -> None:
    assert current(old) == BEFORE
    upgrade(old)
    with transaction(old) as session:
        said = Messages(session).since("web:anna")
        assert [(message.sender, message.text, message.at) for message in said] == [
            ("buyer", "有M码吗", NOW),
            ("bot", "有的", NOW),
        ]
        assert said[1].payload == {"quick": ["好"]}
        (owed,) = Unanswered(session).all()
        assert owed.text == "还没回我"
        tickets = [Tickets(session).get(number) for number in (CLOSED, WAITING, TAKEN)]
        assert [ticket and ticket.status for ticket in tickets] == ["closed", "waiting", "taken"]
        assert tickets[0] is not None
        assert (tickets[0].note, tickets[0].facts) == ("已说明", {"商品": "LN2107"})


def test_an_old_chat_goes_on(old: str) -> None:
    upgrade(old)
    later = NOW + timedelta(days=1)
    with transaction(old) as session:
        log = ChatLog(session)
        again = log.receive(Incoming("web:anna", "anna", "web", "m1", "有M码吗", later))
        assert again.duplicate
        new = log.receive(Incoming("web:anna", "anna", "web", "m2", "多少钱", later))
        assert not (new.duplicate or new.with_person)
        assert log.reply("web:anna", [Reply("99元")], answers=new.message_id, at=later)
        addresses = Addresses(session)
        assert addresses.of("web:anna") == {}
        addresses.merge("web:anna", {"open": "1"})
        assert addresses.of("web:anna") == {"open": "1"}


def test_an_old_ticket_is_taken_kept_and_given_back(old: str) -> None:
    upgrade(old)
    later = NOW + timedelta(days=1)
    with transaction(old) as session:
        tickets, log = Tickets(session), ChatLog(session)
        first = tickets.take_next(login="xiaoyu", at=later)
        assert first is not None
        assert first.id == WAITING
        assert tickets.transfer(TAKEN, login="xiaoyu", to="xiaoli", note="请跟进")
        assert tickets.take_next(login="xiaoyu", at=later) is None
        assert tickets.snooze(TAKEN, login="xiaoli", until=later + timedelta(hours=1))
        assert log.receive(Incoming("web:chen", "chen", "web", "m9", "在吗", later)).with_person
        assert tickets.take(TAKEN, login="xiaoli", at=later)
        assert tickets.close(TAKEN, login="xiaoli", note="好了", at=later)


def test_an_old_chat_still_has_one_open_ticket_at_most(old: str) -> None:
    upgrade(old)
    another = TicketRow(
        conversation_id="web:ben", status="waiting", reason="asked", facts={}, opened_at=NOW
    )
    with pytest.raises(IntegrityError), transaction(old) as session:
        session.add(another)
