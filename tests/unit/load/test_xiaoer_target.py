import json

import pytest
import websockets

from bot.load.target import TargetError
from bot.load.xiaoer_target import XiaoerTarget
from bot.settings import load_settings

TOKEN = "a-token-of-the-test"


class FakeEngine:
    """Speaks the chat socket's protocol; `script` maps a text to the frames that follow its ack."""

    def __init__(self, script):
        self.script = script
        self.heard = []
        self.connections = []

    async def serve(self, socket, path):
        self.connections.append((path, socket.request_headers.get("X-Xiaoer-Token")))
        await self.send(socket, {"type": "hello", "conversation": "cli:b"})
        await self.send(socket, {"type": "status", "with_person": False, "agent": ""})
        async for data in socket:
            frame = json.loads(data)
            if frame["type"] == "hello":
                continue
            self.heard.append(frame)
            ack = {"type": "ack", "id": frame["id"], "message_id": 1, "text": frame["text"]}
            await self.send(socket, ack)
            for answer in self.script[frame["text"]]:
                await self.send(socket, {**answer, **self.address(answer, frame)})

    def address(self, answer, frame):
        return {} if answer["type"] in ("message", "status", "typing") else {"id": frame["id"]}

    async def send(self, socket, frame):
        await socket.send(json.dumps(frame))


def reply(number, *, sender="bot", reason="price.known"):
    message = {"id": number, "sender": sender, "text": "亲", "payload": {}}
    return {"type": "message", "message": {**message, "trace": {"reason": reason}}}


TYPING = {"type": "typing", "on": True}
ANSWERED = {"type": "answered", "message_id": 1}
WITH_PERSON = {"type": "status", "with_person": True, "agent": ""}
SCRIPT = {
    "two": [TYPING, reply(11), reply(12), ANSWERED],
    "silence": [ANSWERED],
    "broken": [reply(13, reason="engine_trouble"), WITH_PERSON, ANSWERED],
    "person": [reply(14), WITH_PERSON, ANSWERED],
    "refused": [{"type": "refused", "reason": "unsaved", "text": "unsaved"}],
}


@pytest.fixture
async def engine():
    fake = FakeEngine(SCRIPT)
    async with websockets.serve(fake.serve, "127.0.0.1", 0) as server:
        port = server.sockets[0].getsockname()[1]
        target = XiaoerTarget(load_settings(_env_file=None, chat_port=port, internal_token=TOKEN))
        yield fake, target


async def test_a_turn_is_over_when_the_operator_is_told_so(engine):
    fake, target = engine
    async with target.conversation(buyer="b", product="P1") as chat:
        first, second = await chat.say("two"), await chat.say("silence")
    assert (first.messages, first.failed, first.with_person) == (2, False, False)
    assert second.messages == 0
    assert [frame["product"] for frame in fake.heard] == ["P1", "P1"]
    assert fake.connections == [("/chat/socket?buyer=b", TOKEN)]


async def test_an_apology_for_a_breakdown_is_a_failure(engine):
    _, target = engine
    async with target.conversation(buyer="b", product="") as chat:
        assert (await chat.say("broken")).failed


async def test_a_hand_over_is_noticed(engine):
    _, target = engine
    async with target.conversation(buyer="b", product="") as chat:
        answer = await chat.say("person")
    assert answer.with_person
    assert not answer.failed


async def test_a_refused_message_is_a_failure_of_the_target(engine):
    _, target = engine
    with pytest.raises(TargetError):
        async with target.conversation(buyer="b", product="") as chat:
            await chat.say("refused")


async def test_nobody_there_is_a_failure_of_the_target():
    target = XiaoerTarget(load_settings(_env_file=None, chat_port=1, internal_token=TOKEN))
    with pytest.raises(TargetError):
        async with target.conversation(buyer="b", product=""):
            pass
