"""Who is to be forgotten, by tag: kept so that collecting again does not bring them back."""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path

FILE = "forgotten"


class Forgotten:
    """The file in `folder`, a tag a line."""

    def __init__(self, folder: Path) -> None:
        self._path = folder / FILE

    def tags(self) -> frozenset[str]:
        """The tags of all who are to be forgotten."""
        if not self._path.exists():
            return frozenset()
        return frozenset(self._path.read_text("ascii").split())

    def add(self, tags: Iterable[str]) -> None:
        """Keep these too; on disk when this returns."""
        new = sorted(set(tags) - self.tags())
        if not new:
            return
        self._path.parent.mkdir(parents=True, exist_ok=True)
        # A line of its own even behind one that a killed process left without its end.
        with self._path.open("a", encoding="ascii") as file:
            file.write("\n" + "\n".join(new) + "\n")
            file.flush()
            os.fsync(file.fileno())
