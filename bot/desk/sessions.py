"""Signed session cookies and the CSRF tokens that belong to them; nothing is stored."""

from __future__ import annotations

import hashlib
import secrets
import time
from collections.abc import Callable
from dataclasses import dataclass
from hmac import compare_digest

from itsdangerous import BadSignature, Signer, TimestampSigner

from bot.shop.model.policy import Agent

SESSION_SECONDS = 12 * 3600


@dataclass(frozen=True)
class Ticketed:
    """What a session cookie holds; `stamp` changes with the agent's password."""

    login: str
    nonce: str
    stamp: str


class Sessions:
    """Issues and reads session cookies signed with one secret.

    Signed-out sessions are remembered by this process until they would have run out.
    """

    def __init__(self, secret: str, *, now: Callable[[], float] = time.time) -> None:
        self._now = now
        self._signer = _ClockedSigner(secret, salt="desk.session", digest_method=hashlib.sha256)
        self._signer.now = now
        self._tokens = Signer(secret, salt="desk.csrf", digest_method=hashlib.sha256)
        self._stamps = Signer(secret, salt="desk.stamp", digest_method=hashlib.sha256)
        self._ended: dict[str, float] = {}

    def issue(self, agent: Agent) -> str:
        """A cookie value for `agent`, good for twelve hours."""
        nonce = secrets.token_urlsafe(18)
        text = "|".join((agent.login, nonce, self._stamp(agent)))
        return self._signer.sign(text).decode()

    def read(self, cookie: str | None) -> Ticketed | None:
        """The session in `cookie`; None when forged, run out or signed out."""
        if not cookie:
            return None
        try:
            text = self._signer.unsign(cookie, max_age=SESSION_SECONDS).decode()
        except BadSignature:
            return None
        session = Ticketed(*text.rsplit("|", 2))
        return None if session.nonce in self._ended else session

    def belongs(self, session: Ticketed, agent: Agent) -> bool:
        """Whether `agent` may go on with `session`: active, and the same password as then."""
        return agent.active and compare_digest(session.stamp, self._stamp(agent))

    def end(self, session: Ticketed) -> None:
        """Sign out: this session is refused from now on."""
        now = self._now()
        self._ended = {nonce: until for nonce, until in self._ended.items() if until > now}
        self._ended[session.nonce] = now + SESSION_SECONDS

    def csrf(self, nonce: str) -> str:
        """The token that every POST made under `nonce` has to carry."""
        return self._tokens.get_signature(nonce).decode()

    def csrf_fits(self, nonce: str, token: str) -> bool:
        """Whether `token` is the one of `nonce`."""
        return bool(nonce) and compare_digest(self.csrf(nonce).encode(), token.encode())

    def _stamp(self, agent: Agent) -> str:
        return self._stamps.get_signature(agent.password_hash).decode()


class _ClockedSigner(TimestampSigner):
    """A timestamp signer whose clock can be given."""

    now: Callable[[], float] = time.time

    def get_timestamp(self) -> int:
        """Whole seconds since 1970."""
        return int(self.now())
