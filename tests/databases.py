"""Databases for tests: SQLite in a folder, PostgreSQL in a database of its own."""

from __future__ import annotations

import atexit
import secrets
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path

from sqlalchemy import create_engine, text
from sqlalchemy.exc import OperationalError

from bot.database.engine import engine_for
from bot.database.migrate import upgrade

POSTGRESQL = "postgresql://postgres@127.0.0.1:5432"


def postgresql_answers() -> bool:
    """Whether a PostgreSQL server answers on this machine."""
    engine = create_engine(f"{POSTGRESQL}/postgres", connect_args={"connect_timeout": 2})
    try:
        with engine.connect():
            return True
    except OperationalError:
        return False
    finally:
        engine.dispose()


@contextmanager
def database_url(kind: str, folder: Path) -> Iterator[str]:
    """The URL of a new empty database, dropped at the end."""
    if kind == "sqlite":
        url = f"sqlite:///{folder / 'shop.db'}"
        yield url
        engine_for(url).dispose()
        return
    with _on_the_server() as url:
        yield url


@contextmanager
def migrated_url(kind: str, folder: Path) -> Iterator[str]:
    """The URL of a new database with every table and nothing in them, dropped at the end.

    A copy of one that was migrated once: migrating takes longer than most tests.
    """
    if kind == "sqlite":
        shutil.copyfile(_migrated_file(), folder / "shop.db")
        with database_url(kind, folder) as url:
            yield url
        return
    with _on_the_server(like=f" TEMPLATE {_migrated_database()}") as url:
        yield url


@contextmanager
def _on_the_server(*, like: str = "") -> Iterator[str]:
    name = f"xiaoer_test_{secrets.token_hex(6)}"
    _administer(f"CREATE DATABASE {name}{like}")
    url = f"{POSTGRESQL}/{name}"
    try:
        yield url
    finally:
        engine_for(url).dispose()
        _administer(f"DROP DATABASE {name} WITH (FORCE)")


@lru_cache(maxsize=1)
def _migrated_file() -> Path:
    folder = Path(tempfile.mkdtemp(prefix="xiaoer-test-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    upgrade(f"sqlite:///{folder / 'migrated.db'}")
    return folder / "migrated.db"


@lru_cache(maxsize=1)
def _migrated_database() -> str:
    name = f"xiaoer_test_migrated_{secrets.token_hex(6)}"
    _administer(f"CREATE DATABASE {name}")
    atexit.register(_administer, f"DROP DATABASE {name} WITH (FORCE)")
    upgrade(f"{POSTGRESQL}/{name}")
    return name


def _administer(statement: str) -> None:
    engine = create_engine(f"{POSTGRESQL}/postgres", isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(statement))
    engine.dispose()
