"""Starts the gateway: `python -m bot.channels`."""

from __future__ import annotations

import gc
import sys

from bot.errors import XiaoerError
from bot.settings import Settings, settings
from bot.telemetry.starting import start_process
from bot.telemetry.tracing import stop_tracing


def run(config: Settings) -> None:
    """Serve until told to stop; raises XiaoerError when it cannot start."""
    from bot.serving.http import serve
    from bot.serving.ports import taken_port

    port = taken_port(config.host, config.chat_port, variable="XIAOER_CHAT_PORT")
    from bot.channels.gateway import Gateway

    app = Gateway(config).app()
    # What is loaded now stays: the garbage collector need not walk it again and again.
    gc.collect()
    gc.freeze()
    serve(app, port)


def main() -> int:
    """Run from the command line; 2 when it cannot start, with the reason on the console."""
    try:
        start_process("gateway", settings())
        run(settings())
    except XiaoerError as error:
        print(f"出错 (error): {error}", file=sys.stderr)
        return 2
    finally:
        stop_tracing()
    return 0


if __name__ == "__main__":
    sys.exit(main())
