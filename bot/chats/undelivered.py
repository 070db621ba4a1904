"""What did not reach a buyer comes in front of a person."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import update
from sqlalchemy.orm import Session

from bot.chats.deliveries import Claimed
from bot.chats.tables import MessageRow, TicketRow
from bot.chats.tickets import Tickets
from bot.chats.unasked import is_reminder

REASON = "channel.undelivered"


def tell_the_desk(
    session: Session, claimed: Claimed, *, channel: str, why: str, at: datetime
) -> None:
    """Open a ticket for words of the bot's or an agent's that the channel never took.

    Where one is open already, it is added to its facts, and a snoozed one comes back into sight.
    A reminder is nothing that a person has to bring after: it is kept as failed.
    """
    if claimed.sender not in {"bot", "agent"} or _is_reminder(session, claimed.message_id):
        return
    tickets = Tickets(session)
    facts = {"没送到": claimed.text, "渠道": channel, "原因": why}
    ticket = tickets.open(claimed.conversation_id, reason=REASON, facts=facts, at=at)
    if ticket.facts == facts:
        return
    session.execute(
        update(TicketRow)
        .where(TicketRow.id == ticket.id)
        .values(facts={**ticket.facts, **facts}, snoozed_until=None)
        .execution_options(synchronize_session=False)
    )


def _is_reminder(session: Session, message_id: int) -> bool:
    message = session.get(MessageRow, message_id)
    return message is not None and is_reminder(message.trace.get("reason"))
