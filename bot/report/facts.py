"""What a report is reckoned from, as it comes out of the database."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal

from bot.buyers.chat import Chat
from bot.chats.history import Line
from bot.shop.repositories.placed import Placed


@dataclass(frozen=True)
class Talk:
    """What one conversation said around the days, in order; `person` owns all ids of the buyer."""

    conversation_id: str
    person: str
    lines: tuple[Line, ...]


@dataclass(frozen=True)
class Counted:
    """A chat that counts: `asked_at` is the buyer's first message, which lies in the days."""

    person: str
    asked_at: datetime
    chat: Chat
    tickets: Sequence[Ticketed]

    @property
    def lines(self) -> tuple[Line, ...]:
        """The chat's lines."""
        return self.chat.lines


@dataclass(frozen=True)
class Ticketed:
    """When a chat waited for a person, and why."""

    reason: str
    opened_at: datetime
    taken_at: datetime | None
    closed_at: datetime | None
    first_reply_at: datetime | None


@dataclass(frozen=True)
class OrderedLine:
    """So many pieces of a product."""

    product_id: str
    quantity: int


@dataclass(frozen=True)
class Ordered(Placed):
    """A placed order; `amount` in yuan, None where neither a total nor lines are known."""

    person: str = ""
    amount: Decimal | None = None
    shipped_at: datetime | None = None
    agreed_with: str = ""
    lines: tuple[OrderedLine, ...] = ()


@dataclass(frozen=True)
class Limit:
    """How soon a person has to answer on a channel.

    assessed: whether the platform looks at what comes in at a moment; assisted: whether the bot's
    words sent by a person are an answer there.
    """

    name: str
    seconds: int
    assisted: bool
    assessed: Callable[[datetime], bool]


Orders = Mapping[str, Sequence[Ordered]]
# The limit of a channel.
LimitOf = Callable[[str], Limit]


def any_time(_moment: datetime) -> bool:
    """Assessed around the clock."""
    return True


@dataclass(frozen=True)
class Reminded:
    """What is known of chasing payments: when an order was last reminded, and why it is unpaid."""

    sent_at: Mapping[str, datetime] = field(default_factory=dict)
    reasons: Mapping[str, str] = field(default_factory=dict)
