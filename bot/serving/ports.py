"""Taking a port before anything slow is done, so that a taken one is reported at once."""

from __future__ import annotations

import errno
import socket
import sys

from bot.errors import EngineError


class TakenPort(socket.socket):
    """A port that is ours from now on, though nothing listens on it yet.

    Two sockets that may use an address again and do not listen can both be bound to one port; the
    later one would only learn of it when it is ready. So a name goes with the port, of the kind
    that Linux keeps for one socket and forgets when its process ends.
    """

    def __init__(self, host: str, port: int) -> None:
        """Raises OSError when the port is taken or the address is not this machine's."""
        super().__init__(socket.AF_INET6 if ":" in host else socket.AF_INET)
        self._name: socket.socket | None = None
        try:
            self.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            self.bind((host, port))
            if sys.platform == "linux":
                self._name = socket.socket(socket.AF_UNIX)
                self._name.bind(f"\0xiaoer-{host}-{self.getsockname()[1]}")
        except OSError:
            self.close()
            raise

    def close(self) -> None:
        """Give the port back."""
        if self._name is not None:
            self._name.close()
        super().close()


def taken_port(host: str, port: int, *, variable: str) -> TakenPort:
    """Take `port` before the slow part of starting; `variable` is the setting that moves it.

    Nothing listens yet: until the server is ready a caller is refused at once and asks another
    copy. Raises EngineError when the port is taken or the address is not this machine's.
    """
    try:
        return TakenPort(host, port)
    except OSError as error:
        if error.errno == errno.EADDRINUSE:
            raise EngineError(
                f"Port {port} on {host} is taken by another program.",
                hint=f"Stop that program, or set {variable} to another port.",
            ) from error
        raise EngineError(
            f"Cannot listen on {host}:{port}: {error.strerror}.",
            hint=f"Look at XIAOER_HOST and {variable}.",
        ) from error
