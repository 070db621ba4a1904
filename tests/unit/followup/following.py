"""The demo shop with a clock to turn, buyers who order and speak, and the job that reminds them."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import count
from pathlib import Path

from sqlalchemy import update

from bot.channels.claims import OnlyCopy
from bot.channels.followups import FollowUps
from bot.channels.guard import Guard
from bot.chats.log import ChatLog
from bot.chats.model import Incoming, Message, Reply
from bot.chats.tickets import Tickets
from bot.database.engine import transaction
from bot.dialogue.wording import Wording
from bot.followup.reminders import Reminder, Reminders
from bot.settings import SHOP_TIMEZONE
from bot.shop.repositories.order_events import EventKind, EventLine, OrderEvent, OrderEvents
from bot.shop.tables.policy import PolicyRow
from bot.speech.taboos import TabooLists

# A Tuesday; the demo shop sends on every weekday but Sunday, until four.
TUESDAY = datetime(2026, 11, 17, 0, 0, tzinfo=SHOP_TIMEZONE)
DRESS = "LQ2301-MB-M"
A_WHILE = timedelta(minutes=5)
WORDING, TABOOS = Path("data/stories"), Path("data/taboos")


def at(clock: str, *, days: int = 0) -> datetime:
    """A time of day, so many days after that Tuesday."""
    hour, minute = map(int, clock.split(":"))
    return TUESDAY + timedelta(days=days, hours=hour, minutes=minute)


@dataclass
class Shop:
    """A shop at `url`; `told` are the chats that were told something."""

    url: str
    now: datetime = TUESDAY
    told: list[str] = field(default_factory=list)
    wording: Path = WORDING

    def __post_init__(self) -> None:
        self._ids = count(1)
        self.job = FollowUps(
            self.url,
            Wording(self.wording),
            Guard(TabooLists(TABOOS), lambda: "own"),
            OnlyCopy(),
            lambda: self.now,
            self.told.append,
        )

    def terms(self, **values: object) -> None:
        """Change the owner's terms."""
        with transaction(self.url) as session:
            for key, value in values.items():
                is_it = PolicyRow.key == f"followup_{key}"
                session.execute(update(PolicyRow).where(is_it).values(value=str(value)))

    def event(
        self,
        kind: EventKind,
        order_id: str,
        *,
        buyer: str = "webhook:anna",
        lines: Sequence[EventLine] = (EventLine(DRESS, 1),),
        when: datetime | None = None,
    ) -> None:
        """The platform tells of an order."""
        event = OrderEvent(kind, buyer, order_id, when or self.now, lines=lines)
        with transaction(self.url) as session:
            OrderEvents(session).apply(event)

    def placed(self, order_id: str = "T1", *, when: datetime, **of: object) -> None:
        """An order is placed then, which is now."""
        self.now = when
        self.event("created", order_id, **of)  # type: ignore[arg-type]

    def hears(self, text: str, *, buyer: str = "webhook:anna", intent: str = "") -> int:
        """The buyer says something, and is answered as `intent`, at once."""
        channel = buyer.partition(":")[0]
        incoming = Incoming(buyer, buyer, channel, f"m{next(self._ids)}", text, self.now)
        with transaction(self.url) as session:
            log = ChatLog(session)
            received = log.receive(incoming)
            trace = {"intent": intent, "reason": f"{intent}.answered"} if intent else {}
            log.reply(buyer, [Reply("好的", trace=trace)], answers=received.message_id, at=self.now)
        return received.message_id

    def person_says(self, text: str, *, buyer: str = "webhook:anna") -> None:
        """An agent takes the chat, writes and gives it back."""
        with transaction(self.url) as session:
            tickets = Tickets(session)
            ticket = tickets.open(buyer, reason="handoff.requested", facts={}, at=self.now)
            tickets.take(ticket.id, login="xiaomai", at=self.now)
            ChatLog(session).agent_message(
                buyer, text, agent="xiaomai", external_id=f"a{next(self._ids)}", at=self.now
            )
            tickets.close(ticket.id, login="xiaomai", note="", at=self.now)

    def look(self, *, until: datetime) -> None:
        """Let the job look until then: at once, and whenever something is due."""
        while True:
            self.look_once()
            if self.now >= until:
                return
            self.now = min(until, max(self._next_due(), self.now + A_WHILE))

    def _next_due(self) -> datetime:
        with transaction(self.url) as session:
            planned = Reminders(session).planned_orders().values()
        return min(planned, default=self.now + 60 * A_WHILE)

    def look_once(self) -> tuple[str, ...]:
        """Let the job look."""
        return asyncio.run(self.job.look())

    def reminders(self, order_id: str = "T1") -> tuple[Reminder, ...]:
        with transaction(self.url) as session:
            return Reminders(session).of_order(order_id)

    def sent(self, order_id: str = "T1") -> list[datetime]:
        """When the order's reminders were said."""
        return [each.done_at for each in self.reminders(order_id) if each.status == "sent"]  # type: ignore[misc]

    def stopped(self, order_id: str = "T1") -> str:
        """Why it is reminded no more."""
        ended = [each.why for each in self.reminders(order_id) if each.status in ENDED]
        return ended[-1] if ended else ""

    def said(self, buyer: str = "webhook:anna") -> list[Message]:
        """The reminders as the buyer reads them."""
        with transaction(self.url) as session:
            messages = ChatLog(session).since(buyer)
        return [m for m in messages if str(m.trace.get("reason", "")).startswith("followup.")]


ENDED = ("stopped", "failed")
