"""A Chatwoot for tests: keeps state, refuses what its definitions do not allow, sends webhooks.

It behaves as Chatwoot's code does where that matters to a bot: it signs, it tries again after 429
and 500, it opens a pending conversation where its webhook fails, and it tells the bot of all that
is done, the bot's own doing included.
"""

from __future__ import annotations

import asyncio
import itertools
import json
import time
from dataclasses import dataclass, field
from typing import Any

import httpx
import jsonschema
from sanic import Sanic
from sanic.request import Request
from sanic.response import HTTPResponse
from sanic.response import json as answer

from bot.channels.chatwoot.gate import signature
from tests.integration.channels.chatwoot.definitions import CALLS, CHOICE
from tests.integration.channels.waiting import Watched

ACCOUNT = 3
INBOX = 17
BOT_TOKEN = "token-of-the-bot-in-tests"
SECRET = "secret-of-the-bot-in-tests"


@dataclass
class Conversation:
    """One conversation there."""

    number: int
    contact: int
    status: str = "pending"
    labels: list[str] = field(default_factory=lambda: ["vip"])
    assignee: int = 0
    team: int = 0
    messages: list[dict[str, Any]] = field(default_factory=list)
    updated_at: float = field(default_factory=time.time)

    def public(self) -> list[str]:
        """What the buyer was told, in order."""
        return [m["content"] for m in self.messages if m["to"] == "buyer"]

    def notes(self) -> list[str]:
        """What colleagues were told."""
        return [m["content"] for m in self.messages if m["to"] == "colleagues"]


class FakeChatwoot(Watched):
    """The server and the people of it; `bots_label`: whether this version lets bots set labels."""

    def __init__(self, webhook_url: str, *, bots_label: bool = True) -> None:
        super().__init__()
        self._webhook_url = webhook_url
        self._bots_label = bots_label
        self._ids = itertools.count(1000)
        self._numbers = itertools.count(1)
        self._sending: set[asyncio.Task[Any]] = set()
        self._client = httpx.AsyncClient(trust_env=False, timeout=5)
        self.conversations: dict[int, Conversation] = {}
        self.calls: list[tuple[str, str]] = []
        self.faults: list[str] = []
        self.down = False
        self.statuses: list[int] = []

    def mount(self, app: Sanic) -> None:
        """Put its API on an app."""
        path = "/api/v1/accounts/<account:int>/conversations/<number:int>/<what:str>"
        app.add_route(self.called, path, methods=["GET", "POST"], name="api")

    async def close(self) -> None:
        """Let what is being sent arrive, and stop."""
        await asyncio.gather(*self._sending, return_exceptions=True)
        await self._client.aclose()

    def open_conversation(self, *, contact: int = 42, status: str = "pending") -> Conversation:
        """Somebody begins a conversation."""
        made = Conversation(next(self._numbers), contact, status=status)
        self.conversations[made.number] = made
        return made

    async def buyer_says(
        self, conversation: Conversation, text: str, *, times: int = 1, **fields: Any
    ) -> int:
        """A buyer's message, its webhook sent `times`; the status of the last answer."""
        if conversation.status == "resolved":
            self._set_status(conversation, "pending")
        message = self._message(conversation, text, "incoming", {"id": conversation.contact})
        message |= {"to": "bot", **fields}
        conversation.messages.append(message)
        for _ in range(times):
            status = await self._tell("message_created", message, conversation)
        return status

    async def buyer_taps(self, conversation: Conversation, title: str) -> None:
        """The buyer taps one of the choices of the last message that has any."""
        asked = [m for m in conversation.messages if m.get("content_type") == "input_select"][-1]
        items = asked["content_attributes"]["items"]
        chosen = [item for item in items if item["title"] == title]
        attributes = {**asked["content_attributes"], "submitted_values": chosen}
        asked["content_attributes"] = attributes
        await self._tell("message_updated", asked, conversation)

    async def agent_says(self, conversation: Conversation, text: str, *, user: int = 12) -> None:
        """A colleague answers in Chatwoot."""
        sender = {"id": user, "name": "小麦", "email": "a@example.com", "type": "user"}
        message = {**self._message(conversation, text, "outgoing", sender), "to": "buyer"}
        conversation.messages.append(message)
        await self._tell("message_created", message, conversation)

    async def agent_sets(self, conversation: Conversation, status: str, *, user: int = 0) -> None:
        """A colleague opens, resolves or hands back."""
        conversation.assignee = user or conversation.assignee
        self._set_status(conversation, status)
        await self._told()

    async def called(self, request: Request, account: int, number: int, what: str) -> HTTPResponse:
        """One call of the API."""
        self.stir()
        self.calls.append((request.method, what))
        if self.down:
            return answer({"error": "down"}, status=503)
        if request.headers.get("api_access_token") != BOT_TOKEN:
            return answer({"error": "Invalid Access Token"}, status=401)
        if what == "labels" and not self._bots_label:
            return answer({"error": "not authorized for bots"}, status=401)
        conversation = self.conversations.get(number)
        if account != ACCOUNT or conversation is None or (request.method, what) not in CALLS:
            return answer({"error": "Resource could not be found"}, status=404)
        body = request.json if request.method == "POST" else None
        fault = self._fault(request.method, what, body)
        if fault:
            self.faults.append(fault)
            return answer({"error": fault}, status=422)
        return answer(self._do(conversation, what, body))

    def _fault(self, method: str, what: str, body: Any) -> str:
        schema = CALLS[(method, what)]
        try:
            if schema is not None:
                jsonschema.validate(body, schema)
            if what == "messages" and body.get("content_type") == "input_select":
                for item in body["content_attributes"]["items"]:
                    jsonschema.validate(item, CHOICE)
        except jsonschema.ValidationError as error:
            return f"{what}: {error.message}"
        return ""

    def _do(self, conversation: Conversation, what: str, body: Any) -> dict[str, Any]:
        if what == "messages":
            bot = {"id": 1, "name": "小二", "type": "agent_bot"}
            made = {**self._message(conversation, body["content"], "outgoing", bot), **body}
            made["to"] = "colleagues" if body.get("private") else "buyer"
            conversation.messages.append(made)
            self._soon("message_created", made, conversation)
            return made
        if what == "toggle_status":
            self._set_status(conversation, body["status"])
            return {"payload": {"success": True, "current_status": body["status"]}}
        if what == "assignments":
            conversation.assignee = body.get("assignee_id") or conversation.assignee
            conversation.team = body.get("team_id") or conversation.team
            return {"id": conversation.assignee}
        if body is not None:
            conversation.labels = list(body["labels"])
        return {"payload": conversation.labels}

    def _set_status(self, conversation: Conversation, status: str) -> None:
        conversation.status = status
        conversation.updated_at = time.time()
        name = {"open": "conversation_opened", "resolved": "conversation_resolved"}.get(status)
        for event in filter(None, (name, "conversation_status_changed")):
            self._soon(event, {}, conversation)

    def _message(
        self, conversation: Conversation, text: str, kind: str, sender: dict[str, Any]
    ) -> dict[str, Any]:
        return {
            "id": next(self._ids),
            "content": text,
            "message_type": kind,
            "content_type": "text",
            "content_attributes": {},
            "private": False,
            "sender": sender,
        }

    def _soon(self, event: str, message: dict[str, Any], conversation: Conversation) -> None:
        task = asyncio.get_running_loop().create_task(self._tell(event, message, conversation))
        self._sending.add(task)
        task.add_done_callback(self._sending.discard)

    async def _told(self) -> None:
        await asyncio.gather(*self._sending)

    async def _tell(self, event: str, message: dict[str, Any], conversation: Conversation) -> int:
        """Send a webhook as Chatwoot's job does; the status it was answered with."""
        about = self._webhook_data(conversation)
        told = {**message, "conversation": about} if message else about
        told.pop("to", None)
        payload = {**told, "event": event, "account": {"id": ACCOUNT, "name": "店"}}
        for _ in range(3):
            status = await self.send(json.dumps(payload).encode())
            if status not in {429, 500}:
                break
        if status != 200 and message and conversation.status == "pending":
            conversation.status = "open"
        self.stir()
        return status

    async def send(self, body: bytes, **headers: str) -> int:
        """One signed request to the bot; headers given replace those of Chatwoot."""
        stamp = str(int(time.time()))
        signed = {
            "X-Chatwoot-Timestamp": stamp,
            "X-Chatwoot-Signature": signature(SECRET, stamp, body),
            "X-Chatwoot-Delivery": f"delivery-{next(self._ids)}",
        }
        response = await self._client.post(
            self._webhook_url, content=body, headers={**signed, **headers}
        )
        self.statuses.append(response.status_code)
        return response.status_code

    def _webhook_data(self, conversation: Conversation) -> dict[str, Any]:
        assignee = {"id": conversation.assignee, "name": "小麦", "type": "user"}
        return {
            "id": conversation.number,
            "inbox_id": INBOX,
            "status": conversation.status,
            "labels": conversation.labels,
            "updated_at": conversation.updated_at,
            "custom_attributes": {"product": "LN2107"},
            "meta": {
                "sender": {"id": conversation.contact, "name": "顾客", "type": "contact"},
                "assignee": assignee if conversation.assignee else None,
            },
        }
