"""Who answers at this hour: where people do, a buyer's message opens a ticket before all else."""

from __future__ import annotations

from dataclasses import replace

from sqlalchemy.orm import Session

from bot.chats.log import ChatLog
from bot.chats.model import Incoming, Received
from bot.chats.tickets import Tickets
from bot.chats.waiting_line import ASSIST, NO_BUYER, PEOPLE_FIRST
from bot.settings import SHOP_TIMEZONE
from bot.shop.opening import next_opening
from bot.shop.repositories.selling import Terms
from bot.shop.repositories.service_modes import ServiceModes

REASONS = {"assist": ASSIST, "people_first": PEOPLE_FIRST}


def receive_by_mode(session: Session, incoming: Incoming) -> Received:
    """Log a buyer's message and, where people answer first, put it before them.

    Outside the working hours nobody is there who could: the bot answers as always.
    """
    log = ChatLog(session)
    received = log.receive(incoming)
    if received.duplicate or received.with_person or incoming.channel == NO_BUYER:
        return received
    now = incoming.at.astimezone(SHOP_TIMEZONE)
    reason = REASONS.get(ServiceModes(session).at(now))
    if reason is None or next_opening(Terms(session).hours(), now) is not None:
        return received
    tickets = Tickets(session)
    if tickets.current(incoming.conversation_id) is not None:  # the bot stands in for people
        return received
    in_view = {"商品": incoming.product_id} if incoming.product_id else {}
    tickets.open(incoming.conversation_id, reason=reason, facts=in_view, at=incoming.at)
    log.settle(received.message_id)
    return replace(received, with_person=True)
