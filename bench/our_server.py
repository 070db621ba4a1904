"""Our engine as `xiaoer serve` runs it, on ports and a database of its own."""

from __future__ import annotations

import secrets
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from rich.progress import Progress

from bench.contender import Running
from bench.databases import Databases
from bot.errors import EngineError
from bot.load.xiaoer_target import XiaoerTarget
from bot.serving.layout import Copies, engine_processes, layout_of
from bot.serving.processes import ProcessSpec, environment_of
from bot.serving.supervisor import Supervisor
from bot.settings import Settings, load_settings

REDIS = "redis://127.0.0.1:6379/12"
CHAT_PORT, RASA_PORT, ACTION_PORT, DESK_PORT = 5915, 5916, 5965, 5975
XIAOER = Path(sys.executable).with_name("xiaoer")
_Processes = Callable[[Settings], Sequence[ProcessSpec]]


@dataclass(frozen=True)
class Xiaoer:
    """The four processes under their supervisor, over a database of their own.

    `folder` holds the model (see `train`) and the logs; `processes` may put another process in
    the place of one of them. Several `copies` share PostgreSQL and the Redis server at `redis_url`.
    """

    databases: Databases
    folder: Path
    name: str = "Xiaoer"
    processes: _Processes = engine_processes
    copies: Copies = field(default_factory=Copies)
    redis_url: str = REDIS

    @contextmanager
    def running(self) -> Iterator[Running]:
        """The engine with every process ready."""
        with self.databases.shop("xiaoer") as url:
            config = _settings(url, self.folder)
            processes = self.processes(config)
            if self.copies.several:
                config = config.copy(update={"redis_url": self.redis_url})
                layout = layout_of(config, self.copies)
                config, processes = layout.config, layout.processes
            supervisor = Supervisor(config, processes=processes)
            supervisor.start()
            try:
                yield Running(XiaoerTarget(config), supervisor.pids(), rasa="rasa")
            finally:
                supervisor.stop()


def train(databases: Databases, folder: Path, progress: Progress) -> None:
    """Train our model with `xiaoer train` on the examples as they are now, for some seconds.

    Raises EngineError when that fails.
    """
    log = folder / "train.log"
    log.parent.mkdir(parents=True, exist_ok=True)
    training = progress.add_task("Xiaoer: training", total=None)
    with databases.shop("xiaoer_train") as url, log.open("wb") as output:
        variables = environment_of(_settings(url, folder))
        done = subprocess.run(
            [str(XIAOER), "train"], env=variables, stdout=output, stderr=output, check=False
        )
    progress.update(training, visible=False)
    if done.returncode != 0:
        raise EngineError("Our model could not be trained.", hint=f"See {log}.")


def _settings(url: str, folder: Path) -> Settings:
    return load_settings(
        database_url=url,
        models_dir=folder / "models",
        redis_url=None,
        host="127.0.0.1",
        chat_port=CHAT_PORT,
        rasa_port=RASA_PORT,
        action_port=ACTION_PORT,
        desk_port=DESK_PORT,
        log_dir=folder / "log",
        internal_token=secrets.token_hex(16),
        desk_secret=secrets.token_hex(16),
        buyer_secret=secrets.token_hex(16),
    )
