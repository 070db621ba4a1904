"""How sure a reading must be, found on messages that the model has not seen.

The temperature makes probabilities honest; the owner's number, "at most that share of answered
messages wrong", then says from which probability on a message is answered.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from bot.evaluate import scores
from bot.evaluate.cases import Case, judged
from bot.nlu.confidence import Confidence
from bot.nlu.features import document

TEMPERATURES = tuple(step / 20 for step in range(6, 41))
THRESHOLDS = tuple(step / 50 for step in range(15, 50))
PERSON_THRESHOLDS = tuple(step / 50 for step in range(10, 40))
RIGHTLY_FETCHED = 0.85
CAREFUL_STEP = 0.05
MOST = 0.97
LEAST = 1e-9


@dataclass(frozen=True)
class Outlook:
    """What an answering threshold would bring: shares of all messages, and wrong of answered."""

    answer: float
    answered: float
    clarified: float
    handed_over: float
    wrong: float


def fitted_temperature(cases: Sequence[Case], *, on_step: Callable[[], None]) -> float:
    """The temperature with the smallest log loss (Guo et al., On Calibration of Modern Neural
    Networks, ICML 2017); what counts is the probability of every acceptable intent together."""

    def loss(temperature: float) -> float:
        on_step()
        return -sum(_log_right(case, temperature) for case in cases) / len(cases)

    return min(TEMPERATURES, key=loss)


def _log_right(case: Case, temperature: float) -> float:
    terms = document(case.said, case.situation.before)
    ranking = case.model.guess(terms, temperature=temperature).ranking
    right = sum(value for name, value in ranking if name in case.message.right)
    return math.log(max(right, LEAST))


def person_threshold(cases: Sequence[Case], confidence: Confidence) -> float:
    """The lowest threshold at which enough of those handed over call for a person."""
    for threshold in PERSON_THRESHOLDS:
        read = judged(cases, confidence.copy(update={"person": threshold}))
        if (scores.person_wanted(read).precision or 0.0) >= RIGHTLY_FETCHED:
            return threshold
    return PERSON_THRESHOLDS[-1]


def outlooks(cases: Sequence[Case], confidence: Confidence) -> Iterator[Outlook]:
    """What each answering threshold would bring, from the lowest on."""
    for threshold in THRESHOLDS:
        read = judged(cases, with_answer(confidence, threshold))
        shares = scores.bands(read)
        yield Outlook(
            answer=threshold,
            answered=shares["answer"],
            clarified=shares["clarify"],
            handed_over=shares["hand_over"],
            wrong=scores.wrong_of_answered(read),
        )


def with_answer(confidence: Confidence, threshold: float) -> Confidence:
    """The same with another answering threshold; single intents keep their distance to it."""
    moved = {
        name: min(max(needed + threshold - confidence.answer, confidence.clarify), MOST)
        for name, needed in confidence.intents.items()
    }
    rounded = {name: round(needed, 2) for name, needed in moved.items()}
    return confidence.copy(update={"answer": threshold, "intents": rounded})


def chosen(found: Sequence[Outlook], *, wrong_at_most: float) -> Outlook:
    """The outlook that answers most with at most that share wrong; else the surest one."""
    good = [o for o in found if o.answered and o.wrong <= wrong_at_most]
    return max(good, key=lambda outlook: outlook.answered) if good else found[-1]
