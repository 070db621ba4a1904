"""Thresholds out of labelled messages and the owner's number."""

from __future__ import annotations

import math

import numpy as np
import pytest

from bot.evaluate.calibrating import (
    PERSON_THRESHOLDS,
    PERSONS_NEEDED,
    TEMPERATURES,
    THRESHOLDS,
    Outlook,
    can_fit_person,
    chosen,
    fitted_temperature,
    outlooks,
    person_threshold,
    upper_bound,
)
from bot.evaluate.cases import Case, cases_of, judged, swept
from bot.evaluate.labelled import Labelled
from bot.nlu.confidence import Confidence
from bot.nlu.features import document
from bot.nlu.intent_model import IntentModel
from bot.nlu.linear import LinearModel

CONFIDENCE = Confidence(
    wrong_at_most=0.05, temperature=1.0, answer=0.7, clarify=0.25, person=0.34,
    several=0.4, also=0.15, offsets={"order": 0.05, "greet": -0.2},
)  # fmt: skip


def _model(odds: dict[str, tuple[float, float]]) -> IntentModel:
    """Knows single characters: what each adds to the score of greet, and of a person needed."""
    known = {**odds, "^": (0.0, 0.0), "$": (0.0, 0.0)}
    idf = {term: (column, float(term in odds)) for column, term in enumerate(known)}
    rows = [[greet, 0.0, 0.0, person] for greet, person in known.values()]
    linear = LinearModel(
        outputs=("intent:greet", "intent:complain", "several:", "person:"),
        idf=idf,
        weights=np.array(rows, dtype=np.float32),
        bias=np.array([0.0, 0.0, -9.0, 0.0], dtype=np.float32),
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
    cases = _cases(*[("在", "greet")] * 4, ("在", "complain"))
    temperature = fitted_temperature(cases)
    assert temperature == min(TEMPERATURES, key=lambda one: abs(one - 2.0 / math.log(4)))
    sure = dict(MODEL.guess(document("在"), temperature=temperature).ranking)["greet"]
    assert sure == pytest.approx(0.8, abs=0.01)


@pytest.mark.parametrize("label", ["greet", "complain"])
def test_messages_that_are_all_right_or_all_wrong_say_nothing_about_the_temperature(
    label: str,
) -> None:
    """Else the model would be made as sure as can be, and a later misreading be answered."""
    assert fitted_temperature(_cases(*[("在", label)] * 300)) is None


def test_a_person_is_fetched_as_early_as_mostly_right() -> None:
    """骗 is always trouble; 差, for which the model is less sure, seldom is."""
    cases = _cases(*[("骗", "complain")] * 6, *[("差", "greet")] * 3)
    assert person_threshold(cases, CONFIDENCE, on_case=list) == pytest.approx(0.56)
    good = _cases(*[("骗", "complain")] * 6, *[("差", "complain")] * 3)
    assert person_threshold(good, CONFIDENCE, on_case=list) == PERSON_THRESHOLDS[0]


def test_where_persons_are_never_fetched_rightly_the_strictest_threshold_stands() -> None:
    cases = _cases(("骗", "greet"))
    assert person_threshold(cases, CONFIDENCE, on_case=list) == PERSON_THRESHOLDS[-1]


@pytest.mark.parametrize(
    ("calling", "others", "enough"),
    [(0, 300, False), (29, 300, False), (30, 30, True), (300, 0, False)],
)
def test_from_a_few_messages_that_call_for_a_person_no_threshold_is_fitted(
    calling: int, others: int, enough: bool
) -> None:
    cases = _cases(*[("骗", "complain")] * calling, *[("在", "greet")] * others)
    assert PERSONS_NEEDED == 30
    assert can_fit_person(cases) is enough


def test_every_threshold_shows_what_it_would_bring() -> None:
    cases = _cases(("在", "greet"), ("在", "complain"), ("吗", "greet"), ("骗", "complain"))
    seen: list[int] = []
    without = CONFIDENCE.copy(update={"offsets": {}})
    found = outlooks(cases, without, on_case=lambda: seen.append(1))
    assert len(seen) == len(cases)
    assert [outlook.answer for outlook in found] == list(THRESHOLDS)
    lowest, highest = found[0], found[-1]
    assert (lowest.answered, lowest.handed_over) == (3 / 4, 1 / 4)
    assert lowest.wrong == pytest.approx(1 / 3)
    assert lowest.wrong_at_worst == upper_bound(1 / 3, 3)
    assert (highest.answered, highest.clarified, highest.wrong) == (0.0, 3 / 4, 0.0)


def test_messages_are_read_under_many_thresholds_as_under_each_by_itself() -> None:
    """Leaving out readings that cannot differ must not change what is found."""
    cases = _cases(
        *((text, "greet") for text in ("在", "吗", "骗", "差", "在差", "吗差差", "骗吗"))
    )
    for name, thresholds in (("answer", THRESHOLDS), ("person", PERSON_THRESHOLDS)):
        tried = [CONFIDENCE.copy(update={name: threshold}) for threshold in thresholds]
        expected = [judged(cases, confidence) for confidence in tried]
        assert swept(cases, tried, on_case=list) == expected


@pytest.mark.parametrize(
    ("share", "messages", "bound"),
    [
        (0.0, 200, 0.0035),
        (0.05, 100, 0.0717),
        (0.05, 2000, 0.0543),
        (0.5, 10, 0.6286),
        (0.0, 0, 1.0),
    ],
)
def test_a_share_in_few_messages_may_really_be_much_larger(
    share: float, messages: int, bound: float
) -> None:
    assert upper_bound(share, messages) == pytest.approx(bound, abs=0.0001)


def _outlook(answer: float, answered: float, at_worst: float) -> Outlook:
    return Outlook(answer, answered, 1 - answered, 0.0, at_worst / 2, at_worst)


FOUND = [_outlook(0.5, 0.9, 0.2), _outlook(0.6, 0.8, 0.04), _outlook(0.7, 0.6, 0.05)]


@pytest.mark.parametrize(("allowed", "answer"), [(0.3, 0.5), (0.05, 0.6), (0.04, 0.6), (0.01, 0.7)])
def test_as_much_is_answered_as_the_owner_allows_and_else_as_little_as_can_be(
    allowed: float, answer: float
) -> None:
    assert chosen(FOUND, wrong_at_most=allowed).answer == answer
