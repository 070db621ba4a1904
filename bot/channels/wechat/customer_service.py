"""WeCom customer service (微信客服): a callback says that there is something, `sync_msg` brings it.

The platform keeps messages for three days and our place in its feed is in the database, so a
callback is answered at once: whatever was not read before a restart is read after it.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any
from xml.parsers.expat import ExpatError

import xmltodict
from sanic import Blueprint, Sanic
from sanic.request import Request
from sanic.response import HTTPResponse, text

from bot.channels.connector import Parcel, UndeliverableError
from bot.channels.wechat.api import OVER, ApiError, WeChatApi
from bot.channels.wechat.envelope import Envelope, NotFromWeChatError
from bot.channels.wechat.official import BODY_BYTES, TAKEN, WINDOW
from bot.channels.wechat.progress import Progress
from bot.channels.wechat.syncing import Feed
from bot.channels.wechat.wrapping import wrapped
from bot.chats.addresses import Addresses
from bot.database.engine import transaction

logger = logging.getLogger(__name__)

NAME = "wecom"
NEWS = "kf_msg_or_event"


class CustomerService:
    """The customer-service accounts of one enterprise."""

    name = NAME

    def __init__(
        self,
        *,
        url: str,
        envelope: Envelope,
        api: WeChatApi,
        feed: Feed,
        progress: Progress,
        clock: Callable[[], datetime],
    ) -> None:
        self._url = url
        self._envelope = envelope
        self._api = api
        self._feed = feed
        self._progress = progress
        self._clock = clock

    def blueprint(self) -> Blueprint:
        """`/channels/wecom`: GET verifies the address, POST says that there is news to read."""
        blueprint = Blueprint("channel_wecom")

        async def handler(request: Request) -> HTTPResponse:
            return self.greet(request) if request.method == "GET" else self.take(request)

        async def started(_app: Sanic, _loop: asyncio.AbstractEventLoop) -> None:
            self._feed.catch_up()

        blueprint.add_route(handler, "/channels/wecom", methods=["GET", "POST"], name="wecom")
        blueprint.listener("after_server_start")(started)
        return blueprint

    def greet(self, request: Request) -> HTTPResponse:
        """Answer the verification of the address."""
        try:
            return text(self._envelope.greeted_sealed(_query(request)))
        except NotFromWeChatError as error:
            logger.warning("A verification was refused: %s", error)
            return text("refused", status=401)

    def take(self, request: Request) -> HTTPResponse:
        """Note that an account has news, and have it read."""
        if len(request.body) > BODY_BYTES:
            return text("too large", status=413)
        try:
            told = xmltodict.parse(self._envelope.opened(_query(request), request.body))["xml"]
        except NotFromWeChatError as error:
            logger.warning("A callback was refused: %s", error)
            return text("refused", status=401)
        except (ExpatError, KeyError):
            return text("unreadable", status=422)
        account = told.get("OpenKfId") if isinstance(told, Mapping) else None
        if isinstance(account, str) and account and told.get("Event") == NEWS:
            self._feed.read_soon(account, token=str(told.get("Token") or ""))
        return text(TAKEN)

    async def deliver(self, parcel: Parcel) -> None:
        """Send one message to the buyer; raises NotDeliveredError or UndeliverableError."""
        address = parcel.address
        if not address.get("user") or not address.get("account"):
            raise UndeliverableError("微信客服：不知道发给谁")
        now = self._clock().timestamp()
        if address.get("heard_at") and now - address["heard_at"] > WINDOW.total_seconds():
            raise UndeliverableError(f"微信客服：{OVER[45015]}")
        messages = wrapped(parcel.text, parcel.payload, menu="wecom")
        for number in range(self._progress.sent_of(parcel), len(messages)):
            await self._send(parcel, messages[number], number)
            if len(messages) > 1:
                self._progress.note(parcel, number + 1)

    async def changed(self, conversation_id: str) -> None:
        """WeCom is told of messages alone."""

    async def close(self) -> None:
        """Stop reading and close the connections to WeCom."""
        await self._feed.close()
        await self._api.close()

    async def _send(self, parcel: Parcel, message: Mapping[str, Any], number: int) -> None:
        """Send under an id of ours, so that the platform takes it once however often it comes."""
        address = parcel.address
        msgid = f"x{parcel.message_id}-{number}-{int(parcel.at.timestamp())}"
        code = str(address.get("code") or "")
        greets = code and code != address.get("code_used")
        if greets and self._clock().timestamp() < float(address.get("code_until") or 0):
            # Before the buyer said anything only this is taken, once and for twenty seconds.
            await self._api.post(
                "/cgi-bin/kf/send_msg_on_event", {"code": code, "msgid": msgid, **message}
            )
            with transaction(self._url) as session:
                Addresses(session).merge(parcel.conversation_id, {"code_used": code})
            return
        body = {
            "touser": address["user"],
            "open_kfid": address["account"],
            "msgid": msgid,
            **message,
        }
        try:
            await self._api.post("/cgi-bin/kf/send_msg", body)
        except ApiError as error:
            if parcel.attempt == 1 or not _sent_before(error):
                raise


def _sent_before(error: ApiError) -> bool:
    """Whether the platform refuses because it has a message of that id."""
    said = error.message.lower()
    return error.code not in OVER and "msgid" in said and "length" not in said


def _query(request: Request) -> dict[str, str]:
    return {name: values[0] for name, values in request.args.items()}
