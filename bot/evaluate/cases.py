"""Labelled messages with the model that reads them, read again under other thresholds."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from bot.evaluate.labelled import Labelled
from bot.evaluate.scores import Judged, Read
from bot.nlu.confidence import Confidence
from bot.nlu.intent_model import IntentModel
from bot.nlu.person import Situation
from bot.nlu.reading import Reading, read


@dataclass(frozen=True)
class Case:
    """A message as masked text in its situation, what it means, and a model that may read it."""

    model: IntentModel
    said: str
    situation: Situation
    message: Labelled


def cases_of(
    messages: Iterable[Labelled], model: IntentModel, mask: Callable[[str], str]
) -> list[Case]:
    """Messages of a file, to be read by `model` with what was said before them."""
    return [
        Case(model, mask(message.text), Situation(before=message.before), message)
        for message in messages
    ]


def judged(cases: Sequence[Case], confidence: Confidence) -> list[Judged]:
    """Each message with how it is read under `confidence`."""
    return [Judged(case.message, _read(case, confidence)) for case in cases]


def _read(case: Case, confidence: Confidence) -> Read:
    guess = case.model.guesser(confidence.temperature)
    reading = read(case.said, guess=guess, confidence=confidence, situation=case.situation)
    return as_read(reading)


def as_read(reading: Reading) -> Read:
    """Scores' view of a reading."""
    return Read.of(reading.ranking, reading.band, (reading.intent, *reading.also))
