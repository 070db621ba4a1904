"""How many pieces of a long message were sent, so that trying again repeats none of them."""

from __future__ import annotations

from bot.channels.connector import Parcel
from bot.chats.addresses import Addresses
from bot.database.engine import transaction


class Progress:
    """Kept in the conversation's address: only one message of it is on its way at a time."""

    def __init__(self, url: str) -> None:
        self._url = url

    def sent_of(self, parcel: Parcel) -> int:
        """How many pieces of this message were sent before."""
        if parcel.attempt == 1 or parcel.address.get("part_of") != parcel.message_id:
            return 0
        return int(parcel.address.get("parts") or 0)

    def note(self, parcel: Parcel, sent: int) -> None:
        """So many pieces are sent now."""
        with transaction(self._url) as session:
            changed = {"part_of": parcel.message_id, "parts": sent}
            Addresses(session).merge(parcel.conversation_id, changed)
