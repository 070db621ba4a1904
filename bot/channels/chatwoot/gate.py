"""Whether a webhook is Chatwoot's: by its signature, or by a token in the address.

Chatwoot 4.13 and later sign what they send to agent bots: `X-Chatwoot-Signature` is `sha256=` and
the HMAC-SHA256, in hex, of the value of `X-Chatwoot-Timestamp`, a dot and the raw body
(chatwoot/chatwoot, pull requests 13573 and 13892). Earlier versions sign nothing.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Callable, Mapping
from datetime import datetime

REPLAY_SECONDS = 300
SIGNATURE = "x-chatwoot-signature"
TIMESTAMP = "x-chatwoot-timestamp"


class Gate:
    """Lets Chatwoot's requests in; with secrets only signed ones, else those with the token."""

    def __init__(
        self, *, secrets: tuple[str, ...], path_token: str, clock: Callable[[], datetime]
    ) -> None:
        self._secrets = secrets
        self._path_token = path_token
        self._clock = clock

    def admits(self, headers: Mapping[str, str], body: bytes, *, token: str) -> bool:
        """Whether the request is Chatwoot's and not an old one sent again."""
        if self._path_token and not _same(token, self._path_token):
            return False
        if not self._secrets:
            return bool(self._path_token)
        stamp = headers.get(TIMESTAMP) or ""
        given = headers.get(SIGNATURE) or ""
        if not (stamp.isascii() and stamp.isdigit() and len(stamp) <= 12):
            return False
        if abs(self._clock().timestamp() - int(stamp)) > REPLAY_SECONDS:
            return False
        # Every secret is tried, so that the time taken does not tell which one fitted.
        fits = [_same(given, signature(secret, stamp, body)) for secret in self._secrets]
        return any(fits)


def signature(secret: str, stamp: str, body: bytes) -> str:
    """The signature header of a body sent at `stamp`, seconds since 1970 as a text."""
    signed = stamp.encode() + b"." + body
    return "sha256=" + hmac.new(secret.encode(), signed, hashlib.sha256).hexdigest()


def _same(given: str, expected: str) -> bool:
    return hmac.compare_digest(given.encode("utf-8", "replace"), expected.encode())
