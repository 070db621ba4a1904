"""What the bot would have answered while a person has the chat, kept for the desk to send.

A suggestion is made of a draft turn: nothing of it is conceded, booked or remembered. Only when a
person sends it the turn is run for good (`digest`), so that what it concedes is in the ledger.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, func, select, update
from sqlalchemy.orm import Session

from bot.chats.model import Reply
from bot.chats.tables import MessageRow, SuggestionRow
from bot.database.inserting import insert_if_absent

_SUGGESTIONS = SuggestionRow.__table__
_MESSAGES = MessageRow.__table__
_REPLACE = (
    update(_SUGGESTIONS)
    .where(_SUGGESTIONS.c.message_id == bindparam("of"), _SUGGESTIONS.c.used_by == "")
    .values(replies=bindparam("replies"), digest=bindparam("digest"), made_at=bindparam("made_at"))
)
_USE = (
    update(_SUGGESTIONS)
    .where(_SUGGESTIONS.c.message_id == bindparam("of"), _SUGGESTIONS.c.used_by == "")
    .values(used_by=bindparam("login"), used_at=bindparam("at"))
)
_OF_MESSAGE = select(_SUGGESTIONS).where(_SUGGESTIONS.c.message_id == bindparam("of"))
# The buyer's last word, and nothing a person said since: what was answered needs no suggestion.
_NEWEST = select(_SUGGESTIONS).where(
    _SUGGESTIONS.c.message_id
    == select(func.max(_MESSAGES.c.id))
    .where(_MESSAGES.c.conversation_id == bindparam("of"), _MESSAGES.c.sender == "buyer")
    .scalar_subquery(),
    _SUGGESTIONS.c.used_by == "",
    _SUGGESTIONS.c.digest != "",
    ~select(_MESSAGES.c.id)
    .where(
        _MESSAGES.c.conversation_id == bindparam("of"),
        _MESSAGES.c.sender == "agent",
        _MESSAGES.c.id > _SUGGESTIONS.c.message_id,
    )
    .exists(),
)


@dataclass(frozen=True)
class Suggestion:
    """What the bot would have answered to the buyer's message `message_id`.

    Each reply has its words, payload (card, answers to tap) and trace (intent, reason, facts).
    `digest` stands for the decision; it is empty for what no person would send (the bot asks back,
    or fetches one) and is kept for its reading alone. `used_by` is the login that sent it.
    """

    message_id: int
    conversation_id: str
    replies: tuple[Reply, ...]
    digest: str
    made_at: datetime
    used_by: str = ""
    used_at: datetime | None = None

    @property
    def text(self) -> str:
        """The words of all its messages, one below the other."""
        return "\n".join(reply.text for reply in self.replies)


class Suggestions:
    """Reads and writes suggestions inside the caller's transaction."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def keep(
        self,
        conversation_id: str,
        message_id: int,
        *,
        replies: Sequence[Reply],
        digest: str,
        at: datetime,
    ) -> bool:
        """Keep what would be answered to a message, in the place of what was kept before.

        False where that was sent already: what was said is not rewritten.
        """
        values = {"replies": [_to_json(reply) for reply in replies], "digest": digest}
        if insert_if_absent(
            self._session,
            SuggestionRow,
            message_id=message_id,
            conversation_id=conversation_id,
            made_at=at,
            **values,
        ):
            return True
        replaced = self._session.execute(_REPLACE, {"of": message_id, "made_at": at, **values})
        return bool(replaced.rowcount)

    def of(self, message_id: int) -> Suggestion | None:
        """What was kept for this message, sent or not."""
        return _suggestion_of(self._session.execute(_OF_MESSAGE, {"of": message_id}).first())

    def newest(self, conversation_id: str) -> Suggestion | None:
        """What may be sent now: for the buyer's last message, if no person answered it yet."""
        return _suggestion_of(self._session.execute(_NEWEST, {"of": conversation_id}).first())

    def use(self, message_id: int, *, login: str, at: datetime) -> bool:
        """Note that `login` sends it; False when it was sent before, or is not there."""
        used = self._session.execute(_USE, {"of": message_id, "login": login, "at": at})
        return bool(used.rowcount)


def _to_json(reply: Reply) -> dict[str, Any]:
    return {"text": reply.text, "payload": reply.payload, "trace": reply.trace}


def _suggestion_of(row: Any) -> Suggestion | None:
    if row is None:
        return None
    return Suggestion(
        message_id=row.message_id,
        conversation_id=row.conversation_id,
        replies=tuple(_reply_of(reply) for reply in row.replies),
        digest=row.digest,
        made_at=row.made_at,
        used_by=row.used_by,
        used_at=row.used_at,
    )


def _reply_of(kept: Mapping[str, Any]) -> Reply:
    return Reply(kept["text"], dict(kept["payload"]), dict(kept["trace"]))
