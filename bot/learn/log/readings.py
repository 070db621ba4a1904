"""What a trace tells of how a message was read, as the log keeps it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypedDict

MOST_GUESSES = 5


class Reading(TypedDict):
    """The fields of a `LoggedMessage` that tell how it was read."""

    intents: tuple[str, ...]
    confidence: float | None
    band: str
    ranking: tuple[tuple[str, float], ...]
    reason: str
    model: str


_NONE = Reading(intents=(), confidence=None, band="", ranking=(), reason="", model="")


def reading_in(trace: Mapping[str, Any]) -> Reading:
    """The reading; whatever the trace does not tell, or not as it should, is left empty."""
    if not trace:
        return _NONE
    return Reading(
        intents=tuple(_text(trace.get("intent")).split("+")) if trace.get("intent") else (),
        confidence=_share(trace.get("confidence")),
        band=_text(trace.get("band")),
        ranking=_guesses(trace.get("ranking")),
        reason=_text(trace.get("reason")),
        model=_text(trace.get("model")),
    )


def reading_of_event(parsed: Mapping[str, Any], trace: Mapping[str, Any]) -> Reading:
    """The reading in what Rasa understood (`parse_data`) and in the reply's trace."""
    intent = _mapping(parsed.get("intent"))
    ranking = parsed.get("intent_ranking")
    guesses = [
        [guess.get("name"), guess.get("confidence")]
        for guess in (ranking if isinstance(ranking, list) else ())
        if isinstance(guess, Mapping)
    ]
    told = Reading(**reading_in({"ranking": guesses, **trace}))
    also = intent.get("also")
    names = [intent.get("name"), *(also if isinstance(also, (list, tuple)) else ())]
    told["intents"] = tuple(name for name in names if isinstance(name, str) and name)
    if told["confidence"] is None:
        told["confidence"] = _share(intent.get("confidence"))
    told["band"] = told["band"] or _text(intent.get("band"))
    return told


def _mapping(value: object) -> Mapping[str, Any]:
    return value if isinstance(value, Mapping) else {}


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""


def _share(value: object) -> float | None:
    return float(value) if isinstance(value, (int, float)) and 0 <= value <= 1 else None


def _guesses(ranking: object) -> tuple[tuple[str, float], ...]:
    found = []
    for guess in ranking if isinstance(ranking, (list, tuple)) else ():
        if isinstance(guess, (list, tuple)) and len(guess) == 2 and isinstance(guess[0], str):
            share = _share(guess[1])
            if share is not None:
                found.append((guess[0], share))
    return tuple(found[:MOST_GUESSES])
