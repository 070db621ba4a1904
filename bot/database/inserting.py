"""Inserting a row that another process may have inserted a moment earlier."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from sqlalchemy import bindparam, insert, text
from sqlalchemy.orm import Session


def insert_if_absent(session: Session, table: Any, **values: Any) -> bool:
    """Insert the row unless one with the same unique values is there; whether it was inserted."""
    row = {**_defaults(table), **values}
    return bool(session.execute(_statement(table, tuple(row)), row).rowcount)


@lru_cache(maxsize=64)
def _statement(table: Any, names: tuple[str, ...]) -> Any:
    """The statement as text, the same for SQLite and PostgreSQL.

    SQLAlchemy puts its own INSERT with an ON CONFLICT together anew at every execution, which costs
    more than running it.
    """
    columns = table.__table__.columns
    plain = insert(table.__table__).compile(column_keys=list(names))
    typed = (bindparam(name, type_=columns[name].type) for name in names)
    return text(f"{plain} ON CONFLICT DO NOTHING").bindparams(*typed)


def _defaults(table: Any) -> Mapping[str, Any]:
    """What SQLAlchemy would fill in: a value, or what a function makes for each row."""
    return {
        column.name: default.arg(None) if default.is_callable else default.arg
        for column, default in _defaulted(table)
    }


@lru_cache(maxsize=32)
def _defaulted(table: Any) -> tuple[tuple[Any, Any], ...]:
    columns = table.__table__.columns
    return tuple((each, each.default) for each in columns if each.default is not None)
