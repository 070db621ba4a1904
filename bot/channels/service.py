"""What the gateway does for people at the desk and for who waits for them, wired in one place."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from sanic import Blueprint

from bot.channels.accepting import Accepting
from bot.channels.claims import Claims
from bot.channels.drafts import Drafts
from bot.channels.meaning import Meaning
from bot.channels.place_lines import PlaceLines
from bot.channels.turns import Engine
from bot.dialogue.wording import Wording


class Service:
    """Suggestions, their sending, answers to what is understood now, and lines for who waits.

    `tell` tells everybody that something of a conversation is new; `owed` has what is owed looked
    for again.
    """

    def __init__(
        self,
        *,
        url: str,
        engine: Engine,
        wording: Wording,
        claims: Claims,
        clock: Callable[[], datetime],
        tell: Callable[[str], None],
        owed: Callable[[], object],
    ) -> None:
        self.lines = PlaceLines(url, wording, clock, tell, owed)
        self.drafts = Drafts(url, engine, claims, clock, self.lines.asked, tell)
        self._accepting = Accepting(url, engine, clock, tell)
        self._meaning = Meaning(url, engine, clock, tell)

    def note(self, conversation_id: str) -> None:
        """Something of the conversation is new: there may be something to suggest."""
        self.drafts.note(conversation_id)

    def blueprint(self, *, token: str) -> Blueprint:
        """The addresses for the desk."""
        blueprint = Blueprint("service")
        self._accepting.mount(blueprint, token=token)
        self._meaning.mount(blueprint, token=token)
        return blueprint

    def jobs(self) -> list[Any]:
        """What runs beside the requests."""
        return [self.lines, self.drafts]
