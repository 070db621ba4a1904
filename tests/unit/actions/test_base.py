from __future__ import annotations

from typing import Any

from rasa_sdk import Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions.base import ShopAction
from actions.haggling.action import ActionHaggling
from actions.slots import MEMORY_SLOT
from bot.shop.shop import open_shop

BUYER = "web:b"


def _said(action: ShopAction, message_id: int, **slots: Any) -> list[dict[str, Any]]:
    message = {
        "text": "再便宜点吧",
        "intent": {"name": "bargain", "confidence": 0.9},
        "entities": [],
        "metadata": {
            "message_id": message_id,
            "buyer_id": BUYER,
            "product_id": "LN2513",
            "at": "2026-11-23T10:00:00+08:00",
        },
    }
    dispatcher = CollectingDispatcher()
    kept = {MEMORY_SLOT: slots}
    tracker = Tracker(BUYER, kept, message, [], False, None, {}, "action_listen")
    action.run(dispatcher, tracker, {})
    messages: list[dict[str, Any]] = dispatcher.messages
    return messages


def test_a_message_that_comes_again_concedes_nothing_more(shop_url: str) -> None:
    _said(ActionHaggling(), 1)
    slots = {"stage": "objection", "haggled": ["LN2513:value"], "product": "LN2513"}
    first = _said(ActionHaggling(), 7, **slots)
    again = _said(ActionHaggling(), 7, **slots)
    assert again == first
    with open_shop(shop_url) as shop:
        now = shop.buyers.get(BUYER).first_seen_at
        assert len(shop.commitments.standing(BUYER, now=now)) == 1


def test_the_next_message_is_decided_anew(shop_url: str) -> None:
    _said(ActionHaggling(), 1)
    slots = {"stage": "objection", "haggled": ["LN2513:value"], "product": "LN2513"}
    first = _said(ActionHaggling(), 7, haggle_rounds=1, **slots)
    second = _said(ActionHaggling(), 8, haggle_rounds=2, **slots)
    assert second != first
