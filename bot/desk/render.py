"""Renders the desk's templates; everything a buyer or a colleague typed is escaped."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from fastapi.responses import HTMLResponse
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from bot.chats.model import Message
from bot.chats.reasons import reason_of
from bot.desk.access import SignedIn
from bot.desk.audit import action_words, detail_text
from bot.desk.ledger import Promise
from bot.desk.reading import reading_of
from bot.desk.transcript import Foot, Note
from bot.desk.words import channel_text, clock_text, day_text, fact_text, waited_text

if TYPE_CHECKING:
    from bot.desk.buyer_facts import BuyerFacts
    from bot.desk.suggesting import Suggested

_HERE = Path(__file__).parent


def page(template: str, *, status: int = 200, **values: Any) -> HTMLResponse:
    """A template as a response; `values` are its variables."""
    return HTMLResponse(_environment().get_template(template).render(values), status_code=status)


def message_html(
    message: Message, foot: Foot, *, names: Mapping[str, str], who: SignedIn, now: datetime
) -> str:
    """One message as the transcript shows it."""
    template = _environment().get_template("_message.html")
    return template.render(message=message, foot=foot, names=names, who=who, now=now)


def foot_html(message: Message, foot: Foot, *, who: SignedIn) -> str:
    """What stands below one message."""
    return _environment().get_template("_foot.html").render(message=message, foot=foot, who=who)


def note_html(note: Note, *, now: datetime) -> str:
    """One line between messages."""
    return _environment().get_template("_note.html").render(note=note, now=now)


def suggestion_html(suggestion: Suggested) -> str:
    """What the bot would say, above the answer box."""
    return _environment().get_template("_suggestion.html").render(suggestion=suggestion)


def facts_html(facts: BuyerFacts, *, who: SignedIn, now: datetime) -> str:
    """What is known of the buyer, beside the chat."""
    return _environment().get_template("_facts.html").render(facts=facts, who=who, now=now)


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
    environment.filters["channel"] = channel_text
    environment.filters["clock"] = clock_text
    environment.filters["deed"] = action_words
    environment.filters["detail"] = detail_text
    environment.filters["day"] = day_text
    environment.filters["fact"] = fact_text
    environment.filters["waited"] = waited_text
    environment.filters["reason"] = reason_of
    environment.filters["reading"] = reading_of
    return environment
