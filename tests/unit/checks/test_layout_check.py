from __future__ import annotations

from pathlib import Path

import pytest

from bot.checks.layout import layout_faults


@pytest.mark.parametrize(
    ("module", "source", "faulty"),
    [
        ("bot/text/x.py", "import rasa\n", True),
        ("bot/text/x.py", "from bot.text.spans import Span\n", False),
        ("bot/shop/x.py", "from rasa.shared import core\n", True),
        ("bot/desk/x.py", "from actions.turn import Turn\n", True),
        ("actions/stock/x.py", "from bot.shop.shop import Shop\n", False),
        ("actions/stock/x.py", "from bot.nlu.names import LiveNames\n", True),
        ("bot/shop/utils.py", "X = 1\n", True),
        ("bot/shop/long.py", "x = 1\n" * 301, True),
    ],
)
def test_the_layout_is_kept(tmp_path: Path, module: str, source: str, faulty: bool) -> None:
    path = tmp_path / module
    path.parent.mkdir(parents=True)
    path.write_text(source, encoding="utf-8")
    assert bool(layout_faults(tmp_path)) is faulty


def test_this_projects_layout_is_kept() -> None:
    root = Path(__file__).parents[3]
    assert [str(fault) for fault in layout_faults(root)] == []
