"""A tracker store's error is an error.

Rasa wraps every tracker store in one that answers a failed read with an empty conversation and
keeps a failed write in memory, where a restart loses it. The channel must hear of it instead, so
that a person is fetched.
"""

from __future__ import annotations

from rasa.core.agent import Agent
from rasa.core.tracker_store import InMemoryTrackerStore, TrackerStore
from rasa.shared.core.domain import Domain


def apply() -> None:
    """Use the store that was given as it is."""
    Agent._create_tracker_store = staticmethod(_create_tracker_store)


def _create_tracker_store(store: TrackerStore | None, domain: Domain | None) -> TrackerStore:
    if store is None:
        return InMemoryTrackerStore(domain)
    store.domain = domain
    return store
