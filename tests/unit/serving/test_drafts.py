"""Turns that leave no trace in the conversation, and what was said to a person meanwhile."""

from __future__ import annotations

from typing import Any

import pytest
from rasa.core.channels.channel import UserMessage
from rasa.shared.core.events import ActionExecuted, BotUttered, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker

from bot.serving.drafts import leaves_no_trace
from bot.serving.meanwhile import read_meanwhile


def _tracker(*, metadata: dict[str, Any], trace: dict[str, Any]) -> DialogueStateTracker:
    tracker = DialogueStateTracker("web:b", [])
    tracker.update(ActionExecuted("action_listen"))
    tracker.update(UserUttered("多少钱", metadata=metadata))
    tracker.update(ActionExecuted("action_product"))
    tracker.update(BotUttered("99元", metadata={"trace": trace}))
    return tracker


@pytest.mark.parametrize(
    ("metadata", "trace", "kept"),
    [
        ({}, {"reason": "product.price"}, True),
        ({"draft": True}, {"draft": True}, False),
        ({"draft": True}, {}, False),
        ({"expect": "d1"}, {"reason": "product.price"}, True),
        ({"expect": "d1"}, {"changed": True}, False),
    ],
)
def test_only_what_was_decided_for_good_is_kept(
    metadata: dict[str, Any], trace: dict[str, Any], kept: bool
) -> None:
    assert leaves_no_trace(_tracker(metadata=metadata, trace=trace)) is not kept


def test_a_draft_before_this_turn_does_not_count() -> None:
    tracker = _tracker(metadata={}, trace={"draft": True})
    tracker.update(UserUttered("包邮吗", metadata={}))
    tracker.update(BotUttered("包邮", metadata={"trace": {}}))
    assert not leaves_no_trace(tracker)


class Reader:
    """Reads every text but one."""

    async def parse_message(self, message_data: str) -> dict[str, Any]:
        if message_data == "坏了":
            raise RuntimeError("unreadable")
        return {"text": message_data, "intent": {"name": "inform"}, "entities": [], "other": 1}


async def test_what_was_said_to_a_person_is_read_for_the_bot() -> None:
    message = UserMessage("几天到", metadata={"chat": {"meanwhile": ["寄成都", "坏了", "L码"]}})
    await read_meanwhile(Reader(), message)
    assert [each["text"] for each in message.metadata["meanwhile"]] == ["寄成都", "L码"]
    assert "other" not in message.metadata["meanwhile"][0]


async def test_without_a_person_nothing_more_is_read() -> None:
    message = UserMessage("几天到", metadata={"chat": {"meanwhile": []}})
    await read_meanwhile(Reader(), message)
    assert "meanwhile" not in message.metadata
