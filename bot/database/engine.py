"""Engines and sessions for SQLite and PostgreSQL, made on first use, never at import."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache, partial
from pathlib import Path
from time import monotonic
from typing import Any

from sqlalchemy import MetaData, create_engine, event
from sqlalchemy.engine import Engine
from sqlalchemy.exc import InvalidatePoolError
from sqlalchemy.orm import Session, declarative_base, sessionmaker
from sqlalchemy.pool import QueuePool

# Named constraints can be changed by later migrations on SQLite too.
NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}
Base: Any = declarative_base(metadata=MetaData(naming_convention=NAMING))

ASKED_AFTER_SECONDS = 1.0
# An error must not carry a buyer's words into a log file.
_COMMON: dict[str, Any] = {"future": True, "hide_parameters": True}


@lru_cache(maxsize=8)
def engine_for(url: str) -> Engine:
    """The process's one engine for `url`; SQLite gets WAL so that readers never wait."""
    if not url.startswith("sqlite"):
        engine = create_engine(url, pool_size=5, max_overflow=10, **_COMMON)
        event.listen(engine, "checkin", _note_rest)
        event.listen(engine, "checkout", partial(_ping_rested, engine.dialect))
        return engine
    path = url.removeprefix("sqlite:///")
    if path and path != ":memory:":
        Path(path).parent.mkdir(parents=True, exist_ok=True)
    # Kept connections: SQLAlchemy's default for SQLite opens one for each transaction.
    engine = create_engine(
        url,
        **_COMMON,
        poolclass=QueuePool,
        connect_args={"timeout": 15, "check_same_thread": False},
    )
    event.listen(engine, "connect", _tune_sqlite)
    return engine


def _note_rest(_connection: Any, record: Any) -> None:
    record.info["rests_since"] = monotonic()


def _ping_rested(dialect: Any, connection: Any, record: Any, _proxy: Any) -> None:
    """Ask a connection that was not used for a while whether it still stands, before it is used.

    Asking costs as much as a query: one that stood a moment ago is not asked.
    """
    rests_since = record.info.get("rests_since")
    if rests_since is None or monotonic() - rests_since < ASKED_AFTER_SECONDS:
        return
    if not dialect.do_ping(connection):
        raise InvalidatePoolError


def _tune_sqlite(connection: Any, _record: Any) -> None:
    cursor = connection.cursor()
    for pragma in ("journal_mode=WAL", "synchronous=NORMAL", "foreign_keys=ON"):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


@lru_cache(maxsize=8)
def _sessions(url: str) -> sessionmaker:
    return sessionmaker(engine_for(url), future=True, expire_on_commit=False)


@contextmanager
def transaction(url: str) -> Iterator[Session]:
    """One transaction on the database at `url`: commits at the end, rolls back on any error."""
    with _sessions(url).begin() as session:
        yield session
