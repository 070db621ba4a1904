"""What was said around an order: who spoke last, what was asked before it, what was said of it."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from bot.chats.channel_side import ChannelSide
from bot.chats.model import channel_of
from bot.chats.tables import ConversationRow, MessageRow, TicketRow
from bot.chats.unasked import is_reminder
from bot.chats.waiting_line import NO_BUYER, holds_bot
from bot.followup.answers import asks_to_stop, declines, reason_in, reminds, says_paid
from bot.followup.planning import Why

# Asked so long before the order was placed, it is still what the buyer wondered about.
ASKED_WITHIN = timedelta(days=2)
MOST_LINES = 400
_ASKED = {"ask_size": "size", "ask_dispatch": "dispatch", "ask_delivery_time": "dispatch"}
_WINDOWS = {"wechat": timedelta(hours=48), "wecom": timedelta(hours=48)}
# A channel that reaches buyers who never wrote: their id is all it needs.
_BEGINS = frozenset({"webhook"})

_MESSAGES = MessageRow.__table__
_CONVERSATIONS = ConversationRow.__table__
_TICKETS = TicketRow.__table__


@dataclass(frozen=True)
class Spoken:
    """One message: the bot's have the `intent` they answer and the `reason` of the rule."""

    sender: str
    text: str
    at: datetime
    intent: str = ""
    reason: str = ""

    @property
    def reminds(self) -> bool:
        """Whether it is a reminder of ours."""
        return is_reminder(self.reason)


@dataclass(frozen=True)
class Around:
    """What the chats say of an order.

    `asked` is what the buyer asked before placing it: size, dispatch, other, or nothing.
    `person_at` is when a person wrote before it, `by_hand` when agents reminded; `reason` and
    `words` why it is not paid, as the buyer says.
    """

    asked: str = ""
    heard_at: datetime | None = None
    person_at: datetime | None = None
    by_hand: tuple[datetime, ...] = ()
    stops: Why | None = None
    muted_at: datetime | None = None
    reason: str = ""
    words: str = ""


@dataclass(frozen=True)
class Reach:
    """Where the buyer can be told something, or why not; `begins`: no chat of theirs exists yet."""

    conversation_id: str = ""
    why: Why | None = None
    begins: bool = False


def around(lines: Sequence[Spoken], *, placed_at: datetime) -> Around:
    """What these lines of all chats of the buyer, in order, say of an order placed then."""
    said = [line for line in lines if line.sender == "buyer"]
    people = [line for line in lines if line.sender == "agent"]
    before = [line for line in lines if line.at < placed_at]
    after = [line for line in lines if line.at >= placed_at]
    told = next((place for place, line in enumerate(lines) if line.reminds), len(lines))
    answers = [line for line in lines[told:] if line.sender == "buyer"]
    reason = next((line for line in reversed(answers) if reason_in(line.text)), None)
    muted_at = max((line.at for line in answers if asks_to_stop(line.text)), default=None)
    return Around(
        asked=_asked(before),
        heard_at=max((line.at for line in said), default=None),
        person_at=max((line.at for line in people if line.at < placed_at), default=None),
        by_hand=tuple(line.at for line in people if reminds(line.text)),
        stops=_stops(after, is_muted=muted_at is not None and muted_at >= placed_at),
        muted_at=muted_at,
        reason=reason_in(reason.text) or "" if reason else "",
        words=reason.text if reason else "",
    )


def _asked(before: Sequence[Spoken]) -> str:
    intents = [_ASKED[line.intent] for line in before if line.intent in _ASKED]
    if intents:
        return intents[-1]
    return "other" if any(line.sender == "buyer" for line in before) else ""


def _stops(after: Sequence[Spoken], *, is_muted: bool) -> Why | None:
    """What was said since the order was placed that ends it, if anything."""
    if any(line.sender == "agent" for line in after):
        return "person"
    if any(line.intent == "complain" for line in after):
        return "complained"
    if is_muted:
        return "asked_to_stop"
    said = [line.text for line in after if line.sender == "buyer"]
    if any(map(declines, said)):
        return "declined"
    return "said_paid" if any(map(says_paid, said)) else None


class BuyersChats:
    """Reads the chats of a person inside the caller's transaction."""

    def __init__(self, session: Session, ids: Collection[str]) -> None:
        self._session = session
        self._ids = list(ids)

    def lines(self, *, since: datetime) -> tuple[Spoken, ...]:
        """What was said in all of them since then, in order."""
        rows = self._session.execute(
            select(
                _MESSAGES.c.sender,
                _MESSAGES.c.text,
                _MESSAGES.c.at,
                _MESSAGES.c.trace["intent"].label("intent"),
                _MESSAGES.c.trace["reason"].label("reason"),
            )
            .join(_CONVERSATIONS, _CONVERSATIONS.c.id == _MESSAGES.c.conversation_id)
            .where(_CONVERSATIONS.c.buyer_id.in_(self._ids), _MESSAGES.c.at >= since)
            .order_by(_MESSAGES.c.id.desc())
            .limit(MOST_LINES)
        ).all()
        return tuple(
            Spoken(row.sender, row.text, row.at, row.intent or "", row.reason or "")
            for row in reversed(rows)
        )

    def with_person(self) -> bool:
        """Whether a person has one of them, or is waited for."""
        held = exists().where(
            _TICKETS.c.conversation_id == _CONVERSATIONS.c.id,
            _CONVERSATIONS.c.buyer_id.in_(self._ids),
            holds_bot(_TICKETS.c),
        )
        return bool(self._session.scalar(select(held)))

    def reach(self, buyer_id: str, *, now: datetime) -> Reach:
        """Where to tell the buyer something: the order's own channel, else the one used last."""
        rows = self._session.execute(
            select(_CONVERSATIONS)
            .where(_CONVERSATIONS.c.buyer_id.in_(self._ids))
            .order_by(_CONVERSATIONS.c.last_message_at.desc(), _CONVERSATIONS.c.id)
        ).all()
        rows.sort(key=lambda row: row.buyer_id != buyer_id)
        pushed = [row for row in rows if row.channel != NO_BUYER]
        for row in pushed:
            if _is_open(row.channel, row.address, now):
                return Reach(row.id)
        if not pushed and channel_of(buyer_id) in _BEGINS:
            return Reach(buyer_id, begins=True)
        return Reach(why="window_over" if pushed else "no_channel")

    def begin(self, reach: Reach, *, at: datetime) -> None:
        """See to it that there is a chat to write into."""
        if reach.begins:
            side = ChannelSide(self._session, channel_of(reach.conversation_id))
            side.begin(reach.conversation_id, address={}, at=at)


def _is_open(channel: str, address: Mapping[str, Any], now: datetime) -> bool:
    """Whether the platform takes a message that the buyer did not just ask for."""
    window = _WINDOWS.get(channel)
    if window is None:
        return True
    heard_at = address.get("heard_at")
    return heard_at is not None and now.timestamp() - float(heard_at) < window.total_seconds()
