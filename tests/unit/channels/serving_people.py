"""A shop with hours, buyers who wait for a person, and a dialogue that the test scripts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, time, timedelta
from itertools import count
from pathlib import Path

from bot.channels.claims import OnlyCopy
from bot.channels.modes import receive_by_mode
from bot.channels.service import Service
from bot.channels.turns import Engine, TurnCall
from bot.chats.log import ChatLog
from bot.chats.model import Incoming, Message, Received, Reply, Ticket
from bot.chats.tickets import Tickets
from bot.database.engine import transaction
from bot.dialogue.wording import Wording
from bot.settings import SHOP_TIMEZONE
from bot.shop.tables.policy import PolicyRow, ServiceModeRow, WorkingHoursRow
from tests.unit.channels.chatting import LenientGuard

# A Monday; the shop is open from nine to ten in the evening, every day.
MORNING = datetime(2026, 11, 23, 10, 0, tzinfo=SHOP_TIMEZONE)
OPENS, CLOSES = time(9), time(22)
POLICY = {
    "shop_name": "山隐棉麻", "store_type": "marketplace", "ships_from": "浙江 杭州",
    "dispatch_cutoff": "16:00", "answer_within_minutes": "3",
}  # fmt: skip


def answer(text: str, reason: str = "product.price", **trace: object) -> Reply:
    """A reply of the dialogue as it comes from Rasa."""
    return Reply(text, {}, {"reason": reason, "intent": "ask_price", "facts": {}, **trace})


@dataclass
class People:
    """The service of one gateway at `url`, and what a test does around it."""

    url: str
    now: datetime = MORNING
    says: Sequence[Reply] = ()
    asked: list[TurnCall] = field(default_factory=list)
    told: list[str] = field(default_factory=list)
    owed: int = 0

    def __post_init__(self) -> None:
        self._ids = count(1)
        self.service = Service(
            url=self.url,
            engine=Engine(self._ask, timeout_seconds=5.0, guard=LenientGuard()),
            wording=Wording(Path("data/stories")),
            claims=OnlyCopy(),
            clock=lambda: self.now,
            tell=self.told.append,
            owed=self._owe,
        )
        with transaction(self.url) as session:
            session.add_all(PolicyRow(key=key, value=value) for key, value in POLICY.items())
            session.add_all(
                WorkingHoursRow(weekday=day, starts=OPENS, ends=CLOSES) for day in range(1, 8)
            )

    def later(self, **by: float) -> None:
        """Let time pass."""
        self.now += timedelta(**by)

    def mode(self, mode: str) -> None:
        """The shop's mode, all day and every day."""
        with transaction(self.url) as session:
            session.add_all(
                ServiceModeRow(weekday=day, starts=time(0), ends=time(23, 59), mode=mode)
                for day in range(1, 8)
            )

    def hears(self, text: str, *, chat: str = "web:b", channel: str = "web") -> Received:
        """The buyer says something."""
        incoming = Incoming(chat, chat, channel, f"m{next(self._ids)}", text, self.now)
        with transaction(self.url) as session:
            return receive_by_mode(session, incoming)

    def handed_over(self, chat: str = "web:b", reason: str = "handoff.requested") -> Ticket:
        """The buyer asked for a person, and read so."""
        received = self.hears("转人工", chat=chat)
        with transaction(self.url) as session:
            ticket = Tickets(session).open(chat, reason=reason, facts={}, at=self.now)
            log = ChatLog(session)
            log.reply(chat, [Reply("请稍候")], answers=received.message_id, at=self.now)
        return ticket

    def taken(self, ticket: Ticket, login: str = "xiaomai") -> None:
        """Somebody takes the chat."""
        with transaction(self.url) as session:
            assert Tickets(session).take(ticket.id, login=login, at=self.now)

    def ticket(self, chat: str = "web:b") -> Ticket | None:
        with transaction(self.url) as session:
            return Tickets(session).current(chat)

    def messages(self, chat: str = "web:b") -> tuple[Message, ...]:
        with transaction(self.url) as session:
            return ChatLog(session).since(chat)

    def lines(self, chat: str = "web:b") -> list[str]:
        """What the system told the buyer."""
        return [message.text for message in self.messages(chat) if message.sender == "system"]

    def answers_with(self, *replies: Reply, digest: str = "d1") -> None:
        """What the dialogue decides from now on, as a draft."""
        self.says = [
            replace(reply, trace={**reply.trace, "digest": digest, "draft": True})
            for reply in replies
        ]

    async def _ask(self, call: TurnCall) -> Sequence[Reply]:
        self.asked.append(call)
        expected = call.metadata.get("expect")
        if not expected:
            return self.says
        same = all(reply.trace.get("digest") == expected for reply in self.says)
        marks = {} if same else {"changed": True, "digest": self.says[0].trace["digest"]}
        own = [
            {name: value for name, value in reply.trace.items() if name not in ("draft", "digest")}
            for reply in self.says
        ]
        return [
            replace(reply, trace={**trace, **marks})
            for reply, trace in zip(self.says, own, strict=True)
        ]

    def _owe(self) -> None:
        self.owed += 1
