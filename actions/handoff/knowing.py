"""What the desk may know of a chat by now, as a draft tells it."""

from __future__ import annotations

from actions.haggling.wholesale import UNTIL
from actions.handoff.trouble import KIND, OF_TROUBLE, told_of
from actions.shipping.deadline import deadline_of
from actions.ticket import ticket_facts
from actions.turn import Turn
from bot.chats.tickets import Tickets
from bot.shop.shop import Shop
from bot.text.spoken import day


def known_of(turn: Turn, shop: Shop) -> dict[str, str]:
    """What is known after this turn; of which kind a trouble is, or by when many are needed, only
    where the chat waits for that.
    """
    told = told_of(turn.said or turn.text)
    ticket = Tickets(shop.session).current(turn.conversation_id)
    reason = ticket.reason if ticket else ""
    if reason not in OF_TROUBLE:
        told.pop(KIND, None)
    if reason == "haggling.wholesale" and (until := deadline_of(turn)):
        told[UNTIL] = day(until)
    return {**ticket_facts(turn, shop), **told}
