"""What a person at the desk does in a dialogue, and what the person reads on the ticket."""

from __future__ import annotations

import secrets
from datetime import datetime

from bot.chats.log import ChatLog
from bot.chats.model import Reply
from bot.chats.tickets import Tickets
from bot.database.engine import transaction
from bot.settings import SHOP_TIMEZONE, Settings
from tests.dialogues.reading import Desk, Turn

AGENT = "xiaomai"


def at_the_desk(does: Desk, config: Settings, *, buyer: str, at: str | None) -> None:
    """Take the chat if it waits and answer in it, or give it back to the bot."""
    conversation_id = f"cli:{buyer}"
    now = datetime.fromisoformat(at) if at else datetime.now(SHOP_TIMEZONE)
    with transaction(config.database_url) as session:
        tickets, log = Tickets(session), ChatLog(session)
        ticket = tickets.current(conversation_id)
        assert ticket is not None, "no person has the chat"
        tickets.take(ticket.id, login=AGENT, at=now)
        if does.says:
            log.agent_message(
                conversation_id, does.says, agent=AGENT, external_id=secrets.token_hex(8), at=now
            )
        if does.gives_back:
            assert tickets.close(ticket.id, login=AGENT, note="", at=now)
            line = Reply("接下来由小二继续")
            log.reply(conversation_id, [line], answers=None, at=now, sender="system")


def ticket_faults(turn: Turn, config: Settings, *, buyer: str) -> list[str]:
    """What the ticket of the chat does not tell although it should."""
    if not turn.ticket:
        return []
    with transaction(config.database_url) as session:
        ticket = Tickets(session).current(f"cli:{buyer}")
    facts = ticket.facts if ticket else {}
    return [
        f"on the ticket {label} is {facts.get(label)}, not {value}"
        for label, value in turn.ticket.items()
        if facts.get(label) != value
    ]
