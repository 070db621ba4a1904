"""A conversation's state after a turn, and the events that bring a new tracker into it."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from rasa.shared.core.constants import ACTION_LISTEN_NAME
from rasa.shared.core.events import (
    ActionExecuted,
    ActiveLoop,
    ConversationPaused,
    Event,
    FollowupAction,
    SessionStarted,
    SlotSet,
)
from rasa.shared.core.slots import Slot
from rasa.shared.core.trackers import DialogueStateTracker

_RANKED_INTENTS_KEPT = 5


def state_of(tracker: DialogueStateTracker) -> dict[str, Any]:
    """What must outlive the events: slots that differ from their initial value, and the rest."""
    return {
        "slots": {
            name: slot.value
            for name, slot in tracker.slots.items()
            if slot.value != slot.initial_value
        },
        "paused": tracker.is_paused(),
        "followup_action": tracker.followup_action,
        "active_loop": tracker.active_loop_name,
        "latest_action": tracker.latest_action_name,
        "latest_event_time": tracker.events[-1].timestamp if tracker.events else 0.0,
    }


def events_restoring(state: dict[str, Any]) -> list[Event]:
    """Events that bring an empty tracker into `state`; they are never stored themselves."""
    at = float(state["latest_event_time"])
    events: list[Event] = [
        SlotSet(name, value, timestamp=at) for name, value in state["slots"].items()
    ]
    if state["active_loop"]:
        events.append(ActiveLoop(state["active_loop"], timestamp=at))
    events.append(ActionExecuted(state["latest_action"] or ACTION_LISTEN_NAME, timestamp=at))
    if state["followup_action"]:
        events.append(FollowupAction(state["followup_action"], timestamp=at))
    if state["paused"]:
        events.append(ConversationPaused(timestamp=at))
    return events


def since_session_start(events: list[Event]) -> list[Event]:
    """The events of the latest session: what came before it no longer counts.

    The action that started the session stays in front, as in Rasa's own store.
    """
    for place in range(len(events) - 1, -1, -1):
        if isinstance(events[place], SessionStarted):
            return events[max(place - 1, 0) :]
    return events


def without_unknown_slots(events: Iterable[Event], slots: Iterable[Slot]) -> list[Event]:
    """The events but for values of slots that the model in service does not have any more."""
    names = {slot.name for slot in slots}
    return [event for event in events if not isinstance(event, SlotSet) or event.key in names]


def stored_form(event: Event) -> dict[str, Any]:
    """An event as it is written down: without the long tail of the intent ranking."""
    form = event.as_dict()
    parse_data = form.get("parse_data")
    if parse_data and len(parse_data.get("intent_ranking", ())) > _RANKED_INTENTS_KEPT:
        ranking = parse_data["intent_ranking"][:_RANKED_INTENTS_KEPT]
        form["parse_data"] = {**parse_data, "intent_ranking": ranking}
    return form


def to_json(value: Any) -> str:
    """JSON that every database takes: NUL stays escaped, half a surrogate pair becomes '?'.

    A value that JSON does not know is written as its text.
    """
    text = json.dumps(value, ensure_ascii=False, default=str, separators=(",", ":"))
    return text.encode("utf-8", "replace").decode("utf-8")
