"""Starts the desk: `python -m bot.desk`."""

from __future__ import annotations

import asyncio
import socket
import sys
from types import FrameType

import uvicorn

from bot.desk.app import create_app
from bot.desk.desk import Desk, desk_of
from bot.errors import XiaoerError
from bot.serving.ports import taken_port
from bot.settings import settings
from bot.telemetry.readiness import redis
from bot.telemetry.shop_state import show_shop_state
from bot.telemetry.starting import exposition_of, start_process
from bot.telemetry.tracing import stop_tracing

STOP_WITHIN_SECONDS = 5


class DeskServer(uvicorn.Server):
    """A server whose open event streams end when it is told to stop."""

    def __init__(self, config: uvicorn.Config, desk: Desk) -> None:
        super().__init__(config)
        self._desk = desk
        self._loop: asyncio.AbstractEventLoop | None = None

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Listen."""
        self._loop = asyncio.get_running_loop()
        await super().startup(sockets=sockets)

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        """A signal to stop: finish what was asked and end with status 0; a second one hurries."""
        self.force_exit = self.should_exit
        self.should_exit = True
        if self._loop is not None:
            self._loop.call_soon_threadsafe(self._desk.watch.end)


def main() -> int:
    """Serve until told to stop; the exit status."""
    try:
        configuration = settings()
        start_process("desk", configuration)
        port = taken_port(configuration.host, configuration.desk_port, variable="XIAOER_DESK_PORT")
        desk = desk_of(configuration)
        shown = exposition_of(configuration, *redis(configuration.redis_url))
        show_shop_state(shown.registry, configuration.database_url, now=desk.now)
    except XiaoerError as error:
        print(error, file=sys.stderr)
        return 2
    config = uvicorn.Config(
        create_app(desk, shown=shown),
        access_log=False,
        log_config=None,
        ws="none",
        server_header=False,
        # Only a proxy of ours may say who the client is, and it writes those headers anew.
        proxy_headers=configuration.proxies > 0,
        forwarded_allow_ips="*",
        timeout_graceful_shutdown=STOP_WITHIN_SECONDS,
    )
    DeskServer(config, desk).run(sockets=[port])
    stop_tracing()
    return 0


if __name__ == "__main__":
    sys.exit(main())
