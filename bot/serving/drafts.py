"""Which turns leave no trace in the conversation: drafts, and what was not decided as expected."""

from __future__ import annotations

from rasa.shared.core.events import BotUttered, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker


def leaves_no_trace(tracker: DialogueStateTracker) -> bool:
    """Whether the last turn was undone by its action: a draft, or `changed`."""
    for event in reversed(tracker.events):
        if isinstance(event, BotUttered):
            trace = (event.metadata or {}).get("trace") or {}
            if trace.get("draft") or trace.get("changed"):
                return True
        elif isinstance(event, UserUttered):
            return bool((event.metadata or {}).get("draft"))
    return False
