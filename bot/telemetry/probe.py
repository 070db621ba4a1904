"""Asks a process on this machine how it is: `python -m bot.telemetry.probe PORT [PATH]`.

For containers, which have no curl; exits with 0 for HTTP 200.
"""

from __future__ import annotations

import http.client
import sys

WITHIN_SECONDS = 3.0
DEFAULT_PATH = "/ready"


def answers(port: int, path: str = DEFAULT_PATH) -> bool:
    """Whether the process on `port` answers 200 at `path`."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=WITHIN_SECONDS)
    try:
        connection.request("GET", path)
        return connection.getresponse().status == http.client.OK
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


if __name__ == "__main__":
    _, port_given, *path_given = sys.argv
    sys.exit(0 if answers(int(port_given), *path_given) else 1)
