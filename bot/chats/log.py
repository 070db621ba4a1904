"""The chat log: every message in, every message out, in order, once.

What goes out to a channel that has to be pushed to is put into its outbox in the same transaction.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, exists, insert, select, update

from bot.chats.addresses import Addresses
from bot.chats.messages import Messages, message_of
from bot.chats.model import Incoming, Message, Received, Reply, Sender
from bot.chats.outbox import post
from bot.chats.tables import ConversationRow, MessageRow, TicketRow
from bot.chats.tickets import Tickets
from bot.chats.waiting_line import holds_bot
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
_OPEN_AGAIN = update(_MESSAGES).where(_MESSAGES.c.id == bindparam("of")).values(answered=0)
_INSERT = insert(_MESSAGES)
_LOGGED = select(
    MessageRow.id,
    exists()
    .where(
        TicketRow.conversation_id == MessageRow.conversation_id, holds_bot(TicketRow.__table__.c)
    )
    .correlate(MessageRow),
).where(
    MessageRow.conversation_id == bindparam("conversation_id"),
    MessageRow.external_id == bindparam("external_id"),
)


class ChatLog(Messages):
    """Reads and writes messages inside the caller's transaction."""

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
            self.settle(message_id)
            Tickets(self._session).wake_all_of(incoming.conversation_id)
        if is_new and incoming.address:
            Addresses(self._session).merge(incoming.conversation_id, incoming.address)
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

        `earlier`: messages that were read as one with it, and are answered with it. Nothing is
        logged or marked, and an empty tuple returned, when any of them was answered before.
        """
        if answers is not None and not self._settle_all((*earlier, answers)):
            return ()
        written = tuple(
            self._write(conversation_id, reply, at=at, sender=sender, agent=agent)
            for reply in replies
        )
        if sender == "agent":
            Tickets(self._session).replied(conversation_id, at=at)
        post(self._session, conversation_id, [message.id for message in written], at=at)
        return written

    def agent_message(
        self,
        conversation_id: str,
        text: str,
        *,
        agent: str,
        external_id: str,
        at: datetime,
        trace: dict[str, Any] | None = None,
        deliver: bool = True,
    ) -> Message:
        """Log what a person wrote, once per `external_id`.

        `deliver` is False for what was written on the platform itself: the buyer has it. The
        caller holds the conversation's ticket (`Tickets.hold`), so that two of the same at the
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
        Tickets(self._session).replied(conversation_id, at=at)
        if deliver:
            post(self._session, conversation_id, [row.id], at=at)
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

    def settle(self, message_id: int) -> bool:
        """Owe no answer to a buyer's message any more; False if none was owed."""
        done = self._session.execute(_SETTLE, {"of": message_id})
        return bool(done.rowcount)

    def _settle_all(self, message_ids: Sequence[int]) -> bool:
        """Settle all of them, or none where one was settled before.

        Always in the order of their ids: two transactions at it wait for one another and lock
        nothing that the other needs.
        """
        settled: list[int] = []
        for message_id in sorted(message_ids):
            if not self.settle(message_id):
                for each in settled:
                    self._session.execute(_OPEN_AGAIN, {"of": each})
                return False
            settled.append(message_id)
        return True

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
