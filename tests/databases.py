"""Databases for tests: SQLite in a folder, PostgreSQL in a database of its own."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import create_engine, text
from sqlalchemy.exc import OperationalError

from bot.database.engine import engine_for

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
    name = f"xiaoer_test_{secrets.token_hex(6)}"
    _administer(f"CREATE DATABASE {name}")
    url = f"{POSTGRESQL}/{name}"
    try:
        yield url
    finally:
        engine_for(url).dispose()
        _administer(f"DROP DATABASE {name} WITH (FORCE)")


def _administer(statement: str) -> None:
    engine = create_engine(f"{POSTGRESQL}/postgres", isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(statement))
    engine.dispose()
