"""Thresholds carried over to another model: it answers as carefully as the one before.

Calibrating anew on what is at hand would move the thresholds by what is at hand: on hard messages
the same model is made to answer half as much. So both models read the same messages, and the new
one may not answer wrongly more often than the old one does there.
"""

from __future__ import annotations

from collections.abc import Sequence

from bot.evaluate import scores
from bot.evaluate.calibrating import (
    MESSAGES_NEEDED,
    OnCase,
    can_fit_person,
    fitted_temperature,
    outlooks,
)
from bot.evaluate.cases import Case, judged, swept
from bot.nlu.confidence import Confidence

FARTHEST = 0.1
STEP = 0.02
TEMPERATURE_BOUNDS = (0.1, 10.0)


def carried_over(
    live: Sequence[Case], candidate: Sequence[Case], confidence: Confidence, *, on_case: OnCase
) -> Confidence | None:
    """The live model's `confidence` made to fit the candidate, by the same messages read by both.

    None where these are too few (MESSAGES_NEEDED). The temperature changes as much as the fitted
    one does. `person` rises until fetching a person is right as often as before; `answer` is the
    one, at most FARTHEST away, that answers most and is wrong no more often than before.
    """
    if len(candidate) < MESSAGES_NEEDED:
        return None
    now = judged(live, confidence)
    was, becomes = fitted_temperature(live), fitted_temperature(candidate)
    if was is not None and becomes is not None:
        low, high = TEMPERATURE_BOUNDS
        temperature = min(max(confidence.temperature * becomes / was, low), high)
        confidence = confidence.copy(update={"temperature": round(temperature, 3)})
    if can_fit_person(candidate):
        precise = scores.person_wanted(now).precision or 0.0
        person = _person(candidate, confidence, precise, on_case)
        confidence = confidence.copy(update={"person": person})
    wrong = scores.wrong_of_answered(now)
    near = [
        outlook
        for outlook in outlooks(candidate, confidence, on_case=on_case)
        if abs(outlook.answer - confidence.answer) <= FARTHEST + STEP / 2
    ]
    careful = [outlook for outlook in near if outlook.wrong <= wrong]
    best = (
        max(careful, key=lambda outlook: (outlook.answered, outlook.answer))
        if careful
        else min(near, key=lambda outlook: (outlook.wrong, outlook.answer))
    )
    return confidence.copy(update={"answer": best.answer})


def _person(
    cases: Sequence[Case], confidence: Confidence, precise: float, on_case: OnCase
) -> float:
    steps = round(FARTHEST / STEP) + 1
    thresholds = [round(confidence.person + STEP * step, 4) for step in range(steps)]
    tried = [confidence.copy(update={"person": threshold}) for threshold in thresholds]
    for threshold, read in zip(thresholds, swept(cases, tried, on_case=on_case), strict=True):
        if (scores.person_wanted(read).precision or 0.0) >= precise:
            return threshold
    return thresholds[-1]
