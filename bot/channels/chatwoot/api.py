"""Chatwoot's application API, as far as an agent bot may call it; paths and fields are those of
its published OpenAPI definitions (swagger/ of chatwoot/chatwoot).
"""

from __future__ import annotations

import logging
from collections.abc import Mapping
from typing import Any

import httpx

from bot.channels.connector import NotDeliveredError, UndeliverableError
from bot.channels.plain import Choice

logger = logging.getLogger(__name__)

TIMEOUT_SECONDS = 8.0
# What comes back with our own messages tells them apart from everybody else's.
MESSAGE_MARK = "xiaoer_message"
NOTE_MARK = "xiaoer_note"
_REFUSED_TOKEN = frozenset({401, 403})
_NEVER = frozenset({404, 410, 413, 422})


class ChatwootApi:
    """Calls one account with the bot's access token; `user_token` sets labels where bots may not.

    Every call raises NotDeliveredError where it may be tried again, UndeliverableError where not.
    """

    def __init__(
        self,
        url: str,
        *,
        account: int,
        bot_token: str,
        user_token: str = "",
        transport: httpx.AsyncBaseTransport | None = None,
    ) -> None:
        self._base = f"{url.rstrip('/')}/api/v1/accounts/{account}/conversations"
        self._bot_token = bot_token
        self._user_token = user_token
        self._may_label = True
        self._client = httpx.AsyncClient(
            timeout=TIMEOUT_SECONDS, transport=transport, trust_env=False, follow_redirects=False
        )

    async def say(
        self, conversation: int, text: str, *, message_id: int, offered: tuple[Choice, ...]
    ) -> None:
        """Write to the buyer, with choices to tap where there are any."""
        attributes: dict[str, Any] = {MESSAGE_MARK: message_id}
        kind = "text"
        if offered:
            kind = "input_select"
            attributes["items"] = [{"title": title, "value": said} for title, said in offered]
        await self._write(conversation, text, content_type=kind, content_attributes=attributes)

    async def note(self, conversation: int, text: str, *, ticket_id: int) -> None:
        """Write a note that only colleagues read."""
        await self._write(
            conversation, text, private=True, content_attributes={NOTE_MARK: ticket_id}
        )

    async def set_status(self, conversation: int, status: str) -> None:
        """Set whose turn it is: `open` or `pending`."""
        await self._call("POST", f"{conversation}/toggle_status", {"status": status})

    async def assign(self, conversation: int, *, user: int = 0, team: int = 0) -> None:
        """Give the conversation to a user, or to a team."""
        body = {"assignee_id": user} if user else {"team_id": team}
        await self._call("POST", f"{conversation}/assignments", body)

    async def relabel(self, conversation: int, *, add: str, remove: str) -> None:
        """Change our label and leave the others: the API replaces the whole list.

        Where neither the bot nor the user's token may do so, nothing happens.
        """
        if not self._may_label:
            return
        token = self._user_token or self._bot_token
        path = f"{conversation}/labels"
        try:
            answer = await self._call("GET", path, token=token)
            there = [label for label in answer.get("payload") or () if isinstance(label, str)]
            wanted = [label for label in there if label != remove]
            wanted += [add] if add and add not in wanted else []
            if wanted != there:
                await self._call("POST", path, {"labels": wanted}, token=token)
        except _TokenRefusedError:
            self._may_label = False
            logger.warning(
                "Chatwoot lets this bot set no labels; XIAOER_CHATWOOT_USER_TOKEN would be used."
            )

    async def close(self) -> None:
        """Close the connections."""
        await self._client.aclose()

    async def _write(self, conversation: int, text: str, **more: Any) -> None:
        body = {"content": text, "message_type": "outgoing", "private": False, **more}
        await self._call("POST", f"{conversation}/messages", body)

    async def _call(
        self, method: str, path: str, body: Mapping[str, Any] | None = None, *, token: str = ""
    ) -> dict[str, Any]:
        try:
            response = await self._client.request(
                method,
                f"{self._base}/{path}",
                json=None if body is None else dict(body),
                headers={"api_access_token": token or self._bot_token},
            )
        except httpx.HTTPError as error:
            raise NotDeliveredError(f"Chatwoot: {type(error).__name__}") from error
        if response.is_success:
            return _object_of(response)
        raise _failure(response, path.rpartition("/")[2])


class _TokenRefusedError(NotDeliveredError):
    """The token may not do this, or is none: the operator can mend it."""


def _failure(response: httpx.Response, what: str) -> NotDeliveredError:
    """The error of an answer; its body is left out, it may quote the buyer."""
    status = response.status_code
    why = f"Chatwoot: HTTP {status} to {what}"
    if status in _REFUSED_TOKEN:
        return _TokenRefusedError(why)
    if status in _NEVER:
        return UndeliverableError(why)
    after = response.headers.get("retry-after", "")
    return NotDeliveredError(why, after_seconds=float(after) if after.isdigit() else None)


def _object_of(response: httpx.Response) -> dict[str, Any]:
    try:
        found = response.json()
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}
