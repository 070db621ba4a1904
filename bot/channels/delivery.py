"""Carries the outbox to the platforms: in order per buyer, again with back-off, dead in the end.

Any number of copies of the gateway may run one; the claim in `bot/chats/deliveries.py` keeps two
from carrying the same message at once. A copy that dies after the platform took a message and
before that is noted leaves it to be carried again: connectors send its id along.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import random
import traceback
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlalchemy.exc import SQLAlchemyError

from bot.channels.connector import Connector, NotDeliveredError, Parcel, UndeliverableError
from bot.chats.deliveries import Claimed, Deliveries
from bot.chats.undelivered import tell_the_desk
from bot.database.engine import transaction
from bot.followup.lateness import too_late

logger = logging.getLogger(__name__)

# How long after each failed attempt the next is made; after the last wait it is given up.
WAITS_SECONDS = (1.0, 5.0, 30.0, 120.0, 600.0, 600.0, 600.0)
LONGEST_WAIT_SECONDS = 3600.0
JITTER = 0.2  # of the wait, so that what failed together does not come back together
AT_ONCE = 16  # conversations of one channel: a slow platform holds up no other
ATTEMPT_SECONDS = 20.0
CLAIM_SECONDS = 30.0  # longer than an attempt: only a dead copy's claim runs out
LOOK_SECONDS = 1.0
DRAIN_SECONDS = 3.0
# Carried no later, a message is as new as when it was said.
NEW_FOR = timedelta(seconds=10)

AgentNames = Callable[[], dict[str, str]]


@dataclass
class Postman:
    """Delivers what is due on the channels of `connectors`, until cancelled.

    `clock` is the time of day, `look_seconds` how often the outbox is looked into without a call
    of `wake`; `luck` gives the jitter, 0 to 1.
    """

    url: str
    connectors: Sequence[Connector]
    agent_names: AgentNames
    clock: Callable[[], datetime]
    look_seconds: float = LOOK_SECONDS
    luck: Callable[[], float] = random.random
    _news: asyncio.Event = field(default_factory=asyncio.Event, init=False)
    _under_way: dict[str, set[asyncio.Task[None]]] = field(default_factory=dict, init=False)

    def wake(self) -> None:
        """Something was logged: look into the outbox now."""
        self._news.set()

    async def run(self) -> None:
        """Deliver until cancelled; `close` then waits for what is under way."""
        if not self.connectors:
            return
        while True:
            self._news.clear()
            for connector in self.connectors:
                try:
                    await self._start_due(connector)
                except SQLAlchemyError as error:
                    logger.error("The outbox cannot be read: %s", type(error).__name__)
            with contextlib.suppress(asyncio.TimeoutError):
                await asyncio.wait_for(self._news.wait(), self.look_seconds)

    async def close(self, *, seconds: float = DRAIN_SECONDS) -> None:
        """Give what is under way some time to end; the rest is carried again later."""
        under_way = [task for tasks in self._under_way.values() for task in tasks]
        if under_way:
            _, left = await asyncio.wait(under_way, timeout=seconds)
            for task in left:
                task.cancel()

    async def _start_due(self, connector: Connector) -> None:
        tasks = self._under_way.setdefault(connector.name, set())
        free = AT_ONCE - len(tasks)
        if not free:
            return
        for claimed in await asyncio.to_thread(self._claim, connector.name, free):
            task = asyncio.get_running_loop().create_task(self._carry(connector, claimed))
            tasks.add(task)
            task.add_done_callback(tasks.discard)

    async def _carry(self, connector: Connector, claimed: Claimed) -> None:
        """One attempt, and what becomes of it; then the conversation's next may go."""
        failure = await self._attempt(connector, claimed)
        try:
            await asyncio.to_thread(self._settle, connector.name, claimed, failure)
        except SQLAlchemyError as error:
            logger.error(
                "What became of delivery %d could not be noted, it is made again: %s",
                claimed.id,
                type(error).__name__,
            )
        self.wake()

    async def _attempt(self, connector: Connector, claimed: Claimed) -> NotDeliveredError | None:
        try:
            if self.clock() - claimed.at > NEW_FOR:
                await asyncio.to_thread(self._refuse_late, claimed)
            parcel = self._parcel_of(claimed)
            await asyncio.wait_for(connector.deliver(parcel), ATTEMPT_SECONDS)
        except NotDeliveredError as failure:
            return failure
        except asyncio.TimeoutError:
            return NotDeliveredError(f"no answer within {ATTEMPT_SECONDS:.0f} s")
        except Exception as error:  # noqa: BLE001 - a fault of ours must not lose the message
            # Only frames and the type: an exception's text may quote the buyer.
            logger.error(
                "Delivering %d over %s broke with %s:\n%s",
                claimed.id,
                connector.name,
                type(error).__name__,
                "".join(traceback.format_tb(error.__traceback__)),
            )
            return NotDeliveredError(f"broke with {type(error).__name__}")
        return None

    def _refuse_late(self, claimed: Claimed) -> None:
        """Raise UndeliverableError for a reminder that nobody wants to read any more."""
        with transaction(self.url) as session:
            if too_late(session, claimed.message_id, now=self.clock()):
                raise UndeliverableError("too late for a reminder")

    def _claim(self, channel: str, most: int) -> tuple[Claimed, ...]:
        now = self.clock()
        until = now + timedelta(seconds=CLAIM_SECONDS)
        with transaction(self.url) as session:
            return Deliveries(session).claim(channel, now=now, until=until, most=most)

    def _settle(self, channel: str, claimed: Claimed, failure: NotDeliveredError | None) -> None:
        now = self.clock()
        with transaction(self.url) as session:
            deliveries = Deliveries(session)
            if failure is None:
                deliveries.sent(claimed, at=now)
                return
            wait = _wait_after(claimed.attempt, failure, luck=self.luck)
            if wait is not None:
                deliveries.later(claimed, at=now + timedelta(seconds=wait), why=failure.why)
                return
            if deliveries.given_up(claimed, why=failure.why):
                tell_the_desk(session, claimed, channel=channel, why=failure.why, at=now)
        logger.error(
            "Message %d was given up on %s after %d attempts: %s",
            claimed.message_id,
            channel,
            claimed.attempt,
            failure.why,
        )

    def _parcel_of(self, claimed: Claimed) -> Parcel:
        names = self.agent_names() if claimed.agent else {}
        return Parcel(
            message_id=claimed.message_id,
            conversation_id=claimed.conversation_id,
            address=claimed.address,
            sender=claimed.sender,
            agent=names.get(claimed.agent, claimed.agent),
            text=claimed.text,
            payload=claimed.payload,
            at=claimed.at,
            attempt=claimed.attempt,
        )


def _wait_after(
    attempt: int, failure: NotDeliveredError, *, luck: Callable[[], float]
) -> float | None:
    """Seconds until the next attempt, never sooner than the platform asked; None to give up."""
    if isinstance(failure, UndeliverableError) or attempt > len(WAITS_SECONDS):
        return None
    wait = WAITS_SECONDS[attempt - 1] * (1 + JITTER * luck())
    return min(max(wait, failure.after_seconds or 0.0), LONGEST_WAIT_SECONDS)
