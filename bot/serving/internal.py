"""How our processes know one another: by a token that only they have."""

from __future__ import annotations

import hmac
from collections.abc import Mapping

INTERNAL_HEADER = "X-Xiaoer-Token"


def knows(headers: Mapping[str, str], token: str) -> bool:
    """Whether the request with these headers names its caller as a process of ours."""
    given = headers.get(INTERNAL_HEADER.lower()) or ""
    return hmac.compare_digest(given.encode("utf-8", "replace"), token.encode())
