"""A process that mines a small log; what is found is in told.json, the progress kept apart.

python -m tests.integration.mining_process FOLDER [CLUSTER]
"""

from __future__ import annotations

import sys
from dataclasses import asdict
from pathlib import Path

from bot.learn.mining.mining import Order, mine
from bot.learn.whole_files import write_json
from tests.unit.learn.mining.small import small_reader


def main(learn_dir: Path, cluster: str = "") -> None:
    """Mine with two workers, a file a task."""
    order = Order(learn_dir, top=20, workers=2, cluster=cluster, part_rows=200)
    mined = mine(order, small_reader(), decided=(), on_progress=lambda *_: None)
    found = [asdict(each.candidate) for each in mined.found]
    write_json(learn_dir / "told.json", {"kept": mined.kept, "found": found})


if __name__ == "__main__":
    main(Path(sys.argv[1]), *sys.argv[2:])
