import asyncio
import json

from bot.chats.tickets import Tickets
from bot.database.engine import transaction
from bot.desk.events import stream
from bot.desk.watch import Change, Listener, Sight, Watch, look_at

SOON = 5


async def test_a_page_hears_of_new_messages_and_tickets(shop):
    shop.waiting_chat("old")
    watch = Watch(*look_at(shop.url), every_seconds=0.02)
    running = asyncio.create_task(watch.run())
    with watch.listening() as listener:
        assert (await asyncio.wait_for(listener.next(), SOON)).everything
        ticket = shop.waiting_chat("new")
        change = await asyncio.wait_for(listener.next(), SOON)
        assert change == Change(frozenset({"web:new"}), frozenset({ticket.id}), waiting=2)
        with transaction(shop.url) as session:
            Tickets(session).take(ticket.id, login="xiaomai", at=shop.now)
        change = await asyncio.wait_for(listener.next(), SOON)
        assert change == Change(frozenset({"web:new"}), frozenset(), waiting=1)
        shop.buyer_says("old", "在吗")
        change = await asyncio.wait_for(listener.next(), SOON)
        assert change.conversations == {"web:old"}
    running.cancel()


async def test_a_message_whose_lower_id_becomes_visible_later_is_heard_of():
    sights = [
        Sight(((5, "a"),), {}),
        Sight(((5, "a"), (7, "b")), {}),
        Sight(((5, "a"), (6, "c"), (7, "b")), {}),
    ]
    watch = Watch(lambda: 5, lambda _after: sights.pop(0) if len(sights) > 1 else sights[0],
                  every_seconds=0)  # fmt: skip
    running = asyncio.create_task(watch.run())
    heard = set()
    with watch.listening() as listener:
        while heard != {"b", "c"}:
            heard |= (await asyncio.wait_for(listener.next(), SOON)).conversations
    running.cancel()


async def test_a_page_that_opens_while_the_reader_starts_or_rests_misses_nothing(shop):
    """Regression: what came between a page's own reading and the first look was never told."""
    watch = Watch(*look_at(shop.url), every_seconds=0.3)
    running = asyncio.create_task(watch.run())
    for buyer in ("first", "second", "third"):
        with watch.listening() as listener:
            shop.waiting_chat(buyer)
            change = await asyncio.wait_for(listener.next(), SOON)
            assert change.everything or f"web:{buyer}" in change.conversations
    running.cancel()


async def test_nobody_listening_costs_no_query(shop):
    looks = []
    watch = Watch(lambda: 0, lambda after: looks.append(after) or Sight((), {}), every_seconds=0.01)
    running = asyncio.create_task(watch.run())
    await asyncio.sleep(0.1)
    assert looks == []
    with watch.listening():
        await asyncio.sleep(0.1)
    assert looks
    running.cancel()


async def test_a_busy_page_misses_nothing():
    listener = Listener()
    listener.tell(Change(frozenset("a"), frozenset({1}), waiting=1))
    listener.tell(Change(frozenset("b"), frozenset(), waiting=0))
    assert await listener.next() == Change(frozenset("ab"), frozenset({1}), waiting=0)


async def test_the_stream_says_changes_and_ends_when_the_desk_stops(shop):
    watch = Watch(*look_at(shop.url), every_seconds=0.02)
    running = asyncio.create_task(watch.run())
    lines = stream(watch, "xiaomai")
    assert await anext(lines) == "retry: 1000\n\n"
    assert json.loads((await anext(lines)).removeprefix("data: "))["everything"] is True
    ticket = shop.waiting_chat("new")
    told = await asyncio.wait_for(anext(lines), SOON)
    assert json.loads(told.removeprefix("data: ")) == {
        "conversations": ["web:new"],
        "opened": [ticket.id],
        "waiting": 1,
        "everything": False,
    }
    watch.end()
    assert [rest async for rest in lines] == []
    running.cancel()
