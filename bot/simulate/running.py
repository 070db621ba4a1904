"""Lets simulated buyers chat with a running engine, several at a time."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta

from bot.channels.client import BuyerLine, TurnReport, buyer_line
from bot.errors import EngineError
from bot.settings import Settings
from bot.shop.shop import open_shop
from bot.simulate.people import Buyer, Visit
from bot.simulate.talking import Talker

AT_ONCE = 6
SECONDS_BETWEEN = (15, 40, 95)
WAIT_SECONDS = 2.0
TRIES = 8


@dataclass(frozen=True)
class Pace:
    """How much was said in how long."""

    chats: int
    turns: int
    seconds: float

    @property
    def per_second(self) -> float:
        """Turns a second."""
        return self.turns / self.seconds if self.seconds else 0.0


async def chat_all(
    config: Settings, buyers: Sequence[Buyer], *, on_chat: Callable[[], None] = lambda: None
) -> Pace:
    """Every visit of every buyer: first everybody's first one, then everybody's second, …

    So that nobody says more in a few seconds of the clock than the channel allows one buyer.
    """
    talkers = {buyer.name: Talker(buyer) for buyer in buyers}
    places = asyncio.Semaphore(AT_ONCE)
    begun = time.monotonic()
    turns = chats = 0

    async def visit(buyer: Buyer, place: int) -> int:
        async with places:
            said = await _visit(config, buyer, buyer.visits[place], talkers[buyer.name])
        on_chat()
        return said

    for place in range(max((len(buyer.visits) for buyer in buyers), default=0)):
        here = [buyer for buyer in buyers if place < len(buyer.visits)]
        turns += sum(await asyncio.gather(*(visit(buyer, place) for buyer in here)))
        chats += len(here)
    return Pace(chats, turns, time.monotonic() - begun)


async def _visit(config: Settings, buyer: Buyer, visit: Visit, talker: Talker) -> int:
    """One chat; the number of messages said."""
    at, said = visit.at, 0
    product = "" if visit.back else buyer.product.id
    async with buyer_line(config, buyer=visit.buyer_id, product=product) as line:
        text: str | None = talker.arrive(visit)
        while text is not None:
            report = await _say(line, text, product=product, at=at.isoformat())
            said += 1
            if said == 1:
                _link(config, buyer, visit)
            at += timedelta(seconds=SECONDS_BETWEEN[said % len(SECONDS_BETWEEN)])
            text = talker.go_on(report)
    return said


async def _say(line: BuyerLine, text: str, *, product: str, at: str) -> TurnReport:
    """Say it; who is too fast for the channel says it again a little later."""
    for _ in range(TRIES):
        try:
            return await line.say(text, product=product, at=at)
        except EngineError:
            await asyncio.sleep(WAIT_SECONDS)
    return await line.say(text, product=product, at=at)


def _link(config: Settings, buyer: Buyer, visit: Visit) -> None:
    """The shop learns that the person's second id is theirs, as soon as it has seen it."""
    first = buyer.ids[0]
    if visit.buyer_id != first:
        with open_shop(config.database_url) as shop:
            shop.buyers.link(f"{CHANNEL}{visit.buyer_id}", f"{CHANNEL}{first}")


# What the channel puts before the name an operator gives a buyer.
CHANNEL = "cli:"
