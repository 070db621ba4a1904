"""What retraining says at the terminal: all that is left out is named, with what to do."""

from __future__ import annotations

from datetime import datetime

import pytest
from rich.console import Console
from typer.testing import CliRunner

from bot.cli.learn import app
from bot.cli.learn_batch_tables import print_batches, print_report
from bot.learn.retraining.batches import Batch
from bot.settings import SHOP_TIMEZONE

REPORT = {
    "sentences": 2,
    "items": 2,
    "intents": {"ask_gift": {"before": 400, "new": 2, "share": 1.0}},
    "left": {"doubted": 1, "conflict": 1, "later": 3},
    "left_items": [
        {
            "item": 7,
            "code": "conflict",
            "why": "a.yml: bargain",
            "text": "[便宜点]",
            "meant": "order",
        },
        {"item": 8, "code": "doubted", "why": "thank", "text": "谢谢", "meant": "order"},
    ],
    "doubted": [
        {"item": 8, "text": "谢谢", "meant": "order", "reads": "thank", "likely": 0.98, "own": 0.0}
    ],
    "moved": [],
    "floods": [
        {
            "intent": "ask_gift",
            "came": 300,
            "of": 500,
            "taught": 90,
            "like": "ask_gift 买一箱有赠品送",
        }
    ],
    "faulty": 2,
    "of": 4,
    "faults": ["ask_gift.learnt.yml: holds order"],
    "refused": ["faulty"],
    "seconds": {"checks": 61.2},
}


def test_a_refused_batch_says_what_is_wrong_with_it() -> None:
    console = Console(width=120)
    with console.capture() as said:
        print_report(REPORT, console)
    text = said.get()
    assert "ask_gift 太多：500 句里 300 句，收下 90 句；多像“买一箱有赠品送”" in text
    assert "标注可疑 1，同一句已经教在别的意图下 1，这个意图这批够多了，下批再教 3" in text
    assert "7：[便宜点] → order：同一句已经教在别的意图下 a.yml: bargain" in text
    assert "--sure" in text
    assert "4 句里 2 句可疑或者矛盾（50.0%）" in text
    assert "ask_gift.learnt.yml: holds order" in text


def test_names_of_batches_are_never_cut() -> None:
    batch = Batch(
        name="20261122-231056-513a853a",
        made_at=datetime(2026, 11, 22, 23, tzinfo=SHOP_TIMEZONE),
        seed=0,
        model="20261122-151310-aged-pivot",
        parent="20261122-141914-aged-pivot",
        sentences=1,
        removed=(),
        items=(1,),
    )
    console = Console(width=80)
    with console.capture() as said:
        print_batches([batch], console)
    assert batch.name in said.get()
    assert batch.model in said.get()


@pytest.mark.parametrize("why", [(), ("--why", "  ")])
def test_going_on_anyway_needs_a_reason(why: tuple[str, ...]) -> None:
    done = CliRunner().invoke(app, ["retrain", "--anyway", *why])
    assert done.exit_code == 2
    assert "--why" in done.output
