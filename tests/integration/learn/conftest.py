"""A small shop whose model can be trained in seconds."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.database.engine import transaction
from bot.learn.retraining.place import Place
from bot.learn.tables import ReviewItemRow, ReviewWordRow
from bot.models.tables import ModelPromotionRow
from bot.settings import settings
from tests.databases import migrated_url
from tests.integration.learn.small_retraining import small_shop, train_first


@pytest.fixture(scope="module")
def trained(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A model of the small shop's first examples."""
    folder = tmp_path_factory.mktemp("first")
    with migrated_url("sqlite", folder) as url, pytest.MonkeyPatch.context() as patch:
        patch.setenv("DATABASE_URL", url)
        settings.cache_clear()
        yield train_first(small_shop(folder, url))
    settings.cache_clear()


@pytest.fixture
def place(trained: Path, tmp_path: Path) -> Iterator[Place]:
    with migrated_url("sqlite", tmp_path) as url:
        shop = small_shop(tmp_path, url)
        shop.models_dir.mkdir()
        for path in trained.parent.glob("*.*"):
            (shop.models_dir / path.name).write_bytes(path.read_bytes())
        yield shop
        with transaction(url) as session:
            for table in (ReviewWordRow, ReviewItemRow, ModelPromotionRow):
                session.query(table).delete()
