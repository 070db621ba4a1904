"""CPU and memory of running processes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import psutil

MEBIBYTE = 1024 * 1024


@dataclass(frozen=True)
class Usage:
    """What a process has used so far: CPU seconds (user and system) and resident bytes."""

    cpu_seconds: float
    rss_bytes: int


@dataclass(frozen=True)
class ProcessCost:
    """What one process cost a run: memory at its end, and CPU for each turn."""

    name: str
    rss_mb: float
    cpu_ms_per_turn: float


Reading = Mapping[str, Usage]


def usage_of(pid: int) -> Usage:
    """Usage of a process; raises psutil.NoSuchProcess."""
    process = psutil.Process(pid)
    with process.oneshot():
        times = process.cpu_times()
        return Usage(times.user + times.system, process.memory_info().rss)


def read_usage(pids: Mapping[str, int]) -> Reading:
    """Usage of each named process at this moment."""
    return {name: usage_of(pid) for name, pid in pids.items()}


def costs(before: Reading, after: Reading, *, turns: int) -> tuple[ProcessCost, ...]:
    """What each process cost between two readings, for each of `turns`."""
    return tuple(
        ProcessCost(
            name=name,
            rss_mb=used.rss_bytes / MEBIBYTE,
            cpu_ms_per_turn=(used.cpu_seconds - before[name].cpu_seconds) * 1000 / max(turns, 1),
        )
        for name, used in after.items()
    )


def listener(port: int) -> int | None:
    """The process that listens on a local TCP port; None if nobody does or it is not ours."""
    pids = {
        connection.pid
        for connection in psutil.net_connections(kind="tcp")
        if connection.status == psutil.CONN_LISTEN
        and connection.laddr.port == port
        and connection.pid is not None
    }
    return min(pids, default=None)


def common_parent(pids: Iterable[int]) -> int | None:
    """The process that started all of these, if one did."""
    parents = {psutil.Process(pid).ppid() for pid in pids}
    return parents.pop() if len(parents) == 1 else None
