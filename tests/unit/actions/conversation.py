"""A buyer's chat with the topics alone: real names and figures, the intent given by the test."""

from __future__ import annotations

import json
import secrets
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import Any

from rasa_sdk import Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions.__main__ import load_actions
from actions.base import ShopAction
from actions.slots import MEMORY_SLOT, memory_of
from bot.chats.log import ChatLog
from bot.chats.model import Incoming
from bot.database.engine import transaction
from bot.nlu.catalogue_matcher import NameMatcher
from bot.nlu.fact_extractor import find_facts
from bot.nlu.names import LiveNames
from bot.settings import SHOP_TIMEZONE

AT = datetime(2026, 11, 23, 10, tzinfo=SHOP_TIMEZONE)
load_actions()


@dataclass(frozen=True)
class Reply:
    """What was said to one message: the wordings and facts of each bubble, and why."""

    messages: tuple[dict[str, Any], ...]

    @property
    def reasons(self) -> tuple[str, ...]:
        """Reason codes, each once."""
        return tuple(dict.fromkeys(message["trace"]["reason"] for message in self.messages))

    @property
    def wordings(self) -> tuple[str, ...]:
        """Names of everything that was worded."""
        return tuple(
            name for message in self.messages for name in (message["response"], *message["more"])
        )

    @property
    def facts(self) -> dict[str, str]:
        """All facts told; of the same name the last."""
        return {name: fact for message in self.messages for name, fact in message["facts"].items()}

    @property
    def offers(self) -> tuple[str, ...]:
        """What can be tapped."""
        return tuple(offer for message in self.messages for offer in message["offers"])


@dataclass
class Conversation:
    """One chat over the shop at `url`, with `product`'s page open."""

    url: str
    product: str = ""
    buyer: str = field(default_factory=lambda: f"web:{secrets.token_hex(4)}")
    kept: dict[str, Any] = field(default_factory=dict)
    messages: int = 0

    @property
    def slots(self) -> dict[str, Any]:
        """Every field of the memory, as JSON has it."""
        return json.loads(json.dumps(asdict(memory_of(self.kept)), default=str))

    def say(
        self,
        text: str,
        intent: str = "inform",
        *,
        also: tuple[str, ...] = (),
        band: str = "answer",
        confidence: float = 0.9,
        kind: str = "text",
        ranking: tuple[tuple[str, float], ...] = (),
        more: Mapping[str, Any] | None = None,
    ) -> Reply:
        """The reply to `text`, understood as `intent`; `more` goes into its metadata."""
        self.messages += 1
        self._log(text)
        names = LiveNames(self.url).current()
        facts = find_facts(text, now=AT, item_ids=dict(names.item_ids))
        message = {
            "text": text,
            "intent": {"name": intent, "confidence": confidence, "also": list(also), "band": band},
            "intent_ranking": [{"name": name, "confidence": value} for name, value in ranking],
            "entities": [*NameMatcher(names).find(text), *facts],
            "metadata": {
                "buyer_id": self.buyer,
                "product_id": self.product,
                "at": AT.isoformat(),
                "kind": kind,
                **(more or {}),
            },
        }
        dispatcher = CollectingDispatcher()
        kept = {MEMORY_SLOT: self.kept}
        tracker = Tracker(self.buyer, kept, message, [], False, None, {}, "action_listen")
        for event in ShopAction.by_intent[intent]().run(dispatcher, tracker, {}):
            self.kept = event["value"]
        return Reply(tuple(dispatcher.messages))

    def _log(self, text: str) -> None:
        """A ticket needs a chat that was logged."""
        with transaction(self.url) as session:
            ChatLog(session).receive(
                Incoming(self.buyer, self.buyer, "web", str(self.messages), text, AT)
            )
