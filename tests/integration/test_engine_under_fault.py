"""What a buyer sees when a part of the engine dies."""

from __future__ import annotations

import json
import os
import secrets
import signal
import time
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import httpx
import pytest

from bot.channels.client import BuyerLine, buyer_line
from bot.channels.protocol import typing_frame
from bot.chats.log import ChatLog
from bot.chats.model import Incoming
from bot.chats.tickets import Tickets
from bot.chats.unanswered import Unanswered
from bot.database.engine import transaction
from bot.database.migrate import upgrade
from bot.serving.private import answers_at, private_settings, running_engine
from bot.serving.supervisor import Supervisor
from bot.settings import SHOP_TIMEZONE, Settings, load_settings
from bot.shop.files.importing import import_shop
from bot.shop.shop import open_shop
from tests.conftest import DEMO_SHOP

pytestmark = pytest.mark.engine
PATIENCE_SECONDS = 240.0
# What a hung action server costs a test, and what a busy machine has for a turn.
ANSWER_SECONDS = 20.0


@pytest.fixture(scope="module")
def fragile(
    models_dir: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[Settings, Supervisor]]:
    folder = tmp_path_factory.mktemp("fragile")
    url = f"sqlite:///{folder / 'shop.db'}"
    upgrade(url)
    import_shop(DEMO_SHOP, url=url)
    config = private_settings(
        load_settings(),
        database_url=url,
        models_dir=models_dir,
        log_dir=folder / "log",
        answer_timeout_seconds=ANSWER_SECONDS,
    )
    with running_engine(config, with_desk=False) as supervisor:
        yield config, supervisor


async def test_a_killed_action_server_comes_back_and_leaves_no_silence(
    fragile: tuple[Settings, Supervisor],
) -> None:
    config, supervisor = fragile
    os.kill(supervisor.pids()["actions"], signal.SIGKILL)
    async with buyer_line(config, buyer="killed") as line:
        assert (await line.say("多少钱")).replies
    _await_answer(f"http://{config.host}:{config.action_port}/health")
    async with buyer_line(config, buyer="after") as line:
        report = await line.say("亚麻阔腿裤多少钱")
    assert report.as_json()["reason"].startswith("product.")


async def test_when_the_action_server_hangs_a_person_is_fetched(
    fragile: tuple[Settings, Supervisor],
) -> None:
    config, supervisor = fragile
    actions = supervisor.pids()["actions"]
    os.kill(actions, signal.SIGSTOP)
    try:
        async with buyer_line(config, buyer="hung") as line:
            report = await line.say("多少钱")
    finally:
        os.kill(actions, signal.SIGCONT)
    assert len(report.replies) == 1
    assert report.with_person
    with transaction(config.database_url) as session:
        ticket = Tickets(session).current("cli:hung")
    assert ticket is not None
    assert ticket.reason == "engine_trouble"


@pytest.mark.parametrize("process", ["gateway", "rasa"])
async def test_a_server_killed_in_the_middle_of_a_turn_answers_once_and_concedes_once(
    fragile: tuple[Settings, Supervisor], process: str
) -> None:
    config, supervisor = fragile
    buyer, conversation = f"midway-{process}", f"cli:midway-{process}"
    async with buyer_line(config, buyer=buyer, product="LN2513") as line:
        await line.say("便宜点吧", product="LN2513")
    before = _replies(config, conversation)
    actions = supervisor.pids()["actions"]
    os.kill(actions, signal.SIGSTOP)
    async with buyer_line(config, buyer=buyer, product="LN2513") as line:
        await _say_and_see_typing(line, "再便宜点吧", product="LN2513")
        os.kill(supervisor.pids()[process], signal.SIGKILL)
        os.kill(actions, signal.SIGCONT)
    _await_answer(f"{config.chat_url}/ready")
    _await_answer(f"{config.rasa_addresses[0]}/ready")
    answered = _await_replies(config, conversation, more_than=len(before))
    assert answered[: len(before)] == before
    # The messages of a chat are answered in order: a second answer would come before this one.
    async with buyer_line(config, buyer=buyer, product="LN2513") as line:
        last = await line.say("谢谢", product="LN2513")
    assert _replies(config, conversation) == [*answered, *last.replies]
    with open_shop(config.database_url) as shop:
        promised = shop.commitments.standing(conversation, now=datetime.now(SHOP_TIMEZONE))
    assert len(promised) == 1
    with transaction(config.database_url) as session:
        assert Tickets(session).current(conversation) is None


async def test_a_message_left_unanswered_by_a_killed_server_is_answered_once(
    fragile: tuple[Settings, Supervisor],
) -> None:
    config, supervisor = fragile
    os.kill(supervisor.pids()["gateway"], signal.SIGKILL)
    now = datetime.now(SHOP_TIMEZONE)
    with transaction(config.database_url) as session:
        for channel in ("web", "cli"):
            left = f"{channel}:left"
            ChatLog(session).receive(Incoming(left, left, channel, "m1", "亚麻阔腿裤多少钱", now))
    _await_answer(f"{config.chat_url}/ready")
    replies = {left: _await_replies(config, left) for left in ("web:left", "cli:left")}
    assert all(replies.values())
    async with buyer_line(config, buyer="left") as line:
        last = await line.say("谢谢")
    assert _replies(config, "cli:left") == [*replies["cli:left"], *last.replies]
    assert _replies(config, "web:left") == replies["web:left"]
    with transaction(config.database_url) as session:
        assert Unanswered(session).all() == ()


async def test_a_rasa_server_that_restarts_drops_no_buyers_line(
    fragile: tuple[Settings, Supervisor],
) -> None:
    config, supervisor = fragile
    async with buyer_line(config, buyer="restart") as line:
        assert (await line.say("亚麻阔腿裤多少钱")).replies
        os.kill(supervisor.pids()["rasa"], signal.SIGKILL)
        report = await line.say("亚麻阔腿裤有货吗")
    assert report.as_json()["reason"] is not None
    assert report.replies
    assert not report.with_person


async def _say_and_see_typing(line: BuyerLine, text: str, *, product: str) -> None:
    """Say `text` and wait until the engine is at it."""
    said = {"type": "message", "id": secrets.token_hex(8), "text": text, "product": product}
    await line.socket.send(json.dumps(said))
    while json.loads(await line.socket.recv()) != typing_frame(True):
        pass


def _replies(config: Settings, conversation: str) -> list[str]:
    with transaction(config.database_url) as session:
        log = ChatLog(session).since(conversation)
    return [message.text for message in log if message.sender == "bot"]


def _await_replies(config: Settings, conversation: str, *, more_than: int = 0) -> list[str]:
    give_up_at = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < give_up_at:
        replies = _replies(config, conversation)
        if len(replies) > more_than:
            return replies
        time.sleep(0.2)
    return []


def _await_answer(url: str) -> None:
    give_up_at = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < give_up_at:
        if answers_at(url):
            return
        time.sleep(0.2)
    raise httpx.ConnectError(f"{url} did not come back")
