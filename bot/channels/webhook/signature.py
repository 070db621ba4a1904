"""HMAC-SHA256 over time and body: who may speak on the webhook, and when it was said.

The header is `t=<Unix seconds>,v1=<hex>`, where v1 is the HMAC of `<t>.<body>` with the secret as
its key. While one secret replaces another both sides may send one v1 for each.
"""

from __future__ import annotations

import hashlib
import hmac
import re
from collections.abc import Sequence
from datetime import datetime

from bot.errors import ConfigurationError
from bot.settings import PLACEHOLDER_SECRETS

HEADER = "X-Xiaoer-Signature"
WINDOW_SECONDS = 300
SHORTEST_SECRET = 16

_LONGEST_HEADER = 1024
_TIME = re.compile(r"t=(\d{1,12})", re.A)
_SIGNATURE = re.compile(r"v1=([0-9a-f]{64})", re.A)


class SignatureError(Exception):
    """The request is not from who has the secret, or not from now; `why` says which."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


def secrets_of(listed: str) -> tuple[bytes, ...]:
    """The secrets of a comma list, none for an empty one; raises ConfigurationError for weak."""
    found = [each.strip() for each in listed.split(",") if each.strip()]
    if any(each.lower() in PLACEHOLDER_SECRETS or len(each) < SHORTEST_SECRET for each in found):
        raise ConfigurationError(
            "XIAOER_WEBHOOK_SECRET holds a placeholder or a short text.",
            hint=f"Use random texts of {SHORTEST_SECRET} characters at least; "
            "several are separated by commas.",
        )
    return tuple(each.encode() for each in found)


def signed(body: bytes, *, secrets: Sequence[bytes], at: datetime) -> str:
    """The header for this body, with one v1 for each secret."""
    seconds = str(int(at.timestamp()))
    return ",".join([f"t={seconds}", *(f"v1={_digest(each, seconds, body)}" for each in secrets)])


def verify(header: str | None, body: bytes, *, secrets: Sequence[bytes], now: datetime) -> None:
    """Raise SignatureError unless the body was signed with one of the secrets in the window."""
    if not header:
        raise SignatureError("missing")
    parts = header.split(",") if len(header) <= _LONGEST_HEADER else []
    times = [found[1] for part in parts if (found := _TIME.fullmatch(part.strip()))]
    given = [found[1] for part in parts if (found := _SIGNATURE.fullmatch(part.strip()))]
    if len(times) != 1 or not given or len(times) + len(given) != len(parts):
        raise SignatureError("malformed")
    ours = [_digest(each, times[0], body) for each in secrets]
    if not any(hmac.compare_digest(mine, theirs) for mine in ours for theirs in given):
        raise SignatureError("wrong")
    if abs(now.timestamp() - int(times[0])) > WINDOW_SECONDS:
        raise SignatureError("out of time")


def _digest(secret: bytes, seconds: str, body: bytes) -> str:
    return hmac.new(secret, seconds.encode() + b"." + body, hashlib.sha256).hexdigest()
