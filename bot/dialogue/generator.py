"""Rasa's language generator over the shop's wording."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from rasa.core.nlg.generator import NaturalLanguageGenerator
from rasa.shared.core.events import BotUttered
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.utils.endpoints import EndpointConfig

from bot.dialogue.wording import Wording, without_address
from bot.settings import settings

REMEMBERED_UTTERANCES = 12


@lru_cache(maxsize=1)
def shop_wording() -> Wording:
    """The wording of this process."""
    return Wording(settings().wording_dir)


class ShopWording(NaturalLanguageGenerator):
    """Words a response and those joined to it (`more`), never the last variant again."""

    def __init__(self, endpoint_config: EndpointConfig | None = None, domain: Any = None) -> None:
        pass

    async def generate(
        self,
        utter_action: str,
        tracker: DialogueStateTracker,
        output_channel: str,
        **kwargs: Any,
    ) -> dict[str, Any]:
        """The message for `utter_action` and every name in `more`, in one text.

        With `follows` it stands behind another message of the same reply and addresses nobody.
        """
        facts = kwargs.get("facts", {})
        before = _variants_said(tracker)
        said = {}
        texts: list[str] = []
        for name in (utter_action, *kwargs.get("more", ())):
            said[name] = shop_wording().say(name, facts, avoid=before.get(name))
            follows = kwargs.get("follows", False) or bool(texts)
            texts.append(without_address(said[name].text) if follows else said[name].text)
        buttons = [button for worded in said.values() for button in worded.buttons]
        offered = dict.fromkeys([*kwargs.get("offers", ()), *buttons])
        payload: dict[str, Any] = {}
        if kwargs.get("card"):
            payload["card"] = kwargs["card"]
        if offered:
            payload["quick_replies"] = [{"title": title, "text": title} for title in offered]
        return {
            "text": "".join(texts),
            "payload": payload,
            "variants": {name: worded.variant for name, worded in said.items()},
        }


def _variants_said(tracker: DialogueStateTracker) -> dict[str, int]:
    said: dict[str, int] = {}
    utterances = 0
    for event in reversed(tracker.events):
        if not isinstance(event, BotUttered):
            continue
        for name, variant in (event.metadata or {}).get("variants", {}).items():
            said.setdefault(name, variant)
        utterances += 1
        if utterances == REMEMBERED_UTTERANCES:
            break
    return said
