"""Labelled messages with the model that reads them, read again under other thresholds."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from bot.chats.model import Situation
from bot.evaluate.labelled import Labelled
from bot.evaluate.scores import Judged, Read
from bot.nlu.confidence import Confidence
from bot.nlu.intent_model import IntentModel
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


def swept(
    cases: Sequence[Case], confidences: Sequence[Confidence], *, on_case: Callable[[], None]
) -> list[list[Judged]]:
    """`judged` under each of `confidences`, in which one threshold rises and nothing else changes.

    A message that is read alike at both ends is read alike between them, so that it is read a few
    times instead of once a threshold.
    """
    readings = []
    for case in cases:
        found = {at: _read(case, confidences[at]) for at in (0, len(confidences) - 1)}
        _read_between(0, len(confidences) - 1, found, case, confidences)
        readings.append(found)
        on_case()
    return [
        [Judged(case.message, found[at]) for case, found in zip(cases, readings, strict=True)]
        for at in range(len(confidences))
    ]


def _read_between(
    low: int, high: int, found: dict[int, Read], case: Case, confidences: Sequence[Confidence]
) -> None:
    if found[low] == found[high]:
        found.update(dict.fromkeys(range(low + 1, high), found[low]))
    elif high - low > 1:
        middle = (low + high) // 2
        found[middle] = _read(case, confidences[middle])
        _read_between(low, middle, found, case, confidences)
        _read_between(middle, high, found, case, confidences)


def _read(case: Case, confidence: Confidence) -> Read:
    guess = case.model.guesser(confidence.temperature)
    reading = read(case.said, guess=guess, confidence=confidence, situation=case.situation)
    return as_read(reading)


def as_read(reading: Reading) -> Read:
    """Scores' view of a reading."""
    intents = (reading.intent, *reading.also)
    return Read.of(reading.ranking, reading.confidence, reading.band, intents)
