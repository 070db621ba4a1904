"""The action server as it is, but its actions decide nothing: each is one fixed reply.

Started by bench.action_cost to part what the call of an action costs from what the shop's
queries and rules cost.
"""

from __future__ import annotations

import sys
from collections.abc import Mapping
from typing import Any

from rasa_sdk import Tracker
from rasa_sdk.events import EventType
from rasa_sdk.executor import CollectingDispatcher

from actions.__main__ import main
from actions.base import ShopAction
from bench.still_server import REPLY


def reply(
    _action: ShopAction,
    dispatcher: CollectingDispatcher,
    _tracker: Tracker,
    _domain: Mapping[str, Any],
) -> list[EventType]:
    """Say the fixed reply."""
    dispatcher.utter_message(text=REPLY)
    return []


if __name__ == "__main__":
    ShopAction.run = reply  # type: ignore[assignment, method-assign]
    sys.exit(main())
