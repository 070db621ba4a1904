"""The bot's reading of a message, as an agent sees it."""

from __future__ import annotations

from dataclasses import dataclass

from bot.chats.model import Message
from bot.desk.words import fact_text, intent_label


@dataclass(frozen=True)
class Reading:
    """What the bot understood and why it said what it said; `confidence` is in percent."""

    intent: str
    confidence: int | None
    entities: tuple[str, ...]
    reason: str
    facts: tuple[tuple[str, str], ...]


def reading_of(message: Message) -> Reading | None:
    """The reading in a message's trace; None where the trace holds none."""
    trace = message.trace
    intent = trace.get("intent")
    if not isinstance(intent, str) or not intent:
        return None
    confidence = trace.get("confidence")
    facts = trace.get("facts")
    return Reading(
        intent=intent_label(intent),
        confidence=round(confidence * 100) if isinstance(confidence, int | float) else None,
        entities=_entities(trace.get("entities")),
        reason=fact_text(trace.get("reason")),
        facts=tuple((str(name), fact_text(value)) for name, value in facts.items() if value)
        if isinstance(facts, dict)
        else (),
    )


def _entities(found: object) -> tuple[str, ...]:
    if not isinstance(found, list):
        return ()
    return tuple(f"{name} {fact_text(value)}" for name, value in found)
