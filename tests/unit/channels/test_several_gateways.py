"""Two gateways over one database and one Redis: order, one answer each, news on every page."""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from redis.asyncio import Redis
from redis.exceptions import RedisError

from bot.channels import upkeep
from bot.channels.claims import RedisClaims
from bot.channels.identity import Visitor
from bot.channels.limits import MESSAGES_PER_WINDOW, WAITING_PER_CONVERSATION, Refusal
from bot.channels.protocol import Said
from bot.channels.turns import TurnCall
from bot.chats.log import ChatLog
from bot.chats.model import Reply
from bot.chats.tickets import Tickets
from bot.database.engine import Base, engine_for, transaction
from bot.desk.notify import ChatNotifier
from bot.settings import Settings
from tests import databases
from tests.unit.channels.chatting import MORNING
from tests.unit.channels.cluster import PATIENCE, REDIS, Cluster


@pytest.fixture(params=["sqlite", "postgresql"])
async def cluster(
    request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[Cluster]:
    redis = Redis.from_url(REDIS)
    try:
        await redis.ping()
    except RedisError:
        pytest.skip("no Redis answers on 127.0.0.1:6379")
    finally:
        await redis.close()
    if request.param == "postgresql" and not databases.postgresql_answers():
        pytest.skip("no PostgreSQL answers on 127.0.0.1:5432 as user postgres")
    monkeypatch.setattr(upkeep, "SWEEP_SECONDS_OF_SEVERAL", 0.2)
    monkeypatch.setattr("bot.channels.guard.Guard.refused", lambda _guard, _replies: None)
    with databases.database_url(request.param, tmp_path) as url:
        Base.metadata.create_all(engine_for(url))
        config = Settings(
            database_url=url,
            redis_url=REDIS,
            redis_prefix=f"test-{secrets.token_hex(6)}",
            internal_token=secrets.token_hex(8),
            buyer_secret=secrets.token_hex(8),
            _env_file=None,
        )
        made = Cluster(config, Visitor(f"web:{secrets.token_hex(12)}", "web"))
        yield made
        await made.stop()


async def test_a_breath_that_two_copies_took_in_is_answered_as_one(cluster: Cluster) -> None:
    cluster.config.burst_seconds = 10.0
    one = await cluster.page(await cluster.start())
    two = await cluster.page(await cluster.start())
    one.say(type="message", id="m1", text="这件")
    await one.until("ack")
    two.say(type="message", id="m2", text="有M码吗")
    for page in (one, two):
        reply = await page.until("message", within=PATIENCE)
        while reply["message"]["sender"] != "bot":
            reply = await page.until("message", within=PATIENCE)
        assert reply["message"]["text"] == "收到 这件 有M码吗"
    assert cluster.told == ["这件 有M码吗"]


async def test_copies_answer_one_buyer_in_order_and_once(cluster: Cluster) -> None:
    under_way = 0

    async def one_at_a_time(_call: TurnCall) -> None:
        nonlocal under_way
        under_way += 1
        assert under_way == 1
        await asyncio.sleep(0.03)
        under_way -= 1

    cluster.before_answer = one_at_a_time
    pages = [await cluster.page(await cluster.start()) for _ in range(2)]
    texts = [f"第{number}件多少钱" for number in range(10)]
    for number, text in enumerate(texts):
        page = pages[number % 2]
        page.say(type="message", id=f"m{number}", text=text)
        await page.until("ack", id=f"m{number}", within=PATIENCE)
    while cluster.owed():
        await asyncio.sleep(0.02)
    assert cluster.told == texts
    assert [text for sender, text in cluster.said() if sender == "bot"] == [
        f"收到 {text}" for text in texts
    ]


async def test_the_order_is_kept_where_copies_hear_nothing_of_one_another(
    cluster: Cluster,
) -> None:
    async def slow(_call: TurnCall) -> None:
        await asyncio.sleep(0.03)

    cluster.before_answer = slow
    gateways = [await cluster.start() for _ in range(2)]
    for gateway in gateways:
        gateway._news.tell = lambda _conversation_id: None
    pages = [await cluster.page(gateway) for gateway in gateways]
    texts = [f"第{number}件多少钱" for number in range(10)]
    for number, text in enumerate(texts):
        page = pages[number % 2]
        page.say(type="message", id=f"m{number}", text=text)
        await page.until("ack", id=f"m{number}", within=PATIENCE)
    while cluster.owed():
        await asyncio.sleep(0.02)
    assert cluster.told == texts


async def test_what_a_killed_copy_had_in_hand_is_answered_by_another(cluster: Cluster) -> None:
    hangs = asyncio.Event()

    async def hang(_call: TurnCall) -> None:
        hangs.set()
        await asyncio.Event().wait()

    cluster.before_answer = hang
    killed, left = await cluster.start(), await cluster.start()
    page = await cluster.page(killed)
    page.say(type="message", id="m1", text="这件多少钱")
    await asyncio.wait_for(hangs.wait(), PATIENCE)
    await cluster.kill(killed)
    cluster.before_answer = None
    page = await cluster.page(left)
    page.say(type="message", id="m1", text="这件多少钱")  # the page says again what was not acked
    while ("bot", "收到 这件多少钱") not in cluster.said():
        await asyncio.sleep(0.05)
    page.say(type="message", id="m2", text="谢谢你啊")
    await page.until("ack", id="m2")
    while cluster.owed():
        await asyncio.sleep(0.05)
    assert [text for sender, text in cluster.said() if sender == "bot"] == [
        "收到 这件多少钱",
        "收到 谢谢你啊",
    ]


async def test_an_agents_message_comes_to_the_page_on_any_copy(cluster: Cluster) -> None:
    await cluster.start()
    page = await cluster.page(await cluster.start())
    page.say(type="message", id="m1", text="转人工")
    await page.until("message", within=PATIENCE)
    with transaction(cluster.config.database_url) as session:
        Tickets(session).open(
            cluster.buyer.conversation_id, reason="handoff.requested", facts={}, at=MORNING
        )
        ChatLog(session).reply(
            cluster.buyer.conversation_id, [Reply("我来啦")], answers=None, at=MORNING,
            sender="agent",
        )  # fmt: skip
    notifier = ChatNotifier(
        "http://127.0.0.1:1",
        token="",
        redis_url=REDIS,
        redis_prefix=cluster.config.redis_prefix,
    )
    assert await notifier.pushed(cluster.buyer.conversation_id)
    assert (await page.until("message", within=PATIENCE))["message"]["text"] == "我来啦"
    await page.until("status", with_person=True)
    await notifier.aclose()


async def test_of_a_breath_that_another_copy_half_answered_only_the_rest_is(
    cluster: Cluster,
) -> None:
    cluster.config.burst_seconds = 10.0
    first_id = 0

    async def answer_the_first_elsewhere(call: TurnCall) -> None:
        if call.text == "这件 有M码吗":
            with transaction(cluster.config.database_url) as session:
                ChatLog(session).reply(
                    cluster.buyer.conversation_id, [Reply("亲请说")], answers=first_id, at=MORNING
                )

    cluster.before_answer = answer_the_first_elsewhere
    page = await cluster.page(await cluster.start())
    page.say(type="message", id="m1", text="这件")
    first_id = (await page.until("ack", id="m1"))["message_id"]
    page.say(type="message", id="m2", text="有M码吗")
    await page.until("ack", id="m2")
    while cluster.owed():
        await asyncio.sleep(0.02)
    assert [text for sender, text in cluster.said() if sender == "bot"] == [
        "亲请说",
        "收到 有M码吗",
    ]


async def test_a_buyer_is_as_fast_as_on_one_copy_and_waits_in_one_queue(cluster: Cluster) -> None:
    never = asyncio.Event()

    async def hang(_call: TurnCall) -> None:
        await never.wait()

    cluster.before_answer = hang
    pages = [await cluster.page(await cluster.start()) for _ in range(2)]
    for number in range(MESSAGES_PER_WINDOW + 1):
        page = pages[number % 2]
        page.say(type="message", id=f"m{number}", text="这件多少钱")
        refused = number == MESSAGES_PER_WINDOW
        frame = await page.until("refused" if refused else "ack", id=f"m{number}", within=PATIENCE)
        assert frame.get("reason", "") == ("too_fast" if refused else "")
    intakes = [gateway.parts.intake for gateway, _ in cluster._running]
    taken = [
        intakes[number % 2].take(
            Said(type="message", id=f"n{number}", text="还在吗"), visitor=cluster.buyer
        )
        for number in range(WAITING_PER_CONVERSATION - MESSAGES_PER_WINDOW + 1)
    ]
    assert [answer for answer in taken if isinstance(answer, Refusal)] == [taken[-1]]
    assert taken[-1] is Refusal.TOO_MANY_WAITING


async def test_engines_on_one_redis_with_prefixes_of_their_own_do_not_meet(
    cluster: Cluster,
) -> None:
    await cluster.start()
    stranger = ChatNotifier("http://127.0.0.1:1", token="", redis_url=REDIS, redis_prefix="other")
    heard: list[str] = []
    cluster._running[0][0]._news._on_news = heard.append
    await stranger.pushed("web:of-another-engine")
    notifier = ChatNotifier(
        "http://127.0.0.1:1", token="", redis_url=REDIS, redis_prefix=cluster.config.redis_prefix
    )
    await notifier.pushed("web:ours")
    while not heard:
        await asyncio.sleep(0.01)
    assert heard == ["web:ours"]
    ours, theirs = (
        RedisClaims(REDIS, prefix=prefix) for prefix in (cluster.config.redis_prefix, "other")
    )
    name = cluster.buyer.conversation_id
    async with ours.hold(name) as mine, theirs.hold(name) as their_own:
        assert (mine.ours, their_own.ours) == (True, True)
    for part in (stranger, notifier):
        await part.aclose()
    for claims in (ours, theirs):
        await claims.close()
