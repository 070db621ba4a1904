"""Mines the log: counts its questions, reads each once, and orders what is worth asking.

Every task leaves a file that is named by what it was made from. A run that was killed is therefore
gone on with by starting it again, and a new day in the log costs no more than that day's counting.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from bot.learn.engines import HERE, Run, Task, engine
from bot.learn.mining.combining import Found, combined
from bot.learn.mining.counting import BUCKETS, count_part, summary_of
from bot.learn.mining.folders import (
    COUNTS,
    MODELS,
    MiningError,
    digest_of,
    mining_folder,
    only_one,
    tidied,
)
from bot.learn.mining.parts import PART_ROWS, Part, parts_of, weeks_in
from bot.learn.mining.reader import Reader
from bot.learn.mining.settled import Decided
from bot.learn.mining.sifting import Sieve, Sifted, sift_bucket
from bot.learn.whole_files import read_json

# So many times what is asked for is kept for ordering: most of it is like something better.
KEPT_TIMES = 8
MISFITS = 4000
LEAST_KEPT = 40
OnProgress = Callable[[str, int, int], None]


@dataclass(frozen=True)
class Order:
    """What to mine, and with what.

    learn_dir: where the log is, and what is made of it. since: the first day. top: how many
    questions. workers, cluster: see `engines.engine`. part_rows: messages a task counts.
    """

    learn_dir: Path
    since: date | None = None
    top: int = 500
    workers: int = 2
    cluster: str = HERE
    part_rows: int = PART_ROWS

    @property
    def log(self) -> Path:
        """The conversation log."""
        return self.learn_dir / "log"


@dataclass(frozen=True)
class Mined:
    """What was found, and what it took.

    messages: of buyers; questions: different ones; read: those that were worth reading; weekly:
    messages a week by what they are read as; tasks, kept: how many tasks there were, and how many
    an earlier run had done.
    """

    run: str
    messages: int
    questions: int
    read: int
    weeks: float
    weekly: dict[str, float]
    found: tuple[Found, ...]
    tasks: int
    kept: int


def mine(
    order: Order, reader: Reader, *, decided: Sequence[Decided], on_progress: OnProgress
) -> Mined:
    """What of the log is worth asking, the best first; raises MiningError."""
    parts = parts_of(order.log, since=order.since, part_rows=order.part_rows)
    if not parts:
        raise MiningError(
            f"There is no conversation log in {order.log}"
            f"{f' since {order.since}' if order.since else ''}.",
            hint="Collect one: xiaoer learn collect",
        )
    folder = mining_folder(order.learn_dir)
    with only_one(folder), engine(order.cluster, workers=order.workers) as run:
        models = _saved(reader, folder / MODELS)
        counting = [_counting(part, folder / COUNTS) for part in parts]
        sieve = _sieve(order, weeks_in(parts), reader.clarify)
        name = "run-" + digest_of([part.name for part in parts], models.name, vars(sieve))
        counts = [str(task.target) for task in counting]
        sifting = [_sifting(b, counts, models, sieve, folder / name) for b in range(BUCKETS)]
        tidied(folder, run=name, counts=_in_use(order, parts))
        kept = sum(_did(run, stage, tasks, on_progress) for stage, tasks in (
            ("count", counting), ("read", sifting)
        ))  # fmt: skip
    summaries = [summary_of(Path(path)) for path in counts]
    sifted = [read_json(task.target) for task in sifting]
    questions = [Sifted.of(values) for each in sifted for values in each["found"]]
    on_progress("order", 0, 1)
    found = combined(questions, reader, decided=decided, top=order.top)
    on_progress("order", 1, 1)
    return Mined(
        run=name,
        messages=sum(summary.messages for summary in summaries),
        questions=sum(each["questions"] for each in sifted),
        read=sum(each["read"] for each in sifted),
        weeks=sieve.weeks,
        weekly=_added(each["weekly"] for each in sifted),
        found=found,
        tasks=len(counting) + len(sifting),
        kept=kept,
    )


def _in_use(order: Order, parts: Sequence[Part]) -> frozenset[str]:
    """The parts whose counts are kept: of the whole log too, where only its last days are mined."""
    whole = parts_of(order.log, part_rows=order.part_rows) if order.since else []
    return frozenset(part.name for part in [*parts, *whole])


def _saved(reader: Reader, folder: Path) -> Path:
    """Where the reader is saved, by a name that changes with it."""
    half = folder / ".half"
    shutil.rmtree(half, ignore_errors=True)
    half.mkdir(parents=True)
    reader.save(half)
    target = folder / digest_of(
        *((path.name, path.read_bytes().hex()) for path in sorted(half.iterdir()))
    )
    if target.exists():
        shutil.rmtree(half)
        target.touch()  # in use: the oldest are removed
    else:
        half.replace(target)
    return target


def _counting(part: Part, folder: Path) -> Task:
    return Task(folder / f"{part.name}.parquet", count_part, (part,))


def _sifting(bucket: int, counts: Sequence[str], models: Path, sieve: Sieve, folder: Path) -> Task:
    arguments = (bucket, tuple(counts), str(models), sieve)
    return Task(folder / f"sifted-{bucket:02}.json", sift_bucket, arguments)


def _sieve(order: Order, weeks: float, clarify: float) -> Sieve:
    return Sieve(
        weeks=weeks,
        clarify=clarify,
        kept=max(LEAST_KEPT, KEPT_TIMES * order.top // BUCKETS),
        misfits=max(LEAST_KEPT, MISFITS // BUCKETS),
    )


def _added(many: Iterable[Mapping[str, float]]) -> dict[str, float]:
    every = list(many)
    names = sorted({name for each in every for name in each})
    return {name: sum(each.get(name, 0.0) for each in every) for name in names}


def _did(run: Run, stage: str, tasks: Sequence[Task], on_progress: OnProgress) -> int:
    """Do what is not done; returns how many tasks were."""
    left = [task for task in tasks if not task.done]
    done = before = len(tasks) - len(left)
    on_progress(stage, done, len(tasks))

    def one_more() -> None:
        nonlocal done
        done += 1
        on_progress(stage, done, len(tasks))

    if left:
        run(left, one_more)
    return before
