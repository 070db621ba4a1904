"""Signed session cookies and the CSRF tokens that belong to them; only an ended one is stored."""

from __future__ import annotations

import hashlib
import secrets
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from hmac import compare_digest

from itsdangerous import BadSignature, Signer, TimestampSigner
from sqlalchemy import delete, exists, select
from sqlalchemy.orm import Session

from bot.database.inserting import insert_if_absent
from bot.desk.tables import EndedSessionRow
from bot.shop.model.policy import Agent

SESSION_SECONDS = 12 * 3600
IDLE_SECONDS = 2 * 3600
# A cookie is made anew when its holder does something and it is older than this.
RENEWED_AFTER_SECONDS = 60


@dataclass(frozen=True)
class Ticketed:
    """What a session cookie holds; `stamp` changes with the agent's password.

    started, renewed: seconds since 1970, of the sign-in and of what the agent did last.
    """

    login: str
    nonce: str
    stamp: str
    started: int
    renewed: int


class Sessions:
    """Issues and reads session cookies signed with one secret.

    A session ends twelve hours after the sign-in, and after two hours in which its holder did
    nothing: read, write, move the pointer over an open page.
    """

    def __init__(self, secret: str, *, now: Callable[[], float] = time.time) -> None:
        self._now = now
        self._signer = _ClockedSigner(secret, salt="desk.session", digest_method=hashlib.sha256)
        self._signer.now = now
        self._tokens = Signer(secret, salt="desk.csrf", digest_method=hashlib.sha256)
        self._stamps = Signer(secret, salt="desk.stamp", digest_method=hashlib.sha256)
        self._browsers = Signer(secret, salt="desk.browser", digest_method=hashlib.sha256)

    def issue(self, agent: Agent) -> str:
        """A cookie value for `agent`, for a new session."""
        return self._signed(
            agent.login, secrets.token_urlsafe(18), self._stamp(agent), int(self._now())
        )

    def renewed(self, session: Ticketed) -> str | None:
        """A cookie value for the session of somebody who just did something.

        None where the one they have will do for a while.
        """
        if self._now() - session.renewed < RENEWED_AFTER_SECONDS:
            return None
        return self._signed(session.login, session.nonce, session.stamp, session.started)

    def read(self, cookie: str | None) -> Ticketed | None:
        """The session in `cookie`; None when forged or run out."""
        if not cookie:
            return None
        try:
            signed, at = self._signer.unsign(cookie, max_age=IDLE_SECONDS, return_timestamp=True)
            login, nonce, stamp, started = signed.decode().rsplit("|", 3)
            session = Ticketed(login, nonce, stamp, int(started), int(at.timestamp()))
        except (BadSignature, ValueError):
            return None
        return None if self._now() - session.started > SESSION_SECONDS else session

    def belongs(self, session: Ticketed, agent: Agent) -> bool:
        """Whether `agent` may go on with `session`: active, and the same password as then."""
        return agent.active and compare_digest(session.stamp, self._stamp(agent))

    def csrf(self, nonce: str) -> str:
        """The token that every POST made under `nonce` has to carry."""
        return self._tokens.get_signature(nonce).decode()

    def csrf_fits(self, nonce: str, token: str) -> bool:
        """Whether `token` is the one of `nonce`."""
        return bool(nonce) and compare_digest(self.csrf(nonce).encode(), token.encode())

    def browser_mark(self, login: str) -> str:
        """A cookie value that says: `login` has signed in with this browser."""
        return self._browsers.sign(f"{login}|{secrets.token_urlsafe(18)}").decode()

    def marked_browser(self, mark: str, login: str) -> str:
        """The id of a browser that `login` has signed in with; empty for any other."""
        try:
            whose, _, browser = self._browsers.unsign(mark).decode().rpartition("|")
        except (BadSignature, ValueError):
            return ""
        return browser if whose == login else ""

    def _signed(self, login: str, nonce: str, stamp: str, started: int) -> str:
        return self._signer.sign("|".join((login, nonce, stamp, str(started)))).decode()

    def _stamp(self, agent: Agent) -> str:
        return self._stamps.get_signature(agent.password_hash).decode()


def end_session(database: Session, session: Ticketed, *, at: datetime) -> None:
    """Sign out: this session is refused from now on, by every desk."""
    database.execute(delete(EndedSessionRow).where(EndedSessionRow.until <= at))
    until = at + timedelta(seconds=SESSION_SECONDS)
    insert_if_absent(database, EndedSessionRow, nonce=session.nonce, until=until)


def has_ended(database: Session, session: Ticketed) -> bool:
    """Whether this session was signed out."""
    return bool(database.scalar(select(exists().where(EndedSessionRow.nonce == session.nonce))))


class _ClockedSigner(TimestampSigner):
    """A timestamp signer whose clock can be given."""

    now: Callable[[], float] = time.time

    def get_timestamp(self) -> int:
        """Whole seconds since 1970."""
        return int(self.now())
