"""A buyer who was not understood is answered once a reviewer says what they meant."""

from __future__ import annotations

import asyncio
from datetime import datetime
from typing import Any

import httpx
import pytest

from bot.chats.log import ChatLog
from bot.database.engine import transaction
from bot.settings import SHOP_TIMEZONE, Settings
from tests.integration.test_handing_over import Page, found, page_of

pytestmark = pytest.mark.engine

PRODUCT = "LN2107"
NONSENSE = ("绒绒团团噗噗", "噗噗绒绒团")


async def gives_up(page: Page) -> int:
    """The buyer says what nobody understands, twice; the id of the last message."""
    for words in NONSENSE:
        await page.says(words)
        await page.reads("bot")
    await found(page.ticket)
    with transaction(page.config.database_url) as session:
        log = ChatLog(session).since(page.chat)
    return next(each.id for each in reversed(log) if each.sender == "buyer")


async def means(page: Page, message_id: int, *meant: str) -> httpx.Response:
    body = {"message_ids": [message_id], "meant": list(meant), "login": "xiaomai"}
    return await page.post("/internal/meant", body)


def last(page: Page) -> dict[str, Any]:
    with transaction(page.config.database_url) as session:
        return dict(ChatLog(session).since(page.chat)[-1].trace)


async def test_the_buyer_reads_the_answer_and_the_bot_goes_on(engine: Settings) -> None:
    async with page_of(engine, product=PRODUCT) as page:
        message_id = await gives_up(page)
        answered = await means(page, message_id, "ask_price", "ask_dispatch")
        assert answered.json() == {"answered": [message_id]}
        price = await page.reads("bot")
        assert "元" in price
        assert page.ticket() is None
        assert last(page)["meant_by"] == "xiaomai"
        # Asked again, nobody is answered twice.
        assert (await means(page, message_id, "ask_price")).json() == {"answered": []}
        await page.says("几天能到杭州")
        while "杭州" not in await page.reads("bot"):  # the answer before has several bubbles
            continue


async def test_what_fetches_a_person_all_the_same_and_who_was_taken_wait_on(
    engine: Settings,
) -> None:
    async with page_of(engine, product=PRODUCT) as page:
        message_id = await gives_up(page)
        assert (await means(page, message_id, "request_human")).json() == {"answered": []}
        assert page.ticket() is not None
        page.take()
        assert (await means(page, message_id, "ask_price")).json() == {"answered": []}
        ticket = page.ticket()
        assert ticket is not None and ticket.taken_by == "xiaomai"


async def test_two_meanings_at_once_are_answered_once(engine: Settings) -> None:
    async with page_of(engine, product=PRODUCT) as page:
        message_id = await gives_up(page)
        both = await asyncio.gather(
            means(page, message_id, "ask_price"), means(page, message_id, "ask_stock")
        )
        assert sum(len(each.json()["answered"]) for each in both) == 1
        with transaction(engine.database_url) as session:
            log = ChatLog(session).since(page.chat)
        told = [each for each in log if each.trace.get("meant_by")]
        assert len({each.trace["intent"] for each in told}) == 1
        assert all(each.at <= datetime.now(SHOP_TIMEZONE) for each in told)
