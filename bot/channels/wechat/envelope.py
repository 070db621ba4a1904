"""WeChat's encrypted envelopes: is it theirs, is it new, what is in it.

Only the safe mode (安全模式) is spoken: a body is AES-256-CBC under the account's key, and
`msg_signature` is the SHA-1 of token, timestamp, nonce and ciphertext, sorted and joined. Both are
wechatpy's; the comparison and the age are checked here, before anything is decrypted.
"""

from __future__ import annotations

import binascii
import hmac
import struct
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Protocol
from xml.parsers.expat import ExpatError

import xmltodict
from wechatpy.exceptions import WeChatException
from wechatpy.utils import WeChatSigner

REPLAY_SECONDS = 300
_STAMP_CHARS = 12


class NotFromWeChatError(Exception):
    """A request that is not the platform's, is an old one sent again, or cannot be opened."""


class Crypto(Protocol):
    """wechatpy's, of an official account or of an enterprise."""

    def decrypt_message(
        self, msg: Mapping[str, str], signature: str, timestamp: str, nonce: str
    ) -> str:
        """The XML inside."""

    def encrypt_message(self, msg: str, nonce: str, timestamp: str | None = None) -> str:
        """An envelope around the XML."""


class Envelope:
    """Opens what comes to one account; `token` is the one that signs."""

    def __init__(self, crypto: Crypto, *, token: str, clock: Callable[[], datetime]) -> None:
        self._crypto = crypto
        self._token = token
        self._clock = clock

    def greeted(self, query: Mapping[str, str]) -> str:
        """The plain `echostr` of an official account's verification; raises NotFromWeChatError."""
        echo = query.get("echostr", "")
        self._check(query, "signature")
        return echo

    def greeted_sealed(self, query: Mapping[str, str]) -> str:
        """The encrypted `echostr` of an enterprise's verification; raises NotFromWeChatError."""
        return self._opened(query, query.get("echostr", ""))

    def opened(self, query: Mapping[str, str], body: bytes) -> str:
        """The XML of a message; raises NotFromWeChatError."""
        try:
            parsed = xmltodict.parse(body)
        except (ExpatError, ValueError) as error:
            raise NotFromWeChatError("the body is no XML") from error
        root = parsed.get("xml")
        sealed = root.get("Encrypt") if isinstance(root, Mapping) else None
        if not isinstance(sealed, str):
            raise NotFromWeChatError("the body is not encrypted: choose the safe mode (安全模式)")
        return self._opened(query, sealed)

    def sealed(self, xml: str, query: Mapping[str, str]) -> str:
        """An answer to the request with this query."""
        return self._crypto.encrypt_message(xml, query["nonce"], query["timestamp"])

    def _opened(self, query: Mapping[str, str], sealed: str) -> str:
        self._check(query, "msg_signature", sealed)
        try:
            return self._crypto.decrypt_message(
                {"Encrypt": sealed}, query["msg_signature"], query["timestamp"], query["nonce"]
            )
        except (WeChatException, ValueError, struct.error, binascii.Error, IndexError) as error:
            raise NotFromWeChatError("it cannot be decrypted: wrong key or account?") from error

    def _check(self, query: Mapping[str, str], name: str, *sealed: str) -> None:
        stamp, nonce = query.get("timestamp", ""), query.get("nonce", "")
        given = query.get(name, "")
        signer = WeChatSigner()
        signer.add_data(self._token, stamp, nonce, *sealed)
        if not hmac.compare_digest(given.encode("utf-8", "replace"), signer.signature.encode()):
            raise NotFromWeChatError("the signature does not fit")
        if not (stamp.isascii() and stamp.isdigit() and len(stamp) <= _STAMP_CHARS):
            raise NotFromWeChatError("the timestamp is none")
        if abs(self._clock().timestamp() - int(stamp)) > REPLAY_SECONDS:
            raise NotFromWeChatError("the timestamp is too far from now")
