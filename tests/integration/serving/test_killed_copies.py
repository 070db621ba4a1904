"""Processes are killed under load: no acknowledged message is lost, none is answered twice."""

from __future__ import annotations

from pathlib import Path

import pytest
from redis import Redis
from redis.exceptions import RedisError

from bench.killing import REDIS, Plan, chat_and_kill
from bot.database.migrate import upgrade
from bot.shop.files.importing import import_shop
from tests import databases
from tests.conftest import DEMO_SHOP

pytestmark = pytest.mark.engine


@pytest.fixture
def shop_url(tmp_path: Path) -> object:
    """A demo shop on PostgreSQL, with Redis beside it."""
    if not databases.postgresql_answers():
        pytest.skip("no PostgreSQL answers on 127.0.0.1:5432 as user postgres")
    try:
        Redis.from_url(REDIS).ping()
    except RedisError:
        pytest.skip("no Redis answers on 127.0.0.1:6379")
    with databases.database_url("postgresql", tmp_path) as url:
        upgrade(url)
        import_shop(DEMO_SHOP, url=url)
        yield url


def test_what_is_acknowledged_is_answered_once_and_in_order_whatever_is_killed(
    shop_url: str, models_dir: Path, tmp_path: Path
) -> None:
    verdict = chat_and_kill(
        shop_url,
        Plan(seconds=30, kills=4, buyers=6),
        redis_url=REDIS,
        models=models_dir,
        folder=tmp_path,
    )
    assert verdict.messages > 0
    assert verdict.kept, verdict
