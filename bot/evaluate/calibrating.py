"""How sure a reading must be, found on messages that the model has not seen.

The temperature makes probabilities honest; the owner's number, "at most that share of answered
messages wrong", then says from which probability on a message is answered.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from bot.chats.model import NEEDS_PERSON
from bot.evaluate import scores
from bot.evaluate.cases import Case, swept
from bot.nlu.confidence import Confidence
from bot.nlu.features import document

TEMPERATURES = tuple(step / 20 for step in range(6, 41))
THRESHOLDS = tuple(step / 50 for step in range(15, 50))
PERSON_THRESHOLDS = tuple(step / 50 for step in range(10, 40))
RIGHTLY_FETCHED = 0.85
# Fewer say too little: of 200 answers one is half a per cent, of 30 persons one is three.
MESSAGES_NEEDED = 200
PERSONS_NEEDED = 30
# The normal distribution's quantile at 80 %, one-sided.
SURE_OF_BOUND = 0.8416
LEAST = 1e-9

OnCase = Callable[[], None]


@dataclass(frozen=True)
class Outlook:
    """What an answering threshold would bring: shares of all messages, and wrong of answered.

    `wrong_at_worst`: what the wrong share stays below with 80 % certainty (`upper_bound`).
    """

    answer: float
    answered: float
    clarified: float
    handed_over: float
    wrong: float
    wrong_at_worst: float


def fitted_temperature(cases: Sequence[Case]) -> float | None:
    """The temperature with the smallest log loss (Guo et al., On Calibration of Modern Neural
    Networks, ICML 2017); what counts is the probability of every acceptable intent together.

    None where the messages name no best one, such as when all of them were read rightly.
    """
    logs, right = _log_probabilities(cases)

    def loss(temperature: float) -> float:
        odds = np.exp((logs - logs.max(axis=1, keepdims=True)) / temperature)
        likely = (odds * right).sum(axis=1) / odds.sum(axis=1)
        return -float(np.log(np.maximum(likely, LEAST)).mean())

    best = min(TEMPERATURES, key=loss)
    return None if best in (TEMPERATURES[0], TEMPERATURES[-1]) else best


def _log_probabilities(cases: Sequence[Case]) -> tuple[np.ndarray, np.ndarray]:
    """Of each case a row: every intent's, before any temperature, and which are acceptable.

    A temperature divides logarithms of probabilities as it does scores: they differ by a constant.
    """
    rows = [
        dict(case.model.guesser(1.0)(document(case.said, case.situation.before)).ranking)
        for case in cases
    ]
    names = sorted(frozenset().union(*rows))
    likely = np.array([[row.get(name, 0.0) for name in names] for row in rows])
    right = np.array([[name in case.message.right for name in names] for case in cases])
    return np.log(np.maximum(likely, np.finfo(np.float32).tiny)), right


def can_fit_person(cases: Sequence[Case]) -> bool:
    """Whether enough messages call for a person, and enough do not, to tell them apart."""
    calling = calls_for_person(cases)
    return min(calling, len(cases) - calling) >= PERSONS_NEEDED


def calls_for_person(cases: Sequence[Case]) -> int:
    """How many messages do."""
    return sum(case.message.best in NEEDS_PERSON for case in cases)


def person_threshold(cases: Sequence[Case], confidence: Confidence, *, on_case: OnCase) -> float:
    """The lowest threshold at which enough of those handed over call for a person."""
    tried = [confidence.copy(update={"person": threshold}) for threshold in PERSON_THRESHOLDS]
    for threshold, read in zip(
        PERSON_THRESHOLDS, swept(cases, tried, on_case=on_case), strict=True
    ):
        if (scores.person_wanted(read).precision or 0.0) >= RIGHTLY_FETCHED:
            return threshold
    return PERSON_THRESHOLDS[-1]


def outlooks(cases: Sequence[Case], confidence: Confidence, *, on_case: OnCase) -> list[Outlook]:
    """What each answering threshold would bring, from the lowest on."""
    thresholds = [threshold for threshold in THRESHOLDS if threshold > confidence.clarify]
    tried = [confidence.copy(update={"answer": threshold}) for threshold in thresholds]
    found = []
    for threshold, read in zip(thresholds, swept(cases, tried, on_case=on_case), strict=True):
        shares = scores.bands(read)
        wrong = scores.wrong_of_answered(read)
        found.append(
            Outlook(
                answer=threshold,
                answered=shares["answer"],
                clarified=shares["clarify"],
                handed_over=shares["hand_over"],
                wrong=wrong,
                wrong_at_worst=upper_bound(wrong, round(shares["answer"] * len(read))),
            )
        )
    return found


def upper_bound(share: float, messages: int) -> float:
    """What a share found in `messages` stays below with 80 % certainty; 1 where there are none.

    The one-sided bound of Wilson, Probable Inference (JASA 1927).
    """
    if not messages:
        return 1.0
    z = SURE_OF_BOUND
    middle = share + z * z / (2 * messages)
    spread = z * math.sqrt(share * (1 - share) / messages + (z / (2 * messages)) ** 2)
    return (middle + spread) / (1 + z * z / messages)


def chosen(found: Sequence[Outlook], *, wrong_at_most: float) -> Outlook:
    """The outlook that answers most and keeps to that wrong share at worst; else the surest one.

    At worst, for among many thresholds the best in a sample flatters itself.
    """
    good = [o for o in found if o.answered and o.wrong_at_worst <= wrong_at_most]
    return max(good, key=lambda outlook: outlook.answered) if good else found[-1]
