"""A shop of its own for each test."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import update

from bot.database.engine import engine_for, transaction
from bot.settings import settings
from bot.shop.tables.policy import PolicyRow


@pytest.fixture()
def shop_url(demo_shop: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """The URL of a copy of the demo shop, which the actions write to; it closes nothing (促单)."""
    engine_for(demo_shop).dispose()
    copy = tmp_path / "shop.db"
    shutil.copy(demo_shop.removeprefix("sqlite:///"), copy)
    set_policy(f"sqlite:///{copy}", "closing_per_chat", "0")
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{copy}")
    settings.cache_clear()
    yield f"sqlite:///{copy}"
    engine_for(f"sqlite:///{copy}").dispose()
    settings.cache_clear()


def set_policy(url: str, item: str, value: str) -> None:
    """Change one item of the shop's policy."""
    with transaction(url) as session:
        session.execute(update(PolicyRow).where(PolicyRow.key == item).values(value=value))
