"""Reads the feed of WeCom's customer-service accounts and does what it says, each thing once."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from datetime import datetime
from typing import Any
from weakref import WeakValueDictionary

from sqlalchemy.exc import SQLAlchemyError

from bot.channels.connector import NotDeliveredError
from bot.channels.identity import Visitor
from bot.channels.intake import Intake
from bot.channels.limits import Pace, Refusal
from bot.channels.people import People
from bot.channels.wechat.api import WeChatApi
from bot.channels.wechat.feed import (
    OF_BUYER,
    OF_COLLEAGUE,
    KfEvent,
    KfMessage,
    message_of,
    page_of,
)
from bot.channels.wechat.welcoming import Welcoming
from bot.channels.words import ChannelWords
from bot.chats.addresses import Addresses
from bot.chats.channel_side import ChannelSide
from bot.database.engine import transaction

logger = logging.getLogger(__name__)

NAME = "wecom"
WAITS_SECONDS = (1.0, 5.0, 30.0, 60.0, 120.0)
PAGE = 1000
# Read for the first time, a feed brings three days: what is older was answered by somebody else.
FRESH_SECONDS = 300.0
WELCOME_SECONDS = 20.0
IN_VIEW_SECONDS = 3600.0
_TAKEN_BY_PERSON = frozenset({1, 2, 4})
_ENDED = 3


class FeedStoppedError(Exception):
    """A message could not be taken in now; it is read again from there."""


class Feed:
    """Reads each account's feed from where it was left, one reader at a time."""

    def __init__(
        self,
        *,
        url: str,
        api: WeChatApi,
        intake: Intake,
        pace: Pace,
        people: People,
        welcoming: Welcoming,
        words: ChannelWords,
        clock: Callable[[], datetime],
        waits: tuple[float, ...] = WAITS_SECONDS,
    ) -> None:
        self._url = url
        self._api = api
        self._intake = intake
        self._pace = pace
        self._people = people
        self._welcoming = welcoming
        self._words = words
        self._clock = clock
        self._waits = waits
        self._reading: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()
        self._readers: set[asyncio.Task[None]] = set()

    def read_soon(self, account: str, *, token: str) -> None:
        """Have the account's feed read; `token` is the callback's."""
        reader = asyncio.get_running_loop().create_task(self._read_until_done(account, token))
        self._readers.add(reader)
        reader.add_done_callback(self._readers.discard)

    def catch_up(self) -> None:
        """Read on where the process before this one left off."""
        try:
            with transaction(self._url) as session:
                accounts = ChannelSide(session, NAME).accounts_read()
        except SQLAlchemyError as error:
            logger.error("Where reading stopped is not known: %s", type(error).__name__)
            return
        for account in accounts:
            self.read_soon(account, token="")

    async def close(self) -> None:
        """Stop reading; what is left is read after the restart."""
        for reader in self._readers:
            reader.cancel()
        await asyncio.gather(*self._readers, return_exceptions=True)

    async def _read_until_done(self, account: str, token: str) -> None:
        for wait in (*self._waits, None):
            try:
                await self.read(account, token=token)
            except (NotDeliveredError, FeedStoppedError, SQLAlchemyError) as error:
                logger.warning("A feed of WeCom is read again later: %s", type(error).__name__)
                if wait is None:
                    logger.error("A feed of WeCom is left until the next callback.")
                    return
                await asyncio.sleep(wait)
            else:
                return

    async def read(self, account: str, *, token: str) -> None:
        """Read all there is; the place is kept after each page.

        Raises NotDeliveredError, FeedStoppedError or SQLAlchemyError: then nothing is lost, it is
        read again.
        """
        async with self._reading.setdefault(account, asyncio.Lock()):
            more = True
            while more:
                more = await self._page(account, token)

    async def _page(self, account: str, token: str) -> bool:
        with transaction(self._url) as session:
            cursor = ChannelSide(session, NAME).read_to(account)
        query: dict[str, Any] = {"open_kfid": account, "limit": PAGE}
        query |= {"cursor": cursor} if cursor else {}
        query |= {"token": token} if token else {}
        page = page_of(await self._api.post("/cgi-bin/kf/sync_msg", query))
        oldest = 0.0 if cursor else self._clock().timestamp() - FRESH_SECONDS
        refused: set[str] = set()
        for raw in page.msg_list:
            message = message_of(raw)
            if message is None:
                logger.warning("A message of WeCom has a form that is not known.")
            elif message.send_time >= oldest:
                await self._do(account, message, refused)
        if page.next_cursor and page.next_cursor != cursor:
            with transaction(self._url) as session:
                side = ChannelSide(session, NAME)
                side.move_to(account, page.next_cursor, at=self._clock())
        return bool(page.has_more) and page.next_cursor != cursor

    async def _do(self, account: str, message: KfMessage, refused: set[str]) -> None:
        if message.event is not None:
            self._happened(message.event.open_kfid or account, message.event, message)
            return
        conversation_id = conversation_of(message.open_kfid or account, message.external_userid)
        if message.origin == OF_BUYER:
            await self._asked(conversation_id, account, message, refused)
        elif message.origin == OF_COLLEAGUE:
            self._people.said(
                conversation_id,
                message.shown,
                who=self._people.stranger(message.servicer_userid),
                external_id=message.external_id,
                address=_whereabouts(account, message.external_userid),
            )

    async def _asked(
        self, conversation_id: str, account: str, message: KfMessage, refused: set[str]
    ) -> None:
        address = {
            **_whereabouts(account, message.external_userid),
            "heard_at": message.send_time or self._clock().timestamp(),
        }
        visitor = Visitor(conversation_id=conversation_id, channel=NAME)
        # By the time it was said: a backlog is read faster than anybody writes.
        if self._pace.refuses(conversation_id, now=message.send_time):
            await self._refuse(conversation_id, address, refused)
            return
        said = message.said(product=self._in_view(conversation_id, message))
        taken = self._intake.take(said, visitor=visitor, address=address)
        if isinstance(taken, Refusal):
            raise FeedStoppedError(taken.value)

    async def _refuse(
        self, conversation_id: str, address: dict[str, Any], refused: set[str]
    ) -> None:
        """Tell the buyer once a page that some of it was too fast."""
        if conversation_id in refused:
            return
        refused.add(conversation_id)
        body = {
            "touser": address["user"],
            "open_kfid": address["account"],
            "msgtype": "text",
            "text": {"content": self._words.refusal(Refusal.TOO_FAST)},
        }
        try:
            await self._api.post("/cgi-bin/kf/send_msg", body)
        except NotDeliveredError as error:
            logger.warning("A buyer could not be told to slow down: %s", error.why)

    def _in_view(self, conversation_id: str, message: KfMessage) -> str:
        """The product whose page led the buyer here within the hour."""
        with transaction(self._url) as session:
            address = Addresses(session).of(conversation_id)
        entered = float(address.get("entered_at") or 0)
        lately = message.send_time - entered <= IN_VIEW_SECONDS
        return str(address.get("product") or "") if lately else ""

    def _happened(self, account: str, event: KfEvent, message: KfMessage) -> None:
        conversation_id = conversation_of(account, event.external_userid)
        address = _whereabouts(account, event.external_userid)
        if event.event_type == "enter_session":
            self._entered(conversation_id, address, event, message)
        elif event.event_type == "session_status_change" and self._is_new(message):
            if event.change_type in _TAKEN_BY_PERSON:
                who = self._people.stranger(event.new_servicer_userid)
                self._people.took(conversation_id, who=who, address=address)
            elif event.change_type == _ENDED:
                self._people.gave_back(conversation_id, note="", line="")
        elif event.event_type == "msg_send_fail" and self._is_new(message):
            logger.error("WeCom did not bring a message to its buyer: type %d", event.fail_type)
            facts = {"没送到": f"微信客服报告发送失败（{event.fail_type}）"}
            self._people.missed(conversation_id, address=address, facts=facts)

    def _entered(
        self, conversation_id: str, address: dict[str, Any], event: KfEvent, message: KfMessage
    ) -> None:
        address |= {"entered_at": message.send_time, "product": event.product}
        if not event.welcome_code:
            with transaction(self._url) as session:
                side = ChannelSide(session, NAME)
                side.begin(conversation_id, address=address, at=self._clock())
            return
        address["code"] = event.welcome_code
        address["code_until"] = message.send_time + WELCOME_SECONDS
        self._welcoming.entered(conversation_id, event_id=message.external_id, address=address)

    def _is_new(self, message: KfMessage) -> bool:
        with transaction(self._url) as session:
            side = ChannelSide(session, NAME)
            return side.first_time(message.external_id, kind="event", at=self._clock())


def conversation_of(account: str, buyer: str) -> str:
    """Our id of a buyer's chat with one customer-service account."""
    return f"{NAME}:{account}:{buyer}"


def _whereabouts(account: str, buyer: str) -> dict[str, Any]:
    return {"account": account, "user": buyer}
