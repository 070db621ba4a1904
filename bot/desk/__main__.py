"""Starts the desk: `python -m bot.desk`."""

from __future__ import annotations

import asyncio
import socket
import sys
from types import FrameType

import uvicorn

from bot.desk.app import create_app
from bot.desk.desk import Desk, desk_of
from bot.errors import ConfigurationError
from bot.serving.quiet import configure_process
from bot.settings import settings

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
        configure_process("desk", log_dir=configuration.log_dir)
        desk = desk_of(configuration)
    except ConfigurationError as error:
        print(error, file=sys.stderr)
        return 2
    config = uvicorn.Config(
        create_app(desk),
        host=configuration.host,
        port=configuration.desk_port,
        access_log=False,
        log_config=None,
        ws="none",
        server_header=False,
        timeout_graceful_shutdown=STOP_WITHIN_SECONDS,
    )
    DeskServer(config, desk).run()
    return 0


if __name__ == "__main__":
    sys.exit(main())
