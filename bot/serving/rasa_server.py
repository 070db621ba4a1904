"""The Rasa server: `python -m bot.serving.rasa_server [--model PATH]`.

Rasa's own HTTP interface and channels stay off: what can be reached are `/internal/turn` with the
internal token, `/health` (the process is up) and `/ready` (a model is loaded and has parsed a
message). The port is taken first, so that a taken one is reported at once, and refuses calls until
all of that is done. It answers with the live model and changes over when another is promoted;
with `--model` (or XIAOER_MODEL) it answers with that one, whatever is promoted.
"""

from __future__ import annotations

import argparse
import asyncio
import gc
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from bot.errors import XiaoerError
from bot.models.starting import Start, start_with
from bot.serving import rasa_fixes
from bot.settings import Settings, settings
from bot.telemetry.readiness import any_of, redis
from bot.telemetry.starting import exposition_of, start_process
from bot.telemetry.tracing import stop_tracing

if TYPE_CHECKING:
    from rasa.core.agent import Agent
    from sanic import Sanic

    from bot.serving.model_switch import ModelSwitch
    from bot.serving.turns_under_way import TurnsUnderWay

REQUEST_MAX_BYTES = 256_000


def build_app(agent: Agent, *, token: str, name: str = "xiaoer_rasa") -> Sanic:
    """The server's app, for callers that know `token`."""
    from bot.serving.turns_under_way import TurnsUnderWay

    return app_of(TurnsUnderWay(agent), token=token, name=name)


def app_of(turns: TurnsUnderWay, *, token: str, name: str = "xiaoer_rasa") -> Sanic:
    """The server's app over an agent that may be replaced."""
    from bot.serving.http import new_app
    from bot.serving.turn_address import mount_turns

    app = new_app(name, request_max_bytes=REQUEST_MAX_BYTES)
    mount_turns(app, turns, token=token)

    async def finish_turns(_app: Sanic, _loop: object) -> None:
        await turns.finish()

    async def close_connections(_app: Sanic, _loop: object) -> None:
        # Every agent of this process has the same ones.
        agent = turns.agent
        for part in (agent.action_endpoint, agent.lock_store, agent.tracker_store.event_broker):
            if hasattr(part, "close"):
                await part.close()

    app.register_listener(finish_turns, "before_server_stop")
    app.register_listener(close_connections, "after_server_stop")
    return app


def follow_live_model(app: Sanic, switch: ModelSwitch) -> None:
    """Keep looking for a newly promoted model while the app serves."""

    async def follow(app: Sanic, _loop: object) -> None:
        app.add_task(switch.run(), name="model")

    async def leave(app: Sanic, _loop: object) -> None:
        await app.cancel_task("model", raise_exception=False)
        await switch.leave()

    app.register_listener(follow, "after_server_start")
    app.register_listener(leave, "before_server_stop")


def run(config: Settings, *, model: Path | None = None) -> None:
    """Serve until told to stop; raises XiaoerError when it cannot start.

    `model` answers whatever is promoted; None: the live one does.
    """
    from bot.serving.http import serve
    from bot.serving.ports import taken_port

    port = taken_port(config.host, config.rasa_port, variable="XIAOER_RASA_PORT")
    pinned = model or config.model
    start = (
        Start(pinned, sha256="")
        if pinned is not None
        else start_with(config.database_url, config.models_dir)
    )
    token = config.secret("internal_token")
    rasa_fixes.prepare()
    from bot.dialogue.generator import ShopWording
    from bot.serving.loading import load_agent, warm_up
    from bot.serving.model_switch import ModelSwitch
    from bot.serving.promoted_confidence import put_in_force
    from bot.serving.turn_spans import trace_steps
    from bot.serving.turns_under_way import TurnsUnderWay

    if start.promotion is not None:
        put_in_force(config.confidence_file, start.promotion)
    agent = load_agent(start.path, config, wording=ShopWording())
    asyncio.run(warm_up(agent))
    trace_steps(agent)
    turns = TurnsUnderWay(agent)
    app = app_of(turns, token=token)
    parts = [*redis(config.redis_url), any_of("actions", config.action_addresses)]
    switch = ModelSwitch(turns, config, start=start)
    if pinned is None:
        follow_live_model(app, switch)
        parts.append(switch.part())
    exposition_of(config, *parts).mount_on_sanic(app)
    # What is loaded now stays: the garbage collector need not walk it again and again.
    gc.collect()
    gc.freeze()
    serve(app, port)


def main() -> int:
    """Run from the command line; 2 when it cannot start, with the reason on the console."""
    parser = argparse.ArgumentParser(prog="python -m bot.serving.rasa_server")
    parser.add_argument("--model", type=Path, help="a file that answers whatever is promoted")
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
