"""Stubborn buyers who chat while something is done to the engine, and until all are answered."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from random import Random

from bench.owed_to_buyers import owed
from bench.stubborn_buyers import StubbornBuyer
from bot.channels.identity import BuyerCookies
from bot.settings import Settings
from bot.shop.shop import open_shop

_SETTLED_SECONDS = 60.0
_LOOK_SECONDS = 0.2


@asynccontextmanager
async def chatting(
    config: Settings,
    gateways: Sequence[str],
    *,
    buyers: int,
    think_seconds: float,
    random: Random,
) -> AsyncIterator[list[StubbornBuyer]]:
    """So many chats at a time while the block runs; everybody met, answered when it has ended."""
    with open_shop(config.database_url) as shop:
        items = [product.id for product in shop.catalogue.all()]
    cookies = BuyerCookies(config.secret("buyer_secret"))
    met: list[StubbornBuyer] = []
    over = asyncio.Event()

    async def one_after_the_other() -> None:
        """A buyer whose chat a person has leaves the place to another."""
        while not over.is_set():
            shuffled = random.sample(items, len(items))
            buyer = StubbornBuyer(gateways, cookies=cookies, items=shuffled, seed=len(met))
            met.append(buyer)
            await buyer.chat(over, think_seconds=think_seconds)

    places = [asyncio.create_task(one_after_the_other()) for _ in range(buyers)]
    yield met
    over.set()
    await asyncio.gather(*places)
    await until(lambda: not owed(config.database_url), _SETTLED_SECONDS)
    await asyncio.gather(*(buyer.look() for buyer in met))


async def until(condition: Callable[[], bool], seconds: float) -> None:
    """Wait until it holds, for so long at most."""
    loop = asyncio.get_running_loop()
    give_up_at = loop.time() + seconds
    while not condition() and loop.time() < give_up_at:
        await asyncio.sleep(_LOOK_SECONDS)
