"""Where a conversation stands here and at Chatwoot, and what has to be done about the difference.

Nothing here acts. What Chatwoot was last told is kept in the conversation's address, so that what a
process that died left undone is found again.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, fields
from enum import Enum
from typing import Any

from bot.channels.chatwoot.events import Conversation
from bot.channels.people import TAKEN_OVER
from bot.chats.model import Ticket
from bot.chats.reasons import reason_of

WITH_PEOPLE = frozenset({"open", "snoozed"})
_NO_LABEL = re.compile(r"[^\w-]+")


@dataclass(frozen=True)
class Known:
    """What Chatwoot said last or was last told.

    conversation: its number there. status_at: when it had that status, seconds since 1970, by
    Chatwoot's clock or ours. noted: the ticket whose summary was written there. label: the one of
    ours. assignee: Chatwoot's id of the colleague we assigned. echoed: our newest message there.
    """

    conversation: int = 0
    status: str = ""
    status_at: float = 0.0
    noted: int = 0
    label: str = ""
    assignee: int = 0
    echoed: int = 0

    @classmethod
    def of(cls, address: Mapping[str, Any]) -> Known:
        """What a conversation's address holds of it."""
        names = {field.name for field in fields(cls)}
        return cls(**{name: value for name, value in address.items() if name in names})


class Doing(Enum):
    """What people at Chatwoot did, as a change of status tells it."""

    TOOK = "took"
    GAVE_BACK = "gave back"


@dataclass(frozen=True)
class SetStatus:
    """Tell Chatwoot whose turn it is: `open` is people's, `pending` the bot's."""

    status: str


@dataclass(frozen=True)
class SetLabel:
    """Put `label` in the place of `instead_of`; either may be empty."""

    label: str
    instead_of: str


@dataclass(frozen=True)
class Assign:
    """Give the conversation to a colleague, or to a team."""

    user: int = 0
    team: int = 0


@dataclass(frozen=True)
class WriteNote:
    """Write the ticket's summary for colleagues."""

    ticket: Ticket


Step = SetStatus | SetLabel | Assign | WriteNote


def did(known: Known, conversation: Conversation, ticket: Ticket | None) -> Doing | None:
    """What the status in an event says that people did; None where it is no news."""
    status = conversation.status
    if not is_news(known, conversation):
        return None
    if status in WITH_PEOPLE and ticket is None:
        return Doing.TOOK
    if status not in WITH_PEOPLE and ticket is not None and known.status in WITH_PEOPLE:
        return Doing.GAVE_BACK
    return None


def is_news(known: Known, conversation: Conversation) -> bool:
    """Whether an event's status differs from the one known and is no older."""
    if not conversation.status or conversation.status == known.status:
        return False
    return not conversation.updated_at or conversation.updated_at >= known.status_at


def steps(
    known: Known, ticket: Ticket | None, *, crew: Mapping[str, int], team: int
) -> tuple[Step, ...]:
    """What Chatwoot has still to be told, in this order; `crew` is login to Chatwoot's user id.

    The note comes last: with it the hand-over is told, whatever was cut off before is done again.
    """
    if ticket is None:
        return _given_back(known)
    found: list[Step] = []
    if known.status not in WITH_PEOPLE:
        found.append(SetStatus("open"))
    user = crew.get(ticket.taken_by or ticket.assigned_to, 0)
    handed_over = known.noted != ticket.id
    if user and known.assignee != user:
        found.append(Assign(user=user))
    elif team and handed_over and ticket.status == "waiting" and ticket.reason != TAKEN_OVER:
        found.append(Assign(team=team))
    label = label_of(ticket.reason)
    if known.label != label:
        found.append(SetLabel(label, instead_of=known.label))
    if handed_over:
        found.append(WriteNote(ticket))
    return tuple(found)


def _given_back(known: Known) -> tuple[Step, ...]:
    found: list[Step] = []
    if known.status in WITH_PEOPLE:
        found.append(SetStatus("pending"))
    if known.label:
        found.append(SetLabel("", instead_of=known.label))
    return tuple(found)


def label_of(reason: str) -> str:
    """The label of a hand-over: Chatwoot's allow letters, digits, hyphen and underscore."""
    return "小二-" + _NO_LABEL.sub("-", reason_of(reason).label)


def note_of(ticket: Ticket) -> str:
    """The summary a colleague at Chatwoot reads: why, and what is known so far."""
    lines = [f"小二转人工：{reason_of(ticket.reason).label}"]
    if ticket.reason == TAKEN_OVER:
        lines = ["小二已停止回复，改回“待处理（pending）”后继续接待。"]
    lines += [f"{name}：{_said(value)}" for name, value in ticket.facts.items() if value]
    return "\n".join(lines)


def _said(value: object) -> str:
    if isinstance(value, list | tuple):
        return "、".join(str(part) for part in value)
    return str(value)
