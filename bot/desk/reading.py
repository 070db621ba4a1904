"""The bot's reading of a message, as an agent sees it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from bot.desk.words import entity_label, fact_label, fact_text, intent_label

UNSURE = "nlu_fallback"


@dataclass(frozen=True)
class Reading:
    """What the bot understood and why it said what it said; `confidence` is in percent.

    `code` is the intent whose words are `intent`; `likely` are the codes it thought of, the
    likeliest first. `model` is the one that read it.
    """

    code: str
    intent: str
    confidence: int | None
    likely: tuple[str, ...]
    entities: tuple[str, ...]
    reason: str
    facts: tuple[tuple[str, str], ...]
    model: str = ""


def reading_of(trace: Mapping[str, Any]) -> Reading | None:
    """The reading in a trace; None where the trace holds none."""
    intent = trace.get("intent")
    if not isinstance(intent, str) or not intent:
        return None
    confidence = trace.get("confidence")
    return Reading(
        code=intent,
        intent=intent_label(intent),
        confidence=round(confidence * 100) if isinstance(confidence, int | float) else None,
        likely=_likely(intent, trace.get("ranking")),
        entities=_entities(trace.get("entities")),
        reason=fact_text(trace.get("reason")),
        facts=_facts(trace.get("facts")),
        model=str(trace.get("model") or ""),
    )


def _likely(intent: str, ranking: object) -> tuple[str, ...]:
    ranked = [guess[0] for guess in ranking if guess] if isinstance(ranking, list) else []
    codes = (code for code in (intent, *ranked) if isinstance(code, str) and code != UNSURE)
    return tuple(dict.fromkeys(codes))


def _entities(found: object) -> tuple[str, ...]:
    if not isinstance(found, list):
        return ()
    return tuple(f"{entity_label(name)} {fact_text(value)}" for name, value in found)


def _facts(worded: object) -> tuple[tuple[str, str], ...]:
    if not isinstance(worded, dict):
        return ()
    return tuple((fact_label(str(name)), fact_text(fact)) for name, fact in worded.items() if fact)
