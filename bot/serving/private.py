"""An engine for one command or one test: on free ports, stopped at the end."""

from __future__ import annotations

import secrets
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import httpx
from pydantic import SecretStr

from bot.serving.layout import Copies, layout_of
from bot.serving.supervisor import Notice, Supervisor
from bot.settings import Settings

LOOK_SECONDS = 0.2
ANSWER_SECONDS = 2.0


def private_settings(config: Settings, **changes: Any) -> Settings:
    """`config` on free ports, with secrets and keys in Redis of its own."""
    ports = free_ports(4)
    secret_names = ("internal_token", "desk_secret", "buyer_secret")
    made_up = {name: SecretStr(secrets.token_urlsafe(32)) for name in secret_names}
    places = dict(zip(("chat_port", "rasa_port", "action_port", "desk_port"), ports, strict=True))
    elsewhere = dict.fromkeys(("gateway_urls", "rasa_urls", "action_urls"), "")
    own_keys = {"redis_prefix": f"xiaoer-{secrets.token_hex(4)}"}
    return config.copy(update={**made_up, **places, **elsewhere, **own_keys, **changes})


@contextmanager
def running_engine(
    config: Settings,
    *,
    with_desk: bool = True,
    copies: Copies | None = None,
    on_notice: Callable[[Notice], None] = lambda notice: None,
) -> Iterator[Supervisor]:
    """The engine of `config`, ready; watched from a thread so that what dies is restarted.

    Of several copies all but the first are on free ports.
    """
    layout = layout_of(config, copies, port_of=lambda _first, _place: free_ports(1)[0])
    processes = [spec for spec in layout.processes if with_desk or not spec.name.startswith("desk")]
    supervisor = Supervisor(layout.config, processes=processes, on_notice=on_notice)
    supervisor.start()
    over = threading.Event()

    def watch() -> None:
        while not over.wait(LOOK_SECONDS):
            supervisor.look()

    watcher = threading.Thread(target=watch, name="supervisor", daemon=True)
    watcher.start()
    try:
        yield supervisor
    finally:
        over.set()
        watcher.join()
        supervisor.stop()


def free_ports(count: int) -> list[int]:
    """Ports of the loopback address that nothing listens on."""
    sockets = [socket.create_server(("127.0.0.1", 0)) for _ in range(count)]
    ports = [listener.getsockname()[1] for listener in sockets]
    for listener in sockets:
        listener.close()
    return ports


def answers_at(url: str) -> bool:
    """Whether something answers 200 at `url`."""
    try:
        return httpx.get(url, timeout=ANSWER_SECONDS, trust_env=False).status_code == httpx.codes.OK
    except httpx.HTTPError:
        return False
