from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.databases import migrated_url, postgresql_answers
from tests.unit.report.days import Log


@pytest.fixture(params=["sqlite", "postgresql"])
def log(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Log]:
    if request.param == "postgresql" and not postgresql_answers():
        pytest.skip("no PostgreSQL answers on this machine")
    with migrated_url(request.param, tmp_path) as url:
        made = Log(url)
        made.goods()
        yield made
