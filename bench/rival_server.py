"""The rival as its users run it: `rasa run` and `rasa run actions`."""

from __future__ import annotations

import os
import signal
import subprocess
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy.engine import make_url

from bench.contender import Running
from bench.databases import Databases
from bench.rival_project import MODEL, RASA, RivalProject, environment
from bot.load.rest_target import RestTarget

RASA_PORT, ACTION_PORT = 5905, 5955
_STOP_SECONDS = 10.0


@dataclass(frozen=True)
class Rival:
    """A stock Rasa project over databases of its own: the shop's, and the tracker store's."""

    project: RivalProject
    databases: Databases
    name: str = "stock Rasa"

    @contextmanager
    def running(self) -> Iterator[Running]:
        """Both processes, their output in the project's folder."""
        with ExitStack() as stack:
            shop_url = stack.enter_context(self.databases.shop("rival_shop"))
            tracker_url = stack.enter_context(self.databases.fresh("rival_tracker"))
            variables = environment(
                DATABASE_URL=shop_url,
                RIVAL_ACTION_PORT=str(ACTION_PORT),
                **_tracker_variables(tracker_url),
            )
            endpoints = f"endpoints.{self.databases.kind}.yml"
            commands = {
                "rasa": ["run", "--model", str(MODEL), "--endpoints", endpoints,
                         "--credentials", "credentials.yml", "--port", str(RASA_PORT)],
                "actions": ["run", "actions", "--port", str(ACTION_PORT)],
            }  # fmt: skip
            pids = {
                name: stack.enter_context(_process(name, arguments, self.project.folder, variables))
                for name, arguments in commands.items()
            }
            yield Running(RestTarget(f"http://127.0.0.1:{RASA_PORT}"), pids, rasa="rasa")


def _tracker_variables(url: str) -> dict[str, str]:
    parts = make_url(url)
    return {
        "RIVAL_TRACKER_DB": parts.database or "",
        "RIVAL_TRACKER_HOST": parts.host or "",
        "RIVAL_TRACKER_PORT": str(parts.port or 5432),
        "RIVAL_TRACKER_USER": parts.username or "",
        "RIVAL_TRACKER_PASSWORD": str(parts.password or ""),
    }


@contextmanager
def _process(
    name: str, arguments: list[str], folder: Path, variables: dict[str, str]
) -> Iterator[int]:
    """The pid of a `rasa` command, which is stopped with all it started."""
    with (folder / f"{name}.log").open("wb") as output:
        process = subprocess.Popen(
            [str(RASA), *arguments], cwd=folder, env=variables, stdin=subprocess.DEVNULL,
            stdout=output, stderr=subprocess.STDOUT, start_new_session=True,
        )  # fmt: skip
    try:
        yield process.pid
    finally:
        os.killpg(process.pid, signal.SIGTERM)
        try:
            process.wait(_STOP_SECONDS)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()
