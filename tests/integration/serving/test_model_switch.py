"""A server changes over to the promoted model, between turns, and stays where it cannot."""

from __future__ import annotations

import asyncio
import logging
import os
import shutil
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from rasa.core.channels.channel import CollectingOutputChannel, UserMessage
from rasa_sdk.executor import ActionExecutor

from actions.__main__ import build_app as build_action_app
from bot.database.engine import Base, engine_for, transaction
from bot.models.facts import ENDING, ModelFacts, digest_of, facts_path, write_beside
from bot.models.promoting import Promoting
from bot.models.promotions import Promotions
from bot.models.servers import Servers
from bot.models.starting import start_with
from bot.models.tables import ModelPromotionRow, ModelServerRow
from bot.nlu.confidence import DEFAULTS, LiveConfidence, write_confidence
from bot.serving.loading import load_agent
from bot.serving.model_switch import ModelSwitch
from bot.serving.training import train
from bot.serving.turns_under_way import TurnsUnderWay
from bot.settings import SHOP_TIMEZONE, Settings
from tests.integration.serving.small_shop import (
    PROJECT,
    TOKEN,
    CountAction,
    served,
    write_project,
)

NOON = datetime(2026, 11, 2, 12, tzinfo=SHOP_TIMEZONE)
# The next model knows an intent, a slot and a reply that the small shop's own does not.
DOMAIN = """
        version: "3.1"
        intents: [greet, ask_price, order, thank]
        entities: [size]
        slots:
          size:
            type: any
            influence_conversation: false
            mappings: [{type: from_entity, entity: size}]
          count: {type: any, influence_conversation: false, mappings: [{type: custom}]}
          mood: {type: any, initial_value: calm, mappings: [{type: custom}]}
        actions: [action_count, action_break]
        responses:
          utter_greet: [{text: 在呢}]
          utter_thank: [{text: 不客气}]
"""
NLU = PROJECT["data/nlu/all.yml"].replace(
    "nlu:", 'nlu:\n          - {intent: thank, examples: "- 谢谢\\n- 多谢\\n"}'
)
RULES = PROJECT["data/stories/rules.yml"].replace(
    "rules:", "rules:\n          - {rule: thanks, steps: [{intent: thank}, {action: utter_thank}]}"
)


@pytest.fixture(scope="session")
def next_model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A model with another domain."""
    folder = tmp_path_factory.mktemp("next")
    write_project(
        folder,
        **{"domain.yml": DOMAIN, "data/nlu/all.yml": NLU, "data/stories/rules.yml": RULES},
    )
    return train(
        out_dir=folder / "models",
        data=(folder / "data/nlu", folder / "data/stories"),
        domain=folder / "domain.yml",
        config=folder / "config.yml",
        seed=1,
    )


@dataclass
class Clock:
    """Stands where a test puts it."""

    now: datetime = NOON

    def __call__(self) -> datetime:
        return self.now

    def pass_a_minute(self) -> datetime:
        self.now += timedelta(minutes=1)
        return self.now


@dataclass
class Server:
    """The small shop's server without its HTTP: turns, and the switch looking when it is told."""

    config: Settings
    turns: TurnsUnderWay
    switch: ModelSwitch
    promoting: Promoting
    clock: Clock

    async def say(self, words: str, *, sender: str = "buyer") -> tuple[str, list[str]]:
        """The model that answered, and what it said."""
        said = CollectingOutputChannel()
        model = await self.turns.handle_message(UserMessage(words, said, sender))
        return model, [message["text"] for message in said.messages]

    async def promote(self, name: str) -> None:
        """Promote, and let the server look some time later."""
        self.put_live(name)
        await self.look()

    def put_live(self, name: str) -> None:
        at = self.clock.pass_a_minute()
        self.promoting.promote(name, by="li", why="", at=at, forced=True)

    async def look(self) -> None:
        self.clock.pass_a_minute()
        await self.switch.look()

    def told(self) -> dict[str, Any]:
        """What this server tells of itself."""
        with transaction(self.config.database_url) as session:
            (server,) = Servers(session).running(now=self.clock())
        return {"model": server.model, "trouble": server.trouble}


@pytest.fixture
def shop_files(
    config: Settings, model: Path, next_model: Path, tmp_path: Path
) -> Iterator[Settings]:
    """Settings with both models in a folder, a confidence.yml, and the tables of promotions."""
    models = tmp_path / "models"
    models.mkdir()
    shutil.copyfile(next_model, models / f"next{ENDING}")
    shutil.copyfile(model, models / f"now{ENDING}")
    tables = [ModelPromotionRow.__table__, ModelServerRow.__table__]
    Base.metadata.create_all(engine_for(config.database_url), tables=tables)
    file = tmp_path / "confidence.yml"
    write_confidence(file, DEFAULTS)
    yield config.copy(update={"models_dir": models, "confidence_file": file})


@pytest.fixture
async def server(shop_files: Settings, executor: ActionExecutor) -> AsyncIterator[Server]:
    config = shop_files
    app = build_action_app(executor, token=TOKEN, name=f"actions_{id(executor)}")
    async with served(app, config.action_port):
        start = start_with(config.database_url, config.models_dir)
        turns = TurnsUnderWay(load_agent(start.path, config))
        clock = Clock()
        switch = ModelSwitch(turns, config, start=start, clock=clock)
        promoting = Promoting(
            config.database_url,
            models_dir=config.models_dir,
            confidence_file=config.confidence_file,
        )
        yield Server(config, turns, switch, promoting, clock)
        await switch.leave()
        await turns.agent.action_endpoint.close()


async def test_the_next_turn_is_the_new_models_and_the_chat_goes_on(server: Server) -> None:
    assert await server.say("在吗") == ("now", ["在的"])
    assert await server.say("多少钱") == ("now", ["第1次"])
    await server.promote("next")
    assert await server.say("在吗") == ("next", ["在呢"])
    assert await server.say("多少钱") == ("next", ["第2次"])
    assert server.told() == {"model": "next", "trouble": ""}


async def test_intents_slots_and_replies_of_another_domain_come_and_go(server: Server) -> None:
    await server.promote("next")
    assert await server.say("谢谢") == ("next", ["不客气"])
    tracker = await server.turns.agent.tracker_store.retrieve("buyer")
    assert tracker is not None
    assert tracker.get_slot("mood") == "calm"
    await server.promote("now")
    assert (await server.say("谢谢"))[1] != ["不客气"]
    assert await server.say("多少钱") == ("now", ["第1次"])
    tracker = await server.turns.agent.tracker_store.retrieve("buyer")
    assert tracker is not None
    assert "mood" not in tracker.current_slot_values()


async def test_a_turn_under_way_ends_on_the_model_that_it_began_on(server: Server) -> None:
    deciding, decided = asyncio.Event(), asyncio.Event()

    async def wait(_tracker: object) -> None:
        deciding.set()
        await decided.wait()

    CountAction.before_answer = wait
    slow = asyncio.create_task(server.say("多少钱", sender="slow"))
    await deciding.wait()
    await server.promote("next")
    assert await server.say("在吗", sender="quick") == ("next", ["在呢"])
    after = asyncio.create_task(server.say("多少钱", sender="slow"))
    await asyncio.sleep(0.2)
    assert not after.done()  # it waits for the turn before it, though another model has that one
    decided.set()
    assert await slow == ("now", ["第1次"])
    assert await after == ("next", ["第2次"])


async def test_a_missing_file_changes_nothing_until_it_is_there(
    server: Server, caplog: pytest.LogCaptureFixture
) -> None:
    file = server.config.models_dir / f"next{ENDING}"
    aside = file.with_name("aside")
    with caplog.at_level(logging.ERROR):
        server.put_live("next")
        file.rename(aside)
        for _ in range(3):
            await server.look()
    (said,) = [each.getMessage() for each in caplog.records if "next" in each.getMessage()]
    assert "Copy that file there" in said
    assert await server.say("在吗") == ("now", ["在的"])
    assert server.told()["model"] == "now"
    assert str(file) in server.told()["trouble"]
    with pytest.raises(LookupError):
        await server.switch.part().look()
    aside.rename(file)
    await server.look()
    assert await server.say("在吗") == ("next", ["在呢"])
    assert server.told() == {"model": "next", "trouble": ""}
    await server.switch.part().look()


async def test_another_file_of_the_same_name_is_not_taken(server: Server) -> None:
    server.put_live("next")
    shutil.copyfile(
        server.config.models_dir / f"now{ENDING}", server.config.models_dir / f"next{ENDING}"
    )
    await server.look()
    assert await server.say("在吗") == ("now", ["在的"])
    assert "not the file that was promoted" in server.told()["trouble"]


async def test_a_model_that_does_not_load_changes_nothing(server: Server) -> None:
    broken = server.config.models_dir / f"broken{ENDING}"
    broken.write_bytes(b"whole, and no model")
    with transaction(server.config.database_url) as session:
        Promotions(session).promote(
            "broken", sha256=digest_of(broken), confidence="", by="", why="", at=server.clock()
        )
    await server.look()
    assert await server.say("在吗") == ("now", ["在的"])
    assert "cannot be loaded" in server.told()["trouble"]


async def test_the_confidence_of_a_model_comes_with_it(server: Server) -> None:
    file = server.config.confidence_file
    os.utime(file, (NOON.timestamp(), NOON.timestamp()))
    before = file.read_text(encoding="utf-8")
    live = LiveConfidence(file)
    stricter = before.replace("answer: 0.7", "answer: 0.9")
    model = server.config.models_dir / f"next{ENDING}"
    facts = ModelFacts(
        fingerprint="",
        sha256=digest_of(model),
        trained_at=NOON,
        seed=1,
        examples=8,
        data=(),
        confidence=stricter,
    )
    write_beside(facts_path(model), facts)
    server.put_live("now")
    await server.promote("next")
    assert (file.read_text(encoding="utf-8"), live.current().answer) == (stricter, 0.9)
