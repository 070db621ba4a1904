"""Starts the engine's processes, restarts one that dies, and leaves none behind."""

from __future__ import annotations

import signal
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from types import FrameType
from typing import Any

from bot.errors import EngineError
from bot.serving.processes import (
    ProcessSpec,
    RunningProcess,
    check_port,
    environment_of,
)
from bot.settings import Settings

READY_SECONDS = 120.0
STOP_SECONDS = 12.0
STEADY_SECONDS = 60.0
_FIRST_PAUSE_SECONDS = 0.5
_LONGEST_PAUSE_SECONDS = 30.0
_LOOK_SECONDS = 0.1


@dataclass(frozen=True)
class Notice:
    """Something to tell the operator.

    `kind` is "starting", "ready", "died", "restarted" or "stopped"; `detail` explains "died".
    """

    kind: str
    process: str
    detail: str = ""


@dataclass
class _Watched:
    spec: ProcessSpec
    process: RunningProcess
    started_at: float
    deaths: int = 0
    restart_at: float | None = None
    ready: bool = False


class Supervisor:
    """Runs `processes` under `config`, each with its own port.

    `on_notice` is told what happens; it must not take long.
    """

    def __init__(
        self,
        config: Settings,
        *,
        processes: Sequence[ProcessSpec],
        on_notice: Callable[[Notice], None] = lambda notice: None,
    ) -> None:
        self.config = config
        self._specs = tuple(processes)
        self._tell = on_notice
        self._watched: list[_Watched] = []
        self._stop_asked = False

    def run(self) -> None:
        """Start all, keep them running until SIGINT or SIGTERM, and stop them.

        Raises EngineError when a port is taken or a process does not get ready.
        """
        with self._signals_heard():
            try:
                self.start()
                while not self._stop_asked:
                    self.look()
                    time.sleep(_LOOK_SECONDS)
            finally:
                self.stop()

    def start(self, *, timeout_seconds: float = READY_SECONDS) -> None:
        """Start all processes and wait until each is ready; on any failure none is left."""
        for spec in self._specs:
            check_port(self.config.host, spec)
        try:
            for spec in self._specs:
                self._tell(Notice("starting", spec.name))
                self._watched.append(_Watched(spec, self._spawn(spec), time.monotonic()))
            self._await_ready(time.monotonic() + timeout_seconds)
        except BaseException:
            self.stop()
            raise

    def look(self) -> None:
        """Restart what has died, after a pause that doubles with every death in a row."""
        now = time.monotonic()
        for watched in self._watched:
            if watched.restart_at is not None:
                if now >= watched.restart_at:
                    self._restart(watched)
            elif watched.process.exit_code() is not None:
                self._note_death(watched, now)
            elif not watched.ready and watched.process.is_ready(self.config.host):
                watched.ready = True
                self._tell(Notice("restarted", watched.spec.name))
            elif watched.deaths and now - watched.started_at > STEADY_SECONDS:
                watched.deaths = 0

    def stop(self) -> None:
        """Stop all within `STOP_SECONDS`: asked first, then killed with all they started."""
        give_up_at = time.monotonic() + STOP_SECONDS
        for watched in self._watched:
            watched.process.signal_group(signal.SIGTERM)
        for watched in self._watched:
            watched.process.wait(give_up_at - time.monotonic())
            watched.process.signal_group(signal.SIGKILL)
            watched.process.wait(1.0)
            self._tell(Notice("stopped", watched.spec.name))
        self._watched.clear()

    def pids(self) -> dict[str, int]:
        """Process ids by name."""
        return {watched.spec.name: watched.process.pid for watched in self._watched}

    def _await_ready(self, give_up_at: float) -> None:
        while not self._stop_asked:
            waiting = [watched for watched in self._watched if not watched.ready]
            if not waiting:
                return
            for watched in waiting:
                code = watched.process.exit_code()
                if code is not None:
                    raise _failed(watched, f"ended with {_ending(code)} while starting")
                if watched.process.is_ready(self.config.host):
                    watched.ready = True
                    self._tell(Notice("ready", watched.spec.name))
                elif time.monotonic() > give_up_at:
                    raise _failed(watched, "did not get ready in time")
            time.sleep(_LOOK_SECONDS)

    def _note_death(self, watched: _Watched, now: float) -> None:
        code = watched.process.exit_code() or 0
        # What it started must not hold its port.
        watched.process.signal_group(signal.SIGKILL)
        pause = min(_FIRST_PAUSE_SECONDS * 2**watched.deaths, _LONGEST_PAUSE_SECONDS)
        watched.deaths += 1
        watched.restart_at = now + pause
        detail = f"{_ending(code)}; again in {pause:g} s; {watched.process.last_words()}"
        self._tell(Notice("died", watched.spec.name, detail))

    def _restart(self, watched: _Watched) -> None:
        watched.process = self._spawn(watched.spec)
        watched.started_at = time.monotonic()
        watched.restart_at = None
        watched.ready = False

    def _spawn(self, spec: ProcessSpec) -> RunningProcess:
        environment = {**environment_of(self.config), spec.port_variable: str(spec.port)}
        environment["XIAOER_PROCESS"] = spec.name
        return RunningProcess(spec, environment=environment, log_dir=self.config.log_dir)

    @contextmanager
    def _signals_heard(self) -> Iterator[None]:
        def ask(_number: int, _frame: FrameType | None) -> None:
            self._stop_asked = True

        before: dict[int, Any] = {
            number: signal.signal(number, ask) for number in (signal.SIGINT, signal.SIGTERM)
        }
        try:
            yield
        finally:
            for number, handler in before.items():
                signal.signal(number, handler)


def _ending(code: int) -> str:
    return f"exit code {code}" if code >= 0 else signal.Signals(-code).name


def _failed(watched: _Watched, how: str) -> EngineError:
    return EngineError(
        f"The process {watched.spec.name} {how}: {watched.process.last_words()}",
        hint=f"All it wrote is in {watched.process.output}.",
    )
