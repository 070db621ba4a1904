"""A span for each statement on the database: what it does to which table, never with what."""

from __future__ import annotations

import re
from contextlib import ExitStack
from typing import Any

from sqlalchemy import event
from sqlalchemy.engine import Engine, ExceptionContext

from bot.telemetry.tracing import span, trace_id

_TABLE = re.compile(r"\b(?:from|into|update)\s+\"?(\w+)", re.IGNORECASE)
_OPEN = "xiaoer_span"


def trace_statements() -> None:
    """From now on, statements that are run within a trace are spans of it."""
    if event.contains(Engine, "before_cursor_execute", _begin):
        return
    event.listen(Engine, "before_cursor_execute", _begin)
    event.listen(Engine, "after_cursor_execute", _end)
    event.listen(Engine, "handle_error", _failed)


def _name_of(statement: str) -> str:
    verb = statement.split(None, 1)[0].upper() if statement.strip() else "SQL"
    table = _TABLE.search(statement)
    return f"{verb} {table[1]}" if table else verb


def _begin(
    connection: Any, _cursor: Any, statement: str, _parameters: Any, context: Any, _many: bool
) -> None:
    if context is None or not trace_id():
        return
    stack = ExitStack()
    stack.enter_context(span(_name_of(statement), kind="client"))
    setattr(context, _OPEN, stack)


def _end(
    connection: Any, _cursor: Any, _statement: str, _parameters: Any, context: Any, _many: bool
) -> None:
    _close(context)


def _failed(failure: ExceptionContext) -> None:
    _close(failure.execution_context)


def _close(context: Any) -> None:
    stack = getattr(context, _OPEN, None)
    if stack is not None:
        delattr(context, _OPEN)
        stack.close()
