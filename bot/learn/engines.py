"""Runs tasks on Dask: processes of this machine, a cluster started here, or one that is there.

A task is a function with arguments that say where to read and where to write. It
returns nothing: what it did is in its file, so that a task whose file is there needs no second run
and a scheduler never holds a result.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from dataclasses import dataclass
from multiprocessing import get_context, parent_process
from pathlib import Path
from threading import Thread
from typing import Any

from bot.errors import XiaoerError
from bot.serving.quiet import configure_process

HERE, LOCAL_CLUSTER = "", "local"
BROKEN = "What is done stays done: start it again, with fewer --workers if memory was short."


class WorkersError(XiaoerError):
    """Workers cannot be had, or died."""


@dataclass(frozen=True)
class Task:
    """A call whose result is the file `target`."""

    target: Path
    function: Callable[..., None]
    arguments: tuple[Any, ...]

    @property
    def done(self) -> bool:
        """Whether an earlier run has done it."""
        return self.target.exists()

    def __call__(self) -> None:
        """Do it."""
        self.function(*self.arguments, self.target)


OnTask = Callable[[], None]
# Does every task, in any order, and tells of each.
Run = Callable[[Sequence[Task], OnTask], None]


@contextmanager
def engine(cluster: str = HERE, *, workers: int) -> Iterator[Run]:
    """What runs tasks: on processes here, on `local` workers of Dask, or at `tcp://host:port`.

    workers: how many, where they are started here; a single one is this process itself. Raises
    WorkersError.
    """
    if cluster == HERE:
        with _processes(workers) as run:
            yield run
        return
    try:
        from distributed import Client, LocalCluster
    except ImportError as error:
        raise WorkersError(
            "Dask's distributed scheduler is not installed.",
            hint="Install it: pip install 'xiaoer[cluster]'",
        ) from error
    if cluster == LOCAL_CLUSTER:
        with (
            LocalCluster(
                n_workers=workers, threads_per_worker=1, dashboard_address=None, silence_logs=40
            ) as local,
            Client(local) as client,
        ):
            yield lambda tasks, on_task: _run_on(client, tasks, on_task)
        return
    try:
        client = Client(cluster, timeout=10)
    except (OSError, ValueError) as error:
        raise WorkersError(
            f"No Dask scheduler answers at {cluster}: {error}",
            hint="Start one (dask-scheduler) and its workers (dask-worker ADDRESS).",
        ) from error
    with client:
        yield lambda tasks, on_task: _run_on(client, tasks, on_task)


@contextmanager
def _processes(workers: int) -> Iterator[Run]:
    import dask.local
    import dask.multiprocessing

    if workers == 1:
        yield lambda tasks, on_task: _run_here(tasks, on_task, scheduler=dask.local.get_sync)
        return
    # Spawned, not forked: a worker has nothing of this process's memory.
    with ProcessPoolExecutor(
        workers, mp_context=get_context("spawn"), initializer=_begin_worker
    ) as pool:
        how = {"pool": pool, "num_workers": workers, "chunksize": 1}
        get = dask.multiprocessing.get
        yield lambda tasks, on_task: _run_here(tasks, on_task, scheduler=get, **how)


def _run_here(tasks: Sequence[Task], on_task: OnTask, **how: Any) -> None:
    import dask
    from dask.callbacks import Callback

    calls = [dask.delayed(_done, pure=False)(task) for task in tasks]
    try:
        with Callback(posttask=lambda *_: on_task()):
            dask.compute(*calls, optimize_graph=False, **how)
    except BrokenProcessPool as error:
        raise WorkersError("A worker died.", hint=BROKEN) from error


def _run_on(client: Any, tasks: Sequence[Task], on_task: OnTask) -> None:
    from distributed import as_completed
    from distributed.scheduler import KilledWorker

    futures = [client.submit(_done, task, pure=False) for task in tasks]
    try:
        for future in as_completed(futures):
            future.result()
            on_task()
    except KilledWorker as error:
        raise WorkersError("Workers died over one task.", hint=BROKEN) from error
    missing = [task.target for task in tasks if not task.done]
    if missing:
        raise WorkersError(
            f"Workers wrote {len(missing)} files that are not here, such as {missing[0]}.",
            hint="Every machine must see the folder of the log (XIAOER_LEARN_DIR) at one path.",
        )


def _done(task: Task) -> None:
    task()


def _begin_worker() -> None:
    """Keep this worker quiet, and end it when the process that started it is killed."""
    configure_process("learning-worker")
    parent = parent_process()

    def wait() -> None:
        if parent is not None:
            parent.join()
        os._exit(1)

    Thread(target=wait, daemon=True).start()
