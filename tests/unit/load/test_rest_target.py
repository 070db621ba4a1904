import pytest
from aiohttp import web

from bot.load.rest_target import RestTarget
from bot.load.target import TargetError


@pytest.fixture
async def server():
    """A stock REST webhook: two replies to "two", none to "none", breaks on "broken"."""
    asked = []

    async def webhook(request: web.Request) -> web.Response:
        body = await request.json()
        asked.append(body)
        if body["message"] == "broken":
            return web.Response(status=500)
        count = {"two": 2, "none": 0}[body["message"]]
        return web.json_response([{"recipient_id": body["sender"], "text": "hi"}] * count)

    app = web.Application()
    app.router.add_post("/webhooks/rest/webhook", webhook)
    runner = web.AppRunner(app)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    host, port = runner.addresses[0]
    yield f"http://{host}:{port}", asked
    await runner.cleanup()


async def test_replies_are_counted_and_the_product_in_view_goes_along(server):
    url, asked = server
    async with RestTarget(url).conversation(buyer="b1", product="P1") as chat:
        assert (await chat.say("two")).messages == 2
        assert (await chat.say("none")).messages == 0
    assert asked[0] == {"sender": "b1", "message": "two", "metadata": {"product_id": "P1"}}


async def test_a_server_error_is_a_failure(server):
    url, _ = server
    async with RestTarget(url).conversation(buyer="b1", product="") as chat:
        with pytest.raises(TargetError, match="500"):
            await chat.say("broken")


async def test_nobody_there_is_a_failure():
    async with RestTarget("http://127.0.0.1:1").conversation(buyer="b1", product="") as chat:
        with pytest.raises(TargetError):
            await chat.say("two")
