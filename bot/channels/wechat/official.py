"""A WeChat official account (公众号): its pushes in, customer-service messages (客服消息) out.

Every push is answered with `success` as soon as the message is in the log: WeChat waits five
seconds and asks again twice. The reply follows through the outbox. A reply in the same response
would cost no quota, but nobody learns whether it arrived: it is used for refusals alone, which
promise nothing.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Any
from xml.parsers.expat import ExpatError

from sanic import Blueprint
from sanic.request import Request
from sanic.response import HTTPResponse, text
from sqlalchemy.exc import SQLAlchemyError
from wechatpy import parse_message
from wechatpy.replies import TextReply

from bot.channels.connector import Parcel, UndeliverableError
from bot.channels.identity import Visitor
from bot.channels.intake import Intake
from bot.channels.limits import Pace, Refusal
from bot.channels.protocol import Said
from bot.channels.wechat.api import OVER, ApiError, WeChatApi
from bot.channels.wechat.envelope import Envelope, NotFromWeChatError
from bot.channels.wechat.progress import Progress
from bot.channels.wechat.reading import said_in
from bot.channels.wechat.welcoming import Welcoming
from bot.channels.wechat.wrapping import wrapped
from bot.channels.words import ChannelWords

logger = logging.getLogger(__name__)

NAME = "wechat"
BODY_BYTES = 64 * 1024
WINDOW = timedelta(hours=48)
NO_MENUS = 40200
TAKEN = "success"
_ENTERED = frozenset({"subscribe", "subscribe_scan"})


class OfficialAccount:
    """One official account in safe mode (安全模式)."""

    name = NAME

    def __init__(
        self,
        *,
        envelope: Envelope,
        api: WeChatApi,
        intake: Intake,
        pace: Pace,
        words: ChannelWords,
        welcoming: Welcoming,
        progress: Progress,
        clock: Callable[[], datetime],
    ) -> None:
        self._envelope = envelope
        self._api = api
        self._intake = intake
        self._pace = pace
        self._words = words
        self._welcoming = welcoming
        self._progress = progress
        self._clock = clock
        self._menus = True

    def blueprint(self) -> Blueprint:
        """`/channels/wechat`: GET verifies the address, POST brings messages and events."""
        blueprint = Blueprint("channel_wechat")

        async def handler(request: Request) -> HTTPResponse:
            return self.greet(request) if request.method == "GET" else self.take(request)

        blueprint.add_route(handler, "/channels/wechat", methods=["GET", "POST"], name="wechat")
        return blueprint

    def greet(self, request: Request) -> HTTPResponse:
        """Answer the verification of the address."""
        try:
            return text(self._envelope.greeted(_query(request)))
        except NotFromWeChatError as error:
            logger.warning("A verification was refused: %s", error)
            return text("refused", status=401)

    def take(self, request: Request) -> HTTPResponse:
        """Take in a push; 503 makes WeChat send it again."""
        if len(request.body) > BODY_BYTES:
            return text("too large", status=413)
        query = _query(request)
        try:
            message = parse_message(self._envelope.opened(query, request.body))
        except NotFromWeChatError as error:
            logger.warning("A push was refused: %s", error)
            return text("refused", status=401)
        except (ExpatError, KeyError, TypeError, AttributeError):
            return text("unreadable", status=422)
        try:
            refusal = self._hear(message)
        except SQLAlchemyError as error:
            logger.error("A push could not be kept: %s", type(error).__name__)
            refusal = Refusal.UNSAVED
        if refusal is None:
            return text(TAKEN)
        if refusal is Refusal.UNSAVED:
            return text("not saved", status=503)
        reply = TextReply(content=self._words.refusal(refusal), message=message)
        sealed = self._envelope.sealed(reply.render(), query)
        return text(sealed, content_type="application/xml")

    async def deliver(self, parcel: Parcel) -> None:
        """Send one message as customer service; raises NotDeliveredError or UndeliverableError."""
        buyer = parcel.address.get("openid")
        if not buyer:
            raise UndeliverableError("微信：不知道发给谁")
        heard_at = parcel.address.get("heard_at")
        if heard_at and self._clock().timestamp() - heard_at > WINDOW.total_seconds():
            raise UndeliverableError(f"微信：{OVER[45015]}")
        await self._send(parcel, buyer)

    async def changed(self, conversation_id: str) -> None:
        """WeChat is told of messages alone."""

    async def close(self) -> None:
        """Close the connections to WeChat."""
        await self._api.close()

    async def _send(self, parcel: Parcel, buyer: str) -> None:
        messages = wrapped(parcel.text, parcel.payload, menu="official" if self._menus else None)
        for number in range(self._progress.sent_of(parcel), len(messages)):
            body = {"touser": buyer, **messages[number]}
            try:
                await self._api.post("/cgi-bin/message/custom/send", body)
            except ApiError as error:
                if error.code != NO_MENUS or not self._menus:
                    raise
                # Subscription accounts and test accounts take no menus.
                self._menus = False
                return await self._send(parcel, buyer)
            if len(messages) > 1:
                self._progress.note(parcel, number + 1)
        return None

    def _hear(self, message: Any) -> Refusal | None:
        conversation_id = f"{NAME}:{message.source}"
        now = self._clock()
        address = {"openid": message.source, "heard_at": now.timestamp()}
        if message.type == "event" and message.event in _ENTERED:
            event_id = f"{message.event}.{message.source}.{message.time}"
            self._welcoming.entered(conversation_id, event_id=event_id, address=address)
            return None
        said = said_in(message)
        if said is None:
            return None
        return self._asked(conversation_id, said, address)

    def _asked(
        self, conversation_id: str, said: Said, address: Mapping[str, Any]
    ) -> Refusal | None:
        if self._pace.refuses(conversation_id):
            return Refusal.TOO_FAST
        visitor = Visitor(conversation_id=conversation_id, channel=NAME)
        taken = self._intake.take(said, visitor=visitor, address=address)
        return taken if isinstance(taken, Refusal) else None


def _query(request: Request) -> dict[str, str]:
    return {name: values[0] for name, values in request.args.items()}
