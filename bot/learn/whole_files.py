"""Files that are there whole or not at all, so that a kill leaves nothing half done in sight."""

from __future__ import annotations

import json
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any


@contextmanager
def half_file(path: Path) -> Iterator[Path]:
    """A path to write to, which becomes `path` when everything is written."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=".", suffix=".half")
    os.close(handle)
    half = Path(name)
    try:
        yield half
        half.replace(path)
    finally:
        half.unlink(missing_ok=True)


def write_json(path: Path, value: Any) -> None:
    """Write `value` whole or not at all."""
    with half_file(path) as half:
        half.write_text(json.dumps(value, ensure_ascii=False), encoding="utf-8")


def read_json(path: Path) -> Any:
    """What `write_json` wrote."""
    return json.loads(path.read_text(encoding="utf-8"))
