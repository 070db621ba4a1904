"""A migrated database of each kind, and a gateway with a bridge on it."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from tests.databases import migrated_url, postgresql_answers
from tests.integration.channels.bridge import Bridge, bridged


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    if request.param == "postgresql" and not postgresql_answers():
        pytest.skip("no PostgreSQL answers on 127.0.0.1:5432")
    with migrated_url(request.param, tmp_path) as empty:
        yield empty


@pytest.fixture
async def bridge(url: str) -> AsyncIterator[Bridge]:
    async with bridged(url) as made:
        yield made
