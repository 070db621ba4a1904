"""Before it starts, the engine says what the shop lacks."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.cli.serve import what_lacks
from bot.database.engine import transaction
from bot.database.migrate import upgrade
from bot.desk.passwords import hash_password
from bot.settings import Settings, load_settings
from bot.shop.files.importing import import_shop
from bot.shop.repositories.agents import Agents

ROOT = Path(__file__).parents[3]


@pytest.fixture
def config(tmp_path: Path) -> Settings:
    url = f"sqlite:///{tmp_path / 'shop.db'}"
    upgrade(url)
    return load_settings(_env_file=None, database_url=url, shop_dir=ROOT / "data" / "shop")


def test_an_empty_shop_is_told_how_to_fill_it_and_then_who_may_sign_in(config: Settings) -> None:
    (lack,) = what_lacks(config)
    assert f"xiaoer shop import {config.shop_dir}" in lack
    import_shop(config.shop_dir, url=config.database_url)
    (lack,) = what_lacks(config)
    assert "xiaoer desk password" in lack
    with transaction(config.database_url) as session:
        Agents(session).set_password("xiaoyu", hash_password("a-password-of-hers"))
    assert what_lacks(config) == []
