"""From a model's file to an agent that can answer: loaded with our stores, and warmed up."""

from __future__ import annotations

import zlib
from pathlib import Path

from rasa.core.agent import Agent
from rasa.core.brokers.broker import EventBroker
from rasa.core.nlg import NaturalLanguageGenerator
from rasa.engine.exceptions import GraphComponentException
from rasa.shared.core.constants import ACTION_LISTEN_NAME
from rasa.shared.core.events import ActionExecuted, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.shared.exceptions import RasaException

from bot.errors import EngineError, XiaoerError
from bot.serving.action_endpoint import ActionEndpoint
from bot.serving.lock_store import lock_store_for
from bot.serving.tracker_store import TurnTrackerStore
from bot.settings import Settings

_WARM_UP_TEXT = "你好，这件多少钱"
# The rest of `answer_timeout_seconds` is for saying that a person has been fetched.
_ACTION_SHARE = 0.75
# What Rasa and the components raise over a file that is damaged or of another version.
_UNLOADABLE = (
    RasaException,
    GraphComponentException,
    XiaoerError,
    OSError,
    EOFError,
    ValueError,
    LookupError,
    zlib.error,
)


def load_agent(
    model: Path,
    config: Settings,
    *,
    wording: NaturalLanguageGenerator | None = None,
    beside: Agent | None = None,
) -> Agent:
    """The agent of `model` with our stores and endpoint; raises EngineError if it cannot load.

    `wording` turns a response's name into words (default: the domain's own responses). `beside`
    is the agent that it is to follow: both have the same locks, so that a conversation's turns
    wait for one another, and the same connections. The store of conversations is each one's own,
    for it has the model's domain.
    """
    broker = _events(config) if beside is None else beside.tracker_store.event_broker
    store = TurnTrackerStore(url=config.database_url, event_broker=broker)
    if beside is None:
        agent = Agent(
            generator=wording,
            tracker_store=store,
            lock_store=lock_store_for(config.redis_url, prefix=config.redis_prefix),
            action_endpoint=ActionEndpoint(
                config.action_webhooks,
                token=config.secret("internal_token"),
                timeout_seconds=config.answer_timeout_seconds * _ACTION_SHARE,
            ),
        )
    else:
        agent = Agent(
            generator=wording,
            tracker_store=store,
            lock_store=beside.lock_store,
            action_endpoint=beside.action_endpoint,
        )
    try:
        agent.load_model(model)
    except _UNLOADABLE as error:
        raise EngineError(
            f"The model {model} cannot be loaded: {error}",
            hint="Train it again with this version: `xiaoer train`.",
        ) from error
    return agent


def _events(config: Settings) -> EventBroker | None:
    if config.events_url is None:
        return None
    from bot.serving.event_stream import MaskedEventStream

    return MaskedEventStream(config.events_url.get_secret_value())


async def warm_up(agent: Agent) -> None:
    """Load what is loaded lazily: the catalogue's names, the policies' rules, the database.

    Raises EngineError if the conversations cannot be read.
    """
    await agent.tracker_store.retrieve("warm-up")
    parsed = await agent.parse_message(_WARM_UP_TEXT)
    tracker = DialogueStateTracker("warm-up", agent.tracker_store.domain.slots)
    tracker.update(ActionExecuted(ACTION_LISTEN_NAME))
    tracker.update(
        UserUttered(_WARM_UP_TEXT, parsed["intent"], parsed["entities"], parse_data=parsed)
    )
    agent.predict_next_with_tracker(tracker)
