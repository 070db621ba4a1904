"""Batches of examples on disk: what each brought, and how far it has come.

`batches/<name>/` has the examples it was trained from in `nlu`, what it brought in `batch.json`,
and until the model is where models are, the model. `<name>.json` is the report of its checks. A
folder that ends with `.half` was not finished and counts for nothing.
"""

from __future__ import annotations

import fcntl
import json
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ValidationError

from bot.errors import XiaoerError
from bot.learn.retraining.example_files import Added, Removed, learnt_of

NLU, MODEL, FACTS = "nlu", "model", "batch.json"
HALF = ".half"
_LOCK = "lock"
# Of a report: what holds a buyer's words.
_WORDS = frozenset({"text", "like", "line", "faults"})


class RetrainingError(XiaoerError):
    """A batch cannot be made, taken over or dropped now."""


class Batch(BaseModel):
    """What a batch brought.

    items: ids that were learnt in it; sentences: how many it added, which stand in its files
    alone. why: the reason to make it though it was refused.
    """

    name: str
    made_at: datetime
    seed: int
    model: str
    parent: str
    sentences: int
    removed: tuple[Removed, ...]
    items: tuple[int, ...]
    why: str = ""
    adopted_at: datetime | None = None


class Batches:
    """The batches below the folder of learning."""

    def __init__(self, learn_dir: Path) -> None:
        self.folder = learn_dir / "batches"

    @contextmanager
    def alone(self) -> Iterator[None]:
        """Be the only one that makes or drops batches; raises RetrainingError where another does.

        A process that is killed lets go.
        """
        self.folder.mkdir(parents=True, exist_ok=True)
        with (self.folder / _LOCK).open("a") as file:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError as error:
                raise RetrainingError(
                    "Another process is retraining.", hint="Wait for it to end, and try again."
                ) from error
            yield

    def path(self, name: str) -> Path:
        """The folder of a whole batch."""
        return self.folder / name

    def half(self, name: str) -> Path:
        """The folder of a batch in the making."""
        return self.folder / f"{name}{HALF}"

    def report(self, name: str) -> Path:
        """The report of a batch's checks."""
        return self.folder / f"{name}.json"

    def listed(self) -> tuple[Batch, ...]:
        """Every whole batch, the newest first."""
        found = (self.get(path.parent.name) for path in self.folder.glob(f"*/{FACTS}"))
        whole = [batch for batch in found if batch is not None]
        return tuple(sorted(whole, key=lambda batch: (batch.made_at, batch.name), reverse=True))

    def get(self, name: str) -> Batch | None:
        """The whole batch of this name."""
        if name.endswith(HALF):
            return None
        try:
            return Batch.parse_raw((self.path(name) / FACTS).read_bytes())
        except (OSError, ValidationError):
            return None

    def called(self, name: str) -> Batch:
        """The whole batch of this name; raises RetrainingError naming those there are."""
        batch = self.get(name)
        if batch is None:
            names = ", ".join(each.name for each in self.listed())
            raise RetrainingError(
                f"There is no batch {name}.", hint=f"There are: {names or 'none'}."
            )
        return batch

    def added(self, batch: Batch) -> tuple[Added, ...]:
        """What the batch adds, but for what buyers had forgotten since."""
        return learnt_of(self.path(batch.name) / NLU, batch.items)

    def write(self, batch: Batch, folder: Path) -> None:
        """Write what a batch brought into `folder`, whole or not at all."""
        half = folder / f"{FACTS}{HALF}"
        half.write_text(batch.json(ensure_ascii=False, indent=1), encoding="utf-8")
        half.replace(folder / FACTS)

    def write_report(self, name: str, report: Mapping[str, Any]) -> None:
        """Keep what the checks of a batch found, without buyers' words: those are at the desk."""
        text = json.dumps(_wordless(report), ensure_ascii=False, indent=1)
        self.report(name).write_text(text + "\n", encoding="utf-8")

    def clear_halves(self) -> None:
        """Take away what a killed process left."""
        for path in self.folder.glob(f"*{HALF}"):
            shutil.rmtree(path)


def _wordless(value: Any) -> Any:
    """A report without the texts in it."""
    if isinstance(value, Mapping):
        return {name: _wordless(each) for name, each in value.items() if name not in _WORDS}
    if isinstance(value, list):
        return [_wordless(each) for each in value]
    return value
