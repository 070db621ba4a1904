"""The chain of revisions makes exactly the tables, on both databases."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import text

from bot.database.engine import engine_for
from bot.database.migrate import all_tables, current, upgrade
from bot.errors import ConfigurationError


def test_the_revisions_make_exactly_the_tables(url: str) -> None:
    upgrade(url)
    with engine_for(url).connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, all_tables()) == []


def test_upgrading_twice_is_upgrading_once(url: str) -> None:
    assert current(url) is None
    upgrade(url)
    newest = current(url)
    assert newest is not None
    upgrade(url)
    assert current(url) == newest


def test_processes_that_upgrade_at_once_all_succeed(url: str) -> None:
    code = "import sys; from bot.database.migrate import upgrade; upgrade(sys.argv[1])"
    running = [
        subprocess.Popen(
            [sys.executable, "-c", code, url], stdout=subprocess.PIPE, stderr=subprocess.STDOUT
        )
        for _ in range(4)
    ]
    said = [process.communicate(timeout=120)[0].decode() for process in running]
    assert said == [""] * 4
    assert [process.returncode for process in running] == [0] * 4
    assert current(url) is not None


def test_a_failed_upgrade_leaves_nothing_behind(url: str) -> None:
    with engine_for(url).begin() as connection:
        connection.execute(text("CREATE TABLE skus (id INTEGER)"))
    with pytest.raises(Exception, match="skus"):
        upgrade(url)
    assert current(url) is None
    with engine_for(url).begin() as connection:
        connection.execute(text("DROP TABLE skus"))
    upgrade(url)
    assert current(url) is not None


def test_a_database_of_a_newer_version_is_refused_with_a_hint(url: str) -> None:
    upgrade(url)
    with engine_for(url).begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(ConfigurationError) as caught:
        upgrade(url)
    assert "newer version" in caught.value.hint


def test_a_database_that_cannot_be_reached_is_said_without_its_password() -> None:
    with pytest.raises(ConfigurationError) as caught:
        upgrade("postgresql://shop:s3cret@127.0.0.1:1/shop")
    assert "DATABASE_URL" in caught.value.hint
    assert "s3cret" not in str(caught.value)


def test_asking_for_the_revision_makes_no_file(tmp_path: Path) -> None:
    assert current(f"sqlite:///{tmp_path}/none/shop.db") is None
    assert not (tmp_path / "none").exists()
