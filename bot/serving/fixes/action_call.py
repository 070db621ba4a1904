"""A call of a custom action: check the answer's form by hand, send only what is read.

Rasa rebuilds and checks the JSON schema of an action's answer at every call: 16.7 ms; with the
schema compiled once it is 0.7 ms, by hand it does not show. An event of an unknown kind or with a
part missing is refused when it is read, a step later, with or without a schema.
It sends every event of the conversation with each call, although an action reads the slots, the
latest message and at most what was said just before: the body grew with the chat, now it does not.
"""

from __future__ import annotations

from typing import Any

import rasa
from jsonschema import ValidationError
from rasa.core.actions.action import RemoteAction
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import Event, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker, EventVerbosity

TURNS_SENT = 2


def apply() -> None:
    """Replace how a custom action's request is built and how its answer is checked."""
    RemoteAction._validate_action_result = _validate_action_result
    RemoteAction._action_call_format = _action_call_format


def _validate_action_result(_action: RemoteAction, result: Any) -> bool:
    """True, or a ValidationError that says where the answer is wrong and quotes none of it."""
    if not isinstance(result, dict):
        raise ValidationError("The action server's answer is not an object.")
    for field in ("events", "responses"):
        items = result.get(field, [])
        if not isinstance(items, list) or not all(isinstance(item, dict) for item in items):
            raise ValidationError(f"The action server's answer: {field} is not a list of objects.")
    for place, event in enumerate(result.get("events", [])):
        if not isinstance(event.get("event"), str):
            raise ValidationError(f"The action server's answer: events/{place} has no kind.")
    return True


def _action_call_format(
    action: RemoteAction, tracker: DialogueStateTracker, domain: Domain
) -> dict[str, Any]:
    state = tracker.current_state(EventVerbosity.NONE)
    state["events"] = [_event_for_action(event) for event in _latest_turns(tracker)]
    call = {
        "next_action": action.name(),
        "sender_id": tracker.sender_id,
        "tracker": state,
        "version": rasa.__version__,
    }
    if (
        not action._is_selective_domain_enabled()
        or domain.does_custom_action_explicitly_need_domain(action.name())
    ):
        call["domain"] = domain.as_dict()
    return call


def _latest_turns(tracker: DialogueStateTracker) -> list[Event]:
    """The events from the buyer's last but `TURNS_SENT - 1` message on, oldest first."""
    latest: list[Event] = []
    turns = 0
    for event in reversed(tracker.events):
        latest.append(event)
        turns += isinstance(event, UserUttered)
        if turns == TURNS_SENT:
            break
    latest.reverse()
    return latest


def _event_for_action(event: Event) -> dict[str, Any]:
    sent = event.as_dict()
    sent.pop("parse_data", None)  # `latest_message` carries it
    return sent
