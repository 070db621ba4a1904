"""The demo shop on each kind of database."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from bot.database.engine import engine_for
from bot.shop.files.importing import import_shop
from tests.databases import migrated_url, postgresql_answers
from tests.unit.followup.following import Shop

DEMO_SHOP = Path("data/shop")


@pytest.fixture
def shop(demo_shop: str, tmp_path: Path) -> Iterator[Shop]:
    """The shop on SQLite, a copy of its own."""
    file = tmp_path / "shop.db"
    with closing(sqlite3.connect(demo_shop.removeprefix("sqlite:///"))) as imported:
        imported.execute("VACUUM INTO ?", [str(file)])
    yield Shop(f"sqlite:///{file}")
    engine_for(f"sqlite:///{file}").dispose()


@pytest.fixture(params=["sqlite", "postgresql"])
def any_shop(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Shop]:
    """The shop on each kind of database."""
    if request.param == "sqlite":
        yield request.getfixturevalue("shop")
        return
    if not postgresql_answers():
        pytest.skip("no PostgreSQL answers on 127.0.0.1:5432")
    with migrated_url("postgresql", tmp_path) as url:
        import_shop(DEMO_SHOP, url=url)
        yield Shop(url)
