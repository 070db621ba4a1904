"""What a message asks: the model's reading of the whole and of its parts, weighed together.

Pure over a guessing function, so that a threshold or a cut can be tried without Rasa.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Literal

from bot.chats.model import NEEDS_PERSON, Situation
from bot.nlu.confidence import Confidence
from bot.nlu.features import document
from bot.nlu.intent_model import Guess
from bot.nlu.linear import Terms
from bot.nlu.person import UNKNOWN, person_needed
from bot.nlu.several import several_asked

Band = Literal["answer", "clarify", "hand_over"]
Ranking = tuple[tuple[str, float], ...]

FALLBACK = "nlu_fallback"
# Of fewer known terms than this a message may mean anything.
FAMILIAR = 0.4
BARE = re.compile(r"[0PISCKR][0PISCKR ]*")


@dataclass(frozen=True)
class Reading:
    """What to act on, and how sure that is.

    band: answer, clarify or hand_over; intent: the fallback's name but in the first; also:
    further questions; ranking: the whole's guesses with what was settled on in front.
    """

    band: Band
    intent: str
    confidence: float
    also: tuple[str, ...]
    ranking: Ranking


def read(
    said: str,
    *,
    guess: Callable[[Terms], Guess],
    confidence: Confidence,
    situation: Situation = UNKNOWN,
) -> Reading:
    """Read masked text."""
    whole = guess(document(said, situation.before))
    if BARE.fullmatch(said):
        return _settled("inform", 1.0, (), whole.ranking, confidence)
    person = person_needed(whole, situation)
    ranking = whole.ranking
    if person >= confidence.person:
        name, sure = next(pair for pair in ranking if pair[0] in NEEDS_PERSON)
        # The detector is right more often than its own figure says.
        sure = max(sure, math.sqrt(person))
        reading = _settled(name, sure, (), ranking, confidence)
        return replace(reading, band="answer", intent=name)
    name, sure = ranking[0]
    asked: tuple[str, ...] = ()
    several, questions = several_asked(said, whole, guess, needed=confidence.beside)
    if several >= confidence.several and len(questions) > 1:
        asked = questions
        name, sure = next(pair for pair in ranking if pair[0] in asked)
        sure = sum(value for other, value in ranking if other in asked)
    reading = _settled(name, sure, asked, ranking, confidence)
    strange = whole.familiar < FAMILIAR
    if strange or name in NEEDS_PERSON:  # likelier than anything else, yet not likely enough
        band: Band = "clarify" if reading.band == "answer" else reading.band
        reading = replace(reading, band=band, intent=FALLBACK, also=())
    return reading


def _settled(
    name: str, sure: float, asked: tuple[str, ...], ranking: Ranking, confidence: Confidence
) -> Reading:
    band: Band = "hand_over"
    if sure >= confidence.of(name):
        band = "answer"
    elif sure >= confidence.clarify:
        band = "clarify"
    others = tuple(pair for pair in ranking if pair[0] != name)
    return Reading(
        band=band,
        intent=name if band == "answer" else FALLBACK,
        confidence=sure,
        also=tuple(other for other in asked if other != name) if band == "answer" else (),
        ranking=((name, dict(ranking)[name]), *others),
    )
