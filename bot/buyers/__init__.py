"""Buyers: who they are, what they care about, and why they left without ordering.

`profile(session, buyer_id, now)` is all of one buyer: `group` (enquirer, buyer, vip) with its
Chinese `label`, `buyer` (what was learnt), `orders`, `marks` (each with `label`, `times`, `words`),
`chats` (each with `converted`, `open`, `lost`) and `lost_reasons`; None for nobody.
`lost_chats(session, now=, since=)` is every chat that ended without an order. Words are masked.
"""

from bot.buyers.lost import Lost
from bot.buyers.reading import PastChat, Profile, lost_chats, profile

__all__ = ["Lost", "PastChat", "Profile", "lost_chats", "profile"]
