"""How many buyers wait for a person at the desk."""

from __future__ import annotations

from bot.chats.tickets import Tickets
from bot.shop.model.policy import Policy
from bot.shop.shop import Shop


def waiting_for_people(policy: Policy, shop: Shop) -> int:
    """The number of chats that wait, where by the owner's measure it is many; else 0."""
    waiting = Tickets(shop.session).waiting()
    return waiting if waiting >= policy.busy_waiting else 0
