"""An empty database with all tables, for the tests of the shop's files."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.database.migrate import upgrade


@pytest.fixture
def url(tmp_path: Path) -> str:
    """A database of this test alone."""
    address = f"sqlite:///{tmp_path}/shop.db"
    upgrade(address)
    return address
