"""Thresholds out of labelled messages and the owner's number."""

from __future__ import annotations

import math

import numpy as np
import pytest

from bot.evaluate.calibrating import (
    PERSON_THRESHOLDS,
    TEMPERATURES,
    THRESHOLDS,
    Outlook,
    chosen,
    fitted_temperature,
    outlooks,
    person_threshold,
    with_answer,
)
from bot.evaluate.cases import Case, cases_of
from bot.evaluate.labelled import Labelled
from bot.nlu.confidence import Confidence
from bot.nlu.features import document
from bot.nlu.intent_model import IntentModel
from bot.nlu.linear import LinearModel

CONFIDENCE = Confidence(
    wrong_at_most=0.05, temperature=1.0, answer=0.7, clarify=0.25, person=0.34,
    several=0.4, also=0.15, intents={"order": 0.75, "greet": 0.5},
)  # fmt: skip


def _model(odds: dict[str, tuple[float, float]]) -> IntentModel:
    """Knows single characters: what each adds to the score of greet, and of a person needed."""
    idf = {term: (column, 1.0) for column, term in enumerate(odds)}
    weights = np.array([[greet, 0.0, person] for greet, person in odds.values()], dtype=np.float32)
    linear = LinearModel(
        outputs=("intent:greet", "intent:complain", "person:"),
        idf=idf,
        weights=weights,
        bias=np.zeros(3, dtype=np.float32),
    )
    return IntentModel(linear)


MODEL = _model({"在": (2.0, -3.0), "吗": (1.0, -3.0), "骗": (-2.0, 3.0), "差": (-0.4, 0.0)})


def _cases(*labelled: tuple[str, str]) -> list[Case]:
    messages = [Labelled(text, ((label,),)) for text, label in labelled]
    return cases_of(messages, MODEL, lambda text: text)


def test_messages_are_read_with_what_was_said_before_them() -> None:
    message = Labelled("在P", (("greet",),), before="您好")
    (case,) = cases_of([message], MODEL, lambda text: text.replace("P", "I"))
    assert (case.said, case.situation.before, case.message) == ("在I", "您好", message)


def test_the_temperature_makes_probabilities_as_honest_as_they_can_be() -> None:
    """Four times in five 在 was a greeting, so a score of two must come out as 0.8."""
    steps: list[int] = []
    cases = _cases(*[("在", "greet")] * 4, ("在", "complain"))
    temperature = fitted_temperature(cases, on_step=lambda: steps.append(1))
    assert temperature == min(TEMPERATURES, key=lambda one: abs(one - 2.0 / math.log(4)))
    sure = dict(MODEL.guess(document("在"), temperature=temperature).ranking)["greet"]
    assert sure == pytest.approx(0.8, abs=0.01)
    assert len(steps) == len(TEMPERATURES)


def test_a_model_that_is_always_right_may_be_as_sure_as_can_be() -> None:
    assert fitted_temperature(_cases(("在", "greet")), on_step=list) == TEMPERATURES[0]


def test_a_person_is_fetched_as_early_as_mostly_right() -> None:
    """骗 is always trouble; 差, for which the model is less sure, seldom is."""
    cases = _cases(*[("骗", "complain")] * 6, *[("差", "greet")] * 3)
    assert person_threshold(cases, CONFIDENCE) == pytest.approx(0.56)
    good = _cases(*[("骗", "complain")] * 6, *[("差", "complain")] * 3)
    assert person_threshold(good, CONFIDENCE) == PERSON_THRESHOLDS[0]


def test_where_persons_are_never_fetched_rightly_the_strictest_threshold_stands() -> None:
    assert person_threshold(_cases(("骗", "greet")), CONFIDENCE) == PERSON_THRESHOLDS[-1]


def test_every_threshold_shows_what_it_would_bring() -> None:
    cases = _cases(("在", "greet"), ("在", "complain"), ("吗", "greet"), ("骗", "complain"))
    found = list(outlooks(cases, CONFIDENCE.copy(update={"intents": {}})))
    assert [outlook.answer for outlook in found] == list(THRESHOLDS)
    lowest, highest = found[0], found[-1]
    assert (lowest.answered, lowest.handed_over) == (3 / 4, 1 / 4)
    assert lowest.wrong == pytest.approx(1 / 3)
    assert (highest.answered, highest.clarified, highest.wrong) == (0.0, 3 / 4, 0.0)


def test_single_intents_keep_their_distance_to_the_answering_threshold() -> None:
    moved = with_answer(CONFIDENCE, 0.8)
    assert (moved.answer, moved.intents) == (0.8, {"order": 0.85, "greet": 0.6})


def test_a_distance_ends_where_nothing_would_be_answered_or_asked_any_more() -> None:
    assert with_answer(CONFIDENCE, 0.96).intents["order"] == 0.97
    assert with_answer(CONFIDENCE, 0.3).intents["greet"] == CONFIDENCE.clarify


def _outlook(answer: float, answered: float, wrong: float) -> Outlook:
    return Outlook(answer, answered, 1 - answered, 0.0, wrong)


FOUND = [_outlook(0.5, 0.9, 0.2), _outlook(0.6, 0.8, 0.04), _outlook(0.7, 0.6, 0.05)]


@pytest.mark.parametrize(("allowed", "answer"), [(0.3, 0.5), (0.05, 0.6), (0.04, 0.6), (0.01, 0.7)])
def test_as_much_is_answered_as_the_owner_allows_and_else_as_little_as_can_be(
    allowed: float, answer: float
) -> None:
    assert chosen(FOUND, wrong_at_most=allowed).answer == answer
