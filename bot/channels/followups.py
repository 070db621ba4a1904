"""Reminds of unpaid orders beside the requests: of all copies of the gateway one, each once."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy.exc import SQLAlchemyError

from bot.channels.claims import Claims
from bot.channels.guard import Guard, Refused
from bot.chats.model import Reply
from bot.database.engine import transaction
from bot.dialogue.wording import Wording
from bot.followup.following import FollowingUp
from bot.followup.planning import OLDEST
from bot.followup.reminders import Reminders
from bot.followup.unpaid import Open, UnpaidOrders
from bot.settings import SHOP_TIMEZONE

logger = logging.getLogger(__name__)

LOOK_SECONDS = 20.0
# A gateway that has just started reads its orders bit by bit: buyers are answered meanwhile.
READ_AT_ONCE = 100
CLAIM = "followups"


@dataclass
class FollowUps:
    """Looks at the unpaid orders again and again; `tell` hears of every chat with a reminder.

    An order is read again when its reminder is due, when it was said, and when its buyer was heard.
    """

    url: str
    wording: Wording
    guard: Guard
    claims: Claims
    clock: Callable[[], datetime]
    tell: Callable[[str], None]
    _known: dict[str, Open] = field(default_factory=dict, init=False)

    async def run(self) -> None:
        """Look, until cancelled."""
        while True:
            try:
                await self.look()
            except SQLAlchemyError as error:
                logger.error("Unpaid orders cannot be followed up: %s", type(error).__name__)
            await asyncio.sleep(LOOK_SECONDS)

    async def look(self) -> tuple[str, ...]:
        """Plan what is new and say what is due; returns the chats that were told something."""
        told = []
        async with self.claims.hold(CLAIM) as claim:
            if not claim.ours:
                return ()
            for order_id, buyer_id in await asyncio.to_thread(self._due):
                if not claim.ours:
                    break
                async with self.claims.hold(buyer_id) as chat:  # not while the bot answers in it
                    said = await asyncio.to_thread(self._remind, order_id) if chat.ours else ""
                if said:
                    self.tell(said)
                    told.append(said)
        return tuple(told)

    def _due(self) -> Sequence[tuple[str, str]]:
        """Bring the plan up to date; the orders whose reminder is due, each with its buyer."""
        now = self._now()
        with transaction(self.url) as session:
            reminders = Reminders(session)
            reminders.fail_undelivered(at=now)
            reminders.end_settled(at=now)
            if FollowingUp(session, now=now).policy() is None:
                return ()
            found = UnpaidOrders(session).open(now=now)
            planned = reminders.planned_orders()
        self._known = {
            each.order_id: self._known[each.order_id]
            for each in found
            if each.order_id in self._known
        }
        due, read = [], 0
        for each in found:
            due_at = planned.get(each.order_id)
            is_news = self._known.get(each.order_id) != each or now - each.placed_at > OLDEST
            if is_news and read < READ_AT_ONCE:
                due_at, read = self._plan(each, now), read + 1
            if due_at is not None and due_at <= now:
                due.append((each.order_id, each.buyer_id))
        return due

    def _plan(self, order: Open, now: datetime) -> datetime | None:
        with transaction(self.url) as session:
            kept = FollowingUp(session, now=now).plan(order.order_id)
        self._known[order.order_id] = order
        return getattr(kept, "due_at", None)

    def _remind(self, order_id: str) -> str:
        """Say what is due; the chat it was said in, empty where nothing was."""
        with transaction(self.url) as session:
            done = FollowingUp(session, now=self._now()).remind(
                order_id, self.wording, refuses=self._refused
            )
        return done or ""

    def _refused(self, replies: Sequence[Reply]) -> Refused | None:
        refused = self.guard.refused(replies)
        if refused is not None:
            logger.error("A reminder was not sent: %s", refused.logged)
        return refused

    def _now(self) -> datetime:
        return self.clock().astimezone(SHOP_TIMEZONE)
