"""Inserting a row that another process may have inserted a moment earlier."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

_INSERT = {"postgresql": postgresql.insert, "sqlite": sqlite.insert}


def insert_if_absent(session: Session, table: Any, **values: Any) -> bool:
    """Insert the row unless one with the same unique values is there; whether it was inserted."""
    statement = _statement(session.get_bind().dialect.name, table)
    return bool(session.execute(statement, values).rowcount)


@lru_cache(maxsize=32)
def _statement(dialect: str, table: Any) -> Any:
    """Built once: its values come with each execution."""
    return _INSERT[dialect](table.__table__).on_conflict_do_nothing()
