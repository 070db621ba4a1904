"""Names for buyers and conversations that nobody can turn back into who they are."""

from __future__ import annotations

import hmac
import os
import secrets
from pathlib import Path

from bot.errors import ConfigurationError
from bot.learn.log.schema import TAG_CHARS

KEY_FILE = "key"
_KEY_BYTES = 32


class Tags:
    """Tags under one key: the same id has the same tag for as long as the key is kept.

    A platform's id may be a phone number or a nickname, whose plain hash could be guessed.
    """

    def __init__(self, key: bytes) -> None:
        self._key = key

    @classmethod
    def kept_in(cls, folder: Path) -> Tags:
        """Tags under the key in this folder, which is made at the first use, for its owner only.

        Raises ConfigurationError for a key file that holds no key, or is gone from beside a log.
        """
        path = folder / KEY_FILE
        if not path.exists() and not any((folder / "log").glob("day=*")):
            _make(path)
        try:
            key = bytes.fromhex(path.read_text("ascii").strip())
        except (ValueError, OSError):
            key = b""
        if len(key) != _KEY_BYTES:
            raise ConfigurationError(
                f"{path} holds no key of the conversation log.",
                hint="Bring it back from a backup: under another key nobody who was collected "
                "before can be found to be forgotten.",
            )
        return cls(key)

    def buyer(self, buyer_id: str) -> str:
        """The tag of a buyer."""
        return self._tag("buyer", buyer_id)

    def conversation(self, source: str, conversation_id: str) -> str:
        """The tag of a conversation of a source."""
        return self._tag("conversation", source + "\n" + conversation_id)

    def _tag(self, kind: str, name: str) -> str:
        said = f"{kind}\n{name}".encode("utf-8", "surrogatepass")
        return hmac.digest(self._key, said, "sha256").hex()[:TAG_CHARS]


def _make(path: Path) -> None:
    """Write a new key, whole or not at all; of two processes the first one's stays."""
    path.parent.mkdir(parents=True, exist_ok=True)
    own = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    handle = os.open(own, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w") as file:
        file.write(secrets.token_hex(_KEY_BYTES) + "\n")
        file.flush()
        os.fsync(file.fileno())
    try:
        path.hardlink_to(own)
    except FileExistsError:
        pass
    finally:
        own.unlink()
