"""Who is talking: a signed cookie for a buyer, the internal token for an operator."""

from __future__ import annotations

import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass

from itsdangerous import BadSignature, URLSafeSerializer

from bot.serving.internal import knows

COOKIE = "xiaoer_buyer"
COOKIE_SECONDS = 365 * 24 * 3600

_BUYER_NUMBER = re.compile(r"[0-9a-f]{24}")
_OPERATOR_NAME = re.compile(r"[\w.\-]{1,64}")


@dataclass(frozen=True)
class Visitor:
    """Who a connection speaks for.

    `conversation_id` is buyer id and Rasa's sender id as well. An operator (a script of ours, the
    terminal chat) may set a message's time and sees why the bot said what it said.
    """

    conversation_id: str
    channel: str
    operator: bool = False


class BuyerCookies:
    """Makes and reads the cookie that carries a buyer's identity."""

    def __init__(self, secret: str) -> None:
        self._signer = URLSafeSerializer(secret, salt="web-buyer")

    def issue(self) -> str:
        """The cookie of a buyer never seen before."""
        return str(self._signer.dumps(secrets.token_hex(12)))

    def read(self, cookie: str | None) -> Visitor | None:
        """The buyer of a cookie; None for a missing, altered or foreign one."""
        if not cookie:
            return None
        try:
            number = self._signer.loads(cookie)
        except BadSignature:
            return None
        if not isinstance(number, str) or not _BUYER_NUMBER.fullmatch(number):
            return None
        return Visitor(conversation_id=f"web:{number}", channel="web")


@dataclass(frozen=True)
class Doorkeeper:
    """Decides from cookie and token alone who a request comes from."""

    cookies: BuyerCookies
    token: str

    def trusts(self, headers: Mapping[str, str]) -> bool:
        """Whether the request carries the internal token."""
        return knows(headers, self.token)

    def visitor(
        self, *, cookie: str | None, headers: Mapping[str, str], named: str | None
    ) -> Visitor | None:
        """The visitor, or None for nobody we know; `named` counts for an operator only."""
        if named and self.trusts(headers):
            if not _OPERATOR_NAME.fullmatch(named):
                return None
            return Visitor(conversation_id=f"cli:{named}", channel="cli", operator=True)
        return self.cookies.read(cookie)


def same_site(origin: str | None, host: str) -> bool:
    """Whether a WebSocket's Origin is our own page; programs send no Origin and pass."""
    if origin is None:
        return True
    scheme, _, origin_host = origin.partition("://")
    return scheme in {"http", "https"} and origin_host.lower() == host.lower()
