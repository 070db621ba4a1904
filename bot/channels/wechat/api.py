"""Calls of WeChat's JSON API, and what its error codes mean for a message.

wechatpy speaks the API through blocking requests and knows no customer service of WeCom, so the few
calls needed are made here.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Mapping
from typing import Any

import httpx

from bot.channels.connector import NotDeliveredError, UndeliverableError
from bot.channels.wechat.access import AccessTokens

logger = logging.getLogger(__name__)

TIMEOUT_SECONDS = 8.0
_TOKEN_ENDED = frozenset({40001, 40014, 42001})
_BUSY = frozenset({-1, 6000, 45009, 45011, 45033})
# The operator can mend these, and what waits is then delivered.
_SETTINGS = frozenset({40013, 40125, 40164, 41002, 48001, 60020, 95000})
OVER = {
    45015: "顾客超过48小时没发消息，微信不让再发",
    45047: "顾客没再发消息，微信允许的条数已用完",
    95001: "顾客没再发消息，微信允许的条数已用完",
    95018: "会话已结束或由企业微信同事接待，这里发不出去",
    43004: "顾客已取消关注",
    45002: "内容太长",
}


class ApiError(UndeliverableError):
    """An error code that trying again does not change."""

    def __init__(self, code: int, message: str) -> None:
        super().__init__(f"微信：{OVER.get(code, '没有接收')}（{code}）")
        self.code = code
        self.message = message


class WeChatApi:
    """Calls the API at `base` with the account's token."""

    def __init__(self, client: httpx.AsyncClient, base: str, tokens: AccessTokens) -> None:
        self._client = client
        self._base = base
        self._tokens = tokens

    async def post(self, path: str, body: Mapping[str, Any]) -> dict[str, Any]:
        """The answer to a call; raises ApiError, or NotDeliveredError to try again."""
        token = await self._tokens.get()
        answer = await self._ask(path, body, token)
        if answer.get("errcode") in _TOKEN_ENDED:
            answer = await self._ask(path, body, await self._tokens.renew(token))
        code = answer.get("errcode") or 0
        if code in _TOKEN_ENDED | _BUSY:
            raise NotDeliveredError(f"微信：暂时没有接收（{code}）")
        if code in _SETTINGS:
            logger.error("WeChat refuses %s with %s; look at the account's settings.", path, code)
            raise NotDeliveredError(f"微信：账号设置有误（{code}）")
        if code:
            raise ApiError(code, str(answer.get("errmsg") or ""))
        return answer

    async def close(self) -> None:
        """Close the connections to the platform and to where the token is shared."""
        await self._tokens.close()
        await self._client.aclose()

    async def _ask(self, path: str, body: Mapping[str, Any], token: str) -> dict[str, Any]:
        # The API reads `\uXXXX` as written, so the text goes out as it is.
        content = json.dumps(body, ensure_ascii=False).encode()
        try:
            response = await self._client.post(
                f"{self._base}{path}", params={"access_token": token}, content=content
            )
            response.raise_for_status()
            answer = response.json()
        except (httpx.HTTPError, ValueError) as error:
            # Only the type: the address in the text holds the token.
            raise NotDeliveredError(f"微信：{type(error).__name__}") from None
        return answer if isinstance(answer, dict) else {}


def http_client(transport: httpx.AsyncBaseTransport | None = None) -> httpx.AsyncClient:
    """A client for the API; httpx's own log lines would show tokens in addresses."""
    logging.getLogger("httpx").setLevel(logging.WARNING)
    return httpx.AsyncClient(
        timeout=TIMEOUT_SECONDS, transport=transport, trust_env=False, follow_redirects=False
    )
