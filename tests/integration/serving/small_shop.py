"""A small shop of its own for these tests: three intents, two actions, no TensorFlow."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from rasa.core.agent import Agent
from rasa.core.channels.channel import CollectingOutputChannel, UserMessage
from rasa_sdk import Action
from rasa_sdk.events import SlotSet
from sanic import Sanic
from sqlalchemy import event

from bot.database.engine import engine_for
from bot.serving.ports import taken_port

TOKEN = "a-token-between-processes"
PROJECT = {
    "config.yml": """
        recipe: default.v1
        language: zh
        assistant_id: small-shop
        pipeline:
          - name: KeywordIntentClassifier
          - name: RegexEntityExtractor
            use_word_boundaries: false
        policies:
          - name: RulePolicy
    """,
    "domain.yml": """
        version: "3.1"
        intents: [greet, ask_price, order]
        entities: [size]
        slots:
          size:
            type: any
            influence_conversation: false
            mappings: [{type: from_entity, entity: size}]
          count: {type: any, influence_conversation: false, mappings: [{type: custom}]}
        actions: [action_count, action_break]
        responses:
          utter_greet: [{text: 在的}]
    """,
    "data/nlu/all.yml": """
        version: "3.1"
        nlu:
          - {intent: greet, examples: "- 在吗\\n- 你好\\n"}
          - {intent: ask_price, examples: "- 多少钱\\n- 多少钱 [XL](size)\\n"}
          - {intent: order, examples: "- 我要了\\n- 下单\\n"}
          - {lookup: size, examples: "- XL\\n- M\\n"}
    """,
    "data/stories/rules.yml": """
        version: "3.1"
        rules:
          - {rule: greeting, steps: [{intent: greet}, {action: utter_greet}]}
          - {rule: price, steps: [{intent: ask_price}, {action: action_count}]}
          - {rule: order, steps: [{intent: order}, {action: action_break}]}
    """,
    "data/stories/replies.yml": "responses: {utter_other: [{text: 只给说话的人看}]}",
}


class CountAction(Action):
    """Counts the questions; `before_answer` lets a test get in between."""

    before_answer: Any = None

    def name(self) -> str:
        return "action_count"

    async def run(self, dispatcher: Any, tracker: Any, domain: Any) -> list[dict[str, Any]]:
        count = (tracker.get_slot("count") or 0) + 1
        if CountAction.before_answer is not None:
            await CountAction.before_answer(tracker)
        dispatcher.utter_message(text=f"第{count}次")
        return [SlotSet("count", count)]


class BreakAction(Action):
    """Fails."""

    def name(self) -> str:
        return "action_break"

    def run(self, dispatcher: Any, tracker: Any, domain: Any) -> list[dict[str, Any]]:
        raise ValueError(f"cannot handle {tracker.latest_message['text']}")


def write_project(folder: Path, **changes: str) -> None:
    for name, content in {**PROJECT, **changes}.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content.replace("\n        ", "\n"), encoding="utf-8")


@asynccontextmanager
async def served(app: Sanic, port: int) -> AsyncIterator[str]:
    """The app answering on `port`; gives its address."""
    # Sanic rewrites its own request handling for the first app of a process; in this mode it can
    # do so for the next one as well.
    Sanic.test_mode = True
    server = await app.create_server(
        sock=taken_port("127.0.0.1", port, variable=""), return_asyncio_server=True
    )
    assert server is not None
    await server.startup()
    await server.before_start()
    await server.after_start()
    await server.start_serving()
    try:
        yield f"http://127.0.0.1:{port}"
    finally:
        await server.before_stop()
        await server.close()
        await server.after_stop()


@dataclass
class Chat:
    """Speaks to an agent and returns what it says."""

    agent: Agent

    async def say(self, words: str, *, sender: str = "buyer") -> list[str]:
        said = CollectingOutputChannel()
        await self.agent.handle_message(UserMessage(words, said, sender))
        return [message["text"] for message in said.messages]

    async def slots(self, sender: str = "buyer") -> dict[str, Any]:
        tracker = await self.agent.tracker_store.retrieve(sender)
        assert tracker is not None
        return tracker.current_slot_values()


class Statements:
    """The statements sent to a database while it is open."""

    def __init__(self, url: str) -> None:
        self._engine = engine_for(url)
        self.sent: list[str] = []

    def __enter__(self) -> Statements:
        event.listen(self._engine, "before_cursor_execute", self._note)
        return self

    def __exit__(self, *_error: object) -> None:
        event.remove(self._engine, "before_cursor_execute", self._note)

    def _note(self, _conn: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        self.sent.append(statement)


async def together(*turns: Any) -> list[Any]:
    """All at once, as messages that arrive in this order."""
    tasks = []
    for turn in turns:
        tasks.append(asyncio.ensure_future(turn))
        await asyncio.sleep(0)
    return list(await asyncio.gather(*tasks))
