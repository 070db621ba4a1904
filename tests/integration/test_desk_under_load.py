"""Several people take down a queue at once: each chat is one person's, and every answer arrives."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from pathlib import Path

import pytest

from bench.desk_load import ROUNDS, work
from bot.database.migrate import upgrade
from bot.serving.private import private_settings, running_engine
from bot.settings import Settings, load_settings
from bot.shop.files.importing import import_shop
from tests.conftest import DEMO_SHOP
from tests.databases import database_url, postgresql_answers

pytestmark = pytest.mark.engine

AGENTS, CHATS = 3, 18


@pytest.fixture(params=["sqlite", "postgresql"])
def busy(request: pytest.FixtureRequest, models_dir: Path, tmp_path: Path) -> Iterator[Settings]:
    """An engine of its own: no chat of another test waits."""
    if request.param == "postgresql" and not postgresql_answers():
        pytest.skip("no PostgreSQL answers on 127.0.0.1:5432")
    with database_url(request.param, tmp_path) as url:
        upgrade(url)
        import_shop(DEMO_SHOP, url=url)
        config = private_settings(
            load_settings(),
            database_url=url,
            redis_url=None,
            models_dir=models_dir,
            log_dir=tmp_path / "log",
            answer_timeout_seconds=60.0,
        )
        with running_engine(config):
            yield config


def test_no_chat_is_taken_twice_and_no_answer_is_lost(busy: Settings) -> None:
    worked = asyncio.run(work(busy, agents=AGENTS, chats=CHATS))
    assert worked.faults == []
    assert len(worked.sent) == CHATS
    assert len(worked.latencies) == CHATS * ROUNDS
