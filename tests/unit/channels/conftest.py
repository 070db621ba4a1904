"""A chat counter over a real chat log on SQLite."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from bot.database.engine import Base, engine_for
from tests.databases import migrated_url, postgresql_answers
from tests.unit.channels.chatting import Chat


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """An empty database of each kind."""
    if request.param == "postgresql" and not postgresql_answers():
        pytest.skip("no PostgreSQL answers on 127.0.0.1:5432")
    with migrated_url(request.param, tmp_path) as empty:
        yield empty


@pytest.fixture
def chat_url(tmp_path: Path) -> Iterator[str]:
    url = f"sqlite:///{tmp_path / 'chat.db'}"
    Base.metadata.create_all(engine_for(url))
    yield url
    engine_for(url).dispose()


@pytest.fixture
async def chat(chat_url: str) -> AsyncIterator[Chat]:
    made = Chat(chat_url)
    yield made
    await made.stop()
