"""Renders the desk's templates; everything a buyer or a colleague typed is escaped."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from typing import Any

from fastapi.responses import HTMLResponse
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from bot.chats.model import Message
from bot.chats.reasons import reason_of
from bot.desk.access import SignedIn
from bot.desk.ledger import Promise
from bot.desk.reading import reading_of
from bot.desk.words import clock_text, fact_text, waited_text

_HERE = Path(__file__).parent


def page(template: str, *, status: int = 200, **values: Any) -> HTMLResponse:
    """A template as a response; `values` are its variables."""
    return HTMLResponse(_environment().get_template(template).render(values), status_code=status)


def message_html(message: Message, *, names: dict[str, str], now: datetime) -> str:
    """One message as the transcript shows it."""
    return (
        _environment().get_template("_message.html").render(message=message, names=names, now=now)
    )


def ledger_html(promises: Sequence[Promise], *, who: SignedIn, now: datetime) -> str:
    """The buyer's ledger as the panel shows it."""
    template = _environment().get_template("_ledger.html")
    return template.render(promises=promises, who=who, now=now)


@lru_cache(maxsize=1)
def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(_HERE / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["clock"] = clock_text
    environment.filters["fact"] = fact_text
    environment.filters["waited"] = waited_text
    environment.filters["reason"] = reason_of
    environment.filters["reading"] = reading_of
    return environment
