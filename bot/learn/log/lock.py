"""One process at a time writes the conversation log."""

from __future__ import annotations

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from bot.errors import XiaoerError

FILE = "lock"


class LogInUseError(XiaoerError):
    """Another process is writing the log."""


@contextmanager
def writing(folder: Path) -> Iterator[None]:
    """Be the only one to write below `folder`; raises LogInUseError where another process does.

    A process that is killed lets go.
    """
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / FILE).open("a") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise LogInUseError(
                "另一个进程正在收集聊天。", hint="等它结束再来一次；它读过的不会丢。"
            ) from error
        yield
