"""The chat log: every message in, every message out, in order, once."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, exists, func, insert, select, update
from sqlalchemy.orm import Session

from bot.chats.model import Conversation, Incoming, Message, Received, Reply, Sender
from bot.chats.tables import ConversationRow, MessageRow, TicketRow
from bot.database.inserting import insert_if_absent

# Built once: SQLAlchemy then knows what it compiled of them; every message runs them all.
_CONVERSATIONS = ConversationRow.__table__
_MESSAGES = MessageRow.__table__
_TOUCH = (
    update(_CONVERSATIONS)
    .where(_CONVERSATIONS.c.id == bindparam("of"))
    .values(last_message_at=bindparam("last_message_at"))
)
_TOUCH_IN_VIEW = _TOUCH.values(product_id=bindparam("product_id"))
_SETTLE = (
    update(_MESSAGES)
    .where(_MESSAGES.c.id == bindparam("of"), _MESSAGES.c.answered == 0)
    .values(answered=1)
)
_INSERT = insert(_MESSAGES)
_LOGGED = select(
    MessageRow.id,
    exists()
    .where(TicketRow.conversation_id == MessageRow.conversation_id, TicketRow.status != "closed")
    .correlate(MessageRow),
).where(
    MessageRow.conversation_id == bindparam("conversation_id"),
    MessageRow.external_id == bindparam("external_id"),
)


class ChatLog:
    """Reads and writes messages inside the caller's transaction."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def receive(self, incoming: Incoming) -> Received:
        """Log a buyer's message once; owed an answer unless a person has the chat."""
        self._touch(incoming)
        key = {
            "conversation_id": incoming.conversation_id,
            "external_id": incoming.external_id,
        }
        is_new = insert_if_absent(
            self._session,
            MessageRow,
            **key,
            sender="buyer",
            text=incoming.text,
            trace=incoming.trace,
            at=incoming.at,
            answered=0,
        )
        message_id, with_person = self._session.execute(_LOGGED, key).one()
        if is_new and with_person:
            self._settle(message_id)
        return Received(message_id, duplicate=not is_new, with_person=with_person)

    def reply(
        self,
        conversation_id: str,
        replies: Sequence[Reply],
        *,
        answers: int | None,
        earlier: Sequence[int] = (),
        at: datetime,
        sender: Sender = "bot",
        agent: str = "",
    ) -> tuple[Message, ...]:
        """Log replies and mark the buyer's message `answers` as answered, together.

        Nothing is logged, and an empty tuple returned, when that message was answered before.
        `earlier`: messages that were read as one with it, and are answered with it.
        """
        if answers is not None and not self._settle(answers):
            return ()
        for message_id in earlier:
            self._settle(message_id)
        return tuple(
            self._write(conversation_id, reply, at=at, sender=sender, agent=agent)
            for reply in replies
        )

    def since(
        self, conversation_id: str, *, after: int = 0, limit: int = 200
    ) -> tuple[Message, ...]:
        """The conversation's messages after id `after`; the newest `limit` of them, in order."""
        rows = self._session.scalars(
            select(MessageRow)
            .where(MessageRow.conversation_id == conversation_id, MessageRow.id > after)
            .order_by(MessageRow.id.desc())
            .limit(limit)
        )
        return tuple(message_of(row) for row in reversed(list(rows)))

    def after(self, message_id: int, *, limit: int = 500) -> tuple[Message, ...]:
        """Messages of every conversation after `message_id`, oldest first."""
        rows = self._session.scalars(
            select(MessageRow)
            .where(MessageRow.id > message_id)
            .order_by(MessageRow.id)
            .limit(limit)
        )
        return tuple(message_of(row) for row in rows)

    def newest_id(self) -> int:
        """The id of the newest message, 0 where there is none."""
        return self._session.scalar(select(func.max(MessageRow.id))) or 0

    def replied(self, conversation_id: str, *, since: datetime) -> bool:
        """Whether the bot said anything since then."""
        said = exists().where(
            MessageRow.conversation_id == conversation_id,
            MessageRow.sender == "bot",
            MessageRow.at >= since,
        )
        return bool(self._session.scalar(select(said)))

    def unanswered(self, *, channel: str) -> tuple[Message, ...]:
        """Buyers' messages on `channel` that were taken in and never answered, oldest first."""
        rows = self._session.scalars(
            select(MessageRow)
            .join(ConversationRow)
            .where(MessageRow.answered == 0, ConversationRow.channel == channel)
            .order_by(MessageRow.id)
        )
        return tuple(message_of(row) for row in rows)

    def conversations(self, conversation_ids: Iterable[str]) -> dict[str, Conversation]:
        """Conversations by id."""
        rows = self._session.scalars(
            select(ConversationRow).where(ConversationRow.id.in_(list(conversation_ids)))
        )
        return {row.id: conversation_of(row) for row in rows}

    def latest(self, conversation_ids: Iterable[str]) -> dict[str, Message]:
        """Each conversation's newest message."""
        newest = (
            select(func.max(MessageRow.id))
            .where(MessageRow.conversation_id.in_(list(conversation_ids)))
            .group_by(MessageRow.conversation_id)
        )
        rows = self._session.scalars(select(MessageRow).where(MessageRow.id.in_(newest)))
        return {row.conversation_id: message_of(row) for row in rows}

    def waiting_since(self, conversation_ids: Iterable[str]) -> dict[str, datetime]:
        """When each buyer first wrote after the last thing an agent wrote; none who did not."""
        theirs = select(MessageRow.conversation_id, func.max(MessageRow.id).label("id"))
        last = theirs.where(MessageRow.sender == "agent").group_by(MessageRow.conversation_id)
        last_of_agent = last.subquery()
        rows = self._session.execute(
            select(MessageRow.conversation_id, func.min(MessageRow.at))
            .outerjoin(last_of_agent, last_of_agent.c.conversation_id == MessageRow.conversation_id)
            .where(
                MessageRow.conversation_id.in_(list(conversation_ids)),
                MessageRow.sender == "buyer",
                MessageRow.id > func.coalesce(last_of_agent.c.id, 0),
            )
            .group_by(MessageRow.conversation_id)
        )
        return {conversation: at for conversation, at in rows}  # noqa: C416 - rows are no pairs

    def places_after(self, message_id: int, *, limit: int = 500) -> tuple[tuple[int, str], ...]:
        """Message id and conversation id of everything after `message_id`; reads no text."""
        rows = self._session.execute(
            select(MessageRow.id, MessageRow.conversation_id)
            .where(MessageRow.id > message_id)
            .order_by(MessageRow.id)
            .limit(limit)
        )
        return tuple((found, conversation) for found, conversation in rows)

    def agent_message(
        self,
        conversation_id: str,
        text: str,
        *,
        agent: str,
        external_id: str,
        at: datetime,
        trace: dict[str, Any] | None = None,
    ) -> Message:
        """Log what a person wrote, once per `external_id`.

        The caller holds the conversation's ticket (`Tickets.hold`), so that two of the same at the
        same time come one after the other.
        """
        known = self._session.scalar(
            select(MessageRow).where(
                MessageRow.conversation_id == conversation_id,
                MessageRow.external_id == external_id,
                MessageRow.sender == "agent",
            )
        )
        if known is not None:
            return message_of(known)
        row = MessageRow(
            conversation_id=conversation_id,
            external_id=external_id,
            sender="agent",
            agent=agent,
            text=text,
            trace=trace or {},
            at=at,
            answered=1,
        )
        self._session.add(row)
        self._session.flush()
        return message_of(row)

    def _write(
        self, conversation_id: str, reply: Reply, *, at: datetime, sender: Sender, agent: str
    ) -> Message:
        done = self._session.execute(
            _INSERT,
            {
                "conversation_id": conversation_id,
                "sender": sender,
                "agent": agent,
                "text": reply.text,
                "payload": reply.payload,
                "trace": reply.trace,
                "at": at,
                "answered": 1,
            },
        )
        return Message(
            id=done.inserted_primary_key[0],
            conversation_id=conversation_id,
            sender=sender,
            agent=agent,
            text=reply.text,
            payload=reply.payload,
            trace=reply.trace,
            at=at,
            external_id=None,
            answered=True,
        )

    def _settle(self, message_id: int) -> bool:
        done = self._session.execute(_SETTLE, {"of": message_id})
        return bool(done.rowcount)

    def _touch(self, incoming: Incoming) -> None:
        in_view = {"product_id": incoming.product_id} if incoming.product_id else {}
        touched = self._session.execute(
            _TOUCH_IN_VIEW if in_view else _TOUCH,
            {"of": incoming.conversation_id, "last_message_at": incoming.at, **in_view},
        )
        if not touched.rowcount:
            insert_if_absent(
                self._session,
                ConversationRow,
                id=incoming.conversation_id,
                buyer_id=incoming.buyer_id,
                channel=incoming.channel,
                opened_at=incoming.at,
                last_message_at=incoming.at,
                **in_view,
            )


def message_of(row: MessageRow) -> Message:
    """The frozen message of a row."""
    return Message(
        id=row.id,
        conversation_id=row.conversation_id,
        sender=row.sender,
        agent=row.agent,
        text=row.text,
        payload=row.payload,
        trace=row.trace,
        at=row.at,
        external_id=row.external_id,
        answered=bool(row.answered),
    )


def conversation_of(row: ConversationRow) -> Conversation:
    """The frozen conversation of a row."""
    return Conversation(
        id=row.id,
        buyer_id=row.buyer_id,
        channel=row.channel,
        product_id=row.product_id,
        opened_at=row.opened_at,
        last_message_at=row.last_message_at,
    )
