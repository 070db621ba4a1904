"""A small run of simulated buyers on the real engine: nothing that must not happen does."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.settings import load_settings
from bot.simulate.findings import KINDS
from bot.simulate.report import transcript
from bot.simulate.simulation import Plan, simulate
from tests.conftest import DEMO_SHOP

pytestmark = pytest.mark.engine


@pytest.mark.parametrize("store_type", ["marketplace", "mall"])
def test_sixty_chats_without_a_finding(models_dir: Path, tmp_path: Path, store_type: str) -> None:
    plan = Plan(shop=DEMO_SHOP, chats=60, seed=7, store_type=store_type)
    result = simulate(plan, load_settings(models_dir=models_dir), tmp_path)
    told = [
        "\n".join([f"{KINDS[finding.kind]}: {finding.what}", *transcript(finding)])
        for finding in result.audit.findings
    ]
    assert not told, "\n\n".join(told)
    assert result.pace.chats == 60
    assert result.audit.promises["price" if store_type == "marketplace" else "gift"]
