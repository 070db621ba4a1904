"""Where mining keeps what it has done: each file whole or not at all, so that a kill loses little.

var/learn/mining/
  counts/<part>.parquet    questions of a part of the log, one row group a hash bucket
  models/<digest>/         what a worker needs to read a question
  <run>/sifted-<n>.json    of some buckets, what may be worth asking
  <run>/found.json         what was found
  doubted/<digest>/        label errors of our own examples
"""

from __future__ import annotations

import fcntl
import json
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import blake2b
from pathlib import Path

from bot.errors import XiaoerError

VERSION = 1
COUNTS, MODELS, DOUBTED = "counts", "models", "doubted"
KEPT_RUNS = 3


class MiningError(XiaoerError):
    """The log cannot be mined."""


def mining_folder(learn_dir: Path) -> Path:
    """Where the files of mining are."""
    return learn_dir / "mining"


def wiped(learn_dir: Path) -> bool:
    """Forget everything that was counted and found; the next run counts anew.

    What is kept here was made from buyers' messages: whoever forgets a buyer calls this.
    Returns whether there was anything.
    """
    folder = mining_folder(learn_dir)
    there = folder.exists()
    shutil.rmtree(folder, ignore_errors=True)
    return there


def digest_of(*values: object) -> str:
    """A short name for these values."""
    told = json.dumps([VERSION, *values], sort_keys=True, default=str, ensure_ascii=False)
    return blake2b(told.encode(), digest_size=8).hexdigest()


@contextmanager
def only_one(folder: Path) -> Iterator[None]:
    """Keep a second run on the same folder out; raises MiningError. Ends with the process."""
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            raise MiningError(
                f"{folder} is being mined already.", hint="Wait for that run, or end it."
            ) from error
        yield


def tidied(folder: Path, *, run: str, counts: frozenset[str]) -> None:
    """Remove what killed runs left half, counts of parts that are gone, and all but a few runs."""
    for half in folder.rglob(".*.half"):
        half.unlink(missing_ok=True)
    for path in (folder / COUNTS).glob("*.parquet"):
        if path.stem not in counts:
            path.unlink(missing_ok=True)
    runs = [path for path in folder.glob("run-*") if path.is_dir() and path.name != run]
    runs.sort(key=lambda path: path.stat().st_mtime, reverse=True)
    for old in runs[KEPT_RUNS - 1 :]:
        shutil.rmtree(old, ignore_errors=True)
    models = sorted((folder / MODELS).glob("*"), key=lambda path: path.stat().st_mtime)
    for old in models[:-KEPT_RUNS]:
        shutil.rmtree(old, ignore_errors=True)
