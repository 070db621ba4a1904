"""Greets somebody who followed the account or opened a chat and has said nothing yet."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy.exc import SQLAlchemyError

from bot.channels.shopfront import Shopfront
from bot.channels.words import ChannelWords
from bot.chats.channel_side import ChannelSide
from bot.chats.log import ChatLog
from bot.chats.tickets import Tickets
from bot.database.engine import transaction
from bot.errors import ShopDataError

logger = logging.getLogger(__name__)

KNOWN_FOR = timedelta(days=1)


class Welcoming:
    """Says the welcome once for each entering, to nobody who was spoken to within a day."""

    def __init__(
        self,
        url: str,
        *,
        channel: str,
        words: ChannelWords,
        shopfront: Shopfront,
        clock: Callable[[], datetime],
    ) -> None:
        self._url = url
        self._channel = channel
        self._words = words
        self._shopfront = shopfront
        self._clock = clock

    def entered(self, conversation_id: str, *, event_id: str, address: Mapping[str, Any]) -> None:
        """Somebody came in, told by the event `event_id`; the outbox brings them the welcome."""
        at = self._clock()
        try:
            facts = self._shopfront.facts()
            welcome = self._words.welcome(facts["shop_name"], facts["assistant_name"])
        except (ShopDataError, SQLAlchemyError) as error:
            logger.error("Nobody can be welcomed: %s", type(error).__name__)
            welcome = None
        with transaction(self._url) as session:
            side, log = ChannelSide(session, self._channel), ChatLog(session)
            if not side.first_time(event_id, kind="entered", at=at):
                return
            side.begin(conversation_id, address=address, at=at)
            spoken_to = log.replied(conversation_id, since=at - KNOWN_FOR)
            if welcome is None or spoken_to or Tickets(session).current(conversation_id):
                return
            log.reply(conversation_id, [welcome], answers=None, at=at)
