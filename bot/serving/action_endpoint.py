"""The way from the Rasa server to the action server: one kept-alive session, with our token."""

from __future__ import annotations

import asyncio
import json
from typing import Any

import aiohttp
from rasa.utils.endpoints import ClientResponseError, EndpointConfig

from bot.serving.http import INTERNAL_HEADER

_RETRY_SECONDS = 0.1


class ActionEndpoint(EndpointConfig):
    """Calls the action server at `url` (its webhook).

    Rasa opens and closes a session and a connection for every call (0.7 ms) and waits 300 s; this
    keeps them, names the caller by the internal token, and gives up after `timeout_seconds`. While
    the action server is being restarted it is called again, for at most `restart_seconds`: a call
    that was not accepted was not carried out either.
    """

    def __init__(
        self, url: str, *, token: str, timeout_seconds: float, restart_seconds: float = 5.0
    ) -> None:
        super().__init__(url, headers={INTERNAL_HEADER: token}, enable_selective_domain=True)
        self._timeout = aiohttp.ClientTimeout(total=timeout_seconds)
        self._restart_seconds = restart_seconds
        self._session: aiohttp.ClientSession | None = None

    async def request(
        self,
        method: str = "post",
        subpath: str | None = None,
        content_type: str | None = "application/json",
        compress: bool = False,
        **kwargs: Any,
    ) -> Any:
        """Send `kwargs["json"]` and return the answer; raises aiohttp's and Rasa's client errors.

        Rasa's own `timeout` argument is set aside for ours.
        """
        body = json.dumps(kwargs["json"], ensure_ascii=False).encode("utf-8", "replace")
        give_up_at = asyncio.get_running_loop().time() + self._restart_seconds
        while True:
            try:
                return await self._send(method, body)
            except aiohttp.ClientConnectorError:
                if asyncio.get_running_loop().time() >= give_up_at:
                    raise
                await asyncio.sleep(_RETRY_SECONDS)

    async def _send(self, method: str, body: bytes) -> Any:
        async with self._open_session().request(method, str(self.url), data=body) as response:
            if response.status >= 400:
                raise ClientResponseError(
                    response.status, str(response.reason), await response.text()
                )
            return json.loads(await response.read())

    def _open_session(self) -> aiohttp.ClientSession:
        if self._session is None or self._session.closed:
            self._session = aiohttp.ClientSession(
                headers={**self.headers, "Content-Type": "application/json"},
                timeout=self._timeout,
                connector=aiohttp.TCPConnector(limit=0, keepalive_timeout=30),
                trust_env=False,
            )
        return self._session

    async def close(self) -> None:
        """Close the connections; the endpoint opens them again when it is used."""
        if self._session is not None:
            await self._session.close()
