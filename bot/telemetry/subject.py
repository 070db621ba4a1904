"""Which conversation and message is being worked on, for logs and traces."""

from __future__ import annotations

import hashlib
import hmac
import re
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from functools import lru_cache

from bot.errors import ConfigurationError
from bot.settings import settings

_HEX_DIGITS = 12
_CONVERSATION = re.compile(r"\b(web|cli|webhook|chatwoot|wechat|wecom):[\w.@%+=-]+")


@dataclass(frozen=True)
class Subject:
    """A conversation; `message_id` is the log's id of the buyer's message, 0 for none."""

    conversation_id: str
    message_id: int = 0


_SUBJECT: ContextVar[Subject | None] = ContextVar("subject", default=None)


@contextmanager
def about(conversation_id: str, message_id: int = 0) -> Iterator[None]:
    """Whatever is logged inside, in tasks and threads started there too, is about this."""
    token = _SUBJECT.set(Subject(conversation_id, message_id))
    try:
        yield
    finally:
        _SUBJECT.reset(token)


def subject() -> Subject | None:
    """What is being worked on here."""
    return _SUBJECT.get()


def tag_of(conversation_id: str) -> str:
    """A name for the conversation that says nothing of the buyer: `web-` and twelve hex digits.

    It is keyed by the internal token: a platform's id may be a phone number, whose plain hash
    could be guessed. All processes of one engine give the same conversation the same tag.
    """
    channel = conversation_id.partition(":")[0] if ":" in conversation_id else "chat"
    digest = hmac.new(_key(), conversation_id.encode("utf-8", "replace"), hashlib.sha256)
    return f"{channel}-{digest.hexdigest()[:_HEX_DIGITS]}"


def with_tags(text: str) -> str:
    """The text with every conversation's id replaced by its tag."""
    if ":" not in text:
        return text
    return _CONVERSATION.sub(lambda found: tag_of(found[0]), text)


@lru_cache(maxsize=1)
def _key() -> bytes:
    try:
        token = settings().internal_token.get_secret_value()
    except ConfigurationError:
        token = ""
    # Without a token the tags of this process are like no other's, rather than guessable.
    return (token or secrets.token_hex()).encode()
