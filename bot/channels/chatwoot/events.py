"""What Chatwoot's webhooks tell, as far as it is of use; fields not named here are ignored.

Read off Chatwoot's own code: an agent bot gets `message_created`, `message_updated`,
`conversation_opened`, `conversation_resolved` and, in newer versions, `conversation_status_changed`
and `conversation_updated`; an account's webhook tells the same. A conversation's `id` is the number
in its address.
"""

from __future__ import annotations

import json
import re
from typing import Any

from pydantic import BaseModel, ConstrainedInt, Field, ValidationError, validator

CONVERSATION_EVENTS = frozenset(
    {
        "conversation_created",
        "conversation_opened",
        "conversation_resolved",
        "conversation_status_changed",
        "conversation_updated",
    }
)
MESSAGE_EVENTS = frozenset({"message_created", "message_updated"})
STATUSES = ("open", "pending", "resolved", "snoozed")
_MESSAGE_TYPES = {0: "incoming", 1: "outgoing", 2: "activity", 3: "template"}
_PRODUCT_ID = re.compile(r"[\w.\-]{1,40}")


class Number(ConstrainedInt):
    """A number of Chatwoot's database."""

    ge = 0
    le = 2**53


class UnreadableEventError(ValueError):
    """A body that is no event of Chatwoot's."""


class Person(BaseModel):
    """A contact, a user or a bot; only users and bots say their type in every version."""

    id: Number | None = None
    type: str | None = None
    name: str | None = None


class Meta(BaseModel):
    """Who a conversation is with and who has it."""

    sender: Person = Field(default_factory=Person)
    assignee: Person | None = None


class Conversation(BaseModel):
    """A conversation as it was when the event was written."""

    id: Number
    inbox_id: Number | None = None
    status: str = ""
    updated_at: float = 0.0
    meta: Meta = Field(default_factory=Meta)
    custom_attributes: dict[str, Any] = Field(default_factory=dict)

    @validator("updated_at", pre=True)
    @classmethod
    def _seconds(cls, value: object) -> float:
        """Seconds since 1970; 0 where a version tells none or writes it otherwise."""
        return float(value) if isinstance(value, int | float) else 0.0

    @validator("custom_attributes", "meta", pre=True)
    @classmethod
    def _present(cls, value: object) -> object:
        return {} if value is None else value

    @validator("status", pre=True)
    @classmethod
    def _known(cls, value: object) -> object:
        return value if value in STATUSES else ""

    @property
    def product(self) -> str:
        """The product in view, where the shop's page set it as a custom attribute."""
        found = self.custom_attributes.get("product")
        return found if isinstance(found, str) and _PRODUCT_ID.fullmatch(found) else ""


class Account(BaseModel):
    """Whose event it is."""

    id: int


class MessageEvent(BaseModel):
    """A message was written or changed."""

    event: str
    id: Number
    content: str = ""
    message_type: str = ""
    private: bool = False
    content_attributes: dict[str, Any] = Field(default_factory=dict)
    attachments: list[Any] = Field(default_factory=list)
    sender: Person = Field(default_factory=Person)
    conversation: Conversation
    account: Account | None = None

    @validator("message_type", pre=True)
    @classmethod
    def _named(cls, value: object) -> object:
        return _MESSAGE_TYPES.get(value, "") if isinstance(value, int) else value

    @validator("content", pre=True)
    @classmethod
    def _text(cls, value: object) -> str:
        return value if isinstance(value, str) else ""

    @validator("content_attributes", "sender", pre=True)
    @classmethod
    def _object(cls, value: object) -> object:
        return {} if value is None else value

    @validator("attachments", pre=True)
    @classmethod
    def _list(cls, value: object) -> object:
        return [] if value is None else value

    @property
    def chosen(self) -> str:
        """What the buyer tapped of the choices in a message of ours; empty for nothing."""
        values = self.content_attributes.get("submitted_values")
        first = values[0] if isinstance(values, list) and values else None
        said = first.get("value") or first.get("title") if isinstance(first, dict) else None
        return said if isinstance(said, str) else ""


class ConversationEvent(Conversation):
    """Something of a conversation changed."""

    event: str
    account: Account | None = None


Event = MessageEvent | ConversationEvent


def read_event(body: bytes) -> Event | None:
    """The event of a webhook's body; None for one that does not concern us.

    Raises UnreadableEventError.
    """
    try:
        raw = json.loads(body)
    except (ValueError, RecursionError) as error:
        raise UnreadableEventError("the body is no JSON") from error
    name = raw.get("event") if isinstance(raw, dict) else None
    if not isinstance(name, str):
        raise UnreadableEventError("the body names no event")
    if name not in MESSAGE_EVENTS | CONVERSATION_EVENTS:
        return None
    model = MessageEvent if name in MESSAGE_EVENTS else ConversationEvent
    try:
        return model.parse_obj(raw)
    except ValidationError as error:
        fields = sorted({str(fault["loc"][0]) for fault in error.errors()})
        raise UnreadableEventError(f"{name} does not fit in: {', '.join(fields)}") from error
