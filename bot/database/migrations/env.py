"""Alembic's entry: runs the revisions on the connection that bot.database.migrate hands over."""

from __future__ import annotations

from typing import Any, Literal

from alembic import context
from alembic.autogenerate.api import AutogenContext
from alembic.operations import MigrationScript
from alembic.runtime.migration import MigrationContext
from sqlalchemy import JSON
from sqlalchemy.types import Variant

from bot.database.migrate import all_tables
from bot.database.types import Instant, Money


def _render(kind: str, thing: Any, autogen: AutogenContext) -> str | Literal[False]:
    """Our own column types by their names, so that a revision reads like the tables."""
    if kind == "type" and isinstance(thing, (Money, Instant)):
        name = type(thing).__name__
        autogen.imports.add(f"from bot.database.types import {name}")
        return f"{name}()"
    if kind == "type" and isinstance(thing, Variant) and isinstance(thing.impl, JSON):
        autogen.imports.add("from bot.database.types import Json")
        return "Json"
    return False


def _without_empty(_: MigrationContext, __: Any, scripts: list[MigrationScript]) -> None:
    """A revision that would change nothing is not written."""
    if scripts[0].upgrade_ops is not None and scripts[0].upgrade_ops.is_empty():
        scripts.clear()


context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=all_tables(),
    render_item=_render,
    render_as_batch=True,
    transactional_ddl=True,
    process_revision_directives=_without_empty,
)
with context.begin_transaction():
    context.run_migrations()
