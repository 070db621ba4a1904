"""A shop of its own for each test."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.database.engine import engine_for
from bot.settings import settings


@pytest.fixture()
def shop_url(demo_shop: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """The URL of a copy of the demo shop, which the actions write to."""
    engine_for(demo_shop).dispose()
    copy = tmp_path / "shop.db"
    shutil.copy(demo_shop.removeprefix("sqlite:///"), copy)
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{copy}")
    settings.cache_clear()
    yield f"sqlite:///{copy}"
    engine_for(f"sqlite:///{copy}").dispose()
    settings.cache_clear()
