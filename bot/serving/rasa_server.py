"""The Rasa server: `python -m bot.serving.rasa_server [--model PATH]`.

Rasa's own HTTP interface and channels stay off: what can be reached are `/internal/turn` with the
internal token, `/health` (the process is up) and `/ready` (a model is loaded and has parsed a
message). The port is taken first, so that a taken one is reported at once, and refuses calls until
all of that is done.
"""

from __future__ import annotations

import argparse
import asyncio
import gc
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from bot.errors import EngineError, XiaoerError
from bot.serving import rasa_fixes
from bot.settings import Settings, settings
from bot.telemetry.metrics import MODEL
from bot.telemetry.readiness import any_of, redis
from bot.telemetry.starting import exposition_of, start_process
from bot.telemetry.tracing import stop_tracing

if TYPE_CHECKING:
    from rasa.core.agent import Agent
    from rasa.core.brokers.broker import EventBroker
    from rasa.core.nlg import NaturalLanguageGenerator
    from sanic import Sanic

REQUEST_MAX_BYTES = 256_000
_WARM_UP_TEXT = "你好，这件多少钱"
# The rest of `answer_timeout_seconds` is for saying that a person has been fetched.
_ACTION_SHARE = 0.75


def newest_model(models_dir: Path) -> Path:
    """The model in `models_dir` that was written last; raises EngineError if there is none."""
    models = sorted(models_dir.glob("*.tar.gz"), key=lambda path: path.stat().st_mtime)
    if not models:
        raise EngineError(
            f"There is no model in {models_dir}/.", hint="Train one first: `xiaoer train`."
        )
    return models[-1]


def load_agent(
    model: Path, config: Settings, *, wording: NaturalLanguageGenerator | None = None
) -> Agent:
    """The agent of `model` with our stores and endpoint; raises EngineError if it cannot load.

    `wording` turns a response's name into words (default: the domain's own responses).
    """
    from rasa.core.agent import Agent
    from rasa.shared.exceptions import RasaException

    from bot.serving.action_endpoint import ActionEndpoint
    from bot.serving.lock_store import lock_store_for
    from bot.serving.tracker_store import TurnTrackerStore

    agent = Agent(
        generator=wording,
        tracker_store=TurnTrackerStore(url=config.database_url, event_broker=_events(config)),
        lock_store=lock_store_for(config.redis_url, prefix=config.redis_prefix),
        action_endpoint=ActionEndpoint(
            config.action_webhooks,
            token=config.secret("internal_token"),
            timeout_seconds=config.answer_timeout_seconds * _ACTION_SHARE,
        ),
    )
    try:
        agent.load_model(model)
    except (RasaException, OSError) as error:
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
    from rasa.shared.core.constants import ACTION_LISTEN_NAME
    from rasa.shared.core.events import ActionExecuted, UserUttered
    from rasa.shared.core.trackers import DialogueStateTracker

    await agent.tracker_store.retrieve("warm-up")
    parsed = await agent.parse_message(_WARM_UP_TEXT)
    tracker = DialogueStateTracker("warm-up", agent.tracker_store.domain.slots)
    tracker.update(ActionExecuted(ACTION_LISTEN_NAME))
    tracker.update(
        UserUttered(_WARM_UP_TEXT, parsed["intent"], parsed["entities"], parse_data=parsed)
    )
    agent.predict_next_with_tracker(tracker)


def build_app(agent: Agent, *, token: str, name: str = "xiaoer_rasa") -> Sanic:
    """The server's app, for callers that know `token`."""
    from bot.serving.http import new_app
    from bot.serving.turn_address import mount_turns
    from bot.serving.turns_under_way import TurnsUnderWay

    app = new_app(name, request_max_bytes=REQUEST_MAX_BYTES)
    turns = TurnsUnderWay(agent)
    mount_turns(app, turns, token=token)

    async def finish_turns(_app: Sanic, _loop: object) -> None:
        await turns.finish()

    async def close_connections(_app: Sanic, _loop: object) -> None:
        for part in (agent.action_endpoint, agent.lock_store, agent.tracker_store.event_broker):
            if hasattr(part, "close"):
                await part.close()

    app.register_listener(finish_turns, "before_server_stop")
    app.register_listener(close_connections, "after_server_stop")
    return app


def run(config: Settings, *, model: Path | None = None) -> None:
    """Serve until told to stop; raises XiaoerError when it cannot start."""
    from bot.serving.http import serve
    from bot.serving.ports import taken_port

    port = taken_port(config.host, config.rasa_port, variable="XIAOER_RASA_PORT")
    model = model or newest_model(config.models_dir)
    token = config.secret("internal_token")
    rasa_fixes.prepare()
    from bot.dialogue.generator import ShopWording
    from bot.serving.turn_spans import trace_steps

    agent = load_agent(model, config, wording=ShopWording())
    asyncio.run(warm_up(agent))
    trace_steps(agent)
    app = build_app(agent, token=token)
    MODEL.labels(agent.model_name).set(1)
    parts = (*redis(config.redis_url), any_of("actions", config.action_addresses))
    exposition_of(config, *parts).mount_on_sanic(app)
    # What is loaded now stays: the garbage collector need not walk it again and again.
    gc.collect()
    gc.freeze()
    serve(app, port)


def main() -> int:
    """Run from the command line; 2 when it cannot start, with the reason on the console."""
    parser = argparse.ArgumentParser(prog="python -m bot.serving.rasa_server")
    parser.add_argument("--model", type=Path, help="a model file (default: the newest one)")
    arguments = parser.parse_args()
    try:
        start_process("rasa", settings())
        run(settings(), model=arguments.model)
    except XiaoerError as error:
        print(f"出错 (error): {error}", file=sys.stderr)
        return 2
    finally:
        stop_tracing()
    return 0


if __name__ == "__main__":
    sys.exit(main())
