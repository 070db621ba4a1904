"""A fault in one of the project's files."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Fault:
    """Where something is wrong, and what."""

    path: Path
    what: str

    def __str__(self) -> str:
        return f"{self.path}: {self.what}"
