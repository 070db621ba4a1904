"""Another model answers as carefully as the one before, whatever the messages at hand."""

from __future__ import annotations

import numpy as np
import pytest

from bot.evaluate.carrying import FARTHEST, carried_over
from bot.evaluate.cases import Case, cases_of, judged
from bot.evaluate.labelled import Labelled
from bot.evaluate.scores import wrong_of_answered
from bot.nlu.confidence import Confidence
from bot.nlu.intent_model import IntentModel
from bot.nlu.linear import LinearModel

CONFIDENCE = Confidence(
    wrong_at_most=0.05, temperature=1.0, answer=0.7, clarify=0.25, person=0.34,
    several=0.4, also=0.15,
)  # fmt: skip
# Of each character: how many messages of it are greetings, and how many are not.
SAID = {"在": (95, 5), "吗": (80, 20), "哈": (20, 20), "谢": (10, 90)}


def model(**scores: float) -> IntentModel:
    """Knows characters: what each adds to the score of greet over thank."""
    known = {**scores, "^": 0.0, "$": 0.0}
    linear = LinearModel(
        outputs=("intent:greet", "intent:thank", "several:", "person:"),
        idf={term: (at, float(term in scores)) for at, term in enumerate(known)},
        weights=np.array([[score, 0, 0, 0] for score in known.values()], dtype=np.float32),
        bias=np.array([0.0, 0.0, -9.0, -9.0], dtype=np.float32),
    )
    return IntentModel(linear)


LIVE = model(在=2.9, 吗=1.4, 哈=0.1, 谢=-2.2)


def cases(read_by: IntentModel, times: int = 1) -> list[Case]:
    messages = [
        Labelled(text, ((label,),))
        for text, (greet, thank) in SAID.items()
        for label, number in (("greet", greet), ("thank", thank))
        for _ in range(number * times)
    ]
    return cases_of(messages, read_by, lambda text: text)


def carried(candidate: IntentModel) -> Confidence:
    found = carried_over(cases(LIVE), cases(candidate), CONFIDENCE, on_case=lambda: None)
    assert found is not None
    return found


def test_the_same_model_keeps_what_it_answers_and_its_temperature() -> None:
    found = carried(LIVE)
    assert found.temperature == CONFIDENCE.temperature
    assert found.person == CONFIDENCE.person
    live = judged(cases(LIVE), CONFIDENCE)
    same = judged(cases(LIVE), found)
    assert [each.read.band for each in live] == [each.read.band for each in same]


def test_a_model_that_is_surer_of_the_same_is_believed_as_much_less() -> None:
    surer = model(在=4.35, 吗=2.1, 哈=0.15, 谢=-3.3)
    assert carried(surer).temperature == pytest.approx(1.5, rel=0.06)


def test_a_model_that_is_wrong_more_often_answers_less() -> None:
    careless = model(在=2.9, 吗=1.4, 哈=1.2, 谢=-2.2)
    found = carried(careless)
    assert found.answer > CONFIDENCE.answer
    assert found.answer <= CONFIDENCE.answer + FARTHEST + 0.001
    before = wrong_of_answered(judged(cases(LIVE), CONFIDENCE))
    assert wrong_of_answered(judged(cases(careless), found)) <= before


def test_too_few_messages_say_nothing() -> None:
    few = cases(LIVE)[:150]
    assert carried_over(few, few, CONFIDENCE, on_case=lambda: None) is None
