"""Models come and go under constant messages: each is answered once, soon, and by a named model."""

from __future__ import annotations

from pathlib import Path

import pytest
from redis import Redis
from redis.exceptions import RedisError

from bench.switches_noticed import Noticed
from bench.switching import REDIS, Plan, chat_and_switch
from bot.database.migrate import upgrade
from bot.models.shelf import newest_model
from bot.shop.files.importing import import_shop
from tests import databases
from tests.conftest import DEMO_SHOP

pytestmark = pytest.mark.engine
# Alone it is less than half a second; a killed copy's turn is asked of the other at once.
LATE_SECONDS = 10.0


def _switched(kind: str, plan: Plan, *, models_dir: Path, folder: Path) -> Noticed:
    with databases.database_url(kind, folder) as url:
        upgrade(url)
        import_shop(DEMO_SHOP, url=url)
        redis_url = REDIS if plan.copies > 1 else None
        return chat_and_switch(
            url, plan, redis_url=redis_url, model=newest_model(models_dir), folder=folder
        )


def _is_kept(noticed: Noticed) -> None:
    assert noticed.answers
    assert noticed.kept, noticed.rows()
    assert max(each.seconds for each in noticed.answers) < LATE_SECONDS
    assert {each.model for each in noticed.answers} == {"one", "other"}


def test_one_server_changes_over_and_back_and_nobody_notices(
    models_dir: Path, tmp_path: Path
) -> None:
    plan = Plan(switches=4, buyers=4, pause_seconds=1.5)
    noticed = _switched("sqlite", plan, models_dir=models_dir, folder=tmp_path)
    _is_kept(noticed)
    assert max(switch.seconds for switch in noticed.switches) < 10


def test_two_servers_change_over_while_one_of_them_is_killed(
    models_dir: Path, tmp_path: Path
) -> None:
    if not databases.postgresql_answers():
        pytest.skip("no PostgreSQL answers on 127.0.0.1:5432 as user postgres")
    try:
        Redis.from_url(REDIS).ping()
    except RedisError:
        pytest.skip("no Redis answers on 127.0.0.1:6379")
    plan = Plan(switches=4, buyers=4, kills=2, copies=2, pause_seconds=1.5)
    noticed = _switched("postgresql", plan, models_dir=models_dir, folder=tmp_path)
    _is_kept(noticed)
