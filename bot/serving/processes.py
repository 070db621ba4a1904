"""The engine's processes: how each is started, found ready, and stopped for certain."""

from __future__ import annotations

import ctypes
import http.client
import os
import signal
import socket
import subprocess
import sys
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import IO, Any

from pydantic import SecretStr

from bot.errors import EngineError
from bot.settings import Settings

_PR_SET_PDEATHSIG = 1
_ANSWER_SECONDS = 2.0
_OUTPUT_KEPT_BYTES = 5_000_000


@dataclass(frozen=True)
class ProcessSpec:
    """A process to run: `ready_path` answers 200 on `port` when it can be used.

    `port_variable` is the setting that moves it, and is handed down to it.
    """

    name: str
    command: tuple[str, ...]
    port: int
    port_variable: str
    ready_path: str = "/health"


def check_port(host: str, spec: ProcessSpec) -> None:
    """Raise EngineError when the process's port is taken."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        socket.create_server((host, spec.port), family=family).close()
    except OSError as error:
        raise EngineError(
            f"Port {spec.port} on {host} is taken, or the address is not this machine's "
            f"({error.strerror}).",
            hint=f"Stop the program that uses it, or set {spec.port_variable} to another port "
            "(XIAOER_HOST is the address).",
        ) from error


def environment_of(config: Settings) -> dict[str, str]:
    """This process's environment with `config` in it, so that children see the same settings."""
    environment = dict(os.environ)
    for name, field in config.__fields__.items():
        value: Any = getattr(config, name)
        if isinstance(value, SecretStr):
            value = value.get_secret_value()
        if value is not None:
            (variable,) = field.field_info.extra["env_names"]
            environment[variable.upper()] = str(value)
    return environment


class RunningProcess:
    """One started process, leader of a group of its own, its output in a file."""

    def __init__(self, spec: ProcessSpec, *, environment: dict[str, str], log_dir: Path) -> None:
        self.spec = spec
        self.output = log_dir / f"{spec.name}.out"
        with _opened(self.output) as output:
            self._popen = subprocess.Popen(  # noqa: S603 - the command is ours
                spec.command,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                env=environment,
                start_new_session=True,
                preexec_fn=_die_with_parent if sys.platform == "linux" else None,
            )

    @property
    def pid(self) -> int:
        """Its process id, which is also its group's."""
        return self._popen.pid

    def exit_code(self) -> int | None:
        """None while it runs; a negative number is the signal that ended it."""
        return self._popen.poll()

    def is_ready(self, host: str) -> bool:
        """Whether it answers 200 at its ready path."""
        connection = http.client.HTTPConnection(host, self.spec.port, timeout=_ANSWER_SECONDS)
        try:
            connection.request("GET", self.spec.ready_path)
            return connection.getresponse().status == 200
        except (OSError, http.client.HTTPException):
            return False
        finally:
            connection.close()

    def last_words(self) -> str:
        """The last line it wrote, for an error message."""
        lines = self.output.read_text(encoding="utf-8", errors="replace").split("\n")
        return next((line for line in reversed(lines) if line.strip()), "it said nothing")

    def signal_group(self, number: signal.Signals) -> None:
        """Send a signal to the process and all it started."""
        try:
            os.killpg(self.pid, number)
        except ProcessLookupError:
            return

    def wait(self, seconds: float) -> bool:
        """Whether it ended within `seconds`."""
        try:
            self._popen.wait(timeout=max(seconds, 0.01))
        except subprocess.TimeoutExpired:
            return False
        return True


def _opened(path: Path) -> IO[bytes]:
    path.parent.mkdir(parents=True, exist_ok=True)
    if path.exists() and path.stat().st_size > _OUTPUT_KEPT_BYTES:
        path.replace(path.with_suffix(path.suffix + ".1"))
    return path.open("ab")


@lru_cache(maxsize=1)
def _libc() -> Any:
    return ctypes.CDLL(None, use_errno=True)


def _die_with_parent() -> None:
    """In the child: ask Linux for a SIGTERM when the supervisor is gone, however it went."""
    _libc().prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)
