"""The signed webhook as a channel: two addresses in, one address of the bridge out."""

from __future__ import annotations

import asyncio
import logging
import re
from collections.abc import Awaitable, Callable, Coroutine
from typing import TYPE_CHECKING, Any

import httpx
from sanic import Blueprint
from sanic.request import Request
from sanic.response import HTTPResponse, json
from sqlalchemy.exc import SQLAlchemyError

from bot.channels.connector import Parcel
from bot.channels.webhook.bodies import EventBody, MessageBody, not_of_tomorrow, read_body
from bot.channels.webhook.messages import MessageDesk
from bot.channels.webhook.orders import OrderBook
from bot.channels.webhook.pushing import PushBack
from bot.channels.webhook.refused import RefusedError, unsaved
from bot.channels.webhook.signature import HEADER, SignatureError, secrets_of, verify
from bot.errors import ConfigurationError
from bot.settings import Settings

if TYPE_CHECKING:
    from bot.channels.gateway import Parts

logger = logging.getLogger(__name__)

NAME = "webhook"
BODY_BYTES = 64 * 1024
PUSH_SECONDS = 10.0

_ADDRESS = re.compile(r"https?://[^\s/?#@]+(?:[/?][^\s#]*)?")

Take = Callable[[bytes], Awaitable[HTTPResponse]]
Handler = Callable[[Request], Coroutine[Any, Any, HTTPResponse]]


class WebhookConnector:
    """Takes messages and order events that a bridge signed, and pushes replies to it."""

    name = NAME

    def __init__(self, parts: Parts, *, secrets: tuple[bytes, ...], push_url: str) -> None:
        self._secrets = secrets
        self._clock = parts.clock
        self._messages = MessageDesk(parts, NAME)
        self._orders = OrderBook(parts.config.database_url, NAME)
        self._client = httpx.AsyncClient(
            timeout=PUSH_SECONDS, trust_env=False, follow_redirects=False
        )
        self._push_back = PushBack(self._client, push_url, secrets, parts.clock)

    def blueprint(self) -> Blueprint:
        """`POST /channels/webhook/messages` and `POST /channels/webhook/events`."""
        blueprint = Blueprint("channel_webhook", url_prefix="/channels/webhook")
        blueprint.add_route(
            self._checked(self._take_message), "/messages", methods=["POST"], name="messages"
        )
        blueprint.add_route(
            self._checked(self._take_event), "/events", methods=["POST"], name="events"
        )
        return blueprint

    async def deliver(self, parcel: Parcel) -> None:
        """Push one message to the bridge; raises NotDeliveredError or UndeliverableError."""
        buyer = parcel.conversation_id.removeprefix(f"{NAME}:")
        await self._push_back.push(parcel, buyer=buyer)

    async def changed(self, conversation_id: str) -> None:
        """A bridge is told of messages alone."""

    async def close(self) -> None:
        """Close the connections to the bridge."""
        await self._client.aclose()

    def _checked(self, take: Take) -> Handler:
        """Size and signature before anything is read, and every refusal as JSON."""

        async def handler(request: Request) -> HTTPResponse:
            try:
                self._verify(request)
                return await take(request.body)
            except RefusedError as refused:
                logger.warning("Refused on %s: %s", request.path, refused.code)
                return refused.response()
            except SQLAlchemyError as error:
                logger.error("Nothing can be taken on %s: %s", request.path, type(error).__name__)
                return unsaved().response()

        return handler

    def _verify(self, request: Request) -> None:
        if len(request.body) > BODY_BYTES:
            raise RefusedError(
                413, "too_large", f"The body is longer than {BODY_BYTES} bytes.",
                hint="Leave out what is not text; a picture is only told of.",
            )  # fmt: skip
        try:
            header = request.headers.get(HEADER)
            verify(header, request.body, secrets=self._secrets, now=self._clock())
        except SignatureError as error:
            raise RefusedError(
                401, "signature", f"The signature is {error.why}.",
                hint="Sign `<t>.<body>` with the shared secret, t being the seconds since 1970 "
                "now; see docs/channels.md.",
            ) from error  # fmt: skip

    async def _take_message(self, body: bytes) -> HTTPResponse:
        confirmed = self._messages.take(read_body(body, MessageBody))
        answer = {"message_id": confirmed.message_id, "duplicate": confirmed.duplicate}
        return json(answer, status=202)

    async def _take_event(self, body: bytes) -> HTTPResponse:
        event = not_of_tomorrow(read_body(body, EventBody), now=self._clock())
        # In a thread: an event of the same order in another copy may hold its row for a moment.
        applied = await asyncio.to_thread(
            self._orders.note, event, buyer_id=f"{NAME}:{event.buyer}"
        )
        if applied is None:
            return json({"duplicate": True}, status=202)
        answer = {
            "duplicate": False,
            "order": {"id": event.order_id, "status": applied.status},
            "unknown_skus": list(applied.unknown_skus),
        }
        return json(answer, status=202, ensure_ascii=False)


def connector_of(config: Settings, parts: Parts) -> WebhookConnector | None:
    """The webhook, where it has a secret; raises ConfigurationError for half of its settings."""
    secrets = secrets_of(config.webhook_secret.get_secret_value())
    url = config.webhook_push_url
    if not secrets and not url:
        return None
    if not secrets or not url:
        raise ConfigurationError(
            "Of the webhook only one is set: XIAOER_WEBHOOK_SECRET or XIAOER_WEBHOOK_PUSH_URL.",
            hint="Set both, or neither to leave the webhook off.",
        )
    if not _ADDRESS.fullmatch(url):
        raise ConfigurationError(
            "XIAOER_WEBHOOK_PUSH_URL is no address.", hint="It starts with http:// or https://."
        )
    return WebhookConnector(parts, secrets=secrets, push_url=url)
