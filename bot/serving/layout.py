"""Which processes the engine has on this machine: how many copies of each, on which ports."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from bot.errors import ConfigurationError
from bot.serving.processes import ProcessSpec
from bot.settings import Settings

_STEP = 100  # between the ports of two copies


@dataclass(frozen=True)
class _Kind:
    name: str
    module: str
    port: str


_ACTIONS = _Kind("actions", "actions", "action_port")
_RASA = _Kind("rasa", "bot.serving.rasa_server", "rasa_port")
_GATEWAY = _Kind("gateway", "bot.channels", "chat_port")
_DESK = _Kind("desk", "bot.desk", "desk_port")


@dataclass(frozen=True)
class Copies:
    """How many of each process run; raises ConfigurationError for a number below one."""

    gateways: int = 1
    rasa: int = 1
    actions: int = 1
    desks: int = 1

    def __post_init__(self) -> None:
        if min(self.gateways, self.rasa, self.actions, self.desks) < 1:
            raise ConfigurationError(
                "Each process runs at least once.", hint="Give a number from 1 on."
            )

    @property
    def several(self) -> bool:
        """Whether any process has more than one copy."""
        return max(self.gateways, self.rasa, self.actions, self.desks) > 1


@dataclass(frozen=True)
class Layout:
    """The processes, and the settings they share: every copy knows the others' addresses."""

    config: Settings
    processes: tuple[ProcessSpec, ...]


def layout_of(
    config: Settings,
    copies: Copies | None = None,
    *,
    port_of: Callable[[int, int], int] = lambda first, place: first + _STEP * place,
) -> Layout:
    """The processes of these settings.

    The first copy of each has the port of its setting, the one at `place` the port that `port_of`
    gives. Raises ConfigurationError where several copies have no PostgreSQL and Redis to share.
    """
    copies = copies or Copies()
    if copies.several:
        _check_shared(config)
    counts = (
        (_ACTIONS, copies.actions),
        (_RASA, copies.rasa),
        (_GATEWAY, copies.gateways),
        (_DESK, copies.desks),
    )
    processes: list[ProcessSpec] = []
    urls: dict[str, str] = {}
    for kind, count in counts:
        first = getattr(config, kind.port)
        ports = [first, *(port_of(first, place) for place in range(1, count))]
        processes += _specs(kind, ports)
        urls[kind.name] = ",".join(config.url_of(port) for port in ports)
    shared = config.copy(
        update={
            "action_urls": config.action_urls or urls["actions"],
            "rasa_urls": config.rasa_urls or urls["rasa"],
            "gateway_urls": config.gateway_urls or urls["gateway"],
        }
    )
    return Layout(shared, tuple(processes))


def engine_processes(config: Settings) -> tuple[ProcessSpec, ...]:
    """The action server, the Rasa server, the gateway and the desk, one of each."""
    return layout_of(config).processes


def _specs(kind: _Kind, ports: Sequence[int]) -> list[ProcessSpec]:
    return [
        ProcessSpec(
            kind.name if place == 1 else f"{kind.name}-{place}",
            (sys.executable, "-m", kind.module),
            port,
            f"XIAOER_{kind.port.upper()}",
            "/ready",
        )
        for place, port in enumerate(ports, start=1)
    ]


def _check_shared(config: Settings) -> None:
    missing = [
        variable
        for variable, there in (
            ("DATABASE_URL=postgresql://…", config.database_url.startswith("postgresql")),
            ("REDIS_URL=redis://…", bool(config.redis_url)),
        )
        if not there
    ]
    if missing:
        raise ConfigurationError(
            "Several copies of a process share a PostgreSQL database and a Redis server; "
            f"not set: {' and '.join(missing)}.",
            hint="Set both in the environment or in .env, or run one copy of each.",
        )
